//! Faults by the console: asked for, listed, stopped, stored with the log.

use lab::Lab;
use lab::view::Outcome;

use crate::demos::{empty, run};

const TABLE: &str = "aws dynamodb create-table --table-name Tab --attribute-definitions AttributeName=k,AttributeType=S \
    --key-schema AttributeName=k,KeyType=HASH --billing-mode PAY_PER_REQUEST";
const PUT: &str = "aws dynamodb put-item --table-name Tab --item '{\"k\":{\"S\":\"a\"}}'";

fn table() -> Lab {
    let mut lab = empty();
    run(&mut lab, TABLE);
    run(&mut lab, "aws dynamodb wait table-exists --table-name Tab");
    lab
}

/// What the command says against it.
fn refused(lab: &mut Lab, text: &str) -> String {
    let (ran, printed) = lab.run_all(text);
    assert_ne!(ran.code, 0, "{text}");
    printed[0].error.as_ref().expect("a reason").message.clone()
}

#[test]
fn a_zone_is_lost_for_a_while() {
    let mut lab = table();
    let told = run(&mut lab, "lab chaos az-loss b --for 15s --dry-run");
    assert!(told.contains("4 of 4 partitions lose a copy"), "{told}");
    assert!(told.contains("It must not break this: No acknowledged write is lost"), "{told}");
    assert_eq!(run(&mut lab, "lab chaos list"), "No fault is under way or planned.\n");
    assert!(!told.contains("DAX"), "{told}");
    let started = run(&mut lab, "lab chaos az-loss b --for 15s");
    assert!(started.contains("\n1  az-loss b  since "), "{started}");
    run(&mut lab, "lab advance 3s");
    run(&mut lab, PUT);
    assert!(run(&mut lab, "lab chaos").contains("1  az-loss b"));
    run(&mut lab, "lab advance 15s");
    assert_eq!(run(&mut lab, "lab chaos"), "No fault is under way or planned.\n");
}

#[test]
fn all_kinds_are_read_and_come_back_from_the_log() {
    let mut lab = table();
    for (words, title) in [
        ("az-loss a", "az-loss a"),
        ("replica-crash b --table Tab --partition P2", "replica-crash b on Tab P2"),
        ("replica-loss c", "replica-loss c"),
        ("leader-crash --table Tab", "leader-crash on Tab"),
        ("replica-lag c 3s", "replica-lag c 3 s"),
        ("link-loss a b 40% --one-way", "link-loss a b 40% --one-way"),
        ("link-delay a c 30ms", "link-delay a c 30 ms"),
        ("link-duplicate 20%", "link-duplicate 20%"),
        ("index-slow 3s", "index-slow 3 s"),
        ("index-stop", "index-stop"),
        ("throttle 20%", "throttle 20%"),
        ("quota-low 5 6", "quota-low 5 6"),
        ("control-slow 10", "control-slow 10 times"),
        ("iterator-short 5s", "iterator-short 5 s"),
        ("lambda-slow 3s", "lambda-slow 3 s"),
        ("lambda-fail 50%", "lambda-fail 50%"),
        ("lambda-poison poison", "lambda-poison \u{201c}poison\u{201d}"),
        ("cache-node-loss 1", "cache-node-loss 1"),
        ("cache-node-loss music-a", "cache-node-loss music-a"),
        ("coordinator-loss", "coordinator-loss"),
        ("coordinator-loss 2", "coordinator-loss 2"),
    ] {
        let told = run(&mut lab, &format!("lab chaos {words} --in 1h --for 5s"));
        assert!(told.contains(title), "{told}");
    }
    run(&mut lab, "lab chaos hand-over");
    let list = run(&mut lab, "lab chaos list");
    assert_eq!(list.lines().count(), 21, "{list}");
    let writes = lab.take_writes();
    let stored = writes
        .iter()
        .any(|write| String::from_utf8_lossy(&write.bytes).contains("\"az-loss\":{\"zone\":\"a\"}"));
    assert!(stored);
    run(&mut lab, "lab chaos stop all");
    assert_eq!(run(&mut lab, "lab chaos list"), "No fault is under way or planned.\n");
}

