//! What the newer operations leave behind in the picture: stream records, expiry, transactions, tags.

use lab::Lab;
use lab::view::{Change, Expiry, Outcome, TableView};

use crate::demos::{empty, run};

const CARTS: &str = "aws dynamodb create-table --table-name Carts \
    --attribute-definitions AttributeName=User,AttributeType=S --key-schema AttributeName=User,KeyType=HASH \
    --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES";
/// The clock of [`empty`] begins at this second.
const EPOCH: u64 = 1_700_000_000;

fn carts() -> Lab {
    let mut lab = empty();
    run(&mut lab, CARTS);
    run(&mut lab, "aws dynamodb wait table-exists --table-name Carts");
    lab
}

fn put(lab: &mut Lab, user: &str, more: &str) {
    run(
        lab,
        &format!("aws dynamodb put-item --table-name Carts --item '{{\"User\":{{\"S\":\"{user}\"}}{more}}}'"),
    );
}

fn table(lab: &Lab) -> TableView {
    lab.snapshot().tables.remove(0)
}

/// Verb, key, whether readers get it, whether the latest call wrote it.
fn records(lab: &Lab) -> Vec<(String, String, bool, bool)> {
    let stream = table(lab).stream.expect("a stream");
    let all = stream.shards.into_iter().flat_map(|shard| shard.records);
    all.map(|it| (it.verb, it.key, it.readable, it.fresh)).collect()
}

fn record(verb: &str, key: &str, readable: bool, fresh: bool) -> (String, String, bool, bool) {
    (verb.to_owned(), key.to_owned(), readable, fresh)
}

fn expiry(lab: &Lab, user: &str) -> Expiry {
    let partitions = table(lab).partitions;
    let chips = partitions.into_iter().flat_map(|it| it.collections).flat_map(|it| it.items);
    chips.into_iter().find(|chip| chip.label == user).expect(user).expiry
}

