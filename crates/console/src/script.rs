//! Pasted text into commands.

use crate::action::{Action, HelpTopic};
use crate::cli::{self, Context};
use crate::configure::{self, Configure};
use crate::direct::{self, Direct};
use crate::duration::duration;
use crate::fault::{Fault, NOT_FOUND, Remark};
use crate::lab;
use crate::place::Place;
use crate::shell::{self, Ending, Found, Statement, Word};
use crate::tokens::{Token, TokenKind, paint};

/// When a command runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum When {
    /// In any case.
    #[default]
    Always,
    /// Behind `&&`: only when the command before succeeded.
    AfterSuccess,
    /// Behind `||`: only when the command before failed.
    AfterFailure,
}

/// One command.
#[derive(Clone, Debug)]
pub struct Command {
    /// From its first word to its last.
    pub at: Place,
    /// When it runs.
    pub when: When,
    /// Behind it stands `&`: its answer isn't waited for.
    pub sent: bool,
    /// What it means, or what is wrong with it.
    pub action: Result<Action, Fault>,
    /// What was mended or passed over.
    pub remarks: Vec<Remark>,
}

/// Pasted text, read.
#[derive(Clone, Debug, Default)]
pub struct Script {
    /// In the order in which they run.
    pub commands: Vec<Command>,
    /// Everything in colours, in order, without overlap.
    pub tokens: Vec<Token>,
}

impl Script {
    /// The first fault.
    pub fn fault(&self) -> Option<&Fault> {
        self.commands.iter().find_map(|command| command.action.as_ref().err())
    }
}

/// Reads pasted text.
pub fn parse_script(text: &str, context: &Context<'_>) -> Script {
    read(text, 0, text.len(), context)
}

/// Reads one command of a text again, because files may have changed since the whole was read: `at` is the place
/// that [`parse_script`] told. `None` when no command stands there.
pub fn parse_command(text: &str, at: Place, context: &Context<'_>) -> Option<Command> {
    // Answers to `aws configure` and pipes stand behind the command: reading goes on as in the whole text.
    let from = text.is_char_boundary(at.start()).then(|| at.start())?;
    let mut reader =
        Reader { text, context, script: Script::default(), wrong: Vec::new(), prose: Vec::new() };
    match direct::find(text, from) {
        Some(direct) => reader.direct(&direct, When::Always),
        None => {
            reader.command(&shell::statement(text, from), When::Always);
        }
    }
    reader.script.commands.into_iter().next()
}

/// The text in coloured pieces, in order, without overlap.
pub fn tokens(text: &str) -> Vec<Token> {
    // Every file is there as far as colours are concerned.
    let any = |name: &str| Some(cli::File { name: name.to_owned(), content: b"{}".to_vec() });
    parse_script(text, &Context { files: &any }).tokens
}

struct Reader<'a> {
    text: &'a str,
    context: &'a Context<'a>,
    script: Script,
    wrong: Vec<Place>,
    /// Lines passed over since the last command.
    prose: Vec<Place>,
}

fn read(text: &str, from: usize, to: usize, context: &Context<'_>) -> Script {
    let text = text.get(..to).unwrap_or(text);
    let mut reader =
        Reader { text, context, script: Script::default(), wrong: Vec::new(), prose: Vec::new() };
    let mut at = from;
    let mut when = When::Always;
    let mut inside = false;
    while at < text.len() {
        let Some((found, next)) = shell::next(text, at, inside) else { break };
        at = next.max(at + 1);
        while !text.is_char_boundary(at) {
            at += 1;
        }
        inside = false;
        match found {
            Found::Quiet(place) => reader.quiet(place),
            Found::Prose(place) => {
                reader.quiet(place);
                reader.prose.push(place);
            }
            Found::Direct(direct) => {
                reader.direct(&direct, std::mem::take(&mut when));
            }
            Found::Command(statement) => {
                let ending = statement.ending;
                inside = text[..at].ends_with([';', '&', '|']);
                at = reader.command(&statement, when).unwrap_or(at).max(at);
                when = match ending {
                    Ending::Plain | Ending::Away => When::Always,
                    Ending::And => When::AfterSuccess,
                    Ending::Or => When::AfterFailure,
                };
            }
        }
    }
    reader.finish()
}

/// Why an expression lacks its end.
const HASH: &str =
    "In a shell `#` begins a comment: put the expression in double quotes, such as \"#y = :y\".";

/// Said of a command that is no call of a service.
const NOT_SENT: &str = "Only calls are sent with `&`: this ran to its end.";

/// `1 line`, `3 lines`.
fn lines(count: usize) -> String {
    if count == 1 { "1 line".to_owned() } else { format!("{count} lines") }
}

