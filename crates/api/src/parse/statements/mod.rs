//! `ExecuteStatement`, `BatchExecuteStatement` and `ExecuteTransaction`.

mod constant;
mod lower;
mod predicate;
mod update;

use value::AttributeValue;
use xxhash_rust::xxh3::xxh3_64;

use super::constraints::{
    Faults, Layer, at, enumeration, enveloped, lower_first, max_length, min_length, missing,
};
use super::items::{return_consumed, return_item_on_failure};
use super::{Input, echo, transactions, values};
use crate::dynamodb::{
    BatchExecuteStatement, BatchStatement, ExecuteStatement, ExecuteTransaction, Request, Statement,
    StatementAction, StatementStart,
};
use crate::error::ApiError;
use crate::json::Node;
use crate::shapes::Shape;

/// Characters of a statement.
const MAX_STATEMENT: usize = 8192;

/// Characters of a `NextToken`.
const MAX_TOKEN: usize = 32_768;

/// Statements of a batch.
const MAX_BATCH: usize = 25;

/// Statements of a transaction.
const MAX_TRANSACTION: usize = 100;

const MIXED_BATCH: &str = "Read and write requests together in the same batch is not supported.";
const MIXED_TRANSACTION: &str =
    "ExecuteTransaction API does not support both read and write operations in the same request.";
const NO_TOKEN: &str = "Invalid NextToken";
const OTHER_TOKEN: &str = "NextToken does not match request";

pub(super) fn execute(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("ExecuteStatement");
    let mut faults = Faults::default();
    faults.extend(input.enumeration("ReturnValuesOnConditionCheckFailure", layer));
    faults.extend(input.range("Limit", 1, None, layer));
    faults.extend(statement_fault(input.text("Statement"), "statement"));
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    faults.extend(parameters_fault(input.get("Parameters"), "parameters"));
    faults.extend(next_token_fault(input));
    faults.finish()?;
    let text = input.text("Statement").ok_or_else(|| enveloped(&missing("statement")))?;
    let parameters = parameters(input, layer)?;
    let statement = Statement {
        text: text.to_owned(),
        consistent: input.boolean("ConsistentRead").unwrap_or_default(),
        return_item_on_failure: return_item_on_failure(input),
        action: lower::action(text, &parameters)?,
    };
    if let StatementAction::Exists(_) = statement.action {
        return Err(lone_exists());
    }
    let binding = binding(text, &parameters);
    let start = input.text("NextToken").map(|token| {
        let (start, bound) =
            StatementStart::from_token(token).ok_or_else(|| ApiError::validation(NO_TOKEN))?;
        let document = |value: &AttributeValue| matches!(value, AttributeValue::L(_) | AttributeValue::M(_));
        // The service never finds lists and maps to be the same again.
        if bound != binding || parameters.iter().any(document) {
            return Err(ApiError::validation(OTHER_TOKEN));
        }
        Ok(start)
    });
    Ok(Request::ExecuteStatement(Box::new(ExecuteStatement {
        statement,
        binding,
        start: start.transpose()?,
        limit: input.integer("Limit").and_then(|limit| u32::try_from(limit).ok()),
        return_consumed: return_consumed(input),
    })))
}

pub(super) fn batch(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("BatchExecuteStatement");
    let elements = members(input, "Statements", MAX_BATCH, layer, false)?;
    let statements: Vec<BatchStatement> = elements
        .iter()
        .map(|element| BatchStatement {
            text: element.text("Statement").unwrap_or_default().to_owned(),
            statement: element_statement(element, layer).and_then(|statement| match statement.action {
                StatementAction::Exists(_) => Err(lone_exists()),
                _ => Ok(statement),
            }),
        })
        .collect();
    let mut known = statements.iter().flat_map(|member| &member.statement);
    if let Some(first) = known.next()
        && known.any(|other| other.is_read() != first.is_read())
    {
        return Err(ApiError::validation(MIXED_BATCH));
    }
    Ok(Request::BatchExecuteStatement(BatchExecuteStatement {
        statements,
        return_consumed: return_consumed(input),
    }))
}

pub(super) fn transaction(input: &Input) -> Result<Request, ApiError> {
    let layer = input.wording.layer("ExecuteTransaction");
    let elements = members(input, "TransactStatements", MAX_TRANSACTION, layer, true)?;
    let mut statements = Vec::with_capacity(elements.len());
    for (place, element) in elements.iter().enumerate() {
        let statement = element_statement(element, layer).and_then(transactable);
        statements.push(statement.map_err(|error| error.in_transact_statement(place))?);
    }
    if let Some((first, others)) = statements.split_first()
        && others.iter().any(|other| other.is_read() != first.is_read())
    {
        return Err(ApiError::validation(MIXED_TRANSACTION));
    }
    let token = input.text("ClientRequestToken").map(str::to_owned);
    let fingerprint = match (&token, input.get("TransactStatements")) {
        (Some(_), Some(statements)) => echo::fingerprint(statements),
        _ => 0,
    };
    Ok(Request::ExecuteTransaction(ExecuteTransaction {
        statements,
        token,
        fingerprint,
        return_consumed: return_consumed(input),
    }))
}

