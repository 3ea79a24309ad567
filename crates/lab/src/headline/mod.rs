//! The sentence that a teacher would say first.

mod settings;
mod statements;
mod streams;
mod transactions;

use api::dynamodb::{Request, Response};
use api::{ApiError, ErrorCode};
use trace::{Event, Kind};
use world::CopyState;

use crate::chaos;
use crate::history::Kept;
use crate::sentences::{Teller, cost};
use crate::view::ActionView;
use crate::words::{clock, count, listed};

/// What happened, in one sentence or two.
pub(crate) fn headline(kept: &Kept, events: &[Event], teller: &Teller<'_>, actions: &[ActionView]) -> String {
    let completion = &kept.completion;
    let world = teller.names.world;
    let cached = if world.has_caches() { crate::caches::headline(world, events) } else { None };
    let unknown = if kept.is_unanswered() { crate::unanswered::headline(kept, events) } else { None };
    match &completion.result {
        Err(_) if unknown.is_some() => unknown.unwrap_or_default(),
        Err(error) if is_transaction(kept) => transactions::cancelled(kept, error, actions),
        Err(error) => refused(kept, error),
        Ok(_) if cached.is_some() => cached.unwrap_or_default(),
        Ok(response) => match response {
            Response::Write(_) => wrote(kept, events, teller),
            Response::Get(got) => got_item(got.item.is_some(), events, teller),
            Response::Page(page) => {
                let found = (page.count, page.scanned_count, page.last_key.is_some());
                read_page(kept, found)
            }
            Response::Search(found) => settings::searched(kept, found),
            Response::BatchGet(batch) => {
                let found: u64 = batch.responses.iter().map(|(_, items)| items.len() as u64).sum();
                format!(
                    "The batch found {}; each was read and charged as if it had been asked for alone.",
                    count(found, "item")
                )
            }
            Response::BatchWrite(_) => {
                let writes = completion.images.len() as u64;
                format!(
                    "{} written, each by itself: a batch saves round trips, not capacity, and is no transaction.",
                    if writes == 1 { "1 item was".to_owned() } else { format!("{writes} items were") }
                )
            }
            Response::CreateTable(table) => {
                let until = teller.names.world.table(&completion.region, &table.name);
                match until.and_then(|info| info.status_until) {
                    Some(until) => {
                        format!("{} is being created; it can be used from {} on.", table.name, clock(until))
                    }
                    None => format!("{} was created.", table.name),
                }
            }
            Response::DescribeTable(table) => {
                format!(
                    "{} is {}, says the control plane.",
                    table.name,
                    crate::snapshot::status_name(table.status)
                )
            }
            Response::DeleteTable(table) => {
                format!("{} is being deleted, with all its items and indexes.", table.name)
            }
            Response::ListTables(tables) => {
                format!("There {} in {}.", are(tables.names.len() as u64), completion.region)
            }
            Response::UpdateTable(table) => settings::updated(kept, table, teller),
            Response::TransactWrite(_) => transactions::wrote(kept, events, actions),
            Response::TransactGet(_) => transactions::read(kept, actions),
            Response::UpdateTimeToLive(ttl) => settings::ttl(ttl),
            Response::DescribeTimeToLive(ttl) => settings::ttl_is(&kept.target, ttl),
            Response::Nothing => settings::tags(kept),
            Response::Tags(tags) => {
                format!("The table has {}.", count(tags.tags.len() as u64, "tag"))
            }
            Response::Limits(_) => {
                "What this account may use in this Region, and what one table may.".to_owned()
            }
            Response::Endpoints(_) => "Where requests of this Region go to.".to_owned(),
            Response::ListStreams(list) => streams::list(list),
            Response::DescribeStream(stream) => streams::describe(stream),
            Response::ShardIterator(_) => match kept.request() {
                Some(Request::GetShardIterator(get)) => streams::iterator(get),
                _ => "An iterator is a place in a shard, good for 15 minutes.".to_owned(),
            },
            Response::Records(page) => streams::records(page),
            Response::CloudWatch(_) => format!("CloudWatch answered {}.", own(&completion.operation)),
            Response::Identity(_) => crate::access::headline(completion),
            Response::Dax(_) => format!("DAX answered {}.", own(&completion.operation)),
            Response::Lambda(_) => format!("Lambda answered {}.", own(&completion.operation)),
            Response::Managed(_) | Response::Backup(_) => {
                format!("The control plane answered {}.", completion.operation)
            }
            Response::Statement(output) => statements::one(kept, output, events, teller),
            Response::BatchStatement(output) => statements::batch(output),
            Response::StatementTransaction(output) => statements::transaction(kept, output, events, actions),
        },
    }
}

/// An operation without the name of its service.
fn own(operation: &str) -> &str {
    operation.split_once(':').map_or(operation, |(_, own)| own)
}

fn is_transaction(kept: &Kept) -> bool {
    matches!(
        kept.request(),
        Some(Request::TransactWriteItems(_) | Request::TransactGetItems(_) | Request::ExecuteTransaction(_))
    )
}

fn are(tables: u64) -> String {
    match tables {
        0 => "is no table".to_owned(),
        1 => "is 1 table".to_owned(),
        more => format!("are {more} tables"),
    }
}