impl Reader<'_> {
    fn quiet(&mut self, at: Place) {
        self.script.tokens.push(Token { at, kind: TokenKind::Quiet });
    }

    /// Prose is told about once, with the command that follows it or the last one.
    fn prose_remark(&mut self) -> Option<Remark> {
        let (first, count) = (*self.prose.first()?, self.prose.len());
        self.prose.clear();
        let shown: String = first.of(self.text).chars().take(40).collect();
        let dots = if shown.len() < first.of(self.text).len() || count > 1 { "…" } else { "" };
        Some(Remark::new(
            first,
            format!("Passed over {} that begin no command: “{shown}{dots}”.", lines(count))
                .replace("1 line that begin no", "1 line that begins no"),
        ))
    }

    fn finish(mut self) -> Script {
        if self.script.commands.is_empty() {
            // Nothing but text: then it was meant for a command.
            if let Some(first) = self.prose.first().copied() {
                let line = first.of(self.text);
                let word = line.split_whitespace().next().unwrap_or(line);
                let at = Place::new(first.start(), first.start() + word.len());
                self.wrong.push(at);
                self.script.commands.push(Command {
                    at: first,
                    when: When::Always,
                    sent: false,
                    action: Err(not_found(word, at)),
                    remarks: Vec::new(),
                });
            }
        } else if let Some(remark) = self.prose_remark()
            && let Some(last) = self.script.commands.last_mut()
        {
            last.remarks.push(remark);
        }
        Script { tokens: paint(self.script.tokens, &self.wrong), commands: self.script.commands }
    }

    /// Reads a request typed without the AWS CLI.
    fn direct(&mut self, direct: &Direct, when: When) {
        let remarks = self.prose_remark().into_iter().collect();
        let read = direct::read(self.text, direct);
        self.script.tokens.extend(read.tokens);
        if let Err(fault) = &read.call {
            self.wrong.extend(fault.at);
        }
        if let Some(place) = direct.away {
            self.quiet(place);
        }
        let (action, sent) = (read.call.map(|call| Action::Aws(Box::new(call))), direct.away.is_some());
        self.script.commands.push(Command { at: direct.at, when, sent, action, remarks });
    }

    /// Reads one command; answers the byte behind it when more than its line belongs to it.
    fn command(&mut self, statement: &Statement, when: When) -> Option<usize> {
        for place in &statement.quiet {
            self.quiet(*place);
        }
        if statement.words.is_empty() && statement.fault.is_none() {
            return None;
        }
        let mut remarks = Vec::new();
        remarks.extend(self.prose_remark());
        remarks.extend(statement.remarks.iter().cloned());
        let mut parsed = self.meaning(statement);
        let comment = statement.comments.first();
        if let (Err(fault), Some(comment)) = (&mut parsed.action, comment)
            && (fault.message.contains("expected one argument") || fault.message.contains("are required"))
            && statement.words.last().is_some_and(|word| word.at.to < comment.to)
        {
            HASH.clone_into(&mut fault.hint);
        }
        match &mut parsed.action {
            Ok(Action::Aws(call)) => call.at = statement.at,
            Ok(Action::Wait(wait)) => wait.call.at = statement.at,
            _ => {}
        }
        let mut after = None;
        if let Ok(Action::Configure(Configure::Ask(answers))) = &mut parsed.action {
            let (given, places, end) = configure::answers(self.text, statement.next);
            *answers = given;
            after = Some(end);
            for place in places {
                self.quiet(place);
            }
        }
        self.colour(&statement.words, &parsed);
        if let Err(fault) = &parsed.action {
            self.wrong.extend(fault.at);
        }
        let sent = statement.ending == Ending::Away;
        if sent && matches!(parsed.action, Ok(Action::Wait(_) | Action::Lab(_) | Action::Configure(_))) {
            remarks.push(Remark::new(statement.at, NOT_SENT));
        }
        self.script.commands.push(Command { at: statement.at, when, sent, action: parsed.action, remarks });
        after
    }

    fn meaning(&self, statement: &Statement) -> cli::Parsed {
        let mut parsed =
            cli::Parsed { action: Ok(Action::Version), commands: Vec::new(), options: Vec::new() };
        let mut words = statement.words.as_slice();
        let mut region = None;
        while let Some((word, rest)) = words.split_first() {
            if let Some((name, value)) =
                word.text.split_once('=').filter(|_| shell::is_assignment(&word.text))
            {
                if matches!(name, "AWS_REGION" | "AWS_DEFAULT_REGION") && !value.is_empty() {
                    region = Some(value.to_owned());
                }
                parsed.options.push(word.at);
            } else if word.text == "sudo" && !rest.is_empty() {
                parsed.commands.push(word.at);
            } else {
                break;
            }
            words = rest;
        }
        let Some(program) = words.first() else {
            // Only assignments: they set the Region for what follows.
            parsed.action = Ok(match region {
                Some(value) => Action::Configure(Configure::Set { name: "region".to_owned(), value }),
                None => Action::Note(String::new()),
            });
            return parsed;
        };
        let name = program.text.as_str();
        let is_aws = matches!(name, "aws" | "aws.exe" | "awslocal") || name.ends_with("/aws");
        if let Some(fault) = statement.fault.as_ref().filter(|_| is_aws || name == "lab") {
            parsed.commands.push(program.at);
            parsed.action = Err(fault.clone());
            return parsed;
        }
        if is_aws {
            let mut read = cli::parse(words, region, self.context);
            read.commands.append(&mut parsed.commands);
            read.options.append(&mut parsed.options);
            return read;
        }
        if name == "lab" {
            parsed.action = lab::parse(words, &mut parsed.commands);
            return parsed;
        }
        parsed.commands.push(program.at);
        parsed.action = foreign(name, words);
        parsed
    }

    fn colour(&mut self, words: &[Word], parsed: &cli::Parsed) {
        for word in words {
            let json = || word.text.starts_with(['{', '[']);
            let kind = if parsed.commands.contains(&word.at) {
                TokenKind::Command
            } else if parsed.options.contains(&word.at) || word.text.starts_with("--") && !word.quoted {
                if let Some(equals) = word.text.find('=') {
                    let split = word.place(equals, equals + 1).end();
                    let name = Place::new(word.at.start(), split);
                    let value = Place::new(split, word.at.end());
                    self.script.tokens.push(Token { at: name, kind: TokenKind::Option });
                    let kind = if word.quoted { TokenKind::String } else { TokenKind::Value };
                    self.script.tokens.push(Token { at: value, kind });
                    continue;
                }
                TokenKind::Option
            } else if word.quoted || json() {
                TokenKind::String
            } else {
                TokenKind::Value
            };
            self.script.tokens.push(Token { at: word.at, kind });
        }
    }
}

