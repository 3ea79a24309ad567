//! One operation's command line: its options, the input made of them.

use api::shapes::{Operation, Shape};

use super::arguments::{self, Use};
use super::call::{ApiCall, Notation, Typed};
use super::check;
use super::coerce::integer;
use super::context::{Context, Files};
use super::flags::{Flag, Target, flags};
use super::input;
use super::paging::{Paging, decode, decode_old, pages_of};
use super::value::{read_json, unpack};
use crate::distance::nearest;
use crate::fault::{Fault, GENERAL};
use crate::json::{self, Node, Text, Value};
use crate::place::Place;
use crate::print::ErrorFormat;
use crate::shell::Word;
use crate::yaml;

/// What the global options said.
#[derive(Clone, Debug, Default)]
pub(super) struct Settings {
    pub(super) no_paginate: bool,
    pub(super) raw_binary: bool,
}

/// An operation's command line, read.
pub(super) enum Read {
    /// A call to make.
    Call(Box<ApiCall>),
    /// `help` was asked for.
    Help,
    /// The input's template was asked for, as JSON or as YAML.
    Skeleton { yaml: bool },
    /// The template of the call's answer was asked for.
    Sample(Box<ApiCall>),
}

/// Reads the words with these indices as options of `operation`; also answers the places of the options' names.
pub(super) fn read(
    operation: &'static Operation,
    words: &[Word],
    indices: &[usize],
    head: Place,
    settings: &Settings,
    context: &Context<'_>,
    names: &mut Vec<Place>,
) -> Result<Read, Fault> {
    let known = flags(operation);
    let found = arguments::find(words, indices, &known)?;
    names.extend(found.names.iter().map(|index| words[*index].at));
    if let [only] = found.rest.as_slice()
        && words[*only].text == "help"
        && found.uses.is_empty()
    {
        return Ok(Read::Help);
    }
    let used = |wanted: fn(&Target) -> bool| {
        found.uses.iter().find(|(at, _)| wanted(&known[**at].target)).map(|(at, used)| (&known[*at], used))
    };
    let json = used(|target| matches!(target, Target::InputJson));
    let skeleton = match used(|target| matches!(target, Target::Skeleton)) {
        Some((flag, used)) => Some(template(flag, used.values.first())?),
        None => None,
    };
    // The input is read and checked for the template of an answer.
    let sample = skeleton == Some(Template::Output);
    let skeleton = skeleton.filter(|_| !sample);
    let yaml = used(|target| matches!(target, Target::InputYaml));
    if json.is_none() && yaml.is_none() && skeleton.is_none() {
        let given = |flag: &Flag| {
            found.uses.keys().any(|at| {
                known[*at].member().is_some_and(|member| Some(member.name) == flag.member().map(|m| m.name))
            })
        };
        let missing: Vec<&Flag> = known.iter().filter(|flag| flag.required && !given(flag)).collect();
        if !missing.is_empty() {
            return Err(missing_options(&missing, &found.rest, words, head, &known));
        }
    }
    unknown_options(&found.rest, words, &known)?;
    if let Some(skeleton) = skeleton {
        return Ok(Read::Skeleton { yaml: skeleton == Template::Yaml });
    }
    if let (Some(_), Some((flag, used))) = (json, yaml) {
        return Err(Fault::cli("Only one --cli-input- parameter may be specified.")
            .at(words[used.word].at)
            .hint(format!("`{}` and `--cli-input-json` are two ways to say the same.", flag.name)));
    }
    let mut files = Files::new(context);
    let mut input = Node::object(Vec::new(), head);
    let mut typed = Vec::new();
    for (at, used) in &found.uses {
        member(&known[*at], used, words, &mut input, &mut typed, &mut files)?;
    }
    if let Some((_, used)) = json {
        whole_input(&mut input, "cli-input-json", &used.values, &mut files, |text| {
            read_json("cli-input-json", text)
        })?;
    }
    if let Some((_, used)) = yaml {
        whole_input(&mut input, "cli-input-yaml", &used.values, &mut files, read_yaml)?;
    }
    check::check(&input, operation.input).map_err(|fault| missing_from_input(fault, head))?;
    let mut paging = Paging::default();
    let paged = paging_of(operation, &known, &found, words, &input, settings, &mut paging)?;
    input::travel(&mut input, operation.input, settings.raw_binary)?;
    sort_members(&mut input, operation.input);
    let mut text = String::new();
    json::write(&mut text, &input);
    let call = Box::new(ApiCall {
        via: None,
        profile: None,
        region: None,
        operation: operation.name,
        input: text,
        notation: Notation::Cli,
        plain: false,
        output: None,
        query: None,
        errors: ErrorFormat::default(),
        paging: paged.then_some(paging),
        waiting: Vec::new(),
        files: files.used,
        typed,
        at: head,
    });
    Ok(if sample { Read::Sample(call) } else { Read::Call(call) })
}

