use super::read;
use crate::cli::printed;
use crate::json::Text;
use crate::place::Place;

/// Reads a text; `expect` is its value as Python prints it in a list.
#[track_caller]
fn check(yaml: &str, expect: &str) {
    let node = read(Text::at(yaml, Place::default())).unwrap_or_else(|error| panic!("{yaml:?}: {error:?}"));
    let list = crate::json::Node::new(crate::json::Value::List(vec![node]), Place::default());
    assert_eq!(printed(&list), format!("[{expect}]"), "{yaml:?}");
}

#[track_caller]
fn refuse(yaml: &str, expect: &str) {
    match read(Text::at(yaml, Place::default())) {
        Err(error) => assert_eq!(error.message, expect, "{yaml:?}"),
        Ok(node) => panic!("{yaml:?} was read as {}", printed(&node)),
    }
}

#[test]
fn bare_words() {
    for null in ["", "~", "null", "Null", "NULL", "---", "# nothing"] {
        check(null, "None");
    }
    check("true", "True");
    check("FALSE", "False");
    for text in ["yes", "nUll", "0o8", "a:b", "a#b", "x y", "-x", ":x", "?x", "12:30:45", "-.", "1 2"] {
        check(text, &format!("'{text}'"));
    }
    for (number, expect) in [
        ("017", "17"),
        ("0o17", "15"),
        ("0x1F", "31"),
        ("0b101", "5"),
        ("1_000", "1000"),
        ("+5", "5"),
        ("-0", "0"),
        ("-12", "-12"),
        (".5", "0.5"),
        ("1.50", "1.5"),
        ("1e5", "1e5"),
        ("-1.5E-3", "-1.5e-3"),
    ] {
        check(number, expect);
    }
    check("2026-11-20", "2026-11-20");
    refuse("=", "a lone = must stand in quotes: line 1 column 1");
    refuse("a: .inf", "there is no infinity and no NaN here; a text must stand in quotes: line 1 column 4");
}

#[test]
fn maps_and_lists_in_lines() {
    check("a: b", "{'a': 'b'}");
    check("a: 1\nb:\n  c: d\n  e:\n    - f\n", "{'a': 1, 'b': {'c': 'd', 'e': ['f']}}");
    check("k:\n- a\n- b\nl: m", "{'k': ['a', 'b'], 'l': 'm'}");
    check("- - a\n  - b\n- c", "[['a', 'b'], 'c']");
    check("- a: 1\n  b: 2\n- c", "[{'a': 1, 'b': 2}, 'c']");
    check("-\n  a: 1\n-\n- ", "[{'a': 1}, None, None]");
    check("- a:\n  - b", "[{'a': ['b']}]");
    check("a:\n  b:\n   - c\n   -\n    d", "{'a': {'b': ['c', 'd']}}");
    check("a:\nb: 1", "{'a': None, 'b': 1}");
    check("? a\n? b", "{'a': None, 'b': None}");
    check("? a\n: - b\nc: d", "{'a': ['b'], 'c': 'd'}");
    check("a :  1", "{'a': 1}");
    check("'a b': 1\n\"c\": 2", "{'a b': 1, 'c': 2}");
    check("# x\na: 1 # y\n\n  # z\nb: x#y", "{'a': 1, 'b': 'x#y'}");
    check("---\na: 1\n...\n# end", "{'a': 1}");
    check("--- a", "'a'");
    check("a: 1\r\nb: |\r\n  c\r\n", "{'a': 1, 'b': 'c\\n'}");
}

#[test]
fn brackets() {
    check("[]", "[]");
    check("{ }", "{}");
    check("{a: 1,b: [x, {c: d}]}", "{'a': 1, 'b': ['x', {'c': 'd'}]}");
    check("{\"a\":1,\"b\":\"c\"}", "{'a': 1, 'b': 'c'}");
    check("{ a: 1 , b }", "{'a': 1, 'b': None}");
    check("[a, b: c, ]", "['a', {'b': 'c'}]");
    check("[a b\n  c, 'd\n e']", "['a b c', 'd e']");
    check("{? a : b}", "{'a': 'b'}");
    check("a: [1,\n 2, # two\n3]\nb: {}", "{'a': [1, 2, 3], 'b': {}}");
    check("[-1, x]", "[-1, 'x']");
    check("{a: , b:}", "{'a': None, 'b': None}");
}

