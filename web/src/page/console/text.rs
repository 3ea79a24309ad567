//! Console text as the input sees it: offsets, open quotes, and colours that keep up with the typing.

use lab::protocol::{Token, TokenKind};

/// The byte offset of a UTF-16 offset (which is how a text area counts).
pub(super) fn byte_of(text: &str, utf16: u32) -> u32 {
    let mut units = 0;
    for (at, c) in text.char_indices() {
        if units >= utf16 {
            return at as u32;
        }
        units += c.len_utf16() as u32;
    }
    text.len() as u32
}

/// The UTF-16 offset of a byte offset.
pub(super) fn utf16_of(text: &str, byte: u32) -> u32 {
    text.char_indices().take_while(|(at, _)| (*at as u32) < byte).map(|(_, c)| c.len_utf16() as u32).sum()
}

/// Whether Enter at this place adds a line: the text ends inside a quote, or the line before the caret ends
/// in a continuation (`\`, or `^` and a backquote as Windows shells have them).
pub(super) fn wants_more(text: &str, caret: u32) -> bool {
    let before = text.get(..caret as usize).unwrap_or(text);
    let line = before.rsplit('\n').next().unwrap_or_default();
    if line.ends_with(['\\', '^', '`']) {
        return true;
    }
    let mut quote = None;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '\'' | '"') => quote = Some(c),
            (None | Some('"'), '\\') => drop(chars.next()),
            (Some(open), c) if c == open => quote = None,
            // A comment runs to the end of its line; an apostrophe in it opens nothing.
            (None, '#') => drop(chars.by_ref().find(|c| *c == '\n')),
            _ => {}
        }
    }
    quote.is_some()
}

/// Tokens of an older text moved to a newer one: what was before and after the edit keeps its colour, and a
/// token that was edited grows or shrinks with it, until the engine has had a look.
pub(super) fn follow(old: &str, tokens: &[Token], new: &str) -> Vec<Token> {
    let same = |pairs: &mut dyn Iterator<Item = (u8, u8)>| pairs.take_while(|(a, b)| a == b).count();
    let head = same(&mut old.bytes().zip(new.bytes()));
    let most = old.len().min(new.len()) - head;
    let tail = same(&mut old.bytes().rev().zip(new.bytes().rev())).min(most);
    let old_end = old.len() - tail;
    let shift = |at: u32| -> u32 {
        let at = at as usize;
        if at <= head {
            at as u32
        } else if at >= old_end {
            (at + new.len() - old.len()) as u32
        } else {
            head as u32
        }
    };
    tokens
        .iter()
        .map(|token| Token { from: shift(token.from), to: shift(token.to), kind: token.kind })
        .filter(|token| token.from < token.to && boundary(new, token.from) && boundary(new, token.to))
        .collect()
}

fn boundary(text: &str, at: u32) -> bool {
    text.is_char_boundary(at as usize)
}

/// The text in pieces: coloured where a token lies, plain between. Tokens that make no sense are passed over.
pub(super) fn pieces<'a>(text: &'a str, tokens: &[Token]) -> Vec<(Option<TokenKind>, &'a str)> {
    let mut out = Vec::with_capacity(tokens.len() * 2 + 1);
    let mut at = 0;
    for token in tokens {
        let (from, to) = (token.from as usize, token.to as usize);
        let (Some(before), Some(inside)) = (text.get(at..from), text.get(from..to)) else { continue };
        if !before.is_empty() {
            out.push((None, before));
        }
        if !inside.is_empty() {
            out.push((Some(token.kind), inside));
        }
        at = to;
    }
    if let Some(rest) = text.get(at..)
        && !rest.is_empty()
    {
        out.push((None, rest));
    }
    out
}

/// The class of a token in console.css.
pub(super) fn class(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Command => "y-k",
        TokenKind::Option => "y-o",
        TokenKind::String => "y-s",
        TokenKind::Value => "",
        TokenKind::Quiet => "y-p",
        TokenKind::Wrong => "y-w",
    }
}

/// The line that a fault is in, cut to a readable width, and the columns of the fault in it.
pub(super) fn fault_line(text: &str, (from, to): (u32, u32)) -> Option<(String, usize, usize)> {
    const WIDTH: usize = 56;
    let (from, to) = (from as usize, (to as usize).max(from as usize));
    let before = text.get(..from)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let line = text[start..].split('\n').next()?;
    let column = text.get(start..from)?.chars().count();
    let length = text.get(from..to.min(start + line.len()).max(from))?.chars().count().max(1);
    // A fault of the whole command has no place to show.
    if from == 0 && to >= text.trim_end().len() && length > 24 {
        return None;
    }
    let skip = column.saturating_sub(WIDTH / 2);
    let mut shown: String = line.chars().skip(skip).take(WIDTH).collect();
    let mut column = column - skip;
    if skip > 0 {
        shown.insert(0, '…');
        column += 1;
    }
    Some((shown, column, length.min(WIDTH.saturating_sub(column)).max(1)))
}

/// The word at which a text first differs from what would mend it: a fix may rewrite a whole command, and still the
/// fault is at one word of it.
pub(super) fn first_difference(text: &str, (from, to): (u32, u32), fix: &str) -> (u32, u32) {
    let Some(old) = text.get(from as usize..(to as usize).max(from as usize)) else { return (from, to) };
    let same: usize =
        old.chars().zip(fix.chars()).take_while(|(old, new)| old == new).map(|(old, _)| old.len_utf8()).sum();
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':' | '-' | '.');
    let start = old[..same]
        .rfind(|c| !part(c))
        .map_or(0, |at| at + old[at..].chars().next().map_or(1, char::len_utf8));
    let end = same + old[same..].find(|c| !part(c)).unwrap_or(old.len() - same);
    if end > start { (from + start as u32, from + end as u32) } else { (from, to) }
}

