//! What a text stands for: bare words by YAML 1.2's core schema, with days and times as the AWS CLI takes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Reader, TagAt, YamlError};
use crate::json::{Node, Tagged, Value};

impl Reader<'_> {
    /// A text with its tag; `bare` without quotes.
    pub(super) fn scalar(
        &self,
        (tag, at): TagAt,
        text: String,
        bare: bool,
        from: usize,
    ) -> Result<Node, YamlError> {
        let wrong = |what: &str| self.fault(&format!("this is no {what}"), from);
        let value = match tag {
            None if bare => bare_value(text).map_err(|what| self.fault(what, from))?,
            None | Some("str") => Value::String { text, raw: None },
            Some("null") => Value::Null,
            Some("bool") => boolean(&text).ok_or_else(|| wrong("boolean"))?,
            Some("int") => Value::Integer(integer(&text).ok_or_else(|| wrong("whole number"))?),
            Some("float") if is_number(&text) && !is_special(&text) => match integer(&text) {
                Some(digits) => Value::Integer(digits),
                None => Value::Fraction(fraction(&text)),
            },
            Some("float") => return Err(wrong("number")),
            Some("binary") => {
                let packed: String = text.chars().filter(|c| !c.is_ascii_whitespace()).collect();
                let bytes = STANDARD.decode(packed).map_err(|_| wrong("base64"))?;
                Value::Tagged(Tagged::Binary(STANDARD.encode(bytes)))
            }
            Some("set") if text.is_empty() => Value::Tagged(Tagged::Set(Vec::new())),
            Some(other) => return Err(self.fault(&format!("!!{other} does not fit what follows it"), at)),
        };
        Ok(self.node(value, from))
    }
}

/// What a bare text stands for, or why for nothing.
fn bare_value(text: String) -> Result<Value, &'static str> {
    if matches!(text.as_str(), "" | "~" | "null" | "Null" | "NULL") {
        return Ok(Value::Null);
    }
    if let Some(value) = boolean(&text) {
        return Ok(value);
    }
    if text == "=" {
        return Err("a lone = must stand in quotes");
    }
    if text == "<<" {
        return Err("merge keys are not read here: write the names out");
    }
    if is_special(&text) {
        return Err("there is no infinity and no NaN here; a text must stand in quotes");
    }
    if is_number(&text) {
        return Ok(match integer(&text) {
            Some(digits) => Value::Integer(digits),
            None if text.contains(['x', 'o']) || text.starts_with("0b") => {
                return Err("this number is too large to be written so");
            }
            None => Value::Fraction(fraction(&text)),
        });
    }
    if is_time(&text) {
        return Ok(Value::Tagged(Tagged::Time(text)));
    }
    Ok(Value::String { text, raw: None })
}

fn boolean(text: &str) -> Option<Value> {
    match text {
        "true" | "True" | "TRUE" => Some(Value::Bool(true)),
        "false" | "False" | "FALSE" => Some(Value::Bool(false)),
        _ => None,
    }
}

/// Infinities and what is no number.
fn is_special(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    matches!(unsigned, ".inf" | ".Inf" | ".INF" | ".nan" | ".NaN" | ".NAN")
}

/// A whole number as decimal digits.
fn integer(text: &str) -> Option<String> {
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(text)),
    };
    let digits = unsigned.replace('_', "");
    let based = |prefix: &str, radix| {
        digits.strip_prefix(prefix).map(|rest| u128::from_str_radix(rest, radix).ok().map(|n| n.to_string()))
    };
    let plain = || {
        let all = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        all.then(|| digits.trim_start_matches('0').to_owned())
    };
    let found = based("0b", 2)
        .or_else(|| based("0o", 8))
        .or_else(|| based("0x", 16))
        .unwrap_or_else(plain)
        .map(|digits| if digits.is_empty() { "0".to_owned() } else { digits })?;
    Some(if found == "0" { found } else { format!("{sign}{found}") })
}

