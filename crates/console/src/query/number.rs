//! Numbers of a query, as Python calculates with them.

use std::cmp::Ordering;

use super::float;
use crate::json::Value;

/// A number.
#[derive(Clone, Copy, Debug)]
pub(super) enum Number {
    Whole(i128),
    Float(f64),
}

impl Number {
    pub(super) fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Integer(text) => {
                text.parse().map(Self::Whole).ok().or_else(|| float::parse(text).map(Self::Float))
            }
            Value::Fraction(text) => float::parse(text).map(Self::Float),
            _ => None,
        }
    }

    pub(super) fn value(self) -> Value {
        match self {
            Self::Whole(whole) => Value::Integer(whole.to_string()),
            Self::Float(float) => Value::Fraction(printed(float)),
        }
    }

    #[allow(clippy::cast_precision_loss)]
    pub(super) fn float(self) -> f64 {
        match self {
            Self::Whole(whole) => whole as f64,
            Self::Float(float) => float,
        }
    }

    pub(super) fn add(self, other: Self) -> Self {
        if let (Self::Whole(a), Self::Whole(b)) = (self, other)
            && let Some(sum) = a.checked_add(b)
        {
            return Self::Whole(sum);
        }
        Self::Float(self.float() + other.float())
    }

    pub(super) fn compare(self, other: Self) -> Ordering {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => a.cmp(&b),
            _ => self.float().partial_cmp(&other.float()).unwrap_or(Ordering::Equal),
        }
    }

    pub(super) fn absolute(self) -> Self {
        match self {
            Self::Whole(whole) => Self::Whole(whole.saturating_abs()),
            Self::Float(float) => Self::Float(float.abs()),
        }
    }

    /// The whole number below or above.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn whole(self, up: bool) -> Self {
        match self {
            Self::Whole(_) => self,
            Self::Float(float) => Self::Whole(if up { float.ceil() } else { float.floor() } as i128),
        }
    }
}

/// A float as Python prints it: `0.5`, `2.0`, `1e+16`, `1e-05`.
fn printed(float: f64) -> String {
    if float.is_nan() {
        return "NaN".to_owned();
    }
    let sign = if float.is_sign_negative() { "-" } else { "" };
    let float = float.abs();
    if float.is_infinite() {
        return format!("{sign}inf");
    }
    if float == 0.0 {
        return format!("{sign}0.0");
    }
    let (mut digits, power) = float::digits(float);
    let point = if (-4..16).contains(&power) { power } else { 0 };
    if point < 0 {
        digits.insert_str(0, &"0".repeat(point.unsigned_abs() as usize));
    }
    let whole = point.max(0).unsigned_abs() as usize + 1;
    while digits.len() < whole {
        digits.push('0');
    }
    let (before, behind) = digits.split_at(whole);
    if point == power {
        return format!("{sign}{before}.{}", if behind.is_empty() { "0" } else { behind });
    }
    let dot = if behind.is_empty() { "" } else { "." };
    let minus = if power < 0 { '-' } else { '+' };
    format!("{sign}{before}{dot}{behind}e{minus}{:02}", power.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn floats_as_python_prints_them() {
        let floats =
            [0.5, 2.0, 1e16, 1e-5, 0.0001, 1.5e300, -0.25, 123_456.75, 0.0, -0.0, 1e15, 100.5, -1.25e-7];
        let expect = [
            "0.5",
            "2.0",
            "1e+16",
            "1e-05",
            "0.0001",
            "1.5e+300",
            "-0.25",
            "123456.75",
            "0.0",
            "-0.0",
            "1000000000000000.0",
            "100.5",
            "-1.25e-07",
        ];
        assert_eq!(floats.map(printed), expect);
    }
}
