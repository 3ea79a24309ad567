//! Reading one item.

use expression::Projection;
use value::Item;

use crate::output::Output;
use crate::schema::Schema;
use crate::units::{Access, Arm, Formula, Reason, UnitLine, Units};

/// What reading one item gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Got {
    /// The item or its projection (which may be empty); absent when there is no item.
    pub item: Option<Item>,
    /// What it costs: by the whole item, whatever the projection; the minimum when there is none.
    pub units: Units,
}

/// Reads one item: `GetItem`, or one key of `BatchGetItem`. `stored` is what the replica has under the key
/// ([`Schema::key_of`](crate::Schema::key_of)). What it costs depends on the schema, for whom that matters.
pub fn get(
    schema: Option<&Schema>,
    stored: Option<&Item>,
    consistent: bool,
    projection: Option<&Projection>,
) -> Got {
    let size = stored.map(|item| schema.map_or_else(|| item.size(), |schema| schema.charged_size(item)));
    let line = UnitLine {
        arm: Arm::Table,
        access: Access::Read,
        reason: if stored.is_some() { Reason::Got } else { Reason::Missing },
        before: size,
        after: size,
        formula: Formula::read(size.unwrap_or(0), 1, consistent),
    };
    let item = stored.and_then(|item| Output::projected(projection).of(item));
    Got { item, units: Units::one(line) }
}
