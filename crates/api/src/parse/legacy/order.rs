//! Which of several faults in a request's expressions is told, where that is not the one that was found first.

use expression::{Condition, ExpressionError, Kind, Projection, Scope};

use crate::error::ApiError;
use crate::parse::constraints::{Layer, Voice};
use crate::parse::expressions::Placeholders;
use crate::parse::{Input, pages};

/// How many key conditions there may be.
pub(super) const COUNT: &str = "Conditions can be of length 1 or 2 only";

/// `BETWEEN` with bounds the wrong way round.
pub(super) const BOUNDS: &str =
    "The BETWEEN condition was provided a range where the lower bound is greater than the upper bound";

/// What is told of a query whose `KeyConditions` are wrong: a wrong start key is told before what they mean together,
/// by the older layer before anything about them.
pub(super) fn start_or_condition(input: &Input, voice: Voice, error: ApiError) -> ApiError {
    let is_late = voice.layer == Layer::Older || [COUNT, BOUNDS].contains(&error.message.as_str());
    let start = if is_late { pages::query_start(input, voice).err() } else { None };
    start.unwrap_or(error)
}

/// What a key condition means is looked at once all expressions could be read.
#[inline(never)]
pub(in crate::parse) fn after_syntax(
    input: &Input,
    scope: &mut Scope,
    error: ExpressionError,
) -> ExpressionError {
    if error.fault.is_about_keys() { syntax_fault(input, scope).unwrap_or(error) } else { error }
}

/// What is told before a segment without its counterpart: placeholders and expressions that can't be read. The number
/// of segments alone is told before the projection, by the older layer before anything of these.
#[inline(never)]
pub(in crate::parse) fn before_segment(input: &Input, voice: Voice) -> Option<ApiError> {
    let number_alone = input.get("Segment").is_none();
    if number_alone && voice.layer == Layer::Older {
        return None;
    }
    let placeholders = Placeholders::of(input, voice.layer);
    let mut scope = placeholders.scope(input, voice.layer);
    let fault = scope.check().err().or_else(|| {
        if number_alone { filter_fault(input, &mut scope) } else { syntax_fault(input, &mut scope) }
    });
    fault.map(|fault| voice.error(fault.to_string()))
}

/// The first filter or projection that is empty or can't be read.
fn syntax_fault(input: &Input, scope: &mut Scope) -> Option<ExpressionError> {
    filter_fault(input, scope).or_else(|| {
        let projection = input.text("ProjectionExpression");
        let fault = projection.and_then(|text| Projection::parse(text, scope).err());
        fault.filter(|error| error.fault.is_about_syntax())
    })
}

/// A filter that is empty or can't be read.
fn filter_fault(input: &Input, scope: &mut Scope) -> Option<ExpressionError> {
    let filter = input.text("FilterExpression");
    let fault = filter.and_then(|text| Condition::parse(Kind::Filter, text, scope).err());
    fault.filter(|error| error.fault.is_about_syntax())
}
