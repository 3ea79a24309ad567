//! The AWS CLI's shorthand: `AttributeName=pk,KeyType=HASH`.

use std::collections::BTreeSet;

use super::context::Files;
use crate::json::{DEEPEST, Key, Node, Text, Value};
use crate::place::Place;

/// Why a text is no shorthand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct ShorthandError {
    /// The AWS CLI's words, with the text and a caret below it.
    pub(super) message: String,
    pub(super) at: Place,
    /// What was expected, when it's a matter of syntax.
    pub(super) expected: Option<char>,
    /// The name that comes a second time.
    pub(super) second: Option<String>,
}

type Result<T> = std::result::Result<T, ShorthandError>;

struct Parser<'t, 'c, 'f> {
    text: Text<'t>,
    at: usize,
    depth: u32,
    /// The value stands behind `@=`: a file's name may be meant.
    from_file: bool,
    files: &'f mut Files<'c>,
}

/// Reads one word of shorthand.
pub(super) fn parse(text: Text<'_>, files: &mut Files<'_>) -> Result<Node> {
    Parser { text, at: 0, depth: 0, from_file: false, files }.parameter()
}

/// Python's `string.whitespace`.
const fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\n' | '\r' | '\u{b}' | '\u{c}')
}

/// What a bare value may begin with.
const fn starts_bare(c: char) -> bool {
    !matches!(c, '\0'..=' ' | '"' | '\'' | ',' | '=' | '[' | '{') && (c as u32) <= 0xFFFF
}

/// What may follow in a bare value right behind `=`.
const fn follows_first(c: char) -> bool {
    !matches!(c, '"' | '\'' | ',' | ']' | '}') && (c as u32) <= 0xFFFF && (c >= ' ' || is_space(c))
}

/// What may follow in the later values of a list.
const fn follows_second(c: char) -> bool {
    !matches!(c, '"' | '\'' | ',' | '=') && (c as u32) <= 0xFFFF && (c >= ' ' || is_space(c))
}