fn not_found(word: &str, at: Place) -> Fault {
    let fault = Fault::plain(NOT_FOUND, format!("bash: {word}: command not found")).at(at);
    let near = crate::distance::nearest(word, ["aws", "lab"]).filter(|_| word.len() <= 4);
    if let Some(near) = near {
        return fault.hint(format!("Did you mean `{near}`?")).fix(Some(near));
    }
    if matches!(word.to_ascii_uppercase().as_str(), "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "EXISTS") {
        return fault.hint("A PartiQL statement is SELECT … FROM \"T\", INSERT INTO \"T\" VALUE {…}, UPDATE \"T\" SET … WHERE …, or DELETE FROM \"T\" WHERE ….");
    }
    if cli::is_operation(word) {
        return fault.hint("Commands begin with `aws dynamodb`.").fix(Some(format!("aws dynamodb {word}")));
    }
    if word == "dynamodb" || word == "dynamodbstreams" {
        return fault.hint("Commands begin with `aws`.").fix(Some(format!("aws {word}")));
    }
    fault.hint("Commands begin with `aws dynamodb`, such as `aws dynamodb list-tables`; `lab help` lists those of the playground.")
}

/// Commands of a shell that mean nothing here, or something else.
fn foreign(name: &str, words: &[Word]) -> Result<Action, Fault> {
    let note = |text: &str| Ok(Action::Note(format!("{text}\n")));
    let argument = words.get(1);
    match name {
        "curl" | "wget" | "git" | "unzip" => {
            note("Nothing was fetched: the demos' files are here already, `file://items.json` reads them.")
        }
        "help" => Ok(Action::Help(HelpTopic::All)),
        "wait" => Ok(Action::Gather),
        "sleep" => {
            let Some(word) = argument else {
                return Err(Fault::plain(1, "sleep: missing operand").at(words[0].at));
            };
            let text = if word.text.ends_with(|c: char| c.is_ascii_digit()) {
                format!("{}s", word.text)
            } else {
                word.text.clone()
            };
            match duration(&text) {
                Some(micros) => Ok(Action::Lab(lab::LabCommand::Advance(micros))),
                None => {
                    Err(Fault::plain(1, format!("sleep: invalid time interval ‘{}’", word.text)).at(word.at))
                }
            }
        }
        "export" | "set" | "setx" => {
            let pair = argument
                .and_then(|word| word.text.split_once('=').map(|(name, value)| (name, value.to_owned())));
            let pair = pair.or_else(|| Some((argument?.text.as_str(), words.get(2)?.text.clone())));
            match pair {
                Some(("AWS_REGION" | "AWS_DEFAULT_REGION", value)) if cli::is_region(&value) => {
                    Ok(Action::Configure(Configure::Set { name: "region".to_owned(), value }))
                }
                _ => note("There are no shell variables here; passed over."),
            }
        }
        "cat" | "ls" => Ok(Action::Lab(lab::LabCommand::Files)),
        _ if known_to_shells(name) => {
            note(&format!("`{name}` is a command of the shell and means nothing here; passed over."))
        }
        _ => Err(not_found(name, words[0].at)),
    }
}

fn known_to_shells(name: &str) -> bool {
    matches!(
        name,
        "cd" | "echo"
            | "mkdir"
            | "rm"
            | "clear"
            | "pwd"
            | "pip"
            | "pip3"
            | "npm"
            | "python"
            | "python3"
            | "yum"
            | "apt"
            | "apt-get"
            | "brew"
            | "chmod"
            | "jq"
            | "which"
            | "exit"
            | "history"
            | "sudo"
    )
}
