//! Answers as JSON.

use api::dynamodb::{
    BatchGetOutput, BatchWriteOutput, BillingMode, ConsumedCapacity, EncryptionDescription, GetOutput,
    GlobalIndexDefinition, GlobalIndexDescription, IndexStatus, ItemCollectionMetrics, KeyAttribute,
    KeySchema, KeyType, ListTablesOutput, LocalIndexDefinition, LocalIndexDescription, ModeSummary,
    OnDemandLimits, PageOutput, Projection, Response, TableClass, TableDescription, TableStatus, Throughput,
    ThroughputDescription, WarmDescription, WriteOutput, WriteRequest,
};
use value::{Attributes, Item};

#[track_caller]
fn check(response: &Response, expected: &str) {
    let mut json = "before".to_owned();
    response.write_json(&mut json);
    assert_eq!(json.strip_prefix("before"), Some(expected));
    serde_json::from_str::<serde_json::Value>(expected).expect("JSON");
}

fn attributes(name: &str) -> Attributes {
    [(name.to_owned(), "a\"b".into())].into()
}

fn item() -> Item {
    Item::new(&attributes("pk"))
}

fn capacity(by_index: bool) -> ConsumedCapacity {
    ConsumedCapacity {
        table: "Tab".to_owned(),
        table_units: 1500,
        local: vec![("loc".to_owned(), 1000)],
        global: vec![("glo".to_owned(), 2000)],
        vectors: vec![("vec".to_owned(), 1_024_000)],
        by_index,
        transaction: None,
    }
}

