//! Turns the number of a call into a request.

mod transact;

use std::sync::Arc;

use api::dynamodb::{
    DeleteItem, GetItem, KeyAttribute, PutItem, Query, Request, ReturnConsumedCapacity, ReturnValues, Scan,
    TableRef, UpdateItem,
};
use expression::{KeyClause, KeyCondition, KeyTest, Update};
use sim::Purpose;
use sim::random::{draw, uniform};
use value::{AttributeValue, Attributes, Item, attributes_size};

use super::keys::{numbered, typed, whole};
use super::spec::{Op, Spec};
use crate::catalogue::{Definition, TableState};

/// What the requests of a workload have in common, made out once.
#[derive(Debug)]
pub(crate) struct Prepared {
    /// The table as it was then.
    definition: Arc<Definition>,
    pub(crate) region: Arc<str>,
    table: TableRef,
    partition: KeyAttribute,
    sort: Option<KeyAttribute>,
    /// Attributes that are keys of indexes only.
    others: Vec<KeyAttribute>,
    /// The partition key of the index that queries read.
    index: Option<(String, Vec<KeyAttribute>)>,
    /// The attribute that fills items up, and the one that counts.
    filling: String,
    counter: String,
    /// Operations with the sum of the weights up to each.
    parts: Vec<(u64, Op, Arc<str>)>,
    update: Option<Update>,
    /// The change that transactions make.
    count: Option<Update>,
}

impl Prepared {
    pub(crate) fn new(spec: &Spec, table: &TableState) -> Self {
        let schema = table.schema();
        let key = schema.key();
        let none = || KeyAttribute { name: String::new(), key_type: api::dynamodb::KeyType::S };
        let partition = key.partition.first().cloned().unwrap_or_else(none);
        let sort = key.sort.first().cloned();
        let own: Vec<&str> = schema.attribute_names().collect();
        let mut others: Vec<KeyAttribute> = Vec::new();
        for index in schema.indexes() {
            for attribute in index.key().partition.iter().chain(&index.key().sort) {
                let known = own.contains(&attribute.name.as_str())
                    || others.iter().any(|other| other.name == attribute.name);
                if !known {
                    others.push(attribute.clone());
                }
            }
        }
        let index = spec.index.as_ref().map(|name| {
            let key = schema.index(name).map(|(_, index)| index.key().partition.clone());
            (name.clone(), key.unwrap_or_default())
        });
        let free = |wanted: &str| {
            let mut name = wanted.to_owned();
            while own.contains(&name.as_str()) || others.iter().any(|other| other.name == name) {
                name.push('_');
            }
            name
        };
        let (filling, counter) = (free("data"), free("calls"));
        let mut sum = 0;
        let parts: Vec<(u64, Op, Arc<str>)> = spec
            .mix
            .iter()
            .map(|part| {
                sum += u64::from(part.weight);
                (sum, part.op, operation(part.op).into())
            })
            .collect();
        let counts = parts.iter().any(|(_, op, _)| *op == Op::Transact);
        let updates = parts.iter().any(|(_, op, _)| *op == Op::Update);
        Self {
            definition: Arc::clone(&table.definition),
            region: Arc::clone(&table.region),
            table: TableRef { given: spec.table.clone(), name: spec.table.clone(), arn_of: None },
            count: if counts { transact::counting(&counter) } else { None },
            update: updates
                .then(|| {
                    let rest = around(spec, (&partition, sort.as_ref()), &others, [&filling, &counter]);
                    update(spec.size.saturating_sub(rest), &filling, &counter)
                })
                .flatten(),
            partition,
            sort,
            others,
            index,
            filling,
            counter,
            parts,
        }
    }

    /// Whether the table is still defined as it was.
    pub(crate) fn fits(&self, table: &TableState) -> bool {
        Arc::ptr_eq(&self.definition, &table.definition)
    }

