//! Vector indexes as they are described, what writing to them took, and what a search found.

use super::{Object, consumed, list, table};
use crate::dynamodb::{GlobalIndexDescription, MilliUnits, SearchOutput, VectorSpec};

/// The member `VectorIndexes` of a table's description.
#[inline(never)]
pub(super) fn indexes(object: &mut Object, global: &[GlobalIndexDescription]) {
    list(object.member("VectorIndexes"), global.iter().filter_map(vectors), |out, (index, spec)| {
        let mut object = Object::new(out);
        if let Some(backfilling) = index.backfilling {
            table::boolean(object.member("Backfilling"), backfilling);
        }
        definition(&mut object, &index.definition.name, spec);
        object.text("IndexArn", &index.arn);
        object.number("IndexSizeBytes", index.size_bytes);
        object.text("IndexStatus", index.status.name());
        object.number("ItemCount", index.item_count);
        object.end();
    });
}

/// The member `VectorIndexes` of what a backup tells of its table, if that had any.
pub(super) fn infos(object: &mut Object, global: &[GlobalIndexDescription]) {
    let infos: Vec<_> = global.iter().filter_map(vectors).collect();
    if infos.is_empty() {
        return;
    }
    list(object.member("VectorIndexes"), infos, |out, (index, spec)| {
        let mut object = Object::new(out);
        definition(&mut object, &index.definition.name, spec);
        object.end();
    });
}

fn vectors(index: &GlobalIndexDescription) -> Option<(&GlobalIndexDescription, &VectorSpec)> {
    Some((index, index.definition.projection.vectors()?))
}

fn definition(object: &mut Object, name: &str, spec: &VectorSpec) {
    object.number("Dimensions", spec.dimensions.into());
    object.text("DistanceFunction", spec.distance.name());
    object.text("IndexName", name);
    table::projection(object.member("Projection"), &spec.copies);
    if !spec.search.is_empty() {
        list(object.member("SearchSchema"), &spec.search, |out, (name, hash)| {
            let mut element = Object::new(out);
            element.text("AttributeName", name);
            element.text("SearchSchemaElementType", if *hash { "HASH" } else { "INLINE_FILTER" });
            element.end();
        });
    }
    let mut attribute = Object::new(object.member("VectorAttribute"));
    attribute.text("AttributeName", &spec.attribute);
    attribute.end();
}

impl VectorSpec {
    /// An index over this as `CreateTable` asks for it.
    pub fn write_request(&self, out: &mut String, name: &str) {
        let mut object = Object::new(out);
        definition(&mut object, name, self);
        object.end();
    }
}

/// What a write took of each vector index.
#[inline(never)]
pub(super) fn written(out: &mut String, indexes: &[(String, MilliUnits)]) {
    let mut object = Object::new(out);
    for (name, bytes) in indexes {
        let mut index = Object::new(object.member(name));
        consumed::units(index.member("VectorWriteRequestBytes"), *bytes);
        index.end();
    }
    object.end();
}

pub(super) fn write(out: &mut String, answer: &SearchOutput) {
    let mut object = Object::new(out);
    if let Some(bytes) = answer.consumed {
        let mut capacity = Object::new(object.member("ConsumedCapacity"));
        consumed::units(capacity.member("VectorSearchRequestBytes"), bytes);
        capacity.end();
    }
    list(object.member("SearchResults"), &answer.results, |out, (item, score)| {
        let mut result = Object::new(out);
        item.write_json(result.member("Item"));
        result.member("Score").push_str(&number(*score));
        result.end();
    });
    object.end();
}

/// A score as a fraction, as the service prints its other figures.
fn number(score: f64) -> String {
    let text = score.to_string();
    if text.contains('.') { text } else { text + ".0" }
}
