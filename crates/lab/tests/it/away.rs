//! Commands that end with `&`: sent together, answered as it comes, and the same when the log is played again.

use lab::Lab;
use lab::protocol::{Printed, Reply, Request};
use lab::view::RailKind;
use session::Header;

const TABLE: &str = "aws dynamodb create-table --table-name Pay --billing-mode PAY_PER_REQUEST --key-schema AttributeName=k,KeyType=HASH --attribute-definitions AttributeName=k,AttributeType=S
lab idle
aws dynamodb put-item --table-name Pay --item '{\"k\":{\"S\":\"kim\"},\"n\":{\"N\":\"100\"}}'";

fn pay(n: u32) -> String {
    format!(
        "aws dynamodb transact-write-items --transact-items '[{{\"Update\":{{\"TableName\":\"Pay\",\"Key\":{{\"k\":{{\"S\":\"kim\"}}}},\"UpdateExpression\":\"SET n = n - :n\",\"ExpressionAttributeValues\":{{\":n\":{{\"N\":\"{n}\"}}}}}}}}]'"
    )
}

fn lab() -> Lab {
    let mut lab = Lab::new(Header::default());
    let (ran, _) = lab.run_all(TABLE);
    assert_eq!(ran.code, 0, "{}", ran.text);
    lab
}

fn left(lab: &mut Lab) -> String {
    let body = r#"{"TableName":"Pay","Key":{"k":{"S":"kim"}},"ConsistentRead":true}"#;
    match lab.handle(&Request::Call { operation: "GetItem".to_owned(), input: body.to_owned() }) {
        Some(Ok(Reply::Json(text))) => text,
        other => panic!("{other:?}"),
    }
}

/// A call: its number, when it began and was answered, and its error.
type Moment = (u64, u64, u64, Option<String>);

fn moments(lab: &Lab) -> Vec<Moment> {
    let calls = lab.snapshot().calls;
    calls.into_iter().map(|call| (call.id, call.at, call.at + call.latency, call.error)).collect()
}

#[test]
fn two_transactions_on_one_item_conflict() {
    let mut lab = lab();
    let (ran, printed) = lab.run_all(&format!("{} &\n{} &", pay(10), pay(20)));
    let calls = moments(&lab);
    let [.., a, b] = calls.as_slice() else { panic!("{calls:?}") };
    assert_eq!((a.0, b.0), (3, 4));
    assert!(a.1 == b.1 && b.1 < a.2, "they overlap: {a:?} {b:?}");
    let errors = [a, b].map(|call| call.3.as_deref());
    assert_eq!(errors.iter().flatten().count(), 1, "one of them is cancelled: {errors:?}");
    let cancelled = printed.iter().find(|it| it.code != 0).expect("it is told");
    assert!(cancelled.output.contains("[TransactionConflict]"), "{}", cancelled.output);
    assert!(
        cancelled.remarks.last().is_some_and(|it| it.starts_with("Sent as #")),
        "{:?}",
        cancelled.remarks
    );
    assert_eq!(printed.len(), 2);
    assert_eq!(ran.code, 0, "as in a shell: nobody waited for how it ended");
    assert!(ran.text.contains("[TransactionConflict]"), "{}", ran.text);
    let expected = if errors[0].is_none() { "\"90\"" } else { "\"80\"" };
    assert!(left(&mut lab).contains(expected));
    let failed = lab.snapshot().rail.iter().filter(|mark| mark.kind == RailKind::Failed).count();
    assert_eq!(failed, 1, "the timeline marks it");
    // The inspector has the reason.
    let lost = if errors[0].is_some() { 3 } else { 4 };
    let detail = format!("{:?}", lab.detail(lost).expect("the call"));
    assert!(detail.contains("TransactionConflict"), "{detail}");
    // One after the other both go well.
    let (_, printed) = lab.run_all(&format!("{}\n{}", pay(1), pay(1)));
    assert!(printed.iter().all(|it| it.code == 0), "{printed:?}");
}

#[test]
fn answers_are_printed_as_they_come() {
    let mut lab = lab();
    lab.run_all("lab set transaction.prepare=200000");
    let get = "aws dynamodb get-item --table-name Pay --key '{\"k\":{\"S\":\"kim\"}}'";
    let text = format!("{} &\n{get} --consistent-read\nSELECT * FROM \"Pay\" &\nlab advance 5ms", pay(10));
    let (_, printed) = lab.run_all(&text);
    let order: Vec<&str> =
        printed.iter().map(|it| it.command.split_whitespace().nth(2).unwrap_or_default()).collect();
    // The read that is waited for, five milliseconds in which the statement may be answered, and at last the transaction.
    assert_eq!(order.len(), 4, "{printed:#?}");
    assert_eq!((order[0], order[3]), ("get-item", "transact-write-items"), "{order:?}");
    let calls = moments(&lab);
    assert!(calls[2].1 == calls[3].1 && calls[3].2 < calls[2].2, "no pause while one is away: {calls:?}");
    assert!(printed[0].output.contains("\"100\""), "read while the transaction was held: {printed:#?}");
    // `wait` gathers them; what comes then has its pause again.
    let (_, printed) = lab.run_all(&format!("{} &\n{} &\nwait\n{get}", pay(1), pay(2)));
    let commands: Vec<&str> =
        printed.iter().map(|it| it.command.split(' ').next().unwrap_or_default()).collect();
    assert_eq!(commands, ["aws", "aws", "wait", "aws"], "{printed:#?}");
    let calls = moments(&lab);
    let [.., a, b, c] = calls.as_slice() else { panic!("{calls:?}") };
    assert!(c.1 >= a.2.max(b.2) + 1_000_000, "{calls:?}");
}

