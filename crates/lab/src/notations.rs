//! A call's request in every notation.

use crate::lab::Lab;
use crate::protocol::Notation;

impl Lab {
    /// The request of a call in every notation; none when the call is too old.
    pub fn notations(&self, call: u64) -> Vec<Notation> {
        let Some(kept) = self.history.get(call) else { return Vec::new() };
        let completion = &kept.completion;
        console::notations(&completion.operation, kept.body.text(), &completion.region)
            .into_iter()
            .map(|shown| Notation { name: shown.name.to_owned(), code: shown.code })
            .collect()
    }
}
