//! Transactions: prepare, conflict, commit, cancel.

use trace::{Event, Kind};

use super::Teller;
use crate::words::count;

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_transaction(&self, event: &Event) -> String {
        match event.kind {
            Kind::TxnConflict { with } => self.conflict(event, with),
            Kind::TxnCommit { actions } => format!(
                "Every item is as the transaction wants it: {} committed together.",
                if actions == 1 {
                    "its only action is".to_owned()
                } else {
                    format!("its {actions} actions are")
                }
            ),
            Kind::TxnCancel { actions, failed } => format!(
                "The transaction is cancelled: {failed} of its {} could not be carried out, so none is.",
                count(actions.into(), "action")
            ),
            _ => self.prepared(event),
        }
    }

    fn prepared(&self, event: &Event) -> String {
        let key = self.key_of(event).map_or_else(|| "the item".to_owned(), |key| format!("({key})"));
        format!(
            "{} is ready to commit {key} and holds it: until then, other writes to it meet a conflict.",
            self.copy(event)
        )
    }

    fn conflict(&self, event: &Event, with: u32) -> String {
        let key = self.key_of(event).map_or_else(|| "The item".to_owned(), |key| format!("({key})"));
        format!("{key} is in use: {} is not done with it.", crate::transactions::who(with))
    }
}
