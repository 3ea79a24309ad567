//! `UpdateTable`, as far as it needs no table.

use api::dynamodb::{BillingMode, IndexUpdate, KeyKind, Projection, Request, StreamChange, StreamView};
use serde_json::{Value, json};

use super::{accepts, refuses, refuses_classic};

const P: &str = "One or more parameter values were invalid: ";

fn body(members: &Value) -> String {
    let mut body = members.clone();
    body["TableName"] = json!("Music");
    body.to_string()
}

#[track_caller]
fn check(members: &Value, expected: &str) {
    refuses("UpdateTable", &body(members), &expected.replace("P: ", P));
}

fn units(read: u64, write: u64) -> Value {
    json!({"ReadCapacityUnits": read, "WriteCapacityUnits": write})
}

fn update(members: &Value) -> api::dynamodb::UpdateTable {
    match accepts("UpdateTable", &body(members)) {
        Request::UpdateTable(update) => *update,
        other => panic!("{other:?}"),
    }
}

/// An index by `a` and `b`.
fn create() -> Value {
    json!({
        "IndexName": "glo",
        "KeySchema": [{"AttributeName": "a", "KeyType": "HASH"}, {"AttributeName": "b", "KeyType": "RANGE"}],
        "Projection": {"ProjectionType": "ALL"},
    })
}

fn delete(name: &str) -> Value {
    json!({"Delete": {"IndexName": name}})
}

