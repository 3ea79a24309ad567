//! A world told anew: its tables and items as they are now, by as few calls as it takes.

use std::fmt::Write as _;

use api::dynamodb::{
    BillingMode, KeyAttribute, KeyKind, KeySchema, KeyType, OnDemandLimits, Projection, Response, StreamView,
    TableClass, TableDescription, TableStatus, Throughput,
};
use session::{Session, WORDING};
use value::Item;
use value::json::{write_attributes, write_string};
use world::Knob;

use crate::lab::{CALLER, Lab, PACE, WAIT};
use crate::words::{count, grouped};

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
        if source.world().tables().iter().any(|table| table.status != TableStatus::Active) {
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
        let tables = source.world().tables();
        for table in &tables {
            let Response::DescribeTable(described) =
                answer(&source, &table.region, "DescribeTable", &about(&table.name))?
            else {
                continue;
            };
            ask(&mut told, &table.region, "CreateTable", &creation(&described, &table.tags))?;
        }
        told.idle();
        // What took its time in truth is written at once here: no capacity is asked for.
        let enforce = Knob::AdmissionEnforce;
        told.set(enforce.name(), 0).map_err(|error| error.to_string())?;
        for table in &tables {
            if let Some(ttl) = &table.ttl {
                let mut order = String::from("{\"TableName\":");
                write_string(&mut order, &table.name);
                order.push_str(",\"TimeToLiveSpecification\":{\"Enabled\":true,\"AttributeName\":");
                write_string(&mut order, &ttl.attribute);
                order.push_str("}}");
                ask(&mut told, &table.region, "UpdateTimeToLive", &order)?;
            }
            for some in items(&source, &table.region, &table.name)?.chunks(BATCH) {
                let order = puts(&table.name, some);
                let done = ask(&mut told, &table.region, "BatchWriteItem", &order)?;
                if matches!(done, Response::BatchWrite(done) if !done.unprocessed.is_empty()) {
                    return Err(format!("Not every item of {} could be written again.", table.name));
                }
            }
        }
        for (operation, order) in source.world().identity_calls() {
            ask(&mut told, self.region(), operation, &order)?;
        }
        for table in &tables {
            if let Some(policy) = source.world().policy_at(&table.region, &table.name) {
                let order = policy_order(&table.region, &source.header().account, &table.name, &policy);
                ask(&mut told, &table.region, "PutResourcePolicy", &order)?;
            }
        }
        // A session's key is not made again: who called with one is the administrator.
        let calls = self.caller().filter(|who| who.starts_with("user/"));
        if let Some(value) = calls.and(source.setting(CALLER)).and_then(|it| i64::try_from(it).ok()) {
            told.set(CALLER, value).map_err(|error| error.to_string())?;
        }
        told.idle();
        let value = source.world().config().knobs.get(enforce);
        told.set(enforce.name(), value).map_err(|error| error.to_string())?;
        for table in &tables {
            let (before, after) =
                (items(&source, &table.region, &table.name)?, items(&told, &table.region, &table.name)?);
            if before != after {
                return Err(format!("The items of {} did not come out the same.", table.name));
            }
        }
        let mut lost = vec![format!(
            "{} became {}: the history, its answers and what it cost are left out.",
            count(self.session.calls(), "call"),
            grouped(told.calls())
        )];
        if tables.iter().any(|table| table.stream.is_some()) {
            lost.push("Streams begin anew, with the items as they are written again.".to_owned());
        }
        if source.world().has_principals() {
            lost.push("Access keys and sessions of roles are left out: they were given out once.".to_owned());
        }
        lost.push("Tables are as young as the link; backups are left out.".to_owned());
        Ok(Trimmed { session: told, lost })
    }
}

