//! The DynamoDB JSON protocol (`x-amz-json-1.0`) over HTTP.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use api::{ApiError, ErrorCode};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use axum::routing::any;

use crate::authorization;
use crate::host::{Answer, Host};

/// The largest request body, in bytes.
const MAX_BODY: usize = 16 * 1024 * 1024;

/// The longest request line and headers together, in bytes.
const MAX_HEAD: usize = 16 * 1024;

const TARGET: &str = "DynamoDB_20120810.";
const STREAMS_TARGET: &str = "DynamoDBStreams_20120810.";
const CONTENT_TYPES: [&str; 2] = ["application/x-amz-json-1.0", "application/json"];

/// What a request is answered from.
#[derive(Clone)]
struct Served {
    host: Arc<Host>,
    /// The playground's page, if it is built.
    page: Option<PathBuf>,
}

/// The endpoint: everything is said to `/`. The playground's page, if it is built, is shown to browsers there.
pub(crate) fn router(host: Arc<Host>, site: Option<&Path>) -> Router {
    let page = site.map(|folder| folder.join("index.html"));
    Router::new().route("/", any(root)).with_state(Served { host, page })
}

async fn root(State(Served { host, page }): State<Served>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    if head_length(&parts) > MAX_HEAD {
        return plain(StatusCode::BAD_REQUEST, "");
    }
    let mut response = match parts.method {
        Method::GET => {
            match page.filter(|_| wants_page(&parts.headers)).and_then(|page| std::fs::read(page).ok()) {
                Some(page) => {
                    let html = (header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
                    finish(Response::builder().header(html.0, html.1).body(Body::from(page)))
                }
                None => health(&parts.headers),
            }
        }
        Method::POST => match axum::body::to_bytes(body, MAX_BODY).await {
            Ok(body) => call(&host, &parts, &body).await,
            Err(_) => plain(StatusCode::PAYLOAD_TOO_LARGE, ""),
        },
        Method::OPTIONS if parts.headers.contains_key(header::ORIGIN) => preflight(&parts.headers),
        _ => plain(StatusCode::NOT_FOUND, ""),
    };
    if parts.headers.contains_key(header::ORIGIN) {
        let headers = response.headers_mut();
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        let exposed =
            "x-amzn-requestid,x-amzn-errortype,x-amzn-errormessage,x-amzn-trace-id,x-amz-crc32,date";
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
    }
    response
}

/// Bytes of the request line and the headers, near enough.
fn head_length(parts: &Parts) -> usize {
    let headers = parts.headers.iter().map(|(name, value)| name.as_str().len() + value.len() + 4);
    parts.uri.to_string().len() + headers.sum::<usize>()
}

/// One API call, with the service's order of checks: content type, JSON, target, authentication, then the
/// operation's own (an empty body is one of its).
async fn call(host: &Host, parts: &Parts, body: &Bytes) -> Response {
    let given =
        parts.headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let base = given.split(';').next().unwrap_or_default().trim();
    let Some(content_type) = CONTENT_TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(base)) else {
        return plain(StatusCode::NOT_FOUND, "<UnknownOperationException/>\n");
    };
    let target = parts.headers.get("x-amz-target").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let operation = target.strip_prefix(TARGET).or_else(|| target.strip_prefix(STREAMS_TARGET));
    let region = match operation.filter(|name| api::shapes::operation(name).is_some()) {
        None => Err(ApiError::new(ErrorCode::UnknownOperationException, "")),
        Some(operation) => {
            authorization::region(&parts.headers, &parts.uri).map(|region| (region, operation.to_owned()))
        }
    };
    let answer = match region {
        Ok((region, operation)) => host.call(region, operation, body).await,
        Err(_) if !body.is_empty() && !api::json::is_object(body) => host.refuse(ApiError::serialization("")),
        Err(error) => host.refuse(error),
    };
    json(answer, content_type)
}

fn json(answer: Answer, content_type: &'static str) -> Response {
    let crc32 = crc32fast::hash(answer.body.as_bytes());
    let status = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let builder = Response::builder()
        .status(status)
        .header(header::SERVER, "Server")
        .header(header::CONTENT_TYPE, content_type)
        .header("x-amzn-RequestId", answer.request_id)
        .header("x-amz-crc32", crc32.to_string());
    finish(builder.body(Body::from(answer.body)))
}

/// Whether a person's browser asks, and not a health check.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .is_some_and(|value| String::from_utf8_lossy(value.as_bytes()).contains("text/html"))
}

/// `GET /`: the service's health check.
fn health(headers: &HeaderMap) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let region =
        host.strip_prefix("dynamodb.").and_then(|rest| rest.split('.').next()).unwrap_or("us-east-1");
    plain(StatusCode::OK, &format!("healthy: dynamodb.{region}.amazonaws.com "))
}

fn preflight(headers: &HeaderMap) -> Response {
    let mut response = plain(StatusCode::OK, "");
    let out = response.headers_mut();
    out.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("172800"));
    for (asked, answered) in [
        (header::ACCESS_CONTROL_REQUEST_HEADERS, header::ACCESS_CONTROL_ALLOW_HEADERS),
        (header::ACCESS_CONTROL_REQUEST_METHOD, header::ACCESS_CONTROL_ALLOW_METHODS),
    ] {
        if let Some(value) = headers.get(asked) {
            out.insert(answered, value.clone());
        }
    }
    response
}

fn plain(status: StatusCode, body: &str) -> Response {
    let crc32 = crc32fast::hash(body.as_bytes());
    let builder = Response::builder().status(status).header("x-amz-crc32", crc32.to_string());
    finish(builder.body(Body::from(body.to_owned())))
}

/// Every header above is made of characters that a header may hold; should that ever be untrue, the client
/// gets an empty 500 and not a dead connection.
fn finish(response: Result<Response, axum::http::Error>) -> Response {
    response.unwrap_or_else(|_| {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
        response
    })
}
