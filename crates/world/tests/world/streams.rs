//! Streams: what they tell, to whom, and for how long.

use serde_json::Value;
use sim::Micros;
use world::World;

use crate::support::{
    ORDERS, PLAIN, REGION, SECOND, ask, check_contains, create, input, instant, simulated, text,
};

const HOUR: Micros = 3_600 * SECOND;
const EPOCH_SECONDS: u64 = 1_790_000_000;

fn with_stream(table: &str, view: &str) -> String {
    let stream = format!(r#"{{"StreamSpecification":{{"StreamEnabled":true,"StreamViewType":"{view}"}},"#);
    table.replacen('{', &stream, 1)
}

fn json(answer: &str) -> Value {
    serde_json::from_str(answer).unwrap_or_else(|_| panic!("{answer}"))
}

fn field<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or_else(|| panic!("{name} in {value}"))
}

fn latest_arn(world: &mut World, table: &str) -> String {
    let table = ask(world, "DescribeTable", &format!(r#"{{"TableName":"{table}"}}"#));
    field(&json(&table)["Table"], "LatestStreamArn").to_owned()
}

fn shards(world: &mut World, arn: &str) -> Vec<Value> {
    let description = json(&ask(world, "DescribeStream", &format!(r#"{{"StreamArn":"{arn}"}}"#)));
    description["StreamDescription"]["Shards"].as_array().expect("shards").clone()
}

/// An iterator at a place of a stream's only shard.
fn iterator(world: &mut World, arn: &str, place: &str) -> String {
    let shard = field(&shards(world, arn)[0], "ShardId").to_owned();
    let body = format!(r#"{{"StreamArn":"{arn}","ShardId":"{shard}","ShardIteratorType":{place}}}"#);
    ask(world, "GetShardIterator", &body)
}

fn iterator_at(world: &mut World, arn: &str, place: &str) -> String {
    let answer = iterator(world, arn, place);
    field(&json(&answer), "ShardIterator").to_owned()
}

fn page(world: &mut World, iterator: &str, limit: u32) -> Value {
    json(&ask(world, "GetRecords", &format!(r#"{{"ShardIterator":"{iterator}","Limit":{limit}}}"#)))
}

/// Every record of a stream's only shard.
fn records(world: &mut World, arn: &str) -> Vec<Value> {
    let iterator = iterator_at(world, arn, r#""TRIM_HORIZON""#);
    page(world, &iterator, 1_000)["Records"].as_array().expect("records").clone()
}

/// Puts an item into the table without sort key.
fn put(world: &mut World, key: &str, more: &str) {
    let answer =
        ask(world, "PutItem", &format!(r#"{{"TableName":"Notes","Item":{{"pk":{{"S":"{key}"}}{more}}}}}"#));
    assert_eq!(answer, "{}");
}

fn event(record: &Value) -> (&str, &str) {
    (field(record, "eventName"), field(&record["dynamodb"]["Keys"]["pk"], "S"))
}

#[test]
fn a_stream_describes_itself() {
    let mut world = simulated(&[]);
    let created = ask(&mut world, "CreateTable", &with_stream(PLAIN, "NEW_AND_OLD_IMAGES"));
    // spec: 3.3/StreamSpecification, LatestStreamArn, LatestStreamLabel
    let description = &json(&created)["TableDescription"];
    assert_eq!(description["StreamSpecification"]["StreamEnabled"], true);
    assert_eq!(description["StreamSpecification"]["StreamViewType"], "NEW_AND_OLD_IMAGES");
    let (arn, label) = (field(description, "LatestStreamArn"), field(description, "LatestStreamLabel"));
    assert_eq!(arn, format!("arn:aws:dynamodb:{REGION}:123456789012:table/Notes/stream/{label}"));
    assert_eq!(label, "2026-09-21T14:13:20.008");

    let asked = format!(r#"{{"StreamArn":"{arn}"}}"#);
    let early = ask(&mut world, "DescribeStream", &asked);
    check_contains(&early, r#""StreamStatus":"ENABLING""#);
    world.run_idle();
    let stream = json(&ask(&mut world, "DescribeStream", &asked))["StreamDescription"].clone();
    for (name, expected) in [
        ("StreamArn", arn),
        ("StreamLabel", label),
        ("StreamStatus", "ENABLED"),
        ("StreamViewType", "NEW_AND_OLD_IMAGES"),
        ("TableName", "Notes"),
    ] {
        assert_eq!(field(&stream, name), expected);
    }
    assert_eq!(stream["KeySchema"][0]["AttributeName"], "pk");
    assert!(stream["CreationRequestDateTime"].as_f64().is_some_and(|at| at >= EPOCH_SECONDS as f64));
    assert!(stream.get("LastEvaluatedShardId").is_none());
    // spec: A.5/Shards
    let [shard] = &stream["Shards"].as_array().expect("shards")[..] else { panic!("{stream}") };
    let id = field(shard, "ShardId");
    assert!(id.len() == 37 && id.starts_with("shardId-00000001790000000"), "{id}");
    assert!(id[8..28].bytes().all(|digit| digit.is_ascii_digit()) && &id[28..29] == "-");
    assert!(id[29..].bytes().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f')));
    let range = &shard["SequenceNumberRange"];
    assert_eq!(field(range, "StartingSequenceNumber").len(), 21);
    assert!(range.get("EndingSequenceNumber").is_none() && shard.get("ParentShardId").is_none());
}

#[test]
fn a_table_without_a_stream_says_nothing_of_one() {
    let mut world = instant();
    create(&mut world, PLAIN);
    let table = ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    assert!(!table.contains("Stream"), "{table}");
    assert_eq!(ask(&mut world, "ListStreams", "{}"), r#"{"Streams":[]}"#);
}

/// One shard for each partition, and an item's changes all in one of them, in order.
#[test]
fn shards_follow_partitions() {
    let mut world = instant();
    create(&mut world, &with_stream(ORDERS, "NEW_IMAGE"));
    let arn = latest_arn(&mut world, "Orders");
    for n in 0..60 {
        let item = format!(r#"{{"pk":{{"S":"p{}"}},"sk":{{"S":"s"}},"v":{{"N":"{n}"}}}}"#, n % 12);
        ask(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{item}}}"#));
    }
    let all = shards(&mut world, &arn);
    assert_eq!(all.len(), 4);
    assert!(all.windows(2).all(|pair| field(&pair[0], "ShardId") < field(&pair[1], "ShardId")));
    let mut seen: Vec<(String, Vec<u64>)> = Vec::new();
    let (mut ids, mut count) = (std::collections::BTreeSet::new(), 0);
    for shard in &all {
        let id = field(shard, "ShardId");
        let body = format!(r#"{{"StreamArn":"{arn}","ShardId":"{id}","ShardIteratorType":"TRIM_HORIZON"}}"#);
        let start = json(&ask(&mut world, "GetShardIterator", &body));
        let page = page(&mut world, field(&start, "ShardIterator"), 1_000);
        let records = page["Records"].as_array().expect("records");
        let numbers: Vec<&str> = records.iter().map(|it| field(&it["dynamodb"], "SequenceNumber")).collect();
        assert!(numbers.is_sorted() && numbers.iter().all(|number| number.len() == 21));
        assert!(
            numbers
                .iter()
                .all(|number| *number > field(&shard["SequenceNumberRange"], "StartingSequenceNumber"))
        );
        for record in records {
            count += 1;
            let id = field(record, "eventID").to_owned();
            assert!(id.len() == 32 && id.bytes().all(|digit| digit.is_ascii_hexdigit()), "{id}");
            ids.insert(id);
            let key = event(record).1.to_owned();
            let value = field(&record["dynamodb"]["NewImage"]["v"], "N").parse().expect("a number");
            match seen.iter_mut().find(|(of, _)| *of == key) {
                Some((_, values)) => values.push(value),
                None => seen.push((key, vec![value])),
            }
        }
    }
    // spec: 8/streams eventID reused
    assert_eq!((count, ids.len(), seen.len()), (60, 60, 12));
    assert!(seen.iter().all(|(_, values)| values.len() == 5 && values.is_sorted()), "{seen:?}");
}

#[test]
fn records_say_what_happened() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "NEW_AND_OLD_IMAGES"));
    let arn = latest_arn(&mut world, "Notes");
    world.run_until(7 * SECOND + 999_999);
    put(&mut world, "a", r#","n":{"N":"1"}"#);
    put(&mut world, "a", r#","n":{"N":"2"}"#);
    ask(&mut world, "DeleteItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#);
    let told = records(&mut world, &arn);
    let [insert, modify, remove] = &told[..] else { panic!("{told:#?}") };
    for (record, name) in [(insert, "INSERT"), (modify, "MODIFY"), (remove, "REMOVE")] {
        assert_eq!(event(record), (name, "a"));
        assert_eq!(field(record, "eventVersion"), "1.1");
        assert_eq!(field(record, "eventSource"), "aws:dynamodb");
        // spec: A.5/Shards: awsRegion in a record is the region of the table
        assert_eq!(field(record, "awsRegion"), REGION);
        assert_eq!(record["dynamodb"]["ApproximateCreationDateTime"], EPOCH_SECONDS + 7);
        assert_eq!(field(&record["dynamodb"], "StreamViewType"), "NEW_AND_OLD_IMAGES");
        assert!(record.get("userIdentity").is_none());
    }
    let images = |record: &Value| {
        let of = |image: &str| record["dynamodb"][image].get("n").map(|n| field(n, "N").to_owned());
        (of("OldImage"), of("NewImage"), record["dynamodb"]["SizeBytes"].as_u64())
    };
    // The key has 3 bytes; an image has the key and "n" with two bytes of number.
    assert_eq!(images(insert), (None, Some("1".to_owned()), Some(3 + 6)));
    assert_eq!(images(modify), (Some("1".to_owned()), Some("2".to_owned()), Some(3 + 6 + 6)));
    assert_eq!(images(remove), (Some("2".to_owned()), None, Some(3 + 6)));
    assert!(insert["dynamodb"].get("OldImage").is_none() && remove["dynamodb"].get("NewImage").is_none());
}

#[test]
fn views_show_what_they_are_called() {
    for (view, old, new, bytes) in [
        ("KEYS_ONLY", false, false, 3),
        ("NEW_IMAGE", false, true, 3 + 6),
        ("OLD_IMAGE", true, false, 3 + 6),
        ("NEW_AND_OLD_IMAGES", true, true, 3 + 6 + 6),
    ] {
        let mut world = instant();
        create(&mut world, &with_stream(PLAIN, view));
        let arn = latest_arn(&mut world, "Notes");
        put(&mut world, "a", r#","n":{"N":"1"}"#);
        put(&mut world, "a", r#","n":{"N":"2"}"#);
        let told = records(&mut world, &arn);
        let change = &told[1]["dynamodb"];
        assert_eq!(change["Keys"].to_string(), r#"{"pk":{"S":"a"}}"#, "{view}");
        let shown = (change.get("OldImage").is_some(), change.get("NewImage").is_some());
        assert_eq!((shown, change["SizeBytes"].as_u64()), ((old, new), Some(bytes)), "{view}");
    }
}

// spec: 8/streams no event suppression for no-op writes
// spec: A.5/UpdateItem with only REMOVE or DELETE clauses on a missing item
#[test]
fn what_changes_nothing_is_not_told() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "NEW_AND_OLD_IMAGES"));
    let arn = latest_arn(&mut world, "Notes");
    put(&mut world, "a", r#","n":{"N":"1"}"#);
    put(&mut world, "a", r#","n":{"N":"1.0"}"#);
    for (operation, body) in [
        ("DeleteItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"gone"}}}"#),
        (
            "UpdateItem",
            r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}},"UpdateExpression":"SET n = n + :z","ExpressionAttributeValues":{":z":{"N":"0"}}}"#,
        ),
        ("UpdateItem", r#"{"TableName":"Notes","Key":{"pk":{"S":"none"}},"UpdateExpression":"REMOVE n"}"#),
        (
            "PutItem",
            r#"{"TableName":"Notes","Item":{"pk":{"S":"b"}},"ConditionExpression":"attribute_exists(pk)"}"#,
        ),
    ] {
        ask(&mut world, operation, body);
    }
    let told = records(&mut world, &arn);
    assert_eq!(told.iter().map(event).collect::<Vec<_>>(), [("INSERT", "a")]);
}

#[test]
fn batches_and_transactions_are_told_item_by_item() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    let batch = r#"{"RequestItems":{"Notes":[{"PutRequest":{"Item":{"pk":{"S":"a"}}}},{"PutRequest":{"Item":{"pk":{"S":"b"}}}},
        {"DeleteRequest":{"Key":{"pk":{"S":"c"}}}}]}}"#;
    ask(&mut world, "BatchWriteItem", batch);
    let transaction = r#"{"TransactItems":[{"Put":{"TableName":"Notes","Item":{"pk":{"S":"d"}}}},
        {"Delete":{"TableName":"Notes","Key":{"pk":{"S":"a"}}}},
        {"ConditionCheck":{"TableName":"Notes","Key":{"pk":{"S":"b"}},"ConditionExpression":"attribute_exists(pk)"}}]}"#;
    assert_eq!(ask(&mut world, "TransactWriteItems", transaction), "{}");
    let told = records(&mut world, &arn);
    let events: Vec<_> = told.iter().map(event).collect();
    assert_eq!(events, [("INSERT", "a"), ("INSERT", "b"), ("INSERT", "d"), ("REMOVE", "a")]);
}

#[test]
fn iterators_begin_where_they_are_told() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    let empty = iterator_at(&mut world, &arn, r#""TRIM_HORIZON""#);
    let latest_at_first = iterator_at(&mut world, &arn, r#""LATEST""#);
    for (second, key) in [(1, "a"), (2, "b"), (3, "c")] {
        world.run_until(second * SECOND);
        put(&mut world, key, "");
    }
    let told = records(&mut world, &arn);
    let number = |at: usize| field(&told[at]["dynamodb"], "SequenceNumber").to_owned();
    let latest = iterator_at(&mut world, &arn, r#""LATEST""#);
    put(&mut world, "d", "");
    let mut from = |place: String| {
        let iterator = iterator_at(&mut world, &arn, &place);
        let page = page(&mut world, &iterator, 1_000);
        page["Records"]
            .as_array()
            .expect("records")
            .iter()
            .map(|it| event(it).1.to_owned())
            .collect::<String>()
    };
    assert_eq!(from(r#""TRIM_HORIZON""#.to_owned()), "abcd");
    assert_eq!(from(format!(r#""AT_SEQUENCE_NUMBER","SequenceNumber":"{}""#, number(1))), "bcd");
    assert_eq!(from(format!(r#""AFTER_SEQUENCE_NUMBER","SequenceNumber":"{}""#, number(1))), "cd");
    assert_eq!(from(r#""LATEST""#.to_owned()), "");
    assert_eq!(from(format!(r#""AT_TIMESTAMP","Timestamp":{}"#, EPOCH_SECONDS + 2)), "bcd");
    assert_eq!(from(format!(r#""AT_TIMESTAMP","Timestamp":{}.5"#, EPOCH_SECONDS + 2)), "cd");
    assert_eq!(from(format!(r#""AT_TIMESTAMP","Timestamp":{}"#, EPOCH_SECONDS + 9)), "");
    for (iterator, keys) in [(&empty, "abcd"), (&latest_at_first, "abcd"), (&latest, "d")] {
        let page = page(&mut world, iterator, 1_000);
        let found: String =
            page["Records"].as_array().expect("records").iter().map(|it| event(it).1.to_owned()).collect();
        assert_eq!(found, keys);
    }
}

#[test]
fn iterators_that_lead_nowhere() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    put(&mut world, "a", "");
    for number in ["999999999999999999999", "000000000000000000000", "abcdefghijklmnopqrstu"] {
        let place = format!(r#""AT_SEQUENCE_NUMBER","SequenceNumber":"{number}""#);
        assert_eq!(
            iterator(&mut world, &arn, &place),
            "ValidationException: Invalid SequenceNumber for the shard",
            "{number}"
        );
    }
    let shard = "shardId-00000001790000000000-00000000";
    let body = format!(r#"{{"StreamArn":"{arn}","ShardId":"{shard}","ShardIteratorType":"LATEST"}}"#);
    assert_eq!(
        ask(&mut world, "GetShardIterator", &body),
        "ResourceNotFoundException: Requested resource not found: Shard does not exist"
    );
    for other in [
        arn.replace("Notes", "Other"),
        arn.replace(REGION, "us-east-1"),
        arn.replace("123456789012", "000000000000"),
        arn.replace("/2026-", "/2025-"),
    ] {
        let missing =
            format!("ResourceNotFoundException: Requested resource not found: Stream: {other} not found");
        assert_eq!(ask(&mut world, "DescribeStream", &format!(r#"{{"StreamArn":"{other}"}}"#)), missing);
        let body = format!(r#"{{"StreamArn":"{other}","ShardId":"{shard}","ShardIteratorType":"LATEST"}}"#);
        assert_eq!(ask(&mut world, "GetShardIterator", &body), missing);
    }
    assert_eq!(
        ask(&mut world, "GetRecords", r#"{"ShardIterator":"AAAAAAAAAAE="}"#),
        "ValidationException: Invalid ShardIterator"
    );
}

#[test]
fn iterators_live_a_quarter_of_an_hour() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    let iterator = iterator_at(&mut world, &arn, r#""LATEST""#);
    world.run_until(900 * SECOND);
    let next = field(&page(&mut world, &iterator, 10), "NextShardIterator").to_owned();
    world.run_until(901 * SECOND);
    let old = ask(&mut world, "GetRecords", &format!(r#"{{"ShardIterator":"{iterator}"}}"#));
    check_contains(&old, "ExpiredIteratorException: ");
    assert!(page(&mut world, &next, 10)["Records"].as_array().is_some_and(Vec::is_empty));
}

#[test]
fn pages_of_records() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "NEW_IMAGE"));
    let arn = latest_arn(&mut world, "Notes");
    for key in ["a", "b", "c", "d", "e"] {
        put(&mut world, key, "");
    }
    let mut iterator = iterator_at(&mut world, &arn, r#""TRIM_HORIZON""#);
    let mut found = Vec::new();
    for _ in 0..4 {
        let page = page(&mut world, &iterator, 2);
        found.push(page["Records"].as_array().map_or(0, Vec::len));
        iterator = field(&page, "NextShardIterator").to_owned();
    }
    assert_eq!(found, [2, 2, 1, 0]);
    // GetRecords at most 1 MB.
    let large = format!(r#","v":{{"S":"{}"}}"#, "x".repeat(300_000));
    for key in ["f", "g", "h", "i", "j"] {
        put(&mut world, key, &large);
    }
    let first = page(&mut world, &iterator, 1_000);
    assert_eq!(first["Records"].as_array().map_or(0, Vec::len), 3);
    let rest = page(&mut world, field(&first, "NextShardIterator"), 1_000);
    assert_eq!(rest["Records"].as_array().map_or(0, Vec::len), 2);
}

#[test]
fn records_last_a_day() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    world.run_until(HOUR);
    put(&mut world, "a", "");
    world.run_until(2 * HOUR);
    put(&mut world, "b", "");
    world.run_until(24 * HOUR + HOUR - SECOND);
    let told = records(&mut world, &arn);
    assert_eq!(told.iter().map(|it| event(it).1).collect::<Vec<_>>(), ["a", "b"]);
    let first = field(&told[0]["dynamodb"], "SequenceNumber").to_owned();
    let early = iterator_at(&mut world, &arn, r#""TRIM_HORIZON""#);
    world.run_until(25 * HOUR + SECOND);
    // Whether a write trims the shard, or nobody has come by.
    for written in [false, true] {
        let mut world = world.clone();
        if written {
            put(&mut world, "c", "");
        }
        let left: Vec<String> =
            records(&mut world, &arn).iter().map(|record| event(record).1.to_owned()).collect();
        assert_eq!(left, if written { vec!["b", "c"] } else { vec!["b"] });
        let gone = "TrimmedDataAccessException: ";
        check_contains(&ask(&mut world, "GetRecords", &format!(r#"{{"ShardIterator":"{early}"}}"#)), gone);
        let place = format!(r#""AT_SEQUENCE_NUMBER","SequenceNumber":"{first}""#);
        check_contains(&iterator(&mut world, &arn, &place), gone);
    }
}

/// A stream goes on being read for a day after its table is gone; another one of the same name has another stream.
#[test]
fn streams_outlive_their_tables() {
    let mut world = instant();
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    put(&mut world, "a", "");
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    world.run_idle();
    let asked = format!(r#"{{"StreamArn":"{arn}"}}"#);
    check_contains(&ask(&mut world, "DescribeStream", &asked), r#""StreamStatus":"DISABLED""#);
    let shard = &shards(&mut world, &arn)[0];
    let last = field(&shard["SequenceNumberRange"], "EndingSequenceNumber").to_owned();
    let iterator = iterator_at(&mut world, &arn, r#""TRIM_HORIZON""#);
    let page = page(&mut world, &iterator, 10);
    // The end of a closed shard has nothing behind it.
    assert!(page.get("NextShardIterator").is_none());
    assert_eq!(page["Records"][0]["dynamodb"]["SequenceNumber"], last);
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let next = latest_arn(&mut world, "Notes");
    assert_ne!(next, arn);
    assert!(records(&mut world, &next).is_empty());
    let listed = json(&ask(&mut world, "ListStreams", r#"{"TableName":"Notes"}"#));
    assert_eq!(listed["Streams"].as_array().map(Vec::len), Some(2));
    world.run_until(24 * HOUR + SECOND);
    let missing = format!("ResourceNotFoundException: Requested resource not found: Stream: {arn} not found");
    assert_eq!(ask(&mut world, "DescribeStream", &asked), missing);
    let listed = json(&ask(&mut world, "ListStreams", "{}"));
    assert_eq!(listed["Streams"].as_array().map(Vec::len), Some(1));
}

// spec: 3.4/stream: enable when enabled, disable when none, with or without view type
#[test]
fn streams_are_turned_on_and_off() {
    let mut world = instant();
    create(&mut world, PLAIN);
    let change = |world: &mut World, specification: &str| {
        let body = format!(r#"{{"TableName":"Notes","StreamSpecification":{specification}}}"#);
        let answer = ask(world, "UpdateTable", &body);
        world.run_idle();
        answer
    };
    let (on, off) = (r#"{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}"#, r#"{"StreamEnabled":false}"#);
    assert_eq!(
        change(&mut world, off),
        "ValidationException: Table has no stream to disable: TableName: Notes"
    );
    put(&mut world, "before", "");
    check_contains(&change(&mut world, on), r#""LatestStreamArn":"#);
    let first = latest_arn(&mut world, "Notes");
    for again in [on, r#"{"StreamEnabled":true,"StreamViewType":"NEW_IMAGE"}"#] {
        assert_eq!(
            change(&mut world, again),
            "ValidationException: Table already has an enabled stream: TableName: Notes"
        );
    }
    put(&mut world, "during", "");
    change(&mut world, off);
    put(&mut world, "after", "");
    let table = ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    assert!(!table.contains("StreamSpecification") && table.contains(&first), "{table}");
    assert_eq!(records(&mut world, &first).iter().map(event).collect::<Vec<_>>(), [("INSERT", "during")]);
    let closed = &shards(&mut world, &first)[0]["SequenceNumberRange"];
    assert!(field(closed, "EndingSequenceNumber") > field(closed, "StartingSequenceNumber"));
    // Every stream has a name of its own, even at the same moment.
    change(&mut world, on);
    let second = latest_arn(&mut world, "Notes");
    assert_ne!(first, second);
    assert!(records(&mut world, &second).is_empty());
    let listed = json(&ask(&mut world, "ListStreams", "{}"));
    assert_eq!(listed["Streams"].as_array().map(Vec::len), Some(2));
}

#[test]
fn lists_of_streams_have_pages() {
    let mut world = instant();
    for name in ["Ccc", "Aaa", "Bbb"] {
        create(&mut world, &with_stream(PLAIN, "KEYS_ONLY").replace("Notes", name));
    }
    create(&mut world, PLAIN);
    let names = |answer: &str| -> Vec<String> {
        let answer = json(answer);
        let streams = answer["Streams"].as_array().expect("streams").clone();
        streams.iter().map(|stream| field(stream, "TableName").to_owned()).collect()
    };
    let all = ask(&mut world, "ListStreams", "{}");
    assert_eq!(names(&all), ["Aaa", "Bbb", "Ccc"]);
    assert!(!all.contains("LastEvaluatedStreamArn"));
    let first = ask(&mut world, "ListStreams", r#"{"Limit":2}"#);
    assert_eq!(names(&first), ["Aaa", "Bbb"]);
    let last = field(&json(&first), "LastEvaluatedStreamArn").to_owned();
    let rest =
        ask(&mut world, "ListStreams", &format!(r#"{{"Limit":2,"ExclusiveStartStreamArn":"{last}"}}"#));
    assert_eq!(names(&rest), ["Ccc"]);
    assert!(!rest.contains("LastEvaluatedStreamArn"));
    assert_eq!(names(&ask(&mut world, "ListStreams", r#"{"TableName":"Bbb"}"#)), ["Bbb"]);
    assert_eq!(names(&ask(&mut world, "ListStreams", r#"{"TableName":"Notes"}"#)), Vec::<String>::new());
    assert_eq!(names(&ask(&mut world, "ListStreams", r#"{"TableName":"Nowhere"}"#)), Vec::<String>::new());
    let call = world.submit(0, {
        let mut input = input("ListStreams", "{}");
        if let world::Input::Call(call) = &mut input {
            call.region = "us-east-1".to_owned();
        }
        input
    });
    assert_eq!(text(&world.run_to_completion(call)), r#"{"Streams":[]}"#);
}

// spec: A.5/DescribeStream with ExclusiveStartShardId
#[test]
fn descriptions_have_pages() {
    let mut world = instant();
    create(&mut world, &with_stream(ORDERS, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Orders");
    let ids: Vec<String> =
        shards(&mut world, &arn).iter().map(|shard| field(shard, "ShardId").to_owned()).collect();
    assert_eq!(ids.len(), 4);
    let mut found = Vec::new();
    let mut start = String::new();
    loop {
        let body = format!(r#"{{"StreamArn":"{arn}","Limit":3{start}}}"#);
        let page = json(&ask(&mut world, "DescribeStream", &body))["StreamDescription"].clone();
        let shards = page["Shards"].as_array().expect("shards").clone();
        found.extend(shards.iter().map(|shard| field(shard, "ShardId").to_owned()));
        let Some(last) = page.get("LastEvaluatedShardId").and_then(Value::as_str) else { break };
        assert_eq!(Some(last), found.last().map(String::as_str));
        start = format!(r#","ExclusiveStartShardId":"{last}""#);
    }
    assert_eq!(found, ids);
    let body = format!(r#"{{"StreamArn":"{arn}","ExclusiveStartShardId":"{}"}}"#, ids[3]);
    check_contains(&ask(&mut world, "DescribeStream", &body), r#""Shards":[]"#);
    for never in [
        "shardId-00000000000000000000-00000000",
        "shardId-00000000000000000000000000001",
        "0123456789abcdef0123456789abcdef",
    ] {
        let body = format!(r#"{{"StreamArn":"{arn}","ExclusiveStartShardId":"{never}"}}"#);
        check_contains(&ask(&mut world, "DescribeStream", &body), r#""Shards":[]"#);
    }
    let children = |shard: &str| {
        format!(r#"{{"StreamArn":"{arn}","ShardFilter":{{"Type":"CHILD_SHARDS","ShardId":"{shard}"}}}}"#)
    };
    check_contains(&ask(&mut world, "DescribeStream", &children(&ids[0])), r#""Shards":[]"#);
    assert_eq!(
        ask(&mut world, "DescribeStream", &children("shardId-00000001790000000000-00000000")),
        "ResourceNotFoundException: Requested resource not found: Shard does not exist"
    );
}

/// In simulated time, readers see a record some time after it was committed, and in order.
#[test]
fn records_reach_their_readers_later() {
    let mut world = simulated(&[("stream_lag.min", 5_000_000), ("stream_lag.max", 9_000_000)]);
    create(&mut world, &with_stream(PLAIN, "KEYS_ONLY"));
    let arn = latest_arn(&mut world, "Notes");
    for key in ["a", "b", "c", "d"] {
        put(&mut world, key, "");
    }
    assert!(records(&mut world, &arn).is_empty());
    let on_their_way = world.table(REGION, "Notes").and_then(|table| table.stream).expect("a stream");
    assert_eq!((on_their_way.shards[0].record_count, on_their_way.shards[0].behind), (0, 4));
    world.run_idle();
    let told = records(&mut world, &arn);
    assert_eq!(told.iter().map(|it| event(it).1).collect::<String>(), "abcd");
    let picture = world.table(REGION, "Notes").and_then(|table| table.stream).expect("a stream");
    let shard = &picture.shards[0];
    assert_eq!((shard.record_count, shard.behind, shard.open, shard.partition.as_str()), (4, 0, true, "P1"));
    assert_eq!(shard.latest[0].keys.get("pk").map(|it| it.display(9)), Some("d".to_owned()));
    let events = world.take_trace();
    let kinds = crate::support::of_kind(&events, "StreamRecord");
    assert_eq!(kinds.len(), 4);
    assert!(kinds.iter().all(|it| it.call > 0 && it.cause > 0 && it.span > 0));
}

#[test]
fn streams_survive_a_checkpoint() {
    let mut world = simulated(&[("stream_lag.min", 5_000_000), ("stream_lag.max", 9_000_000)]);
    create(&mut world, &with_stream(PLAIN, "NEW_AND_OLD_IMAGES"));
    let arn = latest_arn(&mut world, "Notes");
    for n in 0..20 {
        put(&mut world, &format!("k{}", n % 3), &format!(r#","n":{{"N":"{n}"}}"#));
    }
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("a checkpoint");
    assert_eq!(durable, world.durable());
    let whole = World::restore(durable.clone(), Some(&world.volatile())).expect("a checkpoint");
    assert_eq!(whole.world_hash(), world.world_hash());
    let mut bare = World::restore(durable, None).expect("a checkpoint");
    assert_eq!(bare.state_hash(), world.state_hash());
    world.run_idle();
    assert_eq!(records(&mut bare, &arn), records(&mut world, &arn));
    // Another history of the same items is another state.
    let mut other = simulated(&[("stream_lag.min", 5_000_000), ("stream_lag.max", 9_000_000)]);
    create(&mut other, &with_stream(PLAIN, "KEYS_ONLY"));
    assert_ne!(other.state_hash(), world.state_hash());
}
