//! Tags of tables.

use api::dynamodb::Request;
use serde_json::{Value, json};

use super::{accepts, refuses, refuses_classic};

const ARN: &str = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music";
const P: &str = "One or more parameter values were invalid: ";

#[track_caller]
fn check(operation: &str, body: &Value, expected: &str) {
    refuses(operation, &body.to_string(), &expected.replace("P: ", P));
}

#[test]
fn resources() {
    let bodies = |arn: &str| {
        [
            ("TagResource", json!({"ResourceArn": arn, "Tags": [{"Key": "k", "Value": "v"}]})),
            ("UntagResource", json!({"ResourceArn": arn, "TagKeys": ["k"]})),
            ("ListTagsOfResource", json!({"ResourceArn": arn})),
        ]
    };
    for (arn, expected) in [
        // spec: 3.7/Tags
        ("Music", "P: ARNs must start with 'arn:': Music"),
        ("arn:aws:s3:::bucket", "P: Provided Arn is not a DynamoDB resource arn: arn:aws:s3:::bucket"),
        ("arn:aws:dynamodb", "P: Provided Arn is not a DynamoDB resource arn: arn:aws:dynamodb"),
        (
            "arn:aws:dynamodb:r:1:backup/b",
            "P: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: \
             arn:aws:dynamodb:r:1:backup/b",
        ),
        (
            "arn:aws:dynamodb:r:1:table/Music/index/glo",
            "P: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: \
             arn:aws:dynamodb:r:1:table/Music/index/glo",
        ),
        (
            "",
            "1 validation error detected: Value '' at 'resourceArn' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ),
    ] {
        for (operation, body) in bodies(arn) {
            check(operation, &body, expected);
        }
    }
    for (operation, body) in bodies(ARN) {
        accepts(operation, &body.to_string());
    }
    for (operation, body) in bodies("Music") {
        let expected = "Invalid TableArn: Invalid ResourceArn provided as input Music";
        refuses_classic(operation, &body.to_string(), expected);
    }
    // What has the tags comes first.
    for operation in ["TagResource", "UntagResource", "ListTagsOfResource"] {
        check(operation, &json!({}), "Invalid TableArn");
        check(operation, &json!({"ResourceArn": "Music"}), "P: ARNs must start with 'arn:': Music");
    }
}

#[test]
fn tags() {
    let tag = |key: &str, value: &str| json!({"Key": key, "Value": value});
    for (tags, expected) in [
        // spec: 3.7/Tags
        (json!([]), "Atleast one Tag needs to be provided as Input.".to_owned()),
        (
            json!([{"Key": "k"}]),
            "1 validation error detected: Value null at 'tags.1.member.value' failed to satisfy constraint: \
             Member must not be null"
                .to_owned(),
        ),
        (
            json!([tag(&"k".repeat(129), "v")]),
            format!(
                "1 validation error detected: Value '{}' at 'tags.1.member.key' failed to satisfy constraint: \
                 Member must have length less than or equal to 128",
                "k".repeat(129)
            ),
        ),
    ] {
        check("TagResource", &json!({"ResourceArn": ARN, "Tags": tags}), &expected);
    }
    // These are told once the table was found.
    for (tags, expected) in [
        (
            json!([tag("a", "1"), tag("a", "1")]),
            "Duplicate Tag Keys provided as input: Duplicate Tag Key found a",
        ),
        (json!([tag("aws:x", "1")]), "Tag Key cannot be prefixed with aws:, Key: aws:x"),
        (json!([tag("a*", "1")]), "The Tag Key provided is invalid, Key: a*"),
        (json!([tag("a", "{}")]), "The Tag Value provided is invalid, Value: {}"),
    ] {
        let body = json!({"ResourceArn": ARN, "Tags": tags}).to_string();
        let Request::TagResource(request) = accepts("TagResource", &body) else {
            panic!("another operation")
        };
        assert_eq!(request.fault.expect("a fault").message, expected);
    }
    let Request::TagResource(request) =
        accepts("TagResource", &json!({"ResourceArn": ARN, "Tags": [tag("a", "")]}).to_string())
    else {
        panic!("another operation")
    };
    assert_eq!((request.arn.as_str(), request.tags), (ARN, vec![("a".to_owned(), String::new())]));
}

#[test]
fn keys() {
    for (keys, expected) in [
        // spec: 3.7/Tags
        (json!([]), "Atleast one Tag Key needs to be provided as Input."),
        (
            json!(["a", ""]),
            "1 validation error detected: Value '' at 'tagKeys.2.member' failed to satisfy constraint: \
             Member must have length greater than or equal to 1",
        ),
    ] {
        check("UntagResource", &json!({"ResourceArn": ARN, "TagKeys": keys}), expected);
    }
    for (keys, expected) in [
        (json!(["aws:x"]), "Tag Key cannot be prefixed with aws:, Key: aws:x"),
        (json!(["a", "b*"]), "The Tag Key provided is invalid, Key: b*"),
    ] {
        let body = json!({"ResourceArn": ARN, "TagKeys": keys}).to_string();
        let Request::UntagResource(request) = accepts("UntagResource", &body) else {
            panic!("another operation")
        };
        assert_eq!(request.fault.expect("a fault").message, expected);
    }
    check(
        "UntagResource",
        &json!({"ResourceArn": ARN}),
        "1 validation error detected: Value null at 'tagKeys' failed to satisfy constraint: \
         Member must not be null",
    );
}
