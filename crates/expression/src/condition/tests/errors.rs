//! Static errors of conditions and filters.

use crate::error::Kind::{Condition, Filter};
use crate::testing::{check_error, condition};

// spec: 4.4/unknown function; 4.4/function in the wrong place
#[test]
fn functions() {
    for (text, sentence, token) in [
        ("foo(a)", "Invalid function name; function: foo", "foo"),
        ("a = foo(b)", "Invalid function name; function: foo", "foo"),
        ("contains(a, Size(b))", "Invalid function name; function: Size", "Size"),
        (
            "size(a)",
            "The function is not allowed to be used this way in an expression; function: size",
            "size",
        ),
        (
            "NOT size(a)",
            "The function is not allowed to be used this way in an expression; function: size",
            "size",
        ),
        (
            "attribute_exists(a) = :s",
            "The function is not allowed to be used this way in an expression; function: attribute_exists",
            "attribute_exists",
        ),
        (
            "size(contains(a, :s)) = :n",
            "The function is not allowed to be used this way in an expression; function: contains",
            "contains",
        ),
        (
            "a IN (:s, begins_with(a, :s))",
            "The function is not allowed to be used this way in an expression; function: begins_with",
            "begins_with",
        ),
        (
            "a = if_not_exists(b, :s)",
            "The function is not allowed in a condition expression; function: if_not_exists",
            "if_not_exists",
        ),
    ] {
        check_error(Condition, text, sentence, token);
    }
    check_error(
        Filter,
        "list_append(a, b)",
        "The function is not allowed in a filter expression; function: list_append",
        "list_append",
    );
}

// spec: 4.4/reserved; 4.4/undefined name; 8/reserved words
#[test]
fn names_and_values() {
    let undefined =
        "An expression attribute name used in the document path is not defined; attribute name: #x";
    let reserved = |word: &str| format!("Attribute name is a reserved keyword; reserved keyword: {word}");
    for (text, sentence, token) in [
        ("status = :s", reserved("status").as_str(), "status"),
        ("Zone = :s", &reserved("Zone"), "Zone"),
        ("#a.name = :s", &reserved("name"), "name"),
        ("a[0].b.#a.DATA = :s", &reserved("DATA"), "DATA"),
        ("size(size) = :s", &reserved("size"), "size"),
        ("#x = :s", undefined, "#x"),
        ("a.b.#x[1] = :s", undefined, "#x"),
        (
            "a = :x",
            "An expression attribute value used in expression is not defined; attribute value: :x",
            ":x",
        ),
        (
            "a IN (:s, :x)",
            "An expression attribute value used in expression is not defined; attribute value: :x",
            ":x",
        ),
    ] {
        check_error(Condition, text, sentence, token);
    }
    condition("#size = :s AND a.#size = :s");
}

// spec: 4.4/arity; 4.4/needs a path
#[test]
fn operand_counts_and_paths() {
    let count = |function: &str, count: u32| {
        format!(
            "Incorrect number of operands for operator or function; operator or function: {function}, \
             number of operands: {count}"
        )
    };
    let path = |function: &str| {
        format!("Operator or function requires a document path; operator or function: {function}")
    };
    for (text, sentence, token) in [
        ("size(a, b) = :n", count("size", 2), "size"),
        ("attribute_exists(a, b)", count("attribute_exists", 2), "attribute_exists"),
        ("attribute_not_exists(a, b, a)", count("attribute_not_exists", 3), "attribute_not_exists"),
        ("attribute_type(a)", count("attribute_type", 1), "attribute_type"),
        ("begins_with(a)", count("begins_with", 1), "begins_with"),
        ("contains(a, :s, :s2)", count("contains", 3), "contains"),
        ("attribute_exists(:s)", path("attribute_exists"), "attribute_exists"),
        ("attribute_not_exists(size(a))", path("attribute_not_exists"), "attribute_not_exists"),
        ("attribute_type(:s, :typeS)", path("attribute_type"), "attribute_type"),
    ] {
        check_error(Condition, text, &sentence, token);
    }
}

// spec: 4.4/equal operands
#[test]
fn equal_operands() {
    for (text, operator, operand, token) in [
        ("a = a", "=", "[a]", "="),
        ("#a <> a", "<>", "[a]", "<>"),
        ("a.b[3].c < a.#b[3].c", "<", "[a, b, [3], c]", "<"),
        ("a BETWEEN :n AND a", "BETWEEN", "[a]", "BETWEEN"),
        ("a IN (:n, a)", "IN", "[a]", "IN"),
        ("contains(a, a)", "contains", "[a]", "contains"),
        ("begins_with(a, a)", "begins_with", "[a]", "begins_with"),
        (":s = :s", "=", "AttributeValue: {S:s}", "="),
    ] {
        check_error(
            Condition,
            text,
            &format!(
                "The first operand must be distinct from the remaining operands for this operator or function; \
                 operator: {operator}, first operand: {operand}"
            ),
            token,
        );
    }
    condition(":s = :s2 AND a IN (:s, :s) AND a BETWEEN :n AND :n AND a = b");
}

