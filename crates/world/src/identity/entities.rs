//! Users, groups and roles themselves, and who belongs to a group.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, Object, write_list};

use super::control::{Told, arc, limit, nobody};
use super::policies::check_document;
use super::tell::{admin, listed, wrapped};
use super::{ADMIN, Entity, Sort};
use crate::flight::Flight;
use crate::world::World;

/// Users, groups and roles that an account may have here; AWS allows 5,000 users.
const MOST: usize = 1_000;
/// Seconds of a role's longest session unless it says another.
const LONGEST: u32 = 3_600;

impl World {
    pub(super) fn entity_itself(
        &mut self,
        flight: &Flight,
        sort: Sort,
        name: &str,
        request: &Request,
    ) -> Told {
        let of = Self::named_entity(sort, request).to_owned();
        if name.starts_with("Create") {
            return self.create_entity(sort, &of, request);
        }
        if name.starts_with("List") {
            let mut all: Vec<Arc<Entity>> =
                self.identities.entities.values().filter(|it| it.sort == sort).cloned().collect();
            if sort == Sort::User && self.identities.entity(Sort::User, ADMIN).is_none() {
                all.push(Arc::new(admin(ADMIN)));
            }
            all.sort_by(|one, other| one.name.cmp(&other.name));
            let plural = format!("{}s", sort.title());
            return Ok(Some(listed(&plural, &all, |out, it| self.write_entity(out, it))));
        }
        if name.starts_with("Get") {
            let entity = self.told_entity(flight, sort, &of)?;
            return Ok(Some(wrapped(sort.title(), |out| self.write_entity(out, &entity))));
        }
        if name.starts_with("Tag") {
            let tags = request.tags();
            let entity = self.entity_mut(sort, &of)?;
            for (key, value) in tags {
                entity.tags.retain(|(known, _)| *known != key);
                entity.tags.push((key, value));
            }
            return if entity.tags.len() > 50 {
                Err(limit("Cannot exceed quota for TagsPer: 50"))
            } else {
                Ok(None)
            };
        }
        self.delete_entity(sort, &of)
    }

    /// The entity of a name; without one, the caller's own user.
    fn told_entity(&self, flight: &Flight, sort: Sort, name: &str) -> Result<Arc<Entity>, ApiError> {
        if let Some(entity) = self.identities.entity(sort, name) {
            return Ok(Arc::clone(entity));
        }
        if !name.is_empty() && (sort != Sort::User || name != ADMIN) {
            return Err(nobody(sort, name));
        }
        let caller = if name == ADMIN { self.admin() } else { self.principal(flight.caller.as_deref())? };
        if caller.caller.role.is_some() {
            return Err(ApiError::new(
                ErrorCode::ValidationError,
                "Must specify userName when calling with non-User credentials",
            ));
        }
        Ok(caller.entity.unwrap_or_else(|| {
            self.identities.entity(Sort::User, ADMIN).map_or_else(|| Arc::new(admin(ADMIN)), Arc::clone)
        }))
    }

    fn create_entity(&mut self, sort: Sort, name: &str, request: &Request) -> Told {
        if self.identities.entity(sort, name).is_some() {
            let message = format!("{} with name {name} already exists.", sort.title());
            return Err(ApiError::new(ErrorCode::EntityAlreadyExists, message));
        }
        if self.identities.entities.len() >= MOST {
            return Err(limit(&format!("Cannot exceed quota for {}sPerAccount: {MOST}", sort.title())));
        }
        let trust = request.text("AssumeRolePolicyDocument").unwrap_or_default();
        if sort == Sort::Role {
            check_document(trust, iam::Rules::of(iam::Kind::Trust))?;
        }
        let boundary = request.text("PermissionsBoundary").map(str::to_owned);
        if let Some(arn) = &boundary {
            self.check_managed(arn)?;
        }
        let id = self.fresh_id(sort.id_prefix());
        let entity = Entity {
            sort,
            name: arc(name),
            id,
            created: self.now,
            tags: request.tags(),
            inline: Vec::new(),
            attached: Vec::new(),
            boundary,
            groups: Vec::new(),
            trust: trust.to_owned(),
            description: request.text("Description").unwrap_or_default().to_owned(),
            longest: request.text("MaxSessionDuration").and_then(|it| it.parse().ok()).unwrap_or(LONGEST),
        };
        let told = wrapped(sort.title(), |out| self.write_entity(out, &entity));
        self.identities.entities.insert((sort, arc(name)), Arc::new(entity));
        Ok(Some(told))
    }

