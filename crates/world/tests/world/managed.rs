//! Continuous backups, Contributor Insights, resource policies.

use serde_json::{Value, json};
use world::World;

use crate::support::{ORDERS, PLAIN, SECOND, ask, check_contains, complete, create, instant, simulated};

const P: &str = "One or more parameter values were invalid: ";
const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes";

const POLICY: &str =
    r#"{"Statement":{"Effect":"Deny","Principal":"*","Action":"dynamodb:*","Resource":"*"}}"#;
const OTHER: &str =
    r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"dynamodb:*","Resource":"*"}}"#;

fn answer(world: &mut World, operation: &str, body: &Value) -> Value {
    let answer = ask(world, operation, &body.to_string());
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

fn advance(world: &mut World, time: u64) {
    world.run_until(world.now() + time);
}

#[test]
fn recovery_is_switched() {
    let mut world = simulated(&[]);
    let table = json!({"TableName": "Notes"});
    let missing = "TableNotFoundException: Table not found: Notes";
    // spec: 3.7/Continuous backups
    assert_eq!(answer(&mut world, "DescribeContinuousBackups", &table), missing);
    let update = |enabled: bool, days: Value| {
        json!({"TableName": "Notes", "PointInTimeRecoverySpecification":
               {"PointInTimeRecoveryEnabled": enabled, "RecoveryPeriodInDays": days}})
    };
    let on = update(true, Value::Null);
    assert_eq!(answer(&mut world, "UpdateContinuousBackups", &on), missing);
    complete(&mut world, "CreateTable", PLAIN);
    assert_eq!(
        answer(&mut world, "UpdateContinuousBackups", &on),
        "ContinuousBackupsUnavailableException: Backups are being enabled for the table: Notes. Please retry later"
    );
    world.run_idle();
    let off = json!({"ContinuousBackupsDescription": {"ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": {"PointInTimeRecoveryStatus": "DISABLED"}}});
    assert_eq!(answer(&mut world, "DescribeContinuousBackups", &table), off);
    answer(&mut world, "UpdateContinuousBackups", &on);
    advance(&mut world, 1_000 * SECOND);
    let found = answer(&mut world, "DescribeContinuousBackups", &table);
    let found = &found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(
        (&found["PointInTimeRecoveryStatus"], &found["RecoveryPeriodInDays"]),
        (&json!("ENABLED"), &json!(35))
    );
    let time = |name: &str| found[name].as_f64().expect("a time");
    let width = time("LatestRestorableDateTime") - time("EarliestRestorableDateTime");
    assert!((width - 700.0).abs() < 1.0, "{width}");
    answer(&mut world, "UpdateContinuousBackups", &update(true, json!(7)));
    let restored = World::restore(world.durable(), None).expect("a checkpoint");
    assert_eq!(restored.state_hash(), world.state_hash());
    let found = answer(&mut world, "DescribeContinuousBackups", &table);
    assert_eq!(
        found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"]["RecoveryPeriodInDays"],
        7
    );
    assert_eq!(answer(&mut world, "UpdateContinuousBackups", &update(false, Value::Null)), off);
}

#[test]
fn insights_are_switched() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let table = json!({"TableName": "Orders"});
    // spec: 3.7/ContributorInsights
    let off = json!({"ContributorInsightsStatus": "DISABLED", "TableName": "Orders"});
    assert_eq!(answer(&mut world, "DescribeContributorInsights", &table), off);
    let update = |action: &str, mode: Value, index: Value| {
        json!({"TableName": "Orders", "ContributorInsightsAction": action, "ContributorInsightsMode": mode,
               "IndexName": index})
    };
    let enabling = json!({"ContributorInsightsMode": "ACCESSED_AND_THROTTLED_KEYS",
        "ContributorInsightsStatus": "ENABLING", "TableName": "Orders"});
    let on = update("ENABLE", Value::Null, Value::Null);
    assert_eq!(answer(&mut world, "UpdateContributorInsights", &on), enabling);
    advance(&mut world, 10 * SECOND);
    let found = answer(&mut world, "DescribeContributorInsights", &table);
    assert_eq!(found["ContributorInsightsStatus"], "ENABLED");
    let rules = found["ContributorInsightsRuleList"].as_array().expect("rules").clone();
    assert_eq!(rules.len(), 4);
    let first = rules[0].as_str().expect("a rule");
    assert!(first.starts_with("DynamoDBContributorInsights-PKC-Orders-"), "{first}");
    let throttled = update("ENABLE", json!("THROTTLED_KEYS"), json!("ByStatus"));
    answer(&mut world, "UpdateContributorInsights", &throttled);
    advance(&mut world, 10 * SECOND);
    let index = json!({"TableName": "Orders", "IndexName": "ByStatus"});
    let found = answer(&mut world, "DescribeContributorInsights", &index);
    assert_eq!(
        (&found["ContributorInsightsMode"], &found["IndexName"]),
        (&json!("THROTTLED_KEYS"), &json!("ByStatus"))
    );
    assert_eq!(found["ContributorInsightsRuleList"].as_array().map(Vec::len), Some(1));
    let page = answer(&mut world, "ListContributorInsights", &json!({"MaxResults": 2}));
    assert_eq!(page["ContributorInsightsSummaries"].as_array().map(Vec::len), Some(2));
    let rest = json!({"TableName": "Orders", "NextToken": page["NextToken"]});
    let page = answer(&mut world, "ListContributorInsights", &rest);
    assert_eq!(page["ContributorInsightsSummaries"][0]["IndexName"], "ByOwner");
    assert_eq!(page.get("NextToken"), None);
    let answered =
        answer(&mut world, "UpdateContributorInsights", &update("DISABLE", Value::Null, Value::Null));
    assert_eq!(answered["ContributorInsightsStatus"], "DISABLING");
    advance(&mut world, 10 * SECOND);
    let found = answer(&mut world, "DescribeContributorInsights", &table);
    assert_eq!(
        (&found["ContributorInsightsStatus"], found.get("ContributorInsightsRuleList")),
        (&json!("DISABLED"), None)
    );
    let other = json!({"TableName": "Orders", "IndexName": "Other"});
    assert_eq!(
        answer(&mut world, "DescribeContributorInsights", &other),
        "ResourceNotFoundException: Requested resource not found: Index Other for table Orders"
    );
}

