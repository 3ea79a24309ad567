//! The heat map, and what it says.

use lab::Lab;
use lab::protocol::{Reply, Request};

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
