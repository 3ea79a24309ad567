//! Errors of the service.

/// What the AWS CLI prints (with exit code 254) when the service answers an error, without the line end behind it.
pub fn print_error(operation: &str, name: &str, message: &str) -> String {
    format!("\nAn error occurred ({name}) when calling the {operation} operation: {message}")
}
