//! Members of `PutItem`, `GetItem`, `UpdateItem`, `DeleteItem`.

use api::Wording;
use api::dynamodb::{Request, ReturnConsumedCapacity, ReturnValues};

use super::{accepts, answer, refuses, refuses_classic};

const RETURN_VALUES: &str = "Failed to satisfy constraint: \
     Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]";
const CONSUMED: &str = "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: \
     Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const METRICS: &str = "Value 'X' at 'returnItemCollectionMetrics' failed to satisfy constraint: \
     Member must satisfy enum value set: [SIZE, NONE]";
const ON_FAILURE: &str = "Value 'X' at 'returnValuesOnConditionCheckFailure' failed to satisfy constraint: \
     Member must satisfy enum value set: [ALL_OLD, NONE]";
const NO_NAME: &str = "Value null at 'tableName' failed to satisfy constraint: Member must not be null";
const NO_KEY: &str = "Value null at 'key' failed to satisfy constraint: Member must not be null";
const NO_ITEM: &str = "Value null at 'item' failed to satisfy constraint: Member must not be null";
const BAD: &str = r#""ReturnValues":"X","ReturnConsumedCapacity":"X","ReturnItemCollectionMetrics":"X",
    "ReturnValuesOnConditionCheckFailure":"X""#;

// spec: 5.1/PutItem, DeleteItem; 0/bad ReturnValues; 5.1/enum echo orders; 5.2/PutItem; 5.2/DeleteItem
#[test]
fn put_and_delete_list_their_faults() {
    let all = format!(
        "5 validation errors detected: {CONSUMED}; {NO_NAME}; {RETURN_VALUES}; {METRICS}; {ON_FAILURE}"
    );
    for (operation, content, absent) in [("PutItem", "Item", NO_ITEM), ("DeleteItem", "Key", NO_KEY)] {
        refuses(operation, &format!("{{{BAD}}}"), &all);
        refuses(operation, "{}", &format!("1 validation error detected: {NO_NAME}"));
        refuses(operation, r#"{"TableName":"Tab"}"#, &format!("1 validation error detected: {absent}"));
        let one = |member: &str| format!(r#"{{"TableName":"Tab","{content}":{{}},"{member}":"X"}}"#);
        for (member, sentence) in [
            ("ReturnValues", RETURN_VALUES),
            ("ReturnConsumedCapacity", CONSUMED),
            ("ReturnItemCollectionMetrics", METRICS),
            ("ReturnValuesOnConditionCheckFailure", ON_FAILURE),
        ] {
            refuses(operation, &one(member), &format!("1 validation error detected: {sentence}"));
        }
        for unsupported in ["UPDATED_OLD", "ALL_NEW", "UPDATED_NEW"] {
            let body = format!(r#"{{"TableName":"Tab","{content}":{{}},"ReturnValues":"{unsupported}"}}"#);
            let sentence = "ReturnValues can only be ALL_OLD or NONE";
            refuses(operation, &body, &format!("1 validation error detected: {sentence}"));
            refuses_classic(operation, &body, sentence);
        }
    }
}

// spec: 5.1/UpdateItem
#[test]
fn update_tells_its_first_fault() {
    let with = |rest: &str| format!(r#"{{"TableName":"Tab","Key":{{}},{rest}}}"#);
    refuses("UpdateItem", &with(BAD), &format!("1 validation error detected: {RETURN_VALUES}"));
    refuses(
        "UpdateItem",
        &with(
            r#""ReturnConsumedCapacity":"X","ReturnItemCollectionMetrics":"X","ReturnValuesOnConditionCheckFailure":"X""#,
        ),
        ON_FAILURE,
    );
    refuses(
        "UpdateItem",
        &with(r#""ReturnConsumedCapacity":"X","ReturnItemCollectionMetrics":"X""#),
        &format!("1 validation error detected: {METRICS}"),
    );
    refuses("UpdateItem", &with(r#""ReturnConsumedCapacity":"X""#), CONSUMED);
    refuses("UpdateItem", &format!("{{{BAD}}}"), &format!("1 validation error detected: {NO_NAME}"));
    refuses("UpdateItem", r#"{"TableName":"Tab"}"#, &format!("1 validation error detected: {NO_KEY}"));
    let older = |path: &str, values: &str| {
        format!(
            "Value 'X' at '{path}' failed to satisfy constraint: Member must satisfy enum value set: [{values}]"
        )
    };
    refuses(
        "UpdateItem",
        r#"{"TableName":"Tab","ReturnConsumedCapacity":"X","ReturnValues":"X"}"#,
        &format!(
            "3 validation errors detected: {}; {}; {NO_KEY}",
            older("returnValues", "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW"),
            older("returnConsumedCapacity", "INDEXES, TOTAL, NONE"),
        ),
    );
}

// spec: 5.1/GetItem
#[test]
fn get_lists_name_and_capacity() {
    refuses(
        "GetItem",
        r#"{"ReturnConsumedCapacity":"X"}"#,
        &format!("2 validation errors detected: {NO_NAME}; {CONSUMED}"),
    );
    refuses("GetItem", r#"{"TableName":"Tab"}"#, &format!("1 validation error detected: {NO_KEY}"));
    refuses(
        "GetItem",
        r#"{"TableName":"Tab","Key":{},"AttributesToGet":[]}"#,
        "1 validation error detected: Value '[]' at 'attributesToGet' failed to satisfy constraint: \
         Member must have length greater than or equal to 1",
    );
}

// spec: 0/bad ReturnValues
#[test]
fn the_older_layer_quotes_values() {
    refuses_classic(
        "PutItem",
        r#"{"TableName":"Tab","Item":{},"ReturnValues":"X"}"#,
        "1 validation error detected: Value 'X' at 'returnValues' failed to satisfy constraint: \
         Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    );
    refuses_classic("PutItem", "{}", &format!("2 validation errors detected: {NO_NAME}; {NO_ITEM}"));
}

#[test]
fn the_older_layer_tells_members_in_an_order_of_each_operation() {
    let body = r#""ReturnConsumedCapacity":"X","ReturnValues":"X","ReturnItemCollectionMetrics":"X",
        "ReturnValuesOnConditionCheckFailure":"X","ConditionalOperator":"X","AttributesToGet":[],
        "Expected":{"a":{"ComparisonOperator":"X"}}"#;
    let conditions = "conditionalOperator expected.a.member.comparisonOperator";
    for (operation, paths) in [
        (
            "PutItem",
            format!(
                "returnConsumedCapacity tableName item {conditions} returnValues returnItemCollectionMetrics \
                 returnValuesOnConditionCheckFailure"
            ),
        ),
        (
            "DeleteItem",
            format!(
                "returnConsumedCapacity tableName returnValues returnItemCollectionMetrics \
                 returnValuesOnConditionCheckFailure key {conditions}"
            ),
        ),
        (
            "UpdateItem",
            format!(
                "returnConsumedCapacity tableName returnItemCollectionMetrics returnValues \
                 returnValuesOnConditionCheckFailure key {conditions}"
            ),
        ),
        ("GetItem", "returnConsumedCapacity attributesToGet tableName key".to_owned()),
    ] {
        let answer = answer(operation, &format!("{{{body}}}"), Wording::Classic);
        let told: Vec<&str> =
            answer.split(" at '").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
        assert_eq!(told.join(" "), paths, "{operation}");
    }
}

#[test]
fn settings_arrive() {
    let Request::UpdateItem(plain) = accepts("UpdateItem", r#"{"TableName":"Tab","Key":{"pk":{"S":"a"}}}"#)
    else {
        panic!("another operation")
    };
    assert_eq!(plain.return_values, ReturnValues::None);
    assert_eq!(plain.return_consumed, ReturnConsumedCapacity::None);
    assert!(plain.update.is_none() && plain.condition.is_none());
    assert!(!plain.return_metrics && !plain.return_item_on_failure);
    for (text, expected) in [
        ("NONE", ReturnValues::None),
        ("ALL_OLD", ReturnValues::AllOld),
        ("UPDATED_OLD", ReturnValues::UpdatedOld),
        ("ALL_NEW", ReturnValues::AllNew),
        ("UPDATED_NEW", ReturnValues::UpdatedNew),
    ] {
        let body = format!(
            r#"{{"TableName":"Tab","Key":{{}},"ReturnValues":"{text}","ReturnConsumedCapacity":"INDEXES",
               "ReturnItemCollectionMetrics":"SIZE","ReturnValuesOnConditionCheckFailure":"ALL_OLD"}}"#
        );
        let Request::UpdateItem(request) = accepts("UpdateItem", &body) else { panic!("another operation") };
        assert_eq!(request.return_values, expected);
        assert_eq!(request.return_consumed, ReturnConsumedCapacity::Indexes);
        assert!(request.return_metrics && request.return_item_on_failure);
    }
    let body = r#"{"TableName":"Tab","Key":{},"ConsistentRead":true,"ReturnConsumedCapacity":"TOTAL"}"#;
    let Request::GetItem(request) = accepts("GetItem", body) else { panic!("another operation") };
    assert!(request.consistent);
    assert_eq!(request.return_consumed, ReturnConsumedCapacity::Total);
}
