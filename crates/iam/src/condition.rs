//! Whether a condition's line holds.

use std::cmp::Ordering;

use crate::context::Context;
use crate::date;
use crate::document::Clause;
use crate::glob;
use crate::ip::Range;
use crate::number::Number;
use crate::operator::{Operator, Quantifier};
use crate::template::{Letter, Template};

/// Whether a line of a condition holds in a context.
pub(crate) fn holds(clause: &Clause, context: &Context) -> bool {
    let test = clause.test;
    let found = context.get(&clause.key).unwrap_or_default();
    if test.operator == Operator::Null {
        let absent = found.is_empty();
        return clause
            .values
            .iter()
            .any(|value| value.written.eq_ignore_ascii_case(if absent { "true" } else { "false" }));
    }
    if found.is_empty() {
        return match test.quantifier {
            _ if test.if_exists => true,
            Quantifier::All => true,
            Quantifier::Any => false,
            Quantifier::Plain => test.negated,
        };
    }
    // Any of the policy's values; where the test is negated, none of them.
    let met = |value: &String| {
        clause.values.iter().any(|wanted| meets(test.operator, wanted, value, context)) != test.negated
    };
    match test.quantifier {
        Quantifier::All => found.iter().all(met),
        Quantifier::Any => found.iter().any(met),
        // A key of several values needs a prefix; without one the first that fits is enough, and for a negated test
        // none may fit.
        Quantifier::Plain if test.negated => found.iter().all(met),
        Quantifier::Plain => found.iter().any(met),
    }
}

/// Whether a value of the request meets one of the policy's.
fn meets(operator: Operator, wanted: &Template, value: &str, context: &Context) -> bool {
    match operator {
        Operator::StringLike => glob::fits(&wanted.letters(context), value),
        Operator::StringEquals => wanted.text(context) == value,
        Operator::StringEqualsIgnoreCase => wanted.text(context).to_lowercase() == value.to_lowercase(),
        Operator::Bool => wanted.text(context).eq_ignore_ascii_case(value),
        Operator::IpAddress => Range::new(&wanted.text(context)).is_some_and(|range| range.has(value)),
        Operator::ArnLike => arn(&wanted.letters(context), value),
        Operator::NumericEquals
        | Operator::NumericLessThan
        | Operator::NumericLessThanEquals
        | Operator::NumericGreaterThan
        | Operator::NumericGreaterThanEquals => {
            let both = Number::new(value).zip(Number::new(&wanted.text(context)));
            both.is_some_and(|(value, wanted)| ordered(operator, value.compare(&wanted)))
        }
        Operator::DateEquals
        | Operator::DateLessThan
        | Operator::DateLessThanEquals
        | Operator::DateGreaterThan
        | Operator::DateGreaterThanEquals => {
            let both = date::seconds(value).zip(date::seconds(&wanted.text(context)));
            both.is_some_and(|(value, wanted)| ordered(operator, value.cmp(&wanted)))
        }
        Operator::Null => false,
    }
}

fn ordered(operator: Operator, order: Ordering) -> bool {
    match operator {
        Operator::NumericLessThan | Operator::DateLessThan => order.is_lt(),
        Operator::NumericLessThanEquals | Operator::DateLessThanEquals => order.is_le(),
        Operator::NumericGreaterThan | Operator::DateGreaterThan => order.is_gt(),
        Operator::NumericGreaterThanEquals | Operator::DateGreaterThanEquals => order.is_ge(),
        _ => order.is_eq(),
    }
}

/// Whether an ARN fits a pattern: each of its six parts for itself, so that no `*` reaches over a colon. The last
/// part has the colons that are left.
fn arn(pattern: &[Letter], value: &str) -> bool {
    let patterns: Vec<&[Letter]> = pattern.splitn(6, |letter| *letter == Letter::Is(':')).collect();
    let values: Vec<&str> = value.splitn(6, ':').collect();
    if patterns.len() != 6 {
        return patterns == [[Letter::Any]];
    }
    values.len() == 6 && patterns.iter().zip(values).all(|(pattern, value)| glob::fits(pattern, value))
}

/// What is wrong with a value that stands in a policy, if it can be told before there is a request.
pub(crate) fn fault(operator: Operator, value: &Template) -> Option<String> {
    if value.has_variables() {
        return None;
    }
    let text = value.written.as_str();
    let wrong = |what: &str| Some(format!("\"{text}\" is no {what}."));
    match operator {
        Operator::Bool | Operator::Null
            if !matches!(text.to_ascii_lowercase().as_str(), "true" | "false") =>
        {
            Some(format!("\"{text}\" is neither \"true\" nor \"false\"."))
        }
        Operator::IpAddress if Range::new(text).is_none() => wrong("address or range such as 203.0.113.0/24"),
        Operator::NumericEquals
        | Operator::NumericLessThan
        | Operator::NumericLessThanEquals
        | Operator::NumericGreaterThan
        | Operator::NumericGreaterThanEquals
            if Number::new(text).is_none() =>
        {
            wrong("number")
        }
        Operator::DateEquals
        | Operator::DateLessThan
        | Operator::DateLessThanEquals
        | Operator::DateGreaterThan
        | Operator::DateGreaterThanEquals
            if date::seconds(text).is_none() =>
        {
            wrong("date such as 2026-01-31T10:00:00Z")
        }
        Operator::ArnLike if text != "*" && text.splitn(6, ':').count() != 6 => wrong("ARN of six parts"),
        _ => None,
    }
}
