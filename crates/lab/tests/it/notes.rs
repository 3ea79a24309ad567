//! What a course's notes have their readers do or believe, and no lesson shows in full: done here as it would be typed.

use lab::Lab;
use serde_json::{Value, json};

use crate::demos::{empty, run};

const NOTES: &str = "aws dynamodb create-table --table-name Notes --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=N --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE\nlab idle";

/// A world with a table of notes: six items under one key, one under another.
fn notes() -> Lab {
    let mut lab = empty();
    run(&mut lab, NOTES);
    for n in 1..=6 {
        put(&mut lab, "a", n, r#""n":{"N":"0"}"#);
    }
    put(&mut lab, "b", 1, r#""n":{"N":"0"}"#);
    lab
}

fn put(lab: &mut Lab, pk: &str, sk: u32, more: &str) {
    run(
        lab,
        &format!(
            r#"aws dynamodb put-item --table-name Notes --item '{{"pk":{{"S":"{pk}"}},"sk":{{"N":"{sk}"}},{more}}}'"#
        ),
    );
}

/// Runs what must succeed; its answer.
fn answer(lab: &mut Lab, command: &str) -> Value {
    let text = run(lab, command);
    // What the console remarks stands before it.
    let text = &text[text.find('{').unwrap_or_default()..];
    serde_json::from_str(text).unwrap_or_else(|error| panic!("{command}: {error}\n{text}"))
}

/// Runs what must be refused; what is said.
fn refusal(lab: &mut Lab, command: &str) -> String {
    let (ran, printed) = lab.run_all(command);
    assert_ne!(ran.code, 0, "{command}\n{}", ran.text);
    let error = printed.iter().find_map(|it| it.error.clone());
    error.map_or(ran.text, |error| error.message)
}

/// Read and write milli-units of everything since a call.
fn units_since(lab: &Lab, call: u64) -> (u64, u64) {
    let calls = lab.snapshot().calls;
    calls.iter().filter(|it| it.id > call).fold((0, 0), |sum, it| (sum.0 + it.units.0, sum.1 + it.units.1))
}

#[test]
fn documents_nest_and_html_is_a_string() {
    let mut lab = notes();
    put(
        &mut lab,
        "doc",
        1,
        r#""body":{"M":{"parts":{"L":[{"M":{"title":{"S":"One"}}},{"N":"2"}]}}},"page":{"S":"<p>a <b>bold</b> word</p>"}"#,
    );
    let scan = |filter: &str, values: &str| {
        format!(
            "aws dynamodb scan --table-name Notes --filter-expression '{filter}' --expression-attribute-values '{values}'"
        )
    };
    // The service looks into documents, and at HTML as at any other text.
    let found = answer(&mut lab, &scan("body.parts[0].title = :t", r#"{":t":{"S":"One"}}"#));
    assert_eq!(found["Count"], 1);
    let found = answer(&mut lab, &scan("page.p.b = :t", r#"{":t":{"S":"bold"}}"#));
    assert_eq!(found["Count"], 0, "a string has no parts");
    let found = answer(&mut lab, &scan("contains(page, :t)", r#"{":t":{"S":"<b>bold</b>"}}"#));
    assert_eq!(found["Items"][0]["page"]["S"], "<p>a <b>bold</b> word</p>");
}

#[test]
fn empty_sets_are_refused_and_empty_strings_are_not() {
    let mut lab = notes();
    put(&mut lab, "empty", 1, r#""text":{"S":""},"none":{"NULL":true}"#);
    let said = refusal(
        &mut lab,
        r#"aws dynamodb put-item --table-name Notes --item '{"pk":{"S":"empty"},"sk":{"N":"2"},"set":{"SS":[]}}'"#,
    );
    assert!(
        said.contains("set may not be empty") || said.contains("An string set  may not be empty"),
        "{said}"
    );
    let said = refusal(
        &mut lab,
        r#"aws dynamodb put-item --table-name Notes --item '{"pk":{"S":""},"sk":{"N":"2"}}'"#,
    );
    assert!(said.contains("empty string value"), "{said}");
}

#[test]
fn nine_writes_on_five_units_spend_what_was_saved_up() {
    let mut lab = empty();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name ProductCatalog --attribute-definitions AttributeName=Id,AttributeType=N --key-schema AttributeName=Id,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5\naws dynamodb wait table-exists --table-name ProductCatalog",
    );
    let table = answer(&mut lab, "aws dynamodb describe-table --table-name ProductCatalog");
    assert_eq!(table["Table"]["ProvisionedThroughput"]["WriteCapacityUnits"], 5);
    assert_eq!(lab.snapshot().tables[0].partitions.len(), 1);
    let batch =
        "aws dynamodb batch-write-item --request-items file://items.json --return-consumed-capacity TOTAL";
    let written = answer(&mut lab, batch);
    assert_eq!(
        (&written["UnprocessedItems"], &written["ConsumedCapacity"][0]["CapacityUnits"]),
        (&json!({}), &json!(9.0))
    );
    // With little saved up, five a second are what there is.
    run(&mut lab, "lab set burst.seconds=2\nlab advance 10s");
    let (_, printed) = lab.run_all(&[batch; 8].join("\n"));
    let outputs: Vec<&str> = printed.iter().map(|it| it.output.as_str()).collect();
    let left =
        |text: &&str| text.contains("\"PutRequest\"") || text.contains("ProvisionedThroughputExceeded");
    assert!(outputs.iter().any(left), "some of nine are given back: {outputs:?}");
}

#[test]
fn each_operator_of_a_key_condition() {
    let mut lab = notes();
    for (condition, values, count) in [
        ("sk = :x", r#"":x":{"N":"3"}"#, 1),
        ("sk < :x", r#"":x":{"N":"3"}"#, 2),
        ("sk <= :x", r#"":x":{"N":"3"}"#, 3),
        ("sk > :x", r#"":x":{"N":"3"}"#, 3),
        ("sk >= :x", r#"":x":{"N":"3"}"#, 4),
        ("sk BETWEEN :x AND :y", r#"":x":{"N":"2"},":y":{"N":"5"}"#, 4),
    ] {
        let found = answer(
            &mut lab,
            &format!(
                r#"aws dynamodb query --table-name Notes --key-condition-expression 'pk = :p AND {condition}' --expression-attribute-values '{{":p":{{"S":"a"}},{values}}}'"#
            ),
        );
        assert_eq!((&found["Count"], &found["ScannedCount"]), (&json!(count), &json!(count)), "{condition}");
    }
    for (condition, values, says) in [
        ("pk = :p AND sk <> :x", r#"":x":{"N":"3"}"#, "Invalid operator used in KeyConditionExpression: <>"),
        (
            "pk = :p AND sk IN (:x)",
            r#"":x":{"N":"3"}"#,
            "Invalid operator used in KeyConditionExpression: IN",
        ),
        ("pk > :p AND sk = :x", r#"":x":{"N":"3"}"#, "Query key condition not supported"),
    ] {
        let said = refusal(
            &mut lab,
            &format!(
                r#"aws dynamodb query --table-name Notes --key-condition-expression '{condition}' --expression-attribute-values '{{":p":{{"S":"a"}},{values}}}'"#
            ),
        );
        assert!(said.contains(says), "{condition}: {said}");
    }
    // Texts have one more.
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Days --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=day,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH AttributeName=day,KeyType=RANGE\nlab idle",
    );
    for day in ["2026-12-31", "2027-01-01", "2027-01-02"] {
        run(
            &mut lab,
            &format!(
                r#"aws dynamodb put-item --table-name Days --item '{{"pk":{{"S":"a"}},"day":{{"S":"{day}"}}}}'"#
            ),
        );
    }
    let found = answer(
        &mut lab,
        r##"aws dynamodb query --table-name Days --key-condition-expression 'pk = :p AND begins_with(#d, :d)' --expression-attribute-names '{"#d":"day"}' --expression-attribute-values '{":p":{"S":"a"},":d":{"S":"2027"}}'"##,
    );
    assert_eq!(found["Count"], 2);
}

#[test]
fn a_table_is_scanned_by_workers_beside_each_other() {
    let mut lab = notes();
    for n in 0..40 {
        put(&mut lab, &format!("p{n}"), 1, r#""n":{"N":"1"}"#);
    }
    run(&mut lab, "lab idle");
    let mut all: Vec<String> = Vec::new();
    let mut read = 0.0;
    for segment in 0..4 {
        let part = answer(
            &mut lab,
            &format!(
                "aws dynamodb scan --table-name Notes --segment {segment} --total-segments 4 --return-consumed-capacity TOTAL --projection-expression pk,sk"
            ),
        );
        let items = part["Items"].as_array().expect("items");
        assert!(!items.is_empty() && items.len() < 47, "each worker has its part, not all");
        all.extend(items.iter().map(Value::to_string));
        read += part["ConsumedCapacity"]["CapacityUnits"].as_f64().expect("units");
    }
    assert_eq!(all.len(), 47);
    all.sort();
    all.dedup();
    assert_eq!(all.len(), 47, "nothing twice");
    assert!(read > 0.0);
    run(&mut lab, "aws dynamodb scan --table-name Notes --segment 0 --total-segments 1000000 --select COUNT");
    let said = refusal(&mut lab, "aws dynamodb scan --table-name Notes --segment 0 --total-segments 1000001");
    assert!(said.contains("less than or equal to 1000000"), "{said}");
}

#[test]
fn a_copy_by_hand_is_paid_for_and_a_backup_is_not() {
    let mut lab = notes();
    run(
        &mut lab,
        "aws dynamodb update-time-to-live --table-name Notes --time-to-live-specification Enabled=true,AttributeName=ends\naws dynamodb tag-resource --resource-arn arn:aws:dynamodb:eu-west-2:123456789012:table/Notes --tags Key=team,Value=a\nlab idle",
    );
    // By hand: every item is read, and written again.
    run(&mut lab, &NOTES.replace("Notes", "Copy"));
    let before = lab.session().calls();
    let all = answer(&mut lab, "aws dynamodb scan --table-name Notes --consistent-read");
    let puts: Vec<Value> = all["Items"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| json!({ "PutRequest": { "Item": item } }))
        .collect();
    run(&mut lab, &format!("aws dynamodb batch-write-item --request-items '{}'", json!({ "Copy": puts })));
    // A strong unit for each of the four partitions, however little lies in it.
    assert_eq!(units_since(&lab, before), (4_000, 7_000));
    // A backup costs neither; what isn't data has to be set again.
    let before = lab.session().calls();
    let made = answer(&mut lab, "aws dynamodb create-backup --table-name Notes --backup-name monday");
    let arn = made["BackupDetails"]["BackupArn"].as_str().expect("an ARN").to_owned();
    run(
        &mut lab,
        &format!(
            "lab advance 1h\naws dynamodb restore-table-from-backup --target-table-name Again --backup-arn {arn}\nlab idle"
        ),
    );
    assert_eq!(units_since(&lab, before), (0, 0));
    let again = answer(&mut lab, "aws dynamodb scan --table-name Again --consistent-read");
    assert_eq!((&again["Count"], &again["Items"]), (&json!(7), &all["Items"]));
    let ttl = answer(&mut lab, "aws dynamodb describe-time-to-live --table-name Again");
    assert_eq!(ttl["TimeToLiveDescription"]["TimeToLiveStatus"], "DISABLED");
    let tags = answer(
        &mut lab,
        "aws dynamodb list-tags-of-resource --resource-arn arn:aws:dynamodb:eu-west-2:123456789012:table/Again",
    );
    assert_eq!(tags["Tags"], json!([]));
}

#[test]
fn clearing_item_by_item_is_paid_for_and_dropping_is_not() {
    let mut lab = notes();
    let before = lab.session().calls();
    let keys: Vec<Value> =
        answer(&mut lab, "aws dynamodb scan --table-name Notes --projection-expression pk,sk")["Items"]
            .as_array()
            .expect("items")
            .iter()
            .map(|key| json!({ "DeleteRequest": { "Key": key } }))
            .collect();
    run(&mut lab, &format!("aws dynamodb batch-write-item --request-items '{}'", json!({ "Notes": keys })));
    assert_eq!(units_since(&lab, before), (2_000, 7_000));
    put(&mut lab, "a", 1, r#""n":{"N":"0"}"#);
    let before = lab.session().calls();
    run(&mut lab, &format!("aws dynamodb delete-table --table-name Notes\nlab idle\n{NOTES}"));
    assert_eq!(units_since(&lab, before), (0, 0));
}

#[test]
fn of_two_who_write_what_they_read_one_is_lost_and_a_counter_loses_none() {
    let mut lab = notes();
    // Both have read 0, and write 1.
    put(&mut lab, "a", 1, r#""n":{"N":"1"}"#);
    put(&mut lab, "a", 1, r#""n":{"N":"1"}"#);
    let get = r#"aws dynamodb get-item --table-name Notes --consistent-read --key '{"pk":{"S":"a"},"sk":{"N":"1"}}'"#;
    assert_eq!(answer(&mut lab, get)["Item"]["n"]["N"], "1", "the last writer wins");
    // A hundred clients at once count on the server.
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Votes --billing-mode PAY_PER_REQUEST --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH\nlab idle\nlab workload start --table Votes --op update --keys uniform --count 1 --size 100 --rate 100 --for 1s --clients 100 --retry none\nlab advance 5s",
    );
    let votes = answer(&mut lab, "aws dynamodb scan --table-name Votes --consistent-read");
    let item = votes["Items"][0].as_object().expect("an item");
    assert!(item.values().any(|value| value["N"] == "100"), "{votes}");
}

#[test]
fn what_stands_in_several_items_is_changed_in_each() {
    let mut lab = notes();
    for n in 1..=3 {
        put(&mut lab, "kim", n, r#""city":{"S":"Oslo"}"#);
    }
    let before = lab.session().calls();
    for n in 1..=3 {
        run(
            &mut lab,
            &format!(
                r#"aws dynamodb update-item --table-name Notes --key '{{"pk":{{"S":"kim"}},"sk":{{"N":"{n}"}}}}' --update-expression 'SET city = :c' --expression-attribute-values '{{":c":{{"S":"Rome"}}}}'"#
            ),
        );
    }
    assert_eq!(units_since(&lab, before), (0, 3_000), "a write for each copy of the city");
}

#[test]
fn an_operation_is_called_by_command_by_json_and_by_statement() {
    let mut lab = notes();
    let key = r#"{"pk":{"S":"c"},"sk":{"N":"1"}}"#;
    let table = r#""TableName":"Notes""#;
    let create = r#"{"TableName":"Other","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;
    for (operation, command, body) in [
        ("CreateTable", "create-table", create.to_owned()),
        ("PutItem", "put-item", format!(r#"{{{table},"Item":{key}}}"#)),
        ("GetItem", "get-item", format!(r#"{{{table},"Key":{key}}}"#)),
        (
            "UpdateItem",
            "update-item",
            format!(
                r#"{{{table},"Key":{key},"UpdateExpression":"SET n = :n","ExpressionAttributeValues":{{":n":{{"N":"1"}}}}}}"#
            ),
        ),
        ("ListTables", "list-tables", "{}".to_owned()),
        ("DescribeTable", "describe-table", format!("{{{table}}}")),
        ("Scan", "scan", format!("{{{table}}}")),
        (
            "Query",
            "query",
            format!(
                r#"{{{table},"KeyConditionExpression":"pk = :p","ExpressionAttributeValues":{{":p":{{"S":"a"}}}}}}"#
            ),
        ),
        ("DeleteItem", "delete-item", format!(r#"{{{table},"Key":{key}}}"#)),
        ("UpdateTable", "update-table", format!(r#"{{{table},"DeletionProtectionEnabled":true}}"#)),
        ("DeleteTable", "delete-table", r#"{"TableName":"Other"}"#.to_owned()),
    ] {
        for text in
            [format!("aws dynamodb {command} --cli-input-json '{body}'"), format!("{operation} {body}")]
        {
            let (ran, _) = lab.run_all(&text);
            let last = lab.snapshot().calls.last().cloned().expect("a call");
            assert_eq!(last.operation, operation, "{text}\n{}", ran.text);
            assert!(
                ran.code == 0 || matches!(operation, "CreateTable" | "UpdateTable" | "DeleteTable"),
                "{text}\n{}",
                ran.text
            );
            lab.run_all("lab idle");
        }
    }
    let all = answer(&mut lab, r#"SELECT * FROM "Notes" WHERE pk = 'a'"#);
    assert_eq!(all["Items"].as_array().map(Vec::len), Some(6));
}

#[test]
fn users_of_the_notes_and_who_one_is() {
    let mut lab = notes();
    run(
        &mut lab,
        "aws iam create-user --user-name dynamodb_admin\naws iam attach-user-policy --user-name dynamodb_admin --policy-arn arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess",
    );
    run(&mut lab, "aws dynamodb scan --table-name Notes --profile dynamodb_admin");
    let who = answer(&mut lab, "aws sts get-caller-identity --profile dynamodb_admin");
    assert_eq!(who["Arn"], "arn:aws:iam::123456789012:user/dynamodb_admin");
    let user = answer(&mut lab, "aws iam get-user --user-name dynamodb_admin");
    assert_eq!(user["User"]["UserName"], "dynamodb_admin");
    let me = answer(&mut lab, "aws iam get-user");
    assert!(me["User"]["Arn"].as_str().is_some_and(|arn| arn.contains("123456789012")), "{me}");
    // Full access to DynamoDB is no access to users.
    let said = refusal(&mut lab, "aws iam create-user --user-name other --profile dynamodb_admin");
    assert!(said.contains("iam:CreateUser"), "{said}");
}

#[test]
fn through_dax_its_role_counts_not_the_conditions_of_its_users() {
    let mut lab = notes();
    run(
        &mut lab,
        r#"aws iam create-user --user-name a
aws iam put-user-policy --user-name a --policy-name own --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"ForAllValues:StringEquals":{"dynamodb:LeadingKeys":["${aws:username}"]}}},{"Effect":"Allow","Action":"dax:GetItem","Resource":"*"}]}'
aws dax create-cluster --cluster-name near --node-type dax.r5.large --replication-factor 3 --iam-role-arn arn:aws:iam::123456789012:role/DaxRole
lab advance 60s"#,
    );
    let foreign =
        r#"aws dynamodb get-item --table-name Notes --key '{"pk":{"S":"b"},"sk":{"N":"1"}}' --profile a"#;
    let said = refusal(&mut lab, foreign);
    assert!(said.contains("is not authorized to perform: dynamodb:GetItem"), "{said}");
    run(&mut lab, "lab via dax near");
    assert_eq!(answer(&mut lab, foreign)["Item"]["pk"]["S"], "b");
}

#[test]
fn a_stream_is_read_again_from_its_beginning() {
    let mut lab = notes();
    run(
        &mut lab,
        "aws dynamodb update-table --table-name Notes --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES\nlab idle",
    );
    put(&mut lab, "a", 9, r#""n":{"N":"1"}"#);
    run(&mut lab, "lab advance 5s");
    let table = answer(&mut lab, "aws dynamodb describe-table --table-name Notes");
    let arn = table["Table"]["LatestStreamArn"].as_str().expect("an ARN").to_owned();
    let stream = answer(&mut lab, &format!("aws dynamodbstreams describe-stream --stream-arn {arn}"));
    let shards: Vec<String> = stream["StreamDescription"]["Shards"]
        .as_array()
        .expect("shards")
        .iter()
        .map(|shard| shard["ShardId"].as_str().expect("an id").to_owned())
        .collect();
    // Seven items were there before the stream: it tells of none of them. Two readers, one after the other, see the same.
    let read = |lab: &mut Lab| {
        let mut keys = Vec::new();
        for shard in &shards {
            let place = answer(
                lab,
                &format!(
                    "aws dynamodbstreams get-shard-iterator --stream-arn {arn} --shard-id {shard} --shard-iterator-type TRIM_HORIZON"
                ),
            );
            let place = place["ShardIterator"].as_str().expect("an iterator").to_owned();
            let page = answer(lab, &format!("aws dynamodbstreams get-records --shard-iterator '{place}'"));
            keys.extend(
                page["Records"]
                    .as_array()
                    .expect("records")
                    .iter()
                    .map(|it| it["dynamodb"]["Keys"]["sk"]["N"].clone()),
            );
        }
        keys
    };
    assert_eq!(read(&mut lab), [json!("9")]);
    assert_eq!(read(&mut lab), [json!("9")]);
}

#[test]
fn commands_of_other_programs_say_that_their_files_are_here() {
    let mut lab = empty();
    for command in ["curl -O https://example.com/items.json", "git clone https://example.com/a.git"] {
        let said = run(&mut lab, command);
        assert!(said.contains("the demos' files are here already"), "{command}: {said}");
    }
    assert!(run(&mut lab, "lab files").contains("ProductCatalog/items.json"));
}
