//! Document paths with placeholders already replaced: `a.b[3]`.

use std::fmt;

/// One step below the top-level attribute.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Element {
    /// A member of a map.
    Name(String),
    /// A place in a list, from 0.
    Index(u32),
}

/// A document path: a top-level attribute, and the way down from it (at most 31 more steps when it was parsed).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    name: String,
    rest: Vec<Element>,
}

impl Path {
    /// The path of a top-level attribute.
    pub fn new(name: impl Into<String>) -> Path {
        Path { name: name.into(), rest: Vec::new() }
    }

    /// The path of a place inside a top-level attribute.
    pub fn nested(name: impl Into<String>, rest: Vec<Element>) -> Path {
        Path { name: name.into(), rest }
    }

    /// The top-level attribute.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The steps below the top-level attribute.
    pub fn rest(&self) -> &[Element] {
        &self.rest
    }

    /// Whether the path goes below a top-level attribute.
    pub fn is_nested(&self) -> bool {
        !self.rest.is_empty()
    }

    /// How two paths get in each other's way when both are targets of one expression.
    pub(crate) fn clash(&self, other: &Path) -> Option<Clash> {
        if self.name != other.name {
            return None;
        }
        for (a, b) in self.rest.iter().zip(&other.rest) {
            match (a, b) {
                (a, b) if a == b => {}
                (Element::Name(_), Element::Name(_)) | (Element::Index(_), Element::Index(_)) => return None,
                _ => return Some(Clash::Conflict),
            }
        }
        Some(Clash::Overlap)
    }
}

/// Two paths that cannot be targets of one expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Clash {
    /// One is the other, or leads to it.
    Overlap,
    /// One takes a node for a map, the other for a list.
    Conflict,
}

/// As the service's sentences write it: `[a, b, [3]]`.
impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}", self.name)?;
        for element in &self.rest {
            match element {
                Element::Name(name) => write!(f, ", {name}")?,
                Element::Index(index) => write!(f, ", [{index}]")?,
            }
        }
        f.write_str("]")
    }
}
