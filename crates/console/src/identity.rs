//! Who types here, as IAM and STS print it.

/// The user of the playground.
pub(crate) const USER: &str = "dynamodb_admin";
const USER_ID: &str = "AIDAQDYNAMARIUM000001";

/// What `aws iam get-user` prints for an account of 12 digits.
pub fn iam_user(account: &str) -> String {
    crate::print::print_json(&format!(
        "{{\"User\":{{\"Path\":\"/\",\"UserName\":\"{USER}\",\"UserId\":\"{USER_ID}\",\"Arn\":\"arn:aws:iam::{account}:user/{USER}\",\"CreateDate\":\"2024-01-01T00:00:00+00:00\"}}}}"
    ))
}

/// What `aws sts get-caller-identity` prints for an account of 12 digits.
pub fn caller_identity(account: &str) -> String {
    crate::print::print_json(&format!(
        "{{\"UserId\":\"{USER_ID}\",\"Account\":\"{account}\",\"Arn\":\"arn:aws:iam::{account}:user/{USER}\"}}"
    ))
}
