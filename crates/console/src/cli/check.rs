//! What the AWS CLI checks before it sends a request: required members, types, least lengths.

use api::shapes::{Bounds, Shape};

use super::python::{class, printed};
use crate::distance::nearest;
use crate::fault::Fault;
use crate::json::{Node, Tagged, Value};
use crate::place::Place;

/// The first faults are enough for a message.
const MOST: usize = 50;

#[derive(Default)]
struct Report {
    lines: Vec<String>,
    /// The first fault's place, with a hint and a fix.
    first: Option<(Place, String, Option<String>)>,
}

impl Report {
    fn add(&mut self, line: String, at: Place, hint: impl FnOnce() -> (String, Option<String>)) {
        if self.first.is_none() {
            let (hint, fix) = hint();
            self.first = Some((at, hint, fix));
        }
        self.lines.push(line);
    }
}

/// Checks a whole input.
pub(crate) fn check(input: &Node, shape: &Shape) -> Result<(), Fault> {
    let mut report = Report::default();
    visit(input, shape, "", &mut report);
    told(report)
}

/// Checks a member's value.
pub(super) fn check_member(shape: &Shape, name: &str, value: &Node) -> Result<(), Fault> {
    let mut report = Report::default();
    if let Some(member) = shape.member(name) {
        visit(value, member.shape, &format!(".{name}"), &mut report);
    }
    told(report)
}

fn told(mut report: Report) -> Result<(), Fault> {
    let Some((at, hint, fix)) = report.first.take() else { return Ok(()) };
    let more = report.lines.len().saturating_sub(MOST);
    report.lines.truncate(MOST);
    if more > 0 {
        report.lines.push(format!("… and {more} more."));
    }
    Err(Fault::cli(format!("Parameter validation failed:\n{}", report.lines.join("\n")))
        .at(at)
        .hint(hint)
        .fix(fix))
}

fn named(name: &str) -> &str {
    if name.is_empty() { "input" } else { name.strip_prefix('.').unwrap_or(name) }
}

fn visit(node: &Node, shape: &Shape, name: &str, report: &mut Report) {
    let wrong = |valid: &str, report: &mut Report| {
        let line = format!(
            "Invalid type for parameter {}, value: {}, type: {}, valid types: {valid}",
            named(name),
            printed(node),
            class(node)
        );
        report.add(line, node.at, || type_hint(node, shape, name));
    };
    let short = |length: usize, bounds: &Bounds, report: &mut Report| {
        if let Some(min) = bounds.min
            && length < min as usize
        {
            let line = format!(
                "Invalid length for parameter {}, value: {length}, valid min length: {min}",
                named(name)
            );
            report.add(line, node.at, || ("It must not be empty.".to_owned(), None));
        }
    };
    match (shape, &node.value) {
        (Shape::Structure { members, .. }, Value::Object { .. }) => {
            structure(node, shape, members, name, report);
        }
        (Shape::Map { key, value, .. }, Value::Object { members, .. }) => {
            for (entry, child) in members {
                let key_node = Node::string(entry.text.as_str(), entry.at);
                visit(&key_node, key, &format!("{name} (key: {})", entry.text), report);
                visit(child, value, &format!("{name}.{}", entry.text), report);
            }
        }
        (Shape::List { element, length, .. }, Value::List(children)) => {
            short(children.len(), length, report);
            for (index, child) in children.iter().enumerate() {
                visit(child, element, &format!("{name}[{index}]"), report);
            }
        }
        (Shape::List { .. }, _) => wrong("<class 'list'>, <class 'tuple'>", report),
        (Shape::String { length, .. }, Value::String { text, .. }) => {
            short(text.chars().count(), length, report);
        }
        (Shape::String { .. }, _) => wrong("<class 'str'>", report),
        (Shape::Integer { range } | Shape::Long { range }, Value::Integer(text)) => {
            if let Some(min) = range.min
                && below(text, min)
            {
                let line = format!(
                    "Invalid value for parameter {}, value: {text}, valid min value: {min}",
                    named(name)
                );
                report.add(line, node.at, || (format!("The least value is {min}."), Some(min.to_string())));
            }
        }
        (Shape::Integer { .. } | Shape::Long { .. }, _) => wrong("<class 'int'>", report),
        (Shape::Double, Value::Integer(_) | Value::Fraction(_))
        | (Shape::Boolean, Value::Bool(_))
        | (Shape::Blob, Value::String { .. } | Value::Tagged(Tagged::Binary(_))) => {}
        (Shape::Double, _) => wrong("<class 'float'>, <class 'decimal.Decimal'>, <class 'int'>", report),
        (Shape::Boolean, _) => wrong("<class 'bool'>", report),
        (Shape::Blob, _) => wrong("<class 'bytes'>, <class 'bytearray'>, file-like object", report),
        (Shape::Timestamp, value) => {
            let fits = match value {
                Value::String { text, .. } | Value::Tagged(Tagged::Time(text)) => {
                    super::input::epoch(text).is_some()
                }
                Value::Integer(_) | Value::Fraction(_) => true,
                _ => false,
            };
            if !fits {
                wrong("<class 'datetime.datetime'>, timestamp-string", report);
            }
        }
        (Shape::Structure { .. } | Shape::Map { .. }, _) => wrong("<class 'dict'>", report),
    }
}

