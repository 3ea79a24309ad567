//! Options that every command of the AWS CLI takes, before or behind the operation.

use super::flags::Arity;

/// One global option.
pub(crate) struct Global {
    pub(crate) name: &'static str,
    pub(crate) arity: Arity,
    /// The values allowed; empty when any is.
    pub(crate) choices: &'static [&'static str],
    pub(crate) about: &'static str,
}

const fn global(
    name: &'static str,
    arity: Arity,
    choices: &'static [&'static str],
    about: &'static str,
) -> Global {
    Global { name, arity, choices, about }
}

/// In the order of the AWS CLI.
pub(crate) const GLOBALS: &[Global] = &[
    global("--debug", Arity::None, &[], "passed over here"),
    global(
        "--endpoint-url",
        Arity::One,
        &[],
        "dax://<cluster> goes through that cluster; others are passed over here",
    ),
    global("--no-verify-ssl", Arity::None, &[], "passed over here"),
    global("--no-paginate", Arity::None, &[], "one call only"),
    global("--output", Arity::One, &["json", "text", "table", "yaml", "yaml-stream", "off"], "how to print"),
    global("--query", Arity::One, &[], "what to print of the answer (JMESPath)"),
    global("--profile", Arity::One, &[], "as whom to call: a user, a role's session, or default"),
    global("--region", Arity::One, &[], "the Region to call"),
    global("--version", Arity::None, &[], "print the version"),
    global("--color", Arity::One, &["on", "off", "auto"], "passed over here"),
    global("--no-sign-request", Arity::None, &[], "passed over here"),
    global("--ca-bundle", Arity::One, &[], "passed over here"),
    global("--cli-read-timeout", Arity::One, &[], "passed over here"),
    global("--cli-connect-timeout", Arity::One, &[], "passed over here"),
    global(
        "--cli-binary-format",
        Arity::One,
        &["base64", "raw-in-base64-out"],
        "how binary values are typed",
    ),
    global("--no-cli-pager", Arity::None, &[], "passed over here"),
    global("--cli-auto-prompt", Arity::None, &[], "passed over here"),
    global("--no-cli-auto-prompt", Arity::None, &[], "passed over here"),
    global(
        "--cli-error-format",
        Arity::One,
        &["legacy", "json", "yaml", "text", "table", "enhanced"],
        "how to print an error",
    ),
];

/// Regions that completion offers; any Region's name is taken.
pub(crate) const REGIONS: &[&str] = &[
    "us-east-1",
    "us-east-2",
    "us-west-1",
    "us-west-2",
    "ca-central-1",
    "sa-east-1",
    "eu-west-1",
    "eu-west-2",
    "eu-west-3",
    "eu-central-1",
    "eu-north-1",
    "eu-south-1",
    "ap-south-1",
    "ap-southeast-1",
    "ap-southeast-2",
    "ap-northeast-1",
    "ap-northeast-2",
    "ap-northeast-3",
    "me-south-1",
    "af-south-1",
];
