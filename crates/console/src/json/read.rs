//! Reads JSON; faults are told as Python's `json` tells them.

use std::collections::BTreeMap;

use super::DEEPEST;
use super::node::{Key, Node, Text, Value};
use crate::place::Place;

/// Why a text is no JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct JsonError {
    /// `Expecting ',' delimiter: line 1 column 20 (char 19)`.
    pub(crate) message: String,
    /// The place of the fault.
    pub(crate) at: Place,
    /// The byte of the fault in the text that was read.
    pub(crate) offset: usize,
}

struct Reader<'a> {
    text: Text<'a>,
    at: usize,
    depth: u32,
}

/// Reads a whole text.
pub(crate) fn read(text: Text<'_>) -> Result<Node, JsonError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.blanks();
    let node = reader.value()?;
    reader.blanks();
    if reader.at < text.text.len() {
        return Err(reader.fault("Extra data", reader.at));
    }
    Ok(node)
}

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.text.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        &self.text.text[self.at..]
    }

    fn blanks(&mut self) {
        while matches!(self.byte(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn fault(&self, what: &str, offset: usize) -> JsonError {
        let before = &self.text.text[..offset];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let message = format!("{what}: line {line} column {column} (char {})", before.chars().count());
        let width = self.text.text[offset..].chars().next().map_or(0, char::len_utf8);
        JsonError { message, at: self.text.place(offset, offset + width), offset }
    }

    fn too_deep(&self) -> JsonError {
        let message = "maximum recursion depth exceeded while decoding JSON".to_owned();
        JsonError { message, at: self.text.place(self.at, self.at + 1), offset: self.at }
    }

    fn node(&self, value: Value, from: usize) -> Node {
        Node::new(value, self.text.place(from, self.at))
    }

    fn value(&mut self) -> Result<Node, JsonError> {
        let from = self.at;
        match self.byte() {
            Some(b'"') => {
                self.at += 1;
                let (text, raw) = self.string()?;
                Ok(self.node(Value::String { text, raw }, from))
            }
            Some(b'{') => self.nested(Self::object),
            Some(b'[') => self.nested(Self::list),
            Some(b'-' | b'0'..=b'9') => self.number(),
            _ => {
                for (word, value) in
                    [("null", Value::Null), ("true", Value::Bool(true)), ("false", Value::Bool(false))]
                {
                    if self.rest().starts_with(word) {
                        self.at += word.len();
                        return Ok(self.node(value, from));
                    }
                }
                Err(self.fault("Expecting value", from))
            }
        }
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, JsonError>) -> Result<Node, JsonError> {
        let from = self.at;
        if self.depth >= DEEPEST {
            return Err(self.too_deep());
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(self.node(value, from))
    }

    fn list(&mut self) -> Result<Value, JsonError> {
        let mut elements = Vec::new();
        self.blanks();
        if self.byte() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(elements));
        }
        loop {
            elements.push(self.value()?);
            self.blanks();
            match self.byte() {
                Some(b',') => self.comma(b']', "Illegal trailing comma before end of array")?,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(elements));
                }
                _ => return Err(self.fault("Expecting ',' delimiter", self.at)),
            }
        }
    }

    fn object(&mut self) -> Result<Value, JsonError> {
        let mut members: Vec<(Key, Node)> = Vec::new();
        let mut places: BTreeMap<String, usize> = BTreeMap::new();
        self.blanks();
        if self.byte() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object { members, ordered: true });
        }
        loop {
            if self.byte() != Some(b'"') {
                return Err(self.fault("Expecting property name enclosed in double quotes", self.at));
            }
            let from = self.at;
            self.at += 1;
            let (text, _) = self.string()?;
            let at = self.text.place(from, self.at);
            self.blanks();
            if self.byte() != Some(b':') {
                return Err(self.fault("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.blanks();
            let node = self.value()?;
            // As in Python, the last of several equal names wins, at the place of the first.
            if let Some(index) = places.get(&text) {
                members[*index].1 = node;
            } else {
                places.insert(text.clone(), members.len());
                members.push((Key { text, at }, node));
            }
            self.blanks();
            match self.byte() {
                Some(b',') => self.comma(b'}', "Illegal trailing comma before end of object")?,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object { members, ordered: true });
                }
                _ => return Err(self.fault("Expecting ',' delimiter", self.at)),
            }
        }
    }

    /// A comma, behind which something must follow.
    fn comma(&mut self, end: u8, trailing: &str) -> Result<(), JsonError> {
        let comma = self.at;
        self.at += 1;
        self.blanks();
        if self.byte() == Some(end) { Err(self.fault(trailing, comma)) } else { Ok(()) }
    }

    fn number(&mut self) -> Result<Node, JsonError> {
        let from = self.at;
        let bytes = self.text.text.as_bytes();
        let digits = |mut at: usize| {
            while bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
            }
            at
        };
        let first = from + usize::from(bytes[from] == b'-');
        let whole = match bytes.get(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(first),
            _ => return Err(self.fault("Expecting value", from)),
        };
        let mut end = whole;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let exponent = end + 1 + usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            if digits(exponent) > exponent {
                end = digits(exponent);
            }
        }
        self.at = end;
        let text = self.text.text[from..end].to_owned();
        Ok(self.node(if end == whole { Value::Integer(text) } else { Value::Fraction(text) }, from))
    }

    /// What stands after an opening quote, and its escaped form when it can't be told otherwise.
    fn string(&mut self) -> Result<(String, Option<String>), JsonError> {
        let from = self.at;
        let mut text = String::new();
        let mut broken = false;
        loop {
            let rest = self.rest();
            let plain = rest.find(|c: char| matches!(c, '"' | '\\') || c < ' ').unwrap_or(rest.len());
            text.push_str(&rest[..plain]);
            self.at += plain;
            match self.byte() {
                None => return Err(self.fault("Unterminated string starting at", from - 1)),
                Some(b'"') => {
                    let raw = broken.then(|| self.text.text[from..self.at].to_owned());
                    self.at += 1;
                    return Ok((text, raw));
                }
                Some(b'\\') => self.escape(from, &mut text, &mut broken)?,
                Some(_) => return Err(self.fault("Invalid control character at", self.at)),
            }
        }
    }

    fn escape(&mut self, from: usize, text: &mut String, broken: &mut bool) -> Result<(), JsonError> {
        let at = self.at;
        self.at += 1;
        let plain = match self.byte() {
            None => return Err(self.fault("Unterminated string starting at", from - 1)),
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let mut unit = self.unit(at)?;
                if (0xD800..0xDC00).contains(&unit) && self.rest().starts_with("\\u") {
                    let second = self.at;
                    self.at += 1;
                    let low = self.unit(second)?;
                    if (0xDC00..0xE000).contains(&low) {
                        unit = 0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
                    } else {
                        // The second escape stands for itself.
                        self.at = second;
                    }
                }
                let c = char::from_u32(unit);
                *broken |= c.is_none();
                text.push(c.unwrap_or(char::REPLACEMENT_CHARACTER));
                return Ok(());
            }
            Some(_) => return Err(self.fault("Invalid \\escape", at)),
        };
        self.at += 1;
        text.push(plain);
        Ok(())
    }

    /// Four hexadecimal digits after `u`.
    fn unit(&mut self, escape: usize) -> Result<u32, JsonError> {
        let digits =
            self.text.text.get(self.at + 1..self.at + 5).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(unit) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(self.fault("Invalid \\uXXXX escape", escape + 1));
        };
        self.at += 5;
        Ok(unit)
    }
}
