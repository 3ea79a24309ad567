//! Who calls, and what IAM decided: the commands that say it, and the pictures of it.
//!
//! What the page shows of it goes over as JSON, which only the panels that come later read.

mod order;
mod view;

use world::Completion;

use crate::lab::Lab;
use crate::protocol::{ConsoleError, Printed};

/// JSON, read: what the panels take these pictures apart with.
pub use api::json::Tree;
pub use view::quoted;
pub(crate) use view::{decision_json, principals_json};

/// Names that mean the administrator.
const NOBODY: &[&str] = &["default", "admin", "root", "off"];

impl Lab {
    /// As whom a command with `--profile` is made.
    pub(crate) fn caller_named(&self, name: &str, printed: &mut Printed) -> Result<Option<String>, ()> {
        if let Some(who) = self.session.world().principal_named(name) {
            return Ok(Some(who));
        }
        if NOBODY.contains(&name) || name == self.session.world().administrator() {
            return Ok(None);
        }
        let message = format!("The config profile ({name}) could not be found");
        printed.output = format!("\n{message}\n");
        printed.code = console::GENERAL;
        let hint =
            "Profiles are users (`aws iam create-user`) and the sessions of roles (`aws sts assume-role`).";
        printed.error = Some(ConsoleError { message, hint: hint.to_owned(), ..ConsoleError::default() });
        Err(())
    }

    /// `lab as alice`.
    pub(crate) fn as_command(&mut self, name: Option<String>, printed: &mut Printed) {
        let Some(name) = name else {
            self.set_caller(None);
            printed.output.push_str("What follows is called as the administrator, who may do everything.\n");
            return;
        };
        if let Ok(caller) = self.caller_named(&name, printed) {
            let who =
                if caller.is_some() { name.as_str() } else { "the administrator, who may do everything" };
            printed.output = format!("What follows is called as {who}.\n");
            self.set_caller(caller);
        }
    }
}

/// What IAM or STS answered, in a sentence.
pub(crate) fn headline(completion: &Completion) -> String {
    let (service, name) = completion.operation.split_once(':').unwrap_or_default();
    match (service, name) {
        ("sts", "AssumeRole" | "AssumeRoleWithWebIdentity") => {
            "STS gave out credentials for a session of the role; they end by themselves.".to_owned()
        }
        ("sts", "GetCallerIdentity") => "STS says who calls. Everybody may ask that.".to_owned(),
        ("iam", "SimulatePrincipalPolicy" | "SimulateCustomPolicy") => {
            "IAM says what it would decide; nothing was called.".to_owned()
        }
        ("iam", _) => format!("IAM answered {name}."),
        _ => format!("STS answered {name}."),
    }
}
