//! What updates do.

use value::{AttributeValue, Attributes};

use crate::testing::{attributes, b, bs, l, m, n, ns, s, ss, update};
use crate::update::UpdateError;

fn item() -> Attributes {
    attributes([
        ("pk", s("k")),
        ("n", n("10")),
        ("s", s("old")),
        ("ss", ss(&["a", "b", "c"])),
        ("ns", ns(&["1", "2"])),
        ("bs", bs(&[b"a"])),
        ("lst", l([s("l0"), s("l1"), s("l2")])),
        ("mp", m([("x", n("1")), ("lst", l([n("0"), n("1")])), ("ss", ss(&["a"]))])),
    ])
}

/// The item above with some attributes changed, and some gone.
fn changed<const C: usize>(attributes: [(&str, AttributeValue); C], gone: &[&str]) -> Attributes {
    let mut item = item();
    item.extend(attributes.map(|(name, value)| (name.to_owned(), value)));
    item.retain(|name, _| !gone.contains(&name.as_str()));
    item
}

#[track_caller]
fn check<const C: usize>(text: &str, attributes: [(&str, AttributeValue); C], gone: &[&str]) {
    let update = update(text, []);
    let updated = update.apply(&item()).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(updated.attributes, changed(attributes, gone), "{text}");
}

#[test]
fn set() {
    check("SET s = :s", [("s", s("s"))], &[]);
    check("SET fresh = :m", [("fresh", m([("k", n("1"))]))], &[]);
    check("SET #dot = :s", [("x.y", s("s"))], &[]);
    check("SET fresh = s", [("fresh", s("old"))], &[]);
    check("SET fresh = mp.lst[1]", [("fresh", n("1"))], &[]);
    check("SET n = n + :n5", [("n", n("15"))], &[]);
    check("SET n = :n - n", [("n", n("-9"))], &[]);
    check("SET n = mp.x + mp.lst[1]", [("n", n("2"))], &[]);
    check("SET n = if_not_exists(nope, :n5) + :n", [("n", n("6"))], &[]);
    check("SET n = if_not_exists(n, :n5) + :n", [("n", n("11"))], &[]);
    check("SET fresh = if_not_exists(mp.nope[3], if_not_exists(nope, s))", [("fresh", s("old"))], &[]);
    check(
        "SET mp.lst[0] = :s",
        [("mp", m([("x", n("1")), ("lst", l([s("s"), n("1")])), ("ss", ss(&["a"]))]))],
        &[],
    );
    check(
        "SET lst = list_append(lst, mp.lst)",
        [("lst", l([s("l0"), s("l1"), s("l2"), n("0"), n("1")]))],
        &[],
    );
    check(
        "SET lst = list_append(:l, if_not_exists(nope, :l))",
        [("lst", l([n("1"), s("x"), n("1"), s("x")]))],
        &[],
    );
}

// spec: 4.6/update: pre-image; 8/updates
#[test]
fn everything_refers_to_the_item_before() {
    check("SET n = lst[0], lst[0] = n", [("n", s("l0")), ("lst", l([n("10"), s("l1"), s("l2")]))], &[]);
    check("SET fresh = s REMOVE s", [("fresh", s("old"))], &["s"]);
    check("REMOVE lst[0] SET lst[1] = :n", [("lst", l([n("1"), s("l2")]))], &[]);
    check("ADD n :n SET fresh = n", [("n", n("11")), ("fresh", n("10"))], &[]);
    check("REMOVE lst[0], lst[1]", [("lst", l([s("l2")]))], &[]);
    check("REMOVE lst[2], lst[0]", [("lst", l([s("l1")]))], &[]);
    check("REMOVE lst[0], lst[1], lst[2]", [("lst", l([]))], &[]);
    // The element that the append makes is not the one that the removal means.
    check("SET lst[5] = :s REMOVE lst[3]", [("lst", l([s("l0"), s("l1"), s("l2"), s("s")]))], &[]);
}

// spec: 4.6/update: SET beyond
#[test]
fn lists_grow_at_their_end() {
    check("SET lst[3] = :s", [("lst", l([s("l0"), s("l1"), s("l2"), s("s")]))], &[]);
    check("SET lst[100] = :s", [("lst", l([s("l0"), s("l1"), s("l2"), s("s")]))], &[]);
    check(
        "SET lst[9] = :n, lst[4] = :s, lst[0] = :n5 REMOVE lst[1]",
        [("lst", l([n("5"), s("l2"), s("s"), n("1")]))],
        &[],
    );
    check("ADD lst[7] :n", [("lst", l([s("l0"), s("l1"), s("l2"), n("1")]))], &[]);
}