#[test]
fn policies_have_revisions() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let arn = json!({"ResourceArn": ARN});
    let put = |document: &str, expected: Value| json!({"ResourceArn": ARN, "Policy": document, "ExpectedRevisionId": expected});
    let none = format!(
        "PolicyNotFoundException: Resource-based policy not found for the provided ResourceArn: {ARN}"
    );
    // spec: 3.7/Resource policy
    assert_eq!(answer(&mut world, "GetResourcePolicy", &arn), none.as_str());
    assert_eq!(answer(&mut world, "PutResourcePolicy", &put(POLICY, json!("1"))), none.as_str());
    assert_eq!(answer(&mut world, "DeleteResourcePolicy", &arn), json!({"RevisionId": ""}));
    let first =
        answer(&mut world, "PutResourcePolicy", &put(POLICY, json!("NO_POLICY")))["RevisionId"].clone();
    assert!(first.as_str().is_some_and(|id| id.bytes().all(|byte| byte.is_ascii_digit())), "{first}");
    assert_eq!(answer(&mut world, "GetResourcePolicy", &arn), json!({"Policy": POLICY, "RevisionId": first}));
    // The same document is the same revision, at any time.
    assert_eq!(answer(&mut world, "PutResourcePolicy", &put(POLICY, Value::Null))["RevisionId"], first);
    let id = first.as_str().expect("an id");
    check_contains(
        &ask(&mut world, "PutResourcePolicy", &put(OTHER, Value::Null).to_string()),
        "ThrottlingException: Resource-based policy for table Notes modified within the previous 15000 milliseconds. \
         Please try again after 2026-",
    );
    assert_eq!(
        answer(&mut world, "PutResourcePolicy", &put(POLICY, json!("NO_POLICY"))),
        format!(
            "PolicyNotFoundException: {P}Requested policy update expecting none to be present for table Notes, but a \
             policy exists with revision id {id}."
        )
    );
    assert_eq!(
        answer(&mut world, "DeleteResourcePolicy", &json!({"ResourceArn": ARN, "ExpectedRevisionId": "1"})),
        format!(
            "PolicyNotFoundException: {P}Requested update for policy with revision id 1, but the policy associated to \
             target table Notes has revision id {id}."
        )
    );
    advance(&mut world, 16 * SECOND);
    let second = answer(&mut world, "PutResourcePolicy", &put(OTHER, first.clone()))["RevisionId"].clone();
    assert_ne!(second, first);
    advance(&mut world, 16 * SECOND);
    assert_eq!(answer(&mut world, "DeleteResourcePolicy", &arn), json!({"RevisionId": second}));
    assert_eq!(answer(&mut world, "GetResourcePolicy", &arn), none.as_str());
}

