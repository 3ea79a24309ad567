//! Snapshots: what they show, and that they stay small.

use lab::Lab;
use lab::view::{Mark, Snapshot};

use crate::demos::{empty, run};

#[test]
fn the_example_is_spread_over_four_partitions() {
    let lab = Lab::example(1, 0);
    let picture = lab.snapshot();
    assert!(picture.untouched);
    assert_eq!((picture.name.as_str(), picture.region.as_str()), ("Orders, three copies", "eu-west-2"));
    let table = &picture.tables[0];
    assert_eq!((table.status.as_str(), table.item_count, table.partitions.len()), ("ACTIVE", 11, 4));
    let mut total = 0;
    for partition in &table.partitions {
        assert!(partition.item_count > 0, "{} is empty", partition.name);
        assert_eq!(partition.replicas.len(), 3);
        assert_eq!(partition.replicas.iter().filter(|it| it.leader).count(), 1);
        let zones: String = partition.replicas.iter().map(|it| it.zone.as_str()).collect();
        assert_eq!(zones, "abc");
        total +=
            partition.collections.iter().map(|it| it.items.len() as u64).sum::<u64>() + partition.more_items;
        assert!(partition.replicas.iter().all(|it| it.behind == 0), "everything has arrived: {partition:?}");
    }
    assert_eq!(total, 11);
    let index = &table.indexes[0];
    assert_eq!((index.name.as_str(), index.entry_count, index.queued), ("ByStatus", 11, 0));
    assert_eq!(index.projection, "INCLUDE Total");
    assert_eq!(picture.calls.len(), 12);
    assert!(picture.calls.iter().all(|call| call.error.is_none()), "{:?}", picture.calls);
}

fn marks(picture: &Snapshot) -> Vec<(String, Mark)> {
    let table = &picture.tables[0];
    let partitions = table.partitions.iter().chain(table.indexes.iter().flat_map(|index| &index.partitions));
    let chips = partitions.flat_map(|it| &it.collections).flat_map(|collection| {
        collection.items.iter().map(move |chip| (format!("{} {}", collection.key, chip.label), chip.mark))
    });
    let mut marked: Vec<_> = chips.filter(|(_, mark)| *mark != Mark::None).collect();
    marked.sort_by(|one, other| one.0.cmp(&other.0));
    marked
}

#[test]
fn the_latest_call_leaves_marks() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, "lab set index_lag.median 10s; lab set index_lag.p99 10s; lab set index_lag.cap 10s");
    run(
        &mut lab,
        "aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-18\"}}' --update-expression 'SET #s = :s' --expression-attribute-names '{\"#s\":\"Status\"}' --expression-attribute-values '{\":s\":{\"S\":\"SHIPPED\"}}'",
    );
    let on_the_way = lab.snapshot();
    assert!(!on_the_way.untouched);
    assert_eq!(on_the_way.tables[0].indexes[0].queued, 1);
    assert_eq!(
        marks(&on_the_way),
        [
            ("Kim 2026-11-18".to_owned(), Mark::Written),
            ("PAID 2026-11-18".to_owned(), Mark::Leaving),
            ("SHIPPED 2026-11-18".to_owned(), Mark::Arriving),
        ]
    );
    run(&mut lab, "lab idle");
    let arrived = marks(&lab.snapshot());
    assert_eq!(
        arrived,
        [("Kim 2026-11-18".to_owned(), Mark::Written), ("SHIPPED 2026-11-18".to_owned(), Mark::Written),]
    );
    run(
        &mut lab,
        "aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Zoe\"},\"Day\":{\"S\":\"2026-11-19\"}}'",
    );
    let read = lab.snapshot();
    assert_eq!(marks(&read), [("Zoe 2026-11-19".to_owned(), Mark::Read)]);
    let answered =
        read.tables[0].partitions.iter().flat_map(|it| &it.replicas).filter(|it| it.answered).count();
    assert_eq!(answered, 1);
}

