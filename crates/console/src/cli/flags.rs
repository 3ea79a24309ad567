//! The options of an operation, from its input's shape.

use api::shapes::{Member, Operation, Shape};

use super::names::kebab;
use super::paging::pages_of;

/// How many words an option takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Arity {
    /// None.
    None,
    /// One.
    One,
    /// None or one.
    Maybe,
    /// Any number.
    Many,
}

/// What an option sets.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Target {
    /// A member of the input.
    Member(&'static Member),
    /// A boolean member, to this.
    Switch(&'static Member, bool),
    /// `--starting-token`.
    StartingToken,
    /// `--page-size`.
    PageSize,
    /// `--max-items`.
    MaxItems,
    /// `--cli-input-json`.
    InputJson,
    /// `--cli-input-yaml`.
    InputYaml,
    /// `--generate-cli-skeleton`.
    Skeleton,
}

/// An option of an operation.
#[derive(Clone, Debug)]
pub(crate) struct Flag {
    /// With its hyphens.
    pub(crate) name: String,
    pub(crate) arity: Arity,
    pub(crate) target: Target,
    pub(crate) required: bool,
    /// Accepted, but not offered: pagination replaces it.
    pub(crate) hidden: bool,
}

impl Flag {
    pub(crate) fn member(&self) -> Option<&'static Member> {
        match self.target {
            Target::Member(member) | Target::Switch(member, _) => Some(member),
            _ => None,
        }
    }
}

/// The options of an operation in the AWS CLI's order.
pub(crate) fn flags(operation: &'static Operation) -> Vec<Flag> {
    let pages = pages_of(operation.name);
    let mut out = Vec::new();
    for member in operation.input.members() {
        let name = format!("--{}", kebab(member.name));
        let hidden =
            pages.is_some_and(|pages| pages.input_token == member.name || pages.limit == Some(member.name));
        let mut push = |name: String, arity, target, required| {
            out.push(Flag { name, arity, target, required, hidden });
        };
        match member.shape {
            Shape::Boolean => {
                let off = format!("--no-{}", &name[2..]);
                push(name, Arity::None, Target::Switch(member, true), member.required);
                push(off, Arity::None, Target::Switch(member, false), false);
            }
            Shape::List { .. } => push(name, Arity::Many, Target::Member(member), member.required),
            _ => push(name, Arity::One, Target::Member(member), member.required),
        }
    }
    let mut extra = |name: &str, arity, target| {
        out.push(Flag { name: name.to_owned(), arity, target, required: false, hidden: false });
    };
    extra("--cli-input-json", Arity::One, Target::InputJson);
    extra("--cli-input-yaml", Arity::One, Target::InputYaml);
    if let Some(pages) = pages {
        extra("--starting-token", Arity::One, Target::StartingToken);
        if pages.limit.is_some() {
            extra("--page-size", Arity::One, Target::PageSize);
        }
        extra("--max-items", Arity::One, Target::MaxItems);
    }
    extra("--generate-cli-skeleton", Arity::Maybe, Target::Skeleton);
    out
}
