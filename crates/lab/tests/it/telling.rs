//! What happens outside of calls is told, and what happens again and again in one line.

use lab::Lab;

use crate::demos::{empty, run};

/// All lines, without their numbers and moments.
fn told(lab: &Lab) -> Vec<String> {
    let told = lab.snapshot().told;
    assert!(told.is_sorted_by_key(|line| (line.0, line.1)), "{told:?}");
    told.into_iter().map(|line| line.2).collect()
}

fn table(name: &str, options: &str) -> Lab {
    let mut lab = empty();
    run(
        &mut lab,
        &format!(
            "aws dynamodb create-table --table-name {name} --attribute-definitions AttributeName=k,AttributeType=S \
             --key-schema AttributeName=k,KeyType=HASH --billing-mode PAY_PER_REQUEST {options}; lab advance 1m"
        ),
    );
    lab
}

fn put(lab: &mut Lab, table: &str, key: &str, more: &str) {
    run(
        lab,
        &format!(r#"aws dynamodb put-item --table-name {table} --item '{{"k":{{"S":"{key}"}}{more}}}'"#),
    );
}

#[test]
fn batches_of_a_function_are_one_line_a_minute() {
    let mut lab = table("Plays", "--stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE");
    assert_eq!(told(&lab), ["Plays is ACTIVE now."]);
    run(
        &mut lab,
        r#"aws lambda create-function --function-name mail --code '{"Do":"log","FailOn":"{\"dynamodb\":{\"NewImage\":{\"k\":{\"S\":[\"bad\"]}}}}"}'"#,
    );
    let arn = lab.snapshot().tables[0].stream.clone().expect("a stream").arn;
    run(
        &mut lab,
        &format!(
            "aws lambda create-event-source-mapping --function-name mail --event-source-arn {arn} --starting-position LATEST \
             --maximum-retry-attempts 1 --destination-config \
             OnFailure={{Destination=arn:aws:sqs:eu-west-2:123456789012:failures}}; lab advance 20s"
        ),
    );
    put(&mut lab, "Plays", "a", "");
    run(&mut lab, "lab advance 5s");
    assert_eq!(told(&lab).last().map(String::as_str), Some("Lambda invoked mail: 1 batch is done."));
    put(&mut lab, "Plays", "b", "");
    run(&mut lab, "lab advance 5s");
    put(&mut lab, "Plays", "bad", "");
    run(&mut lab, "lab advance 20s");
    let all = told(&lab);
    assert_eq!(all.len(), 2, "{all:?}");
    assert_eq!(
        all[1],
        "Lambda invoked mail: 2 batches are done, 2 failed. 1 record was given up, and its failure destination was told."
    );
    run(&mut lab, "lab advance 5m");
    put(&mut lab, "Plays", "c", "");
    run(&mut lab, "lab advance 5s");
    assert_eq!(told(&lab)[2..], ["Lambda invoked mail: 1 batch is done."]);
}

#[test]
fn items_that_expire_are_counted() {
    let mut lab = table("Carts", "");
    run(
        &mut lab,
        "aws dynamodb update-time-to-live --table-name Carts \
         --time-to-live-specification Enabled=true,AttributeName=until; lab advance 2h",
    );
    let past = (lab.snapshot().epoch + lab.clock()) / 1_000_000 + 60;
    for key in ["a", "b", "c"] {
        put(&mut lab, "Carts", key, &format!(r#","until":{{"N":"{past}"}}"#));
    }
    run(&mut lab, "lab set ttl.spread 0s; lab advance 50h");
    let all = told(&lab);
    assert_eq!(
        all.last().map(String::as_str),
        Some("3 items of Carts had expired: the service deleted them, and nobody pays for that."),
        "{all:?}"
    );
}

#[test]
fn a_lost_zone_is_a_few_lines_however_many_partitions_it_strikes() {
    let mut lab = table("Tab", "");
    run(&mut lab, "lab chaos az-loss b --for 30s; lab advance 2m");
    let all = told(&lab);
    assert!(all.len() <= 7, "{all:?}");
    let find = |words: &str| all.iter().position(|line| line.contains(words));
    assert!(find("Fault 1 strikes: az-loss.").is_some_and(|at| at == 1), "{all:?}");
    let down = find("is down. The same happened at 3 other partitions.");
    let over = find("Fault 1 is over: az-loss.");
    assert!(down.is_some() && down < over, "{all:?}");
    assert!(find("leads now.").is_some(), "{all:?}");
}

#[test]
fn an_index_is_told_of_when_it_is_filled() {
    let mut lab = table("Tab", "");
    put(&mut lab, "Tab", "a", r#","g":{"S":"x"}"#);
    run(
        &mut lab,
        r#"aws dynamodb update-table --table-name Tab --attribute-definitions AttributeName=g,AttributeType=S --global-secondary-index-updates '[{"Create":{"IndexName":"ByG","KeySchema":[{"AttributeName":"g","KeyType":"HASH"}],"Projection":{"ProjectionType":"ALL"}}}]'; lab idle"#,
    );
    let all = told(&lab);
    assert!(all.contains(&"GSI ByG has read 100 % of its table.".to_owned()), "{all:?}");
    assert!(all.contains(&"GSI ByG is ACTIVE now.".to_owned()), "{all:?}");
}

/// What is told belongs to its branch: a way that was left says nothing of what happens on the next one.
#[test]
fn what_was_told_stays_with_its_branch() {
    let mut lab = table("Tab", "");
    run(&mut lab, "lab advance 10s");
    let before = (lab.clock(), told(&lab));
    run(
        &mut lab,
        "lab advance 10s; lab chaos replica-crash b --table Tab --partition P1 --for 2s; lab advance 20s",
    );
    let there = told(&lab);
    assert!(there.iter().any(|line| line.contains("is down.")), "{there:?}");
    lab.fork(Some(before.0), None).expect("a branch");
    assert_eq!(told(&lab), before.1);
    // The same fault, later: a line of its own at its own moment.
    run(
        &mut lab,
        "lab advance 5s; lab chaos replica-crash b --table Tab --partition P1 --for 2s; lab advance 20s",
    );
    assert!(
        lab.snapshot()
            .told
            .iter()
            .any(|(_, at, line)| *at >= before.0 + 5_000_000 && line.contains("is down."))
    );
    lab.switch("main").expect("the first branch");
    assert_eq!(told(&lab), there);
    while lab.undo().is_ok() {}
    assert!(told(&lab).is_empty(), "{:?}", told(&lab));
}

/// A partition that is struck twice is no other partition.
#[test]
fn partitions_are_counted_and_not_what_happens_to_them() {
    let mut lab = table("Tab", "");
    for _ in 0..2 {
        run(&mut lab, "lab chaos replica-crash b --table Tab --partition P1 --for 2s; lab advance 20s");
    }
    let all = told(&lab);
    assert!(all.iter().any(|line| line.ends_with("is down.")), "{all:?}");
    assert!(!all.iter().any(|line| line.contains("other partition")), "{all:?}");
}