// spec: 4.6/update: REMOVE index
#[test]
fn remove() {
    check("REMOVE s, ss", [], &["s", "ss"]);
    check("REMOVE nope", [], &[]);
    check("REMOVE mp.nope, lst[3]", [], &[]);
    check("REMOVE mp.x, mp.lst[0]", [("mp", m([("lst", l([n("1")])), ("ss", ss(&["a"]))]))], &[]);
    check("REMOVE mp.lst, mp.x, mp.ss", [("mp", m([]))], &[]);
}

// spec: 4.6/update: ADD; 4.6/update: DELETE; 8/DELETE emptying a set
#[test]
fn add_and_delete() {
    check("ADD n :n5", [("n", n("15"))], &[]);
    check("ADD fresh :n5", [("fresh", n("5"))], &[]);
    check(
        "ADD mp.x :n, mp.fresh :ns",
        [(
            "mp",
            m([("x", n("2")), ("lst", l([n("0"), n("1")])), ("ss", ss(&["a"])), ("fresh", ns(&["1", "2"]))]),
        )],
        &[],
    );
    check("ADD ss :ss", [], &[]);
    check("ADD fresh :ss", [("fresh", ss(&["a", "b"]))], &[]);
    check("ADD bs :bs", [], &[]);
    check("DELETE ss :ss", [("ss", ss(&["c"]))], &[]);
    check("DELETE nope :ss", [], &[]);
    check("DELETE mp.nope :ss", [], &[]);
    check("DELETE ns :ns", [], &["ns"]);
    check("DELETE bs :bs", [], &["bs"]);
    check("DELETE mp.ss :ss", [("mp", m([("x", n("1")), ("lst", l([n("0"), n("1")]))]))], &[]);
    let union = update("ADD ss :more", [(":more", ss(&["d", "a"]))]);
    assert_eq!(
        union.apply(&item()).map(|done| done.attributes),
        Ok(changed([("ss", ss(&["a", "b", "c", "d"]))], &[]))
    );
    let lists = attributes([("groups", l([ss(&["a"]), s("x"), ss(&["a", "z"])]))]);
    let emptied = update("DELETE groups[0] :ss, groups[2] :ss", []);
    let after = attributes([("groups", l([s("x"), ss(&["z"])]))]);
    assert_eq!(emptied.apply(&lists).map(|done| done.attributes), Ok(after));
}

