//! Checked trees back to text.

use std::collections::BTreeMap;

use value::{AttributeValue, Attributes};

use crate::condition::Condition;
use crate::key_condition::{KeyClause, KeyCondition, KeyTest};
use crate::path::{Element, Path};
use crate::projection::Projection;
use crate::reserved::is_reserved;
use crate::syntax::Word;
use crate::update::Update;

/// Prints the expressions of one request and gathers their placeholders: `#n0`, `#n1`, … for names that cannot stand
/// bare, `:v0`, `:v1`, … for values. Equal names and values share a placeholder.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Printer {
    names: Vec<String>,
    values: Vec<AttributeValue>,
}

impl Printer {
    /// With no placeholders yet.
    pub fn new() -> Printer {
        Printer::default()
    }

    /// A condition or filter expression.
    pub fn condition(&mut self, condition: &Condition) -> String {
        let mut out = String::new();
        self.predicate(&mut out, condition.predicate());
        out
    }

    /// An update expression, its sections in the order SET, REMOVE, ADD, DELETE.
    pub fn update(&mut self, update: &Update) -> String {
        let mut out = String::new();
        self.actions(&mut out, update.actions());
        out
    }

    /// A projection expression.
    pub fn projection(&mut self, projection: &Projection) -> String {
        let mut out = String::new();
        self.list(&mut out, projection.paths(), Printer::path);
        out
    }

    /// A key-condition expression.
    pub fn key_condition(&mut self, condition: &KeyCondition) -> String {
        let mut out = String::new();
        for (index, KeyClause { attribute, test }) in condition.clauses.iter().enumerate() {
            if index > 0 {
                out.push_str(" AND ");
            }
            let (before, between, after) = match test {
                KeyTest::Eq(_) => ("", " = ", ""),
                KeyTest::Lt(_) => ("", " < ", ""),
                KeyTest::Le(_) => ("", " <= ", ""),
                KeyTest::Gt(_) => ("", " > ", ""),
                KeyTest::Ge(_) => ("", " >= ", ""),
                KeyTest::Between(..) => ("", " BETWEEN ", ""),
                KeyTest::BeginsWith(_) => ("begins_with(", ", ", ")"),
                // No expression says it.
                KeyTest::Other(_) => ("", " <> ", ""),
            };
            out.push_str(before);
            self.name(&mut out, attribute);
            for (index, value) in test.values().enumerate() {
                out.push_str(if index == 0 { between } else { " AND " });
                self.value(&mut out, value);
            }
            out.push_str(after);
        }
        out
    }

    /// `ExpressionAttributeNames` for what was printed; empty when no name needs a placeholder.
    pub fn names(&self) -> BTreeMap<String, String> {
        value::map(self.names.iter().enumerate().map(|(index, name)| (format!("#n{index}"), name.clone())))
    }

    /// `ExpressionAttributeValues` for what was printed.
    pub fn values(&self) -> Attributes {
        let values = self.values.iter().enumerate();
        value::map(values.map(|(index, value)| (format!(":v{index}"), value.clone())))
    }

    pub(crate) fn list<T>(
        &mut self,
        out: &mut String,
        items: &[T],
        print: impl Fn(&mut Self, &mut String, &T),
    ) {
        for (index, item) in items.iter().enumerate() {
            if index > 0 {
                out.push_str(", ");
            }
            print(self, out, item);
        }
    }

    pub(crate) fn path(&mut self, out: &mut String, path: &Path) {
        self.name(out, path.name());
        for element in path.rest() {
            match element {
                Element::Name(name) => {
                    out.push('.');
                    self.name(out, name);
                }
                Element::Index(index) => {
                    out.push('[');
                    out.push_str(&index.to_string());
                    out.push(']');
                }
            }
        }
    }

    pub(crate) fn name(&mut self, out: &mut String, name: &str) {
        if stands_bare(name) {
            out.push_str(name);
        } else {
            out.push_str("#n");
            out.push_str(&place(&mut self.names, name).to_string());
        }
    }

    pub(crate) fn value(&mut self, out: &mut String, value: &AttributeValue) {
        out.push_str(":v");
        out.push_str(&place(&mut self.values, value).to_string());
    }
}

/// The index of an item, which is added if it isn't there.
fn place<T: PartialEq<Q>, Q: ToOwned<Owned = T> + ?Sized>(all: &mut Vec<T>, item: &Q) -> usize {
    all.iter().position(|one| one == item).unwrap_or_else(|| {
        all.push(item.to_owned());
        all.len() - 1
    })
}

/// Whether a name can be written without a placeholder.
fn stands_bare(name: &str) -> bool {
    name.starts_with(|first: char| first.is_ascii_alphabetic())
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && Word::find(name).is_none()
        && !is_reserved(name)
}

/// A constant as the service's sentences write it: `AttributeValue: {S:a}`.
pub fn echo_value(value: &AttributeValue) -> String {
    match value {
        AttributeValue::S(text) => format!("AttributeValue: {{S:{text}}}"),
        AttributeValue::N(number) => format!("AttributeValue: {{N:{number}}}"),
        other => {
            let mut json = String::new();
            value::json::write_attribute(&mut json, other);
            format!("AttributeValue: {}", json.replace('"', ""))
        }
    }
}

/// A function of a path in an error sentence.
pub fn echo_path(function: &str, path: &Path) -> String {
    format!("{function}({path})")
}
