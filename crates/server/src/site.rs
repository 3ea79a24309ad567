//! The playground's static files.

use std::path::Path;

use axum::Router;
use axum::http::{HeaderValue, header};
use tower_http::services::ServeDir;
use tower_http::set_header::SetResponseHeader;

/// Answers with files.
pub(crate) type Files = SetResponseHeader<ServeDir, HeaderValue>;

/// A service of the files in a folder. Browsers ask each time whether a file changed: after a new build the
/// page and its worker must never be of two builds.
pub(crate) fn files(folder: &Path) -> Files {
    SetResponseHeader::overriding(
        ServeDir::new(folder),
        header::CACHE_CONTROL,
        HeaderValue::from_static("no-cache"),
    )
}

/// The files under a path of the host.
pub(crate) fn router(folder: &Path, under: &str) -> Router {
    let under = under.trim_matches('/');
    if under.is_empty() {
        Router::new().fallback_service(files(folder))
    } else {
        Router::new().nest_service(&format!("/{under}"), files(folder))
    }
}
