//! The model's attribute values.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use crate::dice::Dice;

pub(crate) type Map = BTreeMap<String, V>;

/// A value. Numbers are counted in halves.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum V {
    S(String),
    N(i64),
    Bool(bool),
    Null,
    Ss(BTreeSet<String>),
    Ns(BTreeSet<i64>),
    L(Vec<V>),
    M(Map),
}

fn number(halves: i64) -> String {
    let sign = if halves < 0 { "-" } else { "" };
    let whole = (halves / 2).abs();
    if halves % 2 == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.5") }
}

impl V {
    pub(crate) fn json(&self) -> Value {
        match self {
            Self::S(text) => json!({ "S": text }),
            Self::N(halves) => json!({ "N": number(*halves) }),
            Self::Bool(value) => json!({ "BOOL": value }),
            Self::Null => json!({ "NULL": true }),
            Self::Ss(texts) => json!({ "SS": texts }),
            Self::Ns(numbers) => json!({ "NS": numbers.iter().map(|n| number(*n)).collect::<Vec<_>>() }),
            Self::L(elements) => json!({ "L": elements.iter().map(V::json).collect::<Vec<_>>() }),
            Self::M(entries) => json!({ "M": item_json(entries) }),
        }
    }

    pub(crate) fn tag(&self) -> &'static str {
        match self {
            Self::S(_) => "S",
            Self::N(_) => "N",
            Self::Bool(_) => "BOOL",
            Self::Null => "NULL",
            Self::Ss(_) => "SS",
            Self::Ns(_) => "NS",
            Self::L(_) => "L",
            Self::M(_) => "M",
        }
    }

    /// The order of values that have one.
    pub(crate) fn order(&self, other: &Self) -> Option<Ordering> {
        match (self, other) {
            (Self::S(a), Self::S(b)) => Some(a.as_bytes().cmp(b.as_bytes())),
            (Self::N(a), Self::N(b)) => Some(a.cmp(b)),
            _ => None,
        }
    }

    /// `size(…)`.
    pub(crate) fn size(&self) -> Option<i64> {
        let count = match self {
            Self::S(text) => text.encode_utf16().count(),
            Self::Ss(texts) => texts.len(),
            Self::Ns(numbers) => numbers.len(),
            Self::L(elements) => elements.len(),
            Self::M(entries) => entries.len(),
            Self::N(_) | Self::Bool(_) | Self::Null => return None,
        };
        i64::try_from(count).ok()
    }

    pub(crate) fn random_text(dice: &mut Dice) -> String {
        dice.word(&["", "a", "ab", "b", "ba", "zoë", "😀", "Z"]).to_owned()
    }

    pub(crate) fn random_scalar(dice: &mut Dice) -> Self {
        match dice.below(6) {
            0 | 1 => Self::S(Self::random_text(dice)),
            2 | 3 => Self::N(dice.signed(-4, 4)),
            4 => Self::Bool(dice.one_in(2)),
            _ => Self::Null,
        }
    }

    pub(crate) fn random_set(dice: &mut Dice) -> Self {
        let count = dice.range(1, 3);
        if dice.one_in(2) {
            Self::Ss((0..count).map(|_| Self::random_text(dice)).collect())
        } else {
            Self::Ns((0..count).map(|_| dice.signed(-2, 3)).collect())
        }
    }

    pub(crate) fn random(dice: &mut Dice, depth: u64) -> Self {
        match dice.below(if depth == 0 { 6 } else { 9 }) {
            0..=3 => Self::random_scalar(dice),
            4 | 5 => Self::random_set(dice),
            6 => Self::L((0..dice.below(4)).map(|_| Self::random(dice, depth - 1)).collect()),
            _ => {
                let names = dice.below(3);
                let names = dice.some(&["x", "y", "z"], names + 1);
                Self::M(
                    names.into_iter().map(|name| (name.to_owned(), Self::random(dice, depth - 1))).collect(),
                )
            }
        }
    }
}

pub(crate) fn item_json(item: &Map) -> Value {
    Value::Object(item.iter().map(|(name, value)| (name.clone(), value.json())).collect())
}

/// A step of a path after the attribute's name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Name(String),
    Index(usize),
}

/// Into a document.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Path {
    pub(crate) name: String,
    pub(crate) steps: Vec<Step>,
}

impl Path {
    pub(crate) fn top(name: &str) -> Self {
        Self { name: name.to_owned(), steps: Vec::new() }
    }

    pub(crate) fn find<'v>(&self, item: &'v Map) -> Option<&'v V> {
        let mut value = item.get(&self.name)?;
        for step in &self.steps {
            value = match (value, step) {
                (V::M(entries), Step::Name(name)) => entries.get(name)?,
                (V::L(elements), Step::Index(at)) => elements.get(*at)?,
                _ => return None,
            };
        }
        Some(value)
    }

    /// Somewhere under an attribute, there or not.
    pub(crate) fn random(dice: &mut Dice, name: &str) -> Self {
        let steps = match dice.below(8) {
            0..=3 => vec![],
            4 => vec![Step::Index(dice.below(4) as usize)],
            5 | 6 => vec![Step::Name(dice.word(&["x", "y", "z"]).to_owned())],
            _ => {
                vec![Step::Name(dice.word(&["x", "y", "z"]).to_owned()), Step::Index(dice.below(3) as usize)]
            }
        };
        Self { name: name.to_owned(), steps }
    }
}

/// What the paths select of an item, in its structure, the elements of lists closed up.
pub(crate) fn project(item: &Map, paths: &[Path]) -> Map {
    let mut parts = Map::new();
    for name in paths.iter().map(|path| &path.name) {
        let steps: Vec<&[Step]> =
            paths.iter().filter(|path| path.name == *name).map(|path| path.steps.as_slice()).collect();
        if let Some(part) = item.get(name).and_then(|value| part(value, &steps)) {
            parts.insert(name.clone(), part);
        }
    }
    parts
}

fn part(value: &V, paths: &[&[Step]]) -> Option<V> {
    if paths.iter().any(|steps| steps.is_empty()) {
        return Some(value.clone());
    }
    let under = |step: &Step| -> Vec<&[Step]> {
        paths.iter().filter(|steps| steps[0] == *step).map(|steps| &steps[1..]).collect()
    };
    match value {
        V::M(entries) => {
            let parts: Map = entries
                .iter()
                .filter_map(|(name, value)| {
                    let under = under(&Step::Name(name.clone()));
                    if under.is_empty() { None } else { Some((name.clone(), part(value, &under)?)) }
                })
                .collect();
            (!parts.is_empty()).then_some(V::M(parts))
        }
        V::L(elements) => {
            let parts: Vec<V> = elements
                .iter()
                .enumerate()
                .filter_map(|(at, value)| {
                    let under = under(&Step::Index(at));
                    if under.is_empty() { None } else { part(value, &under) }
                })
                .collect();
            (!parts.is_empty()).then_some(V::L(parts))
        }
        _ => None,
    }
}
