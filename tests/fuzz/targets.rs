//! What is fuzzed. Each function takes arbitrary bytes and must come back: an error is an answer, a panic is a fault.
//! The programs in `bin/` give them to libFuzzer; `cargo test -p tests --test corpus` replays what was found.
#![allow(dead_code, reason = "each program uses one of them")]

use std::cell::OnceCell;
use std::collections::BTreeMap;

use expression::{Condition, KeyCondition, Kind, Printer, Projection, Scope, Update};
use iam::Kind as PolicyKind;
use lab::Lab;
use learn::{Goal, Lesson};
use scenario::Scenario;
use session::Session;
use value::{AttributeValue, Attributes, Item};
use world::{Call, Config, Durable, Input, Mode, World};

/// Takes arbitrary bytes.
type Target = fn(&[u8]);

/// Name and function of each target.
pub(crate) const TARGETS: [(&str, Target); 9] = [
    ("expressions", expressions),
    ("partiql", partiql),
    ("commands", commands),
    ("requests", requests),
    ("links", links),
    ("stored", stored),
    ("policies", policies),
    ("lessons", lessons),
    ("imports", imports),
];

/// Longer inputs only make each run slower. Also the most bytes that an expression may have.
const MOST: usize = 4_096;

/// The first byte chooses the kind of expression; the rest is its text. What parses must print to what parses to the
/// same, and work on an item without a panic.
pub(crate) fn expressions(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let names: BTreeMap<String, String> =
        [("#a", "a"), ("#b", "b.c"), ("#s", "size")].map(|(k, v)| (k.to_owned(), v.to_owned())).into();
    let values = item();
    let values: Attributes = values.into_iter().map(|(name, value)| (format!(":{name}"), value)).collect();
    let mut scope = Scope::new(Some(&names), Some(&values));
    let item = item();
    match kind % 5 {
        0 => {
            if let Ok(condition) = Condition::parse(Kind::Condition, text, &mut scope) {
                condition.matches(&item);
                let mut printer = Printer::default();
                let out = printer.condition(&condition);
                // With placeholders and brackets it may be longer than an expression may be.
                if out.len() <= MOST {
                    reparse(
                        &printer,
                        |scope| Condition::parse(Kind::Condition, &out, scope).ok(),
                        &condition,
                    );
                }
            }
        }
        1 => {
            if let Ok(condition) = Condition::parse(Kind::Filter, text, &mut scope) {
                condition.matches(&item);
            }
        }
        2 => {
            KeyCondition::parse(text, &mut scope).ok();
        }
        3 => {
            if let Ok(update) = Update::parse(text, &mut scope) {
                update.apply(&item).ok();
                update.create(&item).ok();
                update.charge();
            }
        }
        _ => {
            if let Ok(projection) = Projection::parse(text, &mut scope) {
                projection.apply(&item);
            }
        }
    }
    scope.unused().ok();
}

