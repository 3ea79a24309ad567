//! Statements as trees.

use crate::error::Place;

/// A whole statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Statement {
    /// `SELECT … FROM …`.
    Select(Select),
    /// `INSERT INTO … VALUE …`.
    Insert(Insert),
    /// `UPDATE … SET … WHERE …`.
    Update(Update),
    /// `DELETE FROM … WHERE …`.
    Delete(Delete),
    /// `EXISTS(SELECT …)`.
    Exists(Select),
}

/// A table, or one of its indexes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name or ARN.
    pub table: String,
    /// The index's name.
    pub index: Option<String>,
}

/// `SELECT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Select {
    /// What of the items; absent for `*`.
    pub columns: Option<Vec<Path>>,
    /// Where from.
    pub source: Source,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `ORDER BY`.
    pub order: Vec<Order>,
}

/// An attribute of `ORDER BY`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what: a path or a text, which only a plain name can be right of.
    pub by: Expr,
    /// Where that stands.
    pub place: Place,
    /// In which direction.
    pub direction: Direction,
    /// `NULLS FIRST` (true), `NULLS LAST` (false), or nothing. Keys are never null.
    pub nulls_first: Option<bool>,
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// `ASC`, or nothing.
    #[default]
    Ascending,
    /// `DESC`.
    Descending,
}

/// `INSERT`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Insert {
    /// Into which table: its name or ARN.
    pub table: String,
    /// The item.
    pub value: Expr,
}

/// `UPDATE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    /// Of what.
    pub source: Source,
    /// What to change, in the order of the text.
    pub changes: Vec<Change>,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `RETURNING`.
    pub returning: Option<Returning>,
}

/// A change that an update makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// `SET path = value`.
    Set(Assignment),
    /// `REMOVE path`.
    Remove(Path),
}

/// `path = value`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignment {
    /// What is set.
    pub path: Path,
    /// To what.
    pub value: Expr,
}

/// `DELETE`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delete {
    /// From what.
    pub source: Source,
    /// `WHERE`.
    pub condition: Option<Expr>,
    /// `RETURNING`.
    pub returning: Option<Returning>,
}

/// `RETURNING`: which attributes of which image.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Returning {
    /// Only what was changed.
    pub modified: bool,
    /// Before or after.
    pub image: Image,
}

/// Before or after a write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Image {
    /// Before.
    Old,
    /// After.
    New,
}

/// A document path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The top-level attribute, and the way down from it.
    pub steps: Vec<Step>,
}

/// One step of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// An attribute.
    Name(String),
    /// A place in a list, as written.
    Index(String),
}

/// A value or a condition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expr {
    /// `NULL`.
    Null,
    /// `MISSING`.
    Missing,
    /// `TRUE`, `FALSE`.
    Bool(bool),
    /// A number as written, sign included.
    Number(String),
    /// `'text'`.
    Text(String),
    /// An Ion value, as written between its backquotes; its type; its place.
    Ion(String, &'static str, Place),
    /// `?`, from 0.
    Parameter(u32),
    /// `[…]`.
    List(Vec<Expr>),
    /// `{'k': …}`.
    Map(Vec<(String, Expr)>),
    /// `<<…>>`.
    Set(Vec<Expr>),
    /// Whatever the path leads to.
    Path(Path),
    /// A function: its name as written, its arguments, and the places of the name and of the first argument.
    Call(String, Vec<Expr>, [Place; 2]),
    /// `left + right`.
    Arithmetic(Arithmetic, Box<[Expr; 2]>),
    /// All of them.
    And(Vec<Expr>),
    /// Any of them.
    Or(Vec<Expr>),
    /// Not this.
    Not(Box<Expr>),
    /// `left = right` and its kin.
    Compare(Comparison, Box<[Expr; 2]>),
    /// `operand BETWEEN low AND high`.
    Between(Box<[Expr; 3]>),
    /// `operand IN (…)`: the right-hand side is one list, or a parameter that stands for one.
    In(Box<[Expr; 2]>),
    /// `operand IS type`: the type in capitals, and the place of the operand.
    Is(Box<Expr>, &'static str, Place),
}

/// A comparison operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Eq,
    /// `<>`
    Ne,
    /// `<`
    Lt,
    /// `<=`
    Le,
    /// `>`
    Gt,
    /// `>=`
    Ge,
}

impl Comparison {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Eq => "=",
            Self::Ne => "<>",
            Self::Lt => "<",
            Self::Le => "<=",
            Self::Gt => ">",
            Self::Ge => ">=",
        }
    }
}

/// A sign between two values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arithmetic {
    /// `+`
    Plus,
    /// `-`
    Minus,
}

impl Arithmetic {
    /// As it is written.
    pub const fn symbol(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
        }
    }
}
