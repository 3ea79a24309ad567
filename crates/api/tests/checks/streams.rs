//! Streams: what their requests must be like, and how their answers look.

use api::dynamodb::{
    DescribeStream, GetRecords, GetShardIterator, IteratorStart, ListStreams, Request, StreamView,
};

use super::{accepts, refuses};

const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes/stream/2026-11-20T09:00:00.000";
const SHARD: &str = "shardId-00000001795683723456-0a1b2c3d";
const NUMBER: &str = "100000000000000000007";

fn filled(body: &str) -> String {
    let arn = body.replace("$arn", &format!("\"{ARN}\""));
    arn.replace("$shard", &format!("\"{SHARD}\"")).replace("$number", NUMBER)
}

#[track_caller]
fn check(operation: &str, body: &str, expected: &str) {
    refuses(operation, &filled(body), expected);
}

fn one(fault: &str) -> String {
    format!("1 validation error detected: {fault}")
}

fn table(stream: &str) -> String {
    format!(
        r#"{{"TableName":"Notes","BillingMode":"PAY_PER_REQUEST","StreamSpecification":{stream},
        "AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
        "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}]}}"#
    )
}

#[test]
fn a_table_with_a_stream() {
    let invalid = |sentence: &str| format!("One or more parameter values were invalid: {sentence}");
    // spec: 3.2/StreamViewType with StreamEnabled false / missing with true
    refuses(
        "CreateTable",
        &table(r#"{"StreamEnabled":false,"StreamViewType":"NEW_IMAGE"}"#),
        &invalid("Table is being created with a stream disabled, UpdateViewType should not be specified"),
    );
    refuses(
        "CreateTable",
        &table(r#"{"StreamEnabled":true}"#),
        &invalid("Table is being created with a stream enabled, UpdateViewType is required"),
    );
    refuses(
        "CreateTable",
        &table(r#"{"StreamViewType":"KEYS_ONLY"}"#),
        &one(
            "Value null at 'streamSpecification.streamEnabled' failed to satisfy constraint: Member must not be null",
        ),
    );
    refuses(
        "CreateTable",
        &table(r#"{"StreamEnabled":true,"StreamViewType":"ALL"}"#),
        &one(
            "Value 'ALL' at 'streamSpecification.streamViewType' failed to satisfy constraint: Member must satisfy \
             enum value set: [NEW_IMAGE, OLD_IMAGE, NEW_AND_OLD_IMAGES, KEYS_ONLY]",
        ),
    );
    for (stream, expected) in [
        (r#"{"StreamEnabled":false}"#, None),
        (r#"{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#, Some(StreamView::KeysOnly)),
        (r#"{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#, Some(StreamView::NewImage)),
        (r#"{"StreamEnabled":true,"StreamViewType":"OLD_IMAGE"}"#, Some(StreamView::OldImage)),
        (
            r#"{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}"#,
            Some(StreamView::NewAndOldImages),
        ),
    ] {
        let Request::CreateTable(create) = accepts("CreateTable", &table(stream)) else { panic!("{stream}") };
        assert_eq!(create.stream, expected, "{stream}");
    }
}

#[test]
fn lists_of_streams() {
    for (body, fault) in [
        (
            r#"{"Limit":0}"#,
            "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            r#"{"Limit":101}"#,
            "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
        ),
        (
            r#"{"TableName":"ab"}"#,
            "Value 'ab' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
        ),
        (
            r#"{"ExclusiveStartStreamArn":"arn:aws:dynamodb"}"#,
            "Value 'arn:aws:dynamodb' at 'exclusiveStartStreamArn' failed to satisfy constraint: Member must have \
             length greater than or equal to 37",
        ),
    ] {
        check("ListStreams", body, &one(fault));
    }
    check(
        "ListStreams",
        r#"{"ExclusiveStartStreamArn":"arn:aws:dynamodb:eu-central-1:123456789012:table/Notes"}"#,
        "Invalid StreamArn",
    );
    let all = accepts("ListStreams", "{}");
    assert!(matches!(all, Request::ListStreams(ListStreams { table: None, limit: 100, start: None })));
    let some =
        accepts("ListStreams", &filled(r#"{"TableName":"Notes","Limit":7,"ExclusiveStartStreamArn":$arn}"#));
    let Request::ListStreams(ListStreams { table: Some(table), limit: 7, start: Some(start) }) = some else {
        panic!("{some:?}")
    };
    assert_eq!((table.name.as_str(), start.region.as_str()), ("Notes", "eu-central-1"));
    assert_eq!((start.table.as_str(), start.label.as_str()), ("Notes", "2026-11-20T09:00:00.000"));
}

#[test]
fn descriptions_of_streams() {
    for (body, fault) in [
        ("{}", "Value null at 'streamArn' failed to satisfy constraint: Member must not be null"),
        (
            r#"{"StreamArn":"arn:short"}"#,
            "Value 'arn:short' at 'streamArn' failed to satisfy constraint: Member must have length greater than or \
             equal to 37",
        ),
        (
            r#"{"StreamArn":$arn,"Limit":0}"#,
            "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            r#"{"StreamArn":$arn,"Limit":101}"#,
            "Value '101' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 100",
        ),
        (
            r#"{"StreamArn":$arn,"ExclusiveStartShardId":"shardId-1"}"#,
            "Value 'shardId-1' at 'exclusiveStartShardId' failed to satisfy constraint: Member must have length \
             greater than or equal to 28",
        ),
        // spec: A.5/DescribeStream with ShardFilter
        (
            r#"{"StreamArn":$arn,"ShardFilter":{"Type":"PARENTS","ShardId":$shard}}"#,
            "Value 'PARENTS' at 'shardFilter.type' failed to satisfy constraint: Member must satisfy enum value set: \
             [CHILD_SHARDS]",
        ),
        (
            r#"{"StreamArn":$arn,"ShardFilter":{"Type":"CHILD_SHARDS","ShardId":"shardId-1"}}"#,
            "Value 'shardId-1' at 'shardFilter.shardId' failed to satisfy constraint: Member must have length greater \
             than or equal to 28",
        ),
    ] {
        check("DescribeStream", body, &one(fault));
    }
    let both = format!(
        "2 validation errors detected: Value 'arn:short' at 'streamArn' failed to satisfy constraint: Member must \
         have length greater than or equal to 37; Value '{}' at 'exclusiveStartShardId' failed to satisfy constraint: \
         Member must have length less than or equal to 65",
        "s".repeat(66)
    );
    let body = format!(r#"{{"StreamArn":"arn:short","ExclusiveStartShardId":"{}"}}"#, "s".repeat(66));
    check("DescribeStream", &body, &both);
    check(
        "DescribeStream",
        r#"{"StreamArn":$arn,"ShardFilter":{"Type":"CHILD_SHARDS"}}"#,
        "One or more parameter values were invalid: ShardFilter ShardId cannot be null when Type is CHILD_SHARDS",
    );
    check(
        "DescribeStream",
        r#"{"StreamArn":$arn,"ShardFilter":{"ShardId":$shard}}"#,
        "One or more parameter values were invalid: ShardFilter Type cannot be null",
    );
    let long = "x".repeat(30);
    check(
        "DescribeStream",
        &format!(r#"{{"StreamArn":$arn,"ShardFilter":{{"Type":"CHILD_SHARDS","ShardId":"{long}"}}}}"#),
        &format!("One or more parameter values were invalid: Invalid ShardId in ShardFilter: {long}"),
    );
    check("DescribeStream", &format!(r#"{{"StreamArn":"{}"}}"#, "x".repeat(40)), "Invalid StreamArn");
    let all = accepts("DescribeStream", &filled(r#"{"StreamArn":$arn}"#));
    let Request::DescribeStream(DescribeStream { stream, limit: 100, start: None, children_of: None }) = all
    else {
        panic!("{all:?}")
    };
    assert_eq!(stream.arn, ARN);
    let children = filled(
        r#"{"StreamArn":$arn,"Limit":100,"ExclusiveStartShardId":$shard,"ShardFilter":{"Type":"CHILD_SHARDS","ShardId":$shard}}"#,
    );
    let Request::DescribeStream(describe) = accepts("DescribeStream", &children) else { panic!() };
    assert_eq!((describe.start.as_deref(), describe.children_of.as_deref()), (Some(SHARD), Some(SHARD)));
}

#[test]
fn iterators() {
    check(
        "GetShardIterator",
        "{}",
        "3 validation errors detected: Value null at 'streamArn' failed to satisfy constraint: Member must not be \
         null; Value null at 'shardId' failed to satisfy constraint: Member must not be null; Value null at \
         'shardIteratorType' failed to satisfy constraint: Member must not be null",
    );
    for (members, fault) in [
        (
            r#""ShardId":"short","ShardIteratorType":"LATEST""#,
            "Value 'short' at 'shardId' failed to satisfy constraint: Member must have length greater than or equal to 28",
        ),
        (
            r#""ShardId":$shard,"ShardIteratorType":"FIRST""#,
            "Value 'FIRST' at 'shardIteratorType' failed to satisfy constraint: Member must satisfy enum value set: \
             [AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON]",
        ),
        // SequenceNumber length 21-40.
        (
            r#""ShardId":$shard,"ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"1""#,
            "Value '1' at 'sequenceNumber' failed to satisfy constraint: Member must have length greater than or equal to 21",
        ),
        (
            r#""ShardId":$shard,"ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"11111111111111111111111111111111111111111""#,
            "Value '11111111111111111111111111111111111111111' at 'sequenceNumber' failed to satisfy constraint: \
             Member must have length less than or equal to 40",
        ),
    ] {
        check("GetShardIterator", &format!(r#"{{"StreamArn":$arn,{members}}}"#), &one(fault));
    }
    // SequenceNumber cannot be null.
    for kind in ["AT_SEQUENCE_NUMBER", "AFTER_SEQUENCE_NUMBER"] {
        check(
            "GetShardIterator",
            &format!(r#"{{"StreamArn":$arn,"ShardId":$shard,"ShardIteratorType":"{kind}"}}"#),
            "One or more parameter values were invalid: SequenceNumber cannot be null",
        );
    }
    for kind in ["TRIM_HORIZON", "LATEST"] {
        check(
            "GetShardIterator",
            &format!(
                r#"{{"StreamArn":$arn,"ShardId":$shard,"ShardIteratorType":"{kind}","SequenceNumber":"$number"}}"#
            ),
            "One or more parameter values were invalid: SequenceNumber should not be passed for this iterator type",
        );
    }
    check(
        "GetShardIterator",
        r#"{"StreamArn":$arn,"ShardId":$shard,"ShardIteratorType":"AT_TIMESTAMP"}"#,
        "One or more parameter values were invalid: Timestamp cannot be null",
    );
    let at = |number: &str| number.to_owned();
    for (members, expected) in [
        (r#""ShardIteratorType":"TRIM_HORIZON""#, IteratorStart::TrimHorizon),
        (r#""ShardIteratorType":"LATEST""#, IteratorStart::Latest),
        (
            r#""ShardIteratorType":"AT_SEQUENCE_NUMBER","SequenceNumber":"$number""#,
            IteratorStart::At(at(NUMBER)),
        ),
        (
            r#""ShardIteratorType":"AFTER_SEQUENCE_NUMBER","SequenceNumber":"$number""#,
            IteratorStart::After(at(NUMBER)),
        ),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":17.1239"#, IteratorStart::Time(17_123)),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":1.7E9"#, IteratorStart::Time(1_700_000_000_000)),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":-1"#, IteratorStart::Time(0)),
        (r#""ShardIteratorType":"AT_TIMESTAMP","Timestamp":1e40"#, IteratorStart::Time(u64::MAX)),
    ] {
        let body = filled(&format!(r#"{{"StreamArn":$arn,"ShardId":$shard,{members}}}"#));
        let Request::GetShardIterator(GetShardIterator { stream, shard, start }) =
            accepts("GetShardIterator", &body)
        else {
            panic!("{body}")
        };
        assert_eq!((stream.arn.as_str(), shard.as_str(), start), (ARN, SHARD, expected));
    }
}

#[test]
fn reads_of_records() {
    for (body, fault) in [
        ("{}", "Value null at 'shardIterator' failed to satisfy constraint: Member must not be null"),
        (
            r#"{"ShardIterator":""}"#,
            "Value '' at 'shardIterator' failed to satisfy constraint: Member must have length greater than or equal to 1",
        ),
        // GetRecords Limit 1-1000.
        (
            r#"{"ShardIterator":"x","Limit":0}"#,
            "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
        ),
        (
            r#"{"ShardIterator":"x","Limit":1001}"#,
            "Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000",
        ),
    ] {
        check("GetRecords", body, &one(fault));
    }
    let records = accepts("GetRecords", r#"{"ShardIterator":"x","Limit":1000}"#);
    assert!(matches!(records, Request::GetRecords(GetRecords { limit: 1000, .. })));
    let records = accepts("GetRecords", r#"{"ShardIterator":"x"}"#);
    let Request::GetRecords(GetRecords { iterator, limit: 1000 }) = records else { panic!("{records:?}") };
    assert_eq!(iterator, "x");
}