#[test]
fn lost_copies_are_no_longer_listed_when_they_are_built_anew() {
    let mut lab = table();
    let told = run(&mut lab, "lab chaos replica-loss b");
    assert!(told.contains("until the copies are built anew"), "{told}");
    run(&mut lab, "lab advance 1h");
    assert_eq!(run(&mut lab, "lab chaos list"), "No fault is under way or planned.\n");
}

#[test]
fn a_node_that_no_cluster_has_is_told_before_it_is_lost() {
    let mut lab = table();
    run(&mut lab, "lab cache create side");
    let told = run(&mut lab, "lab chaos cache-node-loss 0 --dry-run");
    assert!(told.contains("No DAX cluster here has such a node yet, so nothing comes of it now."), "{told}");
    run(
        &mut lab,
        "aws dax create-cluster --cluster-name music --node-type dax.r5.large --replication-factor 2 \
         --iam-role-arn arn:aws:iam::123456789012:role/DaxRole",
    );
    for (node, none) in [("0", false), ("music-b", false), ("2", true), ("music-c", true)] {
        let told = run(&mut lab, &format!("lab chaos cache-node-loss {node} --dry-run"));
        assert_eq!(told.contains("so nothing comes of it now"), none, "{told}");
    }
    // A zone that is lost leaves them alone, and says so where there are any.
    let told = run(&mut lab, "lab chaos az-loss b --dry-run");
    assert!(told.contains("\nNodes of DAX stay as they are: cache-node-loss is for them.\n"), "{told}");
    let told = run(&mut lab, "lab chaos replica-crash b --dry-run");
    assert!(!told.contains("DAX"), "{told}");
}

#[test]
fn what_a_lost_coordinator_leaves_alone_is_told_before() {
    let mut lab = table();
    let told = run(&mut lab, "lab chaos coordinator-loss --dry-run");
    assert!(told.contains("No transaction is under way with it, so nothing comes of it now."), "{told}");
    run(&mut lab, "lab set transaction.prepare=2s");
    let transact = r#"{"TransactItems":[{"Put":{"TableName":"Tab","Item":{"k":{"S":"a"}}}}]}"#;
    let (_, printed) = lab.run_all(&format!(
        "aws dynamodb transact-write-items --cli-input-json '{transact}' &\nlab advance 500ms\n\
         lab chaos coordinator-loss --dry-run"
    ));
    let told = &printed.iter().find(|it| it.command.contains("chaos")).expect("it was asked").output;
    assert!(told.starts_with("1 transaction would lose the coordinator."), "{told}");
    assert!(!told.contains("nothing comes of it"), "{told}");
}

#[test]
fn the_list_of_caches_counts_the_nodes_that_are_there() {
    let mut lab = table();
    run(
        &mut lab,
        "aws dax create-cluster --cluster-name music --node-type dax.r5.large --replication-factor 3 \
         --iam-role-arn arn:aws:iam::123456789012:role/DaxRole",
    );
    run(&mut lab, "lab idle");
    run(&mut lab, "lab cache create side");
    let list = run(&mut lab, "lab cache list");
    assert!(list.contains("  available  3 nodes  ") && list.contains("  1 node  "), "{list}");
    run(&mut lab, "lab chaos cache-node-loss music-b");
    run(&mut lab, "lab advance 1s");
    let list = run(&mut lab, "lab cache list");
    assert!(list.contains("  2 of 3 nodes  "), "{list}");
}

