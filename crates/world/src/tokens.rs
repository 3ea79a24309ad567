//! `ClientRequestToken`: a transaction that was carried out is not carried out again.

use imbl::{OrdMap, Vector};
use serde::{Deserialize, Serialize};
use sim::{MICROS_PER_SECOND, Micros};

use crate::hash::{self, Digest};

/// How long a token is remembered after its transaction was committed (documented: ten minutes).
const REMEMBERED: Micros = 600 * MICROS_PER_SECOND;

/// Hash of a token and its Region: SDKs make one up for every transaction, and ten minutes hold many.
type Name = u128;

/// The tokens that count now.
#[derive(Clone, Debug, Default)]
pub(crate) struct Tokens {
    known: OrdMap<Name, Token>,
    /// Those of committed transactions, in order of their end.
    ending: Vector<Remembered>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Remembered {
    name: Name,
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
        let known = self.known.get(&name(region, token));
        match known.filter(|known| known.until.is_none_or(|until| until > now)) {
            None => Known::No,
            Some(known) if known.fingerprint != fingerprint => Known::Other,
            Some(Token { until: None, .. }) => Known::Running,
            Some(_) => Known::Done,
        }
    }

    /// A transaction sets out.
    pub(crate) fn begin(&mut self, region: &str, token: &str, fingerprint: u128, now: Micros) {
        self.forget(now);
        self.known.insert(name(region, token), Token { fingerprint, until: None });
    }

    /// A transaction that set out came to nothing: its token is free again.
    pub(crate) fn cancel(&mut self, region: &str, token: &str) {
        self.known.remove(&name(region, token));
    }

    /// A transaction that set out is committed.
    pub(crate) fn commit(&mut self, region: &str, token: &str, now: Micros) {
        let name = name(region, token);
        if let Some(&Token { fingerprint, .. }) = self.known.get(&name) {
            self.remember(Remembered { name, fingerprint, until: now.saturating_add(REMEMBERED) });
        }
    }

    fn remember(&mut self, token: Remembered) {
        let Remembered { name, fingerprint, until } = token;
        self.content = self.content.wrapping_add(token.digest());
        self.known.insert(name, Token { fingerprint, until: Some(until) });
        self.ending.push_back(token);
    }

    /// Forgets what is older than ten minutes.
    fn forget(&mut self, now: Micros) {
        while let Some(token) = self.ending.front().filter(|token| token.until <= now).copied() {
            self.ending.pop_front();
            self.known.remove(&token.name);
            self.content = self.content.wrapping_sub(token.digest());
        }
    }

    /// Hash of what is remembered; absent when nothing is.
    pub(crate) fn content(&self) -> Option<u128> {
        (!self.ending.is_empty()).then_some(self.content)
    }

    /// What is remembered, to be stored.
    pub(crate) fn stored(&self) -> Vec<Remembered> {
        self.ending.iter().copied().collect()
    }

    /// What was stored. Absent when it is in disorder.
    pub(crate) fn restore(stored: Vec<Remembered>) -> Option<Self> {
        let mut tokens = Self::default();
        for token in stored {
            let late = tokens.ending.back().is_some_and(|before| before.until > token.until);
            if late || tokens.known.contains_key(&token.name) {
                return None;
            }
            tokens.remember(token);
        }
        Some(tokens)
    }
}

impl Remembered {
    fn digest(&self) -> u128 {
        let mut digest = Digest::default();
        digest.wide(self.name);
        digest.wide(self.fingerprint);
        digest.number(self.until);
        hash::of_bytes(&digest.finish())
    }
}

fn name(region: &str, token: &str) -> Name {
    let mut digest = Digest::default();
    digest.bytes(region.as_bytes());
    digest.bytes(token.as_bytes());
    hash::of_bytes(&digest.finish())
}
