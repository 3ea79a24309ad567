//! YAML as people type it for the AWS CLI: block and flow maps and lists, plain and quoted texts, `|` and `>`, comments,
//! one document, the tags of the core schema with `!!binary` and `!!set`. What else there is (anchors, merge keys,
//! directives, names that are no texts) is refused in words. Bare words mean what YAML 1.2 says, as in the AWS CLI.

mod block;
mod flow;
mod plain;
mod quoted;
mod resolve;

#[cfg(test)]
mod tests;

pub(crate) use resolve::{is_number, is_time};

use std::collections::BTreeSet;

use crate::json::{Key, Node, Tagged, Text, Value};
use crate::place::Place;

/// Maps and lists may nest so deep; an item may have 32 levels.
const DEEPEST: u32 = 100;

/// Why a text can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct YamlError {
    /// What is wrong, with line and column.
    pub(crate) message: String,
    /// Where.
    pub(crate) at: Place,
}

/// Reads one document.
pub(crate) fn read(text: Text<'_>) -> Result<Node, YamlError> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    reader.next()?;
    if reader.column() == 0 && reader.byte() == Some(b'%') {
        return Err(reader.fault("directives are not read here", reader.at));
    }
    if reader.marker("---") {
        reader.at += 3;
    }
    let node = reader.block(-1, true)?;
    reader.next()?;
    if reader.column() == 0 && reader.marker("...") {
        reader.at += 3;
        reader.next()?;
    }
    match reader.byte() {
        None => Ok(node),
        Some(_) if reader.marker("---") => Err(reader.fault("a second document begins here", reader.at)),
        Some(_) => Err(reader.fault("this does not belong to what stands before it", reader.at)),
    }
}

struct Reader<'a> {
    text: Text<'a>,
    at: usize,
    depth: u32,
}

/// What is said about the value that follows: `!!set`, `!!str`.
type Tag = Option<&'static str>;

/// A tag, where it began.
type TagAt = (Tag, usize);

