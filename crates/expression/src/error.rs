//! What can be wrong with an expression before any item is looked at, in the service's words.

use std::fmt;

use crate::path::Path;

/// Which request parameter an expression came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `ConditionExpression`.
    Condition,
    /// `FilterExpression`.
    Filter,
    /// `KeyConditionExpression`.
    KeyCondition,
    /// `UpdateExpression`.
    Update,
    /// `ProjectionExpression`.
    Projection,
}

impl Kind {
    /// The parameter's name in a request.
    pub fn parameter_name(self) -> &'static str {
        match self {
            Kind::Condition => "ConditionExpression",
            Kind::Filter => "FilterExpression",
            Kind::KeyCondition => "KeyConditionExpression",
            Kind::Update => "UpdateExpression",
            Kind::Projection => "ProjectionExpression",
        }
    }

    /// The phrase in "The function is not allowed in …".
    fn phrase(self) -> &'static str {
        match self {
            Kind::Condition => "a condition expression",
            Kind::Filter => "a filter expression",
            Kind::KeyCondition => "a key condition expression",
            Kind::Update => "an update expression",
            Kind::Projection => "a projection expression",
        }
    }
}

/// A range of bytes in an expression's text, on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

/// A static error. `Display` is the service's exact sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExpressionError {
    /// The parameter at fault; none when it is `ExpressionAttributeNames` or `ExpressionAttributeValues`.
    pub kind: Option<Kind>,
    /// What is wrong.
    pub fault: Fault,
    /// The offending token, where there is one.
    pub span: Option<Span>,
}

impl Fault {
    /// Whether the expression is empty or can't be read.
    pub fn is_about_syntax(&self) -> bool {
        matches!(
            self,
            Fault::Empty | Fault::TooLong { .. } | Fault::Syntax { .. } | Fault::RedundantParentheses
        )
    }

    /// Whether a placeholder is none.
    pub fn is_about_placeholders(&self) -> bool {
        matches!(self, Fault::NamesKey(_) | Fault::ValuesKey(_))
    }

    /// Whether a condition was read but is none on keys.
    pub fn is_about_keys(&self) -> bool {
        matches!(
            self,
            Fault::KeyOperator(_)
                | Fault::KeyTwice
                | Fault::KeyNestedPath
                | Fault::KeyNestedOperation
                | Fault::KeyManyNames
                | Fault::KeyNoName
                | Fault::KeyOrder(_)
                | Fault::OperandType { .. }
        )
    }
}