#[test]
fn names() {
    let long = "TableName must be at least 3 characters long and at most 255 characters long";
    let nothing = r#""BillingMode":"PAY_PER_REQUEST"}"#;
    // spec: 3.1/TableName
    for name in ["ab", &"a".repeat(256)] {
        refuses("UpdateTable", &format!(r#"{{"TableName":"{name}",{nothing}"#), long);
    }
    refuses(
        "UpdateTable",
        &format!("{{{nothing}"),
        "The parameter 'TableName' is required but was not present in the request",
    );
    let arn = r#"{"TableName":"arn:aws:dynamodb:eu-west-1:123456789012:table/Music","#;
    let Request::UpdateTable(update) = accepts("UpdateTable", &format!("{arn}{nothing}")) else {
        panic!("another operation")
    };
    assert_eq!(update.table.name, "Music");
}

#[test]
fn something_must_change() {
    // spec: 3.4/nothing to do
    let newer = "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, \
        GlobalSecondaryIndexUpdates, SSESpecification, ReplicaUpdates, MultiAccountReplicaReady, \
        ReplicaTransitRoleArn, MultiRegionConsistency, DeletionProtectionEnabled, OnDemandThroughput, \
        WarmThroughput or TableClass is required";
    check(&json!({}), newer);
    check(&json!({"AttributeDefinitions": [{"AttributeName": "a", "AttributeType": "S"}]}), newer);
    refuses_classic(
        "UpdateTable",
        r#"{"TableName":"Music"}"#,
        "At least one of ProvisionedThroughput, BillingMode, UpdateStreamEnabled, GlobalSecondaryIndexUpdates \
         or SSESpecification or ReplicaUpdates is required",
    );
}

#[test]
fn members() {
    let one = |sentence: &str| format!("1 validation error detected: {sentence}");
    let null = |path: &str| {
        one(&format!("Value null at '{path}' failed to satisfy constraint: Member must not be null"))
    };
    let index = |kind: &str, action: Value| json!({"GlobalSecondaryIndexUpdates": [{kind: action}]});
    for (members, expected) in [
        (
            json!({"BillingMode": "X"}),
            one(
                "Value 'X' at 'billingMode' failed to satisfy constraint: Member must satisfy enum value set: \
                 [PROVISIONED, PAY_PER_REQUEST]",
            ),
        ),
        (
            json!({"BillingMode": "X", "ProvisionedThroughput": units(0, 1)}),
            "2 validation errors detected: Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy \
             constraint: Member must have value greater than or equal to 1; Value 'X' at 'billingMode' failed to \
             satisfy constraint: Member must satisfy enum value set: [PROVISIONED, PAY_PER_REQUEST]"
                .to_owned(),
        ),
        // spec: 3.4/only one of RCU/WCU
        (
            json!({"ProvisionedThroughput": {"ReadCapacityUnits": 1}}),
            null("provisionedThroughput.writeCapacityUnits"),
        ),
        (
            json!({"ProvisionedThroughput": units(0, 1)}),
            one("Value '0' at 'provisionedThroughput.readCapacityUnits' failed to satisfy constraint: \
                 Member must have value greater than or equal to 1"),
        ),
        (
            index("Update", json!({"IndexName": "glo", "ProvisionedThroughput": {"WriteCapacityUnits": 1}})),
            null("globalSecondaryIndexUpdates.1.member.update.provisionedThroughput.readCapacityUnits"),
        ),
        (index("Delete", json!({})), null("globalSecondaryIndexUpdates.1.member.delete.indexName")),
        (
            index("Delete", json!({"IndexName": "ab"})),
            one("Value 'ab' at 'globalSecondaryIndexUpdates.1.member.delete.indexName' failed to satisfy \
                 constraint: Member must have length greater than or equal to 3"),
        ),
        (
            index("Create", json!({"IndexName": "glo", "KeySchema": create()["KeySchema"]})),
            null("globalSecondaryIndexUpdates.1.member.create.projection"),
        ),
        (json!({"StreamSpecification": {}}), null("streamSpecification.streamEnabled")),
        // spec: 3.2/bad TableClass
        (
            json!({"TableClass": "X"}),
            "Invalid table-class parameter provided. Please try again with a valid table-class value: \
             [STANDARD, STANDARD_INFREQUENT_ACCESS]."
                .to_owned(),
        ),
        (
            json!({"ReplicaUpdates": []}),
            "1 validation error detected: Value '[]' at 'replicaUpdates' failed to satisfy constraint: \
             Member must have length greater than or equal to 1"
                .to_owned(),
        ),
        (
            json!({"ReplicaUpdates": [{"Delete": {"RegionName": "eu-west-1"}}, {"Create": {}}]}),
            null("replicaUpdates.2.member.create.regionName"),
        ),
        (
            json!({"MultiRegionConsistency": "STRONG"}),
            "Dynamarium does not implement the parameter MultiRegionConsistency yet.".to_owned(),
        ),
    ] {
        check(&members, &expected);
    }
}

/// One logical change a call.
// spec: 8/UpdateTable
#[test]
fn combinations() {
    let stream = json!({"StreamEnabled": true, "StreamViewType": "NEW_IMAGE"});
    let added = json!([{"Create": create()}]);
    let alone = |what: &str| format!("P: {what} must be the only operation in the request");
    for (members, expected) in [
        // spec: 3.4/bad combinations
        (
            json!({"SSESpecification": {"Enabled": true}, "BillingMode": "PAY_PER_REQUEST"}),
            alone("Server-Side Encryption modification"),
        ),
        (json!({"TableClass": "STANDARD", "StreamSpecification": stream}), alone("TableClass modification")),
        (
            json!({"DeletionProtectionEnabled": true, "ProvisionedThroughput": units(1, 1)}),
            alone("DeletionProtection modification"),
        ),
        (
            json!({"WarmThroughput": {"ReadUnitsPerSecond": 1}, "ProvisionedThroughput": units(1, 1)}),
            alone("WarmThroughput"),
        ),
        (
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": 1}, "ProvisionedThroughput": units(1, 1)}),
            "P: OnDemandThroughput can only be combined with BillingMode in an UpdateTable request"
                .to_owned(),
        ),
        (
            json!({"StreamSpecification": stream, "ProvisionedThroughput": units(1, 1), "BillingMode": "PROVISIONED"}),
            "P: You cannot modify stream status while updating table IOPS".to_owned(),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": added, "ProvisionedThroughput": units(1, 1), "BillingMode": "PROVISIONED"}),
            "P: You cannot create or delete index while updating table IOPS".to_owned(),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates":
                   [delete("glo"), {"Update": {"IndexName": "two", "ProvisionedThroughput": units(1, 1)}}]}),
            "P: You cannot create or delete index while updating table IOPS".to_owned(),
        ),
        (
            json!({"GlobalSecondaryIndexUpdates": [delete("glo")], "StreamSpecification": stream}),
            "P: You cannot create or delete index while changing stream status".to_owned(),
        ),
    ] {
        check(&members, &expected);
    }
    for members in [
        json!({"BillingMode": "PAY_PER_REQUEST", "StreamSpecification": stream}),
        json!({"BillingMode": "PAY_PER_REQUEST", "OnDemandThroughput": {"MaxReadRequestUnits": 1}}),
        json!({"BillingMode": "PROVISIONED", "ProvisionedThroughput": units(1, 1), "GlobalSecondaryIndexUpdates":
            [{"Update": {"IndexName": "one", "ProvisionedThroughput": units(1, 1)}},
             {"Update": {"IndexName": "two", "ProvisionedThroughput": units(1, 1)}}]}),
    ] {
        accepts("UpdateTable", &body(&members));
    }
}

