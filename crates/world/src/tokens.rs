//! `ClientRequestToken`: a transaction that was carried out is not carried out again.

use std::sync::Arc;

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

use crate::hash::{self, Digest};

/// How long a token is remembered after its transaction was committed (documented: ten minutes).
const REMEMBERED: Micros = 600 * MICROS_PER_SECOND;

type Name = (Arc<str>, Arc<str>);

/// The tokens that count now, by Region.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    known: OrdMap<Name, Token>,
    /// Those of committed transactions, in order of their end.
    ending: Vector<(Micros, Name)>,
    /// Wrapping sum of the hashes of those of committed transactions.
    content: u128,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Token {
    fingerprint: u128,
    /// Until when it is remembered; absent while its transaction is on its way.
    until: Option<Micros>,
}

/// A remembered token as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    region: String,
    token: String,
    fingerprint: u128,
    until: Micros,
}

/// What a token says about the transaction that it comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Known {
    /// Nothing: it is to be carried out.
    No,
    /// It is on its way.
    Running,
    /// It was carried out.
    Done,
    /// It is another one than before.
    Other,
}

impl Tokens {
    /// Whether the transaction was seen before.
    pub(crate) fn look(&self, region: &str, token: &str, fingerprint: u128, now: Micros) -> Known {
        let name = (Arc::from(region), Arc::from(token));
        match self.known.get(&name).filter(|known| known.until.is_none_or(|until| until > now)) {
            None => Known::No,
            Some(known) if known.fingerprint != fingerprint => Known::Other,
            Some(Token { until: None, .. }) => Known::Running,
            Some(_) => Known::Done,
        }
    }

    /// A transaction sets out.
    pub(crate) fn begin(&mut self, region: &str, token: &str, fingerprint: u128, now: Micros) {
        self.forget(now);
        self.known.insert((region.into(), token.into()), Token { fingerprint, until: None });
    }

    /// A transaction that set out came to nothing: its token is free again.
    pub(crate) fn cancel(&mut self, region: &str, token: &str) {
        self.known.remove(&(Arc::from(region), Arc::from(token)));
    }

    /// A transaction that set out is committed.
    pub(crate) fn commit(&mut self, region: &str, token: &str, now: Micros) {
        let name = (Arc::from(region), Arc::from(token));
        if let Some(known) = self.known.get(&name).copied() {
            self.remember(name, known.fingerprint, now.saturating_add(REMEMBERED));
        }
    }

    fn remember(&mut self, name: Name, fingerprint: u128, until: Micros) {
        self.content = self.content.wrapping_add(digest(&name, fingerprint, until));
        self.known.insert(name.clone(), Token { fingerprint, until: Some(until) });
        self.ending.push_back((until, name));
    }

    /// Forgets what is older than ten minutes.
    fn forget(&mut self, now: Micros) {
        while let Some((until, name)) = self.ending.front().filter(|(until, _)| *until <= now).cloned() {
            self.ending.pop_front();
            if let Some(known) = self.known.remove(&name) {
                self.content = self.content.wrapping_sub(digest(&name, known.fingerprint, until));
            }
        }
    }

    /// Hash of what is remembered; absent when nothing is.
    pub(crate) fn content(&self) -> Option<u128> {
        (!self.ending.is_empty()).then_some(self.content)
    }

    /// What is remembered, to be stored.
    pub(crate) fn stored(&self) -> Vec<Remembered> {
        let one = |(until, name): &(Micros, Name)| {
            let fingerprint = self.known.get(name).map_or(0, |known| known.fingerprint);
            Remembered { region: name.0.to_string(), token: name.1.to_string(), fingerprint, until: *until }
        };
        self.ending.iter().map(one).collect()
    }

    /// What was stored. Absent when it is in disorder.
    pub(crate) fn restore(stored: Vec<Remembered>) -> Option<Self> {
        let mut tokens = Self::default();
        for Remembered { region, token, fingerprint, until } in stored {
            let name: Name = (region.into(), token.into());
            let late = tokens.ending.back().is_some_and(|(before, _)| *before > until);
            if late || tokens.known.contains_key(&name) {
                return None;
            }
            tokens.remember(name, fingerprint, until);
        }
        Some(tokens)
    }
}

fn digest((region, token): &Name, fingerprint: u128, until: Micros) -> u128 {
    let mut digest = Digest::default();
    digest.bytes(region.as_bytes());
    digest.bytes(token.as_bytes());
    digest.wide(fingerprint);
    digest.number(until);
    hash::of_bytes(&digest.finish())
}
