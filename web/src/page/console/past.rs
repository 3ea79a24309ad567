//! The commands typed before, kept in this browser.

use web_sys::window;

const KEY: &str = "dynamarium.typed";
const MOST: usize = 200;
/// A pasted script may be long; what is kept between visits should not be.
const LONGEST: usize = 8_000;
const BETWEEN: char = '\u{1e}';

/// Commands, oldest first, and the place that the arrows have reached.
#[derive(Debug, Default)]
pub(super) struct Past {
    commands: Vec<String>,
    at: Option<usize>,
    /// What was typed before the arrows took it away.
    draft: String,
}

impl Past {
    /// What this browser remembers.
    pub(super) fn load() -> Self {
        let stored = window()
            .and_then(|w| w.local_storage().ok().flatten())
            .and_then(|s| s.get_item(KEY).ok().flatten());
        let commands =
            stored.unwrap_or_default().split(BETWEEN).filter(|c| !c.is_empty()).map(str::to_owned).collect();
        Self { commands, ..Self::default() }
    }

    /// Remembers a command that was run.
    pub(super) fn push(&mut self, command: &str) {
        self.at = None;
        let command = command.trim();
        if command.is_empty() || command.len() > LONGEST {
            return;
        }
        self.commands.retain(|old| old != command);
        self.commands.push(command.to_owned());
        if self.commands.len() > MOST {
            self.commands.remove(0);
        }
        if let Some(storage) = window().and_then(|w| w.local_storage().ok().flatten()) {
            storage.set_item(KEY, &self.commands.join(&BETWEEN.to_string())).ok();
        }
    }

    /// The command before; what is typed now is kept for the way back.
    pub(super) fn earlier(&mut self, now: &str) -> Option<String> {
        let at = match self.at {
            None => {
                now.clone_into(&mut self.draft);
                self.commands.len().checked_sub(1)?
            }
            Some(at) => at.checked_sub(1)?,
        };
        self.at = Some(at);
        self.commands.get(at).cloned()
    }

    /// The command after, and at the end what had been typed.
    pub(super) fn later(&mut self) -> Option<String> {
        let at = self.at? + 1;
        if at >= self.commands.len() {
            self.at = None;
            return Some(std::mem::take(&mut self.draft));
        }
        self.at = Some(at);
        self.commands.get(at).cloned()
    }

    /// Typing leaves the past.
    pub(super) fn leave(&mut self) {
        self.at = None;
    }

    /// Commands that contain every word, latest first.
    pub(super) fn search(&self, words: &str) -> Vec<String> {
        let words: Vec<String> = words.split_whitespace().map(str::to_ascii_lowercase).collect();
        let fits = |command: &&String| {
            let command = command.to_ascii_lowercase();
            words.iter().all(|word| command.contains(word))
        };
        self.commands.iter().rev().filter(fits).take(50).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Past;

    #[test]
    fn arrows_go_back_and_return_to_the_draft() {
        let mut past = Past { commands: vec!["one".into(), "two".into()], ..Past::default() };
        assert_eq!(past.earlier("draft").as_deref(), Some("two"));
        assert_eq!(past.earlier("two").as_deref(), Some("one"));
        assert_eq!(past.earlier("one"), None);
        assert_eq!(past.later().as_deref(), Some("two"));
        assert_eq!(past.later().as_deref(), Some("draft"));
        assert_eq!(past.later(), None);
        assert_eq!(past.search("O"), ["two", "one"]);
        assert_eq!(past.search("tw o"), ["two"]);
    }
}
