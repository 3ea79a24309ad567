//! `aws configure`: the conversation, `set`, `get`, `list`.

use crate::cli::Output;
use crate::distance::nearest;
use crate::fault::{Fault, USAGE};
use crate::place::Place;
use crate::shell::Word;

/// What `aws configure …` asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Configure {
    /// The conversation, with what was pasted as answers to it.
    Ask(Answers),
    /// `aws configure set name value`: prints nothing.
    Set {
        /// `region`, `output` … (without `profile.<name>.` or `default.` before it).
        name: String,
        /// What it becomes.
        value: String,
    },
    /// `aws configure get name`.
    Get(String),
    /// `aws configure list`.
    List,
    /// `aws configure list-profiles`.
    ListProfiles,
}

/// Answers to `aws configure`; what was not pasted stays as it is. Secrets are not kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answers {
    /// The last four characters of the access key.
    pub access_key: Option<String>,
    /// Whether a secret key was pasted.
    pub secret: bool,
    /// The default Region.
    pub region: Option<String>,
    /// The default output format.
    pub output: Option<String>,
}

/// What is configured.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Profile {
    /// The default Region.
    pub region: String,
    /// The default output format, if one was set.
    pub output: Option<Output>,
}

const SUBCOMMANDS: &[&str] = &["set", "get", "list", "list-profiles"];

/// Reads what follows `configure`.
#[inline(never)]
pub(crate) fn parse(words: &[&Word], head: Place, commands: &mut Vec<Place>) -> Result<Configure, Fault> {
    let Some((first, rest)) = words.split_first() else { return Ok(Configure::Ask(Answers::default())) };
    let plain = |name: &str| -> String {
        let name = name.strip_prefix("default.").unwrap_or(name);
        name.strip_prefix("profile.")
            .and_then(|name| name.split_once('.'))
            .map_or(name, |(_, name)| name)
            .to_owned()
    };
    match (first.text.as_str(), rest) {
        ("set", [name, value]) => {
            commands.push(first.at);
            let name_text = plain(&name.text);
            check_setting(&name_text, value)?;
            Ok(Configure::Set { name: name_text, value: value.text.clone() })
        }
        ("get", [name]) => {
            commands.push(first.at);
            Ok(Configure::Get(plain(&name.text)))
        }
        ("list", []) => {
            commands.push(first.at);
            Ok(Configure::List)
        }
        ("list-profiles", []) => {
            commands.push(first.at);
            Ok(Configure::ListProfiles)
        }
        ("set", given) => {
            let missing = if given.is_empty() { "varname, value" } else { "value" };
            Err(Fault::usage(format!("the following arguments are required: {missing}"))
                .at(head.join(first.at))
                .hint("For example `aws configure set region eu-west-1`."))
        }
        ("get", _) => {
            Err(Fault::usage("the following arguments are required: varname").at(head.join(first.at)))
        }
        (name, _) => {
            let near = nearest(name, SUBCOMMANDS.iter().copied());
            Err(Fault::usage(format!("argument subcommand: Found invalid choice '{name}'"))
                .at(first.at)
                .hint("Dynamarium knows `aws configure`, `aws configure set`, `get`, `list` and `list-profiles`.")
                .fix(near))
        }
    }
}

fn check_setting(name: &str, value: &Word) -> Result<(), Fault> {
    if name == "region" && !crate::cli::is_region(&value.text) {
        return Err(Fault::plain(
            USAGE,
            format!("Provided region_name '{}' doesn't match a supported format.", value.text),
        )
        .at(value.at)
        .hint("A Region is written like eu-west-2."));
    }
    if name == "output" && output(&value.text).is_none() {
        return Err(Fault::plain(USAGE, format!("There is no output format {}.", value.text))
            .at(value.at)
            .hint("There are json, text, table, yaml, yaml-stream and off.")
            .fix(Some("json")));
    }
    Ok(())
}

/// The output format of this name, if it can be printed here.
pub fn output(name: &str) -> Option<Output> {
    Output::named(name)
}