impl Reader<'_> {
    fn byte(&self) -> Option<u8> {
        self.byte_at(self.at)
    }

    fn byte_at(&self, at: usize) -> Option<u8> {
        self.text.text.as_bytes().get(at).copied()
    }

    fn rest(&self) -> &str {
        &self.text.text[self.at..]
    }

    /// Characters before this place in its line.
    fn column(&self) -> i64 {
        let before = &self.text.text[..self.at];
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        i64::try_from(before[start..].chars().count()).unwrap_or(i64::MAX)
    }

    fn fault(&self, what: &str, offset: usize) -> YamlError {
        let before = &self.text.text[..offset];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        let width = self.text.text[offset..].chars().next().map_or(0, char::len_utf8);
        let message = format!("{what}: line {line} column {column}");
        YamlError { message, at: self.text.place(offset, offset + width) }
    }

    fn node(&self, value: Value, from: usize) -> Node {
        Node::new(value, self.text.place(from, self.at.max(from + 1)))
    }

    /// Whether a blank, a line end or nothing stands there.
    fn is_blank(&self, at: usize) -> bool {
        matches!(self.byte_at(at), None | Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    /// `---` or `...` at the beginning of a line.
    fn marker(&self, marker: &str) -> bool {
        (self.at == 0 || self.byte_at(self.at - 1) == Some(b'\n'))
            && self.rest().starts_with(marker)
            && self.is_blank(self.at + marker.len())
    }

    /// Goes over blanks, comments and line ends; whether a line ended.
    fn next(&mut self) -> Result<bool, YamlError> {
        let mut crossed = self.at == 0;
        let mut tab = None;
        loop {
            match self.byte() {
                Some(b' ') => self.at += 1,
                Some(b'\t') => {
                    tab = Some(self.at);
                    self.at += 1;
                }
                Some(b'\n' | b'\r') => {
                    crossed = true;
                    tab = None;
                    self.at += 1;
                }
                Some(b'#') if self.at == 0 || self.is_blank(self.at - 1) => {
                    self.at += self.rest().find('\n').unwrap_or(self.rest().len());
                }
                other => {
                    return match tab {
                        Some(at) if crossed && other.is_some() => {
                            Err(self.fault("a tab can't indent a line; use blanks", at))
                        }
                        _ => Ok(crossed),
                    };
                }
            }
        }
    }

    fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, YamlError>) -> Result<T, YamlError> {
        if self.depth >= DEEPEST {
            return Err(self.fault(&format!("this is more than {DEEPEST} levels deep"), self.at));
        }
        self.depth += 1;
        let done = read(self);
        self.depth -= 1;
        done
    }

    /// A tag, and the blanks behind it.
    fn tag(&mut self) -> Result<TagAt, YamlError> {
        let from = self.at;
        match self.byte() {
            Some(b'!') => {}
            Some(b'&' | b'*') => {
                return Err(self.fault("anchors and aliases are not read here: write the value out", from));
            }
            _ => return Ok((None, from)),
        }
        let end = self.rest().find([' ', '\t', '\n', '\r', ',', '[', ']', '{', '}']);
        let written = &self.rest()[..end.unwrap_or(self.rest().len())];
        let tag = match written {
            "!!str" => "str",
            "!!int" => "int",
            "!!float" => "float",
            "!!bool" => "bool",
            "!!null" => "null",
            "!!map" => "map",
            "!!seq" => "seq",
            "!!set" => "set",
            "!!binary" => "binary",
            other => return Err(self.fault(&format!("the tag {other} means nothing here"), from)),
        };
        self.at += written.len();
        Ok((Some(tag), from))
    }

    /// Gives what was read the type of its tag.
    fn tagged(&self, (tag, from): TagAt, node: Node) -> Result<Node, YamlError> {
        let Some(tag) = tag else { return Ok(node) };
        let wrong = || Err(self.fault(&format!("!!{tag} does not fit what follows it"), from));
        let value = match (tag, node.value) {
            ("map", value @ Value::Object { .. }) | ("seq", value @ Value::List(_)) => value,
            ("set", Value::Object { members, .. }) => {
                if members.iter().any(|(_, member)| !matches!(member.value, Value::Null)) {
                    return wrong();
                }
                let elements = members.into_iter().map(|(key, _)| Node::string(key.text, key.at));
                Value::Tagged(Tagged::Set(elements.collect()))
            }
            ("set", Value::Null) => Value::Tagged(Tagged::Set(Vec::new())),
            ("set", Value::Tagged(set @ Tagged::Set(_))) => Value::Tagged(set),
            _ => return wrong(),
        };
        Ok(Node::new(value, node.at))
    }

    /// Puts an entry into a map, or an element into a set.
    fn put(&self, members: &mut Members, key: Node, value: Node, from: usize) -> Result<(), YamlError> {
        if let Members::Set(elements) = members {
            if !matches!(value.value, Value::Null) {
                return Err(self.fault("an element of a set has no value", from));
            }
            elements.push(key);
            return Ok(());
        }
        let Members::Map(entries, names) = members else { return Ok(()) };
        let Value::String { text, .. } = key.value else {
            return Err(self.fault("a name must be a text here: put it in quotes", from));
        };
        if !names.insert(text.clone()) {
            return Err(self.fault(&format!("the name \"{text}\" stands here twice"), from));
        }
        entries.push((Key { text, at: key.at }, value));
        Ok(())
    }
}

/// What a map's entries are gathered in.
enum Members {
    /// With the names that there are.
    Map(Vec<(Key, Node)>, BTreeSet<String>),
    /// Behind `!!set`: elements of any type.
    Set(Vec<Node>),
}

impl Members {
    fn of((tag, _): TagAt) -> Self {
        if tag == Some("set") { Self::Set(Vec::new()) } else { Self::Map(Vec::new(), BTreeSet::new()) }
    }

    fn value(self) -> Value {
        match self {
            Self::Map(members, _) => Value::Object { members, ordered: false },
            Self::Set(elements) => Value::Tagged(Tagged::Set(elements)),
        }
    }
}
