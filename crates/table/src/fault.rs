//! Errors of this crate in the service's words.

use api::ApiError;

/// A `ValidationException`.
pub(crate) fn validation(message: impl Into<String>) -> ApiError {
    ApiError::validation(message)
}

/// A `ValidationException` of the commonest kind, which begins with a set phrase.
pub(crate) fn invalid(message: &str) -> ApiError {
    validation(format!("One or more parameter values were invalid: {message}"))
}

/// A key that lacks an attribute, has one too many, or one of another type.
pub(crate) fn mismatch() -> ApiError {
    validation("The provided key element does not match the schema")
}
