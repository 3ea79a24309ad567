//! Instant mode's short statuses. A client that waits for a table looks at it with pauses of up to twenty seconds, so a
//! table that somebody asks for is ready at once. One that nobody has asked for yet is still being created, updated or
//! deleted for a moment, and refuses what the service refuses then.

use api::dynamodb::{Request, TableStatus};
use sim::Micros;

use crate::catalogue::TableState;
use crate::config::Mode;
use crate::knobs::Knob;
use crate::pace::may_write_items;
use crate::world::World;

impl World {
    /// How long a table has the status that this knob is about.
    pub(super) fn changing_for(&self, time: Knob) -> Micros {
        self.at_least_a_moment(self.knobs.amount(time))
    }

    /// The same of a time that was found out already.
    pub(super) fn at_least_a_moment(&self, time: Micros) -> Micros {
        if self.is_short() { time.max(self.knobs.amount(Knob::Unwatched)) } else { time }
    }

    fn is_short(&self) -> bool {
        self.config.mode == Mode::Instant && self.knobs.amount(Knob::Unwatched) > 0
    }

    /// Ends what is under way of tables, if the request is one of those that don't find them changing. Whether
    /// anything was.
    pub(super) fn settle_tables_for(&mut self, request: &Request) -> bool {
        if !self.is_short() || finds_changing(request) {
            return false;
        }
        let changing = self.tables.iter().filter(|(_, table)| {
            is_changing(table)
                // Another of the name may come while this one still goes.
                && match request {
                    Request::CreateTable(create) => {
                        table.status == TableStatus::Deleting && *table.name == *create.name
                    }
                    _ => true,
                }
        });
        let changing: Vec<u32> = changing.map(|(id, _)| *id).collect();
        for &table in &changing {
            self.status_ends(table);
            self.note_levels(table);
        }
        !changing.is_empty()
    }

    /// Whether the status that was to end now has ended already.
    pub(crate) fn is_hurried(&self, table: u32) -> bool {
        let until = self.tables.get(&table).and_then(|table| table.status_until);
        self.is_short() && until.is_none_or(|until| until > self.now)
    }
}

/// Whether a table's status is one of the short ones. Indexes that come and go take their time, and so do their tables.
fn is_changing(table: &TableState) -> bool {
    match table.status {
        TableStatus::Creating | TableStatus::Deleting => true,
        TableStatus::Updating => table.control.pending.is_some(),
        TableStatus::Active => false,
    }
}

/// Whether a request meets a table as it is: those that would change or delete it, and those that are about its items,
/// which the service answers as if it were not there. Who waits for a table asks for it before.
fn finds_changing(request: &Request) -> bool {
    let others = matches!(
        request,
        Request::DeleteTable(_)
            | Request::UpdateTable(_)
            | Request::UpdateTimeToLive(_)
            | Request::DescribeTimeToLive(_)
            | Request::GetItem(_)
            | Request::BatchGetItem(_)
            | Request::TransactGetItems(_)
            | Request::Query(_)
            | Request::Scan(_)
            | Request::SearchVectors(_)
            | Request::GetRecords(_)
    );
    others || may_write_items(request)
}
