//! `SELECT`: a query for each alternative that pins the partition key, or one scan.

use api::ApiError;
use api::dynamodb::{KeySchema, Query, ReturnConsumedCapacity, Scan, SelectStatement, StatementStart};
use expression::{Condition, Fault, KeyClause, KeyCondition, KeyTest, Predicate, Projection};
use value::{AttributeValue, Attributes, Item};

use super::branches::{Branch, branches, longest_list};
use super::{check_key, rows};
use crate::condition::select as select_range;
use crate::fault::{invalid, validation};
use crate::read::ReadPlan;
use crate::rows::KeyRange;
use crate::schema::{Index, Schema, names};

/// Values of the partition key that one `IN` may list.
const MAX_PARTITIONS: usize = 50;

/// The reads of a `SELECT`, in their order.
#[derive(Clone, Debug)]
pub struct Reads<'s> {
    schema: &'s Schema,
    select: &'s SelectStatement,
    consistent: bool,
    forward: bool,
    /// A query each; none for a scan.
    queries: Option<Vec<KeyCondition>>,
    filter: Option<Condition>,
    projection: Option<Projection>,
    /// The key, when there is only one that can match.
    point: Option<Attributes>,
}

/// One read of a plan.
#[derive(Clone, Debug)]
pub enum Read {
    /// Of one item collection, or a part of it.
    Query(Box<Query>),
    /// Of everything.
    Scan(Box<Scan>),
}

impl Read {
    /// The plan of this read.
    ///
    /// # Errors
    /// `ValidationException` for values that no key can have.
    pub fn plan<'a>(&'a self, schema: &'a Schema) -> Result<ReadPlan<'a>, ApiError> {
        match self {
            Self::Query(query) => ReadPlan::statement(schema, query),
            Self::Scan(scan) => ReadPlan::scan(schema, scan),
        }
    }
}

impl<'s> Reads<'s> {
    pub(super) fn new(
        schema: &'s Schema,
        select: &'s SelectStatement,
        consistent: bool,
        loose: bool,
    ) -> Result<Self, ApiError> {
        let index = match &select.index {
            None => None,
            Some(name) => Some(find_index(schema, name, consistent)?),
        };
        if let Some(index) = index {
            check_projected(index, select)?;
        }
        let key = index.map_or(schema.key(), Index::key);
        let alternatives = match &select.condition {
            Some(condition) => alternatives(key, condition, loose)?,
            None => None,
        };
        check_order(key, select, alternatives.as_deref())?;
        let forward = is_forward(key, &select.order);
        let queries = match alternatives {
            Some(alternatives) => Some(queries(key, &alternatives, select, forward)?),
            None => None,
        };
        let point = match (&queries, index) {
            (Some(queries), None) => point(key, queries),
            _ => None,
        };
        let filter = select.condition.clone().map(Condition::new);
        let projection = select.columns.as_ref().and_then(|columns| rows::projection(columns));
        Ok(Self { schema, select, consistent, forward, queries, filter, projection, point })
    }

    /// How many reads there are.
    pub fn count(&self) -> u16 {
        self.queries.as_ref().map_or(1, |queries| u16::try_from(queries.len()).unwrap_or(u16::MAX))
    }

    /// One of the reads, from 0, from a start key on.
    pub fn read(&self, start: &StatementStart, limit: Option<u32>) -> Option<Read> {
        let (table, index) = (self.select.table.clone(), self.select.index.clone());
        let (filter, projection) = (self.filter.clone(), self.projection.clone());
        let (consistent, return_consumed) = (self.consistent, ReturnConsumedCapacity::None);
        let start_key = start.key.clone();
        Some(match &self.queries {
            None => Read::Scan(Box::new(Scan {
                table,
                index,
                filter,
                projection,
                select: None,
                limit,
                start: start_key,
                segment: None,
                consistent,
                return_consumed,
                older: false,
            })),
            Some(queries) => Read::Query(Box::new(Query {
                table,
                index,
                key_condition: queries.get(usize::from(start.read))?.clone(),
                filter,
                projection,
                select: None,
                limit,
                start: start_key,
                forward: self.forward,
                consistent,
                return_consumed,
                older: false,
            })),
        })
    }

    /// The primary key, when the statement pins all of it: then there is at most one row.
    pub fn point(&self) -> Option<&Attributes> {
        self.point.as_ref()
    }

    /// Whether the read is strongly consistent.
    pub fn is_consistent(&self) -> bool {
        self.consistent
    }

