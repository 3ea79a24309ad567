use super::Query;
use crate::json::{self, Text};
use crate::place::Place;

const DATA: &str = r#"{"Items":[{"pk":{"S":"a"},"n":{"N":"3"}},{"pk":{"S":"b"},"n":{"N":"1"},"é":1},{"pk":{"S":"c"}}],"Count":3,"Half":0.5,"Names":["x","y","z"],"Nested":[[1,2],[3],4],"None":null,"Empty":[]}"#;

#[track_caller]
fn check(query: &str, expect: &str) {
    let data = json::read(Text::at(DATA, Place::default())).expect("the data");
    let found = Query::new(query).and_then(|query| query.search(&data));
    let mut out = String::new();
    match found {
        Ok(node) => json::write(&mut out, &node),
        Err(message) => out = message,
    }
    assert_eq!(out, expect, "{query}");
}

// Every expectation here is what the Python library answers that the AWS CLI uses.
#[test]
fn paths_and_projections() {
    check("Count", "3");
    check("Items[0].pk.S", "\"a\"");
    check("Items[-1].pk", r#"{"S":"c"}"#);
    check("Items[9]", "null");
    check("Items[*].pk.S", r#"["a","b","c"]"#);
    check("Items[*].n.N", r#"["3","1"]"#);
    check("Items[].[pk.S, n.N]", r#"[["a","3"],["b","1"],["c",null]]"#);
    check(
        "Items[].{Id: pk.S, \"the n\": n.N}",
        r#"[{"Id":"a","the n":"3"},{"Id":"b","the n":"1"},{"Id":"c","the n":null}]"#,
    );
    check("Items[0].*.S", r#"["a"]"#);
    check("Items[0].*", r#"[{"S":"a"},{"N":"3"}]"#);
    check("Names[1:]", r#"["y","z"]"#);
    check("Names[::-1]", r#"["z","y","x"]"#);
    check("Names[-2:]", r#"["y","z"]"#);
    check("Names[:10:2]", r#"["x","z"]"#);
    check("Nested[]", "[1,2,3,4]");
    check("Nested[][]", "[1,2,3,4]");
    check("Nested[*][0]", "[1,3]");
    check("Items[*].pk | [0].S", "\"a\"");
    check("Items[*].pk | [0]", r#"{"S":"a"}"#);
    check("@.Count", "3");
    check("\"Count\"", "3");
    check("Count.foo", "null");
    check("None.[a]", "null");
    check("{a: Count}", r#"{"a":3}"#);
}

#[test]
fn conditions() {
    check("Items[?n.N == '1'].pk.S", r#"["b"]"#);
    check("Items[?n.N != '1'].pk.S", r#"["a","c"]"#);
    check("Items[?n].pk.S | [0]", "\"a\"");
    check("Items[?!n].pk.S", r#"["c"]"#);
    check("Items[?n && pk.S < 'b'].pk.S", r#"["a"]"#);
    check("Items[?to_number(n.N) > `1`].pk.S", r#"["a"]"#);
    check("Count > `2`", "true");
    check("Count >= `3.0`", "true");
    check("Count == `3.0`", "true");
    check("Names < `3`", "null");
    check("Missing || 'no'", "\"no\"");
    check("Empty || Names[0]", "\"x\"");
    check("Count && 'yes'", "\"yes\"");
    check("`{\"a\": 1}`.a", "1");
    check("`bare`", "\"bare\"");
    check("'it\\'s'", "\"it's\"");
    check("Count < 'a'", "'<' not supported between instances of 'int' and 'str'");
}

#[test]
fn functions() {
    check("length(Items)", "3");
    check("length('äb')", "2");
    check("sort_by(Items[?n], &to_number(n.N))[*].pk.S", r#"["b","a"]"#);
    check("max_by(Items[?n], &n.N).pk.S", "\"a\"");
    check("min_by(Items[?n], &n.N).pk.S", "\"b\"");
    check("sum(Nested[])", "10");
    check("avg(Nested[])", "2.5");
    check("avg(Empty)", "null");
    check("sum([Half, Count])", "3.5");
    check("max(Names)", "\"z\"");
    check("min(Nested[])", "1");
    check("reverse(Names)", r#"["z","y","x"]"#);
    check("reverse('abc')", "\"cba\"");
    check("join(', ', Names)", "\"x, y, z\"");
    check("contains(Names, 'y')", "true");
    check("contains('abc', 'b')", "true");
    check("starts_with(Names[0], 'x')", "true");
    check("ends_with('abc', 'c')", "true");
    check("keys(Items[1])", r#"["pk","n","é"]"#);
    check("values(Items[2])", r#"[{"S":"c"}]"#);
    check("merge(Items[0], Items[2])", r#"{"pk":{"S":"c"},"n":{"N":"3"}}"#);
    check("not_null(Missing, Count)", "3");
    check("to_string(Items[1])", r#""{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"1\"},\"\\u00e9\":1}""#);
    check("to_number('1.50')", "1.5");
    check("to_number('x')", "null");
    check("to_array(Count)", "[3]");
    check("map(&pk.S, Items)", r#"["a","b","c"]"#);
    check("type(Half)", "\"number\"");
    check("ceil(Half)", "1");
    check("floor(Half)", "0");
    check("abs(`-5`)", "5");
    check("sort(Names)", r#"["x","y","z"]"#);
}

#[test]
fn refusals() {
    check(
        "length(Count)",
        "In function length(), invalid type for value: 3, expected one of: ['string', 'array', 'object'], received: \"number\"",
    );
    check("frob(Count)", "Unknown function: frob()");
    check("length()", "Expected 1 argument for function length(), received 0");
    check("contains(Names)", "Expected 2 arguments for function contains(), received 1");
    check("", "Invalid JMESPath expression: cannot be empty.");
    check("Items[", "Invalid jmespath expression: Incomplete expression:\n\"Items[\"\n       ^");
    check("Items[*", "Invalid jmespath expression: Incomplete expression:\n\"Items[*\"\n        ^");
    check(
        "foo bar",
        "Unexpected token: bar: Parse error at column 4, token \"bar\" (UNQUOTED_IDENTIFIER), for expression:\n\"foo bar\"\n     ^",
    );
    check(
        "a.1",
        "Expecting: ['quoted_identifier', 'unquoted_identifier', 'lbracket', 'lbrace'], got: number: Parse error at column 2, token \"1\" (NUMBER), for expression:\n\"a.1\"\n   ^",
    );
    check("a = b", "Bad jmespath expression: Unknown token '=':\na = b\n  ^");
    check("a[?b == 'c]", "Bad jmespath expression: Unclosed ' delimiter:\na[?b == 'c]\n        ^");
    check("#a", "Bad jmespath expression: Unknown token #:\n#a\n^");
    check(
        "a)",
        "Unexpected token: ): Parse error at column 1, token \")\" (RPAREN), for expression:\n\"a)\"\n  ^",
    );
    check(
        "[0:1:2:3]",
        "syntax error: Parse error at column 6, token \":\" (COLON), for expression:\n\"[0:1:2:3]\"\n       ^",
    );
}

#[test]
fn long_expressions_are_refused() {
    check(&"!".repeat(100_000), "maximum recursion depth exceeded");
    check(&"a|".repeat(100_000), "maximum recursion depth exceeded");
}
