//! Updates back to text.

use crate::print::Printer;

use super::{Action, SetOperand, SetValue};

impl Printer {
    pub(crate) fn actions(&mut self, out: &mut String, actions: &[Action]) {
        let mut section = "";
        for word in ["SET", "REMOVE", "ADD", "DELETE"] {
            for action in actions.iter().filter(|action| action.section() == word) {
                if section == word {
                    out.push_str(", ");
                } else {
                    if !section.is_empty() {
                        out.push(' ');
                    }
                    out.push_str(word);
                    out.push(' ');
                    section = word;
                }
                self.action(out, action);
            }
        }
    }

    fn action(&mut self, out: &mut String, action: &Action) {
        self.path(out, action.path());
        match action {
            Action::Remove(_) => {}
            Action::Add(_, value) | Action::Delete(_, value) => {
                out.push(' ');
                self.value(out, value);
            }
            Action::Set(_, value) => {
                out.push_str(" = ");
                match value {
                    SetValue::Operand(operand) => self.set_operand(out, operand),
                    SetValue::Add(left, right) => self.arithmetic(out, left, " + ", right),
                    SetValue::Subtract(left, right) => self.arithmetic(out, left, " - ", right),
                }
            }
        }
    }

    fn arithmetic(&mut self, out: &mut String, left: &SetOperand, sign: &str, right: &SetOperand) {
        self.set_operand(out, left);
        out.push_str(sign);
        self.set_operand(out, right);
    }

    /// Recursion is as deep as functions are nested, which is at most 300.
    fn set_operand(&mut self, out: &mut String, operand: &SetOperand) {
        match operand {
            SetOperand::Path(path) => self.path(out, path),
            SetOperand::Value(value) => self.value(out, value),
            SetOperand::IfNotExists(path, otherwise) => {
                out.push_str("if_not_exists(");
                self.path(out, path);
                out.push_str(", ");
                self.set_operand(out, otherwise);
                out.push(')');
            }
            SetOperand::ListAppend(first, second) => {
                out.push_str("list_append(");
                self.set_operand(out, first);
                out.push_str(", ");
                self.set_operand(out, second);
                out.push(')');
            }
        }
    }
}

impl Action {
    fn section(&self) -> &'static str {
        match self {
            Action::Set(..) => "SET",
            Action::Remove(_) => "REMOVE",
            Action::Add(..) => "ADD",
            Action::Delete(..) => "DELETE",
        }
    }
}
