//! The sixteen reasons for throttling, and the exception that each is answered with.

use api::{ApiError, ErrorCode, ThrottlingReason};
use trace::{Class, Limit};

/// A request that may not go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Throttled {
    pub(crate) limit: Limit,
    pub(crate) class: Class,
    /// The global index whose bucket it was, by position.
    pub(crate) index: Option<u16>,
    /// The partition, where it was a partition's bucket.
    pub(crate) partition: Option<u32>,
    /// What was in the bucket, milli-units.
    pub(crate) have: i64,
    /// What flows into it, milli-units a second.
    pub(crate) rate: u64,
    /// Whether the table is on demand.
    pub(crate) on_demand: bool,
}

const TABLE_PROVISIONED: &str = "The level of configured provisioned throughput for the table was exceeded. Consider \
     increasing your provisioning level with the UpdateTable API.";
const INDEX_PROVISIONED: &str = "The level of configured provisioned throughput for one or more global secondary \
     indexes of the table was exceeded. Consider increasing your provisioning level for the under-provisioned global \
     secondary indexes with the UpdateTable API";
const TABLE_GROWS: &str = "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically \
     scaling your table or index so please try again shortly. If exceptions persist, check if you have a hot key: \
     https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";
const INDEX_GROWS: &str = "Throughput exceeds the current capacity for one or more global secondary indexes. DynamoDB \
     is automatically scaling your index so please try again shortly.";
const MAXIMUM: &str = "Throughput exceeds the maximum OnDemandThroughput configured on table or index";
const ACCOUNT: &str = "Throughput exceeds the current throughput limit for your account. Please contact AWS Support \
     at https://aws.amazon.com/support request a limit increase";

impl Throttled {
    /// `TableWriteKeyRangeThroughputExceeded` and its like.
    pub(crate) fn reason(&self) -> String {
        let whose = if self.index.is_some() { "Index" } else { "Table" };
        let class = match self.class {
            Class::Read => "Read",
            Class::Write => "Write",
        };
        format!("{whose}{class}{}", self.limit.reason())
    }

    /// The exception and its sentence. The pairings of limit and exception are the guide's; which sentence goes with a
    /// key range of a provisioned table, and the account's, are unconfirmed.
    const fn words(&self) -> (ErrorCode, &'static str) {
        let index = self.index.is_some();
        match (self.limit, self.on_demand, index) {
            (Limit::Maximum, ..) => (ErrorCode::ThrottlingException, MAXIMUM),
            (Limit::Account, _, false) => (ErrorCode::RequestLimitExceeded, ACCOUNT),
            (Limit::Account, _, true) => (ErrorCode::ThrottlingException, ACCOUNT),
            (Limit::Partition | Limit::Growth, _, true) | (_, true, true) => {
                (ErrorCode::ThrottlingException, INDEX_GROWS)
            }
            (_, true, false) => (ErrorCode::ThrottlingException, TABLE_GROWS),
            (_, false, false) => (ErrorCode::ProvisionedThroughputExceededException, TABLE_PROVISIONED),
            (_, false, true) => (ErrorCode::ProvisionedThroughputExceededException, INDEX_PROVISIONED),
        }
    }

    /// The answer, about the resource with this ARN.
    pub(crate) fn error(&self, arn: String) -> ApiError {
        let (code, message) = self.words();
        let throttling = vec![ThrottlingReason { reason: self.reason(), resource: arn }];
        ApiError { throttling, ..ApiError::new(code, message) }
    }
}
