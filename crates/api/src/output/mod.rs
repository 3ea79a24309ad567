//! Answers as JSON: `Response::write_json`.

mod backups;
mod cloudwatch;
mod consumed;
mod dax;
mod jobs;
mod lambda;
mod limits;
mod managed;
mod parts;
mod statements;
pub(crate) mod streams;
mod table;
mod tags;
mod transactions;
mod ttl;
mod vectors;

use value::{Attributes, Item, json};

use crate::dynamodb::{
    BatchGetOutput, BatchWriteOutput, GetOutput, ListTablesOutput, PageOutput, Response, WriteOutput,
    WriteRequest,
};

/// Writes one JSON object, member by member.
#[derive(Debug)]
pub struct Object<'a> {
    out: &'a mut String,
    empty: bool,
}

impl<'a> Object<'a> {
    /// Opens it.
    pub fn new(out: &'a mut String) -> Self {
        out.push('{');
        Self { out, empty: true }
    }

    /// Writes the key and hands out where its value goes. Any text serves as a key.
    pub fn member(&mut self, name: &str) -> &mut String {
        if !self.empty {
            self.out.push(',');
        }
        self.empty = false;
        json::write_string(self.out, name);
        self.out.push(':');
        self.out
    }

    /// A member that is a string.
    pub fn text(&mut self, name: &str, value: &str) {
        json::write_string(self.member(name), value);
    }

    /// A member that is a whole number.
    pub fn number(&mut self, name: &str, value: u64) {
        let out = self.member(name);
        out.push_str(&value.to_string());
    }

    /// Closes it.
    pub fn end(self) {
        self.out.push('}');
    }
}

/// Writes a JSON array.
pub fn list<T>(
    out: &mut String,
    elements: impl IntoIterator<Item = T>,
    mut write: impl FnMut(&mut String, T),
) {
    out.push('[');
    for (at, element) in elements.into_iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write(out, element);
    }
    out.push(']');
}

fn items(out: &mut String, items: &[Item]) {
    list(out, items, |out, item| item.write_json(out));
}

fn attributes(out: &mut String, attributes: &Attributes) {
    json::write_attributes(out, attributes);
}

impl Response {
    /// Appends the body of the answer, a JSON object.
    pub fn write_json(&self, out: &mut String) {
        match self {
            Self::CreateTable(table) | Self::UpdateTable(table) | Self::DeleteTable(table) => {
                let mut object = Object::new(out);
                table::description(object.member("TableDescription"), table);
                object.end();
            }
            Self::DescribeTable(table) => {
                let mut object = Object::new(out);
                table::description(object.member("Table"), table);
                object.end();
            }
            Self::ListTables(answer) => list_tables(out, answer),
            Self::Write(answer) => write(out, answer),
            Self::Get(answer) => get(out, answer),
            Self::Page(answer) => page(out, answer),
            Self::BatchGet(answer) => batch_get(out, answer),
            Self::BatchWrite(answer) => batch_write(out, answer),
            // The service sends no body at all.
            Self::Nothing => {}
            rare => rare.write_rarely(out),
        }
    }

    /// The answers that are rarely anybody's first: the page loads this with what it loads later.
    #[inline(never)]
    fn write_rarely(&self, out: &mut String) {
        match self {
            Self::TransactGet(answer) => transactions::get(out, answer),
            Self::TransactWrite(answer) => transactions::write(out, answer),
            Self::Statement(answer) => statements::statement(out, answer),
            Self::BatchStatement(answer) => statements::batch(out, answer),
            Self::StatementTransaction(answer) => statements::transaction(out, answer),
            Self::UpdateTimeToLive(update) => ttl::updated(out, update),
            Self::DescribeTimeToLive(description) => ttl::description(out, description),
            Self::Tags(answer) => tags::list_tags(out, answer),
            Self::Limits(limits) => limits::limits(out, limits),
            Self::Endpoints(endpoints) => limits::endpoints(out, endpoints),
            Self::ListStreams(answer) => streams::streams(out, answer),
            Self::DescribeStream(description) => streams::description(out, description),
            Self::ShardIterator(iterator) => streams::iterator(out, iterator),
            Self::Records(answer) => streams::records(out, answer),
            Self::Search(answer) => vectors::write(out, answer),
            Self::Managed(answer) => managed::write(out, answer),
            Self::Backup(answer) => backups::write(out, answer),
            Self::Lambda(answer) => lambda::write(out, answer),
            Self::CloudWatch(answer) => cloudwatch::write(out, answer),
            Self::Dax(answer) => dax::write(out, answer),
            Self::Identity(json) => out.push_str(json),
            Self::CreateTable(_)
            | Self::UpdateTable(_)
            | Self::DeleteTable(_)
            | Self::DescribeTable(_)
            | Self::ListTables(_)
            | Self::Write(_)
            | Self::Get(_)
            | Self::Page(_)
            | Self::BatchGet(_)
            | Self::BatchWrite(_)
            | Self::Nothing => {}
        }
    }
}

