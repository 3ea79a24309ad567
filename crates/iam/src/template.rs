//! Patterns with wildcards and variables.

use crate::context::Context;
use crate::fault::Fault;

/// A part of a pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Text(String),
    /// `*`.
    Any,
    /// `?`.
    One,
    /// `${key}` or `${key, 'otherwise'}`.
    Variable {
        key: String,
        otherwise: Option<String>,
    },
}

/// A character of an expanded pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Letter {
    Is(char),
    Any,
    One,
}

/// A pattern: text with `*`, `?` and variables.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    /// As it is written.
    pub written: String,
    parts: Vec<Part>,
}

impl Template {
    /// Reads a pattern. Variables are such only in policies of the version 2012-10-17.
    ///
    /// # Errors
    /// When a variable has no end or no name. The place is counted from the pattern's begin.
    pub fn new(written: &str, variables: bool) -> Result<Self, Fault> {
        let mut parts = Vec::new();
        let mut text = String::new();
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            if variables && rest.starts_with("${") {
                let from = (written.len() - rest.len()) as u32;
                let Some((inside, after)) = rest[2..].split_once('}') else {
                    return Err(Fault::new(
                        (from, written.len() as u32),
                        "This variable has no end: `}` is missing.",
                    ));
                };
                rest = after;
                let to = (written.len() - rest.len()) as u32;
                match inside {
                    // Characters that would mean something else.
                    "*" | "?" | "$" => text.push_str(inside),
                    _ => {
                        let (key, otherwise) = match inside.split_once(',') {
                            Some((key, otherwise)) => (key.trim(), Some(otherwise.trim())),
                            None => (inside.trim(), None),
                        };
                        let quoted = |it: &str| {
                            it.strip_prefix('\'').and_then(|it| it.strip_suffix('\'')).map(str::to_owned)
                        };
                        if key.is_empty() {
                            return Err(Fault::new((from, to), "This variable has no name."));
                        }
                        if otherwise.is_some_and(|it| quoted(it).is_none()) {
                            return Err(Fault::new(
                                (from, to),
                                "A variable's default stands in single quotes.",
                            )
                            .hint("For example ${aws:PrincipalTag/team, 'none'}."));
                        }
                        if !text.is_empty() {
                            parts.push(Part::Text(std::mem::take(&mut text)));
                        }
                        parts.push(Part::Variable {
                            key: key.to_owned(),
                            otherwise: otherwise.and_then(quoted),
                        });
                    }
                }
                continue;
            }
            rest = &rest[c.len_utf8()..];
            let wild = match c {
                '*' => Some(Part::Any),
                '?' => Some(Part::One),
                _ => None,
            };
            match wild {
                Some(part) => {
                    if !text.is_empty() {
                        parts.push(Part::Text(std::mem::take(&mut text)));
                    }
                    parts.push(part);
                }
                None => text.push(c),
            }
        }
        if !text.is_empty() {
            parts.push(Part::Text(text));
        }
        Ok(Self { written: written.to_owned(), parts })
    }

    /// The first variable that the context has no single value for.
    pub(crate) fn unresolved(&self, context: &Context) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Variable { key, otherwise: None } if context.single(key).is_none() => Some(key.as_str()),
            _ => None,
        })
    }

    /// Whether it has a variable.
    pub fn has_variables(&self) -> bool {
        self.parts.iter().any(|part| matches!(part, Part::Variable { .. }))
    }

    /// The pattern with the values of its variables, whose `*` and `?` are plain characters.
    pub(crate) fn letters(&self, context: &Context) -> Vec<Letter> {
        let mut letters = Vec::with_capacity(self.written.len());
        for part in &self.parts {
            match part {
                Part::Text(text) => letters.extend(text.chars().map(Letter::Is)),
                Part::Any => letters.push(Letter::Any),
                Part::One => letters.push(Letter::One),
                Part::Variable { key, otherwise } => {
                    let value = context.single(key).or(otherwise.as_deref()).unwrap_or_default();
                    letters.extend(value.chars().map(Letter::Is));
                }
            }
        }
        letters
    }

    /// Its text with the values of its variables; wildcards stay as they are written.
    pub(crate) fn text(&self, context: &Context) -> String {
        let letters = self.letters(context);
        letters
            .iter()
            .map(|letter| match letter {
                Letter::Is(c) => *c,
                Letter::Any => '*',
                Letter::One => '?',
            })
            .collect()
    }
}
