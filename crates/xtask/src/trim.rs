//! Scripts and styles without what only their readers need.

/// The source without blank lines, comments that have lines to themselves, and white space before lines. A script with a
/// text over several lines stays as it is.
pub(crate) fn trimmed(source: &str) -> String {
    if source.lines().any(|line| line.matches('`').count() % 2 == 1) {
        return source.to_owned();
    }
    let mut out = String::with_capacity(source.len());
    let mut comment = false;
    for line in source.lines().map(str::trim) {
        comment |= line.starts_with("/*");
        let kept = !comment && !line.is_empty() && !line.starts_with("//");
        // What follows a comment on its last line would be lost: nobody writes so.
        comment &= !line.ends_with("*/");
        if kept {
            out += line;
            out.push('\n');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::trimmed;

    #[test]
    fn comments_and_indents_go() {
        let source = "/* one */\n\n/**\n * two\n */\nf();\n  // three\n  g(); // four\n  a {\n    /* five\n    six */\n  }\n";
        assert_eq!(trimmed(source), "f();\ng(); // four\na {\n}\n");
        let text = "  f(`one\n    two`);\n";
        assert_eq!(trimmed(text), text);
    }
}
