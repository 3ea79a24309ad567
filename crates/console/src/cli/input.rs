//! The finished input: blobs and times as they travel, members in the model's order.

use api::shapes::Shape;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::fault::{Fault, GENERAL};
use crate::json::{Node, Tagged, Value};

/// Puts blobs and timestamps into the form in which they are sent. `raw`: blobs were typed as plain text.
pub(super) fn travel(node: &mut Node, shape: &Shape, raw: bool) -> Result<(), Fault> {
    match shape {
        Shape::Structure { members, .. } => {
            for (key, child) in node.members_mut().into_iter().flatten() {
                if let Some(member) = members.iter().find(|member| member.name == key.text) {
                    travel(child, member.shape, raw)?;
                }
            }
        }
        Shape::Map { value, .. } => {
            for (_, child) in node.members_mut().into_iter().flatten() {
                travel(child, value, raw)?;
            }
        }
        Shape::List { element, .. } => {
            if let Value::List(children) = &mut node.value {
                for child in children {
                    travel(child, element, raw)?;
                }
            }
        }
        Shape::Blob => {
            // YAML's own binary values are bytes already.
            if let Value::Tagged(Tagged::Binary(packed)) = &node.value {
                node.value = Value::String { text: packed.clone(), raw: None };
            } else if let Value::String { text, .. } = &mut node.value {
                *text = if raw {
                    STANDARD.encode(text.as_bytes())
                } else {
                    lenient(text).ok_or_else(|| {
                        Fault::cli(format!("Invalid base64: \"{text}\"")).code(GENERAL).at(node.at).hint(
                            "Binary values are typed as base64; `--cli-binary-format raw-in-base64-out` takes plain text.",
                        )
                    })?
                };
            }
        }
        Shape::Timestamp => {
            let time = match &node.value {
                Value::Tagged(Tagged::Time(text)) => Some(text.as_str()),
                _ => node.as_str(),
            };
            if let Some(seconds) = time.and_then(epoch) {
                node.value = Value::Fraction(seconds);
            }
        }
        _ => {}
    }
    Ok(())
}

/// Base64 as Python reads it: other characters are passed over, padding must be complete.
fn lenient(text: &str) -> Option<String> {
    if STANDARD.decode(text).is_ok() {
        return Some(text.to_owned());
    }
    let known: String =
        text.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')).collect();
    STANDARD.decode(known.as_bytes()).ok().map(|bytes| STANDARD.encode(bytes))
}

/// A time (`2026-11-20T09:00:00Z`, or seconds since 1970) as seconds since 1970.
pub(super) fn epoch(text: &str) -> Option<String> {
    let text = text.trim();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    if digits.split_once('.').map_or_else(|| plain(digits), |(whole, part)| plain(whole) && plain(part))
        && digits.len() != 8
    {
        return Some(text.to_owned());
    }
    let number = |from: usize, to: usize| -> Option<i64> {
        let piece = text.get(from..to)?;
        plain(piece).then(|| piece.parse().ok()).flatten()
    };
    let separated = text.get(4..5)? == "-" && text.get(7..8)? == "-";
    let (year, month, day) = if separated {
        (number(0, 4)?, number(5, 7)?, number(8, 10)?)
    } else {
        (number(0, 4)?, number(4, 6)?, number(6, 8)?)
    };
    let rest = text.get(if separated { 10 } else { 8 }..)?;
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) {
        return None;
    }
    let mut seconds = days(year, month, day) * 86_400;
    let mut fraction = String::new();
    if !rest.is_empty() {
        let clock = rest.strip_prefix(['T', 't', ' '])?;
        let end =
            clock.find(|c: char| !(c.is_ascii_digit() || matches!(c, ':' | '.'))).unwrap_or(clock.len());
        let (time, zone) = clock.split_at(end);
        let (time, part) = time.split_once('.').unwrap_or((time, ""));
        let parts: Option<Vec<i64>> =
            time.split(':').map(|piece| plain(piece).then(|| piece.parse().ok()).flatten()).collect();
        let parts = parts.filter(|parts| parts.len() <= 3)?;
        if parts.first().is_some_and(|hour| *hour > 24)
            || parts.iter().skip(1).any(|part| *part > 60)
            || part.len() > 9
        {
            return None;
        }
        seconds += parts.iter().zip([3600, 60, 1]).map(|(part, unit)| part * unit).sum::<i64>();
        seconds -= offset(zone.trim())?;
        part.trim_end_matches('0').clone_into(&mut fraction);
    }
    Some(if fraction.is_empty() { seconds.to_string() } else { format!("{seconds}.{fraction}") })
}

/// Seconds that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone.is_empty() || zone.eq_ignore_ascii_case("z") || zone.eq_ignore_ascii_case("utc") {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let digits = zone.strip_prefix(['+', '-'])?.replace(':', "");
    if digits.len() != 4 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = digits.parse().ok()?;
    Some(sign * (number / 100 * 3600 + number % 100 * 60))
}

/// Days from 1970-01-01 to a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the leap day comes last.
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::epoch;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        assert_eq!(epoch(text).as_deref(), expect, "{text}");
    }

    #[test]
    fn times() {
        check("1970-01-01", Some("0"));
        check("2026-11-20T09:00:00Z", Some("1795165200"));
        check("2026-11-20T10:00:00.250+01:00", Some("1795165200.25"));
        check("20261120T090000Z", None);
        check("1700000000", Some("1700000000"));
        check("1700000000.5", Some("1700000000.5"));
        check("2026-13-01", None);
        check("soon", None);
        check("", None);
    }
}
