//! Answers of IAM and STS, as JSON.

use std::sync::Arc;

use api::{Object, write_list};
use sim::random::draw;
use sim::{Micros, Purpose};

use super::context::seconds_iso;
use super::{Entity, Managed, Sort};
use crate::world::World;

/// Letters of ids.
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/// Letters of an organization's ids.
const SMALL: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
/// Letters of secrets.
const SECRET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

impl World {
    /// Letters that look random: which ones is a function of the seed and the number.
    fn letters(&self, (number, turn): (u32, u64), alphabet: &[u8], count: u64) -> String {
        let letter = |at: u64| {
            let bits = draw(self.config.seed, Purpose::Identity, u64::from(number), turn << 16 | at);
            alphabet.get((bits % alphabet.len() as u64) as usize).map_or('A', |byte| char::from(*byte))
        };
        (0..count).map(letter).collect()
    }

    /// An id with this beginning, of the number that is next.
    pub(crate) fn fresh_id(&mut self, prefix: &str) -> String {
        self.identities.made = self.identities.made.saturating_add(1);
        let length = if prefix.starts_with("AK") || prefix.starts_with("AS") { 16 } else { 17 };
        format!("{prefix}{}", self.letters((self.identities.made, 0), LETTERS, length))
    }

    /// The secret that goes with the last id.
    pub(crate) fn fresh_secret(&self) -> String {
        self.letters((self.identities.made, 1), SECRET, 40)
    }

    /// The token that goes with the last id.
    pub(crate) fn fresh_token(&self) -> String {
        format!("IQoJ{}", self.letters((self.identities.made, 2), SECRET, 96))
    }

    /// The id of a service control policy of this name.
    pub(super) fn control_id(&self, name: &str) -> String {
        let number = u32::try_from(crate::hash::of_bytes(name.as_bytes()) & 0xffff_ffff).unwrap_or(0);
        format!("p-{}", self.letters((number, 3), SMALL, 8))
    }

    /// A moment as the AWS CLI prints it.
    pub(crate) fn moment_text(&self, at: Micros) -> String {
        let iso = seconds_iso(self.config.epoch_micros.saturating_add(at));
        format!("{}+00:00", iso.trim_end_matches('Z'))
    }

    /// A user, group or role, with its trust policy.
    pub(crate) fn write_entity(&self, out: &mut String, entity: &Entity) {
        let title = entity.sort.title();
        let mut object = Object::new(out);
        object.text("Path", "/");
        object.text(&format!("{title}Name"), &entity.name);
        object.text(&format!("{title}Id"), &entity.id);
        object.text("Arn", &self.identity_arn(entity.sort, &entity.name));
        object.text("CreateDate", &self.moment_text(entity.created));
        if entity.sort == Sort::Role {
            object.member("AssumeRolePolicyDocument").push_str(&entity.trust);
            if !entity.description.is_empty() {
                object.text("Description", &entity.description);
            }
            object.number("MaxSessionDuration", u64::from(entity.longest));
        }
        if let Some(boundary) = &entity.boundary {
            let mut inner = Object::new(object.member("PermissionsBoundary"));
            inner.text("PermissionsBoundaryType", "Policy");
            inner.text("PermissionsBoundaryArn", boundary);
            inner.end();
        }
        if !entity.tags.is_empty() {
            write_list(object.member("Tags"), &entity.tags, |out, (key, value)| {
                let mut tag = Object::new(out);
                tag.text("Key", key);
                tag.text("Value", value);
                tag.end();
            });
        }
        object.end();
    }

    /// A managed policy.
    pub(crate) fn write_managed(&self, out: &mut String, arn: &str, policy: &Managed) {
        let attached =
            self.identities.entities.values().filter(|it| it.attached.iter().any(|own| own == arn));
        let boundaries = self.identities.entities.values().filter(|it| it.boundary.as_deref() == Some(arn));
        let mut object = Object::new(out);
        object.text("PolicyName", &policy.name);
        object.text("PolicyId", &policy.id);
        object.text("Arn", arn);
        object.text("Path", "/");
        object.text("DefaultVersionId", &format!("v{}", policy.default));
        object.number("AttachmentCount", attached.count() as u64);
        object.number("PermissionsBoundaryUsageCount", boundaries.count() as u64);
        object.member("IsAttachable").push_str("true");
        if !policy.description.is_empty() {
            object.text("Description", &policy.description);
        }
        object.text("CreateDate", &self.moment_text(policy.created));
        object.text("UpdateDate", &self.moment_text(policy.updated));
        object.end();
    }
}

/// One object with one member that is an object of its own.
pub(super) fn wrapped(name: &str, write: impl FnOnce(&mut String)) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    write(object.member(name));
    object.end();
    out
}

/// A list that is never cut into pages.
pub(super) fn listed<T>(name: &str, elements: &[T], write: impl FnMut(&mut String, &T)) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    write_list(object.member(name), elements, write);
    object.end();
    out
}

/// The administrator, as if somebody had made that user.
pub(super) fn admin(name: &str) -> Entity {
    Entity {
        sort: Sort::User,
        name: Arc::from(name),
        id: super::principal::ADMIN_ID.to_owned(),
        created: 0,
        tags: Vec::new(),
        inline: Vec::new(),
        attached: vec![super::managed::arn("AdministratorAccess")],
        boundary: None,
        groups: Vec::new(),
        trust: String::new(),
        description: String::new(),
        longest: 0,
    }
}
