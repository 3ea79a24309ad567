//! The metrics by name, with their units and dimensions.

use serde::{Deserialize, Serialize};

/// What a metric is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Things.
    Count,
    /// Thousandths of a second.
    Milliseconds,
    /// Bytes.
    Bytes,
    /// Hundredths.
    Percent,
}

impl Unit {
    /// As `CloudWatch` writes it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Count => "Count",
            Self::Milliseconds => "Milliseconds",
            Self::Bytes => "Bytes",
            Self::Percent => "Percent",
        }
    }
}

/// What tells the series of a metric apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dimension {
    /// `TableName`, and `GlobalSecondaryIndexName` for an index.
    TableOrIndex,
    /// `TableName` and `GlobalSecondaryIndexName`.
    Index,
    /// `TableName`.
    Table,
    /// `TableName` and `Operation`.
    Operation,
    /// `TableName`, `Operation` and `StreamLabel`.
    Stream,
    /// Nothing: one of the account in the Region.
    Account,
    /// `FunctionName`, of Lambda.
    Function,
    /// Of DAX: nothing, `ClusterId`, or `ClusterId` and `NodeId`. Each node counts; the others are sums.
    Cache,
}

macro_rules! metrics {
    ($($variant:ident $unit:ident $dimension:ident $level:literal $about:literal;)*) => {
        /// A metric, of the tables or of what stands beside them. New ones are added at the end.
        #[allow(clippy::doc_markdown, reason = "what they mean is shown as it is")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Metric { $(#[doc = $about] $variant,)* }

        impl Metric {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// As `CloudWatch` writes it.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant),)* }
            }

            /// What it is counted in.
            pub const fn unit(self) -> Unit {
                match self { $(Self::$variant => Unit::$unit,)* }
            }

            /// What tells its series apart.
            pub const fn dimension(self) -> Dimension {
                match self { $(Self::$variant => Dimension::$dimension,)* }
            }

            /// Whether it tells how things stand every five minutes, rather than what happened.
            pub const fn is_level(self) -> bool {
                match self { $(Self::$variant => $level,)* }
            }

            /// What it is, in a sentence.
            pub const fn about(self) -> &'static str {
                match self { $(Self::$variant => $about,)* }
            }
        }
    };
}