/// What is wrong with an expression or its placeholders.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The expression is the empty string.
    Empty,
    /// More than 4,096 bytes; the size is told only by the operations of the older wording.
    TooLong {
        /// Bytes, when the sentence tells them.
        size: Option<u64>,
    },
    /// A token that cannot stand where it stands.
    Syntax {
        /// The token, or `<EOF>`.
        token: String,
        /// It and its neighbours.
        near: String,
    },
    /// `((a = :v))`.
    RedundantParentheses,
    /// No function has this name.
    UnknownFunction(String),
    /// A function that yields no value used as a value, or the other way round.
    MisplacedFunction(String),
    /// A function of another kind of expression.
    FunctionNotAllowed(Kind, String),
    /// A bare attribute name among the 573 reserved words, as typed.
    ReservedWord(String),
    /// A list index beyond 32 bits, as typed.
    IndexOutOfRange(String),
    /// A path of more than 32 elements.
    PathTooDeep(u64),
    /// More than 300 operators and functions.
    TooManyOperators(u64),
    /// More than 100 operands of `IN`.
    TooManyInOperands(u64),
    /// `#name` is not in `ExpressionAttributeNames`.
    UndefinedName(String),
    /// `:value` is not in `ExpressionAttributeValues`.
    UndefinedValue(String),
    /// A function with the wrong number of arguments.
    OperandCount {
        /// The function.
        operator: String,
        /// How many it was given.
        count: u64,
    },
    /// A value where only a document path will do.
    PathRequired(&'static str),
    /// `a = a`.
    EqualOperands {
        /// The operator or function.
        operator: &'static str,
        /// The first operand.
        operand: String,
    },
    /// A constant of a type that the operator cannot take.
    OperandType {
        /// The operator or function.
        operator: &'static str,
        /// `S`, `N`, …
        type_name: &'static str,
    },
    /// `attribute_type` with a type that doesn't exist.
    UnknownTypeName(String),
    /// `BETWEEN` with bounds of two types; printed operands.
    BoundTypes(String, String),
    /// `BETWEEN` with bounds the wrong way round; printed operands.
    BoundOrder(String, String),
    /// `SET … SET …`.
    SectionTwice(&'static str),
    /// Two targets, one of which leads to the other.
    PathsOverlap(Path, Path),
    /// Two targets that take one node for a map and for a list.
    PathsConflict(Path, Path),
    /// A value that `ADD` or `DELETE` cannot take.
    UpdateOperandType {
        /// `ADD` or `DELETE`.
        operator: &'static str,
        /// `STRING`, `NUMBER`, …
        type_name: &'static str,
    },
    /// An operator that key conditions don't have.
    KeyOperator(String),
    /// Two conditions on one key attribute.
    KeyTwice,
    /// A condition on `a.b`.
    KeyNestedPath,
    /// A function as an operand in a key condition.
    KeyNestedOperation,
    /// A condition that compares two attributes.
    KeyManyNames,
    /// A condition that names no attribute.
    KeyNoName,
    /// `:v BETWEEN …`, or `begins_with(:v, …)`: the operator.
    KeyOrder(&'static str),
    /// `ExpressionAttributeNames` is `{}`.
    EmptyNames,
    /// `ExpressionAttributeValues` is `{}`.
    EmptyValues,
    /// A key of `ExpressionAttributeNames` that isn't `#` and letters, digits, `_`.
    NamesKey(String),
    /// A key of `ExpressionAttributeValues` that isn't `:` and letters, digits, `_`.
    ValuesKey(String),
    /// More than 2 MB of `ExpressionAttributeNames`.
    NamesTooLarge,
    /// More than 2 MB of `ExpressionAttributeValues`.
    ValuesTooLarge,
    /// A placeholder stands for the empty name.
    EmptyName(String),
    /// A placeholder stands for a name of more than 65,535 bytes.
    NameTooLong(String),
    /// Names that no expression uses.
    UnusedNames(Vec<String>),
    /// Values that no expression uses.
    UnusedValues(Vec<String>),
}

impl fmt::Display for ExpressionError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(kind) = self.kind {
            write!(f, "Invalid {}: ", kind.parameter_name())?;
        }
        self.fault.fmt(f)
    }
}

impl std::error::Error for ExpressionError {}

