//! Reading one item: `GetItem`, or one key of a batch or a transaction.

use expression::Projection;
use value::Item;

use crate::output::Output;
use crate::schema::Schema;
use crate::units::{Access, Arm, Formula, Reason, UnitLine, Units};

/// What reading an item costs: by the whole item, whatever is shown of it; the minimum when there is none. `stored` is
/// what the replica has under the key ([`Schema::key_of`](crate::Schema::key_of)). What an item counts depends on the
/// schema, for whom that matters.
pub fn price(schema: Option<&Schema>, stored: Option<&Item>, consistent: bool) -> Units {
    let size = stored.map(|item| schema.map_or_else(|| item.size(), |schema| schema.charged_size(item)));
    Units::one(UnitLine {
        arm: Arm::Table,
        access: Access::Read,
        reason: if stored.is_some() { Reason::Got } else { Reason::Missing },
        before: size,
        after: size,
        formula: Formula::read(size.unwrap_or(0), 1, consistent),
    })
}

/// The item or its projection (which may be empty); none when there is no item.
pub fn shown(stored: Option<&Item>, projection: Option<&Projection>) -> Option<Item> {
    Output::projected(projection).of(stored?)
}
