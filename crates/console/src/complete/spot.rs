//! Where in a command the cursor stands.

use std::collections::BTreeSet;

use api::shapes::Operation;

use crate::cli::{Arity, Flag, GLOBALS, WAITERS, flags, operation_of, service_of};
use crate::ddb::{COMMANDS, Opt};
use crate::shell::Word;

/// Where in a command of the AWS CLI the cursor stands.
pub(super) struct Spot {
    pub(super) service: Option<String>,
    pub(super) operation: Option<String>,
    pub(super) waiter: Option<String>,
    pub(super) flags: Vec<Flag>,
    /// The options of a command of `aws ddb`, and how many words stand behind it that are no option's.
    pub(super) people: &'static [Opt],
    pub(super) arguments: usize,
    pub(super) used: BTreeSet<String>,
    /// The option whose value comes next, and whether it must.
    pub(super) pending: Option<(String, bool)>,
}

impl Spot {
    /// Reads the words behind `aws`.
    pub(super) fn read(words: &[Word]) -> Self {
        let mut spot = Self {
            service: None,
            operation: None,
            waiter: None,
            flags: Vec::new(),
            people: &[],
            arguments: 0,
            used: BTreeSet::new(),
            pending: None,
        };
        for word in words.iter().skip(1) {
            let text = word.text.as_str();
            if text.starts_with("--") {
                let name = text.split('=').next().unwrap_or(text);
                let arity =
                    spot.flags.iter().find(|flag| flag.name == name).map(|flag| flag.arity).or_else(|| {
                        let global = GLOBALS.iter().find(|global| global.name == name);
                        let people = spot.people.iter().find(|option| option.name == name);
                        global.map(|global| global.arity).or(people.map(|option| option.arity))
                    });
                spot.used.insert(name.to_owned());
                let wants = matches!(arity, Some(Arity::One | Arity::Many)) && !text.contains('=');
                spot.pending = wants.then(|| (name.to_owned(), true));
                continue;
            }
            if let Some((name, _)) = spot.pending.take() {
                let many = spot.flags.iter().any(|flag| flag.name == name && flag.arity == Arity::Many)
                    || spot.people.iter().any(|option| option.name == name && option.arity == Arity::Many);
                spot.pending = many.then_some((name, false));
                continue;
            }
            if spot.service.is_none() {
                spot.service = Some(text.to_owned());
            } else if spot.operation.is_none() {
                spot.operation = Some(text.to_owned());
                if let Some(operation) = spot.known() {
                    spot.flags = flags(operation);
                }
                if spot.service.as_deref() == Some("ddb") {
                    let known = COMMANDS.iter().find(|(name, ..)| *name == text);
                    spot.people = known.map_or(&[], |(_, options, _)| options);
                }
            } else if spot.operation.as_deref() == Some("wait") && spot.waiter.is_none() {
                spot.waiter = Some(text.to_owned());
                let polled = WAITERS.iter().find(|waiter| waiter.name == text).map(|waiter| waiter.operation);
                spot.flags = polled.and_then(api::shapes::operation).map(flags).unwrap_or_default();
            } else {
                spot.arguments += 1;
            }
        }
        spot
    }

    fn known(&self) -> Option<&'static Operation> {
        operation_of(service_of(self.service.as_deref()?)?, self.operation.as_deref()?)
    }
}
