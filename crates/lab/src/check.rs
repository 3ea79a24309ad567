//! Console text read without running it: its first fault, its colours, and what running it would do.

use crate::job::console_error;
use crate::lab::Lab;
use crate::protocol::{Checked, Forecast, Token, TokenKind, Warning};

/// Commands of a text that are looked at for a better way.
const MOST_ADVISED: usize = 20;

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
        let mut forecast = if error.is_none() { self.forecast(text) } else { Forecast::default() };
        if error.is_none() {
            let advice = self.advice(&script, text);
            // The advice says of a Scan what there is to say.
            forecast
                .warnings
                .retain(|warning| advice.is_empty() || !warning.text.starts_with("This is a Scan"));
            forecast.warnings.splice(0..0, advice);
        }
        Checked { commands: script.commands.len() as u64, error, forecast, tokens }
    }

    /// Better ways to ask for what a text asks for.
    fn advice(&self, script: &console::Script, text: &str) -> Vec<Warning> {
        let calls = script.commands.iter().filter_map(|command| match &command.action {
            Ok(console::Action::Aws(call)) => Some(call),
            _ => None,
        });
        let catalogue = self.catalogue();
        let hints = calls.take(MOST_ADVISED).filter_map(|call| console::advise(call, text, &catalogue));
        hints
            .take(1)
            .map(|hint| Warning {
                text: hint.text,
                fix: hint.at.zip(hint.fix).map(|(at, fix)| ((at.from, at.to), fix)),
            })
            .collect()
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
