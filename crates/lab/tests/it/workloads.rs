//! Workloads from the console.

use lab::Lab;

use crate::demos::run;

const TABLE: &str = "aws dynamodb create-table --table-name Load --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5";

fn with_table() -> Lab {
    let mut lab = Lab::new(session::Header::default());
    run(&mut lab, TABLE);
    run(&mut lab, "lab idle");
    lab
}

#[test]
fn a_workload_is_begun_listed_played_and_stopped() {
    let mut lab = with_table();
    let began = run(
        &mut lab,
        "lab workload start --table Load --rate 20 --for 60s --keys zipf --theta 0.99 --op put=1,get=3 --size 1KB --clients 10 --retry standard",
    );
    assert_eq!(
        began,
        "# It goes on as time passes: `lab advance 60s` plays all of it.\nThe workload w1 begins: 20 calls a second on Load for 1 min.\n"
    );
    let listed = run(&mut lab, "lab workload list");
    assert!(listed.starts_with("w1 on Load runs, 1 min to go\n"), "{listed}");
    assert!(
        listed.contains("lab workload start --table Load --rate 20 --for 60s --keys zipf --theta 0.99 --count 1000 --op put=1,get=3 --size 1KB --clients 10 --retry standard --name w1\n"),
        "{listed}"
    );
    assert_eq!(lab.session().inputs(), 2, "the whole workload is one record");
    run(&mut lab, "lab advance 30s");
    let listed = run(&mut lab, "lab workload list");
    assert!(listed.contains("runs, 30 s to go") && listed.contains("succeeded"), "{listed}");
    assert_eq!(run(&mut lab, "lab workload stop w1"), "The workload w1 is stopped.\n");
    run(&mut lab, "lab idle");
    let listed = run(&mut lab, "lab workload list");
    assert!(listed.starts_with("w1 on Load was stopped\n"), "{listed}");
    assert!(listed.contains("operations                       601\n"), "{listed}");
    let (_, printed) = lab.run_all("lab workload stop");
    assert_eq!(printed[0].output, "No workload is running.\n");
}

#[test]
fn the_line_of_a_workload_begins_the_same() {
    for line in [
        "--table Load --rate 0.5 --for 90s --keys uniform --count 7 --op put --size 400 --clients 1 --retry none --name a",
        "--table Load --rate 10 --to 99.5 --width 10s --for 20s --keys hot --hot 80 --hot-keys 3 --count 1000 --op update --size 1KB --clients 2 --retry legacy --attempts 4 --name a",
        "--table Load --rate 1 --peak 50 --at 5s --width 1500ms --for 2m --keys sequential --count 1 --sorts 0 --prefix 'a b' --op put --size 1KB --clients 3 --retry full-jitter --name 'it'\\''s'",
        "--table Load --rate 100 --swing 50 --day 10m --for 2h --keys sharded --shards 200 --count 2 --op query=2,scan=1 --size 2000 --clients 10 --retry adaptive --index-values 0 --name a --poisson",
        "--table Load --rate 5 --for 10s --keys date --bucket minute --count 1 --op delete --size 1KB --clients 10 --retry fixed --region us-east-1 --name a",
    ] {
        let mut lab = with_table();
        if line.contains("us-east-1") {
            run(&mut lab, &format!("{TABLE} --region us-east-1"));
        }
        run(&mut lab, &format!("lab workload start {line}"));
        let listed = run(&mut lab, "lab workload list");
        assert!(listed.contains(&format!("  lab workload start {line}\n")), "{line}\n{listed}");
    }
}

#[test]
fn a_preview_is_a_table_of_buckets() {
    let mut lab = with_table();
    let hash = lab.state_hash();
    let told = run(&mut lab, "lab workload preview --table Load --rate 4 --peak 30 --hot 100 --size 2KB");
    assert!(told.starts_with("760 operations in 1 min: 12.666 a second on average, 30 at most\n"), "{told}");
    assert!(
        told.contains(
            "Load                       write          25.3            60             5  too much\n"
        ),
        "{told}"
    );
    assert!(
        told.contains("  P1                       write          25.3            60         1,000\n"),
        "{told}"
    );
    assert_eq!(lab.state_hash(), hash);
    let (_, printed) = lab.run_all("lab workload preview --table Nowhere");
    assert!(printed[0].output.starts_with("There is no table Nowhere"), "{printed:?}");
}

