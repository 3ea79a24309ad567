//! Lexical rules and grammar.

use crate::error::Kind::{self, Condition, Filter, KeyCondition, Projection, Update};
use crate::testing::{check_error, condition, error, update};
use crate::{Fault, Printer};

/// The text is understood as the other one says.
#[track_caller]
fn check_same(text: &str, plain: &str) {
    assert_eq!(condition(text), condition(plain), "{text}");
}

#[track_caller]
fn check_syntax(kind: Kind, text: &str, token: &str, near: &str) {
    let pointed = if token == "<EOF>" { "" } else { token };
    check_error(kind, text, &format!("Syntax error; token: \"{token}\", near: \"{near}\""), pointed);
}

// spec: 4.1/whitespace
#[test]
fn white_space_is_free() {
    for text in ["a=:s", " a\t=\r\n:s ", "\na = :s\n"] {
        check_same(text, "a = :s");
    }
    check_same("attribute_exists ( a . b [ 0 ] )", "attribute_exists(a.b[0])");
    check_syntax(Condition, "a\u{a0}= :s", "\u{a0}", "a\u{a0}=");
    check_syntax(Condition, "a =\u{b}:s", "\u{b}", "=\u{b}:s");
}

// spec: 4.1/name placeholder; 4.1/keywords; 4.1/functions; 4.1/identifier
#[test]
fn words() {
    check_same(
        "a = :s and not b = :n Or c Between :n aNd :n5",
        "a = :s AND NOT b = :n OR c BETWEEN :n AND :n5",
    );
    check_same("#0 = :0", "zero = :0");
    check_same("#a . #b[10] = :s", "a.b[10] = :s");
    check_same("pk9_x = :s", "pk9_x = :s");
    // The second name holds a dot; it is one name.
    assert_eq!(condition("#dot = :s").paths()[0].name(), "x.y");
    check_error(Condition, "Size(a) = :n", "Invalid function name; function: Size", "Size");
    check_error(
        Condition,
        "BEGINS_WITH(a, :s)",
        "Invalid function name; function: BEGINS_WITH",
        "BEGINS_WITH",
    );
}

// spec: 4.4/syntax; 4.1/no literals; 4.1/list index; 4.1/identifier; 4.1/operators
#[test]
fn syntax_errors() {
    for (kind, text, token, near) in [
        (Update, "INVALID SYNTAX HERE", "INVALID", "INVALID SYNTAX"),
        (Condition, "INVALID SYNTAX HERE", "SYNTAX", "INVALID SYNTAX HERE"),
        (Condition, "!!", "!", "!!"),
        (Condition, "a = 5", "5", "= 5"),
        (Condition, "a = 'x'", "'", "= 'x"),
        (Condition, "a == :s", "=", "== :s"),
        (Condition, "a != :s", "!", "a !="),
        (Condition, "_a = :s", "_", "_a"),
        (Condition, "1a = :s", "1", "1a"),
        (Condition, "a = # b", "#", "= # b"),
        (Update, "ADD hits : incr", ":", "hits : incr"),
        (Condition, "l[01] = :s", "0", "[01"),
        (Condition, "l[a] = :s", "a", "[a]"),
        (Condition, "l[-1] = :s", "-", "[-1"),
        (Condition, "l[:n] = :s", ":n", "[:n]"),
        (Condition, "l[] = :s", "]", "[] ="),
        (Condition, "a. = :s", "=", ". = :s"),
        (Condition, ".a = :s", ".", ".a"),
        (Condition, "a..b = :s", ".", "..b"),
        (Condition, "a.:s = :s", ":s", ".:s ="),
        (Condition, "user-id = :s", "-", "user-id"),
        (Condition, "a = :s b", "b", ":s b"),
        (Condition, "a = :s)", ")", ":s)"),
        (Condition, "(a = :s", "<EOF>", ":s"),
        (Condition, "a", "<EOF>", "a"),
        (Condition, "(#a)", "<EOF>", ")"),
        (Condition, "a =", "<EOF>", "="),
        (Condition, "a = ", "<EOF>", "="),
        (Condition, "a = :s AND", "<EOF>", "AND"),
        (Condition, "attribute_exists(", "<EOF>", "("),
        (Condition, "attribute_exists()", ")", "()"),
        (Condition, "contains(a :s)", ":s", "a :s)"),
        (Condition, "contains(a,)", ")", ",)"),
        (Condition, "contains(a = :s, :s)", "=", "a = :s"),
        (Condition, "a BETWEEN :n OR :n5", "OR", ":n OR :n5"),
        (Condition, "a BETWEEN :n", "<EOF>", ":n"),
        (Condition, "a IN :s", ":s", "IN :s"),
        (Condition, "a IN ()", ")", "()"),
        (Condition, "a IN (:s", "<EOF>", ":s"),
        (Condition, "a = (NOT b)", "NOT", "(NOT b"),
        (Condition, "a = (b = :s)", "=", "b = :s"),
        (Condition, "(a = :s) = :s", "=", ") = :s"),
        (Condition, "a = :s = :s", "=", ":s = :s"),
        (Condition, "a = b + :n", "+", "b + :n"),
        (Condition, "NOT", "<EOF>", "NOT"),
        (Condition, "AND a = :s", "AND", "AND a"),
        (Condition, "set = :s", "set", "set ="),
        (Condition, "a = 你好", "你", "= 你好"),
        (Filter, "é", "é", "é"),
        (Condition, "   ", "<EOF>", "   "),
        (Projection, " \t\n", "<EOF>", " \t\n"),
        (Projection, "abc,,abc", ",", ",,abc"),
        (Projection, "a,", "<EOF>", ","),
        (Projection, "a b", "b", "a b"),
        (Projection, "a, :s", ":s", ", :s"),
        (Projection, "size(a)", "(", "size(a"),
        (Update, "SET", "<EOF>", "SET"),
        (Update, "SET a = :s,", "<EOF>", ","),
        (Update, "SET a = :s SET", "<EOF>", "SET"),
        (Update, "SET a = :s, REMOVE b", "REMOVE", ", REMOVE b"),
        (Update, "SET a :s", ":s", "a :s"),
        (Update, "SET :s = :s", ":s", "SET :s ="),
        (Update, "SET a = b + c + d", "+", "c + d"),
        (Update, "SET a = (b + c) + d", "+", ") + d"),
        (Update, "SET a = b - (c + d)", "+", "c + d"),
        (Update, "SET a = list_append(b + c, d)", "+", "b + c"),
        (Update, "SET a = b * c", "*", "b * c"),
        (Update, "SET a = (b", "<EOF>", "b"),
        (Update, "SET a = b = c", "=", "b = c"),
        (Update, "SET a = NOT b", "NOT", "= NOT b"),
        (Update, "REMOVE a b", "b", "a b"),
        (Update, "REMOVE a = :s", "=", "a = :s"),
        (Update, "ADD a b", "b", "a b"),
        (Update, "ADD a = :n", "=", "a = :n"),
        (Update, "DELETE a", "<EOF>", "a"),
        (KeyCondition, "a = :s,", ",", ":s,"),
    ] {
        check_syntax(kind, text, token, near);
    }
}

