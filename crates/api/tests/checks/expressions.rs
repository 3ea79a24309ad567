//! Expressions' parameters: names, values, what must not be mixed, what must be used. (What can be wrong inside
//! an expression is tested where expressions are parsed.)

use api::dynamodb::Request;

use super::{accepts, refuses, refuses_classic};

/// `PutItem` with more members.
fn put(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}}}},{rest}}}"#)
}

fn keyed(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}},{rest}}}"#)
}

fn page(rest: &str) -> String {
    format!(r#"{{"TableName":"Tab",{rest}}}"#)
}

// spec: 4.5/1 mixing; 4.5/2 placeholders; 4.5/3 empty; 4.5/4 bad; 4.5/6 unused; 0/EAV without expression
// spec: 0/EAV entry bad
#[test]
fn single_writes_envelope_faults() {
    let values = r#""ExpressionAttributeValues":{":v":{"N":"1"}}"#;
    for (rest, expected) in [
        (
            format!(r#""ConditionExpression":"a=:v",{values},"Expected":{{"a":{{"Exists":false}}}}"#),
            "Can not use both expression and non-expression parameters in the same request: \
             Non-expression parameters: {Expected} Expression parameters: {ConditionExpression}",
        ),
        (
            r##""ExpressionAttributeNames":{"#a":"a"}"##.to_owned(),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
        (values.to_owned(), "ExpressionAttributeValues can only be specified when using expressions"),
        (
            r#""ConditionExpression":"attribute_exists(a)","ExpressionAttributeNames":{}"#.to_owned(),
            "ExpressionAttributeNames must not be empty",
        ),
        (
            r#""ConditionExpression":"attribute_exists(a)","ExpressionAttributeValues":{}"#.to_owned(),
            "ExpressionAttributeValues must not be empty",
        ),
        (
            r##""ConditionExpression":"attribute_exists(#a)","ExpressionAttributeNames":{"#a":""}"##
                .to_owned(),
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
        ),
        (
            r#""ConditionExpression":"a=:v","ExpressionAttributeValues":{":v":{"N":"x"}}"#.to_owned(),
            "The parameter cannot be converted to a numeric value: x",
        ),
        (
            format!(r#""ConditionExpression":"",{values}"#),
            "Invalid ConditionExpression: The expression can not be empty;",
        ),
        (
            r#""ConditionExpression":"a = :v""#.to_owned(),
            "Invalid ConditionExpression: \
             An expression attribute value used in expression is not defined; attribute value: :v",
        ),
        (
            r#""ConditionExpression":"attribute_exists(#a)""#.to_owned(),
            "Invalid ConditionExpression: \
             An expression attribute name used in the document path is not defined; attribute name: #a",
        ),
        (
            r##""ConditionExpression":"attribute_exists(a)","ExpressionAttributeNames":{"#b":"b","#a":"a"},
               "ExpressionAttributeValues":{":v":{"N":"1"}}"##
                .to_owned(),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b}",
        ),
        (
            format!(r#""ConditionExpression":"attribute_exists(a)",{values}"#),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
        ),
    ] {
        let expected = format!("1 validation error detected: {expected}");
        refuses("PutItem", &put(&rest), &expected);
        refuses("DeleteItem", &keyed(&rest), &expected);
        refuses("UpdateItem", &keyed(&rest), &expected);
    }
}

// spec: 4.5/4 bad
#[test]
fn keys_that_are_no_placeholders_are_told_bare() {
    for (kind, entry) in [("Names", r#""a""#), ("Values", r#"{"S":"a"}"#)] {
        let map = format!(r#""ExpressionAttribute{kind}":{{"k":{entry}}}"#);
        let rest = format!(r#""ConditionExpression":"attribute_exists(a)",{map}"#);
        let expected = format!("ExpressionAttribute{kind} contains invalid key: Syntax error; key: \"k\"");
        refuses("PutItem", &put(&rest), &expected);
        refuses("DeleteItem", &keyed(&rest), &expected);
        refuses("UpdateItem", &keyed(&rest), &expected);
    }
}

// spec: 4.5/5 order
#[test]
fn update_item_looks_at_an_empty_condition_first() {
    refuses(
        "UpdateItem",
        &keyed(r#""UpdateExpression":"","ConditionExpression":"""#),
        "1 validation error detected: Invalid ConditionExpression: The expression can not be empty;",
    );
    refuses(
        "UpdateItem",
        &keyed(r#""UpdateExpression":"","ConditionExpression":"!""#),
        "1 validation error detected: Invalid UpdateExpression: The expression can not be empty;",
    );
    refuses(
        "UpdateItem",
        &keyed(
            r#""UpdateExpression":"SET a=:v","ConditionExpression":"b=:v","AttributeUpdates":{"a":{}},
               "Expected":{"a":{}},"ConditionalOperator":"AND""#,
        ),
        "1 validation error detected: \
         Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {AttributeUpdates, Expected, ConditionalOperator} \
         Expression parameters: {UpdateExpression, ConditionExpression}",
    );
}

// spec: 5.6/mixing; 4.7/neither form; 4.5/1 mixing
#[test]
fn reads_send_the_sentences_bare() {
    let value = r#""ExpressionAttributeValues":{":v":{"N":"1"}}"#;
    refuses(
        "GetItem",
        &keyed(r#""ProjectionExpression":"a","AttributesToGet":["a"]"#),
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
    );
    refuses(
        "GetItem",
        &keyed(r##""ExpressionAttributeNames":{"#a":"a"}"##),
        "ExpressionAttributeNames can only be specified when using expressions",
    );
    refuses(
        "GetItem",
        &keyed(r#""ProjectionExpression":"""#),
        "Invalid ProjectionExpression: The expression can not be empty;",
    );
    refuses("Scan", &page(value), "ExpressionAttributeValues can only be specified when using expressions");
    refuses("Query", &page(value), "ExpressionAttributeValues can only be specified when using expressions");
    refuses(
        "Scan",
        &page(&format!(r#""FilterExpression":"attribute_exists(a)",{value}"#)),
        "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}",
    );
    refuses(
        "Query",
        &page(
            r#""KeyConditionExpression":"","FilterExpression":"x","ProjectionExpression":"a","AttributesToGet":["a"],
               "QueryFilter":{},"ConditionalOperator":"OR","KeyConditions":{"a":{"ComparisonOperator":"EQ"}}"#,
        ),
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {AttributesToGet, QueryFilter, ConditionalOperator, KeyConditions} \
         Expression parameters: {ProjectionExpression, FilterExpression, KeyConditionExpression}",
    );
    refuses(
        "Query",
        &page(r#""FilterExpression":"attribute_exists(a)""#),
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
    );
    refuses(
        "BatchGetItem",
        r#"{"RequestItems":{"One":{"Keys":[{}],"ProjectionExpression":"a"},"Two":{"Keys":[{}],"AttributesToGet":["a"]}}}"#,
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {AttributesToGet} Expression parameters: {ProjectionExpression}",
    );
}

// spec: 0/expression > 4 KB; 4.3/expression string
#[test]
fn long_expressions_tell_their_size_only_in_filters_of_scans_and_the_older_layer() {
    let long = format!("attribute_exists({})", "a".repeat(4_096));
    let sentence = "Expression size has exceeded the maximum allowed size;";
    let size = long.len();
    let condition = format!(r#""ConditionExpression":"{long}""#);
    let filter = format!(r#""FilterExpression":"{long}""#);
    refuses(
        "PutItem",
        &put(&condition),
        &format!("1 validation error detected: Invalid ConditionExpression: {sentence}"),
    );
    refuses_classic(
        "PutItem",
        &put(&condition),
        &format!("Invalid ConditionExpression: {sentence} expression size: {size}"),
    );
    refuses("Scan", &page(&filter), &format!("Invalid FilterExpression: {sentence} expression size: {size}"));
}

// spec: 2.5/32 levels
#[test]
fn values_that_nest_too_deep_are_told_with_their_key() {
    let deep = format!("{}{{\"S\":\"x\"}}{}", r#"{"L":["#.repeat(32), "]}".repeat(32));
    refuses(
        "Scan",
        &page(&format!(r#""FilterExpression":"a=:v","ExpressionAttributeValues":{{":v":{deep}}}"#)),
        "ExpressionAttributeValues contains invalid value: Nesting Levels have exceeded supported limits: \
         Attributes in the item have nested levels beyond supported limit for key :v",
    );
}

// spec: 0/EAV without expression; 0/EAV entry bad
#[test]
fn the_older_layer_says_more() {
    refuses_classic(
        "PutItem",
        &put(r#""ExpressionAttributeValues":{":v":{"N":"1"}}"#),
        "ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null",
    );
    // Of values alone.
    refuses_classic(
        "PutItem",
        &put(r##""ExpressionAttributeNames":{"#a":"a"}"##),
        "ExpressionAttributeNames can only be specified when using expressions",
    );
    refuses_classic(
        "PutItem",
        &put(r#""ConditionExpression":"a=:v","ExpressionAttributeValues":{":v":{}}"#),
        "ExpressionAttributeValues contains invalid value: \
         Supplied AttributeValue is empty, must contain exactly one of the supported datatypes for key :v",
    );
}

/// Nothing in them is as if they were not there, but that they don't go with expressions.
// spec: 4.5/1 mixing
#[test]
fn empty_older_parameters_say_nothing() {
    accepts("PutItem", &put(r#""Expected":{}"#));
    accepts("UpdateItem", &keyed(r#""AttributeUpdates":{}"#));
    accepts("Scan", &page(r#""ScanFilter":{}"#));
    refuses(
        "UpdateItem",
        &keyed(r#""UpdateExpression":"REMOVE a","AttributeUpdates":{}"#),
        "1 validation error detected: \
         Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {AttributeUpdates} Expression parameters: {UpdateExpression}",
    );
}

/// Names and values without an expression are told before any fault of the older parameters.
// spec: 4.5/2 placeholders
#[test]
fn placeholders_without_an_expression_come_first() {
    let values = r#""ExpressionAttributeValues":{":u":{"S":"x"}}"#;
    let names = r##""ExpressionAttributeNames":{"#u":"u"}"##;
    let sentence = |which: &str| format!("{which} can only be specified when using expressions");
    let envelope = "1 validation error detected: ";
    let (of_values, of_names) = (sentence("ExpressionAttributeValues"), sentence("ExpressionAttributeNames"));
    for older in [r#""Expected":{"a":{}}"#, r#""Expected":{"a":{"Value":{"N":"z"}}}"#] {
        refuses("PutItem", &put(&format!("{older},{values}")), &format!("{envelope}{of_values}"));
        refuses("DeleteItem", &keyed(&format!("{older},{names}")), &format!("{envelope}{of_names}"));
    }
    let older = r#""AttributeUpdates":{"a":{}}"#;
    refuses("UpdateItem", &keyed(&format!("{older},{values}")), &format!("{envelope}{of_values}"));
    let twice = r#""AttributesToGet":["a","a"]"#;
    refuses("GetItem", &keyed(&format!("{twice},{names}")), &of_names);
    for rest in [
        r#""ConditionalOperator":"AND""#,
        r#""AttributesToGet":["a","a"]"#,
        r#""ScanFilter":{"a":{"ComparisonOperator":"EQ"}}"#,
        r#""ExclusiveStartKey":{"a":{}}"#,
        r#""Segment":0"#,
        r#""Segment":5,"TotalSegments":2"#,
    ] {
        refuses("Scan", &page(&format!("{rest},{values}")), &of_values);
    }
    refuses("Query", &page(&format!(r#""KeyConditions":{{}},{names}"#)), &of_names);
}

// spec: 4.5/3 empty; 4.5/4 bad
#[test]
fn names_are_told_before_values() {
    refuses(
        "Query",
        &page(
            r#""KeyConditionExpression":"pk = :p","ExpressionAttributeNames":{"u":"u"},
               "ExpressionAttributeValues":{}"#,
        ),
        "ExpressionAttributeNames contains invalid key: Syntax error; key: \"u\"",
    );
}

// spec: 4.5/5 order
#[test]
fn every_expression_is_read_before_a_key_condition_is_looked_at() {
    let query = |condition: &str, rest: &str| {
        page(&format!(
            r#""KeyConditionExpression":"{condition}","ExpressionAttributeValues":{{":v":{{"S":"a"}}}},{rest}"#
        ))
    };
    let filter = "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"=\"";
    for condition in ["pk = :v OR sk = :v", "pk = :v AND pk = :v", "pk.a = :v", "size(pk) = :v", "pk <> :v"] {
        refuses("Query", &query(condition, r#""FilterExpression":"a =""#), filter);
        refuses(
            "Query",
            &query(condition, r#""ProjectionExpression":"""#),
            "Invalid ProjectionExpression: The expression can not be empty;",
        );
    }
    refuses(
        "Query",
        &query("pk = :v OR sk = :v", r#""FilterExpression":"a = :u""#),
        "Invalid KeyConditionExpression: Invalid operator used in KeyConditionExpression: OR",
    );
}

#[test]
fn expressions_arrive_as_trees() {
    let body = keyed(
        r##""UpdateExpression":"SET #a = :v","ConditionExpression":"attribute_exists(pk)",
           "ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":v":{"N":"1"}}"##,
    );
    let Request::UpdateItem(request) = accepts("UpdateItem", &body) else { panic!("another operation") };
    assert_eq!(request.update.map(|update| update.actions().len()), Some(1));
    assert!(request.condition.is_some());
    let body = page(
        r#""KeyConditionExpression":"pk = :v","FilterExpression":"b > :v","ProjectionExpression":"a, b.c",
           "ExpressionAttributeValues":{":v":{"N":"1"}}"#,
    );
    let Request::Query(request) = accepts("Query", &body) else { panic!("another operation") };
    assert_eq!(request.key_condition.clauses.len(), 1);
    assert!(request.filter.is_some());
    assert_eq!(request.projection.map(|projection| projection.paths().len()), Some(2));
}