    /// Operation `n` of a workload: its name, the request, and about how large that is. `unix` is the time when it
    /// began, in microseconds since 1970.
    pub(crate) fn request(
        &self,
        spec: &Spec,
        seed: u64,
        (workload, n): (u32, u64),
        unix: u64,
    ) -> (Arc<str>, Request, u64) {
        let bits = draw(seed, Purpose::WorkloadOperation, u64::from(workload), n);
        let drawn = uniform(bits, 0..spec.weights());
        let part = self.parts.iter().find(|(sum, ..)| drawn < *sum).or(self.parts.last());
        let (op, name) = part.map_or((Op::Get, "GetItem".into()), |(_, op, name)| (*op, Arc::clone(name)));
        let chosen = spec.keys.choose(seed, workload, n, unix);
        let mut key = Attributes::new();
        let value = spec.keys.partition(chosen, self.partition.key_type, self.sort.is_some());
        key.insert(self.partition.name.clone(), value);
        if let Some(sort) = &self.sort {
            key.insert(sort.name.clone(), numbered(chosen.sort, sort.key_type));
        }
        let size = 64 + attributes_size(&key);
        let table = self.table.clone();
        let return_consumed = ReturnConsumedCapacity::None;
        let return_values = ReturnValues::None;
        match op {
            Op::Put => {
                let item = self.item(spec, seed, (workload, n), key);
                let size = size + item.size();
                let put = PutItem {
                    table,
                    item,
                    condition: None,
                    return_values,
                    return_item_on_failure: false,
                    return_consumed,
                    return_metrics: false,
                };
                (name, Request::PutItem(put), size)
            }
            Op::Update => {
                let update = UpdateItem {
                    table,
                    key,
                    update: self.update.clone(),
                    condition: None,
                    return_values,
                    return_item_on_failure: false,
                    return_consumed,
                    return_metrics: false,
                };
                (name, Request::UpdateItem(update), size + u64::from(spec.size))
            }
            Op::Delete => {
                let delete = DeleteItem {
                    table,
                    key,
                    condition: None,
                    return_values,
                    return_item_on_failure: false,
                    return_consumed,
                    return_metrics: false,
                };
                (name, Request::DeleteItem(delete), size)
            }
            Op::Get | Op::GetStrong => {
                let consistent = op == Op::GetStrong;
                let get = GetItem { table, key, consistent, projection: None, return_consumed };
                (name, Request::GetItem(get), size)
            }
            Op::Transact | Op::TransactGet => {
                let (request, keys) = self.transaction(spec, seed, (workload, n, unix), (op, key));
                (name, request, size * keys)
            }
            Op::Query | Op::QueryStrong => {
                let query = Query {
                    table,
                    index: self.index.as_ref().map(|(name, _)| name.clone()),
                    key_condition: self.condition(spec, seed, (workload, n), &key),
                    filter: None,
                    projection: None,
                    select: None,
                    limit: None,
                    start: None,
                    forward: true,
                    consistent: op == Op::QueryStrong,
                    return_consumed,
                    older: false,
                };
                (name, Request::Query(Box::new(query)), size)
            }
            Op::Scan => {
                let scan = Scan {
                    table,
                    index: self.index.as_ref().map(|(name, _)| name.clone()),
                    filter: None,
                    projection: None,
                    select: None,
                    limit: None,
                    start: None,
                    segment: None,
                    consistent: false,
                    return_consumed,
                    older: false,
                };
                (name, Request::Scan(Box::new(scan)), size)
            }
        }
    }

    /// The value of an attribute that is a key of an index only; `place` is its place among them.
    fn other(&self, spec: &Spec, seed: u64, (workload, n): (u32, u64), place: usize) -> AttributeValue {
        let counter = n.wrapping_mul(64).wrapping_add(place as u64);
        let bits = draw(seed, Purpose::WorkloadValue, u64::from(workload), counter);
        let number = uniform(bits, 0..u64::from(spec.index_values.max(1)));
        let Some(attribute) = self.others.get(place) else { return AttributeValue::Null };
        match attribute.key_type {
            api::dynamodb::KeyType::N => AttributeValue::N(whole(number)),
            kind => typed(format!("{}-{number}", attribute.name), kind),
        }
    }

