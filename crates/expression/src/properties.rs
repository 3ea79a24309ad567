//! Laws: what is printed parses to the same tree, and no text is too strange.

use proptest::collection::{btree_map, vec};
use proptest::prelude::*;
use value::{AttributeValue, Attributes};

use crate::error::Kind;
use crate::testing::{b, bs, l, m, n, names, ns, s, ss, values};
use crate::{
    Action, Comparator, Condition, Element, KeyClause, KeyCondition, KeyTest, Operand, Path, Predicate,
    Printer, Projection, Scope, SetOperand, SetValue, TypeName, Update,
};

fn name() -> impl Strategy<Value = String> {
    prop_oneof!["[a-z][a-z0-9_]{0,3}", Just("status".to_owned()), Just("REMOVE".to_owned()), "\\PC{1,4}"]
}

fn path() -> impl Strategy<Value = Path> {
    let element = prop_oneof![name().prop_map(Element::Name), (0..20_u32).prop_map(Element::Index)];
    (name(), vec(element, 0..4)).prop_map(|(name, rest)| Path::nested(name, rest))
}

/// Values of a type that can be ordered.
fn scalar() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        "\\PC{0,4}".prop_map(AttributeValue::S),
        any::<i64>().prop_map(AttributeValue::from),
        vec(any::<u8>(), 0..4).prop_map(AttributeValue::B),
    ]
}

fn value() -> impl Strategy<Value = AttributeValue> {
    prop_oneof![
        scalar(),
        any::<bool>().prop_map(AttributeValue::Bool),
        Just(AttributeValue::Null),
        Just(ss(&["a", "b"])),
        Just(ns(&["1"])),
        Just(bs(&[b"a"])),
        Just(l([s("a"), n("1")])),
        Just(m([("a", b(b"x"))])),
    ]
}

fn operand(value: impl Strategy<Value = AttributeValue> + 'static) -> impl Strategy<Value = Operand> {
    prop_oneof![
        path().prop_map(Operand::Path),
        value.prop_map(Operand::Value),
        path().prop_map(Operand::Size),
        "\\PC{0,4}".prop_map(|text| Operand::ConstantSize(AttributeValue::S(text)))
    ]
}

fn predicate() -> impl Strategy<Value = Predicate> {
    let string = "\\PC{0,4}".prop_map(AttributeValue::S);
    let text = prop_oneof![path().prop_map(Operand::Path), string.prop_map(Operand::Value)];
    let comparator = prop_oneof![
        Just(Comparator::Eq),
        Just(Comparator::Ne),
        Just(Comparator::Lt),
        Just(Comparator::Le),
        Just(Comparator::Gt),
        Just(Comparator::Ge)
    ];
    let types = prop_oneof![Just(TypeName::S), Just(TypeName::Bool), Just(TypeName::Ns), Just(TypeName::M)];
    let leaf = prop_oneof![
        (operand(scalar()), comparator, operand(scalar()))
            .prop_map(|(left, comparator, right)| Predicate::Compare { left, comparator, right }),
        (operand(scalar()), path(), operand(scalar())).prop_map(|(operand, low, high)| {
            Predicate::Between { operand, low: Operand::Path(low), high }
        }),
        (operand(value()), vec(operand(value()), 1..4))
            .prop_map(|(operand, list)| Predicate::In { operand, list }),
        path().prop_map(Predicate::Exists),
        path().prop_map(Predicate::NotExists),
        (path(), types).prop_map(|(path, wanted)| Predicate::HasType(path, wanted)),
        (path(), text).prop_map(|(path, prefix)| Predicate::BeginsWith(Operand::Path(path), prefix)),
        (path(), operand(scalar()))
            .prop_map(|(container, element)| Predicate::Contains(Operand::Path(container), element)),
    ];
    leaf.prop_recursive(4, 20, 3, |inner| {
        prop_oneof![
            vec(inner.clone(), 2..4).prop_map(Predicate::And),
            vec(inner.clone(), 2..4).prop_map(Predicate::Or),
            inner.prop_map(|inner| Predicate::Not(Box::new(inner))),
        ]
    })
}

fn key_condition() -> impl Strategy<Value = KeyCondition> {
    let string = || "\\PC{0,4}".prop_map(AttributeValue::S);
    let test = prop_oneof![
        scalar().prop_map(KeyTest::Eq),
        scalar().prop_map(KeyTest::Lt),
        scalar().prop_map(KeyTest::Le),
        scalar().prop_map(KeyTest::Gt),
        scalar().prop_map(KeyTest::Ge),
        (string(), string()).prop_map(|(a, b)| match a.compare(&b) {
            Some(std::cmp::Ordering::Greater) => KeyTest::Between(b, a),
            _ => KeyTest::Between(a, b),
        }),
        string().prop_map(KeyTest::BeginsWith),
    ];
    btree_map(name(), test, 1..8).prop_map(|clauses| KeyCondition {
        clauses: clauses.into_iter().map(|(attribute, test)| KeyClause { attribute, test }).collect(),
    })
}

fn set_operand(plain: AttributeValue) -> impl Strategy<Value = SetOperand> {
    let leaf = prop_oneof![path().prop_map(SetOperand::Path), Just(SetOperand::Value(plain))];
    leaf.prop_recursive(3, 6, 1, |inner| {
        (path(), inner).prop_map(|(path, inner)| SetOperand::IfNotExists(path, Box::new(inner)))
    })
}

