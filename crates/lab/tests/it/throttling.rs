//! Why calls are throttled: a world for each of the sixteen reasons, the bucket that was empty, and what helps.

use lab::Lab;
use lab::throttle::{Bound, Case, Diagnosis, First, Order, Outcome, Reason, Refused, Trial};

fn built(case: &Case) -> (Lab, First) {
    let built = case.build().expect("a world");
    let first = built.first.expect("a throttle");
    let (lab, opened) = Lab::open(Vec::new(), Some(&built.link), 0);
    assert_eq!(opened.linked.expect("a link").look, Some(first.at), "it is looked at the first throttle");
    assert!(!opened.storing);
    (lab, first)
}

fn refused(first: &First) -> Refused {
    Refused { call: first.call, started: first.started, answered: first.at }
}

fn why(lab: &mut Lab, first: &First) -> Diagnosis {
    match lab.throttling(&Order::Why(refused(first))) {
        Ok(Outcome::Why(found)) => (*found).expect("a diagnosis"),
        other => panic!("{other:?}"),
    }
}

fn tried(lab: &mut Lab, first: &First, remedy: &str) -> Trial {
    match lab.throttling(&Order::Try(refused(first), remedy.to_owned())) {
        Ok(Outcome::Tried(trial)) => trial,
        other => panic!("{remedy}: {other:?}"),
    }
}

/// The exception that goes with a reason, by capacity mode.
fn error(reason: Reason, on_demand: bool) -> &'static str {
    match (reason.bound, reason.index) {
        (Bound::Maximum, _) | (Bound::Account | Bound::KeyRange, true) => "ThrottlingException",
        (Bound::Account, false) => "RequestLimitExceeded",
        (Bound::KeyRange, false) if on_demand => "ThrottlingException",
        (Bound::KeyRange | Bound::Provisioned, _) => "ProvisionedThroughputExceededException",
    }
}

/// Builds a case, and checks what there is to check: the reason, the resource, the exception, the bucket, the remedies.
fn check(case: &Case) {
    let reason = case.reason;
    let (mut lab, first) = built(case);
    let path = if reason.index { "table/Orders/index/GSI1" } else { "table/Orders" };
    let arn = format!("arn:aws:dynamodb:{}:{}:{path}", case.region, case.account);
    assert_eq!((&first.reason, &first.resource), (&reason.name(), &arn));
    assert_eq!(first.error, error(reason, case.on_demand), "{}", reason.name());
    let found = why(&mut lab, &first);
    println!("{}", found.headline);
    let empty: Vec<_> = found.buckets.iter().filter(|bucket| bucket.empty).collect();
    assert_eq!(empty.len(), 1, "{:?}", found.buckets);
    let whole = if reason.index { "the index GSI1" } else { "the table Orders" };
    let whose = if reason.index { "GSI1" } else { "Orders" };
    if reason.bound == Bound::KeyRange {
        let letter = if reason.index { 'G' } else { 'P' };
        assert!(empty[0].name.starts_with(letter) && empty[0].name.ends_with(whose), "{}", empty[0].name);
        let rate = if reason.write { 1_000_000 } else { 3_000_000 };
        assert_eq!(empty[0].rate, rate);
        assert_eq!(found.keys.first().map(|key| &*key.key), Some("hot"), "{:?}", found.keys);
    } else {
        assert_eq!(empty[0].name, whole);
        assert_eq!(empty[0].rate, 1_000 * if reason.bound == Bound::Account { case.limit } else { 100 });
    }
    assert!(empty[0].level <= 0, "{:?}", empty[0]);
    for bucket in found.buckets.iter().filter(|bucket| !bucket.empty) {
        assert!(bucket.level > 0, "the others have something: {bucket:?}");
    }
    assert_eq!(found.error, first.error);
    let clock = lab.clock();
    let (mut clears, mut fails) = (0, 0);
    for remedy in &found.remedies {
        let trial = tried(&mut lab, &first, &remedy.id);
        println!("  {}: {}", remedy.title, trial.says);
        assert_eq!(trial.clears, trial.says.starts_with("Clears it"), "{trial:?}");
        clears += u32::from(trial.clears);
        fails += u32::from(!trial.clears);
        assert!(trial.throttled.0 > 0, "there was something to clear");
        // The world that is looked at stays as it was.
        assert_eq!((lab.clock(), lab.snapshot().branch.as_str()), (clock, "main"));
    }
    assert!(clears > 0 && fails > 0, "{}: {clears} clear it, {fails} don't", reason.name());
    assert_eq!(lab.snapshot().branches.len(), found.remedies.len() + 1);
}

macro_rules! fixtures {
    ($($test:ident $name:literal)*) => { $(
        #[test]
        fn $test() {
            check(&Case::of(Reason::named($name).expect("a reason")));
        }
    )* };
}

