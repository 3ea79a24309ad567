//! Bare texts.

use super::{Reader, YamlError};

impl Reader<'_> {
    /// A bare text, over as many lines as are indented more than `parent`.
    pub(super) fn plain(&mut self, parent: i64) -> Result<String, YamlError> {
        let mut out = self.plain_line(false)?;
        loop {
            self.names_nothing()?;
            let resume = self.at;
            let Some(between) = self.line_breaks() else { return Ok(out) };
            let column = self.column();
            if self.byte().is_none()
                || self.byte() == Some(b'#')
                || column <= parent
                || self.marker("---")
                || self.marker("...")
            {
                self.at = resume;
                return Ok(out);
            }
            out.push_str(&between);
            let line = self.plain_rest(false);
            out.push_str(&line);
        }
    }

    /// A bare text in `[…]` or `{…}`.
    pub(super) fn plain_in_flow(&mut self) -> Result<String, YamlError> {
        let mut out = self.plain_line(true)?;
        loop {
            let resume = self.at;
            let Some(between) = self.line_breaks() else { return Ok(out) };
            if matches!(self.byte(), None | Some(b'#' | b',' | b'[' | b']' | b'{' | b'}' | b':')) {
                self.at = resume;
                return Ok(out);
            }
            out.push_str(&between);
            let line = self.plain_rest(true);
            out.push_str(&line);
        }
    }

    /// A bare text up to the end of its line, its colon or a comment.
    pub(super) fn plain_line(&mut self, flow: bool) -> Result<String, YamlError> {
        let first = self.byte();
        let indicator = match first {
            Some(b'-' | b'?' | b':') => {
                self.is_blank(self.at + 1)
                    || flow && matches!(self.byte_at(self.at + 1), Some(b',' | b'[' | b']' | b'{' | b'}'))
            }
            Some(b',' | b'[' | b']' | b'{' | b'}' | b'#' | b'|' | b'>' | b'%' | b'@' | b'`') => true,
            other => other.is_none(),
        };
        if indicator {
            return Err(self.fault("a text that begins so must stand in quotes", self.at));
        }
        let text = self.plain_rest(flow);
        if flow && self.byte() == Some(b':') && !self.is_blank(self.at + 1) {
            let next = self.byte_at(self.at + 1);
            if !matches!(next, Some(b',' | b'[' | b']' | b'{' | b'}')) {
                return Err(self.fault("a blank is missing behind the colon", self.at));
            }
        }
        Ok(text)
    }

    fn plain_rest(&mut self, flow: bool) -> String {
        let from = self.at;
        let mut end = self.at;
        while let Some(byte) = self.byte() {
            let stop = match byte {
                b'\n' | b'\r' => true,
                b'#' => self.at > from && self.is_blank(self.at - 1),
                // In `[…]` and `{…}` a colon is a sign of its own, blank or not.
                b':' => flow || self.is_blank(self.at + 1),
                b',' | b'[' | b']' | b'{' | b'}' => flow,
                _ => false,
            };
            if stop {
                break;
            }
            self.at += 1;
            if !matches!(byte, b' ' | b'\t') {
                end = self.at;
            }
        }
        self.at = end;
        self.text.text[from..end].to_owned()
    }

    /// A colon behind a text that can't be a name.
    fn names_nothing(&self) -> Result<(), YamlError> {
        let blanks = self.rest().bytes().take_while(|b| matches!(b, b' ' | b'\t')).count();
        let at = self.at + blanks;
        if self.byte_at(at) == Some(b':') && self.is_blank(at + 1) {
            return Err(
                self.fault("a name and a colon can't stand here; a text with a colon needs quotes", at)
            );
        }
        Ok(())
    }

    /// Goes over line ends and the blanks around them; what they stand for in a text. `None`: the line goes on.
    pub(super) fn line_breaks(&mut self) -> Option<String> {
        let mut folded: Option<String> = None;
        let mut first = None;
        let mut rest = self.rest().chars();
        loop {
            let before = rest.as_str();
            let end = match rest.next() {
                Some(' ' | '\t') => continue,
                Some('\r') => {
                    if rest.as_str().starts_with('\n') {
                        rest.next();
                    }
                    '\n'
                }
                Some('\n' | '\u{85}') => '\n',
                Some(other @ ('\u{2028}' | '\u{2029}')) => other,
                _ => {
                    let mut folded = folded?;
                    // One line end is a blank, more are one less; those of the typesetters stay.
                    match first {
                        Some('\n') if folded.is_empty() => folded.push(' '),
                        Some('\n') | None => {}
                        Some(other) => folded.insert(0, other),
                    }
                    self.at = self.text.text.len() - before.len();
                    return Some(folded);
                }
            };
            match &mut folded {
                None => {
                    first = Some(end);
                    folded = Some(String::new());
                }
                Some(more) => more.push(end),
            }
        }
    }
}
