//! Numbers of a query, as Python calculates with them.

use std::cmp::Ordering;

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
                text.parse().map(Self::Whole).or_else(|_| text.parse().map(Self::Float)).ok()
            }
            Value::Fraction(text) => text.parse().map(Self::Float).ok(),
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
    let scientific = format!("{float:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return scientific };
    let power: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        let plain = float.to_string();
        return if plain.contains('.') { plain } else { format!("{plain}.0") };
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{mantissa}e{sign}{:02}", power.unsigned_abs())
}

#[cfg(test)]
mod tests {
    use super::printed;

    #[test]
    fn floats_as_python_prints_them() {
        let floats = [0.5, 2.0, 1e16, 1e-5, 0.0001, 1.5e300, -0.25, 123_456.75];
        let expect = ["0.5", "2.0", "1e+16", "1e-05", "0.0001", "1.5e+300", "-0.25", "123456.75"];
        assert_eq!(floats.map(printed), expect);
    }
}
