//! `ExecuteStatement`, `BatchExecuteStatement`, `ExecuteTransaction`.

use super::{Object, attributes, consumed, items, list, transactions};
use crate::dynamodb::{BatchStatementOutput, StatementOutput, TransactGetOutput};

pub(super) fn statement(out: &mut String, answer: &StatementOutput) {
    let mut object = Object::new(out);
    if let Some(capacity) = &answer.consumed {
        consumed::capacity(object.member("ConsumedCapacity"), capacity);
    }
    items(object.member("Items"), &answer.items);
    if let Some(key) = &answer.last_key {
        attributes(object.member("LastEvaluatedKey"), key);
    }
    if let Some(token) = &answer.next_token {
        object.text("NextToken", token);
    }
    object.end();
}

pub(super) fn batch(out: &mut String, answer: &BatchStatementOutput) {
    let mut object = Object::new(out);
    if let Some(capacities) = &answer.consumed {
        list(object.member("ConsumedCapacity"), capacities, consumed::capacity);
    }
    list(object.member("Responses"), &answer.responses, |out, answer| {
        let mut response = Object::new(out);
        if let Some(error) = &answer.error {
            let mut fault = Object::new(response.member("Error"));
            fault.text("Code", error.batch_code());
            if let Some(item) = &error.item {
                item.write_json(fault.member("Item"));
            }
            fault.text("Message", &error.message);
            fault.end();
        }
        if let Some(item) = &answer.item {
            item.write_json(response.member("Item"));
        }
        if let Some(table) = &answer.table {
            response.text("TableName", table);
        }
        response.end();
    });
    object.end();
}

pub(super) fn transaction(out: &mut String, answer: &TransactGetOutput) {
    transactions::get(out, answer);
}
