//! `--output yaml`: block style, names in order, long texts folded at 80 columns.

use std::fmt::Write as _;

use crate::json::{Node, Tagged, Value};
use crate::yaml::{is_number, is_time};

/// Beyond this column a line goes on below.
const WIDTH: usize = 80;
/// Longer names stand behind a `?`.
const LONGEST_NAME: usize = 128;

struct Writer {
    out: String,
    column: usize,
}

/// A whole document.
pub(super) fn print(node: &Node) -> String {
    let mut writer = Writer { out: String::new(), column: 0 };
    match &node.value {
        Value::Object { members, .. } if !members.is_empty() => writer.mapping(node, 0, true),
        Value::List(elements) if !elements.is_empty() => writer.sequence(elements, 0, true),
        Value::Tagged(Tagged::Set(elements)) if !elements.is_empty() => writer.set(elements, 0),
        _ => {
            writer.value(node, 0, true);
            // A bare scalar at the root is open-ended.
            if !writer.out.starts_with(['"', '\'', '[', '{']) {
                writer.out.push_str("\n...");
            }
        }
    }
    writer.out.push('\n');
    writer.out
}

impl Writer {
    fn put(&mut self, c: char) {
        self.out.push(c);
        self.column += 1;
    }

    fn write(&mut self, text: &str) {
        for c in text.chars() {
            self.put(c);
        }
    }

    fn line(&mut self, indent: usize) {
        self.out.push('\n');
        self.column = 0;
        for _ in 0..indent {
            self.put(' ');
        }
    }

    fn mapping(&mut self, node: &Node, indent: usize, mut same_line: bool) {
        let mut members: Vec<(&str, &Node)> =
            node.members().iter().map(|(key, member)| (key.text.as_str(), member)).collect();
        value::sort_by_key(&mut members, |(name, _)| *name);
        for (name, member) in members {
            if !std::mem::take(&mut same_line) {
                self.line(indent);
            }
            let simple = self.name(name, indent);
            match &member.value {
                Value::Object { members, .. } if !members.is_empty() => {
                    if simple {
                        self.line(indent + 2);
                    } else {
                        self.put(' ');
                    }
                    self.mapping(member, indent + 2, true);
                }
                Value::Tagged(Tagged::Set(elements)) if !elements.is_empty() => {
                    self.put(' ');
                    self.set(elements, indent + 2);
                }
                Value::List(elements) if !elements.is_empty() => {
                    if simple {
                        self.line(indent);
                        self.sequence(elements, indent, true);
                    } else {
                        self.put(' ');
                        self.sequence(elements, indent + 2, true);
                    }
                }
                _ => {
                    self.put(' ');
                    self.value(member, indent, true);
                }
            }
        }
    }

    fn sequence(&mut self, elements: &[Node], indent: usize, mut same_line: bool) {
        for element in elements {
            if !std::mem::take(&mut same_line) {
                self.line(indent);
            }
            self.write("- ");
            match &element.value {
                Value::Object { members, .. } if !members.is_empty() => {
                    self.mapping(element, indent + 2, true);
                }
                Value::List(inner) if !inner.is_empty() => self.sequence(inner, indent + 2, true),
                Value::Tagged(Tagged::Set(inner)) if !inner.is_empty() => self.set(inner, indent + 2),
                _ => self.value(element, indent, true),
            }
        }
    }

    /// A name and its colon; whether it stands there without a `?`.
    fn name(&mut self, name: &str, indent: usize) -> bool {
        let simple = name.len() <= LONGEST_NAME && !name.contains(['\n', '\u{85}', '\u{2028}', '\u{2029}']);
        if simple {
            self.scalar(name, indent + 2, false);
        } else {
            self.write("? ");
            self.scalar(name, indent + 2, true);
            self.line(indent);
        }
        self.put(':');
        simple
    }

    /// A set is a map of its elements to nothing, in their order.
    fn set(&mut self, elements: &[Node], indent: usize) {
        self.write("!!set");
        for element in elements {
            self.line(indent);
            if let Value::String { text, .. } = &element.value {
                self.name(text, indent);
            } else {
                self.value(element, indent, false);
                self.put(':');
            }
            self.write(" null");
        }
    }

