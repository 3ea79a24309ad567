//! Deletion protection, table class, encryption.

use super::*;

// spec: 3.3/DeletionProtectionEnabled
#[test]
fn deletion_protection_has_a_cooldown() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let protect = |on: bool| json!({"DeletionProtectionEnabled": on});
    check_contains(&update(&mut world, &protect(true)), r#""DeletionProtectionEnabled":true"#);
    check_contains(&update(&mut world, &protect(true)), r#""TableStatus":"ACTIVE""#);
    // spec: 3.4/DeletionProtection toggled twice in 15 s
    let answer = update(&mut world, &protect(false));
    check_contains(
        &answer,
        "ThrottlingException: Deletion protection setting for table Notes modified within the previous 15000 \
         milliseconds. Please try again after 2026-09-21T",
    );
    assert!(answer.ends_with('Z'), "{answer}");
    let answer = ask(&mut world, "DeleteTable", r#"{"TableName":"Notes"}"#);
    check_contains(&answer, "Resource cannot be deleted as it is currently protected against deletion.");
    advance(&mut world, 15 * SECOND);
    check_contains(&update(&mut world, &protect(false)), r#""DeletionProtectionEnabled":false"#);
}

// spec: 3.3/TableClassSummary; 3.7/Table class
#[test]
fn the_class_changes_twice_a_month() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    assert_eq!(described(&mut world).get("TableClassSummary"), None);
    let mut before = None;
    for class in ["STANDARD_INFREQUENT_ACCESS", "STANDARD"] {
        advance(&mut world, SECOND);
        check_contains(&update(&mut world, &json!({"TableClass": class})), r#""TableStatus":"UPDATING""#);
        assert_eq!(described(&mut world).get("TableClassSummary"), before.as_ref());
        world.run_idle();
        let summary = described(&mut world)["TableClassSummary"].clone();
        assert_eq!(summary["TableClass"], class);
        let changed = |summary: &Value| summary["LastUpdateDateTime"].as_f64().expect("a time");
        assert!(before.is_none_or(|before| changed(&before) < changed(&summary)), "{summary}");
        before = Some(summary);
    }
    // spec: 3.4/TableClass third change
    refused(
        &mut world,
        &json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"}),
        "LimitExceededException: Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).",
    );
    advance(&mut world, 31 * 24 * 3_600 * SECOND);
    check_contains(&update(&mut world, &json!({"TableClass": "STANDARD_INFREQUENT_ACCESS"})), "UPDATING");
}

/// Regions beside each other aren't built: what the service refuses before that is refused in its words.
#[test]
fn replicas_are_looked_at_and_refused() {
    let mut world = simulated(&[]);
    let replica = |action: &str, region: &str| json!({"ReplicaUpdates": [{action: {"RegionName": region}}]});
    refused(
        &mut world,
        &replica("Create", "us-west-2"),
        "ResourceNotFoundException: Requested resource not found: Table: Notes not found",
    );
    create(&mut world, PLAIN);
    for action in ["Create", "Update", "Delete"] {
        refused(
            &mut world,
            &replica(action, REGION),
            "ValidationException: Cannot add, delete, or update the local region through ReplicaUpdates. \
             Use CreateTable, DeleteTable, or UpdateTable as required.",
        );
    }
    for replicas in [replica("Create", "us-west-2"), json!({"ReplicaUpdates": [{}]})] {
        refused(
            &mut world,
            &replicas,
            "ValidationException: Dynamarium does not implement the parameter ReplicaUpdates yet.",
        );
    }
}

// spec: 3.3/SSEDescription; 3.4/transition: SSE change
#[test]
fn encryption_changes_keys() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let encrypt = |on: bool| json!({"SSESpecification": {"Enabled": on}});
    // spec: 3.4/SSE no-op
    refused(&mut world, &encrypt(false), "P: Table is already encrypted by default");
    // There is no key yet that the answer could tell of.
    let answer = update(&mut world, &encrypt(true));
    check_contains(&answer, r#""SSEDescription":{"Status":"UPDATING"}"#);
    check_contains(&answer, r#""TableStatus":"ACTIVE""#);
    let table = described(&mut world);
    let description = table["SSEDescription"].clone();
    assert_eq!((&description["Status"], &description["SSEType"]), (&json!("UPDATING"), &json!("KMS")));
    let key = description["KMSMasterKeyArn"].as_str().expect("a key");
    assert!(key.starts_with("arn:aws:kms:eu-central-1:123456789012:key/"), "{key}");
    refused(&mut world, &encrypt(false), &format!("{IN_USE}Server-Side Encryption is still being updated"));
    advance(&mut world, 30 * SECOND);
    assert_eq!(described(&mut world)["SSEDescription"]["Status"], "ENABLED");
    refused(
        &mut world,
        &encrypt(true),
        "P: Table is already encrypted with given KMSMasterKeyId. Use KMSMasterKeyId parameter if you want to change \
         Master Key",
    );
    let answer = update(&mut world, &encrypt(false));
    check_contains(&answer, r#""SSEType":"KMS","Status":"UPDATING""#);
    assert_eq!(described(&mut world).get("SSEDescription"), None);
}

/// The answer to a change says that it has begun, also where it is over with the next request.
#[test]
fn instant_settings() {
    let mut world = instant();
    create(&mut world, &on_demand());
    let answer = update(&mut world, &json!({"SSESpecification": {"Enabled": true}}));
    check_contains(&answer, r#""SSEDescription":{"Status":"UPDATING"}"#);
    assert_eq!(described(&mut world)["SSEDescription"]["Status"], "ENABLED");
    let answer = update(&mut world, &json!({"WarmThroughput": {"ReadUnitsPerSecond": 13_000}}));
    check_contains(&answer, r#""ReadUnitsPerSecond":13000,"Status":"UPDATING""#);
    assert_eq!(described(&mut world)["WarmThroughput"]["Status"], "ACTIVE");
    let insights = json!({"TableName": "Notes", "ContributorInsightsAction": "ENABLE"}).to_string();
    check_contains(&ask(&mut world, "UpdateContributorInsights", &insights), "ENABLING");
    check_contains(&ask(&mut world, "UpdateContributorInsights", &insights), "ENABLED");
}
