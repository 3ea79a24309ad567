//! A request typed directly into a call.

use super::{Direct, Kind, Sort, guess, json::parts, pieces};
use crate::cli::{ApiCall, Notation, Typed, read_json};
use crate::distance::nearest;
use crate::fault::{Fault, USAGE};
use crate::json::{self, Node, Text, Value};
use crate::place::Place;
use crate::shell::Word;
use crate::tokens::{Token, TokenKind};

/// A request that was read, with its colours.
#[derive(Debug)]
pub(crate) struct Read {
    pub(crate) call: Result<ApiCall, Fault>,
    pub(crate) tokens: Vec<Token>,
}

/// Reads a request typed directly.
pub(crate) fn read(text: &str, direct: &Direct) -> Read {
    match direct.sort {
        Sort::Statement => statement(text, direct.at),
        Sort::Json => request(text, direct.at),
    }
}

fn call(operation: &'static str, input: String, notation: Notation, typed: Vec<Typed>, at: Place) -> ApiCall {
    ApiCall {
        via: None,
        profile: None,
        region: None,
        operation,
        input,
        notation,
        plain: false,
        waiting: Vec::new(),
        output: None,
        query: None,
        errors: crate::print::ErrorFormat::default(),
        paging: None,
        files: Vec::new(),
        typed,
        at,
    }
}

fn statement(text: &str, at: Place) -> Read {
    let source = at.of(text);
    let mut tokens = Vec::new();
    let mut fault = None;
    for piece in pieces(source) {
        let place = Place::new(at.start() + piece.from, at.start() + piece.to());
        let kind = match piece.kind {
            Kind::Word if super::partiql::KEYWORDS.iter().any(|keyword| piece.is(keyword)) => {
                TokenKind::Command
            }
            Kind::Word | Kind::Number | Kind::Symbol => TokenKind::Value,
            Kind::Name => TokenKind::Option,
            Kind::Text => TokenKind::String,
            Kind::Comment => TokenKind::Quiet,
        };
        if !piece.closed && piece.kind != Kind::Comment {
            let quote = &piece.text[..1];
            let line = piece.text.lines().next().unwrap_or_default().trim_end();
            fault.get_or_insert_with(|| {
                Fault::plain(USAGE, format!("The quote {quote} that begins here is never closed."))
                    .at(Place::new(place.start(), place.start() + line.len()))
                    .hint("Texts stand in single quotes, names in double ones; a quote inside is doubled.")
                    .fix(Some(format!("{line}{quote}")))
            });
        }
        tokens.push(Token { at: place, kind });
    }
    if let Some(fault) = fault {
        return Read { call: Err(fault), tokens };
    }
    let mut input = Node::object(Vec::new(), at);
    input.set("Statement", Node::string(source, at));
    let mut json = String::new();
    json::write(&mut json, &input);
    let typed = vec![Typed { member: "Statement", name: Place { from: at.from, to: at.from }, value: at }];
    Read { call: Ok(call("ExecuteStatement", json, Notation::Statement, typed, at)), tokens }
}

fn request(text: &str, at: Place) -> Read {
    let (name, operation, body) = parts(text, at);
    let mut tokens = vec![Token { at: name, kind: TokenKind::Command }];
    let (input, node) = match body {
        None => ("{}", Ok(Node::object(Vec::new(), at))),
        Some(body) => {
            let mut word = Word::begin(body.start());
            word.push_str(body.of(text), body.start());
            word.at = body;
            let node = read_json("input", Text::word(&word)).map_err(|mut fault| {
                if let Some(message) = fault.message.split_once("Invalid JSON: ").map(|(_, message)| message)
                {
                    let message = message.split("\nJSON received").next().unwrap_or(message);
                    fault.message = format!("The input is no JSON: {message}");
                }
                fault.code(USAGE)
            });
            (body.of(text), node)
        }
    };
    match &node {
        Ok(node) => colour(node, &mut tokens),
        Err(_) => tokens.extend(body.map(|at| Token { at, kind: TokenKind::String })),
    }
    let call = node.and_then(|node| {
        let Some(operation) = operation else { return Err(unknown(text, name, &node)) };
        let typed = node
            .members()
            .iter()
            .filter_map(|(key, value)| {
                let member = operation.input.member(&key.text)?.name;
                Some(Typed { member, name: key.at, value: value.at })
            })
            .collect();
        Ok(call(operation.name, input.to_owned(), Notation::Json, typed, at))
    });
    Read { call, tokens }
}

/// No operation is named so, or none is named.
fn unknown(text: &str, name: Place, input: &Node) -> Fault {
    let word = name.of(text);
    let place = Place::new(name.start(), name.end().max(name.start() + 1));
    if word.is_empty() {
        let guess = guess(input).map_or("PutItem", |operation| operation.name);
        return Fault::plain(USAGE, "Which operation is this the input of?")
            .at(place)
            .hint(format!("Write the operation's name before it, such as `{guess} {{…}}`."))
            .fix(Some(format!("{guess} {{")));
    }
    let names = api::shapes::operations().iter().map(|operation| operation.name);
    let near = nearest(word, names);
    let hint = match near {
        Some(near) => format!("Did you mean `{near}`?"),
        None => "Write an operation's name and its input, such as `GetItem {\"TableName\": …}`.".to_owned(),
    };
    Fault::plain(USAGE, format!("There is no operation {word}.")).at(name).hint(hint).fix(near)
}

fn colour(node: &Node, tokens: &mut Vec<Token>) {
    match &node.value {
        Value::Object { members, .. } => {
            for (key, member) in members {
                tokens.push(Token { at: key.at, kind: TokenKind::Option });
                colour(member, tokens);
            }
        }
        Value::List(elements) => elements.iter().for_each(|element| colour(element, tokens)),
        Value::String { .. } => tokens.push(Token { at: node.at, kind: TokenKind::String }),
        _ => tokens.push(Token { at: node.at, kind: TokenKind::Value }),
    }
}