#[test]
fn a_picture_is_bounded() {
    let mut lab = empty();
    for n in 0..60 {
        let body = format!(
            "{{\"TableName\":\"table-{n:02}\",\"AttributeDefinitions\":[{{\"AttributeName\":\"p\",\"AttributeType\":\"S\"}},{{\"AttributeName\":\"s\",\"AttributeType\":\"N\"}}],\"KeySchema\":[{{\"AttributeName\":\"p\",\"KeyType\":\"HASH\"}},{{\"AttributeName\":\"s\",\"KeyType\":\"RANGE\"}}],\"BillingMode\":\"PAY_PER_REQUEST\"}}"
        );
        assert!(lab.call("CreateTable", &body).result.is_ok());
    }
    lab.advance(20_000_000);
    for n in 0..600 {
        let key = n % 60;
        let body = format!(
            "{{\"TableName\":\"table-00\",\"Item\":{{\"p\":{{\"S\":\"{key}\"}},\"s\":{{\"N\":\"{n}\"}}}}}}"
        );
        assert!(lab.call("PutItem", &body).result.is_ok());
    }
    let picture = lab.snapshot();
    assert_eq!((picture.tables.len(), picture.more_tables, picture.calls.len()), (50, 10, 200));
    assert_eq!(picture.call_count, 660);
    for partition in &picture.tables[0].partitions {
        assert!(partition.collections.len() <= 6);
        assert!(partition.collections.iter().all(|it| it.items.len() <= 5));
        let shown: u64 = partition.collections.iter().map(|it| it.items.len() as u64).sum();
        assert_eq!(shown + partition.more_items, partition.item_count);
    }
    // The collection of the last call is there.
    let last = picture.tables[0].partitions.iter().flat_map(|it| &it.collections).any(|it| it.key == "59");
    assert!(last);
}

#[test]
fn a_local_index_is_one_picture() {
    let mut lab = empty();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Threads --attribute-definitions AttributeName=f,AttributeType=S AttributeName=t,AttributeType=S AttributeName=d,AttributeType=S --key-schema AttributeName=f,KeyType=HASH AttributeName=t,KeyType=RANGE --local-secondary-indexes 'IndexName=ByDate,KeySchema=[{AttributeName=f,KeyType=HASH},{AttributeName=d,KeyType=RANGE}],Projection={ProjectionType=KEYS_ONLY}' --billing-mode PAY_PER_REQUEST\naws dynamodb put-item --table-name Threads --item '{\"f\":{\"S\":\"x\"},\"t\":{\"S\":\"1\"},\"d\":{\"S\":\"today\"}}'",
    );
    let picture = lab.snapshot();
    let index = &picture.tables[0].indexes[0];
    assert!(!index.global);
    assert_eq!((index.partitions.len(), index.entry_count), (1, 1));
    assert_eq!(index.partitions[0].collections[0].items[0].label, "today");
    assert_eq!(index.partitions[0].replicas, []);
}

#[test]
fn a_mapping_shows_batches_beside_each_other_what_a_filter_left_out_and_what_its_queue_was_told() {
    let mut lab = empty();
    run(&mut lab, "lab set lambda.duration 5s; lab set lambda.backoff 1s");
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Plays --attribute-definitions AttributeName=Song,AttributeType=S --key-schema AttributeName=Song,KeyType=HASH --billing-mode PAY_PER_REQUEST --stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE",
    );
    run(
        &mut lab,
        r#"aws lambda create-function --function-name mail --code '{"Do":"log","FailOn":"{\"dynamodb\":{\"NewImage\":{\"Artist\":{\"S\":[\"<nobody>\"]}}}}"}'"#,
    );
    let arn = lab.snapshot().tables[0].stream.clone().expect("a stream").arn;
    let settings = r#"--starting-position LATEST --batch-size 1 --parallelization-factor 3 --maximum-retry-attempts 1 --destination-config OnFailure={Destination=arn:aws:sqs:eu-west-2:123456789012:failures} --filter-criteria '{"Filters":[{"Pattern":"{\"eventName\":[\"INSERT\"]}"}]}'"#;
    run(
        &mut lab,
        &format!(
            "aws lambda create-event-source-mapping --function-name mail --event-source-arn {arn} {settings}"
        ),
    );
    run(&mut lab, "lab advance 20s");
    let put = |lab: &mut Lab, song: &str, artist: &str| {
        run(
            lab,
            &format!(
                r#"aws dynamodb put-item --table-name Plays --item '{{"Song":{{"S":"{song}"}},"Artist":{{"S":"{artist}"}}}}'"#
            ),
        );
    };
    let seen = |lab: &Lab| lab.snapshot().tables[0].stream.clone().expect("a stream").mappings[0].clone();
    for song in ["a", "b", "c", "d"] {
        put(&mut lab, song, "Ann");
    }
    run(&mut lab, "lab advance 2s");
    let busy = seen(&lab);
    let batches: usize = busy.places.iter().map(|place| place.batches.len()).sum();
    assert_eq!(busy.parallel, 3);
    assert!(batches > 1 && batches <= 3, "{busy:?}");
    put(&mut lab, "a", "Bob");
    put(&mut lab, "e", "<nobody>");
    run(&mut lab, "lab idle");
    let after = seen(&lab);
    assert_eq!((after.done, after.filtered, after.given_up, after.failure_count), (4, 1, 1, 1));
    assert!(after.age > 0 && after.places.iter().all(|place| place.batches.is_empty()), "{after:?}");
    let (words, document) = &after.failures[0];
    assert_eq!(words, "1 record after 2 invocations: RetryAttemptsExhausted");
    assert!(document.contains("\n  \"DDBStreamBatchInfo\": {\n"), "{document}");
}
