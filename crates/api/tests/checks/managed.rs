//! Continuous backups, Contributor Insights, resource policies, as far as they need no table.

use serde_json::{Value, json};

use super::{accepts, refuses};

const ARN: &str = "arn:aws:dynamodb:eu-west-1:123456789012:table/Music";

#[track_caller]
fn check(operation: &str, body: &Value, expected: &str) {
    let expected = expected.replace("P: ", "One or more parameter values were invalid: ");
    let expected = expected.replace("null at ", "1 validation error detected: Value null at ");
    let expected =
        expected.replace("faults:", "validation errors detected:").replace("null_at", "Value null at");
    refuses(operation, &body.to_string(), &expected);
}

#[test]
fn members() {
    let null = "failed to satisfy constraint: Member must not be null";
    let long = "TableName must be at least 3 characters long and at most 255 characters long";
    for (operation, body, expected) in [
        ("DescribeContinuousBackups", json!({"TableName": "ab"}), long.to_owned()),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "Music"}),
            format!("null at 'pointInTimeRecoverySpecification' {null}"),
        ),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "Music", "PointInTimeRecoverySpecification": {}}),
            format!("null at 'pointInTimeRecoverySpecification.pointInTimeRecoveryEnabled' {null}"),
        ),
        (
            "UpdateContinuousBackups",
            json!({"TableName": "Music", "PointInTimeRecoverySpecification":
                   {"PointInTimeRecoveryEnabled": true, "RecoveryPeriodInDays": 36}}),
            "1 validation error detected: Value '36' at 'pointInTimeRecoverySpecification.recoveryPeriodInDays' failed \
             to satisfy constraint: Member must have value less than or equal to 35"
                .to_owned(),
        ),
        (
            "UpdateContributorInsights",
            json!({"TableName": "Music"}),
            format!("null at 'contributorInsightsAction' {null}"),
        ),
        (
            "UpdateContributorInsights",
            json!({"TableName": "Music", "ContributorInsightsAction": "X"}),
            "1 validation error detected: Value 'X' at 'contributorInsightsAction' failed to satisfy constraint: Member \
             must satisfy enum value set: [ENABLE, DISABLE]"
                .to_owned(),
        ),
        ("PutResourcePolicy", json!({"ResourceArn": ARN}), format!("null at 'policy' {null}")),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": ARN, "Policy": format!("{{\"a\":\"{}\"}}", "x".repeat(20_480))}),
            "P: Maximum policy size of 20480 bytes exceeded".to_owned(),
        ),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": ARN, "Policy": "[]"}),
            "P: Invalid policy document: Syntax errors in policy.".to_owned(),
        ),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": ARN, "Policy": r#"{"Version":"2012-10-17","Statement":[]}"#}),
            "P: Invalid policy document: Syntax errors in policy.".to_owned(),
        ),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": ARN, "Policy": r#"{"Statement":[{"Effect":"Allow"},{"Effect":"allow"}]}"#}),
            "P: Invalid policy document: Syntax errors in policy.".to_owned(),
        ),
        ("GetResourcePolicy", json!({"ResourceArn": "Music"}), "P: ARNs must start with 'arn:': Music".to_owned()),
        ("DescribeGlobalTable", json!({}), format!("null at 'globalTableName' {null}")),
        (
            "CreateGlobalTable",
            json!({"GlobalTableName": "Music"}),
            format!("null at 'replicationGroup' {null}"),
        ),
        ("CreateBackup", json!({"TableName": "Music"}), format!("null at 'backupName' {null}")),
        ("DescribeBackup", json!({}), format!("null at 'backupArn' {null}")),
        (
            "DeleteBackup",
            json!({"BackupArn": "arn:short"}),
            "1 validation error detected: Value 'arn:short' at 'backupArn' failed to satisfy constraint: Member must have \
             length greater than or equal to 37"
                .to_owned(),
        ),
        (
            "ListBackups",
            json!({"Limit": 101}),
            "1 validation error detected: Value '101' at 'limit' failed to satisfy constraint: Member must have value \
             less than or equal to 100"
                .to_owned(),
        ),
        (
            "RestoreTableFromBackup",
            json!({"BackupArn": ARN}),
            format!("null at 'targetTableName' {null}"),
        ),
        ("DescribeExport", json!({}), format!("null at 'exportArn' {null}")),
    ] {
        check(operation, &body, &expected);
    }
    for (operation, body) in [
        ("DescribeContinuousBackups", json!({"TableName": ARN})),
        ("ListContributorInsights", json!({})),
        ("PutResourcePolicy", json!({"ResourceArn": ARN, "Policy": r#"{"Statement":{"Effect":"Deny"}}"#})),
        (
            "PutResourcePolicy",
            json!({"ResourceArn": ARN, "Policy": r#"{"Statement":[{"Effect":"Allow","Action":"*"}]}"#}),
        ),
        ("DeleteResourcePolicy", json!({"ResourceArn": ARN})),
        ("ListExports", json!({})),
    ] {
        accepts(operation, &body.to_string());
    }
}

/// Lengths as the model has them, also of members that are seldom sent.
#[test]
fn lengths_of_what_is_seldom_sent() {
    let shortest = "failed to satisfy constraint: Member must have length greater than or equal to 1";
    let longest = "failed to satisfy constraint: Member must have length less than or equal to";
    let long = "a".repeat(256);
    let policy = json!({"ResourceArn": ARN, "Policy": "{}", "ExpectedRevisionId": ""});
    let import = json!({"InputFormat": "CSV", "TableCreationParameters": {},
        "S3BucketSource": {"S3Bucket": long}, "InputFormatOptions": {"Csv": {"Delimiter": ";;"}}});
    for (operation, body, expected) in [
        (
            "PutResourcePolicy",
            policy.clone(),
            format!("1 faults: Value '' at 'expectedRevisionId' {shortest}"),
        ),
        ("DeleteResourcePolicy", policy, format!("1 faults: Value '' at 'expectedRevisionId' {shortest}")),
        ("ListExports", json!({"TableArn": ""}), format!("1 faults: Value '' at 'tableArn' {shortest}")),
        ("ListImports", json!({"TableArn": ""}), format!("1 faults: Value '' at 'tableArn' {shortest}")),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableArn": "", "TargetTableName": "Again", "UseLatestRestorableTime": true}),
            format!("1 faults: Value '' at 'sourceTableArn' {shortest}"),
        ),
        (
            "ImportTable",
            import,
            format!(
                "3 faults: Value '{long}' at 's3BucketSource.s3Bucket' {longest} 255; Value ';;' at \
                 'inputFormatOptions.csv.delimiter' failed to satisfy constraint: Member must satisfy regular expression \
                 pattern: [,;:|\\t ]; Value ';;' at 'inputFormatOptions.csv.delimiter' {longest} 1"
            ),
        ),
        (
            "ExportTableToPointInTime",
            json!({"TableArn": ARN, "S3Bucket": "bucket", "S3SseKmsKeyId": "",
                "IncrementalExportSpecification": {"ExportViewType": "KEYS"}}),
            format!(
                "2 faults: Value '' at 's3SseKmsKeyId' {shortest}; Value 'KEYS' at \
                 'incrementalExportSpecification.exportViewType' failed to satisfy constraint: Member must satisfy enum \
                 value set: [NEW_IMAGE, NEW_AND_OLD_IMAGES]"
            ),
        ),
    ] {
        check(operation, &body, &expected.replace("1 faults:", "1 validation error detected:"));
    }
}

#[test]
fn patterns_of_what_says_where_files_are() {
    let bucket = r"^[a-z0-9A-Z]+[\.\-\w]*[a-z0-9A-Z]+$";
    for (member, good, bad, pattern) in [
        ("S3Bucket", "my.bucket_of-1", "bucket-", bucket),
        ("S3Bucket", "Ab", "b", bucket),
        ("S3Bucket", "a..b", "my bucket", bucket),
        ("S3BucketOwner", "123456789012", "1234567890123", "[0-9]{12}"),
        ("ClientToken", "any thing", "a$", r"^[^\$]+$"),
        ("ClientToken", "-", "", r"^[^\$]+$"),
    ] {
        let body = |text: &str| {
            let mut body = json!({"TableArn": ARN, "S3Bucket": "bucket"});
            body[member] = json!(text);
            body
        };
        accepts("ExportTableToPointInTime", &body(good).to_string());
        let path = member[..1].to_lowercase() + &member[1..];
        check(
            "ExportTableToPointInTime",
            &body(bad),
            &format!(
                "1 validation error detected: Value '{bad}' at '{path}' failed to satisfy constraint: Member must satisfy \
                 regular expression pattern: {pattern}"
            ),
        );
    }
}

#[test]
fn members_of_a_restore() {
    for (mut body, expected) in [
        (
            json!({"ProvisionedThroughputOverride": {"ReadCapacityUnits": 0},
                "GlobalSecondaryIndexOverride": [{"IndexName": "ByOwner", "Projection": {},
                    "KeySchema": [{"AttributeName": "owner", "KeyType": "HASH"}],
                    "ProvisionedThroughput": {"ReadCapacityUnits": 1, "WriteCapacityUnits": 0}}]}),
            "3 faults: Value '0' at \
             'globalSecondaryIndexOverride.1.member.provisionedThroughput.writeCapacityUnits' failed to satisfy \
             constraint: Member must have value greater than or equal to 1; null_at \
             'provisionedThroughputOverride.writeCapacityUnits' failed to satisfy constraint: Member must not be null; \
             Value '0' at 'provisionedThroughputOverride.readCapacityUnits' failed to satisfy constraint: Member must have \
             value greater than or equal to 1",
        ),
        (
            json!({"SSESpecificationOverride": {"SSEType": "DES"}}),
            "1 validation error detected: Value 'DES' at 'sSESpecificationOverride.sSEType' failed to satisfy constraint: \
             Member must satisfy enum value set: [AES256, KMS]",
        ),
        (
            json!({"SSESpecificationOverride": {"SSEType": "KMS"}}),
            "P: SSEType can not be specified if Enabled is false",
        ),
        (
            json!({"OnDemandThroughputOverride": {"MaxReadRequestUnits": 0}}),
            "P: Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
    ] {
        body["BackupArn"] = json!(ARN);
        body["TargetTableName"] = json!("Again");
        check("RestoreTableFromBackup", &body, expected);
    }
}

/// A table's name and what else is missing are told together.
// spec: 1.3/member constraints
#[test]
fn missing_members_are_listed() {
    let null = "failed to satisfy constraint: Member must not be null";
    for (operation, others) in [
        ("CreateBackup", &["backupName"][..]),
        ("UpdateContinuousBackups", &["pointInTimeRecoverySpecification"]),
        ("UpdateContributorInsights", &["contributorInsightsAction"]),
        ("EnableKinesisStreamingDestination", &["streamArn"]),
        ("DisableKinesisStreamingDestination", &["streamArn"]),
        ("UpdateKinesisStreamingDestination", &["streamArn"]),
        ("StartBulkPutItems", &["inputS3Configuration", "outputS3Configuration"]),
        ("UpdateTimeToLive", &["timeToLiveSpecification"]),
    ] {
        let count = others.len() + 1;
        let others: Vec<String> =
            others.iter().map(|path| format!("; Value null at '{path}' {null}")).collect();
        let others = others.concat();
        for (body, name) in [(json!({}), format!("Value null at 'tableName' {null}")), (
            json!({"TableName": ""}),
            "Value '' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 1".to_owned(),
        )] {
            let expected = format!("{count} validation errors detected: {name}{others}");
            refuses(operation, &body.to_string(), &expected);
        }
    }
}

#[test]
fn members_of_what_is_only_refused() {
    let null = "failed to satisfy constraint: Member must not be null";
    for (operation, body, expected) in [
        ("EnableKinesisStreamingDestination", json!({"TableName": "Music"}), format!("null at 'streamArn' {null}")),
        (
            "DisableKinesisStreamingDestination",
            json!({"TableName": "Music", "StreamArn": "arn:short"}),
            "1 validation error detected: Value 'arn:short' at 'streamArn' failed to satisfy constraint: Member must have \
             length greater than or equal to 37"
                .to_owned(),
        ),
        (
            "UpdateKinesisStreamingDestination",
            json!({"TableName": "Music", "StreamArn": ARN, "UpdateKinesisStreamingConfiguration":
                   {"ApproximateCreationDateTimePrecision": "SECOND"}}),
            "1 validation error detected: Value 'SECOND' at \
             'updateKinesisStreamingConfiguration.approximateCreationDateTimePrecision' failed to satisfy constraint: \
             Member must satisfy enum value set: [MILLISECOND, MICROSECOND]"
                .to_owned(),
        ),
        (
            "UpdateKinesisStreamingDestination",
            json!({"TableName": "Music", "StreamArn": ARN}),
            "Streaming destination cannot be updated with given parameters: UpdateKinesisStreamingConfiguration cannot be \
             null or contain only null values"
                .to_owned(),
        ),
        ("UpdateTableReplicaAutoScaling", json!({}), format!("null at 'tableName' {null}")),
        (
            "ExportTableToPointInTime",
            json!({}),
            format!("2 faults: null_at 'tableArn' {null}; null_at 's3Bucket' {null}"),
        ),
        (
            "ExportTableToPointInTime",
            json!({"TableArn": ARN, "S3Bucket": "bucket", "ExportFormat": "CSV"}),
            "1 validation error detected: Value 'CSV' at 'exportFormat' failed to satisfy constraint: Member must satisfy \
             enum value set: [DYNAMODB_JSON, ION]"
                .to_owned(),
        ),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableName": "Music", "TargetTableName": "a!"}),
            "2 validation errors detected: Value 'a!' at 'targetTableName' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [a-zA-Z0-9_.-]+; Value 'a!' at 'targetTableName' failed to satisfy \
             constraint: Member must have length greater than or equal to 3"
                .to_owned(),
        ),
        (
            "RestoreTableToPointInTime",
            json!({"TargetTableName": "Again", "UseLatestRestorableTime": true}),
            "P: One of SourceTableName or SourceTableArn must be specified".to_owned(),
        ),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableName": "Music", "TargetTableName": "Again"}),
            "P: One of RestoreDateTime or UseLatestRestorableTime must be specified".to_owned(),
        ),
        (
            "SearchVectors",
            json!({"TableName": "Music"}),
            format!(
                "3 faults: null_at 'indexName' {null}; null_at 'searchVector' {null}; null_at 'topK' {null}"
            ),
        ),
        (
            "SearchVectors",
            json!({"TableName": "Music", "IndexName": "ByTaste", "SearchVector": [{"N": "1"}], "TopK": 101}),
            "Provided TopK value '101' is out of valid range. The value must be between 1 and 100 inclusive"
                .to_owned(),
        ),
    ] {
        check(operation, &body, &expected);
    }
    for (operation, body) in [
        ("EnableKinesisStreamingDestination", json!({"TableName": "Music", "StreamArn": ARN})),
        (
            "RestoreTableToPointInTime",
            json!({"SourceTableArn": ARN, "TargetTableName": "Again", "RestoreDateTime": 1}),
        ),
    ] {
        accepts(operation, &body.to_string());
    }
}

/// A search is checked as the other reads are, before its table and index are looked up.
#[test]
fn members_of_a_search() {
    for (change, expected) in [
        (
            json!({"TableName": ""}),
            "1 validation error detected: Value at 'TableName' failed to satisfy constraint: Member must have length \
             greater than or equal to 1",
        ),
        (
            json!({"TableName": "ab", "ReturnConsumedCapacity": "X"}),
            "2 validation errors detected: Value 'ab' at 'tableName' failed to satisfy constraint: Member must have \
             length greater than or equal to 3; Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: \
             Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
        ),
        (
            json!({"IndexName": "By Taste"}),
            "1 validation error detected: Value 'By Taste' at 'indexName' failed to satisfy constraint: Member must \
             satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
        ),
        (
            json!({"SearchVector": []}),
            "1 validation error detected: Value at 'SearchVector' failed to satisfy constraint: Member must have length \
             greater than or equal to 1",
        ),
        (
            json!({"SearchVector": [{}]}),
            "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes",
        ),
        (
            json!({"SearchVector": [{"N": "one"}]}),
            "The parameter cannot be converted to a numeric value: one",
        ),
        (
            json!({"ProjectionExpression": "a,"}),
            "Invalid ProjectionExpression: Syntax error; token: \"<EOF>\", near: \",\"",
        ),
        (
            json!({"ExpressionAttributeNames": {"#a": "a"}}),
            "ExpressionAttributeNames can only be specified when using expressions",
        ),
    ] {
        let mut body =
            json!({"TableName": "Music", "IndexName": "ByTaste", "SearchVector": [{"N": "1"}], "TopK": 3});
        for (name, value) in change.as_object().expect("members") {
            body[name] = value.clone();
        }
        refuses("SearchVectors", &body.to_string(), expected);
    }
}
