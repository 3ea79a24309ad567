//! What was decided, and everything that led to it.

use crate::document::{Effect, Kind};

/// What was decided about a request, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// Whether the caller may.
    pub allowed: bool,
    /// The step that decided.
    pub step: Step,
    /// The statement that decided: a policy and a statement, by their positions; none where all were silent.
    pub by: Option<(u32, u32)>,
    /// What each policy said, in the order in which they were given.
    pub findings: Vec<Finding>,
}

/// The step that decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// A statement denies, in a policy of this kind. Nothing can allow it again.
    Denied(Kind),
    /// An allowance in a policy of this kind was needed, and there is none.
    Silent(Kind),
    /// It is allowed, by a policy of this kind.
    Allowed(Kind),
}

/// What a policy said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// Its kind.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// Its word; none when it is silent.
    pub effect: Option<Effect>,
    /// As what it allows the caller, for a policy with principals.
    pub met: Option<Met>,
    /// Its statements.
    pub statements: Vec<StatementFinding>,
}

/// As whom a principal meets the caller, weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Met {
    /// Its account: IAM's policies there decide.
    Account,
    /// The role that the caller has assumed: boundary and session policy limit it.
    Role,
    /// The user or session itself.
    Itself,
}

/// What became of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementFinding {
    /// `Sid`.
    pub sid: Option<String>,
    /// `Effect`.
    pub effect: Effect,
    /// Where it stands in its text.
    pub from: u32,
    /// Its end.
    pub to: u32,
    /// Whether it is about this request, or why not.
    pub reason: Reason,
    /// The lines of its condition, if it came to them.
    pub checks: Vec<Check>,
}

/// Whether a statement is about a request, or why not: the first that doesn't fit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// It is.
    Matches,
    /// Another principal.
    Principal,
    /// Another action.
    Action,
    /// Another resource.
    Resource,
    /// A variable has no value.
    Variable(String),
    /// The condition doesn't hold.
    Condition,
}

/// A line of a condition, with what was compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// `ForAllValues:StringEquals`.
    pub test: String,
    /// `dynamodb:LeadingKeys`.
    pub key: String,
    /// The policy's values, variables replaced.
    pub wanted: Vec<String>,
    /// The request's values; none when the key is absent.
    pub found: Vec<String>,
    /// Whether it holds.
    pub holds: bool,
}

impl Decision {
    /// The statement that decided, with its policy.
    pub fn decider(&self) -> Option<(&Finding, &StatementFinding)> {
        let (policy, statement) = self.by?;
        let finding = self.findings.get(policy as usize)?;
        Some((finding, finding.statements.get(statement as usize)?))
    }
}
