//! The words of an expression as `aws ddb` takes it: names bare or in single quotes, values in double quotes or bare.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::decimal::decimal;
use crate::cli::quoted;
use crate::json::{Node, Tagged, Value};
use crate::place::Place;

/// What a token is, by the AWS CLI's name for it.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: &'static str,
    /// Names and signs; empty for values.
    pub(super) text: String,
    /// A value.
    pub(super) value: Option<Node>,
    /// Characters before it.
    pub(super) start: usize,
    /// Where the AWS CLI's underline ends, counted as it counts.
    pub(super) end: usize,
}

impl Token {
    /// As Python prints the token's value.
    pub(super) fn printed(&self) -> String {
        match self.value.as_ref().map(|node| (&node.value, node)) {
            None => self.text.clone(),
            Some((Value::Integer(digits) | Value::Fraction(digits), _)) => digits.clone(),
            Some((Value::Tagged(Tagged::Binary(_)), node)) => {
                format!("Binary({})", crate::cli::printed(node))
            }
            Some((_, node)) => crate::cli::printed(node),
        }
    }
}

/// Why an expression can't be read: the sentence, and where, in characters.
#[derive(Clone, Debug)]
pub(super) struct Refused {
    pub(super) message: String,
    pub(super) at: usize,
}

struct Lexer<'a> {
    expression: &'a str,
    letters: Vec<char>,
    at: usize,
}

/// Reads all tokens; the last is `eof`.
pub(super) fn tokens(expression: &str) -> Result<Vec<Token>, Refused> {
    let mut lexer = Lexer { expression, letters: expression.chars().collect(), at: 0 };
    let mut out = Vec::new();
    while let Some(c) = lexer.here() {
        match c {
            ' ' | '\t' | '\n' | '\r' => lexer.at += 1,
            _ => out.push(lexer.token(c)?),
        }
    }
    out.push(sign("eof", "", lexer.letters.len(), 0));
    Ok(out)
}

fn sign(kind: &'static str, text: &str, start: usize, length: usize) -> Token {
    Token { kind, text: text.to_owned(), value: None, start, end: start + length }
}

fn literal(value: Value, start: usize, end: usize) -> Token {
    let value = Some(Node::new(value, Place::default()));
    Token { kind: "literal", text: String::new(), value, start, end }
}