impl Parser<'_, '_, '_> {
    fn rest(&self) -> &str {
        &self.text.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn at_end(&self) -> bool {
        self.at >= self.text.text.len()
    }

    fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start_matches(is_space).len();
    }

    fn place(&self, from: usize) -> Place {
        self.text.place(from, self.at.max(from))
    }

    /// The text with a caret below byte `at`, as the AWS CLI draws it.
    fn drawn(&self, at: usize) -> String {
        let text = self.text.text;
        let column = text[..at].rsplit('\n').next().unwrap_or_default().chars().count();
        let line_end = text[at..].find('\n').map_or(text.len(), |offset| at + offset);
        format!("{}\n{}^{}", &text[..line_end], " ".repeat(column), &text[line_end..])
    }

    fn unexpected<T>(&self, expected: &str) -> Result<T> {
        let received = self.peek().map_or_else(|| "EOF".to_owned(), String::from);
        let received = if expected.starts_with('<') { "<none>".to_owned() } else { received };
        let width = self.peek().map_or(0, char::len_utf8);
        Err(ShorthandError {
            message: format!(
                "Expected: '{expected}', received: '{received}' for input:\n{}",
                self.drawn(self.at)
            ),
            at: self.text.place(self.at, self.at + width),
            expected: expected.chars().next().filter(|_| expected.chars().count() == 1),
            second: None,
        })
    }

    fn expect(&mut self, c: char, spaces: bool) -> Result<()> {
        if spaces {
            self.spaces();
        }
        if self.peek() != Some(c) {
            return self.unexpected(c.encode_utf8(&mut [0; 4]));
        }
        self.at += c.len_utf8();
        if spaces {
            self.spaces();
        }
        Ok(())
    }

    fn parameter(&mut self) -> Result<Node> {
        let mut members: Vec<(Key, Node)> = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut last = 0;
        loop {
            let (key, value) = {
                let key = self.key_and_equals()?;
                (key, self.values()?)
            };
            if !seen.insert(key.text.clone()) {
                let at = (last + 1).min(self.text.text.len());
                return Err(ShorthandError {
                    message: format!(
                        "Second instance of key \"{}\" encountered for input:\n{}\nThis is often because there is a preceding \",\" instead of a space.",
                        key.text,
                        self.drawn(at)
                    ),
                    at: key.at,
                    expected: None,
                    second: Some(key.text),
                });
            }
            members.push((key, value));
            last = self.at;
            if self.at_end() {
                break;
            }
            self.expect(',', true)?;
        }
        Ok(Node::new(Value::Object { members, ordered: false }, self.text.whole()))
    }

    fn key_and_equals(&mut self) -> Result<Key> {
        let from = self.at;
        let valid = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '#' | '/' | ':');
        self.at += self.rest().len() - self.rest().trim_start_matches(valid).len();
        let text = self.text.text[from..self.at].to_owned();
        let at = self.place(from);
        let start = self.at;
        self.spaces();
        self.from_file = self.peek() == Some('@');
        if self.from_file {
            self.expect('@', true)?;
        } else {
            self.at = start;
        }
        self.expect('=', true)?;
        Ok(Key { text, at })
    }

    fn values(&mut self) -> Result<Node> {
        match self.peek() {
            None => Ok(Node::string("", self.place(self.at))),
            Some('[') => self.explicit_list(),
            Some('{') => self.hash_literal(),
            Some(_) => self.comma_separated(),
        }
    }

    fn comma_separated(&mut self) -> Result<Node> {
        let from = self.at;
        let first = self.first_value()?;
        self.spaces();
        if self.peek() != Some(',') {
            return Ok(first);
        }
        self.expect(',', true)?;
        let mut elements = vec![first];
        // Perhaps nothing of a list follows, but the next `key=value`: then it goes back to the comma.
        loop {
            let element = self.second_value().and_then(|element| {
                self.spaces();
                if self.at_end() {
                    return Ok((element, true));
                }
                self.expect(',', true)?;
                Ok((element, false))
            });
            match element {
                Ok((element, ended)) => {
                    elements.push(element);
                    if ended {
                        break;
                    }
                }
                Err(error) if self.at_end() => return Err(error),
                Err(_) => {
                    // The AWS CLI goes back to whatever comma is nearest.
                    let here = self.at + self.peek().map_or(0, char::len_utf8);
                    self.at = self.text.text[..here].rfind(',').unwrap_or(self.at);
                    break;
                }
            }
        }
        if elements.len() == 1 {
            return Ok(elements.remove(0));
        }
        Ok(Node::new(Value::List(elements), self.place(from)))
    }

    /// A bare value's length: `\,` is a literal comma.
    fn bare(&self, follows: fn(char) -> bool) -> usize {
        let rest = self.rest();
        let mut length = 0;
        let mut previous = '\0';
        for c in rest.chars() {
            let escaped = c == ',' && previous == '\\';
            let fits = if length == 0 { starts_bare(c) } else { follows(c) || escaped };
            if !fits {
                break;
            }
            length += c.len_utf8();
            // The backslash of one `\,` is no backslash for the next comma.
            previous = c;
        }
        length
    }

    fn resolved(&mut self, text: String, from: usize) -> Result<Node> {
        let at = self.place(from);
        if !self.from_file {
            return Ok(Node::string(text, at));
        }
        match self.files.read(&text, at) {
            Some(Ok(content)) => Ok(Node::string(content.into_text(), at)),
            Some(Err(message)) => Err(ShorthandError { message, at, expected: None, second: None }),
            None => Ok(Node::string(text, at)),
        }
    }

    fn take_bare(&mut self, length: usize) -> Result<Node> {
        let from = self.at;
        self.at += length;
        let text = self.text.text[from..self.at].replace("\\,", ",").trim_end().to_owned();
        self.resolved(text, from)
    }

    fn first_value(&mut self) -> Result<Node> {
        if let Some(quote @ ('\'' | '"')) = self.peek() {
            return self.quoted(quote);
        }
        match self.bare(follows_first) {
            0 => Ok(Node::string("", self.place(self.at))),
            length => self.take_bare(length),
        }
    }

    fn second_value(&mut self) -> Result<Node> {
        if let Some(quote @ ('\'' | '"')) = self.peek() {
            return self.quoted(quote);
        }
        match self.bare(follows_second) {
            0 => self.unexpected("<second>"),
            length => self.take_bare(length),
        }
    }

    fn quoted(&mut self, quote: char) -> Result<Node> {
        let from = self.at;
        let body = &self.rest()[1..];
        // A quote behind a backslash closes only when no better one follows.
        let mut behind_backslash = None;
        let mut previous = '\0';
        let closing = body.char_indices().find(|(offset, c)| {
            let escaped = previous == '\\';
            previous = *c;
            if *c == quote && escaped {
                behind_backslash = Some(*offset);
            }
            *c == quote && !escaped
        });
        let Some(end) = closing.map(|(offset, _)| offset).or(behind_backslash) else {
            return self.unexpected(if quote == '"' { "<double quoted>" } else { "<singled quoted>" });
        };
        let text = body[..end].replace(&format!("\\{quote}"), &quote.to_string()).replace("\\\\", "\\");
        self.at += 1 + end + 1;
        self.resolved(text, from)
    }

    fn deeper(&mut self) -> Result<()> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let message = "maximum recursion depth exceeded".to_owned();
            return Err(ShorthandError { message, at: self.place(self.at), expected: None, second: None });
        }
        Ok(())
    }

    fn explicit_values(&mut self) -> Result<Node> {
        match self.peek() {
            Some('[') => self.explicit_list(),
            Some('{') => self.hash_literal(),
            _ => self.first_value(),
        }
    }

    /// A comma, or the end that `close` makes; anything else is a fault.
    fn goes_on(&mut self, close: char) -> Result<()> {
        self.spaces();
        if self.peek() != Some(close) {
            self.expect(',', false)?;
            self.spaces();
        }
        Ok(())
    }

    fn explicit_list(&mut self) -> Result<Node> {
        let from = self.at;
        self.deeper()?;
        self.expect('[', true)?;
        let mut elements = Vec::new();
        while self.peek() != Some(']') {
            elements.push(self.explicit_values()?);
            self.goes_on(']')?;
        }
        self.expect(']', false)?;
        self.depth -= 1;
        Ok(Node::new(Value::List(elements), self.place(from)))
    }

    fn hash_literal(&mut self) -> Result<Node> {
        let from = self.at;
        self.deeper()?;
        self.expect('{', true)?;
        let mut node = Node::new(Value::Object { members: Vec::new(), ordered: false }, Place::default());
        while self.peek() != Some('}') {
            let key = self.key_and_equals()?;
            let value = self.explicit_values()?;
            self.goes_on('}')?;
            if let Some(slot) = node.get_mut(&key.text) {
                *slot = value;
            } else if let Some(members) = node.members_mut() {
                members.push((key, value));
            }
        }
        self.expect('}', false)?;
        self.depth -= 1;
        Ok(Node { at: self.place(from), ..node })
    }
}
