//! From tokens to nodes, along the shape table.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::node::Node;
use super::tokens::{Malformed, Token, Tokens};
use super::{blob, generic, integer};
use crate::error::ApiError;
use crate::shapes::{Member, Shape};

/// A body nested deeper is refused without a sentence.
pub const MAX_LEVELS: usize = 2000;

/// Values nested deeper are checked against their shape but not kept. No valid request comes near: an attribute
/// value may have 32 levels, two of JSON each, and lies at most six levels down.
pub const KEPT_LEVELS: usize = 160;

/// Reads `body`, which must be one JSON object, as a value of `shape`.
///
/// # Errors
/// `SerializationException`: without a sentence when the body is no JSON object or is nested too deep, else with the
/// service's sentence for the first value that does not fit.
pub fn read<'a>(shape: &'static Shape, body: &'a [u8]) -> Result<Node<'a>, ApiError> {
    read_noting(shape, body).map(|(node, _)| node)
}

/// The same, and whether there are blanks between its tokens.
///
/// # Errors
/// As those of [`read`].
pub fn read_noting<'a>(shape: &'static Shape, body: &'a [u8]) -> Result<(Node<'a>, bool), ApiError> {
    let malformed = || ApiError::serialization("");
    let mut reader = Reader { stack: Vec::new(), ignored: 0, fault: None, result: None };
    let mut tokens = Tokens::of(std::str::from_utf8(body).map_err(|_| malformed())?);
    match tokens.next() {
        Ok(Some(Token::Object)) => reader.stack.push(Frame::open(shape)),
        _ => return Err(malformed()),
    }
    while let Some(token) = tokens.next().map_err(|Malformed| malformed())? {
        reader.token(token).map_err(|Malformed| malformed())?;
    }
    let result = reader.result.ok_or_else(malformed)?;
    match reader.fault {
        Some(sentence) => Err(ApiError::serialization(sentence)),
        None => Ok((result, tokens.blanks)),
    }
}

/// Whether `body` is one value of JSON, whichever. Nested too deep counts as none.
pub fn is_json(body: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(body) else { return false };
    let (mut tokens, mut levels) = (Tokens::of(text), 0_usize);
    loop {
        match tokens.next() {
            Ok(Some(Token::Object | Token::List)) if levels == MAX_LEVELS => return false,
            Ok(Some(Token::Object | Token::List)) => levels += 1,
            Ok(Some(Token::End)) => levels -= 1,
            Ok(Some(_)) => {}
            Ok(None) => return true,
            Err(Malformed) => return false,
        }
    }
}

struct Reader<'a> {
    /// Values begun and not ended. While `ignored` is not 0 they wait.
    stack: Vec<Frame<'a>>,
    /// Open brackets inside a value that nobody asked for.
    ignored: usize,
    /// The first value that did not fit its shape. The rest must still be JSON.
    fault: Option<String>,
    result: Option<Node<'a>>,
}

enum Frame<'a> {
    Structure { shape: &'static Shape, members: Vec<(&'static str, Node<'a>)>, next: Option<&'static Member> },
    List { element: &'static Shape, elements: Vec<Node<'a>> },
    Map { value: &'static Shape, entries: Vec<(Cow<'a, str>, Node<'a>)>, key: Cow<'a, str> },
}

impl Frame<'_> {
    /// For a structure, list or map.
    fn open(shape: &'static Shape) -> Self {
        match shape {
            Shape::List { element, .. } => Self::List { element, elements: Vec::new() },
            Shape::Map { value, .. } => Self::Map { value, entries: Vec::new(), key: Cow::Borrowed("") },
            _ => Self::Structure { shape, members: Vec::new(), next: None },
        }
    }
}

/// What the next value should be.
struct Expected {
    shape: &'static Shape,
    /// An element of a list or the value of a map entry, not the member of a structure.
    element: bool,
}