/// What a fix puts in: all of it, or what is new in it when it rewrites more than that.
pub(super) fn changed(text: &str, (from, to): (u32, u32), fix: &str) -> String {
    let old = text.get(from as usize..to as usize).unwrap_or_default();
    if fix.chars().count() <= 48 {
        return fix.to_owned();
    }
    let (place, _) = first_difference(text, (from, to), fix);
    let start = (place as usize).saturating_sub(from as usize);
    let tail = old.bytes().rev().zip(fix.bytes().rev()).take_while(|(a, b)| a == b).count();
    let end = fix.len().saturating_sub(tail.min(old.len().saturating_sub(start)));
    let new = fix.get(start..end.max(start)).unwrap_or(fix).trim();
    // Where all of it is new, nothing is left out.
    if new.is_empty() || new.len() == fix.trim().len() { fix.to_owned() } else { format!("… {new}") }
}

/// JSON in pieces by colour: names, strings, and the rest.
pub(super) fn json_pieces(text: &str) -> Vec<(&'static str, &str)> {
    let mut out = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('"') {
        let inside = &rest[at + 1..];
        let mut escaped = false;
        let end = inside.find(|c: char| {
            let closes = c == '"' && !escaped;
            escaped = c == '\\' && !escaped;
            closes
        });
        let Some(end) = end else { break };
        let close = at + 1 + end + 1;
        if at > 0 {
            out.push(("", &rest[..at]));
        }
        let name = rest[close..].trim_start().starts_with(':');
        out.push((if name { "y-x" } else { "y-s" }, &rest[at..close]));
        rest = &rest[close..];
    }
    if !rest.is_empty() {
        out.push(("", rest));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn more(text: &str, expected: bool) {
        assert_eq!(wants_more(text, text.len() as u32), expected, "{text:?}");
    }

    #[test]
    fn enter_adds_a_line_where_a_shell_would() {
        more("aws dynamodb list-tables", false);
        more("aws dynamodb put-item \\", true);
        more("aws dynamodb put-item ^", true);
        more("aws --item '{\"a\":", true);
        more("aws --item '{\"a\":1}'", false);
        more("aws --x \"it's\"", false);
        more("aws --x \"a \\\" b", true);
        more("# what's this\nlist", false);
        more("aws \\\n  --x y", false);
        assert!(wants_more("aws \\\n  --x y", 5));
    }

    #[test]
    fn offsets_survive_every_alphabet() {
        let text = "a😀ä'";
        assert_eq!(byte_of(text, 3), 5);
        assert_eq!(utf16_of(text, 5), 3);
        assert_eq!(byte_of(text, 99), text.len() as u32);
        assert_eq!(utf16_of(text, 0), 0);
    }

    #[test]
    fn colours_follow_the_typing() {
        let token = |from, to, kind| Token { from, to, kind };
        let tokens = [token(0, 3, TokenKind::Command), token(4, 8, TokenKind::Option)];
        assert_eq!(
            follow("aws --ab", &tokens, "aws x--ab"),
            [token(0, 3, TokenKind::Command), token(4, 9, TokenKind::Option)]
        );
        assert_eq!(follow("aws --ab", &tokens, "aws"), [token(0, 3, TokenKind::Command)]);
        assert_eq!(follow("aws --ab", &tokens, ""), []);
        assert_eq!(
            pieces("aws --ab c", &tokens),
            [(Some(TokenKind::Command), "aws"), (None, " "), (Some(TokenKind::Option), "--ab"), (None, " c"),]
        );
        assert_eq!(pieces("ä", &[token(0, 1, TokenKind::Value)]), [(None, "ä")]);
    }

    #[test]
    fn a_fault_is_shown_in_its_line() {
        assert_eq!(fault_line("aws\n  --x y", (6, 9)), Some(("  --x y".to_owned(), 2, 3)));
        assert_eq!(fault_line("aws", (3, 3)), Some(("aws".to_owned(), 3, 1)));
        assert_eq!(fault_line("aws", (9, 12)), None);
    }

    #[test]
    fn the_word_that_a_fix_changes() {
        let (text, fix) = ("set 'SET Status = :s' x", "set 'SET #s = :s' x --names");
        assert_eq!(first_difference(text, (0, 23), fix), (9, 15));
        assert_eq!(first_difference("--tabel-name", (0, 12), "--table-name"), (0, 12));
        assert_eq!(first_difference("é --x", (0, 6), "é --y"), (3, 6));
        assert_eq!(first_difference("same", (0, 4), "same"), (0, 4));
        assert_eq!(first_difference("ab", (5, 9), "x"), (5, 9));
    }

    #[test]
    fn a_button_says_what_a_fix_changes() {
        assert_eq!(changed("--tabel-name x", (0, 12), "--table-name"), "--table-name");
        let text = "aws dynamodb scan --table-name Orders --projection-expression \"Status\"";
        let fix = "aws dynamodb scan --table-name Orders --projection-expression \"#s\" --names '{}'";
        assert_eq!(changed(text, (0, text.len() as u32), fix), "… #s\" --names '{}'");
        assert_eq!(changed("ä", (0, 1), &"ö".repeat(60)), "ö".repeat(60));
    }

    #[test]
    fn json_is_coloured_by_role() {
        assert_eq!(
            json_pieces(r#"{"a": "b\"c", 1}"#),
            [("", "{"), ("y-x", "\"a\""), ("", ": "), ("y-s", r#""b\"c""#), ("", ", 1}")]
        );
        assert_eq!(json_pieces("\"open"), [("", "\"open")]);
    }
}
