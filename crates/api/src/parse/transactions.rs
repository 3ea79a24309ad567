//! `TransactGetItems` and `TransactWriteItems`.

use super::constraints::{
    Faults, Layer, Voice, at, enumeration, lower_first, max_length, min_length, missing, table_name_faults,
    table_ref,
};
use super::expressions::{self, Expressions};
use super::items::{return_consumed, return_item_on_failure, return_metrics, whole_item};
use super::{Input, echo, values};
use crate::dynamodb::{
    ConditionCheck, DeleteItem, GetItem, PutItem, Request, ReturnConsumedCapacity, ReturnValues,
    TransactGetItems, TransactWrite, TransactWriteItems, UpdateItem,
};
use crate::error::ApiError;
use crate::json::Node;
use crate::shapes::Shape;

/// Actions of a transaction.
const MAX_ACTIONS: usize = 100;

/// Characters of a `ClientRequestToken`.
pub(super) const MAX_TOKEN: usize = 36;

/// Bytes or characters of a table's name or ARN.
const MAX_ARN: usize = 1024;

const PATH: &str = "transactItems";
const NO_ACTION: &str =
    "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request";
const MANY_ACTIONS: &str = "TransactItems can only contain one of Check, Put, Update or Delete";

pub(super) fn get(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("TransactGetItems");
    let elements = members(input, layer)?;
    let mut gets = Vec::with_capacity(elements.len());
    for element in elements {
        if let Some((_, get)) = actions(input, element).next() {
            gets.push(read(&get, Voice::bare(layer))?);
        }
    }
    Ok(Request::TransactGetItems(TransactGetItems { gets, return_consumed: return_consumed(input) }))
}

pub(super) fn write(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("TransactWriteItems");
    let voice = Voice::bare(layer);
    let elements = members(input, layer)?;
    let writes = elements.iter().map(|element| {
        let mut actions = actions(input, element);
        match (actions.next(), actions.next()) {
            (None, _) => Err(voice.error(NO_ACTION)),
            (Some(_), Some(_)) => Err(voice.error(MANY_ACTIONS)),
            (Some((name, action)), None) => action_of(name, &action, voice),
        }
    });
    let actions = writes.collect::<Result<Vec<TransactWrite>, ApiError>>()?;
    let token = input.text("ClientRequestToken").map(str::to_owned);
    let fingerprint = match (&token, input.get("TransactItems")) {
        (Some(_), Some(items)) => echo::fingerprint(items),
        _ => 0,
    };
    Ok(Request::TransactWriteItems(Box::new(TransactWriteItems {
        actions,
        token,
        fingerprint,
        return_consumed: return_consumed(input),
        return_metrics: return_metrics(input),
    })))
}

/// Checks the members of the request and of its actions, then the names of tables, and hands out the elements.
fn members<'a>(input: &Input<'a>, layer: Layer) -> Result<&'a [Node<'a>], ApiError> {
    let mut faults = Faults::default();
    faults.extend(token(input));
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    faults.extend(input.enumeration("ReturnItemCollectionMetrics", layer));
    let items = input.get("TransactItems");
    let elements = items.and_then(Node::as_list);
    match (items, elements.map(<[Node]>::len)) {
        (Some(_), Some(0)) => faults.add(at("[]", PATH, &min_length(1))),
        (Some(node), Some(count)) if count > MAX_ACTIONS => {
            let echo = input
                .shape
                .member("TransactItems")
                .map(|member| echo::java(node, member.shape))
                .unwrap_or_default();
            faults.add(at(&echo, PATH, &max_length(100)));
        }
        (Some(_), Some(_)) => {}
        _ => faults.add(missing(PATH)),
    }
    let elements = elements.unwrap_or_default();
    for (place, element) in (1..).zip(elements) {
        element_faults(input, element, place, layer, &mut faults);
    }
    faults.finish()?;
    let mut faults = Faults::default();
    for (place, element) in (1..).zip(elements) {
        for (action, input) in actions(input, element) {
            let path = format!("{PATH}.{place}.member.{}.tableName", lower_first(action));
            faults
                .extend(input.text("TableName").into_iter().flat_map(|name| table_name_faults(name, &path)));
        }
    }
    faults.finish()?;
    Ok(elements)
}

/// What is wrong with the length of `ClientRequestToken`, if anything.
pub(super) fn token(input: &Input) -> Option<String> {
    let token = input.text("ClientRequestToken")?;
    let constraint = match token.encode_utf16().count() {
        0 => min_length(1),
        count if count > MAX_TOKEN => max_length(36),
        _ => return None,
    };
    Some(at(token, "clientRequestToken", &constraint))
}

