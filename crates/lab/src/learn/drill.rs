//! Capacity drills: an exercise made from a seed, whose answer the engine finds by making the call.

use serde_json::{Value, json};
use session::Header;

use super::deed::units;
use crate::detail;
use crate::lab::Lab;

/// What is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Work {
    Write,
    WriteByMinute,
    Strong,
    Eventual,
    WriteTogether,
    ReadTogether,
}

const ALL: [Work; 6] =
    [Work::Write, Work::WriteByMinute, Work::Strong, Work::Eventual, Work::WriteTogether, Work::ReadTogether];
/// Exercises that many courses print: work, number, bytes.
const PRINTED: [(Work, u64, u64); 8] = [
    (Work::Write, 10, 2_048),
    (Work::Write, 6, 4_608),
    (Work::WriteByMinute, 120, 2_048),
    (Work::Strong, 10, 4_096),
    (Work::Eventual, 16, 12_288),
    (Work::Strong, 10, 6_144),
    (Work::WriteTogether, 3, 5_120),
    (Work::ReadTogether, 5, 5_120),
];

/// The exercise of a number: the first are those that courses print, later ones are made by chance.
pub(super) fn drill(number: u64) -> Value {
    let printed = usize::try_from(number).ok().and_then(|at| PRINTED.get(at));
    let (work, count, bytes) = printed.copied().unwrap_or_else(|| {
        let draw = |salt: u64, below: u64| mixed(number.wrapping_mul(3).wrapping_add(salt)) % below;
        let work = ALL[usize::try_from(draw(0, 6)).unwrap_or_default()];
        let count = match work {
            Work::WriteByMinute => 60 * (1 + draw(1, 20)),
            Work::WriteTogether | Work::ReadTogether => 1 + draw(1, 8),
            _ => 2 * (1 + draw(1, 40)),
        };
        (work, count, 256 * (1 + draw(2, 80)))
    });
    let mut asked = exercise(work, count, bytes);
    // Each in a table of its own: another exercise's may be there already.
    let commands =
        asked["commands"].as_str().unwrap_or_default().replace("Drill", &format!("Drill-{}", number + 1));
    asked["commands"] = commands.into();
    match number {
        4 => with(
            asked,
            "note",
            "Some printed notes say 25 here. The engine charges 1.5 for each read, and 16 × 1.5 is 24.",
        ),
        _ => asked,
    }
}

fn with(mut value: Value, name: &str, text: &str) -> Value {
    value[name] = text.into();
    value
}

fn exercise(work: Work, count: u64, bytes: u64) -> Value {
    let size = kilobytes(bytes);
    let asks = match work {
        Work::Write => format!(
            "An application writes {count} items a second, each of {size}. How many WCU does it need?"
        ),
        Work::WriteByMinute => format!(
            "An application writes {count} items a minute, each of {size}. How many WCU does it need?"
        ),
        Work::Strong => {
            format!("{count} strongly consistent reads a second, of items of {size}. How many RCU?")
        }
        Work::Eventual => {
            format!("{count} eventually consistent reads a second, of items of {size}. How many RCU?")
        }
        Work::WriteTogether => {
            format!("{count} transactional writes a second, of items of {size}. How many WCU?")
        }
        Work::ReadTogether => {
            format!("{count} transactional reads a second, of items of {size}. How many RCU?")
        }
    };
    let item = item_of(bytes);
    let put = json!({ "TableName": "Drill", "Item": item }).to_string();
    let key = json!({ "pk": { "S": "k" } });
    let (operation, body) = match work {
        Work::Write | Work::WriteByMinute => ("PutItem", put.clone()),
        Work::Strong | Work::Eventual => (
            "GetItem",
            json!({ "TableName": "Drill", "Key": key, "ConsistentRead": work == Work::Strong }).to_string(),
        ),
        Work::WriteTogether => (
            "TransactWriteItems",
            json!({ "TransactItems": [{ "Put": { "TableName": "Drill", "Item": item } }] }).to_string(),
        ),
        Work::ReadTogether => (
            "TransactGetItems",
            json!({ "TransactItems": [{ "Get": { "TableName": "Drill", "Key": key } }] }).to_string(),
        ),
    };
    let mut lab = table("Drill", &[]);
    if matches!(operation, "GetItem" | "TransactGetItems") {
        lab.call("PutItem", &put);
        // Every copy has it when it is read.
        lab.idle();
    }
    let completion = lab.call(operation, &body).clone();
    let (read, write) = completion.consumed();
    let each = read + write;
    let unit = if read > 0 { "RCU" } else { "WCU" };
    let mut lines = lines(&completion);
    let all = count * each;
    let needed = match work {
        Work::WriteByMinute => {
            lines.push(json!({ "label": format!("{count} of them in a minute"), "formula": format!("{count} × {} ÷ 60", units(each)), "units": units(all / 60) }));
            (all / 60).div_ceil(1000)
        }
        _ => {
            lines.push(json!({ "label": format!("{count} of them a second"), "formula": format!("{count} × {}", units(each)), "units": units(all) }));
            all.div_ceil(1000)
        }
    };
    let commands = [
        "aws dynamodb create-table --table-name Drill --billing-mode PAY_PER_REQUEST --key-schema AttributeName=pk,KeyType=HASH --attribute-definitions AttributeName=pk,AttributeType=S".to_owned(),
        if operation == "PutItem" { String::new() } else { typed("PutItem", &put) },
        typed(operation, &body),
    ];
    let commands: Vec<String> = commands.into_iter().filter(|it| !it.is_empty()).collect();
    json!({ "asks": asks, "answer": needed.to_string(), "unit": unit, "lines": lines, "commands": commands.join("\n") })
}