/// Reads answers pasted below `aws configure`, from byte `from` of `text`: with the questions before them or bare.
/// Also answers their lines' places and the byte behind the last.
pub(crate) fn answers(text: &str, from: usize) -> (Answers, Vec<Place>, usize) {
    const QUESTIONS: [&str; 4] =
        ["AWS Access Key ID", "AWS Secret Access Key", "Default region name", "Default output format"];
    let mut answers = Answers::default();
    let mut lines = Vec::new();
    let mut at = from;
    let mut next = 0;
    while next < QUESTIONS.len() && at < text.len() {
        let start = at;
        let end = text[start..].find('\n').map_or(text.len(), |offset| start + offset);
        let line = text[start..end].trim();
        let asked = QUESTIONS.iter().position(|question| line.starts_with(question));
        let answer = if asked.is_some() {
            line.split_once("]:").or_else(|| line.split_once(':')).map_or("", |(_, answer)| answer.trim())
        } else {
            line
        };
        let bare = (next..QUESTIONS.len()).find(|question| fits(*question, answer));
        let Some(question) = asked.or(bare) else {
            // Blank lines between command and answers are passed over, the rest is another command.
            if line.is_empty() && next == 0 && end < text.len() && lines.is_empty() {
                at = end + 1;
                continue;
            }
            break;
        };
        next = question + 1;
        lines.push(Place::new(start, end));
        at = (end + 1).min(text.len());
        if answer.is_empty() || answer == "None" {
            continue;
        }
        match question {
            0 => {
                let skip = answer.chars().count().saturating_sub(4);
                answers.access_key = Some(answer.chars().skip(skip).collect());
            }
            1 => answers.secret = true,
            2 => answers.region = Some(answer.to_owned()),
            _ => answers.output = Some(answer.to_owned()),
        }
    }
    let end = if lines.is_empty() { from } else { at };
    (answers, lines, end)
}

/// Whether a bare line answers this question.
fn fits(question: usize, line: &str) -> bool {
    let upper = |c: char| c.is_ascii_uppercase() || c.is_ascii_digit();
    match question {
        0 => (16..=32).contains(&line.len()) && line.chars().all(upper) && line.starts_with('A'),
        1 => {
            line.len() == 40
                && line.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '/' | '+' | '='))
        }
        2 => {
            let parts: Vec<&str> = line.split('-').collect();
            parts.len() >= 3
                && parts[0].len() == 2
                && parts
                    .last()
                    .is_some_and(|last| last.len() == 1 && last.chars().all(|c| c.is_ascii_digit()))
                && crate::cli::is_region(line)
        }
        _ => matches!(line, "json" | "text" | "table" | "yaml" | "yaml-stream" | "off"),
    }
}

const fn name(output: Option<Output>) -> &'static str {
    match output {
        None => "None",
        Some(output) => output.name(),
    }
}

/// What the conversation looks like on a terminal. `before` is what was configured.
pub fn print_configure(answers: &Answers, before: &Profile) -> String {
    let key = answers.access_key.as_ref().map_or_else(String::new, |last| format!("****************{last}"));
    let secret = if answers.secret { "********************" } else { "" };
    format!(
        "AWS Access Key ID [****************MAIN]: {key}\nAWS Secret Access Key [****************KEPT]: {secret}\nDefault region name [{}]: {}\nDefault output format [{}]: {}\n",
        before.region,
        answers.region.as_deref().unwrap_or_default(),
        name(before.output),
        answers.output.as_deref().unwrap_or_default(),
    )
}

/// What `aws configure list` prints.
pub fn print_configuration(profile: &Profile) -> String {
    let mut out = String::new();
    let rows = [
        ["NAME", "VALUE", "TYPE", "LOCATION"],
        ["profile", "<not set>", "None", "None"],
        ["access_key", "****************MAIN", "shared-credentials-file", ""],
        ["secret_key", "****************KEPT", "shared-credentials-file", ""],
        ["region", &profile.region, "config-file", "~/.aws/config"],
    ];
    for [name, value, kind, location] in rows {
        let line = format!("{name:<10} : {value:<24} : {kind:<16} : {location}");
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// What `aws configure get` prints; empty (exit code 1) when it is not set.
pub fn print_setting(profile: &Profile, name: &str) -> String {
    match (name, profile.output) {
        ("region", _) => format!("{}\n", profile.region),
        ("output", Some(output)) => format!("{}\n", self::name(Some(output))),
        ("aws_access_key_id", _) => "AKIADYNAMARIUMMAIN\n".to_owned(),
        _ => String::new(),
    }
}
