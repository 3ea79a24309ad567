//! A value with the places it came from.

use crate::place::Place;
use crate::shell::Word;

/// Text with the way back to the typed text.
#[derive(Clone, Copy)]
pub(crate) struct Text<'a> {
    pub(crate) text: &'a str,
    source: Source<'a>,
}

#[derive(Clone, Copy)]
enum Source<'a> {
    /// The text is a word's.
    Word(&'a Word),
    /// All of it stands for this place (it's a file's content), or for nothing.
    One(Place),
}

impl<'a> Text<'a> {
    pub(crate) fn word(word: &'a Word) -> Self {
        Self { text: &word.text, source: Source::Word(word) }
    }

    pub(crate) fn at(text: &'a str, place: Place) -> Self {
        Self { text, source: Source::One(place) }
    }

    /// Where the bytes `from..to` stand in the typed text.
    pub(crate) fn place(&self, from: usize, to: usize) -> Place {
        match self.source {
            Source::Word(word) => word.place(from, to),
            Source::One(place) => place,
        }
    }

    pub(crate) fn whole(&self) -> Place {
        match self.source {
            Source::Word(word) => word.at,
            Source::One(place) => place,
        }
    }
}

/// The name of an object's member.
#[derive(Clone, Debug)]
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) at: Place,
}

/// A value.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub(crate) value: Value,
    pub(crate) at: Place,
}

/// What a value is. Numbers keep their text.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// Digits, perhaps with `-` before them.
    Integer(String),
    /// Any other number.
    Fraction(String),
    String {
        text: String,
        /// The escaped text, when it holds half a surrogate pair, which `text` can't.
        raw: Option<String>,
    },
    List(Vec<Node>),
    Object {
        /// In order of first appearance; names are distinct.
        members: Vec<(Key, Node)>,
        /// From JSON (Python prints it differently from one of shorthand).
        ordered: bool,
    },
    /// What JSON hasn't.
    Tagged(Tagged),
}

/// A value that YAML knows and JSON doesn't.
#[derive(Clone, Debug)]
pub(crate) enum Tagged {
    /// `!!set`.
    Set(Vec<Node>),
    /// `!!binary`, in base64.
    Binary(String),
    /// A day, perhaps with a time, as it was written.
    Time(String),
}

impl Node {
    pub(crate) fn string(text: impl Into<String>, at: Place) -> Self {
        Self { value: Value::String { text: text.into(), raw: None }, at }
    }

    pub(crate) fn new(value: Value, at: Place) -> Self {
        Self { value, at }
    }

    pub(crate) fn object(members: Vec<(Key, Self)>, at: Place) -> Self {
        Self { value: Value::Object { members, ordered: true }, at }
    }

    pub(crate) fn as_str(&self) -> Option<&str> {
        if let Value::String { text, .. } = &self.value { Some(text) } else { None }
    }

    pub(crate) fn as_list(&self) -> Option<&[Self]> {
        if let Value::List(elements) = &self.value { Some(elements) } else { None }
    }

    pub(crate) fn members(&self) -> &[(Key, Self)] {
        if let Value::Object { members, .. } = &self.value { members } else { &[] }
    }

    pub(crate) fn members_mut(&mut self) -> Option<&mut Vec<(Key, Self)>> {
        if let Value::Object { members, .. } = &mut self.value { Some(members) } else { None }
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Self> {
        self.members().iter().find(|(key, _)| key.text == name).map(|(_, node)| node)
    }

    pub(crate) fn get_mut(&mut self, name: &str) -> Option<&mut Self> {
        self.members_mut()?.iter_mut().find(|(key, _)| key.text == name).map(|(_, node)| node)
    }

    /// Gives a member a value, at its place or at the end.
    pub(crate) fn set(&mut self, name: &str, node: Self) {
        if let Some(slot) = self.get_mut(name) {
            *slot = node;
        } else if let Some(members) = self.members_mut() {
            members.push((Key { text: name.to_owned(), at: node.at }, node));
        }
    }
}
