//! What is over at a known time without an event of its own: it is found when somebody looks, so the queue doesn't know
//! of it.

use sim::Micros;

use crate::catalogue::TableState;
use crate::knobs::Knob;
use crate::world::World;

impl World {
    /// When the next of these is over: warm throughput, encryption, Contributor Insights or time to live that is being
    /// changed, a backup that is being made, a job that is under way.
    pub(crate) fn next_ending(&self) -> Option<Micros> {
        let now = self.now;
        let enable = self.knobs.amount(Knob::TtlEnable);
        let tables = self.tables.values().filter_map(|table| ending(table, now, enable));
        let backups = self.backups.all.values().map(|backup| backup.about.ready);
        let jobs = self.jobs.0.iter().filter(|job| !job.is_cancelled).map(|job| job.until);
        tables.chain(backups).chain(jobs).filter(|&at| at > now).min()
    }
}

/// The same of a table.
fn ending(table: &TableState, now: Micros, enable: Micros) -> Option<Micros> {
    let control = &*table.control;
    let encryption = control.encryption.as_ref().and_then(|encryption| encryption.until);
    let expiry = table.ttl.changed.map(|changed| changed.saturating_add(enable));
    let insights = control.insights.iter().filter_map(|(_, insights)| insights.until);
    let all = insights.chain(control.warming).chain(encryption).chain(expiry);
    all.filter(|&at| at > now).min()
}
