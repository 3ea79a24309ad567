//! Updates applied. First everything is computed and checked against the item before the update; then the changes
//! are made, which cannot fail.

use std::borrow::Cow;
use std::fmt;

use value::{AttributeValue, Attributes, MAX_DEPTH, Number, NumberError};

use crate::path::{Element, Path};
use crate::record::{descend, resolve};

use super::{Action, SetOperand, SetValue};

/// Why an update does not fit the item. `Display` is the service's exact sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UpdateError {
    /// A target whose parent isn't there, or is no map or list.
    InvalidPath,
    /// A `SET` reads what isn't there.
    MissingAttribute,
    /// A stored operand of a type that the operator cannot take.
    OperandType,
    /// The same of `AttributeUpdates`.
    TypeMismatch,
    /// A result that is no number of the service's.
    Number(NumberError),
    /// A result nested more than 32 levels.
    TooDeep,
    /// Results that no item has room for.
    TooLarge,
}

impl UpdateError {
    /// Which of several faults is told: operands are looked at before document paths, and arithmetic comes last, whichever
    /// action is written first.
    fn rank(&self) -> u8 {
        match self {
            Self::MissingAttribute | Self::OperandType | Self::TypeMismatch => 0,
            Self::InvalidPath => 1,
            Self::Number(_) | Self::TooDeep | Self::TooLarge => 2,
        }
    }
}

impl fmt::Display for UpdateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            UpdateError::InvalidPath => {
                "The document path provided in the update expression is invalid for update"
            }
            UpdateError::MissingAttribute => {
                "The provided expression refers to an attribute that does not exist in the item"
            }
            UpdateError::OperandType => "An operand in the update expression has an incorrect data type",
            UpdateError::TypeMismatch => "Type mismatch for attribute to update",
            UpdateError::Number(error) => return error.fmt(f),
            UpdateError::TooDeep => "Nesting Levels have exceeded supported limits",
            UpdateError::TooLarge => "Item size to update has exceeded the maximum allowed size",
        })
    }
}

impl std::error::Error for UpdateError {}

/// Bytes that an item may have. Whoever stores the finished item checks it; here it only stops results that can't
/// fit, for 4 KB of expression could ask for hundreds of copies of a stored value of 400 KB.
const MAX_RESULT: u64 = 409_600;

/// The changes to make, all in terms of the item before.
#[derive(Default)]
struct Plan<'u> {
    /// Attributes, members and elements to be set in place.
    writes: Vec<(&'u Path, AttributeValue)>,
    /// Elements beyond the end of their list.
    appends: Vec<(&'u Path, AttributeValue)>,
    removes: Vec<&'u Path>,
    /// Bytes of the values to be written: all of them would be in the item, since targets don't overlap.
    bytes: u64,
}

pub(super) fn apply<'u>(
    actions: impl Iterator<Item = &'u Action>,
    before: &Attributes,
) -> Result<Attributes, UpdateError> {
    let mut plan = Plan::default();
    let mut fault: Option<UpdateError> = None;
    for action in actions {
        let Err(error) = plan.add(action, before) else { continue };
        // Nothing comes before the first rank, and nothing is calculated any more that no item has room for.
        let last = error.rank() == 0 || error == UpdateError::TooLarge || plan.bytes > MAX_RESULT;
        if fault.as_ref().is_none_or(|known| error.rank() < known.rank()) {
            fault = Some(error);
        }
        if last {
            break;
        }
    }
    if let Some(fault) = fault {
        return Err(fault);
    }
    let written: Vec<&Path> = plan.writes.iter().chain(&plan.appends).map(|(path, _)| *path).collect();
    let after = plan.carry_out(before.clone());
    let too_deep = |path: &&Path| after.get(path.name()).is_some_and(|value| value.depth() > MAX_DEPTH);
    if written.iter().any(too_deep) { Err(UpdateError::TooDeep) } else { Ok(after) }
}

