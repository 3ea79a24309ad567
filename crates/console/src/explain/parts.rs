//! A condition as the parts that stand between its `AND`s, in the text that was typed.

/// A comparison of one attribute.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Part<'a> {
    /// The comparison as typed.
    pub(super) text: &'a str,
    /// The attribute's name or placeholder; nothing for what is more than one simple comparison.
    pub(super) name: &'a str,
    /// Whether it is `=`.
    pub(super) equal: bool,
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '#' | ':' | '.' | '-')
}

/// The parts of a condition; one, when it can't be taken apart (there is an `OR`, or a parenthesis never closed).
pub(super) fn parts(condition: &str) -> Vec<Part<'_>> {
    let (mut depth, mut between) = (0_usize, false);
    let (mut from, mut at) = (0, 0);
    let mut found = Vec::new();
    while let Some(c) = condition[at..].chars().next() {
        if !is_word(c) {
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            at += c.len_utf8();
            continue;
        }
        let rest = &condition[at..];
        let word = &rest[..rest.find(|c| !is_word(c)).unwrap_or(rest.len())];
        if depth == 0 && word.eq_ignore_ascii_case("OR") {
            return vec![part(condition)];
        }
        if depth == 0 && word.eq_ignore_ascii_case("BETWEEN") {
            between = true;
        } else if depth == 0 && word.eq_ignore_ascii_case("AND") && !std::mem::take(&mut between) {
            found.push(part(&condition[from..at]));
            from = at + word.len();
        }
        at += word.len();
    }
    found.push(part(&condition[from..]));
    if depth == 0 { found } else { vec![part(condition)] }
}

fn part(text: &str) -> Part<'_> {
    let text = text.trim();
    let (name, equal) = simple(text).unwrap_or(("", false));
    Part { text, name, equal }
}

/// The attribute of a comparison that a key condition may make, and whether it is `=`.
fn simple(text: &str) -> Option<(&str, bool)> {
    let is_name = |word: &str| {
        !word.is_empty() && word.chars().all(is_word) && !word.starts_with(':') && !word.contains('.')
    };
    let is_value = |word: &str| word.len() > 1 && word.starts_with(':') && word.chars().all(is_word);
    if let Some(inside) = text.strip_prefix("begins_with") {
        let (name, value) = inside.trim().strip_prefix('(')?.strip_suffix(')')?.split_once(',')?;
        return (is_name(name.trim()) && is_value(value.trim())).then_some((name.trim(), false));
    }
    let end = text.find(|c| !is_word(c))?;
    let (left, rest) = (&text[..end], text[end..].trim());
    let words: Vec<&str> = rest.split_whitespace().collect();
    if let [between, low, and, high] = words.as_slice()
        && between.eq_ignore_ascii_case("BETWEEN")
        && and.eq_ignore_ascii_case("AND")
    {
        return (is_name(left) && is_value(low) && is_value(high)).then_some((left, false));
    }
    let sign = ["<=", ">=", "<>", "=", "<", ">"].into_iter().find(|sign| rest.starts_with(sign))?;
    let right = rest[sign.len()..].trim();
    match sign {
        "<>" => None,
        "=" if is_value(left) && is_name(right) => Some((right, true)),
        _ => (is_name(left) && is_value(right)).then_some((left, sign == "=")),
    }
}

/// Parts put together again.
pub(super) fn joined(parts: &[Part<'_>]) -> String {
    parts.iter().map(|part| part.text).collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(condition: &str, expect: &[(&str, &str, bool)]) {
        let found: Vec<(&str, &str, bool)> =
            parts(condition).into_iter().map(|part| (part.text, part.name, part.equal)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn conditions_come_apart_at_their_ands() {
        check("a = :a", &[("a = :a", "a", true)]);
        check(":a=a and #b>=:b", &[(":a=a", "a", true), ("#b>=:b", "#b", false)]);
        check(
            "a BETWEEN :a AND :b AND begins_with(c, :c)",
            &[("a BETWEEN :a AND :b", "a", false), ("begins_with(c, :c)", "c", false)],
        );
        check("a = :a OR b = :b", &[("a = :a OR b = :b", "", false)]);
        check("(a = :a AND b = :b)", &[("(a = :a AND b = :b)", "", false)]);
        check("a <> :a AND m.x = :x", &[("a <> :a", "", false), ("m.x = :x", "", false)]);
        check("a = (b AND", &[("a = (b AND", "", false)]);
        check("", &[("", "", false)]);
        check("ä = :ä AND b = b", &[("ä = :ä", "ä", true), ("b = b", "", false)]);
    }
}
