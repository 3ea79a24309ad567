//! Expressions with their names and values, and what of the older parameters must not be mixed with them.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use expression::{Condition, ExpressionError, KeyCondition, Kind, Projection, Scope, Update};
use value::Attributes;

use super::constraints::{Layer, Voice};
use super::{Input, legacy, values};
use crate::error::ApiError;
use crate::json::Node;

/// The parameters from before expressions, in the order in which the service lists them.
const NON_EXPRESSIONS: [&str; 7] = [
    "AttributesToGet",
    "AttributeUpdates",
    "ScanFilter",
    "QueryFilter",
    "Expected",
    "ConditionalOperator",
    "KeyConditions",
];

/// The expressions, in the order in which the service lists them.
const EXPRESSIONS: [&str; 6] = [
    "ProjectionExpression",
    "UpdateExpression",
    "FilterExpression",
    "ConditionExpression",
    "KeyConditionExpression",
    "SearchConditionExpression",
];

/// The expressions of a request.
#[derive(Debug, Default)]
pub(super) struct Expressions {
    pub(super) condition: Option<Condition>,
    pub(super) filter: Option<Condition>,
    pub(super) key_condition: Option<KeyCondition>,
    pub(super) projection: Option<Projection>,
    pub(super) update: Option<Update>,
}

/// Fails if older parameters and expressions come together, within one input or (in a batch) across several.
pub(super) fn check_mixing(inputs: &[Input], voice: Voice) -> Result<(), ApiError> {
    let is_used = |name: &&&'static str| inputs.iter().any(|input| input.get(name).is_some());
    let older: Vec<&str> = NON_EXPRESSIONS.iter().filter(is_used).copied().collect();
    if older.is_empty() {
        return Ok(());
    }
    let newer: Vec<&str> = EXPRESSIONS.iter().filter(is_used).copied().collect();
    if newer.is_empty() {
        return Ok(());
    }
    Err(voice.error(format!(
        "Can not use both expression and non-expression parameters in the same request: \
         Non-expression parameters: {{{}}} Expression parameters: {{{}}}",
        older.join(", "),
        newer.join(", ")
    )))
}

/// Whether any parameter has to do with expressions or with what came before them, or must.
fn has_any(input: &Input) -> bool {
    input.node.members().iter().any(|(name, _)| {
        name.starts_with("ExpressionAttribute")
            || EXPRESSIONS.contains(name)
            || NON_EXPRESSIONS.contains(name)
    }) || input.shape.member("KeyConditionExpression").is_some()
}

/// Checks the parameters and parses the expressions, in the service's order.
pub(super) fn parse(input: &Input, voice: Voice) -> Result<Expressions, ApiError> {
    // Most requests are as plain as that.
    if !has_any(input) {
        return Ok(Expressions::default());
    }
    let older = older(input, voice)?;
    newer(input, voice, older)
}

/// Which parameters go together.
pub(super) fn check_together(input: &Input, voice: Voice) -> Result<(), ApiError> {
    check_mixing(std::slice::from_ref(input), voice)?;
    check_use(input, voice)
}

/// The first half: which parameters go together, and what the older ones say.
pub(super) fn older(input: &Input, voice: Voice) -> Result<Expressions, ApiError> {
    check_together(input, voice)?;
    // Few requests still have any of them, and the page loads what reads them when one does.
    let has_older = NON_EXPRESSIONS.iter().any(|name| input.get(name).is_some());
    if has_older { legacy::parse(input, voice) } else { Ok(Expressions::default()) }
}

