//! Filter patterns: the part of `EventBridge`'s language that event source mappings take.
//!
//! A pattern mirrors the record: members must all fit, the elements of an array are alternatives. The numbers of items
//! are texts in a record (`{"N": "35"}`), so `numeric` never fits one.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use value::Number;

use crate::json::Tree;

/// A pattern that can be used. Stored as its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    text: String,
    pattern: Tree,
}

impl Filter {
    /// Reads a pattern; `None` when it is none.
    pub fn new(text: &str) -> Option<Self> {
        let pattern = Tree::read(text)?;
        let sound = matches!(pattern, Tree::Object(_)) && is_pattern(&pattern);
        sound.then(|| Self { text: text.to_owned(), pattern })
    }

    /// As it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether the pattern fits an event.
    pub fn fits(&self, event: &Tree) -> bool {
        fits(&self.pattern, Some(event))
    }
}

impl Serialize for Filter {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.text.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Filter {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::new(&text).ok_or_else(|| D::Error::custom("no filter pattern"))
    }
}

// A tree has few levels, so these may call themselves.

fn is_pattern(pattern: &Tree) -> bool {
    match pattern {
        Tree::Object(members) => {
            !members.is_empty()
                && members.iter().all(|(name, part)| match (name.as_str(), part) {
                    ("$or", Tree::List(ways)) => {
                        ways.len() > 1
                            && ways.iter().all(|way| matches!(way, Tree::Object(_)) && is_pattern(way))
                    }
                    ("$or", _) => false,
                    _ => is_pattern(part),
                })
        }
        Tree::List(ways) => !ways.is_empty() && ways.iter().all(is_alternative),
        _ => false,
    }
}

fn is_alternative(way: &Tree) -> bool {
    match way {
        Tree::Null | Tree::Boolean(_) | Tree::Number(_) | Tree::Text(_) => true,
        Tree::List(_) => false,
        Tree::Object(members) => match members.as_slice() {
            [(name, value)] => match (name.as_str(), value) {
                ("prefix" | "suffix" | "equals-ignore-case", Tree::Text(_))
                | ("exists", Tree::Boolean(_)) => true,
                ("anything-but", Tree::Text(_) | Tree::Number(_)) => true,
                ("anything-but", Tree::List(values)) => {
                    !values.is_empty()
                        && values.iter().all(|value| matches!(value, Tree::Text(_) | Tree::Number(_)))
                }
                ("anything-but", Tree::Object(inner)) => {
                    matches!(inner.as_slice(), [(name, Tree::Text(_))] if matches!(name.as_str(), "prefix" | "suffix"))
                }
                ("numeric", Tree::List(bounds)) => {
                    matches!(bounds.len(), 2 | 4) && bounds.chunks(2).all(|bound| comparison(bound).is_some())
                }
                _ => false,
            },
            _ => false,
        },
    }
}

fn fits(pattern: &Tree, value: Option<&Tree>) -> bool {
    match pattern {
        Tree::Object(members) => members.iter().all(|(name, part)| match (name.as_str(), part) {
            ("$or", Tree::List(ways)) => ways.iter().any(|way| fits(way, value)),
            _ => fits(part, value.and_then(|value| value.member(name))),
        }),
        Tree::List(ways) => match value {
            // Of a list, one element has to fit.
            Some(Tree::List(elements)) => {
                ways.iter().any(|way| elements.iter().any(|element| allows(way, Some(element))))
            }
            value => ways.iter().any(|way| allows(way, value)),
        },
        _ => false,
    }
}