/// What `--generate-cli-skeleton` asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Template {
    Input,
    Yaml,
    Output,
}

fn template(flag: &Flag, kind: Option<&Word>) -> Result<Template, Fault> {
    match kind.map(|word| (word, word.text.as_str())) {
        None | Some((_, "input")) => Ok(Template::Input),
        Some((_, "yaml-input")) => Ok(Template::Yaml),
        Some((_, "output")) => Ok(Template::Output),
        Some((word, _)) => {
            Err(arguments::invalid_choice(&flag.name, word, ["input", "output", "yaml-input"].into_iter()))
        }
    }
}

/// The fault of a whole input has the command's name for its place.
fn missing_from_input(fault: Fault, head: Place) -> Fault {
    if fault.at.is_none() { fault.at(head) } else { fault }
}

#[inline(never)]
fn missing_options(missing: &[&Flag], rest: &[usize], words: &[Word], head: Place, known: &[Flag]) -> Fault {
    let names: Vec<&str> = missing.iter().map(|flag| flag.name.as_str()).collect();
    let fault = Fault::usage(format!("the following arguments are required: {}", names.join(", ")));
    // A mistyped option explains the missing one.
    let slip = rest.iter().map(|index| &words[*index]).find_map(|word| {
        let near = word
            .text
            .starts_with('-')
            .then(|| nearest(&word.text, known.iter().map(|flag| flag.name.as_str())))??;
        names.contains(&near).then(|| (word, near.to_owned()))
    });
    if let Some((word, near)) = slip {
        return fault.at(word.at).hint(format!("Did you mean `{near}`?")).fix(Some(near));
    }
    let examples: Vec<String> =
        missing.iter().map(|flag| format!("`{} {}`", flag.name, example(flag))).collect();
    fault.at(head).hint(format!("It needs {}.", examples.join(" and ")))
}

/// A value as an option might get it.
pub(crate) fn example(flag: &Flag) -> &'static str {
    let Some(member) = flag.member() else { return "…" };
    match (member.name, member.shape) {
        ("TableName", _) => "Orders",
        ("Item" | "Key", _) => "'{\"Id\": {\"N\": \"1\"}}'",
        ("RequestItems", _) => "file://items.json",
        ("AttributeDefinitions", _) => "AttributeName=Id,AttributeType=N",
        ("KeySchema", _) => "AttributeName=Id,KeyType=HASH",
        ("ProvisionedThroughput", _) => "ReadCapacityUnits=5,WriteCapacityUnits=5",
        ("TimeToLiveSpecification", _) => "Enabled=true,AttributeName=ExpirationTime",
        ("ResourceArn", _) => "arn:aws:dynamodb:…",
        (_, Shape::Integer { .. } | Shape::Long { .. }) => "10",
        (_, Shape::List { .. }) => "'[…]'",
        (_, Shape::Structure { .. } | Shape::Map { .. }) => "'{…}'",
        _ => "…",
    }
}

