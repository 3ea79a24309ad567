//! Conditions back to text.

use crate::path::Path;
use crate::print::Printer;

use super::{Operand, Predicate};

impl Printer {
    pub(crate) fn predicate(&mut self, out: &mut String, predicate: &Predicate) {
        match predicate {
            Predicate::And(parts) => self.joined(out, parts, " AND "),
            Predicate::Or(parts) => self.joined(out, parts, " OR "),
            Predicate::Not(inner) => {
                out.push_str("NOT ");
                self.enclosed(out, inner);
            }
            Predicate::Compare { left, comparator, right } => {
                self.operand(out, left);
                out.push(' ');
                out.push_str(comparator.symbol());
                out.push(' ');
                self.operand(out, right);
            }
            Predicate::Between { operand, low, high } => {
                self.operand(out, operand);
                out.push_str(" BETWEEN ");
                self.operand(out, low);
                out.push_str(" AND ");
                self.operand(out, high);
            }
            Predicate::In { operand, list } => {
                self.operand(out, operand);
                out.push_str(" IN (");
                self.list(out, list, Printer::operand);
                out.push(')');
            }
            Predicate::Exists(path) => self.call(out, "attribute_exists", path),
            Predicate::NotExists(path) => self.call(out, "attribute_not_exists", path),
            Predicate::HasType(path, wanted) => {
                out.push_str("attribute_type(");
                self.path(out, path);
                out.push_str(", ");
                self.value(out, &value::AttributeValue::S(wanted.name().to_owned()));
                out.push(')');
            }
            Predicate::BeginsWith(text, prefix) => self.call_of_two(out, "begins_with", text, prefix),
            Predicate::Contains(container, element) => {
                self.call_of_two(out, "contains", container, element);
            }
        }
    }

    fn joined(&mut self, out: &mut String, parts: &[Predicate], word: &str) {
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                out.push_str(word);
            }
            self.enclosed(out, part);
        }
    }

    /// In parentheses, where they keep the tree as it is.
    fn enclosed(&mut self, out: &mut String, predicate: &Predicate) {
        if matches!(predicate, Predicate::And(_) | Predicate::Or(_)) {
            out.push('(');
            self.predicate(out, predicate);
            out.push(')');
        } else {
            self.predicate(out, predicate);
        }
    }

    fn operand(&mut self, out: &mut String, operand: &Operand) {
        match operand {
            Operand::Path(path) => self.path(out, path),
            Operand::Value(value) => self.value(out, value),
            Operand::Size(path) => self.call(out, "size", path),
            Operand::ConstantSize(value) => {
                out.push_str("size(");
                self.value(out, value);
                out.push(')');
            }
        }
    }

    fn call_of_two(&mut self, out: &mut String, name: &str, one: &Operand, other: &Operand) {
        out.push_str(name);
        out.push('(');
        self.operand(out, one);
        out.push_str(", ");
        self.operand(out, other);
        out.push(')');
    }

    fn call(&mut self, out: &mut String, name: &str, path: &Path) {
        out.push_str(name);
        out.push('(');
        self.path(out, path);
        out.push(')');
    }
}
