//! What is sent back.

use std::borrow::Cow;

use api::ApiError;
use api::dynamodb::Response;
use api::shapes::Operation;

use crate::coding::{self, Coding};
use crate::{Asked, query};

/// What is sent back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Names and values; `Content-Length` is the sender's to add.
    pub headers: Vec<(&'static str, Cow<'static, str>)>,
    /// The bytes after them.
    pub body: Vec<u8>,
}

impl Answer {
    /// The first header of this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| &**value)
    }
}

/// How the answer to a request is to be written.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The content type of the request, which the answer repeats; none for what is no JSON.
    content_type: Option<&'static str>,
    coding: Option<Coding>,
    /// Whether a page of another origin asks.
    origin: bool,
    /// The operation of IAM or STS that is answered in their protocol.
    query: Option<&'static Operation>,
}

/// What a page of another origin may read of an answer's headers.
const EXPOSED: &str =
    "x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,x-amzn-trace-id,x-amz-crc32,date";

impl Form {
    pub(crate) fn of(asked: &Asked, content_type: Option<&'static str>) -> Self {
        Self {
            content_type,
            coding: coding::wanted(asked),
            origin: asked.header("origin").is_some(),
            query: None,
        }
    }

    /// The form of answers of IAM and STS.
    pub(crate) fn of_query(asked: &Asked, operation: &'static Operation) -> Self {
        Self { query: Some(operation), ..Self::of(asked, Some(query::XML)) }
    }

    /// The answer to a call.
    pub fn answer(&self, result: &Result<Response, ApiError>, request_id: String) -> Answer {
        let mut body = String::new();
        let status = match result {
            Ok(response) => {
                response.write_json(&mut body);
                200
            }
            Err(error) => {
                error.write_json(&mut body);
                error.http_status()
            }
        };
        if let Some(operation) = self.query {
            body = match result {
                Ok(_) => query::answer(operation.name, &body, &request_id),
                Err(error) => query::error(error, &request_id),
            };
        }
        self.bytes(status, body.into_bytes(), Some(request_id))
    }

    pub(crate) fn bytes(&self, status: u16, body: Vec<u8>, request_id: Option<String>) -> Answer {
        let packed = self.coding.and_then(|coding| Some((coding, coding.pack(&body)?)));
        let (coding, body) = packed.map_or((None, body), |(coding, packed)| (Some(coding), packed));
        let mut headers: Vec<(&'static str, Cow<'static, str>)> = Vec::with_capacity(8);
        headers.push(("server", "Server".into()));
        if let Some(content_type) = self.content_type {
            headers.push(("content-type", content_type.into()));
        }
        if let Some(request_id) = request_id {
            headers.push(("x-amzn-requestid", request_id.into()));
        }
        // Over the bytes that are sent: the SDKs that check it do so before they unpack them.
        headers.push(("x-amz-crc32", crate::checksum(&body).to_string().into()));
        if let Some(coding) = coding {
            headers.push(("content-encoding", coding.name().into()));
        }
        if self.origin {
            headers.push(("access-control-allow-origin", "*".into()));
            headers.push(("access-control-expose-headers", EXPOSED.into()));
        }
        Answer { status, headers, body }
    }
}
