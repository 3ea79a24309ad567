//! From syntax to checked actions. The service looks for one kind of fault in the whole expression before it looks
//! for the next.

use value::AttributeValue;

use crate::error::{ExpressionError, Fault, Kind, Span};
use crate::path::Path;
use crate::scope::Scope;
use crate::syntax::{Id, Paths, Shape, Sign};

use super::parse::{Section, Written, WrittenAction};
use super::{Action, SetOperand, SetValue, first_clash};

pub(super) fn check(written: &Written<'_>, scope: &Scope<'_>) -> Result<Vec<Action>, ExpressionError> {
    let checker = Checker { written, scope };
    checker.names()?;
    checker.values()?;
    checker.targets()?;
    checker.types()?;
    checker.functions()?;
    written.actions.iter().map(|action| checker.action(action)).collect()
}

#[derive(Clone, Copy)]
struct Checker<'w, 's, 'a> {
    written: &'w Written<'w>,
    scope: &'s Scope<'a>,
}

impl<'s, 'a> Checker<'_, 's, 'a> {
    fn names(self) -> Result<(), ExpressionError> {
        for node in &self.written.tree.nodes {
            if let Shape::Path(written) = &node.shape {
                self.paths().check(written)?;
            }
        }
        Ok(())
    }

    fn values(self) -> Result<(), ExpressionError> {
        for (id, node) in self.written.tree.nodes.iter().enumerate() {
            if matches!(node.shape, Shape::Value(_)) {
                self.value(id)?;
            }
        }
        Ok(())
    }

    fn targets(self) -> Result<(), ExpressionError> {
        let actions = &self.written.actions;
        if actions.len() < 2 {
            return Ok(());
        }
        let paths = actions.iter().map(|action| self.path(action.path)).collect::<Result<Vec<_>, _>>()?;
        match first_clash(paths.iter()) {
            None => Ok(()),
            Some((clash, one, two)) => {
                let place = paths.iter().rposition(|path| path == two).unwrap_or_default();
                let span = self.span(actions[place].path);
                Err(error(clash.fault(one.clone(), two.clone()), span))
            }
        }
    }

    fn types(self) -> Result<(), ExpressionError> {
        self.written.actions.iter().try_for_each(|action| {
            let sections = match (action.section, action.value) {
                (Section::Add | Section::Delete, Some(value)) => self.section_type(action.section, value),
                _ => Ok(()),
            };
            sections.and_then(|()| action.nodes.clone().try_for_each(|id| self.node_types(id)))
        })
    }

    fn section_type(self, section: Section, id: Id) -> Result<(), ExpressionError> {
        let allowed = match self.value(id)? {
            AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => true,
            AttributeValue::N(_) => section == Section::Add,
            _ => false,
        };
        if allowed {
            return Ok(());
        }
        let type_name = long_type_name(self.value(id)?);
        Err(error(Fault::UpdateOperandType { operator: section.text(), type_name }, self.span(id)))
    }

    fn node_types(self, id: Id) -> Result<(), ExpressionError> {
        match &self.written.tree.node(id).shape {
            Shape::Arithmetic(sign, left, right) => self.constants(sign.symbol(), &[*left, *right], "N"),
            Shape::Call("list_append", operands) => self.constants("list_append", operands, "L"),
            _ => Ok(()),
        }
    }

    /// Operands whose type is known have this one.
    fn constants(self, operator: &'static str, ids: &[Id], wanted: &str) -> Result<(), ExpressionError> {
        for id in ids {
            let known = match &self.written.tree.node(*id).shape {
                Shape::Value(_) => Some(self.value(*id)?.type_name()),
                Shape::Call("list_append", _) => Some("L"),
                _ => None,
            };
            if let Some(type_name) = known.filter(|name| *name != wanted) {
                return Err(error(Fault::OperandType { operator, type_name }, self.span(*id)));
            }
        }
        Ok(())
    }

    fn functions(self) -> Result<(), ExpressionError> {
        for node in &self.written.tree.nodes {
            let Shape::Call(name, operands) = &node.shape else { continue };
            if operands.len() != 2 {
                let fault =
                    Fault::OperandCount { operator: (*name).to_owned(), count: operands.len() as u64 };
                return Err(error(fault, node.span));
            }
            if *name == "if_not_exists"
                && !matches!(self.written.tree.node(operands[0]).shape, Shape::Path(_))
            {
                return Err(error(Fault::PathRequired("if_not_exists"), node.span));
            }
        }
        Ok(())
    }

    fn action(self, action: &WrittenAction) -> Result<Action, ExpressionError> {
        let path = self.path(action.path)?;
        Ok(match (action.section, action.value) {
            (Section::Set, Some(value)) => Action::Set(path, self.set_value(value)?),
            (Section::Add, Some(value)) => Action::Add(path, self.value(value)?.clone()),
            (Section::Delete, Some(value)) => Action::Delete(path, self.value(value)?.clone()),
            (_, None) | (Section::Remove, _) => Action::Remove(path),
        })
    }

    fn set_value(self, id: Id) -> Result<SetValue, ExpressionError> {
        match self.written.tree.node(id).shape {
            Shape::Arithmetic(sign, left, right) => {
                let (left, right) = (self.operand(left)?, self.operand(right)?);
                Ok(match sign {
                    Sign::Plus => SetValue::Add(left, right),
                    Sign::Minus => SetValue::Subtract(left, right),
                })
            }
            _ => self.operand(id).map(SetValue::Operand),
        }
    }

    /// Recursion is as deep as functions are nested, which is at most 300.
    fn operand(self, id: Id) -> Result<SetOperand, ExpressionError> {
        let node = self.written.tree.node(id);
        match &node.shape {
            Shape::Path(_) => self.path(id).map(SetOperand::Path),
            Shape::Value(_) => self.value(id).cloned().map(SetOperand::Value),
            Shape::Call("if_not_exists", operands) if operands.len() == 2 => {
                Ok(SetOperand::IfNotExists(self.path(operands[0])?, Box::new(self.operand(operands[1])?)))
            }
            Shape::Call("list_append", operands) if operands.len() == 2 => Ok(SetOperand::ListAppend(
                Box::new(self.operand(operands[0])?),
                Box::new(self.operand(operands[1])?),
            )),
            Shape::Call(name, _) => Err(error(Fault::UnknownFunction((*name).to_owned()), node.span)),
            // Not reached: the parser takes none of these for an operand.
            _ => Err(error(Fault::UnknownFunction(String::new()), node.span)),
        }
    }

    fn paths(self) -> Paths<'s, 'a> {
        Paths { kind: Kind::Update, scope: self.scope }
    }

    fn path(self, id: Id) -> Result<Path, ExpressionError> {
        let node = self.written.tree.node(id);
        match &node.shape {
            Shape::Path(written) => self.paths().resolve(written),
            _ => Err(error(Fault::PathRequired("SET"), node.span)),
        }
    }

    fn value(self, id: Id) -> Result<&'a AttributeValue, ExpressionError> {
        let node = self.written.tree.node(id);
        let Shape::Value(placeholder) = node.shape else {
            // Not reached: asked only of value placeholders.
            return Err(error(Fault::UndefinedValue(String::new()), node.span));
        };
        let undefined = || error(Fault::UndefinedValue(placeholder.to_owned()), node.span);
        self.scope.value(placeholder).ok_or_else(undefined)
    }

    fn span(self, id: Id) -> Span {
        self.written.tree.node(id).span
    }
}

fn error(fault: Fault, span: Span) -> ExpressionError {
    ExpressionError { kind: Some(Kind::Update), fault, span: Some(span) }
}

/// Types as the errors about ADD and DELETE call them.
fn long_type_name(value: &AttributeValue) -> &'static str {
    match value {
        AttributeValue::S(_) => "STRING",
        AttributeValue::N(_) => "NUMBER",
        AttributeValue::B(_) => "Binary",
        AttributeValue::L(_) => "LIST",
        AttributeValue::M(_) => "MAP",
        other => other.type_name(),
    }
}
