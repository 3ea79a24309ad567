//! A call's request in every notation.

use crate::lab::Lab;
use crate::protocol::Notation;

impl Lab {
    /// The request of a call in every notation; none when the call is too old.
    pub fn notations(&self, call: u64) -> Vec<Notation> {
        let Some(kept) = self.history.get(call) else { return Vec::new() };
        let completion = &kept.completion;
        shown(&completion.operation, kept.body.text(), &completion.region)
    }

    /// The first request of a text in every notation; none when it holds none.
    pub fn show_as(&self, text: &str) -> Vec<Notation> {
        let script = self.parse(text);
        let call = script.commands.iter().find_map(|command| match &command.action {
            Ok(console::Action::Aws(call)) => Some(call),
            _ => None,
        });
        call.map(|call| shown(call.operation, &call.input, call.region.as_deref().unwrap_or(&self.region)))
            .unwrap_or_default()
    }
}

fn shown(operation: &str, input: &str, region: &str) -> Vec<Notation> {
    console::notations(operation, input, region)
        .into_iter()
        .map(|shown| Notation { name: shown.name.to_owned(), code: shown.code })
        .collect()
}
