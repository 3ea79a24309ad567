//! What a session holds in memory while workloads go on. A program of its own: every byte of it is counted.

use std::alloc::System;

use cap::Cap;
use session::{Header, Session};
use world::Act;
use world::workload::{Arrival, Keys, Op, Order, Part, Pattern, Retry, RetryMode, Shape, Spec};

#[global_allocator]
static MEMORY: Cap<System> = Cap::new(System, usize::MAX);

const REGION: &str = "eu-central-1";
const MB: u64 = 1024 * 1024;
/// What points of the past may hold, and what they may hold of a session that was put aside.
const POINTS: u64 = 96 * MB;
const ASIDE: u64 = POINTS / 8;
/// Everything else but the world.
const REST: u64 = 4 * MB;
const CREATE: &str = r#"{"TableName":"Busy","AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],"BillingMode":"PAY_PER_REQUEST"}"#;

/// 3,000 calls a second for 30 seconds.
fn played(ops: &[Op], size: u32, count: u64) -> Session {
    let mut session = Session::new(Header::default());
    session.call(REGION, "CreateTable", CREATE);
    session.advance(30_000_000);
    let spec = Spec {
        name: "w".to_owned(),
        region: REGION.to_owned(),
        table: "Busy".to_owned(),
        arrival: Arrival { shape: Shape::Constant { rate: 3_000_000 }, poisson: false },
        lasts: 3_600_000_000,
        keys: Keys { pattern: Pattern::Uniform, count, sorts: 1, prefix: "key-".to_owned() },
        mix: ops.iter().map(|&op| Part { op, weight: 1 }).collect(),
        index: None,
        size,
        index_values: 0,
        clients: 10,
        retry: Retry { mode: RetryMode::None, attempts: 0 },
    };
    assert_eq!(session.act(Act::Workload(Order::Start(Box::new(spec)))), Ok(()));
    for _ in 0..3_000 {
        session.advance(10_000);
        session.take_trace();
    }
    session
}

/// Bytes that came since there were so many.
fn since(before: usize) -> u64 {
    MEMORY.allocated().saturating_sub(before) as u64
}

#[test]
fn a_long_workload_stays_within_its_bound() {
    for (what, ops, size, count) in [
        ("items of a kilobyte, overwritten", &[Op::Put][..], 1_024, 1_000),
        ("items that come and go", &[Op::Put, Op::Delete], 1_024, 10_000),
        ("many small items", &[Op::Put], 50, 100_000),
    ] {
        let before = MEMORY.allocated();
        let mut session = played(ops, size, count);
        assert!(session.world().own_calls() > 80_000, "{what}");
        let (held, world) = (since(before), 2 * session.world().bytes());
        assert!(held < POINTS + world + REST, "{what}: {held} bytes, of which the world has {world}");
        // The bound is made use of: otherwise the way to a moment would be longer than it must be.
        assert!(held > POINTS / 2, "{what}: {held} bytes");
        session.rest();
        let held = since(before);
        assert!(held < ASIDE + world + REST, "{what}: {held} bytes after it was put aside");
        let middle = session.now() / 2;
        assert_eq!(session.past(middle).map(|past| past.now()), Some(middle), "{what}");
        drop(session);
        assert!(since(before) < MB / 16, "{what}: {} bytes are left", since(before));
    }
}
