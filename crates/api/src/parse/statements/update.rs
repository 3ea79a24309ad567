//! `SET` and `REMOVE`.

use expression::{Action, Element, Fault, Path, SetOperand, SetValue, Update};
use partiql::{Arithmetic, Assignment, Change, Expr, Place};
use value::AttributeValue;

use super::lower::{Lower, fault, malformed, path};
use super::predicate::unknown;
use crate::error::ApiError;

impl Lower<'_> {
    pub(super) fn changes(&mut self, changes: &[Change]) -> Result<Update, ApiError> {
        let actions = changes
            .iter()
            .map(|change| match change {
                Change::Set(assignment) => self.assignment(assignment),
                Change::Remove(written) => path(written).map(Action::Remove),
            })
            .collect::<Result<Vec<_>, ApiError>>()?;
        Update::new(actions).map_err(|(one, two)| {
            fault(&if leads_to(&one, &two) || leads_to(&two, &one) {
                Fault::PathsOverlap(one, two)
            } else {
                Fault::PathsConflict(one, two)
            })
        })
    }

    fn assignment(&mut self, assignment: &Assignment) -> Result<Action, ApiError> {
        let target = path(&assignment.path)?;
        match &assignment.value {
            Expr::Arithmetic(sign, operands) => {
                self.count(1);
                let operands = [self.set_operand(&operands[0])?, self.set_operand(&operands[1])?];
                check_types(sign.symbol(), &operands, "N")?;
                let [left, right] = operands;
                Ok(Action::Set(
                    target,
                    match sign {
                        Arithmetic::Plus => SetValue::Add(left, right),
                        Arithmetic::Minus => SetValue::Subtract(left, right),
                    },
                ))
            }
            Expr::Call(name, arguments, places) if name.eq_ignore_ascii_case("set_add") => {
                self.count(1);
                let members = self.members("SET_ADD", &target, arguments, *places)?;
                Ok(Action::Add(target, members))
            }
            Expr::Call(name, arguments, places) if name.eq_ignore_ascii_case("set_delete") => {
                self.count(1);
                let members = self.members("SET_DELETE", &target, arguments, *places)?;
                Ok(Action::Delete(target, members))
            }
            value => self.set_operand(value).map(|operand| Action::Set(target, SetValue::Operand(operand))),
        }
    }

    /// The set of `set_add(target, set)`.
    fn members(
        &mut self,
        function: &'static str,
        target: &Path,
        arguments: &[Expr],
        [place, first]: [Place; 2],
    ) -> Result<AttributeValue, ApiError> {
        let [of, members] = arguments else {
            let sentence = format!("{function} must have exactly two arguments at {place}");
            return Err(ApiError::validation(sentence));
        };
        match of {
            Expr::Path(written) if path(written)? == *target => {}
            _ => {
                let sentence =
                    format!("The first argument to {function} must equal the assignment value at {place}");
                return Err(ApiError::validation(sentence));
            }
        }
        match self.constant(members)? {
            Some(set @ (AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_))) => Ok(set),
            // The place is that of the first argument all the same.
            _ => Err(ApiError::validation(format!(
                "The second argument to {function} must be a value with type SET at {first}"
            ))),
        }
    }

    /// Recurses as deep as the parser lets functions nest.
    fn set_operand(&mut self, expr: &Expr) -> Result<SetOperand, ApiError> {
        match expr {
            Expr::Path(written) => path(written).map(SetOperand::Path),
            Expr::Missing => Err(ApiError::validation("MISSING must be compared using IS operator")),
            Expr::Call(name, arguments, _) if name.eq_ignore_ascii_case("list_append") => {
                self.count(1);
                let operands = arguments.iter().map(|argument| self.set_operand(argument)).collect::<Result<
                    Vec<_>,
                    _,
                >>(
                )?;
                check_types("list_append", &operands, "L")?;
                let [first, second] = <[_; 2]>::try_from(operands).map_err(|all: Vec<_>| {
                    let count = all.len() as u64;
                    fault(&Fault::OperandCount { operator: "list_append".to_owned(), count })
                })?;
                Ok(SetOperand::ListAppend(Box::new(first), Box::new(second)))
            }
            Expr::Call(name, _, _) if is_condition_function(name) => {
                Err(fault(&Fault::MisplacedFunction(name.to_ascii_lowercase())))
            }
            Expr::Call(name, _, [place, _]) => Err(unknown(name, *place)),
            _ => match self.constant(expr)? {
                Some(value) => Ok(SetOperand::Value(value)),
                None => Err(malformed("Unexpected operator")),
            },
        }
    }
}

fn is_condition_function(name: &str) -> bool {
    ["attribute_type", "begins_with", "contains", "size", "attribute_exists", "attribute_not_exists"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

/// Operands whose type is known have this one.
fn check_types(operator: &'static str, operands: &[SetOperand], wanted: &str) -> Result<(), ApiError> {
    for operand in operands {
        let known = match operand {
            SetOperand::Value(value) => value.type_name(),
            SetOperand::ListAppend(..) => "L",
            SetOperand::Path(_) | SetOperand::IfNotExists(..) => continue,
        };
        if known != wanted {
            return Err(fault(&Fault::OperandType { operator, type_name: known }));
        }
    }
    Ok(())
}

/// Whether one path is the beginning of another, or the same.
fn leads_to(one: &Path, other: &Path) -> bool {
    let (one, other): (&[Element], &[Element]) = (one.rest(), other.rest());
    other.starts_with(one)
}
