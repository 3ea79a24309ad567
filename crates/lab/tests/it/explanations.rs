//! Details of calls: waterfall, sentences, arithmetic, images.

use lab::Lab;
use lab::view::{CallDetail, Change, Going};

use crate::demos::run;

fn last(lab: &Lab) -> CallDetail {
    lab.detail(lab.session().calls()).expect("its detail is kept")
}

#[test]
fn a_write_is_explained() {
    let mut lab = Lab::example(1, 0);
    run(
        &mut lab,
        &format!(
            "aws dynamodb put-item --table-name Orders --item '{{\"Customer\":{{\"S\":\"Kim\"}},\"Day\":{{\"S\":\"2026-11-18\"}},\"Status\":{{\"S\":\"SHIPPED\"}},\"Note\":{{\"S\":\"{}\"}}}}'",
            "x".repeat(1_200)
        ),
    );
    let detail = last(&lab);
    assert_eq!(detail.summary.operation, "PutItem");
    assert_eq!(detail.subject, "Kim, 2026-11-18 at P1");
    assert!(
        detail.headline.starts_with("The write is safe: the leader of P1 in zone"),
        "{}",
        detail.headline
    );

    let stations: Vec<&str> = detail.spans.iter().map(|span| span.station.as_str()).collect();
    assert_eq!(stations[..3], ["client", "router", "admission"], "{:#?}", detail.spans);
    for station in ["partition", "replica", "index"] {
        assert!(stations.contains(&station), "{station}: {:#?}", detail.spans);
    }
    let ends = detail.spans.iter().filter_map(|span| span.end);
    assert!(ends.clone().all(|end| end < 60_000_000));
    assert_eq!(detail.spans[0].end, Some(detail.summary.latency));

    // At least one follower had it on disk before the answer, among them the one that the headline counts.
    let picture = lab.snapshot();
    let leader = &picture.tables[0].partitions[0].replicas.iter().find(|it| it.leader).unwrap().zone;
    let stored = |zone: &str| detail.persisted.iter().any(|it| it.partition == "P1" && it.zone == zone);
    assert!(!stored(leader), "{:?}", detail.persisted);
    let counted =
        ["a", "b", "c"].into_iter().filter(|zone| detail.headline.contains(&format!("copy {zone}")));
    assert!(counted.clone().count() > 0 && counted.clone().all(stored));

    // Two KB for the item; the index entry moves from PAID to SHIPPED.
    let formulas: Vec<(&str, u64)> =
        detail.arithmetic.iter().map(|line| (line.formula.as_str(), line.units)).collect();
    assert_eq!(formulas.len(), 3, "{:#?}", detail.arithmetic);
    assert!(formulas[0].0.starts_with("ceil(1,2") && formulas[0].0.ends_with(" / 1,024)"), "{formulas:?}");
    assert_eq!((formulas[0].1, formulas[1].1), (2_000, 2_000));
    assert!(detail.arithmetic[2].total);
    assert_eq!((detail.arithmetic[2].units, detail.arithmetic[2].unit.as_str()), (4_000, "WCU"));
    assert_eq!(detail.summary.units, (0, 4_000));

    let image = &detail.images[0];
    assert_eq!((image.table.as_str(), image.key.as_str()), ("Orders", "Kim, 2026-11-18"));
    let names: Vec<(Change, &str)> =
        image.lines.iter().map(|line| (line.change, line.name.as_str())).collect();
    assert_eq!(
        names,
        [
            (Change::Kept, "Customer"),
            (Change::Kept, "Day"),
            (Change::Removed, "Goods"),
            (Change::Added, "Note"),
            (Change::Removed, "Status"),
            (Change::Added, "Status"),
            (Change::Removed, "Total"),
        ]
    );
    let bytes: u64 =
        image.lines.iter().filter(|line| line.change != Change::Removed).map(|line| line.bytes).sum();
    assert_eq!(Some(bytes), image.size_after);

    assert!(detail.request.starts_with("{\n  \"TableName\": \"Orders\",\n"), "{}", detail.request);
    assert_eq!(detail.response, "{}");
    for sentence in &detail.sentences {
        assert!(sentence.text.ends_with(['.', '\u{201d}']), "{}", sentence.text);
        assert!(sentence.text.starts_with(|c: char| c.is_uppercase()), "{}", sentence.text);
    }
}

