//! Names of tables and indexes; `DescribeTable`, `DeleteTable`, `ListTables`.

use api::dynamodb::Request;

use super::{accepts, refuses, refuses_classic};

const PATTERN: &str =
    "failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

fn length(constraint: &str) -> String {
    format!("failed to satisfy constraint: Member must have length {constraint}")
}

// spec: 3.1/table-name faults of newer operations; 0/empty TableName; 0/PutItem, UpdateItem
#[test]
fn item_operations_tell_one_fault_of_a_name() {
    let long = "x".repeat(256);
    let least = length("greater than or equal to 3");
    let most = length("less than or equal to 255");
    for (name, expected) in [
        ("ab", format!("Value 'ab' at 'tableName' {least}")),
        ("a!", format!("Value 'a!' at 'tableName' {least}")),
        ("abc!", format!("Value 'abc!' at 'tableName' {PATTERN}")),
        ("né.e", format!("Value 'né.e' at 'tableName' {PATTERN}")),
        (&long, format!("Value '{long}' at 'tableName' {most}")),
        ("", format!("Value at 'TableName' {}", length("greater than or equal to 1"))),
    ] {
        let expected = format!("1 validation error detected: {expected}");
        for (operation, rest) in [
            ("PutItem", r#","Item":{}"#),
            ("DeleteItem", r#","Key":{}"#),
            ("GetItem", r#","Key":{}"#),
            ("Scan", ""),
            ("Query", ""),
        ] {
            refuses(operation, &format!(r#"{{"TableName":"{name}"{rest}}}"#), &expected);
        }
    }
    for operation in ["PutItem", "DeleteItem", "UpdateItem", "GetItem", "Scan", "Query"] {
        let expected = "1 validation error detected: \
             Value null at 'tableName' failed to satisfy constraint: Member must not be null";
        refuses(operation, r#"{"Item":{},"Key":{}}"#, expected);
    }
}

// spec: 3.1/table-name faults of newer operations
#[test]
fn update_item_tells_every_fault_of_a_name() {
    refuses(
        "UpdateItem",
        r#"{"TableName":"a!","ReturnValues":"X"}"#,
        &format!(
            "2 validation errors detected: Value 'a!' at 'tableName' {PATTERN}; Value 'a!' at 'tableName' {}",
            length("greater than or equal to 3")
        ),
    );
    refuses(
        "UpdateItem",
        r#"{"TableName":""}"#,
        &format!(
            "1 validation error detected: Value at 'TableName' {}",
            length("greater than or equal to 1")
        ),
    );
}

// spec: 0/empty TableName
#[test]
fn the_older_layer_quotes_names() {
    for (name, expected) in [
        (
            "a!",
            format!(
                "2 validation errors detected: Value 'a!' at 'tableName' {PATTERN}; Value 'a!' at 'tableName' {}",
                length("greater than or equal to 3")
            ),
        ),
        (
            "",
            format!(
                "1 validation error detected: Value '' at 'tableName' {}",
                length("greater than or equal to 1")
            ),
        ),
    ] {
        refuses_classic("PutItem", &format!(r#"{{"TableName":"{name}","Item":{{}}}}"#), &expected);
    }
}

// spec: 3.1/TableName in data-plane; 8/ARN as TableName
#[test]
fn arns_are_names_of_tables() {
    let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music.1-2_3";
    let Request::DescribeTable(request) = accepts("DescribeTable", &format!(r#"{{"TableName":"{arn}"}}"#))
    else {
        panic!("another operation")
    };
    assert_eq!(request.table.name, "Music.1-2_3");
    assert_eq!(request.table.given, arn);
    assert_eq!(request.table.arn_of, Some(("eu-west-1".to_owned(), "123456789012".to_owned())));
    let index = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music/index/I";
    let expected = format!("1 validation error detected: Value '{index}' at 'tableName' {PATTERN}");
    refuses("Scan", &format!(r#"{{"TableName":"{index}"}}"#), &expected);
    let other = "arn:aws:s3:::bucket";
    let expected = format!("1 validation error detected: Value '{other}' at 'tableName' {PATTERN}");
    refuses("Scan", &format!(r#"{{"TableName":"{other}"}}"#), &expected);
}

// spec: A.1/shapes TableName, IndexName and BackupName
#[test]
fn arns_are_no_names_of_anything_else() {
    let arn = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music";
    for (operation, member, path) in [
        ("ListTables", "ExclusiveStartTableName", "exclusiveStartTableName"),
        ("ListStreams", "TableName", "tableName"),
        ("Scan", r#"TableName":"Notes","IndexName"#, "indexName"),
        ("CreateBackup", r#"TableName":"Notes","BackupName"#, "backupName"),
        ("RestoreTableToPointInTime", r#"SourceTableName":"Notes","TargetTableName"#, "targetTableName"),
    ] {
        let expected = format!("1 validation error detected: Value '{arn}' at '{path}' {PATTERN}");
        refuses(operation, &format!(r#"{{"{member}":"{arn}"}}"#), &expected);
    }
}

// spec: 3.1/table-name faults of table operations; 3.1/table, index, backup name
#[test]
fn operations_on_tables_have_their_own_sentence() {
    let long = "x".repeat(256);
    let short = "TableName must be at least 3 characters long and at most 255 characters long";
    for operation in ["DescribeTable", "DeleteTable"] {
        for (name, expected) in [
            ("ab", short.to_owned()),
            (&long, short.to_owned()),
            ("abc!", format!("1 validation error detected: Value 'abc!' at 'tableName' {PATTERN}")),
            ("", short.to_owned()),
        ] {
            refuses(operation, &format!(r#"{{"TableName":"{name}"}}"#), &expected);
        }
        refuses(operation, "{}", "The parameter 'TableName' is required but was not present in the request");
    }
}

// spec: 3.1/ListTables paging
#[test]
fn list_tables_pages() {
    for (body, expected) in [
        (
            r#"{"ExclusiveStartTableName":"a!"}"#,
            format!(
                "2 validation errors detected: Value 'a!' at 'exclusiveStartTableName' {PATTERN}; \
                 Value 'a!' at 'exclusiveStartTableName' {}",
                length("greater than or equal to 3")
            ),
        ),
        (
            r#"{"Limit":0}"#,
            "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: \
             Member must have value greater than or equal to 1"
                .to_owned(),
        ),
        (
            r#"{"Limit":101,"ExclusiveStartTableName":"x!x"}"#,
            format!(
                "2 validation errors detected: Value 'x!x' at 'exclusiveStartTableName' {PATTERN}; \
                 Value '101' at 'limit' failed to satisfy constraint: \
                 Member must have value less than or equal to 100"
            ),
        ),
    ] {
        refuses("ListTables", body, &expected);
    }
    refuses_classic(
        "ListTables",
        r#"{"Limit":0,"ExclusiveStartTableName":"x!x"}"#,
        &format!(
            "2 validation errors detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value \
             greater than or equal to 1; Value 'x!x' at 'exclusiveStartTableName' {PATTERN}"
        ),
    );
    let Request::ListTables(request) = accepts("ListTables", "{}") else { panic!("another operation") };
    assert_eq!((request.start, request.limit), (None, 100));
    let body = r#"{"ExclusiveStartTableName":"abc","Limit":7}"#;
    let Request::ListTables(request) = accepts("ListTables", body) else { panic!("another operation") };
    assert_eq!((request.start.as_deref(), request.limit), (Some("abc"), 7));
}
