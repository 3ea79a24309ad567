//! `WHERE`.

use std::cmp::Ordering;

use expression::{Comparator, Fault, Operand, Predicate, TypeName, echo_path, echo_value};
use partiql::{Comparison, Expr, Place};
use value::AttributeValue;

use super::lower::{Lower, fault, malformed, path};
use crate::error::ApiError;

/// Values that one `IN` may list.
const MAX_IN: usize = 100;

/// Types that can be ordered.
const ORDERED: [&str; 3] = ["S", "N", "B"];

/// The type of what a path leads to, where a constant is needed: the service lists all types that it ever had.
const ANY_TYPE: &str = "{S,HDS,N,FS,BS,NULL,DOUBLE,NS,DECIMAL,SS,DECIMALSET,BOOL,HD,DICT,INTSET,M,L,B,FLOAT,INT,\
                        DOUBLESET}";

const COMPARED_MISSING: &str = "MISSING must be compared using IS operator";

impl Lower<'_> {
    /// Recurses as deep as the parser lets conditions nest.
    pub(super) fn predicate(&mut self, expr: &Expr) -> Result<Predicate, ApiError> {
        match expr {
            Expr::And(parts) => {
                self.count(parts.len().saturating_sub(1));
                self.predicates("AND", parts).map(Predicate::And)
            }
            Expr::Or(parts) => {
                self.count(parts.len().saturating_sub(1));
                self.predicates("OR", parts).map(Predicate::Or)
            }
            Expr::Not(inner) => {
                self.count(1);
                Ok(Predicate::Not(Box::new(self.part("NOT", inner)?)))
            }
            Expr::Compare(comparison, operands) => self.compare(*comparison, operands),
            Expr::Between(operands) => self.between(operands),
            Expr::In(operands) => self.any_of(operands),
            Expr::Is(operand, kind, place) => self.is(operand, kind, *place),
            Expr::Call(name, arguments, [place, _]) => self.function(name, arguments, *place),
            Expr::Path(_) | Expr::Arithmetic(..) | Expr::Missing => Err(malformed("Unexpected term")),
            _ => {
                self.constant(expr)?;
                Err(malformed("Unexpected term"))
            }
        }
    }

    fn predicates(&mut self, operator: &'static str, parts: &[Expr]) -> Result<Vec<Predicate>, ApiError> {
        parts.iter().map(|part| self.part(operator, part)).collect()
    }

    /// An operand of a logical operator.
    fn part(&mut self, operator: &'static str, part: &Expr) -> Result<Predicate, ApiError> {
        if is_size(part) {
            return Err(fault(&Fault::OperandType { operator, type_name: "N" }));
        }
        self.predicate(part)
    }

    fn compare(&mut self, comparison: Comparison, operands: &[Expr; 2]) -> Result<Predicate, ApiError> {
        self.count(1);
        let operands = [self.operand(&operands[0])?, self.operand(&operands[1])?];
        let comparator = match comparison {
            Comparison::Eq => Comparator::Eq,
            Comparison::Ne => Comparator::Ne,
            Comparison::Lt => Comparator::Lt,
            Comparison::Le => Comparator::Le,
            Comparison::Gt => Comparator::Gt,
            Comparison::Ge => Comparator::Ge,
        };
        distinct(comparator.symbol(), &operands)?;
        if !matches!(comparator, Comparator::Eq | Comparator::Ne) {
            types(comparator.symbol(), &operands, &ORDERED)?;
        }
        let [left, right] = operands;
        Ok(Predicate::Compare { left, comparator, right })
    }

    fn between(&mut self, operands: &[Expr; 3]) -> Result<Predicate, ApiError> {
        self.count(1);
        let [operand, low, high] = operands;
        let operands = [self.operand(operand)?, self.operand(low)?, self.operand(high)?];
        distinct("BETWEEN", &operands)?;
        types("BETWEEN", &operands, &ORDERED)?;
        let [operand, low, high] = operands;
        if let (Operand::Value(low), Operand::Value(high)) = (&low, &high) {
            if low.type_name() != high.type_name() {
                return Err(fault(&Fault::BoundTypes(echo_value(low), echo_value(high))));
            }
            if low.compare(high).is_some_and(Ordering::is_gt) {
                return Err(fault(&Fault::BoundOrder(echo_value(low), echo_value(high))));
            }
        }
        Ok(Predicate::Between { operand, low, high })
    }

    fn any_of(&mut self, operands: &[Expr; 2]) -> Result<Predicate, ApiError> {
        self.count(1);
        let [operand, list] = operands;
        let operand = self.operand(operand)?;
        let list: Vec<Operand> = match list {
            Expr::List(elements) | Expr::Set(elements) => {
                elements.iter().map(|element| self.operand(element)).collect::<Result<_, _>>()?
            }
            other => match self.operand(other)? {
                Operand::Value(AttributeValue::L(elements)) => {
                    elements.into_iter().map(Operand::Value).collect()
                }
                Operand::Value(AttributeValue::Ss(elements)) => {
                    elements.into_iter().map(|text| Operand::Value(text.into())).collect()
                }
                Operand::Value(AttributeValue::Ns(elements)) => {
                    elements.into_iter().map(|number| Operand::Value(number.into())).collect()
                }
                // One value is a list of one.
                one => vec![one],
            },
        };
        if list.is_empty() || list.len() > MAX_IN {
            return Err(fault(&Fault::TooManyInOperands(list.len() as u64)));
        }
        if list.contains(&operand) {
            return Err(equal("IN", &operand));
        }
        Ok(Predicate::In { operand, list })
    }

    fn is(&mut self, operand: &Expr, kind: &str, place: Place) -> Result<Predicate, ApiError> {
        self.count(1);
        match operand {
            Expr::Path(_) | Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) | Expr::Ion(..) => {}
            _ => {
                return Err(ApiError::validation(
                    "The left hand side argument to IS must be a Variable Reference, Literal, or Path",
                ));
            }
        }
        if let Some(class) = partiql::foreign_type(kind) {
            return Err(ApiError::validation(partiql::Error::IsType(class, place).to_string()));
        }
        let Expr::Path(written) = operand else { return Err(fault(&Fault::PathRequired("IS"))) };
        let path = path(written)?;
        let wanted = match kind {
            "MISSING" => return Ok(Predicate::NotExists(path)),
            "NULL" => TypeName::Null,
            "BOOLEAN" => TypeName::Bool,
            "BLOB" => TypeName::B,
            "STRING" => TypeName::S,
            "NUMERIC" => TypeName::N,
            "LIST" => TypeName::L,
            _ => TypeName::M,
        };
        Ok(Predicate::HasType(path, wanted))
    }

    fn function(&mut self, name: &str, arguments: &[Expr], place: Place) -> Result<Predicate, ApiError> {
        self.count(1);
        let known = condition_function(name).ok_or_else(|| unknown(name, place))?;
        let operands =
            arguments.iter().map(|argument| self.operand(argument)).collect::<Result<Vec<_>, _>>()?;
        let wrong_count =
            |count: usize| fault(&Fault::OperandCount { operator: known.to_owned(), count: count as u64 });
        match known {
            "attribute_exists" | "attribute_not_exists" => {
                let [operand] = <[_; 1]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                let path = path_of(known, operand)?;
                Ok(match known {
                    "attribute_exists" => Predicate::Exists(path),
                    _ => Predicate::NotExists(path),
                })
            }
            "attribute_type" => {
                let operands = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                distinct(known, &operands)?;
                let [operand, wanted] = operands;
                Ok(Predicate::HasType(path_of(known, operand)?, wanted_type(&wanted)?))
            }
            "begins_with" => {
                let operands = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                let [first, _] = &operands;
                let path = path_of(known, first.clone())?;
                distinct(known, &operands)?;
                types(known, &operands, &["S", "B"])?;
                let [_, prefix] = operands;
                Ok(Predicate::BeginsWith(Operand::Path(path), prefix))
            }
            "contains" => {
                let operands = <[_; 2]>::try_from(operands).map_err(|all| wrong_count(all.len()))?;
                distinct(known, &operands)?;
                types(known, &operands[..1], &["S", "B", "SS", "NS", "BS", "L"])?;
                types(known, &operands[1..], &["S", "N", "B", "BOOL", "NULL", "L", "M"])?;
                let [container, element] = operands;
                Ok(Predicate::Contains(container, element))
            }
            _ => Err(fault(&Fault::MisplacedFunction(known.to_owned()))),
        }
    }

    /// A value to compare.
    fn operand(&mut self, expr: &Expr) -> Result<Operand, ApiError> {
        match expr {
            Expr::Path(written) => path(written).map(Operand::Path),
            Expr::Missing => Err(ApiError::validation(COMPARED_MISSING)),
            Expr::Call(name, arguments, [place, _]) => {
                self.count(1);
                let known = condition_function(name).ok_or_else(|| unknown(name, *place))?;
                if known != "size" {
                    return Err(fault(&Fault::MisplacedFunction(known.to_owned())));
                }
                let [argument] = arguments.as_slice() else {
                    let count = arguments.len() as u64;
                    return Err(fault(&Fault::OperandCount { operator: known.to_owned(), count }));
                };
                path_of("size", self.operand(argument)?).map(Operand::Size)
            }
            _ => match self.constant(expr)? {
                Some(value) => Ok(Operand::Value(value)),
                None => Err(malformed("Unexpected operator")),
            },
        }
    }
}

