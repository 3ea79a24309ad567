//! Conditions: what they mean, and their text.

use std::cmp::Ordering;

use crate::dice::Dice;
use crate::text::Texts;
use crate::value::{Map, Path, V};

#[derive(Clone, Debug)]
pub(crate) enum Operand {
    Path(Path),
    Value(V),
    Size(Path),
}

#[derive(Clone, Debug)]
pub(crate) enum Condition {
    Compare(&'static str, Operand, Operand),
    Between(Operand, V, V),
    In(Path, Vec<V>),
    Exists(Path),
    Missing(Path),
    Type(Path, &'static str),
    BeginsWith(Path, String),
    Contains(Path, V),
    Not(Box<Condition>),
    And(Box<Condition>, Box<Condition>),
    Or(Box<Condition>, Box<Condition>),
}

impl Operand {
    fn value(&self, item: &Map) -> Option<V> {
        match self {
            Self::Path(path) => path.find(item).cloned(),
            Self::Value(value) => Some(value.clone()),
            Self::Size(path) => path.find(item)?.size().map(|count| V::N(2 * count)),
        }
    }

    fn text(&self, texts: &mut Texts) -> String {
        match self {
            Self::Path(path) => texts.path(path),
            Self::Value(value) => texts.value(value),
            Self::Size(path) => format!("size({})", texts.path(path)),
        }
    }
}

fn compare(operator: &str, left: Option<V>, right: Option<V>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return operator == "<>" };
    let order = left.order(&right);
    match operator {
        "=" => left == right,
        "<>" => left != right,
        "<" => order == Some(Ordering::Less),
        "<=" => matches!(order, Some(Ordering::Less | Ordering::Equal)),
        ">" => order == Some(Ordering::Greater),
        _ => matches!(order, Some(Ordering::Greater | Ordering::Equal)),
    }
}

impl Condition {
    pub(crate) fn holds(&self, item: &Map) -> bool {
        match self {
            Self::Compare(operator, left, right) => compare(operator, left.value(item), right.value(item)),
            Self::Between(operand, low, high) => {
                let value = operand.value(item);
                compare(">=", value.clone(), Some(low.clone())) && compare("<=", value, Some(high.clone()))
            }
            Self::In(path, values) => path.find(item).is_some_and(|value| values.contains(value)),
            Self::Exists(path) => path.find(item).is_some(),
            Self::Missing(path) => path.find(item).is_none(),
            Self::Type(path, tag) => path.find(item).is_some_and(|value| value.tag() == *tag),
            Self::BeginsWith(path, prefix) => {
                matches!(path.find(item), Some(V::S(text)) if text.starts_with(prefix.as_str()))
            }
            Self::Contains(path, part) => match (path.find(item), part) {
                (Some(V::S(text)), V::S(part)) => text.contains(part.as_str()),
                (Some(V::Ss(texts)), V::S(part)) => texts.contains(part),
                (Some(V::Ns(numbers)), V::N(part)) => numbers.contains(part),
                (Some(V::L(elements)), part) => elements.contains(part),
                _ => false,
            },
            Self::Not(inner) => !inner.holds(item),
            Self::And(left, right) => left.holds(item) && right.holds(item),
            Self::Or(left, right) => left.holds(item) || right.holds(item),
        }
    }

    pub(crate) fn text(&self, texts: &mut Texts) -> String {
        match self {
            Self::Compare(operator, left, right) => {
                format!("{} {operator} {}", left.text(texts), right.text(texts))
            }
            Self::Between(operand, low, high) => {
                format!("{} BETWEEN {} AND {}", operand.text(texts), texts.value(low), texts.value(high))
            }
            Self::In(path, values) => {
                let path = texts.path(path);
                let values: Vec<String> = values.iter().map(|value| texts.value(value)).collect();
                format!("{path} IN ({})", values.join(", "))
            }
            Self::Exists(path) => format!("attribute_exists({})", texts.path(path)),
            Self::Missing(path) => format!("attribute_not_exists({})", texts.path(path)),
            Self::Type(path, tag) => {
                let path = texts.path(path);
                format!("attribute_type({path}, {})", texts.value(&V::S((*tag).to_owned())))
            }
            Self::BeginsWith(path, prefix) => {
                let path = texts.path(path);
                format!("begins_with({path}, {})", texts.value(&V::S(prefix.clone())))
            }
            Self::Contains(path, part) => {
                let path = texts.path(path);
                format!("contains({path}, {})", texts.value(part))
            }
            Self::Not(inner) => format!("NOT ({})", inner.text(texts)),
            Self::And(left, right) => format!("({}) AND ({})", left.text(texts), right.text(texts)),
            Self::Or(left, right) => format!("({}) OR ({})", left.text(texts), right.text(texts)),
        }
    }

    /// Any condition on these attributes that the service takes.
    pub(crate) fn random(dice: &mut Dice, names: &[&str], depth: u64) -> Self {
        let name = *dice.pick(names);
        let path = Path::random(dice, name);
        match dice.below(if depth == 0 { 10 } else { 14 }) {
            0 => Self::Exists(path),
            1 => Self::Missing(path),
            2 => Self::Type(path, dice.word(&["S", "N", "B", "BOOL", "NULL", "SS", "NS", "BS", "L", "M"])),
            3 => Self::BeginsWith(path, V::random_text(dice)),
            4 => Self::Contains(path, V::random_scalar(dice)).with_possible_part(),
            5 => {
                let values = (0..dice.range(1, 3)).map(|_| V::random(dice, 1)).collect();
                Self::In(path, values)
            }
            6 => {
                let (a, b) = (dice.signed(-4, 4), dice.signed(-4, 4));
                let operand = if dice.one_in(3) { Operand::Size(path) } else { Operand::Path(path) };
                Self::Between(operand, V::N(a.min(b)), V::N(a.max(b)))
            }
            7 => Self::Compare(
                dice.word(&["=", "<>", "<", "<=", ">", ">="]),
                Operand::Size(path),
                Operand::Value(V::N(2 * dice.signed(0, 3))),
            ),
            8 => {
                let other = Path::random(dice, dice_other(name, names));
                let operator = dice.word(&["=", "<>", "<", "<=", ">", ">="]);
                if other == path {
                    Self::Exists(path)
                } else {
                    Self::Compare(operator, Operand::Path(path), Operand::Path(other))
                }
            }
            9 => Self::Compare(
                dice.word(&["=", "<>"]),
                Operand::Path(path),
                Operand::Value(V::random(dice, 1)),
            ),
            10 => Self::Not(Box::new(Self::random(dice, names, depth - 1))),
            11 => Self::And(
                Box::new(Self::random(dice, names, depth - 1)),
                Box::new(Self::random(dice, names, depth - 1)),
            ),
            12 => Self::Or(
                Box::new(Self::random(dice, names, depth - 1)),
                Box::new(Self::random(dice, names, depth - 1)),
            ),
            _ => {
                let value =
                    if dice.one_in(2) { V::S(V::random_text(dice)) } else { V::N(dice.signed(-4, 4)) };
                Self::Compare(dice.word(&["<", "<=", ">", ">="]), Operand::Path(path), Operand::Value(value))
            }
        }
    }

    /// Only what a set or a text can hold is taken as a part.
    fn with_possible_part(self) -> Self {
        match self {
            Self::Contains(path, V::Bool(_) | V::Null) => Self::Exists(path),
            other => other,
        }
    }
}

/// Another name than this, if there is one.
fn dice_other<'n>(name: &'n str, names: &[&'n str]) -> &'n str {
    names.iter().copied().find(|other| *other != name).unwrap_or(name)
}