    /// The row that an item is, if the condition lets it through.
    pub fn filtered_row(&self, item: &Item) -> Option<Item> {
        self.filter.as_ref().is_none_or(|filter| filter.matches(item)).then(|| self.row(item))
    }

    /// The row that an item is.
    pub fn row(&self, item: &Item) -> Item {
        rows::row(self.select.columns.as_deref(), item)
    }

    /// The schema that the reads were planned on.
    pub fn schema(&self) -> &'s Schema {
        self.schema
    }
}

fn find_index<'s>(schema: &'s Schema, name: &str, consistent: bool) -> Result<&'s Index, ApiError> {
    let (_, index) =
        schema.index(name).ok_or_else(|| validation("The table does not have the specified index"))?;
    if index.is_vector() {
        return Err(validation("Query operation not supported on this index type."));
    }
    if index.key().partition.len() > 1 || index.key().sort.len() > 1 {
        return Err(validation(
            "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE \
             keys.",
        ));
    }
    if consistent && index.is_global() {
        return Err(validation("Strongly consistent read is not supported on Global Secondary Indexes"));
    }
    Ok(index)
}

/// A condition is about what the index holds, and a global one can't ask the table for the columns that it lacks.
fn check_projected(index: &Index, select: &SelectStatement) -> Result<(), ApiError> {
    let condition = select.condition.clone().map(Condition::new);
    let filtered = condition.iter().flat_map(Condition::paths).map(expression::Path::name);
    let lacking = lacking(index, filtered);
    if !lacking.is_empty() {
        return Err(invalid(&format!(
            "Secondary index {} does not project one or more filter attributes: [{}]",
            index.name(),
            lacking.join(", ")
        )));
    }
    if !index.is_global() {
        return Ok(());
    }
    let columns = select.columns.iter().flatten().map(|column| column.path.name());
    let lacking = self::lacking(index, columns);
    if lacking.is_empty() {
        return Ok(());
    }
    Err(invalid(&format!(
        "Global secondary index {} does not project [{}]",
        index.name(),
        lacking.join(", ")
    )))
}

fn lacking<'n>(index: &Index, names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut lacking = Vec::new();
    for name in names {
        if !index.holds(name) && !lacking.contains(&name) {
            lacking.push(name);
        }
    }
    lacking
}

/// The alternatives of a condition when each of them pins the partition key; none when all has to be looked at.
fn alternatives(
    key: &KeySchema,
    condition: &Predicate,
    loose: bool,
) -> Result<Option<Vec<Branch>>, ApiError> {
    let Some(branches) = branches(condition, key) else { return Ok(None) };
    let pins = |branch: &Branch| key.partition.iter().all(|part| branch.pinned(&part.name).is_some());
    if !branches.iter().all(pins) {
        return Ok(None);
    }
    for part in &key.partition {
        let count = longest_list(condition, &part.name);
        if count > MAX_PARTITIONS {
            return Err(validation(Fault::TooManyInOperands(count as u64).to_string()));
        }
    }
    for branch in &branches {
        for attribute in key.partition.iter().chain(&key.sort) {
            for value in branch.test(&attribute.name).iter().flat_map(KeyTest::values) {
                check_key(attribute, value, loose)?;
            }
        }
    }
    Ok(Some(branches))
}

fn check_order(
    key: &KeySchema,
    select: &SelectStatement,
    alternatives: Option<&[Branch]>,
) -> Result<(), ApiError> {
    if let Some(sentence) = &select.order_fault {
        return Err(validation(sentence.clone()));
    }
    if select.order.is_empty() {
        return Ok(());
    }
    if let Some((stranger, _)) = select.order.iter().find(|(name, _)| names(key).all(|key| key != name)) {
        return Err(validation(format!(
            "Attribute {stranger} in ORDER BY clause must be part of the primary key"
        )));
    }
    let Some(alternatives) = alternatives else {
        return Err(validation(
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ));
    };
    let several = partitions(key, alternatives).len() > 1;
    let ordered = key.partition.iter().any(|part| select.order.iter().any(|(name, _)| *name == part.name));
    if several && !ordered {
        return Err(validation(
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        ));
    }
    Ok(())
}

fn is_forward(key: &KeySchema, order: &[(String, bool)]) -> bool {
    let sort = order.iter().find(|(name, _)| key.sort.iter().any(|sort| sort.name == *name));
    !sort.is_some_and(|(_, descending)| *descending)
}

