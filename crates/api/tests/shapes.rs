//! Writes `src/shapes/generated.rs` from the model (`UPDATE=1`), or checks that it is up to date.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use api::shapes::{self, Shape};
use serde_json::Value;

/// What `parse` takes.
const BUILT: [&str; 63] = [
    "BatchExecuteStatement",
    "BatchGetItem",
    "BatchWriteItem",
    "CancelBulkOperation",
    "CreateBackup",
    "CreateGlobalTable",
    "CreateTable",
    "DeleteBackup",
    "DeleteItem",
    "DeleteResourcePolicy",
    "DeleteTable",
    "DescribeBackup",
    "DescribeBulkOperation",
    "DescribeContinuousBackups",
    "DescribeContributorInsights",
    "DescribeEndpoints",
    "DescribeExport",
    "DescribeGlobalTable",
    "DescribeGlobalTableSettings",
    "DescribeImport",
    "DescribeKinesisStreamingDestination",
    "DescribeLimits",
    "DescribeStream",
    "DescribeTable",
    "DescribeTableReplicaAutoScaling",
    "DescribeTimeToLive",
    "ExecuteStatement",
    "ExecuteTransaction",
    "ExportTableToPointInTime",
    "GetItem",
    "GetRecords",
    "GetResourcePolicy",
    "GetShardIterator",
    "ImportTable",
    "ListBackups",
    "ListBulkOperations",
    "ListContributorInsights",
    "ListExports",
    "ListGlobalTables",
    "ListImports",
    "ListStreams",
    "ListTables",
    "ListTagsOfResource",
    "PutItem",
    "PutResourcePolicy",
    "Query",
    "RestoreTableFromBackup",
    "RestoreTableToPointInTime",
    "Scan",
    "SearchVectors",
    "StartBulkPutItems",
    "TagResource",
    "TransactGetItems",
    "TransactWriteItems",
    "UntagResource",
    "UpdateContinuousBackups",
    "UpdateContributorInsights",
    "UpdateGlobalTable",
    "UpdateGlobalTableSettings",
    "UpdateItem",
    "UpdateTable",
    "UpdateTableReplicaAutoScaling",
    "UpdateTimeToLive",
];

/// `AttributeValue` as the name of a static.
fn constant(service: &str, name: &str) -> String {
    let mut out = if service == "dynamodbstreams" { "STREAMS_".to_owned() } else { String::new() };
    let letters: Vec<char> = name.chars().collect();
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| letters[before]);
        let after = letters.get(at + 1);
        let word_starts = before.is_some_and(|before| before.is_lowercase() || before.is_ascii_digit())
            || (before.is_some_and(char::is_uppercase) && after.is_some_and(|after| after.is_lowercase()));
        if letter.is_uppercase() && word_starts {
            out.push('_');
        }
        out.push(letter.to_ascii_uppercase());
    }
    out
}

fn bounds(shape: &Value) -> String {
    let side = |name: &str| match shape.get(name) {
        Some(value) => format!("Some({value})"),
        None => "None".to_owned(),
    };
    if shape.get("min").is_none() && shape.get("max").is_none() {
        return "ANY".to_owned();
    }
    format!("Bounds {{ min: {}, max: {} }}", side("min"), side("max"))
}

fn text(value: &Value) -> &str {
    value.as_str().expect("text in the model")
}

fn shape_source(service: &str, name: &str, shape: &Value) -> String {
    let of = |value: &Value| format!("&{}", constant(service, text(value)));
    match text(&shape["type"]) {
        "structure" => {
            let members = shape["members"].as_object().expect("members").iter().map(|(name, member)| {
                let required = member.get("required").is_some_and(|required| required == true);
                format!("member({name:?}, {}, {required})", of(&member["shape"]))
            });
            let members = members.collect::<Vec<_>>().join(", ");
            format!("Shape::Structure {{ name: {name:?}, members: &[{members}] }}")
        }
        "list" => format!(
            "Shape::List {{ name: {name:?}, element: {}, length: {} }}",
            of(&shape["member"]),
            bounds(shape)
        ),
        "map" => format!(
            "Shape::Map {{ name: {name:?}, key: {}, value: {}, length: {} }}",
            of(&shape["key"]),
            of(&shape["value"]),
            bounds(shape)
        ),
        "string" => {
            let pattern = match shape.get("pattern") {
                Some(pattern) => format!("Some({:?})", text(pattern)),
                None => "None".to_owned(),
            };
            let values = match shape.get("enum") {
                Some(values) => {
                    let values = values.as_array().expect("values").iter();
                    values.map(|value| format!("{:?}", text(value))).collect::<Vec<_>>().join(", ")
                }
                None => String::new(),
            };
            format!(
                "Shape::String {{ name: {name:?}, length: {}, pattern: {pattern}, values: &[{values}] }}",
                bounds(shape)
            )
        }
        "integer" => format!("Shape::Integer {{ range: {} }}", bounds(shape)),
        "long" => format!("Shape::Long {{ range: {} }}", bounds(shape)),
        "double" => "Shape::Double".to_owned(),
        "boolean" => "Shape::Boolean".to_owned(),
        "blob" => "Shape::Blob".to_owned(),
        "timestamp" => "Shape::Timestamp".to_owned(),
        other => panic!("{name} has the unknown type {other}"),
    }
}

