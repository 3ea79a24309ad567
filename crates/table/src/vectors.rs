//! Vector indexes: what fits one, what a vector counts, and which vectors are the nearest.
//!
//! Every vector of the index is compared, so a search finds the nearest ones exactly (the service finds most of them).
//! Sums, products, quotients and square roots of floats are the same natively and in WebAssembly, bit by bit.
#![expect(clippy::float_arithmetic, reason = "distances are floats; only what IEEE 754 says exactly is used")]

use std::cmp::Ordering;

use api::ApiError;
use api::dynamodb::{Distance, SearchVectors, VectorSpec};
use expression::{KeyCondition, KeyTest};
use value::{AttributeValue, Attributes, Item, Key, Number};

use crate::condition::select;
use crate::fault::validation;
use crate::output::Output;
use crate::rows::{KeyRange, Rows};
use crate::schema::{Index, Schema};
use crate::units::{Access, Formula, Reason, UnitLine, Units};

/// Less than this between two directions is a matter of rounding.
const NOTHING: f64 = 1e-12;

/// Decimals of a score.
const MOST_DECIMALS: u32 = 18;

/// Bytes of a number of a vector.
const NUMBER_BYTES: u64 = 4;

/// Whether an item has a vector that an index can take.
#[inline(never)]
pub(crate) fn fits(spec: &VectorSpec, item: &Item) -> bool {
    vector(spec, item).is_some()
}

/// The vector of an item, if it has one that fits.
fn vector(spec: &VectorSpec, item: &Item) -> Option<Vec<f64>> {
    let Some(AttributeValue::L(elements)) = item.get(&spec.attribute) else { return None };
    let numbers: Vec<f64> = elements.iter().map(number).collect::<Option<_>>()?;
    (numbers.len() == spec.dimensions as usize).then_some(numbers)
}

/// A number as the index keeps it: rounded to 32 bits; absent when it is none, or too large.
fn number(value: &AttributeValue) -> Option<f64> {
    let AttributeValue::N(number) = value else { return None };
    let near = nearest(*number);
    near.is_finite().then(|| f64::from(near))
}

fn nearest(number: Number) -> f32 {
    let mut text = String::new();
    number.write_text(&mut text);
    text.parse().unwrap_or(f32::INFINITY)
}

/// An item's vector, if it has one, must fit.
#[inline(never)]
pub(crate) fn check(index: &str, spec: &VectorSpec, item: &Item) -> Result<(), ApiError> {
    let (name, expected) = (&spec.attribute, spec.dimensions);
    let elements = match item.get(name) {
        None => return Ok(()),
        Some(AttributeValue::L(elements)) => elements,
        Some(other) => {
            return Err(invalid(&format!(
                "Invalid type for parameter {name}, Expected: list of 32-bit floating point numbers, Actual: {}. \
                 IndexName: {index}",
                other.type_name()
            )));
        }
    };
    if elements.len() != expected as usize {
        return Err(invalid(&format!(
            "Invalid size for parameter {name}, Expected: {expected}, Actual: {} IndexName: {index}",
            elements.len()
        )));
    }
    numbers(&elements, name, index).map(drop)
}

fn numbers(elements: &[AttributeValue], name: &str, index: &str) -> Result<Vec<f64>, ApiError> {
    let numbers = elements.iter().enumerate().map(|(at, element)| {
        number(element).ok_or_else(|| {
            invalid(&format!(
                "Invalid type for parameter {name}[{at}], Expected: 32-bit floating point number, Actual: {}. \
                 IndexName: {index}",
                element.type_name()
            ))
        })
    });
    numbers.collect()
}

fn invalid(sentence: &str) -> ApiError {
    validation(format!("One or more parameter values were invalid. {sentence}"))
}

/// Bytes of an item as capacity counts them, in a table with vector indexes.
#[inline(never)]
pub(crate) fn charged(schema: &Schema, item: &Item) -> u64 {
    let mut known: Vec<&str> = Vec::new();
    let mut size = item.size();
    for spec in schema.indexes().iter().filter_map(Index::vectors) {
        if !known.contains(&spec.attribute.as_str()) {
            known.push(&spec.attribute);
            size = counted(spec, item, size);
        }
    }
    size
}

/// Bytes, as capacity counts them, of what an update leaves: these attributes of those names.
#[inline(never)]
pub(crate) fn updated(schema: &Schema, before: Option<&Item>, (names, after): (&[&str], &Attributes)) -> u64 {
    let kept = before.map(|item| item.with(names, after));
    charged(schema, &kept.unwrap_or_else(|| Item::new(after)))
}

/// A size that has an item's vector in it as a list, with the vector's own size instead.
#[inline(never)]
pub(crate) fn counted(spec: &VectorSpec, item: &Item, size: u64) -> u64 {
    match item.get(&spec.attribute) {
        Some(AttributeValue::L(elements)) if elements.len() == spec.dimensions as usize => {
            let list = AttributeValue::L(elements).size();
            size.saturating_sub(list) + NUMBER_BYTES * u64::from(spec.dimensions)
        }
        _ => size,
    }
}

/// A `SearchVectors` that the schema allows.
#[derive(Clone, Debug)]
pub struct Search<'a> {
    index: &'a Index,
    position: u16,
    spec: &'a VectorSpec,
    vector: Vec<f64>,
    /// Attributes of the search schema, and what they must be.
    equal: Vec<(&'a str, &'a AttributeValue)>,
    keys: KeyRange,
    output: Output<'a>,
    top: usize,
}

/// What a search has come across.
#[derive(Clone, Debug, Default)]
pub struct Compared {
    candidates: Vec<(f64, Key, Item)>,
    /// Vectors that were compared.
    pub vectors: u64,
}

