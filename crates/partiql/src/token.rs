//! From text to tokens.

use std::iter::Peekable;
use std::str::Chars;

use crate::error::{Error, Place};
use crate::ion;

/// A piece of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bare name or a keyword, as written.
    Word(String),
    /// `"a name"`.
    Quoted(String),
    /// `'text'`.
    Text(String),
    /// A number without sign, as written.
    Number(String),
    /// An Ion value, as written between its backquotes, and its type.
    Ion(String, &'static str),
    /// Everything else: `(`, `<=`, `<<`, `?`, ….
    Symbol(&'static str),
    /// The end of the text.
    End,
}

/// A piece of a statement, and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) place: Place,
}

/// Longer ones first: `<<` is no `<`.
const SYMBOLS: [&str; 27] = [
    "<<", ">>", "<=", ">=", "<>", "!=", "||", "(", ")", "[", "]", "{", "}", ",", ".", ":", ";", "*", "=",
    "<", ">", "+", "-", "/", "%", "?", "@",
];

/// The tokens of a text; the last one is its end.
///
/// # Errors
/// A statement that can't be read, without detail.
pub(crate) fn tokens(text: &str) -> Result<Vec<Token>, Error> {
    let mut lexer = Lexer { rest: text.chars().peekable(), line: 1, column: 1, taken: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip()?;
        let (line, column) = (lexer.line, lexer.column);
        let before = lexer.taken;
        let kind = lexer.next()?;
        let length = lexer.taken - before;
        let end = kind == Kind::End;
        tokens.push(Token { kind, place: Place { line, column, length } });
        if end {
            return Ok(tokens);
        }
    }
}

struct Lexer<'t> {
    rest: Peekable<Chars<'t>>,
    line: u32,
    column: u32,
    /// Characters read.
    taken: u32,
}

impl Lexer<'_> {
    fn take(&mut self) -> Option<char> {
        let next = self.rest.next()?;
        self.taken += 1;
        if next == '\n' {
            self.line += 1;
            self.column = 1;
        } else {
            self.column += 1;
        }
        Some(next)
    }

    fn peek(&mut self) -> Option<char> {
        self.rest.peek().copied()
    }

    fn second(&self) -> Option<char> {
        self.rest.clone().nth(1)
    }

    fn take_while(&mut self, text: &mut String, wanted: impl Fn(char) -> bool) {
        while let Some(next) = self.peek().filter(|next| wanted(*next)) {
            text.push(next);
            self.take();
        }
    }

    /// White space and comments.
    fn skip(&mut self) -> Result<(), Error> {
        loop {
            match (self.peek(), self.second()) {
                (Some(' ' | '\t' | '\r' | '\n'), _) => {
                    self.take();
                }
                (Some('-'), Some('-')) => while self.take().is_some_and(|next| next != '\n') {},
                (Some('/'), Some('*')) => {
                    self.take();
                    self.take();
                    let mut last = ' ';
                    loop {
                        match self.take() {
                            Some('/') if last == '*' => break,
                            Some(next) => last = next,
                            None => return Err(unreadable()),
                        }
                    }
                }
                _ => return Ok(()),
            }
        }
    }

    fn next(&mut self) -> Result<Kind, Error> {
        let Some(first) = self.peek() else { return Ok(Kind::End) };
        if is_name_start(first) {
            let mut word = String::new();
            self.take_while(&mut word, |next| is_name_start(next) || next.is_ascii_digit());
            return Ok(Kind::Word(word));
        }
        if first.is_ascii_digit() || (first == '.' && self.second().is_some_and(|next| next.is_ascii_digit()))
        {
            return self.number();
        }
        if matches!(first, '"' | '\'') {
            let text = self.quoted(first)?;
            return Ok(if first == '"' { Kind::Quoted(text) } else { Kind::Text(text) });
        }
        if first == '`' {
            self.take();
            let mut text = String::new();
            self.take_while(&mut text, |next| next != '`');
            self.take().ok_or_else(unreadable)?;
            let kind = ion::type_of(&text).ok_or_else(unreadable)?;
            return Ok(Kind::Ion(text, kind));
        }
        for symbol in SYMBOLS {
            if self.rest.clone().take(symbol.len()).eq(symbol.chars()) {
                for _ in 0..symbol.len() {
                    self.take();
                }
                return Ok(Kind::Symbol(if symbol == "!=" { "<>" } else { symbol }));
            }
        }
        Err(unreadable())
    }

    /// Up to the closing quote; a doubled quote stands for itself.
    fn quoted(&mut self, quote: char) -> Result<String, Error> {
        let mut text = String::new();
        self.take();
        loop {
            match self.take() {
                Some(next) if next == quote => {
                    if self.peek() != Some(quote) {
                        return Ok(text);
                    }
                    self.take();
                    text.push(quote);
                }
                Some(next) => text.push(next),
                None => return Err(unreadable()),
            }
        }
    }

    fn number(&mut self) -> Result<Kind, Error> {
        let mut text = String::new();
        self.take_while(&mut text, |next| next.is_ascii_digit());
        if self.peek() == Some('.') {
            text.push('.');
            self.take();
            self.take_while(&mut text, |next| next.is_ascii_digit());
        }
        if let Some(letter @ ('e' | 'E')) = self.peek() {
            text.push(letter);
            self.take();
            if let Some(sign @ ('+' | '-')) = self.peek() {
                text.push(sign);
                self.take();
            }
            let before = text.len();
            self.take_while(&mut text, |next| next.is_ascii_digit());
            if text.len() == before {
                return Err(unreadable());
            }
        }
        if self.peek().is_some_and(|next| is_name_start(next) || next == '.') {
            return Err(unreadable());
        }
        Ok(Kind::Number(text))
    }
}

fn is_name_start(letter: char) -> bool {
    letter.is_ascii_alphabetic() || letter == '_' || letter == '$'
}

fn unreadable() -> Error {
    Error::malformed("")
}
