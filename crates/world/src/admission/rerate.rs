//! The rate of a table or index changes.

use std::sync::Arc;

use api::dynamodb::Throughput;
use trace::Class;

use super::bucket::nano_of;
use super::check::flow;
use crate::Knob;
use crate::world::World;

impl World {
    /// Carries out a change of what a table or its indexes are provisioned with. Buckets have filled at the old rates
    /// until now; what is raised begins with something saved up, and partitions are split where there are too few.
    pub(crate) fn rerate(&mut self, id: u32, change: impl FnOnce(&mut Self)) {
        let before = self.rates(id);
        change(self);
        let after = self.rates(id);
        let bank = self.knobs.amount(Knob::InitialBank);
        for (&(index, class, old), &(_, _, new)) in before.iter().zip(&after) {
            let more = new.saturating_sub(old).saturating_mul(bank);
            if let Some(table) = self.table_mut(id).filter(|_| more > 0) {
                table.gate_mut(index).side_mut(class).pool.put(nano_of(more));
            }
        }
        for pair in after.chunks_exact(2) {
            let [(index, _, read), (_, _, write)] = *pair else { continue };
            self.split_for(id, index, Throughput { read: read / 1_000, write: write / 1_000 });
        }
    }

    /// The rates of a table and its global indexes, milli-units a second: reads and writes of each in turn.
    fn rates(&mut self, id: u32) -> Vec<(Option<u16>, Class, u64)> {
        let (now, knobs) = (self.now, Arc::clone(&self.knobs));
        let Some(table) = self.table_mut(id) else { return Vec::new() };
        let indexes = (table.schema().local_count()..)
            .zip(table.indexes.iter().skip(table.schema().local_count().into()));
        let places: Vec<Option<u16>> =
            std::iter::once(None).chain(indexes.map(|(position, _)| Some(position))).collect();
        let mut rates = Vec::new();
        for index in places {
            for class in [Class::Read, Class::Write] {
                let (flow, _) = flow(&knobs, now, table, index, class);
                table.gate_mut(index).side_mut(class).pool.refill(flow, now);
                rates.push((index, class, flow.rate));
            }
        }
        rates
    }
}
