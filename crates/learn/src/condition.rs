//! Conditions on JSON: a path, a comparison, a value.

use serde_json::Value;

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Same,
    /// `!=`; what is absent differs from everything.
    Other,
    /// `<`
    Less,
    /// `<=`
    Most,
    /// `>`
    More,
    /// `>=`
    Least,
    /// `~`: the text has this part.
    Has,
    /// `is there`
    There,
    /// `is absent`
    Absent,
}

/// A condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Condition {
    /// Names of members, and numbers of elements, with dots between; `length` at its end counts elements.
    pub path: String,
    /// The comparison.
    pub compare: Compare,
    /// The value's text.
    pub value: String,
}

impl Condition {
    /// Whether it holds of a value.
    pub fn holds(&self, of: &Value) -> bool {
        let found = find(of, &self.path);
        match self.compare {
            Compare::There => return found.is_some(),
            Compare::Absent => return found.is_none(),
            _ => {}
        }
        let Some(found) = found else { return self.compare == Compare::Other };
        let order = || Some(decimal(&found)?.cmp(&decimal(&self.value)?));
        match self.compare {
            Compare::Same => order().map_or(found == self.value, std::cmp::Ordering::is_eq),
            Compare::Other => order().map_or(found != self.value, std::cmp::Ordering::is_ne),
            Compare::Less => order().is_some_and(std::cmp::Ordering::is_lt),
            Compare::Most => order().is_some_and(std::cmp::Ordering::is_le),
            Compare::More => order().is_some_and(std::cmp::Ordering::is_gt),
            Compare::Least => order().is_some_and(std::cmp::Ordering::is_ge),
            Compare::Has => found.contains(&self.value),
            Compare::There | Compare::Absent => false,
        }
    }
}

/// What lies at a path, as text: strings without quotes, everything else as JSON.
pub fn find(of: &Value, path: &str) -> Option<String> {
    let mut at = of;
    let mut parts = path.split('.').peekable();
    while let Some(part) = parts.next() {
        at = match at {
            Value::Object(members) => members.get(part)?,
            Value::Array(elements) if part == "length" && parts.peek().is_none() => {
                return Some(elements.len().to_string());
            }
            Value::Array(elements) => elements.get(part.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(match at {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    })
}

/// Digits behind the point that count.
const PLACES: usize = 6;

/// A number in millionths; `None` for what is no plain number.
fn decimal(text: &str) -> Option<i128> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text),
    };
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let plain = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 24 || part.len() > PLACES || !plain(whole) || !plain(part) {
        return None;
    }
    let padded = format!("{whole}{part:0<PLACES$}");
    padded.parse::<i128>().ok().map(|it| it * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(path: &str, compare: Compare, value: &str) -> bool {
        let json = serde_json::json!({
            "a": {"b": [1, "two", {"c": "0.5"}]}, "n": 3, "s": "abc", "half": 0.5, "yes": true, "none": null
        });
        Condition { path: path.to_owned(), compare, value: value.to_owned() }.holds(&json)
    }

    #[test]
    fn paths_lead_through_members_and_elements() {
        assert!(holds("a.b.0", Compare::Same, "1"));
        assert!(holds("a.b.1", Compare::Same, "two"));
        assert!(holds("a.b.2.c", Compare::Same, "0.50"));
        assert!(holds("a.b.length", Compare::Same, "3"));
        assert!(!holds("a.b.3", Compare::There, ""));
        assert!(holds("a.c", Compare::Absent, ""));
        assert!(!holds("s.x", Compare::There, ""));
        assert!(holds("none", Compare::There, ""));
    }

    #[test]
    fn numbers_are_compared_as_numbers_and_the_rest_as_text() {
        assert!(holds("n", Compare::Least, "3") && holds("n", Compare::Most, "3.0"));
        assert!(holds("half", Compare::Less, "1") && !holds("half", Compare::More, "0.5"));
        assert!(holds("s", Compare::Has, "bc") && !holds("s", Compare::Has, "bd"));
        assert!(!holds("s", Compare::Less, "abd"), "there is no order of texts");
        assert!(holds("yes", Compare::Same, "true") && holds("n", Compare::Other, "4"));
        assert!(holds("gone", Compare::Other, "4") && !holds("gone", Compare::Same, "4"));
    }
}
