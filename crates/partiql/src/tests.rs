//! What statements read as, and the words about those that can't be read.

use crate::parse;

/// The statement in the printer's words.
#[track_caller]
fn reads(text: &str, expected: &str) {
    match parse(text) {
        Ok(statement) => assert_eq!(statement.to_string(), expected, "{text}"),
        Err(error) => panic!("{text}: {error}"),
    }
}

#[track_caller]
fn refuses(text: &str, expected: &str) {
    match parse(text) {
        Ok(statement) => panic!("{text}: {statement}"),
        Err(error) => assert_eq!(error.to_string(), expected, "{text}"),
    }
}

#[track_caller]
fn malformed(text: &str, detail: &str) {
    refuses(text, &format!("Statement wasn't well formed, can't be processed: {detail}"));
}

#[test]
fn literals_comments_and_parameters() {
    // spec: 6.1/literals, comments, parameters
    let item = "INSERT INTO \"T\" VALUE ";
    for (written, read) in [
        ("{'a': 'it''s'}", "{'a': 'it''s'}"),
        ("{'a': [1, .5, -2e-3, +4, 1.]}", "{'a': [1, .5, -2e-3, 4, 1.]}"),
        ("{'a': <<1, 2>>, 'b': <<'x'>>, 'c': <<>>}", "{'a': <<1, 2>>, 'b': <<'x'>>, 'c': <<>>}"),
        (
            "{'a': TRUE, 'b': False, 'c': null, 'd': MISSING}",
            "{'a': TRUE, 'b': FALSE, 'c': NULL, 'd': MISSING}",
        ),
        ("{'a': ?, 'b': [?, {}]}", "{'a': ?, 'b': [?, {}]}"),
        ("{'a': /* 'not this' */ 1} -- nor this", "{'a': 1}"),
        ("{'a': 1};", "{'a': 1}"),
        ("?", "?"),
    ] {
        reads(&format!("{item}{written}"), &format!("{item}{read}"));
    }
    reads("insert INTO\n\tT value {'é': '\u{1f600}'}", "INSERT INTO \"T\" VALUE {'é': '\u{1f600}'}");
}

#[test]
fn selects() {
    // spec: 6.2/SELECT grammar
    for (written, read) in [
        ("select * from T", "SELECT * FROM \"T\""),
        ("SELECT a, \"b c\".d[3] FROM \"T\".\"i\"", "SELECT \"a\", \"b c\".\"d\"[3] FROM \"T\".\"i\""),
        ("SELECT a FROM T.i WHERE x=1", "SELECT \"a\" FROM \"T\".\"i\" WHERE \"x\" = 1"),
        (
            "SELECT * FROM T WHERE pk IN ['a'] ORDER BY pk DESC, sk ASC NULLS FIRST, x NULLS LAST",
            "SELECT * FROM \"T\" WHERE \"pk\" IN ['a'] ORDER BY \"pk\" DESC, \"sk\" NULLS FIRST, \"x\" NULLS LAST",
        ),
    ] {
        reads(written, read);
    }
    reads("EXISTS(SELECT * FROM T WHERE a = 1)", "EXISTS(SELECT * FROM \"T\" WHERE \"a\" = 1)");
}

#[test]
fn conditions() {
    // spec: 6.2/conditions and functions
    for (written, read) in [
        ("a=1 OR b=2 AND NOT c=3", "(a = 1) OR ((b = 2) AND (NOT (c = 3)))"),
        ("(a=1 OR b=2) AND c=3", "((a = 1) OR (b = 2)) AND (c = 3)"),
        ("a != 1 AND b >= 2 and c<3", "(a <> 1) AND (b >= 2) AND (c < 3)"),
        ("a BETWEEN 1 AND 2 AND b NOT BETWEEN ? AND ?", "(a BETWEEN 1 AND 2) AND (NOT (b BETWEEN ? AND ?))"),
        ("a IN (1, 2) OR a NOT IN [3] OR a IN ?", "(a IN [1, 2]) OR (NOT (a IN [3])) OR (a IN ?)"),
        (
            "a IS MISSING AND b IS NOT NULL AND c is String",
            "(a IS MISSING) AND (NOT (b IS NULL)) AND (c IS STRING)",
        ),
        (
            "a IS Bool OR a IS NUMERIC(3,2) OR a IS double precision OR a IS NOT varchar(3)",
            "(a IS BOOLEAN) OR (a IS NUMERIC) OR (a IS DOUBLE PRECISION) OR (NOT (a IS VARCHAR))",
        ),
        ("a = `{b: [1, \"x\"]}`", "a = `{b: [1, x]}`"),
        (
            "CAST(a AS VARCHAR(3)) = 1 OR extract(year from b) = ?",
            "(CAST(a, 3) = 1) OR (extract(year, b) = ?)",
        ),
        (
            "trim(both 'x' from a) = 1 AND COUNT(*) = 1 AND exists(a)",
            "(trim('x', a) = 1) AND (COUNT() = 1) AND exists(a)",
        ),
        ("begins_with(a, 'x') AND size(b) > 3", "begins_with(a, 'x') AND (size(b) > 3)"),
        ("a.b[0].\"c\" = ?", "a.b[0].c = ?"),
    ] {
        // Names without their quotes, for the eye.
        let text = format!("SELECT * FROM T WHERE {written}");
        let printed = parse(&text).map(|statement| statement.to_string().replace('"', ""));
        assert_eq!(printed, Ok(format!("SELECT * FROM T WHERE {read}")), "{written}");
    }
}

