//! What can be wrong with a statement's text, in the service's words.

use std::fmt;

/// Where a token stands: line and column from 1, and its length, in characters. Printed `1:8:5`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Place {
    /// From 1.
    pub line: u32,
    /// From 1.
    pub column: u32,
    /// In characters.
    pub length: u32,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.line, self.column, self.length)
    }
}

/// Why a text is no statement. `Display` is the service's exact sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It can't be read; the detail is empty when not even the tokens can.
    Malformed(String),
    /// `SELECT a AS b`, `FROM "T" t`.
    Alias,
    /// Something else than a document path where only one will do.
    PathComponent(Place),
    /// `FROM "T"."i"."x"`.
    FromComponents,
    /// `""`, or a map's key `''`.
    EmptyComponent,
    /// More than one table, or something that is no table.
    ManyTables,
    /// `LIMIT`, `GROUP BY`, ….
    Clause(&'static str, Place),
    /// `LIKE`, `||`, ….
    Operator(String, Place),
    /// `IS` with a type that no attribute has, by its name in the service.
    IsType(&'static str, Place),
    /// `INSERT INTO "T"."i"`.
    SingleTable(Place),
    /// A value where a statement should be: what kind of value.
    Operation(&'static str),
    /// `EXISTS`, or any other function or operator, outside of where it may be.
    LoneExists,
    /// A statement inside another.
    Subquery(Place),
    /// Parentheses, lists or functions too deep in each other.
    TooDeep,
}

impl Error {
    pub(crate) fn malformed(detail: impl Into<String>) -> Self {
        Self::Malformed(detail.into())
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(detail) => {
                write!(f, "Statement wasn't well formed, can't be processed: {detail}")
            }
            Self::Alias => f.write_str("Aliasing is not supported"),
            Self::PathComponent(place) => write!(f, "Unexpected path component at {place}"),
            Self::FromComponents => f.write_str("A path may contain at most 2 components in the FROM clause"),
            Self::EmptyComponent => f.write_str("Path component cannot be an empty string"),
            Self::ManyTables => f.write_str("Only select from a single table or index is supported."),
            Self::Clause(name, place) => write!(f, "Unsupported clause: {name} at {place}"),
            Self::Operator(name, place) => write!(f, "Unsupported operator: {name} at {place}"),
            Self::IsType(name, place) => write!(
                f,
                "Unsupported data type for IS operator: {name}. Supported data types are [MISSING, NULL, BOOLEAN, \
                 BLOB, STRING, NUMERIC, STRUCT, TUPLE, LIST] at {place}"
            ),
            Self::SingleTable(place) => write!(
                f,
                "FROM clause may only contain a single table name in data manipulation statements at {place}"
            ),
            Self::Operation(kind) => write!(f, "Unsupported operation: {kind}"),
            Self::LoneExists => f.write_str("EXISTS can only be used in ExecuteTransaction write requests."),
            Self::TooDeep => f.write_str("Nesting Levels have exceeded supported limits"),
            Self::Subquery(place) => write!(f, "Unsupported subquery at {place}"),
        }
    }
}

impl std::error::Error for Error {}