/// Another number, as JSON writes it; its digits behind the point stay.
fn fraction(text: &str) -> String {
    let text = text.replace('_', "");
    let (sign, unsigned) = match text.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", text.strip_prefix('+').unwrap_or(&text)),
    };
    let (mantissa, exponent) = unsigned.split_once(['e', 'E']).unwrap_or((unsigned, ""));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = whole.trim_start_matches('0');
    let whole = if whole.is_empty() { "0" } else { whole };
    match (part, exponent) {
        ("", "") => format!("{sign}{whole}e0"),
        ("", exponent) => format!("{sign}{whole}e{exponent}"),
        (part, "") => format!("{sign}{whole}.{part}"),
        (part, exponent) => format!("{sign}{whole}.{part}e{exponent}"),
    }
}

/// Whether a bare text is a number.
pub(crate) fn is_number(text: &str) -> bool {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let all = |text: &str, fits: fn(char) -> bool| !text.is_empty() && text.chars().all(fits);
    let digits = |c: char| c.is_ascii_digit() || c == '_';
    if matches!(unsigned, ".inf" | ".Inf" | ".INF") {
        return true;
    }
    let based = |prefix: &str, fits: fn(char) -> bool| {
        unsigned.strip_prefix(prefix).is_some_and(|rest| all(rest, fits))
    };
    if all(unsigned, |c| c.is_ascii_digit() || c == '_')
        || based("0b", |c| matches!(c, '0' | '1' | '_'))
        || based("0o", |c| matches!(c, '0'..='7' | '_'))
        || based("0x", |c| c.is_ascii_hexdigit() || c == '_')
    {
        return true;
    }
    let (mantissa, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (unsigned, None),
    };
    let signed = exponent.is_some_and(|exponent| exponent.starts_with(['-', '+']));
    let power = exponent.is_none_or(|exponent| {
        all(exponent.strip_prefix(['-', '+']).unwrap_or(exponent), |c| c.is_ascii_digit())
    });
    let (whole, part) = match mantissa.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (mantissa, None),
    };
    let part_fits = part.is_none_or(|part| part.chars().all(digits));
    if !power || !part_fits {
        return false;
    }
    if whole.is_empty() {
        return part.is_some_and(|part| !part.is_empty()) && (exponent.is_none() || signed);
    }
    whole.starts_with(|c: char| c.is_ascii_digit())
        && whole.chars().all(digits)
        && (part.is_some() || exponent.is_some())
}

/// `2026-11-20`, or a day and a time.
pub(crate) fn is_time(text: &str) -> bool {
    let number = |text: &str, least: usize, most: usize| {
        (least..=most).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
    };
    let Some((year, rest)) = text.split_once('-') else { return false };
    let Some((month, rest)) = rest.split_once('-') else { return false };
    if !number(year, 4, 4) || !number(month, 1, 2) {
        return false;
    }
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    let (day, rest) = rest.split_at(end);
    if rest.is_empty() {
        return month.len() == 2 && number(day, 2, 2);
    }
    let clock = rest.trim_start_matches([' ', '\t']);
    let clock = if clock.len() < rest.len() { Some(clock) } else { rest.strip_prefix(['T', 't']) };
    let (Some(clock), true) = (clock, number(day, 1, 2)) else { return false };
    let end = clock.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(clock.len());
    let (time, zone) = clock.split_at(end);
    let parts: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = parts[..] else { return false };
    let (second, fraction) = second.split_once('.').unwrap_or((second, ""));
    let zone = zone.trim_start_matches([' ', '\t']);
    let offset = |zone: &str| {
        let (hours, minutes) = zone.split_once(':').unwrap_or((zone, "00"));
        number(hours, 1, 2) && number(minutes, 2, 2)
    };
    number(hour, 1, 2)
        && number(minute, 2, 2)
        && number(second, 2, 2)
        && fraction.bytes().all(|b| b.is_ascii_digit())
        && (zone.is_empty() || zone == "Z" || zone.strip_prefix(['-', '+']).is_some_and(offset))
}
