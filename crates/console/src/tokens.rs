//! The typed text in coloured pieces.

use crate::place::Place;

/// Kinds of coloured piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `aws dynamodb put-item`, `lab advance`.
    Command,
    /// `--table-name`.
    Option,
    /// A quoted string or JSON.
    String,
    /// A bare value.
    Value,
    /// Continuations, comments, prompts, prose.
    Quiet,
    /// Not understood.
    Wrong,
}

/// A coloured piece of the typed text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where.
    pub at: Place,
    /// What.
    pub kind: TokenKind,
}

/// Sorts pieces and marks the wrong places in them. Pieces don't overlap afterwards.
pub(crate) fn paint(mut tokens: Vec<Token>, wrong: &[Place]) -> Vec<Token> {
    tokens.retain(|token| token.at.from < token.at.to);
    value::sort_by_key(&mut tokens, |token| token.at);
    let mut distinct: Vec<Token> = Vec::with_capacity(tokens.len());
    for mut token in tokens {
        let end = distinct.last().map_or(0, |last| last.at.to);
        token.at.from = token.at.from.max(end);
        if token.at.from < token.at.to {
            distinct.push(token);
        }
    }
    let mut marks: Vec<Place> = wrong.iter().copied().filter(|place| place.from < place.to).collect();
    value::sort(&mut marks);
    let mut out: Vec<Token> = Vec::with_capacity(distinct.len() + marks.len());
    let mut next = 0;
    for token in distinct {
        let mut from = token.at.from;
        while next < marks.len() && marks[next].to <= from {
            next += 1;
        }
        for mark in marks[next..].iter().take_while(|mark| mark.from < token.at.to) {
            let start = mark.from.max(from);
            let end = mark.to.min(token.at.to);
            if start >= end {
                continue;
            }
            if from < start {
                out.push(Token { at: Place { from, to: start }, kind: token.kind });
            }
            out.push(Token { at: Place { from: start, to: end }, kind: TokenKind::Wrong });
            from = end;
        }
        if from < token.at.to {
            out.push(Token { at: Place { from, to: token.at.to }, kind: token.kind });
        }
    }
    out
}