#[test]
fn writes() {
    // spec: 6.2/UPDATE grammar
    for (written, read) in [
        (
            "UPDATE T SET a=1, b.c = list_append(b.c, [2]) REMOVE d SET e = e + 1 REMOVE f[0] WHERE pk='x'",
            "UPDATE T SET a = 1 SET b.c = list_append(b.c, [2]) REMOVE d SET e = e + 1 REMOVE f[0] WHERE pk = 'x'",
        ),
        (
            "UPDATE T SET a = 1 WHERE pk = 'x' RETURNING MODIFIED OLD *",
            "UPDATE T SET a = 1 WHERE pk = 'x' RETURNING MODIFIED OLD *",
        ),
        ("FROM T WHERE pk = 'x' SET a = 1", "UPDATE T SET a = 1 WHERE pk = 'x'"),
        // spec: 6.2/DELETE grammar
        (
            "DELETE FROM T WHERE pk='x' returning all old *",
            "DELETE FROM T WHERE pk = 'x' RETURNING ALL OLD *",
        ),
        ("DELETE FROM T", "DELETE FROM T"),
        // spec: 6.2/INSERT grammar
        ("INSERT INTO T VALUE {'pk': 'x'}", "INSERT INTO T VALUE {'pk': 'x'}"),
    ] {
        let printed = parse(written).map(|statement| statement.to_string().replace('"', ""));
        assert_eq!(printed, Ok(read.to_owned()), "{written}");
    }
}

#[test]
fn what_is_not_well_formed() {
    // spec: 6.4/not well formed: details
    for (text, detail) in [
        ("SELECT * FROM T WHERE a = 'x", ""),
        ("SELECT * FROM \"T", ""),
        ("SELECT * FROM T /* never closed", ""),
        ("SELECT * FROM T # comment", ""),
        ("SELECT * FROM T WHERE a = 1e", ""),
        ("SELECT * FROM T WHERE a = 1.2.3", ""),
        ("SELECT * FROM T WHERE a = `1", ""),
        ("SELECT * FROM T WHERE a = `1 2`", ""),
        ("SELECT * FROM T WHERE a = 1 b", "Unexpected token after expression"),
        (
            "SELECT * FROM T; SELECT * FROM T",
            "Unexpected token after semicolon. (Only one query is allowed.)",
        ),
        ("SELECT * FROM T WHERE a = )", "Unexpected term"),
        ("SELECT * FROM T WHERE a = [1,]", "Unexpected term"),
        ("SELECT * FROM T WHERE = 1", "Unexpected operator"),
        ("SELECT * FROM T WHERE value = 1", "Unexpected keyword"),
        ("SELECT * FROM T WHERE a =", "Missing right-hand side expression of infix operator"),
        ("SELECT * FROM T WHERE a = 1 AND", "Missing right-hand side expression of infix operator"),
        ("DELETE T WHERE a = 1", "Expected FROM after DELETE"),
        ("UPDATE 'T' SET a = 1", "Expected identifier for simple path"),
        ("UPDATE T SET 1 = 1", "Expected identifier for simple path"),
        ("UPDATE T WHERE a = 1", "Expected data manipulation"),
        ("FROM T WHERE a = 1", "Expected data manipulation"),
        // What begins with FROM wants to change something, wherever it stands.
        ("SELEC * FROM T", "Expected data manipulation"),
        ("SELECT FROM T", "Expected data manipulation"),
        ("SELECT a, FROM T WHERE a = 1", "Expected data manipulation"),
        ("SELECT * FROM T WHERE a = FROM", "Unexpected term"),
        ("SELEC * FROM T WHERE a = 1 SET a = 2", "Unexpected keyword"),
        ("DELETE FROM T WHERE a = 1 RETURNING OLD *", "Expected returning variant after RETURNING"),
        (
            "DELETE FROM T WHERE a = 1 RETURNING ALL *",
            "Malformed RETURNING clause; expected RETURNING <ALL|MODIFIED> <OLD|NEW> *",
        ),
        ("SELECT * FROM T WHERE a = 1 ORDER BY 1", "Expected attribute path in ORDER BY"),
        ("SELECT * FROM T WHERE a = [1, 2", "Expected RIGHT_BRACKET"),
        ("SELECT * FROM T WHERE a = <<1, 2", "Expected RIGHT_DOUBLE_ANGLE_BRACKET"),
        ("SELECT * FROM T WHERE (a = 1", "Expected RIGHT_PAREN"),
        ("INSERT INTO T VALUE {'a': 1", "Expected RIGHT_CURLY"),
        ("SELECT a.size FROM T", "Invalid path dot component"),
        ("INSERT INTO T (a) VALUES (1)", "Unexpected token after expression"),
        ("SELECT *", "Expected FROM after SELECT list"),
        (" ", "Unexpected term"),
        ("SELECT * FROM T WHERE a IS", "Expected type name"),
        ("SELECT * FROM T WHERE a IS NUMBER", "Expected type name"),
        ("SELECT * FROM T WHERE a IS \"STRING\"", "Expected type name"),
        ("SELECT * FROM T WHERE a IS NOT AND b = 1", "Expected type name"),
        ("SELECT * FROM T WHERE a IS DOUBLE", "Expected type name"),
        ("SELECT * FROM T WHERE a IS CHAR(", "Expected type name"),
        ("SELECT * FROM T WHERE a IS INTEGER b", "Unexpected token after expression"),
        ("SELECT * FROM T WHERE cast(a AS INT", "Expected RIGHT_PAREN"),
        ("SELECT * FROM T WHERE \"f\"(a)", "Unexpected token after expression"),
    ] {
        malformed(text, detail);
    }
}