/// The function of this name, in any case.
fn condition_function(name: &str) -> Option<&'static str> {
    ["attribute_type", "begins_with", "contains", "size", "attribute_exists", "attribute_not_exists"]
        .into_iter()
        .find(|known| name.eq_ignore_ascii_case(known))
}

/// Whether an expression is nothing but a size, which is no condition.
pub(super) fn is_size(expr: &Expr) -> bool {
    matches!(expr, Expr::Call(name, ..) if name.eq_ignore_ascii_case("size"))
}

pub(super) fn unknown(name: &str, place: Place) -> ApiError {
    ApiError::validation(format!("Unrecognized function: {} at {place}", name.to_ascii_lowercase()))
}

fn path_of(operator: &'static str, operand: Operand) -> Result<expression::Path, ApiError> {
    match operand {
        Operand::Path(path) => Ok(path),
        _ => Err(fault(&Fault::PathRequired(operator))),
    }
}

fn wanted_type(operand: &Operand) -> Result<TypeName, ApiError> {
    match operand {
        Operand::Value(AttributeValue::S(name)) => TypeName::from_name(name).ok_or_else(|| {
            ApiError::validation(format!(
                "Invalid attribute type name found; type: {name}, valid types: {{N,BS,L,B,NULL,M,S,SS,NS,BOOL}}"
            ))
        }),
        other => Err(fault(&Fault::OperandType {
            operator: "attribute_type",
            type_name: type_name(other).unwrap_or(ANY_TYPE),
        })),
    }
}

/// The type, where it is known without an item.
fn type_name(operand: &Operand) -> Option<&'static str> {
    match operand {
        Operand::Path(_) => None,
        Operand::Value(value) => Some(value.type_name()),
        Operand::Size(_) | Operand::ConstantSize(_) => Some("N"),
    }
}

/// The first operand is none of the others.
fn distinct(operator: &'static str, operands: &[Operand]) -> Result<(), ApiError> {
    match operands.split_first() {
        Some((first, others)) if others.contains(first) => Err(equal(operator, first)),
        _ => Ok(()),
    }
}

fn equal(operator: &'static str, operand: &Operand) -> ApiError {
    let operand = match operand {
        Operand::Path(path) => path.to_string(),
        Operand::Size(path) => echo_path("size", path),
        Operand::Value(value) | Operand::ConstantSize(value) => echo_value(value),
    };
    fault(&Fault::EqualOperands { operator, operand })
}

fn types(operator: &'static str, operands: &[Operand], allowed: &[&str]) -> Result<(), ApiError> {
    for operand in operands {
        if let Some(type_name) = type_name(operand).filter(|name| !allowed.contains(name)) {
            return Err(fault(&Fault::OperandType { operator, type_name }));
        }
    }
    Ok(())
}
