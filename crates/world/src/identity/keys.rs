//! Users' access keys.

use std::sync::Arc;

use api::identity::Request;
use api::{ApiError, ErrorCode, Object};

use super::control::{Told, arc, limit, nobody};
use super::tell::{listed, wrapped};
use super::{ADMIN, AccessKey, Sort};
use crate::flight::Flight;
use crate::world::World;

/// Access keys of a user.
const MOST: usize = 2;

impl World {
    pub(super) fn access_key(&mut self, flight: &Flight, name: &str, request: &Request) -> Told {
        let caller = self.principal(flight.caller.as_deref())?;
        let own = caller.caller.arn.rsplit('/').next().unwrap_or(ADMIN).to_owned();
        let user = request.text("UserName").map_or(own, str::to_owned);
        if user == ADMIN {
            // A key is somebody's: from now on the administrator is a user like any other.
            self.entity_mut(Sort::User, &user)?;
        }
        let user = match self.identities.entity(Sort::User, &user) {
            Some(entity) => Arc::clone(&entity.name),
            None => return Err(nobody(Sort::User, &user)),
        };
        let of_user: Vec<Arc<str>> = self
            .identities
            .keys
            .iter()
            .filter(|(_, key)| key.user == user)
            .map(|(id, _)| Arc::clone(id))
            .collect();
        match name {
            "CreateAccessKey" => {
                if of_user.len() >= MOST {
                    return Err(limit(&format!("Cannot exceed quota for AccessKeysPerUser: {MOST}")));
                }
                let id = self.fresh_id("AKIA");
                let key = AccessKey { user: Arc::clone(&user), created: self.now };
                self.identities.keys.insert(arc(&id), Arc::new(key));
                Ok(Some(wrapped("AccessKey", |out| {
                    let mut object = Object::new(out);
                    object.text("UserName", &user);
                    object.text("AccessKeyId", &id);
                    object.text("Status", "Active");
                    object.text("SecretAccessKey", &self.fresh_secret());
                    object.text("CreateDate", &self.moment_text(self.now));
                    object.end();
                })))
            }
            "DeleteAccessKey" => {
                let id = request.text("AccessKeyId").unwrap_or_default();
                if !of_user.iter().any(|known| **known == *id) {
                    let message = format!("The Access Key with id {id} cannot be found.");
                    return Err(ApiError::new(ErrorCode::NoSuchEntity, message));
                }
                self.identities.keys.remove(&arc(id));
                Ok(None)
            }
            _ => Ok(Some(listed("AccessKeyMetadata", &of_user, |out, id| {
                let created = self.identities.keys.get(&**id).map_or(0, |key| key.created);
                let mut object = Object::new(out);
                object.text("UserName", &user);
                object.text("AccessKeyId", id);
                object.text("Status", "Active");
                object.text("CreateDate", &self.moment_text(created));
                object.end();
            }))),
        }
    }
}