fn lone_exists() -> ApiError {
    ApiError::validation(partiql::Error::LoneExists.to_string())
}

/// What a transaction does not take, whatever the table.
fn transactable(statement: Statement) -> Result<Statement, ApiError> {
    use crate::dynamodb::ReturnValues;
    let returning = match &statement.action {
        StatementAction::Update(update) => update.return_values,
        StatementAction::Delete(delete) => delete.return_values,
        _ => ReturnValues::None,
    };
    if returning != ReturnValues::None {
        return Err(ApiError::validation("RETURNING clause is not supported in ExecuteTransaction."));
    }
    match &statement.action {
        StatementAction::Select(select) | StatementAction::Exists(select) if select.index.is_some() => {
            Err(ApiError::validation("Reads on indices are not supported within transactions."))
        }
        _ => Ok(statement),
    }
}

/// Checks the members of a batch or a transaction, and hands out the elements of its list.
fn members<'a>(
    input: &Input<'a>,
    list: &str,
    most: usize,
    layer: Layer,
    token: bool,
) -> Result<Vec<Input<'a>>, ApiError> {
    let path = lower_first(list);
    let node = input.get(list);
    let shape = input.shape.member(list).map_or(input.shape, |member| member.shape);
    let element_shape = if let Shape::List { element, .. } = shape { *element } else { shape };
    let elements = node.and_then(Node::as_list);
    let mut faults = Faults::default();
    if token {
        faults.extend(transactions::token(input));
    }
    match (node, elements.map(<[Node]>::len)) {
        (Some(_), Some(0)) => faults.add(at("[]", &path, &min_length(1))),
        (Some(node), Some(count)) if count > most => {
            let most = u32::try_from(most).unwrap_or(u32::MAX);
            faults.add(at(&echo::java(node, shape), &path, &max_length(most)));
        }
        (Some(_), Some(_)) => {}
        _ => faults.add(missing(&path)),
    }
    let wording = input.wording;
    let inputs: Vec<Input<'a>> = elements
        .unwrap_or_default()
        .iter()
        .map(|node| Input { node, shape: element_shape, wording })
        .collect();
    for (place, element) in (1..).zip(&inputs) {
        let member = |name: &str| format!("{path}.{place}.member.{name}");
        faults.extend(statement_fault(element.text("Statement"), &member("statement")));
        faults.extend(parameters_fault(element.get("Parameters"), &member("parameters")));
        let choice = "ReturnValuesOnConditionCheckFailure";
        if let (Some(value), Some(found)) = (element.text(choice), element_shape.member(choice)) {
            faults.extend(enumeration(value, found.shape, &member(&lower_first(choice)), layer));
        }
    }
    faults.extend(input.enumeration("ReturnConsumedCapacity", layer));
    faults.finish()?;
    Ok(inputs)
}

fn element_statement(input: &Input, layer: Layer) -> Result<Statement, ApiError> {
    let parameters = parameters(input, layer)?;
    let text = input.text("Statement").unwrap_or_default();
    Ok(Statement {
        text: text.to_owned(),
        action: lower::action(text, &parameters)?,
        consistent: input.boolean("ConsistentRead").unwrap_or_default(),
        return_item_on_failure: return_item_on_failure(input),
    })
}

fn statement_fault(text: Option<&str>, path: &str) -> Option<String> {
    let Some(text) = text else { return Some(missing(path)) };
    let constraint = match text.encode_utf16().count() {
        0 => min_length(1),
        count if count > MAX_STATEMENT => max_length(8192),
        _ => return None,
    };
    Some(at(text, path, &constraint))
}

fn parameters_fault(parameters: Option<&Node>, path: &str) -> Option<String> {
    parameters.is_some_and(Node::is_empty).then(|| at("[]", path, &min_length(1)))
}

fn next_token_fault(input: &Input) -> Option<String> {
    let token = input.text("NextToken")?;
    let constraint = match token.encode_utf16().count() {
        0 => min_length(1),
        count if count > MAX_TOKEN => max_length(32_768),
        _ => return None,
    };
    Some(at(token, "nextToken", &constraint))
}

fn parameters(input: &Input, layer: Layer) -> Result<Vec<AttributeValue>, ApiError> {
    let parameters = input.get("Parameters").and_then(Node::as_list).unwrap_or_default();
    parameters.iter().map(|node| values::parameter(node, layer).map_err(ApiError::validation)).collect()
}

/// A hash of a statement's text and parameters.
fn binding(text: &str, parameters: &[AttributeValue]) -> u64 {
    let mut bound = String::new();
    value::json::write_string(&mut bound, text);
    for parameter in parameters {
        value::json::write_attribute(&mut bound, parameter);
    }
    xxh3_64(bound.as_bytes())
}
