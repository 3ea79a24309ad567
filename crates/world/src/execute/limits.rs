//! `DescribeLimits` and `DescribeEndpoints`.

use api::dynamodb::{EndpointsOutput, LimitsOutput, Response, Throughput};

use crate::knobs::Knob;
use crate::world::World;

impl World {
    /// The account's quotas: those of a table are knobs, and the account's are twice that.
    pub(crate) fn limits(&self) -> Response {
        let table = Throughput {
            read: self.knobs.amount(Knob::TableReadQuota),
            write: self.knobs.amount(Knob::TableWriteQuota),
        };
        let account = Throughput { read: table.read * 2, write: table.write * 2 };
        Response::Limits(LimitsOutput { account, table })
    }
}

/// Where a Region's `DynamoDB` is to be found.
pub(crate) fn endpoints(region: &str) -> Response {
    Response::Endpoints(EndpointsOutput { address: format!("dynamodb.{region}.amazonaws.com") })
}
