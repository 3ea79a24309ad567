//! What of an item is returned.

use api::ApiError;
use api::dynamodb::{KeySchema, Select};
use expression::{Condition, Projection};
use value::Item;

use crate::fault::{invalid, validation};
use crate::schema::{Index, Schema, names};

/// Where the items come from that a page's filter looks at and that it returns.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    /// From where it reads.
    Here,
    /// The filter names what a local index doesn't hold, and finds nothing there.
    Entries,
    /// From the table: what is returned isn't all in a local index.
    Table,
}

/// What a read returns of each item.
#[derive(Clone, Debug)]
pub(crate) enum Output<'a> {
    /// Nothing: only how many.
    Count,
    /// The whole item.
    Whole,
    /// What the index holds, by name; nothing is left out when the names are.
    Held(Option<Vec<&'a str>>),
    /// Attributes by name.
    Names(Vec<&'a str>),
    /// Parts of attributes.
    Parts(&'a Projection, Vec<&'a str>),
}

impl<'a> Output<'a> {
    /// By a projection expression; the whole item without one.
    pub(crate) fn projected(projection: Option<&'a Projection>) -> Self {
        let Some(projection) = projection else { return Self::Whole };
        let names = projection.attribute_names().collect();
        if projection.paths().iter().any(expression::Path::is_nested) {
            Self::Parts(projection, names)
        } else {
            Self::Names(names)
        }
    }

    /// The item as it is returned.
    pub(crate) fn of(&self, item: &Item) -> Option<Item> {
        match self {
            Self::Count => None,
            Self::Whole | Self::Held(None) => Some(item.clone()),
            Self::Held(Some(names)) | Self::Names(names) => Some(item.project(names)),
            Self::Parts(projection, names) => {
                Some(Item::new(&projection.apply(&item.project(names).decode())))
            }
        }
    }

    /// By `Select`, projection and index; with where that is found. Only for what is returned items are fetched from
    /// the table, not for the filter.
    pub(crate) fn of_page(
        index: Option<&'a Index>,
        select: Option<Select>,
        projection: Option<&'a Projection>,
        filter: Option<&'a Condition>,
    ) -> Result<(Self, Source), ApiError> {
        let held = index.and_then(Index::held);
        let default = match (projection, index) {
            (Some(_), _) => Select::SpecificAttributes,
            (None, Some(_)) => Select::AllProjectedAttributes,
            (None, None) => Select::AllAttributes,
        };
        let select = select.unwrap_or(default);
        let output = match select {
            Select::Count => Self::Count,
            Select::AllAttributes => Self::Whole,
            Select::SpecificAttributes => Self::projected(projection),
            Select::AllProjectedAttributes => {
                Self::Held(held.map(|held| held.iter().map(String::as_str).collect()))
            }
        };
        let Some(index) = index else { return Ok((output, Source::Here)) };
        let lacking = lacking(index, projection, filter);
        if index.is_global() {
            check_global(index, &output, &lacking)?;
        }
        let whole = matches!(output, Self::Whole) && held.is_some();
        let unheld =
            |projection: &Projection| projection.paths().iter().any(|path| !index.holds(path.name()));
        let source = if whole || projection.is_some_and(unheld) {
            Source::Table
        } else if lacking.is_empty() {
            Source::Here
        } else {
            Source::Entries
        };
        Ok((output, source))
    }
}

/// Attributes that the expressions name and the index doesn't hold, in the order of the texts.
fn lacking<'a>(
    index: &Index,
    projection: Option<&'a Projection>,
    filter: Option<&'a Condition>,
) -> Vec<&'a str> {
    let projected = projection.into_iter().flat_map(Projection::paths);
    let filtered = filter.into_iter().flat_map(Condition::paths);
    let mut lacking = Vec::new();
    for name in projected.chain(filtered).map(expression::Path::name) {
        if !index.holds(name) && !lacking.contains(&name) {
            lacking.push(name);
        }
    }
    lacking
}

/// A global index can't ask the table.
fn check_global(index: &Index, output: &Output<'_>, lacking: &[&str]) -> Result<(), ApiError> {
    if matches!(output, Output::Whole) && index.held().is_some() {
        return Err(invalid(&format!(
            "Select type ALL_ATTRIBUTES is not supported for global secondary index {} because its projection \
             type is not ALL",
            index.name()
        )));
    }
    if lacking.is_empty() {
        return Ok(());
    }
    let kind = if index.is_vector() { "Vector index" } else { "Global secondary index" };
    Err(invalid(&format!("{kind} {} does not project [{}]", index.name(), lacking.join(", "))))
}

/// Refuses a filter that goes into the table's key, or that of the index that is read, as if it were a document. (For
/// a projection there is nothing at such a path.)
pub(crate) fn check_scalars(
    schema: &Schema,
    index: Option<&Index>,
    filter: Option<&Condition>,
) -> Result<(), ApiError> {
    let mut paths = filter.into_iter().flat_map(Condition::paths);
    let below = paths.find_map(|path| if path.is_nested() { not_scalar(schema, index, path) } else { None });
    below.map_or(Ok(()), Err)
}

/// What is wrong with a path below a key attribute, of the table or of one of these indexes.
#[inline(never)]
pub(crate) fn not_scalar<'i>(
    schema: &Schema,
    indexes: impl IntoIterator<Item = &'i Index>,
    path: &expression::Path,
) -> Option<ApiError> {
    let name = path.name();
    let which = if names(schema.key()).any(|key| key == name) {
        "Key"
    } else if indexes.into_iter().any(|index| names(index.key()).any(|key| key == name)) {
        "IndexKey"
    } else {
        return None;
    };
    Some(validation(format!(
        "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: {which}: {name}"
    )))
}

/// Refuses a query filter on the key that the query reads by.
pub(crate) fn check_filter(filter: Option<&Condition>, key: &KeySchema) -> Result<(), ApiError> {
    let Some(filter) = filter else { return Ok(()) };
    let paths = filter.paths();
    let Some(name) = names(key).find(|key| paths.iter().any(|path| path.name() == *key)) else {
        return Ok(());
    };
    let filter = if filter.is_from_parameters() { "QueryFilter" } else { "Filter Expression" };
    Err(validation(format!(
        "{filter} can only contain non-primary key attributes: Primary key attribute: {name}"
    )))
}
