//! Words as a POSIX shell reads them.

/// A word in quotes.
pub fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A word of a command: as it is where a shell takes it so, else in quotes.
pub fn word(text: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:=@,+%#".contains(c);
    // What begins with `#` is a comment.
    if !text.is_empty() && text.chars().all(plain) && !text.starts_with('#') {
        text.to_owned()
    } else {
        quoted(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{quoted, word};

    #[test]
    fn a_word_is_quoted_where_it_must_be() {
        for (text, expected) in [
            ("music-2", "music-2"),
            ("--rate=5%", "--rate=5%"),
            ("key#7", "key#7"),
            ("#7", "'#7'"),
            ("", "''"),
            ("a b", "'a b'"),
            ("it's; rm", r"'it'\''s; rm'"),
            ("$HOME", "'$HOME'"),
        ] {
            assert_eq!(word(text), expected);
        }
        assert_eq!(quoted("it's"), r"'it'\''s'");
    }
}
