//! One word of a command, with the way back to the typed text.

use crate::place::Place;

/// A word after quotes and escapes were taken off.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    /// What the program gets.
    pub(crate) text: String,
    /// For each byte of `text`, what it came from.
    sources: Vec<Place>,
    /// The word as typed, with its quotes.
    pub(crate) at: Place,
    /// Whether any of it stood in quotes.
    pub(crate) quoted: bool,
}

impl Word {
    pub(crate) fn begin(from: usize) -> Self {
        Self { at: Place::new(from, from), ..Self::default() }
    }

    /// Appends a character that stands at byte `source` of the typed text.
    pub(crate) fn push(&mut self, c: char, source: usize) {
        self.push_from(c, Place::new(source, source + c.len_utf8()));
    }

    /// Appends a character for which something else was typed.
    pub(crate) fn push_from(&mut self, c: char, source: Place) {
        self.text.push(c);
        self.sources.extend(std::iter::repeat_n(source, c.len_utf8()));
    }

    /// Appends several characters.
    pub(crate) fn push_str(&mut self, text: &str, source: usize) {
        for (offset, c) in text.char_indices() {
            self.push(c, source + offset);
        }
    }

    /// Where the bytes `from..to` of the text stand in the source.
    pub(crate) fn place(&self, from: usize, to: usize) -> Place {
        match (
            self.sources.get(from),
            self.sources.get(to.max(from + 1).min(self.sources.len()).saturating_sub(1)),
        ) {
            (Some(first), Some(last)) => first.join(*last),
            _ => Place { from: self.at.to, to: self.at.to },
        }
    }

    /// The word's bytes `from..` as a word of its own (the value of `--option=value`).
    pub(crate) fn tail(&self, from: usize) -> Self {
        let at = if from < self.text.len() {
            Place { from: self.sources[from].from, to: self.at.to }
        } else {
            Place { from: self.at.to, to: self.at.to }
        };
        let text = self.text.get(from..).unwrap_or_default().to_owned();
        Self { sources: self.sources.get(from..).unwrap_or_default().to_vec(), text, at, quoted: self.quoted }
    }
}
