//! The engine behind its JSON face, with a memory of what it was asked.

use serde_json::Value;
use world::{Call, Config, Input, Mode, World};

use crate::store::{Store, TABLES};
use crate::value::{Map, item_json};

/// A refusal: the error's name, and the whole body.
pub(crate) type Refused = (String, Value);

pub(crate) struct Engine {
    world: World,
    seed: u64,
    log: Vec<String>,
}

impl Engine {
    /// A world with the tables of the model, empty.
    pub(crate) fn new(simulated: bool) -> Self {
        let mode = if simulated { Mode::Simulated } else { Mode::Instant };
        let mut engine =
            Self { world: World::new(Config { mode, ..Config::default() }), seed: 0, log: Vec::new() };
        for table in &TABLES {
            let created = engine.ask("CreateTable", &table.request());
            assert!(created.is_ok(), "{created:?}");
        }
        engine.settle();
        engine
    }

    /// The same world again, for another sequence.
    pub(crate) fn again(&self, seed: u64) -> Self {
        Self { world: self.world.clone(), seed, log: Vec::new() }
    }

    /// Lets everything arrive that is on its way.
    pub(crate) fn settle(&mut self) {
        self.world.run_idle();
    }

    pub(crate) fn ask(&mut self, operation: &str, request: &Value) -> Result<Value, Refused> {
        let body = request.to_string();
        self.log.push(format!("{operation} {body}"));
        let call = Call {
            region: "eu-central-1".to_owned(),
            operation: operation.to_owned(),
            request: api::parse(operation, body.as_bytes()),
            request_bytes: body.len() as u64,
            via: None,
            caller: None,
        };
        let call = self.world.submit(self.world.now(), Input::Call(call));
        let completion = self.world.run_to_completion(call);
        self.world.take_trace();
        let mut out = String::new();
        let read = |out: &str| serde_json::from_str(out).unwrap_or_default();
        match completion.result {
            Ok(response) => {
                response.write_json(&mut out);
                Ok(read(&out))
            }
            Err(error) => {
                error.write_json(&mut out);
                Err((error.name().to_owned(), read(&out)))
            }
        }
    }

    /// Compares, and tells the whole story when there is a difference.
    #[track_caller]
    pub(crate) fn check<T: PartialEq + std::fmt::Debug>(&self, found: &T, expected: &T) {
        assert!(
            found == expected,
            "seed {}\nfound    {found:?}\nexpected {expected:?}\nafter\n{}",
            self.seed,
            self.log.join("\n")
        );
    }

    /// Every item of every table, read in one page each.
    pub(crate) fn check_everything(&mut self, store: &Store) {
        self.settle();
        for table in &TABLES {
            let names = std::iter::once(None).chain(table.indexes.iter().map(Some));
            for index in names {
                let mut request = serde_json::json!({"TableName": table.name});
                if let Some(index) = index {
                    request["IndexName"] = index.name.into();
                }
                let found = self.ask("Scan", &request).map(|answer| sorted(&answer["Items"]));
                self.check(&found, &Ok(listed(&store.entries(table, index))));
            }
        }
    }
}

/// Items in an order that both sides share.
pub(crate) fn sorted(items: &Value) -> Vec<String> {
    let mut items: Vec<String> = items.as_array().into_iter().flatten().map(Value::to_string).collect();
    items.sort();
    items
}

pub(crate) fn listed(items: &[Map]) -> Vec<String> {
    sorted(&Value::Array(items.iter().map(item_json).collect()))
}
