//! What is told by brackets: `[a, b]`, `{a: 1}`, and with them JSON.

use super::{Members, Reader, TagAt, YamlError};
use crate::json::{Node, Value};

impl Reader<'_> {
    fn flow(&mut self) -> Result<Node, YamlError> {
        let tag = self.tag()?;
        if tag.0.is_some() {
            self.next()?;
        }
        self.flow_with(tag)
    }

    pub(super) fn flow_with(&mut self, tag: TagAt) -> Result<Node, YamlError> {
        let from = self.at;
        match self.byte() {
            Some(b'[') => {
                let list = self.deeper(Self::flow_list)?;
                self.tagged(tag, list)
            }
            Some(b'{') => {
                let map = self.deeper(|reader| reader.flow_map(tag))?;
                self.tagged(tag, map)
            }
            Some(b'"' | b'\'') => {
                let text = self.quoted()?;
                self.scalar(tag, text, false, from)
            }
            Some(b',' | b']' | b'}' | b':') => self.scalar(tag, String::new(), true, from),
            _ => {
                let text = self.plain_in_flow()?;
                self.scalar(tag, text, true, from)
            }
        }
    }

    /// Goes to what follows in the brackets that began at `open`.
    fn inside(&mut self, open: usize) -> Result<u8, YamlError> {
        // Indentation says nothing between brackets.
        loop {
            match self.byte() {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                Some(b'#') if self.is_blank(self.at - 1) => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                Some(byte) => return Ok(byte),
                None => return Err(self.fault("the bracket that begins here is never closed", open)),
            }
        }
    }

    /// A comma, or the end.
    fn comma(&mut self, open: usize, close: u8) -> Result<(), YamlError> {
        match self.inside(open)? {
            b',' => {
                self.at += 1;
                Ok(())
            }
            byte if byte == close => Ok(()),
            _ => Err(self.fault(&format!("',' or '{}' should stand here", char::from(close)), self.at)),
        }
    }

    /// Whether a colon stands here that separates a name from its value; goes behind it.
    fn colon(&mut self, open: usize, quoted: bool) -> Result<bool, YamlError> {
        let follows = self.inside(open)? == b':'
            && (quoted
                || self.is_blank(self.at + 1)
                || matches!(self.byte_at(self.at + 1), Some(b',' | b'[' | b']' | b'{' | b'}')));
        if follows {
            self.at += 1;
            self.inside(open)?;
        }
        Ok(follows)
    }

    fn flow_list(&mut self) -> Result<Node, YamlError> {
        let open = self.at;
        self.at += 1;
        let mut elements = Vec::new();
        while self.inside(open)? != b']' {
            let from = self.at;
            if matches!(self.byte(), Some(b',' | b'}')) {
                return Err(self.fault("a value is missing here", from));
            }
            let quoted = matches!(self.byte(), Some(b'"' | b'\''));
            let key = self.flow()?;
            // `[a: b]` is a list of a map.
            if self.colon(open, quoted)? {
                let value = self.flow()?;
                let mut members = Members::of((None, from));
                self.put(&mut members, key, value, from)?;
                elements.push(self.node(members.value(), from));
            } else {
                elements.push(key);
            }
            self.comma(open, b']')?;
        }
        self.at += 1;
        Ok(self.node(Value::List(elements), open))
    }

    fn flow_map(&mut self, tag: TagAt) -> Result<Node, YamlError> {
        let open = self.at;
        self.at += 1;
        let mut members = Members::of(tag);
        while self.inside(open)? != b'}' {
            if self.byte() == Some(b'?') && self.is_blank(self.at + 1) {
                self.at += 1;
                self.inside(open)?;
            }
            let from = self.at;
            if matches!(self.byte(), Some(b',' | b']')) {
                return Err(self.fault("a name is missing here", from));
            }
            let quoted = matches!(self.byte(), Some(b'"' | b'\''));
            let key = self.flow()?;
            if matches!(key.value, Value::List(_) | Value::Object { .. }) {
                return Err(self.fault("a map or list can't be a name here", from));
            }
            let value = if self.colon(open, quoted)? { self.flow()? } else { self.node(Value::Null, from) };
            self.put(&mut members, key, value, from)?;
            self.comma(open, b'}')?;
        }
        self.at += 1;
        Ok(self.node(members.value(), open))
    }
}
