//! Members of `Query` and `Scan`.

use api::dynamodb::{Request, Segment, Select};

use super::{accepts, refuses, refuses_classic};

const CONSUMED: &str = "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: \
     Member must satisfy enum value set: [INDEXES, TOTAL, NONE]";
const SELECT: &str = "Value 'X' at 'select' failed to satisfy constraint: Member must satisfy enum value set: \
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

// spec: 5.10/unknown operator; 5.1/Query; 5.1/Scan
#[test]
fn conditions_without_an_operator_are_told_among_the_members() {
    let absent = |of: &str| {
        format!(
            "Value null at '{of}.member.comparisonOperator' failed to satisfy constraint: Member must not be null"
        )
    };
    let (scan, query, key) = (absent("scanFilter.a"), absent("queryFilter.a"), absent("keyConditions.k"));
    let one = "1 validation error detected: ";
    for rest in [
        r#""FilterExpression":"a = :u","ExpressionAttributeValues":{":u":{"S":"x"}}"#,
        r#""Segment":0"#,
        r#""ExclusiveStartKey":{"a":{}}"#,
        r#""AttributesToGet":["a","a"]"#,
        r#""ExpressionAttributeValues":{":u":{"S":"x"}}"#,
    ] {
        let body = format!(r#"{{"TableName":"Tab","ScanFilter":{{"a":{{}}}},{rest}}}"#);
        refuses("Scan", &body, &format!("{one}{scan}"));
    }
    // The newer layer leaves such a scan to the older one.
    let older_limit = "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1";
    let body = r#"{"TableName":"Tab","Limit":0,"ScanFilter":{"a":{}}}"#;
    let both = format!("2 validation errors detected: {scan}; {older_limit}");
    refuses("Scan", body, &both);
    refuses_classic("Scan", body, &both);

    let conditions = r#""QueryFilter":{"a":{}},"KeyConditions":{"k":{}}"#;
    let body = |rest: &str| format!(r#"{{"TableName":"ab",{conditions}{rest}}}"#);
    refuses("Query", &body(r#","Limit":0"#), &format!("{one}{LIMIT}"));
    refuses(
        "Query",
        &body(r#","ReturnConsumedCapacity":"X","Select":"X""#),
        &format!("4 validation errors detected: {SHORT_NAME}; {CONSUMED}; {key}; {query}"),
    );
    refuses(
        "Query",
        r#"{"TableName":"Tab","QueryFilter":{"":{}}}"#,
        &format!("{one}{}", absent("queryFilter.")),
    );
    refuses_classic(
        "Query",
        &body(r#","AttributesToGet":[],"Limit":0"#),
        &format!(
            "5 validation errors detected: {query}; {SHORT_NAME}; Value '[]' at 'attributesToGet' failed to satisfy \
             constraint: Member must have length greater than or equal to 1; {older_limit}; {key}"
        ),
    );
}

/// Whatever the order of the request.
#[test]
fn the_older_layer_tells_all_members_of_a_scan_in_its_order() {
    let body = r#"{"TableName":"ab","Limit":0,"ReturnConsumedCapacity":"X","Select":"X","ConditionalOperator":"X",
        "ScanFilter":{"a":{"ComparisonOperator":"X"}},"Segment":-1,"TotalSegments":0,"IndexName":"x",
        "AttributesToGet":[]}"#;
    let Err(error) = api::parse_in("Scan", body.as_bytes(), api::Wording::Classic) else {
        panic!("accepted")
    };
    let paths: Vec<&str> =
        error.message.split(" at '").skip(1).filter_map(|rest| rest.split('\'').next()).collect();
    let expected = "select indexName totalSegments returnConsumedCapacity tableName conditionalOperator \
                    scanFilter.a.member.comparisonOperator segment limit attributesToGet";
    assert_eq!(paths.join(" "), expected);
}

// spec: 5.3/Segment; 5.3/AttributesToGet duplicates
#[test]
fn what_is_told_before_segments_and_start_keys() {
    let scan = |rest: &str| format!(r#"{{"TableName":"Tab",{rest}}}"#);
    let invalid = |rest: &str| format!("One or more parameter values were invalid: {rest}");
    let twice = invalid("Duplicate value in attribute name: a");
    let count = invalid("Invalid number of argument(s) for the EQ ComparisonOperator");
    for later in [r#""Segment":0"#, r#""Segment":5,"TotalSegments":2"#, r#""ExclusiveStartKey":{"a":{}}"#] {
        refuses("Scan", &scan(&format!(r#"{later},"AttributesToGet":["a","a"]"#)), &twice);
        let filter = r#""ScanFilter":{"a":{"ComparisonOperator":"EQ"}}"#;
        refuses("Scan", &scan(&format!("{later},{filter}")), &count);
    }
    let alone = "The TotalSegments parameter is required but was not present in the request \
                 when Segment parameter is present";
    for (rest, expected) in [
        (
            r#""Segment":0,"FilterExpression":"a =""#,
            "Invalid FilterExpression: Syntax error; token: \"<EOF>\", near: \"=\"",
        ),
        (
            r#""Segment":0,"ProjectionExpression":"""#,
            "Invalid ProjectionExpression: The expression can not be empty;",
        ),
        (
            r#""Segment":0,"FilterExpression":"a = :u","ExpressionAttributeValues":{}"#,
            "ExpressionAttributeValues must not be empty",
        ),
        (r#""Segment":0,"ProjectionExpression":"a, a""#, alone),
        (r#""Segment":0,"FilterExpression":"a = :u""#, alone),
    ] {
        refuses("Scan", &scan(rest), expected);
    }
    // The number of segments by itself is told before the projection, by the older layer before any of these.
    let alone = "The Segment parameter is required but was not present in the request \
                 when parameter TotalSegments is present";
    let filter = "Invalid FilterExpression: The expression can not be empty;";
    for (rest, expected) in [
        (r#""TotalSegments":2,"ProjectionExpression":"a,""#, alone),
        (r#""TotalSegments":2,"FilterExpression":"""#, filter),
        (
            r#""TotalSegments":2,"ProjectionExpression":"a","ExpressionAttributeNames":{"a":"b"}"#,
            "ExpressionAttributeNames contains invalid key: Syntax error; key: \"a\"",
        ),
    ] {
        refuses("Scan", &scan(rest), expected);
        refuses_classic("Scan", &scan(rest), alone);
    }
    let no_value = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    for rest in [r#""Segment":5,"#, r#""Segment":5,"TotalSegments":2,"#, r#""FilterExpression":"a =","#] {
        let body = scan(&format!(r#"{rest}"ExclusiveStartKey":{{"a":{{}}}}"#));
        let Err(error) = api::parse("Scan", body.as_bytes()) else { panic!("accepted") };
        assert!(error.message.ends_with(no_value), "{body}: {}", error.message);
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
            refuses(operation, &body, &format!("1 validation error detected: {expected}"));
            refuses_classic(operation, &body, expected);
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
