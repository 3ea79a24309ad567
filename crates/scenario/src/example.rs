//! The world of a first visit: a small shop's orders.

use session::{Body, Header, Input, Record};
use sim::Micros;

use crate::Scenario;

/// What the example world is called.
pub const EXAMPLE_NAME: &str = "Orders, three copies";
/// Where its table is.
pub const EXAMPLE_REGION: &str = "eu-west-2";

/// A table on demand, whose global index finds orders by status.
const TABLE: &str = r#"{
    "TableName": "Orders",
    "AttributeDefinitions": [
        {"AttributeName": "Customer", "AttributeType": "S"},
        {"AttributeName": "Day", "AttributeType": "S"},
        {"AttributeName": "Status", "AttributeType": "S"}
    ],
    "KeySchema": [
        {"AttributeName": "Customer", "KeyType": "HASH"},
        {"AttributeName": "Day", "KeyType": "RANGE"}
    ],
    "GlobalSecondaryIndexes": [{
        "IndexName": "ByStatus",
        "KeySchema": [
            {"AttributeName": "Status", "KeyType": "HASH"},
            {"AttributeName": "Day", "KeyType": "RANGE"}
        ],
        "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": ["Total"]}
    }],
    "BillingMode": "PAY_PER_REQUEST"
}"#;

/// Customer, day, status, total, what was ordered. Kim and Mia live in the first of four partitions, Ana and Yuki in
/// the second, Max in the third, Zoe in the fourth.
const ORDERS: [(&str, &str, &str, &str, &str); 11] = [
    ("Kim", "2026-11-16", "SHIPPED", "42.50", "tea, honey"),
    ("Yuki", "2026-11-15", "SHIPPED", "18", "notebook"),
    ("Max", "2026-11-14", "SHIPPED", "230", "desk lamp, two chairs"),
    ("Zoe", "2026-11-16", "SHIPPED", "64.90", "running shoes"),
    ("Ana", "2026-11-17", "PAID", "12", "pencils"),
    ("Zoe", "2026-11-17", "PAID", "9.99", "laces"),
    ("Yuki", "2026-11-17", "PAID", "75", "fountain pen, ink"),
    ("Kim", "2026-11-18", "PAID", "120", "bicycle helmet"),
    ("Mia", "2026-11-18", "PAID", "33.20", "flour, yeast, a cake tin"),
    ("Zoe", "2026-11-19", "NEW", "21", "socks"),
    ("Max", "2026-11-19", "NEW", "480", "bookcase"),
];

/// Inputs of the example: the table and its orders.
pub const EXAMPLE_INPUTS: u64 = 1 + ORDERS.len() as u64;

/// When the first order comes: the table and its index are ACTIVE then.
const FIRST: Micros = 20 * sim::MICROS_PER_SECOND;
/// Time between orders.
const APART: Micros = 400 * sim::MICROS_PER_MILLI;

/// The first-visit world: a table `Orders` with a global index `ByStatus`, and eleven orders in four partitions.
pub fn example(seed: u64, epoch: u64) -> Scenario {
    let call = |at, operation: &str, body: &str| Record {
        at,
        input: Input::Call {
            region: EXAMPLE_REGION.to_owned(),
            operation: operation.to_owned(),
            body: Body::new(body),
            via: None,
            caller: None,
            sent: false,
        },
        out: None,
    };
    let mut inputs = vec![call(0, "CreateTable", TABLE)];
    let mut at = FIRST;
    for (customer, day, status, total, goods) in ORDERS {
        let body = format!(
            r#"{{"TableName":"Orders","Item":{{"Customer":{{"S":"{customer}"}},"Day":{{"S":"{day}"}},"Status":{{"S":"{status}"}},"Total":{{"N":"{total}"}},"Goods":{{"S":"{goods}"}}}}}}"#
        );
        inputs.push(call(at, "PutItem", &body));
        at += APART;
    }
    Scenario {
        engine: env!("CARGO_PKG_VERSION").to_owned(),
        header: Header { seed, epoch, name: EXAMPLE_NAME.to_owned(), ..Header::default() },
        inputs,
        // Time enough for every copy and the index to have heard of the last order.
        playhead: at + 3 * sim::MICROS_PER_SECOND,
        hash: String::new(),
        ui: String::new(),
    }
}
