//! A write's way into its table's stream.

use api::dynamodb::{StreamEvent, StreamView};
use sim::Purpose;
use sim::random::{draw, uniform};
use table::WritePlan;
use trace::{Kind, Place, Station};

use crate::due::{Due, Publish};
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::partition::{Change, Thread, Told};
use crate::planted::Planted;
use crate::recorder::{Mark, figure, place};
use crate::shard::cost;
use crate::stream::Record;
use crate::world::World;

impl World {
    /// Writes a change into the table's stream, if it has one. `span` is the call's at the partition.
    pub(crate) fn tell_stream(
        &mut self,
        flight: &mut Flight,
        home: Place,
        span: u16,
        plan: &WritePlan,
    ) -> Option<Told> {
        let table = self.tables.get(&home.table).filter(|_| plan.changed)?;
        let attached = table.stream.as_ref().filter(|stream| stream.on)?;
        let (stream, view) = (attached.id, attached.view);
        let names: Vec<&str> = table.schema().attribute_names().collect();
        let event = match (&plan.before, &plan.after) {
            (None, _) => StreamEvent::Insert,
            (Some(_), Some(_)) => StreamEvent::Modify,
            (Some(_), None) => StreamEvent::Remove,
        };
        let (shows_new, shows_old) = match view {
            StreamView::KeysOnly => (false, false),
            StreamView::NewImage => (true, false),
            StreamView::OldImage => (false, true),
            StreamView::NewAndOldImages => (true, true),
        };
        let record = Record {
            at: self.now,
            event,
            keys: plan.after.as_ref().or(plan.before.as_ref())?.project(&names),
            new: plan.after.clone().filter(|_| shows_new),
            old: plan.before.clone().filter(|_| shows_old),
            // Nobody calls for what the sweep does.
            expired: flight.call == 0,
        };
        self.written += cost(&record);
        let horizon = self.horizon();
        let partition = u32::from(home.partition).saturating_sub(1);
        let shard = self.shard_for(home.table, stream, partition)?;
        if self.has_planted(Planted::DuplicatedRecord) && flight.call % 7 == 3 {
            self.streams.get_mut(stream)?.append(shard, record.clone(), horizon);
        }
        let (number, trimmed) = self.streams.get_mut(stream)?.append(shard, record, horizon);
        let here = place(home.table, None, partition);
        if trimmed > 0 {
            let mark = Mark { station: Station::Stream, ..Mark::control(here) };
            self.recorder.emit(self.now, 0, mark, Kind::RecordTrimmed { records: figure(trimmed) });
        }
        let span = flight.span(Station::Stream, here, span);
        Some(Told { stream, shard, number, span: flight.told(span) })
    }

    /// A change is committed: its record sets out for the readers of the stream.
    pub(crate) fn publish(&mut self, change: &Change, cause: u64) {
        let Some(Told { stream, shard, number, span }) = change.told else { return };
        let entity = u64::from(stream) << 32 | u64::from(shard);
        let bits = draw(self.config.seed, Purpose::StreamLag, entity, number);
        let (least, most) = (self.knobs.amount(Knob::StreamLagMin), self.knobs.amount(Knob::StreamLagMax));
        let at = self.now.saturating_add(uniform(bits, least..most.max(least).saturating_add(1)));
        let home = self.streams.get_mut(stream).and_then(|stream| stream.shard_mut(shard));
        let Some(home) = home else { return };
        home.due = home.due.max(at);
        let thread = Thread { span, parent: change.thread.span, event: cause, ..change.thread };
        self.queue.push(home.due, Due::Publish(Publish { stream, shard, number, thread }));
    }

    /// A record is there for the readers of its shard.
    pub(crate) fn published(&mut self, publish: &Publish) {
        let &Publish { stream, shard, number, thread } = publish;
        let Some(stream) = self.streams.get_mut(stream) else { return };
        let (id, table) = (stream.id, stream.table);
        let Some(home) = stream.shard_mut(shard) else { return };
        let partition = home.life.partition;
        home.shown = home.shown.max(number);
        let Some(record) = home.records.get(&number) else { return };
        let change = match record.event {
            StreamEvent::Insert => trace::Change::Insert,
            StreamEvent::Modify => trace::Change::Modify,
            StreamEvent::Remove => trace::Change::Remove,
        };
        let lag = figure(self.now.saturating_sub(record.at));
        let kind = Kind::StreamRecord { change, bytes: figure(record.size()), lag };
        let mark = Mark {
            call: thread.call,
            span: thread.span,
            parent: thread.parent,
            place: place(table, None, partition),
            station: Station::Stream,
            key: thread.key,
        };
        self.recorder.emit(self.now, thread.event, mark, kind);
        if !self.lambda.mappings.is_empty() {
            self.wake_mappings(id, shard);
        }
    }
}