/// The `PutResourcePolicy` that puts a policy at a table.
fn policy_order(region: &str, account: &str, table: &str, policy: &str) -> String {
    let mut order =
        format!("{{\"ResourceArn\":\"arn:aws:dynamodb:{region}:{account}:table/{table}\",\"Policy\":");
    write_string(&mut order, policy);
    order.push('}');
    order
}

/// Makes a call.
fn ask(session: &mut Session, region: &str, operation: &str, body: &str) -> Result<Response, String> {
    session.call(region, operation, body).result.map_err(|error| format!("{operation}: {}", error.message))
}

/// What a call would answer; looking leaves no mark.
fn answer(session: &Session, region: &str, operation: &str, body: &str) -> Result<Response, String> {
    session
        .dry_call(region, operation, body)
        .result
        .map_err(|error| format!("{operation}: {}", error.message))
}

/// A request that names a table and nothing else.
fn about(table: &str) -> String {
    let mut order = String::from("{\"TableName\":");
    write_string(&mut order, table);
    order.push('}');
    order
}

/// All items of a table, in the order of their hashes and keys.
pub(crate) fn items(session: &Session, region: &str, table: &str) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    let mut start = String::new();
    loop {
        let mut order = String::from("{\"ConsistentRead\":true,\"TableName\":");
        write_string(&mut order, table);
        order.push_str(&start);
        order.push('}');
        let Response::Page(page) = answer(session, region, "Scan", &order)? else { return Ok(items) };
        items.extend(page.items.into_iter().flatten());
        let Some(last) = page.last_key else { return Ok(items) };
        start = String::from(",\"ExclusiveStartKey\":");
        write_attributes(&mut start, &last);
    }
}

/// The `BatchWriteItem` that puts these items.
pub(crate) fn puts(table: &str, items: &[Item]) -> String {
    let mut order = String::from("{\"RequestItems\":{");
    write_string(&mut order, table);
    order.push_str(":[");
    for (i, item) in items.iter().enumerate() {
        order.push_str(if i == 0 { "{\"PutRequest\":{\"Item\":" } else { ",{\"PutRequest\":{\"Item\":" });
        item.write_json(&mut order);
        order.push_str("}}");
    }
    order.push_str("]}}");
    order
}

/// The `CreateTable` that makes a table like this one.
fn creation(table: &TableDescription, tags: &[(String, String)]) -> String {
    let on_demand = table.mode.is_some_and(|mode| mode.billing == BillingMode::PayPerRequest);
    let mut out = String::from("{\"TableName\":");
    write_string(&mut out, &table.name);
    out.push_str(",\"AttributeDefinitions\":");
    list(&mut out, &table.definitions, |out, attribute| {
        out.push_str("{\"AttributeName\":");
        write_string(out, &attribute.name);
        let letter = match attribute.key_type {
            KeyType::S => "S",
            KeyType::N => "N",
            KeyType::B => "B",
        };
        let _ = write!(out, ",\"AttributeType\":\"{letter}\"}}");
    });
    keys(&mut out, &table.key);
    if !table.local.is_empty() {
        out.push_str(",\"LocalSecondaryIndexes\":");
        list(&mut out, &table.local, |out, index| {
            let wanted = &index.definition;
            named(out, &wanted.name, &wanted.key, &wanted.projection);
            out.push('}');
        });
    }
    let (vectors, global): (Vec<_>, Vec<_>) =
        table.global.iter().partition(|index| index.definition.is_vector());
    if !vectors.is_empty() {
        out.push_str(",\"VectorIndexes\":");
        list(&mut out, &vectors, |out, index| {
            if let Some(spec) = index.definition.projection.vectors() {
                spec.write_request(out, &index.definition.name);
            }
        });
    }
    if !global.is_empty() {
        out.push_str(",\"GlobalSecondaryIndexes\":");
        list(&mut out, &global, |out, index| {
            let wanted = &index.definition;
            named(out, &wanted.name, &wanted.key, &wanted.projection);
            if on_demand {
                limits(out, index.on_demand);
            } else {
                throughput(out, index.throughput.units);
            }
            out.push('}');
        });
    }
    if on_demand {
        out.push_str(",\"BillingMode\":\"PAY_PER_REQUEST\"");
        limits(&mut out, table.on_demand);
    } else {
        throughput(&mut out, table.throughput.units);
    }
    if let Some(view) = table.stream {
        let view = match view {
            StreamView::KeysOnly => "KEYS_ONLY",
            StreamView::NewImage => "NEW_IMAGE",
            StreamView::OldImage => "OLD_IMAGE",
            StreamView::NewAndOldImages => "NEW_AND_OLD_IMAGES",
        };
        let _ =
            write!(out, ",\"StreamSpecification\":{{\"StreamEnabled\":true,\"StreamViewType\":\"{view}\"}}");
    }
    if table.deletion_protection {
        out.push_str(",\"DeletionProtectionEnabled\":true");
    }
    match table.class {
        Some(TableClass::InfrequentAccess) => {
            out.push_str(",\"TableClass\":\"STANDARD_INFREQUENT_ACCESS\"");
        }
        Some(TableClass::Standard) => out.push_str(",\"TableClass\":\"STANDARD\""),
        None => {}
    }
    if !tags.is_empty() {
        out.push_str(",\"Tags\":");
        list(&mut out, tags, |out, (key, value)| {
            out.push_str("{\"Key\":");
            write_string(out, key);
            out.push_str(",\"Value\":");
            write_string(out, value);
            out.push('}');
        });
    }
    out.push('}');
    out
}