#[test]
fn texts() {
    check("a\nb\n c", "'a b c'");
    check("a: b\n  c\n\n  d\ne: f", "{'a': 'b c\\nd', 'e': 'f'}");
    check("a:\n  b c\n  d", "{'a': 'b c d'}");
    check("'it''s'", "\"it's\"");
    check("\"a\\tb\\u00e9\\x41\\U0001F600\\/\\\"\"", "'a\\tbéA😀/\"'");
    check("\"a\n  b\n\n c\"", "'a b\\nc'");
    check("\"a \\\n   b\"", "'a b'");
    check("\"a\\   \n b \n c\"", "'a  b c'");
    check("'a\u{2028}  b\r\n\r\n c\u{85}d'", "'a\u{2028}b\\nc d'");
    check("|\n a\n b\n", "'a\\nb\\n'");
    check("a: |\n   b\n    c\n\n   d\n\ne: f", "{'a': 'b\\n c\\n\\nd\\n', 'e': 'f'}");
    check("a: |2\n   x\n  y\n", "{'a': ' x\\ny\\n'}");
    check("- |-\n a\n- >-\n a\n b\n\n c\n", "['a', 'a b\\nc']");
    check("x: |+\n a\n\ny: 1", "{'x': 'a\\n\\n', 'y': 1}");
    check("key: >\n  folded\n   more\n  text\n\n", "{'key': 'folded\\n more\\ntext\\n'}");
    check("x: >\n\n a\n  b\n\n  c\n d\n", "{'x': '\\na\\n b\\n\\n c\\nd\\n'}");
    check("x: | # why\n a", "{'x': 'a\\n'}");
    check("x: |\ny: 1", "{'x': '', 'y': 1}");
}

#[test]
fn tags() {
    check("!!str 5", "'5'");
    check("!!int \"5\"", "5");
    check("!!float 5", "5");
    refuse("! 5", "the tag ! means nothing here: line 1 column 1");
    check("!!binary YWJj", "b'abc'");
    check("a: !!binary |\n  YW\n  Jj", "{'a': b'abc'}");
    check("!!set {a, b}", "{'a', 'b'}");
    check("!!set {1, 2.5}", "{1, 2.5}");
    check("!!set\n? a\n? b", "{'a', 'b'}");
    check("a: !!set\n  x: null\n  y: null\nb: 1", "{'a': {'x', 'y'}, 'b': 1}");
    check("a: !!set\n  !!binary \"YWI=\": null", "{'a': {b'ab'}}");
    check("- !!set\n  1: null\n- !!set {}", "[{1}, set()]");
    check("!!map {a: 1}", "{'a': 1}");
    refuse("!foo a", "the tag !foo means nothing here: line 1 column 1");
    refuse("!!set {a: 1}", "an element of a set has no value: line 1 column 8");
    refuse("!!seq {a: 1}", "!!seq does not fit what follows it: line 1 column 1");
    refuse("!!int x", "this is no whole number: line 1 column 7");
    refuse("!!binary x", "this is no base64: line 1 column 10");
}

#[test]
fn what_is_refused() {
    for (yaml, expect) in [
        ("a: &x 1", "anchors and aliases are not read here: write the value out: line 1 column 4"),
        ("a: *x", "anchors and aliases are not read here: write the value out: line 1 column 4"),
        ("<<: {a: 1}", "merge keys are not read here: write the names out: line 1 column 1"),
        ("%YAML 1.2\n---\na", "directives are not read here: line 1 column 1"),
        ("---\na\n---\nb", "a second document begins here: line 3 column 1"),
        ("1: a", "a name must be a text here: put it in quotes: line 1 column 1"),
        ("? [a]\n: b", "a map or list can't be a name here: line 1 column 1"),
        ("[a]: b", "this can't be a name here: line 1 column 4"),
        ("a: 1\na: 2", "the name \"a\" stands here twice: line 2 column 1"),
        ("a: b: c", "a name and a colon can't stand here; a text with a colon needs quotes: line 1 column 5"),
        ("a: - b", "a list can't begin on this line: line 1 column 4"),
        ("\ta: 1", "a tab can't indent a line; use blanks: line 1 column 1"),
        ("a:\n\t- b", "a tab can't indent a line; use blanks: line 2 column 1"),
        ("@a", "a text that begins so must stand in quotes: line 1 column 1"),
        ("a: `b`", "a text that begins so must stand in quotes: line 1 column 4"),
        ("a: \"b\" c", "something follows the end of a value: line 1 column 8"),
        ("{a: b", "the bracket that begins here is never closed: line 1 column 1"),
        ("[a\nb: c", "the bracket that begins here is never closed: line 1 column 1"),
        ("[\"a\" \"b\"]", "',' or ']' should stand here: line 1 column 6"),
        ("{a:b}", "a blank is missing behind the colon: line 1 column 3"),
        ("a: 'b", "the quote that begins here is never closed: line 1 column 4"),
        ("\"\\q\"", "a backslash before this means nothing: line 1 column 2"),
        ("- a\nb", "this does not belong to what stands before it: line 2 column 1"),
        (
            "a: 1\n  b: 2",
            "a name and a colon can't stand here; a text with a colon needs quotes: line 2 column 4",
        ),
        ("a: {}\n  b: 2", "this is indented further than what it belongs to: line 2 column 3"),
        ("a: 1\nb", "a name and a colon should stand here: line 2 column 1"),
    ] {
        refuse(yaml, expect);
    }
}

#[test]
fn depth_has_an_end() {
    for open in ["[", "{a: ", "- ", "? "] {
        let deep = open.repeat(100_000);
        assert!(read(Text::at(&deep, Place::default())).is_err(), "{open}");
    }
}
