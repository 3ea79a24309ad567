//! A world told anew: its tables and items as they are now, by as few calls as it takes.

use serde_json::{Map, Value, json};
use session::{Session, WORDING};

use crate::lab::{Lab, PACE, WAIT};
use crate::words::number;

/// Items that one `BatchWriteItem` may bring.
const BATCH: usize = 25;

/// A world told anew, and in sentences what the new tale leaves out.
pub(crate) struct Trimmed {
    pub(crate) session: Session,
    pub(crate) lost: Vec<String>,
}

impl Lab {
    /// Tells this world anew. `Err` says in a sentence why it can't be told so.
    pub(crate) fn trimmed(&self) -> Result<Trimmed, String> {
        let mut source = self.session.dry();
        if source.world().tables().iter().any(|table| table.status != api::dynamodb::TableStatus::Active) {
            source.idle();
        }
        let mut told = Session::new(source.header().clone());
        // Time first: what has expired and is still here stays so.
        told.advance_to(source.now());
        for knob in [PACE, WAIT, WORDING] {
            if let Some(value) = source.setting(knob).and_then(|value| i64::try_from(value).ok()) {
                told.set(knob, value).map_err(|error| error.to_string())?;
            }
        }
        for (knob, value) in source.world().config().knobs.overrides() {
            told.set(knob.name(), value).map_err(|error| error.to_string())?;
        }
        let mut streams = 0;
        let mut tables = Vec::new();
        for table in source.world().tables() {
            let (region, name) = (table.region.to_string(), table.name.to_string());
            streams += u64::from(table.stream.is_some());
            let create = creation(&source, &region, &name)?;
            ask(&mut told, &region, "CreateTable", &create)?;
            tables.push((region, name));
        }
        told.idle();
        for (region, name) in &tables {
            let expiry = answer(&source, region, "DescribeTimeToLive", &json!({ "TableName": name }))?;
            let expiry = &expiry["TimeToLiveDescription"];
            if expiry["TimeToLiveStatus"] == "ENABLED" {
                let enable = json!({ "Enabled": true, "AttributeName": expiry["AttributeName"] });
                let order = json!({ "TableName": name, "TimeToLiveSpecification": enable });
                ask(&mut told, region, "UpdateTimeToLive", &order)?;
            }
            let items = items(&source, region, name)?;
            for some in items.chunks(BATCH) {
                let puts: Vec<Value> =
                    some.iter().map(|item| json!({ "PutRequest": { "Item": item } })).collect();
                let order = json!({ "RequestItems": { name.clone(): puts } });
                let done = ask(&mut told, region, "BatchWriteItem", &order)?;
                if done["UnprocessedItems"].as_object().is_some_and(|left| !left.is_empty()) {
                    return Err(format!("Not every item of {name} could be written again."));
                }
            }
        }
        told.idle();
        for (region, name) in &tables {
            if items(&source, region, name)? != items(&told, region, name)? {
                return Err(format!("The items of {name} did not come out the same."));
            }
        }
        let (before, after) = (self.session.calls(), told.calls());
        let mut lost = vec![format!(
            "{} calls become {}: the history, its answers and what it cost are left out.",
            number(before),
            number(after)
        )];
        if streams > 0 {
            lost.push("Streams begin anew, with the items as they are written again.".to_owned());
        }
        lost.push("Tables are as old as the link; tags, backups and policies are left out.".to_owned());
        Ok(Trimmed { session: told, lost })
    }
}

/// Makes a call and answers its answer.
fn ask(session: &mut Session, region: &str, operation: &str, body: &Value) -> Result<Value, String> {
    let made = session.make(region, operation, &body.to_string());
    read(operation, made.completion.result.is_ok(), &made.answer)
}

/// What a call would answer.
fn answer(session: &Session, region: &str, operation: &str, body: &Value) -> Result<Value, String> {
    // On a copy: looking leaves no mark.
    ask(&mut session.dry(), region, operation, body)
}

fn read(operation: &str, fine: bool, answer: &str) -> Result<Value, String> {
    if !fine {
        return Err(format!("{operation} answered {answer}."));
    }
    serde_json::from_str(answer).map_err(|error| error.to_string())
}

/// The `CreateTable` that makes a table like this one.
fn creation(session: &Session, region: &str, name: &str) -> Result<Value, String> {
    let mut described = answer(session, region, "DescribeTable", &json!({ "TableName": name }))?;
    let table = &mut described["Table"];
    let on_demand = table["BillingModeSummary"]["BillingMode"] == "PAY_PER_REQUEST";
    let mut order = Map::new();
    order.insert("TableName".to_owned(), json!(name));
    let mut keep = |from: &mut Value, member: &str| {
        if !from[member].is_null() {
            order.insert(member.to_owned(), from[member].take());
        }
    };
    for member in ["AttributeDefinitions", "KeySchema", "StreamSpecification", "OnDemandThroughput"] {
        keep(table, member);
    }
    for member in ["LocalSecondaryIndexes", "GlobalSecondaryIndexes"] {
        for index in table[member].as_array_mut().into_iter().flatten() {
            *index = kept(index, on_demand);
        }
        keep(table, member);
    }
    if table["DeletionProtectionEnabled"] == true {
        keep(table, "DeletionProtectionEnabled");
    }
    if on_demand {
        order.insert("BillingMode".to_owned(), json!("PAY_PER_REQUEST"));
    } else {
        order.insert("ProvisionedThroughput".to_owned(), throughput(&table["ProvisionedThroughput"]));
    }
    if let Some(class) = table["TableClassSummary"]["TableClass"].as_str() {
        order.insert("TableClass".to_owned(), json!(class));
    }
    Ok(Value::Object(order))
}

/// An index as it is ordered, from how it is described.
fn kept(index: &Value, on_demand: bool) -> Value {
    let mut order = Map::new();
    for member in ["IndexName", "KeySchema", "Projection", "OnDemandThroughput"] {
        if !index[member].is_null() {
            order.insert(member.to_owned(), index[member].clone());
        }
    }
    if !on_demand && !index["ProvisionedThroughput"].is_null() {
        order.insert("ProvisionedThroughput".to_owned(), throughput(&index["ProvisionedThroughput"]));
    }
    Value::Object(order)
}

fn throughput(described: &Value) -> Value {
    json!({
        "ReadCapacityUnits": described["ReadCapacityUnits"],
        "WriteCapacityUnits": described["WriteCapacityUnits"],
    })
}

/// All items of a table, in the order of their hashes and keys.
pub(crate) fn items(session: &Session, region: &str, name: &str) -> Result<Vec<Value>, String> {
    let mut items = Vec::new();
    let mut order = json!({ "TableName": name, "ConsistentRead": true });
    loop {
        let mut page = answer(session, region, "Scan", &order)?;
        if let Value::Array(some) = page["Items"].take() {
            items.extend(some);
        }
        let next = page["LastEvaluatedKey"].take();
        if next.is_null() {
            return Ok(items);
        }
        order["ExclusiveStartKey"] = next;
    }
}
