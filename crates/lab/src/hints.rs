//! Why the service refused, and what to do about it.

use api::{ApiError, ErrorCode};
use console::{ApiCall, Place};

use crate::lab::Lab;
use crate::words::clock;

/// Where in the typed text the refusal is about, a plain sentence, and a text that would mend it.
pub(crate) fn explain(
    lab: &Lab,
    call: &ApiCall,
    error: &ApiError,
    text: &str,
) -> (Option<Place>, String, Option<String>) {
    let region = call.region.as_deref().unwrap_or(lab.region());
    if let Some(hint) = not_yet(lab, region, call, error) {
        return (table_place(call), hint, None);
    }
    let failure = console::Failure {
        operation: call.operation,
        name: error.name(),
        message: &error.message,
        call: Some(call),
        text,
    };
    let hint = console::explain(&failure, &lab.catalogue()).unwrap_or_default();
    (hint.at, hint.text, hint.fix)
}

/// The table is there, but can't be used yet, or is in another Region.
fn not_yet(lab: &Lab, region: &str, call: &ApiCall, error: &ApiError) -> Option<String> {
    if !matches!(error.code, ErrorCode::ResourceNotFoundException | ErrorCode::ResourceInUseException) {
        return None;
    }
    let request = api::parse(call.operation, call.input.as_bytes()).ok()?;
    if let Some((table, what, until)) = lab.busy_until(region, &request) {
        let waiter = if what == "gone" { "table-not-exists" } else { "table-exists" };
        return Some(format!(
            "{table} is {what} only at {}: wait with `aws dynamodb wait {waiter} --table-name {table}`, or let time \
             pass with `lab idle`.",
            clock(until)
        ));
    }
    let names = session::tables_of(&request);
    let elsewhere = lab
        .session()
        .world()
        .tables()
        .into_iter()
        .find(|info| info.region.as_ref() != region && names.iter().any(|name| *name == *info.name))?;
    Some(format!(
        "{} is in {}, and this call went to {region}: add `--region {}`.",
        elsewhere.name, elsewhere.region, elsewhere.region
    ))
}

fn table_place(call: &ApiCall) -> Option<Place> {
    call.typed.iter().find(|typed| typed.member == "TableName").map(|typed| typed.value)
}
