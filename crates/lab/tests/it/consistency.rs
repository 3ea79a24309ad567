//! Reads that are late, and reads that are not.

use lab::Lab;

use crate::demos::run;

fn status(lab: &mut Lab, strong: bool) -> String {
    let flag = if strong { " --consistent-read" } else { "" };
    let out = run(
        lab,
        &format!(
            "aws dynamodb get-item --table-name Orders --key '{{\"Customer\":{{\"S\":\"Kim\"}},\"Day\":{{\"S\":\"2026-11-18\"}}}}' --projection-expression '#s' --expression-attribute-names '{{\"#s\":\"Status\"}}' --output text{flag}"
        ),
    );
    out.split_whitespace().last().unwrap_or_default().to_owned()
}

const SHIP: &str = "aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-18\"}}' --update-expression 'SET #s = :s' --expression-attribute-names '{\"#s\":\"Status\"}' --expression-attribute-values '{\":s\":{\"S\":\"SHIPPED\"}}'";

#[test]
fn a_follower_pinned_late_gives_the_stale_read() {
    let mut lab = Lab::example(1, 0);
    // Whoever leads, both followers are late, and the one furthest behind answers.
    run(
        &mut lab,
        "lab set replica_lag.a 3s; lab set replica_lag.b 3s; lab set replica_lag.c 3s; lab set replica_choice 5",
    );
    assert_eq!(status(&mut lab, false), "PAID");
    run(&mut lab, SHIP);
    assert_eq!(status(&mut lab, false), "PAID", "one second later the copy has not heard of it");
    let stale = lab.detail(lab.session().calls()).expect("its detail is kept");
    assert!(stale.headline.contains("stale"), "{}", stale.headline);
    assert!(stale.sentences.iter().any(|it| it.text.contains("stale")), "{:#?}", stale.sentences);
    assert_eq!(status(&mut lab, true), "SHIPPED");
    run(&mut lab, "lab advance 3s");
    assert_eq!(status(&mut lab, false), "SHIPPED");
}

#[test]
fn one_follower_pinned_one_second_late() {
    // Pace 0: the read follows the write at once, and asks the copy that is late.
    for zone in ["a", "b", "c"] {
        let mut lab = Lab::example(1, 0);
        let number = match zone {
            "a" => 1,
            "b" => 2,
            _ => 3,
        };
        run(
            &mut lab,
            &format!("lab set lab.pace 0; lab set replica_lag.{zone} 1s; lab set replica_choice {number}"),
        );
        run(&mut lab, SHIP);
        let leads =
            lab.snapshot().tables[0].partitions[0].replicas.iter().any(|it| it.leader && it.zone == zone);
        assert_eq!(status(&mut lab, false), if leads { "SHIPPED" } else { "PAID" }, "zone {zone}");
        run(&mut lab, "lab advance 1s");
        assert_eq!(status(&mut lab, false), "SHIPPED", "zone {zone}");
    }
}

#[test]
fn before_each_command_a_second_passes() {
    let mut lab = Lab::example(1, 0);
    let before = lab.clock();
    run(&mut lab, "aws dynamodb list-tables");
    assert!((1_000_000..1_200_000).contains(&(lab.clock() - before)), "{}", lab.clock() - before);
    let before = lab.clock();
    run(&mut lab, "aws dynamodb list-tables\naws dynamodb list-tables");
    assert!((2_000_000..2_300_000).contains(&(lab.clock() - before)), "{}", lab.clock() - before);
    run(&mut lab, "lab set lab.pace 0");
    let before = lab.clock();
    run(&mut lab, "aws dynamodb list-tables");
    assert!(lab.clock() - before < 200_000);
    // What the page calls by itself has no pace.
    let before = lab.clock();
    assert!(lab.call("ListTables", "{}").result.is_ok());
    assert!(lab.clock() - before < 200_000);
}

#[test]
fn an_index_that_has_not_heard_of_a_change_is_told() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, "lab set lab.pace 0; lab chaos index-slow 3s --for 15s");
    run(&mut lab, SHIP);
    let query = "aws dynamodb query --table-name Orders --index-name ByStatus --key-condition-expression '#s = :s' --expression-attribute-names '{\"#s\":\"Status\"}' --expression-attribute-values '{\":s\":{\"S\":\"SHIPPED\"}}'";
    run(&mut lab, "lab advance 1s");
    run(&mut lab, query);
    let call = lab.session().calls();
    let headline = |lab: &Lab, call| lab.detail(call).expect("its detail is kept").headline;
    let early = headline(&lab, call);
    assert!(early.contains(" 1 change was on its way to GSI ByStatus then, for 1"), "{early}");
    assert!(early.ends_with(" s: this answer is without it."), "{early}");
    run(&mut lab, "lab advance 5s");
    assert_eq!(headline(&lab, call), early, "as it was then");
    run(&mut lab, query);
    let late = headline(&lab, lab.session().calls());
    assert!(!late.contains("on its way"), "{late}");
}

/// What is told of a write fits the number of copies that there are.
#[test]
fn one_and_two_copies_are_told_as_they_are() {
    for (copies, quorum, late) in [
        (1, "The only copy has log record 1: the write is committed.", None),
        (
            2,
            "Both copies have log record 1: the write is committed",
            Some("The other copy does not show it yet."),
        ),
        (3, "Two of three copies have log record 1: ", Some("The other two copies do not show it yet.")),
    ] {
        let mut lab = Lab::example(1, 0);
        for command in [
            &format!("lab set replication.copies={copies}"),
            "lab set replica_lag.b=1s",
            "lab set replica_lag.c=1s",
            "aws dynamodb create-table --table-name Few --attribute-definitions AttributeName=pk,AttributeType=S \
             --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST",
            "lab advance 20s",
            "aws dynamodb put-item --table-name Few --item pk={S=a}",
        ] {
            let (ran, _) = lab.run_all(command);
            assert_eq!(ran.code, 0, "{command}: {}", ran.text);
        }
        let view = lab.snapshot();
        let table = view.tables.iter().find(|it| it.name == "Few").expect("a table");
        assert!(table.partitions.iter().all(|it| it.replicas.len() == copies));
        let call = view.calls.last().expect("a call").id;
        let detail = lab.detail(call).expect("the call");
        assert!(detail.sentences.iter().any(|it| it.text.starts_with(quorum)), "{:#?}", detail.sentences);
        assert!(late.is_none_or(|late| detail.headline.ends_with(late)), "{}", detail.headline);
        assert!(late.is_some() || detail.headline.ends_with("has it on disk."), "{}", detail.headline);
    }
}