    /// Nothing is deleted that something hangs on.
    fn delete_entity(&mut self, sort: Sort, name: &str) -> Told {
        let entity = self.identities.entity(sort, name).ok_or_else(|| nobody(sort, name))?;
        let members = self
            .identities
            .entities
            .values()
            .any(|it| sort == Sort::Group && it.groups.contains(&entity.name));
        let keys = self.identities.keys.values().any(|key| sort == Sort::User && key.user == entity.name);
        let first = if !entity.attached.is_empty() {
            "detach all policies"
        } else if !entity.inline.is_empty() {
            "delete policies"
        } else if keys {
            "delete access keys"
        } else if members || !entity.groups.is_empty() {
            "remove users from group"
        } else {
            self.identities.entities.remove(&(sort, arc(name)));
            return Ok(None);
        };
        let message = format!("Cannot delete entity, must {first} first.");
        Err(ApiError::new(ErrorCode::DeleteConflict, message))
    }

    /// A user, group or role, to change it. The administrator becomes a user like any other by that.
    pub(super) fn entity_mut(&mut self, sort: Sort, name: &str) -> Result<&mut Entity, ApiError> {
        if sort == Sort::User && name == ADMIN && self.identities.entity(sort, name).is_none() {
            let id = self.fresh_id(sort.id_prefix());
            let entity = Entity { id, created: self.now, ..admin(name) };
            self.identities.entities.insert((sort, arc(name)), Arc::new(entity));
        }
        let found = self.identities.entities.get_mut(&(sort, arc(name)));
        found.map(Arc::make_mut).ok_or_else(|| nobody(sort, name))
    }

    pub(super) fn membership(&mut self, name: &str, request: &Request) -> Told {
        let group = request.text("GroupName").unwrap_or_default();
        let user = request.text("UserName").unwrap_or_default();
        if name == "ListGroupsForUser" {
            let user = self.identities.entity(Sort::User, user).ok_or_else(|| nobody(Sort::User, user))?;
            let groups: Vec<Arc<Entity>> = user
                .groups
                .iter()
                .filter_map(|group| self.identities.entity(Sort::Group, group))
                .cloned()
                .collect();
            return Ok(Some(listed("Groups", &groups, |out, it| self.write_entity(out, it))));
        }
        let known = self.identities.entity(Sort::Group, group).ok_or_else(|| nobody(Sort::Group, group))?;
        if name == "GetGroup" {
            let users: Vec<Arc<Entity>> = self
                .identities
                .entities
                .values()
                .filter(|it| it.groups.contains(&known.name))
                .cloned()
                .collect();
            let mut out = String::new();
            let mut object = Object::new(&mut out);
            write_list(object.member("Users"), &users, |out, it| self.write_entity(out, it));
            self.write_entity(object.member("Group"), known);
            object.end();
            return Ok(Some(out));
        }
        let group = Arc::clone(&known.name);
        let user = self.entity_mut(Sort::User, user)?;
        user.groups.retain(|known| *known != group);
        if name == "AddUserToGroup" {
            if user.groups.len() >= 10 {
                return Err(limit("Cannot exceed quota for GroupsPerUser: 10"));
            }
            user.groups.push(group);
        }
        Ok(None)
    }
}
