//! What the service charges an update's text and values against the item size limit.

use crate::path::{Element, Path};

use super::{Action, SetOperand, SetValue};

/// In bytes.
pub(super) fn charge(actions: &[Action]) -> u64 {
    3 + actions.iter().map(action).sum::<u64>()
}

fn action(action: &Action) -> u64 {
    match action {
        Action::Set(path, value) => 19 + target(path) + set_value(value),
        Action::Add(path, value) => 19 + target(path) + value.size(),
        Action::Remove(path) | Action::Delete(path, _) => 1 + target(path),
    }
}

fn target(path: &Path) -> u64 {
    name(path.name()) + path.rest().iter().map(|rest| 4 + element(rest)).sum::<u64>()
}

fn set_value(value: &SetValue) -> u64 {
    match value {
        SetValue::Operand(one) => operand(one),
        SetValue::Add(left, right) => 34 + operand(left) + operand(right),
        SetValue::Subtract(left, right) => 37 + operand(left) + operand(right),
    }
}

/// Recursion is as deep as functions are nested, which is at most 300.
fn operand(source: &SetOperand) -> u64 {
    match source {
        SetOperand::Path(path) => read(path),
        SetOperand::Value(value) => value.size(),
        SetOperand::IfNotExists(path, otherwise) => 39 + read(path) + operand(otherwise),
        SetOperand::ListAppend(first, second) => 37 + operand(first) + operand(second),
    }
}

fn read(path: &Path) -> u64 {
    1 + 14 + name(path.name()) + path.rest().iter().map(|rest| 14 + element(rest)).sum::<u64>()
}

fn name(name: &str) -> u64 {
    name.len() as u64
}

fn element(element: &Element) -> u64 {
    match element {
        Element::Name(text) => name(text),
        Element::Index(index) => u64::from(index.checked_ilog10().unwrap_or(0)) + 1,
    }
}
