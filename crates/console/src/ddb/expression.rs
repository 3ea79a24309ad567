//! An expression of `aws ddb` into one of the service's, with every name and every value put behind a placeholder.

use super::lexer::{Refused, Token, listed, tokens};
use crate::cli::class;
use crate::json::{Key, Node, Tagged, Value};
use crate::place::Place;

/// Python gives up at about a thousand levels.
const DEEPEST: u32 = 100;

const COMPARATORS: [&str; 6] = ["eq", "ne", "lt", "lte", "gt", "gte"];
const LITERALS: [&str; 3] = ["literal", "lbracket", "lbrace"];

/// What became of an expression.
#[derive(Clone, Debug, Default)]
pub(super) struct Extracted {
    pub(super) expression: String,
    /// `#n0` and the name.
    pub(super) names: Vec<(String, String)>,
    /// `:n1` and the plain value.
    pub(super) values: Vec<(String, Node)>,
}

/// Reads an expression; the placeholders are counted from `first` on.
pub(super) fn extract(expression: &str, first: usize) -> Result<Extracted, Refused> {
    if expression.is_empty() {
        return Err(Refused { message: EMPTY.to_owned(), at: 0 });
    }
    let mut reader =
        Reader { expression, tokens: tokens(expression)?, at: 0, depth: 0, first, out: Extracted::default() };
    let (text, _) = reader.expression()?;
    if !reader.is(&["eof"]) {
        return reader.unexpected("eof");
    }
    text.trim().clone_into(&mut reader.out.expression);
    Ok(reader.out)
}

const EMPTY: &str = "Expressions must not be empty";

struct Reader<'a> {
    expression: &'a str,
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    first: usize,
    out: Extracted,
}