/// The faults of one element's own members: what its actions lack, and what has a value that can't be.
fn element_faults(input: &Input, element: &Node, place: usize, layer: Layer, faults: &mut Faults) {
    let shape = element_shape(input);
    for member in shape.members().iter().filter(|member| member.required) {
        if element.member(member.name).is_none() {
            faults.add(missing(&format!("{PATH}.{place}.member.{}", lower_first(member.name))));
        }
    }
    for (action, input) in actions(input, element) {
        for member in input.shape.members() {
            let path =
                || format!("{PATH}.{place}.member.{}.{}", lower_first(action), lower_first(member.name));
            match (input.get(member.name), member.name) {
                (None, _) if member.required => faults.add(missing(&path())),
                (Some(Node::Text(name)), "TableName") if name.is_empty() => {
                    faults.add(at("", &path(), &min_length(1)));
                }
                (Some(Node::Text(name)), "TableName") if name.chars().count() > MAX_ARN => {
                    faults.add(at(name, &path(), &max_length(1024)));
                }
                (Some(Node::Text(value)), "ReturnValuesOnConditionCheckFailure") => {
                    faults.extend(enumeration(value, member.shape, &path(), layer));
                }
                _ => {}
            }
        }
    }
}

/// The shape of one element of `TransactItems`.
fn element_shape(input: &Input) -> &'static Shape {
    match input.shape.member("TransactItems").map(|member| member.shape) {
        Some(Shape::List { element, .. }) => element,
        _ => input.shape,
    }
}

/// The actions of one element in the model's order, each with its name: one, in a sound request.
fn actions<'a>(input: &Input<'a>, element: &'a Node<'a>) -> impl Iterator<Item = (&'static str, Input<'a>)> {
    let wording = input.wording;
    element_shape(input).members().iter().filter_map(move |member| {
        let node = element.member(member.name)?;
        Some((member.name, Input { node, shape: member.shape, wording }))
    })
}

fn read(input: &Input, voice: Voice) -> Result<GetItem, ApiError> {
    let key = values::attributes(member(input, "Key"), voice)?;
    // Names without a projection are unused ones, in the words for those.
    let expressions = expressions::newer(input, voice, Expressions::default())?;
    Ok(GetItem {
        table: table_ref(input.text("TableName").unwrap_or_default()),
        key,
        consistent: true,
        projection: expressions.projection,
        return_consumed: ReturnConsumedCapacity::None,
    })
}

fn action_of(name: &str, input: &Input, voice: Voice) -> Result<TransactWrite, ApiError> {
    let table = table_ref(input.text("TableName").unwrap_or_default());
    let return_item_on_failure = return_item_on_failure(input);
    let (return_values, return_consumed) = (ReturnValues::None, ReturnConsumedCapacity::None);
    let return_metrics = false;
    if name == "Put" {
        // An oversized item is told before anything about expressions.
        let item = whole_item(values::item(member(input, "Item"), voice)?)?;
        return Ok(TransactWrite::Put(PutItem {
            table,
            item,
            condition: conditional(input, voice)?.condition,
            return_values,
            return_item_on_failure,
            return_consumed,
            return_metrics,
        }));
    }
    let key = values::attributes(member(input, "Key"), voice)?;
    let Expressions { condition, update, .. } = conditional(input, voice)?;
    Ok(match (name, condition) {
        ("Update", condition) => TransactWrite::Update(UpdateItem {
            table,
            key,
            update,
            condition,
            return_values,
            return_item_on_failure,
            return_consumed,
            return_metrics,
        }),
        ("ConditionCheck", Some(condition)) => {
            TransactWrite::Check(ConditionCheck { table, key, condition, return_item_on_failure })
        }
        (_, condition) => TransactWrite::Delete(DeleteItem {
            table,
            key,
            condition,
            return_values,
            return_item_on_failure,
            return_consumed,
            return_metrics,
        }),
    })
}

/// The expressions of an action. Names and values that nothing could use are no fault here, unlike in the single
/// operations; values that are none are.
fn conditional(input: &Input, voice: Voice) -> Result<Expressions, ApiError> {
    if ["ConditionExpression", "UpdateExpression"].iter().any(|name| input.get(name).is_some()) {
        return expressions::parse(input, voice);
    }
    expressions::check_values(input, voice)?;
    Ok(Expressions::default())
}

/// A member that is there: the constraints were checked.
fn member<'a>(input: &Input<'a>, name: &str) -> &'a Node<'a> {
    input.get(name).unwrap_or(&Node::Null)
}