/// The same numbers in another order, far apart: for exercises, nothing hangs on it.
fn mixed(number: u64) -> u64 {
    let mut x = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// An item of exactly so many bytes.
fn item_of(bytes: u64) -> Value {
    let fill = usize::try_from(bytes.saturating_sub(4)).unwrap_or_default();
    json!({ "pk": { "S": "k" }, "d": { "S": "x".repeat(fill) } })
}

fn kilobytes(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        _ => format!("{} KB", units(bytes * 1000 / 1024)),
    }
}

/// A playground with a table on demand, to make calls in. Index names, their key attribute, and what they project.
pub(super) fn table(name: &str, indexes: &[(&str, &str, &str)]) -> Lab {
    let mut lab = Lab::new(Header { seed: 1, epoch: super::EPOCH, ..Header::default() });
    let mut body = json!({
        "TableName": name, "BillingMode": "PAY_PER_REQUEST",
        "KeySchema": [{ "AttributeName": "pk", "KeyType": "HASH" }],
        "AttributeDefinitions": [{ "AttributeName": "pk", "AttributeType": "S" }],
    });
    for (name, key, projection) in indexes {
        let index = json!({
            "IndexName": name, "KeySchema": [{ "AttributeName": key, "KeyType": "HASH" }],
            "Projection": { "ProjectionType": projection },
        });
        if let Some(list) = body["GlobalSecondaryIndexes"].as_array_mut() {
            list.push(index);
        } else {
            body["GlobalSecondaryIndexes"] = json!([index]);
        }
        if let Some(list) = body["AttributeDefinitions"].as_array_mut() {
            list.push(json!({ "AttributeName": key, "AttributeType": "S" }));
        }
    }
    lab.call("CreateTable", &body.to_string());
    lab.idle();
    lab
}

/// The sum of a call's units, line by line.
pub(super) fn lines(completion: &world::Completion) -> Vec<Value> {
    let sum = detail::sum([completion]);
    sum.into_iter()
        .filter(|line| !line.total)
        .map(|line| json!({ "label": line.label, "formula": line.formula, "units": units(line.units), "unit": line.unit }))
        .collect()
}

/// A call as it is typed.
pub(super) fn typed(operation: &str, body: &str) -> String {
    super::retell::typed_in(scenario::EXAMPLE_REGION, operation, body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_printed_exercises_come_to_what_the_engine_charges() {
        for (number, answer) in ["20", "30", "4", "10", "24", "20", "30", "20"].into_iter().enumerate() {
            let drill = drill(number as u64);
            assert_eq!(drill["answer"], answer, "{drill}");
        }
        assert!(drill(4)["note"].as_str().is_some_and(|note| note.contains("25")));
    }

    #[test]
    fn exercises_by_chance_are_the_same_each_time_and_agree_with_the_rule() {
        let mut shown = Lab::new(Header { seed: 1, epoch: crate::learn::EPOCH, ..Header::default() });
        for number in 8..40 {
            let made = drill(number);
            assert_eq!(made, drill(number));
            let asks = made["asks"].as_str().expect("a question");
            let words: Vec<&str> = asks.split(' ').collect();
            let count: u64 = words.iter().find_map(|it| it.parse().ok()).expect("a number");
            let size =
                words.iter().position(|it| it.starts_with("KB") || it.starts_with("bytes")).expect("a size");
            let figure = words[size - 1];
            let (whole, part) = figure.split_once('.').unwrap_or((figure, "0"));
            let milli = whole.parse::<u64>().expect("digits") * 1000
                + format!("{part:0<3}").parse::<u64>().expect("digits");
            let kb = if words[size].starts_with("KB") { milli.div_ceil(1000) } else { 1 };
            let halves = if asks.contains("transactional") {
                4
            } else if asks.contains("eventually") {
                1
            } else {
                2
            };
            let blocks = if made["unit"] == "RCU" { kb.div_ceil(4) } else { kb };
            let rate =
                if asks.contains("minute") { count * blocks * halves / 60 } else { count * blocks * halves };
            assert_eq!(made["answer"], rate.div_ceil(2).to_string(), "{asks}");
            // Shown in the lab it is carried out, whatever exercises were shown before.
            let commands = made["commands"].as_str().expect("commands");
            let (ran, printed) = shown.run_all(commands);
            assert!(ran.code == 0 && printed.iter().all(|it| it.error.is_none()), "{commands}\n{}", ran.text);
        }
    }
}
