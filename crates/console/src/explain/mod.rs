//! What to do about an error that the service answered.

mod keys;
mod mend;
mod parts;
mod sentences;

pub use self::keys::advise;

use self::mend::{apply, replace_word};
use self::sentences::{CONDITION, FILTERED_KEY, ILL_FORMED, PARAMETERS, SENTENCES};
use crate::catalogue::{Catalogue, TableEntry, key_template};
use crate::cli::{ApiCall, Notation, Typed};
use crate::direct::{pieces, table};
use crate::distance::nearest;
use crate::json::{self, Node, Text};
use crate::place::Place;

/// An error that the service answered.
#[derive(Clone, Copy, Debug)]
pub struct Failure<'a> {
    /// `PutItem`.
    pub operation: &'a str,
    /// `ValidationException`.
    pub name: &'a str,
    /// The service's sentence.
    pub message: &'a str,
    /// The command's call, if it came from a command.
    pub call: Option<&'a ApiCall>,
    /// The typed text that the call's places speak of.
    pub text: &'a str,
}

/// Why, and what to do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hint {
    /// A plain sentence or two.
    pub text: String,
    /// What it is about.
    pub at: Option<Place>,
    /// Text that, put in that place, would mend it.
    pub fix: Option<String>,
}

impl Hint {
    fn say(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// Explains an error, where there is more to say than the service did.
pub fn explain(failure: &Failure<'_>, catalogue: &Catalogue) -> Option<Hint> {
    let input = failure.call.and_then(|call| json::read(Text::at(&call.input, Place::default())).ok());
    let statement = input.as_ref().and_then(|input| input.get("Statement")).and_then(Node::as_str);
    let named = statement.and_then(|statement| table(&pieces(statement))?.0.name());
    let name =
        input.as_ref().and_then(|input| input.get("TableName")).and_then(Node::as_str).or(named.as_deref());
    let case = Case {
        failure,
        catalogue,
        input: input.as_ref(),
        table: name.and_then(|name| catalogue.table(name)),
        asked: name,
    };
    match failure.name {
        "ResourceNotFoundException" => Some(case.not_found()),
        "ResourceInUseException" => Some(case.in_use()),
        "ConditionalCheckFailedException" => Some(Hint::say(CONDITION)),
        "ProvisionedThroughputExceededException" => Some(Hint::say(
            "The table's capacity for this second is used up, and what it had saved from idle seconds too. `lab advance 1s` lets new capacity come; real SDKs wait and try again.",
        )),
        "ThrottlingException" | "RequestLimitExceeded" => Some(Hint::say(
            "Too much at once. Wait (`lab advance 1s`) and try again, as the SDKs do by themselves.",
        )),
        "TransactionCanceledException" => Some(Hint::say(
            "Nothing of the transaction was written. The reasons stand in the order of its parts; None means that a part was fine.",
        )),
        "TransactionConflictException" => {
            Some(Hint::say("Another transaction holds the item at this moment. Try again."))
        }
        "SerializationException" => {
            Some(Hint::say("The JSON has a value of another type than the operation wants at this place."))
        }
        "DuplicateItemException" => Some(Hint::say(
            "INSERT never replaces: an item with this key exists. UPDATE … SET changes it, and PutItem replaces it.",
        )),
        "UnknownOperationException" => Some(Hint::say("This engine does not have the operation yet.")),
        "ValidationException" => case.validation(),
        _ => None,
    }
}

struct Case<'a> {
    failure: &'a Failure<'a>,
    catalogue: &'a Catalogue,
    input: Option<&'a Node>,
    table: Option<&'a TableEntry>,
    asked: Option<&'a str>,
}

/// The rest of `message` behind `marker`.
fn after<'a>(message: &'a str, marker: &str) -> Option<&'a str> {
    message.find(marker).map(|at| message[at + marker.len()..].trim())
}