    fn item(&self, spec: &Spec, seed: u64, call: (u32, u64), key: Attributes) -> Item {
        let mut item = key;
        if spec.index_values > 0 {
            for (place, attribute) in self.others.iter().enumerate() {
                item.insert(attribute.name.clone(), self.other(spec, seed, call, place));
            }
        }
        // Each item differs from the one before, so each write is a change.
        item.insert(self.counter.clone(), AttributeValue::N(whole(call.1)));
        let without = attributes_size(&item).saturating_add(self.filling.len() as u64);
        if let Some(missing) = u64::from(spec.size).checked_sub(without).filter(|&missing| missing > 0) {
            item.insert(self.filling.clone(), AttributeValue::S("x".repeat(missing as usize)));
        }
        Item::new(&item)
    }

    /// The item collection of a key, or the one of the index that an item of this call would be in.
    fn condition(&self, spec: &Spec, seed: u64, call: (u32, u64), key: &Attributes) -> KeyCondition {
        let equal = |attribute: &str, value: AttributeValue| KeyClause {
            attribute: attribute.to_owned(),
            test: KeyTest::Eq(value),
        };
        let attributes = match &self.index {
            Some((_, attributes)) if !attributes.is_empty() => attributes.as_slice(),
            _ => std::slice::from_ref(&self.partition),
        };
        let clauses = attributes.iter().map(|attribute| {
            let place = self.others.iter().position(|other| other.name == attribute.name);
            let value = place.map(|place| self.other(spec, seed, call, place));
            let value = value.or_else(|| key.get(&attribute.name).cloned());
            equal(&attribute.name, value.unwrap_or(AttributeValue::Null))
        });
        KeyCondition { clauses: clauses.collect() }
    }
}

/// The operation's name.
fn operation(op: Op) -> &'static str {
    match op {
        Op::Put => "PutItem",
        Op::Update => "UpdateItem",
        Op::Delete => "DeleteItem",
        Op::Get | Op::GetStrong => "GetItem",
        Op::Query | Op::QueryStrong => "Query",
        Op::Scan => "Scan",
        Op::Transact => "TransactWriteItems",
        Op::TransactGet => "TransactGetItems",
    }
}

/// The most bytes by which keys of a workload differ in length, and a counter's value has.
const DIGITS: usize = 11;

/// About how many bytes an item has besides its filling; rather more than less, so that the whole has no unit too many.
fn around(
    spec: &Spec,
    (partition, sort): (&KeyAttribute, Option<&KeyAttribute>),
    others: &[KeyAttribute],
    added: [&str; 2],
) -> u32 {
    let chosen = spec.keys.choose(0, 0, 0, 0);
    let mut key = Attributes::new();
    key.insert(partition.name.clone(), spec.keys.partition(chosen, partition.key_type, sort.is_some()));
    if let Some(sort) = sort {
        key.insert(sort.name.clone(), numbered(chosen.sort, sort.key_type));
    }
    // A value of another attribute is its name and a number.
    let of_others = others.iter().filter(|_| spec.index_values > 0).map(|it| 2 * it.name.len() + DIGITS);
    let of_added = added.iter().map(|name| name.len()).sum::<usize>() + 2 * DIGITS;
    let bytes = attributes_size(&key).saturating_add((of_others.sum::<usize>() + of_added) as u64);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

/// The change that updates make: the filling, so many bytes, is set, the counter goes up.
fn update(size: u32, filling: &str, counter: &str) -> Option<Update> {
    let filled = "x".repeat(size as usize);
    let names = format!(r##"{{"#d":"{filling}","#c":"{counter}"}}"##);
    let values = format!(r#"{{":d":{{"S":"{filled}"}},":one":{{"N":"1"}}}}"#);
    let body = format!(
        r#"{{"TableName":"any","Key":{{"k":{{"S":"k"}}}},"UpdateExpression":"SET #d = :d ADD #c :one","ExpressionAttributeNames":{names},"ExpressionAttributeValues":{values}}}"#
    );
    match api::parse("UpdateItem", body.as_bytes()) {
        Ok(Request::UpdateItem(update)) => update.update,
        _ => None,
    }
}
