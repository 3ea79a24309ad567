//! Schemas, items and requests in one line each.

use api::dynamodb::{
    DeleteItem, GlobalIndexDefinition, KeyAttribute, KeySchema, KeyType, LocalIndexDefinition, Projection,
    PutItem, Query, ReturnConsumedCapacity, ReturnValues, Scan, TableRef, UpdateItem,
};
use expression::{Condition, KeyCondition, Kind, Scope, Update};
use table::{Schema, Table, Write};
use value::{AttributeValue, Attributes, Item, Number};

/// `pk=S:a n=N:5 b=B:xyz t=BOOL:true z=NULL: tags=SS:x,y long=S*2048` (a string of 2,048 x).
pub(crate) fn attributes(text: &str) -> Attributes {
    text.split_whitespace()
        .map(|token| {
            let (name, value) = token.split_once('=').expect("name=value");
            (name.to_owned(), value_of(value))
        })
        .collect()
}

pub(crate) fn value_of(text: &str) -> AttributeValue {
    if let Some((kind, count)) = text.split_once('*') {
        let count = count.parse().expect("a count");
        return match kind {
            "S" => AttributeValue::S("x".repeat(count)),
            _ => AttributeValue::B(vec![b'x'; count]),
        };
    }
    let (kind, payload) = text.split_once(':').expect("type:value");
    let number = |text: &str| Number::parse(text).expect("a number");
    match kind {
        "S" => AttributeValue::S(payload.to_owned()),
        "N" => AttributeValue::N(number(payload)),
        "B" => AttributeValue::B(payload.as_bytes().to_vec()),
        "BOOL" => AttributeValue::Bool(payload == "true"),
        "NULL" => AttributeValue::Null,
        "SS" => AttributeValue::string_set(payload.split(',').map(str::to_owned).collect()),
        "NS" => AttributeValue::number_set(payload.split(',').map(number).collect()),
        "M" => AttributeValue::M(payload.split(',').map(|name| (name.to_owned(), "v".into())).collect()),
        "L" => AttributeValue::L(payload.split(',').map(AttributeValue::from).collect()),
        other => panic!("no type {other}"),
    }
}

pub(crate) fn item(text: &str) -> Item {
    Item::new(&attributes(text))
}

/// `pk:S / sk:N`: partition attributes, then sort attributes.
fn key(text: &str) -> KeySchema {
    let part = |text: &str| {
        text.split_whitespace()
            .map(|token| {
                let (name, kind) = token.split_once(':').expect("name:type");
                let key_type = match kind {
                    "S" => KeyType::S,
                    "N" => KeyType::N,
                    _ => KeyType::B,
                };
                KeyAttribute { name: name.to_owned(), key_type }
            })
            .collect()
    };
    let (partition, sort) = text.split_once('/').unwrap_or((text, ""));
    KeySchema { partition: part(partition), sort: part(sort) }
}

/// A table of a key and indexes such as `local ByDate: pk:S / date:S: ALL`, `global ByTag: tag:S: KEYS`,
/// `global ByTag: tag:S: title,size`.
pub(crate) fn schema(base: &str, indexes: &[&str]) -> Schema {
    let (mut local, mut global) = (Vec::new(), Vec::new());
    for index in indexes {
        let parts: Vec<&str> = index.split(": ").collect();
        let [head, index_key, projection] = parts[..] else { panic!("kind name: key: projection") };
        let (kind, name) = head.split_once(' ').expect("kind name");
        let projection = match projection {
            "ALL" => Projection::All,
            "KEYS" => Projection::KeysOnly,
            names => Projection::Include(names.split(',').map(str::to_owned).collect()),
        };
        let (name, key) = (name.to_owned(), key(index_key));
        if kind == "local" {
            local.push(LocalIndexDefinition { name, key, projection });
        } else {
            global.push(GlobalIndexDefinition { name, key, projection, throughput: None });
        }
    }
    Schema::new(&key(base), &local, &global)
}

/// A table with these items, indexes up to date.
pub(crate) fn table(schema: &Schema, items: &[&str]) -> Table {
    Table::from_items(schema.clone(), items.iter().map(|text| item(text)))
}

fn here() -> TableRef {
    TableRef { given: "T".to_owned(), name: "T".to_owned(), arn_of: None }
}

pub(crate) fn put(item: Item) -> PutItem {
    PutItem {
        table: here(),
        item,
        condition: None,
        return_values: ReturnValues::None,
        return_item_on_failure: false,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    }
}

pub(crate) fn delete(key: &str) -> DeleteItem {
    DeleteItem {
        table: here(),
        key: attributes(key),
        condition: None,
        return_values: ReturnValues::None,
        return_item_on_failure: false,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    }
}

/// An update expression with values such as `:v=N:1`.
pub(crate) fn update(key: &str, text: &str, values: &str) -> UpdateItem {
    let values = placeholders(values);
    let update = (!text.is_empty()).then(|| {
        Update::parse(text, &mut Scope::new(None, Some(&values))).unwrap_or_else(|e| panic!("{text}: {e:?}"))
    });
    UpdateItem {
        table: here(),
        key: attributes(key),
        update,
        condition: None,
        return_values: ReturnValues::None,
        return_item_on_failure: false,
        return_consumed: ReturnConsumedCapacity::None,
        return_metrics: false,
    }
}

fn placeholders(values: &str) -> Attributes {
    attributes(values)
}

pub(crate) fn condition(text: &str, values: &str) -> Condition {
    let values = placeholders(values);
    Condition::parse(Kind::Condition, text, &mut Scope::new(None, Some(&values)))
        .unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

pub(crate) fn projection(text: &str) -> expression::Projection {
    expression::Projection::parse(text, &mut Scope::new(None, None))
        .unwrap_or_else(|e| panic!("{text}: {e:?}"))
}

/// A query by key condition, such as `pk = :p` with `:p=S:a`.
pub(crate) fn query(index: Option<&str>, text: &str, values: &str) -> Query {
    let values = placeholders(values);
    let key_condition = KeyCondition::parse(text, &mut Scope::new(None, Some(&values)))
        .unwrap_or_else(|e| panic!("{text}: {e:?}"));
    Query {
        table: here(),
        index: index.map(str::to_owned),
        key_condition,
        filter: None,
        projection: None,
        select: None,
        limit: None,
        start: None,
        forward: true,
        consistent: false,
        return_consumed: ReturnConsumedCapacity::None,
        older: false,
    }
}

pub(crate) fn scan(index: Option<&str>) -> Scan {
    Scan {
        table: here(),
        index: index.map(str::to_owned),
        filter: None,
        projection: None,
        select: None,
        limit: None,
        start: None,
        segment: None,
        consistent: false,
        return_consumed: ReturnConsumedCapacity::None,
        older: false,
    }
}

/// Plans and applies a put, global indexes included.
pub(crate) fn apply(table: &mut Table, write: &Write<'_>) -> table::WritePlan {
    let schema = table.schema().clone();
    let before = table.rows().get(write.key()).cloned();
    let plan = write.plan(&schema, before.as_ref()).expect("a plan");
    table.apply(&plan);
    for change in plan.indexes.iter().filter(|change| change.global) {
        table.apply_index(change.index, change);
    }
    plan
}