fn unknown_options(rest: &[usize], words: &[Word], known: &[Flag]) -> Result<(), Fault> {
    if rest.is_empty() { Ok(()) } else { Err(unknown(rest, words, known)) }
}

#[inline(never)]
fn unknown(rest: &[usize], words: &[Word], known: &[Flag]) -> Fault {
    // The AWS CLI takes the first plain word for `help` and names it last.
    let mut order: Vec<usize> = rest.to_vec();
    if let Some(plain) = order.iter().position(|index| !words[*index].text.starts_with('-')) {
        let plain = order.remove(plain);
        order.push(plain);
    }
    let list: Vec<&str> = order.iter().map(|index| words[*index].text.as_str()).collect();
    let fault = Fault::usage(format!("Unknown options: {}", list.join(", ")));
    let first = &words[rest[0]];
    let name = first.text.split('=').next().unwrap_or(&first.text);
    if let Some(near) =
        nearest(name, known.iter().map(|flag| flag.name.as_str())).filter(|_| name.starts_with('-'))
    {
        fault
            .at(if first.quoted { first.at } else { first.place(0, name.len()) })
            .hint(format!("Did you mean `{near}`?"))
            .fix(Some(near))
    } else if first.text.starts_with('-') {
        fault.at(first.at).hint("This operation has no such option.")
    } else if rest[0] > 0 && matches!(first.text.as_str(), "true" | "false") {
        fault
            .at(first.at)
            .hint("Switches take no value: `--consistent-read` is on, `--no-consistent-read` is off.")
            .fix(Some(""))
    } else {
        fault
            .at(first.at)
            .hint("This stands where no value is expected. A value with blanks must stand in quotes.")
    }
}

fn member(
    flag: &Flag,
    used: &Use,
    words: &[Word],
    input: &mut Node,
    typed: &mut Vec<Typed>,
    files: &mut Files<'_>,
) -> Result<(), Fault> {
    let name = words[used.word].at;
    let value = match (used.values.first(), used.values.last()) {
        (Some(first), Some(last)) => first.at.join(last.at),
        _ => Place { from: name.to, to: name.to },
    };
    let (member, node) = match flag.target {
        Target::Switch(member, on) => (member, Node::new(Value::Bool(on), name)),
        Target::Member(member) => (member, unpack(&flag.name, member.shape, &used.values, value, files)?),
        _ => return Ok(()),
    };
    typed.push(Typed { member: member.name, name, value });
    input.set(member.name, node);
    Ok(())
}

/// Reads YAML; the AWS CLI says no more than that it is none.
#[inline(never)]
fn read_yaml(text: Text<'_>) -> Result<Node, Fault> {
    yaml::read(text).map_err(|error| {
        Fault::parameter("cli-input-yaml", "Invalid YAML received.")
            .at(error.at)
            .hint(format!("YAML as it is read here: {}.", error.message))
    })
}

