//! What is wrong with a command, in the words of the program that would have said it.

use crate::place::Place;

/// Exit code of the shell for a quote that is never closed.
pub const SHELL_SYNTAX: i32 = 2;
/// Exit code of the shell for an unknown command.
pub const NOT_FOUND: i32 = 127;
/// Exit code of the AWS CLI v2 for a fault in the command line.
pub const USAGE: i32 = 252;
/// Exit code of the AWS CLI v2 for an error that the service answered.
pub const SERVICE: i32 = 254;
/// Exit code of the AWS CLI v2 for every other failure.
pub const GENERAL: i32 = 255;

/// What the AWS CLI prints below a usage error.
const USAGE_TEXT: &str = "\
usage: aws [options] <command> <subcommand> [<subcommand> ...] [parameters]
To see help text, you can run:

  aws help
  aws <command> help
  aws <command> <subcommand> help
";

/// A fault in what was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fault {
    /// The exact words, without the usage text below them.
    pub message: String,
    /// The exit code that the shell or the AWS CLI v2 ends with.
    pub code: i32,
    /// What the fault is about.
    pub at: Option<Place>,
    /// A plain sentence: why, and what to do. May be empty.
    pub hint: String,
    /// Text that, put in the place that the fault is about, would mend it.
    pub fix: Option<String>,
    /// Whether the usage text follows the message.
    pub usage: bool,
}

impl Fault {
    /// A fault of the command line as the AWS CLI v2 reports it (exit code 252).
    pub(crate) fn cli(message: impl AsRef<str>) -> Self {
        Self { message: format!("aws: [ERROR]: {}", message.as_ref()), code: USAGE, ..Self::default() }
    }

    /// As [`Self::cli`], with the usage text below.
    pub(crate) fn usage(message: impl AsRef<str>) -> Self {
        Self { usage: true, ..Self::cli(message) }
    }

    /// A value that an option can't take.
    pub(crate) fn parameter(flag: &str, message: impl AsRef<str>) -> Self {
        Self::cli(format!("Error parsing parameter '{flag}': {}", message.as_ref()))
    }

    /// A fault that is ours or the shell's.
    pub(crate) fn plain(code: i32, message: impl Into<String>) -> Self {
        Self { message: message.into(), code, ..Self::default() }
    }

    pub(crate) fn code(self, code: i32) -> Self {
        Self { code, ..self }
    }

    pub(crate) fn at(self, place: Place) -> Self {
        Self { at: Some(place), ..self }
    }

    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: hint.into(), ..self }
    }

    pub(crate) fn fix(self, fix: Option<impl Into<String>>) -> Self {
        Self { fix: fix.map(Into::into), ..self }
    }

    /// What a terminal would show: the message, and the usage text where the AWS CLI prints it.
    pub fn printed(&self) -> String {
        let usage = if self.usage { format!("\n\n{USAGE_TEXT}") } else { "\n".to_owned() };
        format!("\n{}{usage}", self.message)
    }
}

/// A sentence of the playground about what was typed; nothing is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Remark {
    /// What it is about.
    pub at: Place,
    /// The sentence.
    pub text: String,
}

impl Remark {
    pub(crate) fn new(at: Place, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }
}
