//! `DescribeLimits` and `DescribeEndpoints`.

use super::{Object, list};
use crate::dynamodb::{EndpointsOutput, LimitsOutput};

/// Clients may keep an address for a day.
const CACHE_MINUTES: u64 = 1_440;

pub(super) fn limits(out: &mut String, limits: &LimitsOutput) {
    let mut object = Object::new(out);
    object.number("AccountMaxReadCapacityUnits", limits.account.read);
    object.number("AccountMaxWriteCapacityUnits", limits.account.write);
    object.number("TableMaxReadCapacityUnits", limits.table.read);
    object.number("TableMaxWriteCapacityUnits", limits.table.write);
    object.end();
}

pub(super) fn endpoints(out: &mut String, endpoints: &EndpointsOutput) {
    let mut object = Object::new(out);
    list(object.member("Endpoints"), [&endpoints.address], |out, address| {
        let mut endpoint = Object::new(out);
        endpoint.text("Address", address);
        endpoint.number("CachePeriodInMinutes", CACHE_MINUTES);
        endpoint.end();
    });
    object.end();
}
