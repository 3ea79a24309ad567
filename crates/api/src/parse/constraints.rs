//! Constraints of single members (presence, length, range, pattern, enumeration) and the sentences about them.

use super::{Input, Wording};
use crate::dynamodb::TableRef;
use crate::error::ApiError;
use crate::shapes::Shape;

/// The service stops looking after so many member faults: no more are counted.
const MOST_FAULTS: usize = 10;

/// Names of tables and indexes, in characters.
const NAME_LENGTH: std::ops::RangeInclusive<usize> = 3..=255;

/// A sentence about parameters that don't belong together, as tables' operations begin most of theirs.
pub(super) fn invalid(sentence: impl AsRef<str>) -> ApiError {
    ApiError::validation(format!("One or more parameter values were invalid: {}", sentence.as_ref()))
}

/// One of the service's two validation layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Layer {
    Older,
    Newer,
}

impl Wording {
    /// Which layer checks this operation.
    pub(super) fn layer(self, operation: &str) -> Layer {
        let moved = matches!(
            operation,
            "PutItem"
                | "UpdateItem"
                | "DeleteItem"
                | "GetItem"
                | "BatchGetItem"
                | "Query"
                | "Scan"
                | "SearchVectors"
        );
        if self == Self::Current && moved { Layer::Newer } else { Layer::Older }
    }
}

/// How an operation's semantic errors are put.
#[derive(Clone, Copy, Debug)]
pub(super) struct Voice {
    pub(super) layer: Layer,
    /// In the envelope of the member constraints: the newer layer does so for the three single writes.
    pub(super) enveloped: bool,
}

impl Voice {
    /// For operations whose semantic errors are sent bare.
    pub(super) fn bare(layer: Layer) -> Self {
        Self { layer, enveloped: false }
    }

    /// For `PutItem`, `UpdateItem`, `DeleteItem`.
    pub(super) fn single_write(layer: Layer) -> Self {
        Self { layer, enveloped: layer == Layer::Newer }
    }

    pub(super) fn error(self, sentence: impl Into<String>) -> ApiError {
        if self.enveloped { enveloped(&sentence.into()) } else { ApiError::validation(sentence) }
    }
}

/// One fault in the envelope of the member constraints.
pub(super) fn enveloped(sentence: &str) -> ApiError {
    ApiError::validation(format!("1 validation error detected: {sentence}"))
}

/// A parameter of the service that Dynamarium must not ignore and cannot serve.
pub fn unimplemented(parameter: &str) -> ApiError {
    ApiError::validation(format!("Dynamarium does not implement the parameter {parameter} yet."))
}

/// Member faults that are reported together.
#[derive(Debug, Default)]
pub(super) struct Faults(Vec<String>);

impl Faults {
    pub(super) fn add(&mut self, sentence: String) {
        self.0.push(sentence);
    }