#[test]
fn a_refusal_is_explained() {
    let mut lab = Lab::example(1, 0);
    let (ran, printed) =
        lab.run_all("aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"}}'");
    assert_eq!(ran.code, 254);
    assert!(
        printed[0]
            .output
            .contains("An error occurred (ValidationException) when calling the PutItem operation")
    );
    let detail = last(&lab);
    assert!(detail.headline.contains("It cost nothing"), "{}", detail.headline);
    assert_eq!(detail.summary.error.as_deref(), Some("ValidationException"));
    assert!(detail.response.contains("ValidationException"), "{}", detail.response);

    let (_, printed) = lab.run_all("aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-18\"}}' --condition-expression 'attribute_not_exists(Customer)'");
    assert!(
        printed[0].error.as_ref().is_some_and(|it| it.message.contains("ConditionalCheckFailedException"))
    );
    let detail = last(&lab);
    assert!(detail.headline.contains("condition did not hold"), "{}", detail.headline);
    assert!(detail.sentences.iter().any(|it| it.text.contains("does not hold")), "{:#?}", detail.sentences);
    assert_eq!(detail.summary.units, (0, 1_000));
}

#[test]
fn a_scan_and_a_filter_are_explained() {
    let mut lab = Lab::example(1, 0);
    run(
        &mut lab,
        "aws dynamodb scan --table-name Orders --filter-expression '#t > :t' --expression-attribute-names '{\"#t\":\"Total\"}' --expression-attribute-values '{\":t\":{\"N\":\"100\"}}'",
    );
    let detail = last(&lab);
    assert!(
        detail.headline.starts_with("The scan read 11 items in 4 partitions and returned 3"),
        "{}",
        detail.headline
    );
    assert_eq!(detail.arithmetic[0].unit, "RCU");
    run(
        &mut lab,
        "aws dynamodb query --table-name Orders --key-condition-expression 'Customer = :c' --expression-attribute-values '{\":c\":{\"S\":\"Zoe\"}}'",
    );
    let detail = last(&lab);
    assert!(detail.headline.starts_with("The query read 3 items in P4"), "{}", detail.headline);
}

#[test]
fn the_trace_is_json() {
    let lab = Lab::example(1, 0);
    let events: Vec<serde_json::Value> = serde_json::from_str(&lab.trace_json()).expect("it is JSON");
    assert!(events.len() > 100);
    let first = &events[0];
    assert_eq!((first["v"].as_str(), first["station"].as_str()), (Some("trace/1"), Some("client")));
    let stations = ["client", "router", "admission", "partition", "replica", "index", "control"];
    for station in stations {
        assert!(events.iter().any(|event| event["station"] == station), "{station}");
    }
    assert!(events.iter().any(|event| event["refs"]["key"].as_str().is_some_and(|key| key.contains("Kim"))));
}

#[test]
fn details_of_the_latest_200_calls_are_kept() {
    let mut lab = Lab::example(1, 0);
    for _ in 0..205 {
        lab.call("ListTables", "{}");
    }
    let calls = lab.session().calls();
    assert_eq!(calls, 217);
    assert!(lab.detail(17).is_none() && lab.detail(0).is_none() && lab.detail(218).is_none());
    assert_eq!(lab.detail(18).map(|it| it.summary.id), Some(18));
}

/// Runs a transaction of these actions on the example's table, and says what is told of it.
fn transact(lab: &mut Lab, actions: &str) -> CallDetail {
    lab.run_all(&format!("aws dynamodb transact-write-items --transact-items '{actions}'"));
    last(lab)
}

#[test]
fn a_transaction_is_explained() {
    let mut lab = Lab::example(1, 0);
    let put = |customer: &str, more: &str| {
        format!(
            r#"{{"Put":{{"TableName":"Orders","Item":{{"Customer":{{"S":"{customer}"}},"Day":{{"S":"2026-11-18"}}}}{more}}}}}"#
        )
    };
    let new = r#","ConditionExpression":"attribute_not_exists(Customer)""#;
    let detail = transact(&mut lab, &format!("[{},{}]", put("Ann", new), put("Bob", "")));
    assert!(
        detail
            .headline
            .starts_with("All or nothing, and it was all: 2 actions carried out together for 4 WCU."),
        "{}",
        detail.headline
    );
    let stations: Vec<&str> = detail.spans.iter().map(|span| span.station.as_str()).collect();
    assert!(stations.contains(&"txn"), "{stations:?}");
    let sentences: Vec<&str> = detail.sentences.iter().map(|it| it.text.as_str()).collect();
    for part in
        ["holds it: until then, other writes to it meet a conflict", "its 2 actions are committed together"]
    {
        assert!(sentences.iter().any(|sentence| sentence.contains(part)), "{part}: {sentences:#?}");
    }
    assert!(detail.arithmetic[0].formula.ends_with(" × 2"), "{:#?}", detail.arithmetic);

    let detail = transact(&mut lab, &format!("[{},{}]", put("Ann", new), put("Cid", "")));
    let expected = "All or nothing, and it was nothing: action 1 (Put Ann, 2026-11-18) failed because its condition did \
                    not hold. It cost 2 WCU all the same.";
    assert_eq!(detail.headline, expected);
}