impl<'a> Reader<'a> {
    fn token(&mut self, token: Token<'a>) -> Result<(), Malformed> {
        match token {
            Token::Key(name) => self.key(name),
            Token::Object => self.start(true)?,
            Token::List => self.start(false)?,
            Token::End => self.end(),
            Token::Null => self.null(),
            Token::Boolean(value) => self.scalar(&Scalar::Boolean(value)),
            Token::Text(text) => self.scalar(&Scalar::Text(text)),
            Token::Number(text) => self.scalar(&Scalar::Number(text)),
        }
        Ok(())
    }

    fn ignoring(&self) -> bool {
        self.ignored > 0 || self.fault.is_some()
    }

    fn key(&mut self, name: Cow<'a, str>) {
        if self.ignoring() {
            return;
        }
        match self.stack.last_mut() {
            Some(Frame::Structure { shape, next, .. }) => *next = shape.member(&name),
            Some(Frame::Map { key, .. }) => *key = name,
            Some(Frame::List { .. }) | None => {}
        }
    }

    /// What stands here by the shape; nothing where a member is unknown.
    fn expected(&self) -> Option<Expected> {
        if self.ignoring() {
            return None;
        }
        match self.stack.last()? {
            Frame::Structure { next, .. } => next.map(|next| Expected { shape: next.shape, element: false }),
            Frame::List { element, .. } => Some(Expected { shape: element, element: true }),
            Frame::Map { value, .. } => Some(Expected { shape: value, element: true }),
        }
    }

    fn start(&mut self, object: bool) -> Result<(), Malformed> {
        if self.stack.len() + self.ignored >= MAX_LEVELS {
            return Err(Malformed);
        }
        let Some(Expected { shape, .. }) = self.expected() else {
            self.ignored += 1;
            return Ok(());
        };
        let fits = match shape {
            Shape::Structure { .. } | Shape::Map { .. } => object,
            Shape::List { .. } => !object,
            _ => false,
        };
        if fits {
            self.stack.push(Frame::open(shape));
            return Ok(());
        }
        self.ignored += 1;
        self.fault = Some(if object {
            "Start of structure or map found where not expected".to_owned()
        } else {
            let class = if matches!(shape, Shape::Map { .. } | Shape::List { .. }) { "" } else { "class " };
            format!("Unrecognized collection type {class}{}", shape.java_name())
        });
        Ok(())
    }

    fn end(&mut self) {
        if self.ignored > 0 {
            self.ignored -= 1;
            return;
        }
        let level = self.stack.len();
        let node = match self.stack.pop() {
            Some(Frame::Structure { members, .. }) => Node::Structure(members),
            Some(Frame::List { elements, .. }) => Node::List(elements),
            Some(Frame::Map { entries, .. }) => Node::Map(distinct(entries)),
            None => return,
        };
        if level == 1 {
            self.result = Some(node);
        } else {
            self.attach(if level > KEPT_LEVELS { Node::Null } else { node });
        }
    }

    fn null(&mut self) {
        if !self.ignoring() && !matches!(self.stack.last(), Some(Frame::Structure { .. })) {
            self.attach(Node::Null);
        }
    }

    fn scalar(&mut self, scalar: &Scalar<'a>) {
        if let Some(expected) = self.expected() {
            match scalar.fit(&expected) {
                Ok(node) => self.attach(node),
                Err(sentence) => self.fault = Some(sentence),
            }
        }
    }

    fn attach(&mut self, node: Node<'a>) {
        match self.stack.last_mut() {
            Some(Frame::Structure { members, next: Some(next), .. }) => {
                match members.iter_mut().find(|(name, _)| *name == next.name) {
                    Some((_, earlier)) => *earlier = node,
                    None => members.push((next.name, node)),
                }
            }
            Some(Frame::List { elements, .. }) => elements.push(node),
            Some(Frame::Map { entries, key, .. }) => entries.push((std::mem::take(key), node)),
            Some(Frame::Structure { .. }) | None => {}
        }
    }
}

