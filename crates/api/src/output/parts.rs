//! What stands in more than one description: moments and key schemas.

use super::{Object, list};
use crate::dynamodb::KeySchema;

/// Seconds since 1970 with three decimals.
pub(super) fn seconds(milliseconds: u64) -> String {
    format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000)
}

/// `KeySchema`.
pub(super) fn key_schema(out: &mut String, key: &KeySchema) {
    let partition = key.partition.iter().map(|attribute| (attribute, "HASH"));
    let sort = key.sort.iter().map(|attribute| (attribute, "RANGE"));
    list(out, partition.chain(sort), |out, (attribute, kind)| {
        let mut object = Object::new(out);
        object.text("AttributeName", &attribute.name);
        object.text("KeyType", kind);
        object.end();
    });
}
