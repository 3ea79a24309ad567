//! `ConsumedCapacity` and `ItemCollectionMetrics`.

use super::{Object, attributes, list};
use crate::dynamodb::{Access, ConsumedCapacity, ItemCollectionMetrics, MilliUnits};

/// `1.0`, `0.5`: the service prints such figures as fractions always.
pub(super) fn units(out: &mut String, units: MilliUnits) {
    let (whole, thousandths) = (units / 1000, units % 1000);
    let fraction = format!("{thousandths:03}");
    let fraction = fraction.trim_end_matches('0');
    out.push_str(&whole.to_string());
    out.push('.');
    out.push_str(if fraction.is_empty() { "0" } else { fraction });
}

fn amount(object: &mut Object, milli: MilliUnits, transaction: Option<Access>) {
    units(object.member("CapacityUnits"), milli);
    match transaction {
        Some(Access::Read) => units(object.member("ReadCapacityUnits"), milli),
        Some(Access::Write) => units(object.member("WriteCapacityUnits"), milli),
        None => {}
    }
}

fn arm(out: &mut String, milli: MilliUnits, transaction: Option<Access>) {
    let mut object = Object::new(out);
    amount(&mut object, milli, transaction);
    object.end();
}

fn arms(out: &mut String, indexes: &[(String, MilliUnits)], transaction: Option<Access>) {
    let mut object = Object::new(out);
    for (name, milli) in indexes {
        arm(object.member(name), *milli, transaction);
    }
    object.end();
}

pub(super) fn capacity(out: &mut String, capacity: &ConsumedCapacity) {
    let mut object = Object::new(out);
    let transaction = capacity.transaction;
    amount(&mut object, capacity.total(), transaction);
    if capacity.by_index {
        if !capacity.global.is_empty() {
            arms(object.member("GlobalSecondaryIndexes"), &capacity.global, transaction);
        }
        if !capacity.local.is_empty() {
            arms(object.member("LocalSecondaryIndexes"), &capacity.local, transaction);
        }
        arm(object.member("Table"), capacity.table_units, transaction);
    }
    object.text("TableName", &capacity.table);
    if capacity.by_index && !capacity.vectors.is_empty() {
        super::vectors::written(object.member("VectorIndexes"), &capacity.vectors);
    }
    object.end();
}

pub(super) fn metrics(out: &mut String, metrics: &ItemCollectionMetrics) {
    let mut object = Object::new(out);
    attributes(object.member("ItemCollectionKey"), &metrics.key);
    let (lower, upper) = metrics.size_range_gb;
    list(object.member("SizeEstimateRangeGB"), [lower, upper], |out, bound| {
        units(out, bound.saturating_mul(1000));
    });
    object.end();
}

/// What writes to several tables report: `ConsumedCapacity` a table each, `ItemCollectionMetrics` by table, if one of
/// them has collections.
pub(super) fn of_writes(
    object: &mut Object,
    consumed: Option<&[ConsumedCapacity]>,
    tables: Option<&[(String, Vec<ItemCollectionMetrics>)]>,
) {
    if let Some(capacities) = consumed {
        list(object.member("ConsumedCapacity"), capacities, capacity);
    }
    if let Some(tables) = tables.filter(|tables| !tables.is_empty()) {
        let mut by_table = Object::new(object.member("ItemCollectionMetrics"));
        for (table, collections) in tables {
            list(by_table.member(table), collections, metrics);
        }
        by_table.end();
    }
}
