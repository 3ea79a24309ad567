//! `ListTagsOfResource`.

use super::{Object, list};
use crate::dynamodb::ListTagsOutput;

pub(super) fn list_of(out: &mut String, tags: &[(String, String)]) {
    list(out, tags, |out, (key, value)| {
        let mut tag = Object::new(out);
        tag.text("Key", key);
        tag.text("Value", value);
        tag.end();
    });
}

pub(super) fn list_tags(out: &mut String, answer: &ListTagsOutput) {
    let mut object = Object::new(out);
    if let Some(token) = &answer.next_token {
        object.text("NextToken", token);
    }
    list_of(object.member("Tags"), &answer.tags);
    object.end();
}
