//! Streams are turned on and off.

use std::sync::Arc;

use api::ApiError;
use api::dynamodb::StreamView;
use sim::{MICROS_PER_MILLI, Micros};
use trace::{Kind, Place};

use crate::catalogue::{Attached, TableState};
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::recorder::Mark;
use crate::stream::{Stream, label};
use crate::world::World;

/// Whether a table's stream may be turned on with this view, or off.
///
/// # Errors
/// When it is on already, or off.
pub(crate) fn check_stream(table: &TableState, wanted: Option<StreamView>) -> Result<(), ApiError> {
    match (wanted, table.stream_view()) {
        (Some(_), Some(_)) => Err(ApiError::validation(format!(
            "Table already has an enabled stream: TableName: {}",
            table.name
        ))),
        (None, None) => {
            Err(ApiError::validation(format!("Table has no stream to disable: TableName: {}", table.name)))
        }
        _ => Ok(()),
    }
}

impl World {
    /// Turns a table's stream on with a view, or off. It is `ENABLING` or `DISABLING` until `settled`; what is
    /// written from now on is in it, or isn't. [`check_stream`] has said that it may be done.
    pub(crate) fn set_stream(
        &mut self,
        flight: &mut Flight,
        span: u16,
        id: u32,
        wanted: Option<StreamView>,
        settled: Micros,
    ) {
        match wanted {
            Some(view) => self.open_stream(id, view, settled),
            None => self.close_stream(id, settled),
        }
        let kind = Kind::StreamSwitched { on: wanted.is_some() };
        flight.last = self.tell_of(flight, span, Place::table(id), flight.last, 0, kind);
    }

    /// A table's stream ends with its table.
    pub(crate) fn end_stream(&mut self, id: u32) {
        if self.tables.get(&id).is_some_and(|table| table.stream_view().is_some()) {
            self.close_stream(id, self.now);
            self.show_all(id);
            let mark = Mark::control(Place::table(id));
            self.recorder.emit(self.now, 0, mark, Kind::StreamSwitched { on: false });
        }
    }

    fn open_stream(&mut self, id: u32, view: StreamView, settled: Micros) {
        let (now, seed) = (self.now, self.config.seed);
        self.streams.forget(now, self.knobs.amount(Knob::StreamRetention));
        let Some(table) = self.tables.get(&id) else { return };
        let (region, name) = (Arc::clone(&table.region), Arc::clone(&table.name));
        let mut ms = self.config.epoch_micros.saturating_add(now) / MICROS_PER_MILLI;
        let created_ms = ms;
        // A label is a name: two streams of a millisecond get two.
        while self.streams.named(&region, &name, &label(ms)).is_some() {
            ms += 1;
        }
        let label: Arc<str> = label(ms).into();
        self.streams.made = self.streams.made.saturating_add(1);
        let number = self.streams.made;
        let partitions: Vec<(u32, u64)> =
            table.partitions.iter().map(|partition| (partition.id, partition.from.hash)).collect();
        let mut stream = Stream {
            id: number,
            table: id,
            region,
            name,
            label: Arc::clone(&label),
            key: Arc::new(table.schema().key().clone()),
            view,
            created: now,
            closed: None,
            settled,
            issued: 0,
            shards: imbl::Vector::new(),
            born: 0,
            open: crate::small::SmallMap::new(),
        };
        for partition in partitions {
            stream.open_for(partition, None, now, (seed, created_ms));
        }
        self.streams.insert(stream);
        if let Some(table) = self.table_mut(id) {
            table.stream = Some(Attached { id: number, label, view, on: true });
        }
    }

    fn close_stream(&mut self, id: u32, settled: Micros) {
        let now = self.now;
        let Some(stream) = self.table_mut(id).and_then(|table| table.stream.as_mut()) else { return };
        stream.on = false;
        let number = stream.id;
        if let Some(stream) = self.streams.get_mut(number) {
            stream.closed = Some(now);
            stream.settled = settled;
        }
    }

    /// What a table's stream has, its readers see: nothing will bring it to them later.
    fn show_all(&mut self, id: u32) {
        let Some(number) =
            self.tables.get(&id).and_then(|table| table.stream.as_ref()).map(|stream| stream.id)
        else {
            return;
        };
        for shard in self.streams.get_mut(number).into_iter().flat_map(|stream| stream.shards.iter_mut()) {
            shard.shown = shard.newest;
        }
    }
}
