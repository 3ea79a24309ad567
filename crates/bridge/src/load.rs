//! What the simulated service costs: the parts of a measurement. Whoever has a clock times them, natively
//! (`examples/bench_load.rs`) and in WebAssembly (`load.cjs`).

use std::collections::BTreeMap;

use api::dynamodb::Request;
use wasm_bindgen::prelude::wasm_bindgen;
use world::workload::{Arrival, Keys, Op, Order, Part, Pattern, Retry, RetryMode, Shape, Spec};
use world::{Act, Config, Input, Mode, World};

const REGION: &str = "eu-central-1";
const TABLE: &str = "Load";
const SECOND: u64 = 1_000_000;
/// Bytes of an item.
const SIZE: u32 = 200;
/// Units that a partition serves here, so that few units decide how many partitions there are.
const PARTITION: u32 = 100_000;
/// Requests that are made before the time is taken, again and again.
const READY: u64 = 10_000;

/// A world with one table, and requests to it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Load {
    world: World,
    ready: Vec<Request>,
}

#[wasm_bindgen]
impl Load {
    /// A table of so many partitions with so many items: in a world where things take time, or in an instant one.
    /// With `expiry`, half of the items expire within a week.
    #[wasm_bindgen(constructor)]
    pub fn new(simulated: bool, partitions: u32, items: u32, expiry: bool) -> Self {
        let mode = if simulated { Mode::Simulated } else { Mode::Instant };
        let mut config = Config { seed: 1, mode, ..Config::default() };
        for (knob, value) in [
            ("partition.read_units", i64::from(PARTITION)),
            ("partition.write_units", i64::from(PARTITION)),
            ("quota.table_read_units", 10_000_000),
            ("quota.table_write_units", 10_000_000),
            ("quota.account_read_units", 100_000_000),
            ("quota.account_write_units", 100_000_000),
        ] {
            // The names and ranges are those of this build.
            let _ = config.knobs.set_named(knob, value);
        }
        let mut world = World::new(config);
        let (write, read) =
            (u64::from(partitions) * u64::from(PARTITION) - u64::from(PARTITION) / 2, PARTITION / 20);
        let table = format!(
            r#"{{"TableName":"{TABLE}","AttributeDefinitions":[{{"AttributeName":"pk","AttributeType":"S"}}],
            "KeySchema":[{{"AttributeName":"pk","KeyType":"HASH"}}],
            "ProvisionedThroughput":{{"ReadCapacityUnits":{read},"WriteCapacityUnits":{write}}}}}"#
        );
        let mut load = Self {
            world: {
                call(&mut world, "CreateTable", &table);
                world
            },
            ready: Vec::new(),
        };
        load.world.run_idle();
        if expiry {
            let body = format!(
                r#"{{"TableName":"{TABLE}","TimeToLiveSpecification":{{"Enabled":true,"AttributeName":"ttl"}}}}"#
            );
            call(&mut load.world, "UpdateTimeToLive", &body);
        }
        // A fill leaves nothing on its way that would be measured later.
        load.world.set_level(trace::Level::Off);
        for n in 0..items {
            let ttl = if expiry && n % 2 == 0 {
                format!(r#","ttl":{{"N":"{}"}}"#, 90_000 + u64::from(n) * 600_000 / u64::from(items))
            } else {
                String::new()
            };
            call(&mut load.world, "PutItem", &put(n, &ttl));
            if n % 1_000 == 999 {
                load.pass(1_000);
            }
        }
        load.pass(2_000);
        load.world.take_trace();
        load
    }

    /// How many partitions there are.
    pub fn partitions(&self) -> u32 {
        self.world.table(REGION, TABLE).map_or(0, |table| table.partitions.len() as u32)
    }

    /// Makes requests ready to be made: puts or gets of the items `from` and those after it.
    pub fn prepare(&mut self, gets: bool, from: u32, items: u32) {
        let (operation, body): (_, fn(u32) -> String) =
            if gets { ("GetItem", get) } else { ("PutItem", |n| put(n, "")) };
        let requests = (0..READY).filter_map(|n| {
            let n = from + (n * 7_919 % u64::from(items.max(1))) as u32;
            api::parse(operation, body(n).as_bytes()).ok()
        });
        self.ready = requests.collect();
    }

    /// Makes so many calls, one after the other, nobody watching. How many succeeded.
    pub fn calls(&mut self, count: u32) -> u32 {
        let mut good = 0;
        for request in self.ready.iter().cycle().take(count as usize) {
            let id = self.world.submit(self.world.now(), input("", Ok(request.clone()), 200));
            good += u32::from(self.world.run_to_completion(id).result.is_ok());
        }
        good
    }

    /// Begins a workload of puts or gets, traced as the page has it.
    pub fn begin(&mut self, gets: bool, rate: u32, seconds: u32, keys: u32) {
        self.world.set_level(trace::Level::Full);
        let spec = Spec {
            name: format!("w{}", self.world.own_calls()),
            region: REGION.to_owned(),
            table: TABLE.to_owned(),
            arrival: Arrival { shape: Shape::Constant { rate: u64::from(rate) * 1_000 }, poisson: false },
            lasts: u64::from(seconds) * SECOND,
            keys: Keys {
                pattern: Pattern::Uniform,
                count: u64::from(keys),
                sorts: 1,
                prefix: "key-".to_owned(),
            },
            mix: vec![Part { op: if gets { Op::Get } else { Op::Put }, weight: 1 }],
            index: None,
            size: SIZE,
            index_values: 0,
            clients: 100,
            retry: Retry { mode: RetryMode::Legacy, attempts: 0 },
        };
        let _ = self.world.act(self.world.now(), &Act::Workload(Order::Start(Box::new(spec))));
    }

    /// Lets milliseconds of virtual time pass, frame by frame.
    pub fn pass(&mut self, milliseconds: u32) {
        let end = self.world.now() + u64::from(milliseconds) * 1_000;
        while self.world.now() < end {
            self.world.run_until((self.world.now() + 100_000).min(end));
            self.world.take_trace();
        }
    }

    /// Lets hours of virtual time pass in which nobody does anything. How many items are left.
    pub fn idle(&mut self, hours: u32) -> u32 {
        self.world.run_until(self.world.now() + u64::from(hours) * 3_600 * SECOND);
        self.world.take_trace();
        self.world.table(REGION, TABLE).map_or(0, |table| table.item_count as u32)
    }

    /// Calls that workloads made, and how many of them were throttled.
    pub fn made(&self) -> Vec<u32> {
        let tally = |figure: fn(&world::workload::Tally) -> u64| {
            self.world.workloads().iter().map(|it| figure(&it.tally)).sum::<u64>() as u32
        };
        vec![tally(|it| it.attempts), tally(|it| it.throttled)]
    }
}

