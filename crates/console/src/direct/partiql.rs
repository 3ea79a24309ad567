//! `PartiQL` among pasted text: where a statement begins and ends, and its pieces for colours and completion.

use super::{begins_another, sends};

/// What a piece of a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A bare word: a keyword or a name.
    Word,
    /// A name in double quotes.
    Name,
    /// A text in single quotes.
    Text,
    /// A number.
    Number,
    /// A comment.
    Comment,
    /// Anything else, a character each.
    Symbol,
}

/// A piece of a statement.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) kind: Kind,
    pub(crate) text: &'a str,
    /// Its first byte.
    pub(crate) from: usize,
    /// Whether its quote or comment is closed.
    pub(crate) closed: bool,
}

impl Piece<'_> {
    /// Byte after its last.
    pub(crate) const fn to(&self) -> usize {
        self.from + self.text.len()
    }

    /// Whether it is this keyword.
    pub(crate) fn is(&self, keyword: &str) -> bool {
        self.kind == Kind::Word && self.text.eq_ignore_ascii_case(keyword)
    }

    /// The name that it says, without its quotes.
    pub(crate) fn name(&self) -> Option<String> {
        match self.kind {
            Kind::Word => Some(self.text.to_owned()),
            Kind::Name => Some(self.text.trim_matches('"').replace("\"\"", "\"")),
            _ => None,
        }
    }
}

/// The words of `PartiQL` that stand before or between names.
pub(crate) const KEYWORDS: &[&str] = &[
    "SELECT",
    "FROM",
    "WHERE",
    "AND",
    "OR",
    "NOT",
    "IN",
    "BETWEEN",
    "IS",
    "MISSING",
    "NULL",
    "ORDER",
    "BY",
    "ASC",
    "DESC",
    "INSERT",
    "INTO",
    "VALUE",
    "UPDATE",
    "SET",
    "REMOVE",
    "DELETE",
    "RETURNING",
    "ALL",
    "MODIFIED",
    "OLD",
    "NEW",
    "EXISTS",
    "TRUE",
    "FALSE",
];

/// The pieces of a text, blanks left out.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    each(text).collect()
}

fn each(text: &str) -> impl Iterator<Item = Piece<'_>> {
    let mut at = 0;
    std::iter::from_fn(move || {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start().len();
        let piece = piece(text, at, text[at..].chars().next()?);
        at = piece.to();
        Some(piece)
    })
}

fn piece(text: &str, from: usize, c: char) -> Piece<'_> {
    let rest = &text[from..];
    let (kind, length, closed) = match c {
        '\'' | '"' => {
            let kind = if c == '\'' { Kind::Text } else { Kind::Name };
            let (length, closed) = quoted(rest, c);
            (kind, length, closed)
        }
        '-' if rest.starts_with("--") => (Kind::Comment, rest.find('\n').unwrap_or(rest.len()), true),
        '/' if rest.starts_with("/*") => match rest.find("*/") {
            Some(end) => (Kind::Comment, end + 2, true),
            None => (Kind::Comment, rest.len(), false),
        },
        c if c.is_alphabetic() || c == '_' => {
            let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
            (Kind::Word, rest.find(|c| !inside(c)).unwrap_or(rest.len()), true)
        }
        c if c.is_ascii_digit() => {
            let inside = |c: char| c.is_ascii_alphanumeric() || c == '.';
            (Kind::Number, rest.find(|c| !inside(c)).unwrap_or(rest.len()), true)
        }
        c => (Kind::Symbol, c.len_utf8(), true),
    };
    Piece { kind, text: &rest[..length], from, closed }
}

/// The length of what a quote opens; a doubled quote stands for itself.
fn quoted(rest: &str, quote: char) -> (usize, bool) {
    let mut at = 1;
    while let Some(offset) = rest[at..].find(quote) {
        at += offset + 1;
        if !rest[at..].starts_with(quote) {
            return (at, true);
        }
        at += 1;
    }
    (rest.len(), false)
}

/// The first line's first words: as many as tell a statement from a sentence.
pub(super) fn begins(text: &str) -> bool {
    let first_word = text.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let keyword = first_word.to_ascii_uppercase();
    // Sentences begin with a capital letter: `Select an item from the table`.
    if first_word != keyword && first_word != keyword.to_ascii_lowercase() {
        return false;
    }
    if !matches!(keyword.as_str(), "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "EXISTS" | "FROM") {
        return false;
    }
    let window: String = text.chars().take(500).collect();
    let window = window.split("\n\n").next().unwrap_or_default();
    let pieces = pieces(window);
    let Some(second) = pieces.get(1) else { return keyword == "SELECT" };
    let has = |word: &str| pieces.iter().skip(2).any(|piece| piece.is(word));
    match keyword.as_str() {
        "SELECT" => first_word == keyword || second.text == "*" || has("FROM"),
        "INSERT" => second.is("INTO"),
        "DELETE" => second.is("FROM"),
        "EXISTS" => second.text == "(",
        _ => second.name().is_some() && (has("SET") || has("REMOVE")),
    }
}

/// How many bytes of `text`, which begins with a statement, belong to it: up to a semicolon, an empty line, or a line
/// that begins something else.
pub(super) fn extent(text: &str) -> usize {
    let mut before = 0;
    let mut open: i32 = 0;
    for piece in each(text) {
        let gap = &text[before..piece.from];
        if before > 0 && gap.contains('\n') {
            let empty = gap.matches('\n').count() > 1;
            let line = text[piece.from..].lines().next().unwrap_or_default();
            if empty || open <= 0 && begins_another(line) && !continues(line) {
                return before;
            }
        }
        match piece.text {
            ";" => return piece.from,
            // No statement has a `&` outside of quotes.
            "&" if sends(&text[piece.from..]) => return piece.from,
            "{" | "[" | "(" => open += 1,
            "}" | "]" | ")" => open -= 1,
            _ => {}
        }
        before = piece.to();
    }
    before
}

/// `FROM "T"` on a line of its own goes on with a SELECT or DELETE.
fn continues(line: &str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    first.eq_ignore_ascii_case("from")
}

/// The table that a statement names: the piece of its name, and that of its index.
pub(crate) fn table<'a>(pieces: &[Piece<'a>]) -> Option<(Piece<'a>, Option<Piece<'a>>)> {
    let at = pieces.iter().enumerate().find_map(|(at, piece)| {
        (piece.is("FROM") || piece.is("INTO") || at == 0 && piece.is("UPDATE")).then_some(at + 1)
    })?;
    let name = pieces.get(at).filter(|piece| piece.name().is_some())?;
    let dot = pieces.get(at + 1).is_some_and(|piece| piece.text == ".");
    let index = if dot { pieces.get(at + 2).filter(|piece| piece.name().is_some()).copied() } else { None };
    Some((*name, index))
}
