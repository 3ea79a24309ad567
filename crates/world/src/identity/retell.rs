//! The calls that would make an account's users, groups, roles and policies anew.

use api::Object;
use value::json::write_string;

use super::{Entity, Sort};
use crate::world::World;

impl World {
    /// The calls, in an order in which each finds what it names, that make everybody and their policies anew. Access keys
    /// and sessions are not told: their secrets were given out once.
    pub fn identity_calls(&self) -> Vec<(&'static str, String)> {
        let mut calls = Vec::new();
        let mut tell = |operation: &'static str, body: String| calls.push((operation, body));
        for policy in self.identities.managed.values() {
            let text = policy.versions.iter().find(|(version, _)| *version == policy.default);
            let members = [
                ("PolicyName", policy.name.as_str()),
                ("PolicyDocument", text.map_or("", |(_, text)| text)),
                ("Description", &policy.description),
            ];
            tell("iam:CreatePolicy", body(&members, |_| {}));
        }
        let mut all: Vec<&Entity> = self.identities.entities.values().map(|entity| &**entity).collect();
        // Users name groups.
        all.sort_by_key(|entity| (entity.sort != Sort::Group, entity.created, entity.name.clone()));
        for entity in all {
            retell_entity(entity, &mut tell);
        }
        self.retell_organization(&mut tell);
        calls
    }
}

fn retell_entity(entity: &Entity, tell: &mut dyn FnMut(&'static str, String)) {
    let (create, put, attach, name) = match entity.sort {
        Sort::User => ("iam:CreateUser", "iam:PutUserPolicy", "iam:AttachUserPolicy", "UserName"),
        Sort::Group => ("iam:CreateGroup", "iam:PutGroupPolicy", "iam:AttachGroupPolicy", "GroupName"),
        Sort::Role => ("iam:CreateRole", "iam:PutRolePolicy", "iam:AttachRolePolicy", "RoleName"),
    };
    let own = (name, &*entity.name);
    let made = body(
        &[
            own,
            ("AssumeRolePolicyDocument", &entity.trust),
            ("Description", &entity.description),
            ("PermissionsBoundary", entity.boundary.as_deref().unwrap_or_default()),
        ],
        |object| {
            if entity.sort == Sort::Role {
                object.number("MaxSessionDuration", u64::from(entity.longest));
            }
            if !entity.tags.is_empty() {
                api::write_list(object.member("Tags"), &entity.tags, |out, (key, value)| {
                    out.push_str("{\"Key\":");
                    write_string(out, key);
                    out.push_str(",\"Value\":");
                    write_string(out, value);
                    out.push('}');
                });
            }
        },
    );
    tell(create, made);
    for (policy, text) in &entity.inline {
        tell(put, body(&[own, ("PolicyName", policy), ("PolicyDocument", text)], |_| {}));
    }
    for arn in &entity.attached {
        tell(attach, body(&[own, ("PolicyArn", arn)], |_| {}));
    }
    for group in &entity.groups {
        tell("iam:AddUserToGroup", body(&[own, ("GroupName", group)], |_| {}));
    }
}

/// A request of these texts, those that are empty left out.
fn body(texts: &[(&str, &str)], more: impl FnOnce(&mut Object<'_>)) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    for (name, text) in texts.iter().filter(|(_, text)| !text.is_empty()) {
        object.text(name, text);
    }
    more(&mut object);
    object.end();
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_text_that_is_empty_is_left_out() {
        assert_eq!(super::body(&[("A", "x"), ("B", "")], |_| {}), r#"{"A":"x"}"#);
    }
}
