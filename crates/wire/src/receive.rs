//! What is to be done with a request, in the service's order of checks.

use std::borrow::Cow;

use api::shapes::Service;
use api::{ApiError, ErrorCode};

use crate::authorization::{self, DEFAULT_REGION};
use crate::coding::{self, Unreadable};
use crate::{Answer, Asked, Form, query};

const CONTENT_TYPES: [&str; 2] = ["application/x-amz-json-1.0", "application/json"];

/// What the service says where it is not asked for an operation at all.
const NO_SERVICE: &str = "<UnknownOperationException/>\n";

/// A call of the API.
#[derive(Debug)]
pub struct Call<'a> {
    /// The Region of the signature's scope.
    pub region: String,
    /// The access key of the signature.
    pub key: Cow<'a, str>,
    /// `PutItem` …, known to the service's model.
    pub operation: &'static str,
    /// JSON, or so it should be.
    pub body: Cow<'a, [u8]>,
    /// How to write the answer.
    pub form: Form,
}

/// A request that never reaches the engine.
#[derive(Debug)]
pub struct Refusal(Kind, Form);

#[derive(Debug)]
enum Kind {
    /// An error of the API.
    Error(ApiError),
    /// A service that isn't served here, and what to say of it: nobody should try again.
    Elsewhere(String),
    /// A status and a text; with a request id or without.
    Plain { status: u16, body: Cow<'static, str>, numbered: bool },
    /// Asked by a browser before it lets a page of another origin call.
    Preflight { headers: Option<String>, methods: Option<String> },
}

impl Refusal {
    /// A body larger than [`crate::MAX_BODY`].
    pub fn too_large(asked: &Asked) -> Self {
        plain(asked, 413, "".into(), false)
    }

    /// A client that takes too long to send what it announced.
    pub fn too_slow(asked: &Asked) -> Self {
        plain(asked, 408, "".into(), false)
    }

    /// A client that stops in the middle of what it announced.
    pub fn cut_short(asked: &Asked) -> Self {
        plain(asked, 400, "".into(), false)
    }

    /// A fault of the engine.
    pub fn internal(asked: &Asked) -> Self {
        let error = ApiError::new(ErrorCode::InternalServerError, "Internal server error");
        Self(Kind::Error(error), Form::of(asked, Some(CONTENT_TYPES[0])))
    }

    /// What to send.
    pub fn answer(self, request_id: String) -> Answer {
        let Self(kind, form) = self;
        match kind {
            Kind::Error(error) => form.answer(&Err(error), request_id),
            Kind::Elsewhere(message) => {
                let error = ApiError::new(ErrorCode::UnknownOperationException, message);
                let name = error.name();
                let mut answer = form.answer(&Err(error), request_id);
                answer.status = 404;
                answer.headers.push(("x-amzn-errortype", name.into()));
                answer
            }
            Kind::Plain { status, body, numbered } => {
                form.bytes(status, body.into_owned().into_bytes(), numbered.then_some(request_id))
            }
            Kind::Preflight { headers, methods } => {
                let mut answer = form.bytes(200, Vec::new(), Some(request_id));
                answer.headers.push(("access-control-max-age", "172800".into()));
                let asked =
                    [("access-control-allow-headers", headers), ("access-control-allow-methods", methods)];
                for (name, value) in asked {
                    answer.headers.extend(value.map(|value| (name, value.into())));
                }
                answer
            }
        }
    }
}

/// Finds out what a request wants: content type, JSON, target, authentication; the rest is the operation's own.
///
/// # Errors
/// With what never reaches the engine: a health check, a preflight, or a fault.
pub fn receive<'a>(asked: &Asked<'a>) -> Result<Call<'a>, Refusal> {
    if asked.is_head_too_long() {
        return Err(plain(asked, 400, "".into(), false));
    }
    if asked.body.len() > crate::MAX_BODY {
        return Err(Refusal::too_large(asked));
    }
    match asked.method {
        "POST" if asked.path() == "/" => call(asked),
        "GET" if matches!(asked.path(), "/" | "/ping") => Err(health(asked)),
        "OPTIONS" if asked.header("origin").is_some() => {
            let repeat = |name: &str| asked.header(name).map(str::to_owned);
            let headers = repeat("access-control-request-headers");
            let methods = repeat("access-control-request-method");
            Err(Refusal(Kind::Preflight { headers, methods }, Form::of(asked, None)))
        }
        _ => Err(nobody(asked)),
    }
}

