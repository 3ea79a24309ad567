//! The protocol, row by row.

mod authorization;
mod coding;
mod order;
mod plain;

use std::io::Read as _;

use wire::{Answer, Asked, receive};

/// The request id that the tests give.
pub(crate) const ID: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789ABCDEF";

pub(crate) const SIGNATURE: &str = "AWS4-HMAC-SHA256 Credential=k/20261120/eu-west-2/dynamodb/aws4_request, \
                                    SignedHeaders=host, Signature=00";

/// A request to be changed here and there.
#[derive(Clone, Debug)]
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// `ListTables`, signed and all.
    pub(crate) fn new() -> Self {
        Self { method: "POST".into(), target: "/".into(), headers: Vec::new(), body: b"{}".to_vec() }
            .with("Host", "localhost:8000")
            .with("Content-Type", "application/x-amz-json-1.0")
            .with("X-Amz-Target", "DynamoDB_20120810.ListTables")
            .with("Authorization", SIGNATURE)
            .with("X-Amz-Date", "20261120T000000Z")
    }

    /// Nothing but a method.
    pub(crate) fn bare(method: &str) -> Self {
        Self { method: method.into(), target: "/".into(), headers: Vec::new(), body: Vec::new() }
    }

    /// Sets a header.
    pub(crate) fn with(self, name: &str, value: &str) -> Self {
        let mut sent = self.without(name);
        sent.headers.push((name.to_owned(), value.to_owned()));
        sent
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(found, _)| found != name);
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn target(mut self, target: &str) -> Self {
        target.clone_into(&mut self.target);
        self
    }

    /// What is answered, by an engine that says `result` to every call that reaches it and can be parsed.
    pub(crate) fn answer(&self) -> Answer {
        self.answer_by(|call| {
            let names = vec![call.region.clone()];
            let tables = api::dynamodb::ListTablesOutput { names, last: None };
            api::parse(call.operation, &call.body).map(|_| api::dynamodb::Response::ListTables(tables))
        })
    }

    /// What is answered when the engine says this.
    pub(crate) fn answer_with(&self, result: &Result<api::dynamodb::Response, api::ApiError>) -> Answer {
        self.answer_by(|_| result.clone())
    }

    fn answer_by(
        &self,
        engine: impl FnOnce(&wire::Call) -> Result<api::dynamodb::Response, api::ApiError>,
    ) -> Answer {
        let headers: Vec<(&str, &[u8])> =
            self.headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        let asked = Asked { method: &self.method, target: &self.target, headers: &headers, body: &self.body };
        match receive(&asked) {
            Ok(call) => call.form.answer(&engine(&call), ID.to_owned()),
            Err(refusal) => refusal.answer(ID.to_owned()),
        }
    }

    /// Status and body.
    pub(crate) fn text(&self) -> (u16, String) {
        let answer = self.answer();
        (answer.status, String::from_utf8(unpacked(&answer)).expect("text"))
    }
}

/// An answer's body, unpacked.
pub(crate) fn unpacked(answer: &Answer) -> Vec<u8> {
    let mut out = Vec::new();
    let body = answer.body.as_slice();
    match answer.header("content-encoding") {
        Some("gzip") => flate2::read::GzDecoder::new(body).read_to_end(&mut out).expect("gzip"),
        Some("deflate") => flate2::read::ZlibDecoder::new(body).read_to_end(&mut out).expect("zlib"),
        other => {
            assert_eq!(other, None);
            return answer.body.clone();
        }
    };
    out
}