/// A statement, carried out on a table with items; the first byte chooses among statement, batch and transaction.
pub(crate) fn partiql(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    if text.len() > MOST {
        return;
    }
    let text = serde_json::Value::from(text);
    let parameters = r#"[{"S":"a"},{"N":"1"}]"#;
    let mut world = world();
    let (operation, body) = match kind % 4 {
        0 => ("ExecuteStatement", format!(r#"{{"Statement":{text}}}"#)),
        1 => ("ExecuteStatement", format!(r#"{{"Statement":{text},"Parameters":{parameters},"Limit":1}}"#)),
        2 => ("BatchExecuteStatement", format!(r#"{{"Statements":[{{"Statement":{text}}}]}}"#)),
        _ => ("ExecuteTransaction", format!(r#"{{"TransactStatements":[{{"Statement":{text}}}]}}"#)),
    };
    call(&mut world, operation, body.as_bytes());
}

/// Console text: parsed, coloured, completed at its end and in its middle, and run.
pub(crate) fn commands(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST {
        return;
    }
    console::tokens(text);
    let script = console::parse_script(text, &console::Context::default());
    drop(script);
    let catalogue = console::Catalogue::default();
    for cursor in [text.len(), text.len() / 2] {
        console::complete(text, cursor, &catalogue);
    }
    // Time that passes is bounded by what a command may ask for; a script of many would only be slow.
    if text.lines().count() <= 3 {
        thread_local!(static LAB: OnceCell<Scenario> = const { OnceCell::new() });
        let example = LAB.with(|lab| lab.get_or_init(|| scenario::example(1, 0)).clone());
        let (mut lab, _) = Lab::open_scenario(&example);
        lab.run_all(text);
        lab.snapshot();
    }
}

/// The first byte chooses the operation; the rest is the body of its request.
pub(crate) fn requests(data: &[u8]) {
    let Some((&operation, body)) = data.split_first() else { return };
    if body.len() > 4 * MOST {
        return;
    }
    // The service's own come first, all of them: so an input means the same when more is built.
    let operations: Vec<&str> = api::shapes::operations()
        .iter()
        .chain(api::shapes::other_operations())
        .map(|known| known.name)
        .collect();
    let operation = operations[usize::from(operation) % operations.len()];
    call(&mut world(), operation, body);
}

/// A link's fragment, or the JSON that a link or a file holds.
pub(crate) fn links(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    Scenario::from_link(text).ok();
    if let Ok(scenario) = Scenario::from_json(text)
        && scenario.inputs.len() <= 20
    {
        let again = Scenario::from_link(&scenario.to_link()).expect("a link that we made");
        assert_eq!(again.to_json(), scenario.to_json(), "through a link");
        scenario.open();
    }
}

/// Records of the store: the first byte chooses what the rest is taken for.
pub(crate) fn stored(data: &[u8]) {
    let Some((&kind, rest)) = data.split_first() else { return };
    match kind % 8 {
        0 => {
            if let Ok(item) = Item::from_bytes(rest.into()) {
                assert_eq!(
                    Item::new(&item.decode()).as_bytes(),
                    rest,
                    "bytes that are accepted encode to themselves"
                );
            }
        }
        1 => {
            if let Ok(durable) = Durable::from_bytes(rest) {
                World::restore(durable, None).ok();
            }
        }
        2 => {
            World::restore(world().durable(), Some(rest)).ok();
        }
        kind => {
            let kind = session::Kind::ALL[usize::from(kind) % session::Kind::ALL.len()];
            let key = format!("w1/main/{}/000000000000", kind.name());
            // As it stands, and wrapped as if we had written it: behind the checksum there is more to read.
            Session::open(vec![(key.clone(), rest.to_vec())]);
            Session::open(vec![(key, wrapped(kind, rest))]);
        }
    }
}

/// A policy; the first byte chooses what it is attached to. What can be read is asked about requests with and without
/// context.
pub(crate) fn policies(data: &[u8]) {
    const KINDS: [PolicyKind; 6] = [
        PolicyKind::ServiceControl,
        PolicyKind::Resource,
        PolicyKind::Identity,
        PolicyKind::Boundary,
        PolicyKind::Session,
        PolicyKind::Trust,
    ];
    let Some((&kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    let kind = KINDS[usize::from(kind) % KINDS.len()];
    let policy = match iam::read(text, iam::Rules::of(kind)) {
        Ok(policy) => policy,
        Err(faults) => {
            assert!(!faults.is_empty(), "what can't be read has a reason");
            return;
        }
    };
    let caller = iam::Caller {
        account: "000000000000".to_owned(),
        arn: "arn:aws:iam::000000000000:user/alice".to_owned(),
        ..iam::Caller::default()
    };
    let mut request = iam::Request {
        action: "dynamodb:GetItem".to_owned(),
        resource: "arn:aws:dynamodb:us-east-1:000000000000:table/tab".to_owned(),
        owner: caller.account.clone(),
        context: iam::Context::new(),
    };
    for _ in 0..2 {
        let decision =
            iam::evaluate(&caller, &request, &[iam::Applied { kind, name: "it", policy: &policy }]);
        iam::denial(&caller, &request, &decision);
        for statement in decision.findings.iter().flat_map(|finding| &finding.statements) {
            iam::reason(statement, &request);
        }
        let keys = vec!["a".to_owned(), "alice".to_owned()];
        request.context.set_all("dynamodb:LeadingKeys", keys);
        request.context.set("aws:username", "alice");
        request.context.set("aws:CurrentTime", "2027-03-01T09:00:00Z");
        request.context.set("aws:SourceIp", "10.0.0.1");
        request.context.set("aws:SecureTransport", "true");
    }
}

/// A lesson, a list of lessons, or a goal, as the first byte says. A lesson with few commands is begun and done.
pub(crate) fn lessons(data: &[u8]) {
    let Some((&kind, text)) = data.split_first() else { return };
    let Ok(text) = std::str::from_utf8(text) else { return };
    if text.len() > MOST {
        return;
    }
    match kind % 3 {
        0 => {
            let Ok(lesson) = Lesson::read(text) else { return };
            let of_steps = lesson.steps.iter().flat_map(|step| step.solution.lines());
            if lesson.start.lines().chain(of_steps).count() <= 3 {
                let Ok(mut lab) = Lab::lesson(&lesson) else { return };
                let order = |order: &str| serde_json::json!({ "order": order, "lesson": text }).to_string();
                lab.learn(&order("look")).ok();
                for step in &lesson.steps {
                    lab.run_all(&step.solution);
                }
                lab.learn(&order("look")).ok();
                lab.learn(&order("record")).ok();
            }
        }
        1 => {
            if let Ok(index) = learn::Index::read(text) {
                for (_, listed) in index.all() {
                    assert!(index.find(&listed.id).is_some(), "what is listed is found");
                }
            }
        }
        _ => {
            let Ok(goal) = Goal::read(text) else { return };
            let call = serde_json::json!({ "operation": "PutItem", "write": 1, "request": { "Item": { "p": { "S": "a" } } } });
            for atom in goal.atoms() {
                atom.counts_call(&call);
                atom.counts_event(&call);
                atom.wants_event("throttle");
            }
        }
    }
}

/// A file of items for a table: read, written, told of, and what was refused read again.
pub(crate) fn imports(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    if text.len() > MOST {
        return;
    }
    thread_local!(static LAB: OnceCell<Scenario> = const { OnceCell::new() });
    let orders = "aws dynamodb create-table --table-name Orders --billing-mode PAY_PER_REQUEST \
        --attribute-definitions AttributeName=C,AttributeType=S AttributeName=D,AttributeType=N \
        --key-schema AttributeName=C,KeyType=HASH AttributeName=D,KeyType=RANGE";
    let begin = || {
        let mut lab = Lab::new(session::Header::default());
        lab.run_all(&format!("{orders}\naws dynamodb wait table-exists --table-name Orders"));
        Scenario::of(lab.session()).expect("a world of two commands")
    };
    let scenario = LAB.with(|lab| lab.get_or_init(begin).clone());
    let (mut lab, _) = Lab::open_scenario(&scenario);
    let Ok(mut import) = lab.begin_import("Orders", text) else { return };
    while lab.import_some(&mut import) {}
    let (written, _) = import.progress();
    import.report().to_json();
    let there: u64 = lab.session().world().tables().iter().map(|table| table.item_count).sum();
    assert_eq!(there, written, "each row that is good is an item");
}

/// A record of format store/1 with this payload.
fn wrapped(kind: session::Kind, payload: &[u8]) -> Vec<u8> {
    let letter = match kind {
        session::Kind::Head => b'H',
        session::Kind::Log => b'L',
        session::Kind::Clock => b'T',
        session::Kind::Check => b'C',
        session::Kind::About => b'A',
        session::Kind::Open => b'O',
    };
    let length = u32::try_from(payload.len()).unwrap_or(u32::MAX).to_le_bytes();
    let checksum = crc32fast::hash(payload).to_le_bytes();
    [b"DYNM", &[letter, 1][..], &length, &checksum, payload].concat()
}

/// An item with every type but the sets.
fn item() -> Attributes {
    let number = |text: &str| AttributeValue::N(text.parse().expect("a number"));
    let text = |text: &str| AttributeValue::S(text.to_owned());
    [
        ("a", text("a")),
        ("n", number("1")),
        ("b", AttributeValue::B(vec![1, 2])),
        ("t", AttributeValue::Bool(true)),
        ("z", AttributeValue::Null),
        ("l", AttributeValue::L(vec![text("a"), number("2")])),
        ("m", AttributeValue::M([("x".to_owned(), number("3"))].into())),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into()
}

/// A world with a table, two indexes, a stream and a few items.
fn world() -> World {
    thread_local!(static WORLD: OnceCell<World> = const { OnceCell::new() });
    WORLD.with(|world| world.get_or_init(first_world).clone())
}

fn first_world() -> World {
    let mut world = World::new(Config { mode: Mode::Instant, ..Config::default() });
    call(
        &mut world,
        "CreateTable",
        br#"{"TableName":"tab","BillingMode":"PAY_PER_REQUEST",
            "KeySchema":[{"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"s","KeyType":"RANGE"}],
            "AttributeDefinitions":[{"AttributeName":"p","AttributeType":"S"},{"AttributeName":"s","AttributeType":"N"},
                {"AttributeName":"g","AttributeType":"S"}],
            "LocalSecondaryIndexes":[{"IndexName":"loc","Projection":{"ProjectionType":"KEYS_ONLY"},"KeySchema":[
                {"AttributeName":"p","KeyType":"HASH"},{"AttributeName":"g","KeyType":"RANGE"}]}],
            "GlobalSecondaryIndexes":[{"IndexName":"glo","Projection":{"ProjectionType":"ALL"},"KeySchema":[
                {"AttributeName":"g","KeyType":"HASH"}]}],
            "StreamSpecification":{"StreamEnabled":true,"StreamViewType":"NEW_AND_OLD_IMAGES"}}"#,
    );
    for n in 0..4 {
        let put = format!(
            r#"{{"TableName":"tab","Item":{{"p":{{"S":"a"}},"s":{{"N":"{n}"}},"g":{{"S":"g"}},"l":{{"L":[{{"N":"1"}}]}}}}}}"#
        );
        call(&mut world, "PutItem", put.as_bytes());
    }
    world
}

fn call(world: &mut World, operation: &str, body: &[u8]) {
    let call = Call {
        region: "us-east-1".to_owned(),
        operation: operation.to_owned(),
        request: api::parse(operation, body),
        request_bytes: body.len() as u64,
        via: None,
        caller: None,
    };
    let number = world.submit(world.now(), Input::Call(call));
    let completion = world.run_to_completion(number);
    let mut out = String::new();
    match &completion.result {
        Ok(response) => response.write_json(&mut out),
        Err(error) => error.write_json(&mut out),
    }
    // Void operations answer nothing at all.
    if !out.is_empty() {
        serde_json::from_str::<serde_json::Value>(&out).expect("an answer is JSON");
    }
    world.run_idle();
    world.take_trace();
}

/// What was printed must parse to what was printed.
fn reparse<T: PartialEq + std::fmt::Debug>(
    printer: &Printer,
    parse: impl FnOnce(&mut Scope<'_>) -> Option<T>,
    original: &T,
) {
    let (names, values) = (printer.names(), printer.values());
    let mut scope = Scope::new(Some(&names), Some(&values));
    assert_eq!(parse(&mut scope).as_ref(), Some(original), "printed and parsed");
}
