//! `UpdateTimeToLive` and `DescribeTimeToLive`.

use super::Object;
use crate::dynamodb::{TimeToLiveDescription, UpdateTimeToLive};

pub(super) fn updated(out: &mut String, update: &UpdateTimeToLive) {
    let mut object = Object::new(out);
    let mut specification = Object::new(object.member("TimeToLiveSpecification"));
    specification.text("AttributeName", &update.attribute);
    specification.member("Enabled").push_str(if update.enabled { "true" } else { "false" });
    specification.end();
    object.end();
}

pub(super) fn description(out: &mut String, description: &TimeToLiveDescription) {
    let mut object = Object::new(out);
    let mut inner = Object::new(object.member("TimeToLiveDescription"));
    if let Some(attribute) = &description.attribute {
        inner.text("AttributeName", attribute);
    }
    let status = match (description.attribute.is_some(), description.settling) {
        (true, true) => "ENABLING",
        (true, false) => "ENABLED",
        (false, true) => "DISABLING",
        (false, false) => "DISABLED",
    };
    inner.text("TimeToLiveStatus", status);
    inner.end();
    object.end();
}