impl fmt::Display for Fault {
    // One arm a sentence: a table, long but flat.
    #[allow(clippy::too_many_lines)]
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const KEY: &str = "KeyConditionExpression";
        match self {
            Fault::Empty => f.write_str("The expression can not be empty;"),
            Fault::TooLong { size } => {
                f.write_str("Expression size has exceeded the maximum allowed size;")?;
                match size {
                    Some(size) => write!(f, " expression size: {size}"),
                    None => Ok(()),
                }
            }
            Fault::Syntax { token, near } => write!(f, "Syntax error; token: \"{token}\", near: \"{near}\""),
            Fault::RedundantParentheses => f.write_str("The expression has redundant parentheses;"),
            Fault::UnknownFunction(name) => write!(f, "Invalid function name; function: {name}"),
            Fault::MisplacedFunction(name) => {
                write!(
                    f,
                    "The function is not allowed to be used this way in an expression; function: {name}"
                )
            }
            Fault::FunctionNotAllowed(kind, name) => {
                write!(f, "The function is not allowed in {}; function: {name}", kind.phrase())
            }
            Fault::ReservedWord(word) => {
                write!(f, "Attribute name is a reserved keyword; reserved keyword: {word}")
            }
            Fault::IndexOutOfRange(index) => {
                write!(f, "List index is not within the allowable range; index: [{index}]")
            }
            Fault::PathTooDeep(levels) => {
                write!(f, "The document path has too many nesting levels; nesting levels: {levels}")
            }
            Fault::TooManyOperators(count) => {
                write!(f, "The expression contains too many operators; operator count: {count}")
            }
            Fault::TooManyInOperands(count) => {
                write!(f, "The IN operator is provided with too many operands; number of operands: {count}")
            }
            Fault::UndefinedName(name) => write!(
                f,
                "An expression attribute name used in the document path is not defined; attribute name: {name}"
            ),
            Fault::UndefinedValue(name) => write!(
                f,
                "An expression attribute value used in expression is not defined; attribute value: {name}"
            ),
            Fault::OperandCount { operator, count } => write!(
                f,
                "Incorrect number of operands for operator or function; operator or function: {operator}, \
                 number of operands: {count}"
            ),
            Fault::PathRequired(operator) => {
                write!(f, "Operator or function requires a document path; operator or function: {operator}")
            }
            Fault::EqualOperands { operator, operand } => write!(
                f,
                "The first operand must be distinct from the remaining operands for this operator or function; \
                 operator: {operator}, first operand: {operand}"
            ),
            Fault::OperandType { operator, type_name } => write!(
                f,
                "Incorrect operand type for operator or function; operator or function: {operator}, \
                 operand type: {type_name}"
            ),
            Fault::UnknownTypeName(name) => write!(
                f,
                "Invalid attribute type name found; type: {name}, valid types: {{B,NULL,SS,BOOL,L,BS,N,NS,S,M}}"
            ),
            Fault::BoundTypes(low, high) => write!(
                f,
                "The BETWEEN operator requires same data type for lower and upper bounds; \
                 lower bound operand: {low}, upper bound operand: {high}"
            ),
            Fault::BoundOrder(low, high) => write!(
                f,
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
                 lower bound operand: {low}, upper bound operand: {high}"
            ),
            Fault::SectionTwice(section) => {
                write!(f, "The \"{section}\" section can only be used once in an update expression;")
            }
            Fault::PathsOverlap(one, two) => write!(
                f,
                "Two document paths overlap with each other; must remove or rewrite one of these paths; \
                 path one: {one}, path two: {two}"
            ),
            Fault::PathsConflict(one, two) => write!(
                f,
                "Two document paths conflict with each other; must remove or rewrite one of these paths; \
                 path one: {one}, path two: {two}"
            ),
            Fault::UpdateOperandType { operator, type_name } => write!(
                f,
                "Incorrect operand type for operator or function; operator: {operator}, operand type: {type_name}, \
                 typeSet: ALLOWED_FOR_ADD_OPERAND"
            ),
            Fault::KeyOperator(operator) => write!(f, "Invalid operator used in {KEY}: {operator}"),
            Fault::KeyTwice => write!(f, "{KEY}s must only contain one condition per key"),
            Fault::KeyNestedPath => write!(f, "{KEY}s cannot have conditions on nested attributes"),
            Fault::KeyNestedOperation => write!(f, "{KEY}s cannot contain nested operations"),
            Fault::KeyManyNames => {
                write!(f, "Invalid condition in {KEY}: Multiple attribute names used in one condition")
            }
            Fault::KeyNoName => write!(f, "Invalid condition in {KEY}: No key attribute specified"),
            Fault::KeyOrder(operator) => write!(
                f,
                "Invalid condition in {KEY}: {operator} operator must have the key attribute as its first operand"
            ),
            Fault::EmptyNames => f.write_str("ExpressionAttributeNames must not be empty"),
            Fault::EmptyValues => f.write_str("ExpressionAttributeValues must not be empty"),
            Fault::NamesKey(key) => {
                write!(f, "ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"")
            }
            Fault::ValuesKey(key) => {
                write!(f, "ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"")
            }
            Fault::NamesTooLarge => f.write_str("ExpressionAttributeNames exceeds max size"),
            Fault::ValuesTooLarge => f.write_str("ExpressionAttributeValues exceeds max size"),
            Fault::EmptyName(key) => write!(
                f,
                "ExpressionAttributeNames contains invalid value: Empty attribute name for key {key}"
            ),
            Fault::NameTooLong(key) => write!(
                f,
                "ExpressionAttributeNames contains invalid value: Attribute name is too large, must be less than \
                 65536 bytes for key {key}"
            ),
            Fault::UnusedNames(keys) => write!(
                f,
                "Value provided in ExpressionAttributeNames unused in expressions: keys: {{{}}}",
                keys.join(", ")
            ),
            Fault::UnusedValues(keys) => write!(
                f,
                "Value provided in ExpressionAttributeValues unused in expressions: keys: {{{}}}",
                keys.join(", ")
            ),
        }
    }
}
