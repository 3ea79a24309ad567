//! Constants of a statement: literals and parameters.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use partiql::Expr;
use value::{AttributeValue, Attributes, MAX_DEPTH, Number};

use crate::error::ApiError;

/// What paths begin with.
const ROOT: &str = "root";

const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits";

/// What a constant is worth; nothing for something that is no constant. `MISSING` in a map is left out. `level` is
/// that of the value itself.
pub(super) fn constant(
    expr: &Expr,
    parameters: &[AttributeValue],
    level: u32,
) -> Result<Option<AttributeValue>, ApiError> {
    if !is_constant(expr) {
        return Ok(None);
    }
    let mut reader = Reader { parameters, path: ROOT.to_owned(), attribute: ROOT.len() };
    reader.value(expr, level).map(Some)
}

fn is_constant(expr: &Expr) -> bool {
    match expr {
        Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) | Expr::Ion(..) | Expr::Parameter(_) => {
            true
        }
        Expr::List(elements) | Expr::Set(elements) => elements.iter().all(is_constant),
        Expr::Map(entries) => entries.iter().all(|(_, value)| *value == Expr::Missing || is_constant(value)),
        _ => false,
    }
}

struct Reader<'p> {
    parameters: &'p [AttributeValue],
    /// Where in the constant: `root.a[1]`.
    path: String,
    /// The length of the path to the attribute that the constant is in.
    attribute: usize,
}

impl Reader<'_> {
    /// Recurses as deep as values may nest.
    fn value(&mut self, expr: &Expr, level: u32) -> Result<AttributeValue, ApiError> {
        if level > MAX_DEPTH {
            return Err(self.fault(TOO_DEEP));
        }
        Ok(match expr {
            Expr::Bool(value) => AttributeValue::Bool(*value),
            Expr::Number(text) => AttributeValue::N(self.number(text)?),
            Expr::Text(text) => AttributeValue::S(text.clone()),
            Expr::Ion(_, kind, place) => {
                let below = self.path.get(self.attribute..).unwrap_or_default();
                let sentence =
                    format!("Ion Literals are not supported: {kind} under key {ROOT}{below} at {place}");
                return Err(ApiError::validation(sentence));
            }
            Expr::Parameter(at) => {
                let value = self.parameters.get(*at as usize).cloned().unwrap_or(AttributeValue::Null);
                if level + value.depth() - 1 > MAX_DEPTH {
                    return Err(self.fault(TOO_DEEP));
                }
                value
            }
            Expr::List(elements) => {
                let mut list = Vec::with_capacity(elements.len());
                for (at, element) in elements.iter().enumerate() {
                    list.push(self.below(format_args!("[{at}]"), element, level)?);
                }
                AttributeValue::L(list)
            }
            Expr::Map(entries) => {
                let mut map = Attributes::new();
                for (key, element) in entries.iter().filter(|(_, element)| *element != Expr::Missing) {
                    let value = self.below(format_args!(".{key}"), element, level)?;
                    map.insert(key.clone(), value);
                }
                AttributeValue::M(map)
            }
            Expr::Set(elements) => self.set(elements)?,
            // Nothing else is constant.
            _ => AttributeValue::Null,
        })
    }

    fn below(
        &mut self,
        step: std::fmt::Arguments<'_>,
        element: &Expr,
        level: u32,
    ) -> Result<AttributeValue, ApiError> {
        let length = self.path.len();
        let _ = self.path.write_fmt(step);
        if level == 0 {
            self.attribute = self.path.len();
        }
        let value = self.value(element, level + 1);
        self.path.truncate(length);
        value
    }

    fn number(&self, text: &str) -> Result<Number, ApiError> {
        Number::parse(text).map_err(|error| self.fault(&error.to_string()))
    }

    fn set(&mut self, elements: &[Expr]) -> Result<AttributeValue, ApiError> {
        if elements.is_empty() {
            return Err(ApiError::validation("Empty bags are not supported"));
        }
        // What the first element is decides what the set is of.
        if let Some(Expr::Ion(..)) = elements.first() {
            return Err(ApiError::validation(MIXED));
        }
        let mut texts = Vec::new();
        let mut numbers = Vec::new();
        for element in elements {
            match self.value(element, 1)? {
                AttributeValue::S(text) => texts.push(text),
                AttributeValue::N(number) => numbers.push(number),
                _ => return Err(ApiError::validation(MIXED)),
            }
        }
        match (texts.is_empty(), numbers.is_empty()) {
            (false, true) => {
                self.check_distinct(&texts)?;
                Ok(AttributeValue::string_set(texts))
            }
            (true, false) => {
                self.check_distinct(&numbers)?;
                Ok(AttributeValue::number_set(numbers))
            }
            _ => Err(ApiError::validation(MIXED)),
        }
    }

    fn check_distinct<T: Ord + std::fmt::Display>(&self, elements: &[T]) -> Result<(), ApiError> {
        let mut seen = BTreeSet::new();
        if elements.iter().all(|element| seen.insert(element)) {
            return Ok(());
        }
        let listed: Vec<String> = elements.iter().map(ToString::to_string).collect();
        Err(self.fault(&format!(
            "One or more parameter values were invalid: Input collection [{}] contains duplicates!",
            listed.join(", ")
        )))
    }

    fn fault(&self, sentence: &str) -> ApiError {
        ApiError::validation(format!("{sentence} under {}", self.path))
    }
}

const MIXED: &str = "Unsupported data type in Bag. DynamoDB only supports either numbers or strings in bags";