#[test]
fn what_is_wrong_is_said() {
    let mut lab = table();
    assert_eq!(refused(&mut lab, "lab chaos fire"), "lab chaos: no fault is called fire.");
    assert_eq!(refused(&mut lab, "lab chaos az-loss d"), "lab chaos: d is no zone; there are a, b and c.");
    assert_eq!(refused(&mut lab, "lab chaos az-loss"), "lab chaos az-loss: it takes `az-loss b`.");
    assert_eq!(
        refused(&mut lab, "lab chaos az-loss b --for soon"),
        "lab chaos: --for takes a time such as 500ms, 15s or 5m."
    );
    assert_eq!(refused(&mut lab, "lab chaos stop 7"), "No fault has the number 7.");
    assert_eq!(
        refused(&mut lab, "lab chaos leader-crash --table None"),
        "There is no table None in eu-west-2."
    );
    assert!(run(&mut lab, "lab chaos help").contains("lab chaos list | stop <number>"));
}

#[test]
fn the_panel_says_when_a_fault_ends_and_a_hand_over_is_told_as_itself() {
    let mut lab = table();
    run(&mut lab, "lab chaos replica-loss b");
    run(&mut lab, "lab chaos index-stop");
    let ends: Vec<String> = lab.chaos(&[]).faults.into_iter().map(|fault| fault.ends).collect();
    assert_eq!(ends, ["until the copies are built anew", "until it is stopped"]);
    let told = run(&mut lab, "lab chaos hand-over");
    assert!(told.contains("hand-over  done at ") && !told.contains("index-stop"), "{told}");
    assert!(run(&mut lab, "lab chaos hand-over --in 1h").contains("hand-over  from "));
}

#[test]
fn a_copy_that_is_down_is_not_said_to_be_late() {
    let mut lab = table();
    run(&mut lab, "lab chaos replica-crash c");
    run(&mut lab, "lab advance 20s");
    run(&mut lab, PUT);
    let said =
        |lab: &Lab| lab.detail(lab.snapshot().calls.last().expect("a call").id).expect("it is kept").headline;
    let headline = said(&lab);
    assert!(!headline.contains("other two copies"), "{headline}");
    assert!(headline.ends_with(" Copy c is down, and will have it when it is back."), "{headline}");
    run(&mut lab, "lab chaos stop all; lab idle");
    assert!(said(&lab).ends_with("it on disk."), "{}", said(&lab));
}

const KIM: &str = "--key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-18\"}}'";

