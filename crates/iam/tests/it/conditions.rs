//! Condition operators, one by one.

use iam::{Context, Kind, Step};

use crate::{alice, get, one, step};

/// Whether a condition holds where `a:k` has these values.
#[track_caller]
fn check(operator: &str, values: &str, found: &[&str], expect: bool) {
    let statement = format!(
        r#""Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{{"{operator}":{{"a:k":{values}}}}}"#
    );
    let policy = one(Kind::Identity, &statement);
    let mut context = Context::new();
    context.set("aws:username", "alice");
    context.set_all("A:K", found.iter().map(|&it| it.to_owned()).collect());
    let holds = matches!(step(&alice(), &get(context), &[(Kind::Identity, &policy)]), Step::Allowed(_));
    assert_eq!(holds, expect, "{operator} {values} and {found:?}");
}

#[test]
fn texts() {
    check("StringEquals", r#""a""#, &["a"], true);
    check("StringEquals", r#""a*""#, &["ab"], false);
    check("StringEquals", r#"["a","b"]"#, &["b"], true);
    check("StringNotEquals", r#"["a","b"]"#, &["b"], false);
    check("StringNotEquals", r#"["a","b"]"#, &["c"], true);
    check("StringEqualsIgnoreCase", r#""Ab""#, &["aB"], true);
    check("StringNotEqualsIgnoreCase", r#""Ab""#, &["aB"], false);
    check("StringLike", r#""a?c*""#, &["abcd"], true);
    check("StringNotLike", r#""a?c*""#, &["abcd"], false);
    check("StringEquals", r#""${aws:username}""#, &["alice"], true);
    check("StringLike", r#""${aws:username}#*""#, &["alice#1"], true);
    check("StringEquals", r#""${aws:userid, 'nobody'}""#, &["nobody"], true);
    check("StringNotEquals", r#""${aws:userid}""#, &["x"], false);
    check("StringLike", r#""${*}x""#, &["*x"], true);
    check("StringLike", r#""${*}x""#, &["ax"], false);
}

#[test]
fn a_value_is_never_a_pattern() {
    let policy = one(
        Kind::Identity,
        r#""Effect":"Allow","Action":"dynamodb:GetItem","Resource":"*","Condition":{"StringLike":{"a:k":"${aws:username}"}}"#,
    );
    let mut context = Context::new();
    context.set("aws:username", "*");
    context.set("a:k", "bob");
    assert!(!matches!(step(&alice(), &get(context), &[(Kind::Identity, &policy)]), Step::Allowed(_)));
}

#[test]
fn numbers_times_and_addresses() {
    check("NumericEquals", r#""10.0""#, &["10"], true);
    check("NumericNotEquals", r#""10""#, &["10"], false);
    check("NumericLessThan", r#""10""#, &["9.99"], true);
    check("NumericLessThan", "10", &["10"], false);
    check("NumericLessThanEquals", r#""10""#, &["10"], true);
    check("NumericGreaterThan", r#""-2""#, &["-1"], true);
    check("NumericGreaterThanEquals", r#""3""#, &["3"], true);
    check("NumericLessThan", r#""10""#, &["many"], false);
    check("DateLessThan", r#""2026-11-26T08:00:00Z""#, &["2026-11-26T07:59:59Z"], true);
    check("DateGreaterThan", r#""2026-11-26T08:00:00Z""#, &["1795680001"], true);
    check("DateEquals", r#""2026-11-26""#, &["2026-11-26T00:00:00Z"], true);
    check("DateNotEquals", r#""2026-11-26""#, &["2026-11-26T00:00:00Z"], false);
    check("DateLessThanEquals", r#""2026-11-26""#, &["2026-11-26T00:00:01Z"], false);
    check("DateGreaterThanEquals", r#""2026-11-26""#, &["2026-11-26T00:00:01Z"], true);
    check("Bool", r#""true""#, &["True"], true);
    check("Bool", "false", &["true"], false);
    check("IpAddress", r#""203.0.113.0/24""#, &["203.0.113.77"], true);
    check("IpAddress", r#""203.0.113.0/24""#, &["203.0.114.1"], false);
    check("IpAddress", r#""0.0.0.0/0""#, &["9.9.9.9"], true);
    check("IpAddress", r#""2001:db8::/32""#, &["2001:db8:1::5"], true);
    check("IpAddress", r#""203.0.113.7""#, &["2001:db8::"], false);
    check("NotIpAddress", r#""203.0.113.0/24""#, &["203.0.113.77"], false);
}

#[test]
fn arns_are_compared_part_by_part() {
    let arn = "arn:aws:iam::123456789012:user/alice";
    check("ArnLike", r#""arn:aws:iam::*:user/*""#, &[arn], true);
    check("ArnEquals", r#""arn:aws:iam::*:user/*""#, &[arn], true);
    check("ArnLike", r#""arn:aws:*:x:y:z""#, &[arn], false);
    check("ArnLike", r#""arn:*:*:*:*:*""#, &[arn], true);
    check("ArnNotLike", r#""arn:aws:iam::*:user/*""#, &[arn], false);
    check("ArnNotEquals", r#""arn:aws:iam::*:role/*""#, &[arn], true);
}

#[test]
fn absent_keys() {
    check("StringEquals", r#""a""#, &[], false);
    check("StringNotEquals", r#""a""#, &[], true);
    check("StringEqualsIfExists", r#""a""#, &[], true);
    check("StringEqualsIfExists", r#""a""#, &["b"], false);
    check("NumericLessThanIfExists", r#""1""#, &[], true);
    check("ForAllValues:StringEquals", r#""a""#, &[], true);
    check("ForAnyValue:StringEquals", r#""a""#, &[], false);
    check("ForAnyValue:StringNotEquals", r#""a""#, &[], false);
    check("Null", r#""true""#, &[], true);
    check("Null", r#""true""#, &["x"], false);
    check("Null", r#""false""#, &["x"], true);
    check("Null", r#""false""#, &[], false);
}

#[test]
fn keys_of_several_values() {
    check("ForAllValues:StringEquals", r#"["a","b"]"#, &["a", "b"], true);
    check("ForAllValues:StringEquals", r#"["a","b"]"#, &["a", "c"], false);
    check("ForAnyValue:StringEquals", r#"["a","b"]"#, &["a", "c"], true);
    check("ForAnyValue:StringEquals", r#"["a","b"]"#, &["c", "d"], false);
    check("ForAllValues:StringNotEquals", r#"["a","b"]"#, &["c", "d"], true);
    check("ForAllValues:StringNotEquals", r#"["a","b"]"#, &["c", "a"], false);
    check("ForAnyValue:StringNotLike", r#""a*""#, &["ab", "c"], true);
    check("ForAnyValue:StringNotLike", r#""a*""#, &["ab", "ac"], false);
}
