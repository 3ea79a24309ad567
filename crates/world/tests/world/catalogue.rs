//! Tables come, are there, and go.

use crate::support::{
    ORDERS, PLAIN, REGION, SECOND, ask, check_contains, complete, config, create, instant, simulated, text,
};
use world::{Mode, World};

fn provisioned(read: u64, write: u64) -> String {
    PLAIN
        .replace("\"ReadCapacityUnits\":5", &format!("\"ReadCapacityUnits\":{read}"))
        .replace("\"WriteCapacityUnits\":5", &format!("\"WriteCapacityUnits\":{write}"))
}

/// T01: partitions by the formula.
#[test]
fn t01_provisioned_partitions() {
    #[track_caller]
    fn check(read: u64, write: u64, partitions: usize) {
        let mut world = simulated(&[]);
        create(&mut world, &provisioned(read, write));
        let table = world.table(REGION, "Notes").expect("the table");
        assert_eq!(table.partitions.len(), partitions);
        assert_eq!(table.partitions[0].from, 0);
        assert_eq!(table.partitions[partitions - 1].to, u64::MAX);
        for pair in table.partitions.windows(2) {
            assert_eq!(pair[0].to.wrapping_add(1), pair[1].from);
        }
    }
    check(5, 5, 1);
    check(5, 3_200, 4);
    check(5, 6_000, 6);
    check(3_000, 1_000, 1);
    check(3_001, 1_000, 2);
    check(30_000, 10_000, 10);
}

