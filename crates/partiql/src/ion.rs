//! Ion values in backquotes: read as far as to tell their type, which is all that is ever said about them.

/// The name of an Ion value's type; nothing if the text is no single value.
pub(crate) fn type_of(text: &str) -> Option<&'static str> {
    let text = text.trim();
    match text.as_bytes() {
        [b'{', b'{', .., b'}', b'}'] => {
            let inside = text[2..text.len() - 2].trim();
            return Some(if inside.starts_with(['"', '\'']) { "CLOB" } else { "BLOB" });
        }
        [b'{', ..] => return is_enclosed(text).then_some("STRUCT"),
        [b'[', ..] => return is_enclosed(text).then_some("LIST"),
        [b'(', ..] => return is_enclosed(text).then_some("SEXP"),
        [b'"', ..] => return (quoted(text, '"') == Some("")).then_some("STRING"),
        [b'\'', b'\'', b'\'', rest @ .., b'\'', b'\'', b'\''] => {
            return (!rest.windows(3).any(|three| three == b"'''")).then_some("STRING");
        }
        [b'\'', ..] => return (quoted(text, '\'') == Some("")).then_some("SYMBOL"),
        _ => {}
    }
    match text {
        "true" | "false" => return Some("BOOL"),
        "nan" | "+inf" | "-inf" => return Some("FLOAT"),
        _ if text == "null" || text.starts_with("null.") => return Some("NULL"),
        _ => {}
    }
    let first = text.chars().next()?;
    if first.is_ascii_digit() || first == '-' {
        return number(text);
    }
    let is_name = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '$');
    text.chars().all(is_name).then_some("SYMBOL")
}

/// The type of a number or a timestamp.
fn number(text: &str) -> Option<&'static str> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 4 && matches!(text.as_bytes().get(4), Some(b'T' | b'-')) {
        let is_part = |letter: char| letter.is_ascii_digit() || "T-:.+Z".contains(letter);
        return text.chars().all(is_part).then_some("TIMESTAMP");
    }
    let text = text.strip_prefix('-').unwrap_or(text);
    let of_digits = |text: &str, radix: u32| {
        !text.is_empty() && text.chars().all(|letter| letter == '_' || letter.is_digit(radix))
    };
    for (prefixes, radix) in [(["0x", "0X"], 16), (["0b", "0B"], 2)] {
        if let Some(rest) = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)) {
            return of_digits(rest, radix).then_some("INT");
        }
    }
    let (mantissa, exponent) = match text.split_once(['e', 'E', 'd', 'D']) {
        None => (text, None),
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['+', '-']).unwrap_or(exponent));
    let sound = of_digits(whole, 10)
        && (fraction.is_empty() || of_digits(fraction, 10))
        && exponent.is_none_or(|exponent| of_digits(exponent, 10));
    let name = match (exponent, mantissa.contains('.')) {
        (Some(_), _) if text.contains(['e', 'E']) => "FLOAT",
        (None, false) => "INT",
        _ => "DECIMAL",
    };
    sound.then_some(name)
}

/// What follows a text in quotes.
fn quoted(text: &str, quote: char) -> Option<&str> {
    let mut rest = text.strip_prefix(quote)?.chars();
    loop {
        match rest.next()? {
            '\\' => {
                rest.next()?;
            }
            letter if letter == quote => return Some(rest.as_str()),
            _ => {}
        }
    }
}

/// Whether the bracket that begins a text is closed by the one that ends it, and so is every other between them.
fn is_enclosed(text: &str) -> bool {
    let mut open = Vec::new();
    let mut rest = text;
    while let Some(letter) = rest.chars().next() {
        if matches!(letter, '"' | '\'') {
            let Some(after) = quoted(rest, letter) else { return false };
            rest = after;
            continue;
        }
        rest = &rest[letter.len_utf8()..];
        match letter {
            '{' => open.push('}'),
            '[' => open.push(']'),
            '(' => open.push(')'),
            '}' | ']' | ')' if open.pop() != Some(letter) => return false,
            _ => {}
        }
        if open.is_empty() {
            return rest.is_empty();
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types() {
        for (text, expected) in [
            ("null", Some("NULL")),
            ("null.int", Some("NULL")),
            ("true", Some("BOOL")),
            (" 1 ", Some("INT")),
            ("-12_000", Some("INT")),
            ("0x1F", Some("INT")),
            ("1.", Some("DECIMAL")),
            ("1d-3", Some("DECIMAL")),
            ("1.5e0", Some("FLOAT")),
            ("-inf", Some("FLOAT")),
            ("2020T", Some("TIMESTAMP")),
            ("2020-01-02T03:04:05.6Z", Some("TIMESTAMP")),
            ("abc", Some("SYMBOL")),
            ("$ion_1_0", Some("SYMBOL")),
            ("'a b'", Some("SYMBOL")),
            ("\"a\\\"b\"", Some("STRING")),
            ("'''long'''", Some("STRING")),
            ("{{aGk=}}", Some("BLOB")),
            ("{{ \"text\" }}", Some("CLOB")),
            ("{a:[1,\"}\"]}", Some("STRUCT")),
            ("[1, (a b)]", Some("LIST")),
            ("(a b)", Some("SEXP")),
            ("", None),
            ("1 2", None),
            ("1.2.3", None),
            ("1e", None),
            ("0x", None),
            ("{a", None),
            ("{a]", None),
            ("[1] 2", None),
            ("\"a", None),
            ("''''", None),
            ("#", None),
        ] {
            assert_eq!(type_of(text), expected, "{text}");
        }
    }
}
