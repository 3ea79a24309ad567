//! The functions of `JMESPath`, with the refusals of the AWS CLI's implementation.

use std::cmp::Ordering;

use super::evaluate::{evaluate, node, null, object, order, same};
use super::float;
use super::number::Number;
use super::tree::Tree;
use crate::json::{self, Node, Value};
use crate::place::Place;

/// What a function gets.
pub(super) enum Argument<'a> {
    Value(Node),
    Expression(&'a Tree),
}

/// Types that a parameter takes; none: any.
type Types = &'static [&'static str];

/// A function's parameters, and whether the last may come several times.
fn signature(name: &str) -> Option<(&'static [Types], bool)> {
    Some(match name {
        "abs" | "ceil" | "floor" => (&[&["number"]], false),
        "avg" | "sum" => (&[&["array-number"]], false),
        "not_null" => (&[&[]], true),
        "to_array" | "to_string" | "to_number" | "type" => (&[&[]], false),
        "contains" => (&[&["array", "string"], &[]], false),
        "length" => (&[&["string", "array", "object"]], false),
        "ends_with" | "starts_with" => (&[&["string"], &["string"]], false),
        "reverse" => (&[&["array", "string"]], false),
        "join" => (&[&["string"], &["array-string"]], false),
        "map" => (&[&["expref"], &["array"]], false),
        "max" | "min" => (&[&["array-number", "array-string"]], false),
        "merge" => (&[&["object"]], true),
        "sort" => (&[&["array-string", "array-number"]], false),
        "keys" | "values" => (&[&["object"]], false),
        "sort_by" | "min_by" | "max_by" => (&[&["array"], &["expref"]], false),
        _ => return None,
    })
}

fn type_of(value: &Node) -> &'static str {
    match &value.value {
        // Sets and bytes have no type for JMESPath.
        Value::Null | Value::Tagged(_) => "null",
        Value::Bool(_) => "boolean",
        Value::Integer(_) | Value::Fraction(_) => "number",
        Value::String { .. } => "string",
        Value::List(_) => "array",
        Value::Object { .. } => "object",
    }
}

/// The type's name in Python, which some of the refusals say.
fn python_type(value: &Node) -> String {
    crate::cli::class(value)
        .replace("<class '", "")
        .replace("'>", "")
        .replace("collections.OrderedDict", "dict")
}

fn refused(name: &str, value: &str, types: &[&str], received: &str) -> String {
    let types: Vec<String> = types.iter().map(|name| format!("'{name}'")).collect();
    format!(
        "In function {name}(), invalid type for value: {value}, expected one of: [{}], received: \"{received}\"",
        types.join(", ")
    )
}

/// Checks one argument against the types of its parameter.
fn check(name: &str, argument: &Argument<'_>, types: Types) -> Result<(), String> {
    let Argument::Value(value) = argument else {
        let fits = types.is_empty() || types.contains(&"expref");
        return if fits { Ok(()) } else { Err(refused(name, "an expression", types, "expref")) };
    };
    if types.is_empty() {
        return Ok(());
    }
    let found = type_of(value);
    let outer = |wanted: &&str| wanted.split('-').next() == Some(found);
    if !types.iter().any(outer) {
        return Err(refused(name, &crate::cli::printed(value), types, found));
    }
    let elements: Vec<&str> =
        types.iter().filter_map(|wanted| wanted.split_once('-')).map(|(_, element)| element).collect();
    let (Some(list), false) = (value.as_list(), elements.is_empty()) else { return Ok(()) };
    let mut allowed = elements;
    for element in list {
        let found = type_of(element);
        if !allowed.contains(&found) {
            return Err(refused(name, &crate::cli::printed(element), types, &python_type(element)));
        }
        // All are of the first one's type.
        allowed = vec![found];
    }
    Ok(())
}

/// Calls a function.
pub(super) fn call(name: &str, arguments: Vec<Argument<'_>>) -> Result<Node, String> {
    let Some((parameters, several)) = signature(name) else {
        return Err(format!("Unknown function: {name}()"));
    };
    let (wanted, given) = (parameters.len(), arguments.len());
    if given < wanted || given > wanted && !several {
        let least = if several { "at least " } else { "" };
        let plural = if wanted == 1 { "" } else { "s" };
        return Err(format!(
            "Expected {least}{wanted} argument{plural} for function {name}(), received {given}"
        ));
    }
    for (argument, types) in arguments.iter().zip(parameters) {
        check(name, argument, types)?;
    }
    let mut values = Vec::new();
    let mut expression = None;
    for argument in arguments {
        match argument {
            Argument::Value(value) => values.push(value),
            Argument::Expression(tree) => expression = Some(tree),
        }
    }
    if let Some(tree) = expression {
        return with_expression(name, values.into_iter().next().unwrap_or_else(null), tree);
    }
    plain(name, values)
}