fn call<'a>(asked: &Asked<'a>) -> Result<Call<'a>, Refusal> {
    let given = asked.header("content-type").unwrap_or_default();
    let base = given.split(';').next().unwrap_or_default().trim();
    if base.eq_ignore_ascii_case(query::FORM) {
        return form_call(asked);
    }
    let known = CONTENT_TYPES.into_iter().find(|known| known.eq_ignore_ascii_case(base));
    // Of what type nothing is doesn't matter.
    let Some(content_type) = known.or_else(|| asked.body.is_empty().then_some(CONTENT_TYPES[1])) else {
        return Err(nobody(asked));
    };
    let operation = operation(asked);
    if operation.is_none()
        && let Some(refusal) = elsewhere(asked)
    {
        return Err(refusal);
    }
    let form = Form::of(asked, Some(content_type));
    let refuse = |error| Refusal(Kind::Error(error), form);
    let body = match coding::unpacked(asked) {
        Ok(body) => body,
        Err(Unreadable::TooLarge) => return Err(Refusal::too_large(asked)),
        Err(Unreadable::Damaged) => return Err(refuse(ApiError::serialization(""))),
    };
    // A good call's JSON is read once, by the operation; only before another fault must it be looked at here. That it is
    // an object is a matter of the operation.
    let fault = |error: ApiError| {
        let wrong = !body.is_empty() && !api::json::is_json(&body);
        refuse(if wrong { ApiError::serialization("") } else { error })
    };
    let operation =
        operation.ok_or_else(|| fault(ApiError::new(ErrorCode::UnknownOperationException, "")))?;
    let (region, key) = authorization::scope(asked).map_err(fault)?;
    Ok(Call { region, key, operation, body, form })
}

/// A call of IAM or STS.
#[inline(never)]
fn form_call<'a>(asked: &Asked<'a>) -> Result<Call<'a>, Refusal> {
    let body = coding::unpacked(asked).unwrap_or_default();
    let Some((operation, json)) = query::read(&body) else { return Err(nobody(asked)) };
    let form = Form::of_query(asked, operation);
    let (region, key) = authorization::scope(asked).map_err(|error| Refusal(Kind::Error(error), form))?;
    Ok(Call { region, key, operation: operation.name, body: json.into_bytes().into(), form })
}

/// The operation that `X-Amz-Target` names, with the service that has it.
fn operation(asked: &Asked) -> Option<&'static str> {
    let (prefix, name) = asked.header("x-amz-target")?.split_once('.')?;
    let known = api::shapes::operation(name)?;
    let service: Service = known.service;
    (service.target_prefix() == prefix).then_some(known.name)
}

fn health(asked: &Asked) -> Refusal {
    let region = asked.host_region().unwrap_or(DEFAULT_REGION);
    plain(asked, 200, format!("healthy: dynamodb.{region}.amazonaws.com ").into(), true)
}

/// There is no service that answers this.
#[inline(never)]
fn nobody(asked: &Asked) -> Refusal {
    elsewhere(asked).unwrap_or_else(|| plain(asked, 404, NO_SERVICE.into(), true))
}

/// A service that there is in the playground, but not over HTTP: whoever asks for it is told so.
#[inline(never)]
fn elsewhere(asked: &Asked) -> Option<Refusal> {
    let target = asked.header("x-amz-target").unwrap_or_default();
    let command = match target.split_once('.').map_or("", |(prefix, _)| prefix) {
        "GraniteServiceVersion20100801" => "cloudwatch",
        "AmazonDAXV3" => "dax",
        _ => LAMBDA.iter().any(|path| asked.path().starts_with(path)).then_some("lambda")?,
    };
    let message = format!(
        "Dynamarium serves {command} in its console only, not over HTTP: write `aws {command} help` there."
    );
    Some(Refusal(Kind::Elsewhere(message), Form::of(asked, Some(CONTENT_TYPES[1]))))
}

/// Where Lambda's paths begin: functions and event source mappings.
const LAMBDA: [&str; 2] = ["/2015-03-31/functions", "/2015-03-31/event-source-mappings"];

fn plain(asked: &Asked, status: u16, body: Cow<'static, str>, numbered: bool) -> Refusal {
    Refusal(Kind::Plain { status, body, numbered }, Form::of(asked, None))
}
