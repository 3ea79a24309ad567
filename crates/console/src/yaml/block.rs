//! What is told by lines and their indentation.

use super::{Members, Reader, TagAt, YamlError};
use crate::json::{Node, Value};

impl Reader<'_> {
    /// The value that follows, of something that stands at column `parent`. `compact`: a map or list may begin on this
    /// very line.
    pub(super) fn block(&mut self, parent: i64, compact: bool) -> Result<Node, YamlError> {
        self.deeper(|reader| reader.block_here(parent, compact))
    }

    fn block_here(&mut self, parent: i64, compact: bool) -> Result<Node, YamlError> {
        let from = self.at;
        let mut fresh = self.next()? || compact;
        if self.ends(parent, compact) {
            return Ok(self.node(Value::Null, from));
        }
        let column = self.column();
        let tag = self.tag()?;
        if tag.0.is_some() {
            if !self.is_blank(self.at) {
                return Err(self.fault("a blank is missing behind the tag", self.at));
            }
            let crossed = self.next()?;
            if self.ends(parent, compact) {
                return self.scalar(tag, String::new(), true, tag.1);
            }
            // `!!binary YWJj: …` on one line: the tag belongs to the name.
            if !crossed && fresh && self.is_key() {
                self.at = tag.1;
                return self.map(column, (None, tag.1));
            }
            fresh = crossed;
        }
        let column = if tag.0.is_some() { self.column() } else { column };
        match self.byte() {
            Some(b'-') if self.is_blank(self.at + 1) => {
                if !fresh {
                    return Err(self.fault("a list can't begin on this line", self.at));
                }
                let list = self.list(column)?;
                self.tagged(tag, list)
            }
            Some(b'?') if self.is_blank(self.at + 1) && fresh => self.map(column, tag),
            Some(b'|' | b'>') => {
                let from = self.at;
                let text = self.block_text(parent)?;
                self.scalar(tag, text, false, from)
            }
            _ if fresh && self.is_key() => self.map(column, tag),
            Some(b'[' | b'{') => {
                let node = self.flow_with(tag)?;
                self.line_ends()?;
                Ok(node)
            }
            Some(b'"' | b'\'') => {
                let from = self.at;
                let text = self.quoted()?;
                self.line_ends()?;
                self.scalar(tag, text, false, from)
            }
            _ => {
                let from = self.at;
                let text = self.plain(parent)?;
                self.scalar(tag, text, true, from)
            }
        }
    }

    /// Whether nothing of a value at column `parent` follows.
    fn ends(&self, parent: i64, compact: bool) -> bool {
        let column = self.column();
        // A list may stand in the column of the name that it belongs to.
        let list = !compact && column == parent && self.byte() == Some(b'-') && self.is_blank(self.at + 1);
        self.byte().is_none() || self.marker("---") || self.marker("...") || (column <= parent && !list)
    }

    /// Nothing but a comment may follow on this line.
    fn line_ends(&mut self) -> Result<(), YamlError> {
        let at = self.at;
        let crossed = self.next()?;
        if crossed || self.byte().is_none() {
            return Ok(());
        }
        let what = if self.byte() == Some(b':') {
            "this can't be a name here"
        } else {
            "something follows the end of a value"
        };
        Err(self.fault(what, self.at.max(at)))
    }

    /// Whether a name and its colon stand here, on one line.
    fn is_key(&self) -> bool {
        let mut ahead = Reader { text: self.text, at: self.at, depth: self.depth };
        match ahead.byte() {
            None | Some(b'[' | b'{' | b'|' | b'>' | b'#') => return false,
            _ => {}
        }
        ahead.key_text().is_ok() && {
            while matches!(ahead.byte(), Some(b' ' | b'\t')) {
                ahead.at += 1;
            }
            ahead.byte() == Some(b':')
                && ahead.is_blank(ahead.at + 1)
                && !self.text.text[self.at..ahead.at].contains('\n')
        }
    }

    /// A name's text, and whether it is bare.
    fn key_text(&mut self) -> Result<(String, bool), YamlError> {
        match self.byte() {
            Some(b'"' | b'\'') => self.quoted().map(|text| (text, false)),
            Some(b'!') => {
                self.tag()?;
                self.next()?;
                if matches!(self.byte(), Some(b'"' | b'\'')) {
                    return self.quoted().map(|text| (text, false));
                }
                self.plain_line(false).map(|text| (text, true))
            }
            _ => self.plain_line(false).map(|text| (text, true)),
        }
    }

    fn key(&mut self) -> Result<Node, YamlError> {
        let from = self.at;
        let tag = self.tag()?;
        self.at = from;
        let (text, bare) = self.key_text()?;
        self.scalar(tag, text, bare, from)
    }

    fn list(&mut self, column: i64) -> Result<Node, YamlError> {
        let from = self.at;
        let mut elements = Vec::new();
        while self.column() == column && self.byte() == Some(b'-') && self.is_blank(self.at + 1) {
            self.at += 1;
            elements.push(self.block(column, true)?);
            self.next()?;
        }
        self.dedented(column)?;
        Ok(self.node(Value::List(elements), from))
    }

    fn map(&mut self, column: i64, tag: TagAt) -> Result<Node, YamlError> {
        let from = self.at;
        let mut members = Members::of(tag);
        while self.column() == column && self.byte().is_some() && !self.marker("---") && !self.marker("...") {
            let start = self.at;
            let key = if self.byte() == Some(b'?') && self.is_blank(self.at + 1) {
                self.at += 1;
                let key = self.block(column, true)?;
                if matches!(key.value, Value::List(_) | Value::Object { .. }) {
                    return Err(self.fault("a map or list can't be a name here", start));
                }
                self.next()?;
                let valued =
                    self.column() == column && self.byte() == Some(b':') && self.is_blank(self.at + 1);
                if !valued {
                    let null = self.node(Value::Null, start);
                    self.put(&mut members, key, null, start)?;
                    continue;
                }
                self.at += 1;
                let value = self.block(column, true)?;
                self.put(&mut members, key, value, start)?;
                self.next()?;
                continue;
            } else if self.is_key() {
                self.key()?
            } else {
                return Err(self.fault("a name and a colon should stand here", start));
            };
            while matches!(self.byte(), Some(b' ' | b'\t')) {
                self.at += 1;
            }
            self.at += 1;
            let value = self.block(column, false)?;
            self.put(&mut members, key, value, start)?;
            self.next()?;
        }
        self.dedented(column)?;
        let node = self.node(members.value(), from);
        self.tagged(tag, node)
    }

    /// What stands behind a map or list must stand further left.
    fn dedented(&self, column: i64) -> Result<(), YamlError> {
        if self.byte().is_some() && self.column() > column {
            return Err(self.fault("this is indented further than what it belongs to", self.at));
        }
        Ok(())
    }

    /// What `|` or `>` begins.
    fn block_text(&mut self, parent: i64) -> Result<String, YamlError> {
        let folded = self.byte() == Some(b'>');
        let from = self.at;
        self.at += 1;
        let (mut chomp, mut width) = (None, None);
        while let Some(byte) = self.byte() {
            match byte {
                b'+' | b'-' if chomp.is_none() => chomp = Some(byte),
                b'1'..=b'9' if width.is_none() => width = Some(i64::from(byte - b'0')),
                _ => break,
            }
            self.at += 1;
        }
        let rest = self.rest();
        let line = rest.lines().next().unwrap_or_default().trim_end_matches('\r').to_owned();
        let comment = line.trim_start_matches([' ', '\t']);
        if !comment.is_empty() && (!comment.starts_with('#') || comment.len() == line.len()) {
            return Err(self.fault("only the line's end can follow this", from));
        }
        self.at += rest.find('\n').map_or(rest.len(), |end| end + 1);
        // Blank lines before the first line belong to the text and don't tell its indentation.
        let mut lines: Vec<String> = Vec::new();
        let mut indent = width.map(|width| parent.max(0) + width);
        while self.at < self.text.text.len() {
            let rest = self.rest();
            let end = rest.find('\n').map_or(rest.len(), |end| end + 1);
            let line = rest[..end].trim_end_matches(['\n', '\r']).to_owned();
            let blanks = line.bytes().take_while(|b| *b == b' ').count();
            let column = i64::try_from(blanks).unwrap_or(i64::MAX);
            let blank = blanks == line.len();
            if !blank && (column <= parent || indent.is_some_and(|indent| column < indent)) {
                break;
            }
            if self.marker("---") || self.marker("...") {
                break;
            }
            if !blank && indent.is_none() {
                indent = Some(column);
            }
            let skip = usize::try_from(indent.unwrap_or(i64::MAX)).unwrap_or(usize::MAX).min(blanks);
            lines.push(line[skip..].to_owned());
            self.at += end;
        }
        Ok(joined(&lines, folded, chomp))
    }
}

/// The lines of a block text as one text.
fn joined(lines: &[String], folded: bool, chomp: Option<u8>) -> String {
    let end = lines.iter().rposition(|line| !line.is_empty()).map_or(0, |last| last + 1);
    let mut out = String::new();
    let more = |line: &String| line.starts_with([' ', '\t']);
    let mut breaks = 0;
    let mut before: Option<&String> = None;
    for line in &lines[..end] {
        if line.is_empty() {
            breaks += 1;
            continue;
        }
        if let Some(before) = before {
            let kept = !folded || more(before) || more(line);
            match (kept, breaks) {
                (true, _) => out.push('\n'),
                (false, 0) => out.push(' '),
                (false, _) => {}
            }
        }
        out.extend(std::iter::repeat_n('\n', breaks));
        breaks = 0;
        out.push_str(line);
        before = Some(line);
    }
    match chomp {
        Some(b'-') => {}
        Some(_) => out.extend(std::iter::repeat_n('\n', lines.len() - end + usize::from(end > 0))),
        None if end > 0 => out.push('\n'),
        None => {}
    }
    out
}
