//! Members of `Query` and `Scan`.

use api::dynamodb::{Request, Segment, Select};

use super::{accepts, refuses, refuses_classic};

const CONSUMED: &str =
    "Failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const SELECT: &str = "Failed to satisfy constraint: Member must satisfy enum value set: \
     [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]";
const LIMIT: &str =
    "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1";
const EMPTY_NAME: &str =
    "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1";
const SHORT_NAME: &str = "Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3";

const KEY: &str = r#""KeyConditionExpression":"pk=:p","ExpressionAttributeValues":{":p":{"S":"a"}}"#;

/// The operation with its least request and more members.
fn each(rest: &str) -> [(&'static str, String); 2] {
    [
        ("Query", format!(r#"{{"TableName":"Tab",{KEY}{rest}}}"#)),
        ("Scan", format!(r#"{{"TableName":"Tab"{rest}}}"#)),
    ]
}

// spec: 5.1/Query; 5.1/Scan; 0/Limit 0; 0/Scan; 5.3/Limit; 5.1/enum echo orders
#[test]
fn members_are_told_in_stages() {
    for (body, expected) in [
        (
            r#"{"TableName":"","Limit":0,"ReturnConsumedCapacity":"X","Select":"X"}"#,
            format!("2 validation errors detected: {LIMIT}; {EMPTY_NAME}"),
        ),
        (
            r#"{"TableName":"ab","ReturnConsumedCapacity":"X","Select":"X"}"#,
            format!("2 validation errors detected: {SHORT_NAME}; {CONSUMED}"),
        ),
        (r#"{"TableName":"Tab","Select":"X"}"#, format!("1 validation error detected: {SELECT}")),
        (r#"{"TableName":"Tab","Limit":-5}"#, format!("1 validation error detected: {LIMIT}")),
        (
            r#"{"TableName":"Tab","IndexName":"ab"}"#,
            "1 validation error detected: Value 'ab' at 'indexName' failed to satisfy constraint: \
             Member must have length greater than or equal to 3"
                .to_owned(),
        ),
    ] {
        refuses("Query", body, &expected);
        refuses("Scan", body, &expected);
    }
    for (operation, body) in each(r#","Limit":0"#) {
        refuses_classic(
            operation,
            &body,
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: \
             Member must have value greater than or equal to 1",
        );
    }
    for (operation, body) in each(r#","Limit":4294967296"#) {
        accepts(operation, &body);
    }
}

// spec: 5.3/Select
#[test]
fn select_must_go_with_the_projection() {
    for (rest, expected) in [
        (
            r#","Select":"SPECIFIC_ATTRIBUTES""#,
            "Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES",
        ),
        (
            r#","Select":"ALL_ATTRIBUTES","ProjectionExpression":"a""#,
            "Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES",
        ),
        (
            r#","Select":"ALL_PROJECTED_ATTRIBUTES","ProjectionExpression":"a","IndexName":"idx""#,
            "Cannot specify the ProjectionExpression when choosing to get ALL_PROJECTED_ATTRIBUTES",
        ),
        (
            r#","Select":"COUNT","ProjectionExpression":"a""#,
            "Cannot specify the ProjectionExpression when choosing to get only the Count",
        ),
        (
            r#","Select":"ALL_PROJECTED_ATTRIBUTES""#,
            "ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName",
        ),
    ] {
        for (operation, body) in each(rest) {
            refuses(operation, &body, expected);
        }
    }
    for rest in [
        r#","Select":"SPECIFIC_ATTRIBUTES","ProjectionExpression":"a""#,
        r#","Select":"ALL_PROJECTED_ATTRIBUTES","IndexName":"idx""#,
        r#","Select":"ALL_ATTRIBUTES""#,
        r#","Select":"COUNT""#,
        r#","ProjectionExpression":"a""#,
    ] {
        for (operation, body) in each(rest) {
            accepts(operation, &body);
        }
    }
}

// spec: 5.3/Segment; 0/Segment
#[test]
fn segments_come_in_pairs() {
    for (rest, expected) in [
        (
            r#""Segment":0"#,
            "The TotalSegments parameter is required but was not present in the request \
             when Segment parameter is present",
        ),
        (
            r#""TotalSegments":1"#,
            "The Segment parameter is required but was not present in the request \
             when parameter TotalSegments is present",
        ),
        (
            r#""Segment":5,"TotalSegments":5"#,
            "The Segment parameter is zero-based and must be less than parameter TotalSegments",
        ),
        (
            r#""Segment":-1,"TotalSegments":0,"Limit":0"#,
            "3 validation errors detected: \
             Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1; \
             Value at 'Segment' failed to satisfy constraint: Member must have value greater than or equal to 0; \
             Value at 'TotalSegments' failed to satisfy constraint: \
             Member must have value greater than or equal to 1",
        ),
        (
            r#""Segment":1000000,"TotalSegments":1000001"#,
            "2 validation errors detected: \
             Value at 'Segment' failed to satisfy constraint: Member must have value less than or equal to 999999; \
             Value at 'TotalSegments' failed to satisfy constraint: \
             Member must have value less than or equal to 1000000",
        ),
    ] {
        refuses("Scan", &format!(r#"{{"TableName":"Tab",{rest}}}"#), expected);
    }
    refuses_classic(
        "Scan",
        r#"{"TableName":"Tab","Segment":5,"TotalSegments":5}"#,
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: \
         Segment: 5 is not less than TotalSegments: 5",
    );
    let body = r#"{"TableName":"Tab","Segment":4,"TotalSegments":5}"#;
    let Request::Scan(request) = accepts("Scan", body) else { panic!("another operation") };
    assert!(!request.older);
    let Ok(Request::Scan(classic)) = api::parse_in("Scan", body.as_bytes(), api::Wording::Classic) else {
        panic!("another operation")
    };
    assert!(classic.older);
    assert_eq!(request.segment, Some(Segment { index: 4, total: 5 }));
}

// spec: 5.3/ScanIndexForward
#[test]
fn settings_arrive() {
    let body = format!(r#"{{"TableName":"Tab",{KEY}}}"#);
    let Request::Query(request) = accepts("Query", &body) else { panic!("another operation") };
    assert!(request.forward && !request.consistent);
    assert_eq!((request.index, request.limit, request.select, request.start), (None, None, None, None));
    let body = format!(
        r#"{{"TableName":"Tab",{KEY},"ScanIndexForward":false,"ConsistentRead":true,"Limit":3,"IndexName":"idx",
           "Select":"COUNT","ExclusiveStartKey":{{"pk":{{"S":"a"}}}}}}"#
    );
    let Request::Query(request) = accepts("Query", &body) else { panic!("another operation") };
    assert!(!request.forward && request.consistent);
    assert_eq!((request.index.as_deref(), request.limit), (Some("idx"), Some(3)));
    assert_eq!(request.select, Some(Select::Count));
    assert_eq!(request.start.map(|start| start.len()), Some(1));
}