    pub(super) fn extend(&mut self, sentences: impl IntoIterator<Item = String>) {
        self.0.extend(sentences);
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn join(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// Fails if there is any.
    pub(super) fn finish(self) -> Result<(), ApiError> {
        match &self.0[..self.0.len().min(MOST_FAULTS)] {
            [] => Ok(()),
            [fault] => Err(enveloped(fault)),
            faults => {
                let (count, listed) = (faults.len(), faults.join("; "));
                Err(ApiError::validation(format!("{count} validation errors detected: {listed}")))
            }
        }
    }
}

/// `tableName` for `TableName`.
pub(super) fn lower_first(name: &str) -> String {
    let mut letters = name.chars();
    letters
        .next()
        .map_or(String::new(), |first| std::iter::once(first.to_ascii_lowercase()).chain(letters).collect())
}

/// The older layer's sentence about a value.
pub(super) fn at(value: &str, path: &str, constraint: &str) -> String {
    format!("Value '{value}' at '{path}' failed to satisfy constraint: {constraint}")
}

/// The newer layer's sentence, which keeps the value to itself.
pub(super) fn at_unquoted(path: &str, constraint: &str) -> String {
    format!("Value at '{path}' failed to satisfy constraint: {constraint}")
}

pub(super) fn missing(path: &str) -> String {
    format!("Value null at '{path}' failed to satisfy constraint: Member must not be null")
}

pub(super) fn min_length(least: u32) -> String {
    format!("Member must have length greater than or equal to {least}")
}

pub(super) fn max_length(most: u32) -> String {
    format!("Member must have length less than or equal to {most}")
}

pub(super) const NAME_PATTERN: &str = "Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

/// The values of an enumeration in the order in which the service lists them, which is not the model's.
fn listed_values(shape: &'static Shape, layer: Layer) -> String {
    let listed = match (shape.name(), layer) {
        ("ReturnValue", Layer::Older) => "ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW",
        // The service misspells UPDATED_NEW here.
        ("ReturnValue", Layer::Newer) => "ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE",
        ("ReturnConsumedCapacity", _) => "INDEXES, TOTAL, NONE",
        ("ReturnItemCollectionMetrics", _) => "SIZE, NONE",
        ("ReturnValuesOnConditionCheckFailure", _) => "ALL_OLD, NONE",
        ("Select", _) => "SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES",
        ("ComparisonOperator", _) => {
            "IN, NULL, BETWEEN, LT, NOT_CONTAINS, EQ, GT, NOT_NULL, NE, LE, BEGINS_WITH, GE, CONTAINS"
        }
        ("AttributeAction", _) => "ADD, DELETE, PUT",
        ("ConditionalOperator", Layer::Older) => "OR, AND",
        // The service writes ALL for AND here.
        ("ConditionalOperator", Layer::Newer) => "ALL, OR",
        ("KeyType", _) => "HASH, RANGE",
        ("ScalarAttributeType", _) => "B, N, S",
        ("BillingMode", _) => "PROVISIONED, PAY_PER_REQUEST",
        ("ProjectionType", _) => "ALL, INCLUDE, KEYS_ONLY",
        ("ShardIteratorType", _) => {
            "AFTER_SEQUENCE_NUMBER, LATEST, AT_TIMESTAMP, AT_SEQUENCE_NUMBER, TRIM_HORIZON"
        }
        ("TableClass", _) => "STANDARD, STANDARD_INFREQUENT_ACCESS",
        _ => return values(shape).join(", "),
    };
    listed.to_owned()
}

fn values(shape: &'static Shape) -> &'static [&'static str] {
    match shape {
        Shape::String { values, .. } => values,
        _ => &[],
    }
}

/// What is wrong with a value of an enumeration, if anything. The newer layer keeps value and place of two to itself.
pub(super) fn enumeration(value: &str, shape: &'static Shape, path: &str, layer: Layer) -> Option<String> {
    if values(shape).contains(&value) {
        return None;
    }
    let constraint = format!("Member must satisfy enum value set: [{}]", listed_values(shape, layer));
    Some(match (layer, shape.name()) {
        (Layer::Newer, "ReturnValue" | "ConditionalOperator") => {
            format!("Failed to satisfy constraint: {constraint}")
        }
        _ => at(value, path, &constraint),
    })
}

/// What is wrong with the length of a text, if anything.
pub(super) fn text_faults(text: &str, shape: &'static Shape, path: &str) -> Option<String> {
    let Shape::String { length, .. } = shape else { return None };
    let count = text.chars().count() as u64;
    let least = length.min.filter(|&least| count < least.into());
    let most = length.max.filter(|&most| count > most.into());
    let constraint = least.map(min_length).or_else(|| most.map(max_length))?;
    Some(at(text, path, &constraint))
}

impl Input<'_> {
    /// What is wrong with the enumeration in this member, if anything.
    pub(super) fn enumeration(&self, member: &str, layer: Layer) -> Option<String> {
        let value = self.text(member)?;
        enumeration(value, self.shape.member(member)?.shape, &lower_first(member), layer)
    }

    /// What is wrong with the integer in this member, if anything.
    pub(super) fn range(&self, member: &str, least: i64, most: Option<i64>, layer: Layer) -> Option<String> {
        let value = self.integer(member)?;
        let constraint = if value < least {
            format!("Member must have value greater than or equal to {least}")
        } else {
            let most = most.filter(|most| value > *most)?;
            format!("Member must have value less than or equal to {most}")
        };
        Some(match layer {
            Layer::Older => at(&value.to_string(), &lower_first(member), &constraint),
            Layer::Newer => at_unquoted(member, &constraint),
        })
    }
}

fn matches_name_pattern(name: &str) -> bool {
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'-'))
}

pub(super) fn length_fault(name: &str) -> Option<String> {
    let length = name.chars().count();
    if length < *NAME_LENGTH.start() {
        Some(min_length(3))
    } else if length > *NAME_LENGTH.end() {
        Some(max_length(255))
    } else {
        None
    }
}

/// What is wrong with a name: pattern, then length. The newer layer says the last of these alone.
pub(super) fn name_faults(name: &str, path: &str) -> Vec<String> {
    part_faults(name, name, path)
}

/// What is wrong with a table's name where its ARN may stand, too.
pub(super) fn table_name_faults(given: &str, path: &str) -> Vec<String> {
    part_faults(given, arn_parts(given).map_or(given, |(_, name)| name), path)
}

#[inline(never)]
fn part_faults(given: &str, name: &str, path: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !matches_name_pattern(name) {
        faults.push(at(given, path, NAME_PATTERN));
    }
    if let Some(constraint) = length_fault(name) {
        faults.push(at(given, path, &constraint));
    }
    faults
}

/// A table by name or by `arn:aws:dynamodb:<region>:<account>:table/<name>`. What is no such ARN is taken for a name.
pub(super) fn table_ref(given: &str) -> TableRef {
    let arn = arn_parts(given);
    let name = arn.map_or(given, |(_, name)| name);
    let arn_of = arn.map(|((region, account), _)| (region.to_owned(), account.to_owned()));
    TableRef { given: given.to_owned(), name: name.to_owned(), arn_of }
}

/// Region and account, and the table's name, of a table's ARN.
fn arn_parts(given: &str) -> Option<((&str, &str), &str)> {
    let mut parts = given.strip_prefix("arn:aws")?.splitn(5, ':');
    let (_, service, region) = (parts.next()?, parts.next()?, parts.next()?);
    let (account, resource) = (parts.next()?, parts.next()?);
    Some(((region, account), resource.strip_prefix("table/").filter(|_| service == "dynamodb")?))
}