impl<'u> Plan<'u> {
    fn add(&mut self, action: &'u Action, before: &Attributes) -> Result<(), UpdateError> {
        let path = action.path();
        let found = || resolve(before, path);
        match action {
            Action::Set(_, value) => {
                let value = match set_value(value, before) {
                    Err(error) if error.rank() > UpdateError::InvalidPath.rank() => {
                        parent(before, path)?;
                        return Err(error);
                    }
                    value => value?,
                };
                self.write(path, value, before)?;
            }
            Action::Remove(_) => {
                parent(before, path)?;
                if found().is_some() {
                    self.removes.push(path);
                }
            }
            Action::Add(_, operand) => {
                parent(before, path)?;
                let value = match found() {
                    Some(value) => add(&value, operand)?,
                    None => operand.clone(),
                };
                self.write(path, value, before)?;
            }
            Action::Delete(_, operand) => {
                parent(before, path)?;
                if let Some(value) = found() {
                    match delete(&value, operand)? {
                        Some(rest) => self.write(path, rest, before)?,
                        None => self.removes.push(path),
                    }
                }
            }
        }
        Ok(())
    }

    fn write(
        &mut self,
        path: &'u Path,
        value: AttributeValue,
        before: &Attributes,
    ) -> Result<(), UpdateError> {
        let parent = parent(before, path);
        self.bytes = self.bytes.saturating_add(value.size());
        let parent = parent?;
        if self.bytes > MAX_RESULT {
            return Err(UpdateError::TooLarge);
        }
        match (parent, path.rest().last()) {
            (Some(AttributeValue::L(list)), Some(Element::Index(index))) if *index as usize >= list.len() => {
                self.appends.push((path, value));
            }
            _ => self.writes.push((path, value)),
        }
        Ok(())
    }

    fn carry_out(mut self, mut item: Attributes) -> Attributes {
        for (path, value) in self.writes {
            match (parent_mut(&mut item, path), path.rest().last()) {
                (Some(AttributeValue::M(map)), Some(Element::Name(name))) => {
                    map.insert(name.clone(), value);
                }
                (Some(AttributeValue::L(list)), Some(Element::Index(index))) => {
                    if let Some(place) = list.get_mut(*index as usize) {
                        *place = value;
                    }
                }
                _ => {
                    item.insert(path.name().to_owned(), value);
                }
            }
        }
        // In the order of their indexes.
        value::sort_by_key(&mut self.appends, |(path, _)| *path);
        for (path, value) in self.appends {
            if let Some(AttributeValue::L(list)) = parent_mut(&mut item, path) {
                list.push(value);
            }
        }
        // From the back, so that no removal moves the next.
        value::sort(&mut self.removes);
        for path in self.removes.into_iter().rev() {
            match (parent_mut(&mut item, path), path.rest().last()) {
                (Some(AttributeValue::M(map)), Some(Element::Name(name))) => {
                    map.remove(name);
                }
                (Some(AttributeValue::L(list)), Some(Element::Index(index))) => {
                    if (*index as usize) < list.len() {
                        list.remove(*index as usize);
                    }
                }
                _ => {
                    item.remove(path.name());
                }
            }
        }
        item
    }
}

/// The map or list that a nested path's last step is taken in; none for a top-level attribute.
fn parent<'i>(item: &'i Attributes, path: &Path) -> Result<Option<&'i AttributeValue>, UpdateError> {
    let Some((last, way)) = path.rest().split_last() else { return Ok(None) };
    let parent = item.get(path.name()).and_then(|value| descend(value, way));
    match (parent, last) {
        (Some(AttributeValue::M(_)), Element::Name(_)) | (Some(AttributeValue::L(_)), Element::Index(_)) => {
            Ok(parent)
        }
        _ => Err(UpdateError::InvalidPath),
    }
}

fn parent_mut<'i>(item: &'i mut Attributes, path: &Path) -> Option<&'i mut AttributeValue> {
    let (_, way) = path.rest().split_last()?;
    way.iter().try_fold(item.get_mut(path.name())?, |value, element| match (value, element) {
        (AttributeValue::M(map), Element::Name(name)) => map.get_mut(name),
        (AttributeValue::L(list), Element::Index(index)) => list.get_mut(*index as usize),
        _ => None,
    })
}

