//! JSON with the place of every value.

use crate::fault::Fault;

/// Levels of lists and objects; a policy has five.
const DEEPEST: u32 = 24;

/// A value and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Node {
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) value: Value,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// As it is written.
    Number(String),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A member of an object, with the place of its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) from: u32,
    pub(crate) to: u32,
    pub(crate) value: Node,
}

impl Node {
    pub(crate) const fn place(&self) -> (u32, u32) {
        (self.from, self.to)
    }

    /// What it is, for messages.
    pub(crate) const fn kind(&self) -> &'static str {
        match self.value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::Text(_) => "a string",
            Value::List(_) => "a list",
            Value::Object(_) => "an object",
        }
    }
}

/// Reads a text that is one JSON value.
pub(crate) fn read(text: &str) -> Result<Node, Fault> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.space();
    let node = reader.value()?;
    reader.space();
    match reader.peek() {
        None => Ok(node),
        Some(_) => Err(reader.unexpected("the end of the policy")),
    }
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: u32,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn here(&self) -> u32 {
        self.at as u32
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    /// What stands here is not what is needed.
    fn unexpected(&self, needed: &str) -> Fault {
        let found = self.text.get(self.at..).and_then(|rest| rest.chars().next());
        let length = found.map_or(0, |c| c.len_utf8() as u32);
        let place = (self.here(), self.here() + length);
        match found {
            None => Fault::new(place, format!("The policy ends where {needed} is needed.")),
            Some(found) => Fault::new(place, format!("Here is `{found}` where {needed} is needed.")),
        }
    }

    fn value(&mut self) -> Result<Node, Fault> {
        let from = self.here();
        let value = match self.peek() {
            Some(b'{') => self.nested(Self::object)?,
            Some(b'[') => self.nested(Self::list)?,
            Some(b'"') => Value::Text(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            Some(b't') if self.word("true") => Value::Bool(true),
            Some(b'f') if self.word("false") => Value::Bool(false),
            Some(b'n') if self.word("null") => Value::Null,
            Some(b'\'') => {
                return Err(self.unexpected("a value").hint("JSON's strings stand in double quotes."));
            }
            _ => return Err(self.unexpected("a value")),
        };
        Ok(Node { from, to: self.here(), value })
    }

    fn nested(&mut self, read: fn(&mut Self) -> Result<Value, Fault>) -> Result<Value, Fault> {
        if self.depth == DEEPEST {
            return Err(Fault::new((self.here(), self.here() + 1), "The policy is nested too deeply."));
        }
        self.depth += 1;
        self.at += 1;
        let value = read(self)?;
        self.depth -= 1;
        Ok(value)
    }

    fn object(&mut self) -> Result<Value, Fault> {
        let mut members: Vec<Member> = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Value::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                let fault = self.unexpected("a name in double quotes");
                let comma = self.peek() == Some(b'}') && !members.is_empty();
                return Err(if comma { fault.hint("Take the comma before it away.") } else { fault });
            }
            let from = self.here();
            let name = self.string()?;
            let to = self.here();
            self.space();
            if self.peek() != Some(b':') {
                return Err(self.unexpected("a colon"));
            }
            self.at += 1;
            self.space();
            let value = self.value()?;
            members.push(Member { name, from, to, value });
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(Value::Object(members));
                }
                _ => return Err(self.unexpected("a comma or `}`")),
            }
        }
    }

    fn list(&mut self) -> Result<Value, Fault> {
        let mut elements = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Value::List(elements));
        }
        loop {
            self.space();
            if self.peek() == Some(b']') {
                return Err(self.unexpected("a value").hint("Take the comma before it away."));
            }
            elements.push(self.value()?);
            self.space();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::List(elements));
                }
                _ => return Err(self.unexpected("a comma or `]`")),
            }
        }
    }

    fn word(&mut self, word: &str) -> bool {
        let is = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        if is {
            self.at += word.len();
        }
        is
    }

    fn number(&mut self) -> Result<Value, Fault> {
        let from = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = self.text.get(from..self.at).unwrap_or_default();
        let digits = text.strip_prefix('-').unwrap_or(text);
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !plain(whole) || !plain(part) || (whole.len() > 1 && whole.starts_with('0')) {
            return Err(Fault::new((from as u32, self.here()), format!("\"{text}\" is no number.")));
        }
        Ok(Value::Number(text.to_owned()))
    }

    /// A string, from its quote.
    fn string(&mut self) -> Result<String, Fault> {
        let from = self.here();
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let Some(c) = rest.chars().next() else {
                return Err(Fault::new(
                    (from, self.here()),
                    "This string has no end: a double quote is missing.",
                ));
            };
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => out.push(self.escape()?),
                c if u32::from(c) < 0x20 => {
                    let place = (self.here() - 1, self.here());
                    return Err(Fault::new(
                        place,
                        "A string can't have a line feed or control character in it.",
                    )
                    .hint("Is a double quote missing before it?"));
                }
                c => out.push(c),
            }
        }
    }

    /// What follows a backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let from = self.here() - 1;
        let Some(letter) = self.peek() else {
            return Err(Fault::new((from, from + 1), "This string has no end: a double quote is missing."));
        };
        let plain = match letter {
            b'"' => '"',
            b'\\' => '\\',
            b'/' => '/',
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                self.at += 1;
                let first = self.hex(from)?;
                // Two halves of one character.
                if (0xD800..0xDC00).contains(&first) && self.word("\\u") {
                    let second = self.hex(from)?;
                    let both = 0x1_0000 + ((first - 0xD800) << 10) + second.wrapping_sub(0xDC00).min(0x3FF);
                    return Ok(char::from_u32(both).unwrap_or(char::REPLACEMENT_CHARACTER));
                }
                return Ok(char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER));
            }
            _ => {
                let length =
                    self.text.get(self.at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
                return Err(Fault::new((from, self.here() + length as u32), "JSON has no such escape.")
                    .hint("A backslash itself is written \\\\."));
            }
        };
        self.at += 1;
        Ok(plain)
    }

    fn hex(&mut self, from: u32) -> Result<u32, Fault> {
        let digits =
            self.text.get(self.at..self.at + 4).filter(|it| it.bytes().all(|b| b.is_ascii_hexdigit()));
        let Some(code) = digits.and_then(|digits| u32::from_str_radix(digits, 16).ok()) else {
            return Err(Fault::new((from, self.here()), "Four hexadecimal digits are needed after \\u."));
        };
        self.at += 4;
        Ok(code)
    }
}