fn structure(node: &Node, shape: &Shape, members: &[api::shapes::Member], name: &str, report: &mut Report) {
    for member in members.iter().filter(|member| member.required && node.get(member.name).is_none()) {
        let line = format!("Missing required parameter in {}: \"{}\"", named(name), member.name);
        report.add(line, node.at, || (format!("`{}` is needed here.", member.name), None));
    }
    let known = || members.iter().map(|member| member.name);
    for (key, _) in node.members().iter().filter(|(key, _)| shape.member(&key.text).is_none()) {
        let valid: Vec<&str> = known().collect();
        let line = format!(
            "Unknown parameter in {}: \"{}\", must be one of: {}",
            named(name),
            key.text,
            valid.join(", ")
        );
        report.add(line, key.at, || unknown_hint(&key.text, shape, nearest(&key.text, known())));
    }
    for (key, child) in node.members() {
        if let Some(member) = shape.member(&key.text) {
            visit(child, member.shape, &format!("{name}.{}", key.text), report);
        }
    }
}

fn unknown_hint(key: &str, shape: &Shape, near: Option<&'static str>) -> (String, Option<String>) {
    if shape.is_attribute_value() {
        let upper = key.to_ascii_uppercase();
        if let Some(member) = shape.member(&upper) {
            return (
                format!("Types are written in capitals: `{}`.", member.name),
                Some(format!("\"{}\"", member.name)),
            );
        }
        return ("Every value says its type: `{\"S\": \"text\"}`, `{\"N\": \"12\"}`, `{\"BOOL\": true}`, `{\"M\": {…}}`, `{\"L\": […]}`.".to_owned(), None);
    }
    near.map_or_else(
        || ("It is not known here.".to_owned(), None),
        |near| (format!("Did you mean `{near}`?"), None),
    )
}

fn type_hint(node: &Node, shape: &Shape, name: &str) -> (String, Option<String>) {
    let number = name.rsplit('.').next() == Some("N") || name.contains(".NS[");
    match (shape, &node.value) {
        (Shape::String { .. }, Value::Integer(text) | Value::Fraction(text)) if number => (
            "Numbers travel as text, so that none of their 38 digits is lost: put it in double quotes."
                .to_owned(),
            Some(format!("\"{text}\"")),
        ),
        (Shape::String { .. }, Value::Integer(text) | Value::Fraction(text)) => {
            ("Put it in double quotes.".to_owned(), Some(format!("\"{text}\"")))
        }
        (Shape::Structure { .. }, Value::String { text, .. }) if shape.is_attribute_value() => {
            ("Every value says its type, for example `{\"S\": \"text\"}`.".to_owned(), attribute("S", text))
        }
        (Shape::Structure { .. }, Value::Integer(text) | Value::Fraction(text))
            if shape.is_attribute_value() =>
        {
            ("Every value says its type, for example `{\"N\": \"12\"}`.".to_owned(), attribute("N", text))
        }
        (Shape::Structure { .. }, Value::Bool(value)) if shape.is_attribute_value() => {
            ("Every value says its type.".to_owned(), Some(format!("{{\"BOOL\": {value}}}")))
        }
        (Shape::Structure { .. }, Value::Null) if shape.is_attribute_value() => {
            ("Every value says its type.".to_owned(), Some("{\"NULL\": true}".to_owned()))
        }
        (Shape::Boolean, Value::String { text, .. }) => {
            let proper = matches!(text.to_ascii_lowercase().as_str(), "true" | "yes" | "1" | "on");
            ("Write true or false.".to_owned(), Some(proper.to_string()))
        }
        (Shape::Integer { .. } | Shape::Long { .. }, Value::String { text, .. })
            if text.parse::<u64>().is_ok() =>
        {
            ("Write the number without quotes.".to_owned(), Some(text.clone()))
        }
        (Shape::List { .. }, _) => ("A list is wanted here: `[…]`.".to_owned(), None),
        (Shape::Structure { .. } | Shape::Map { .. }, _) => {
            ("An object is wanted here: `{…}`.".to_owned(), None)
        }
        _ => ("The value is of another type than what is wanted here.".to_owned(), None),
    }
}

fn attribute(kind: &str, text: &str) -> Option<String> {
    let mut out = format!("{{\"{kind}\": ");
    crate::json::write_string(&mut out, text);
    out.push('}');
    // A quote of the shell's would end the word.
    (!text.contains('\'')).then_some(out)
}

/// Whether an integer's digits stand for less than `min`.
fn below(digits: &str, min: u32) -> bool {
    if digits.starts_with('-') {
        return true;
    }
    digits.len() < 10 && digits.parse::<u32>().is_ok_and(|value| value < min)
}