fn allows(way: &Tree, value: Option<&Tree>) -> bool {
    let text = match value {
        Some(Tree::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    match way {
        Tree::Object(members) => {
            let Some((name, argument)) = members.first() else { return false };
            match (name.as_str(), argument) {
                ("exists", Tree::Boolean(wanted)) => {
                    // Only leaves exist: an object in between doesn't.
                    value.is_some_and(|value| !matches!(value, Tree::Object(_))) == *wanted
                }
                ("prefix", Tree::Text(start)) => text.is_some_and(|text| text.starts_with(start)),
                ("suffix", Tree::Text(end)) => text.is_some_and(|text| text.ends_with(end)),
                ("equals-ignore-case", Tree::Text(other)) => {
                    text.is_some_and(|text| text.to_lowercase() == other.to_lowercase())
                }
                ("anything-but", Tree::List(others)) => {
                    is_leaf(value) && !others.iter().any(|other| allows(other, value))
                }
                ("anything-but", other) => is_leaf(value) && !allows(other, value),
                ("numeric", Tree::List(bounds)) => match value {
                    Some(Tree::Number(number)) => Number::parse(number)
                        .is_ok_and(|number| bounds.chunks(2).all(|bound| within(bound, number))),
                    _ => false,
                },
                _ => false,
            }
        }
        Tree::Number(wanted) => match value {
            Some(Tree::Number(found)) => match (Number::parse(wanted), Number::parse(found)) {
                (Ok(wanted), Ok(found)) => wanted == found,
                _ => wanted == found,
            },
            _ => false,
        },
        way => value == Some(way),
    }
}

fn is_leaf(value: Option<&Tree>) -> bool {
    matches!(value, Some(Tree::Text(_) | Tree::Number(_) | Tree::Boolean(_)))
}

fn comparison(bound: &[Tree]) -> Option<(&str, Number)> {
    let [Tree::Text(operator), Tree::Number(number)] = bound else { return None };
    matches!(operator.as_str(), "=" | "<" | "<=" | ">" | ">=").then_some(())?;
    Some((operator, Number::parse(number).ok()?))
}

fn within(bound: &[Tree], number: Number) -> bool {
    match comparison(bound) {
        Some(("=", limit)) => number == limit,
        Some(("<", limit)) => number < limit,
        Some(("<=", limit)) => number <= limit,
        Some((">", limit)) => number > limit,
        Some((">=", limit)) => number >= limit,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use crate::json::Tree;

    const EVENT: &str = r#"{"eventName":"INSERT","dynamodb":{"SizeBytes":59,
        "NewImage":{"status":{"S":"SHIPPED"},"age":{"N":"35"},"tags":{"SS":["a","b"]},"gone":{"NULL":true}}}}"#;

    #[track_caller]
    fn check(pattern: &str, expect: bool) {
        let filter = Filter::new(pattern).unwrap_or_else(|| panic!("no pattern: {pattern}"));
        let event = Tree::read(EVENT).expect("JSON");
        assert_eq!(filter.fits(&event), expect, "{pattern}");
        let image = format!(r#"{{"dynamodb":{{"NewImage":{pattern}}}}}"#);
        assert!(Filter::new(&image).is_some(), "{image}");
    }

    #[test]
    fn patterns_fit_or_do_not() {
        check(r#"{"eventName":["INSERT"]}"#, true);
        check(r#"{"eventName":["MODIFY","INSERT"]}"#, true);
        check(r#"{"eventName":["insert"]}"#, false);
        check(r#"{"eventName":[{"equals-ignore-case":"insert"}]}"#, true);
        check(r#"{"eventName":[{"prefix":"INS"}]}"#, true);
        check(r#"{"eventName":[{"suffix":"INS"}]}"#, false);
        check(
            r#"{"eventName":[{"suffix":"RT"}],"dynamodb":{"NewImage":{"status":{"S":["SHIPPED"]}}}}"#,
            true,
        );
        check(r#"{"eventName":["REMOVE"],"dynamodb":{"NewImage":{"status":{"S":["SHIPPED"]}}}}"#, false);
        check(r#"{"eventName":[{"anything-but":["REMOVE"]}]}"#, true);
        check(r#"{"eventName":[{"anything-but":["REMOVE","INSERT"]}]}"#, false);
        check(r#"{"eventName":[{"anything-but":{"prefix":"IN"}}]}"#, false);
        check(r#"{"other":[{"anything-but":"x"}]}"#, false);
        check(r#"{"dynamodb":{"SizeBytes":[59]}}"#, true);
        check(r#"{"dynamodb":{"SizeBytes":[5.9e1]}}"#, true);
        check(r#"{"dynamodb":{"SizeBytes":[{"numeric":[">",50,"<=",59]}]}}"#, true);
        check(r#"{"dynamodb":{"SizeBytes":[{"numeric":["<",59]}]}}"#, false);
        check(r#"{"dynamodb":{"NewImage":{"age":{"N":["35"]}}}}"#, true);
        check(r#"{"dynamodb":{"NewImage":{"age":{"N":[{"numeric":["=",35]}]}}}}"#, false);
        check(r#"{"dynamodb":{"NewImage":{"age":{"N":[35]}}}}"#, false);
        check(r#"{"dynamodb":{"NewImage":{"tags":{"SS":["b"]}}}}"#, true);
        check(r#"{"dynamodb":{"NewImage":{"age":{"N":[{"exists":true}]}}}}"#, true);
        check(r#"{"dynamodb":{"NewImage":{"age":[{"exists":true}]}}}"#, false);
        check(r#"{"dynamodb":{"OldImage":{"age":{"N":[{"exists":false}]}}}}"#, true);
        check(r#"{"dynamodb":{"NewImage":{"gone":{"NULL":[true]}}}}"#, true);
        check(r#"{"$or":[{"eventName":["REMOVE"]},{"dynamodb":{"SizeBytes":[59]}}]}"#, true);
        check(r#"{"$or":[{"eventName":["REMOVE"]},{"dynamodb":{"SizeBytes":[58]}}]}"#, false);
        check(r#"{"eventName":[null]}"#, false);
        check(r#"{"eventName":[""]}"#, false);
    }

    #[test]
    fn what_is_no_pattern() {
        for wrong in [
            "",
            "[]",
            "{}",
            r#"{"a":"b"}"#,
            r#"{"a":[]}"#,
            r#"{"a":[["b"]]}"#,
            r#"{"a":[{"like":"b"}]}"#,
            r#"{"a":[{"prefix":1}]}"#,
            r#"{"a":[{"numeric":["!=",1]}]}"#,
            r#"{"a":[{"numeric":["=","1"]}]}"#,
            r#"{"a":[{"exists":"true"}]}"#,
            r#"{"$or":[{"a":["b"]}]}"#,
            r#"{"a":[{"prefix":"a","suffix":"b"}]}"#,
        ] {
            assert!(Filter::new(wrong).is_none(), "{wrong}");
        }
    }
}
