//! The playground's static files, as a browser wants them: packed, and asked for once.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::response::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use flate2::Compression;
use flate2::write::GzEncoder;
use http_body_util::BodyExt as _;
use tower::{Service, ServiceExt as _};
use tower_http::services::ServeDir;

/// Files below this size are sent as they are: a packet holds them.
const SMALL: u64 = 1000;
/// Kinds of files that get smaller by packing.
const PACKED: [&str; 6] = [
    "text/",
    "application/wasm",
    "application/javascript",
    "application/json",
    "application/manifest",
    "image/svg",
];
/// How long a file of a build may be kept without asking: what lies under a build's name never changes.
const FOR_GOOD: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Anything else is asked for each time: the page and its worker must never be of two builds.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// A service of the files in a folder. Clones share what was packed.
#[derive(Clone)]
pub(crate) struct Files {
    folder: Arc<Path>,
    plain: ServeDir,
    packed: Arc<Mutex<BTreeMap<String, Packed>>>,
}

/// A file as it was packed, and which state of it that was.
struct Packed {
    of: Option<(HeaderValue, HeaderValue)>,
    bytes: Bytes,
}

/// A service of the files in a folder.
pub(crate) fn files(folder: &Path) -> Files {
    Files { folder: folder.into(), plain: ServeDir::new(folder), packed: Arc::default() }
}

/// The files under a path of the host, packed before anybody asks.
pub(crate) fn router(folder: &Path, under: &str) -> Router {
    let under = under.trim_matches('/');
    let files = files(folder);
    tokio::spawn(files.clone().pack_all());
    if under.is_empty() {
        Router::new().fallback_service(files)
    } else {
        Router::new().nest_service(&format!("/{under}"), files)
    }
}

impl Service<Request> for Files {
    type Response = Response;
    type Error = Infallible;
    type Future = std::pin::Pin<Box<dyn Future<Output = Result<Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request) -> Self::Future {
        let files = self.clone();
        Box::pin(async move { Ok(files.answer(request).await) })
    }
}

impl Files {
    /// Packs every file of the folder itself.
    async fn pack_all(self) {
        let Ok(mut entries) = tokio::fs::read_dir(&self.folder).await else { return };
        while let Ok(Some(entry)) = entries.next_entry().await {
            let Some(name) = entry.file_name().to_str().map(|name| format!("/{name}")) else { continue };
            let request = Request::get(name).header(header::ACCEPT_ENCODING, "gzip").body(Body::empty());
            if let Ok(request) = request {
                self.clone().answer(request).await;
            }
        }
    }

    async fn answer(self, request: Request) -> Response {
        let uri = request.uri().clone();
        // Who asks for the head alone gets the plain file's.
        let packs = request.method() == Method::GET && takes_gzip(request.headers());
        let Ok(response) = self.plain.clone().oneshot(request).await;
        let (mut parts, body) = response.into_parts();
        let body = Body::new(body);
        let keep = parts.status.is_success() || parts.status == StatusCode::NOT_MODIFIED;
        let lasting = keep && self.is_of_build(&uri).await;
        parts.headers.insert(header::CACHE_CONTROL, if lasting { FOR_GOOD } else { ASK });
        if !is_packable(&parts.headers) {
            return Response::from_parts(parts, body);
        }
        parts.headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        // Part of a file is a part of it as it lies there.
        if !packs || parts.status != StatusCode::OK {
            return Response::from_parts(parts, body);
        }
        self.packed(uri.path(), parts, body).await
    }

    /// The answer with its body packed: once for each state of the file.
    async fn packed(&self, path: &str, mut parts: Parts, body: Body) -> Response {
        let of = state(&parts.headers);
        let known = {
            let packed = self.packed.lock().unwrap_or_else(PoisonError::into_inner);
            packed.get(path).filter(|it| it.of.is_some() && it.of == of).map(|it| it.bytes.clone())
        };
        let bytes = if let Some(bytes) = known {
            bytes
        } else {
            let Ok(whole) = body.collect().await else { return failed() };
            let whole = whole.to_bytes();
            let Ok(Some(bytes)) = tokio::task::spawn_blocking(move || gzip(&whole)).await else {
                return failed();
            };
            let mut packed = self.packed.lock().unwrap_or_else(PoisonError::into_inner);
            packed.insert(path.to_owned(), Packed { of, bytes: bytes.clone() });
            bytes
        };
        parts.headers.remove(header::ACCEPT_RANGES);
        parts.headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
        Response::from_parts(parts, Body::from(bytes))
    }

    /// Whether the address names the build that lies here (`app.js?b=…`, see `sw.js`): its page says which one that is.
    async fn is_of_build(&self, uri: &Uri) -> bool {
        let Some(name) = uri.query().and_then(|query| query.split('&').find_map(|it| it.strip_prefix("b=")))
        else {
            return false;
        };
        let page: PathBuf = self.folder.join("index.html");
        let page = tokio::fs::read_to_string(page).await.unwrap_or_default();
        !name.is_empty() && page.contains(&format!("?b={name}\""))
    }
}

/// What tells two states of a file apart.
fn state(headers: &HeaderMap) -> Option<(HeaderValue, HeaderValue)> {
    let of = |name| headers.get(name).cloned();
    Some((of(header::LAST_MODIFIED)?, of(header::CONTENT_LENGTH)?))
}

fn takes_gzip(headers: &HeaderMap) -> bool {
    headers.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok()).any(|value| {
        value.split(',').any(|coding| {
            let (name, weight) = coding.split_once(';').unwrap_or((coding, ""));
            let refused =
                weight.trim().strip_prefix("q=").is_some_and(|q| q.trim_matches(['0', '.']).is_empty());
            name.trim().eq_ignore_ascii_case("gzip") && !refused
        })
    })
}

fn is_packable(headers: &HeaderMap) -> bool {
    let length = headers.get(header::CONTENT_LENGTH).and_then(|it| it.to_str().ok()?.parse().ok());
    let kind = headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok()).unwrap_or_default();
    length.is_none_or(|length: u64| length >= SMALL) && PACKED.iter().any(|packed| kind.starts_with(packed))
}

fn gzip(bytes: &[u8]) -> Option<Bytes> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).ok()?;
    encoder.finish().ok().map(Bytes::from)
}

/// The file went away while it was read.
fn failed() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}
