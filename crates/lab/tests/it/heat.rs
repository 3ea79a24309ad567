//! The heat map, and what it says.

use lab::Lab;
use lab::protocol::{Reply, Request};

use crate::demos::run;

fn simulated() -> Lab {
    Lab::new(session::Header { seed: 4, epoch: 1_700_000_000_000_000, ..session::Header::default() })
}

const TABLE: &str = r#"{"TableName":"Votes","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}]}"#;

fn heat(lab: &mut Lab, table: &str) -> Option<lab::heat::HeatView> {
    match lab.handle(&Request::Heat(table.to_owned())) {
        Some(Ok(Reply::Heat(view))) => *view,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_hot_key_is_seen_and_told_of() {
    let mut lab = simulated();
    assert!(lab.call("CreateTable", TABLE).result.is_ok());
    lab.run_all("aws dynamodb wait table-exists --table-name Votes");
    lab.run_all("lab set partition.write_units 20");
    let calm = heat(&mut lab, "Votes").expect("a table");
    assert_eq!((calm.bands.len(), calm.times.len(), calm.messages.len()), (4, 0, 0));
    for _ in 0..90 {
        for _ in 0..30 {
            lab.call("PutItem", r#"{"TableName":"Votes","Item":{"pk":{"S":"candidate A"}}}"#);
        }
        lab.advance(1_000_000);
    }
    let view = heat(&mut lab, "Votes").expect("a table");
    let message = view.messages.first().expect("something to say");
    assert!(message.bad, "{message:?}");
    let hot = view.bands.iter().find(|band| band.name == message.partition).expect("its band");
    assert!(message.headline.starts_with(&format!("{} is full: ", hot.name)), "{}", message.headline);
    assert!(
        message.headline.contains("24 WCU in one second, more than the 20 that it can keep up"),
        "{}",
        message.headline
    );
    assert!(message.detail.contains("candidate A"), "{}", message.detail);
    assert!(hot.throttled.iter().any(|count| *count > 0));
    assert_eq!(hot.keys.first().map(|(_, percent)| *percent), Some(100));
    // A cell of it is bright, and every cell of the others dark.
    let most = |band: &lab::heat::HeatBand| band.write.iter().copied().max().unwrap_or(0);
    assert!(most(hot) >= 20_000);
    assert!(view.bands.iter().filter(|band| band.name != hot.name).all(|band| most(band) == 0));
    assert_eq!(heat(&mut lab, "Nobody"), None);
    // What is told of now is of the newest column that is over.
    assert_eq!(view.whole, Some(view.times.len() - 1));
    lab.call("PutItem", r#"{"TableName":"Votes","Item":{"pk":{"S":"candidate B"}}}"#);
    let view = heat(&mut lab, "Votes").expect("a table");
    assert_eq!(view.whole, Some(view.times.len() - 2), "a column has begun");
}

#[test]
fn partitions_that_share_an_item_collection_are_told_apart() {
    let mut lab = simulated();
    run(
        &mut lab,
        "lab set partition.write_units 50
aws dynamodb create-table --table-name Log --attribute-definitions AttributeName=day,AttributeType=S \
         AttributeName=n,AttributeType=S --key-schema AttributeName=day,KeyType=HASH AttributeName=n,KeyType=RANGE \
         --billing-mode PAY_PER_REQUEST
lab idle
lab workload start --table Log --rate 60 --for 20m --keys hot --hot 95 --sorts 50 --retry none
lab advance 12m",
    );
    let picture = lab.snapshot();
    let table = &picture.tables[0];
    assert!(
        table.partitions.windows(2).any(|pair| pair[0].to == pair[1].from),
        "a split cut an item collection: {:?}",
        table.partitions.iter().map(|it| (&it.name, it.from, it.to)).collect::<Vec<_>>()
    );
    for partition in &table.partitions {
        assert!(partition.lately.1 <= 60_000, "{} of 50: {:?}", partition.name, partition.lately);
    }
    let all: u64 = table.partitions.iter().map(|it| it.lately.1).sum();
    assert!((40_000..=65_000).contains(&all), "sixty a second were asked for: {all}");
    let view = heat(&mut lab, "Log").expect("a map");
    let last = view.whole.expect("a span that is over");
    let whole = |band: &lab::heat::HeatBand| {
        let rows = band.rows as usize;
        band.write.iter().skip(last * rows).take(rows).sum::<u64>()
    };
    let sum: u64 = view.bands.iter().map(whole).sum();
    assert!((40_000..=65_000).contains(&sum), "{sum}");
}
