//! Requests that are typed without the AWS CLI: `PartiQL` statements, and operations with their input as JSON.

mod json;
mod partiql;
mod read;

pub(crate) use self::json::{guess, parts};
pub(crate) use self::partiql::{Kind, Piece, pieces, table};
pub(crate) use self::read::read;

use crate::place::Place;

/// A request typed directly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A `PartiQL` statement.
    Statement,
    /// An operation's name and a JSON object, or either alone.
    Json,
}

/// Where a request that is typed directly stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Direct {
    pub(crate) sort: Sort,
    /// From its first to its last character.
    pub(crate) at: Place,
    /// The byte after it and what ends it.
    pub(crate) next: usize,
    /// Whether a semicolon or its last brace ends it, so that nothing can follow.
    pub(crate) ended: bool,
    /// The `&` behind it, if nobody waits for its answer.
    pub(crate) away: Option<Place>,
}

/// The request that begins at byte `from` of `text`, if one does.
pub(crate) fn find(text: &str, from: usize) -> Option<Direct> {
    let rest = &text[from..];
    let (sort, length) = if partiql::begins(rest) {
        (Sort::Statement, partiql::extent(rest))
    } else if json::begins(rest, text[..from].trim().is_empty()) {
        (Sort::Json, json::extent(rest))
    } else {
        return None;
    };
    let end = from + rest[..length].trim_end().len();
    let mut next = from + length;
    // What ends the statement, and nothing else, is passed over.
    let behind = &text[next..];
    let blanks = behind.len() - behind.trim_start_matches([' ', '\t']).len();
    let semicolon = behind[blanks..].starts_with(';');
    let away = sends(&behind[blanks..]).then(|| Place::new(next + blanks, next + blanks + 1));
    if semicolon || away.is_some() {
        next += blanks + 1;
    }
    let ended = semicolon || away.is_some() || sort == Sort::Json && json::is_whole(rest, length);
    Some(Direct { sort, at: Place::new(from, end), next: next.max(from + 1), ended, away })
}

/// Whether an `&` stands here that sends what is before it without waiting, as in a shell.
pub(super) fn sends(text: &str) -> bool {
    text.strip_prefix('&').is_some_and(|rest| !rest.starts_with('&'))
}

/// Whether a line begins something that isn't part of the request above it.
pub(super) fn begins_another(line: &str) -> bool {
    let first = line.split([' ', '\t']).next().unwrap_or_default();
    matches!(first, "aws" | "lab" | "$" | "%") || partiql::begins(line) || json::names_operation(first)
}
