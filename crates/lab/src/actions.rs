//! What a call was to do, action by action: transactions, and statements that come several at once.

use api::dynamodb::{Request, Response, TransactWrite};
use api::{ApiError, CancellationReason};
use trace::Event;
use value::Attributes;

use crate::history::Kept;
use crate::names::LabNames;
use crate::text;
use crate::view::{ActionView, Outcome};
use crate::words::cut;

/// Characters shown of a statement.
const MOST_TEXT: usize = 200;

/// The actions of a call, with what became of each. None for a call that does one thing.
pub(crate) fn actions(kept: &Kept, events: &[Event], names: &LabNames<'_>) -> Vec<ActionView> {
    let mut actions: Vec<ActionView> = match kept.request() {
        Some(Request::TransactWriteItems(write)) => {
            write.actions.iter().map(|action| written(kept, action, names)).collect()
        }
        Some(Request::TransactGetItems(get)) => {
            get.gets.iter().map(|get| keyed(kept, "Get", &get.table.name, &get.key, names)).collect()
        }
        Some(Request::ExecuteTransaction(execute)) => {
            execute.statements.iter().map(|one| statement(&one.text)).collect()
        }
        Some(Request::BatchExecuteStatement(batch)) => {
            batch.statements.iter().map(|member| statement(&member.text)).collect()
        }
        _ => return Vec::new(),
    };
    match &kept.completion.result {
        Err(error) => {
            let became = if kept.is_unanswered() { crate::unanswered::outcome(kept, events) } else { None };
            refuse(&mut actions, error, became);
        }
        Ok(Response::BatchStatement(batch)) => {
            for (action, response) in actions.iter_mut().zip(&batch.responses) {
                if let Some(table) = &response.table {
                    action.table.clone_from(table);
                }
                if let Some(error) = &response.error {
                    action.outcome = Outcome::Failed;
                    error.code.name().trim_end_matches("Exception").clone_into(&mut action.code);
                    action.message.clone_from(&error.message);
                }
            }
        }
        Ok(Response::TransactGet(got)) => {
            for (action, _) in actions.iter_mut().zip(&got.items).filter(|(_, item)| item.is_none()) {
                "no item has this key".clone_into(&mut action.message);
            }
        }
        Ok(_) => {}
    }
    actions
}

/// The numbers, from 1, of the actions that were reasons, with their codes.
pub(crate) fn failed(actions: &[ActionView]) -> impl Iterator<Item = (usize, &ActionView)> {
    (1..).zip(actions).filter(|(_, action)| action.outcome == Outcome::Failed)
}

fn refuse(actions: &mut [ActionView], error: &ApiError, became: Option<Outcome>) {
    for action in actions.iter_mut() {
        action.outcome = became.unwrap_or(Outcome::Undone);
    }
    for (action, CancellationReason { code, message, .. }) in actions.iter_mut().zip(&error.reasons) {
        let Some(code) = code else { continue };
        action.outcome = Outcome::Failed;
        (*code).clone_into(&mut action.code);
        action.message = message.clone().unwrap_or_default();
    }
}

fn written(kept: &Kept, action: &TransactWrite, names: &LabNames<'_>) -> ActionView {
    let table = &action.table().name;
    match action {
        TransactWrite::Check(check) => keyed(kept, "ConditionCheck", table, &check.key, names),
        TransactWrite::Delete(delete) => keyed(kept, "Delete", table, &delete.key, names),
        TransactWrite::Update(update) => keyed(kept, "Update", table, &update.key, names),
        TransactWrite::Put(put) => {
            let info = names.world.table(&kept.completion.region, table);
            let key = info.map(|info| info.schema.key_attributes(&put.item)).unwrap_or_default();
            keyed(kept, "Put", table, &key, names)
        }
    }
}

fn keyed(kept: &Kept, verb: &str, table: &str, key: &Attributes, names: &LabNames<'_>) -> ActionView {
    let info = names.world.table(&kept.completion.region, table);
    let order = info.as_ref().map(|info| text::names(info.schema.key())).unwrap_or_default();
    ActionView {
        verb: verb.to_owned(),
        table: table.to_owned(),
        key: cut(&text::key(key, &order), MOST_TEXT),
        ..ActionView::default()
    }
}

fn statement(text: &str) -> ActionView {
    let words: Vec<&str> = text.split_whitespace().collect();
    ActionView {
        verb: words.first().map(|word| word.to_ascii_uppercase()).unwrap_or_default(),
        key: cut(&words.join(" "), MOST_TEXT),
        ..ActionView::default()
    }
}
