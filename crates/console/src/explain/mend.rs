//! Changes to typed text.

use crate::place::Place;

/// Replaces `word` where it stands alone, not as a placeholder.
pub(super) fn replace_word(text: &str, word: &str, by: &str) -> String {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '_' | '#' | ':');
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let length = if inside(c) { rest.find(|c| !inside(c)).unwrap_or(rest.len()) } else { c.len_utf8() };
        let (piece, after) = rest.split_at(length);
        out.push_str(if piece == word { by } else { piece });
        rest = after;
    }
    out
}

/// The text at `at` with the edits made.
pub(super) fn apply(text: &str, at: Place, mut edits: Vec<(Place, String)>) -> String {
    value::sort_by_key(&mut edits, |(place, _)| *place);
    let mut out = String::new();
    let mut from = at.start();
    for (place, new) in edits {
        out.push_str(text.get(from..place.start()).unwrap_or_default());
        out.push_str(&new);
        from = place.end().max(from);
    }
    out.push_str(text.get(from..at.end()).unwrap_or_default());
    out
}
