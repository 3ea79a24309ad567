//! A value of a request, fitted to its shape.

use std::borrow::Cow;

use value::json::{write_binary, write_string};

/// A value of a request. Text without escapes is borrowed from the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Node<'a> {
    /// `null` as an element of a list or a value of a map (elsewhere it counts as absent). Also stands for what
    /// lies deeper than [`super::KEPT_LEVELS`].
    Null,
    /// For a string.
    Text(Cow<'a, str>),
    /// For an integer (saturated to 32 bits) or a long (to 64); fractions are cut off.
    Integer(i64),
    /// For a double or a timestamp: the number as it was written.
    Number(&'a str),
    /// For a boolean.
    Boolean(bool),
    /// For a blob, decoded.
    Blob(Vec<u8>),
    /// For a list.
    List(Vec<Node<'a>>),
    /// For a map, in the order sent, keys distinct: of equal keys the last one counts.
    Map(Vec<(Cow<'a, str>, Node<'a>)>),
    /// For a structure: the members present, in the order sent.
    Structure(Vec<(&'static str, Node<'a>)>),
}

impl<'a> Node<'a> {
    /// The member called `name`, if this is a structure that has it.
    pub fn member(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(found, _)| *found == name).map(|(_, node)| node)
    }

    /// The members of a structure; none for everything else.
    pub fn members(&self) -> &[(&'static str, Self)] {
        match self {
            Self::Structure(members) => members,
            _ => &[],
        }
    }

    /// The text of a string.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The value of an integer or a long.
    pub const fn as_integer(&self) -> Option<i64> {
        match self {
            Self::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The digits of a number with a fraction, or of a time.
    pub fn as_number(&self) -> Option<&str> {
        match self {
            Self::Number(text) => Some(text),
            _ => None,
        }
    }

    /// The value of a boolean.
    pub const fn as_boolean(&self) -> Option<bool> {
        match self {
            Self::Boolean(value) => Some(*value),
            _ => None,
        }
    }

    /// The elements of a list.
    pub fn as_list(&self) -> Option<&[Self]> {
        match self {
            Self::List(elements) => Some(elements),
            _ => None,
        }
    }

    /// The entries of a map.
    pub fn as_map(&self) -> Option<&[(Cow<'a, str>, Self)]> {
        match self {
            Self::Map(entries) => Some(entries),
            _ => None,
        }
    }

    /// As JSON again. Nothing lies deeper than [`super::KEPT_LEVELS`].
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write_json(&mut out);
        out
    }

    fn write_json(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Text(text) => write_string(out, text),
            Self::Integer(number) => out.push_str(&number.to_string()),
            Self::Number(number) => out.push_str(number),
            Self::Boolean(boolean) => out.push_str(if *boolean { "true" } else { "false" }),
            Self::Blob(bytes) => write_binary(out, bytes),
            Self::List(elements) => {
                out.push('[');
                for (at, element) in elements.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    element.write_json(out);
                }
                out.push(']');
            }
            Self::Map(entries) => write_members(out, entries.iter().map(|(name, node)| (&**name, node))),
            Self::Structure(members) => {
                write_members(out, members.iter().map(|(name, node)| (&**name, node)));
            }
        }
    }

    /// Whether this is a list, map or structure without content.
    pub fn is_empty(&self) -> bool {
        match self {
            Self::List(elements) => elements.is_empty(),
            Self::Map(entries) => entries.is_empty(),
            Self::Structure(members) => members.is_empty(),
            _ => false,
        }
    }
}

fn write_members<'n, 'a: 'n>(out: &mut String, members: impl Iterator<Item = (&'n str, &'n Node<'a>)>) {
    out.push('{');
    for (at, (name, node)) in members.enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_string(out, name);
        out.push(':');
        node.write_json(out);
    }
    out.push('}');
}
