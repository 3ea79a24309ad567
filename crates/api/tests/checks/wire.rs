//! Operations, their names, errors on the wire.

use api::dynamodb::Request;
use api::{ApiError, ErrorCode, Wording, shapes};

use super::{accepts, answer};

#[track_caller]
fn check(operation: &str, expected: &str) {
    assert_eq!(answer(operation, "{}", Wording::Current), expected, "{operation}");
}

#[test]
fn operations_are_known_or_built_or_neither() {
    check("NoSuchOperation", "UnknownOperationException");
    check("putItem", "UnknownOperationException");
    check("", "UnknownOperationException");
    for operation in shapes::operations() {
        let unbuilt =
            format!("UnknownOperationException: Dynamarium does not implement {} yet.", operation.name);
        let found = answer(operation.name, "{}", Wording::Current);
        // Some that can't be carried out check what they are given, as the service does.
        let checked = found.starts_with("ValidationException: ");
        assert!(found == unbuilt || checked || operation.built, "{}: {found}", operation.name);
    }
}

#[test]
fn a_request_tells_its_tables_and_whether_it_writes() {
    let table = r#""TableName":"Music""#;
    let key = r#""Key":{"pk":{"S":"a"}}"#;
    let define = r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
        "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"BillingMode":"PAY_PER_REQUEST""#;
    for (operation, body, tables, writes) in [
        ("CreateTable", format!("{{{table},{define}}}"), vec![], true),
        ("DescribeTable", format!("{{{table}}}"), vec!["Music"], false),
        ("DeleteTable", format!("{{{table}}}"), vec!["Music"], true),
        ("ListTables", "{}".to_owned(), vec![], false),
        ("PutItem", format!(r#"{{{table},"Item":{{}}}}"#), vec!["Music"], true),
        ("GetItem", format!("{{{table},{key}}}"), vec!["Music"], false),
        ("UpdateItem", format!("{{{table},{key}}}"), vec!["Music"], true),
        ("DeleteItem", format!("{{{table},{key}}}"), vec!["Music"], true),
        (
            "Query",
            format!(
                r#"{{{table},"KeyConditionExpression":"pk=:p","ExpressionAttributeValues":{{":p":{{"S":"a"}}}}}}"#
            ),
            vec!["Music"],
            false,
        ),
        ("Scan", format!("{{{table}}}"), vec!["Music"], false),
        (
            "BatchGetItem",
            r#"{"RequestItems":{"One":{"Keys":[{}]},"Eins":{"Keys":[{}]}}}"#.to_owned(),
            vec!["One", "Eins"],
            false,
        ),
        (
            "BatchWriteItem",
            r#"{"RequestItems":{"One":[{"PutRequest":{"Item":{}}}],"Eins":[{"DeleteRequest":{"Key":{}}}]}}"#
                .to_owned(),
            vec!["One", "Eins"],
            true,
        ),
    ] {
        let request: Request = accepts(operation, &body);
        assert_eq!(request.operation_name(), operation);
        let found: Vec<&str> = request.tables().into_iter().map(|table| table.name.as_str()).collect();
        assert_eq!(found, tables, "{operation}");
        assert_eq!(request.is_write(), writes, "{operation}");
    }
}

// spec: 1.5/ValidationException
#[test]
fn error_codes_go_by_name() {
    for code in ErrorCode::ALL {
        assert_eq!(ErrorCode::from_name(code.name()), Some(*code));
    }
    assert_eq!(ErrorCode::from_name("NoSuchException"), None);
    assert_eq!(ErrorCode::from_name("com.amazon.coral.validate#ValidationException"), None);
}

#[test]
fn errors_are_json() {
    let model = "com.amazonaws.dynamodb.v20120810#";
    let coral = "com.amazon.coral.service#";
    for (code, status, prefix, key) in [
        (ErrorCode::ValidationException, 400, "com.amazon.coral.validate#", "message"),
        (ErrorCode::ResourceNotFoundException, 400, model, "message"),
        (ErrorCode::ResourceInUseException, 400, model, "message"),
        (ErrorCode::ConditionalCheckFailedException, 400, model, "message"),
        (ErrorCode::LimitExceededException, 400, model, "message"),
        (ErrorCode::SerializationException, 400, coral, "Message"),
        (ErrorCode::UnknownOperationException, 400, coral, "message"),
        (ErrorCode::MissingAuthenticationTokenException, 400, coral, "message"),
        (ErrorCode::IncompleteSignatureException, 400, coral, "message"),
        (ErrorCode::InvalidSignatureException, 400, coral, "message"),
        (ErrorCode::InternalServerError, 500, model, "message"),
        (ErrorCode::ServiceUnavailable, 503, coral, "message"),
    ] {
        let name = code.name();
        let error = ApiError::new(code, "said \"so\"");
        assert_eq!((error.name(), error.http_status(), error.type_prefix()), (name, status, prefix));
        let mut json = String::new();
        error.write_json(&mut json);
        assert_eq!(json, format!(r#"{{"__type":"{prefix}{name}","{key}":"said \"so\""}}"#));
        let mut json = String::new();
        ApiError::new(code, "").write_json(&mut json);
        assert_eq!(json, format!(r#"{{"__type":"{prefix}{name}"}}"#));
    }
    let mut error =
        ApiError::new(ErrorCode::ConditionalCheckFailedException, "The conditional request failed");
    let attributes = [("pk".to_owned(), "a".into())].into();
    error.item = Some(Box::new(value::Item::new(&attributes)));
    let mut json = String::new();
    error.write_json(&mut json);
    assert_eq!(
        json,
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","message":"The conditional request failed","Item":{"pk":{"S":"a"}}}"#
    );
}