impl Lexer<'_> {
    fn here(&self) -> Option<char> {
        self.letters.get(self.at).copied()
    }

    fn refused<T>(&self, message: &str, at: usize) -> Result<T, Refused> {
        let message = format!("{message}\n{}\n{}^", self.expression, " ".repeat(at));
        Err(Refused { message, at })
    }

    /// The AWS CLI counts the end of the expression as its last character.
    fn place(&self) -> usize {
        self.at.min(self.letters.len().saturating_sub(1))
    }

    fn token(&mut self, c: char) -> Result<Token, Refused> {
        let start = self.at;
        let simple = match c {
            '.' => "dot",
            ',' => "comma",
            ':' => "colon",
            '(' => "lparen",
            ')' => "rparen",
            '{' => "lbrace",
            '}' => "rbrace",
            '[' => "lbracket",
            ']' => "rbracket",
            '=' => "eq",
            '<' | '>' => return Ok(self.comparator(c)),
            '\'' => {
                let text = self.until('\'')?.replace("\\'", "'");
                let end = self.place() - start;
                return Ok(Token { kind: "identifier", text, value: None, start, end });
            }
            '"' => return self.text(start),
            '-' | '0'..='9' => return self.number(),
            'a'..='z' | 'A'..='Z' | '_' => return self.name(c),
            _ => return self.refused(&format!("Unrecognized character {c}"), start),
        };
        self.at += 1;
        Ok(sign(simple, &c.to_string(), start, 1))
    }

    fn comparator(&mut self, c: char) -> Token {
        let start = self.at;
        let (kind, text) = match (c, self.letters.get(start + 1)) {
            ('<', Some('>')) => ("ne", "<>"),
            ('<', Some('=')) => ("lte", "<="),
            ('<', _) => ("lt", "<"),
            (_, Some('=')) => ("gte", ">="),
            _ => ("gt", ">"),
        };
        self.at += text.len();
        sign(kind, text, start, text.len())
    }

    /// What stands up to the same quote again; a backslash goes with what follows it.
    fn until(&mut self, quote: char) -> Result<String, Refused> {
        let start = self.at;
        self.at += 1;
        let mut out = String::new();
        loop {
            let mut c = self.here();
            if c == Some(quote) {
                self.at += 1;
                return Ok(out);
            }
            if c == Some('\\') {
                out.push('\\');
                self.at += 1;
                c = self.here();
            }
            let Some(c) = c else {
                return self.refused(&format!("Unclosed {quote} delimiter"), start);
            };
            out.push(c);
            self.at += 1;
        }
    }

    fn text(&mut self, start: usize) -> Result<Token, Refused> {
        let text = self.until('"')?.replace("\\\"", "\"");
        let end = self.place() - start;
        Ok(literal(Value::String { text, raw: None }, start, end))
    }

    fn name(&mut self, first: char) -> Result<Token, Refused> {
        let start = self.at;
        if matches!(first, 'b' | 'B') && self.letters.get(start + 1) == Some(&'"') {
            self.at += 1;
            return self.binary(start);
        }
        while self.here().is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
            self.at += 1;
        }
        let text: String = self.letters[start..self.at].iter().collect();
        let kind = match text.to_ascii_lowercase().as_str() {
            "and" => "and",
            "between" => "between",
            "in" => "in",
            "or" => "or",
            "not" => "not",
            "true" => return Ok(literal(Value::Bool(true), start, self.at)),
            "false" => return Ok(literal(Value::Bool(false), start, self.at)),
            "null" => return Ok(literal(Value::Null, start, self.at)),
            _ => "unquoted_identifier",
        };
        Ok(sign(kind, &text, start, self.at - start))
    }

    fn binary(&mut self, start: usize) -> Result<Token, Refused> {
        let token = self.text(self.at)?;
        let typed = token.value.as_ref().and_then(Node::as_str).unwrap_or_default();
        let known = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=');
        let fault = format!("Invalid base64 string b\"{typed}\"");
        if !typed.is_empty() && !typed.starts_with(known) {
            return self.refused(&fault, start);
        }
        let packed: String = typed.chars().filter(|c| known(*c)).collect();
        match STANDARD.decode(packed) {
            Ok(bytes) => {
                let value = Value::Tagged(Tagged::Binary(STANDARD.encode(bytes)));
                Ok(literal(value, start, token.end))
            }
            Err(_) => self.refused(&format!("{fault}: Incorrect padding"), start),
        }
    }

    fn digits(&mut self) -> usize {
        let from = self.at;
        while self.here().is_some_and(|c| c.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - from
    }

    /// Digits, perhaps with a sign before them.
    fn signed(&mut self, plus: bool) -> Result<(), Refused> {
        let minus = self.here() == Some('-');
        if minus || plus && self.here() == Some('+') {
            self.at += 1;
        }
        if self.digits() == 0 && minus {
            return self.refused("Unknown token -", self.place());
        }
        Ok(())
    }

    fn unexpected<T>(&self, what: &str) -> Result<T, Refused> {
        let c = self.here().map_or("None".to_owned(), String::from);
        self.refused(&format!("Invalid {what} character {c}"), self.place())
    }

    fn number(&mut self) -> Result<Token, Refused> {
        let start = self.at;
        self.signed(false)?;
        if self.here() == Some('.') {
            self.at += 1;
            if !self.here().is_some_and(|c| c.is_ascii_digit()) {
                return self.unexpected("fractional");
            }
            self.digits();
        }
        if matches!(self.here(), Some('e' | 'E')) {
            self.at += 1;
            if !self.here().is_some_and(|c| c.is_ascii_digit() || matches!(c, '-' | '+')) {
                return self.unexpected("exponential");
            }
            self.signed(true)?;
        }
        let typed: String = self.letters[start..self.at].iter().collect();
        // What the service can't hold is told when the value is given its type.
        let text = decimal(&typed).unwrap_or(typed);
        let whole = !text.contains(['.', 'E', 'e']);
        let value = if whole { Value::Integer(text) } else { Value::Fraction(text) };
        Ok(literal(value, start, self.at))
    }
}

/// A list of names as Python prints it.
pub(super) fn listed(names: &[&str]) -> String {
    let mut out = String::from("[");
    for (index, name) in names.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        quoted(&mut out, name);
    }
    out.push(']');
    out
}
