//! What the Metrics panel opens on, and since when it tells.

use lab::Lab;
use lab::metrics::{MetricsAsk, MetricsView};

use crate::demos::run;

const EPOCH: u64 = 1_700_000_000;

fn table() -> Lab {
    let mut lab =
        Lab::new(session::Header { seed: 4, epoch: EPOCH * 1_000_000, ..session::Header::default() });
    run(
        &mut lab,
        "lab set burst.initial 0
aws dynamodb create-table --table-name Small --attribute-definitions AttributeName=pk,AttributeType=S --key-schema \
         AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10
lab idle",
    );
    lab
}

fn look(lab: &Lab, chosen: &str) -> MetricsView {
    let ask =
        MetricsAsk { table: Some("Small".to_owned()), chosen: chosen.to_owned(), ..MetricsAsk::default() };
    lab.metrics(&ask)
}

fn shown(lab: &Lab, chosen: &str) -> String {
    look(lab, chosen).chart.map(|chart| chart.name).unwrap_or_default()
}

#[test]
fn it_opens_on_throttles_or_else_on_what_was_used_most() {
    let mut lab = table();
    let write = r#"{"TableName":"Small","Item":{"pk":{"S":"a"}}}"#;
    run(&mut lab, "aws dynamodb get-item --table-name Small --key pk={S=a}");
    assert_eq!(shown(&lab, ""), "ConsumedReadCapacityUnits");
    for _ in 0..3 {
        assert!(lab.call("PutItem", write).result.is_ok());
    }
    run(&mut lab, "lab advance 2s");
    assert_eq!(shown(&lab, ""), "ConsumedWriteCapacityUnits");
    run(&mut lab, "lab workload start --table Small --rate 30 --for 5s --retry none; lab advance 6s");
    assert_eq!(shown(&lab, ""), "WriteThrottleEvents");
    assert_eq!(
        shown(&lab, "ConsumedReadCapacityUnits"),
        "ConsumedReadCapacityUnits",
        "what was chosen stays"
    );
    // What is over for longer than the charts reach back counts no more.
    run(&mut lab, "lab advance 11m; aws dynamodb get-item --table-name Small --key pk={S=a}");
    assert_eq!(shown(&lab, ""), "ConsumedReadCapacityUnits");
}

#[test]
fn the_charts_begin_no_earlier_than_the_world() {
    let mut lab = table();
    let chart = |lab: &Lab| look(lab, "").chart.expect("a chart");
    assert_eq!(u64::from(chart(&lab).from), EPOCH);
    run(&mut lab, "lab advance 20m");
    let late = chart(&lab);
    assert_eq!(late.to - late.from, 601);
    assert!(u64::from(late.from) > EPOCH);
}
