//! Several batches of writes for one command, as `aws ddb put` makes them.

use std::collections::VecDeque;

use super::call::ApiCall;
use super::paging::PagingError;
use crate::json::{self, Node, Text, Value};
use crate::place::Place;

/// Requests in one batch.
pub(crate) const BATCH: usize = 25;

/// Writes in batches: what comes back unprocessed goes to the end.
#[derive(Clone, Debug)]
pub(super) struct Batches {
    input: Node,
    table: String,
    waiting: VecDeque<Node>,
}

impl Batches {
    /// For a call with several batches of writes to one table.
    pub(super) fn new(call: &ApiCall) -> Option<Self> {
        if !call.plain || call.operation != "BatchWriteItem" {
            return None;
        }
        let read = |text: &str| json::read(Text::at(text, Place::default())).ok();
        let input = read(&call.input)?;
        let (table, _) = input.get("RequestItems")?.members().first()?;
        let table = table.text.clone();
        let waiting = call.waiting.iter().filter_map(|request| read(request)).collect();
        Some(Self { input, table, waiting })
    }

    /// The input of the next call, as JSON.
    pub(super) fn input(&self) -> String {
        let mut out = String::new();
        json::write(&mut out, &self.input);
        out
    }

    /// Takes a response. True: another batch must follow.
    pub(super) fn accept(&mut self, response: &str) -> Result<bool, PagingError> {
        let answer = json::read(Text::at(response, Place::default())).map_err(|_| PagingError::NotJson)?;
        let left = answer.get("UnprocessedItems").and_then(|tables| tables.get(&self.table));
        self.waiting.extend(left.and_then(Node::as_list).unwrap_or_default().iter().cloned());
        if self.waiting.is_empty() {
            return Ok(false);
        }
        let batch: Vec<Node> = self.waiting.drain(..self.waiting.len().min(BATCH)).collect();
        if let Some(requests) =
            self.input.get_mut("RequestItems").and_then(|tables| tables.get_mut(&self.table))
        {
            requests.value = Value::List(batch);
        }
        Ok(true)
    }
}
