//! A world with hands: requests as AWS JSON, answers as AWS JSON.

use sim::Micros;
use trace::Event;
use world::{Call, CallId, Completion, Config, Input, Knobs, Mode, World};

pub(crate) const SECOND: Micros = 1_000_000;
pub(crate) const REGION: &str = "eu-central-1";

/// A table without sort key, 5/5.
pub(crate) const PLAIN: &str = r#"{"TableName":"Notes",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],
    "ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}"#;

/// A table on demand with sort key, a local index by `n`, a sparse global one by `status` with keys only, and a
/// global one of everything by `owner` and `sk`.
pub(crate) const ORDERS: &str = r#"{"TableName":"Orders","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},{"AttributeName":"sk","AttributeType":"S"},
        {"AttributeName":"n","AttributeType":"N"},{"AttributeName":"status","AttributeType":"S"},
        {"AttributeName":"owner","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}],
    "LocalSecondaryIndexes":[{"IndexName":"ByN","Projection":{"ProjectionType":"ALL"},
        "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},{"AttributeName":"n","KeyType":"RANGE"}]}],
    "GlobalSecondaryIndexes":[
        {"IndexName":"ByStatus","Projection":{"ProjectionType":"KEYS_ONLY"},
         "KeySchema":[{"AttributeName":"status","KeyType":"HASH"}]},
        {"IndexName":"ByOwner","Projection":{"ProjectionType":"ALL"},
         "KeySchema":[{"AttributeName":"owner","KeyType":"HASH"},{"AttributeName":"sk","KeyType":"RANGE"}]}]}"#;

pub(crate) fn config(seed: u64, mode: Mode, knobs: &[(&str, i64)]) -> Config {
    let mut config = Config { seed, mode, epoch_micros: 1_790_000_000_000_000, ..Config::default() };
    for &(name, value) in knobs {
        config.knobs.set_named(name, value).expect("a knob");
    }
    config
}

/// Knobs with every duration at zero.
pub(crate) fn timeless() -> Knobs {
    Knobs::default().without_time()
}

pub(crate) fn simulated(knobs: &[(&str, i64)]) -> World {
    World::new(config(7, Mode::Simulated, knobs))
}

pub(crate) fn instant() -> World {
    World::new(config(7, Mode::Instant, &[]))
}

pub(crate) fn input(operation: &str, body: &str) -> Input {
    Input::Call(Call {
        region: REGION.to_owned(),
        operation: operation.to_owned(),
        request: api::parse(operation, body.as_bytes()),
        request_bytes: body.len() as u64,
        via: None,
        caller: None,
    })
}

pub(crate) fn send(world: &mut World, operation: &str, body: &str) -> CallId {
    let now = world.now();
    world.submit(now, input(operation, body))
}

pub(crate) fn complete(world: &mut World, operation: &str, body: &str) -> Completion {
    let call = send(world, operation, body);
    world.run_to_completion(call)
}

/// The answer as JSON, or the error's name and sentence.
pub(crate) fn text(completion: &Completion) -> String {
    match &completion.result {
        Ok(response) => {
            let mut out = String::new();
            response.write_json(&mut out);
            out
        }
        Err(error) => error.to_string(),
    }
}

pub(crate) fn ask(world: &mut World, operation: &str, body: &str) -> String {
    text(&complete(world, operation, body))
}

/// Creates a table and lets time pass until it is there.
pub(crate) fn create(world: &mut World, body: &str) {
    let completion = complete(world, "CreateTable", body);
    assert!(completion.result.is_ok(), "{}", text(&completion));
    world.run_idle();
    world.take_trace();
}

#[track_caller]
pub(crate) fn check_contains(answer: &str, expected: &str) {
    assert!(answer.contains(expected), "expected {expected}\nin {answer}");
}

/// The events of a kind.
pub(crate) fn of_kind<'a>(events: &'a [Event], kind: &str) -> Vec<&'a Event> {
    events.iter().filter(|event| event.kind.name() == kind).collect()
}
