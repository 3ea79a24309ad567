//! Texts in quotes.

use super::{Reader, YamlError};

impl Reader<'_> {
    /// A text in single or double quotes.
    pub(super) fn quoted(&mut self) -> Result<String, YamlError> {
        let from = self.at;
        let double = self.byte() == Some(b'"');
        let quote = if double { '"' } else { '\'' };
        self.at += 1;
        let mut out = String::new();
        let mut escaped = 0;
        loop {
            let ends = |c| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
            let special = |c: char| c == quote || ends(c) || double && c == '\\';
            let rest = self.rest();
            let plain = rest.find(special).unwrap_or(rest.len());
            out.push_str(&rest[..plain]);
            self.at += plain;
            match self.rest().chars().next() {
                None => return Err(self.fault("the quote that begins here is never closed", from)),
                Some('\\') => {
                    self.escape(&mut out)?;
                    escaped = out.len();
                }
                Some(c) if ends(c) => {
                    // Blanks before the line's end are no part of the text, unless they were escaped.
                    let blank = out.trim_end_matches([' ', '\t']).len();
                    out.truncate(blank.max(escaped));
                    let between = self.line_breaks().unwrap_or_default();
                    if self.marker("---") || self.marker("...") {
                        return Err(self.fault("the quote that begins before this is never closed", self.at));
                    }
                    out.push_str(&between);
                }
                Some(_) => {
                    self.at += 1;
                    if !double && self.byte() == Some(b'\'') {
                        out.push('\'');
                        self.at += 1;
                        continue;
                    }
                    return Ok(out);
                }
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), YamlError> {
        let from = self.at;
        self.at += 1;
        let Some(c) = self.rest().chars().next() else { return Ok(()) };
        self.at += c.len_utf8();
        let digits = match c {
            'x' => 2,
            'u' => 4,
            'U' => 8,
            '\n' => {
                // The line end and what indents the next line are no part of the text.
                let rest = self.rest();
                self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
                return Ok(());
            }
            _ => {
                let plain = match c {
                    '0' => '\0',
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    't' | '\t' => '\t',
                    'n' => '\n',
                    'v' => '\u{b}',
                    'f' => '\u{c}',
                    'r' => '\r',
                    'e' => '\u{1b}',
                    ' ' | '"' | '\\' | '/' => c,
                    'N' => '\u{85}',
                    '_' => '\u{a0}',
                    'L' => '\u{2028}',
                    'P' => '\u{2029}',
                    _ => return Err(self.fault("a backslash before this means nothing", from)),
                };
                out.push(plain);
                return Ok(());
            }
        };
        let code = self.rest().get(..digits).filter(|text| text.bytes().all(|b| b.is_ascii_hexdigit()));
        let found = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let Some(found) = found else {
            return Err(self.fault("the digits of a character are wrong here", from));
        };
        self.at += digits;
        out.push(found);
        Ok(())
    }
}