// spec: 4.4/operand type; 4.4/attribute_type argument; A.5/Operand types; 8/BETWEEN inverted bounds
#[test]
fn operand_types() {
    for (text, operator, type_name, token) in [
        ("a < :bool", "<", "BOOL", ":bool"),
        ("a <= :null", "<=", "NULL", ":null"),
        (":ss > a", ">", "SS", ":ss"),
        ("a >= :l", ">=", "L", ":l"),
        ("a < :m", "<", "M", ":m"),
        ("a BETWEEN :bool AND :bool", "BETWEEN", "BOOL", ":bool"),
        ("a BETWEEN b AND :ns", "BETWEEN", "NS", ":ns"),
        (":bs BETWEEN a AND b", "BETWEEN", "BS", ":bs"),
        ("begins_with(a, :n)", "begins_with", "N", ":n"),
        ("begins_with(a, :ss)", "begins_with", "SS", ":ss"),
        ("begins_with(a, size(b))", "begins_with", "N", "size"),
        ("begins_with(:n, a)", "begins_with", "N", ":n"),
        ("begins_with(size(a), :s)", "begins_with", "N", "size"),
        ("size(:n) = :n5", "size", "N", ":n"),
        ("size(:bool) = :n5", "size", "BOOL", ":bool"),
        ("a < size(:null)", "size", "NULL", ":null"),
        ("size(size(a)) = :n", "size", "N", "size"),
        ("contains(a, :ss)", "contains", "SS", ":ss"),
        ("contains(:n, a)", "contains", "N", ":n"),
        ("contains(:bool, a)", "contains", "BOOL", ":bool"),
        ("attribute_type(a, :n)", "attribute_type", "N", ":n"),
        ("attribute_type(a, :ss)", "attribute_type", "SS", ":ss"),
        ("attribute_type(a, b.c)", "attribute_type", "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}", "b.c"),
    ] {
        check_error(
            Condition,
            text,
            &format!(
                "Incorrect operand type for operator or function; operator or function: {operator}, \
                 operand type: {type_name}"
            ),
            token,
        );
    }
    check_error(
        Filter,
        "attribute_type(a, :s)",
        "Invalid attribute type name found; type: s, valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}",
        ":s",
    );
    condition("a = :bool OR a <> :m OR contains(a, :bool) OR contains(:ss, a) OR contains(a, :m)");
}

// spec: 4.4/BETWEEN bounds; 8/BETWEEN inverted bounds
#[test]
fn bounds() {
    let bounds = "lower bound operand: AttributeValue";
    for (text, sentence) in [
        (
            "a BETWEEN :s AND :n",
            format!(
                "The BETWEEN operator requires same data type for lower and upper bounds; \
                 {bounds}: {{S:s}}, upper bound operand: AttributeValue: {{N:1}}"
            ),
        ),
        (
            // Whether values of these types could be bounds at all is told later.
            ":m BETWEEN :n AND :bool",
            format!(
                "The BETWEEN operator requires same data type for lower and upper bounds; \
                 {bounds}: {{N:1}}, upper bound operand: AttributeValue: {{BOOL:true}}"
            ),
        ),
        (
            "a BETWEEN :n5 AND :n",
            format!(
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
                 {bounds}: {{N:5}}, upper bound operand: AttributeValue: {{N:1}}"
            ),
        ),
        (
            "size(a) BETWEEN :b AND :b2",
            format!(
                "The BETWEEN operator requires upper bound to be greater than or equal to lower bound; \
                 {bounds}: {{B:Yg==}}, upper bound operand: AttributeValue: {{B:YQ==}}"
            ),
        ),
    ] {
        check_error(Condition, text, &sentence, "BETWEEN");
    }
}

// spec: 4.3/IN operands
#[test]
fn operands_of_in() {
    let list = |count: usize| format!("a IN ({})", vec![":s"; count].join(","));
    condition(&list(100));
    check_error(
        Condition,
        &list(101),
        "The IN operator is provided with too many operands; number of operands: 101",
        "IN",
    );
}

/// Of several faults the service tells the first in this order.
// spec: 4.4/order of condition checks
#[test]
fn order_of_checks() {
    let faults = [
        ("a = ", "Syntax error"),
        ("((a = :s))", "redundant parentheses"),
        ("foo(a)", "Invalid function name"),
        ("size(a)", "not allowed to be used this way"),
        ("status = :s", "reserved keyword"),
    ];
    for (index, (first, sentence)) in faults.iter().enumerate() {
        for (later, _) in &faults[index..] {
            let text = format!("{later} AND {first}");
            let error = crate::testing::error(Condition, &text).to_string();
            assert!(error.contains(sentence), "{text}: {error}");
        }
    }
    // What needs the placeholders is checked a condition at a time, from left to right.
    for (text, sentence) in [
        ("a = a AND b = :x", "must be distinct"),
        ("b = :x AND a = a", "attribute value: :x"),
        ("#x = :x", "attribute name: #x"),
        (":x = #x", "attribute value: :x"),
        ("contains(:x)", "attribute value: :x"),
        ("contains(a, a, :bool)", "Incorrect number"),
        ("a < :bool OR status = :s", "reserved keyword"),
        (":bool < :bool", "must be distinct"),
    ] {
        let error = crate::testing::error(Condition, text).to_string();
        assert!(error.contains(sentence), "{text}: {error}");
    }
}
