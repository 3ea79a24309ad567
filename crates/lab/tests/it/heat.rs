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

#[test]
fn what_an_index_uses_is_not_the_tables() {
    let mut lab = simulated();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Music --attribute-definitions AttributeName=Artist,AttributeType=S \
         AttributeName=Decade,AttributeType=N --key-schema AttributeName=Artist,KeyType=HASH \
         --billing-mode PAY_PER_REQUEST --global-secondary-indexes \
         'IndexName=ByDecade,KeySchema=[{AttributeName=Decade,KeyType=HASH}],Projection={ProjectionType=ALL}'
lab idle
aws dynamodb query --table-name Music --index-name ByDecade --key-condition-expression 'Decade = :y' \
         --expression-attribute-values '{\":y\":{\"N\":\"1999\"}}'",
    );
    let picture = lab.snapshot();
    let table = &picture.tables[0];
    assert_eq!(table.consumed_this_second, (0, 0));
    let index = &table.indexes[0];
    assert_eq!(index.partitions.iter().map(|it| it.consumed_this_second.0).sum::<u64>(), 500);
    assert_eq!(table.consumed_total, (500, 0), "what all of it came to");
}

#[test]
fn a_table_without_units_is_not_called_a_full_partition() {
    let mut lab = simulated();
    run(
        &mut lab,
        "lab set burst.initial 0
aws dynamodb create-table --table-name Small --attribute-definitions AttributeName=pk,AttributeType=S --key-schema \
         AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10
lab idle
lab workload start --table Small --rate 30 --for 2m --retry none
lab advance 30s",
    );
    let view = heat(&mut lab, "Small").expect("a map");
    let told: Vec<&str> = view.messages.iter().map(|it| it.headline.as_str()).collect();
    assert!(told.iter().all(|it| !it.contains("P1")), "{told:?}");
    let [only] = told[..] else { panic!("{told:?}") };
    assert!(only.contains("Small") && only.contains("throttled in the last minute"), "{only}");
}

/// A world with a table of two hundred partitions.
fn many() -> Lab {
    let mut lab = simulated();
    run(
        &mut lab,
        "lab set partition.write_units 20
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S \
         --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab advance 10s",
    );
    lab
}

/// A picture has room for some of very many partitions: what is hot is among them, and sums are of all.
#[test]
fn of_many_partitions_the_hot_ones_are_shown() {
    let mut lab = many();
    run(
        &mut lab,
        "lab workload start --table Votes --rate 200 --for 60s --keys hot --hot 90; lab advance 5s",
    );
    let picture = lab.snapshot();
    let table = &picture.tables[0];
    assert_eq!((table.partitions.len(), table.partition_count()), (64, 200));
    assert!(table.partitions.is_sorted_by_key(|it| it.from), "their order is that of their ranges");
    let hottest = table.partitions.iter().max_by_key(|it| it.lately.2).expect("a partition");
    assert!(hottest.lately.1 >= 18_000 && hottest.lately.2 > 100, "{} {:?}", hottest.name, hottest.lately);
    // Each call writes an item of one unit.
    let (_, served, throttled) = table.traffic;
    let (_, written, refused) = table.used_lately;
    assert!(written.abs_diff(served * 1_000) <= 8_000, "{written} by {served} calls");
    assert!(refused.abs_diff(throttled) <= throttled / 5, "{refused} of {throttled}");
    // The map tells of all of them, and of a minute no more than it knows.
    let view = heat(&mut lab, "Votes").expect("a map");
    assert_eq!(view.bands.len(), 200);
    let [only] = &view.messages[..] else { panic!("{:?}", view.messages) };
    assert!(only.headline.starts_with(&format!("{} is full: ", hottest.name)), "{}", only.headline);
    assert!(only.detail.contains("Each partition serves 20 WCU a second here: "), "{}", only.detail);
    assert!(only.detail.contains("5 minutes on end"), "{}", only.detail);
}

/// What is told of copies is told of all, of those that have no room in the picture as well.
#[test]
fn copies_are_counted_of_every_partition() {
    let mut lab = many();
    let copies = |lab: &Lab| lab.snapshot().tables[0].copies.clone();
    let well = lab::view::CopiesView { count: 600, ..lab::view::CopiesView::default() };
    assert_eq!(copies(&lab), well);
    run(&mut lab, "lab chaos az-loss b --for 10m; lab advance 20s");
    let lost = copies(&lab);
    assert_eq!((lost.count, lost.ill, lost.zone.as_deref(), lost.leaderless), (600, 200, Some("b"), 0));
    run(&mut lab, "lab chaos az-loss c --for 10m; lab advance 20s");
    let lost = copies(&lab);
    assert_eq!((lost.ill, lost.zone.as_deref()), (400, None));
}

/// A write that an index refuses is noted at the index: what the table used "lately" is not from before it.
#[test]
fn while_an_index_refuses_all_writes_the_table_uses_nothing() {
    let mut lab = simulated();
    run(
        &mut lab,
        "lab set burst.initial 0
aws dynamodb create-table --table-name Music --attribute-definitions AttributeName=pk,AttributeType=S \
         --key-schema AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=500,WriteCapacityUnits=500 \
         --global-secondary-indexes 'IndexName=ByKey,KeySchema=[{AttributeName=pk,KeyType=HASH}],\
         Projection={ProjectionType=ALL},ProvisionedThroughput={ReadCapacityUnits=5,WriteCapacityUnits=5}'
lab idle
lab workload start --table Music --rate 200 --for 2m --retry none",
    );
    let mut nothing = 0;
    for _ in 0..60 {
        run(&mut lab, "lab advance 1s");
        let picture = lab.snapshot();
        let table = &picture.tables[0];
        let (_, served, throttled) = table.traffic;
        if served == 0 && throttled > 0 {
            nothing += 1;
            assert_eq!(table.used_lately.1, 0, "{throttled} calls were refused, none was served: {table:?}");
        }
    }
    assert!(nothing > 3, "{nothing} seconds in which everything was refused");
}

/// A second of savings that were spent at once doesn't make a partition the one to blame for what is throttled later.
#[test]
fn a_small_index_is_not_called_a_full_partition() {
    let mut lab = simulated();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Orders --attribute-definitions AttributeName=pk,AttributeType=S \
         --key-schema AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=10,WriteCapacityUnits=900 \
         --global-secondary-indexes 'IndexName=ByKey,KeySchema=[{AttributeName=pk,KeyType=HASH}],\
         Projection={ProjectionType=ALL},ProvisionedThroughput={ReadCapacityUnits=10,WriteCapacityUnits=50}'
lab idle
lab workload start --table Orders --rate 900 --for 120s --retry none
lab advance 40s",
    );
    let view = heat(&mut lab, "Orders").expect("a map");
    let told: Vec<&str> = view.messages.iter().map(|it| it.headline.as_str()).collect();
    let band = view.bands.iter().find(|band| band.index.is_some()).expect("the index's");
    let all: u32 = band.throttled.iter().sum();
    assert!(all > 5_000, "{all} were throttled: {told:?}");
    let counted = |headline: &str| {
        let words = headline.split(" request").next()?.rsplit(' ').next()?;
        words.replace(',', "").parse::<u32>().ok()
    };
    for headline in told.iter().filter(|it| it.contains("G1 of ByKey is full")) {
        assert!(counted(headline).expect("a number") < all / 4, "{headline}");
    }
    let whole = told.iter().find(|it| it.contains("The write bucket of ByKey is empty"));
    let whole = whole.unwrap_or_else(|| panic!("{told:?}"));
    assert!(counted(whole).expect("a number") > all / 2, "{told:?}");
}
