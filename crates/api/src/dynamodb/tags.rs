//! Tags of tables.

use crate::error::ApiError;

/// `TagResource`.
#[derive(Clone, Debug)]
pub struct TagResource {
    /// The table's ARN.
    pub arn: String,
    /// Key and value, in request order.
    pub tags: Vec<(String, String)>,
    /// What is wrong with these, which is told once the table was found.
    pub fault: Option<ApiError>,
}

/// `UntagResource`.
#[derive(Clone, Debug)]
pub struct UntagResource {
    /// The table's ARN.
    pub arn: String,
    /// Keys, in request order.
    pub keys: Vec<String>,
    /// What is wrong with these, which is told once the table was found.
    pub fault: Option<ApiError>,
}

/// `ListTagsOfResource`.
#[derive(Clone, Debug)]
pub struct ListTagsOfResource {
    /// The table's ARN.
    pub arn: String,
    /// Where the page before ended.
    pub next_token: Option<String>,
}

/// The answer to `ListTagsOfResource`.
#[derive(Clone, Debug, Default)]
pub struct ListTagsOutput {
    /// Key and value.
    pub tags: Vec<(String, String)>,
    /// Where the next page starts; absent at the end.
    pub next_token: Option<String>,
}