#[test]
fn a_write_whose_events_are_gone_was_a_write_all_the_same() {
    let mut lab = Lab::example(1, 0);
    run(
        &mut lab,
        "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-30\"}}'",
    );
    let call = lab.session().calls();
    run(&mut lab, "lab workload start --table Orders --rate 30 --for 10m\nlab advance 10m");
    let detail = lab.detail(call).expect("its detail is kept");
    assert!(detail.sentences.is_empty(), "its events have left: {:?}", detail.sentences);
    assert_eq!(detail.headline, "The item was written.");
}

#[test]
fn a_call_goes_the_same_way_whether_or_not_it_is_refused() {
    let mut lab = Lab::example(1, 0);
    let key = r#"'{"Customer":{"S":"Nobody"},"Day":{"S":"2026-11-18"}}'"#;
    let cases = [
        (format!("aws dynamodb put-item --table-name Orders --item {key}"), Going::Write),
        (
            format!(
                "aws dynamodb delete-item --table-name Orders --key {key} --condition-expression 'attribute_exists(Nope)'"
            ),
            Going::Write,
        ),
        (format!("aws dynamodb get-item --table-name Nowhere --key {key}"), Going::Read),
        (r#"SELECT * FROM "Orders" WHERE Customer='Kim'"#.to_owned(), Going::Read),
        (
            r#"UPDATE "Orders" SET Note='x' WHERE Customer='Nobody' AND Day='2026-11-18'"#.to_owned(),
            Going::Write,
        ),
        (r#"SELECT * FROM "Nowhere""#.to_owned(), Going::Control),
        ("aws dynamodb describe-table --table-name Orders".to_owned(), Going::Control),
    ];
    for (command, going) in cases {
        lab.run_all(&command);
        assert_eq!(last(&lab).going, going, "{command}");
    }
}

#[test]
fn closed_shards_are_told_apart_from_open_ones() {
    let mut lab = crate::demos::empty();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Tab --attribute-definitions AttributeName=k,AttributeType=S \
         --key-schema AttributeName=k,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 \
         --stream-specification StreamEnabled=true,StreamViewType=KEYS_ONLY\nlab idle",
    );
    let arn = run(
        &mut lab,
        "aws dynamodb describe-table --table-name Tab --query Table.LatestStreamArn --output text",
    );
    let describe = format!("aws dynamodbstreams describe-stream --stream-arn {}", arn.trim());
    run(&mut lab, &describe);
    let order = "so that the changes of an item stay in order";
    assert_eq!(
        last(&lab).headline,
        format!("The stream of Tab has 1 shard: one for each partition, {order}.")
    );
    // A write to a shard that is hours old closes it.
    for seconds in [1, 5 * 3_600] {
        run(&mut lab, &format!("lab advance {seconds}s"));
        let item = format!(r#"{{"k":{{"S":"{seconds}"}}}}"#);
        run(&mut lab, &format!("aws dynamodb put-item --table-name Tab --item '{item}'"));
    }
    run(&mut lab, &describe);
    assert_eq!(
        last(&lab).headline,
        format!("The stream of Tab has 2 shards: one open for each partition, {order}, and 1 closed.")
    );
}

#[test]
fn lambda_is_called_by_its_name() {
    let mut lab = crate::demos::empty();
    run(&mut lab, "aws lambda list-functions");
    let said: Vec<String> = last(&lab).sentences.iter().map(|it| it.text.clone()).collect();
    assert!(said.iter().any(|it| it == "The request reaches Lambda."), "{said:#?}");
    assert!(said.iter().any(|it| it == "Lambda is done with the request."), "{said:#?}");
}

/// A call that makes a cluster reaches no node of it: there is none yet.
#[test]
fn a_cluster_is_made_by_its_control_plane() {
    let mut lab = Lab::example(1, 0);
    let told = |lab: &mut Lab, command: &str| {
        let (ran, _) = lab.run_all(command);
        assert_eq!(ran.code, 0, "{}", ran.text);
        last(lab).sentences.iter().map(|it| it.text.clone()).collect::<Vec<_>>().join(" ")
    };
    let made = told(
        &mut lab,
        "aws dax create-cluster --cluster-name music --node-type dax.r5.large --replication-factor 1 \
         --iam-role-arn arn:aws:iam::123456789012:role/DaxRole",
    );
    assert!(made.contains("The control plane of DAX takes it.") && !made.contains("node"), "{made}");
    let metrics = told(&mut lab, "aws cloudwatch list-metrics");
    assert!(metrics.contains("The control plane takes it.") && !metrics.contains("tables"), "{metrics}");
}
