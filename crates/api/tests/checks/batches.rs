//! `BatchGetItem` and `BatchWriteItem`.

use api::dynamodb::{Request, WriteRequest};

use super::{accepts, refuses, refuses_classic};

const PATTERN: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

fn keys(count: usize) -> String {
    (0..count).map(|n| format!(r#"{{"pk":{{"N":"{n}"}}}}"#)).collect::<Vec<_>>().join(",")
}

fn puts(count: usize) -> String {
    (0..count)
        .map(|n| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"N":"{n}"}}}}}}}}"#))
        .collect::<Vec<_>>()
        .join(",")
}

fn get(tables: &str) -> String {
    format!(r#"{{"RequestItems":{{{tables}}}}}"#)
}

// spec: 5.6/empty Keys; 5.6/more than > 100 over several
#[test]
fn keys_are_counted() {
    let length = |constraint: &str| {
        format!(
            "1 validation error detected: Value at 'RequestItems.Tab.member.Keys' failed to satisfy constraint: \
             Member must have length {constraint}"
        )
    };
    refuses("BatchGetItem", &get(r#""Tab":{"Keys":[]}"#), &length("greater than or equal to 1"));
    refuses(
        "BatchGetItem",
        &get(&format!(r#""Tab":{{"Keys":[{}]}}"#, keys(101))),
        &length("less than or equal to 100"),
    );
    refuses(
        "BatchGetItem",
        &get(&format!(r#""One":{{"Keys":[{}]}},"Two":{{"Keys":[{}]}}"#, keys(51), keys(50))),
        "Too many items requested for the BatchGetItem call",
    );
    refuses(
        "BatchGetItem",
        &get(r#""Tab":{}"#),
        "1 validation error detected: \
         Value null at 'requestItems.Tab.member.keys' failed to satisfy constraint: Member must not be null",
    );
    accepts("BatchGetItem", &get(&format!(r#""Tab":{{"Keys":[{}]}}"#, keys(100))));
    let none = |path: &str| {
        format!(
            "Value '[]' at 'requestItems.Tab.member.{path}' failed to satisfy constraint: Member must have length greater than or equal to 1"
        )
    };
    let no_attributes = |keys: &str| get(&format!(r#""Tab":{{"Keys":[{keys}],"AttributesToGet":[]}}"#));
    refuses_classic(
        "BatchGetItem",
        &no_attributes(&keys(1)),
        &format!("1 validation error detected: {}", none("attributesToGet")),
    );
    refuses_classic(
        "BatchGetItem",
        &no_attributes(""),
        &format!("2 validation errors detected: {}; {}", none("keys"), none("attributesToGet")),
    );
}

// spec: 5.6/empty map; 5.7/empty map; 0/BatchGetItem empty map
#[test]
fn an_empty_batch_is_told_by_its_layer() {
    let newer = "1 validation error detected: Value at 'RequestItems' failed to satisfy constraint: \
         Member must have length greater than or equal to 1";
    refuses("BatchGetItem", &get(""), newer);
    refuses_classic("BatchGetItem", &get(""), "The requestItems parameter is required for BatchGetItem");
    refuses("BatchWriteItem", &get(""), "The requestItems parameter is required for BatchWriteItem");
    for operation in ["BatchGetItem", "BatchWriteItem"] {
        refuses(
            operation,
            "{}",
            "1 validation error detected: \
             Value null at 'requestItems' failed to satisfy constraint: Member must not be null",
        );
    }
}

// spec: 5.6/bad table name; 5.1/Batch*
#[test]
fn names_of_tables_are_told_with_the_whole_request() {
    let constraint = format!(
        "failed to satisfy constraint: Map keys must satisfy constraint: [Member must have length less than or \
         equal to 255, Member must have length greater than or equal to 3, {PATTERN}]"
    );
    refuses(
        "BatchGetItem",
        r#"{"RequestItems":{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}},"ReturnConsumedCapacity":"X"}"#,
        &format!(
            "2 validation errors detected: \
             Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value \
             set: [INDEXES, TOTAL, NONE]; \
             Value '{{\"bad!name\":{{\"Keys\":[{{\"pk\":{{\"S\":\"a\"}}}}]}}}}' at 'requestItems' {constraint}"
        ),
    );
    refuses(
        "BatchWriteItem",
        r#"{"RequestItems":{"bad!name":[{"DeleteRequest":{"Key":{"pk":{"B":"AAAA"}}}}]}}"#,
        &format!(
            "1 validation error detected: Value '{{bad!name=[WriteRequest(putRequest=null, \
             deleteRequest=DeleteRequest(key={{pk=AttributeValue(s=null, n=null, \
             b=java.nio.HeapByteBuffer[pos=0 lim=3 cap=3], iNT=null, dECIMAL=null, dOUBLE=null, sS=null, nS=null, \
             bS=null, iNTSET=null, dECIMALSET=null, dOUBLESET=null, m=null, l=null, nULL=null, bOOL=null)}}, \
             workloadProfileName=null))]}}' at 'requestItems' {constraint}"
        ),
    );
}

// spec: 5.6/duplicates
#[test]
fn a_key_may_come_once() {
    let twice = "Provided list of item keys contains duplicates";
    for (first, second, expected) in [
        (r#""pk":{"S":"a"}"#, r#""pk":{"S":"a"}"#, Some(twice)),
        (r#""pk":{"S":"a"},"sk":{"N":"1"}"#, r#""sk":{"N":"1"},"pk":{"S":"a"}"#, Some(twice)),
        (r#""pk":{"S":"a"}"#, r#""pk":{"S":"\u0061"}"#, Some(twice)),
        (r#""pk":{"S":"a"}"#, r#""pk":{"B":"aaaa"}"#, None),
        // The service looks at the spelling.
        (r#""pk":{"N":"1"}"#, r#""pk":{"N":"1.0"}"#, None),
    ] {
        let body = get(&format!(r#""Tab":{{"Keys":[{{{first}}},{{{second}}}]}}"#));
        match expected {
            Some(expected) => refuses("BatchGetItem", &body, expected),
            None => assert_eq!(accepts("BatchGetItem", &body).tables().len(), 1),
        }
    }
    accepts("BatchGetItem", &get(r#""One":{"Keys":[{"pk":{"S":"a"}}]},"Two":{"Keys":[{"pk":{"S":"a"}}]}"#));
}

// spec: 5.7/25 in one table; 5.7/25 over several tables; 0/BatchWriteItem, TransactWriteItems
#[test]
fn writes_are_counted() {
    let constraint = "' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \
         [Member must have length less than or equal to 25, Member must have length greater than or equal to 1]";
    refuses(
        "BatchWriteItem",
        &get(r#""Tab":[]"#),
        &format!("1 validation error detected: Value '{{Tab=[]}}{constraint}"),
    );
    let many = get(&format!(r#""Tab":[{}]"#, puts(26)));
    let error = api::parse("BatchWriteItem", many.as_bytes()).expect_err("refused");
    let begin = "1 validation error detected: Value '{Tab=[WriteRequest(putRequest=PutRequest(item={pk=\
         AttributeValue(s=null, n=0, b=null, ";
    assert!(error.message.starts_with(begin) && error.message.ends_with(constraint), "{}", error.message);
    let within =
        "workloadProfileName=null), deleteRequest=null), WriteRequest(putRequest=PutRequest(item={pk=";
    assert!(error.message.contains(within), "{}", error.message);
    refuses(
        "BatchWriteItem",
        &get(&format!(r#""One":[{}],"Two":[{}]"#, puts(13), puts(13))),
        "Too many items requested for the BatchWriteItem call",
    );
    accepts("BatchWriteItem", &get(&format!(r#""Tab":[{}]"#, puts(25))));
}

#[test]
fn an_echo_ends_somewhere() {
    let big = format!(
        r#"{{"PutRequest":{{"Item":{{"pk":{{"L":[{}]}}}}}}}}"#,
        vec![r#"{"S":""}"#; 100_000].join(",")
    );
    let body = get(&format!(r#""Tab":[{}]"#, vec![big.as_str(); 26].join(",")));
    let error = api::parse("BatchWriteItem", body.as_bytes()).expect_err("refused");
    assert!(error.message.len() < 40_000, "{} bytes", error.message.len());
}

// spec: 5.7/empty write request, or both
#[test]
fn a_write_is_a_put_or_a_delete() {
    let both = "Supplied AttributeValue has more than one datatypes set, \
         must contain exactly one of the supported datatypes";
    refuses("BatchWriteItem", &get(r#""Tab":[{}]"#), both);
    refuses("BatchWriteItem", &get(r#""Tab":[{"PutRequest":{"Item":{}},"DeleteRequest":{"Key":{}}}]"#), both);
    refuses(
        "BatchWriteItem",
        &get(r#""Tab":[{"PutRequest":{}},{"DeleteRequest":{}}]"#),
        "2 validation errors detected: Value null at 'requestItems.Tab.member.1.member.putRequest.item' \
         failed to satisfy constraint: Member must not be null; \
         Value null at 'requestItems.Tab.member.2.member.deleteRequest.key' \
         failed to satisfy constraint: Member must not be null",
    );
    refuses(
        "BatchWriteItem",
        r#"{"RequestItems":{"Tab":[{"DeleteRequest":{"Key":{}}}]},"ReturnItemCollectionMetrics":"X","ReturnConsumedCapacity":"Y"}"#,
        "2 validation errors detected: Value 'Y' at 'returnConsumedCapacity' failed to satisfy constraint: \
         Member must satisfy enum value set: [INDEXES, TOTAL, NONE]; \
         Value 'X' at 'returnItemCollectionMetrics' failed to satisfy constraint: \
         Member must satisfy enum value set: [SIZE, NONE]",
    );
    let body = get(
        r#""Two":[{"DeleteRequest":{"Key":{"pk":{"S":"a"}}}}],"One":[{"PutRequest":{"Item":{"pk":{"S":"b"}}}}]"#,
    );
    let Request::BatchWriteItem(request) = accepts("BatchWriteItem", &body) else {
        panic!("another operation")
    };
    let names: Vec<&str> = request.tables.iter().map(|(table, _)| table.name.as_str()).collect();
    assert_eq!(names, ["Two", "One"]);
    assert!(matches!(request.tables[0].1[..], [WriteRequest::Delete(_)]));
    assert!(matches!(request.tables[1].1[..], [WriteRequest::Put(_)]));
}
