//! Copies that are not well, and the faults that are to blame.

use trace::{Event, Kind, Place};
use world::chaos::Fault;

use super::Teller;
use crate::words::{count, grouped};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_fault(&self, event: &Event) -> String {
        let place = event.place;
        let copy = || format!("Copy {} of {}", place.zone_name().unwrap_or("?"), self.partition(place));
        match event.kind {
            Kind::ReplicaDown => format!("{} is down.", copy()),
            Kind::ReplicaUp { empty: false } => {
                format!("The host of {} is up again; it catches up with the log.", lower(&copy()))
            }
            Kind::ReplicaUp { empty: true } => {
                format!("{} has a host again, but no disk: it has to get all items anew.", copy())
            }
            Kind::LeaseExpired => format!(
                "The lease of the old leader of {} has run out: from now on another copy may lead.",
                self.partition(place)
            ),
            Kind::ElectionStart => {
                format!("{} stands for election: of the copies that are up it has most of the log.", copy())
            }
            Kind::LeaderElected { planned: true, .. } => {
                format!("{} leads now. The old leader handed over, so nobody had to wait.", copy())
            }
            Kind::LeaderElected { planned: false, dropped: 0 } => {
                format!("{} is elected and leads now. It has every record that a majority had.", copy())
            }
            Kind::LeaderElected { planned: false, dropped } => format!(
                "{} is elected and leads now. {} that only the old leader had, and had not acknowledged, went with it.",
                copy(),
                count(dropped.into(), "record")
            ),
            Kind::LogReplicaAdded { instead } => {
                let away = Place { zone: instead, ..place };
                format!(
                    "A log replica in zone {} stands in for copy {} of {}: it keeps the log and no items, and counts for the quorum.",
                    place.zone_name().unwrap_or("?"),
                    away.zone_name().unwrap_or("?"),
                    self.partition(place)
                )
            }
            Kind::LogReplicaGone => {
                format!("The log replica of {} is gone with its zone.", self.partition(place))
            }
            Kind::LogReplicaPersist { lsn } => format!(
                "The log replica of {} has log record {} on disk.",
                self.partition(place),
                grouped(lsn.into())
            ),
            Kind::ReplicaHealed { anew: false } => {
                format!("{} has caught up: it answers reads and counts for the quorum again.", copy())
            }
            Kind::ReplicaHealed { anew: true } => {
                format!("{} was built anew on another host, with all items: it counts again.", copy())
            }
            Kind::QuorumLost => format!(
                "The leader of {} reaches no majority any more: its lease is not renewed, and no write is acknowledged.",
                self.partition(place)
            ),
            Kind::RecordsDropped { records } => format!(
                "{} of {} had not reached a majority and are taken back. {}",
                count(records.into(), "log record"),
                self.partition(place),
                if self.names.world.config().knobs.get(world::Knob::WriteQuorum) == 1 {
                    "Their clients may have been told that they had succeeded: a quorum of one promises no more."
                } else {
                    "Nobody was told that they had succeeded."
                }
            ),
            Kind::MessageLost { lsn } => {
                format!("The message with log record {} to {} is lost.", grouped(lsn.into()), lower(&copy()))
            }
            Kind::MessageAgain { lsn } => format!(
                "Log record {} reaches {} a second time; it has it, and nothing changes.",
                grouped(lsn.into()),
                lower(&copy())
            ),
            Kind::NoLeader => {
                format!("{} has no copy now that may answer this: the request waits.", self.partition(place))
            }
            Kind::LeaderDoubted => format!(
                "{} doesn't hear the leader. It asks the other copy, which does, so there is no election.",
                copy()
            ),
            Kind::FaultStarted { fault, number } => {
                format!("Fault {number} strikes: {}.", Fault::name_of(fault))
            }
            Kind::FaultEnded { fault, number } => {
                format!("Fault {number} is over: {}.", Fault::name_of(fault))
            }
            Kind::ThrottleInjected => format!(
                "A fault has this request to {} refused. There is capacity: the refusal is injected.",
                self.names.table_name(place)
            ),
            _ => String::new(),
        }
    }
}

/// With a small first letter.
fn lower(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_lowercase().collect::<String>() + letters.as_str())
}

/// As many copies as the quorum wants have a log record, where that isn't two of three.
#[inline(never)]
pub(super) fn committed(copies: usize, quorum: i64, lsn: &str) -> String {
    let (who, so) = match (copies, quorum) {
        (1, _) => ("The only copy has", "the write is committed"),
        (_, 1) => ("The leader has", "that is enough here, so the write is committed"),
        (2, _) => ("Both copies have", "the write is committed and survives the loss of either zone"),
        _ => ("All three copies have", "the write is committed and survives the loss of any two zones"),
    };
    format!("{who} log record {lsn}: {so}.")
}
