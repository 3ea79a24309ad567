//! Vector indexes, and the search of one.

use expression::{KeyCondition, Projection as Returned};
use serde::{Deserialize, Serialize};
use value::{AttributeValue, Item};

use super::{MilliUnits, Projection, ReturnConsumedCapacity, TableRef};

/// `DistanceFunction`: how near two vectors are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Distance {
    /// One less the cosine of the angle between them: 0 to 2, the least first.
    Cosine,
    /// Their inner product, the greatest first.
    DotProduct,
    /// The length of their difference, the least first.
    Euclidean,
}

impl Distance {
    /// As in the API.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cosine => "COSINE",
            Self::DotProduct => "DOT_PRODUCT",
            Self::Euclidean => "EUCLIDEAN",
        }
    }
}

/// What a vector index is over.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct VectorSpec {
    /// The attribute that holds the vectors.
    pub attribute: String,
    /// How many numbers a vector has: 1 to 4096.
    pub dimensions: u32,
    /// How vectors are compared.
    pub distance: Distance,
    /// `SearchSchema` in request order: a name, and whether it is the `HASH` (at most one is) or an `INLINE_FILTER`.
    pub search: Vec<(String, bool)>,
    /// What is copied besides keys, the vector and what the search schema names.
    pub copies: Projection,
}

impl VectorSpec {
    /// The attribute whose value every search must say.
    pub fn hash(&self) -> Option<&str> {
        self.search.iter().find(|(_, hash)| *hash).map(|(name, _)| name.as_str())
    }
}

/// `SearchVectors`, past every check that needs no table.
#[derive(Clone, Debug)]
pub struct SearchVectors {
    /// Which table.
    pub table: TableRef,
    /// Which of its vector indexes.
    pub index: String,
    /// `SearchVector`, whatever its elements are.
    pub vector: Vec<AttributeValue>,
    /// `TopK`, 1 to 100.
    pub top: u32,
    /// `SearchConditionExpression`: equalities only.
    pub condition: Option<KeyCondition>,
    /// `ProjectionExpression`.
    pub projection: Option<Returned>,
    /// `ReturnConsumedCapacity`.
    pub return_consumed: ReturnConsumedCapacity,
}

/// The answer to `SearchVectors`.
#[derive(Clone, Debug, Default)]
pub struct SearchOutput {
    /// What was found with its score, the nearest first.
    pub results: Vec<(Item, f64)>,
    /// `VectorSearchRequestBytes` in thousandths, when asked for.
    pub consumed: Option<MilliUnits>,
}
