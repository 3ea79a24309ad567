//! JSON that does not fit the shape.

use api::json::{self, Node};
use api::shapes::{self, Shape};
use api::{Wording, parse};

use super::answer;

/// `expected` is a `SerializationException`'s sentence; empty for the bare error.
const NO_CLASS: &str = "class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class \
     java.lang.Class (sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module \
     java.base of loader 'bootstrap')";

#[track_caller]
fn check(operation: &str, body: &str, expected: &str) {
    let expected = if expected.is_empty() {
        "SerializationException".to_owned()
    } else {
        format!("SerializationException: {expected}")
    };
    assert_eq!(answer(operation, body, Wording::Current), expected, "{operation} {body}");
}

// spec: 1.3/order: shape
#[test]
fn what_is_no_json_object_has_no_sentence() {
    for body in [
        "",
        " ",
        "x",
        "{",
        "}",
        "[]",
        "[{}]",
        "null",
        "true",
        "1",
        "\"{}\"",
        "{}{}",
        "{} x",
        "{},",
        "{'a':1}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":01}",
        "{\"a\":1.}",
        "{\"a\":.5}",
        "{\"a\":1e}",
        "{\"a\":-}",
        "{\"a\":+1}",
        "{\"a\":NaN}",
        "{\"a\":nul}",
        "{\"a\":[1,]}",
        "{\"a\":[1}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\ud800\":1}",
        "{\"a\":\"\\u12\"}",
        "{\"a\":\"\u{1}\"}",
        "{\"a\":1} ]",
        // Bad JSON wins over a bad type that stands before it.
        "{\"TableName\":1,",
        "{\"TableName\":1}}",
        "{\"TableName\":1,\"x\":\"\\q\"}",
    ] {
        check("PutItem", body, "");
    }
    assert_eq!(parse("PutItem", b"{\"TableName\":\"\xff\"}").expect_err("refused").message, "");
    assert_eq!(parse("PutItem", b"\xef\xbb\xbf{}").expect_err("refused").message, "");
}

