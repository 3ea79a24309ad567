//! What an expression finds in a value.

use std::cmp::Ordering;

use super::functions::{self, Argument};
use super::number::Number;
use super::tree::{Comparison, Tree};
use crate::json::{Key, Node, Value};
use crate::place::Place;

pub(super) fn node(value: Value) -> Node {
    Node::new(value, Place::default())
}

pub(super) fn null() -> Node {
    node(Value::Null)
}

/// Whether a value counts as nothing.
fn is_false(value: &Node) -> bool {
    match &value.value {
        Value::Null | Value::Bool(false) => true,
        Value::String { text, .. } => text.is_empty(),
        Value::List(elements) => elements.is_empty(),
        Value::Object { members, .. } => members.is_empty(),
        _ => false,
    }
}

/// Whether two values are the same; numbers by what they stand for.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.value, &b.value) {
        (Value::Null, Value::Null) => true,
        (Value::Bool(a), Value::Bool(b)) => a == b,
        (Value::String { text: a, .. }, Value::String { text: b, .. }) => a == b,
        (Value::List(a), Value::List(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b)),
        (Value::Object { members: a, .. }, Value::Object { .. }) => {
            a.len() == b.members().len()
                && a.iter().all(|(key, a)| b.get(&key.text).is_some_and(|b| same(a, b)))
        }
        (a, b) => match (Number::of(a), Number::of(b)) {
            (Some(a), Some(b)) => a.compare(b) == Ordering::Equal,
            _ => false,
        },
    }
}

/// The order of two numbers or two texts.
pub(crate) fn order(a: &Node, b: &Node) -> Option<Ordering> {
    if let (Some(a), Some(b)) = (a.as_str(), b.as_str()) {
        return Some(a.cmp(b));
    }
    Some(Number::of(&a.value)?.compare(Number::of(&b.value)?))
}

/// What `tree` finds in `value`.
pub(super) fn evaluate(tree: &Tree, value: &Node) -> Result<Node, String> {
    Ok(match tree {
        Tree::Current => value.clone(),
        Tree::Field(name) => value.get(name).cloned().unwrap_or_else(null),
        Tree::Literal(literal) => literal.clone(),
        Tree::Index(index) => value.as_list().and_then(|list| element(list, *index)).unwrap_or_else(null),
        Tree::Slice(parts) => match value.as_list() {
            Some(list) => node(Value::List(slice(list, *parts)?)),
            None => null(),
        },
        Tree::Chain(steps) => {
            let mut steps = steps.iter();
            let mut found = match steps.next() {
                Some(first) => evaluate(first, value)?,
                None => null(),
            };
            for step in steps {
                found = evaluate(step, &found)?;
            }
            found
        }
        Tree::Compare(comparison, sides) => {
            compare(*comparison, &evaluate(&sides.0, value)?, &evaluate(&sides.1, value)?)?
        }
        Tree::Or(sides) => {
            let left = evaluate(&sides.0, value)?;
            if is_false(&left) { evaluate(&sides.1, value)? } else { left }
        }
        Tree::And(sides) => {
            let left = evaluate(&sides.0, value)?;
            if is_false(&left) { left } else { evaluate(&sides.1, value)? }
        }
        Tree::Not(inner) => node(Value::Bool(is_false(&evaluate(inner, value)?))),
        Tree::Projection(parts) => {
            let base = evaluate(&parts.0, value)?;
            match base.as_list() {
                Some(list) => collect(list.iter(), &parts.1)?,
                None => null(),
            }
        }
        Tree::Values(parts) => {
            let base = evaluate(&parts.0, value)?;
            if matches!(base.value, Value::Object { .. }) {
                collect(base.members().iter().map(|(_, member)| member), &parts.1)?
            } else {
                null()
            }
        }
        Tree::Filter(parts) => {
            let base = evaluate(&parts.0, value)?;
            let Some(list) = base.as_list() else { return Ok(null()) };
            let mut chosen = Vec::new();
            for element in list {
                if !is_false(&evaluate(&parts.2, element)?) {
                    chosen.push(element);
                }
            }
            collect(chosen.into_iter(), &parts.1)?
        }
        Tree::Flatten(inner) => match evaluate(inner, value)?.value {
            Value::List(list) => {
                let mut flat = Vec::with_capacity(list.len());
                for element in list {
                    match element.value {
                        Value::List(inner) => flat.extend(inner),
                        value => flat.push(node(value)),
                    }
                }
                node(Value::List(flat))
            }
            _ => null(),
        },
        Tree::List(_) | Tree::Object(_) if matches!(value.value, Value::Null) => null(),
        Tree::List(elements) => {
            let found: Result<Vec<Node>, String> =
                elements.iter().map(|tree| evaluate(tree, value)).collect();
            node(Value::List(found?))
        }
        Tree::Object(members) => {
            let mut object = Node::object(Vec::with_capacity(members.len()), Place::default());
            for (name, tree) in members {
                object.set(name, evaluate(tree, value)?);
            }
            object
        }
        Tree::Function(name, arguments) => {
            let mut resolved = Vec::with_capacity(arguments.len());
            for argument in arguments {
                resolved.push(match argument {
                    Tree::Reference(tree) => Argument::Expression(tree),
                    tree => Argument::Value(evaluate(tree, value)?),
                });
            }
            functions::call(name, resolved)?
        }
        // On its own it is a value that nothing can print; Python prints its address.
        Tree::Reference(_) => null(),
    })
}

