//! The order of checks before an operation runs.

use crate::Sent;

fn error(prefix: &str, rest: &str) -> String {
    format!(r#"{{"__type":"com.amazon.coral.{prefix}"{rest}}}"#)
}

#[test]
fn the_first_fault_is_told() {
    let serialization = error("service#SerializationException", "");
    let unknown = error("service#UnknownOperationException", "");
    let unsigned = error(
        "service#MissingAuthenticationTokenException",
        r#","message":"Request is missing Authentication Token""#,
    );
    let new = Sent::new;
    let op = |target: &str| Sent::new().with("X-Amz-Target", target);
    let deep = format!("{{\"Limit\":{}{}}}", "[".repeat(50_000), "]".repeat(50_000));
    for (row, sent, expected) in [
        // spec: 1.3/JSON parse
        ("bad JSON", new().body("{"), &serialization),
        ("not even", new().body("hello"), &serialization),
        ("two values", new().body("{}{}"), &serialization),
        ("bytes that are no text", new().body(b"{\"a\":\"\xff\"}".to_vec()), &serialization),
        // spec: A.5/Wire: JSON payload must be an object
        ("a list", new().body("[]"), &serialization),
        ("a number", new().body("1"), &serialization),
        ("a string", new().body(r#""a""#), &serialization),
        ("null", new().body("null"), &serialization),
        ("white space", new().body("  "), &serialization),
        // spec: 1.4/JSON nested > ~2000
        // spec: A.5/Depth
        ("deep", new().body(deep.clone()), &serialization),
        ("deep and unfinished", new().body(deep[..60_000].to_owned()), &serialization),
        // spec: 1.3/bad JSON before the target
        ("bad JSON, no target", new().body("{").without("X-Amz-Target"), &serialization),
        ("bad JSON, not signed", new().body("{").without("Authorization"), &serialization),
        // That it is an object is a matter of the operation.
        ("a list, no target", new().body("[]").without("X-Amz-Target"), &unknown),
        ("a list, not signed", new().body("[]").without("Authorization"), &unsigned),
        ("a number, not signed", new().body("5").without("Authorization"), &unsigned),
        // spec: 1.3/target present and known
        ("no target", new().without("X-Amz-Target"), &unknown),
        ("empty target", op(""), &unknown),
        ("no full stop", op("ListTables"), &unknown),
        ("no operation", op("DynamoDB_20120810."), &unknown),
        ("an unknown operation", op("DynamoDB_20120810.Nope"), &unknown),
        ("wrong case", op("DynamoDB_20120810.listTables"), &unknown),
        ("an older version", op("DynamoDB_20111205.ListTables"), &unknown),
        ("more", op("DynamoDB_20120810.ListTables.More"), &unknown),
        // spec: 1.1/Method/path
        ("the other service's", op("DynamoDBStreams_20120810.ListTables"), &unknown),
        ("the other service's, vice versa", op("DynamoDB_20120810.ListStreams"), &unknown),
        ("no target, not signed", new().without("X-Amz-Target").without("Authorization"), &unknown),
        ("no target, no body", new().without("X-Amz-Target").body(""), &unknown),
        // spec: 1.3/authentication
        ("not signed", new().without("Authorization"), &unsigned),
        ("not signed, no body", new().without("Authorization").body(""), &unsigned),
        // spec: 1.3/empty body with valid target
        ("no body", new().body(""), &serialization),
        // spec: 1.1/Other/no content type with a body
        ("no body, no content type", new().body("").without("Content-Type"), &serialization),
        ("no body, another content type", new().body("").with("Content-Type", "text/plain"), &serialization),
        (
            "no body, no content type, no target",
            new().body("").without("Content-Type").without("X-Amz-Target"),
            &unknown,
        ),
        (
            "no body, no content type, not signed",
            new().body("").without("Content-Type").without("Authorization"),
            &unsigned,
        ),
    ] {
        assert_eq!(sent.text(), (400, expected.clone()), "{row}");
    }
}

/// spec: 1.3/deserialisation into the operation's shape
#[test]
fn shapes_come_after_the_signature() {
    let sent = Sent::new().body(r#"{"Limit":"a"}"#);
    let words = r#","Message":"STRING_VALUE cannot be converted to Integer""#;
    assert_eq!(sent.text(), (400, error("service#SerializationException", words)));
    assert!(sent.without("Authorization").text().1.contains("MissingAuthenticationTokenException"));
}

/// spec: 1.3/member constraints
#[test]
fn member_constraints_come_after_the_shape() {
    let (status, body) = Sent::new().body(r#"{"Limit":0}"#).text();
    assert_eq!(status, 400);
    assert!(body.starts_with(
        r#"{"__type":"com.amazon.coral.validate#ValidationException","message":"1 validation error"#
    ));
}
