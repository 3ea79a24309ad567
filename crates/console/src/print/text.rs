//! `--output text`: a line for each structure, its scalars sorted by name, tabs between.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::json::{Node, Value};

/// What the AWS CLI prints of a response with `--output text`.
pub(super) fn print(node: &Node) -> String {
    let mut out = String::new();
    any(&mut out, node, None, None);
    out
}

fn is_scalar(node: &Node) -> bool {
    !matches!(node.value, Value::List(_) | Value::Object { .. })
}

/// A scalar as Python's `str` prints it.
pub(super) fn scalar(node: &Node) -> String {
    match &node.value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::Integer(text) | Value::Fraction(text) | Value::String { text, .. } => text.clone(),
        Value::List(_) | Value::Object { .. } | Value::Tagged(_) => String::new(),
    }
}

fn any(out: &mut String, node: &Node, name: Option<&str>, scalars: Option<&BTreeSet<&str>>) {
    match &node.value {
        Value::Object { .. } => object(out, node, name, scalars),
        Value::List(elements) => list(out, elements, name),
        _ => {
            out.push_str(&scalar(node));
            out.push('\n');
        }
    }
}

fn list(out: &mut String, elements: &[Node], name: Option<&str>) {
    if elements.is_empty() {
        return;
    }
    if elements.iter().any(|element| matches!(element.value, Value::Object { .. })) {
        // Every structure of the list gets the same columns.
        let members = elements.iter().flat_map(Node::members).filter(|(_, member)| is_scalar(member));
        let columns = value::set(members.map(|(key, _)| key.text.as_str()));
        for element in elements {
            any(out, element, name, Some(&columns));
        }
        return;
    }
    let (scalars, others): (Vec<&Node>, Vec<&Node>) = elements.iter().partition(|element| is_scalar(element));
    if let Some(name) = name {
        for element in scalars {
            let _ = writeln!(out, "{}\t{}", name.to_ascii_uppercase(), scalar(element));
        }
    } else if !scalars.is_empty() {
        let words: Vec<String> = scalars.iter().map(|element| scalar(element)).collect();
        out.push_str(&words.join("\t"));
        out.push('\n');
    }
    for other in others {
        any(out, other, name, None);
    }
}

fn object(out: &mut String, node: &Node, name: Option<&str>, scalars: Option<&BTreeSet<&str>>) {
    let mut members: Vec<(&str, &Node)> =
        node.members().iter().map(|(key, member)| (key.text.as_str(), member)).collect();
    value::sort_by_key(&mut members, |(key, _)| *key);
    let mut words: Vec<String> = match scalars {
        Some(columns) => {
            columns.iter().map(|column| node.get(column).map_or_else(String::new, scalar)).collect()
        }
        None => {
            members.iter().filter(|(_, member)| is_scalar(member)).map(|(_, member)| scalar(member)).collect()
        }
    };
    if !words.is_empty() {
        if let Some(name) = name {
            words.insert(0, name.to_ascii_uppercase());
        }
        out.push_str(&words.join("\t"));
        out.push('\n');
    }
    for (key, member) in members {
        let column = scalars.is_some_and(|columns| columns.contains(key));
        if !column && !is_scalar(member) {
            any(out, member, Some(key), None);
        }
    }
}
