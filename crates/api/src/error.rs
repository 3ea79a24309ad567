//! Errors with the service's names and words.

use value::Item;

/// An error as the service answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// What kind.
    pub code: ErrorCode,
    /// The service's sentence; empty for the errors that carry none.
    pub message: String,
    /// `ConditionalCheckFailedException` with `ReturnValuesOnConditionCheckFailure=ALL_OLD`: the stored item.
    pub item: Option<Box<Item>>,
}

/// The kinds of error that Dynamarium answers so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ErrorCode {
    /// A fault in the request.
    ValidationException,
    /// No such table or index, or not active yet.
    ResourceNotFoundException,
    /// The table is busy, or exists already.
    ResourceInUseException,
    /// The condition did not hold.
    ConditionalCheckFailedException,
    /// Too many of something.
    LimitExceededException,
    /// The JSON does not fit the operation's shape.
    SerializationException,
    /// No such operation, or none yet.
    UnknownOperationException,
    /// Unsigned request.
    MissingAuthenticationTokenException,
    /// Badly signed request.
    IncompleteSignatureException,
    /// Signed twice.
    InvalidSignatureException,
    /// A fault of the service.
    InternalServerError,
}
