//! What the service refuses, in its words: a row a case.

mod batches;
mod create_table;
mod expressions;
mod grammar;
mod items;
mod json;
mod legacy;
mod managed;
mod names;
mod output;
mod pages;
mod random;
mod statements;
mod streams;
mod tags;
mod transactions;
mod ttl;
mod update_table;
mod values;
mod vectors;
mod wire;

use api::dynamodb::Request;
use api::{Wording, parse_in};

/// The answer as one line: `ValidationException: …`, or `ok`.
fn answer(operation: &str, body: &str, wording: Wording) -> String {
    match parse_in(operation, body.as_bytes(), wording) {
        Ok(request) => {
            assert_eq!(request.operation_name(), operation);
            "ok".to_owned()
        }
        Err(error) => error.to_string(),
    }
}

/// `expected` is a `ValidationException`'s sentence.
#[track_caller]
fn refuses(operation: &str, body: &str, expected: &str) {
    let expected = format!("ValidationException: {expected}");
    assert_eq!(answer(operation, body, Wording::Current), expected, "{operation} {body}");
}

#[track_caller]
fn refuses_classic(operation: &str, body: &str, expected: &str) {
    let expected = format!("ValidationException: {expected}");
    assert_eq!(answer(operation, body, Wording::Classic), expected, "{operation} {body}");
}

#[track_caller]
fn accepts(operation: &str, body: &str) -> Request {
    match parse_in(operation, body.as_bytes(), Wording::Current) {
        Ok(request) => request,
        Err(error) => panic!("{operation} {body}: {error}"),
    }
}
