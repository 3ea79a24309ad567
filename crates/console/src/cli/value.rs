//! One option's words into its member's value: JSON, shorthand, files, scalars.

use api::shapes::Shape;

use super::coerce::{coerce, fraction, integer, no_number};
use super::context::{Content, Files};
use super::shorthand;
use crate::fault::{Fault, GENERAL};
use crate::json::{self, Node, Text, Value};
use crate::place::Place;
use crate::shell::Word;

/// Reads the words of `flag` as `shape` wants them.
pub(super) fn unpack(
    flag: &str,
    shape: &Shape,
    words: &[Word],
    place: Place,
    files: &mut Files<'_>,
) -> Result<Node, Fault> {
    if let [word] = words
        && let Some(content) = files.read(&word.text, word.at)
    {
        let content = content.map_err(|message| {
            Fault::parameter(flag, message)
                .at(word.at)
                .hint("Drop the file onto the console, or paste its content in single quotes.")
        })?;
        return whole(flag, shape, &content, word.at, files);
    }
    if let Shape::List { element, .. } = shape {
        return list(flag, shape, element, words, place, files);
    }
    let Some(word) = words.last() else { return Ok(Node::string("", place)) };
    single(flag, shape, Text::word(word), files)
}

/// A file's content stands for the whole value.
fn whole(
    flag: &str,
    shape: &Shape,
    content: &Content,
    at: Place,
    files: &mut Files<'_>,
) -> Result<Node, Fault> {
    let text = content.clone().into_text();
    let text = Text::at(&text, at);
    if let Shape::List { element, .. } = shape {
        if text.text.trim_start().starts_with('[') {
            return read_json(flag, text);
        }
        if !is_complex(element) || text.text.trim_start().starts_with('{') {
            // The AWS CLI takes the text for a list of letters here and fails with the first of them.
            let first: String = text.text.trim_start().chars().take(1).collect();
            return if is_complex(element) {
                read_json(flag, Text::at(&first, at))
            } else {
                Err(Fault::parameter(flag, "Invalid JSON: Expecting value: line 1 column 1 (char 0)")
                    .at(at)
                    .hint("The file must hold a JSON list: `[…]`."))
            }
            .map_err(|fault| {
                fault.hint("The file must hold a JSON list: put `[` and `]` round what is in it.")
            });
        }
        let mut node = shorthand::parse(text, files).map_err(|error| tell(flag, &text, &error))?;
        coerce(&mut node, element)?;
        return Ok(Node::new(Value::List(vec![node]), at));
    }
    single(flag, shape, text, files)
}