#[test]
fn what_is_not_supported() {
    for (text, sentence) in [
        // spec: 6.4/alias
        ("SELECT * FROM T t", "Aliasing is not supported"),
        ("SELECT * FROM T AS t WHERE t.a = 1", "Aliasing is not supported"),
        ("SELECT a AS b FROM T", "Aliasing is not supported"),
        // spec: 6.4/COUNT or call in SELECT list
        ("SELECT COUNT(*) FROM T", "Unexpected path component at 1:8:5"),
        ("SELECT\n  size(a) FROM T", "Unexpected path component at 2:3:4"),
        ("SELECT 'a' FROM T", "Unexpected path component at 1:8:3"),
        // spec: 6.4/path parts
        ("SELECT * FROM a.b.c", "A path may contain at most 2 components in the FROM clause"),
        ("SELECT * FROM \"\"", "Path component cannot be an empty string"),
        ("INSERT INTO T VALUE {'': 1}", "Path component cannot be an empty string"),
        // A value is no statement.
        ("x", "Unsupported operation: Id"),
        ("x.y[0]", "Unsupported operation: Path"),
        ("-1;", "Unsupported operation: Lit"),
        ("NULL", "Unsupported operation: Lit"),
        ("missing", "Unsupported operation: Missing"),
        ("?", "Unsupported operation: Parameter"),
        ("{'a': 1}", "Unsupported operation: Struct"),
        ("[1]", "Unsupported operation: List"),
        ("<<1>>", "Unsupported operation: Bag"),
        ("x IS NULL", "Unsupported operation: IsType"),
        ("1 + 1", "EXISTS can only be used in ExecuteTransaction write requests."),
        ("a = 1", "EXISTS can only be used in ExecuteTransaction write requests."),
        ("NOT a", "EXISTS can only be used in ExecuteTransaction write requests."),
        ("f(x)", "EXISTS can only be used in ExecuteTransaction write requests."),
        ("EXISTS(x)", "EXISTS can only be used in ExecuteTransaction write requests."),
        (
            "INSERT INTO T.i VALUE 1",
            "FROM clause may only contain a single table name in data manipulation statements at 1:13:1",
        ),
        (
            "INSERT INTO\n \"T\".i VALUE {'a': ?}",
            "FROM clause may only contain a single table name in data manipulation statements at 2:2:3",
        ),
        ("SELECT * FROM T, U", "Only select from a single table or index is supported."),
        ("SELECT * FROM T LIMIT 1", "Unsupported clause: LIMIT at 1:17:5"),
        ("SELECT DISTINCT a FROM T", "Unsupported clause: DISTINCT at 1:8:8"),
        ("SELECT * FROM T WHERE a LIKE 'x%'", "Unsupported operator: LIKE at 1:25:4"),
        ("SELECT * FROM T WHERE a = (SELECT * FROM U)", "Unsupported subquery at 1:28:6"),
    ] {
        refuses(text, sentence);
    }
}

#[test]
fn depth_is_an_ordinary_error() {
    // spec: A.5/Depth
    for (open, close) in
        [("(", ")"), ("[", "]"), ("{'a':", "}"), ("f(", ")"), ("NOT ", ""), ("-", ""), ("<<", ">>")]
    {
        let count = 8000 / (open.len() + close.len());
        for closing in ["", close] {
            let text = format!("SELECT * FROM T WHERE a = {}1{}", open.repeat(count), closing.repeat(count));
            assert!(parse(&text).is_err(), "{open}");
        }
    }
    let chain = vec!["a = 1"; 1000].join(" AND ");
    assert!(parse(&format!("SELECT * FROM T WHERE {chain}")).is_ok());
    let sum = vec!["1"; 2000].join(" + ");
    assert!(parse(&format!("UPDATE T SET a = {sum}")).is_err());
}