#[test]
fn a_command_of_several_pages_goes_on_by_itself() {
    let mut lab = lab();
    for n in 0..5 {
        lab.run_all(&format!("aws dynamodb put-item --table-name Pay --item '{{\"k\":{{\"S\":\"{n}\"}}}}'"));
    }
    let scan = "aws dynamodb scan --table-name Pay --page-size 2 --select COUNT";
    let (_, alone) = lab.run_all(scan);
    let before = lab.session().calls();
    let (_, sent) = lab.run_all(&format!("{scan} &\n{scan} &"));
    assert_eq!(lab.session().calls() - before, 2 * (before - 7), "as many pages as alone");
    assert_eq!(sent.iter().map(|it| it.output.as_str()).collect::<Vec<_>>(), [alone[0].output.as_str(); 2]);
}

/// Everything that somebody sees of a world after this text.
fn seen(lab: &Lab) -> (String, u64, Vec<Moment>) {
    (lab.state_hash(), lab.clock(), moments(lab))
}

#[test]
fn links_recordings_and_the_store_have_them_as_they_were() {
    let mut lab = lab();
    let (_, printed): (_, Vec<Printed>) = lab.run_all(&format!(
        "{} &\n{} &\naws dynamodb scan --table-name Pay\n{} &",
        pay(10),
        pay(20),
        pay(30)
    ));
    assert!(printed.iter().any(|it| it.output.contains("TransactionConflict")));
    let now = seen(&lab);

    // A link.
    let scenario = scenario::Scenario::of(lab.session()).expect("it can be told");
    assert_eq!(scenario.to_json().matches("\"send\"").count(), 3);
    let again = scenario::Scenario::from_json(&scenario.to_json()).expect("it reads");
    let opened = again.open();
    assert_eq!(opened.difference, None);
    assert_eq!((opened.session.state_hash(), opened.session.now()), (now.0.clone(), now.1));
    let numbers: Vec<u32> = opened.answers.iter().map(|it| it.completion.call.0).collect();
    assert_eq!(numbers, (1..=6).collect::<Vec<_>>(), "the answers are all there, in order");

    // The store, as it is after everything, and as it is when the page is closed in the middle.
    let mut stored: std::collections::BTreeMap<String, Vec<u8>> = std::collections::BTreeMap::new();
    stored.extend(lab.take_writes().into_iter().map(|write| (write.key, write.bytes)));
    let (session, report) = session::Session::open(stored.clone().into_iter().collect());
    let session = session.expect("it opens");
    assert_eq!((session.state_hash(), session.now()), (now.0.clone(), now.1));
    assert!(report.notices.is_empty(), "{:?}", report.notices);
    assert_eq!(report.answers.len(), 6);

    // Every moment of the past; and an undo, after which the last one was never sent.
    let calls = &now.2;
    let middle = calls[2].1 + 1;
    let looked = lab.look_at(middle).expect("a moment");
    assert_eq!(looked.under_way, [3, 4, 5], "all three are on their way");
    assert_eq!(looked.picture.calls.len(), 5);
    lab.undo().expect("undone");
    let undone = seen(&lab).2;
    assert_eq!(undone, calls[..5], "the five before are as they were");
    lab.fork(Some(middle), None).expect("a branch");
    assert_eq!(seen(&lab).2, calls[..5], "who goes on from the middle has what was under way");
}

#[test]
fn a_page_that_is_closed_while_calls_are_away_has_them_answered() {
    let mut lab = lab();
    lab.run_all("lab set transaction.prepare=5000000");
    lab.run(&format!("{} &\nlab advance 1s\nlab advance 1s", pay(10)));
    // In slices, as the worker does it: the call was sent, and time passes.
    lab.step(1);
    lab.step(1);
    assert!(lab.session().is_waiting());
    let writes = lab.take_writes();
    let stored = writes.into_iter().map(|write| (write.key, write.bytes)).collect();
    let (session, report) = session::Session::open(stored);
    let session = session.expect("it opens");
    assert!(!session.is_waiting());
    assert_eq!(report.answers.len(), 3);
    assert!(session.now() > 5_000_000);
    // Stopped, it comes to its answer, too; and nothing is printed twice.
    lab.stop();
    assert!(!lab.session().is_waiting());
    assert_eq!(moments(&lab).len(), 3);
    assert!(left(&mut lab).contains("\"90\""));
}

#[test]
fn where_nothing_takes_time_it_is_as_without() {
    let mut lab = Lab::new(Header { mode: world::Mode::Instant, ..Header::default() });
    lab.run_all(TABLE);
    let (_, printed) = lab.run_all(&format!("{} &\n{} &", pay(10), pay(20)));
    assert!(printed.iter().all(|it| it.code == 0), "{printed:?}");
    assert!(left(&mut lab).contains("\"70\""));
}
