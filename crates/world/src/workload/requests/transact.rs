//! Transactions of a workload: two items, whose keys are drawn alike.

use api::dynamodb::{
    GetItem, Request, ReturnConsumedCapacity, ReturnValues, TransactGetItems, TransactWrite,
    TransactWriteItems, UpdateItem,
};
use expression::Update;
use value::Attributes;

use super::{Op, Prepared, Spec, numbered};

impl Prepared {
    /// A transaction, and how many items it is about. One key drawn twice makes one item.
    pub(super) fn transaction(
        &self,
        spec: &Spec,
        seed: u64,
        (workload, n, unix): (u32, u64, u64),
        (op, key): (Op, Attributes),
    ) -> (Request, u64) {
        let other = self.partner(spec, seed, (workload, n), unix);
        let keys = if key == other { vec![key] } else { vec![key, other] };
        let many = keys.len() as u64;
        let return_consumed = ReturnConsumedCapacity::None;
        if op == Op::TransactGet {
            let get = |key| GetItem {
                table: self.table.clone(),
                key,
                consistent: true,
                projection: None,
                return_consumed,
            };
            let gets = keys.into_iter().map(get).collect();
            return (Request::TransactGetItems(TransactGetItems { gets, return_consumed }), many);
        }
        let action = |key| {
            TransactWrite::Update(UpdateItem {
                table: self.table.clone(),
                key,
                update: self.count.clone(),
                condition: None,
                return_values: ReturnValues::None,
                return_item_on_failure: false,
                return_consumed,
                return_metrics: false,
            })
        };
        // An SDK makes a token up for each transaction and sends it again with each attempt.
        let transaction = TransactWriteItems {
            actions: keys.into_iter().map(action).collect(),
            token: Some(format!("w{workload}-{n}")),
            fingerprint: u128::from(workload) << 64 | u128::from(n),
            return_consumed,
            return_metrics: false,
        };
        (Request::TransactWriteItems(Box::new(transaction)), many)
    }

    /// The key of the other item of a transaction, drawn like the first.
    fn partner(&self, spec: &Spec, seed: u64, (workload, n): (u32, u64), unix: u64) -> Attributes {
        // A number that no operation has.
        let chosen = spec.keys.choose(seed, workload, n | 1 << 61, unix);
        let mut key = Attributes::new();
        let value = spec.keys.partition(chosen, self.partition.key_type, self.sort.is_some());
        key.insert(self.partition.name.clone(), value);
        if let Some(sort) = &self.sort {
            key.insert(sort.name.clone(), numbered(chosen.sort, sort.key_type));
        }
        key
    }
}

/// The change that transactions make: the counter goes up.
#[inline(never)]
pub(super) fn counting(counter: &str) -> Option<Update> {
    let body = format!(
        r##"{{"TableName":"any","Key":{{"k":{{"S":"k"}}}},"UpdateExpression":"ADD #c :one","ExpressionAttributeNames":{{"#c":"{counter}"}},"ExpressionAttributeValues":{{":one":{{"N":"1"}}}}}}"##
    );
    match api::parse("UpdateItem", body.as_bytes()) {
        Ok(Request::UpdateItem(update)) => update.update,
        _ => None,
    }
}