/// All that is said of a call: headline, sentences, bars.
fn told(lab: &Lab, call: u64) -> String {
    let detail = lab.detail(call).expect("its detail is kept");
    let sentences = detail.sentences.iter().map(|it| it.text.as_str());
    let bars = detail.spans.iter().map(|it| it.label.as_str());
    std::iter::once(detail.headline.as_str()).chain(sentences).chain(bars).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_new_leader_changes_nothing_of_what_is_told_of_older_calls() {
    let mut lab = Lab::example(1, 0);
    run(&mut lab, &format!("aws dynamodb get-item --table-name Orders {KIM} --consistent-read"));
    let read = lab.session().calls();
    run(
        &mut lab,
        &format!(
            "aws dynamodb update-item --table-name Orders {KIM} --update-expression 'SET Note = :n' --expression-attribute-values '{{\":n\":{{\"S\":\"x\"}}}}'"
        ),
    );
    let written = lab.session().calls();
    run(&mut lab, "lab advance 2s");
    let before = (told(&lab, read), told(&lab, written));
    assert!(before.0.starts_with("The leader of P1 in zone"), "{}", before.0);
    assert!(before.0.contains("P1 leader ") && before.1.contains("P1 leader "), "{before:?}");
    let leader = |lab: &Lab| {
        lab.snapshot().tables[0].partitions[0].replicas.iter().find(|it| it.leader).map(|it| it.zone.clone())
    };
    let old = leader(&lab);
    run(&mut lab, "lab chaos hand-over");
    run(&mut lab, "lab advance 3s");
    assert_ne!(leader(&lab), old);
    assert_eq!((told(&lab, read), told(&lab, written)), before);
}

const TRANSACT: &str = "aws dynamodb transact-write-items --client-request-token tok1 --transact-items '[{\"Update\":{\"TableName\":\"Tab\",\"Key\":{\"k\":{\"S\":\"k2\"}},\"UpdateExpression\":\"SET n = :n\",\"ExpressionAttributeValues\":{\":n\":{\"N\":\"1\"}}}},{\"Update\":{\"TableName\":\"Tab\",\"Key\":{\"k\":{\"S\":\"k3\"}},\"UpdateExpression\":\"SET n = :n\",\"ExpressionAttributeValues\":{\":n\":{\"N\":\"1\"}}}}]'";

/// A transaction whose coordinator is lost for a while, 500 ms after the transaction set out.
fn lost_coordinator(lasts: &str) -> (Lab, u64) {
    let mut lab = table();
    run(
        &mut lab,
        &format!(
            "lab set transaction.prepare=2s; lab set lab.pace 0; lab chaos coordinator-loss --in 500ms --for {lasts}"
        ),
    );
    let (_, printed) = lab.run_all(TRANSACT);
    assert!(printed[0].error.as_ref().is_some_and(|it| it.message.contains("InternalServerError")));
    let call = lab.session().calls();
    (lab, call)
}

#[test]
fn a_transaction_that_another_coordinator_ends_is_not_told_as_refused() {
    let (mut lab, call) = lost_coordinator("20s");
    let open = lab.detail(call).expect("its detail is kept");
    assert!(
        open.headline.contains("says nothing of the outcome. It is undecided so far"),
        "{}",
        open.headline
    );
    assert!(open.actions.iter().all(|it| it.outcome == Outcome::Open), "{:?}", open.actions);
    assert!(!open.sentences.iter().any(|it| it.text.contains("It cost nothing")), "{:#?}", open.sentences);
    run(&mut lab, "lab advance 10s");
    let done = lab.detail(call).expect("its detail is kept");
    assert!(done.headline.contains("It was carried out all the same "), "{}", done.headline);
    assert!(done.headline.contains(" after it by coordinator "), "{}", done.headline);
    assert!(done.headline.ends_with(", for 4 WCU."), "{}", done.headline);
    assert!(done.actions.iter().all(|it| it.outcome == Outcome::Done), "{:?}", done.actions);
    assert_eq!(done.summary.units, (0, 4_000));
    let told = told(&lab, call);
    assert!(told.contains("until a coordinator takes over"), "{told}");
    let lost = told.split("Coordinator ").find_map(|it| it.split_once(" is gone")).map(|it| it.0.to_owned());
    assert!(!told.contains(&format!("Coordinator {} takes over", lost.expect("it was lost"))), "{told}");
}

#[test]
fn a_lost_coordinator_that_returns_goes_on_itself() {
    let mut lab = table();
    run(
        &mut lab,
        "lab set transaction.coordinators=1; lab set transaction.prepare=2s; lab set lab.pace 0; lab chaos coordinator-loss --in 500ms --for 4s",
    );
    lab.run_all(TRANSACT);
    let call = lab.session().calls();
    run(&mut lab, "lab advance 20s");
    let told = told(&lab, call);
    assert!(told.contains("Coordinator 1 is back and reads the ledger"), "{told}");
}

#[test]
fn a_write_that_is_committed_after_its_refusal_is_told_as_written() {
    let mut lab = table();
    run(&mut lab, PUT);
    let first = told(&lab, lab.session().calls());
    run(&mut lab, "lab set lab.pace 0");
    for zone in ["a", "b", "c"].into_iter().filter(|zone| !first.contains(&format!(" in zone {zone} "))) {
        run(&mut lab, &format!("lab chaos az-loss {zone} --for 20s"));
    }
    let (_, printed) = lab.run_all(PUT);
    assert!(
        printed[0].error.as_ref().is_some_and(|it| it.message.contains("InternalServerError")),
        "{printed:?}"
    );
    let call = lab.session().calls();
    let open = lab.detail(call).expect("its detail is kept").headline;
    assert!(open.contains("What it wrote is not committed so far. It cost 1 WCU."), "{open}");
    run(&mut lab, "lab advance 25s");
    let done = lab.detail(call).expect("its detail is kept").headline;
    assert!(
        done.contains("It was carried out all the same ") && done.ends_with(" after it, for 1 WCU."),
        "{done}"
    );
}