/// `map`, `sort_by`, `min_by`, `max_by`.
fn with_expression(name: &str, list: Node, tree: &Tree) -> Result<Node, String> {
    let Value::List(elements) = list.value else { return Ok(null()) };
    if name == "map" {
        let mapped: Result<Vec<Node>, String> =
            elements.iter().map(|element| evaluate(tree, element)).collect();
        return Ok(node(Value::List(mapped?)));
    }
    let mut allowed: Vec<&str> =
        if name == "sort_by" { vec!["string", "number"] } else { vec!["number", "string"] };
    let mut keyed = Vec::with_capacity(elements.len());
    for (index, element) in elements.into_iter().enumerate() {
        let key = evaluate(tree, &element)?;
        let found = type_of(&key);
        if !allowed.contains(&found) {
            let shown = if name == "sort_by" && index == 0 { &element } else { &key };
            return Err(refused(name, &crate::cli::printed(shown), &allowed, found));
        }
        if name == "sort_by" {
            allowed = vec![found];
        } else if index > 0 && keyed.first().is_some_and(|(first, _)| type_of(first) != found) {
            return Err(format!("{name}() can't compare texts with numbers"));
        }
        keyed.push((key, element));
    }
    let by = |a: &(Node, Node), b: &(Node, Node)| order(&a.0, &b.0).unwrap_or(Ordering::Equal);
    Ok(match name {
        "sort_by" => {
            value::sort_by(&mut keyed, by);
            node(Value::List(keyed.into_iter().map(|(_, element)| element).collect()))
        }
        // Of equal ones the first is taken.
        "min_by" => keyed.into_iter().min_by(by).map_or_else(null, |(_, element)| element),
        _ => keyed.into_iter().rev().max_by(by).map_or_else(null, |(_, element)| element),
    })
}

fn plain(name: &str, mut values: Vec<Node>) -> Result<Node, String> {
    if name == "not_null" {
        return Ok(values.into_iter().find(|value| !matches!(value.value, Value::Null)).unwrap_or_else(null));
    }
    if name == "merge" {
        let mut merged = object(Vec::new());
        for value in &values {
            for (key, member) in value.members() {
                merged.set(&key.text, member.clone());
            }
        }
        return Ok(merged);
    }
    let second = if values.len() > 1 { values.pop() } else { None };
    let Some(first) = values.pop() else { return Ok(null()) };
    if let Some(second) = second {
        return two(name, &first, &second);
    }
    Ok(one(name, first))
}

fn two(name: &str, first: &Node, second: &Node) -> Result<Node, String> {
    let texts = (first.as_str(), second.as_str());
    Ok(node(match (name, texts) {
        ("contains", (Some(text), Some(part))) => Value::Bool(text.contains(part)),
        ("contains", (Some(_), None)) => {
            return Err(format!(
                "'in <string>' requires string as left operand, not {}",
                python_type(second)
            ));
        }
        ("contains", (None, _)) => {
            Value::Bool(first.as_list().is_some_and(|list| list.iter().any(|element| same(element, second))))
        }
        ("ends_with", (Some(text), Some(part))) => Value::Bool(text.ends_with(part)),
        ("starts_with", (Some(text), Some(part))) => Value::Bool(text.starts_with(part)),
        ("join", (Some(glue), None)) => {
            let words: Vec<&str> =
                second.as_list().unwrap_or_default().iter().filter_map(Node::as_str).collect();
            return Ok(Node::string(words.join(glue), Place::default()));
        }
        _ => Value::Null,
    }))
}

fn one(name: &str, value: Node) -> Node {
    let number = Number::of(&value.value);
    let numbers = || -> Vec<Number> {
        value.as_list().unwrap_or_default().iter().filter_map(|element| Number::of(&element.value)).collect()
    };
    let text = |text: String| Node::string(text, Place::default());
    match name {
        "type" => text(type_of(&value).to_owned()),
        "to_array" if value.as_list().is_some() => value,
        "to_array" => node(Value::List(vec![value])),
        "to_string" if value.as_str().is_some() => value,
        "to_string" => text(compact(&value)),
        "to_number" => match (number, value.as_str()) {
            (Some(_), _) => value,
            (None, Some(text)) => {
                let whole = text.trim().replace('_', "").parse().ok().map(Number::Whole);
                let parsed = whole.or_else(|| float::parse(text.trim()).map(Number::Float));
                parsed.map_or_else(null, |number| node(number.value()))
            }
            _ => null(),
        },
        "length" => {
            let length = value.as_str().map_or_else(
                || value.as_list().map_or(value.members().len(), <[Node]>::len),
                |text| text.chars().count(),
            );
            node(Value::Integer(length.to_string()))
        }
        "reverse" => match value.value {
            Value::List(elements) => node(Value::List(elements.into_iter().rev().collect())),
            Value::String { text: inner, .. } => text(inner.chars().rev().collect()),
            _ => null(),
        },
        "keys" => {
            let keys = value.members().iter().map(|(key, _)| text(key.text.clone())).collect();
            node(Value::List(keys))
        }
        "values" => node(Value::List(value.members().iter().map(|(_, member)| member.clone()).collect())),
        "abs" => number.map_or_else(null, |number| node(number.absolute().value())),
        "ceil" | "floor" => number.map_or_else(null, |number| node(number.whole(name == "ceil").value())),
        "sum" => node(numbers().into_iter().fold(Number::Whole(0), Number::add).value()),
        "avg" => {
            let numbers = numbers();
            if numbers.is_empty() {
                return null();
            }
            #[allow(clippy::cast_precision_loss)]
            let count = numbers.len() as f64;
            let sum = numbers.into_iter().fold(Number::Whole(0), Number::add);
            node(Number::Float(sum.float() / count).value())
        }
        "sort" | "max" | "min" => {
            let Value::List(mut elements) = value.value else { return null() };
            value::sort_by(&mut elements, |a, b| order(a, b).unwrap_or(Ordering::Equal));
            match name {
                "sort" => node(Value::List(elements)),
                "max" => elements.pop().unwrap_or_else(null),
                _ => elements.into_iter().next().unwrap_or_else(null),
            }
        }
        _ => null(),
    }
}

/// JSON without blanks and with everything escaped that is not ASCII.
fn compact(value: &Node) -> String {
    use std::fmt::Write as _;
    let mut plain = String::new();
    json::write(&mut plain, value);
    let mut out = String::with_capacity(plain.len());
    for c in plain.chars() {
        if c.is_ascii() {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
    out
}
