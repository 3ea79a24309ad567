//! The signature of a request: any well-formed one is accepted, and its scope names the Region.
//!
//! Rules and words: AWS Signature Version 4 as the service's endpoints answer for it.

use std::borrow::Cow;

use api::{ApiError, ErrorCode};

use crate::Asked;
use crate::asked::is_region;

/// The Region when neither the signature nor the address names one.
pub(crate) const DEFAULT_REGION: &str = "us-east-1";

const HEADER: [&str; 3] = ["Credential", "Signature", "SignedHeaders"];
const QUERY: [&str; 5] =
    ["X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-SignedHeaders", "X-Amz-Date"];

/// Checks that the request is signed and answers the Region of the signature's scope, and the access key.
pub(crate) fn scope<'a>(asked: &Asked<'a>) -> Result<(String, Cow<'a, str>), ApiError> {
    let header = asked.header("authorization");
    let signed_query = asked.parameter("X-Amz-Algorithm").is_some();
    let credential = match header {
        Some(_) if signed_query => {
            let words =
                "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.";
            return Err(ApiError::new(ErrorCode::InvalidSignatureException, words));
        }
        Some(header) if header.trim_start().starts_with("AWS4-") => in_header(asked, header)?,
        None if signed_query => in_query(asked)?,
        _ => {
            let words = "Request is missing Authentication Token";
            return Err(ApiError::new(ErrorCode::MissingAuthenticationTokenException, words));
        }
    };
    // <key id>/<date>/<region>/<service>/aws4_request
    let region = credential.split('/').nth(2).filter(|region| is_region(region));
    let region = region.or_else(|| asked.host_region()).unwrap_or(DEFAULT_REGION).to_owned();
    let key = match credential {
        Cow::Borrowed(text) => Cow::Borrowed(text.split('/').next().unwrap_or_default()),
        Cow::Owned(text) => Cow::Owned(text.split('/').next().unwrap_or_default().to_owned()),
    };
    Ok((region, key))
}

fn in_header<'a>(asked: &Asked<'a>, header: &'a str) -> Result<Cow<'a, str>, ApiError> {
    // The first of each name counts. Each byte is looked at plainly: a searcher would have to be set up for each part,
    // and most are short.
    let mut found: [Option<&[u8]>; HEADER.len()] = [None; HEADER.len()];
    for part in header.as_bytes().split(|byte| matches!(byte, b',' | b' ')) {
        for (name, found) in HEADER.into_iter().zip(&mut found) {
            let value = || part.strip_prefix(name.as_bytes())?.strip_prefix(b"=");
            *found = found.or_else(value);
        }
    }
    let found = found.map(|value| value.filter(|value| !value.is_empty()));
    let mut missing = String::new();
    for (name, _) in HEADER.into_iter().zip(found).filter(|(_, value)| value.is_none()) {
        missing += ["Authorization header requires '", name, "' parameter. "].concat().as_str();
    }
    if asked.header("x-amz-date").is_none() && asked.header("date").is_none() {
        missing += "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. ";
    }
    if missing.is_empty() {
        // What stands between two characters of ASCII is text as well.
        Ok(std::str::from_utf8(found[0].unwrap_or_default()).unwrap_or_default().into())
    } else {
        Err(incomplete(missing + "Authorization=" + header))
    }
}

fn in_query<'a>(asked: &Asked<'a>) -> Result<Cow<'a, str>, ApiError> {
    let mut missing = String::new();
    for name in QUERY.into_iter().filter(|name| asked.parameter(name).is_none_or(str::is_empty)) {
        missing += ["AWS query-string parameters must include '", name, "'. "].concat().as_str();
    }
    if !missing.is_empty() {
        return Err(incomplete(missing + "Re-examine the query-string parameters."));
    }
    let credential = asked.parameter("X-Amz-Credential").unwrap_or_default();
    Ok(credential.replace("%2F", "/").replace("%2f", "/").into())
}

fn incomplete(message: String) -> ApiError {
    ApiError::new(ErrorCode::IncompleteSignatureException, message)
}
