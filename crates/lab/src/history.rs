//! The latest calls, with everything that explains them.

use std::cell::OnceCell;
use std::collections::{BTreeSet, VecDeque};

use api::ErrorCode;
use api::dynamodb::Request;
use session::{Answer, Body, tables_of};
use trace::{Class, Kind};
use world::Completion;

use crate::view::CallSummary;

/// Calls that are kept.
const MOST: usize = 200;

/// A call that was made.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) completion: Completion,
    /// What was sent.
    pub(crate) body: Body,
    /// Table, or tables separated by commas.
    pub(crate) target: String,
    /// Whether it read from a copy that lagged behind what it read.
    pub(crate) stale: bool,
    /// Write milli-units that it was charged after a refusal that had cost nothing.
    pub(crate) late: u64,
    /// What was meant, once somebody has asked.
    request: OnceCell<Option<Request>>,
}

impl Kept {
    pub(crate) fn id(&self) -> u64 {
        u64::from(self.completion.call.0)
    }

    /// What was meant, if it could be understood. Few of the calls that are made are ever looked at.
    pub(crate) fn request(&self) -> Option<&Request> {
        let parse = || api::parse(&self.completion.operation, self.body.text().as_bytes()).ok();
        self.request.get_or_init(parse).as_ref()
    }

    /// Whether the answer tells nothing of the outcome.
    pub(crate) fn is_unanswered(&self) -> bool {
        self.completion
            .result
            .as_ref()
            .err()
            .is_some_and(|error| error.code == ErrorCode::InternalServerError)
    }

    /// Read and write milli-units altogether, by now.
    pub(crate) fn units(&self) -> (u64, u64) {
        let (read, write) = self.completion.consumed();
        (read, write + self.late)
    }

    /// Its line in the history.
    pub(crate) fn summary(&self) -> CallSummary {
        let completion = &self.completion;
        CallSummary {
            id: self.id(),
            operation: completion.operation.to_string(),
            target: self.target.clone(),
            at: completion.started,
            latency: completion.at.saturating_sub(completion.started),
            error: completion.result.as_ref().err().map(|error| error.code.name().to_owned()),
            units: self.units(),
            stale: self.stale,
        }
    }
}

/// The latest calls, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    calls: VecDeque<Kept>,
}

impl History {
    /// Takes in a call; `tables` are those that it is about, if it could be understood.
    pub(crate) fn push(&mut self, completion: Completion, body: Body, tables: Option<&[String]>) {
        if self.calls.len() == MOST {
            self.calls.pop_front();
        }
        let target = tables.map_or_else(|| target(&completion, &body), joined);
        let kept = Kept { completion, body, target, stale: false, late: 0, request: OnceCell::new() };
        // The answer to a call that was sent may come after those to later ones.
        let place = self.calls.iter().rposition(|it| it.id() < kept.id()).map_or(0, |before| before + 1);
        self.calls.insert(place, kept);
    }

    /// Notes what events tell of calls that are here.
    pub(crate) fn take_in(&mut self, events: &[trace::Event]) {
        for event in events {
            let (stale, units) = match event.kind {
                Kind::StaleRead { .. } => (true, 0),
                Kind::Admit { class: Class::Write, before, after } => (false, after.saturating_sub(before)),
                _ => continue,
            };
            let Some(kept) = self.place(u64::from(event.call)).map(|place| &mut self.calls[place]) else {
                continue;
            };
            kept.stale |= stale;
            let completion = &kept.completion;
            if event.t > completion.at && completion.result.is_err() && completion.consumed() == (0, 0) {
                kept.late += u64::from(units);
            }
        }
    }

    pub(crate) fn push_answers(&mut self, answers: Vec<Answer>) {
        for Answer { record, completion } in answers {
            if let session::Input::Call { body, .. } = record.input {
                let request = api::parse(&completion.operation, body.text().as_bytes());
                self.push(completion, body, request.ok().as_ref().map(tables_of).as_deref());
            }
        }
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Kept> {
        self.calls.get(self.place(id)?)
    }

    /// Where a call stands. Those that are away have no place yet.
    fn place(&self, id: u64) -> Option<usize> {
        let ahead = usize::try_from(id.checked_sub(self.first()?)?).ok()?;
        // Mostly no number is missing.
        let found = |place: &usize| self.calls.get(*place).is_some_and(|kept| kept.id() == id);
        Some(ahead).filter(found).or_else(|| self.calls.iter().position(|kept| kept.id() == id))
    }

    /// The number of the first call here.
    pub(crate) fn first(&self) -> Option<u64> {
        self.calls.front().map(Kept::id)
    }

    /// The calls up to a number that were answered by a moment.
    pub(crate) fn until(&self, at: sim::Micros, number: u64) -> History {
        let answered = self.calls.iter().filter(|kept| kept.id() <= number && kept.completion.at <= at);
        History { calls: answered.cloned().collect() }
    }

    /// Whose calls it has: how many, and the number of the first. It changes with every answer.
    pub(crate) fn mark(&self) -> (usize, Option<u64>) {
        (self.calls.len(), self.first())
    }

    pub(crate) fn last(&self) -> Option<&Kept> {
        self.calls.back()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.calls.iter()
    }
}

/// What nearly every request says.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(rename = "TableName")]
    table: String,
}

/// Names of tables, each once: a transaction names a table once for each of its actions.
fn joined(tables: &[String]) -> String {
    let mut seen = BTreeSet::new();
    let names: Vec<&str> = tables.iter().map(String::as_str).filter(|&name| seen.insert(name)).collect();
    names.join(", ")
}

/// The table of a request that is no request: it may still name one.
fn target(completion: &Completion, body: &Body) -> String {
    let named: Option<Named> = serde_json::from_str(body.text()).ok();
    let touched = completion.touched.first().map(|touched| touched.table.to_string());
    crate::words::cut(&named.map(|named| named.table).or(touched).unwrap_or_default(), 255)
}
