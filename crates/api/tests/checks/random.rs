//! Nothing panics, whatever is sent.

use api::{Wording, parse_in, shapes};
use proptest::prelude::*;
use serde_json::{Map, Value};

/// Words that mean something to some operation, or nothing.
const WORDS: &[&str] = &[
    "S",
    "N",
    "B",
    "SS",
    "NS",
    "BS",
    "L",
    "M",
    "NULL",
    "BOOL",
    "a",
    "",
    "#a",
    ":v",
    "1",
    "1e400",
    "AA==",
    "HASH",
    "RANGE",
    "Tab",
    "arn:aws:dynamodb:r:1:table/",
    "PAY_PER_REQUEST",
    "PROVISIONED",
    "ALL",
    "INCLUDE",
    "COUNT",
    "SET a = :v",
    "a = :v",
    "a, b[0].c",
    "((((",
    "é\u{1F600}",
    "ALL_OLD",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![4 => prop::sample::select(WORDS).prop_map(str::to_owned), 1 => any::<String>()]
}

/// Names of members of all inputs, so that values land where they mean something.
fn member() -> impl Strategy<Value = String> {
    let mut names: Vec<String> = Vec::new();
    for operation in shapes::operations().iter().filter(|operation| operation.built) {
        names.extend(operation.input.members().iter().map(|member| member.name.to_owned()));
    }
    names.extend(
        [
            "Keys",
            "PutRequest",
            "DeleteRequest",
            "Item",
            "Key",
            "AttributeName",
            "KeyType",
            "AttributeType",
            "IndexName",
            "Projection",
            "ProjectionType",
            "NonKeyAttributes",
            "ReadCapacityUnits",
            "StreamEnabled",
        ]
        .map(str::to_owned),
    );
    prop_oneof![3 => prop::sample::select(names), 1 => word()]
}

fn json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (0_u8..5).prop_map(Value::from),
        word().prop_map(Value::from),
    ];
    leaf.prop_recursive(6, 60, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::from),
            prop::collection::vec((member(), inner), 0..6)
                .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// A value that fits `shape`, as far as types go.
fn fitting(shape: &'static shapes::Shape, depth: u32) -> BoxedStrategy<Value> {
    use shapes::Shape;
    if depth == 0 {
        return Just(Value::Null).boxed();
    }
    match shape {
        Shape::Structure { members, .. } => {
            let members: Vec<_> = members
                .iter()
                .map(|member| {
                    let some = fitting(member.shape, depth - 1);
                    let weight = if shape.is_attribute_value() { 1 } else { 5 };
                    prop_oneof![5 => Just(None), weight => some.prop_map(Some)]
                        .prop_map(move |value| value.map(|value| (member.name.to_owned(), value)))
                })
                .collect();
            members
                .prop_map(|members| Value::Object(members.into_iter().flatten().collect::<Map<_, _>>()))
                .boxed()
        }
        Shape::List { element, .. } => {
            prop::collection::vec(fitting(element, depth - 1), 0..4).prop_map(Value::from).boxed()
        }
        Shape::Map { value, .. } => prop::collection::vec((word(), fitting(value, depth - 1)), 0..4)
            .prop_map(|entries| Value::Object(entries.into_iter().collect::<Map<_, _>>()))
            .boxed(),
        Shape::String { values: [], .. } => word().prop_map(Value::from).boxed(),
        Shape::String { values, .. } => {
            prop_oneof![5 => prop::sample::select(*values).prop_map(Value::from), 1 => word().prop_map(Value::from)]
                .boxed()
        }
        Shape::Integer { .. } | Shape::Long { .. } | Shape::Double | Shape::Timestamp => {
            prop_oneof![(-1_i64..5).prop_map(Value::from), any::<i64>().prop_map(Value::from)].boxed()
        }
        Shape::Boolean => any::<bool>().prop_map(Value::from).boxed(),
        Shape::Blob => prop::sample::select(vec!["", "AA==", "/w==", "abc"]).prop_map(Value::from).boxed(),
    }
}

/// An answer is a request or an error that can be written as JSON.
fn answers(operation: &str, body: &[u8]) {
    for wording in [Wording::Current, Wording::Classic] {
        match parse_in(operation, body, wording) {
            Ok(request) => assert_eq!(request.operation_name(), operation),
            Err(error) => {
                let mut json = String::new();
                error.write_json(&mut json);
                let value: Value = serde_json::from_str(&json).expect("an error is JSON");
                assert!(value["__type"].is_string());
            }
        }
    }
}

fn built() -> impl Strategy<Value = &'static shapes::Operation> {
    let built: Vec<_> = shapes::operations().iter().filter(|operation| operation.built).collect();
    prop::sample::select(built)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn json_never_panics(operation in built(), value in json()) {
        answers(operation.name, value.to_string().as_bytes());
    }

    #[test]
    fn requests_never_panic(
        (operation, value) in built().prop_flat_map(|operation| {
            fitting(operation.input, 6).prop_map(move |value| (operation, value))
        })
    ) {
        answers(operation.name, value.to_string().as_bytes());
    }

    #[test]
    fn broken_requests_never_panic(
        operation in built(),
        value in json(),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
    ) {
        let mut body = value.to_string().into_bytes();
        let place = at.index(body.len());
        body[place] = byte;
        answers(operation.name, &body);
        body.truncate(place);
        answers(operation.name, &body);
    }

    #[test]
    fn bytes_never_panic(operation in built(), body in prop::collection::vec(any::<u8>(), 0..64)) {
        answers(operation.name, &body);
    }
}