/// The second half: the expressions.
pub(super) fn newer(input: &Input, voice: Voice, older: Expressions) -> Result<Expressions, ApiError> {
    let placeholders = Placeholders::of(input, voice.layer);
    let mut scope = placeholders.scope(input, voice.layer);
    let speak = |error: ExpressionError| voice.error(error.to_string());
    scope.check().map_err(|error| told_of_placeholders(&error, voice))?;
    placeholders.check_values(input, voice)?;
    if input.shape.member("KeyConditionExpression").is_some()
        && input.get("KeyConditionExpression").is_none()
        && older.key_condition.is_none()
    {
        return Err(voice.error(
            "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        ));
    }
    let expressions = parse_all(input, &mut scope).map_err(speak)?;
    scope.unused().map_err(speak)?;
    // Older parameters and expressions were not mixed: one side is empty.
    Ok(Expressions {
        condition: expressions.condition.or(older.condition),
        filter: expressions.filter.or(older.filter),
        key_condition: expressions.key_condition.or(older.key_condition),
        projection: expressions.projection.or(older.projection),
        update: expressions.update.or(older.update),
    })
}

/// `ExpressionAttributeNames` and `ExpressionAttributeValues`, and what is wrong with a value.
pub(super) struct Placeholders {
    names: Option<BTreeMap<String, String>>,
    values: Option<Attributes>,
    wrong: Option<values::WrongValue>,
}

impl Placeholders {
    pub(super) fn of(input: &Input, layer: Layer) -> Self {
        let names = input.get("ExpressionAttributeNames").and_then(Node::as_map).map(|entries| {
            let entry = |(key, node): &(_, Node)| {
                (
                    std::borrow::Cow::into_owned(std::borrow::Cow::clone(key)),
                    node.as_text().unwrap_or("").to_owned(),
                )
            };
            value::map(entries.iter().map(entry))
        });
        let (values, wrong) = match input.get("ExpressionAttributeValues") {
            Some(node) => {
                let (values, wrong) = values::expression_values(node, layer);
                (Some(values), wrong)
            }
            None => (None, None),
        };
        Self { names, values, wrong }
    }

    /// Fails if one of the values is none.
    fn check_values(&self, input: &Input, voice: Voice) -> Result<(), ApiError> {
        let told = |wrong| Err(values::told_of_placeholder(wrong, input, voice));
        self.wrong.as_ref().map_or(Ok(()), told)
    }

    pub(super) fn scope(&self, input: &Input, layer: Layer) -> Scope<'_> {
        let scope = Scope::new(self.names.as_ref(), self.values.as_ref());
        if layer == Layer::Older || input.shape.name() == "ScanInput" { scope.telling_size() } else { scope }
    }
}

fn parse_all(input: &Input, scope: &mut Scope) -> Result<Expressions, ExpressionError> {
    let mut expressions = Expressions::default();
    // An empty condition is told before a fault in the update, any other condition after it.
    let condition = input.text("ConditionExpression");
    if let Some("") = condition {
        expressions.condition = Some(Condition::parse(Kind::Condition, "", scope)?);
    }
    if let Some(text) = input.text("UpdateExpression") {
        expressions.update = Some(Update::parse(text, scope)?);
    }
    if let Some(text) = condition {
        expressions.condition = Some(Condition::parse(Kind::Condition, text, scope)?);
    }
    let key = input.text("KeyConditionExpression").or_else(|| input.text("SearchConditionExpression"));
    if let Some(text) = key {
        match KeyCondition::parse(text, scope) {
            Ok(condition) => expressions.key_condition = Some(condition),
            Err(error) => return Err(legacy::order::after_syntax(input, scope, error)),
        }
    }
    if let Some(text) = input.text("FilterExpression") {
        expressions.filter = Some(Condition::parse(Kind::Filter, text, scope)?);
    }
    if let Some(text) = input.text("ProjectionExpression") {
        expressions.projection = Some(Projection::parse(text, scope)?);
    }
    Ok(expressions)
}

/// Names and values without any expression are an error.
fn check_use(input: &Input, voice: Voice) -> Result<(), ApiError> {
    if EXPRESSIONS.into_iter().any(|name| input.get(name).is_some()) {
        return Ok(());
    }
    let given = ["ExpressionAttributeNames", "ExpressionAttributeValues"]
        .into_iter()
        .find(|parameter| input.get(parameter).is_some());
    given.map_or(Ok(()), |parameter| Err(of_no_use(parameter, input, voice)))
}

/// What is wrong with the maps of names and values. What isn't even a placeholder is told bare by every operation.
#[cold]
#[inline(never)]
fn told_of_placeholders(error: &ExpressionError, voice: Voice) -> ApiError {
    let sentence = error.to_string();
    if error.fault.is_about_placeholders() { ApiError::validation(sentence) } else { voice.error(sentence) }
}

/// Values of an action that has no expression.
pub(super) fn check_values(input: &Input, voice: Voice) -> Result<(), ApiError> {
    Placeholders::of(input, voice.layer).check_values(input, voice)
}

#[cold]
#[inline(never)]
fn of_no_use(parameter: &str, input: &Input, voice: Voice) -> ApiError {
    let mut sentence = format!("{parameter} can only be specified when using expressions");
    if voice.layer == Layer::Older && parameter == "ExpressionAttributeValues" {
        // Only those that could use values, which a projection has not.
        let could = |name: &&str| *name != "ProjectionExpression" && input.shape.member(name).is_some();
        let absent: Vec<&str> = EXPRESSIONS.into_iter().filter(could).collect();
        let verb = if absent.len() == 1 { "is" } else { "are" };
        let _ = write!(sentence, ": {} {verb} null", absent.join(" and "));
    }
    voice.error(sentence)
}
