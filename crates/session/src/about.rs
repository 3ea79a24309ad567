//! What a list says of a stored world without opening it, and which world of a store is the open one.

use serde::{Deserialize, Serialize};

use crate::framing::{Kind, unwrap, wrap};
use crate::place::{Place, Write};
use crate::{Header, RecordError};

/// The key that names the open world.
pub const OPEN_KEY: &str = "open";

/// A stored world in a few numbers. It is a note for lists: the world is what its log says.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct About {
    /// Tables in it.
    pub tables: u64,
    /// Calls made in it.
    pub calls: u64,
    /// Bytes that are stored of it.
    pub bytes: u64,
    /// Unix milliseconds of its last use.
    pub used: u64,
    /// The name of the branch that it is, if it left another world.
    pub branch: String,
    /// What its branches have in common: the name of the world that the first of them left. Empty where it has none.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub family: String,
    /// The moment (virtual microseconds) at which it left the branch it comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub forked_at: Option<u64>,
    /// Whether it was thrown away: it leaves the store at the next opening, unless it is brought back before.
    pub gone: bool,
}

impl About {
    /// The key under which it lies.
    pub fn key(world: &str) -> String {
        format!("{world}/about")
    }

    /// The write that stores it.
    pub fn write(&self, world: &str) -> Write {
        let payload = serde_json::to_vec(self).unwrap_or_default();
        Write { key: About::key(world), bytes: wrap(Kind::About, &payload) }
    }

    /// Reads a stored one; what is damaged says nothing.
    pub fn read(bytes: &[u8]) -> Option<About> {
        let found = unwrap(Kind::About, bytes);
        found.damage.is_none().then(|| serde_json::from_slice(found.payload).ok()).flatten()
    }
}

/// The write that makes a world the open one.
pub fn open_write(world: &str) -> Write {
    Write { key: OPEN_KEY.to_owned(), bytes: wrap(Kind::Open, world.as_bytes()) }
}

/// The world that is the open one, as it is stored.
pub fn read_open(bytes: &[u8]) -> Option<String> {
    let found = unwrap(Kind::Open, bytes);
    found.damage.is_none().then(|| String::from_utf8(found.payload.to_vec()).ok()).flatten()
}

/// The key of a world's header.
pub fn head_key(world: &str) -> String {
    Place::new(Kind::Head, 0).key(&format!("{world}/main"))
}

/// The header that a stored value holds.
///
/// # Errors
/// When it is damaged or of a later version.
pub fn read_head(bytes: &[u8]) -> Result<Header, RecordError> {
    let found = unwrap(Kind::Head, bytes);
    match found.damage {
        Some(damage) => Err(RecordError::Unreadable(damage.to_string())),
        None => Header::from_json(&String::from_utf8_lossy(found.payload)),
    }
}

/// The write that stores a world's header.
pub fn head_write(world: &str, header: &Header) -> Write {
    Write { key: head_key(world), bytes: wrap(Kind::Head, header.to_json().as_bytes()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notes_there_and_back() {
        let about = About {
            tables: 2,
            calls: 30,
            bytes: 4_000,
            used: 5,
            branch: "B".to_owned(),
            gone: true,
            ..About::default()
        };
        let Write { key, bytes } = about.write("w7");
        assert_eq!(key, "w7/about");
        assert_eq!(About::read(&bytes), Some(about));
        assert_eq!(
            String::from_utf8_lossy(&bytes[14..]),
            "{\"tables\":2,\"calls\":30,\"bytes\":4000,\"used\":5,\"branch\":\"B\",\"gone\":true}"
        );
        assert_eq!(About::read(&bytes[..bytes.len() - 1]), None);
        let branch = About { family: "w2".to_owned(), forked_at: Some(7), ..About::default() };
        assert_eq!(About::read(&branch.write("w3").bytes), Some(branch));
        assert_eq!(About::read(b""), None);
        let open = open_write("w12");
        assert_eq!((open.key.as_str(), &open.bytes[..6]), ("open", &b"DYNMO\x01"[..]));
        assert_eq!(read_open(&open.bytes).as_deref(), Some("w12"));
        assert_eq!(read_open(&bytes), None);
    }

    #[test]
    fn headers_there_and_back() {
        let header = Header { name: "Orders, \"two\"".to_owned(), ..Header::default() };
        let Write { key, bytes } = head_write("w3", &header);
        assert_eq!(key, "w3/main/head/000000000000");
        assert_eq!(read_head(&bytes), Ok(header));
        assert!(read_head(&bytes[1..]).is_err());
    }
}