// spec: 4.6/runtime: missing or wrong-typed; 4.6/runtime: SET reads; 4.6/runtime: stored operand
// spec: 4.6/runtime: result number
#[test]
fn runtime_errors() {
    let overflow = UpdateError::Number(value::NumberError::Overflow);
    for (text, expect) in [
        ("SET nope.a = :s", UpdateError::InvalidPath),
        ("SET s.a = :s", UpdateError::InvalidPath),
        ("SET mp[0] = :s", UpdateError::InvalidPath),
        ("SET lst.a = :s", UpdateError::InvalidPath),
        ("SET mp.nope.a = :s", UpdateError::InvalidPath),
        ("SET lst[3].a = :s", UpdateError::InvalidPath),
        ("REMOVE nope.a", UpdateError::InvalidPath),
        ("REMOVE s[0]", UpdateError::InvalidPath),
        ("ADD nope.a :n", UpdateError::InvalidPath),
        ("DELETE nope.a :ss", UpdateError::InvalidPath),
        // A clause cannot make the parent for another.
        ("SET fresh = :m, place.k = :s", UpdateError::InvalidPath),
        ("SET fresh = nope", UpdateError::MissingAttribute),
        ("SET n = nope + :n", UpdateError::MissingAttribute),
        ("SET n = mp.nope + :n", UpdateError::MissingAttribute),
        ("SET lst = list_append(nope, :l)", UpdateError::MissingAttribute),
        ("SET n = s + :n", UpdateError::OperandType),
        ("SET n = :n - ss", UpdateError::OperandType),
        ("SET lst = list_append(s, :l)", UpdateError::OperandType),
        ("ADD s :n", UpdateError::OperandType),
        ("ADD n :ss", UpdateError::OperandType),
        ("ADD ss :ns", UpdateError::OperandType),
        ("ADD lst :n", UpdateError::OperandType),
        ("DELETE n :ss", UpdateError::OperandType),
        ("DELETE ns :ss", UpdateError::OperandType),
        ("SET n = n + :big", overflow.clone()),
        ("ADD n :big", overflow.clone()),
        // Operands, then document paths, then arithmetic: in the order of the text only among equals.
        ("SET nope.a = :s ADD s :n", UpdateError::OperandType),
        ("SET nope.a = :s, fresh = nope", UpdateError::MissingAttribute),
        ("REMOVE nope.a DELETE n :ss", UpdateError::OperandType),
        ("SET fresh = nope ADD s :n", UpdateError::MissingAttribute),
        ("ADD s :n SET fresh = nope", UpdateError::OperandType),
        ("ADD n :big SET nope.a = :s", UpdateError::InvalidPath),
        ("ADD n :big DELETE s :ss", UpdateError::OperandType),
        ("SET nope.a = n + :big", UpdateError::InvalidPath),
        ("ADD n :big REMOVE fresh", overflow),
    ] {
        let update = update(text, [(":big", n("1e125")), (":small", n("1e-130"))]);
        assert_eq!(update.apply(&item()).map(|done| done.attributes), Err(expect), "{text}");
    }
    for (error, sentence) in [
        (
            UpdateError::InvalidPath,
            "The document path provided in the update expression is invalid for update",
        ),
        (
            UpdateError::MissingAttribute,
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (UpdateError::OperandType, "An operand in the update expression has an incorrect data type"),
        (
            UpdateError::Number(value::NumberError::Overflow),
            "Number overflow. Attempting to store a number with magnitude larger than supported range",
        ),
        (UpdateError::TooDeep, "Nesting Levels have exceeded supported limits"),
    ] {
        assert_eq!(error.to_string(), sentence);
    }
}

// spec: 2.5/update result too deep
#[test]
fn nesting() {
    let nested = |levels: u32| (1..levels).fold(s("x"), |inner, _| l([inner]));
    let set = |levels: u32| {
        let update = update("SET mp.lst[0] = :v", [(":v", nested(levels))]);
        update.apply(&item()).err()
    };
    assert_eq!(set(30), None);
    assert_eq!(set(31), Some(UpdateError::TooDeep));
}

// spec: 4.6/update: missing item; A.5/UpdateItem with only REMOVE
#[test]
fn items_that_do_not_exist() {
    let key = attributes([("pk", s("k"))]);
    let create = |text: &str| update(text, []).create(&key).map(|done| done.map(|done| done.attributes));
    for text in ["REMOVE a", "DELETE a :ss", "REMOVE a.b DELETE c[0] :ss"] {
        assert!(update(text, []).only_removes(), "{text}");
        assert_eq!(create(text), Ok(None), "{text}");
    }
    for text in ["SET a = :s", "ADD a :n", "REMOVE b SET a = :s"] {
        assert!(!update(text, []).only_removes(), "{text}");
    }
    for (text, expect) in [
        ("SET a = :s", Ok([("pk", s("k")), ("a", s("s"))])),
        ("SET a = pk", Ok([("pk", s("k")), ("a", s("k"))])),
        ("ADD a :n REMOVE b.c DELETE d.e :ss", Ok([("pk", s("k")), ("a", n("1"))])),
        ("SET a.b = :s", Err(UpdateError::InvalidPath)),
    ] {
        assert_eq!(create(text), expect.map(|attributes_| Some(attributes(attributes_))), "{text}");
    }
}

#[track_caller]
fn check_touched<const O: usize, const N: usize>(
    text: &str,
    old: [(&str, AttributeValue); O],
    new: [(&str, AttributeValue); N],
) {
    let update = update(text, []);
    let updated = update.apply(&item()).unwrap_or_else(|error| panic!("{text}: {error}"));
    assert_eq!(updated.touched_old(&item()), attributes(old), "{text}, old");
    assert_eq!(updated.touched_new(), attributes(new), "{text}, new");
}

// spec: 5.2/UPDATED_OLD and UPDATED_NEW; 8/UPDATED_NEW/OLD; A.5/UPDATED_OLD
#[test]
fn touched_paths() {
    check_touched("SET s = :s", [("s", s("old"))], [("s", s("s"))]);
    check_touched("SET s = s", [("s", s("old"))], [("s", s("old"))]);
    check_touched("SET fresh = :s", [], [("fresh", s("s"))]);
    check_touched("SET mp.x = :s", [("mp", m([("x", n("1"))]))], [("mp", m([("x", s("s"))]))]);
    check_touched(
        "SET mp.lst[1] = :s",
        [("mp", m([("lst", l([n("1")]))]))],
        [("mp", m([("lst", l([s("s")]))]))],
    );
    check_touched(
        "SET mp.x = :s, mp.fresh = :s",
        [("mp", m([("x", n("1"))]))],
        [("mp", m([("x", s("s")), ("fresh", s("s"))]))],
    );
    check_touched("REMOVE s", [("s", s("old"))], []);
    check_touched("REMOVE nope", [], []);
    check_touched("REMOVE mp.x", [("mp", m([("x", n("1"))]))], []);
    // The place that the expression names is empty after the append …
    check_touched("SET lst[100] = :s", [], []);
    check_touched("SET lst[3] = :s", [], [("lst", l([s("s")]))]);
    // … and taken by another element after the removal.
    check_touched("REMOVE lst[1]", [("lst", l([s("l1")]))], [("lst", l([s("l2")]))]);
    check_touched("REMOVE lst[2]", [("lst", l([s("l2")]))], []);
    check_touched(
        "ADD n :n DELETE ss :ss",
        [("n", n("10")), ("ss", ss(&["a", "b", "c"]))],
        [("n", n("11")), ("ss", ss(&["c"]))],
    );
    check_touched("DELETE ns :ns", [("ns", ns(&["1", "2"]))], []);
    let created = update("SET a = :s", []);
    let created = created.create(&attributes([("pk", s("k"))])).expect("no error").expect("an item");
    assert_eq!(created.touched_old(&Attributes::new()), Attributes::new());
    assert_eq!(created.touched_new(), attributes([("a", s("s"))]));
}

#[test]
fn targets() {
    let update = update("REMOVE b[1].c SET #a = d, e.f = :s", []);
    let targets: Vec<_> = update.targets().map(|path| (path.name(), path.is_nested())).collect();
    assert_eq!(targets, [("b", true), ("a", false), ("e", true)]);
}

// spec: 2.4/update request charge
#[test]
fn charges() {
    for (text, bytes) in [
        ("SET abc = :v", 3 + 19 + 3 + 10),
        ("SET abc.de[10] = :v", 3 + 19 + 3 + (4 + 2) + (4 + 2) + 10),
        ("SET a = bc.d", 3 + 19 + 1 + 1 + (14 + 2) + (14 + 1)),
        ("SET a = bc + :n", 3 + 19 + 1 + 34 + (1 + 14 + 2) + 2),
        ("SET a = bc - :n", 3 + 19 + 1 + 37 + (1 + 14 + 2) + 2),
        ("SET a = if_not_exists(bc, :v)", 3 + 19 + 1 + 39 + (1 + 14 + 2) + 10),
        ("SET a = list_append(b, c)", 3 + 19 + 1 + 37 + 2 * (1 + 14 + 1)),
        ("ADD a :n REMOVE b, c[0] DELETE d :ss", 3 + (19 + 1 + 2) + 2 + (2 + 5) + 2),
    ] {
        assert_eq!(update(text, [(":v", b(&[0; 10]))]).charge(), bytes, "{text}");
    }
}

/// Copies of a large value are refused as soon as no item has room for them, not after they were made.
#[test]
fn results_that_no_item_has_room_for() {
    let before = attributes([
        ("pk", s("k")),
        ("big", s(&"x".repeat(400_000))),
        ("many", AttributeValue::L(vec![n("0"); 200_000])),
    ]);
    let copies: Vec<String> = (0..300).map(|n| format!("a{n} = big")).collect();
    let nested = format!("{}many{}", "list_append(many, ".repeat(200), ")".repeat(200));
    let other_way = format!("{}many{}", "list_append(".repeat(200), ", many)".repeat(200));
    for text in
        [format!("SET {}", copies.join(", ")), format!("SET a = {nested}"), format!("SET a = {other_way}")]
    {
        let start = update(&text, []);
        assert_eq!(start.apply(&before).map(|done| done.attributes), Err(UpdateError::TooLarge), "{text}");
    }
    // Nor are they made where they have no place.
    let nowhere = update(&format!("SET {}", copies.join(", ").replace('a', "a.a")), []);
    assert_eq!(nowhere.apply(&before).map(|done| done.attributes), Err(UpdateError::InvalidPath));
    let moved = update("SET a = big REMOVE big, many", []);
    assert!(moved.apply(&before).is_ok());
}
