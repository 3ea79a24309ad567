//! AWS Lambda, as far as a table's stream needs it: functions, and what invokes them.
//!
//! `Code` is ours: a function is no program but says what it does with each record.

use super::{Bounds, Member, Operation, Service, Shape};

const ANY: Bounds = Bounds { min: None, max: None };

const fn must(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: true }
}

const fn may(name: &'static str, shape: &'static Shape) -> Member {
    Member { name, shape, required: false }
}

const fn text(name: &'static str) -> Shape {
    Shape::String { name, length: ANY, pattern: None, values: &[] }
}

const fn choice(name: &'static str, values: &'static [&'static str]) -> Shape {
    Shape::String { name, length: ANY, pattern: None, values }
}

static TEXT: Shape = text("String");
static NAME: Shape = text("FunctionName");
static UUID: Shape = text("UUID");
static ARN: Shape = text("Arn");
static NUMBER: Shape = Shape::Integer { range: ANY };
static SWITCH: Shape = Shape::Boolean;

static TASK: Shape = choice("Do", &["log", "copy", "archive", "aggregate"]);
static CODE: Shape = Shape::Structure {
    name: "FunctionCode",
    members: &[
        must("Do", &TASK),
        may("Table", &TEXT),
        may("By", &TEXT),
        may("Sum", &TEXT),
        may("FailOn", &TEXT),
        may("Milliseconds", &NUMBER),
    ],
};

static POSITION: Shape = choice("EventSourcePosition", &["TRIM_HORIZON", "LATEST", "AT_TIMESTAMP"]);
static RESPONSE_TYPE: Shape = choice("FunctionResponseType", &["ReportBatchItemFailures"]);
static RESPONSE_TYPES: Shape =
    Shape::List { name: "FunctionResponseTypeList", element: &RESPONSE_TYPE, length: ANY };
static ON_FAILURE: Shape = Shape::Structure { name: "OnFailure", members: &[may("Destination", &ARN)] };
static DESTINATION: Shape =
    Shape::Structure { name: "DestinationConfig", members: &[may("OnFailure", &ON_FAILURE)] };
static FILTER: Shape = Shape::Structure { name: "Filter", members: &[may("Pattern", &TEXT)] };
static FILTERS: Shape = Shape::List { name: "FilterList", element: &FILTER, length: ANY };
static CRITERIA: Shape = Shape::Structure { name: "FilterCriteria", members: &[may("Filters", &FILTERS)] };

static CREATE_FUNCTION: Shape = Shape::Structure {
    name: "CreateFunctionRequest",
    members: &[must("FunctionName", &NAME), must("Code", &CODE)],
};
static ONE_FUNCTION: Shape =
    Shape::Structure { name: "GetFunctionRequest", members: &[must("FunctionName", &NAME)] };
static UPDATE_FUNCTION: Shape = Shape::Structure {
    name: "UpdateFunctionCodeRequest",
    members: &[must("FunctionName", &NAME), must("Code", &CODE)],
};
static NOTHING: Shape = Shape::Structure { name: "ListFunctionsRequest", members: &[] };
static CREATE_MAPPING: Shape = Shape::Structure {
    name: "CreateEventSourceMappingRequest",
    members: &[
        may("EventSourceArn", &ARN),
        must("FunctionName", &NAME),
        may("Enabled", &SWITCH),
        may("BatchSize", &NUMBER),
        may("FilterCriteria", &CRITERIA),
        may("MaximumBatchingWindowInSeconds", &NUMBER),
        may("ParallelizationFactor", &NUMBER),
        may("StartingPosition", &POSITION),
        may("DestinationConfig", &DESTINATION),
        may("MaximumRecordAgeInSeconds", &NUMBER),
        may("BisectBatchOnFunctionError", &SWITCH),
        may("MaximumRetryAttempts", &NUMBER),
        may("TumblingWindowInSeconds", &NUMBER),
        may("FunctionResponseTypes", &RESPONSE_TYPES),
    ],
};
static UPDATE_MAPPING: Shape = Shape::Structure {
    name: "UpdateEventSourceMappingRequest",
    members: &[
        must("UUID", &UUID),
        may("FunctionName", &NAME),
        may("Enabled", &SWITCH),
        may("BatchSize", &NUMBER),
        may("FilterCriteria", &CRITERIA),
        may("MaximumBatchingWindowInSeconds", &NUMBER),
        may("ParallelizationFactor", &NUMBER),
        may("DestinationConfig", &DESTINATION),
        may("MaximumRecordAgeInSeconds", &NUMBER),
        may("BisectBatchOnFunctionError", &SWITCH),
        may("MaximumRetryAttempts", &NUMBER),
        may("TumblingWindowInSeconds", &NUMBER),
        may("FunctionResponseTypes", &RESPONSE_TYPES),
    ],
};
static ONE_MAPPING: Shape =
    Shape::Structure { name: "GetEventSourceMappingRequest", members: &[must("UUID", &UUID)] };
static LIST_MAPPINGS: Shape = Shape::Structure {
    name: "ListEventSourceMappingsRequest",
    members: &[may("EventSourceArn", &ARN), may("FunctionName", &NAME)],
};

const fn operation(name: &'static str, input: &'static Shape) -> Operation {
    Operation { name, service: Service::Lambda, input, built: true }
}

/// Sorted by name.
pub(super) static OPERATIONS: &[Operation] = &[
    operation("lambda:CreateEventSourceMapping", &CREATE_MAPPING),
    operation("lambda:CreateFunction", &CREATE_FUNCTION),
    operation("lambda:DeleteEventSourceMapping", &ONE_MAPPING),
    operation("lambda:DeleteFunction", &ONE_FUNCTION),
    operation("lambda:GetEventSourceMapping", &ONE_MAPPING),
    operation("lambda:GetFunction", &ONE_FUNCTION),
    operation("lambda:ListEventSourceMappings", &LIST_MAPPINGS),
    operation("lambda:ListFunctions", &NOTHING),
    operation("lambda:UpdateEventSourceMapping", &UPDATE_MAPPING),
    operation("lambda:UpdateFunctionCode", &UPDATE_FUNCTION),
];
