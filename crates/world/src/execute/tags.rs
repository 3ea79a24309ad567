//! Tags of tables.

use api::ApiError;
use api::dynamodb::{
    ListTagsOfResource, ListTagsOutput, Response, TableRef, TableStatus, TagResource, UntagResource,
};
use sim::Micros;

use super::missing;
use super::tables::in_use;
use super::update_table::over_limit;
use crate::catalogue::TableState;
use crate::flight::Flight;
use crate::knobs::Knob;
use crate::world::{World, internal};

/// Tags of one table.
const MAX_TAGS: usize = 50;

impl World {
    pub(crate) fn tag(&mut self, flight: &mut Flight, tag: &TagResource) -> Result<Response, ApiError> {
        let table = self.tagged("TagResource", &flight.region, &tag.arn)?;
        tag.fault.clone().map_or(Ok(()), Err)?;
        self.check_tags_changeable(table)?;
        let mut tags = table.control.tags.clone();
        for (key, value) in &tag.tags {
            match tags.iter_mut().find(|(known, _)| known == key) {
                Some((_, known)) => known.clone_from(value),
                None => tags.push((key.clone(), value.clone())),
            }
        }
        if tags.len() > MAX_TAGS {
            return Err(ApiError::validation(
                "Number of Tags exceed the current limit for the provided ResourceArn",
            ));
        }
        self.set_tags(table.id, tags)
    }

    pub(crate) fn untag(&mut self, flight: &mut Flight, untag: &UntagResource) -> Result<Response, ApiError> {
        let table = self.tagged("UntagResource", &flight.region, &untag.arn)?;
        untag.fault.clone().map_or(Ok(()), Err)?;
        self.check_tags_changeable(table)?;
        let mut tags = table.control.tags.clone();
        tags.retain(|(key, _)| !untag.keys.contains(key));
        self.set_tags(table.id, tags)
    }

    pub(crate) fn list_tags(
        &mut self,
        flight: &mut Flight,
        list: &ListTagsOfResource,
    ) -> Result<Response, ApiError> {
        let table = self.tagged("ListTagsOfResource", &flight.region, &list.arn)?;
        // All fit into one page: there are no tokens but those of somebody else.
        if list.next_token.is_some() {
            return Err(ApiError::validation("Invalid NextToken"));
        }
        Ok(Response::Tags(ListTagsOutput { tags: table.control.tags.clone(), next_token: None }))
    }

    /// The table of an ARN.
    pub(super) fn tagged(&self, action: &str, region: &str, arn: &str) -> Result<&TableState, ApiError> {
        // Of tags to be removed the service says less.
        let not_found = || match action {
            "UntagResource" => missing("Requested resource not found"),
            // The service's spelling.
            _ => missing(&format!("Requested resource not found: ResourcArn: {arn} not found")),
        };
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let [_, _, _, of_region, account, resource] = parts[..] else { return Err(not_found()) };
        if account != self.config.account {
            return Err(self.not_ours(&format!("dynamodb:{action}"), arn));
        }
        let name = resource.strip_prefix("table/").unwrap_or_default();
        let table = TableRef {
            given: arn.to_owned(),
            name: name.to_owned(),
            arn_of: Some((of_region.to_owned(), account.to_owned())),
        };
        self.find(region, &table).ok_or_else(not_found)
    }

    fn check_tags_changeable(&self, table: &TableState) -> Result<(), ApiError> {
        let name = &table.name;
        match table.status {
            TableStatus::Creating => return Err(in_use(&format!("Table is being created: {name}"))),
            TableStatus::Deleting => return Err(in_use(&format!("Table is being deleted: {name}"))),
            TableStatus::Active | TableStatus::Updating => {}
        }
        let until = |changed: Micros| changed.saturating_add(self.knobs.amount(Knob::UpdateTags));
        if table.control.tags_changed.is_some_and(|changed| until(changed) > self.now) {
            return Err(over_limit(format!("Table tags are being updated: {name}")));
        }
        Ok(())
    }

    fn set_tags(&mut self, id: u32, tags: Vec<(String, String)>) -> Result<Response, ApiError> {
        let now = self.now;
        let control = self.control_mut(id).ok_or_else(internal)?;
        if control.tags != tags {
            control.tags = tags;
            control.tags_changed = Some(now);
        }
        Ok(Response::Nothing)
    }
}