impl Case<'_> {
    fn typed(&self, member: &str) -> Option<&Typed> {
        self.failure.call?.typed.iter().find(|typed| typed.member == member)
    }

    fn notation(&self) -> Notation {
        self.failure.call.map_or(Notation::Cli, |call| call.notation)
    }

    /// Where the table's name stands in a statement.
    fn named_in_statement(&self) -> Option<Place> {
        let at = self.typed("Statement").filter(|_| self.notation() == Notation::Statement)?.value;
        let (name, _) = table(&pieces(at.of(self.failure.text)))?;
        Some(Place::new(at.start() + name.from, at.start() + name.to()))
    }

    fn tables(&self) -> String {
        let names: Vec<&str> =
            self.catalogue.tables.iter().take(8).map(|table| table.name.as_str()).collect();
        let more = if self.catalogue.tables.len() > names.len() { ", …" } else { "" };
        if names.is_empty() {
            "There is no table in this Region yet.".to_owned()
        } else {
            format!("There are: {}{more}.", names.join(", "))
        }
    }

    fn not_found(&self) -> Hint {
        let near = self
            .asked
            .and_then(|asked| nearest(asked, self.catalogue.tables.iter().map(|table| table.name.as_str())));
        let at = self.typed("TableName").map(|typed| typed.value).or_else(|| self.named_in_statement());
        if self.table.is_some() {
            return Hint::say(
                "The table is there, but not ACTIVE yet, or the index is not. Wait for it: `aws dynamodb wait table-exists --table-name …`.",
            );
        }
        match near {
            Some(near) => Hint {
                text: format!(
                    "No table has this name here. Did you mean `{near}`? Names are case-sensitive. {}",
                    self.tables()
                ),
                fix: at.map(|at| {
                    if at.of(self.failure.text).starts_with('"') {
                        format!("\"{near}\"")
                    } else {
                        near.to_owned()
                    }
                }),
                at,
            },
            None => Hint {
                text: format!("No table has this name in this Region. {}", self.tables()),
                at,
                fix: None,
            },
        }
    }

    fn in_use(&self) -> Hint {
        if self.failure.message.contains("already exists") {
            return Hint::say(
                "A table of this name exists. Choose another name, or delete it first: `aws dynamodb delete-table --table-name …`.",
            );
        }
        Hint::say(
            "The table is being created, changed or deleted. Wait until it is ACTIVE: `aws dynamodb wait table-exists --table-name …`, or `lab idle`.",
        )
    }

    fn validation(&self) -> Option<Hint> {
        let message = self.failure.message;
        if let Some(word) = after(message, "reserved keyword: ") {
            return Some(self.reserved(word));
        }
        if let Some(value) = after(message, "is not defined; attribute value: ") {
            return Some(self.undefined(
                value,
                "ExpressionAttributeValues",
                "--expression-attribute-values",
                self.kind_of(value).unwrap_or(r#"{"S": "a"}"#),
            ));
        }
        if let Some(name) = after(message, "is not defined; attribute name: ") {
            return Some(self.undefined(
                name,
                "ExpressionAttributeNames",
                "--expression-attribute-names",
                "\"AttributeName\"",
            ));
        }
        if message.contains("can only contain non-primary key attributes") {
            return Some(self.filtered_key(FILTERED_KEY));
        }
        if message.contains("Query condition missed key schema element")
            || message.contains("Either the KeyConditions")
        {
            return Some(self.key_condition());
        }
        if message.contains("provided key element does not match the schema") {
            return Some(self.key_shape());
        }
        if let Some(rest) = after(message, "Missing the key ") {
            return Some(self.key_missing(rest.split(' ').next().unwrap_or(rest)));
        }
        if let Some(mismatch) = after(message, "Type mismatch for key ")
            && let Some(hint) = self.key_type(mismatch)
        {
            return Some(hint);
        }
        if let Some(index) = after(message, "does not have the specified index: ") {
            return Some(self.no_index(index));
        }
        if self.notation() == Notation::Statement
            && let Some(hint) = self.statement()
        {
            return Some(hint);
        }
        if message.contains("Syntax error; token") {
            return Some(self.syntax(message));
        }
        SENTENCES.iter().find(|(part, _)| message.contains(part)).map(|(_, text)| Hint::say(*text))
    }

    /// What to say about a statement that was refused.
    fn statement(&self) -> Option<Hint> {
        let message = self.failure.message;
        let at = self.typed("Statement").map(|typed| typed.value);
        if message.contains("mandatory equality on all key attributes") {
            let key = self.table.map(|table| {
                let parts: Vec<String> =
                    table.key.iter().map(|part| format!("\"{}\" = …", part.name)).collect();
                format!(", such as WHERE {}", parts.join(" AND "))
            });
            let key = key.unwrap_or_default();
            return Some(Hint {
                at,
                ..Hint::say(format!(
                    "UPDATE and DELETE change one item: its whole key must be given with `=`{key}."
                ))
            });
        }
        if message.contains("Number of parameters") {
            return Some(Hint { at, ..Hint::say(PARAMETERS) });
        }
        message.contains("wasn't well formed").then(|| Hint { at, ..Hint::say(ILL_FORMED) })
    }

    fn syntax(&self, message: &str) -> Hint {
        let expression = [
            "FilterExpression",
            "KeyConditionExpression",
            "ConditionExpression",
            "UpdateExpression",
            "ProjectionExpression",
        ]
        .into_iter()
        .find(|name| message.contains(&format!("Invalid {name}")));
        let at = expression.and_then(|name| self.typed(name)).map(|typed| typed.value);
        let token = after(message, "token: \"").and_then(|rest| rest.split('"').next()).unwrap_or_default();
        let text = if token.starts_with(|c: char| c.is_ascii_digit())
            || token.starts_with(['\'', '\\'])
            || token.is_empty()
            || token == "-"
        {
            "Expressions hold no literal values: write a placeholder such as :v and give its value with --expression-attribute-values."
        } else if token == "=" || token == "!" {
            "Equal is a single `=`, not equal is `<>`."
        } else if token == "<EOF>" {
            "The expression ends too early."
        } else {
            "The expression can't be read at this word."
        };
        Hint { text: text.to_owned(), at, fix: None }
    }

    fn key_condition(&self) -> Hint {
        let index = self.input.and_then(|input| input.get("IndexName")).and_then(Node::as_str);
        let key = self.table.and_then(|table| match index {
            Some(index) => table.indexes.iter().find(|entry| entry.name == index).map(|entry| &entry.key),
            None => Some(&table.key),
        });
        let at = self.typed("KeyConditionExpression").map(|typed| typed.value);
        let Some(part) = key.and_then(|key| key.first()) else {
            return Hint {
                at,
                ..Hint::say(
                    "A query needs `=` on the partition key, for example --key-condition-expression \"pk = :pk\".",
                )
            };
        };
        let sample =
            key_template(std::slice::from_ref(part)).replace(&format!("\"{}\"", part.name), "\":k\"");
        Hint {
            text: format!(
                "A query needs `=` on the partition key `{}`: --key-condition-expression \"{} = :k\" --expression-attribute-values {sample}. Without the key, only `scan` finds items.",
                part.name, part.name
            ),
            at,
            fix: None,
        }
    }

    fn no_index(&self, asked: &str) -> Hint {
        let at = self.typed("IndexName").map(|typed| typed.value);
        let names: Vec<&str> =
            self.table.iter().flat_map(|table| &table.indexes).map(|index| index.name.as_str()).collect();
        let near =
            nearest(asked, names.iter().copied()).or(names.first().copied().filter(|_| names.len() == 1));
        let text = if names.is_empty() {
            "The table has no index.".to_owned()
        } else {
            format!("The table's indexes are: {}.", names.join(", "))
        };
        let fix = near.filter(|_| at.is_some()).map(|near| match at {
            Some(at) if at.of(self.failure.text).starts_with('"') => format!("\"{near}\""),
            _ => near.to_owned(),
        });
        Hint { text, at, fix }
    }

    /// A placeholder without a definition: add one.
    fn undefined(&self, placeholder: &str, member: &str, option: &str, sample: &str) -> Hint {
        let where_ = if self.notation() == Notation::Json { member } else { option };
        let text = format!("`{placeholder}` has no meaning yet: give it one with {where_}.");
        let Some(call) = self.failure.call else { return Hint::say(text) };
        let mut edits = Vec::new();
        let fix = self
            .define(placeholder, member, option, sample, &mut edits)
            .then(|| apply(self.failure.text, call.at, edits));
        Hint { text, at: fix.as_ref().map(|_| call.at), fix }
    }

    /// Adds the edits that define `placeholder`; false when the option's text can't be edited.
    fn define(
        &self,
        placeholder: &str,
        member: &str,
        option: &str,
        sample: &str,
        edits: &mut Vec<(Place, String)>,
    ) -> bool {
        let Some(call) = self.failure.call else { return false };
        let json = self.notation() == Notation::Json;
        let Some(typed) = self.typed(member) else {
            let (at, text) = if json {
                let brace = call.at.end().saturating_sub(1);
                (Place::new(brace, brace), format!(", \"{member}\": {{\"{placeholder}\": {sample}}}"))
            } else {
                (
                    Place { from: call.at.to, to: call.at.to },
                    format!(" {option} '{{\"{placeholder}\": {sample}}}'"),
                )
            };
            edits.push((at, text));
            return true;
        };
        let source = typed.value.of(self.failure.text);
        let begins = if json { "{" } else { "'{" };
        let Some(brace) = source.rfind('}').filter(|_| source.starts_with(begins)) else { return false };
        let empty = source[..brace].trim_end().ends_with('{');
        let at = typed.value.start() + brace;
        let comma = if empty { "" } else { ", " };
        edits.push((Place::new(at, at), format!("{comma}\"{placeholder}\": {sample}")));
        true
    }

    fn reserved(&self, word: &str) -> Hint {
        let word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '_');
        let placeholder = self.placeholder(word);
        let text = format!(
            "`{word}` is one of DynamoDB's 573 reserved words. Write `{placeholder}` in its place and say what it stands for: {}.",
            match self.notation() {
                Notation::Json => format!("\"ExpressionAttributeNames\": {{\"{placeholder}\": \"{word}\"}}"),
                _ => format!("--expression-attribute-names '{{\"{placeholder}\": \"{word}\"}}'"),
            }
        );
        let Some(call) = self.failure.call else { return Hint::say(text) };
        let expressions = [
            "ProjectionExpression",
            "FilterExpression",
            "KeyConditionExpression",
            "ConditionExpression",
            "UpdateExpression",
        ];
        let mut edits = Vec::new();
        for typed in expressions.into_iter().filter_map(|name| self.typed(name)) {
            let source = typed.value.of(self.failure.text);
            if source.starts_with("file:") {
                continue;
            }
            let replaced = replace_word(source, word, &placeholder);
            if replaced != source {
                // Without quotes the shell would take `#…` for a comment.
                let quoted =
                    if source.starts_with(['"', '\'']) { replaced } else { format!("\"{replaced}\"") };
                edits.push((typed.value, quoted));
            }
        }
        if edits.is_empty()
            || !self.define(
                &placeholder,
                "ExpressionAttributeNames",
                "--expression-attribute-names",
                &format!("\"{word}\""),
                &mut edits,
            )
        {
            return Hint::say(text);
        }
        Hint { text, at: Some(call.at), fix: Some(apply(self.failure.text, call.at, edits)) }
    }

    /// A placeholder for an attribute's name that the request doesn't use yet.
    fn placeholder(&self, word: &str) -> String {
        let letter: String =
            word.chars().take(1).map(|c| c.to_ascii_lowercase()).filter(char::is_ascii_alphabetic).collect();
        let letter = if letter.is_empty() { "n".to_owned() } else { letter };
        let names = self.input.and_then(|input| input.get("ExpressionAttributeNames"));
        let free = |name: &str| names.is_none_or(|names| names.get(name).is_none());
        let short = format!("#{letter}");
        if free(&short) {
            return short;
        }
        (2..100).map(|number| format!("#{letter}{number}")).find(|name| free(name)).unwrap_or(short)
    }
}
