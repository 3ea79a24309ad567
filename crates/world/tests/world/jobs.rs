//! Exports, imports and bulk writes: begun, told of, and over.

use serde_json::{Value, json};
use world::World;

use crate::support::{PLAIN, SECOND, ask, create, simulated};

const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes";

fn answer(world: &mut World, operation: &str, body: &Value) -> Value {
    let answer = ask(world, operation, &body.to_string());
    serde_json::from_str(&answer).unwrap_or(Value::String(answer))
}

/// A table whose past is kept.
fn recovering() -> World {
    let mut world = simulated(&[("job.bucket", 4_000_000)]);
    create(&mut world, PLAIN);
    world.run_idle();
    let on = json!({"TableName": "Notes", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}});
    answer(&mut world, "UpdateContinuousBackups", &on);
    world.run_until(world.now() + SECOND);
    world
}

fn import(name: &str) -> Value {
    json!({"S3BucketSource": {"S3Bucket": "files"}, "InputFormat": "CSV", "TableCreationParameters": {"TableName": name,
        "BillingMode": "PAY_PER_REQUEST", "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}]}})
}

fn bulk() -> Value {
    json!({"TableName": "Notes", "InputS3Configuration": {"S3Bucket": "files", "InputFormat": "DYNAMODB_JSON"},
        "OutputS3Configuration": {"OutputType": ["FAILED_ITEMS"]}})
}

#[test]
fn what_reads_or_writes_a_bucket_fails_as_there_is_none() {
    for (start, body, described, [describe, list, listed], [arn, status]) in [
        (
            "ExportTableToPointInTime",
            json!({"TableArn": ARN, "S3Bucket": "files", "S3Prefix": "a/"}),
            "ExportDescription",
            ["DescribeExport", "ListExports", "ExportSummaries"],
            ["ExportArn", "ExportStatus"],
        ),
        (
            "ImportTable",
            import("Other"),
            "ImportTableDescription",
            ["DescribeImport", "ListImports", "ImportSummaryList"],
            ["ImportArn", "ImportStatus"],
        ),
        (
            "StartBulkPutItems",
            bulk(),
            "BulkOperationDescription",
            ["DescribeBulkOperation", "ListBulkOperations", "BulkOperationsSummaryList"],
            ["BulkOperationArn", "BulkOperationStatus"],
        ),
    ] {
        let mut world = recovering();
        assert_eq!(answer(&mut world, list, &json!({}))[listed], json!([]), "{list}");
        let begun = answer(&mut world, start, &body)[described].clone();
        assert_eq!((&begun[status], &begun["EndTime"]), (&json!("IN_PROGRESS"), &Value::Null), "{begun}");
        let of_it = json!({ arn: begun[arn] });
        assert_eq!(answer(&mut world, describe, &of_it)[described], begun);
        world.run_until(world.now() + 5 * SECOND);
        let over = &answer(&mut world, describe, &of_it)[described];
        assert_eq!(
            (&over[status], &over["FailureCode"]),
            (&json!("FAILED"), &json!("S3NoSuchBucket")),
            "{over}"
        );
        let ended = over["EndTime"].as_f64().expect("a time");
        assert!((ended - begun["StartTime"].as_f64().expect("a time") - 4.0).abs() < 0.01, "{over}");
        // What was ordered is told again.
        let ordered = body.as_object().expect("an object").iter();
        for (name, value) in ordered.filter(|(name, _)| *name != "TableName" && *name != "TableArn") {
            assert_eq!(&over[name], value, "{name}");
        }
        let page = answer(&mut world, list, &json!({}));
        assert_eq!(
            (&page[listed][0][arn], &page[listed][0][status]),
            (&begun[arn], &json!("FAILED")),
            "{page}"
        );
        let restored = World::restore(world.durable(), None).expect("a checkpoint");
        assert_eq!(restored.state_hash(), world.state_hash());
        // Another one, and pages of one.
        answer(&mut world, start, &body);
        let most = if list == "ListImports" { "PageSize" } else { "MaxResults" };
        let first = answer(&mut world, list, &json!({ most: 1 }));
        let second = answer(&mut world, list, &json!({ most: 1, "NextToken": first["NextToken"] }));
        assert_eq!(first[listed][0][arn], begun[arn]);
        assert_ne!(second[listed][0][arn], begun[arn]);
        assert_eq!((second[listed].as_array().map(Vec::len), &second["NextToken"]), (Some(1), &Value::Null));
    }
}

#[test]
fn orders_that_are_refused() {
    let mut world = recovering();
    let table = |mut order: Value, name: &str, value: Value| {
        order[name] = value;
        order
    };
    let export = json!({"TableArn": ARN, "S3Bucket": "files"});
    let gone = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes/export/01234567890123-abcdef12";
    for (operation, body, expected) in [
        (
            "ExportTableToPointInTime",
            table(export.clone(), "TableArn", json!(ARN.replace("Notes", "Nothing"))),
            "TableNotFoundException: Table not found: ",
        ),
        ("ExportTableToPointInTime", table(export, "ExportTime", json!(1)), "InvalidExportTimeException: "),
        ("ImportTable", import("Notes"), "ResourceInUseException: Table already exists: Notes"),
        (
            "ImportTable",
            table(import("Other"), "InputFormat", json!("XML")),
            "ValidationException: 1 validation error detected: Value 'XML' at 'inputFormat' failed to satisfy constraint: \
             Member must satisfy enum value set: ",
        ),
        (
            "ImportTable",
            json!({"InputFormat": "CSV"}),
            "ValidationException: 2 validation errors detected: Value null at 's3BucketSource' failed",
        ),
        (
            "StartBulkPutItems",
            table(bulk(), "TableName", json!("Nothing")),
            "ResourceNotFoundException: Requested resource not found: Table: Nothing not found",
        ),
        (
            "StartBulkPutItems",
            json!({"TableName": "Notes"}),
            "ValidationException: 2 validation errors detected: ",
        ),
        ("DescribeExport", json!({"ExportArn": gone}), "ExportNotFoundException: Export not found: "),
        ("DescribeImport", json!({"ImportArn": gone}), "ImportNotFoundException: Import not found: "),
        ("DescribeBulkOperation", json!({"BulkOperationArn": gone}), "ResourceNotFoundException: "),
        ("CancelBulkOperation", json!({"BulkOperationArn": gone}), "ResourceNotFoundException: "),
        ("ListExports", json!({"NextToken": "zz"}), "ValidationException: Invalid NextToken"),
        (
            "ListExports",
            json!({"MaxResults": 26}),
            "ValidationException: 1 validation error detected: Value '26' at 'maxResults' failed",
        ),
        (
            "DescribeExport",
            json!({"ExportArn": "arn"}),
            "ValidationException: 1 validation error detected: Value 'arn' at 'exportArn' failed to satisfy constraint: \
             Member must have length greater than or equal to 37",
        ),
    ] {
        let found = answer(&mut world, operation, &body);
        let found = found.as_str().unwrap_or("no refusal");
        assert!(found.starts_with(expected), "{operation}: {found}");
    }
}

#[test]
fn a_token_is_one_job_and_a_bulk_write_can_be_cancelled() {
    let mut world = recovering();
    let order = |prefix: &str| json!({"TableArn": ARN, "S3Bucket": "files", "S3Prefix": prefix, "ClientToken": "once"});
    let first = answer(&mut world, "ExportTableToPointInTime", &order("a"));
    assert_eq!(answer(&mut world, "ExportTableToPointInTime", &order("a")), first);
    let other = answer(&mut world, "ExportTableToPointInTime", &order("b"));
    assert!(other.as_str().is_some_and(|it| it.starts_with("ExportConflictException: ")), "{other}");
    let begun = answer(&mut world, "StartBulkPutItems", &bulk());
    let arn = json!({"BulkOperationArn": begun["BulkOperationDescription"]["BulkOperationArn"]});
    for _ in 0..2 {
        assert_eq!(answer(&mut world, "CancelBulkOperation", &arn)["BulkOperationStatus"], "CANCELLED");
    }
    world.run_until(world.now() + 9 * SECOND);
    let found = answer(&mut world, "DescribeBulkOperation", &arn);
    assert_eq!(found["BulkOperationDescription"]["BulkOperationStatus"], "CANCELLED");
}
