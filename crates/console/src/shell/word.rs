//! One word of a command, with the way back to the typed text.

use crate::place::Place;

/// A word after quotes and escapes were taken off.
#[derive(Clone, Debug, Default)]
pub(crate) struct Word {
    /// What the program gets.
    pub(crate) text: String,
    /// For each byte of `text`, the byte of the source that it came from.
    sources: Vec<u32>,
    /// The word as typed, with its quotes.
    pub(crate) at: Place,
    /// Whether any of it stood in quotes.
    pub(crate) quoted: bool,
}

impl Word {
    pub(crate) fn begin(from: usize) -> Self {
        Self { at: Place::new(from, from), ..Self::default() }
    }

    /// Appends a character that came from byte `source` of the typed text.
    pub(crate) fn push(&mut self, c: char, source: usize) {
        self.text.push(c);
        let source = u32::try_from(source).unwrap_or(u32::MAX);
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
        if from >= self.text.len() {
            return Place { from: self.at.to, to: self.at.to };
        }
        let first = self.sources[from];
        // The last byte's own character ends where the next one begins, unless quotes stand between.
        let last = to.max(from + 1).min(self.text.len()) - 1;
        let mut start = last;
        while !self.text.is_char_boundary(start) {
            start -= 1;
        }
        let width = self.text[start..].chars().next().map_or(1, char::len_utf8);
        let end = self.sources[last] + u32::try_from(width).unwrap_or(1);
        Place { from: first, to: end.max(first).min(self.at.to.max(first)) }
    }

    /// The word's bytes `from..` as a word of its own (the value of `--option=value`).
    pub(crate) fn tail(&self, from: usize) -> Self {
        let at = if from < self.text.len() {
            Place { from: self.sources[from], to: self.at.to }
        } else {
            Place { from: self.at.to, to: self.at.to }
        };
        let text = self.text.get(from..).unwrap_or_default().to_owned();
        Self { sources: self.sources.get(from..).unwrap_or_default().to_vec(), text, at, quoted: self.quoted }
    }
}
