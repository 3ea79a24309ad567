//! `TransactGetItems` and `TransactWriteItems`.

use super::{Object, consumed, list};
use crate::dynamodb::{TransactGetOutput, TransactWriteOutput};

pub(super) fn get(out: &mut String, answer: &TransactGetOutput) {
    let mut object = Object::new(out);
    if let Some(capacities) = &answer.consumed {
        list(object.member("ConsumedCapacity"), capacities, consumed::capacity);
    }
    list(object.member("Responses"), &answer.items, |out, item| {
        let mut response = Object::new(out);
        if let Some(item) = item {
            item.write_json(response.member("Item"));
        }
        response.end();
    });
    object.end();
}

pub(super) fn write(out: &mut String, answer: &TransactWriteOutput) {
    let mut object = Object::new(out);
    consumed::of_writes(&mut object, answer.consumed.as_deref(), answer.metrics.as_deref());
    object.end();
}
