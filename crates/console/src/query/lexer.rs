//! An expression's tokens.

use crate::json::{self, Node, Text, Value};
use crate::place::Place;

/// What a token is, by its name in messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    End,
    Identifier,
    Quoted,
    Literal,
    Number,
    RightBracket,
    RightParen,
    RightBrace,
    Comma,
    Current,
    Reference,
    Colon,
    Pipe,
    Or,
    And,
    Equal,
    Greater,
    Less,
    GreaterOrEqual,
    LessOrEqual,
    Unequal,
    Flatten,
    Star,
    Filter,
    Dot,
    Not,
    LeftBrace,
    LeftBracket,
    LeftParen,
}

impl Kind {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::End => "eof",
            Self::Identifier => "unquoted_identifier",
            Self::Quoted => "quoted_identifier",
            Self::Literal => "literal",
            Self::Number => "number",
            Self::RightBracket => "rbracket",
            Self::RightParen => "rparen",
            Self::RightBrace => "rbrace",
            Self::Comma => "comma",
            Self::Current => "current",
            Self::Reference => "expref",
            Self::Colon => "colon",
            Self::Pipe => "pipe",
            Self::Or => "or",
            Self::And => "and",
            Self::Equal => "eq",
            Self::Greater => "gt",
            Self::Less => "lt",
            Self::GreaterOrEqual => "gte",
            Self::LessOrEqual => "lte",
            Self::Unequal => "ne",
            Self::Flatten => "flatten",
            Self::Star => "star",
            Self::Filter => "filter",
            Self::Dot => "dot",
            Self::Not => "not",
            Self::LeftBrace => "lbrace",
            Self::LeftBracket => "lbracket",
            Self::LeftParen => "lparen",
        }
    }

    /// How strongly it binds what stands before it; what is below [`STOPS`] ends a projection.
    pub(super) const fn power(self) -> u32 {
        match self {
            Self::Pipe => 1,
            Self::Or => 2,
            Self::And => 3,
            Self::Equal
            | Self::Greater
            | Self::Less
            | Self::GreaterOrEqual
            | Self::LessOrEqual
            | Self::Unequal => 5,
            Self::Flatten => 9,
            Self::Star => 20,
            Self::Filter => 21,
            Self::Dot => 40,
            Self::Not => 45,
            Self::LeftBrace => 50,
            Self::LeftBracket => 55,
            Self::LeftParen => 60,
            _ => 0,
        }
    }
}

/// What binds weaker ends a projection.
pub(super) const STOPS: u32 = 10;

/// A token.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// As messages print it; of names and strings, what they say.
    pub(super) text: String,
    /// Of literals.
    pub(super) value: Option<Node>,
    /// Its first character's number.
    pub(super) start: usize,
}

/// Why an expression can't be read.
#[derive(Clone, Debug)]
pub(super) struct Unreadable {
    pub(super) message: String,
    /// The character's number.
    pub(super) column: usize,
}

/// More tokens are nobody's query.
const MOST: usize = 1_000;

struct Lexer<'a> {
    text: &'a str,
    chars: Vec<char>,
    at: usize,
}

/// Splits an expression.
pub(super) fn tokens(text: &str) -> Result<Vec<Token>, Unreadable> {
    let mut lexer = Lexer { text, chars: text.chars().collect(), at: 0 };
    let mut tokens = Vec::new();
    loop {
        while matches!(lexer.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            lexer.at += 1;
        }
        let start = lexer.at;
        let Some(c) = lexer.peek() else {
            tokens.push(Token { kind: Kind::End, text: String::new(), value: None, start });
            return Ok(tokens);
        };
        if tokens.len() >= MOST {
            return Err(Unreadable { message: "maximum recursion depth exceeded".to_owned(), column: start });
        }
        tokens.push(lexer.token(c, start)?);
    }
}