    /// Something that stands on the line of its name.
    fn value(&mut self, node: &Node, indent: usize, split: bool) {
        match &node.value {
            Value::Null => self.write("null"),
            Value::Bool(value) => self.write(if *value { "true" } else { "false" }),
            Value::Integer(text) | Value::Fraction(text) | Value::Tagged(Tagged::Time(text)) => {
                self.write(text);
            }
            Value::String { text, .. } => self.scalar(text, indent + 2, split),
            Value::List(_) => self.write("[]"),
            Value::Object { .. } => self.write("{}"),
            Value::Tagged(Tagged::Set(_)) => self.write("!!set {}"),
            Value::Tagged(Tagged::Binary(text)) => {
                self.write("!!binary ");
                self.double(text, indent + 2, split);
            }
        }
    }

    fn scalar(&mut self, text: &str, indent: usize, split: bool) {
        match style(text) {
            Style::Plain => self.plain(text, indent, split),
            Style::Single => self.single(text, indent, split),
            Style::Double => self.double(text, indent, split),
        }
    }

    fn plain(&mut self, text: &str, indent: usize, split: bool) {
        let mut spaces = false;
        let mut rest = text.chars().peekable();
        while let Some(c) = rest.next() {
            if c == ' ' && split && !spaces && self.column > WIDTH && rest.peek() != Some(&' ') {
                self.line(indent);
            } else {
                self.put(c);
            }
            spaces = c == ' ';
        }
    }

    fn single(&mut self, text: &str, indent: usize, split: bool) {
        self.put('\'');
        let (mut spaces, mut breaks) = (false, false);
        let last = text.chars().count().saturating_sub(1);
        let mut rest = text.chars().enumerate().peekable();
        while let Some((at, c)) = rest.next() {
            let inner = at > 0 && at < last;
            if c == ' ' {
                let next_is_space = rest.peek().is_some_and(|(_, next)| *next == ' ');
                if split && !spaces && self.column > WIDTH && inner && !next_is_space {
                    self.line(indent);
                } else {
                    self.put(c);
                }
                spaces = true;
            } else if is_break(c) {
                if !breaks && c == '\n' {
                    self.out.push('\n');
                }
                self.out.push(c);
                self.column = 0;
                breaks = true;
            } else {
                if std::mem::take(&mut breaks) {
                    self.indent(indent);
                }
                if c == '\'' {
                    self.put(c);
                }
                self.put(c);
                spaces = false;
            }
        }
        if breaks {
            self.indent(indent);
        }
        self.put('\'');
    }

    /// The indentation of a line that has begun.
    fn indent(&mut self, indent: usize) {
        for _ in self.column..indent {
            self.put(' ');
        }
    }

    fn double(&mut self, text: &str, indent: usize, split: bool) {
        self.put('"');
        let mut spaces = false;
        let last = text.chars().count().saturating_sub(1);
        let mut rest = text.chars().enumerate().peekable();
        while let Some((at, c)) = rest.next() {
            if !is_printable(c) || is_break(c) || matches!(c, '"' | '\\') {
                let short = match c {
                    '\0' => Some('0'),
                    '\u{7}' => Some('a'),
                    '\u{8}' => Some('b'),
                    '\t' => Some('t'),
                    '\n' => Some('n'),
                    '\u{b}' => Some('v'),
                    '\u{c}' => Some('f'),
                    '\r' => Some('r'),
                    '\u{1b}' => Some('e'),
                    '"' | '\\' => Some(c),
                    '\u{85}' => Some('N'),
                    '\u{2028}' => Some('L'),
                    '\u{2029}' => Some('P'),
                    _ => None,
                };
                let mut escaped = String::from("\\");
                let code = u32::from(c);
                match short {
                    Some(short) => escaped.push(short),
                    None if code <= 0xFF => {
                        let _ = write!(escaped, "x{code:02X}");
                    }
                    None if code <= 0xFFFF => {
                        let _ = write!(escaped, "u{code:04X}");
                    }
                    None => {
                        let _ = write!(escaped, "U{code:08X}");
                    }
                }
                self.write(&escaped);
                spaces = false;
            } else if c == ' ' {
                if split && !spaces && self.column > WIDTH && at > 0 && at < last {
                    self.line(indent);
                    if rest.peek().is_some_and(|(_, next)| *next == ' ') {
                        self.put('\\');
                    }
                } else {
                    self.put(c);
                }
                spaces = true;
            } else {
                self.put(c);
                spaces = false;
            }
        }
        self.put('"');
    }
}

const fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

const fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}') && c != '\u{feff}'
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Style {
    Plain,
    Single,
    Double,
}

/// The least quotes that a text needs.
fn style(text: &str) -> Style {
    if text.is_empty() {
        return Style::Single;
    }
    let space = |c: Option<&char>| c.is_none_or(|c| matches!(c, '\0' | ' ' | '\t') || is_break(*c));
    let chars: Vec<char> = text.chars().collect();
    let last = chars.len() - 1;
    let (mut indicator, mut breaks, mut double) =
        (text.starts_with("---") || text.starts_with("..."), false, false);
    let mut before = ' ';
    for (at, &c) in chars.iter().enumerate() {
        let followed = space(chars.get(at + 1));
        indicator |= match c {
            '#' => at == 0 || space(Some(&before)),
            ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%' | '@' | '`' => {
                at == 0
            }
            '?' | '-' => at == 0 && followed,
            ':' => followed,
            _ => false,
        };
        breaks |= is_break(c);
        double |= !is_printable(c) && !is_break(c) || matches!(c, '\r' | '\u{85}');
        if at > 0 {
            // A blank beside a line end.
            double |= c == ' ' && is_break(before) || is_break(c) && before == ' ';
        }
        before = c;
    }
    if double {
        return Style::Double;
    }
    let edges = chars[0] == ' ' || chars[last] == ' ';
    if indicator || breaks || edges || means_something_else(text) { Style::Single } else { Style::Plain }
}

/// Whether a bare text would be read as another type.
fn means_something_else(text: &str) -> bool {
    matches!(
        text,
        "true"
            | "True"
            | "TRUE"
            | "false"
            | "False"
            | "FALSE"
            | "~"
            | "null"
            | "Null"
            | "NULL"
            | "="
            | "<<"
            | ".nan"
            | ".NaN"
            | ".NAN"
    ) || is_number(text)
        || is_time(text)
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::json::{self, Text};
    use crate::place::Place;

    #[track_caller]
    fn check(json: &str, expect: &str) {
        let node = json::read(Text::at(json, Place::default())).expect("JSON");
        assert_eq!(print(&node), expect, "{json}");
    }

    #[test]
    fn structure() {
        check(
            r#"{"Items":[{"pk":{"S":"a"},"L":{"L":[]}},{}],"Count":2,"A":[[1,[2]],3],"N":null,"B":true}"#,
            "A:\n- - 1\n  - - 2\n- 3\nB: true\nCount: 2\nItems:\n- L:\n    L: []\n  pk:\n    S: a\n- {}\nN: null\n",
        );
        check("[]", "[]\n");
        check("null", "null\n...\n");
        check("\"a\"", "a\n...\n");
        check("\"a: b\"", "'a: b'\n");
        check("[{\"b\":1}]", "- b: 1\n");
    }

    #[test]
    fn quotes() {
        for plain in
            ["it's", "yes", "on", "2026-11-20 09:00", "a,b", "a:b", "12:30:45", "a\u{a0}b", "x#y", "é"]
        {
            check(&format!("[\"{plain}\"]"), &format!("- {plain}\n"));
        }
        for quoted in [
            "1",
            "-1",
            "+1",
            ".5",
            "1.",
            "1e5",
            "1_000",
            "0x1F",
            "0o17",
            "0b1",
            "017",
            "true",
            "null",
            "~",
            "=",
            "<<",
            "2026-11-20",
            "2026-11-20T09:00:00+00:00",
            "2026-11-20T09:00:00.5Z",
            "-.inf",
            ".nan",
            "a: b",
            "#x",
            "x #y",
            "- x",
            "@x",
            "[a",
            "!t",
            "%x",
            "`x",
            " a",
            "a ",
            "",
            "a:",
            "?",
            "-",
            "---",
            "& a",
        ] {
            check(&format!("[\"{quoted}\"]"), &format!("- '{quoted}'\n"));
        }
        check(r#"["'a"]"#, "- '''a'\n");
        check(r#"["a\tb"]"#, "- \"a\\tb\"\n");
        check(r#"["\ud83d\ude00"]"#, "- \"\\U0001F600\"\n");
        check(r#"["a\nb"]"#, "- 'a\n\n  b'\n");
        check(r#"["a\nb\n"]"#, "- 'a\n\n  b\n\n  '\n");
        check(r#"["a\n b"]"#, "- \"a\\n b\"\n");
    }
}
