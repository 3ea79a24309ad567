//! What a condition's operator asks.

/// What is compared, and how.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operator {
    /// Texts are the same.
    StringEquals,
    /// The same but for small and capital letters.
    StringEqualsIgnoreCase,
    /// A text fits a pattern.
    StringLike,
    /// Numbers are the same.
    NumericEquals,
    /// Less.
    NumericLessThan,
    /// Less or the same.
    NumericLessThanEquals,
    /// Greater.
    NumericGreaterThan,
    /// Greater or the same.
    NumericGreaterThanEquals,
    /// Moments are the same.
    DateEquals,
    /// Before.
    DateLessThan,
    /// Before or at.
    DateLessThanEquals,
    /// After.
    DateGreaterThan,
    /// After or at.
    DateGreaterThanEquals,
    /// True or false.
    Bool,
    /// In a range of addresses.
    IpAddress,
    /// An ARN fits a pattern, part by part.
    ArnLike,
    /// The key is absent.
    Null,
}

/// Which of a key's values it must hold for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Quantifier {
    /// No prefix: the key has one value.
    #[default]
    Plain,
    /// `ForAllValues:`; also when there are none.
    All,
    /// `ForAnyValue:`.
    Any,
}

/// An operator with its prefix and suffix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Test {
    /// What is compared.
    pub operator: Operator,
    /// Whether it asks for the contrary.
    pub negated: bool,
    /// `…IfExists`: an absent key is as good.
    pub if_exists: bool,
    /// The prefix.
    pub quantifier: Quantifier,
}

/// Names, operators, and whether they are negated.
const NAMES: &[(&str, Operator, bool)] = &[
    ("StringEquals", Operator::StringEquals, false),
    ("StringNotEquals", Operator::StringEquals, true),
    ("StringEqualsIgnoreCase", Operator::StringEqualsIgnoreCase, false),
    ("StringNotEqualsIgnoreCase", Operator::StringEqualsIgnoreCase, true),
    ("StringLike", Operator::StringLike, false),
    ("StringNotLike", Operator::StringLike, true),
    ("NumericEquals", Operator::NumericEquals, false),
    ("NumericNotEquals", Operator::NumericEquals, true),
    ("NumericLessThan", Operator::NumericLessThan, false),
    ("NumericLessThanEquals", Operator::NumericLessThanEquals, false),
    ("NumericGreaterThan", Operator::NumericGreaterThan, false),
    ("NumericGreaterThanEquals", Operator::NumericGreaterThanEquals, false),
    ("DateEquals", Operator::DateEquals, false),
    ("DateNotEquals", Operator::DateEquals, true),
    ("DateLessThan", Operator::DateLessThan, false),
    ("DateLessThanEquals", Operator::DateLessThanEquals, false),
    ("DateGreaterThan", Operator::DateGreaterThan, false),
    ("DateGreaterThanEquals", Operator::DateGreaterThanEquals, false),
    ("Bool", Operator::Bool, false),
    ("IpAddress", Operator::IpAddress, false),
    ("NotIpAddress", Operator::IpAddress, true),
    // Of the two pairs, each means the other.
    ("ArnEquals", Operator::ArnLike, false),
    ("ArnLike", Operator::ArnLike, false),
    ("ArnNotEquals", Operator::ArnLike, true),
    ("ArnNotLike", Operator::ArnLike, true),
    ("Null", Operator::Null, false),
];

impl Test {
    /// The test of this name, such as `ForAllValues:StringLikeIfExists`.
    pub fn named(name: &str) -> Option<Self> {
        let (quantifier, name) = match name.split_once(':') {
            Some(("ForAllValues", name)) => (Quantifier::All, name),
            Some(("ForAnyValue", name)) => (Quantifier::Any, name),
            Some(_) => return None,
            None => (Quantifier::Plain, name),
        };
        let (if_exists, name) = match name.strip_suffix("IfExists") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let (_, operator, negated) = NAMES.iter().find(|(known, ..)| *known == name)?;
        // Whether a key exists can't depend on whether it exists.
        (*operator != Operator::Null || !if_exists).then_some(Self {
            operator: *operator,
            negated: *negated,
            if_exists,
            quantifier,
        })
    }

    /// A known name that is like this one, for a hint.
    pub(crate) fn like(name: &str) -> Option<&'static str> {
        let bare = name.rsplit(':').next().unwrap_or(name);
        let bare = bare.strip_suffix("IfExists").unwrap_or(bare);
        let same = |known: &&(&str, Operator, bool)| known.0.eq_ignore_ascii_case(bare);
        NAMES.iter().find(same).map(|known| known.0)
    }
}
