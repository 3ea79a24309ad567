//! From syntax to checked conditions: placeholders get their meaning, and each condition's operands are checked
//! before the next condition is looked at.

use value::AttributeValue;

use crate::error::{ExpressionError, Fault, Kind, Span};
use crate::path::Path;
use crate::print::{echo_path, echo_value};
use crate::scope::Scope;
use crate::syntax::{Id, Node, Paths, Shape, Tree};

use super::{Comparator, Operand, Predicate, TypeName};

/// The most operands of `IN`.
const IN_OPERANDS: usize = 100;

/// Types that can be ordered.
const ORDERED: [&str; 3] = ["S", "N", "B"];

/// Types whose values have a size.
const SIZED: [&str; 7] = ["S", "B", "SS", "NS", "BS", "L", "M"];

/// Checks one tree.
#[derive(Clone, Copy)]
pub(crate) struct Checker<'t, 's, 'a> {
    kind: Kind,
    tree: &'t Tree<'t>,
    scope: &'s Scope<'a>,
}

impl<'t, 's, 'a> Checker<'t, 's, 'a> {
    pub(crate) fn new(kind: Kind, tree: &'t Tree<'t>, scope: &'s Scope<'a>) -> Checker<'t, 's, 'a> {
        Checker { kind, tree, scope }
    }

    /// The whole condition.
    pub(crate) fn condition(self) -> Result<Predicate, ExpressionError> {
        self.predicate(self.tree.root)
    }

    /// The condition at a node. Recursion is as deep as operators are nested, which is at most 300.
    pub(crate) fn predicate(self, id: Id) -> Result<Predicate, ExpressionError> {
        let node = self.tree.node(id);
        match &node.shape {
            Shape::And(..) | Shape::Or(..) => {
                let parts =
                    self.chain(id).into_iter().map(|part| self.predicate(part)).collect::<Result<_, _>>()?;
                Ok(match node.shape {
                    Shape::And(..) => Predicate::And(parts),
                    _ => Predicate::Or(parts),
                })
            }
            Shape::Not(inner) => Ok(Predicate::Not(Box::new(self.predicate(*inner)?))),
            Shape::Compare(comparator, left, right) => self.compare(node, *comparator, *left, *right),
            Shape::Between(operands) => self.between(node, *operands),
            Shape::In(operand, list) => self.any_of(node, *operand, list),
            Shape::Call(name, operands) => self.call(node, name, operands),
            Shape::Path(_) | Shape::Value(_) | Shape::Arithmetic(..) => {
                // Not reached: the parser makes no condition of these.
                Err(self.error(Fault::MisplacedFunction(String::new()), node.span))
            }
        }
    }

    /// The operands of `a AND b AND c` from left to right; what is in parentheses of its own stays together.
    pub(crate) fn chain(self, id: Id) -> Vec<Id> {
        let is_and = |id: Id| matches!(self.tree.node(id).shape, Shape::And(..));
        let mut parts = Vec::new();
        let mut rest = id;
        while let Shape::And(left, right) | Shape::Or(left, right) = self.tree.node(rest).shape {
            if is_and(rest) != is_and(id) || (rest != id && self.tree.node(rest).parenthesised) {
                break;
            }
            parts.push(right);
            rest = left;
        }
        parts.push(rest);
        parts.reverse();
        parts
    }

    fn compare(
        self,
        node: &Node<'_>,
        comparator: Comparator,
        left: Id,
        right: Id,
    ) -> Result<Predicate, ExpressionError> {
        let operands = [self.operand(left)?, self.operand(right)?];
        let symbol = comparator.symbol();
        self.distinct(symbol, node, &operands)?;
        if !matches!(comparator, Comparator::Eq | Comparator::Ne) {
            self.types(symbol, [left, right], &operands, &ORDERED)?;
        }
        let [left, right] = operands;
        Ok(Predicate::Compare { left, comparator, right })
    }

    fn between(self, node: &Node<'_>, ids: [Id; 3]) -> Result<Predicate, ExpressionError> {
        let operands = [self.operand(ids[0])?, self.operand(ids[1])?, self.operand(ids[2])?];
        self.distinct("BETWEEN", node, &operands)?;
        let bounds = match &operands {
            [_, Operand::Value(low), Operand::Value(high)] => Some((low, high)),
            _ => None,
        };
        let bad_bounds = |fault: fn(String, String) -> Fault, low, high| {
            self.error(fault(echo_value(low), echo_value(high)), node.span)
        };
        let types = self.types("BETWEEN", ids, &operands, &ORDERED);
        // That bounds are of two types is told before that one of these can't be ordered, unless keys lie between them.
        if let Some((low, high)) = bounds
            && low.type_name() != high.type_name()
            && (types.is_ok() || self.kind != Kind::KeyCondition)
        {
            return Err(bad_bounds(Fault::BoundTypes, low, high));
        }
        types?;
        if let Some((low, high)) = bounds
            && low.compare(high).is_some_and(std::cmp::Ordering::is_gt)
        {
            return Err(bad_bounds(Fault::BoundOrder, low, high));
        }
        let [operand, low, high] = operands;
        Ok(Predicate::Between { operand, low, high })
    }

    fn any_of(self, node: &Node<'_>, operand: Id, list: &[Id]) -> Result<Predicate, ExpressionError> {
        let operands = std::iter::once(operand)
            .chain(list.iter().copied())
            .map(|id| self.operand(id))
            .collect::<Result<Vec<_>, _>>()?;
        if list.len() > IN_OPERANDS {
            return Err(self.error(Fault::TooManyInOperands(list.len() as u64), node.span));
        }
        self.distinct("IN", node, &operands)?;
        let mut operands = operands.into_iter();
        match operands.next() {
            Some(operand) => Ok(Predicate::In { operand, list: operands.collect() }),
            None => Err(self.error(Fault::TooManyInOperands(0), node.span)),
        }
    }

    fn call(self, node: &Node<'_>, name: &str, ids: &[Id]) -> Result<Predicate, ExpressionError> {
        let operands = ids.iter().map(|id| self.operand(*id)).collect::<Result<Vec<_>, _>>()?;
        let wrong_count = |count: usize| {
            self.error(Fault::OperandCount { operator: name.to_owned(), count: count as u64 }, node.span)
        };
        match name {
            "attribute_exists" | "attribute_not_exists" => {
                let [operand] = <[_; 1]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                Ok(match name {
                    "attribute_exists" => Predicate::Exists(self.path("attribute_exists", operand, node)?),
                    _ => Predicate::NotExists(self.path("attribute_not_exists", operand, node)?),
                })
            }
            "attribute_type" => {
                let [path, wanted] = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                let path = self.path("attribute_type", path, node)?;
                Ok(Predicate::HasType(path, self.wanted_type(&wanted, ids[1])?))
            }
            "begins_with" => {
                let operands = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                self.distinct("begins_with", node, &operands)?;
                self.types("begins_with", [ids[0], ids[1]], &operands, &["S", "B"])?;
                let [text, prefix] = operands;
                Ok(Predicate::BeginsWith(text, prefix))
            }
            "contains" => {
                let operands = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                self.distinct("contains", node, &operands)?;
                let [container, element] = &operands;
                self.types("contains", [ids[0]], [container], &["S", "B", "SS", "NS", "BS", "L"])?;
                self.types("contains", [ids[1]], [element], &["S", "N", "B", "BOOL", "NULL", "L", "M"])?;
                let [container, element] = operands;
                Ok(Predicate::Contains(container, element))
            }
            _ => Err(self.error(Fault::MisplacedFunction(name.to_owned()), node.span)),
        }
    }

    fn wanted_type(self, operand: &Operand, id: Id) -> Result<TypeName, ExpressionError> {
        let fault = match operand {
            Operand::Value(AttributeValue::S(name)) => match TypeName::from_name(name) {
                Some(wanted) => return Ok(wanted),
                None => Fault::UnknownTypeName(name.clone()),
            },
            // Whatever a path leads to has one of these types, and none of them is a constant S.
            other => Fault::OperandType {
                operator: "attribute_type",
                type_name: other.type_name().unwrap_or("{NS,SS,L,BS,N,M,B,BOOL,NULL,S}"),
            },
        };
        Err(self.error(fault, self.tree.node(id).span))
    }

    /// The value at a node.
    pub(crate) fn operand(self, id: Id) -> Result<Operand, ExpressionError> {
        let node = self.tree.node(id);
        match &node.shape {
            Shape::Path(written) => {
                Paths { kind: self.kind, scope: self.scope }.resolve(written).map(Operand::Path)
            }
            Shape::Value(placeholder) => match self.scope.value(placeholder) {
                Some(value) => Ok(Operand::Value(value.clone())),
                None => Err(self.error(Fault::UndefinedValue((*placeholder).to_owned()), node.span)),
            },
            Shape::Call("size", ids) => {
                let operands = ids.iter().map(|id| self.operand(*id)).collect::<Result<Vec<_>, _>>()?;
                let [operand] = <[_; 1]>::try_from(operands).map_err(|all| {
                    let fault = Fault::OperandCount { operator: "size".to_owned(), count: all.len() as u64 };
                    self.error(fault, node.span)
                })?;
                self.types("size", ids.iter().copied(), [&operand], &SIZED)?;
                match operand {
                    Operand::Path(path) => Ok(Operand::Size(path)),
                    Operand::Value(value) => Ok(Operand::ConstantSize(value)),
                    // Not reached: a size is a number, which has none.
                    other => self.path("size", other, node).map(Operand::Size),
                }
            }
            Shape::Call(name, _) => Err(self.error(Fault::MisplacedFunction((*name).to_owned()), node.span)),
            _ => Err(self.error(Fault::MisplacedFunction(String::new()), node.span)),
        }
    }

    fn path(
        self,
        operator: &'static str,
        operand: Operand,
        node: &Node<'_>,
    ) -> Result<Path, ExpressionError> {
        match operand {
            Operand::Path(path) => Ok(path),
            _ => Err(self.error(Fault::PathRequired(operator), node.span)),
        }
    }

    /// The first operand is none of the others.
    fn distinct(
        self,
        operator: &'static str,
        node: &Node<'_>,
        operands: &[Operand],
    ) -> Result<(), ExpressionError> {
        let Some((first, others)) = operands.split_first() else { return Ok(()) };
        if !others.contains(first) {
            return Ok(());
        }
        let operand = match first {
            Operand::Path(path) => path.to_string(),
            Operand::Size(path) => echo_path("size", path),
            Operand::Value(value) | Operand::ConstantSize(value) => echo_value(value),
        };
        Err(self.error(Fault::EqualOperands { operator, operand }, node.span))
    }

    /// Operands whose type is known have one of these.
    fn types<'o>(
        self,
        operator: &'static str,
        ids: impl IntoIterator<Item = Id>,
        operands: impl IntoIterator<Item = &'o Operand>,
        allowed: &[&str],
    ) -> Result<(), ExpressionError> {
        for (id, operand) in ids.into_iter().zip(operands) {
            if let Some(type_name) = operand.type_name().filter(|name| !allowed.contains(name)) {
                return Err(self.error(Fault::OperandType { operator, type_name }, self.tree.node(id).span));
            }
        }
        Ok(())
    }

    pub(crate) fn error(self, fault: Fault, span: Span) -> ExpressionError {
        ExpressionError { kind: Some(self.kind), fault, span: Some(span) }
    }
}