// spec: 1.4/number / decimal / true / false → string; 1.4/string / bool → integer; 1.4/number → boolean
// spec: 1.4/unparsable string; 1.4/list → scalar; 1.4/object → scalar or list; 1.4/scalar → list/map
// spec: 1.4/scalar → AttributeValue; 1.4/list → structure; 1.4/list → map; 1.4/bad base64
#[test]
fn types_are_told_as_the_service_does() {
    const VALUE: &str = "com.amazonaws.dynamodb.v20120810.AttributeValue";
    let shape =
        |name: &str| format!("Unrecognized collection type class com.amazonaws.dynamodb.v20120810.{name}");
    let map = format!("Unrecognized collection type java.util.Map<java.lang.String, {VALUE}>");
    for (operation, body, expected) in [
        ("PutItem", r#"{"TableName":1}"#, "NUMBER_VALUE cannot be converted to String"),
        ("PutItem", r#"{"TableName":-1}"#, "NUMBER_VALUE cannot be converted to String"),
        (
            "PutItem",
            r#"{"TableName":123456789012345678901234567890}"#,
            "NUMBER_VALUE cannot be converted to String",
        ),
        ("PutItem", r#"{"TableName":1.5}"#, "DECIMAL_VALUE cannot be converted to String"),
        ("PutItem", r#"{"TableName":1e5}"#, "DECIMAL_VALUE cannot be converted to String"),
        ("PutItem", r#"{"TableName":true}"#, "TRUE_VALUE cannot be converted to String"),
        ("PutItem", r#"{"TableName":false}"#, "FALSE_VALUE cannot be converted to String"),
        ("PutItem", r#"{"TableName":[]}"#, "Unrecognized collection type class java.lang.String"),
        ("PutItem", r#"{"TableName":{}}"#, "Start of structure or map found where not expected"),
        ("Scan", r#"{"Limit":"1"}"#, "STRING_VALUE cannot be converted to Integer"),
        ("Scan", r#"{"Limit":true}"#, "TRUE_VALUE cannot be converted to Integer"),
        ("Scan", r#"{"Limit":false}"#, "FALSE_VALUE cannot be converted to Integer"),
        ("Scan", r#"{"Limit":[]}"#, "Unrecognized collection type class java.lang.Integer"),
        ("Scan", r#"{"Limit":{}}"#, "Start of structure or map found where not expected"),
        (
            "CreateTable",
            r#"{"ProvisionedThroughput":{"ReadCapacityUnits":"1"}}"#,
            "STRING_VALUE cannot be converted to Long",
        ),
        (
            "CreateTable",
            r#"{"ProvisionedThroughput":{"ReadCapacityUnits":true}}"#,
            "TRUE_VALUE cannot be converted to Long",
        ),
        (
            "CreateTable",
            r#"{"ProvisionedThroughput":{"ReadCapacityUnits":[]}}"#,
            "Unrecognized collection type class java.lang.Long",
        ),
        ("CreateTable", r#"{"ProvisionedThroughput":1}"#, "Unexpected field type"),
        ("CreateTable", r#"{"ProvisionedThroughput":[]}"#, &shape("ProvisionedThroughput")),
        ("CreateTable", r#"{"KeySchema":"x"}"#, "Unexpected field type"),
        ("CreateTable", r#"{"KeySchema":{}}"#, "Start of structure or map found where not expected"),
        ("CreateTable", r#"{"KeySchema":["x"]}"#, "Unexpected value type in payload"),
        ("CreateTable", r#"{"KeySchema":[[]]}"#, &shape("KeySchemaElement")),
        ("GetItem", r#"{"ConsistentRead":1}"#, "NUMBER_VALUE cannot be converted to Boolean"),
        ("GetItem", r#"{"ConsistentRead":1.0}"#, "DECIMAL_VALUE cannot be converted to Boolean"),
        ("GetItem", r#"{"ConsistentRead":"maybe"}"#, "Unexpected token received from parser"),
        ("GetItem", r#"{"ConsistentRead":""}"#, "Unexpected token received from parser"),
        ("GetItem", r#"{"ConsistentRead":[]}"#, "Unrecognized collection type class java.lang.Boolean"),
        ("GetItem", r#"{"ConsistentRead":{}}"#, "Start of structure or map found where not expected"),
        ("GetItem", r#"{"Key":"x"}"#, "Unexpected field type"),
        ("GetItem", r#"{"Key":1}"#, "Unexpected field type"),
        ("GetItem", r#"{"Key":[]}"#, &map),
        ("GetItem", r#"{"Key":{"a":"x"}}"#, "Unexpected value type in payload"),
        ("GetItem", r#"{"Key":{"a":true}}"#, "Unexpected value type in payload"),
        ("GetItem", r#"{"Key":{"a":[]}}"#, &shape("AttributeValue")),
        ("GetItem", r#"{"Key":{"a":{"S":1}}}"#, "NUMBER_VALUE cannot be converted to String"),
        ("GetItem", r#"{"Key":{"a":{"N":1}}}"#, "NUMBER_VALUE cannot be converted to String"),
        ("GetItem", r#"{"Key":{"a":{"S":{}}}}"#, "Start of structure or map found where not expected"),
        ("GetItem", r#"{"Key":{"a":{"S":[]}}}"#, "Unrecognized collection type class java.lang.String"),
        ("GetItem", r#"{"Key":{"a":{"BOOL":"maybe"}}}"#, "Unexpected token received from parser"),
        ("GetItem", r#"{"Key":{"a":{"NULL":2}}}"#, "NUMBER_VALUE cannot be converted to Boolean"),
        ("GetItem", r#"{"Key":{"a":{"SS":"x"}}}"#, "Unexpected field type"),
        ("GetItem", r#"{"Key":{"a":{"SS":{}}}}"#, "Start of structure or map found where not expected"),
        ("GetItem", r#"{"Key":{"a":{"SS":[1]}}}"#, "NUMBER_VALUE cannot be converted to String"),
        ("GetItem", r#"{"Key":{"a":{"SS":[[]]}}}"#, "Unrecognized collection type class java.lang.String"),
        ("GetItem", r#"{"Key":{"a":{"L":["x"]}}}"#, "Unexpected value type in payload"),
        ("GetItem", r#"{"Key":{"a":{"L":[[]]}}}"#, &shape("AttributeValue")),
        ("GetItem", r#"{"Key":{"a":{"M":[]}}}"#, &map),
        ("GetItem", r#"{"Key":{"a":{"M":{"b":1}}}}"#, "Unexpected value type in payload"),
        ("GetItem", r#"{"Key":{"a":{"B":1}}}"#, "only base-64-encoded strings are convertible to bytes"),
        (
            "GetItem",
            r#"{"Key":{"a":{"B":"abc"}}}"#,
            "Base64 encoded length is expected a multiple of 4 bytes but found: 3",
        ),
        ("GetItem", r#"{"Key":{"a":{"B":"AAB="}}}"#, "Invalid last non-pad Base64 character dectected"),
        ("GetItem", r#"{"Key":{"a":{"B":"AA!="}}}"#, "Invalid Base64 character: '!'"),
        ("BatchGetItem", r#"{"RequestItems":{"T":[]}}"#, &shape("KeysAndAttributes")),
        (
            "BatchWriteItem",
            r#"{"RequestItems":[]}"#,
            "Unrecognized collection type java.util.Map<java.lang.String, \
             java.util.List<com.amazonaws.dynamodb.v20120810.WriteRequest>>",
        ),
        (
            "BatchWriteItem",
            r#"{"RequestItems":{"T":{}}}"#,
            "Start of structure or map found where not expected",
        ),
        ("BatchWriteItem", r#"{"RequestItems":{"T":["x"]}}"#, "Unexpected value type in payload"),
        // The first fault is told.
        ("PutItem", r#"{"TableName":1,"Item":[]}"#, "NUMBER_VALUE cannot be converted to String"),
    ] {
        check(operation, body, expected);
    }
}

/// The service's machine takes the type of such an element for a class.
// spec: 1.4/scalar → AttributeValue
#[test]
fn collections_within_collections() {
    for (operation, body, expected) in [
        ("BatchWriteItem", r#"{"RequestItems":{"T":5}}"#, NO_CLASS),
        ("BatchWriteItem", r#"{"RequestItems":{"T":"x"}}"#, NO_CLASS),
        ("BatchWriteItem", r#"{"RequestItems":{"T":true}}"#, NO_CLASS),
        ("BatchGetItem", r#"{"RequestItems":{"T":{"Keys":["x"]}}}"#, NO_CLASS),
        ("BatchGetItem", r#"{"RequestItems":{"T":{"Keys":"x"}}}"#, "Unexpected field type"),
        ("BatchGetItem", r#"{"RequestItems":{"T":5}}"#, "Unexpected value type in payload"),
    ] {
        check(operation, body, expected);
    }
}

fn input(operation: &str) -> &'static Shape {
    shapes::operation(operation).expect("an operation").input
}

#[track_caller]
fn reads(operation: &str, body: &str) -> Node<'static> {
    // Leaked on purpose: a few bytes, for shorter tests.
    let body: &'static [u8] = body.to_owned().leak().as_bytes();
    json::read(input(operation), body).expect("fits")
}

// spec: 1.4/null and unknown members
#[test]
fn null_is_absent_and_the_unknown_is_ignored() {
    for body in [
        "{}",
        r#"{"Limit":null}"#,
        r#"{"Bogus":1,"limit":"x"}"#,
        r#" { "Bogus" : [ { "Limit" : [ "x" , { } ] } , null , 1e9 ] } "#,
    ] {
        assert_eq!(reads("Scan", body), Node::Structure(vec![]), "{body}");
    }
    let found = reads("GetItem", r#"{"Key":{"a":{"S":null,"N":"1"}}}"#);
    let value = Node::Structure(vec![("N", Node::Text("1".into()))]);
    assert_eq!(found, Node::Structure(vec![("Key", Node::Map(vec![("a".into(), value)]))]));
}

#[test]
fn of_equal_keys_the_last_counts() {
    let found = reads("Scan", r#"{"Limit":1,"IndexName":"i","Limit":2}"#);
    let expected = vec![("Limit", Node::Integer(2)), ("IndexName", Node::Text("i".into()))];
    assert_eq!(found, Node::Structure(expected));
    let found = reads("Scan", r##"{"ExpressionAttributeNames":{"#a":"x","#b":"y","#\u0061":"z"}}"##);
    let expected = vec![("#a".into(), Node::Text("z".into())), ("#b".into(), Node::Text("y".into()))];
    assert_eq!(found.member("ExpressionAttributeNames"), Some(&Node::Map(expected)));
}

// spec: 1.4/integers saturate
#[test]
fn integers_saturate_and_booleans_may_be_words() {
    for (text, expected) in [
        ("4294967296", i64::from(i32::MAX)),
        ("-4294967296", i64::from(i32::MIN)),
        ("1.9", 1),
        ("2e0", 2),
        ("1e400", i64::from(i32::MAX)),
    ] {
        let found = reads("Scan", &format!(r#"{{"Limit":{text}}}"#));
        assert_eq!(found.member("Limit"), Some(&Node::Integer(expected)), "{text}");
    }
    let found = reads("CreateTable", r#"{"ProvisionedThroughput":{"ReadCapacityUnits":4294967296}}"#);
    let units = found.member("ProvisionedThroughput").and_then(|node| node.member("ReadCapacityUnits"));
    assert_eq!(units, Some(&Node::Integer(4_294_967_296)));
    for (words, expected) in [
        (["true", "T", "yes", "Y", "1", "TRUE", "Yes"], true),
        (["false", "F", "no", "N", "0", "FALSE", "No"], false),
    ] {
        for word in words {
            let found = reads("Scan", &format!(r#"{{"ConsistentRead":"{word}"}}"#));
            assert_eq!(found.member("ConsistentRead"), Some(&Node::Boolean(expected)), "{word}");
        }
    }
}

// spec: 1.4/JSON nested; 8/deep nesting; A.5/Depth
#[test]
fn depth_costs_no_stack() {
    let nested = |levels: usize, open: &str, close: &str| {
        let inner = format!("{}{}", open.repeat(levels), close.repeat(levels));
        let inner = if inner.is_empty() { "1".to_owned() } else { inner };
        format!(r#"{{"Bogus":{inner}}}"#)
    };
    // One level is the body's own.
    assert_eq!(reads("Scan", &nested(json::MAX_LEVELS - 1, "[", "]")), Node::Structure(vec![]));
    check("Scan", &nested(json::MAX_LEVELS, "[", "]"), "");
    check("Scan", &nested(1_000_000, "[", "]"), "");
    check("Scan", &"{\"a\":".repeat(1_000_000), "");
    check("Scan", &"[".repeat(1_000_000), "");
    check("PutItem", &format!(r#"{{"TableName":"Tab","Item":{}"#, r#"{"a":{"M":"#.repeat(500_000)), "");
    // Deeper than is kept, and a wrong type at the bottom of it.
    let deep = |inner: &str| {
        format!(
            r#"{{"TableName":"Tab","Item":{{"a":{}{inner}{}}}}}"#,
            r#"{"L":["#.repeat(500),
            "]}".repeat(500)
        )
    };
    check("PutItem", &deep(r#"{"S":1}"#), "NUMBER_VALUE cannot be converted to String");
    let answer = answer("PutItem", &deep(r#"{"S":"x"}"#), Wording::Current);
    assert!(answer.starts_with("ValidationException: Nesting Levels"), "{answer}");
}

#[test]
fn sixteen_megabytes_are_read() {
    let text = "a\\u00e9".repeat(2_000_000);
    let body = format!(r#"{{"IndexName":"{text}"}}"#);
    let found = json::read(input("Scan"), body.as_bytes()).expect("fits");
    assert_eq!(found.member("IndexName").and_then(Node::as_text).map(str::len), Some(6_000_000));
    let many = vec![r#"{"N":"1"}"#; 1_000_000].join(",");
    let body = format!(r#"{{"ExclusiveStartKey":{{"a":{{"L":[{many}]}}}}}}"#);
    let found = json::read(input("Scan"), body.as_bytes()).expect("fits");
    let list = found
        .member("ExclusiveStartKey")
        .and_then(Node::as_map)
        .and_then(|entries| entries[0].1.member("L"))
        .and_then(Node::as_list);
    assert_eq!(list.map(<[Node]>::len), Some(1_000_000));
}

/// Every member of every operation, with a value of every kind that is none of its own.
#[test]
fn every_shape_tells_what_does_not_fit() {
    // spec: 1.4/number / decimal / true / false → string; 1.4/string / bool → integer; 1.4/list → scalar
    let mut cases = 0;
    for operation in shapes::operations() {
        for member in operation.input.members() {
            let name = member.name;
            let java = member.shape.java_name();
            let start = "Start of structure or map found where not expected".to_owned();
            let wrong: Vec<(&str, String)> = match member.shape {
                Shape::String { .. } => vec![
                    ("1", "NUMBER_VALUE cannot be converted to String".to_owned()),
                    ("1.0", "DECIMAL_VALUE cannot be converted to String".to_owned()),
                    ("[]", "Unrecognized collection type class java.lang.String".to_owned()),
                    ("{}", start),
                ],
                Shape::Integer { .. } | Shape::Long { .. } => vec![
                    ("\"1\"", format!("STRING_VALUE cannot be converted to {}", member.shape.name())),
                    ("false", format!("FALSE_VALUE cannot be converted to {}", member.shape.name())),
                    ("[]", format!("Unrecognized collection type class {java}")),
                    ("{}", start),
                ],
                Shape::Boolean => vec![
                    ("1", "NUMBER_VALUE cannot be converted to Boolean".to_owned()),
                    ("\"x\"", "Unexpected token received from parser".to_owned()),
                    ("[]", "Unrecognized collection type class java.lang.Boolean".to_owned()),
                    ("{}", start),
                ],
                Shape::List { .. } => vec![("\"x\"", "Unexpected field type".to_owned()), ("{}", start)],
                Shape::Map { .. } => vec![
                    ("true", "Unexpected field type".to_owned()),
                    ("[]", format!("Unrecognized collection type {java}")),
                ],
                Shape::Structure { .. } => vec![
                    ("1", "Unexpected field type".to_owned()),
                    ("[]", format!("Unrecognized collection type class {java}")),
                ],
                Shape::Double | Shape::Timestamp => {
                    vec![("\"x\"", format!("STRING_VALUE cannot be converted to {}", member.shape.name()))]
                }
                Shape::Blob => {
                    vec![("1", "only base-64-encoded strings are convertible to bytes".to_owned())]
                }
            };
            for (value, sentence) in wrong {
                let body = format!(r#"{{"{name}":{value}}}"#);
                let error = json::read(operation.input, body.as_bytes()).expect_err("does not fit");
                assert_eq!(
                    error.to_string(),
                    format!("SerializationException: {sentence}"),
                    "{} {body}",
                    operation.name
                );
                cases += 1;
            }
        }
    }
    assert!(cases > 500, "{cases}");
}
