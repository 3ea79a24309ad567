//! What a teacher would say of what the control plane does to a table.

use api::dynamodb::{
    IndexStatus, IndexUpdate, Request, SearchOutput, StreamChange, TableDescription, TableStatus,
    TimeToLiveDescription, UpdateTimeToLive,
};

use crate::history::Kept;
use crate::sentences::Teller;
use crate::words::{clock, count, listed};

/// A table is being changed.
pub(super) fn updated(kept: &Kept, table: &TableDescription, teller: &Teller<'_>) -> String {
    let Some(Request::UpdateTable(update)) = kept.request() else {
        return format!("{} was changed.", table.name);
    };
    let mut changes: Vec<String> = update
        .indexes
        .iter()
        .map(|index| match index {
            IndexUpdate::Create(index) => {
                format!("the index {} is added and filled with the items there are", index.name)
            }
            IndexUpdate::Update { name, .. } => format!("the index {name} gets other capacity"),
            IndexUpdate::Delete { name, .. } => format!("the index {name} goes, with all its entries"),
        })
        .collect();
    let mut also = |said: bool, words: &str| {
        if said {
            changes.push(words.to_owned());
        }
    };
    also(update.billing.is_some(), "its billing mode changes");
    also(update.throughput.is_some() && update.billing.is_none(), "its capacity changes");
    also(matches!(update.stream, Some(StreamChange::On(_))), "its stream is turned on");
    also(matches!(update.stream, Some(StreamChange::Off)), "its stream is turned off");
    also(update.deletion_protection == Some(true), "it can't be deleted from now on");
    also(update.deletion_protection == Some(false), "it can be deleted again");
    also(update.class.is_some(), "its table class changes");
    also(update.encryption.is_some(), "its encryption key changes");
    also(update.on_demand.is_some(), "its on-demand limits change");
    also(update.warm.is_some(), "it is warmed up");
    let what = if changes.is_empty() { "nothing of it changes".to_owned() } else { listed(&changes) };
    let info = teller.names.world.table(&kept.completion.region, &table.name);
    let until =
        info.as_ref().and_then(|info| info.status_until.filter(|_| info.status == TableStatus::Updating));
    let still = match until {
        Some(until) => {
            format!(" The table is UPDATING until {}; its items can be reached all the while.", clock(until))
        }
        None if table.global.iter().any(|index| index.status == IndexStatus::Creating) => {
            " The index can't be read before it is ACTIVE; the table serves as before.".to_owned()
        }
        None => String::new(),
    };
    format!("{}: {what}.{still}", table.name)
}

/// A vector index was searched.
pub(super) fn searched(kept: &Kept, found: &SearchOutput) -> String {
    let index = match kept.request() {
        Some(Request::SearchVectors(search)) => search.index.as_str(),
        _ => "the index",
    };
    match found.results.len() as u64 {
        0 => format!("No vector of {index} was found."),
        number => format!(
            "The search of {index} answered with the {} whose vectors are nearest.",
            count(number, "item")
        ),
    }
}

/// Time to live was turned on or off.
pub(super) fn ttl(request: &UpdateTimeToLive) -> String {
    let UpdateTimeToLive { table, attribute, enabled } = request;
    if *enabled {
        format!(
            "From now on an item of {} expires at the second since 1970 that its Number {attribute} says. \
             Some time after that the service deletes it, at no cost; until then it can be read.",
            table.name
        )
    } else {
        format!("Items of {} no longer expire; {attribute} is an attribute like any other.", table.name)
    }
}

/// Time to live as it is.
pub(super) fn ttl_is(table: &str, ttl: &TimeToLiveDescription) -> String {
    match &ttl.attribute {
        Some(attribute) => {
            format!("Items of {table} expire at the second that their attribute {attribute} says.")
        }
        None => format!("Items of {table} do not expire: time to live is off."),
    }
}

/// Tags of a table.
pub(super) fn tags(kept: &Kept) -> String {
    let name = |arn: &str| arn.rsplit('/').next().unwrap_or(arn).to_owned();
    match kept.request() {
        Some(Request::TagResource(tag)) => {
            format!(
                "{} has {} from this call. Tags are for bills and permissions; items know nothing of them.",
                name(&tag.arn),
                count(tag.tags.len() as u64, "tag")
            )
        }
        Some(Request::UntagResource(untag)) => {
            format!(
                "{} lost {}, as far as it had them.",
                name(&untag.arn),
                count(untag.keys.len() as u64, "tag")
            )
        }
        _ => "Done.".to_owned(),
    }
}
