//! Storing, opening, sharing, resetting.

use std::collections::BTreeMap;

use lab::Lab;
use lab::protocol::Request;
use lab::worlds::Library;
use session::{Header, Write};
use world::Mode;

use crate::demos::run;

#[derive(Clone, Default)]
struct Store(BTreeMap<String, Vec<u8>>);

impl Store {
    fn save(&mut self, lab: &mut Lab) {
        for Write { key, bytes } in lab.take_writes() {
            if bytes.is_empty() {
                self.0.remove(&key);
            } else {
                self.0.insert(key, bytes);
            }
        }
    }

    fn open(&self) -> (Lab, lab::protocol::Opened) {
        Lab::open(self.0.clone().into_iter().collect(), None, 5)
    }
}

#[test]
fn a_first_visit_shows_the_example() {
    let (lab, opened) = Lab::open(Vec::new(), None, 1_700_000_000_000_000);
    assert!(opened.first_visit && opened.storing);
    assert_eq!((opened.notices.len(), opened.calls), (0, 12));
    assert_eq!(lab.snapshot().epoch, 1_700_000_000_000_000);
    assert!(lab.snapshot().untouched);
}

#[test]
fn a_reload_changes_nothing() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    run(
        &mut lab,
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"Max\"},\"Day\":{\"S\":\"2026-11-14\"}}'",
    );
    store.save(&mut lab);
    let (again, opened) = store.open();
    assert!(!opened.first_visit);
    assert_eq!((opened.calls, opened.notices.len()), (13, 0));
    assert_eq!(again.session().world_hash(), lab.session().world_hash());
    let (mut one, mut other) = (lab.snapshot(), again.snapshot());
    (one.revision, other.revision) = (0, 0);
    assert_eq!(one, other);
    assert_eq!(again.detail(13), lab.detail(13));
}

#[test]
fn a_reset_can_be_taken_back() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    let before = lab.state_hash();
    lab.reset(false, Header { seed: 9, epoch: 77, ..Header::default() });
    store.save(&mut lab);
    assert!(lab.snapshot().tables.is_empty() && lab.snapshot().untouched);
    let (emptied, _) = store.open();
    assert_eq!((emptied.snapshot().tables.len(), emptied.session().header().seed), (0, 9));
    assert!(lab.undo_reset());
    store.save(&mut lab);
    assert_eq!(lab.state_hash(), before);
    let (back, opened) = store.open();
    assert_eq!((back.state_hash(), opened.notices.len()), (before, 0));
    assert!(!lab.undo_reset());
}

#[test]
fn a_world_without_time_stays_one() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    let begin = Request::Reset { example: false, seed: 9, epoch: 77, instant: true };
    assert!(lab.handle(&begin).is_some_and(|reply| reply.is_ok()));
    store.save(&mut lab);
    let (mut lab, _) = store.open();
    assert_eq!(lab.session().header().mode, Mode::Instant);
    let before = lab.clock();
    run(
        &mut lab,
        "aws dynamodb create-table --table-name Things --attribute-definitions AttributeName=k,AttributeType=S \
         --key-schema AttributeName=k,KeyType=HASH --billing-mode PAY_PER_REQUEST\n\
         aws dynamodb put-item --table-name Things --item '{\"k\":{\"S\":\"a\"}}'",
    );
    assert_eq!(lab.clock(), before);
    run(&mut lab, "lab reset");
    assert_eq!((lab.session().header().mode, lab.snapshot().tables.len()), (Mode::Instant, 0));
}

#[test]
fn a_world_thrown_away_leaves_the_store_at_the_next_opening() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    lab.reset(false, Header { seed: 1, epoch: 1, ..Header::default() });
    store.save(&mut lab);
    assert!(store.0.keys().any(|key| key.starts_with("w1/")));
    let (mut lab, _) = store.open();
    store.save(&mut lab);
    assert!(store.0.keys().all(|key| key.starts_with("w2/") || key == "open"), "{:?}", store.0.keys());
}

