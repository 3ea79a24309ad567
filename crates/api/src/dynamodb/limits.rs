//! `DescribeLimits` and `DescribeEndpoints`.

use super::Throughput;

/// The answer to `DescribeLimits`.
#[derive(Clone, Copy, Debug)]
pub struct LimitsOutput {
    /// For the account in this Region.
    pub account: Throughput,
    /// For one table.
    pub table: Throughput,
}

/// The answer to `DescribeEndpoints`.
#[derive(Clone, Debug)]
pub struct EndpointsOutput {
    /// `dynamodb.<region>.amazonaws.com`.
    pub address: String,
}
