//! Shorthand knows only text: the shape says which of it are numbers, booleans, lists.

use api::shapes::Shape;

use crate::fault::{Fault, GENERAL};
use crate::json::{Node, Value};

/// What Python's `int()` answers for text, as digits.
pub(crate) fn integer(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let (sign, digits) = match trimmed.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let grouped =
        digits.split('_').all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    if !grouped {
        let mut literal = String::new();
        super::python::quoted(&mut literal, text);
        return Err(format!("invalid literal for int() with base 10: {literal}"));
    }
    let digits = digits.replace('_', "");
    let digits = digits.trim_start_matches('0');
    Ok(if digits.is_empty() { "0".to_owned() } else { format!("{sign}{digits}") })
}

/// A number with a fraction, as JSON writes it.
pub(super) fn fraction(text: &str) -> Result<String, String> {
    let trimmed = text.trim();
    let unsigned = trimmed.strip_prefix(['-', '+']).unwrap_or(trimmed);
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    let power = exponent.strip_prefix(['-', '+']).unwrap_or(exponent);
    if whole.len() + part.len() == 0 || !digits(whole) || !digits(part) || power.is_empty() || !digits(power)
    {
        let mut literal = String::new();
        super::python::quoted(&mut literal, text);
        return Err(format!("could not convert string to float: {literal}"));
    }
    let sign = if trimmed.starts_with('-') { "-" } else { "" };
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    let part = if part.is_empty() { "0" } else { part };
    let exponent = if unsigned.contains(['e', 'E']) {
        format!("e{}", exponent.trim_start_matches('+'))
    } else {
        String::new()
    };
    Ok(format!("{sign}{whole}.{part}{exponent}"))
}

/// The fault of a text that is no number; the AWS CLI doesn't even name the option.
pub(crate) fn no_number(message: &str, at: crate::place::Place) -> Fault {
    Fault::cli(message).code(GENERAL).at(at).hint("A whole number is wanted here, without quotes or units.")
}

/// Gives shorthand's texts the types of `shape`.
pub(super) fn coerce(node: &mut Node, shape: &Shape) -> Result<(), Fault> {
    match shape {
        Shape::Structure { members, .. } => {
            for member in *members {
                if let Some(child) = node.get_mut(member.name) {
                    coerce(child, member.shape)?;
                }
            }
        }
        Shape::Map { value, .. } => {
            for (_, child) in node.members_mut().into_iter().flatten() {
                coerce(child, value)?;
            }
        }
        Shape::List { element, .. } => {
            if let Value::List(children) = &mut node.value {
                for child in children {
                    coerce(child, element)?;
                }
            } else {
                // `NonKeyAttributes=a` means a list of one; the AWS CLI doesn't look into it any further.
                let only = std::mem::replace(&mut node.value, Value::Null);
                node.value = Value::List(vec![Node::new(only, node.at)]);
            }
        }
        Shape::Integer { .. } | Shape::Long { .. } => {
            if let Some(text) = node.as_str() {
                node.value = Value::Integer(integer(text).map_err(|message| no_number(&message, node.at))?);
            }
        }
        Shape::Double => {
            if let Some(text) = node.as_str() {
                node.value = Value::Fraction(fraction(text).map_err(|message| no_number(&message, node.at))?);
            }
        }
        Shape::Boolean => match node.as_str().map(str::to_ascii_lowercase).as_deref() {
            Some("true") => node.value = Value::Bool(true),
            Some("false") => node.value = Value::Bool(false),
            _ => {}
        },
        Shape::String { .. } | Shape::Blob | Shape::Timestamp => {}
    }
    Ok(())
}
