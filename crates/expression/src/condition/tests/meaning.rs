//! What conditions mean.

use value::{AttributeValue, Attributes, Item};

use crate::error::Kind::Condition;
use crate::testing::{attributes, b, bs, condition, l, m, n, ns, s, ss};

fn item() -> Attributes {
    attributes([
        ("s", s("hello")),
        ("wide", s("a𝄞é")),
        ("n", n("1.50")),
        ("bin", b(&[1, 0x80, 255])),
        ("yes", AttributeValue::Bool(true)),
        ("nil", AttributeValue::Null),
        ("ss", ss(&["s", "b"])),
        ("ns", ns(&["1", "2.0"])),
        ("bs", bs(&[b"a", b"b"])),
        ("lst", l([s("s"), n("1"), l([n("2")]), m([("k", n("1"))])])),
        ("mp", m([("k", n("1")), ("lst", l([s("x"), m([("deep", s("s"))])]))])),
        ("x.y", s("s")),
    ])
}

#[track_caller]
fn check(text: &str, expect: bool) {
    let condition = condition(text);
    assert_eq!(condition.matches(&item()), expect, "{text}");
    assert_eq!(condition.matches(&Item::new(&item())), expect, "{text}, stored");
}

// spec: 4.6/comparison with a missing; 4.6/different types; 4.6/= on documents; 4.6/ordering
// spec: 8/<>/NOT on missing
#[test]
fn comparisons() {
    for (text, expect) in [
        ("s = :s", false),
        ("s <> :s", true),
        ("s > :s", false),
        ("s < :s", true),
        ("n > :n", true),
        ("n >= :n", true),
        ("n < :n5", true),
        ("n <= :n", false),
        ("bin > :b", false),
        ("bin < :b", true),
        // Different types.
        ("s = :n", false),
        ("s <> :n", true),
        ("s < :n", false),
        ("s > :n", false),
        ("NOT s > :n", true),
        ("yes < s", false),
        ("lst > mp", false),
        ("yes = :bool", true),
        ("nil = :null", true),
        ("nil <> :null", false),
        // Something missing.
        ("nope = :s", false),
        ("nope <> :s", true),
        ("nope < :s", false),
        ("nope >= :s", false),
        ("NOT nope = :s", true),
        ("nope = neither", false),
        ("nope <> neither", true),
        ("nope = s", false),
        ("nope BETWEEN :n AND :n5", false),
        ("NOT nope BETWEEN :n AND :n5", true),
        ("nope IN (:s, :n)", false),
        ("NOT nope IN (:s, :n)", true),
        // Paths and values on either side.
        ("#dot = :s", true),
        (":s = #dot", true),
        ("mp.lst[1].deep = #dot", true),
        ("mp.k = lst[1]", true),
        (":s < :s2", true),
        // Documents.
        ("lst[3] = :m", true),
        ("lst[2] = :l", false),
        ("ss = :ss", false),
        ("ns = :ns", true),
        ("ns <> :ns", false),
    ] {
        check(text, expect);
    }
}

// spec: 4.6/BETWEEN; 4.6/IN
#[test]
fn ranges_and_lists() {
    for (text, expect) in [
        ("n BETWEEN :n AND :n5", true),
        ("n BETWEEN :n AND :n", false),
        ("lst[1] BETWEEN :n AND :n5", true),
        ("mp.k BETWEEN lst[1] AND n", true),
        ("s BETWEEN :n AND :n5", false),
        (":n5 BETWEEN lst[1] AND n", false),
        ("size(s) BETWEEN :n AND :n5", true),
        ("#dot IN (:n, :s)", true),
        ("#dot IN (:n, lst[0])", true),
        ("#dot IN (:n)", false),
        ("size(ss) IN (:n, lst[2][0])", true),
        ("lst[3] IN (:s, :m)", true),
    ] {
        check(text, expect);
    }
}

// spec: 4.6/begins_with; 4.6/contains; 4.6/attribute_exists; 4.6/attribute_type
#[test]
fn functions_of_items() {
    for (text, expect) in [
        ("attribute_exists(s)", true),
        ("attribute_exists(mp.lst[1].deep)", true),
        ("attribute_exists(mp.lst[2])", false),
        ("attribute_exists(lst.k)", false),
        ("attribute_exists(mp[0])", false),
        ("attribute_exists(s.k)", false),
        ("attribute_exists(x.y)", false),
        ("attribute_exists(#dot)", true),
        ("attribute_exists(nil)", true),
        ("attribute_not_exists(nope)", true),
        ("attribute_not_exists(s)", false),
        ("attribute_type(s, :typeS)", true),
        ("attribute_type(ss, :typeS)", false),
        ("attribute_type(nope, :typeS)", false),
        ("begins_with(#dot, :s)", true),
        ("begins_with(s, :s)", false),
        ("begins_with(s, #dot)", false),
        // Constants, too, begin with something and have a size.
        ("begins_with(:s, #dot)", true),
        ("begins_with(:s, s)", false),
        ("begins_with(:s, :s2)", false),
        ("size(:s) = :n", true),
        ("size(:s) < size(:l)", true),
        ("size(:s) < size(s)", true),
        ("size(s) IN (:n, size(:s))", false),
        ("begins_with(n, :s)", false),
        ("begins_with(nope, :s)", false),
        ("begins_with(bin, :b)", false),
        ("contains(s, :s)", false),
        ("contains(#dot, :s)", true),
        ("contains(ss, :s)", true),
        ("contains(ss, :s2)", false),
        ("contains(ss, :n)", false),
        ("contains(ns, :n)", true),
        ("contains(ns, :n5)", false),
        ("contains(bs, :b)", true),
        ("contains(lst, :m)", true),
        ("contains(lst, :n)", true),
        ("contains(lst, :n5)", false),
        ("contains(mp, :s)", false),
        ("contains(n, :n)", false),
        ("contains(nope, :s)", false),
        ("contains(lst, #dot)", true),
        ("contains(:ss, s)", false),
        ("contains(lst[2], lst[2][0])", true),
    ] {
        check(text, expect);
    }
    let types = "S,N,B,BOOL,NULL,SS,NS,BS,L,M".split(',').zip("s,n,bin,yes,nil,ss,ns,bs,lst,mp".split(','));
    for (type_name, attribute) in types {
        let values = attributes([(":t", s(type_name))]);
        let text = format!("attribute_type({attribute}, :t)");
        let mut scope = crate::Scope::new(None, Some(&values));
        let condition = crate::Condition::parse(Condition, &text, &mut scope).expect("a condition");
        assert!(condition.matches(&item()), "{text}");
    }
}

