//! What is measured: our world, and the peer, each by its public interface.

use anyhow::{Result, anyhow, bail};
use api::dynamodb::Request;
use dynoxide::Database;
use world::{Call, Completion, Config, Input, Mode, World};

use crate::data;

const REGION: &str = "eu-central-1";

/// Our engine in instant mode, nobody watching.
pub(crate) struct Ours(pub(crate) World);

impl Ours {
    /// With the table, and so many items in it.
    pub(crate) fn new(items: u64) -> Self {
        let mut world = World::new(Config { mode: Mode::Instant, ..Config::default() });
        world.set_level(trace::Level::Off);
        let mut ours = Self(world);
        ours.json("CreateTable", data::TABLE);
        ours.0.run_idle();
        for n in 0..items {
            ours.json("PutItem", &data::put(n));
        }
        ours
    }

    /// A request as a type, an answer as a type.
    pub(crate) fn typed(&mut self, operation: &str, request: Request) -> Completion {
        self.submit(operation, Ok(request), 1_000)
    }

    /// JSON in, JSON out.
    pub(crate) fn json(&mut self, operation: &str, body: &str) -> String {
        let request = api::parse(operation, body.as_bytes());
        let completion = self.submit(operation, request, body.len() as u64);
        let mut out = String::new();
        match &completion.result {
            Ok(response) => response.write_json(&mut out),
            Err(error) => panic!("{operation}: {error}"),
        }
        out
    }

    fn submit(
        &mut self,
        operation: &str,
        request: Result<Request, api::ApiError>,
        request_bytes: u64,
    ) -> Completion {
        let call = Call {
            region: REGION.to_owned(),
            operation: operation.to_owned(),
            request,
            request_bytes,
            via: None,
            caller: None,
        };
        let id = self.0.submit(self.0.now(), Input::Call(call));
        self.0.run_to_completion(id)
    }
}

/// The peer in its in-memory mode.
pub(crate) struct Theirs(Database);

impl Theirs {
    /// With the table, and so many items in it.
    pub(crate) fn new(items: u64) -> Result<Self> {
        let theirs = Self(Database::memory().map_err(|error| anyhow!("{error:?}"))?);
        theirs.json("CreateTable", data::TABLE)?;
        for n in 0..items {
            theirs.json("PutItem", &data::put(n))?;
        }
        Ok(theirs)
    }

    /// JSON in, JSON out.
    pub(crate) fn json(&self, operation: &str, body: &str) -> Result<String> {
        macro_rules! call {
            ($method:ident) => {{
                let request = serde_json::from_str(body)?;
                let response = self.0.$method(request).map_err(|error| anyhow!("{operation}: {error:?}"))?;
                serde_json::to_string(&response)?
            }};
        }
        Ok(match operation {
            "CreateTable" => call!(create_table),
            "PutItem" => call!(put_item),
            "GetItem" => call!(get_item),
            "UpdateItem" => call!(update_item),
            "Query" => call!(query),
            "Scan" => call!(scan),
            "BatchWriteItem" => call!(batch_write_item),
            "TransactWriteItems" => call!(transact_write_items),
            _ => bail!("the peer is not asked for {operation}"),
        })
    }
}
