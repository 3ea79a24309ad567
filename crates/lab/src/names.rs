//! Names for the dense ids in trace events.

use trace::{Names, Place};
use world::World;

use crate::history::History;

/// Positions of indexes that are looked at: an index keeps its own for the table's life, so there are some to spare.
const MOST_INDEXES: u8 = 64;

/// Names of tables and indexes from the world, keys from the calls that are kept.
pub(crate) struct LabNames<'a> {
    pub(crate) world: &'a World,
    pub(crate) history: &'a History,
}

impl Names for LabNames<'_> {
    fn table(&self, table: u32) -> Option<(&str, &str)> {
        Names::table(self.world, table)
    }

    fn index(&self, table: u32, index: u8) -> Option<&str> {
        Names::index(self.world, table, index)
    }

    fn cache(&self, cache: u16, node: u16) -> Option<String> {
        self.world.cache_name(cache, node)
    }

    fn is_global(&self, table: u32, index: u8) -> bool {
        Names::is_global(self.world, table, index)
    }

    fn key(&self, call: u32, key: u16) -> Option<String> {
        let kept = self.history.get(u64::from(call))?;
        let touched = kept.completion.touched.get(usize::from(key).checked_sub(1)?)?;
        touched.key_text()
    }

    fn knob(&self, knob: u32) -> Option<&str> {
        Names::knob(self.world, knob)
    }
}

impl LabNames<'_> {
    /// `Orders`, or what stands for a table that is no more.
    pub(crate) fn table_name(&self, place: Place) -> String {
        self.table(place.table).map_or_else(|| "a deleted table".to_owned(), |(_, name)| name.to_owned())
    }

    /// `P2`, or `G1` in a global index.
    pub(crate) fn partition_name(&self, place: Place) -> String {
        let letter = if place.index != 0 && self.is_global(place.table, place.index) { 'G' } else { 'P' };
        format!("{letter}{}", place.partition)
    }

    /// Whether a table has more than one global index, whose partitions have the same names.
    pub(crate) fn has_several(&self, table: u32) -> bool {
        let global = |at: &u8| self.is_global(table, *at) && self.index(table, *at).is_some();
        (1..=MOST_INDEXES).filter(global).nth(1).is_some()
    }

    /// `GSI ByStatus`.
    pub(crate) fn index_name(&self, place: Place) -> String {
        let kind = match self.is_global(place.table, place.index) {
            true if self.world.is_vector_index(place.table, place.index) => "Vector index",
            true => "GSI",
            false => "LSI",
        };
        format!("{kind} {}", self.index(place.table, place.index).unwrap_or("(deleted)"))
    }
}
