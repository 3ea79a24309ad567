//! `aws dynamodb wait …`.

use super::arguments::invalid_choice;
use super::context::Context;
use super::operation::{Read, Settings, read};
use super::waiter::{WAITERS, Wait};
use crate::fault::Fault;
use crate::json::{self, Text};
use crate::place::Place;
use crate::shell::Word;

/// Reads what follows `wait`; `None` when help was asked for.
#[inline(never)]
pub(super) fn wait(
    words: &[Word],
    indices: &[usize],
    head: Place,
    settings: &Settings,
    context: &Context<'_>,
    commands: &mut Vec<Place>,
    names: &mut Vec<Place>,
) -> Result<Option<Wait>, Fault> {
    let Some(at) = indices.iter().position(|index| !words[*index].text.starts_with('-')) else {
        return Err(Fault::usage("the following arguments are required: subcommand")
            .at(head)
            .hint("Wait for what? `wait table-exists` or `wait table-not-exists`."));
    };
    let word = &words[indices[at]];
    if word.text == "help" {
        return Ok(None);
    }
    let Some(until) = WAITERS.iter().find(|waiter| waiter.name == word.text) else {
        return Err(invalid_choice("subcommand", word, WAITERS.iter().map(|waiter| waiter.name)));
    };
    commands.push(word.at);
    let polled = until.operation;
    let mut rest = indices.to_vec();
    rest.remove(at);
    let Some(operation) = api::shapes::operation(polled) else {
        return Err(Fault::cli(format!("Dynamarium does not know {polled}.")).at(word.at));
    };
    let head = head.join(word.at);
    match read(operation, words, &rest, head, settings, context, names)? {
        Read::Help | Read::Skeleton { .. } | Read::Sample(_) => Ok(None),
        Read::Call(call) => {
            let table = json::read(Text::at(&call.input, head))
                .ok()
                .and_then(|input| input.get("TableName").and_then(|node| node.as_str().map(str::to_owned)))
                .unwrap_or_default();
            Ok(Some(Wait::new(until, table, *call)))
        }
    }
}
