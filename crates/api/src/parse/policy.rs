//! Resource policies: as much of their grammar as decides whether a document is one.

use super::constraints::invalid;
use crate::error::ApiError;
use crate::json::{self, Node};
use crate::shapes::{Bounds, Member, Shape};

/// Bytes of a resource policy.
const MAX_POLICY: usize = 20_480;

const ANY: Bounds = Bounds { min: None, max: None };

static EFFECT: Shape = Shape::String { name: "Effect", length: ANY, pattern: None, values: &[] };
static STATEMENT: Shape = Shape::Structure {
    name: "Statement",
    members: &[Member { name: "Effect", shape: &EFFECT, required: true }],
};
static STATEMENTS: Shape = Shape::List { name: "Statements", element: &STATEMENT, length: ANY };

/// A document whose `Statement` is a list, and one whose `Statement` is an object.
static SEVERAL: Shape = Shape::Structure {
    name: "Policy",
    members: &[Member { name: "Statement", shape: &STATEMENTS, required: true }],
};
static SINGLE: Shape = Shape::Structure {
    name: "Policy",
    members: &[Member { name: "Statement", shape: &STATEMENT, required: true }],
};

/// `ResourcePolicy` or `Policy`: JSON of at most 20 KB, with statements that allow or deny something.
pub(super) fn document(document: &str) -> Result<String, ApiError> {
    if document.len() > MAX_POLICY {
        return Err(invalid(format!("Maximum policy size of {MAX_POLICY} bytes exceeded")));
    }
    if !is_policy(document) {
        return Err(invalid("Invalid policy document: Syntax errors in policy."));
    }
    Ok(document.to_owned())
}

fn is_policy(document: &str) -> bool {
    let decides = |statement: &Node| {
        matches!(statement.member("Effect").and_then(Node::as_text), Some("Allow" | "Deny"))
    };
    if let Ok(policy) = json::read(&SEVERAL, document.as_bytes()) {
        let statements = policy.member("Statement").and_then(Node::as_list).unwrap_or_default();
        return !statements.is_empty() && statements.iter().all(decides);
    }
    json::read(&SINGLE, document.as_bytes())
        .is_ok_and(|policy| policy.member("Statement").is_some_and(decides))
}
