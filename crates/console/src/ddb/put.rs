//! `aws ddb put`: one item as a `PutItem`, several in batches of 25.

use super::options::Typed;
use super::{add_expression, call, values};
use crate::cli::{ApiCall, BATCH, Context, Files, Output};
use crate::fault::{Fault, GENERAL};
use crate::json::{self, Key, Node, Text, Value};
use crate::place::Place;
use crate::shell::Word;
use crate::yaml;

/// The call; `None` when there are no items.
pub(super) fn put(typed: &Typed<'_>, head: Place, context: &Context<'_>) -> Result<Option<ApiCall>, Fault> {
    let [table, items] = typed.arguments[..] else { return Ok(None) };
    let mut files = Files::new(context);
    let items = read(items, &mut files)?;
    let table_name = Node::string(table.text.as_str(), table.at);
    let mut input = Node::object(Vec::new(), head);
    input.set("ReturnConsumedCapacity", Node::string("NONE", head));
    let made = match items.as_slice() {
        [] => return Ok(None),
        [item] => {
            add_expression(
                &mut input,
                "ConditionExpression",
                typed.values("--condition").unwrap_or_default(),
                &mut 0,
            )?;
            input.set("TableName", table_name);
            input.set("Item", of(item)?);
            call("PutItem", input, head)?
        }
        several => {
            if let Some(at) = typed.place("--condition") {
                return Err(Fault::cli("--condition is not supported for multiple items")
                    .at(at)
                    .hint("A batch of writes knows no conditions: put the items one by one."));
            }
            let mut requests = Vec::with_capacity(several.len());
            for item in several {
                requests.push(named("PutRequest", named("Item", of(item)?)));
            }
            let waiting = requests.split_off(requests.len().min(BATCH));
            input.set("RequestItems", named(&table.text, Node::new(Value::List(requests), head)));
            let mut made = call("BatchWriteItem", input, head)?;
            // What comes later is looked at before anything is sent.
            for request in waiting {
                let mut later = Node::object(Vec::new(), head);
                let list = Node::new(Value::List(vec![request.clone()]), head);
                later.set("RequestItems", named(&table.text, list));
                call("BatchWriteItem", later, head)?;
                let mut text = String::new();
                json::write(&mut text, &request);
                made.waiting.push(text);
            }
            made.plain = true;
            made
        }
    };
    Ok(Some(ApiCall { files: files.used, output: Some(Output::Off), ..made }))
}

fn named(name: &str, node: Node) -> Node {
    let at = node.at;
    Node::object(vec![(Key { text: name.to_owned(), at }, node)], at)
}

/// An item with its types. What is no map stays, for the check to refuse.
fn of(item: &Node) -> Result<Node, Fault> {
    if matches!(item.value, Value::Object { .. }) { values::map(item) } else { Ok(item.clone()) }
}

/// The items of a YAML text: a list of them, or one.
fn read(word: &Word, files: &mut Files<'_>) -> Result<Vec<Node>, Fault> {
    if word.text == "-" {
        return Err(Fault::plain(GENERAL, "Dynamarium has no standard input to read items from.")
            .at(word.at)
            .hint("Write the items in quotes, or name a file: `file://items.yaml`."));
    }
    let node = match files.read(&word.text, word.at) {
        None => yaml::read(Text::word(word)),
        Some(Err(message)) => {
            return Err(Fault::parameter("items", message)
                .at(word.at)
                .hint("Drop the file onto the console, or paste its content in single quotes."));
        }
        Some(Ok(content)) => yaml::read(Text::at(&content.into_text(), word.at)),
    };
    let node = node.map_err(|error| {
        Fault::cli(error.message)
            .code(GENERAL)
            .at(error.at)
            .hint("Items are YAML or JSON with plain values: `{Id: 1, Name: \"Ann\", Tags: [a, b]}`.")
    })?;
    Ok(match node.value {
        Value::List(items) => items,
        _ => vec![node],
    })
}