fn list(
    flag: &str,
    shape: &Shape,
    element: &Shape,
    words: &[Word],
    place: Place,
    files: &mut Files<'_>,
) -> Result<Node, Fault> {
    let short = is_complex(element) && !words.first().is_some_and(|word| looks_like_json(&word.text));
    if short {
        let mut nodes = Vec::with_capacity(words.len());
        for word in words {
            let text = Text::word(word);
            nodes.push(shorthand::parse(text, files).map_err(|error| tell(flag, &text, &error))?);
        }
        let mut node = Node::new(Value::List(nodes), place);
        coerce(&mut node, shape)?;
        return Ok(node);
    }
    if let [word] = words
        && word.text.trim().starts_with('[')
    {
        return read_json(flag, Text::word(word));
    }
    let nodes = words
        .iter()
        .map(|word| {
            let text = Text::word(word);
            if is_complex(element) { complex(flag, element, text) } else { scalar(element, text) }
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Node::new(Value::List(nodes), place))
}

fn single(flag: &str, shape: &Shape, text: Text<'_>, files: &mut Files<'_>) -> Result<Node, Fault> {
    if !is_complex(shape) {
        return scalar(shape, text);
    }
    if looks_like_json(text.text) {
        return complex(flag, shape, text);
    }
    let mut node = shorthand::parse(text, files).map_err(|error| tell(flag, &text, &error))?;
    coerce(&mut node, shape)?;
    Ok(node)
}

const fn is_complex(shape: &Shape) -> bool {
    match shape {
        Shape::Structure { .. } | Shape::Map { .. } => true,
        Shape::List { element, .. } => is_complex(element),
        _ => false,
    }
}

fn looks_like_json(text: &str) -> bool {
    text.trim().starts_with(['[', '{'])
}

fn scalar(shape: &Shape, text: Text<'_>) -> Result<Node, Fault> {
    let at = text.whole();
    let value = match shape {
        Shape::Integer { .. } | Shape::Long { .. } => {
            Value::Integer(integer(text.text).map_err(|message| no_number(&message, at))?)
        }
        Shape::Double => Value::Fraction(fraction(text.text).map_err(|message| no_number(&message, at))?),
        Shape::Boolean => Value::Bool(!text.text.eq_ignore_ascii_case("false") && !text.text.is_empty()),
        _ => return Ok(Node::string(text.text, at)),
    };
    Ok(Node::new(value, at))
}

/// JSON that begins with `{` where an object is wanted.
fn complex(flag: &str, shape: &Shape, text: Text<'_>) -> Result<Node, Fault> {
    let open = if matches!(shape, Shape::List { .. }) { '[' } else { '{' };
    if text.text.trim_start().starts_with(open) {
        return read_json(flag, text);
    }
    Err(Fault::parameter(flag, format!("Invalid JSON:\n{}", text.text)).at(text.whole()).hint(format!(
        "A JSON {} is wanted here: it begins with `{open}`.",
        if open == '{' { "object" } else { "list" }
    )))
}

/// Reads JSON; the fault holds the AWS CLI's words, the place, and a remedy where there is one.
pub(crate) fn read_json(flag: &str, text: Text<'_>) -> Result<Node, Fault> {
    json::read(text).map_err(|error| {
        let deep = error.message.starts_with("maximum recursion");
        let fault = if deep {
            Fault::cli(&error.message).code(GENERAL)
        } else {
            Fault::parameter(flag, format!("Invalid JSON: {}\nJSON received: {}", error.message, text.text))
        };
        let (hint, fix) = remedy(text.text, error.offset, &error.message);
        let fault = fault.at(error.at).hint(hint);
        let Some((from, to, replacement)) = fix else { return fault };
        // Only a plain piece of the typed text can be replaced by another.
        let at = text.place(from, to);
        let typed = at.to - at.from == u32::try_from(to - from).unwrap_or(u32::MAX) && text.whole() != at;
        if typed && from < to { fault.at(at).fix(Some(replacement)) } else { fault }
    })
}

type Replacement = (usize, usize, String);

/// What to do about broken JSON: a sentence and a replacement of bytes.
fn remedy(text: &str, offset: usize, message: &str) -> (String, Option<Replacement>) {
    let here = text[offset..].chars().next();
    let after_here = offset + here.map_or(0, char::len_utf8);
    if message.starts_with("Illegal trailing comma") {
        return (
            "There is a comma before the closing bracket: take it out.".to_owned(),
            Some((offset, after_here, String::new())),
        );
    }
    if message.starts_with("Extra data") {
        return (
            "The JSON ends before this: a bracket closes too early, or there is one too many.".to_owned(),
            Some((offset, text.len(), String::new())),
        );
    }
    if here.is_none() {
        let missing = missing_brackets(text);
        let fix = text
            .char_indices()
            .last()
            .filter(|_| !missing.is_empty())
            .map(|(at, last)| (at, text.len(), format!("{last}{missing}")));
        let sentence = if missing.is_empty() {
            "The JSON ends too early.".to_owned()
        } else {
            format!("The JSON ends too early: `{missing}` is missing at its end.")
        };
        return (sentence, fix);
    }
    if here == Some('\'') {
        return (
            "JSON wants double quotes, not single ones.".to_owned(),
            Some((offset, after_here, "\"".to_owned())),
        );
    }
    if message.starts_with("Unterminated string") {
        return (
            "The quote that begins here is never closed: put a `\"` at the end of the text that it begins."
                .to_owned(),
            None,
        );
    }
    if message.starts_with("Expecting property name") || message.starts_with("Expecting value") {
        let word: String = text[offset..]
            .chars()
            .take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ':'))
            .collect();
        let bare = word.trim_end_matches(':');
        let proper = match bare {
            "True" => Some("true".to_owned()),
            "False" => Some("false".to_owned()),
            "None" | "NULL" | "undefined" => Some("null".to_owned()),
            "" => None,
            _ => Some(format!("\"{bare}\"")),
        };
        let hint = if proper.is_some() {
            format!(
                "`{bare}` must stand in double quotes. In a shell, wrap the whole JSON in single quotes, or it loses its double ones."
            )
        } else {
            "A value is missing here.".to_owned()
        };
        return (hint, proper.map(|proper| (offset, offset + bare.len(), proper)));
    }
    let what = if message.starts_with("Expecting ',' delimiter") {
        "A comma is missing before this, or a closing bracket."
    } else if message.starts_with("Expecting ':' delimiter") {
        "A colon is missing before this."
    } else if message.starts_with("Invalid control character") {
        "A line end or tab stands inside of a text; write `\\n` or `\\t`."
    } else {
        "JSON knows only \\\" \\\\ \\/ \\b \\f \\n \\r \\t and \\u0000."
    };
    (what.to_owned(), None)
}

/// The brackets that would close what is open at the end of `text`.
fn missing_brackets(text: &str) -> String {
    let mut open = Vec::new();
    let mut in_string = false;
    let mut escaped = false;
    for c in text.chars() {
        if in_string {
            in_string = escaped || c != '"';
            escaped = c == '\\' && !escaped;
            continue;
        }
        match c {
            '"' => in_string = true,
            '{' => open.push('}'),
            '[' => open.push(']'),
            '}' | ']' => {
                open.pop();
            }
            _ => {}
        }
    }
    if in_string { String::new() } else { open.iter().rev().collect() }
}

/// Shorthand's fault with a remedy.
fn tell(flag: &str, text: &Text<'_>, error: &shorthand::ShorthandError) -> Fault {
    let fault = Fault::parameter(flag, &error.message).at(error.at);
    if error.second.is_some() {
        return fault
            .hint("One structure ends where the next begins: put a blank between them, not a comma.");
    }
    if text.text.contains("://") {
        return fault.hint("Is this the name of a file? Write `file://` before it.");
    }
    if error.expected == Some('=') && text.text.contains(':') && !text.text.contains('=') {
        return fault.hint("This reads like JSON that lost its quotes: wrap it in single quotes, `'{\"Id\": {\"N\": \"1\"}}'`.");
    }
    match error.expected {
        Some('=') => fault.hint("Shorthand is `Name=value,Name=value`; or write JSON in single quotes."),
        Some(c) => fault.hint(format!("A `{c}` is missing here, or a blank is too much.")),
        None => fault,
    }
}