/// Adds what `--cli-input-json` or `--cli-input-yaml` says and no option does.
#[inline(never)]
fn whole_input(
    input: &mut Node,
    name: &str,
    values: &[Word],
    files: &mut Files<'_>,
    read: impl Fn(Text<'_>) -> Result<Node, Fault>,
) -> Result<(), Fault> {
    let Some(word) = values.first() else { return Ok(()) };
    let node = match files.read(&word.text, word.at) {
        None => read(Text::word(word))?,
        Some(Err(message)) => return Err(Fault::parameter(name, message).at(word.at)),
        Some(Ok(content)) => read(Text::at(&content.into_text(), word.at))?,
    };
    let Value::Object { members, .. } = node.value else {
        return Err(Fault::parameter(
            name,
            format!("Invalid type: expecting map, received {}", super::python::class(&node)),
        )
        .at(word.at)
        .hint("An object with the input's members is wanted here, such as `{\"TableName\": …}`."));
    };
    for (key, member) in members {
        if input.get(&key.text).is_none()
            && let Some(all) = input.members_mut()
        {
            all.push((key, member));
        }
    }
    Ok(())
}

/// Reads the paging options; whether the call is paged.
fn paging_of(
    operation: &Operation,
    known: &[Flag],
    found: &arguments::Found,
    words: &[Word],
    input: &Node,
    settings: &Settings,
    paging: &mut Paging,
) -> Result<bool, Fault> {
    let Some(pages) = pages_of(operation.name) else { return Ok(false) };
    let direct =
        input.get(pages.input_token).is_some() || pages.limit.is_some_and(|limit| input.get(limit).is_some());
    let paging_options: Vec<(&Flag, &Use)> = found
        .uses
        .iter()
        .map(|(at, used)| (&known[*at], used))
        .filter(|(flag, _)| {
            matches!(flag.target, Target::PageSize | Target::MaxItems | Target::StartingToken)
        })
        .collect();
    for (flag, used) in &paging_options {
        let Some(word) = used.values.first() else { continue };
        let slot = match flag.target {
            Target::PageSize => &mut paging.page_size,
            Target::MaxItems => &mut paging.max_items,
            _ => continue,
        };
        *slot = integer(&word.text).ok().and_then(|digits| digits.parse().ok());
        if slot.is_none() {
            return Err(Fault::usage(format!("argument {}: invalid int value: '{}'", flag.name, word.text))
                .at(word.at)
                .hint("A whole number is wanted here."));
        }
    }
    if settings.no_paginate || direct {
        let Some((_, first)) = paging_options.first() else { return Ok(false) };
        let names: Vec<&str> = paging_options.iter().map(|(flag, _)| flag.name.as_str()).collect();
        return Err(Fault::cli(format!(
            "Error during pagination: Cannot specify --no-paginate along with pagination arguments: {}",
            names.join(", ")
        ))
        .code(GENERAL)
        .at(words[first.word].at)
        .hint("`--limit` and `--exclusive-start-key` ask for one page; `--max-items` and `--page-size` make the CLI fetch page after page. Use one of the two kinds."));
    }
    for (flag, used) in &paging_options {
        if let (Target::StartingToken, Some(word)) = (&flag.target, used.values.first()) {
            paging.start = Some(starting(operation.name, word)?);
        }
    }
    Ok(true)
}

/// Where `--starting-token` has an operation begin that is paged.
pub(crate) fn starting(operation: &str, word: &Word) -> Result<(String, u64), Fault> {
    let (Some(pages), Some(operation)) = (pages_of(operation), api::shapes::operation(operation)) else {
        return Err(Fault::cli(format!("{operation} is not paged.")).at(word.at));
    };
    match decode(&word.text, pages) {
        Some(start) => Ok(start),
        None => old_token(operation, pages.input_token, word),
    }
}

/// A token in the form of old versions of the AWS CLI: it is taken for the value itself.
fn old_token(operation: &Operation, member: &'static str, word: &Word) -> Result<(String, u64), Fault> {
    const WHOLE: &str = "Take the NextToken that the command printed before, whole.";
    let Some((mut node, skip)) = decode_old(&word.text) else {
        return Err(Fault::cli(format!("Bad starting token: {}", word.text))
            .code(GENERAL)
            .at(word.at)
            .hint(WHOLE));
    };
    node.at = word.at;
    let mut start = String::new();
    json::write(&mut start, &node);
    if !matches!(node.value, Value::Null) {
        check::check_member(operation.input, member, &node).map_err(|fault| fault.hint(WHOLE))?;
    }
    Ok((start, skip))
}

/// Members in the model's order.
pub(crate) fn sort_members(input: &mut Node, shape: &Shape) {
    let order =
        |name: &str| shape.members().iter().position(|member| member.name == name).unwrap_or(usize::MAX);
    if let Some(members) = input.members_mut() {
        value::sort_by_key(members, |(key, _)| order(&key.text));
    }
}