#[test]
fn billing_and_units() {
    let changed = json!([{"Update": {"IndexName": "glo", "ProvisionedThroughput": units(1, 1)}}]);
    for (members, expected) in [
        // spec: 3.2/PPR + throughput
        (
            json!({"BillingMode": "PAY_PER_REQUEST", "ProvisionedThroughput": units(1, 1)}),
            "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified when BillingMode is PAY_PER_REQUEST",
        ),
        // spec: 3.4/PPR→PROVISIONED without table or per-GSI throughput
        (
            json!({"BillingMode": "PROVISIONED"}),
            "P: ProvisionedThroughput must be specified when BillingMode is PROVISIONED",
        ),
        // spec: 3.4/GSI throughput under PPR
        (
            json!({"BillingMode": "PAY_PER_REQUEST", "GlobalSecondaryIndexUpdates": changed}),
            "P: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: glo when BillingMode \
             is PAY_PER_REQUEST",
        ),
        // spec: 3.2/> 1e12
        (
            json!({"ProvisionedThroughput": units(1_000_000_000_001, 1)}),
            "Given value 1000000000001 for ReadCapacityUnits is out of bounds",
        ),
        // Before anything about indexes.
        (
            json!({"ProvisionedThroughput": units(1, 1_000_000_000_001), "GlobalSecondaryIndexUpdates": [{}]}),
            "Given value 1000000000001 for WriteCapacityUnits is out of bounds",
        ),
        // spec: 3.4/OnDemandThroughput
        (
            json!({"OnDemandThroughput": {"MaxReadRequestUnits": 0}}),
            "P: Requested MaxReadRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        (
            json!({"OnDemandThroughput": {"MaxWriteRequestUnits": -2}}),
            "P: Requested MaxWriteRequestUnits for OnDemandThroughput for table is outside of valid range",
        ),
        // spec: 3.4/stream: enable when enabled
        (
            json!({"StreamSpecification": {"StreamEnabled": true}}),
            "P: If stream is being enabled then UpdateViewType is required",
        ),
        (
            json!({"StreamSpecification": {"StreamEnabled": false, "StreamViewType": "KEYS_ONLY"}}),
            "P: If stream is being disabled, then UpdateViewType must not be specified",
        ),
        (
            json!({"SSESpecification": {"Enabled": true, "SSEType": "AES256"}}),
            "P: SSEType AES256 is not supported",
        ),
    ] {
        check(&members, expected);
    }
}

#[test]
fn index_updates() {
    let indexes = |updates: Value| json!({"GlobalSecondaryIndexUpdates": updates});
    let with_key = |elements: &[(&str, &str)]| {
        let mut create = create();
        create["KeySchema"] =
            elements.iter().map(|(name, kind)| json!({"AttributeName": name, "KeyType": kind})).collect();
        indexes(json!([{"Create": create}]))
    };
    for (members, expected) in [
        // spec: 3.4/GSI update object empty / two actions / same index twice / empty list
        (indexes(json!([])), "P: List of GlobalSecondaryIndexUpdates is empty"),
        (
            indexes(json!([{}])),
            "P: One of GlobalSecondaryIndexUpdate.Update, GlobalSecondaryIndexUpdate.Create, \
             GlobalSecondaryIndexUpdate.Delete must not be null",
        ),
        (
            indexes(json!([{"Create": create(), "Delete": {"IndexName": "glo"}}])),
            "P: Only one global secondary index action is allowed per GlobalSecondaryIndexUpdate object",
        ),
        (
            indexes(json!([delete("glo"), {"Create": create()}])),
            "P: Only one global secondary index update per index is allowed simultaneously. Index: glo",
        ),
        // spec: 3.6/> 4 HASH / RANGE
        (
            with_key(&[("a", "HASH"), ("b", "HASH"), ("c", "HASH"), ("d", "HASH"), ("e", "HASH")]),
            "P: The KeySchema exceeds the maximum allowed number of HASH key attributes",
        ),
        // spec: 3.6/order
        (
            with_key(&[("a", "HASH"), ("b", "RANGE"), ("c", "HASH")]),
            "P: All HASH key attributes must precede RANGE key attributes in the KeySchema",
        ),
        // spec: 3.6/repeated name
        (
            with_key(&[("a", "HASH"), ("b", "HASH"), ("a", "RANGE")]),
            "P: The KeySchema contains multiple key attributes with the same name",
        ),
        (
            with_key(&[("a", "HASH"), ("a", "RANGE")]),
            "Both the Hash Key and the Range Key element in the KeySchema have the same name",
        ),
        (with_key(&[("a", "RANGE")]), "Invalid KeySchema: The first KeySchemaElement is not a HASH key type"),
    ] {
        check(&members, expected);
    }
    let mut included = create();
    included["Projection"] = json!({"ProjectionType": "INCLUDE"});
    check(
        &indexes(json!([{"Create": included}])),
        "P: ProjectionType is INCLUDE, but NonKeyAttributes is not specified",
    );
}

#[test]
fn an_update_arrives_whole() {
    let found = update(&json!({
        "AttributeDefinitions": [{"AttributeName": "b", "AttributeType": "N"}],
        "GlobalSecondaryIndexUpdates": [{"Create": create()}],
    }));
    assert_eq!(found.definitions.map(|it| it[0].name.clone()), Some("b".to_owned()));
    let [IndexUpdate::Create(index)] = &found.indexes[..] else { panic!("{:?}", found.indexes) };
    assert_eq!(index.key, [("a".to_owned(), KeyKind::Hash), ("b".to_owned(), KeyKind::Range)]);
    assert_eq!(index.projection, Projection::All);
    let found = update(&json!({
        "BillingMode": "PAY_PER_REQUEST",
        "StreamSpecification": {"StreamEnabled": true, "StreamViewType": "KEYS_ONLY"},
    }));
    assert_eq!(found.billing, Some(BillingMode::PayPerRequest));
    assert_eq!(found.stream, Some(StreamChange::On(StreamView::KeysOnly)));
    let found = update(&json!({"StreamSpecification": {"StreamEnabled": false}}));
    assert_eq!((found.stream, found.class, found.deletion_protection), (Some(StreamChange::Off), None, None));
}
