//! Plans of `Query` and `Scan`: checked against the schema, then run partition by partition (see `page`).

use api::ApiError;
use api::dynamodb::{Query, Scan};
use expression::Condition;

use crate::condition::select;
use crate::fault::validation;
use crate::output::{Output, Source, check_filter, check_scalars};
use crate::rows::KeyRange;
use crate::schema::{Index, Schema};
use crate::start::{
    after, check_query_start, check_scan_start, query_start_key, scan_start_key, segment_hashes,
};
use crate::units::Arm;

/// The direction of reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Order {
    Ascending,
    Descending,
}

/// What one `Query` or `Scan` reads, borrowed from its request and schema.
#[derive(Clone, Debug)]
pub struct ReadPlan<'a> {
    pub(crate) schema: &'a Schema,
    pub(crate) index: Option<(u16, &'a Index)>,
    /// What is left to read, in the order of the table or index.
    pub(crate) range: KeyRange,
    pub(crate) order: Order,
    pub(crate) consistent: bool,
    pub(crate) limit: Option<u64>,
    pub(crate) filter: Option<&'a Condition>,
    pub(crate) output: Output<'a>,
    pub(crate) source: Source,
    scan: bool,
}

impl<'a> ReadPlan<'a> {
    /// A plan for `Query`.
    ///
    /// # Errors
    /// `ValidationException`: no such index; key condition, filter, projection or start key that don't fit it.
    pub fn query(schema: &'a Schema, query: &'a Query) -> Result<Self, ApiError> {
        Self::of_query(schema, query, false)
    }

    /// A plan for a read of a statement: its filter is the whole `WHERE` clause, keys included.
    pub(crate) fn statement(schema: &'a Schema, query: &'a Query) -> Result<Self, ApiError> {
        Self::of_query(schema, query, true)
    }

    fn of_query(schema: &'a Schema, query: &'a Query, filters_keys: bool) -> Result<Self, ApiError> {
        let index = find_index(schema, query.index.as_deref(), query.consistent)?;
        if is_vector(index) {
            return Err(validation("Query operation not supported on this index type."));
        }
        let given = query.start.as_ref();
        let start = given
            .map(|start| query_start_key(schema, index.map(|(_, index)| index), start, query.older))
            .transpose()?;
        let key = index.map_or(schema.key(), |(_, index)| index.key());
        let selected = select(key, index.map(|(_, index)| index.name()), &query.key_condition)?;
        if let Some(start) = &start {
            check_query_start(schema, index.map(|(_, index)| index), &selected, start, query.older)?;
        }
        if !filters_keys {
            check_filter(query.filter.as_ref(), key)?;
            check_scalars(schema, index.map(|(_, index)| index), query.filter.as_ref())?;
        }
        let (output, source) = Output::of_page(
            index.map(|(_, index)| index),
            query.select,
            query.projection.as_ref(),
            query.filter.as_ref(),
        )?;
        let order = if query.forward { Order::Ascending } else { Order::Descending };
        Ok(Self {
            schema,
            index,
            range: after(selected.range, start, order),
            order,
            consistent: query.consistent,
            limit: query.limit.map(u64::from),
            filter: query.filter.as_ref(),
            output,
            source,
            scan: false,
        })
    }

    /// A plan for `Scan`.
    ///
    /// # Errors
    /// `ValidationException`: no such index; filter, projection or start key that don't fit it.
    pub fn scan(schema: &'a Schema, scan: &'a Scan) -> Result<Self, ApiError> {
        let index = find_index(schema, scan.index.as_deref(), scan.consistent)?;
        if is_vector(index) {
            return Err(validation("Scan operation not supported on this index type"));
        }
        let given = scan.start.as_ref();
        let start = given
            .map(|start| scan_start_key(schema, index.map(|(_, index)| index), start, scan.older))
            .transpose()?;
        if let Some(start) = &start {
            check_scan_start(scan.segment, start)?;
        }
        check_scalars(schema, index.map(|(_, index)| index), scan.filter.as_ref())?;
        let (output, source) = Output::of_page(
            index.map(|(_, index)| index),
            scan.select,
            scan.projection.as_ref(),
            scan.filter.as_ref(),
        )?;
        let (first, last) = segment_hashes(scan.segment);
        let first = start.as_ref().map_or(first, |start| start.hash);
        Ok(Self {
            schema,
            index,
            range: after(KeyRange::of_hashes(first, last), start, Order::Ascending),
            order: Order::Ascending,
            consistent: scan.consistent,
            limit: scan.limit.map(u64::from),
            filter: scan.filter.as_ref(),
            output,
            source,
            scan: true,
        })
    }

    /// Position of the index that is read, in [`Schema::indexes`]; none for the table.
    pub fn index(&self) -> Option<u16> {
        self.index.map(|(position, _)| position)
    }

    /// The table or index that is read, and charged.
    pub fn arm(&self) -> &Arm {
        self.index.map_or(&Arm::Table, |(_, index)| index.arm())
    }

    /// Whether the read is strongly consistent.
    pub fn is_consistent(&self) -> bool {
        self.consistent
    }

    /// Keys that are left to read. Partitions outside need no visit (and a visit has its price).
    pub fn keys(&self) -> &KeyRange {
        &self.range
    }

    /// Whether it reads a table or index, and not one item collection.
    pub fn is_scan(&self) -> bool {
        self.scan
    }

    /// Whether it reads in descending order.
    pub fn is_backward(&self) -> bool {
        self.order == Order::Descending
    }
}

fn is_vector(index: Option<(u16, &Index)>) -> bool {
    index.is_some_and(|(_, index)| index.is_vector())
}

fn find_index<'a>(
    schema: &'a Schema,
    name: Option<&str>,
    consistent: bool,
) -> Result<Option<(u16, &'a Index)>, ApiError> {
    let Some(name) = name else { return Ok(None) };
    let found = schema.index(name).ok_or_else(|| ApiError::no_index(name))?;
    if consistent && found.1.is_global() {
        return Err(validation("Consistent reads are not supported on global secondary indexes"));
    }
    Ok(Some(found))
}
