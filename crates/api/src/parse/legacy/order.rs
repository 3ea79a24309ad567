//! Which of several faults in a request's expressions is told, where that is not the one that was found first.

use expression::{Condition, ExpressionError, Kind, Projection, Scope};

use crate::error::ApiError;
use crate::parse::Input;
use crate::parse::constraints::Voice;
use crate::parse::expressions::Placeholders;

/// What a key condition means is looked at once all expressions could be read.
#[inline(never)]
pub(in crate::parse) fn after_syntax(
    input: &Input,
    scope: &mut Scope,
    error: ExpressionError,
) -> ExpressionError {
    if error.fault.is_about_keys() { syntax_fault(input, scope).unwrap_or(error) } else { error }
}

/// What is told before a segment without its counterpart: placeholders and expressions that can't be read.
#[inline(never)]
pub(in crate::parse) fn before_segment(input: &Input, voice: Voice) -> Option<ApiError> {
    let placeholders = Placeholders::of(input, voice.layer);
    let mut scope = placeholders.scope(input, voice.layer);
    let fault = scope.check().err().or_else(|| syntax_fault(input, &mut scope));
    fault.map(|fault| voice.error(fault.to_string()))
}

/// The first filter or projection that is empty or can't be read.
fn syntax_fault(input: &Input, scope: &mut Scope) -> Option<ExpressionError> {
    let filter = input.text("FilterExpression");
    let filter = filter.and_then(|text| Condition::parse(Kind::Filter, text, scope).err());
    let unread = |error: &ExpressionError| error.fault.is_about_syntax();
    filter.filter(unread).or_else(|| {
        let projection = input.text("ProjectionExpression");
        projection.and_then(|text| Projection::parse(text, scope).err()).filter(unread)
    })
}