fn list<T>(out: &mut String, entries: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    for (i, entry) in entries.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, entry);
    }
    out.push(']');
}

/// An index's name, key and projection; its object stays open.
fn named(out: &mut String, name: &str, key: &KeySchema, projection: &Projection) {
    out.push_str("{\"IndexName\":");
    write_string(out, name);
    keys(out, key);
    out.push_str(",\"Projection\":{\"ProjectionType\":");
    match projection {
        // A vector index is told as one.
        Projection::Vectors(_) | Projection::KeysOnly => out.push_str("\"KEYS_ONLY\"}"),
        Projection::All => out.push_str("\"ALL\"}"),
        Projection::Include(names) => {
            out.push_str("\"INCLUDE\",\"NonKeyAttributes\":");
            list(out, names, |out, name| write_string(out, name));
            out.push('}');
        }
    }
}

/// The member `KeySchema`, behind others.
fn keys(out: &mut String, key: &KeySchema) {
    out.push_str(",\"KeySchema\":");
    let parts: Vec<(&KeyAttribute, KeyKind)> = key
        .partition
        .iter()
        .map(|attribute| (attribute, KeyKind::Hash))
        .chain(key.sort.iter().map(|attribute| (attribute, KeyKind::Range)))
        .collect();
    list(out, &parts, |out, (attribute, kind)| {
        out.push_str("{\"AttributeName\":");
        write_string(out, &attribute.name);
        out.push_str(if *kind == KeyKind::Hash {
            ",\"KeyType\":\"HASH\"}"
        } else {
            ",\"KeyType\":\"RANGE\"}"
        });
    });
}

fn throughput(out: &mut String, Throughput { read, write }: Throughput) {
    let _ = write!(
        out,
        ",\"ProvisionedThroughput\":{{\"ReadCapacityUnits\":{read},\"WriteCapacityUnits\":{write}}}"
    );
}

fn limits(out: &mut String, said: Option<OnDemandLimits>) {
    let Some(OnDemandLimits { read, write }) = said else { return };
    let members = [("MaxReadRequestUnits", read), ("MaxWriteRequestUnits", write)];
    let members: Vec<String> =
        members.into_iter().filter_map(|(name, units)| Some(format!("\"{name}\":{}", units?))).collect();
    let _ = write!(out, ",\"OnDemandThroughput\":{{{}}}", members.join(","));
}
