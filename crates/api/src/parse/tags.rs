//! `TagResource`, `UntagResource` and `ListTagsOfResource`.

use super::constraints::invalid;
use super::constraints::{Faults, at, max_length, min_length, missing};
use super::members::{self, Place};
use super::{Input, Wording, settings};
use crate::dynamodb::{ListTagsOfResource, Request, TagResource, UntagResource};
use crate::error::ApiError;
use crate::json::Node;

/// Characters of an ARN.
const MAX_ARN: usize = 1_283;

pub(super) fn tag(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    let arn = tagged(&mut faults, input)?;
    let given = input.get("Tags");
    if given.is_none() {
        faults.add(missing("tags"));
    }
    let root = Place::root(input);
    members::tags(&mut faults, &root);
    faults.finish()?;
    if given.is_some_and(Node::is_empty) {
        return Err(ApiError::validation("Atleast one Tag needs to be provided as Input."));
    }
    let tags = settings::tags(&root);
    let fault = settings::check_tags(&tags).err();
    Ok(Request::TagResource(TagResource { arn, tags, fault }))
}

pub(super) fn untag(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    let arn = tagged(&mut faults, input)?;
    let keys = input.get("TagKeys").and_then(Node::as_list);
    if keys.is_none() {
        faults.add(missing("tagKeys"));
    }
    let keys: Vec<&str> = keys.unwrap_or_default().iter().filter_map(Node::as_text).collect();
    for (position, key) in (1..).zip(&keys) {
        members::tag_key(&mut faults, key, &format!("tagKeys.{position}.member"));
    }
    faults.finish()?;
    if keys.is_empty() {
        return Err(ApiError::validation("Atleast one Tag Key needs to be provided as Input."));
    }
    let fault = keys.iter().find_map(|key| settings::check_tag_key(key).err());
    let keys = keys.into_iter().map(str::to_owned).collect();
    Ok(Request::UntagResource(UntagResource { arn, keys, fault }))
}

pub(super) fn list(input: &Input) -> Result<Request, ApiError> {
    let mut faults = Faults::default();
    let arn = tagged(&mut faults, input)?;
    faults.finish()?;
    let next_token = input.text("NextToken").map(str::to_owned);
    Ok(Request::ListTagsOfResource(ListTagsOfResource { arn, next_token }))
}

/// What has the tags. One that is absent or no ARN of a table is told before anything about other members; only its
/// length is told with those.
fn tagged(faults: &mut Faults, input: &Input) -> Result<String, ApiError> {
    if input.get("ResourceArn").is_none() {
        return Err(ApiError::validation("Invalid TableArn"));
    }
    resource(faults, input);
    if faults.is_empty() { arn(input) } else { Ok(String::new()) }
}

pub(super) fn resource(faults: &mut Faults, input: &Input) {
    let path = "resourceArn";
    match input.text("ResourceArn") {
        None => faults.add(missing(path)),
        Some("") => faults.add(at("", path, &min_length(1))),
        Some(arn) if arn.chars().count() > MAX_ARN => {
            faults.add(at(arn, path, &max_length(MAX_ARN as u32)));
        }
        Some(_) => {}
    }
}

/// The ARN of a table or stream: only tables have tags, but the service looks for streams, too.
pub(super) fn arn(input: &Input) -> Result<String, ApiError> {
    let arn = input.text("ResourceArn").unwrap_or_default();
    let sentence = match arn.splitn(6, ':').collect::<Vec<&str>>()[..] {
        ["arn", _, "dynamodb", _, _, resource] => {
            let mut parts = resource.split('/');
            let table = parts.next() == Some("table") && parts.next().is_some_and(|name| !name.is_empty());
            let rest = (parts.next(), parts.next(), parts.next());
            if table && matches!(rest, (None, ..) | (Some("stream"), Some(_), None)) {
                return Ok(arn.to_owned());
            }
            format!(
                "Invalid resource arn provided, only table or stream is accepted. Provided resource arn: {arn}"
            )
        }
        ["arn", ..] => format!("Provided Arn is not a DynamoDB resource arn: {arn}"),
        _ => format!("ARNs must start with 'arn:': {arn}"),
    };
    Err(match input.wording {
        Wording::Current => invalid(sentence),
        Wording::Classic => {
            ApiError::validation(format!("Invalid TableArn: Invalid ResourceArn provided as input {arn}"))
        }
    })
}
