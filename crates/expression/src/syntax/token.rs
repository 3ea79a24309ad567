//! Tokens: the words of an expression, with their places.

use crate::error::{ExpressionError, Fault, Kind, Span};

/// The longest expression, in bytes of UTF-8 as sent.
const TEXT_BYTES: usize = 4_096;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Symbol {
    Identifier,
    Keyword(Word),
    /// `#name`
    Name,
    /// `:value`
    Value,
    /// Decimal digits without leading zeros.
    Number,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Open,
    Close,
    Comma,
    Dot,
    OpenBracket,
    CloseBracket,
    Plus,
    Minus,
    /// A character that begins no token.
    Unknown,
    /// The end of the text.
    End,
}

/// The keywords, which are written in any case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Word {
    And,
    Or,
    Not,
    Between,
    In,
    Set,
    Remove,
    Add,
    Delete,
}

impl Word {
    const ALL: [Word; 9] = [
        Word::And,
        Word::Or,
        Word::Not,
        Word::Between,
        Word::In,
        Word::Set,
        Word::Remove,
        Word::Add,
        Word::Delete,
    ];

    pub(crate) fn text(self) -> &'static str {
        match self {
            Word::And => "AND",
            Word::Or => "OR",
            Word::Not => "NOT",
            Word::Between => "BETWEEN",
            Word::In => "IN",
            Word::Set => "SET",
            Word::Remove => "REMOVE",
            Word::Add => "ADD",
            Word::Delete => "DELETE",
        }
    }

    /// The keyword that a word is.
    pub(crate) fn find(text: &str) -> Option<Word> {
        Word::ALL.into_iter().find(|word| word.text().eq_ignore_ascii_case(text))
    }
}

#[derive(Clone, Copy, Debug)]
struct Token {
    symbol: Symbol,
    start: usize,
    end: usize,
}

/// The tokens of an expression and a place among them.
#[derive(Debug)]
pub(crate) struct Tokens<'t> {
    kind: Kind,
    text: &'t str,
    /// The last one is `End`.
    all: Vec<Token>,
    at: usize,
}

impl<'t> Tokens<'t> {
    /// Cuts a text into tokens, unless it is too long or empty.
    pub(crate) fn new(kind: Kind, text: &'t str, tells_size: bool) -> Result<Tokens<'t>, ExpressionError> {
        let fault = if text.len() > TEXT_BYTES {
            Fault::TooLong { size: tells_size.then_some(text.len() as u64) }
        } else if text.is_empty() {
            Fault::Empty
        } else {
            return Ok(Tokens { kind, text, all: cut(text), at: 0 });
        };
        Err(ExpressionError { kind: Some(kind), fault, span: None })
    }

    fn token(&self, ahead: usize) -> Token {
        let last = self.all.len() - 1;
        self.all[(self.at + ahead).min(last)]
    }

    /// The token at this place.
    pub(crate) fn symbol(&self) -> Symbol {
        self.token(0).symbol
    }

    /// The one after it.
    pub(crate) fn second(&self) -> Symbol {
        self.token(1).symbol
    }

    /// The text of the token at this place.
    pub(crate) fn text(&self) -> &'t str {
        let token = self.token(0);
        &self.text[token.start..token.end]
    }

    /// The place of the token at this place.
    pub(crate) fn span(&self) -> Span {
        let token = self.token(0);
        span(token.start, token.end)
    }

    /// Goes on to the next token.
    pub(crate) fn advance(&mut self) {
        self.at = (self.at + 1).min(self.all.len() - 1);
    }

    /// Goes on if this is the token.
    pub(crate) fn take(&mut self, symbol: Symbol) -> bool {
        let found = self.symbol() == symbol;
        if found {
            self.advance();
        }
        found
    }

    /// Goes on if this is the token, or fails.
    pub(crate) fn expect(&mut self, symbol: Symbol) -> Result<(), ExpressionError> {
        if self.symbol() == symbol {
            self.advance();
            Ok(())
        } else {
            Err(self.error())
        }
    }

    /// The error that this token cannot stand here. It shows the token between its neighbours, as they are spaced.
    pub(crate) fn error(&self) -> ExpressionError {
        let token = self.token(0);
        let before = self.at.checked_sub(1).map(|at| self.all[at]);
        let (name, near) = if token.symbol == Symbol::End {
            ("<EOF>", before.map_or(self.text, |before| &self.text[before.start..before.end]))
        } else {
            let start = before.map_or(token.start, |before| before.start);
            let after = self.token(1);
            let end = if after.symbol == Symbol::End { token.end } else { after.end };
            (&self.text[token.start..token.end], &self.text[start..end])
        };
        ExpressionError {
            kind: Some(self.kind),
            fault: Fault::Syntax { token: name.to_owned(), near: near.to_owned() },
            span: Some(span(token.start, token.end)),
        }
    }
}

fn span(start: usize, end: usize) -> Span {
    // The text has at most 4,096 bytes.
    Span { start: start as u32, end: end as u32 }
}

fn cut(text: &str) -> Vec<Token> {
    // Words are rarely shorter, and the list need not grow then.
    let mut tokens = Vec::with_capacity(text.len() / 3 + 2);
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        let length = if matches!(first, ' ' | '\t' | '\r' | '\n') {
            1
        } else {
            let (symbol, length) = first_token(&text[at..], first);
            tokens.push(Token { symbol, start: at, end: at + length });
            length
        };
        at += length;
    }
    tokens.push(Token { symbol: Symbol::End, start: text.len(), end: text.len() });
    tokens
}

/// The token that a text begins with, and its length in bytes. The text is not empty.
fn first_token(text: &str, first: char) -> (Symbol, usize) {
    let bytes = text.as_bytes();
    let second = bytes.get(1).copied();
    match first {
        'A'..='Z' | 'a'..='z' => {
            let length = word_length(bytes);
            (Word::find(&text[..length]).map_or(Symbol::Identifier, Symbol::Keyword), length)
        }
        '#' | ':' => match word_length(&bytes[1..]) {
            0 => (Symbol::Unknown, 1),
            length if first == '#' => (Symbol::Name, 1 + length),
            length => (Symbol::Value, 1 + length),
        },
        // A leading zero is no number.
        '0' if second.is_some_and(|byte| byte.is_ascii_digit()) => (Symbol::Unknown, 1),
        '0'..='9' => (Symbol::Number, bytes.iter().take_while(|byte| byte.is_ascii_digit()).count()),
        '<' if second == Some(b'>') => (Symbol::NotEqual, 2),
        '<' if second == Some(b'=') => (Symbol::LessOrEqual, 2),
        '>' if second == Some(b'=') => (Symbol::GreaterOrEqual, 2),
        '<' => (Symbol::Less, 1),
        '>' => (Symbol::Greater, 1),
        '=' => (Symbol::Equal, 1),
        '(' => (Symbol::Open, 1),
        ')' => (Symbol::Close, 1),
        ',' => (Symbol::Comma, 1),
        '.' => (Symbol::Dot, 1),
        '[' => (Symbol::OpenBracket, 1),
        ']' => (Symbol::CloseBracket, 1),
        '+' => (Symbol::Plus, 1),
        '-' => (Symbol::Minus, 1),
        other => (Symbol::Unknown, other.len_utf8()),
    }
}

/// How many letters, digits and underscores there are at the beginning.
fn word_length(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| byte.is_ascii_alphanumeric() || **byte == b'_').count()
}