fixtures! {
    a_key_range_of_a_table_is_read "TableReadKeyRangeThroughputExceeded"
    a_key_range_of_a_table_is_written "TableWriteKeyRangeThroughputExceeded"
    a_key_range_of_an_index_is_read "IndexReadKeyRangeThroughputExceeded"
    a_key_range_of_an_index_is_written "IndexWriteKeyRangeThroughputExceeded"
    a_provisioned_table_is_read "TableReadProvisionedThroughputExceeded"
    a_provisioned_table_is_written "TableWriteProvisionedThroughputExceeded"
    a_provisioned_index_is_read "IndexReadProvisionedThroughputExceeded"
    a_provisioned_index_is_written "IndexWriteProvisionedThroughputExceeded"
    the_account_reads_a_table "TableReadAccountLimitExceeded"
    the_account_writes_a_table "TableWriteAccountLimitExceeded"
    the_account_reads_an_index "IndexReadAccountLimitExceeded"
    the_account_writes_an_index "IndexWriteAccountLimitExceeded"
    a_maximum_of_reads_of_a_table "TableReadMaxOnDemandThroughputExceeded"
    a_maximum_of_writes_of_a_table "TableWriteMaxOnDemandThroughputExceeded"
    a_maximum_of_reads_of_an_index "IndexReadMaxOnDemandThroughputExceeded"
    a_maximum_of_writes_of_an_index "IndexWriteMaxOnDemandThroughputExceeded"
}

#[test]
fn a_key_range_of_a_table_on_demand() {
    for name in ["TableWriteKeyRangeThroughputExceeded", "TableReadKeyRangeThroughputExceeded"] {
        let mut case = Case::of(Reason::named(name).expect("a reason"));
        case.choose_mode(true);
        check(&case);
    }
}

#[test]
fn what_only_savings_would_carry_is_not_cleared() {
    // Eventually consistent reads take 160 of the 320 units: still more than the 100 that flow in.
    let case = Case::of(Reason::named("TableReadProvisionedThroughputExceeded").expect("a reason"));
    let (mut lab, first) = built(&case);
    let trial = tried(&mut lab, &first, "eventual");
    assert!(!trial.clears, "{trial:?}");
    // A tenth more than there is, is too much as well.
    built(&Case { traffic: 110, ..case });
}

#[test]
fn small_figures_are_asked_for_as_they_are() {
    let reason = Reason::named("TableReadProvisionedThroughputExceeded").expect("a reason");
    let case = Case { table_units: 5, traffic: 10, ..Case::of(reason) };
    let (mut lab, first) = built(&case);
    let found = why(&mut lab, &first);
    let empty = found.buckets.iter().find(|bucket| bucket.empty).expect("an empty bucket");
    assert!(empty.rate == 5_000 && (5_000..=11_000).contains(&empty.used), "{empty:?}");
    // A quarter of it fits.
    assert!(tried(&mut lab, &first, "slower").clears);
}

/// In the eras before the pool the bucket that was empty is a partition's share, and no pool is told of.
#[test]
fn a_share_of_an_earlier_era() {
    for (preset, says) in [
        ("era-2012", "Nothing that is left unused is kept."),
        ("era-burst", "What it had left unused before is spent."),
        ("era-adaptive", "adaptive capacity gives it more after a while."),
    ] {
        let mut lab = Lab::example(1, 0);
        let commands = [
            format!("lab preset {preset}"),
            "lab set burst.seconds=1".to_owned(),
            "aws dynamodb create-table --table-name Few --attribute-definitions AttributeName=pk,AttributeType=S \
             --key-schema AttributeName=pk,KeyType=HASH \
             --provisioned-throughput ReadCapacityUnits=1,WriteCapacityUnits=1"
                .to_owned(),
            "lab advance 20s".to_owned(),
            "lab set lab.pace=100ms".to_owned(),
            // More than there is: the share is overdrawn, and the next call is throttled.
            format!("aws dynamodb put-item --table-name Few --item pk={{S=a}},text={{S={}}}", "x".repeat(5_000)),
        ];
        for command in commands {
            let (ran, _) = lab.run_all(&command);
            assert_eq!(ran.code, 0, "{command}: {}", ran.text);
        }
        let (ran, _) = lab.run_all("aws dynamodb put-item --table-name Few --item pk={S=b}");
        assert!(ran.text.contains("ProvisionedThroughputExceededException"), "{}", ran.text);
        let call = lab.snapshot().calls.last().cloned().expect("a call");
        let refused = Refused { call: call.id, started: call.at, answered: call.at + call.latency };
        let Ok(Outcome::Why(found)) = lab.throttling(&Order::Why(refused)) else { panic!("no answer") };
        let found = found.expect("a diagnosis");
        assert!(found.why.ends_with(says), "{}", found.why);
        let names: Vec<_> = found.buckets.iter().map(|it| (&*it.name, it.empty)).collect();
        assert_eq!(names, [("the share of P1 of Few", true), ("P1 of Few", false)]);
        let share = &found.buckets[0];
        assert_eq!((share.rate, share.most), (1_000, 1_000));
        assert_eq!(share.used, 5_000, "{share:?}");
        assert!(found.headline.contains(" on the share of P1 of Few: "), "{}", found.headline);
    }
}