#[test]
fn empty_answers_are_empty_objects() {
    check(&Response::Write(WriteOutput::default()), "{}");
    check(&Response::Get(GetOutput::default()), "{}");
    check(&Response::Page(PageOutput::default()), r#"{"Count":0,"ScannedCount":0}"#);
    check(&Response::ListTables(ListTablesOutput::default()), r#"{"TableNames":[]}"#);
    check(&Response::BatchGet(BatchGetOutput::default()), r#"{"Responses":{},"UnprocessedKeys":{}}"#);
    check(&Response::BatchWrite(BatchWriteOutput::default()), r#"{"UnprocessedItems":{}}"#);
}

#[test]
fn capacity_is_a_fraction() {
    for (milli, expected) in [(0, "0.0"), (500, "0.5"), (1000, "1.0"), (1250, "1.25"), (12_345, "12.345")] {
        let consumed = ConsumedCapacity { table: "Tab".to_owned(), table_units: milli, ..Default::default() };
        check(
            &Response::Get(GetOutput { item: None, consumed: Some(consumed) }),
            &format!(r#"{{"ConsumedCapacity":{{"CapacityUnits":{expected},"TableName":"Tab"}}}}"#),
        );
    }
}

// spec: 1.2/Blobs
#[test]
fn items_and_what_they_cost() {
    let metrics = ItemCollectionMetrics { key: attributes("pk"), size_range_gb: (0, 1) };
    check(
        &Response::Write(WriteOutput {
            attributes: Some(item()),
            consumed: Some(capacity(true)),
            metrics: Some(metrics.clone()),
        }),
        concat!(
            r#"{"Attributes":{"pk":{"S":"a\"b"}},"ConsumedCapacity":{"CapacityUnits":4.5,"#,
            r#""GlobalSecondaryIndexes":{"glo":{"CapacityUnits":2.0}},"#,
            r#""LocalSecondaryIndexes":{"loc":{"CapacityUnits":1.0}},"Table":{"CapacityUnits":1.5},"#,
            r#""TableName":"Tab","VectorIndexes":{"vec":{"VectorWriteRequestBytes":1024.0}}},"ItemCollectionMetrics":{"ItemCollectionKey":{"pk":{"S":"a\"b"}},"#,
            r#""SizeEstimateRangeGB":[0.0,1.0]}}"#
        ),
    );
    check(
        &Response::Get(GetOutput { item: Some(item()), consumed: Some(capacity(false)) }),
        r#"{"ConsumedCapacity":{"CapacityUnits":4.5,"TableName":"Tab"},"Item":{"pk":{"S":"a\"b"}}}"#,
    );
    check(
        &Response::Page(PageOutput {
            items: Some(vec![item(), item()]),
            count: 2,
            scanned_count: 3,
            last_key: Some(attributes("pk")),
            consumed: None,
        }),
        concat!(
            r#"{"Count":2,"Items":[{"pk":{"S":"a\"b"}},{"pk":{"S":"a\"b"}}],"#,
            r#""LastEvaluatedKey":{"pk":{"S":"a\"b"}},"ScannedCount":3}"#
        ),
    );
    check(
        &Response::BatchGet(BatchGetOutput {
            responses: vec![("One".to_owned(), vec![item()]), ("Two".to_owned(), vec![])],
            unprocessed: vec![("Two".to_owned(), r#"{"Keys":[]}"#.to_owned())],
            consumed: Some(vec![capacity(false)]),
        }),
        concat!(
            r#"{"ConsumedCapacity":[{"CapacityUnits":4.5,"TableName":"Tab"}],"#,
            r#""Responses":{"One":[{"pk":{"S":"a\"b"}}],"Two":[]},"UnprocessedKeys":{"Two":{"Keys":[]}}}"#
        ),
    );
    check(
        &Response::BatchWrite(BatchWriteOutput {
            unprocessed: vec![(
                "One".to_owned(),
                vec![WriteRequest::Put(item()), WriteRequest::Delete(attributes("k"))],
            )],
            metrics: Some(vec![("One".to_owned(), vec![metrics])]),
            consumed: None,
        }),
        concat!(
            r#"{"ItemCollectionMetrics":{"One":[{"ItemCollectionKey":{"pk":{"S":"a\"b"}},"#,
            r#""SizeEstimateRangeGB":[0.0,1.0]}]},"UnprocessedItems":{"One":["#,
            r#"{"PutRequest":{"Item":{"pk":{"S":"a\"b"}}}},{"DeleteRequest":{"Key":{"k":{"S":"a\"b"}}}}]}}"#
        ),
    );
    // Of tables without collections there is nothing to tell.
    let output = BatchWriteOutput { unprocessed: Vec::new(), metrics: Some(Vec::new()), consumed: None };
    check(&Response::BatchWrite(output), r#"{"UnprocessedItems":{}}"#);
    check(
        &Response::ListTables(ListTablesOutput {
            names: vec!["Abc".to_owned(), "Def".to_owned()],
            last: Some("Def".to_owned()),
        }),
        r#"{"LastEvaluatedTableName":"Def","TableNames":["Abc","Def"]}"#,
    );
}

fn attribute(name: &str, key_type: KeyType) -> KeyAttribute {
    KeyAttribute { name: name.to_owned(), key_type }
}

fn units(read: u64, write: u64) -> ThroughputDescription {
    ThroughputDescription { units: Throughput { read, write }, ..ThroughputDescription::default() }
}

fn warm(read: u64, write: u64) -> WarmDescription {
    WarmDescription { units: Throughput { read, write }, updating: false }
}

fn table() -> TableDescription {
    let key =
        KeySchema { partition: vec![attribute("pk", KeyType::S)], sort: vec![attribute("sk", KeyType::N)] };
    let index_key =
        KeySchema { partition: vec![attribute("pk", KeyType::S)], sort: vec![attribute("b", KeyType::B)] };
    TableDescription {
        name: "Tab".to_owned(),
        arn: "arn:T".to_owned(),
        id: "id".to_owned(),
        status: TableStatus::Active,
        created_ms: 1_763_640_000_007,
        definitions: vec![
            attribute("sk", KeyType::N),
            attribute("pk", KeyType::S),
            attribute("b", KeyType::B),
        ],
        key,
        mode: None,
        throughput: units(5, 6),
        on_demand: None,
        encryption: None,
        item_count: 7,
        size_bytes: 8,
        local: vec![LocalIndexDescription {
            definition: LocalIndexDefinition {
                name: "loc".to_owned(),
                key: index_key.clone(),
                projection: Projection::KeysOnly,
            },
            arn: "arn:L".to_owned(),
            item_count: 1,
            size_bytes: 2,
        }],
        global: vec![GlobalIndexDescription {
            definition: GlobalIndexDefinition {
                name: "glo".to_owned(),
                key: index_key,
                projection: Projection::Include(vec!["y".to_owned(), "x".to_owned()]),
                throughput: Some(Throughput { read: 3, write: 4 }),
            },
            arn: "arn:G".to_owned(),
            status: IndexStatus::Creating,
            item_count: 1,
            size_bytes: 2,
            backfilling: None,
            throughput: units(3, 4),
            on_demand: None,
            warm: Some(warm(3, 4)),
        }],
        deletion_protection: true,
        class: Some(TableClass::InfrequentAccess),
        class_changed_ms: Some(1_763_640_000_200),
        warm: Some(warm(5, 6)),
        restored: None,
        stream: None,
        stream_label: None,
    }
}

// spec: 3.3/ProvisionedThroughput; 3.3/GSI entry; 3.3/LSI entry; 3.3/TableStatus; 3.3/TableClassSummary
// spec: 3.3/DeletionProtectionEnabled; 1.2/Timestamps
#[test]
fn a_provisioned_table_describes_itself() {
    let index_key =
        r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"b","KeyType":"RANGE"}]"#;
    let expected = |warm: bool| {
        let warm = |read: u64, write: u64| {
            let warm_text = format!(
                r#","WarmThroughput":{{"ReadUnitsPerSecond":{read},"Status":"ACTIVE","WriteUnitsPerSecond":{write}}}"#
            );
            if warm { warm_text } else { String::new() }
        };
        [
            r#"{"AttributeDefinitions":[{"AttributeName":"sk","AttributeType":"N"},"#,
            r#"{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"b","AttributeType":"B"}],"#,
            r#""CreationDateTime":1763640000.007,"DeletionProtectionEnabled":true,"#,
            r#""GlobalSecondaryIndexes":[{"IndexArn":"arn:G","IndexName":"glo","IndexSizeBytes":2,"#,
            r#""IndexStatus":"CREATING","ItemCount":1,"#,
            index_key,
            r#","Projection":{"NonKeyAttributes":["y","x"],"ProjectionType":"INCLUDE"},"#,
            r#""ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":3,"WriteCapacityUnits":4}"#,
            &warm(3, 4),
            r#"}],"ItemCount":7,"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},"#,
            r#"{"AttributeName":"sk","KeyType":"RANGE"}],"#,
            r#""LocalSecondaryIndexes":[{"IndexArn":"arn:L","IndexName":"loc","IndexSizeBytes":2,"ItemCount":1,"#,
            index_key,
            r#","Projection":{"ProjectionType":"KEYS_ONLY"}}],"#,
            r#""ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":5,"WriteCapacityUnits":6},"#,
            r#""TableArn":"arn:T","TableClassSummary":{"LastUpdateDateTime":1763640000.200,"#,
            r#""TableClass":"STANDARD_INFREQUENT_ACCESS"},"#,
            r#""TableId":"id","TableName":"Tab","TableSizeBytes":8,"TableStatus":"ACTIVE""#,
            &warm(5, 6),
            "}",
        ]
        .concat()
    };
    check(&Response::DescribeTable(Box::new(table())), &format!(r#"{{"Table":{}}}"#, expected(true)));
    let mut untold = table();
    untold.warm = None;
    untold.global[0].warm = None;
    let expected = format!(r#"{{"TableDescription":{}}}"#, expected(false));
    check(&Response::CreateTable(Box::new(untold.clone())), &expected);
    check(&Response::UpdateTable(Box::new(untold.clone())), &expected);
    check(&Response::DeleteTable(Box::new(untold)), &expected);
}

/// What only changed tables tell.
// spec: 3.3/SSEDescription; 3.3/ProvisionedThroughput
#[test]
fn a_changed_table_describes_itself() {
    let mut table = table();
    table.mode =
        Some(ModeSummary { billing: BillingMode::Provisioned, on_demand_since_ms: Some(1_763_640_001_000) });
    table.throughput.decreases = 2;
    table.throughput.last_decrease_ms = Some(1_763_640_002_000);
    table.throughput.last_increase_ms = Some(1_763_640_003_500);
    table.on_demand = Some(OnDemandLimits { read: Some(7), write: None });
    table.encryption = Some(EncryptionDescription { key: "arn:K".to_owned(), updating: true });
    table.global[0].backfilling = Some(true);
    table.global[0].on_demand = Some(OnDemandLimits { read: None, write: Some(8) });
    table.global[0].warm.as_mut().expect("warm").updating = true;
    let mut found = String::new();
    Response::DescribeTable(Box::new(table)).write_json(&mut found);
    for part in [
        r#""BillingModeSummary":{"BillingMode":"PROVISIONED","LastUpdateToPayPerRequestDateTime":1763640001.000}"#,
        r#""TableThroughputModeSummary":{"LastUpdateToPayPerRequestDateTime":1763640001.000,"TableThroughputMode":"PROVISIONED"}"#,
        r#""ProvisionedThroughput":{"LastDecreaseDateTime":1763640002.000,"LastIncreaseDateTime":1763640003.500,"NumberOfDecreasesToday":2,"#,
        r#""OnDemandThroughput":{"MaxReadRequestUnits":7}"#,
        r#""OnDemandThroughput":{"MaxWriteRequestUnits":8}"#,
        r#""SSEDescription":{"KMSMasterKeyArn":"arn:K","SSEType":"KMS","Status":"UPDATING"}"#,
        r#"{"Backfilling":true,"IndexArn":"#,
        r#""WarmThroughput":{"ReadUnitsPerSecond":3,"Status":"UPDATING","WriteUnitsPerSecond":4}"#,
    ] {
        assert!(found.contains(part), "expected {part}\nin {found}");
    }
}

// spec: 3.3/BillingModeSummary; 3.3/WarmThroughput; 8/DescribeTable
#[test]
fn an_on_demand_table_describes_itself() {
    let mut table = table();
    table.mode = Some(ModeSummary {
        billing: BillingMode::PayPerRequest,
        on_demand_since_ms: Some(1_763_640_000_100),
    });
    table.throughput = units(0, 0);
    table.warm = Some(warm(12_000, 4_000));
    table.local.clear();
    table.global.clear();
    table.class = None;
    table.key.sort.clear();
    table.definitions.truncate(1);
    table.deletion_protection = false;
    table.created_ms = 1_763_640_000_100;
    check(
        &Response::DescribeTable(Box::new(table)),
        concat!(
            r#"{"Table":{"AttributeDefinitions":[{"AttributeName":"sk","AttributeType":"N"}],"#,
            r#""BillingModeSummary":{"BillingMode":"PAY_PER_REQUEST","LastUpdateToPayPerRequestDateTime":1763640000.100},"#,
            r#""CreationDateTime":1763640000.100,"DeletionProtectionEnabled":false,"ItemCount":7,"#,
            r#""KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"#,
            r#""ProvisionedThroughput":{"NumberOfDecreasesToday":0,"ReadCapacityUnits":0,"WriteCapacityUnits":0},"#,
            r#""TableArn":"arn:T","TableId":"id","TableName":"Tab","TableSizeBytes":8,"TableStatus":"ACTIVE","#,
            r#""TableThroughputModeSummary":{"LastUpdateToPayPerRequestDateTime":1763640000.100,"#,
            r#""TableThroughputMode":"PAY_PER_REQUEST"},"#,
            r#""WarmThroughput":{"ReadUnitsPerSecond":12000,"Status":"ACTIVE","WriteUnitsPerSecond":4000}}}"#
        ),
    );
}
