//! Static errors of updates.

use crate::error::Kind::Update as Kind;
use crate::testing::{check_error, error, update};

// spec: 4.4/Update: section twice; 4.4/Update/Projection: overlap; 4.4/Update/Projection: map vs list
// spec: 4.4/ADD/DELETE operand; 4.4/SET operand constant type
#[test]
fn static_errors() {
    let overlap = |one: &str, two: &str| {
        format!(
            "Two document paths overlap with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        )
    };
    let conflict = |one: &str, two: &str| {
        format!(
            "Two document paths conflict with each other; must remove or rewrite one of these paths; \
             path one: {one}, path two: {two}"
        )
    };
    let section =
        |name: &str| format!("The \"{name}\" section can only be used once in an update expression;");
    let operand = |operator: &str, type_name: &str| {
        format!(
            "Incorrect operand type for operator or function; operator or function: {operator}, \
             operand type: {type_name}"
        )
    };
    let count = |function: &str, count: u32| {
        format!(
            "Incorrect number of operands for operator or function; operator or function: {function}, \
             number of operands: {count}"
        )
    };
    for (text, sentence, token) in [
        (
            "SET status = :s",
            "Attribute name is a reserved keyword; reserved keyword: status".to_owned(),
            "status",
        ),
        ("SET a = foo(b, :s)", "Invalid function name; function: foo".to_owned(), "foo"),
        (
            "SET a = size(b)",
            "The function is not allowed in an update expression; function: size".to_owned(),
            "size",
        ),
        ("SET a = :s SET b = :s", section("SET"), "SET"),
        ("remove a REMOVE b", section("REMOVE"), "REMOVE"),
        ("ADD a :n SET b = :s add c :n", section("ADD"), "add"),
        ("DELETE a :ss DELETE b :ss", section("DELETE"), "DELETE"),
        (
            "SET #x = :s",
            "An expression attribute name used in the document path is not defined; attribute name: #x"
                .to_owned(),
            "#x",
        ),
        (
            "ADD a :x",
            "An expression attribute value used in expression is not defined; attribute value: :x".to_owned(),
            ":x",
        ),
        ("SET a = :s, #a = :n", overlap("[a]", "[a]"), "#a"),
        ("SET a.b = :s REMOVE a", overlap("[a, b]", "[a]"), "a"),
        ("SET a = :s, a.b = :s", overlap("[a]", "[a, b]"), "a.b"),
        ("REMOVE a[1], a[1].b", overlap("[a, [1]]", "[a, [1], b]"), "a[1].b"),
        ("SET a.b = :s, a[0] = :s", conflict("[a, b]", "[a, [0]]"), "a[0]"),
        ("REMOVE c[0].d, b, c[0][1]", conflict("[c, [0], d]", "[c, [0], [1]]"), "c[0][1]"),
        ("SET a = b + :s", operand("+", "S"), ":s"),
        ("SET a = :bool - b", operand("-", "BOOL"), ":bool"),
        ("SET a = list_append(b, c) + :n", operand("+", "L"), "list_append"),
        ("SET a = list_append(:n, b)", operand("list_append", "N"), ":n"),
        ("SET a = if_not_exists(b, list_append(c, :ss))", operand("list_append", "SS"), ":ss"),
        ("SET a = if_not_exists(b)", count("if_not_exists", 1), "if_not_exists"),
        ("SET a = list_append(b, c, d)", count("list_append", 3), "list_append"),
        (
            "SET a = if_not_exists(:s, b)",
            "Operator or function requires a document path; operator or function: if_not_exists".to_owned(),
            "if_not_exists",
        ),
    ] {
        check_error(Kind, text, &sentence, token);
    }
    for (section, value, type_name) in [
        ("ADD", ":s", "STRING"),
        ("ADD", ":b", "Binary"),
        ("ADD", ":bool", "BOOL"),
        ("ADD", ":null", "NULL"),
        ("ADD", ":l", "LIST"),
        ("ADD", ":m", "MAP"),
        ("DELETE", ":n", "NUMBER"),
        ("DELETE", ":s", "STRING"),
    ] {
        check_error(
            Kind,
            &format!("{section} a {value}"),
            &format!(
                "Incorrect operand type for operator or function; operator: {section}, \
                 operand type: {type_name}, typeSet: ALLOWED_FOR_ADD_OPERAND"
            ),
            value,
        );
    }
    for fine in ["SET a.b = :s, a.c = :s, b[0] = a.b, b[1] = a", "ADD a :ss, b :ns, c :bs, d :n DELETE e :ss"]
    {
        update(fine, []);
    }
}

/// Of several faults the service tells the first in this order.
// spec: 4.4/order of update checks
#[test]
fn order_of_checks() {
    let faults = [
        ("SET a", "Syntax error"),
        ("SET status = :s", "reserved keyword"),
        ("SET b = foo(:s, c)", "Invalid function name"),
        ("SET d = :s SET e = :s", "can only be used once"),
        ("SET #x = :s", "attribute name: #x"),
        ("SET f = :x", "attribute value: :x"),
        ("SET g = :s, g.h = :s", "overlap"),
        ("SET i.j = :s, i[0] = :s", "conflict"),
        ("SET k = l + :s", "operand type: S"),
        ("SET m = if_not_exists(n)", "Incorrect number"),
    ];
    for (index, (first, sentence)) in faults.iter().enumerate() {
        for (later, _) in &faults[index..] {
            let (one, two) = (later.trim_start_matches("SET "), first.trim_start_matches("SET "));
            let text = if later == first { (*first).to_owned() } else { format!("SET {one}, {two}") };
            let error = error(Kind, &text).to_string();
            assert!(error.contains(sentence), "{text}: {error}");
        }
    }
}
