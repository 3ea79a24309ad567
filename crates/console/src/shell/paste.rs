//! Commands among everything else that is pasted: prompts, list markers, headings, prose.

use super::lexer::{Statement, is_blank, statement};
use crate::direct::{self, Direct};
use crate::place::Place;

/// Words that begin a command line. English text begins with a capital letter or a list marker.
const PROGRAMS: &[&str] = &[
    "aws", "aws.exe", "lab", "curl", "wget", "git", "sudo", "cd", "ls", "cat", "echo", "mkdir", "rm",
    "export", "set", "setx", "sleep", "clear", "pwd", "pip", "pip3", "npm", "python", "python3", "yum",
    "apt", "apt-get", "brew", "chmod", "jq", "unzip", "which", "awslocal", "help", "exit", "history",
];

/// What stands at a place of a pasted text.
#[derive(Debug)]
pub(crate) enum Found {
    /// A command.
    Command(Box<Statement>),
    /// A comment or the fence of a code block.
    Quiet(Place),
    /// A request typed without the AWS CLI.
    Direct(Direct),
    /// A line that begins no command.
    Prose(Place),
}

/// What comes at or after byte `from`, and the byte after it. `inside` says that a separator stands before on the
/// same line, so that a command must follow. `None` at the end of the text.
pub(crate) fn next(text: &str, from: usize, inside: bool) -> Option<(Found, usize)> {
    let rest = &text[from..];
    let start = from + rest.len() - rest.trim_start_matches(|c| c == '\n' || is_blank(c)).len();
    if start >= text.len() {
        return None;
    }
    let line_end = text[start..].find('\n').map_or(text.len(), |offset| start + offset);
    let line = text[start..line_end].trim_end();
    let whole = Place::new(start, start + line.len());
    if line.starts_with('#') && lead(line).is_none() || line.starts_with("```") || line.starts_with("-- ") {
        return Some((Found::Quiet(whole), line_end));
    }
    if let Some(direct) = direct::find(text, start) {
        return Some((Found::Direct(direct), direct.next));
    }
    let same_line = inside && !text[from..start].contains('\n');
    let Some((skipped, limit)) = lead(line).or(same_line.then_some((0, None))) else {
        return Some((Found::Prose(whole), line_end));
    };
    let limit = limit.map_or(text.len(), |limit| start + limit);
    let mut found = statement(&text[..limit], start + skipped);
    if limit < text.len() {
        found.next = line_end;
    }
    if skipped > 0 {
        found.quiet.push(Place::new(start, start + skipped));
    }
    if found.words.is_empty() && found.next <= start {
        found.next = line_end;
    }
    let after = found.next.max(start + 1);
    Some((Found::Command(Box::new(found)), after))
}

/// How many bytes of prompt or list marker stand before a command on this line, and where the command must end if
/// the line wraps it in backticks. `None` if the line begins no command.
fn lead(line: &str) -> Option<(usize, Option<usize>)> {
    if let Some(inner) = line.strip_prefix('`') {
        let end = inner.find('`').unwrap_or(inner.len());
        return begins(&inner[..end]).then_some((1, Some(1 + end)));
    }
    if begins(line) {
        return Some((0, None));
    }
    // A prompt ends with one of these and a blank; a list marker is short.
    line.char_indices()
        .take(80)
        .filter(|(_, c)| matches!(c, '$' | '%' | '>' | '#' | '-' | '*' | '•' | '.' | ')' | '❯'))
        .map(|(offset, c)| (offset, offset + c.len_utf8()))
        .filter(|(offset, after)| match &line[*offset..*after] {
            "$" | "%" | ">" | "❯" => true,
            "#" => *offset > 0,
            _ => line[..*offset].chars().all(|c| c.is_ascii_digit()),
        })
        .find_map(|(_, after)| {
            let rest = &line[after..];
            let command = rest.trim_start_matches(is_blank);
            let first = command.split(is_blank).next().unwrap_or_default();
            let known =
                matches!(first, "aws" | "lab" | "curl" | "git" | "wget") || after <= 4 && begins(command);
            (known && (command.len() < rest.len() || line.starts_with(['$', '%', '>'])))
                .then_some((line.len() - command.len(), None))
        })
}

/// Whether a command begins here.
fn begins(line: &str) -> bool {
    let word = line.split(|c| is_blank(c) || matches!(c, ';' | '|' | '&')).next().unwrap_or_default();
    PROGRAMS.contains(&word)
        || word == "wait" && line.trim_end() == word
        || word.ends_with("/aws")
        || is_assignment(word)
        || is_slip(word, line)
}

/// `NAME=value` as it stands before a command.
pub(crate) fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        name.starts_with("AWS_")
            && name.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '_')
    })
}

/// A mistyped `aws`, or a command that lacks it.
fn is_slip(word: &str, line: &str) -> bool {
    let second = line[word.len()..].split_whitespace().next().unwrap_or_default();
    let service = matches!(second, "dynamodb" | "dynamodbstreams" | "configure" | "iam" | "sts");
    let operation = || line.contains(" --") && crate::cli::is_operation(word);
    service && (word.len() <= 5 || word == "amazon")
        || word == "dynamodb" && line.contains('-')
        || operation()
}
