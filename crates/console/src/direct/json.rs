//! `PutItem {"TableName": …}` among pasted text.

use api::shapes::{self, Operation};

use super::begins_another;
use crate::json::Node;
use crate::place::Place;

/// The operation of this name, whatever its case; the wire's prefix may stand before it.
fn operation(name: &str) -> Option<&'static Operation> {
    let name = name.strip_suffix(':').unwrap_or(name);
    let name = ["DynamoDB_20120810.", "DynamoDBStreams_20120810."]
        .into_iter()
        .find_map(|prefix| name.strip_prefix(prefix))
        .unwrap_or(name);
    shapes::operation(name)
        .or_else(|| shapes::operations().iter().find(|operation| operation.name.eq_ignore_ascii_case(name)))
}

/// Whether a word is an operation's name as the wire writes it.
pub(super) fn names_operation(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_uppercase())
        && operation(word.split('{').next().unwrap_or_default()).is_some()
}

/// The first word and what follows it.
fn split(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '{').unwrap_or(text.len());
    text.split_at(end)
}

/// Whether an operation with its input begins here. `first`: nothing stands before it, so that an object without a name,
/// or behind an unknown one, is meant for a request and is no printed answer.
pub(super) fn begins(text: &str, first: bool) -> bool {
    let (word, rest) = split(text);
    if word.is_empty() {
        return first && text.starts_with('{');
    }
    let brace = rest.trim_start().starts_with('{');
    let line = rest.lines().next().unwrap_or_default().trim();
    match operation(word) {
        Some(_) if brace => true,
        // Alone on its line, spelled exactly: `ListTables`.
        Some(_) => names_operation(word) && (line.is_empty() || line == ";" || line == "&"),
        // A slip before an object.
        None => {
            first
                && brace
                && line.starts_with('{')
                && word.len() > 2
                && word.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'.' | b':'))
        }
    }
}

/// Whether the request of these bytes is closed by its last brace.
pub(super) fn is_whole(text: &str, length: usize) -> bool {
    closes(text) == Some(length)
}

/// How many bytes of `text`, which begins with an operation or a brace, belong to the request.
pub(super) fn extent(text: &str) -> usize {
    closes(text).unwrap_or_else(|| {
        let (word, rest) = split(text);
        if !rest.trim_start().starts_with('{') {
            return word.len();
        }
        // Never closed: the next request stays one.
        let mut at = 0;
        while let Some(offset) = text[at..].find('\n') {
            if begins_another(text[at + offset + 1..].lines().next().unwrap_or_default()) {
                return at + offset;
            }
            at += offset + 1;
        }
        text.len()
    })
}

/// The byte after the brace that closes the request, unless another request begins before it.
fn closes(text: &str) -> Option<usize> {
    let (word, rest) = split(text);
    let brace = word.len() + rest.len() - rest.trim_start().len();
    if !text[brace..].starts_with('{') {
        return None;
    }
    let mut open = 0_u32;
    let (mut inside, mut escaped) = (false, false);
    for (offset, c) in text[brace..].char_indices() {
        let at = brace + offset;
        if inside {
            inside = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            if c != '\n' {
                continue;
            }
        }
        match c {
            '"' => inside = true,
            '{' | '[' => open += 1,
            '}' | ']' => {
                open -= 1;
                if open == 0 {
                    return Some(at + 1);
                }
            }
            '\n' if begins_another(text[at + 1..].lines().next().unwrap_or_default()) => return None,
            _ => {}
        }
    }
    None
}

/// The parts of a request: the operation's word, the operation if it is known, the object's place.
pub(crate) fn parts(text: &str, at: Place) -> (Place, Option<&'static Operation>, Option<Place>) {
    let whole = at.of(text);
    let (word, rest) = split(whole);
    let name = Place::new(at.start(), at.start() + word.len());
    let brace = at.start() + word.len() + rest.len() - rest.trim_start().len();
    let body = (brace < at.end()).then(|| Place::new(brace, at.end()));
    (name, operation(word), body)
}

/// The operation that an input without a name is most probably for: one that has all its members and needs no other.
pub(crate) fn guess(input: &Node) -> Option<&'static Operation> {
    let given: Vec<&str> = input.members().iter().map(|(key, _)| key.text.as_str()).collect();
    if given.is_empty() {
        return None;
    }
    let fits = |operation: &&Operation| {
        let members = operation.input.members();
        given.iter().all(|name| members.iter().any(|member| member.name == *name))
            && members.iter().all(|member| !member.required || given.contains(&member.name))
    };
    let first = [
        "PutItem",
        "UpdateItem",
        "GetItem",
        "Query",
        "Scan",
        "CreateTable",
        "BatchWriteItem",
        "ExecuteStatement",
    ];
    // A key alone is looked up, a key with a change is written.
    let query = given.contains(&"KeyConditionExpression");
    first
        .into_iter()
        .filter(|name| {
            (*name != "Query" || query)
                && (*name != "UpdateItem" || given.iter().any(|name| name.contains("Update")))
        })
        .filter_map(shapes::operation)
        .find(fits)
        .or_else(|| shapes::operations().iter().filter(|operation| operation.built).find(fits))
}
