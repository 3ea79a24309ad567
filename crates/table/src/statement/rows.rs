//! What of an item a row shows.

use api::dynamodb::Column;
use expression::{Element, Path, Projection};
use value::{AttributeValue, Attributes, Item};

/// The top-level attributes that columns are taken from.
pub(super) fn projection(columns: &[Column]) -> Option<Projection> {
    let names = value::set(columns.iter().map(|column| column.path.name()));
    // Distinct names never clash.
    Projection::new(names.into_iter().map(Path::new).collect()).ok()
}

/// The row: the whole item, or what its columns lead to.
pub(super) fn row(columns: Option<&[Column]>, item: &Item) -> Item {
    let Some(columns) = columns else { return item.clone() };
    if columns.iter().all(|column| !column.path.is_nested()) {
        let names: Vec<&str> = columns.iter().map(|column| column.path.name()).collect();
        return item.project(&names);
    }
    let mut row = Attributes::new();
    for column in columns {
        let top = item.get(column.path.name());
        if let Some(value) = top.as_ref().and_then(|value| descend(value, column.path.rest())) {
            row.insert(column.label.clone(), value.clone());
        }
    }
    Item::new(&row)
}

fn descend<'v>(value: &'v AttributeValue, rest: &[Element]) -> Option<&'v AttributeValue> {
    rest.iter().try_fold(value, |value, element| match (value, element) {
        (AttributeValue::M(map), Element::Name(name)) => map.get(name),
        (AttributeValue::L(list), Element::Index(index)) => list.get(usize::try_from(*index).ok()?),
        _ => None,
    })
}