fn list_tables(out: &mut String, answer: &ListTablesOutput) {
    let mut object = Object::new(out);
    if let Some(last) = &answer.last {
        object.text("LastEvaluatedTableName", last);
    }
    list(object.member("TableNames"), &answer.names, |out, name| json::write_string(out, name));
    object.end();
}

fn write(out: &mut String, answer: &WriteOutput) {
    let mut object = Object::new(out);
    if let Some(item) = &answer.attributes {
        item.write_json(object.member("Attributes"));
    }
    if let Some(capacity) = &answer.consumed {
        consumed::capacity(object.member("ConsumedCapacity"), capacity);
    }
    if let Some(metrics) = &answer.metrics {
        consumed::metrics(object.member("ItemCollectionMetrics"), metrics);
    }
    object.end();
}

fn get(out: &mut String, answer: &GetOutput) {
    let mut object = Object::new(out);
    if let Some(capacity) = &answer.consumed {
        consumed::capacity(object.member("ConsumedCapacity"), capacity);
    }
    if let Some(item) = &answer.item {
        item.write_json(object.member("Item"));
    }
    object.end();
}

fn page(out: &mut String, answer: &PageOutput) {
    let mut object = Object::new(out);
    if let Some(capacity) = &answer.consumed {
        consumed::capacity(object.member("ConsumedCapacity"), capacity);
    }
    object.number("Count", answer.count);
    if let Some(found) = &answer.items {
        items(object.member("Items"), found);
    }
    if let Some(key) = &answer.last_key {
        attributes(object.member("LastEvaluatedKey"), key);
    }
    object.number("ScannedCount", answer.scanned_count);
    object.end();
}

fn batch_get(out: &mut String, answer: &BatchGetOutput) {
    let mut object = Object::new(out);
    if let Some(capacities) = &answer.consumed {
        list(object.member("ConsumedCapacity"), capacities, consumed::capacity);
    }
    let mut responses = Object::new(object.member("Responses"));
    for (table, found) in &answer.responses {
        items(responses.member(table), found);
    }
    responses.end();
    let mut unprocessed = Object::new(object.member("UnprocessedKeys"));
    for (table, keys_json) in &answer.unprocessed {
        unprocessed.member(table).push_str(keys_json);
    }
    unprocessed.end();
    object.end();
}

fn batch_write(out: &mut String, answer: &BatchWriteOutput) {
    let mut object = Object::new(out);
    consumed::of_writes(&mut object, answer.consumed.as_deref(), answer.metrics.as_deref());
    let mut unprocessed = Object::new(object.member("UnprocessedItems"));
    for (table, requests) in &answer.unprocessed {
        list(unprocessed.member(table), requests, write_request);
    }
    unprocessed.end();
    object.end();
}

fn write_request(out: &mut String, request: &WriteRequest) {
    let mut object = Object::new(out);
    match request {
        WriteRequest::Put(item) => {
            let mut put = Object::new(object.member("PutRequest"));
            item.write_json(put.member("Item"));
            put.end();
        }
        WriteRequest::Delete(key) => {
            let mut delete = Object::new(object.member("DeleteRequest"));
            attributes(delete.member("Key"), key);
            delete.end();
        }
    }
    object.end();
}
