//! AWS Lambda's answers, and what a queue is told.

use super::{Object, list};
use crate::lambda::{Failure, FunctionDescription, Mapping, MappingDescription, Response, StartingPosition};

pub(super) fn write(out: &mut String, answer: &Response) {
    match answer {
        Response::Nothing => {}
        Response::Function(function) => configuration(out, function),
        Response::GotFunction(function) => {
            let mut object = Object::new(out);
            configuration(object.member("Configuration"), function);
            object.end();
        }
        Response::Functions(functions) => {
            let mut object = Object::new(out);
            list(object.member("Functions"), functions, configuration);
            object.end();
        }
        Response::Mapping(description) => mapping(out, description),
        Response::Mappings(mappings) => {
            let mut object = Object::new(out);
            list(object.member("EventSourceMappings"), mappings, mapping);
            object.end();
        }
    }
}

fn configuration(out: &mut String, description: &FunctionDescription) {
    let function = &description.function;
    let mut object = Object::new(out);
    object.text("FunctionName", &function.name);
    object.text("FunctionArn", &description.arn);
    let mut code = Object::new(object.member("Code"));
    code.text("Do", function.task.name());
    for (name, value) in [("Table", &function.table), ("By", &function.by), ("Sum", &function.sum)] {
        if let Some(value) = value {
            code.text(name, value);
        }
    }
    if let Some(pattern) = &function.fail_on {
        code.text("FailOn", pattern.text());
    }
    if let Some(millis) = function.millis {
        code.number("Milliseconds", u64::from(millis));
    }
    code.end();
    time(&mut object, "LastModified", description.modified_ms);
    object.text("State", "Active");
    object.end();
}

/// Seconds since 1970.
fn time(object: &mut Object, name: &str, ms: u64) {
    let out = object.member(name);
    out.push_str(&format!("{}.{:03}", ms / 1_000, ms % 1_000));
}

fn mapping(out: &mut String, description: &MappingDescription) {
    let Mapping {
        source,
        batch_size,
        window_s,
        parallel,
        start,
        bisect,
        retries,
        max_age_s,
        on_failure,
        filters,
        report,
        ..
    } = &description.mapping;
    let mut object = Object::new(out);
    object.text("UUID", &description.uuid);
    let start = match start {
        StartingPosition::TrimHorizon => "TRIM_HORIZON",
        StartingPosition::Latest => "LATEST",
    };
    object.text("StartingPosition", start);
    object.number("BatchSize", u64::from(*batch_size));
    object.number("MaximumBatchingWindowInSeconds", u64::from(*window_s));
    object.number("ParallelizationFactor", u64::from(*parallel));
    object.text("EventSourceArn", source);
    if !filters.is_empty() {
        let mut criteria = Object::new(object.member("FilterCriteria"));
        list(criteria.member("Filters"), filters, |out, filter| {
            let mut object = Object::new(out);
            object.text("Pattern", filter.text());
            object.end();
        });
        criteria.end();
    }
    object.text("FunctionArn", &description.function_arn);
    time(&mut object, "LastModified", description.modified_ms);
    object.text("LastProcessingResult", description.last_result);
    object.text("State", description.state);
    object.text("StateTransitionReason", "User action");
    let mut destination = Object::new(object.member("DestinationConfig"));
    let mut failure = Object::new(destination.member("OnFailure"));
    if let Some(arn) = on_failure {
        failure.text("Destination", arn);
    }
    failure.end();
    destination.end();
    for (name, limit) in [("MaximumRecordAgeInSeconds", max_age_s), ("MaximumRetryAttempts", retries)] {
        let out = object.member(name);
        match limit {
            Some(limit) => out.push_str(&limit.to_string()),
            None => out.push_str("-1"),
        }
    }
    object.member("BisectBatchOnFunctionError").push_str(if *bisect { "true" } else { "false" });
    object.number("TumblingWindowInSeconds", u64::from(description.tumbling_s));
    if *report {
        object.member("FunctionResponseTypes").push_str("[\"ReportBatchItemFailures\"]");
    }
    object.end();
}

impl Failure {
    /// The document that a queue gets.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        let mut object = Object::new(&mut out);
        let mut request = Object::new(object.member("requestContext"));
        request.text("requestId", &self.request_id);
        request.text("functionArn", &self.function_arn);
        request.text("condition", self.why.condition());
        request.number("approximateInvokeCount", u64::from(self.invokes));
        request.end();
        if self.invokes > 0 {
            let mut response = Object::new(object.member("responseContext"));
            response.number("statusCode", 200);
            response.text("executedVersion", "$LATEST");
            response.text("functionError", "Unhandled");
            response.end();
        }
        object.text("version", "1.0");
        object.text("timestamp", &self.at);
        let mut batch = Object::new(object.member("DDBStreamBatchInfo"));
        batch.text("shardId", &self.shard);
        batch.text("startSequenceNumber", &self.start);
        batch.text("endSequenceNumber", &self.end);
        batch.text("approximateArrivalOfFirstRecord", &self.first_at);
        batch.text("approximateArrivalOfLastRecord", &self.last_at);
        batch.number("batchSize", u64::from(self.records));
        batch.text("streamArn", &self.source);
        batch.end();
        object.end();
        out
    }
}
