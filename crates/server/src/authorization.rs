//! The signature of a request: any well-formed one is accepted, and its scope names the Region.
//!
//! Rules and words: AWS Signature Version 4 as the service's endpoints answer for it.

use api::{ApiError, ErrorCode};
use axum::http::{HeaderMap, Uri, header};

/// The Region when a request doesn't say (presigned without scope can't happen; kept for completeness).
const DEFAULT_REGION: &str = "us-east-1";

const QUERY: [&str; 5] =
    ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];

/// Checks that the request is signed and answers the Region of the signature's scope.
pub(crate) fn region(headers: &HeaderMap, uri: &Uri) -> Result<String, ApiError> {
    let query = uri.query().unwrap_or_default();
    let in_query = |name: &str| query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='));
    let header = headers.get(header::AUTHORIZATION).map(|value| String::from_utf8_lossy(value.as_bytes()));
    let signed_query = in_query("X-Amz-Algorithm").is_some();
    let credential = match header {
        Some(_) if signed_query => {
            let words =
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
            return Err(error(ErrorCode::InvalidSignatureException, words.into()));
        }
        Some(header) if header.starts_with("AWS4-") => from_header(&header, headers)?,
        None if signed_query => {
            let mut missing = String::new();
            for name in QUERY.into_iter().filter(|name| in_query(name).is_none()) {
                missing += ["AWS query-string parameters must include '", name, "'. "].concat().as_str();
            }
            if !missing.is_empty() {
                let words = missing + "Re-examine the query-string parameters.";
                return Err(error(ErrorCode::IncompleteSignatureException, words));
            }
            in_query("X-Amz-Credential").unwrap_or_default().replace("%2F", "/").replace("%2f", "/")
        }
        _ => {
            let words = "Request is missing Authentication Token".into();
            return Err(error(ErrorCode::MissingAuthenticationTokenException, words));
        }
    };
    // <key id>/<date>/<region>/<service>/aws4_request
    let region = credential.split('/').nth(2).filter(|region| is_region(region));
    Ok(region.unwrap_or(DEFAULT_REGION).to_owned())
}

fn from_header(header: &str, headers: &HeaderMap) -> Result<String, ApiError> {
    let parts = header.split_once(' ').map_or("", |(_, parts)| parts);
    let part = |name: &str| {
        parts.split(',').find_map(|part| part.trim().strip_prefix(name)?.strip_prefix('=').map(str::to_owned))
    };
    let mut missing = String::new();
    for name in ["Credential", "Signature", "SignedHeaders"].into_iter().filter(|name| part(name).is_none()) {
        missing += ["Authorization header requires '", name, "' parameter. "].concat().as_str();
    }
    if !headers.contains_key("x-amz-date") && !headers.contains_key(header::DATE) {
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    if missing.is_empty() {
        Ok(part("Credential").unwrap_or_default())
    } else {
        let words = format!("{missing}Authorization={header}");
        Err(error(ErrorCode::IncompleteSignatureException, words))
    }
}

/// A Region's name, or anything that could be one: it goes into ARNs and nowhere else.
fn is_region(text: &str) -> bool {
    (1..=64).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

fn error(code: ErrorCode, message: String) -> ApiError {
    ApiError::new(code, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(uri: &str, headers: &[(&'static str, &str)], expect: Result<&str, (ErrorCode, &str)>) {
        let uri: Uri = uri.parse().unwrap();
        let headers =
            headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect();
        let got = region(&headers, &uri).map_err(|error| (error.code, error.message));
        assert_eq!(got, expect.map(str::to_owned).map_err(|(code, message)| (code, message.to_owned())));
    }

    const WHOLE: &str = "AWS4-HMAC-SHA256 Credential=k/20261120/us-east-2/dynamodb/aws4_request, SignedHeaders=host, Signature=00";

    #[test]
    fn a_whole_signature_names_the_region() {
        check("/", &[("authorization", WHOLE), ("x-amz-date", "20261120T000000Z")], Ok("us-east-2"));
        let query = "/?X-Amz-Algorithm=A&X-Amz-Credential=k%2F1%2Feu-west-2%2Fdynamodb%2Faws4_request\
                     &X-Amz-Signature=0&X-Amz-SignedHeaders=host&X-Amz-Date=1";
        check(query, &[], Ok("eu-west-2"));
    }

    #[test]
    fn what_is_missing_is_said() {
        let missing =
            (ErrorCode::MissingAuthenticationTokenException, "Request is missing Authentication Token");
        check("/", &[], Err(missing));
        check("/", &[("authorization", "Bearer x")], Err(missing));
        let both = "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
        let code = ErrorCode::InvalidSignatureException;
        check("/?X-Amz-Algorithm=A", &[("authorization", WHOLE)], Err((code, both)));
        let words = "Authorization header requires 'Signature' parameter. \
                     Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. \
                     Authorization=AWS4-X Credential=a, SignedHeaders=b";
        let code = ErrorCode::IncompleteSignatureException;
        check("/", &[("authorization", "AWS4-X Credential=a, SignedHeaders=b")], Err((code, words)));
        let words =
            "AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.";
        let query = "/?X-Amz-Algorithm=A&X-Amz-Credential=c&X-Amz-Signature=0&X-Amz-SignedHeaders=h";
        check(query, &[], Err((code, words)));
    }
}