/// What a search found.
#[derive(Clone, Debug)]
pub struct Nearest {
    /// The items as they are returned, each with its score, the nearest first.
    pub results: Vec<(Item, f64)>,
    /// What it costs, in bytes.
    pub units: Units,
}

impl<'a> Search<'a> {
    /// A plan for `SearchVectors`.
    ///
    /// # Errors
    /// `ValidationException`: no such index; a vector, condition or projection that doesn't fit it.
    pub fn new(schema: &'a Schema, search: &'a SearchVectors) -> Result<Self, ApiError> {
        let name = &search.index;
        let found = schema.index(name).and_then(|(at, index)| Some((at, index, index.vectors()?)));
        let Some((position, index, spec)) = found else {
            return Err(ApiError::no_index(name));
        };
        if search.vector.len() != spec.dimensions as usize {
            return Err(validation(format!(
                "Input search vector dimension {} does not match vector index dimension {}",
                search.vector.len(),
                spec.dimensions
            )));
        }
        let vector = numbers(&search.vector, "SearchVector", name)?;
        let clauses = search.condition.as_ref().map_or(&[][..], |condition| &condition.clauses);
        let mut equal = Vec::new();
        for clause in clauses {
            if !spec.search.iter().any(|(name, _)| *name == clause.attribute) {
                return Err(validation(format!(
                    "SearchConditionExpression can only have conditions on attributes of the SearchSchema: {}",
                    clause.attribute
                )));
            }
            if let KeyTest::Eq(value) = &clause.test {
                equal.push((clause.attribute.as_str(), value));
            }
        }
        let keys = match spec.hash() {
            None => KeyRange::all(),
            Some(hash) => {
                let clause = clauses.iter().find(|clause| clause.attribute == hash);
                let clause = clause.ok_or_else(|| {
                    validation("SearchConditionExpression must be provided when SearchSchema has a HASH key")
                })?;
                select(index.key(), Some(index.name()), &KeyCondition { clauses: vec![clause.clone()] })?
                    .range
            }
        };
        let (output, _) = Output::of_page(Some(index), None, search.projection.as_ref(), None)?;
        Ok(Self { index, position, spec, vector, equal, keys, output, top: search.top as usize })
    }

    /// Position of the index, in [`Schema::indexes`].
    pub fn index(&self) -> u16 {
        self.position
    }

    /// The keys of the index that it looks at.
    pub fn keys(&self) -> &KeyRange {
        &self.keys
    }

    /// Bytes of a vector.
    pub fn vector_bytes(&self) -> u64 {
        NUMBER_BYTES * u64::from(self.spec.dimensions)
    }

    /// Compares the vectors of a partition.
    pub fn visit(&self, compared: &mut Compared, rows: &dyn Rows, partition: &KeyRange) {
        for (key, item) in rows.forward(&self.keys.intersect(partition)) {
            if !self.equal.iter().all(|(name, value)| item.get(name).as_ref() == Some(*value)) {
                continue;
            }
            if let Some(vector) = vector(self.spec, item) {
                compared.vectors += 1;
                let score = score(self.spec.distance, &self.vector, &vector);
                compared.candidates.push((score, key.clone(), item.clone()));
            }
        }
    }

    /// The answer and its price.
    pub fn finish(&self, compared: Compared) -> Nearest {
        let Compared { mut candidates, vectors } = compared;
        value::sort_by(&mut candidates, |(a, one, _), (b, other, _)| {
            let nearer = match self.spec.distance {
                Distance::Cosine | Distance::Euclidean => a.total_cmp(b),
                Distance::DotProduct => b.total_cmp(a),
            };
            nearer.then_with(|| one.cmp(other))
        });
        candidates.truncate(self.top);
        let result = |(score, _, item): (f64, Key, Item)| Some((self.output.of(&item)?, score));
        let results: Vec<(Item, f64)> = candidates.into_iter().filter_map(result).collect();
        let returned: u64 = results.iter().map(|(item, _)| counted(self.spec, item, item.size())).sum();
        let bytes = self.vector_bytes() * vectors + returned;
        let line = UnitLine {
            arm: self.index.arm().clone(),
            access: Access::Read,
            reason: Reason::Searched,
            before: Some(bytes),
            after: Some(bytes),
            formula: Formula::Bytes { bytes, least: 0 },
        };
        Nearest { results, units: Units::one(line) }
    }
}

/// How near two vectors are.
fn score(distance: Distance, one: &[f64], other: &[f64]) -> f64 {
    let sum = |of: fn(f64, f64) -> f64| one.iter().zip(other).map(|(a, b)| of(*a, *b)).sum::<f64>();
    match distance {
        Distance::DotProduct => rounded(sum(|a, b| a * b)),
        Distance::Euclidean => rounded(sum(|a, b| (a - b) * (a - b)).sqrt()),
        Distance::Cosine => {
            let lengths = sum(|a, _| a * a).sqrt() * sum(|_, b| b * b).sqrt();
            // A vector without a length has no direction: it is as far as one at a right angle.
            let cosine =
                if lengths.total_cmp(&0.0) == Ordering::Greater { sum(|a, b| a * b) / lengths } else { 0.0 };
            // What is left of vectors of one direction by rounding is nothing.
            let score = 1.0 - cosine;
            if score < NOTHING { 0.0 } else { rounded(score) }
        }
    }
}

/// The shortest decimal that is the score when rounded to 32 bits, as long as that is not too large or too small.
fn rounded(score: f64) -> f64 {
    let near = score as f32;
    let mut power = 1.0;
    for _ in 0..MOST_DECIMALS {
        let short = (score * power).round() / power;
        if (short as f32).total_cmp(&near) == Ordering::Equal {
            // Adding zero makes a zero of either sign the same.
            return short + 0.0;
        }
        power *= 10.0;
    }
    score
}