impl Lexer<'_> {
    fn peek(&self) -> Option<char> {
        self.chars.get(self.at).copied()
    }

    fn bad(&self, message: impl Into<String>, column: usize) -> Unreadable {
        let message = message.into();
        Unreadable {
            message: format!("Bad jmespath expression: {message}:\n{}\n{}^", self.text, " ".repeat(column)),
            column,
        }
    }

    /// The second of two characters decides.
    fn either(&mut self, second: char, long: Kind, short: Kind) -> Kind {
        self.at += 1;
        if self.peek() == Some(second) {
            self.at += 1;
            long
        } else {
            short
        }
    }

    fn token(&mut self, c: char, start: usize) -> Result<Token, Unreadable> {
        let simple = match c {
            '.' => Some(Kind::Dot),
            '*' => Some(Kind::Star),
            ']' => Some(Kind::RightBracket),
            ',' => Some(Kind::Comma),
            ':' => Some(Kind::Colon),
            '@' => Some(Kind::Current),
            '(' => Some(Kind::LeftParen),
            ')' => Some(Kind::RightParen),
            '{' => Some(Kind::LeftBrace),
            '}' => Some(Kind::RightBrace),
            _ => None,
        };
        let kind = match c {
            _ if simple.is_some() => {
                self.at += 1;
                simple.unwrap_or(Kind::End)
            }
            'a'..='z' | 'A'..='Z' | '_' => {
                while self.peek().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
                    self.at += 1;
                }
                Kind::Identifier
            }
            '0'..='9' | '-' => {
                self.at += 1;
                while self.peek().is_some_and(|c| c.is_ascii_digit()) {
                    self.at += 1;
                }
                if c == '-' && self.at == start + 1 {
                    return Err(self.bad("Unknown token '-'", start));
                }
                let text: String = self.chars[start..self.at].iter().collect();
                let number: i128 = text.parse().unwrap_or(i128::from(i64::MAX));
                return Ok(Token { kind: Kind::Number, text: number.to_string(), value: None, start });
            }
            '[' => {
                self.at += 1;
                match self.peek() {
                    Some(']') => {
                        self.at += 1;
                        Kind::Flatten
                    }
                    Some('?') => {
                        self.at += 1;
                        Kind::Filter
                    }
                    _ => Kind::LeftBracket,
                }
            }
            '\'' | '`' | '"' => return self.quoted(c, start),
            '|' => self.either('|', Kind::Or, Kind::Pipe),
            '&' => self.either('&', Kind::And, Kind::Reference),
            '<' => self.either('=', Kind::LessOrEqual, Kind::Less),
            '>' => self.either('=', Kind::GreaterOrEqual, Kind::Greater),
            '!' => self.either('=', Kind::Unequal, Kind::Not),
            '=' => {
                self.at += 1;
                if self.peek() != Some('=') {
                    return Err(self.bad("Unknown token '='", start));
                }
                self.at += 1;
                Kind::Equal
            }
            _ => return Err(self.bad(format!("Unknown token {c}"), start)),
        };
        let text: String = self.chars[start..self.at].iter().collect();
        Ok(Token { kind, text, value: None, start })
    }

    /// A string, a JSON literal or a name in quotes.
    fn quoted(&mut self, quote: char, start: usize) -> Result<Token, Unreadable> {
        self.at += 1;
        let mut inner = String::new();
        loop {
            let mut next = self.peek();
            if next == Some(quote) {
                self.at += 1;
                break;
            }
            if next == Some('\\') {
                inner.push('\\');
                self.at += 1;
                next = self.peek();
            }
            let Some(c) = next else {
                return Err(self.bad(format!("Unclosed {quote} delimiter"), start));
            };
            inner.push(c);
            self.at += 1;
        }
        let read = |text: &str| json::read(Text::at(text, Place::default()));
        let literal = |value: Node| {
            let text = crate::cli::printed(&value);
            Token { kind: Kind::Literal, text, value: Some(value), start }
        };
        match quote {
            '\'' => Ok(literal(Node::string(inner.replace("\\'", "'"), Place::default()))),
            '`' => {
                let inner = inner.replace("\\`", "`");
                read(&inner)
                    .or_else(|_| read(&format!("\"{}\"", inner.trim_start())))
                    .map(literal)
                    .map_err(|_| self.bad(format!("Bad token {inner}"), start))
            }
            _ => match read(&format!("\"{inner}\"")) {
                Ok(Node { value: Value::String { text, .. }, .. }) => {
                    Ok(Token { kind: Kind::Quoted, text, value: None, start })
                }
                Ok(_) => Err(self.bad("Expecting value", start)),
                Err(error) => {
                    let message = error.message.split(':').next().unwrap_or_default().to_owned();
                    Err(self.bad(message, start))
                }
            },
        }
    }
}
