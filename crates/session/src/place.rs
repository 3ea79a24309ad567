//! Keys of stored values: `<world>/<branch>/<kind>/<n>`, and `.1`, `.2` … behind it for what is longer than 1 MB.

use crate::framing::{Kind, MOST_PAYLOAD, wrap};

/// One key to be written. All writes that are taken together belong into one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// `<world>/<branch>/<kind>/<n>`.
    pub key: String,
    /// What to put there. Empty: delete the key (a stored value is never empty).
    pub bytes: Vec<u8>,
}

impl Write {
    /// A write that deletes a key.
    pub fn delete(key: impl Into<String>) -> Write {
        Write { key: key.into(), bytes: Vec::new() }
    }
}

/// A key of ours, taken apart.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) kind: Kind,
    /// Index of the first record (log), records applied (check), or 0.
    pub(crate) number: u64,
    /// 0, or which continuation it is.
    pub(crate) part: u32,
}

impl Place {
    pub(crate) fn new(kind: Kind, number: u64) -> Place {
        Place { kind, number, part: 0 }
    }

    /// The key under `<world>/<branch>`.
    pub(crate) fn key(&self, root: &str) -> String {
        let (kind, number) = (self.kind.name(), self.number);
        if self.part == 0 {
            format!("{root}/{kind}/{number:012}")
        } else {
            format!("{root}/{kind}/{number:012}.{}", self.part)
        }
    }

    /// Reads the part of a key behind `<world>/<branch>/`. Keys that later versions invent are `None`.
    pub(crate) fn parse(rest: &str) -> Option<Place> {
        let (kind, number) = rest.split_once('/')?;
        let kind = Kind::named(kind)?;
        let (number, part) = match number.split_once('.') {
            None => (number, 0),
            Some((number, part)) => (number, part.parse().ok().filter(|&part| part > 0)?),
        };
        Some(Place { kind, number: number.parse().ok()?, part })
    }
}

/// Writes a payload of any length: as many values as it needs.
pub(crate) fn write_all(root: &str, place: &Place, payload: &[u8], writes: &mut Vec<Write>) {
    let mut pieces: Vec<&[u8]> = payload.chunks(MOST_PAYLOAD).collect();
    if pieces.is_empty() {
        pieces.push(&[]);
    }
    for (part, piece) in pieces.into_iter().enumerate() {
        let key = Place { part: part as u32, ..place.clone() }.key(root);
        writes.push(Write { key, bytes: wrap(place.kind, piece) });
    }
}

/// The number of a world's name (`w7` is 7).
pub fn world_number(name: &str) -> Option<u64> {
    name.strip_prefix('w')?.parse().ok()
}

/// The name of the world that was begun last among these keys: `w1`, `w2` …
pub fn latest_world<'a>(keys: impl Iterator<Item = &'a str>) -> Option<String> {
    // What was set aside does not make a world.
    let name = |key: &'a str| {
        key.split_once('/').filter(|(_, rest)| rest.starts_with("main/")).map(|(name, _)| name)
    };
    let number = keys.filter_map(|key| world_number(name(key)?)).max()?;
    Some(format!("w{number}"))
}

/// The world that a key belongs to.
pub fn world_of(key: &str) -> Option<&str> {
    key.split_once('/').map(|(name, _)| name).filter(|name| world_number(name).is_some())
}

/// The name for the world that is begun after this one.
pub fn next_world(name: &str) -> String {
    format!("w{}", world_number(name).unwrap_or(0).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_there_and_back() {
        for (key, place) in [
            ("w1/main/log/000000000042", Some(Place::new(Kind::Log, 42))),
            ("w1/main/check/000000000042.3", Some(Place { kind: Kind::Check, number: 42, part: 3 })),
            ("w1/main/log/x", None),
            ("w1/main/log/000000000042.0", None),
            ("w1/main/log/", None),
            ("w1/main/photo/1", None),
        ] {
            let rest = key.strip_prefix("w1/main/").unwrap_or_default();
            assert_eq!(Place::parse(rest), place, "{key}");
            if let Some(place) = place {
                assert_eq!(place.key("w1/main"), key);
            }
        }
    }

    #[test]
    fn long_payloads_take_several_values() {
        let mut writes = Vec::new();
        write_all("w1/main", &Place::new(Kind::Check, 5), &vec![7; MOST_PAYLOAD + 1], &mut writes);
        assert_eq!(writes.len(), 2);
        assert_eq!(writes[0].bytes.len(), 1_000_000);
        assert_eq!(writes[1].key, "w1/main/check/000000000005.1");
    }

    #[test]
    fn worlds_are_counted() {
        let keys = ["w9/main/head/0", "w10/main/head/0", "w11/aside/main.head/0", "epoch", "what/ever"];
        assert_eq!(latest_world(keys.into_iter()).as_deref(), Some("w10"));
        assert_eq!(next_world("w10"), "w11");
        assert_eq!(keys.map(world_of), [Some("w9"), Some("w10"), Some("w11"), None, None]);
    }
}
