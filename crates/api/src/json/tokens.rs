//! JSON as a row of tokens, strictly by its grammar.

use std::borrow::Cow;

use super::integer;

/// The text is no JSON, or nested too deep.
#[derive(Debug)]
pub(super) struct Malformed;

pub(super) enum Token<'a> {
    Object,
    List,
    /// Of an object or a list.
    End,
    Key(Cow<'a, str>),
    Null,
    Boolean(bool),
    Number(&'a str),
    Text(Cow<'a, str>),
}

/// The tokens of one value; the row ends with it.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Its bytes.
    body: &'a [u8],
    at: usize,
    /// Whether what is open is an object; otherwise it is a list.
    open: Vec<bool>,
    next: Next,
    /// Whether blanks stood somewhere between tokens, before or behind them.
    pub(super) blanks: bool,
}

/// What may stand next.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Next {
    Value,
    /// Behind an opening bracket: no comma, and it may close.
    First,
    /// Behind a value.
    More,
}

impl<'a> Tokens<'a> {
    pub(super) const fn of(text: &'a str) -> Self {
        Self { text, body: text.as_bytes(), at: 0, open: Vec::new(), next: Next::Value, blanks: false }
    }

    /// The next token; none behind the last one, where only blanks may be left.
    pub(super) fn next(&mut self) -> Result<Option<Token<'a>>, Malformed> {
        let mut byte = self.after_blanks();
        if self.next == Next::Value {
            return self.value(byte).map(Some);
        }
        let Some(&object) = self.open.last() else {
            return if byte.is_none() { Ok(None) } else { Err(Malformed) };
        };
        if byte == Some(if object { b'}' } else { b']' }) {
            self.at += 1;
            self.open.pop();
            self.next = Next::More;
            return Ok(Some(Token::End));
        }
        if self.next == Next::More {
            if byte != Some(b',') {
                return Err(Malformed);
            }
            self.at += 1;
            byte = self.after_blanks();
        }
        if !object {
            return self.value(byte).map(Some);
        }
        if byte != Some(b'"') {
            return Err(Malformed);
        }
        let key = self.text()?;
        if self.after_blanks() != Some(b':') {
            return Err(Malformed);
        }
        self.at += 1;
        self.next = Next::Value;
        Ok(Some(Token::Key(key)))
    }

    fn after_blanks(&mut self) -> Option<u8> {
        loop {
            match self.body.get(self.at) {
                Some(b' ' | b'\t' | b'\r' | b'\n') => {
                    self.at += 1;
                    self.blanks = true;
                }
                other => return other.copied(),
            }
        }
    }

    fn value(&mut self, byte: Option<u8>) -> Result<Token<'a>, Malformed> {
        self.next = Next::More;
        match byte.ok_or(Malformed)? {
            b'{' => Ok(self.opened(true)),
            b'[' => Ok(self.opened(false)),
            b'"' => self.text().map(Token::Text),
            b'n' => self.word("null", Token::Null),
            b't' => self.word("true", Token::Boolean(true)),
            b'f' => self.word("false", Token::Boolean(false)),
            _ => self.number(),
        }
    }

    fn opened(&mut self, object: bool) -> Token<'a> {
        self.at += 1;
        self.open.push(object);
        self.next = Next::First;
        if object { Token::Object } else { Token::List }
    }

    fn word(&mut self, word: &str, token: Token<'a>) -> Result<Token<'a>, Malformed> {
        if !self.body[self.at..].starts_with(word.as_bytes()) {
            return Err(Malformed);
        }
        self.at += word.len();
        Ok(token)
    }

    fn number(&mut self) -> Result<Token<'a>, Malformed> {
        let rest = &self.body[self.at..];
        let is_part = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'+' | b'-' | b'.' | b'e' | b'E');
        let length = rest.iter().take_while(|byte| is_part(byte)).count();
        let text = self.text.get(self.at..self.at + length).ok_or(Malformed)?;
        if !integer::is_json_number(text) {
            return Err(Malformed);
        }
        self.at += length;
        Ok(Token::Number(text))
    }

    /// The text that begins with the quote here.
    fn text(&mut self) -> Result<Cow<'a, str>, Malformed> {
        self.at += 1;
        let plain = self.plain()?;
        if self.body[self.at] == b'"' {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            if self.body[self.at] == b'"' {
                self.at += 1;
                return Ok(Cow::Owned(text));
            }
            text.push(self.escaped()?);
            text.push_str(self.plain()?);
        }
    }

    /// What stands before the next quote or backslash, one of which there must be.
    fn plain(&mut self) -> Result<&'a str, Malformed> {
        let rest = &self.body[self.at..];
        let length = value::json::plain_length(rest);
        if *rest.get(length).ok_or(Malformed)? < b' ' {
            return Err(Malformed);
        }
        let plain = self.text.get(self.at..self.at + length).ok_or(Malformed);
        self.at += length;
        plain
    }

    /// The character that the backslash here begins.
    fn escaped(&mut self) -> Result<char, Malformed> {
        let byte = *self.body.get(self.at + 1).ok_or(Malformed)?;
        self.at += 2;
        Ok(match byte {
            b'"' | b'\\' | b'/' => char::from(byte),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let unit = self.unit()?;
                let code = if (0xD800..0xDC00).contains(&unit) {
                    if !self.body[self.at..].starts_with(br"\u") {
                        return Err(Malformed);
                    }
                    self.at += 2;
                    let low = self.unit()?;
                    if !(0xDC00..0xE000).contains(&low) {
                        return Err(Malformed);
                    }
                    0x1_0000 + ((unit - 0xD800) << 10) + (low - 0xDC00)
                } else {
                    unit
                };
                char::from_u32(code).ok_or(Malformed)?
            }
            _ => return Err(Malformed),
        })
    }

    /// Four hexadecimal digits.
    fn unit(&mut self) -> Result<u32, Malformed> {
        let digits = self.body.get(self.at..self.at + 4).ok_or(Malformed)?;
        self.at += 4;
        digits
            .iter()
            .try_fold(0, |unit, digit| Some(unit * 16 + char::from(*digit).to_digit(16)?))
            .ok_or(Malformed)
    }
}