/// The item collections of the alternatives, each with its alternatives, in the order in which they are named.
fn partitions<'b>(
    key: &KeySchema,
    alternatives: &'b [Branch],
) -> Vec<(Vec<&'b AttributeValue>, Vec<&'b Branch>)> {
    let mut partitions: Vec<(Vec<&AttributeValue>, Vec<&Branch>)> = Vec::new();
    for branch in alternatives {
        let values: Vec<&AttributeValue> =
            key.partition.iter().filter_map(|part| branch.pinned(&part.name)).collect();
        match partitions.iter_mut().find(|(known, _)| *known == values) {
            Some((_, branches)) => branches.push(branch),
            None => partitions.push((values, vec![branch])),
        }
    }
    partitions
}

/// One query for each part of an item collection that can hold what is asked for.
fn queries(
    key: &KeySchema,
    alternatives: &[Branch],
    select: &SelectStatement,
    forward: bool,
) -> Result<Vec<KeyCondition>, ApiError> {
    let mut partitions = partitions(key, alternatives);
    let ordered = select.order.iter().find(|(name, _)| key.partition.iter().any(|part| part.name == *name));
    if let Some((_, descending)) = ordered {
        value::sort_by(&mut partitions, |(a, _), (b, _)| {
            let order = a.iter().zip(b).filter_map(|(a, b)| a.compare(b)).find(|order| order.is_ne());
            let order = order.unwrap_or(std::cmp::Ordering::Equal);
            if *descending { order.reverse() } else { order }
        });
    }
    let mut queries = Vec::new();
    for (values, branches) in partitions {
        let pinned: Vec<KeyClause> = key
            .partition
            .iter()
            .zip(values)
            .map(|(part, value)| KeyClause { attribute: part.name.clone(), test: KeyTest::Eq(value.clone()) })
            .collect();
        let mut parts: Vec<Vec<KeyClause>> = Vec::new();
        for branch in branches {
            let part = sort_clauses(key, branch);
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        // Everything includes every part of it.
        if parts.iter().any(Vec::is_empty) {
            parts = vec![Vec::new()];
        }
        let conditions = parts
            .into_iter()
            .map(|part| KeyCondition { clauses: pinned.iter().cloned().chain(part).collect() });
        queries.extend(apart((key, select.index.as_deref()), conditions.collect(), forward)?);
    }
    Ok(queries)
}

/// Tests on the sort key: equalities from the left, and one other test at the end.
fn sort_clauses(key: &KeySchema, branch: &Branch) -> Vec<KeyClause> {
    let mut clauses = Vec::new();
    for part in &key.sort {
        let Some(test) = branch.test(&part.name) else { break };
        let last = !matches!(test, KeyTest::Eq(_));
        clauses.push(KeyClause { attribute: part.name.clone(), test });
        if last {
            break;
        }
    }
    clauses
}

/// Parts of one item collection in the direction of reading. They must not overlap: an item would come twice.
fn apart(
    (key, index): (&KeySchema, Option<&str>),
    conditions: Vec<KeyCondition>,
    forward: bool,
) -> Result<Vec<KeyCondition>, ApiError> {
    if conditions.len() < 2 {
        return Ok(conditions);
    }
    let mut ranges: Vec<(KeyRange, KeyCondition)> = conditions
        .into_iter()
        .map(|condition| Ok((select_range(key, index, &condition)?.range, condition)))
        .collect::<Result<_, ApiError>>()?;
    value::sort_by(&mut ranges, |(a, _), (b, _)| lower(a).cmp(&lower(b)));
    if ranges.windows(2).any(|pair| !pair[0].0.intersect(&pair[1].0).is_empty()) {
        return Err(validation("Overlapping conditions with range keys are not supported in where clause"));
    }
    let mut conditions: Vec<KeyCondition> = ranges.into_iter().map(|(_, condition)| condition).collect();
    if !forward {
        conditions.reverse();
    }
    Ok(conditions)
}

fn lower(range: &KeyRange) -> Option<&value::Key> {
    match &range.from {
        std::ops::Bound::Included(key) | std::ops::Bound::Excluded(key) => Some(key),
        std::ops::Bound::Unbounded => None,
    }
}

/// The key, if one query pins all of it.
fn point(key: &KeySchema, queries: &[KeyCondition]) -> Option<Attributes> {
    let [query] = queries else { return None };
    let pinned = |name: &str| match query.clauses.iter().find(|clause| clause.attribute == name)?.test {
        KeyTest::Eq(ref value) => Some((name.to_owned(), value.clone())),
        _ => None,
    };
    names(key).map(pinned).collect()
}
