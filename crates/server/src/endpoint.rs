//! The endpoint: requests as hyper reads them, answers as `wire` says.

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use axum::http::request::Parts;
use axum::http::{
    HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Version, header,
};
use http_body_util::{Either, Full};
use hyper::body::{Frame, Incoming};
use tower::ServiceExt as _;
use wire::{Answer, Asked, Call, Refusal};

use crate::body::{self, Unread};
use crate::host::Host;
use crate::site::{self, Files};

/// What is sent: mostly bytes that are all there.
type Sent = Either<Full<Bytes>, Body>;

/// What requests are answered from.
#[derive(Clone)]
pub(crate) struct Endpoint {
    host: Arc<Host>,
    /// The playground, if it is built: browsers that come along see it.
    site: Option<Arc<(PathBuf, Files)>>,
}

impl Endpoint {
    pub(crate) fn new(host: Arc<Host>, site: Option<&Path>) -> Self {
        let site = site.map(|folder| Arc::new((folder.join("index.html"), site::files(folder))));
        Self { host, site }
    }

    /// Answers a request, whatever it is.
    pub(crate) async fn answer(self, request: Request<Incoming>) -> Result<Response<Sent>, Infallible> {
        let (parts, incoming) = request.into_parts();
        if let Some(response) = self.page(&parts).await {
            return Ok(response.map(Either::Right));
        }
        let headers = pairs(&parts.headers);
        let target = parts.uri.path_and_query().map_or("/", |target| target.as_str());
        let asked = Asked { method: parts.method.as_str(), target, headers: &headers, body: b"" };
        // What is wrong already needs no body, which the client may be waiting to send.
        let read = if asked.is_head_too_long() {
            Ok(Bytes::new())
        } else {
            body::read(incoming, announced(&parts.headers)).await
        };
        let answer = match read {
            Ok(body) => self.ask(&Asked { body: &body, ..asked }).await,
            Err(Unread::TooLarge) => self.host.refuse(Refusal::too_large(&asked)),
            Err(Unread::TooSlow) => self.host.refuse(Refusal::too_slow(&asked)),
            // Mostly nobody is there to hear the answer; somebody may have closed only one way.
            Err(Unread::Gone) => self.host.refuse(Refusal::cut_short(&asked)),
        };
        let mut response = response(answer);
        if parts.version == Version::HTTP_11 && stays(&parts.headers) {
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("keep-alive"));
        }
        if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
            *response.body_mut() = Either::Right(Body::new(Unannounced));
        }
        if matches!(response.status(), StatusCode::PAYLOAD_TOO_LARGE | StatusCode::REQUEST_TIMEOUT) {
            // The rest of the body may still be on its way.
            response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        Ok(response)
    }

    async fn ask(&self, asked: &Asked<'_>) -> Answer {
        // A panic in here has changed nothing: the world is not in it.
        let received = catch_unwind(AssertUnwindSafe(|| wire::receive(asked)));
        match received.unwrap_or_else(|_| Err(Refusal::internal(asked))) {
            Ok(call) => {
                let Call { region, key, operation, body, form } = call;
                self.host.call(&key, region, operation, &body, form).await
            }
            Err(refusal) => self.host.refuse(refusal),
        }
    }

    /// A file of the playground, for a browser that asks for one.
    async fn page(&self, parts: &Parts) -> Option<Response<Body>> {
        let (page, files) = &**self.site.as_ref()?;
        if parts.method != Method::GET && parts.method != Method::HEAD {
            return None;
        }
        if parts.uri.path() != "/" {
            let mut request = Request::new(Body::empty());
            request.method_mut().clone_from(&parts.method);
            request.uri_mut().clone_from(&parts.uri);
            request.headers_mut().clone_from(&parts.headers);
            let Ok(response) = files.clone().oneshot(request).await;
            return (response.status() != StatusCode::NOT_FOUND).then(|| response.map(Body::new));
        }
        let page = std::fs::read(page).ok().filter(|_| wants_page(&parts.headers))?;
        let mut response = Response::new(Body::from(page));
        let html = HeaderValue::from_static("text/html; charset=utf-8");
        response.headers_mut().insert(header::CONTENT_TYPE, html);
        Some(response)
    }
}

fn pairs(headers: &HeaderMap) -> Vec<(&str, &[u8])> {
    headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect()
}

/// An empty body that doesn't tell its length, so it is sent in chunks: the service's answer to what is too large.
struct Unannounced;

impl hyper::body::Body for Unannounced {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(None)
    }
}

/// The length that the client announces, if it does.
fn announced(headers: &HeaderMap) -> Option<u64> {
    headers.get(header::CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
}

/// Whether the client keeps its connection, which the service then confirms; of an end hyper tells.
fn stays(headers: &HeaderMap) -> bool {
    headers.get(header::CONNECTION).is_none_or(|value| value.as_bytes().eq_ignore_ascii_case(b"keep-alive"))
}

/// Whether a person's browser asks, and not a health check.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .is_some_and(|value| String::from_utf8_lossy(value.as_bytes()).contains("text/html"))
}

/// Every header that `wire` writes is made of characters that a header may hold; should that ever be untrue, it is
/// left out rather than the answer.
fn response(answer: Answer) -> Response<Sent> {
    let mut response = Response::new(Either::Left(Full::from(answer.body)));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    headers.reserve(answer.headers.len() + 1);
    for (name, value) in answer.headers {
        let value = match value {
            std::borrow::Cow::Borrowed(value) => Some(HeaderValue::from_static(value)),
            std::borrow::Cow::Owned(value) => HeaderValue::try_from(value).ok(),
        };
        if let Some(value) = value {
            headers.insert(header_name(name), value);
        }
    }
    response
}

/// The name of a header that answers have; those that nearly all have are made once.
fn header_name(name: &'static str) -> HeaderName {
    const REQUEST_ID: HeaderName = HeaderName::from_static("x-amzn-requestid");
    const CRC32: HeaderName = HeaderName::from_static("x-amz-crc32");
    match name {
        "server" => header::SERVER,
        "content-type" => header::CONTENT_TYPE,
        "x-amzn-requestid" => REQUEST_ID,
        "x-amz-crc32" => CRC32,
        _ => HeaderName::from_static(name),
    }
}
