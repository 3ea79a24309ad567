//! A page of a `SELECT`: one read after the other, until there are enough items.

use api::ApiError;
use api::dynamodb::{ExecuteStatement, Response, StatementOutput, StatementStart};
use table::{PAGE_SIZE, Reads, Units};

use crate::flight::Flight;
use crate::world::World;

/// The beginning of the first read.
pub(super) const FIRST: StatementStart = StatementStart { read: 0, key: None };

/// Where a read begins when the page begins at `first`.
pub(super) fn at(first: &StatementStart, read: u16) -> StatementStart {
    if first.read == read { first.clone() } else { StatementStart { read, key: None } }
}

impl World {
    pub(super) fn statement_rows(
        &mut self,
        flight: &mut Flight,
        id: u32,
        request: &ExecuteStatement,
        reads: &Reads<'_>,
    ) -> Result<(), ApiError> {
        let first = request.start.clone().unwrap_or(FIRST);
        let mut output = StatementOutput::default();
        let mut units = Units::default();
        let mut left = request.limit;
        let mut bytes = 0;
        for number in first.read..reads.count() {
            if left == Some(0) || bytes >= PAGE_SIZE {
                let next = StatementStart { read: number, key: None };
                output.next_token = Some(next.token(request.binding));
                break;
            }
            let Some(read) = reads.read(&at(&first, number), left) else { break };
            let plan = read.plan(reads.schema())?;
            let page = self.read_page(flight, id, &plan)?;
            output.items.extend(page.items.iter().flatten().map(|item| reads.row(item)));
            units.append(page.units);
            bytes += page.bytes;
            left = left.map(|left| left.saturating_sub(u32::try_from(page.scanned).unwrap_or(u32::MAX)));
            if let Some(key) = page.last_key {
                let next = StatementStart { read: number, key: Some(key.clone()) };
                output.next_token = Some(next.token(request.binding));
                output.last_key = Some(key);
                break;
            }
        }
        let given = &request.statement.table().given;
        output.consumed = units.consumed(reads.schema(), given, request.return_consumed);
        flight.result = Some(Ok(Response::Statement(output)));
        Ok(())
    }
}