#[test]
fn what_there_never_is() {
    let mut world = instant();
    create(&mut world, PLAIN);
    let table = json!({"TableName": "Notes"});
    assert_eq!(answer(&mut world, "ListGlobalTables", &json!({})), json!({"GlobalTables": []}));
    assert_eq!(answer(&mut world, "ListExports", &json!({})), json!({"ExportSummaries": []}));
    assert_eq!(answer(&mut world, "ListImports", &json!({})), json!({"ImportSummaryList": []}));
    assert_eq!(
        answer(&mut world, "DescribeKinesisStreamingDestination", &table),
        json!({"KinesisDataStreamDestinations": [], "TableName": "Notes"})
    );
    assert_eq!(
        answer(&mut world, "DescribeTableReplicaAutoScaling", &table),
        json!({"TableAutoScalingDescription": {"Replicas": [], "TableName": "Notes", "TableStatus": "ACTIVE"}})
    );
    let global = json!({"GlobalTableName": "Notes", "ReplicationGroup": [{"RegionName": "eu-west-1"}]});
    assert_eq!(
        answer(&mut world, "CreateGlobalTable", &global),
        format!(
            "ValidationException: {P}DynamoDB global tables version 2017.11.29 is not supported. We recommend using \
             DynamoDB global tables version 2019.11.21, instead of version 2017.11.29 (Legacy)."
        )
    );
    check_contains(
        &ask(&mut world, "DescribeGlobalTable", r#"{"GlobalTableName":"Notes"}"#),
        "GlobalTableNotFoundException: ",
    );
}

#[test]
fn what_no_table_has_is_refused_in_its_own_words() {
    let mut world = instant();
    let kinesis = "arn:aws:kinesis:eu-central-1:123456789012:stream/changes";
    let stream = json!({"TableName": "Notes", "StreamArn": kinesis});
    let precise = json!({"TableName": "Notes", "StreamArn": kinesis, "UpdateKinesisStreamingConfiguration":
        {"ApproximateCreationDateTimePrecision": "MICROSECOND"}});
    let export = json!({"TableArn": ARN, "S3Bucket": "bucket"});
    let search =
        json!({"TableName": "Notes", "IndexName": "ByTaste", "SearchVector": [{"N": "1"}], "TopK": 3});
    let scaling = json!({"TableName": "Notes"});
    let no_table = "ResourceNotFoundException: Requested resource not found: Table: Notes not found";
    for (operation, body, expected) in [
        ("EnableKinesisStreamingDestination", &stream, no_table.to_owned()),
        ("DisableKinesisStreamingDestination", &stream, no_table.to_owned()),
        ("UpdateKinesisStreamingDestination", &precise, no_table.to_owned()),
        ("UpdateTableReplicaAutoScaling", &scaling, no_table.to_owned()),
        ("ExportTableToPointInTime", &export, format!("TableNotFoundException: Table not found: {ARN}")),
        ("SearchVectors", &search, "ResourceNotFoundException: Requested resource not found".to_owned()),
    ] {
        assert_eq!(answer(&mut world, operation, body), expected, "{operation}");
    }
    create(&mut world, PLAIN);
    let nowhere = format!(
        "ValidationException: Table is not in a valid state to enable Kinesis Streaming Destination: No streaming \
         destination with streamArn: {kinesis} found for table with tableName: Notes"
    );
    let inactive = "ValidationException: Table is not in a valid state to disable Kinesis Streaming Destination: \
                    DisableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.";
    for (operation, body, expected) in [
        (
            "EnableKinesisStreamingDestination",
            &stream,
            "ValidationException: User does not have a permission to use kinesis stream".to_owned(),
        ),
        ("DisableKinesisStreamingDestination", &stream, inactive.to_owned()),
        ("UpdateKinesisStreamingDestination", &precise, nowhere),
        (
            "UpdateTableReplicaAutoScaling",
            &scaling,
            "ValidationException: This operation is only supported for global tables (version 2019.11.21), and Notes has no \
             replicas"
                .to_owned(),
        ),
        (
            "ExportTableToPointInTime",
            &export,
            "PointInTimeRecoveryUnavailableException: Point in time recovery is not enabled for table 'Notes'"
                .to_owned(),
        ),
        (
            "SearchVectors",
            &search,
            "ValidationException: The table does not have the specified index: ByTaste".to_owned(),
        ),
    ] {
        assert_eq!(answer(&mut world, operation, body), expected, "{operation}");
    }
}