/// A bare map of the same size: what any table's calls cost more when there are more items.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Plain(BTreeMap<Vec<u8>, Vec<u8>>);

#[wasm_bindgen]
impl Plain {
    /// A map of so many entries, each as large as an item.
    #[wasm_bindgen(constructor)]
    pub fn new(items: u32) -> Self {
        Self((0..items).map(|n| (format!("key-{n}").into_bytes(), vec![b'x'; SIZE as usize])).collect())
    }

    /// Puts so many entries, in the order in which [`Load::calls`] puts items. How many there are then.
    pub fn puts(&mut self, count: u32) -> u32 {
        let items = (self.0.len() as u64).max(1);
        let keys = (0..READY).map(|n| format!("key-{}", n * 7_919 % items).into_bytes());
        let keys: Vec<Vec<u8>> = keys.collect();
        for key in keys.iter().cycle().take(count as usize) {
            self.0.insert(key.clone(), vec![b'x'; SIZE as usize]);
        }
        self.0.len() as u32
    }
}

fn put(n: u32, more: &str) -> String {
    let filling = "x".repeat(SIZE as usize - 20);
    format!(r#"{{"TableName":"{TABLE}","Item":{{"pk":{{"S":"key-{n}"}},"data":{{"S":"{filling}"}}{more}}}}}"#)
}

fn get(n: u32) -> String {
    format!(r#"{{"TableName":"{TABLE}","Key":{{"pk":{{"S":"key-{n}"}}}}}}"#)
}

fn input(operation: &str, request: Result<Request, api::ApiError>, request_bytes: u64) -> Input {
    Input::Call(world::Call {
        region: REGION.to_owned(),
        operation: operation.to_owned(),
        request,
        request_bytes,
        via: None,
        caller: None,
    })
}

fn call(world: &mut World, operation: &str, body: &str) {
    let request = api::parse(operation, body.as_bytes());
    let id = world.submit(world.now(), input(operation, request, body.len() as u64));
    world.run_to_completion(id);
}
