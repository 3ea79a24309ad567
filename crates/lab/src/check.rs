//! Console text read without running it: its first fault, its colours, and what running it would do.

use crate::job::console_error;
use crate::lab::Lab;
use crate::protocol::{Checked, Forecast, Token, TokenKind};

impl Lab {
    /// Reads console text without running it: its first fault, its colours, and what running it would touch and cost.
    pub fn check(&self, text: &str) -> Checked {
        let script = self.parse(text);
        let tokens = script
            .tokens
            .iter()
            .map(|token| Token { from: token.at.from, to: token.at.to, kind: kind(token.kind) })
            .collect();
        let error = script.fault().map(console_error);
        let forecast = if error.is_none() { self.forecast(text) } else { Forecast::default() };
        Checked { commands: script.commands.len() as u64, error, forecast, tokens }
    }
}

fn kind(kind: console::TokenKind) -> TokenKind {
    match kind {
        console::TokenKind::Command => TokenKind::Command,
        console::TokenKind::Option => TokenKind::Option,
        console::TokenKind::String => TokenKind::String,
        console::TokenKind::Value => TokenKind::Value,
        console::TokenKind::Quiet => TokenKind::Quiet,
        console::TokenKind::Wrong => TokenKind::Wrong,
    }
}
