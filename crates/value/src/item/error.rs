//! What can be wrong with the bytes of an item.

use std::fmt;

/// Why bytes are no item in format item/1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum DecodeError {
    /// They end too early.
    Truncated,
    /// They go on after the end, or a value after its own.
    Trailing,
    /// The format's version is another one.
    Version(u8),
    /// An integer is not in its shortest form, or exceeds 64 bits.
    Integer,
    /// No type has this tag.
    Tag(u8),
    /// A text is not UTF-8.
    Utf8,
    /// The bytes of a number are not those of any number.
    Number,
    /// Names, or elements of a set, are not ascending and distinct.
    Order,
    /// The nesting has more than 32 levels.
    Depth,
    /// The header gives another size than the attributes have.
    Size,
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reason = match self {
            Self::Truncated => "they end too early",
            Self::Trailing => "something follows the end",
            Self::Version(version) => return write!(f, "not an item: version {version} is not known"),
            Self::Integer => "an integer is not in its shortest form",
            Self::Tag(tag) => return write!(f, "not an item: no type has the tag {tag}"),
            Self::Utf8 => "a text is not UTF-8",
            Self::Number => "a number is not in its canonical form",
            Self::Order => "names or elements of a set are not ascending and distinct",
            Self::Depth => "more than 32 levels of nesting",
            Self::Size => "the header gives another size than the attributes have",
        };
        write!(f, "not an item: {reason}")
    }
}

impl std::error::Error for DecodeError {}