// spec: 4.2/condition grammar; 4.4/redundant parentheses
#[test]
fn precedence_and_parentheses() {
    for (text, plain) in [
        ("a = :s OR b = :s AND c = :s", "a = :s OR (b = :s AND c = :s)"),
        ("a = :s AND b = :s OR c = :s", "(a = :s AND b = :s) OR c = :s"),
        ("NOT a = :s AND b = :s", "(NOT a = :s) AND b = :s"),
        ("NOT a = :s OR b = :s", "(NOT (a = :s)) OR b = :s"),
        ("NOT NOT a = :s", "NOT (NOT a = :s)"),
        ("a BETWEEN :n AND :n5 AND b = :s", "(a BETWEEN :n AND :n5) AND b = :s"),
        ("(a) = (:s)", "a = :s"),
        ("(a = :s)", "a = :s"),
        ("(attribute_exists(a))", "attribute_exists(a)"),
        ("(size(a)) > (:n)", "size(a) > :n"),
        ("contains((a), (:s))", "contains(a, :s)"),
        ("(a) IN ((:s), (b))", "a IN (:s, b)"),
        ("(a = :s AND b = :s) AND c = :s", "(a = :s AND (b = :s)) AND c = :s"),
    ] {
        check_same(text, plain);
    }
    assert_ne!(condition("(a = :s AND b = :s) AND c = :s"), condition("a = :s AND b = :s AND c = :s"));
    assert_ne!(condition("NOT (a = :s OR b = :s)"), condition("NOT a = :s OR b = :s"));
    for (kind, text) in [
        (Condition, "((a = :s))"),
        (Condition, "((a)) = :s"),
        (Condition, "a = ((:s))"),
        (Condition, "((attribute_exists(a)))"),
        (Condition, "b = :s AND ((((a = :s))))"),
        (Filter, "(((a = :s)) AND b = :s)"),
        (KeyCondition, "((a = :s)) AND b = :s"),
        (Update, "SET a = ((b))"),
        (Update, "SET a = ((b + :n))"),
    ] {
        check_error(kind, text, "The expression has redundant parentheses;", "(");
    }
}

