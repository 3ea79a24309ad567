//! The parameters from before expressions, carried out.

use world::World;

use super::support::{ORDERS, PLAIN, ask, check_contains, create, instant};

const ITEM: &str = r#"{"pk":{"S":"k"},"s":{"S":"hello"},"n":{"N":"5"},"ss":{"SS":["a","b"]},"l":{"L":[{"S":"a"}]},
    "nil":{"NULL":true},"b":{"B":"AAE="},"m":{"M":{"x":{"N":"1"}}},"yes":{"BOOL":true}}"#;

fn stored() -> World {
    let mut world = instant();
    create(&mut world, PLAIN);
    assert_eq!(ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{ITEM}}}"#)), "{}");
    world
}

/// Each condition, as a filter of a scan, a filter of a query, and an expectation.
#[test]
fn conditions() {
    let mut world = stored();
    for (attribute, operator, list, holds) in [
        ("s", "EQ", r#"{"S":"hello"}"#, true),
        ("s", "EQ", r#"{"S":"other"}"#, false),
        ("n", "EQ", r#"{"N":"5.0"}"#, true),
        ("n", "EQ", r#"{"S":"5"}"#, false),
        ("ss", "EQ", r#"{"SS":["b","a"]}"#, true),
        ("m", "EQ", r#"{"M":{"x":{"N":"1"}}}"#, true),
        ("l", "EQ", r#"{"L":[{"S":"a"}]}"#, true),
        ("nope", "EQ", r#"{"S":"x"}"#, false),
        ("s", "NE", r#"{"S":"other"}"#, true),
        ("s", "NE", r#"{"S":"hello"}"#, false),
        ("s", "NE", r#"{"N":"1"}"#, true),
        // spec: 5.10/NE when missing
        ("nope", "NE", r#"{"S":"x"}"#, true),
        ("n", "LT", r#"{"N":"6"}"#, true),
        ("n", "LE", r#"{"N":"5"}"#, true),
        ("n", "GT", r#"{"N":"5"}"#, false),
        ("n", "GE", r#"{"N":"5"}"#, true),
        ("n", "LT", r#"{"S":"x"}"#, false),
        ("nope", "LT", r#"{"N":"1"}"#, false),
        ("n", "BETWEEN", r#"{"N":"5"},{"N":"9"}"#, true),
        ("s", "BETWEEN", r#"{"S":"a"},{"S":"h"}"#, false),
        ("n", "IN", r#"{"N":"1"},{"N":"5"}"#, true),
        ("n", "IN", r#"{"N":"1"}"#, false),
        ("s", "BEGINS_WITH", r#"{"S":"hel"}"#, true),
        ("b", "BEGINS_WITH", r#"{"B":"AA=="}"#, true),
        ("n", "BEGINS_WITH", r#"{"S":"5"}"#, false),
        ("s", "CONTAINS", r#"{"S":"ell"}"#, true),
        ("ss", "CONTAINS", r#"{"S":"a"}"#, true),
        ("l", "CONTAINS", r#"{"S":"a"}"#, true),
        ("nope", "CONTAINS", r#"{"S":"a"}"#, false),
        ("ss", "NOT_CONTAINS", r#"{"S":"z"}"#, true),
        ("ss", "NOT_CONTAINS", r#"{"S":"a"}"#, false),
        ("n", "NOT_CONTAINS", r#"{"S":"a"}"#, true),
        // spec: 5.10/NOT_CONTAINS when missing; 8/legacy filters
        ("nope", "NOT_CONTAINS", r#"{"S":"a"}"#, false),
        // spec: 5.10/NULL and NOT_NULL
        ("nope", "NULL", "", true),
        ("nil", "NULL", "", false),
        ("nil", "NOT_NULL", "", true),
        ("nope", "NOT_NULL", "", false),
        ("yes", "EQ", r#"{"BOOL":true}"#, true),
    ] {
        let condition =
            format!(r#""{attribute}":{{"ComparisonOperator":"{operator}","AttributeValueList":[{list}]}}"#);
        let count = format!(r#"{{"Count":{},"ScannedCount":1}}"#, u8::from(holds));
        let scan = format!(r#"{{"TableName":"Notes","ScanFilter":{{{condition}}},"Select":"COUNT"}}"#);
        assert_eq!(ask(&mut world, "Scan", &scan), count, "{condition}");
        let query = format!(
            r#"{{"TableName":"Notes","QueryFilter":{{{condition}}},"Select":"COUNT",
                "KeyConditions":{{"pk":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"S":"k"}}]}}}}}}"#
        );
        assert_eq!(ask(&mut world, "Query", &query), count, "{condition}");
        let put = format!(r#"{{"TableName":"Notes","Item":{ITEM},"Expected":{{{condition}}}}}"#);
        let answer = ask(&mut world, "PutItem", &put);
        let failed = "ConditionalCheckFailedException: The conditional request failed";
        assert_eq!(answer, if holds { "{}" } else { failed }, "{condition}");
    }
}

#[test]
fn conditions_are_joined() {
    let mut world = stored();
    for (operator, count) in
        [("", 0), (r#","ConditionalOperator":"AND""#, 0), (r#","ConditionalOperator":"OR""#, 1)]
    {
        // spec: 5.10/ConditionalOperator OR
        let body = format!(
            r#"{{"TableName":"Notes","Select":"COUNT"{operator},"ScanFilter":{{
                "s":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"S":"hello"}}]}},
                "n":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"N":"6"}}]}}}}}}"#
        );
        assert_eq!(ask(&mut world, "Scan", &body), format!(r#"{{"Count":{count},"ScannedCount":1}}"#));
    }
    let failed = "ConditionalCheckFailedException: The conditional request failed";
    for (expected, answer) in [
        (r#""pk":{"Exists":false}"#, failed),
        (r#""n":{"Value":{"N":"5"}},"s":{"Value":{"S":"x"}}"#, failed),
        (r#""n":{"Value":{"N":"5"}},"nope":{"Exists":false}"#, "{}"),
    ] {
        let body = format!(r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"k"}}}},"Expected":{{{expected}}}}}"#);
        assert_eq!(ask(&mut world, "DeleteItem", &body), answer, "{expected}");
    }
}

// spec: 5.10/KeyConditions count / operator
#[test]
fn operators_by_which_no_key_is_found() {
    let mut world = instant();
    create(&mut world, PLAIN);
    let condition = |operator: &str, value: &str| {
        let list =
            if value.is_empty() { String::new() } else { format!(r#""AttributeValueList":[{value}],"#) };
        format!(r#""pk":{{{list}"ComparisonOperator":"{operator}"}}"#)
    };
    let refused = "ValidationException: Attempted conditional constraint is not an indexable operation";
    for (conditions, answer) in [
        (condition("NE", r#"{"S":"x"}"#), refused),
        (condition("NOT_NULL", ""), refused),
        (condition("IN", r#"{"S":"x"}"#), refused),
        (
            condition("NE", r#"{"S":"x"}"#).replace("pk", "sk"),
            "ValidationException: Query condition missed key schema element: pk",
        ),
    ] {
        let body = format!(r#"{{"TableName":"Notes","KeyConditions":{{{conditions}}}}}"#);
        assert_eq!(ask(&mut world, "Query", &body), answer, "{conditions}");
        assert_eq!(
            ask(&mut world, "Query", &body.replace("Notes", "Nothing")),
            "ResourceNotFoundException: Requested resource not found",
            "{conditions}"
        );
    }
}

#[test]
fn attribute_updates() {
    let mut world = stored();
    let mut update = |updates: &str| {
        let body = format!(
            r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"k"}}}},"AttributeUpdates":{{{updates}}},
                "ReturnValues":"UPDATED_NEW"}}"#
        );
        ask(&mut world, "UpdateItem", &body)
    };
    let mismatch = "ValidationException: Type mismatch for attribute to update";
    for (updates, answer) in [
        (r#""s":{"Value":{"S":"new"}}"#, r#"{"Attributes":{"s":{"S":"new"}}}"#),
        (r#""x.y":{"Value":{"S":"new"},"Action":"PUT"}"#, r#"{"Attributes":{"x.y":{"S":"new"}}}"#),
        (r#""n":{"Value":{"N":"2"},"Action":"ADD"}"#, r#"{"Attributes":{"n":{"N":"7"}}}"#),
        (r#""fresh":{"Value":{"N":"2"},"Action":"ADD"}"#, r#"{"Attributes":{"fresh":{"N":"2"}}}"#),
        (r#""ss":{"Value":{"SS":["c"]},"Action":"ADD"}"#, r#"{"Attributes":{"ss":{"SS":["a","b","c"]}}}"#),
        (r#""ss":{"Value":{"SS":["a","c"]},"Action":"DELETE"}"#, r#"{"Attributes":{"ss":{"SS":["b"]}}}"#),
        (
            r#""l":{"Value":{"L":[{"N":"1"}]},"Action":"ADD"}"#,
            r#"{"Attributes":{"l":{"L":[{"S":"a"},{"N":"1"}]}}}"#,
        ),
        (r#""l2":{"Value":{"L":[{"N":"1"}]},"Action":"ADD"}"#, r#"{"Attributes":{"l2":{"L":[{"N":"1"}]}}}"#),
        (r#""m":{"Action":"DELETE"}"#, "{}"),
        (r#""nope":{"Action":"DELETE"}"#, "{}"),
        // spec: 4.6/runtime: stored operand has wrong type
        (r#""s":{"Value":{"N":"1"},"Action":"ADD"}"#, mismatch),
        (r#""s":{"Value":{"L":[]},"Action":"ADD"}"#, mismatch),
        (r#""s":{"Value":{"SS":["x"]},"Action":"DELETE"}"#, mismatch),
        (r#""ss":{"Value":{"NS":["1"]},"Action":"DELETE"}"#, mismatch),
        (
            r#""pk":{"Value":{"S":"x"}}"#,
            "ValidationException: One or more parameter values were invalid: \
             Cannot update attribute pk. This attribute is part of the key",
        ),
    ] {
        assert_eq!(update(updates), answer, "{updates}");
    }
    // spec: 2.4/PartiQL UPDATE, AttributeUpdates
    // The text is not charged: with the key it is 409,600 bytes.
    let mut world = instant();
    create(&mut world, PLAIN);
    let mut sized = |bytes: usize| {
        let value = "x".repeat(bytes);
        let body = format!(
            r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"k"}}}},"AttributeUpdates":{{"x":{{"Value":{{"S":"{value}"}}}}}}}}"#
        );
        ask(&mut world, "UpdateItem", &body)
    };
    assert_eq!(sized(409_596), "{}");
    assert_eq!(
        sized(409_597),
        "ValidationException: Item size to update has exceeded the maximum allowed size"
    );
}

#[test]
fn updates_of_items_that_are_not_there() {
    let mut world = instant();
    create(&mut world, PLAIN);
    for (updates, there) in [
        (r#""x":{"Action":"DELETE"}"#, false),
        (r#""x":{"Action":"DELETE","Value":{"SS":["a"]}}"#, false),
        (r#""x":{"Action":"ADD","Value":{"L":[]}}"#, true),
    ] {
        let body =
            format!(r#"{{"TableName":"Notes","Key":{{"pk":{{"S":"k"}}}},"AttributeUpdates":{{{updates}}}}}"#);
        assert_eq!(ask(&mut world, "UpdateItem", &body), "{}");
        let item = ask(
            &mut world,
            "GetItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"k"}},"ConsistentRead":true}"#,
        );
        assert_eq!(item != "{}", there, "{updates}: {item}");
    }
}

#[test]
fn attributes_to_get() {
    let mut world = stored();
    for (operation, body, answer) in [
        (
            "GetItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"k"}},"AttributesToGet":["n","m.x"],"ConsistentRead":true}"#,
            r#"{"Item":{"n":{"N":"5"}}}"#,
        ),
        (
            "GetItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"k"}},"AttributesToGet":["q"],"ConsistentRead":true}"#,
            r#"{"Item":{}}"#,
        ),
        (
            "BatchGetItem",
            r#"{"RequestItems":{"Notes":{"Keys":[{"pk":{"S":"k"}}],"AttributesToGet":["pk"]}}}"#,
            r#"{"Responses":{"Notes":[{"pk":{"S":"k"}}]},"UnprocessedKeys":{}}"#,
        ),
        (
            "Scan",
            r#"{"TableName":"Notes","AttributesToGet":["n"]}"#,
            r#"{"Count":1,"Items":[{"n":{"N":"5"}}],"ScannedCount":1}"#,
        ),
        (
            "Scan",
            r#"{"TableName":"Notes","AttributesToGet":["n"],"Select":"SPECIFIC_ATTRIBUTES"}"#,
            r#"{"Count":1,"Items":[{"n":{"N":"5"}}],"ScannedCount":1}"#,
        ),
    ] {
        assert_eq!(ask(&mut world, operation, body), answer, "{body}");
    }
}

#[test]
fn key_conditions() {
    let mut world = instant();
    create(&mut world, ORDERS);
    for sk in ["a", "ab", "b", "c"] {
        let body = format!(
            r#"{{"TableName":"Orders","Item":{{"pk":{{"S":"p"}},"sk":{{"S":"{sk}"}},"x":{{"S":"{sk}"}}}}}}"#
        );
        ask(&mut world, "PutItem", &body);
    }
    let mut query = |sort: &str, more: &str| {
        let body = format!(
            r#"{{"TableName":"Orders","AttributesToGet":["sk"],"ConsistentRead":true{more},"KeyConditions":{{
                "pk":{{"ComparisonOperator":"EQ","AttributeValueList":[{{"S":"p"}}]}}{sort}}}}}"#
        );
        ask(&mut world, "Query", &body)
    };
    let sort = |operator: &str, list: &str| {
        format!(r#","sk":{{"ComparisonOperator":"{operator}","AttributeValueList":[{list}]}}"#)
    };
    for (operator, list, count) in [
        ("EQ", r#"{"S":"a"}"#, 1),
        ("LE", r#"{"S":"ab"}"#, 2),
        ("LT", r#"{"S":"ab"}"#, 1),
        ("GE", r#"{"S":"ab"}"#, 3),
        ("GT", r#"{"S":"ab"}"#, 2),
        ("BEGINS_WITH", r#"{"S":"a"}"#, 2),
        ("BETWEEN", r#"{"S":"ab"},{"S":"b"}"#, 2),
    ] {
        let answer = query(&sort(operator, list), "");
        check_contains(&answer, &format!(r#"{{"Count":{count},"#));
        check_contains(&answer, &format!(r#""ScannedCount":{count}}}"#));
    }
    // spec: 5.10/KeyConditions
    for (sort, more, fault) in [
        (
            sort("EQ", r#"{"N":"1"}"#),
            "",
            "One or more parameter values were invalid: Condition parameter type does not match schema type",
        ),
        (sort("EQ", r#"{"S":"a"}"#).replace("sk", "x"), "", "Query condition missed key schema element: sk"),
        (
            String::new(),
            r#","QueryFilter":{"sk":{"ComparisonOperator":"EQ","AttributeValueList":[{"S":"a"}]}}"#,
            "QueryFilter can only contain non-primary key attributes: Primary key attribute: sk",
        ),
    ] {
        assert_eq!(query(&sort, more), format!("ValidationException: {fault}"));
    }
    let filtered =
        query("", r#","QueryFilter":{"x":{"ComparisonOperator":"GT","AttributeValueList":[{"S":"ab"}]}}"#);
    check_contains(&filtered, r#"{"Count":2,"#);
    check_contains(&filtered, r#""ScannedCount":4}"#);
}
