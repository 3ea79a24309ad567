//! Through a statement's expressions.

use crate::tree::{Change, Expr, Select, Statement};

impl Statement {
    /// Calls a function with the number of every `?`, in the order of the text.
    pub fn for_each_parameter(&self, mut found: impl FnMut(u32)) {
        let mut visit = |expr: &Expr| expr.visit(&mut found);
        match self {
            Self::Select(Select { condition, .. }) | Self::Exists(Select { condition, .. }) => {
                condition.iter().for_each(&mut visit);
            }
            Self::Insert(insert) => visit(&insert.value),
            Self::Update(update) => {
                for change in &update.changes {
                    if let Change::Set(set) = change {
                        visit(&set.value);
                    }
                }
                update.condition.iter().for_each(&mut visit);
            }
            Self::Delete(delete) => delete.condition.iter().for_each(&mut visit),
        }
    }
}

impl Expr {
    /// Recurses as deep as the parser lets expressions nest.
    fn visit(&self, found: &mut impl FnMut(u32)) {
        match self {
            Self::Parameter(number) => found(*number),
            Self::Null
            | Self::Missing
            | Self::Bool(_)
            | Self::Number(_)
            | Self::Text(_)
            | Self::Ion(..)
            | Self::Path(_) => {}
            Self::List(parts)
            | Self::Set(parts)
            | Self::And(parts)
            | Self::Or(parts)
            | Self::Call(_, parts, _) => parts.iter().for_each(|part| part.visit(found)),
            Self::Map(entries) => entries.iter().for_each(|(_, value)| value.visit(found)),
            Self::Not(inner) | Self::Is(inner, ..) => inner.visit(found),
            Self::Arithmetic(_, parts) | Self::Compare(_, parts) | Self::In(parts) => {
                parts.iter().for_each(|part| part.visit(found));
            }
            Self::Between(parts) => parts.iter().for_each(|part| part.visit(found)),
        }
    }
}