/// Of entries with equal keys the last one counts, in the place of the first.
fn distinct<'a>(entries: Vec<(Cow<'a, str>, Node<'a>)>) -> Vec<(Cow<'a, str>, Node<'a>)> {
    // Most maps are small: comparing every pair costs less than a tree.
    if entries.len() <= 8
        && (1..entries.len()).all(|at| entries[..at].iter().all(|(key, _)| *key != entries[at].0))
    {
        return entries;
    }
    let mut last: BTreeMap<&str, usize> = BTreeMap::new();
    for (at, (key, _)) in entries.iter().enumerate() {
        last.insert(key, at);
    }
    if last.len() == entries.len() {
        return entries;
    }
    let mut places: BTreeMap<Cow<'a, str>, usize> = BTreeMap::new();
    let mut kept: Vec<(Cow<'a, str>, Node<'a>)> = Vec::with_capacity(last.len());
    for (key, node) in entries {
        if let Some(place) = places.get(&key) {
            kept[*place].1 = node;
        } else {
            places.insert(key.clone(), kept.len());
            kept.push((key, node));
        }
    }
    kept
}

enum Scalar<'a> {
    Boolean(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
}

impl<'a> Scalar<'a> {
    /// The token's name in the service's messages.
    fn token_name(&self) -> &'static str {
        match self {
            Self::Boolean(true) => "TRUE_VALUE",
            Self::Boolean(false) => "FALSE_VALUE",
            Self::Number(text) if integer::is_decimal(text) => "DECIMAL_VALUE",
            Self::Number(_) => "NUMBER_VALUE",
            Self::Text(_) => "STRING_VALUE",
        }
    }

    fn fit(&self, expected: &Expected) -> Result<Node<'a>, String> {
        let unfit = || format!("{} cannot be converted to {}", self.token_name(), expected.shape.name());
        match (expected.shape, self) {
            (Shape::List { .. } | Shape::Map { .. }, _) if expected.element => Err(generic::no_class()),
            (Shape::Structure { .. } | Shape::List { .. } | Shape::Map { .. }, _) => {
                Err(if expected.element {
                    "Unexpected value type in payload".to_owned()
                } else {
                    "Unexpected field type".to_owned()
                })
            }
            (Shape::String { .. }, Self::Text(text)) => Ok(Node::Text(text.clone())),
            (Shape::String { .. }, _) => Err(format!("{} cannot be converted to String", self.token_name())),
            (Shape::Integer { .. }, Self::Number(text)) => {
                let value = integer::saturating(text);
                Ok(Node::Integer(value.clamp(i32::MIN.into(), i32::MAX.into())))
            }
            (Shape::Long { .. }, Self::Number(text)) => Ok(Node::Integer(integer::saturating(text))),
            (Shape::Double | Shape::Timestamp, Self::Number(text)) => Ok(Node::Number(text)),
            (Shape::Boolean, Self::Boolean(value)) => Ok(Node::Boolean(*value)),
            (Shape::Boolean, Self::Text(text)) => match boolean(text) {
                Some(value) => Ok(Node::Boolean(value)),
                None => Err("Unexpected token received from parser".to_owned()),
            },
            (Shape::Blob, Self::Text(text)) => blob::decode(text).map(Node::Blob),
            (Shape::Blob, _) => Err("only base-64-encoded strings are convertible to bytes".to_owned()),
            (
                Shape::Integer { .. }
                | Shape::Long { .. }
                | Shape::Double
                | Shape::Boolean
                | Shape::Timestamp,
                _,
            ) => Err(unfit()),
        }
    }
}

/// The texts that count as a boolean, in any case.
fn boolean(text: &str) -> Option<bool> {
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "t", "yes", "y", "1"]) {
        Some(true)
    } else if is(&["false", "f", "no", "n", "0"]) {
        Some(false)
    } else {
        None
    }
}