fn generate(model: &Value) -> String {
    let mut out = String::from(
        "// Written by `UPDATE=1 cargo test -p api --test shapes` from model/inputs.json. Do not edit.\n\n\
         use super::{Bounds, Member, Operation, Service, Shape};\n\n\
         const ANY: Bounds = Bounds { min: None, max: None };\n\n\
         const fn member(name: &'static str, shape: &'static Shape, required: bool) -> Member {\n    \
         Member { name, shape, required }\n}\n\n",
    );
    let mut operations = Vec::new();
    for (service, variant) in [("dynamodb", "DynamoDb"), ("dynamodbstreams", "Streams")] {
        for (name, shape) in model[service]["shapes"].as_object().expect("shapes") {
            let source = shape_source(service, name, shape);
            writeln!(out, "static {}: Shape = {source};", constant(service, name)).expect("a string grows");
        }
        for (name, input) in model[service]["operations"].as_object().expect("operations") {
            let input = constant(service, text(input));
            let built = BUILT.contains(&name.as_str());
            let line = format!(
                "    Operation {{ name: {name:?}, service: Service::{variant}, input: &{input}, built: {built} }},\n"
            );
            operations.push((name.clone(), line));
        }
    }
    operations.sort();
    out.push_str("\npub(super) static OPERATIONS: &[Operation] = &[\n");
    out.extend(operations.into_iter().map(|(_, line)| line));
    out.push_str("];\n");
    out
}

#[test]
fn the_table_is_the_model() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let model = std::fs::read(root.join("model/inputs.json")).expect("the model");
    let expected = generate(&serde_json::from_slice(&model).expect("JSON"));
    let path = root.join("src/shapes/generated.rs");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &expected).expect("writing the table");
    }
    let found = std::fs::read_to_string(&path).expect("the table");
    assert!(found == expected, "src/shapes/generated.rs is stale: run with UPDATE=1");
}

#[test]
fn every_operation_is_found_by_its_name() {
    assert_eq!(shapes::operations().len(), 66);
    for operation in shapes::operations() {
        let found = shapes::operation(operation.name).expect("found");
        assert!(std::ptr::eq(found, operation));
        assert!(matches!(operation.input, Shape::Structure { .. }), "{}", operation.name);
    }
    assert!(shapes::operation("Putitem").is_none());
}

/// Data bytes of everything reachable, as on a 32-bit machine.
fn bytes(shape: &'static Shape, seen: &mut BTreeSet<*const Shape>) -> usize {
    if !seen.insert(std::ptr::from_ref(shape)) {
        return 0;
    }
    let own = 40 + shape.name().len();
    own + match shape {
        Shape::Structure { members, .. } => {
            members.iter().map(|member| 16 + member.name.len() + bytes(member.shape, seen)).sum()
        }
        Shape::List { element, .. } => bytes(element, seen),
        Shape::Map { key, value, .. } => bytes(key, seen) + bytes(value, seen),
        Shape::String { values, .. } => values.iter().map(|value| 8 + value.len()).sum(),
        _ => 0,
    }
}

#[test]
fn the_table_is_small() {
    let mut seen = BTreeSet::new();
    let total: usize = shapes::operations()
        .iter()
        .map(|operation| 24 + operation.name.len() + bytes(operation.input, &mut seen))
        .sum();
    assert!(total < 60_000, "{total} bytes");
}
