//! `aws ddb select` and `aws ddb put`: the AWS CLI's commands for people, with plain values and expressions that hold
//! their values themselves.

mod decimal;
mod expression;
mod lexer;
mod options;
mod put;
mod select;
mod values;

pub(crate) use options::{Opt, PUT, SELECT};
pub(crate) use values::plain_answer;

use self::expression::{Extracted, extract, placeholders};
use self::lexer::Refused;
use crate::action::{Action, HelpTopic};
use crate::cli::{ApiCall, Context, Notation, Output, check, invalid_choice, sort_members};
use crate::fault::{Fault, GENERAL};
use crate::json::{self, Node};
use crate::place::Place;
use crate::print::ErrorFormat;
use crate::shell::Word;

/// The commands, in the AWS CLI's order.
pub(crate) const COMMANDS: [(&str, &[Opt], &str); 2] =
    [("select", SELECT, "read a table or index"), ("put", PUT, "put items into a table")];

/// What the global options say.
#[derive(Clone, Debug, Default)]
pub(crate) struct Settings {
    pub(crate) region: Option<String>,
    pub(crate) output: Option<(Output, Place)>,
    pub(crate) query: Option<String>,
    pub(crate) errors: ErrorFormat,
    pub(crate) no_paginate: bool,
}

/// Reads what follows `aws ddb`.
#[inline(never)]
pub(crate) fn parse(
    words: &[Word],
    rest: &[usize],
    head: Place,
    settings: &Settings,
    context: &Context<'_>,
    commands: &mut Vec<Place>,
    names: &mut Vec<Place>,
) -> Result<Action, Fault> {
    let mut rest = rest.to_vec();
    let Some(at) = rest.iter().position(|index| !words[*index].text.starts_with('-')) else {
        return Err(Fault::cli(
            "usage: aws [options] ddb <subcommand> [parameters]\naws: [ERROR]: too few arguments",
        )
        .at(head)
        .hint("Write `aws ddb select Orders`, or `aws ddb put Orders '{Id: 1}'`."));
    };
    let command = &words[rest.remove(at)];
    if command.text == "help" {
        return Ok(Action::Help(HelpTopic::Ddb));
    }
    let Some((name, known, _)) = COMMANDS.iter().find(|(name, ..)| *name == command.text) else {
        return Err(invalid_choice("subcommand", command, COMMANDS.iter().map(|(name, ..)| *name)));
    };
    commands.push(command.at);
    let head = head.join(command.at);
    let arguments: &[&str] = if *name == "put" { &["table_name", "items"] } else { &["table_name"] };
    let Some(typed) = options::read(words, &rest, known, arguments, head, names)? else {
        return Ok(Action::Help(HelpTopic::Ddb));
    };
    let call = if *name == "put" {
        put::put(&typed, head, context)?
    } else {
        Some(select::select(&typed, head, settings)?)
    };
    Ok(match call {
        Some(mut call) => {
            call.region.clone_from(&settings.region);
            call.errors = settings.errors;
            Action::Aws(Box::new(call))
        }
        None => Action::Note(String::new()),
    })
}

/// A call with nothing said of paging and printing.
fn call(operation: &'static str, mut input: Node, head: Place) -> Result<ApiCall, Fault> {
    let Some(known) = api::shapes::operation(operation) else {
        return Err(Fault::cli(format!("Dynamarium does not know {operation}.")).at(head));
    };
    check(&input, known.input).map_err(|fault| if fault.at.is_none() { fault.at(head) } else { fault })?;
    sort_members(&mut input, known.input);
    let mut text = String::new();
    json::write(&mut text, &input);
    Ok(ApiCall {
        via: None,
        profile: None,
        region: None,
        operation,
        input: text,
        notation: Notation::Cli,
        output: None,
        query: None,
        plain: false,
        errors: ErrorFormat::default(),
        paging: None,
        waiting: Vec::new(),
        files: Vec::new(),
        typed: Vec::new(),
        at: head,
    })
}

/// Reads an option's expression into a member of the input; names and values go with those before.
fn add_expression(input: &mut Node, member: &str, words: &[Word], count: &mut usize) -> Result<(), Fault> {
    let at = match (words.first(), words.last()) {
        (Some(first), Some(last)) => first.at.join(last.at),
        _ => return Ok(()),
    };
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    let Extracted { expression, names, values } =
        extract(&text.join(" "), *count).map_err(|refused| told(&refused, words, at))?;
    *count += names.len() + values.len();
    input.set(member, Node::string(expression, at));
    let names = names.into_iter().map(|(placeholder, name)| (placeholder, Node::string(name, at)));
    add(input, "ExpressionAttributeNames", names.collect());
    let mut typed = Vec::new();
    for (placeholder, mut value) in values {
        value.at = at;
        typed.push((placeholder, values::typed(&value)?));
    }
    add(input, "ExpressionAttributeValues", typed);
    Ok(())
}

fn add(input: &mut Node, member: &str, entries: Vec<(String, Node)>) {
    if entries.is_empty() {
        return;
    }
    if let Some(known) = input.get_mut(member).and_then(Node::members_mut) {
        known.extend(placeholders(entries).members().iter().cloned());
    } else {
        input.set(member, placeholders(entries));
    }
}

/// A refused expression as a fault, at the letter that it is about.
fn told(refused: &Refused, words: &[Word], at: Place) -> Fault {
    let mut left = refused.at;
    let mut place = at;
    for word in words {
        let length = word.text.chars().count();
        if left < length {
            let letter = |n: usize| word.text.char_indices().nth(n).map_or(word.text.len(), |(at, _)| at);
            place = word.place(letter(left), letter(left + 1));
            break;
        }
        left = left.saturating_sub(length + 1);
    }
    let fault = Fault::cli(&refused.message).at(place).hint(
        "Names stand bare or in single quotes, texts in double quotes, numbers bare: Name = \"Ann\" AND Age > 30.",
    );
    if refused.message.starts_with("maximum recursion") { fault.code(GENERAL) } else { fault }
}