fn set_value() -> impl Strategy<Value = SetValue> {
    prop_oneof![
        value().prop_map(|value| SetValue::Operand(SetOperand::Value(value))),
        set_operand(s("x")).prop_map(SetValue::Operand),
        (set_operand(l([])), set_operand(l([s("x")])))
            .prop_map(|(a, b)| SetValue::Operand(SetOperand::ListAppend(Box::new(a), Box::new(b)))),
        (set_operand(n("1")), set_operand(n("2"))).prop_map(|(a, b)| SetValue::Add(a, b)),
        (set_operand(n("1")), set_operand(n("2"))).prop_map(|(a, b)| SetValue::Subtract(a, b)),
    ]
}

fn update() -> impl Strategy<Value = Update> {
    let sets = vec((path(), set_value()).prop_map(|(path, value)| Action::Set(path, value)), 1..4);
    let removes = vec(path().prop_map(Action::Remove), 0..3);
    let adds = vec(path().prop_map(|path| Action::Add(path, n("1"))), 0..3);
    let deletes = vec(path().prop_map(|path| Action::Delete(path, ss(&["a"]))), 0..3);
    (sets, removes, adds, deletes).prop_filter_map("targets clash", |(sets, removes, adds, deletes)| {
        Update::new([sets, removes, adds, deletes].concat()).ok()
    })
}

/// Texts that are nearly expressions.
fn near_text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "a",
        "b.c",
        "#a",
        "#dot",
        ":s",
        ":n",
        ":ss",
        ":zzz",
        "l[0]",
        "[",
        "]",
        "(",
        ")",
        ".",
        ",",
        "=",
        "<>",
        "<",
        "<=",
        "+",
        "-",
        "AND",
        "or",
        "NOT",
        "BETWEEN",
        "IN",
        "SET",
        "REMOVE",
        "ADD",
        "DELETE",
        "size(",
        "contains(",
        "begins_with(a,",
        "attribute_exists(",
        "if_not_exists(a,",
        "list_append(",
        "foo(",
        "é",
        "𝄞",
        "status",
        "0",
        "00",
    ]);
    vec(word, 0..30).prop_map(|words| words.join(" "))
}

fn parse_all(text: &str) {
    let (names, values) = (names(), values());
    let mut scope = Scope::new(Some(&names), Some(&values));
    let errors = [
        Condition::parse(Kind::Filter, text, &mut scope).map(|one| one.matches(&Attributes::new())).err(),
        Update::parse(text, &mut scope).map(|one| one.apply(&Attributes::new()).is_ok()).err(),
        Projection::parse(text, &mut scope).err(),
        KeyCondition::parse(text, &mut scope).err(),
    ];
    for error in errors.into_iter().flatten() {
        assert!(!error.to_string().is_empty());
        if let Some(span) = error.span {
            assert!(text.get(span.start as usize..span.end as usize).is_some(), "{text}: {error:?}");
        }
    }
}

proptest! {
    #[test]
    fn printed_conditions_parse_to_themselves(root in predicate()) {
        let condition = Condition::new(root);
        let mut printer = Printer::new();
        let text = printer.condition(&condition);
        let (names, values) = (printer.names(), printer.values());
        let mut scope = Scope::new(Some(&names), Some(&values));
        match Condition::parse(Kind::Condition, &text, &mut scope) {
            Ok(parsed) => prop_assert_eq!(parsed, condition),
            // Trees made at random may hold `a = a`.
            Err(error) => prop_assert!(matches!(error.fault, crate::Fault::EqualOperands { .. }), "{text}: {error}"),
        }
    }

    #[test]
    fn printed_updates_parse_to_themselves(update in update()) {
        let mut printer = Printer::new();
        let text = printer.update(&update);
        let (names, values) = (printer.names(), printer.values());
        let mut scope = Scope::new(Some(&names), Some(&values));
        prop_assert_eq!(Update::parse(&text, &mut scope), Ok(update), "{}", text);
    }

    #[test]
    fn printed_key_conditions_parse_to_themselves(condition in key_condition()) {
        let mut printer = Printer::new();
        let text = printer.key_condition(&condition);
        let (names, values) = (printer.names(), printer.values());
        let mut scope = Scope::new(Some(&names), Some(&values));
        prop_assert_eq!(KeyCondition::parse(&text, &mut scope), Ok(condition), "{}", text);
    }

    /// A filter is a condition under another name.
    #[test]
    fn printed_filters_parse_to_themselves(root in predicate()) {
        let filter = Condition::new(root);
        let mut printer = Printer::new();
        let text = printer.condition(&filter);
        let (names, values) = (printer.names(), printer.values());
        let mut scope = Scope::new(Some(&names), Some(&values));
        match Condition::parse(Kind::Filter, &text, &mut scope) {
            Ok(parsed) => prop_assert_eq!(parsed, filter),
            Err(error) => prop_assert!(matches!(error.fault, crate::Fault::EqualOperands { .. }), "{text}: {error}"),
        }
    }

    #[test]
    fn printed_projections_parse_to_themselves(paths in vec(path(), 1..6)) {
        if let Ok(projection) = Projection::new(paths) {
            let mut printer = Printer::new();
            let text = printer.projection(&projection);
            let names = printer.names();
            prop_assert_eq!(Projection::parse(&text, &mut Scope::new(Some(&names), None)), Ok(projection));
        }
    }

    #[test]
    fn strange_texts_are_errors(text in "\\PC{0,40}") {
        parse_all(&text);
    }

    #[test]
    fn any_characters_are_errors(text in any::<String>()) {
        parse_all(&text);
    }

    #[test]
    fn nearly_right_texts_are_errors(text in near_text()) {
        parse_all(&text);
        parse_all(&format!("SET {text}"));
    }
}
