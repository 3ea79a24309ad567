//! The latest calls, with everything that explains them.

use std::collections::VecDeque;

use api::dynamodb::Request;
use session::{Answer, Body};
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
    /// What was meant, if it could be understood.
    pub(crate) request: Option<Request>,
}

impl Kept {
    pub(crate) fn id(&self) -> u64 {
        u64::from(self.completion.call.0)
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
            units: completion.consumed(),
        }
    }
}

/// The latest calls, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct History {
    calls: VecDeque<Kept>,
}

impl History {
    pub(crate) fn push(&mut self, completion: Completion, body: Body) {
        if self.calls.len() == MOST {
            self.calls.pop_front();
        }
        let request = api::parse(&completion.operation, body.text().as_bytes()).ok();
        let target = target(&completion, &body, request.as_ref());
        self.calls.push_back(Kept { completion, body, target, request });
    }

    pub(crate) fn push_answers(&mut self, answers: Vec<Answer>) {
        for Answer { record, completion } in answers {
            if let session::Input::Call { body, .. } = record.input {
                self.push(completion, body);
            }
        }
    }

    pub(crate) fn get(&self, id: u64) -> Option<&Kept> {
        let first = self.calls.front()?.id();
        self.calls.get(usize::try_from(id.checked_sub(first)?).ok()?)
    }

    pub(crate) fn last(&self) -> Option<&Kept> {
        self.calls.back()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Kept> {
        self.calls.iter()
    }
}

/// The tables that a request names.
pub(crate) fn tables(request: &Request) -> Vec<String> {
    match request {
        Request::CreateTable(create) => vec![create.name.clone()],
        _ => request.tables().into_iter().map(|table| table.name.clone()).collect(),
    }
}

/// What nearly every request says.
#[derive(serde::Deserialize)]
struct Named {
    #[serde(rename = "TableName")]
    table: String,
}

fn target(completion: &Completion, body: &Body, request: Option<&Request>) -> String {
    if let Some(request) = request {
        let mut names = tables(request);
        if names.len() > 1 {
            // A transaction names a table once for each of its actions.
            let mut seen = std::collections::BTreeSet::new();
            names.retain(|name| seen.insert(name.clone()));
        }
        return names.join(", ");
    }
    // A request that is no request may still name its table.
    let named: Option<Named> = serde_json::from_str(body.text()).ok();
    let touched = completion.touched.first().map(|touched| touched.table.to_string());
    crate::words::cut(&named.map(|named| named.table).or(touched).unwrap_or_default(), 255)
}
