//! Time to live: what its requests must be like.

use api::dynamodb::Request;

use super::{accepts, refuses};

#[test]
fn settings() {
    let missing =
        |path: &str| format!("Value null at '{path}' failed to satisfy constraint: Member must not be null");
    let one = |fault: &str| format!("1 validation error detected: {fault}");
    let long = "a".repeat(256);
    for (body, expected) in [
        (
            "{}".to_owned(),
            format!(
                "2 validation errors detected: {}; {}",
                missing("tableName"),
                missing("timeToLiveSpecification")
            ),
        ),
        (r#"{"TableName":"Notes"}"#.to_owned(), one(&missing("timeToLiveSpecification"))),
        (
            r#"{"TableName":"Notes","TimeToLiveSpecification":{}}"#.to_owned(),
            format!(
                "2 validation errors detected: {}; {}",
                missing("timeToLiveSpecification.attributeName"),
                missing("timeToLiveSpecification.enabled")
            ),
        ),
        (
            r#"{"TableName":"Notes","TimeToLiveSpecification":{"AttributeName":"t"}}"#.to_owned(),
            one(&missing("timeToLiveSpecification.enabled")),
        ),
        (
            r#"{"TableName":"Notes","TimeToLiveSpecification":{"Enabled":true}}"#.to_owned(),
            one(&missing("timeToLiveSpecification.attributeName")),
        ),
        (
            r#"{"TableName":"Notes","TimeToLiveSpecification":{"AttributeName":"","Enabled":true}}"#
                .to_owned(),
            one(
                "Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have \
                 length greater than or equal to 1",
            ),
        ),
        (
            format!(
                r#"{{"TableName":"Notes","TimeToLiveSpecification":{{"AttributeName":"{long}","Enabled":true}}}}"#
            ),
            one(&format!(
                "Value '{long}' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must \
                 have length less than or equal to 255"
            )),
        ),
        (
            r#"{"TableName":"ab","TimeToLiveSpecification":{"AttributeName":"t","Enabled":true}}"#.to_owned(),
            "TableName must be at least 3 characters long and at most 255 characters long".to_owned(),
        ),
    ] {
        refuses("UpdateTimeToLive", &body, &expected);
    }
    let absent = "The parameter 'TableName' is required but was not present in the request";
    refuses("DescribeTimeToLive", "{}", absent);
    let body = r#"{"TableName":"arn:aws:dynamodb:eu-central-1:123456789012:table/Notes","TimeToLiveSpecification":{"AttributeName":"t","Enabled":false}}"#;
    let Request::UpdateTimeToLive(update) = accepts("UpdateTimeToLive", body) else { panic!() };
    assert_eq!(
        (update.table.name.as_str(), update.attribute.as_str(), update.enabled),
        ("Notes", "t", false)
    );
}
