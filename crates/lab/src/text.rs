//! Keys and attributes as one line of text.

use api::dynamodb::KeySchema;
use value::Attributes;

/// The values of a key, partition attributes first: `Kim, 2026-11-18`. `order` names the attributes that come
/// first; the others follow by name.
pub(crate) fn key(key: &Attributes, order: &[&str]) -> String {
    let first = order.iter().filter_map(|&name| key.get(name));
    let rest = key.iter().filter(|(name, _)| !order.contains(&name.as_str())).map(|(_, value)| value);
    let parts: Vec<String> = first.chain(rest).map(|value| value.display(40)).collect();
    parts.join(", ")
}

/// Names of a key's attributes, partition first.
pub(crate) fn names(schema: &KeySchema) -> Vec<&str> {
    schema.partition.iter().chain(&schema.sort).map(|attribute| attribute.name.as_str()).collect()
}

/// JSON of attributes: `{"Id":{"N":"1"}}`.
pub(crate) fn attributes_json(attributes: &Attributes) -> String {
    let mut out = String::new();
    value::json::write_attributes(&mut out, attributes);
    out
}

/// JSON with line breaks and two spaces a level, names in the order in which they stand; text that is no JSON as it is.
pub fn pretty(json: &str) -> String {
    let mut out = String::with_capacity(json.len() * 2);
    let (mut depth, mut quoted, mut escaped) = (0_usize, false, false);
    let mut chars = json.chars().peekable();
    while let Some(c) = chars.next() {
        if quoted {
            out.push(c);
            if escaped {
                escaped = false;
            } else if c == '\\' {
                escaped = true;
            } else if c == '"' {
                quoted = false;
            }
            continue;
        }
        match c {
            '"' => {
                quoted = true;
                out.push(c);
            }
            '{' | '[' => {
                while chars.next_if(char::is_ascii_whitespace).is_some() {}
                out.push(c);
                if let Some(close) = chars.next_if(|&next| next == '}' || next == ']') {
                    out.push(close);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(c);
            }
            ',' => {
                out.push(c);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            c if c.is_ascii_whitespace() => {}
            c => out.push(c),
        }
    }
    out
}

/// Deeper levels than this are not indented further: a body may be nested a million deep.
const DEEPEST: usize = 64;

fn line(out: &mut String, depth: usize) {
    out.push('\n');
    for _ in 0..depth.min(DEEPEST) {
        out.push_str("  ");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pretty_json_keeps_names_and_digits() {
        let json = r#"{"b":[1.50,{}],"a":{"x":"a:{,\"}"},"c":[ ]}"#;
        let expect = "{\n  \"b\": [\n    1.50,\n    {}\n  ],\n  \"a\": {\n    \"x\": \"a:{,\\\"}\"\n  },\n  \"c\": []\n}";
        assert_eq!(pretty(json), expect);
    }
}
