//! What `aws dynamodb wait` waits for.

use super::call::ApiCall;
use crate::json::{self, Node, Text, Value};
use crate::place::Place;
use crate::query::Query;

/// A condition that `aws dynamodb wait` knows.
#[derive(Debug)]
pub struct Waiter {
    /// `table-exists`.
    pub name: &'static str,
    /// `TableExists`.
    model: &'static str,
    /// What is called again and again.
    pub(crate) operation: &'static str,
    /// Calls before it gives up.
    pub attempts: u32,
    /// In the order in which they are tried.
    accepts: &'static [Accept],
}

/// What an answer means.
#[derive(Debug)]
struct Accept {
    /// A `JMESPath` expression, or an error's name when it is empty.
    path: &'static str,
    /// What the expression must find.
    expected: &'static str,
    /// A list, one of whose elements must be it.
    any: bool,
    end: Waited,
}

/// How far waiting has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Waited {
    /// Look again, 20 seconds later.
    Again,
    /// It has come.
    Done,
    /// It won't: what the AWS CLI says, with exit code 255.
    Failed(String),
}

const DONE: Waited = Waited::Done;
const FAILED: Waited = Waited::Failed(String::new());

const fn path(path: &'static str, expected: &'static str, end: Waited) -> Accept {
    Accept { path, expected, any: false, end }
}

const fn missing(end: Waited) -> Accept {
    Accept { path: "", expected: "ResourceNotFoundException", any: false, end }
}

/// All of them, by name.
pub(crate) static WAITERS: &[Waiter] = &[
    Waiter {
        name: "bulk-operation-completed",
        model: "BulkOperationCompleted",
        operation: "DescribeBulkOperation",
        attempts: 180,
        accepts: &[
            path("BulkOperationDescription.BulkOperationStatus", "COMPLETED", DONE),
            path("BulkOperationDescription.BulkOperationStatus", "COMPLETED_WITH_ERRORS", DONE),
            path("BulkOperationDescription.BulkOperationStatus", "CANCELLED", FAILED),
            path("BulkOperationDescription.BulkOperationStatus", "FAILED", FAILED),
        ],
    },
    Waiter {
        name: "contributor-insights-enabled",
        model: "ContributorInsightsEnabled",
        operation: "DescribeContributorInsights",
        attempts: 30,
        accepts: &[
            path("ContributorInsightsStatus", "ENABLED", DONE),
            path("ContributorInsightsStatus", "FAILED", FAILED),
        ],
    },
    Waiter {
        name: "export-completed",
        model: "ExportCompleted",
        operation: "DescribeExport",
        attempts: 60,
        accepts: &[
            path("ExportDescription.ExportStatus", "COMPLETED", DONE),
            path("ExportDescription.ExportStatus", "FAILED", FAILED),
        ],
    },
    Waiter {
        name: "import-completed",
        model: "ImportCompleted",
        operation: "DescribeImport",
        attempts: 60,
        accepts: &[
            path("ImportTableDescription.ImportStatus", "COMPLETED", DONE),
            path("ImportTableDescription.ImportStatus", "FAILED", FAILED),
            path("ImportTableDescription.ImportStatus", "CANCELLED", FAILED),
        ],
    },
    Waiter {
        name: "kinesis-streaming-destination-active",
        model: "KinesisStreamingDestinationActive",
        operation: "DescribeKinesisStreamingDestination",
        attempts: 30,
        accepts: &[
            Accept {
                path: "KinesisDataStreamDestinations[].DestinationStatus",
                expected: "ACTIVE",
                any: true,
                end: DONE,
            },
            path(
                "length(KinesisDataStreamDestinations) > `0`  && length(KinesisDataStreamDestinations[?DestinationStatus == 'DISABLED' || DestinationStatus == 'ENABLE_FAILED']) ==  length(KinesisDataStreamDestinations)",
                "True",
                FAILED,
            ),
        ],
    },
    Waiter {
        name: "table-exists",
        model: "TableExists",
        operation: "DescribeTable",
        attempts: 25,
        accepts: &[path("Table.TableStatus", "ACTIVE", DONE), missing(Waited::Again)],
    },
    Waiter {
        name: "table-not-exists",
        model: "TableNotExists",
        operation: "DescribeTable",
        attempts: 25,
        accepts: &[missing(DONE)],
    },
];

impl Waiter {
    /// Seconds between two looks.
    pub const DELAY_SECONDS: u64 = 20;
}

impl Accept {
    fn matches(&self, answer: Result<&Node, (&str, &str)>) -> bool {
        let found = match (answer, self.path) {
            (Err((name, _)), "") => return name == self.expected,
            (Ok(_), "") | (Err(_), _) => return false,
            (Ok(body), path) => Query::new(path).and_then(|query| query.search(body)),
        };
        let is = |node: &Node| match &node.value {
            Value::Bool(value) => *value && self.expected == "True",
            _ => node.as_str() == Some(self.expected),
        };
        found.is_ok_and(|found| {
            if self.any { found.as_list().is_some_and(|list| list.iter().any(is)) } else { is(&found) }
        })
    }

    fn explanation(&self) -> String {
        let Self { path, expected, any, .. } = self;
        match path {
            &"" => format!("Matched expected service error code: {expected}"),
            path if *any => {
                format!("For expression \"{path}\" we matched expected path: \"{expected}\" at least once")
            }
            path => format!("For expression \"{path}\" we matched expected path: \"{expected}\""),
        }
    }
}

/// `aws dynamodb wait …`: silent when it succeeds.
#[derive(Clone, Debug)]
pub struct Wait {
    /// For what.
    pub until: &'static Waiter,
    /// The table as given (a name or an ARN), if the condition is a table's.
    pub table: String,
    /// The call that it repeats.
    pub call: ApiCall,
    /// Calls made.
    pub looks: u32,
    /// What the answer was taken for that meant something.
    before: Option<String>,
}

impl Wait {
    pub(crate) fn new(until: &'static Waiter, table: String, call: ApiCall) -> Self {
        Self { until, table, call, looks: 0, before: None }
    }

    /// Takes an answer: the response's JSON, or an error's name and sentence.
    pub fn look(&mut self, answer: Result<&str, (&str, &str)>) -> Waited {
        self.looks += 1;
        let body = answer.map(|body| {
            json::read(Text::at(body, Place::default()))
                .unwrap_or_else(|_| Node::new(Value::Null, Place::default()))
        });
        let accept =
            self.until.accepts.iter().find(|accept| accept.matches(body.as_ref().map_err(|error| *error)));
        let fail = |reason: String| Waited::Failed(format!("Waiter {} failed: {reason}", self.until.model));
        let explanation = accept.map(Accept::explanation);
        match (accept.map(|accept| &accept.end), answer) {
            (Some(Waited::Done), _) => return Waited::Done,
            (Some(Waited::Failed(_)), _) => {
                let explanation = explanation.unwrap_or_default();
                return fail(format!("Waiter encountered a terminal failure state: {explanation}"));
            }
            (None, Err((name, message))) => return fail(format!("An error occurred ({name}): {message}")),
            _ => {}
        }
        if self.looks < self.until.attempts {
            self.before = explanation.or_else(|| self.before.take());
            return Waited::Again;
        }
        fail(match explanation.as_ref().or(self.before.as_ref()) {
            Some(state) => format!("Max attempts exceeded. Previously accepted state: {state}"),
            None => "Max attempts exceeded".to_owned(),
        })
    }
}
