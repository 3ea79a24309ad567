//! Batches: many keys, each for itself.

use api::ApiError;
use api::dynamodb::{BatchGetItem, BatchGetOutput, BatchWriteItem, BatchWriteOutput, KeysToGet, Response};
use table::{Units, Write};
use trace::Class;
use value::{Attributes, Item, json};

use super::consumed_each;
use crate::flight::Flight;
use crate::world::World;

/// Bytes of items that a `BatchGetItem` answers with at most: 16 MB.
const MOST_BYTES: u64 = 16 << 20;

impl World {
    pub(crate) fn batch_get(&mut self, flight: &mut Flight, batch: &BatchGetItem) -> Result<(), ApiError> {
        for part in &batch.tables {
            self.reach(&flight.region, &part.table)?;
        }
        let mut output = BatchGetOutput::default();
        let mut units = Vec::new();
        let mut nth = 0;
        let mut bytes = 0;
        let mut refused = Refused::default();
        for part in &batch.tables {
            let (id, schema) = self.target(flight, &part.table)?;
            let mut items = Vec::new();
            let mut left = Vec::new();
            let mut used = Units::default();
            for key in &part.keys {
                nth += 1;
                let key_bytes = schema.key_of(key)?;
                let newest = self.tables.get(&id).and_then(|table| table.data.rows().get(&key_bytes));
                bytes += newest.map_or(0, Item::size);
                // The answer is full: this key and those that follow are asked for again.
                if bytes > MOST_BYTES {
                    left.push(key);
                    continue;
                }
                if let Err(error) = self.admit_key(flight, id, &key_bytes, Class::Read) {
                    refused.add(error);
                    left.push(key);
                    continue;
                }
                let read = self.read_key(flight, id, &key_bytes, part.consistent, nth);
                used.append(read.units);
                items.extend(table::shown(read.stored.as_ref(), part.projection.as_ref()));
            }
            output.responses.push((part.table.given.clone(), items));
            if !left.is_empty() {
                output.unprocessed.push((part.table.given.clone(), keys_json(part, &left)));
            }
            units.push((schema, &part.table, used));
        }
        if let Some(error) = refused.all(nth) {
            return Err(error);
        }
        let each = units.iter().map(|(schema, table, units)| (schema, *table, units));
        output.consumed = consumed_each(each, batch.return_consumed);
        flight.result = Some(Ok(Response::BatchGet(output)));
        Ok(())
    }

    pub(crate) fn batch_write(
        &mut self,
        flight: &mut Flight,
        batch: &BatchWriteItem,
    ) -> Result<(), ApiError> {
        // Everything is planned before anything is written: what is wrong with one refuses them all. Keys are distinct, so
        // no plan changes another.
        let mut planned = Vec::new();
        for (table, writes) in &batch.tables {
            let (id, schema) = self.target(flight, table)?;
            let mut plans = Vec::new();
            for request in writes {
                let write = Write::batch(&schema, request)?;
                let plan = self.plan_write(id, &schema, &write).map_err(|refusal| refusal.error)?;
                plans.push((request, plan));
            }
            planned.push((id, schema, table, plans));
        }
        let mut output = BatchWriteOutput::default();
        let mut metrics = Vec::new();
        let mut units = Vec::new();
        let mut nth = 0;
        let mut refused = Refused::default();
        for (id, schema, table, plans) in planned {
            let mut left = Vec::new();
            let mut used = Units::default();
            let mut sizes = Vec::new();
            for (request, plan) in plans {
                nth += 1;
                // What a transaction holds is left to be sent again.
                if self.holder(id, &plan.key).is_some() {
                    left.push(request.clone());
                    continue;
                }
                // Each finds the capacity that those before it have left.
                let admitted = self
                    .admit_key(flight, id, &plan.key, Class::Write)
                    .and_then(|()| self.check_indexes(flight, id, &plan));
                if let Err(error) = admitted {
                    refused.add(error);
                    left.push(request.clone());
                    continue;
                }
                self.carry_out(flight, id, nth, &plan, None);
                if batch.return_metrics
                    && let Some(size) = self.metrics(flight, id, nth)
                    && !sizes.contains(&size)
                {
                    sizes.push(size);
                }
                used.append(plan.units);
            }
            if !left.is_empty() {
                output.unprocessed.push((table.given.clone(), left));
            }
            if !sizes.is_empty() {
                metrics.push((table.given.clone(), sizes));
            }
            units.push((schema, table, used));
        }
        if let Some(error) = refused.all(nth) {
            return Err(error);
        }
        let each = units.iter().map(|(schema, table, units)| (schema, *table, units));
        output.consumed = consumed_each(each, batch.return_consumed);
        output.metrics = batch.return_metrics.then_some(metrics);
        flight.result = Some(Ok(Response::BatchWrite(output)));
        Ok(())
    }
}

/// Members of a batch that were throttled.
#[derive(Default)]
struct Refused {
    count: u16,
    first: Option<ApiError>,
}

impl Refused {
    fn add(&mut self, error: ApiError) {
        self.count = self.count.saturating_add(1);
        self.first.get_or_insert(error);
    }

    /// The exception of the whole batch, when all of its members were throttled. Otherwise they are left to be asked for
    /// again.
    fn all(self, members: u16) -> Option<ApiError> {
        self.first.filter(|_| self.count == members)
    }
}

/// `KeysAndAttributes` as JSON: the keys not answered, with the settings of the request.
fn keys_json(part: &KeysToGet, keys: &[&Attributes]) -> String {
    let mut out = String::from("{\"Keys\":[");
    for (position, key) in keys.iter().enumerate() {
        if position > 0 {
            out.push(',');
        }
        json::write_attributes(&mut out, key);
    }
    out.push(']');
    if part.consistent {
        out.push_str(",\"ConsistentRead\":true");
    }
    out.push_str(&part.projection_json);
    out.push('}');
    out
}