#[test]
fn parts_of_strings_and_binaries() {
    let cases: [(&str, AttributeValue, bool); 12] = [
        ("begins_with(s, :v)", s("hell"), true),
        ("begins_with(s, :v)", s(""), true),
        ("begins_with(s, :v)", s("hello!"), false),
        ("begins_with(bin, :v)", b(&[1, 0x80]), true),
        ("begins_with(bin, :v)", b(&[0x80]), false),
        ("begins_with(s, :v)", b(b"hell"), false),
        ("contains(s, :v)", s("ell"), true),
        ("contains(s, :v)", s(""), true),
        ("contains(bin, :v)", b(&[0x80, 255]), true),
        ("contains(bin, :v)", b(&[]), true),
        ("contains(bin, :v)", b(&[255, 0]), false),
        ("contains(ns, :v)", n("2"), true),
    ];
    for (text, value, expect) in cases {
        let values = attributes([(":v", value)]);
        let mut scope = crate::Scope::new(None, Some(&values));
        let condition = crate::Condition::parse(Condition, text, &mut scope).expect("a condition");
        assert_eq!(condition.matches(&item()), expect, "{text} {values:?}");
    }
}

// spec: 4.6/size
#[test]
fn sizes() {
    for (path, size) in [
        ("s", "5"),
        // UTF-16 code units, not characters or bytes.
        ("wide", "4"),
        ("bin", "3"),
        ("ss", "2"),
        ("ns", "2"),
        ("bs", "2"),
        ("lst", "4"),
        ("mp", "2"),
        ("mp.lst[1].deep", "1"),
    ] {
        let values = attributes([(":v", n(size))]);
        let mut scope = crate::Scope::new(None, Some(&values));
        let text = format!("size({path}) = :v");
        let condition = crate::Condition::parse(Condition, &text, &mut scope).expect("a condition");
        assert!(condition.matches(&item()), "{text} {size}");
    }
    for path in ["n", "yes", "nil", "nope"] {
        check(&format!("size({path}) > :n"), false);
        check(&format!("size({path}) = :n"), false);
        check(&format!("size({path}) <> :n"), true);
    }
}

// spec: 4.6/NOT/AND/OR
#[test]
fn logic() {
    for (text, expect) in [
        ("attribute_exists(s) AND attribute_exists(nope)", false),
        ("attribute_exists(s) OR attribute_exists(nope)", true),
        ("NOT attribute_exists(nope)", true),
        ("attribute_exists(s) OR attribute_exists(s) AND attribute_exists(nope)", true),
        ("(attribute_exists(s) OR attribute_exists(s)) AND attribute_exists(nope)", false),
        ("NOT attribute_exists(nope) AND attribute_exists(s)", true),
        ("NOT (attribute_exists(nope) OR attribute_exists(s))", false),
        ("NOT NOT attribute_exists(s)", true),
    ] {
        check(text, expect);
    }
}

// spec: 4.6/condition on a missing item; 8/upsert conditions
#[test]
fn an_item_that_does_not_exist_has_no_attributes() {
    let nothing = Attributes::new();
    for (text, expect) in [
        ("attribute_exists(pk)", false),
        ("attribute_not_exists(pk)", true),
        ("pk <> :s", true),
        ("NOT pk = :s", true),
        ("pk = :s", false),
    ] {
        assert_eq!(condition(text).matches(&nothing), expect, "{text}");
    }
}

#[test]
fn names_read() {
    let condition = condition("a.b = :s AND (c IN (a, d[0]) OR NOT begins_with(#dot, e)) AND size(f.g) > :n");
    assert_eq!(condition.attribute_names().into_iter().collect::<Vec<_>>(), ["a", "c", "d", "e", "f", "x.y"]);
    let paths: Vec<_> = condition.paths().into_iter().map(ToString::to_string).collect();
    assert_eq!(paths, ["[a, b]", "[c]", "[a]", "[d, [0]]", "[x.y]", "[e]", "[f, g]"]);
}