fn refused(kept: &Kept, error: &ApiError) -> String {
    let (read, write) = kept.completion.consumed();
    let cost = cost(read, write);
    match error.code {
        ErrorCode::ConditionalCheckFailedException => {
            format!("The condition did not hold, so nothing was written. Looking cost {cost} all the same.")
        }
        ErrorCode::TransactionConflictException => {
            "A transaction is not done with the item, so nothing was written. Sending it again soon will do."
                .to_owned()
        }
        ErrorCode::ResourceNotFoundException => {
            "There is no such table or index here, or it can't be used yet. Nothing was read or written."
                .to_owned()
        }
        ErrorCode::ResourceInUseException => {
            "The table is there already, or busy changing. Nothing was done.".to_owned()
        }
        _ if cost.is_empty() => {
            let before =
                if kept.completion.images.is_empty() { ", before any item was looked at" } else { "" };
            format!("The request was refused with {}{before}. It cost nothing.", error.name())
        }
        _ => format!("The request was refused with {}. It cost {cost}.", error.name()),
    }
}

fn wrote(kept: &Kept, events: &[Event], teller: &Teller<'_>) -> String {
    let append = |event| match event {
        &Event { kind: Kind::WalAppend { lsn, .. }, place, .. } => Some((place, lsn)),
        _ => None,
    };
    let Some((leader, lsn)) = events.iter().find_map(append) else {
        let images = &kept.completion.images;
        if images.iter().all(|image| image.before == image.after) {
            return "Nothing had to be written: the item is as it should be.".to_owned();
        }
        // Its events have made room for later ones.
        let gone = images.iter().all(|image| image.after.is_none());
        return if gone { "The item was deleted." } else { "The item was written." }.to_owned();
    };
    let partition = teller.names.partition_name(leader);
    let quorum: Vec<String> = events
        .iter()
        .take_while(|event| !matches!(event.kind, Kind::QuorumReached { .. }))
        .filter(|event| matches!(event.kind, Kind::Persist { .. }))
        .filter_map(|event| event.place.zone_name().filter(|_| event.place != leader))
        .map(|zone| format!("copy {zone}"))
        .collect();
    let zone = leader.zone_name().unwrap_or("?");
    let mut who = vec![format!("the leader of {partition} in zone {zone}")];
    who.extend(quorum);
    let have = if who.len() == 1 { "has" } else { "have" };
    let gone = kept.completion.images.iter().any(|image| image.before.is_some() && image.after.is_none());
    let safe = if gone { "The delete is safe" } else { "The write is safe" };
    // As its copies are now: what was fetched after a fault left no event of this call.
    let (mut behind, mut of, mut ill) = (0, 0, String::new());
    if let Some(part) = teller.part(leader).filter(|_| has_followers(events)) {
        let lacks = part.replicas.iter().filter(|copy| copy.applied < u64::from(lsn));
        let zones: Vec<char> = lacks.map(|copy| copy.zone).collect();
        (behind, of) = (zones.len(), part.replicas.len().saturating_sub(1));
        if part.group.copies != [CopyState::Up; 3] {
            let (away, words) = chaos::away(&part.group, &zones);
            (behind, ill) = (behind - away, words);
        }
    }
    format!("{safe}: {} {have} it on disk.{}{ill}", listed(&who), late(behind, of))
}

fn has_followers(events: &[Event]) -> bool {
    events.iter().any(|event| matches!(event.kind, Kind::Persist { .. } | Kind::QuorumReached { .. }))
}

fn late(copies: usize, of: usize) -> &'static str {
    match (copies, of) {
        (0, _) => "",
        (1, 1) => " The other copy does not show it yet.",
        (1, _) => " One copy does not show it yet.",
        _ => " The other two copies do not show it yet.",
    }
}

fn got_item(found: bool, events: &[Event], teller: &Teller<'_>) -> String {
    let stale = events.iter().find(|event| matches!(event.kind, Kind::StaleRead { .. }));
    if let Some(event) = stale {
        return format!(
            "{} answered, and it had not heard of the latest write: this answer is stale.",
            teller.copy(event)
        );
    }
    let read = events.iter().find(|event| matches!(event.kind, Kind::ItemsRead { .. }));
    let who = read.map_or_else(|| "The partition".to_owned(), |event| teller.copy(event));
    if found {
        format!("{who} answered with the item.")
    } else {
        format!("{who} answered: no item has this key.")
    }
}

fn read_page(kept: &Kept, (found, scanned, more): (u64, u64, bool)) -> String {
    let mut partitions: Vec<&str> =
        kept.completion.touched.iter().map(|touched| touched.partition.as_str()).collect();
    value::sort(&mut partitions);
    partitions.dedup();
    let (read, write) = kept.completion.consumed();
    let where_ = match partitions.as_slice() {
        [] => String::new(),
        [one] => format!(" in {one}"),
        many => format!(" in {} partitions", many.len()),
    };
    let verb =
        if matches!(kept.request(), Some(Request::Scan(_))) { "The scan read" } else { "The query read" };
    let dropped = if found < scanned {
        format!(" and returned {found}; what the filter dropped was charged too")
    } else {
        String::new()
    };
    let cost = cost(read, write);
    let rest = if more { " There is more: the page ended before the end." } else { "" };
    format!("{verb} {}{where_}{dropped}, for {cost}.{rest}", count(scanned, "item"))
}