#[test]
fn refusals_are_sentences_and_are_replayed() {
    let mut lab = with_table();
    let (_, printed) = lab.run_all("lab workload start --table Nowhere");
    assert_eq!(printed[0].code, 252);
    assert!(printed[0].error.as_ref().is_some_and(|error| error.message.contains("no table Nowhere")));
    let (_, printed) = lab.run_all("lab workload start --tabel Load");
    let error = printed[0].error.clone().expect("a usage error");
    assert!(
        error.message.contains("no option `--tabel`") && error.fix.as_deref() == Some("--table"),
        "{error:?}"
    );
    // What was put in makes the same world again, answers and refusals alike.
    let twice =
        "lab workload start --table Load --rate 50 --for 5s; lab workload start --name w1 --table Load";
    let (_, printed) = lab.run_all(twice);
    assert_eq!(printed[1].output, "A workload called w1 is running already.\n");
    run(&mut lab, "lab advance 9s");
    let mut again = session::Session::new(lab.session().header().clone());
    for record in lab.session().records().expect("they are in memory") {
        let line = record.to_json();
        let read = session::Record::from_json(&line).expect("a record");
        assert_eq!(read, record);
        assert!(again.replay(&read).same, "{line}");
    }
    again.advance_to(lab.clock());
    assert_eq!(again.state_hash(), lab.state_hash());
}

#[test]
fn the_past_of_a_workload_can_be_looked_at() {
    let mut lab = with_table();
    run(&mut lab, "lab workload start --table Load --rate 400 --for 60s --retry none; lab advance 70s");
    let session = lab.session();
    let offered = |at: u64| {
        let past = session.past(at).expect("it is in memory");
        let world = past.session().world();
        assert_eq!(world.now(), at);
        world.workloads()[0].tally.offered
    };
    let begun = session.world().workloads()[0].started;
    assert_eq!(offered(begun + 30_000_000), 12_001);
    assert_eq!(offered(begun + 10_000_000), 4_001);
    assert_eq!(offered(session.now()), 24_000);
    // From a point that is near: the way there is neither the way from the beginning nor from an earlier moment, and
    // all of it lies behind one input.
    let early = session.past(begun + 10_000_000).expect("it is in memory");
    assert!(early.inputs() == session.inputs() && session.has_point_between(&early, begun + 50_000_000));
    assert!(!session.has_point_between(&early, begun + 10_000_000));
}

#[test]
fn a_preview_counts_what_is_saved_up() {
    let mut lab = Lab::new(session::Header::default());
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=pk,AttributeType=S --key-schema \
         AttributeName=pk,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10
lab idle",
    );
    let saved = |line: &str| {
        let preview = lab.load_preview(line).expect("it can begin");
        let need = preview.needs.into_iter().find(|need| need.bucket == "Votes" && need.write);
        need.expect("the table's writes").saved
    };
    // A minute's worth was banked when the table was made, and twice what flows in is asked for.
    let time =
        saved("lab workload start --table Votes --rate 20 --for 30s").expect("it makes up for some time");
    assert!((60_000_000..=66_000_000).contains(&time), "{time}");
    assert_eq!(saved("lab workload start --table Votes --rate 5 --for 30s"), None);
}

/// Bytes are those of the whole item, whichever way it is written.
#[test]
fn an_item_of_so_many_bytes_costs_the_same_by_put_and_by_update() {
    for (op, size) in [("put", "1KB"), ("update", "1KB"), ("update", "3KB"), ("put", "3KB")] {
        let mut lab = with_table();
        run(
            &mut lab,
            &format!(
                "lab workload start --table Load --rate 3 --for 10s --op {op} --size {size} --clients 1"
            ),
        );
        run(&mut lab, "lab advance 12s");
        let table = lab.snapshot().tables[0].clone();
        let (_, written) = table.consumed_total;
        let units: u64 = size[..1].parse().expect("a digit");
        assert_eq!(written, 30 * units * 1_000, "{op} of {size}: {} bytes", table.size_bytes);
        let mean = table.size_bytes / table.item_count;
        assert!(mean > units * 1_024 - 40 && mean <= units * 1_024, "{op} of {size}: {mean} bytes an item");
    }
}