metrics! {
    ConsumedReadCapacityUnits Count TableOrIndex false "Read units that requests used. The sum over a minute divided by 60 is what was used a second, on average.";
    ConsumedWriteCapacityUnits Count TableOrIndex false "Write units that requests used. The sum over a minute divided by 60 is what was used a second, on average.";
    ReadThrottleEvents Count TableOrIndex false "Reads that were throttled; each item of a batch counts.";
    WriteThrottleEvents Count TableOrIndex false "Writes that were throttled; each item of a batch counts.";
    ReadProvisionedThroughputThrottleEvents Count TableOrIndex false "Reads throttled because the provisioned units, and the burst saved up, were used up.";
    WriteProvisionedThroughputThrottleEvents Count TableOrIndex false "Writes throttled because the provisioned units, and the burst saved up, were used up.";
    ReadKeyRangeThroughputThrottleEvents Count TableOrIndex false "Reads throttled because one partition had reached what it can do.";
    WriteKeyRangeThroughputThrottleEvents Count TableOrIndex false "Writes throttled because one partition had reached what it can do.";
    ReadAccountLimitThrottleEvents Count TableOrIndex false "Reads throttled because of the account's quota.";
    WriteAccountLimitThrottleEvents Count TableOrIndex false "Writes throttled because of the account's quota.";
    ReadMaxOnDemandThroughputThrottleEvents Count TableOrIndex false "Reads throttled because of the maximum that was set for an on-demand table or index.";
    WriteMaxOnDemandThroughputThrottleEvents Count TableOrIndex false "Writes throttled because of the maximum that was set for an on-demand table or index.";
    ThrottledRequests Count Operation false "Requests with at least one throttled event; a batch only when all of it was throttled.";
    SuccessfulRequestLatency Milliseconds Operation false "How long the service took for requests that succeeded, without the way to the client and back.";
    SystemErrors Count Operation false "Requests that were answered with HTTP 500.";
    UserErrors Count Account false "Requests that were answered with HTTP 400, but for throttling and failed conditions.";
    ConditionalCheckFailedRequests Count Table false "Writes whose condition didn't hold.";
    TransactionConflict Count Table false "Requests for an item that were refused because a transaction held it.";
    ReturnedItemCount Count Operation false "Items that a Query, Scan or ExecuteStatement returned.";
    ReturnedBytes Bytes Stream false "Bytes of the stream records that GetRecords returned.";
    ReturnedRecordsCount Count Stream false "Stream records that GetRecords returned.";
    TimeToLiveDeletedItemCount Count Table false "Items that were deleted because their time had come.";
    OnlineIndexPercentageProgress Count Index false "How far the building of a new index has come, in percent.";
    ProvisionedReadCapacityUnits Count TableOrIndex true "Read units that the table or index is provisioned with.";
    ProvisionedWriteCapacityUnits Count TableOrIndex true "Write units that the table or index is provisioned with.";
    OnDemandMaxReadRequestUnits Count TableOrIndex true "The maximum of read units that was set for the table or index on demand.";
    OnDemandMaxWriteRequestUnits Count TableOrIndex true "The maximum of write units that was set for the table or index on demand.";
    AccountMaxReads Count Account true "Read units that the account's provisioned tables may have together.";
    AccountMaxWrites Count Account true "Write units that the account's provisioned tables may have together.";
    AccountMaxTableLevelReads Count Account true "Read units that one table or index may use.";
    AccountMaxTableLevelWrites Count Account true "Write units that one table or index may use.";
    AccountProvisionedReadCapacityUtilization Percent Account true "The account's provisioned read units in percent of its quota.";
    AccountProvisionedWriteCapacityUtilization Percent Account true "The account's provisioned write units in percent of its quota.";
    MaxProvisionedTableReadCapacityUtilization Percent Account true "The most that a table or index is provisioned with, in percent of the quota of a table: reads.";
    MaxProvisionedTableWriteCapacityUtilization Percent Account true "The most that a table or index is provisioned with, in percent of the quota of a table: writes.";
    OnlineIndexConsumedWriteCapacity Count Index false "Write units that the building of a new index used. They are not among the consumed write units.";
    OnlineIndexThrottleEvents Count Index false "How often the building of a new index had to wait for the index's write capacity.";
    Invocations Count Function false "How often the function was invoked.";
    Errors Count Function false "Invocations that failed.";
    Duration Milliseconds Function false "How long the function ran.";
    IteratorAge Milliseconds Function false "How old the last record of a batch was when the function was done with it. Where it grows, the function falls behind or fails at the same batch again and again.";
    TotalRequestCount Count Cache false "Requests that reached the node.";
    GetItemRequestCount Count Cache false "GetItem requests that reached the node.";
    BatchGetItemRequestCount Count Cache false "BatchGetItem requests that reached the node.";
    QueryRequestCount Count Cache false "Query requests that reached the node.";
    ScanRequestCount Count Cache false "Scan requests that reached the node.";
    PutItemRequestCount Count Cache false "PutItem requests that reached the node.";
    UpdateItemRequestCount Count Cache false "UpdateItem requests that reached the node.";
    DeleteItemRequestCount Count Cache false "DeleteItem requests that reached the node.";
    BatchWriteItemRequestCount Count Cache false "BatchWriteItem requests that reached the node.";
    TransactGetItemsCount Count Cache false "TransactGetItems requests that reached the node.";
    TransactWriteItemsCount Count Cache false "TransactWriteItems requests that reached the node.";
    ItemCacheHits Count Cache false "Items that the node found in its item cache, also when what it found is that there is none.";
    ItemCacheMisses Count Cache false "Items that the node did not find in its item cache.";
    QueryCacheHits Count Cache false "Queries that the node answered from its query cache.";
    QueryCacheMisses Count Cache false "Queries that the node did not find in its query cache.";
    ScanCacheHits Count Cache false "Scans that the node answered from its query cache.";
    ScanCacheMisses Count Cache false "Scans that the node did not find in its query cache.";
    ErrorRequestCount Count Cache false "Requests through the node that ended with an error of the caller's.";
    FaultRequestCount Count Cache false "Requests through the node that ended with an error of the service's.";
    FailedRequestCount Count Cache false "Requests through the node that ended with any error.";
    ThrottledRequestCount Count Cache false "Requests that the node refused because it had as much to do as it can.";
    EvictedSize Bytes Cache false "Bytes of entries that had to go, because room was needed or their time was over.";
    EstimatedDbSize Bytes Cache false "Bytes that the node remembers; a sample whenever it answers.";
    CacheMemoryUtilization Percent Cache false "How much of the node's memory is taken; a sample whenever it answers.";
    CPUUtilization Percent Cache false "How much of what the node can do in a second is used; a sample whenever it answers. A model, from the sizing guide.";
}

impl Metric {
    /// The namespace that it is of.
    pub const fn namespace(self) -> &'static str {
        match self.dimension() {
            Dimension::Function => "AWS/Lambda",
            Dimension::Cache => "AWS/DAX",
            _ => "AWS/DynamoDB",
        }
    }

    /// Which requests to a DAX node are counted under this operation.
    pub(super) fn of_requests(operation: &str) -> Option<Self> {
        let counted = Self::ALL.iter().filter(|it| it.dimension() == Dimension::Cache);
        let mut counted = counted.filter(|it| it.name().ends_with("Count"));
        counted
            .find(|it| {
                let rest = it.name().strip_prefix(operation);
                matches!(rest, Some("RequestCount" | "Count"))
            })
            .copied()
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|metric| metric.name() == name)
    }

    /// Whether a table that is at rest tells it all the same, as zero.
    pub(super) const fn is_told_at_rest(self) -> bool {
        matches!(self, Self::ConsumedReadCapacityUnits | Self::ConsumedWriteCapacityUnits)
    }
}

/// Values of the dimension `Operation`.
pub(super) const OPERATIONS: [&str; 14] = [
    "GetItem",
    "PutItem",
    "UpdateItem",
    "DeleteItem",
    "Query",
    "Scan",
    "BatchGetItem",
    "BatchWriteItem",
    "TransactGetItems",
    "TransactWriteItems",
    "ExecuteStatement",
    "BatchExecuteStatement",
    "ExecuteTransaction",
    "GetRecords",
];

/// The number of an operation, from 1; 0 for one that has no such dimension.
pub(super) fn operation(name: &str) -> u8 {
    let at = OPERATIONS.iter().position(|known| *known == name);
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0)
}

/// Whether an operation writes; statements may do either and count as reads.
pub(super) fn writes(number: u8) -> bool {
    matches!(
        operation_name(number),
        "PutItem" | "UpdateItem" | "DeleteItem" | "BatchWriteItem" | "TransactWriteItems"
    )
}

/// The name of an operation's number.
pub(super) fn operation_name(number: u8) -> &'static str {
    OPERATIONS.get(usize::from(number).wrapping_sub(1)).copied().unwrap_or_default()
}
