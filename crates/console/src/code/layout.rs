//! Code in lines: what is short stands on one, what is long is broken at its brackets.

use crate::json::{self, Node, Value};

/// Longer lines are broken.
const WIDTH: usize = 88;

/// A piece of code.
#[derive(Clone, Debug)]
pub(super) enum Layout {
    /// A word.
    Word(String),
    /// Elements between brackets, each with what stands before it (`"Id": `).
    Group { open: String, close: &'static str, elements: Vec<(String, Layout)> },
}

impl Layout {
    /// The text, of which the first line stands behind `indent` blanks. `last`: what follows the last element when each
    /// stands on a line of its own (`,` where it may).
    pub(super) fn write(&self, indent: usize, last: &str) -> String {
        let mut out = String::new();
        self.add(&mut out, indent, indent, last);
        out
    }

    /// The text's length on one line; counting ends when it is too long.
    fn length(&self, most: usize) -> usize {
        match self {
            Self::Word(word) => word.chars().count(),
            Self::Group { open, close, elements } => {
                let mut sum = open.len() + close.len();
                for (index, (name, element)) in elements.iter().enumerate() {
                    if sum > most {
                        break;
                    }
                    let comma = if index > 0 { 2 } else { 0 };
                    sum += comma + name.chars().count() + element.length(most - sum.min(most));
                }
                sum
            }
        }
    }

    fn add(&self, out: &mut String, column: usize, indent: usize, last: &str) {
        let (open, close, elements) = match self {
            Self::Word(word) => return out.push_str(word),
            Self::Group { open, close, elements } => (open, close, elements),
        };
        out.push_str(open);
        let room = WIDTH.saturating_sub(column);
        let broken = !elements.is_empty() && self.length(room) > room;
        for (index, (name, element)) in elements.iter().enumerate() {
            if broken {
                out.push('\n');
                for _ in 0..indent + 4 {
                    out.push(' ');
                }
            } else if index > 0 {
                out.push(' ');
            }
            out.push_str(name);
            element.add(out, indent + 4 + name.chars().count(), indent + 4, last);
            if index + 1 < elements.len() {
                out.push(',');
            } else if broken {
                out.push_str(last);
            }
        }
        if broken {
            out.push('\n');
            for _ in 0..indent {
                out.push(' ');
            }
        }
        out.push_str(close);
    }
}

/// JSON.
pub(super) fn json(node: &Node) -> Layout {
    match &node.value {
        Value::List(elements) => Layout::Group {
            open: "[".to_owned(),
            close: "]",
            elements: elements.iter().map(|element| (String::new(), json(element))).collect(),
        },
        Value::Object { members, .. } => Layout::Group {
            open: "{".to_owned(),
            close: "}",
            elements: members
                .iter()
                .map(|(key, member)| {
                    let mut name = String::new();
                    json::write_string(&mut name, &key.text);
                    name.push_str(": ");
                    (name, json(member))
                })
                .collect(),
        },
        _ => {
            let mut word = String::new();
            json::write(&mut word, node);
            Layout::Word(word)
        }
    }
}

/// JSON on one line, with a blank behind colons and commas.
pub(super) fn spaced(node: &Node) -> String {
    let mut out = String::new();
    space(&mut out, &json(node));
    out
}

fn space(out: &mut String, layout: &Layout) {
    match layout {
        Layout::Word(word) => out.push_str(word),
        Layout::Group { open, close, elements } => {
            out.push_str(open);
            for (index, (name, element)) in elements.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                out.push_str(name);
                space(out, element);
            }
            out.push_str(close);
        }
    }
}