fn set_value(value: &SetValue, before: &Attributes) -> Result<AttributeValue, UpdateError> {
    let calculate = |left, right, operation: fn(Number, Number) -> Result<Number, NumberError>| match (
        &*operand(left, before)?,
        &*operand(right, before)?,
    ) {
        (AttributeValue::N(left), AttributeValue::N(right)) => number(operation(*left, *right)),
        _ => Err(UpdateError::OperandType),
    };
    match value {
        SetValue::Operand(one) => operand(one, before).map(Cow::into_owned),
        SetValue::Add(left, right) => calculate(left, right, Number::checked_add),
        SetValue::Subtract(left, right) => calculate(left, right, Number::checked_sub),
    }
}

/// Recursion is as deep as functions are nested, which is at most 300. On the way stored values are only borrowed.
fn operand<'v>(
    source: &'v SetOperand,
    before: &'v Attributes,
) -> Result<Cow<'v, AttributeValue>, UpdateError> {
    match source {
        SetOperand::Path(path) => resolve(before, path).ok_or(UpdateError::MissingAttribute),
        SetOperand::Value(value) => Ok(Cow::Borrowed(value)),
        SetOperand::IfNotExists(path, otherwise) => match resolve(before, path) {
            Some(value) => Ok(value),
            None => operand(otherwise, before),
        },
        SetOperand::ListAppend(first, second) => {
            let (first, second) = (operand(first, before)?, operand(second, before)?);
            match (&*first, &*second) {
                (AttributeValue::L(first), AttributeValue::L(second)) => {
                    // An element has a byte of its own at least.
                    if (first.len() + second.len()) as u64 > MAX_RESULT {
                        return Err(UpdateError::TooLarge);
                    }
                    let both = first.iter().chain(second).cloned().collect();
                    Ok(Cow::Owned(AttributeValue::L(both)))
                }
                _ => Err(UpdateError::OperandType),
            }
        }
    }
}

/// Too many digits in a result are an overflow to the service.
fn number(result: Result<Number, NumberError>) -> Result<AttributeValue, UpdateError> {
    match result {
        Ok(number) => Ok(AttributeValue::N(number)),
        Err(NumberError::TooManyDigits) => Err(UpdateError::Number(NumberError::Overflow)),
        Err(error) => Err(UpdateError::Number(error)),
    }
}

/// What `ADD` makes of a stored value: a sum or a union.
fn add(stored: &AttributeValue, operand: &AttributeValue) -> Result<AttributeValue, UpdateError> {
    match (stored, operand) {
        (AttributeValue::N(stored), AttributeValue::N(operand)) => number(stored.checked_add(*operand)),
        (AttributeValue::Ss(stored), AttributeValue::Ss(operand)) => {
            Ok(AttributeValue::string_set(union(stored, operand)))
        }
        (AttributeValue::Ns(stored), AttributeValue::Ns(operand)) => {
            Ok(AttributeValue::number_set(union(stored, operand)))
        }
        (AttributeValue::Bs(stored), AttributeValue::Bs(operand)) => {
            Ok(AttributeValue::binary_set(union(stored, operand)))
        }
        _ => Err(UpdateError::OperandType),
    }
}

/// What `DELETE` leaves of a stored set; none when nothing is left.
fn delete(stored: &AttributeValue, operand: &AttributeValue) -> Result<Option<AttributeValue>, UpdateError> {
    Ok(match (stored, operand) {
        (AttributeValue::Ss(stored), AttributeValue::Ss(operand)) => {
            difference(stored, operand).map(AttributeValue::string_set)
        }
        (AttributeValue::Ns(stored), AttributeValue::Ns(operand)) => {
            difference(stored, operand).map(AttributeValue::number_set)
        }
        (AttributeValue::Bs(stored), AttributeValue::Bs(operand)) => {
            difference(stored, operand).map(AttributeValue::binary_set)
        }
        _ => return Err(UpdateError::OperandType),
    })
}

fn union<T: Clone + Ord>(stored: &[T], operand: &[T]) -> Vec<T> {
    let new = operand.iter().filter(|member| stored.binary_search(member).is_err());
    stored.iter().chain(new).cloned().collect()
}

fn difference<T: Clone + Ord>(stored: &[T], operand: &[T]) -> Option<Vec<T>> {
    let rest: Vec<T> =
        stored.iter().filter(|member| operand.binary_search(member).is_err()).cloned().collect();
    (!rest.is_empty()).then_some(rest)
}