#[test]
fn a_world_that_is_kept_leaves_the_others_where_they_are() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    let link = lab.share().expect("a link");
    let (mut linked, _) = Lab::open(Vec::new(), Some(&link), 5);
    assert_eq!(linked.take_writes(), []);
    linked.keep(1);
    run(&mut linked, "aws dynamodb list-tables");
    linked.rename("Mine now");
    store.save(&mut linked);
    let library = Library::of(&store.0.clone().into_iter().collect::<Vec<_>>());
    assert_eq!(library.open(), Some("w2"));
    let names: Vec<String> = library.list().into_iter().map(|world| world.name).collect();
    assert_eq!(names, ["Mine now", "Orders, three copies"]);
    let (again, opened) = store.open();
    assert_eq!((again.snapshot().name.as_str(), opened.calls), ("Mine now", 13));
    // The other one opens by its name, and is the open one from then on.
    let records: Vec<_> = store.0.clone().into_iter().collect();
    let (mut first, opened) = Lab::open_world(records, Some("w1"), None, 5);
    assert_eq!((opened.calls, opened.notices.len(), first.state_hash()), (12, 0, lab.state_hash()));
    store.save(&mut first);
    assert_eq!(store.open().1.calls, 12);
    // A new one never takes a name that another one has.
    first.reset(false, Header { seed: 1, epoch: 1, ..Header::default() });
    assert_eq!(first.kept_as(), "w3");
}

#[test]
fn a_renamed_world_keeps_its_name_and_its_log() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    store.save(&mut lab);
    lab.rename("Shop \"B\"");
    store.save(&mut lab);
    run(&mut lab, "aws dynamodb list-tables");
    store.save(&mut lab);
    let (again, opened) = store.open();
    assert_eq!((again.snapshot().name.as_str(), opened.calls, opened.notices.len()), ("Shop \"B\"", 13, 0));
    assert_eq!(again.state_hash(), lab.state_hash());
}

const SHOP: &str = r#"aws dynamodb create-table --table-name Shop --attribute-definitions AttributeName=pk,AttributeType=S AttributeName=sk,AttributeType=N AttributeName=Status,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH AttributeName=sk,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=6 --stream-specification StreamEnabled=true,StreamViewType=NEW_IMAGE --tags Key=team,Value=shop --local-secondary-indexes '[{"IndexName":"Loc","KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"Status","KeyType":"RANGE"}],"Projection":{"ProjectionType":"KEYS_ONLY"}}]' --global-secondary-indexes '[{"IndexName":"Glo","KeySchema":[{"AttributeName":"Status","KeyType":"HASH"}],"Projection":{"ProjectionType":"INCLUDE","NonKeyAttributes":["Total"]},"ProvisionedThroughput":{"ReadCapacityUnits":1,"WriteCapacityUnits":2}}]'
aws dynamodb update-time-to-live --table-name Shop --time-to-live-specification Enabled=true,AttributeName=Until
lab set replica_lag.c 2s
lab set admission.enforce 0"#;

#[test]
fn a_trimmed_link_holds_the_same_tables_and_items_in_few_calls() {
    let mut lab =
        Lab::new(session::Header { seed: 4, epoch: 1_700_000_000_000_000, ..session::Header::default() });
    run(&mut lab, SHOP);
    for round in 0..40 {
        for n in 0..30 {
            let item = format!(
                r#"{{"TableName":"Shop","Item":{{"pk":{{"S":"customer {}"}},"sk":{{"N":"{n}.5"}},"Status":{{"S":"s{}"}},"Note":{{"S":"round {round} \" \u20ac"}},"Blob":{{"B":"AAEC"}},"Tags":{{"SS":["a","b"]}}}}}}"#,
                n % 7,
                n % 3
            );
            assert!(lab.call("PutItem", &item).result.is_ok());
        }
    }
    run(&mut lab, "lab idle");
    let long = lab.link(false, None).expect("a link");
    let short = lab.link(true, None).expect("a trimmed link");
    println!("{} characters, trimmed {}: {:?}", long.link.len(), short.link.len(), short.lost);
    assert!(short.link.len() * 2 < long.link.len() && short.calls < 10);
    assert!(short.lost[0].starts_with("1,202 calls became 4"), "{:?}", short.lost);
    let (opened, told) = Lab::open(Vec::new(), Some(&short.link), 5);
    assert_eq!(told.notices, []);
    let (before, after) = (lab.snapshot(), opened.snapshot());
    assert_eq!((after.epoch, after.name.as_str()), (before.epoch, before.name.as_str()));
    assert!(after.clock >= before.clock);
    let (mut one, mut other) = (before.tables[0].clone(), after.tables[0].clone());
    assert_eq!(other.stream.as_ref().map(|stream| stream.view.as_str()), Some("NEW_IMAGE"));
    for table in [&mut one, &mut other] {
        // What happened on the way is told otherwise, or not at all.
        table.stream = None;
        table.consumed_total = (0, 0);
        table.consumed_this_second = (0, 0);
        let indexes = table.indexes.iter_mut().flat_map(|index| &mut index.partitions);
        for partition in table.partitions.iter_mut().chain(indexes) {
            partition.consumed_this_second = (0, 0);
            partition.collections.clear();
            partition.more_items = 0;
            partition.replicas.clear();
        }
    }
    assert_eq!(one, other);
    assert_eq!(opened.session().world().config().knobs, lab.session().world().config().knobs);
    // A moment to look at travels with a link that holds the history.
    let (_, told) = Lab::open(Vec::new(), Some(&lab.link(false, Some(7_000_000)).expect("a link").link), 5);
    assert_eq!(told.linked.and_then(|linked| linked.look), Some(7_000_000));
    assert_eq!(told.notices, []);
}