/// What `tree` finds in each element, without nothings.
fn collect<'a>(elements: impl Iterator<Item = &'a Node>, tree: &Tree) -> Result<Node, String> {
    let mut found = Vec::new();
    for element in elements {
        let value = evaluate(tree, element)?;
        if !matches!(value.value, Value::Null) {
            found.push(value);
        }
    }
    Ok(node(Value::List(found)))
}

fn element(list: &[Node], index: i64) -> Option<Node> {
    let length = i64::try_from(list.len()).ok()?;
    let index = if index < 0 { index.checked_add(length)? } else { index };
    list.get(usize::try_from(index).ok()?).cloned()
}

/// Python's slices.
fn slice(list: &[Node], [from, to, step]: [Option<i64>; 3]) -> Result<Vec<Node>, String> {
    let step = step.unwrap_or(1);
    if step == 0 {
        return Err("slice step cannot be zero".to_owned());
    }
    let length = i64::try_from(list.len()).unwrap_or(i64::MAX);
    let (least, most) = if step > 0 { (0, length) } else { (-1, length - 1) };
    let bound = |part: Option<i64>, unset: i64| match part {
        None => unset,
        Some(part) if part < 0 => part.saturating_add(length).max(least),
        Some(part) => part.min(most),
    };
    let (mut at, end) =
        if step > 0 { (bound(from, 0), bound(to, length)) } else { (bound(from, length - 1), bound(to, -1)) };
    let mut found = Vec::new();
    while if step > 0 { at < end } else { at > end } {
        if let Some(element) = usize::try_from(at).ok().and_then(|at| list.get(at)) {
            found.push(element.clone());
        }
        at = at.saturating_add(step);
    }
    Ok(found)
}

fn compare(comparison: Comparison, a: &Node, b: &Node) -> Result<Node, String> {
    let equal = match comparison {
        Comparison::Equal => Some(true),
        Comparison::Unequal => Some(false),
        _ => None,
    };
    if let Some(equal) = equal {
        return Ok(node(Value::Bool(same(a, b) == equal)));
    }
    let comparable = |node: &Node| node.as_str().is_some() || Number::of(&node.value).is_some();
    if !comparable(a) || !comparable(b) {
        return Ok(null());
    }
    let (operator, wanted): (&str, &[Ordering]) = match comparison {
        Comparison::Less => ("<", &[Ordering::Less]),
        Comparison::LessOrEqual => ("<=", &[Ordering::Less, Ordering::Equal]),
        Comparison::Greater => (">", &[Ordering::Greater]),
        _ => (">=", &[Ordering::Greater, Ordering::Equal]),
    };
    let Some(order) = order(a, b) else {
        let class = |node: &Node| crate::cli::class(node).replace("<class '", "").replace("'>", "");
        return Err(format!(
            "'{operator}' not supported between instances of '{}' and '{}'",
            class(a),
            class(b)
        ));
    };
    Ok(node(Value::Bool(wanted.contains(&order))))
}

/// An object of these members.
pub(super) fn object(members: Vec<(Key, Node)>) -> Node {
    Node::object(members, Place::default())
}
