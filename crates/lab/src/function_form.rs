//! The form for a function and the mapping that invokes it: choices in fields into requests.

use std::fmt::Write as _;

use value::json::write_string;

/// A function and its mapping as they are being written; numbers as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FunctionForm {
    /// The function's name.
    pub name: String,
    /// `log`, `copy`, `archive` or `aggregate`.
    pub task: String,
    /// The table that it writes to.
    pub table: String,
    /// The attribute whose values it tells apart.
    pub by: String,
    /// The attribute that it adds up.
    pub sum: String,
    /// The pattern of records that it fails at.
    pub fail_on: String,
    /// Whether it begins at the oldest record.
    pub from_start: bool,
    /// Records a batch.
    pub batch_size: String,
    /// Seconds that a batch is gathered.
    pub window: String,
    /// Seconds of its tumbling windows; `0`: none.
    pub tumbling: String,
    /// Batches at a time.
    pub parallel: String,
    /// Retries; empty: until the records expire.
    pub retries: String,
    /// Whether a batch that failed is halved.
    pub bisect: bool,
    /// Whether the function says where it failed.
    pub report: bool,
    /// The pattern of records that it hears of; empty: all.
    pub filter: String,
    /// The name of the queue that is told of failures; empty: none.
    pub queue: String,
}

impl Default for FunctionForm {
    fn default() -> Self {
        let text = str::to_owned;
        Self {
            name: text("watcher"),
            task: text("log"),
            table: String::new(),
            by: String::new(),
            sum: String::new(),
            fail_on: String::new(),
            from_start: true,
            batch_size: text("100"),
            window: text("0"),
            tumbling: text("0"),
            parallel: text("1"),
            retries: String::new(),
            bisect: false,
            report: false,
            filter: String::new(),
            queue: String::new(),
        }
    }
}

impl FunctionForm {
    /// The requests that make both, for a stream.
    pub fn requests(&self, stream: &str, account: &str, region: &str) -> [(&'static str, String); 2] {
        let mut function = String::from("{\"FunctionName\":");
        write_string(&mut function, self.name.trim());
        function.push_str(",\"Code\":{\"Do\":");
        write_string(&mut function, &self.task);
        let adds = self.task == "aggregate";
        for (name, value, used) in [
            ("Table", &self.table, self.task != "log"),
            ("By", &self.by, adds),
            ("Sum", &self.sum, adds),
            ("FailOn", &self.fail_on, true),
        ] {
            if used && !value.trim().is_empty() {
                let _ = write!(function, ",\"{name}\":");
                write_string(&mut function, value.trim());
            }
        }
        function.push_str("}}");
        let mut mapping = String::from("{\"EventSourceArn\":");
        write_string(&mut mapping, stream);
        mapping.push_str(",\"FunctionName\":");
        write_string(&mut mapping, self.name.trim());
        let start = if self.from_start { "TRIM_HORIZON" } else { "LATEST" };
        let _ = write!(mapping, ",\"StartingPosition\":\"{start}\"");
        for (name, value, usual) in [
            ("BatchSize", &self.batch_size, "100"),
            ("MaximumBatchingWindowInSeconds", &self.window, "0"),
            ("ParallelizationFactor", &self.parallel, "1"),
            ("MaximumRetryAttempts", &self.retries, ""),
            ("TumblingWindowInSeconds", &self.tumbling, "0"),
        ] {
            let value = value.trim();
            if value != usual && value.parse::<i32>().is_ok() {
                let _ = write!(mapping, ",\"{name}\":{value}");
            }
        }
        if self.bisect {
            mapping.push_str(",\"BisectBatchOnFunctionError\":true");
        }
        if self.report {
            mapping.push_str(",\"FunctionResponseTypes\":[\"ReportBatchItemFailures\"]");
        }
        if !self.filter.trim().is_empty() {
            mapping.push_str(",\"FilterCriteria\":{\"Filters\":[{\"Pattern\":");
            write_string(&mut mapping, self.filter.trim());
            mapping.push_str("}]}");
        }
        if !self.queue.trim().is_empty() {
            let arn = format!("arn:aws:sqs:{region}:{account}:{}", self.queue.trim());
            mapping.push_str(",\"DestinationConfig\":{\"OnFailure\":{\"Destination\":");
            write_string(&mut mapping, &arn);
            mapping.push_str("}}");
        }
        mapping.push('}');
        [("lambda:CreateFunction", function), ("lambda:CreateEventSourceMapping", mapping)]
    }

    /// What is wrong with a pattern, if anything.
    pub fn pattern_fault(text: &str) -> Option<&'static str> {
        let text = text.trim();
        (!text.is_empty() && api::lambda::Filter::new(text).is_none())
            .then_some("No filter pattern. One is, for example, {\"eventName\":[\"REMOVE\"]}.")
    }
}

#[cfg(test)]
mod tests {
    use super::FunctionForm;

    const STREAM: &str = "arn:aws:dynamodb:eu-west-2:123456789012:table/T/stream/2026-11-20T09:00:00.000";

    #[test]
    fn forms_make_requests_that_are_taken() {
        let plain = FunctionForm::default();
        let all = FunctionForm {
            task: "aggregate".to_owned(),
            table: "Totals".to_owned(),
            by: "artist".to_owned(),
            sum: "plays".to_owned(),
            fail_on: r#"{"eventName":["REMOVE"]}"#.to_owned(),
            filter: r#"{"eventName":["INSERT"]}"#.to_owned(),
            batch_size: "10".to_owned(),
            tumbling: "60".to_owned(),
            retries: "2".to_owned(),
            bisect: true,
            report: true,
            queue: "failures".to_owned(),
            ..FunctionForm::default()
        };
        for form in [plain, all] {
            for (operation, body) in form.requests(STREAM, "123456789012", "eu-west-2") {
                api::parse(operation, body.as_bytes()).unwrap_or_else(|error| panic!("{body}: {error}"));
            }
        }
        assert!(FunctionForm::pattern_fault("{}").is_some());
        assert!(FunctionForm::pattern_fault(r#"{"eventName":["INSERT"]}"#).is_none());
    }
}