impl Reader<'_> {
    /// Beyond the last token the AWS CLI has none.
    fn here(&self) -> Option<&Token> {
        self.tokens.get(self.at)
    }

    fn is(&self, kinds: &[&str]) -> bool {
        self.here().is_some_and(|token| kinds.contains(&token.kind))
    }

    fn next_is(&self, kind: &str) -> bool {
        self.tokens.get(self.at + 1).is_some_and(|token| token.kind == kind)
    }

    fn underlined(&self) -> (usize, String) {
        let end = self.expression.chars().count();
        let (start, end) = self.here().map_or((end, end), |token| (token.start, token.end));
        let line = format!("{}{}", " ".repeat(start), "^".repeat(end.saturating_sub(start).max(1)));
        (start, format!("{}\n{line}", self.expression))
    }

    fn unexpected<T>(&self, expected: &str) -> Result<T, Refused> {
        let (value, kind) = match self.here() {
            Some(token) => (token.printed(), token.kind),
            None => ("None".to_owned(), "None"),
        };
        let (at, underlined) = self.underlined();
        let message =
            format!("Unexpected token `{value}` of type `{kind}`. Expected type: {expected}\n{underlined}");
        Err(Refused { message, at })
    }

    fn invalid<T>(&self, what: &str) -> Result<T, Refused> {
        let (at, underlined) = self.underlined();
        Err(Refused { message: format!("Invalid token value: {what}\n{underlined}\n"), at })
    }

    fn expect(&mut self, kind: &'static str) -> Result<(), Refused> {
        if self.is(&[kind]) {
            self.at += 1;
            return Ok(());
        }
        self.unexpected(kind)
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Refused>) -> Result<T, Refused> {
        if self.depth >= DEEPEST {
            let at = self.here().map_or(0, |token| token.start);
            return Err(Refused { message: "maximum recursion depth exceeded".to_owned(), at });
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    fn count(&self) -> usize {
        self.first + self.out.names.len() + self.out.values.len()
    }

    fn value(&mut self, node: Node) -> String {
        let placeholder = format!(":n{}", self.count());
        self.out.values.push((placeholder.clone(), node));
        format!("{placeholder} ")
    }

    /// A whole expression, and whether it is a bare name.
    fn expression(&mut self) -> Result<(String, bool), Refused> {
        if self.here().is_none_or(|token| token.kind == "eof") {
            return Err(Refused { message: EMPTY.to_owned(), at: 0 });
        }
        let (mut text, name) = self.simple()?;
        if name && self.is(&["comma"]) {
            self.at += 1;
            let rest = self.sequence()?;
            return Ok((format!("{}, {rest}", text.trim()), false));
        }
        while self.is(&["and", "or"]) {
            let word = if self.is(&["and"]) { "AND" } else { "OR" };
            self.at += 1;
            let (right, _) = self.simple()?;
            text = format!("{text}{word} {right}");
        }
        Ok((text, name))
    }

    fn simple(&mut self) -> Result<(String, bool), Refused> {
        self.deeper(|reader| {
            if reader.is(&["lparen"]) {
                reader.at += 1;
                let (inner, _) = reader.expression()?;
                reader.expect("rparen")?;
                return Ok((format!("( {inner}) "), false));
            }
            if reader.is(&["not"]) {
                reader.at += 1;
                let (inner, _) = reader.simple()?;
                return Ok((format!("NOT {inner}"), false));
            }
            reader.condition()
        })
    }

    fn condition(&mut self) -> Result<(String, bool), Refused> {
        if self.next_is("lparen") {
            return self.function();
        }
        if !self.is(&["literal", "identifier", "unquoted_identifier", "lbracket", "lbrace"]) {
            let value = self.here().map_or("None".to_owned(), Token::printed);
            let (at, underlined) = self.underlined();
            let message = format!("Unknown expression type starting at token `{value}`\n{underlined}");
            return Err(Refused { message, at });
        }
        let (left, name) = self.operand()?;
        if self.is(&["in"]) {
            self.at += 1;
            self.expect("lparen")?;
            let choices = self.sequence()?;
            self.expect("rparen")?;
            return Ok((format!("{left}IN ({choices}) "), false));
        }
        if self.is(&["between"]) {
            self.at += 1;
            let (low, _) = self.operand()?;
            self.expect("and")?;
            let (high, _) = self.operand()?;
            return Ok((format!("{left}BETWEEN {low}AND {high}"), false));
        }
        if let Some(sign) = self.here().filter(|token| COMPARATORS.contains(&token.kind)) {
            let sign = sign.text.clone();
            self.at += 1;
            let (right, _) = self.operand()?;
            return Ok((format!("{left}{sign} {right}"), false));
        }
        Ok((left, name))
    }

    fn function(&mut self) -> Result<(String, bool), Refused> {
        let name = self.here().map_or_else(String::new, Token::printed);
        if !self.is(&["identifier", "unquoted_identifier"]) {
            return self.unexpected(&listed(&["identifier", "unquoted_identifier"]));
        }
        self.at += 1;
        self.expect("lparen")?;
        let arguments = self.sequence()?;
        self.expect("rparen")?;
        Ok((format!("{name}({arguments}) "), false))
    }

    fn sequence(&mut self) -> Result<String, Refused> {
        let mut parts = Vec::new();
        loop {
            let (part, _) = self.operand()?;
            parts.push(part.trim().to_owned());
            if !self.is(&["comma"]) {
                return Ok(parts.join(", "));
            }
            self.at += 1;
        }
    }

    fn operand(&mut self) -> Result<(String, bool), Refused> {
        if self.is(&LITERALS) {
            let literal = self.literal()?;
            return Ok((self.value(literal), false));
        }
        if self.is(&["identifier", "unquoted_identifier"]) {
            let mut path = self.name()?;
            while self.is(&["dot"]) {
                self.at += 1;
                let next = self.name()?;
                path = format!("{}.{next}", path.trim());
            }
            return Ok((path, true));
        }
        // The last word is misspelt in the AWS CLI, too.
        self.unexpected(&listed(&["literal", "lbracket", "lbrace", "identifier", "unquoted_identiifer"]))
    }

    /// A name with its index.
    fn name(&mut self) -> Result<String, Refused> {
        let placeholder = format!("#n{}", self.count());
        let Some(token) = self.here() else { return self.unexpected("identifier") };
        let name = token.printed();
        self.out.names.push((placeholder.clone(), name));
        self.at += 1;
        if !self.is(&["lbracket"]) {
            return Ok(format!("{placeholder} "));
        }
        self.at += 1;
        let index = self.literal()?;
        let Value::Integer(index) = index.value else {
            return self.invalid("List indices must be whole numbers.");
        };
        self.expect("rbracket")?;
        Ok(format!("{placeholder}[{index}] "))
    }

    fn literal(&mut self) -> Result<Node, Refused> {
        if let Some(token) = self.here()
            && let Some(value) = &token.value
        {
            let value = value.clone();
            self.at += 1;
            return Ok(value);
        }
        let list = self.is(&["lbracket"]);
        if !list && !self.is(&["lbrace"]) {
            return self.unexpected(&listed(&LITERALS));
        }
        self.at += 1;
        self.deeper(|reader| {
            let value = if list {
                reader.list()?
            } else if reader.next_is("colon") || reader.is(&["rbrace"]) {
                reader.map()?
            } else {
                reader.set()?
            };
            reader.expect(if list { "rbracket" } else { "rbrace" })?;
            Ok(Node::new(value, Place::default()))
        })
    }

    fn list(&mut self) -> Result<Value, Refused> {
        let mut elements = Vec::new();
        while !self.is(&["rbracket"]) || !elements.is_empty() {
            elements.push(self.literal()?);
            if !self.is(&["comma"]) {
                break;
            }
            self.at += 1;
        }
        Ok(Value::List(elements))
    }

    fn map(&mut self) -> Result<Value, Refused> {
        let mut members = Node::new(Value::Object { members: Vec::new(), ordered: false }, Place::default());
        while !self.is(&["rbrace"]) || !members.members().is_empty() {
            let key = self.here().map(|token| match &token.value {
                Some(node) => node.as_str().map(str::to_owned).ok_or_else(|| class(node)),
                None => Ok(token.text.clone()),
            });
            let key = match key {
                Some(Ok(key)) => key,
                Some(Err(class)) => {
                    let class = class.replace("<class 'int'>", "<class 'decimal.Decimal'>");
                    return self.invalid(&format!("Keys must be of type `str`, found `{class}`"));
                }
                None => return self.unexpected("literal"),
            };
            self.expect("literal")?;
            self.expect("colon")?;
            let value = self.literal()?;
            members.set(&key, value);
            if !self.is(&["comma"]) {
                break;
            }
            self.at += 1;
        }
        Ok(members.value)
    }

    fn set(&mut self) -> Result<Value, Refused> {
        let mut elements: Vec<Node> = Vec::new();
        loop {
            let Some(value) = self.here().and_then(|token| token.value.clone()) else {
                return self.unexpected("literal");
            };
            if matches!(value.value, Value::Null | Value::Bool(_)) {
                return self.invalid(
                    "Sets may only contain numbers, strings, or bytes, but literal of type `<class 'str'>` was found",
                );
            }
            if let Some(first) = elements.first()
                && kind(first) != kind(&value)
            {
                return self.invalid(&format!(
                    "Set values must all be of the same type. First type was `{}`, but found value of type `<class 'str'>`",
                    kind(first)
                ));
            }
            elements.push(value);
            self.at += 1;
            if !self.is(&["comma"]) {
                return Ok(Value::Tagged(Tagged::Set(elements)));
            }
            self.at += 1;
        }
    }
}

/// The class in Python of a set's element.
fn kind(node: &Node) -> &'static str {
    match &node.value {
        Value::Integer(_) | Value::Fraction(_) => "<class 'decimal.Decimal'>",
        Value::Tagged(_) => "<class 'awscli.customizations.dynamodb.types.Binary'>",
        _ => "<class 'str'>",
    }
}

/// A map of placeholders.
pub(super) fn placeholders(entries: Vec<(String, Node)>) -> Node {
    let at = Place::default();
    Node::object(entries.into_iter().map(|(name, node)| (Key { text: name, at }, node)).collect(), at)
}
