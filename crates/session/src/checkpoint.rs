//! Format checkpoint/1: one line of JSON, the durable part of the world, the volatile part.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sim::Micros;
use world::{Durable, World};

use crate::framing::Damage;
use crate::log::Log;
use crate::past::Points;
use crate::saving::Saving;
use crate::session::hex;
use crate::{Header, Session};

/// A whole world at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Checkpoint {
    /// What the world began with.
    pub(crate) header: Header,
    /// Records of the log that are in it.
    pub(crate) records: u64,
    clock: Micros,
    settings: BTreeMap<String, i64>,
    state: String,
    world: String,
    durable: Vec<u8>,
    volatile: Vec<u8>,
}

/// What every version of the line says.
#[derive(Deserialize)]
struct Version {
    checkpoint: u32,
}

/// The line of JSON.
#[derive(Serialize, Deserialize)]
struct Line {
    checkpoint: u32,
    header: Box<RawValue>,
    records: u64,
    clock: Micros,
    settings: BTreeMap<String, i64>,
    /// Version of the engine that made it.
    build: String,
    /// State hash.
    state: String,
    /// World hash.
    world: String,
    /// Bytes of the durable part.
    durable: u64,
    /// Bytes of the volatile part.
    volatile: u64,
}

/// A world that came back.
pub(crate) struct Restored {
    pub(crate) session: Session,
    /// Whether the volatile part came back too: nothing at all is lost.
    pub(crate) exact: bool,
    /// Whether the durable state has the hash that it had.
    pub(crate) same: bool,
}

impl Checkpoint {
    pub(crate) fn of(session: &Session) -> Checkpoint {
        let (volatile, world) = session.world.volatile_and_hash();
        Checkpoint {
            header: session.header.clone(),
            records: session.inputs(),
            clock: session.now(),
            settings: session.settings.clone(),
            state: session.state_hash(),
            world: hex(world),
            durable: session.world.durable().to_bytes(),
            volatile,
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let line = Line {
            checkpoint: 1,
            header: RawValue::from_string(self.header.to_json()).unwrap_or_default(),
            records: self.records,
            clock: self.clock,
            settings: self.settings.clone(),
            build: env!("CARGO_PKG_VERSION").to_owned(),
            state: self.state.clone(),
            world: self.world.clone(),
            durable: self.durable.len() as u64,
            volatile: self.volatile.len() as u64,
        };
        let mut bytes = serde_json::to_vec(&line).unwrap_or_default();
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.durable);
        bytes.extend_from_slice(&self.volatile);
        bytes
    }

    pub(crate) fn from_bytes(bytes: &[u8]) -> Result<Checkpoint, Damage> {
        let content = |what: &str| Damage::Content(format!("it is no checkpoint: {what}"));
        let end =
            bytes.iter().position(|&byte| byte == b'\n').ok_or_else(|| content("its line has no end"))?;
        let version: Version =
            serde_json::from_slice(&bytes[..end]).map_err(|error| content(&error.to_string()))?;
        if version.checkpoint != 1 {
            return Err(Damage::Newer(u8::try_from(version.checkpoint).unwrap_or(u8::MAX)));
        }
        let line: Line =
            serde_json::from_slice(&bytes[..end]).map_err(|error| content(&error.to_string()))?;
        let header = Header::from_json(line.header.get()).map_err(|error| content(&error.to_string()))?;
        let parts = &bytes[end + 1..];
        let expected = line.durable.saturating_add(line.volatile);
        if parts.len() as u64 != expected {
            return Err(Damage::Length { expected, found: parts.len() as u64 });
        }
        let (durable, volatile) = parts.split_at(line.durable as usize);
        Ok(Checkpoint {
            header,
            records: line.records,
            clock: line.clock,
            settings: line.settings,
            state: line.state,
            world: line.world,
            durable: durable.to_vec(),
            volatile: volatile.to_vec(),
        })
    }

    /// The world as it was: exactly if the same build made the checkpoint, else what is durable of it.
    pub(crate) fn restore(&self) -> Result<Restored, Damage> {
        let content = |error: world::RestoreError| Damage::Content(format!("it can't be restored: {error}"));
        let durable = || Durable::from_bytes(&self.durable).map_err(content);
        let session = |world| Session {
            header: self.header.clone(),
            world,
            settings: self.settings.clone(),
            log: Some(Log::default()),
            saving: Saving::new("w1"),
            points: Points::after(self.records),
            away: std::collections::BTreeMap::new(),
        };
        if let Ok(world) = World::restore(durable()?, Some(&self.volatile)) {
            let session = session(world);
            // Bytes of another build may happen to make sense; the hash tells.
            if session.world_hash() == self.world {
                return Ok(Restored { session, exact: true, same: true });
            }
        }
        let session = session(World::restore(durable()?, None).map_err(content)?);
        let same = session.state_hash() == self.state;
        Ok(Restored { session, exact: false, same })
    }
}