#[test]
fn a_change_becomes_a_record_that_is_on_its_way_and_then_read() {
    let mut lab = carts();
    assert_eq!(table(&lab).stream.map(|stream| (stream.status, stream.view, stream.record_count)), {
        let (status, view) = ("ENABLED".to_owned(), "NEW_AND_OLD_IMAGES".to_owned());
        Some((status, view, 0))
    });
    run(&mut lab, "lab set stream_lag.min 5s; lab set stream_lag.max 5s");
    put(&mut lab, "Kim", r#","Total":{"N":"1"}"#);
    assert_eq!(records(&lab), [record("INSERT", "Kim", false, true)]);
    run(&mut lab, "lab idle");
    assert_eq!(records(&lab), [record("INSERT", "Kim", true, true)]);
    put(&mut lab, "Kim", r#","Total":{"N":"2"}"#);
    run(&mut lab, "lab idle");
    assert_eq!(records(&lab), [record("INSERT", "Kim", true, false), record("MODIFY", "Kim", true, true)]);
    let shards = table(&lab).stream.expect("a stream").shards;
    let lines: Vec<(Change, &str, &str)> = shards[0].records[1]
        .lines
        .iter()
        .map(|line| (line.change, line.name.as_str(), line.value.as_str()))
        .collect();
    assert_eq!(
        lines,
        [(Change::Kept, "User", "Kim"), (Change::Removed, "Total", "1"), (Change::Added, "Total", "2")]
    );
    assert_eq!(shards[0].partition, "P1");
}

#[test]
fn a_lane_shows_the_latest_and_counts_the_rest() {
    let mut lab = carts();
    for n in 0..25 {
        put(&mut lab, "Kim", &format!(r#","N":{{"N":"{n}"}}"#));
    }
    run(&mut lab, "lab idle");
    let stream = table(&lab).stream.expect("a stream");
    let shard = &stream.shards[0];
    assert_eq!((stream.record_count, shard.records.len() as u64 + shard.more), (25, 25));
    assert!(shard.more > 0 && shard.records.is_sorted_by_key(|record| record.sequence.clone()));
}

#[test]
fn items_say_whether_they_expire_and_why_not() {
    let mut lab = carts();
    assert_eq!(table(&lab).ttl, None);
    run(
        &mut lab,
        "aws dynamodb update-time-to-live --table-name Carts --time-to-live-specification Enabled=true,AttributeName=Until",
    );
    let soon = EPOCH + 600;
    put(&mut lab, "soon", &format!(r#","Until":{{"N":"{soon}"}}"#));
    put(&mut lab, "text", &format!(r#","Until":{{"S":"{soon}"}}"#));
    put(&mut lab, "old", r#","Until":{"N":"1000000000"}"#);
    put(&mut lab, "never", "");
    assert_eq!(expiry(&lab, "soon"), Expiry::At(soon));
    assert_eq!(expiry(&lab, "never"), Expiry::Never);
    let ignored = |user: &str, word: &str| match expiry(&lab, user) {
        Expiry::Ignored(why) => assert!(why.contains(word), "{user}: {why}"),
        other => panic!("{user}: {other:?}"),
    };
    ignored("text", "of type S");
    ignored("old", "five years");
    let ttl = table(&lab).ttl.expect("it is on");
    assert_eq!((ttl.attribute.as_str(), ttl.pending, ttl.expired), ("Until", 1, 0));

    // Past its time and not swept yet, then gone, with the service's own record in the stream.
    run(&mut lab, "lab advance 660s");
    assert_eq!(expiry(&lab, "soon"), Expiry::Passed(soon));
    assert_eq!(table(&lab).ttl.map(|ttl| ttl.expired), Some(1));
    let (_, printed) = lab.run_all("lab advance 10m");
    assert_eq!(printed[0].remarks, ["Meanwhile time to live deleted an item whose time had passed."]);
    run(&mut lab, "lab idle");
    assert_eq!(table(&lab).ttl.map(|ttl| (ttl.pending, ttl.expired)), Some((0, 0)));
    let stream = table(&lab).stream.expect("a stream");
    let removed = stream.shards[0].records.last().expect("a record");
    assert_eq!((removed.verb.as_str(), removed.key.as_str(), removed.expired), ("REMOVE", "soon", true));
    assert!(stream.shards[0].records.iter().filter(|record| record.expired).count() == 1);
}

const MOVE: &str = r##"aws dynamodb transact-write-items --transact-items '[
    {"ConditionCheck":{"TableName":"Carts","Key":{"User":{"S":"Kim"}},"ConditionExpression":"attribute_exists(#u)","ExpressionAttributeNames":{"#u":"User"}}},
    {"Put":{"TableName":"Carts","Item":{"User":{"S":"Zoe"}}}}]'"##;

#[test]
fn a_new_index_tells_how_far_it_has_come() {
    let mut lab = carts();
    for n in 0..20 {
        put(&mut lab, &format!("user{n}"), r#","Status":{"S":"OPEN"}"#);
    }
    run(
        &mut lab,
        r#"aws dynamodb update-table --table-name Carts --attribute-definitions AttributeName=Status,AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"ByStatus","KeySchema":[{"AttributeName":"Status","KeyType":"HASH"}],"Projection":{"ProjectionType":"KEYS_ONLY"},"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}}]'"#,
    );
    let headline = last(&lab).headline;
    assert!(
        headline.starts_with("Carts: the index ByStatus is added and filled with the items there are."),
        "{headline}"
    );
    let index = |lab: &Lab| table(lab).indexes.remove(0);
    assert_eq!((index(&lab).status.as_str(), index(&lab).backfill), ("CREATING", Some(0)));
    assert_eq!(table(&lab).status, "UPDATING");
    run(&mut lab, "lab advance 60s");
    let half = index(&lab).backfill.expect("it is being filled");
    assert!((10..100).contains(&half), "{half}");
    assert!((1..20).contains(&index(&lab).entry_count), "{}", index(&lab).entry_count);
    run(&mut lab, "lab advance 5m");
    assert_eq!(
        (index(&lab).status.as_str(), index(&lab).backfill, index(&lab).entry_count),
        ("ACTIVE", None, 20)
    );
}

#[test]
fn what_was_refused_at_its_item_is_not_told_to_have_missed_it() {
    let mut lab = carts();
    put(&mut lab, "Kim", r#","Size":{"S":"small"}"#);
    let update = |name: &str| {
        format!(
            r##"aws dynamodb update-item --table-name Carts --key '{{"User":{{"S":"Kim"}}}}' --update-expression 'SET {name} = {name} + :one' --expression-attribute-names '{{"#s":"Size"}}' --expression-attribute-values '{{":one":{{"N":"1"}}}}'"##
        )
    };
    lab.run_all(&update("#s"));
    let refused = last(&lab);
    assert_eq!(refused.images.len(), 1);
    assert_eq!(refused.headline, "The request was refused with ValidationException. It cost nothing.");
    lab.run_all(&update("#t"));
    assert!(last(&lab).headline.contains("before any item was looked at"), "{}", last(&lab).headline);
}

#[test]
fn tags_are_shown_in_order_of_arrival() {
    let mut lab = carts();
    let arn = "arn:aws:dynamodb:eu-west-2:000000000000:table/Carts";
    let account = lab.snapshot().account;
    let region = lab.snapshot().region;
    let arn = arn.replace("000000000000", &account).replace("eu-west-2", &region);
    run(
        &mut lab,
        &format!(
            "aws dynamodb tag-resource --resource-arn {arn} --tags Key=team,Value=shop Key=cost,Value=42"
        ),
    );
    let tag = |key: &str, value: &str| (key.to_owned(), value.to_owned());
    assert_eq!(table(&lab).tags, [tag("team", "shop"), tag("cost", "42")]);
    assert!(last(&lab).headline.starts_with("Carts has 2 tags"), "{}", last(&lab).headline);
    run(
        &mut lab,
        &format!("lab advance 1m; aws dynamodb untag-resource --resource-arn {arn} --tag-keys team"),
    );
    assert_eq!(table(&lab).tags, [tag("cost", "42")]);
}

fn last(lab: &Lab) -> lab::view::CallDetail {
    lab.detail(lab.session().calls()).expect("its detail is kept")
}

#[test]
fn a_transaction_is_told_action_by_action() {
    let mut lab = carts();
    let (ran, _) = lab.run_all(MOVE);
    assert_ne!(ran.code, 0, "{}", ran.text);
    let cancelled = last(&lab);
    let told: Vec<(&str, &str, Outcome, &str)> = cancelled
        .actions
        .iter()
        .map(|it| (it.verb.as_str(), it.key.as_str(), it.outcome, it.code.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("ConditionCheck", "Kim", Outcome::Failed, "ConditionalCheckFailed"),
            ("Put", "Zoe", Outcome::Undone, "")
        ]
    );
    assert_eq!(cancelled.actions[0].message, "The conditional request failed");
    assert!(
        cancelled
            .headline
            .contains("action 1 (ConditionCheck Kim) failed because its condition did not hold"),
        "{}",
        cancelled.headline
    );
    assert_eq!(table(&lab).item_count, 0);

    put(&mut lab, "Kim", "");
    run(&mut lab, MOVE);
    let done = last(&lab);
    assert!(done.actions.iter().all(|it| it.outcome == Outcome::Done), "{:?}", done.actions);
    assert!(done.headline.starts_with("All or nothing, and it was all: 2 actions"), "{}", done.headline);
    assert!(done.headline.contains("double"), "{}", done.headline);
    assert_eq!(done.summary.units, (0, 4_000));
    assert!(
        done.arithmetic.iter().filter(|line| !line.total).all(|line| line.units == 2_000),
        "each action is charged double: {:?}",
        done.arithmetic
    );

    run(
        &mut lab,
        r#"aws dynamodb transact-get-items --transact-items '[{"Get":{"TableName":"Carts","Key":{"User":{"S":"Kim"}}}},{"Get":{"TableName":"Carts","Key":{"User":{"S":"Nobody"}}}}]'"#,
    );
    let read = last(&lab);
    assert_eq!(read.actions[1].message, "no item has this key");
    assert!(
        read.headline.contains("as of one moment") && read.headline.contains("1 key had none"),
        "{}",
        read.headline
    );
}

#[test]
fn reading_a_stream_is_explained() {
    let mut lab = carts();
    put(&mut lab, "Kim", "");
    run(&mut lab, "lab idle");
    let stream = table(&lab).stream.expect("a stream");
    run(&mut lab, "aws dynamodbstreams list-streams --table-name Carts");
    assert_eq!(last(&lab).headline, "There is one stream, of Carts.");
    run(&mut lab, &format!("aws dynamodbstreams describe-stream --stream-arn {}", stream.arn));
    assert!(last(&lab).headline.starts_with("The stream of Carts has 1 shard:"), "{}", last(&lab).headline);
    let shard = &stream.shards[0].id;
    let iterator = run(
        &mut lab,
        &format!(
            "aws dynamodbstreams get-shard-iterator --stream-arn {} --shard-id {shard} --shard-iterator-type TRIM_HORIZON --output text",
            stream.arn
        ),
    );
    assert!(last(&lab).headline.contains("before the oldest record"), "{}", last(&lab).headline);
    run(&mut lab, &format!("aws dynamodbstreams get-records --shard-iterator '{}'", iterator.trim()));
    assert_eq!(last(&lab).headline, "1 record: 1 INSERT. The next iterator goes on behind them.");
}

#[test]
fn a_statement_tells_what_it_came_to() {
    let mut lab = Lab::example(1, 0);
    let mut plan = |statement: &str| {
        run(&mut lab, &format!("aws dynamodb execute-statement --statement \"{statement}\""));
        let detail = last(&lab);
        (detail.headline, detail.plan.unwrap_or_default())
    };
    let (headline, point) = plan(r#"SELECT * FROM Orders WHERE Customer = 'Kim' AND \"Day\" = '2026-11-18'"#);
    assert_eq!(headline, "The statement returned 1 row, for 0.5 RCU.");
    assert!(
        point.starts_with("Carried out like a GetItem") && point.contains("(Kim, 2026-11-18)"),
        "{point}"
    );
    let (_, query) = plan("SELECT * FROM Orders WHERE Customer = 'Kim'");
    assert!(query.starts_with("Carried out as a Query of Orders:"), "{query}");
    let (_, several) = plan("SELECT * FROM Orders WHERE Customer IN ['Kim', 'Zoe']");
    assert!(several.starts_with("Carried out as 2 Queries of Orders"), "{several}");
    let (_, index) = plan("SELECT * FROM Orders.ByStatus WHERE Status = 'PAID'");
    assert!(index.starts_with("Carried out as a Query of the index ByStatus"), "{index}");
    let (_, scan) = plan("SELECT * FROM Orders WHERE Total > 10");
    assert!(
        scan.starts_with("Carried out as a full Scan of Orders: WHERE does not pin the partition key"),
        "{scan}"
    );
    let (headline, write) =
        plan(r#"UPDATE Orders SET Total = 5 WHERE Customer = 'Kim' AND \"Day\" = '2026-11-18'"#);
    assert!(headline.starts_with("The write is safe"), "{headline}");
    assert!(write.starts_with("Carried out as an UpdateItem of (Kim, 2026-11-18)"), "{write}");
}
