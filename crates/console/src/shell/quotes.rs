//! What stands between quotes.

use super::word::Word;
use crate::place::Place;

/// A remarkable thing that was mended silently.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mended {
    /// Curly quotes.
    Curly,
    /// Backslashes before the quotes of JSON in single quotes (Windows `PowerShell` 5).
    Backslashes,
    /// Doubled quotes (`""`) in double quotes (`cmd.exe`).
    Doubled,
}

/// Whether `c` opens or closes curly double quotes.
pub(super) const fn is_curly_double(c: char) -> bool {
    matches!(c, '“' | '”' | '„' | '‟')
}

/// Whether `c` opens or closes curly single quotes.
pub(super) const fn is_curly_single(c: char) -> bool {
    matches!(c, '‘' | '’' | '‚' | '‛')
}

/// Whether quoted JSON begins here and its first quote is written as `quote`.
fn json_with(content: &str, quote: impl Fn(&str) -> bool) -> bool {
    let inner = content.trim_start();
    let brackets = inner.trim_start_matches(|c: char| matches!(c, '{' | '[') || c.is_whitespace());
    brackets.len() < inner.len() && quote(brackets)
}

/// Reads what a single quote opened; `from` is the first byte after it. Answers the byte after the closing quote,
/// or `None` if there is none.
pub(super) fn single(
    text: &str,
    from: usize,
    curly: bool,
    word: &mut Word,
    mended: &mut Vec<Mended>,
) -> Option<usize> {
    let content = &text[from..];
    let straight = !curly || !content.contains(is_curly_single);
    // A quote in the middle of a value (`'it'\''s'`) begins no JSON, whatever stands behind it.
    let begins = word.text.is_empty() || word.text.ends_with('=');
    let escaped = begins && json_with(content, |rest| rest.starts_with("\\\""));
    let curled = begins && json_with(content, |rest| rest.starts_with(is_curly_double));
    if escaped {
        mended.push(Mended::Backslashes);
    }
    if curled {
        mended.push(Mended::Curly);
    }
    let mut rest = content.char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let at = from + offset;
        if (straight && c == '\'') || (!straight && is_curly_single(c)) {
            return Some(at + c.len_utf8());
        }
        match c {
            '\\' if escaped && matches!(rest.peek(), Some((_, '"' | '\\'))) => {
                if let Some((_, next)) = rest.next() {
                    word.push(next, at + 1);
                }
            }
            c if curled && is_curly_double(c) => word.push_from('"', Place::new(at, at + c.len_utf8())),
            c => word.push(c, at),
        }
    }
    None
}

/// Reads what a double quote opened, as [`single`].
pub(super) fn double(
    text: &str,
    from: usize,
    curly: bool,
    word: &mut Word,
    mended: &mut Vec<Mended>,
) -> Option<usize> {
    let content = &text[from..];
    let straight = !curly || !content.contains(is_curly_double);
    let begins = word.text.is_empty() || word.text.ends_with('=');
    let doubled = begins && straight && json_with(content, |rest| rest.starts_with("\"\""));
    if doubled {
        mended.push(Mended::Doubled);
    }
    let mut rest = content.char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let at = from + offset;
        let next = rest.peek().map(|(_, next)| *next);
        match (c, next) {
            ('"', Some('"')) if doubled => {
                rest.next();
                word.push('"', at);
            }
            ('"', _) if straight => return Some(at + 1),
            (c, _) if !straight && is_curly_double(c) => return Some(at + c.len_utf8()),
            ('\\', Some(escaped @ ('"' | '\\' | '$' | '`'))) => {
                rest.next();
                word.push(escaped, at + 1);
            }
            ('\\', Some('\n')) => {
                rest.next();
            }
            (c, _) => word.push(c, at),
        }
    }
    None
}

/// Reads what `$'` opened, as [`single`].
pub(super) fn ansi(text: &str, from: usize, word: &mut Word) -> Option<usize> {
    let mut rest = text[from..].char_indices().peekable();
    while let Some((offset, c)) = rest.next() {
        let at = from + offset;
        match c {
            '\'' => return Some(at + 1),
            '\\' => {
                let (_, escaped) = rest.next()?;
                let digits =
                    |most: usize, radix: u32, rest: &mut std::iter::Peekable<std::str::CharIndices>| {
                        let mut value = None;
                        for _ in 0..most {
                            let Some(digit) = rest.peek().and_then(|(_, c)| c.to_digit(radix)) else { break };
                            rest.next();
                            value = Some(value.unwrap_or(0) * radix + digit);
                        }
                        value.and_then(char::from_u32)
                    };
                let plain = match escaped {
                    'n' => Some('\n'),
                    't' => Some('\t'),
                    'r' => Some('\r'),
                    'a' => Some('\u{7}'),
                    'b' => Some('\u{8}'),
                    'f' => Some('\u{c}'),
                    'v' => Some('\u{b}'),
                    'e' | 'E' => Some('\u{1b}'),
                    'x' => digits(2, 16, &mut rest),
                    'u' => digits(4, 16, &mut rest),
                    'U' => digits(8, 16, &mut rest),
                    '\\' | '\'' | '"' | '?' => Some(escaped),
                    _ => None,
                };
                if let Some(plain) = plain {
                    let end = rest.peek().map_or(text.len(), |(offset, _)| from + offset);
                    word.push_from(plain, Place::new(at, end));
                } else {
                    word.push('\\', at);
                    word.push(escaped, at + 1);
                }
            }
            c => word.push(c, at),
        }
    }
    None
}