/// T02: a table on demand.
#[test]
fn t02_on_demand_partitions() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let table = world.table(REGION, "Orders").expect("the table");
    assert_eq!(table.partitions.len(), 4);
    assert_eq!(table.indexes.iter().map(|index| index.partitions.len()).collect::<Vec<_>>(), [4, 4, 4]);
    let leaders: String = table
        .partitions
        .iter()
        .filter_map(|partition| partition.replicas.iter().find(|replica| replica.leader))
        .map(|replica| replica.zone)
        .collect();
    assert_eq!(leaders, "abca");
    let answer = ask(&mut world, "DescribeTable", r#"{"TableName":"Orders"}"#);
    check_contains(&answer, r#""WarmThroughput":{"#);
    check_contains(&answer, "12000");
    check_contains(&answer, "4000");
}

// spec: 3.4/transition: CreateTable; 3.4/transition: DeleteTable; 3.2/exists; 3.3/lifecycle
// spec: 1.5/ResourceInUseException; 3.3/ItemCount; 3.3/TableStatus
// spec: 3.3/TableStatus; 3.3/lifecycle: CREATING tables refuse data calls; 3.4/transition: DeleteTable to gone
#[test]
fn a_table_is_created_then_active_then_deleted() {
    let mut world = simulated(&[]);
    let answer = ask(&mut world, "CreateTable", PLAIN);
    check_contains(&answer, r#""TableStatus":"CREATING""#);
    let put = r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#;
    assert_eq!(ask(&mut world, "PutItem", put), "ResourceNotFoundException: Requested resource not found");
    assert_eq!(
        ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#),
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is being created: Notes"
    );
    // spec: 3.2/exists
    assert_eq!(ask(&mut world, "CreateTable", PLAIN), "ResourceInUseException: Table already exists: Notes");
    world.run_until(5 * SECOND);
    let answer = ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#);
    check_contains(&answer, r#""TableStatus":"ACTIVE""#);
    check_contains(&answer, r#""ItemCount":0"#);
    assert_eq!(ask(&mut world, "PutItem", put), "{}");
    check_contains(&ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#), r#""ItemCount":1"#);
    check_contains(
        &ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#),
        r#""TableStatus":"DELETING""#,
    );
    assert_eq!(ask(&mut world, "PutItem", put), "ResourceNotFoundException: Requested resource not found");
    assert_eq!(
        ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#),
        "ResourceInUseException: Attempt to change a resource which is still in use: Table is being deleted: Notes"
    );
    check_contains(&ask(&mut world, "ListTables", "{}"), r#"["Notes"]"#);
    world.run_idle();
    check_contains(&ask(&mut world, "ListTables", "{}"), "[]");
    assert_eq!(
        ask(&mut world, "DescribeTable", r#"{"TableName":"Notes"}"#),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found"
    );
    check_contains(&ask(&mut world, "CreateTable", PLAIN), r#""TableStatus":"CREATING""#);
}

// spec: 3.4/transition: CreateTable to ACTIVE
#[test]
fn indexes_take_longer() {
    let mut world = simulated(&[]);
    complete(&mut world, "CreateTable", ORDERS);
    let describe = r#"{"TableName":"Orders"}"#;
    world.run_until(17 * SECOND);
    let answer = ask(&mut world, "DescribeTable", describe);
    check_contains(&answer, r#""IndexStatus":"CREATING""#);
    world.run_until(19 * SECOND);
    let answer = ask(&mut world, "DescribeTable", describe);
    check_contains(&answer, r#""IndexStatus":"ACTIVE""#);
    assert!(!answer.contains("CREATING"), "{answer}");
}

#[test]
fn instant_tables_are_there_with_the_next_request() {
    let mut world = instant();
    check_contains(&ask(&mut world, "CreateTable", PLAIN), r#""TableStatus":"CREATING""#);
    assert_eq!(ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#), "{}");
    ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    check_contains(&ask(&mut world, "ListTables", "{}"), "[]");
    assert_eq!(world.now(), 0);
}

/// So does one that is being updated.
#[test]
fn instant_tables_are_updated_while_nobody_asks() {
    let mut world = World::new(config(7, Mode::Instant, &[("control.unwatched", 500_000)]));
    let name = r#"{"TableName":"Notes"}"#;
    let busy = |what: &str| {
        format!("ResourceInUseException: Attempt to change a resource which is still in use: {what}")
    };
    let units = |units: u32| {
        format!(
            r#"{{"TableName":"Notes","ProvisionedThroughput":{{"ReadCapacityUnits":{units},"WriteCapacityUnits":5}}}}"#
        )
    };
    ask(&mut world, "CreateTable", PLAIN);
    ask(&mut world, "DescribeTable", name);
    check_contains(&ask(&mut world, "UpdateTable", &units(6)), r#""TableStatus":"UPDATING""#);
    assert_eq!(
        ask(&mut world, "UpdateTable", &units(7)),
        busy("Table IOPS are currently being updated. Table: Notes")
    );
    assert_eq!(
        ask(&mut world, "DeleteTable", name),
        busy("Table: Notes is in the process of being updated.")
    );
    // Its items can be reached, and who waits for it has it at once.
    assert_eq!(ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#), "{}");
    let answer = ask(&mut world, "DescribeTable", name);
    check_contains(&answer, r#""TableStatus":"ACTIVE""#);
    check_contains(&answer, r#""ReadCapacityUnits":6"#);
    check_contains(&ask(&mut world, "UpdateTable", &units(7)), r#""ReadCapacityUnits":6"#);
    world.run_until(600_000);
    check_contains(&ask(&mut world, "UpdateTable", &units(8)), r#""ReadCapacityUnits":7"#);
    let stream =
        r#"{"TableName":"Notes","StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"}}"#;
    ask(&mut world, "DescribeTable", name);
    check_contains(&ask(&mut world, "UpdateTable", stream), r#""TableStatus":"UPDATING""#);
    assert_eq!(
        ask(&mut world, "DeleteTable", name),
        busy("Cannot delete table while stream is being enabled/disabled.")
    );
    check_contains(&ask(&mut world, "DescribeTable", name), r#""TableStatus":"ACTIVE""#);
    check_contains(&ask(&mut world, "DeleteTable", name), r#""TableStatus":"DELETING""#);
}

/// With the server's knob a new table meets the requests that would change it as the service's does, and nobody else
/// waits for it.
#[test]
fn instant_tables_change_while_nobody_asks() {
    let mut world = World::new(config(7, Mode::Instant, &[("control.unwatched", 500_000)]));
    let (name, get) = (r#"{"TableName":"Notes"}"#, r#"{"TableName":"Notes","Key":{"pk":{"S":"a"}}}"#);
    let missing = "ResourceNotFoundException: Requested resource not found";
    let busy = |what: &str| {
        format!(
            "ResourceInUseException: Attempt to change a resource which is still in use: Table is being {what}: Notes"
        )
    };
    ask(&mut world, "CreateTable", PLAIN);
    assert_eq!(ask(&mut world, "DeleteTable", name), busy("created"));
    assert_eq!(ask(&mut world, "GetItem", get), missing);
    assert_eq!(ask(&mut world, "CreateTable", PLAIN), "ResourceInUseException: Table already exists: Notes");
    // Who waits for it has it at once.
    check_contains(&ask(&mut world, "DescribeTable", name), r#""TableStatus":"ACTIVE""#);
    assert_eq!(ask(&mut world, "GetItem", get), "{}");
    check_contains(&ask(&mut world, "DeleteTable", name), r#""TableStatus":"DELETING""#);
    assert_eq!(ask(&mut world, "DeleteTable", name), busy("deleted"));
    assert_eq!(ask(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#), missing);
    // So has who makes another of the name. Who doesn't wait, but reads or writes, finds none.
    check_contains(&ask(&mut world, "CreateTable", PLAIN), r#""TableStatus":"CREATING""#);
    let (key, item) = (r#"{"pk":{"S":"a"}}"#, r#""TableName":"Notes""#);
    for (operation, body) in [
        ("PutItem", format!(r#"{{{item},"Item":{key}}}"#)),
        ("UpdateItem", format!(r#"{{{item},"Key":{key}}}"#)),
        ("DeleteItem", format!(r#"{{{item},"Key":{key}}}"#)),
        ("Scan", format!("{{{item}}}")),
        ("BatchGetItem", format!(r#"{{"RequestItems":{{"Notes":{{"Keys":[{key}]}}}}}}"#)),
        ("BatchWriteItem", format!(r#"{{"RequestItems":{{"Notes":[{{"PutRequest":{{"Item":{key}}}}}]}}}}"#)),
        ("TransactWriteItems", format!(r#"{{"TransactItems":[{{"Put":{{{item},"Item":{key}}}}}]}}"#)),
        ("ExecuteStatement", r#"{"Statement":"INSERT INTO Notes VALUE {'pk':'a'}"}"#.to_owned()),
    ] {
        assert_eq!(ask(&mut world, operation, &body), missing, "{operation}");
    }
    let ttl = r#"{"TableName":"Notes","TimeToLiveSpecification":{"AttributeName":"e","Enabled":true}}"#;
    check_contains(&ask(&mut world, "UpdateTimeToLive", ttl), "Table Notes is being created");
    check_contains(&ask(&mut world, "DescribeTable", name), r#""TableStatus":"ACTIVE""#);
    check_contains(&ask(&mut world, "DeleteTable", name), r#""TableStatus":"DELETING""#);
    ask(&mut world, "CreateTable", PLAIN);
    // The status that ended early doesn't end another one that began since.
    world.run_until(100_000);
    check_contains(&ask(&mut world, "ListTables", "{}"), r#"["Notes"]"#);
    world.run_until(400_000);
    ask(&mut world, "DeleteTable", name);
    world.run_until(600_000);
    assert_eq!(ask(&mut world, "DeleteTable", name), busy("deleted"));
    world.run_until(900_000);
    assert_eq!(
        ask(&mut world, "DeleteTable", name),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found"
    );
    let streamed = PLAIN.replacen(
        '{',
        r#"{"StreamSpecification":{"StreamEnabled":true,"StreamViewType":"KEYS_ONLY"},"#,
        1,
    );
    let answer = ask(&mut world, "CreateTable", &streamed);
    let arn = &answer
        [answer.find("arn:aws:dynamodb:eu-central-1:123456789012:table/Notes/stream/").expect("a stream")..];
    let arn = &arn[..arn.find('"').expect("its end")];
    let stream = ask(&mut world, "DescribeStream", &format!(r#"{{"StreamArn":"{arn}"}}"#));
    check_contains(&stream, r#""StreamStatus":"ENABLED""#);
    ask(&mut world, "DeleteTable", name);
    ask(&mut world, "CreateTable", PLAIN);
    world.run_until(1_400_000);
    assert_eq!(ask(&mut world, "GetItem", get), "{}");
}

#[test]
fn schema_and_indexes_of_a_deleted_table_are_not_told() {
    let mut world = instant();
    create(&mut world, ORDERS);
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Orders"}"#);
    check_contains(&answer, r#""ItemCount":0,"ProvisionedThroughput":{"NumberOfDecreasesToday":0,"#);
    check_contains(&answer, r#""TableName":"Orders","TableSizeBytes":0,"TableStatus":"DELETING","#);
    for left_out in
        ["AttributeDefinitions", "KeySchema", "CreationDateTime", "SecondaryIndexes", "WarmThroughput"]
    {
        assert!(!answer.contains(left_out), "{left_out} in {answer}");
    }
}

// spec: 3.4/DeleteTable under protection
#[test]
fn protected_tables_stay() {
    let mut world = instant();
    let body = PLAIN.replacen('{', r#"{"DeletionProtectionEnabled":true,"#, 1);
    create(&mut world, &body);
    assert_eq!(
        ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#),
        "ValidationException: Resource cannot be deleted as it is currently protected against deletion. Disable \
         deletion protection first."
    );
}

// spec: 3.1/ListTables paging
#[test]
fn names_are_listed_in_pages_and_regions_are_apart() {
    let mut world = instant();
    for name in ["Ccc", "Aaa", "Bbb"] {
        create(&mut world, &PLAIN.replace("Notes", name));
    }
    let answer = ask(&mut world, "ListTables", r#"{"Limit":2}"#);
    assert_eq!(answer, r#"{"LastEvaluatedTableName":"Bbb","TableNames":["Aaa","Bbb"]}"#);
    let answer = ask(&mut world, "ListTables", r#"{"Limit":2,"ExclusiveStartTableName":"Bbb"}"#);
    assert_eq!(answer, r#"{"TableNames":["Ccc"]}"#);
    let call = world::Call {
        region: "us-east-1".to_owned(),
        operation: "ListTables".to_owned(),
        request: api::parse("ListTables", b"{}"),
        request_bytes: 2,
        via: None,
        caller: None,
    };
    let call = world.submit(0, world::Input::Call(call));
    assert_eq!(text(&world.run_to_completion(call)), r#"{"TableNames":[]}"#);
}

// spec: 3.2/over quota; 1.5/LimitExceededException
#[test]
fn the_quota_of_a_table() {
    let mut world = instant();
    assert_eq!(
        ask(&mut world, "CreateTable", &provisioned(40_001, 1)),
        "LimitExceededException: The requested ReadCapacityUnits, 40001, is above the per table maximum for the \
         account in eu-central-1. Per table maximum: 40000. Refer to the Amazon DynamoDB Developer Guide for \
         current limits and how to request higher limits."
    );
}

#[test]
fn an_arn_of_elsewhere_finds_nothing() {
    let mut world = instant();
    create(&mut world, PLAIN);
    let get = |region: &str| {
        format!(
            r#"{{"TableName":"arn:aws:dynamodb:{region}:123456789012:table/Notes","Key":{{"pk":{{"S":"a"}}}}}}"#
        )
    };
    assert_eq!(ask(&mut world, "GetItem", &get(REGION)), "{}");
    assert_eq!(
        ask(&mut world, "GetItem", &get("us-east-1")),
        "ResourceNotFoundException: Requested resource not found"
    );
}

/// Nobody hears what another account has.
#[test]
fn tables_of_other_accounts_are_denied() {
    const ARN: &str = "arn:aws:dynamodb:eu-central-1:999999999999:table/Notes";
    #[track_caller]
    fn check(operation: &str, members: &str, action: &str) {
        let mut world = instant();
        create(&mut world, PLAIN);
        let body = format!(r#"{{"TableName":"{ARN}"{members}}}"#).replace("ARN", ARN);
        assert_eq!(
            ask(&mut world, operation, &body),
            format!(
                "AccessDeniedException: User: arn:aws:iam::123456789012:root is not authorized to perform: \
                 dynamodb:{action} on resource: {ARN} because no resource-based policy allows the dynamodb:{action} action"
            )
        );
    }
    let key = r#","Key":{"pk":{"S":"a"}}"#;
    check("GetItem", key, "GetItem");
    check("UpdateItem", key, "UpdateItem");
    check("PutItem", r#","Item":{"pk":{"S":"a"}}"#, "PutItem");
    check("Scan", "", "Scan");
    check("BatchGetItem", r#","RequestItems":{"ARN":{"Keys":[{"pk":{"S":"a"}}]}}"#, "BatchGetItem");
    check(
        "TransactGetItems",
        r#","TransactItems":[{"Get":{"TableName":"ARN","Key":{"pk":{"S":"a"}}}}]"#,
        "GetItem",
    );
    check("DescribeTable", "", "DescribeTable");
    check("DeleteTable", "", "DeleteTable");
    check("DescribeTimeToLive", "", "DescribeTimeToLive");
    check("DescribeContinuousBackups", "", "DescribeContinuousBackups");
}
