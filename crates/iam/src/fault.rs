//! What is wrong with a document, and where.

/// What is wrong, and where: bytes `from..to` of the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The first byte.
    pub from: u32,
    /// The byte behind the last.
    pub to: u32,
    /// What is wrong, in a sentence.
    pub message: String,
    /// What to do about it; empty where the message says it.
    pub hint: String,
}

impl Fault {
    pub(crate) fn new((from, to): (u32, u32), message: impl Into<String>) -> Self {
        Self { from, to, message: message.into(), hint: String::new() }
    }

    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = hint.into();
        self
    }
}