const PEOPLE: &str = r#"aws iam create-group --group-name readers
aws iam create-policy --policy-name most --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}'
aws iam create-user --user-name alice --permissions-boundary arn:aws:iam::123456789012:policy/most --tags Key=team,Value=shop
aws iam put-group-policy --group-name readers --policy-name read --policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*"}]}'
aws iam add-user-to-group --group-name readers --user-name alice
aws iam create-role --role-name app --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"123456789012"},"Action":"sts:AssumeRole"}]}' --max-session-duration 7200
aws iam attach-role-policy --role-name app --policy-arn arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess
aws sts assume-role --role-arn arn:aws:iam::123456789012:role/app --role-session-name s
aws organizations create-policy --name quiet --description quiet --type SERVICE_CONTROL_POLICY --content '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"dynamodb:Scan","Resource":"*"}]}'"#;

const GET: &str =
    r#"aws dynamodb get-item --table-name Orders --key '{"Customer":{"S":"Ann"},"Day":{"S":"2026-11-01"}}'"#;

/// As whom the last call was made, by its decision.
fn asked_as(lab: &mut Lab, command: &str) -> String {
    run(lab, command);
    let call = lab.snapshot().calls.last().expect("a call").id;
    let access = lab.detail(call).expect("its detail").access.unwrap_or_default();
    let at = access.find(r#""caller":""#).map(|at| at + 10);
    at.map(|at| access[at..].split('"').next().unwrap_or_default().to_owned()).unwrap_or_default()
}

#[test]
fn whoever_calls_calls_again_after_a_reload() {
    let (mut lab, _) = Lab::open(Vec::new(), None, 5);
    let mut store = Store::default();
    run(&mut lab, PEOPLE);
    assert_eq!(asked_as(&mut lab, GET), "", "the administrator is asked nothing");
    run(&mut lab, "lab as alice");
    store.save(&mut lab);
    let (mut again, opened) = store.open();
    assert_eq!(opened.notices, []);
    assert_eq!(asked_as(&mut again, GET), "arn:aws:iam::123456789012:user/alice");
    assert!(again.snapshot().principals.contains(r#""current":"user/alice""#));
    assert_eq!(again.snapshot().undo.as_deref(), Some("GetItem 23"));
    again.undo().expect("taken back");
    assert_eq!(again.snapshot().undo.as_deref(), Some("who calls"));
    again.undo().expect("taken back");
    assert_eq!(asked_as(&mut again, GET), "");
    // A session is found again by its key; somebody who is gone is refused, and never the administrator.
    run(&mut lab, "lab as app/s");
    store.save(&mut lab);
    assert_eq!(asked_as(&mut store.open().0, GET), "arn:aws:sts::123456789012:assumed-role/app/s");
    run(&mut lab, "lab as alice");
    let gone = "aws iam remove-user-from-group --group-name readers --user-name alice --profile admin; aws iam delete-user --user-name alice --profile admin";
    run(&mut lab, gone);
    store.save(&mut lab);
    let mut again = store.open().0;
    let printed = again.run_all(GET).0.text;
    assert!(printed.contains("UnrecognizedClientException"), "{printed}");
}

#[test]
fn a_trimmed_link_brings_users_roles_and_their_policies() {
    let mut lab = Lab::example(3, 0);
    run(&mut lab, PEOPLE);
    let policy = run(
        &mut lab,
        "aws organizations list-policies --filter SERVICE_CONTROL_POLICY --query Policies[1].Id --output text",
    );
    run(
        &mut lab,
        &format!("aws organizations attach-policy --target-id 123456789012 --policy-id {}", policy.trim()),
    );
    run(&mut lab, "lab as alice");
    let short = lab.link(true, None).expect("a trimmed link");
    let (mut opened, told) = Lab::open(Vec::new(), Some(&short.link), 5);
    assert_eq!(told.notices, []);
    for question in [
        "aws iam list-groups-for-user --user-name alice --query Groups[].GroupName --profile admin",
        "aws iam get-group-policy --group-name readers --policy-name read --profile admin",
        "aws iam get-user --user-name alice --query User.[PermissionsBoundary,Tags] --profile admin",
        "aws iam get-role --role-name app --query Role.[MaxSessionDuration,AssumeRolePolicyDocument] --profile admin",
        "aws iam list-attached-role-policies --role-name app --profile admin",
        "aws organizations list-policies-for-target --target-id 123456789012 --filter SERVICE_CONTROL_POLICY --profile admin",
        GET,
    ] {
        assert_eq!(run(&mut opened, question), run(&mut lab, question), "{question}");
    }
    let scan = opened.run_all("aws dynamodb scan --table-name Orders").0.text;
    assert!(scan.contains("explicit deny in a service control policy"), "{scan}");
}

#[test]
fn files_open_as_they_were_written_and_others_say_what_is_wrong() {
    let mut lab = Lab::example(3, 0);
    run(&mut lab, "aws dynamodb list-tables");
    let file = lab.to_file().expect("a file");
    let (opened, told) = Lab::open_file(&format!("\u{feff}{file}")).expect("it opens");
    assert_eq!((opened.session().world_hash(), told.notices), (lab.session().world_hash(), Vec::new()));
    for (text, code, words) in [
        ("", "scenario-damaged", "not a scenario"),
        ("{\"Orders\":[]}", "scenario-damaged", "not a scenario"),
        (&file[..file.len() - 9], "scenario-damaged", "not a scenario"),
        (&file.replace("\"scenario\":1", "\"scenario\":2"), "scenario-newer", "later version"),
    ] {
        let Err(error) = Lab::open_file(text) else { panic!("{text} opened") };
        assert_eq!(error.code(), code);
        assert!(error.to_string().contains(words), "{error}");
    }
}

#[test]
fn a_link_shows_the_same_world_and_stores_nothing() {
    let mut lab = Lab::example(3, 0);
    run(
        &mut lab,
        "lab set replica_lag.c 2s; aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
    );
    let link = lab.share().expect("it can be shared");
    println!("{} characters for {} inputs", link.len(), lab.session().inputs());
    assert!(link.len() < 1_900);
    let (mut shared, opened) = Lab::open(Vec::new(), Some(&link), 5);
    assert_eq!(opened.notices, []);
    let linked = opened.linked.as_ref().expect("what came with it");
    assert_eq!((linked.name.as_str(), linked.tables.join(" ").as_str()), ("Orders, three copies", "Orders"));
    assert_eq!((linked.items, linked.calls, linked.look), (12, 13, None));
    assert!(!opened.storing);
    assert_eq!(shared.session().world_hash(), lab.session().world_hash());
    assert_eq!(shared.take_writes(), []);
    // A cut link is told, and what is stored opens instead.
    let (_, opened) = Lab::open(Vec::new(), Some(&link[..link.len() / 2]), 5);
    assert_eq!(opened.notices[0].code, "link-cut");
    assert!(opened.first_visit);
    let (_, opened) = Lab::open(Vec::new(), Some("/lab"), 5);
    assert_eq!(opened.notices, []);
}

#[test]
fn each_kind_of_state_changes_the_hash() {
    let mut lab = Lab::example(1, 0);
    let mut hashes = vec![lab.state_hash()];
    for text in [
        "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
        "aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}' --update-expression 'SET Goods = :t' --expression-attribute-values '{\":t\":{\"N\":\"1\"}}'",
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"},\"Day\":{\"S\":\"2026-11-20\"}}'",
        "aws dynamodb create-table --table-name Other --attribute-definitions AttributeName=p,AttributeType=S --key-schema AttributeName=p,KeyType=HASH --billing-mode PAY_PER_REQUEST",
        "lab advance 30s",
        "aws dynamodb delete-table --table-name Other",
        "lab advance 31s",
        "lab set replica_lag.c 1s",
        "lab set replica_choice 2",
    ] {
        run(&mut lab, text);
        let hash = lab.state_hash();
        assert!(!hashes.contains(&hash), "{text}");
        hashes.push(hash);
    }
    assert_ne!(Lab::example(2, 0).state_hash(), hashes[0], "the seed");
    assert_ne!(Lab::example(1, 1).state_hash(), hashes[0], "the epoch");
    assert_eq!(Lab::example(1, 0).state_hash(), hashes[0]);
}

#[test]
fn items_go_out_as_text_and_come_back() {
    use lab::protocol::{Reply, Request};
    let mut lab = Lab::example(1, 0);
    let text =
        |lab: &mut Lab, csv| match lab.handle(&Request::ExportItems { table: "Orders".to_owned(), csv }) {
            Some(Ok(Reply::Text(text))) => text,
            other => panic!("{other:?}"),
        };
    run(
        &mut lab,
        r#"aws dynamodb put-item --table-name Orders --item '{"Customer":{"S":"Äda, \"the first\""},"Day":{"S":"2026-11-21"},"Tags":{"SS":["a","b"]},"Gift":{"BOOL":true}}'"#,
    );
    let lines = text(&mut lab, false);
    assert_eq!(lines.lines().count(), 12);
    assert!(lines.lines().all(|line| line.starts_with("{\"Item\":{") && line.ends_with("}}")), "{lines}");
    assert!(lab::items::is_export(&lines) && !lab::items::is_export("{\"Orders\":[]}"));
    let csv = text(&mut lab, true);
    assert!(csv.starts_with("Customer,Day,Gift,Goods,Status,Tags,Total\r\n"), "{csv}");
    assert!(
        csv.contains(
            "\"Äda, \"\"the first\"\"\",2026-11-21,true,,,\"{\"\"SS\"\":[\"\"a\"\",\"\"b\"\"]}\",\r\n"
        ),
        "{csv}"
    );

    // Into an empty table, by calls that are in the history.
    let mut fresh = Lab::example(1, 0);
    run(
        &mut fresh,
        "aws dynamodb delete-table --table-name Orders
aws dynamodb create-table --table-name Orders --attribute-definitions AttributeName=Customer,AttributeType=S AttributeName=Day,AttributeType=S --key-schema AttributeName=Customer,KeyType=HASH AttributeName=Day,KeyType=RANGE --billing-mode PAY_PER_REQUEST
aws dynamodb wait table-exists --table-name Orders",
    );
    let done =
        fresh.handle(&Request::ImportItems { table: "Orders".to_owned(), text: lines.clone(), write: true });
    let Some(Ok(Reply::Text(done))) = done else { panic!("{done:?}") };
    assert!(done.starts_with(r#"{"good":12,"written":12,"calls":1,"#), "{done}");
    assert_eq!(text(&mut fresh, false), lines);
}

#[test]
fn branches_come_back_after_a_reload() {
    let (mut lab, opened) = Lab::open(Vec::new(), None, 5);
    assert!(!opened.branches);
    let mut store = Store::default();
    let (main, start) = (lab.state_hash(), lab.clock());
    lab.fork(None, Some("what if")).expect("a branch");
    run(
        &mut lab,
        "aws dynamodb delete-item --table-name Orders --key '{\"Customer\":{\"S\":\"Max\"},\"Day\":{\"S\":\"2026-11-14\"}}'",
    );
    let there = lab.state_hash();
    // As the worker does it: what a list says of each is noted, then everything is written.
    for (id, about) in lab.abouts(7) {
        let Write { key, bytes } = about.write(&id);
        store.0.insert(key, bytes);
    }
    store.save(&mut lab);
    let (mut again, opened) = store.open();
    assert!(opened.branches);
    // Whoever forks before the others are there stays in the family.
    let (mut hasty, _) = store.open();
    hasty.fork(None, None).expect("a branch");
    assert_eq!(hasty.family(), again.family());
    assert_eq!((again.snapshot().branch.as_str(), again.state_hash()), ("what if", there.clone()));
    let library = Library::of(&store.0.clone().into_iter().collect::<Vec<_>>());
    let relatives = library.relatives(again.kept_as(), again.family());
    assert_eq!(relatives.len(), 1);
    let world: Vec<(String, Vec<u8>)> = {
        let prefix = format!("{}/", relatives[0]);
        store
            .0
            .iter()
            .filter(|(key, _)| key.starts_with(&prefix))
            .map(|(k, v)| (k.clone(), v.clone()))
            .collect()
    };
    for _ in 0..2 {
        assert_eq!(again.adopt(&relatives[0], world.clone()), [], "and it is taken in once");
        let branches = again.snapshot().branches;
        let seen: Vec<_> = branches.iter().map(|it| (it.name.as_str(), it.forked_at, it.calls)).collect();
        assert_eq!(seen, [("main", None, 12), ("what if", Some(start), 13)]);
    }
    again.switch("main").expect("it is there");
    assert_eq!(again.state_hash(), main);
    // A stranger's world is no branch of this one.
    let (mut other, _) = Lab::open(Vec::new(), None, 5);
    assert_eq!(other.adopt(&relatives[0], world), []);
    assert_eq!(other.snapshot().branches, []);
}