// spec: 4.2/update grammar
#[test]
fn set_values() {
    for (text, plain) in [
        ("SET a = (b)", "SET a = b"),
        ("SET a = (b + :n)", "SET a = b + :n"),
        ("SET a = (b) - (:n)", "SET a = b - :n"),
        ("SET a=b-:n,c=:s", "SET a = b - :n, c = :s"),
        ("set a = :s remove b add c :n delete d :ss", "SET a = :s REMOVE b ADD c :n DELETE d :ss"),
        ("SET a = if_not_exists ( b , (c) )", "SET a = if_not_exists(b, c)"),
    ] {
        assert_eq!(update(text, []), update(plain, []), "{text}");
    }
}

// spec: 4.3/expression string; 4.4/empty string
#[test]
fn sizes() {
    let long = |length: usize| format!("a = :s{}", " ".repeat(length - 6));
    assert_eq!(condition(&long(4_096)), condition("a = :s"));
    check_error(Condition, &long(4_097), "Expression size has exceeded the maximum allowed size;", "");
    // Bytes, not characters.
    let wide = "é".repeat(2_049);
    check_error(Update, &wide, "Expression size has exceeded the maximum allowed size;", "");
    let mut scope = crate::Scope::new(None, None).telling_size();
    let error = crate::Condition::parse(Filter, &long(4_097), &mut scope).expect_err("too long");
    assert_eq!(
        error.to_string(),
        "Invalid FilterExpression: Expression size has exceeded the maximum allowed size; expression size: 4097"
    );
    for kind in [Condition, Filter, KeyCondition, Update, Projection] {
        check_error(kind, "", "The expression can not be empty;", "");
    }
}

// spec: 4.3/path depth; 2.5/expression path too deep
#[test]
fn path_depth() {
    let path = |elements: usize| format!("a{}", ".b".repeat(elements - 1));
    condition(&format!("attribute_exists({})", path(32)));
    let sentence = "The document path has too many nesting levels; nesting levels: 33";
    check_error(Condition, &format!("attribute_exists({})", path(33)), sentence, "b");
    check_error(Projection, &path(33), sentence, "b");
    check_error(Update, &format!("REMOVE {}", path(33)), sentence, "b");
}

// spec: 4.1/list index
#[test]
fn list_indexes() {
    condition("a[2147483647] = :s");
    for index in ["2147483648", "99999999999999999999999999"] {
        check_error(
            Condition,
            &format!("a[{index}] = :s"),
            &format!("List index is not within the allowable range; index: [{index}]"),
            index,
        );
    }
}

// spec: 4.3/operators + functions
#[test]
fn operator_count() {
    let chain = |comparisons: usize| vec!["a=:s"; comparisons].join(" OR ");
    // 150 comparisons and 149 ORs.
    condition(&chain(150));
    condition(&format!("NOT {}", chain(150)));
    check_error(
        Condition,
        &chain(151),
        "The expression contains too many operators; operator count: 301",
        "",
    );
    let sums = |count: usize| {
        let one = |index: usize| format!("a{index}=a+:n");
        format!("SET {}", (0..count).map(one).collect::<Vec<_>>().join(","))
    };
    update(&sums(300), []);
    check_error(Update, &sums(301), "The expression contains too many operators; operator count: 301", "");
}

/// Nothing here may use the stack in proportion to the text.
// spec: A.5/Depth; 8/deep nesting
#[test]
fn deep_texts() {
    let fault = |kind, text: &str| error(kind, text).fault;
    let open = "(".repeat(4_096);
    assert!(
        matches!(fault(Condition, &open), Fault::Syntax { token, near } if token == "<EOF>" && near == "(")
    );
    assert!(matches!(fault(Update, &format!("SET a={}", "(".repeat(4_000))), Fault::Syntax { .. }));
    let pairs = format!("{}a=:s{}", "(".repeat(2_046), ")".repeat(2_046));
    assert_eq!(fault(Condition, &pairs), Fault::RedundantParentheses);
    assert_eq!(fault(Condition, &format!("{}a=:s", "NOT ".repeat(1_000))), Fault::TooManyOperators(1_001));
    let calls = format!("{}a{}", "size(".repeat(600), ")".repeat(600));
    assert_eq!(fault(Condition, &format!("{calls}=:n")), Fault::TooManyOperators(601));
    let calls = format!("SET a={}b{}", "list_append(b,".repeat(270), ")".repeat(270));
    let deep = update(&calls, []);
    assert_eq!(Printer::new().update(&deep).matches("list_append").count(), 270);
    let deep = condition(&format!("{}a=:s{}", "NOT (".repeat(299), ")".repeat(299)));
    assert_eq!(Printer::new().condition(&deep).matches("NOT").count(), 299);
}
