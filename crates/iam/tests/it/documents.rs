//! What is wrong with a policy, and where.

use iam::{Kind, Rules, read};

/// The first fault: the text that it marks, and its sentence.
#[track_caller]
fn check(kind: Kind, text: &str, marked: &str, sentence: &str) {
    let faults = read(text, Rules::of(kind)).expect_err(text);
    let fault = faults.first().expect("a fault");
    assert_eq!(text.get(fault.from as usize..fault.to as usize), Some(marked), "{fault:?}");
    assert!(fault.message.contains(sentence), "{fault:?}");
}

fn of(statement: &str) -> String {
    format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#)
}

#[test]
fn json_is_read_with_its_places() {
    check(Kind::Identity, "", "", "The policy ends where a value is needed.");
    check(Kind::Identity, "{\"Version\" \"2012-10-17\"}", "\"", "where a colon is needed");
    check(Kind::Identity, "{\"Version\": 'x'}", "'", "where a value is needed");
    check(Kind::Identity, "{\"Statement\": [],}", "}", "a name in double quotes");
    check(Kind::Identity, "{\"Version\": \"2012-10-17}", "\"2012-10-17}", "has no end");
    check(Kind::Identity, "{\"Version\": 01}", "01", "no number");
    check(Kind::Identity, "{} x", "x", "the end of the policy");
    check(Kind::Identity, &"[".repeat(100), "[", "nested too deeply");
    check(Kind::Identity, "{\"a\": \"\\x\"}", "\\x", "no such escape");
}

#[test]
fn statements_say_what_they_lack() {
    check(Kind::Identity, "{}", "{", "no `Statement`");
    check(Kind::Identity, "[]", "[]", "A policy is an object");
    check(Kind::Identity, &of(""), "[]", "no statement");
    check(Kind::Identity, r#"{"Version":"2020-01-01","Statement":[]}"#, "\"2020-01-01\"", "no such version");
    check(Kind::Identity, r#"{"Statements":[]}"#, "{", "no `Statement`");
    check(Kind::Identity, &of(r#"{"Action":"a:b","Resource":"*"}"#), "{", "no `Effect`");
    check(
        Kind::Identity,
        &of(r#"{"Effect":"allow","Action":"a:b","Resource":"*"}"#),
        "\"allow\"",
        "\"Allow\" or \"Deny\"",
    );
    check(Kind::Identity, &of(r#"{"Effect":"Allow","Resource":"*"}"#), "{", "no `Action`");
    check(Kind::Identity, &of(r#"{"Effect":"Allow","Action":"a:b"}"#), "{", "no `Resource`");
    check(Kind::Identity, &of(r#"{"Effect":"Allow","Actions":"a:b","Resource":"*"}"#), "{", "no `Action`");
    check(
        Kind::Identity,
        &of(r#"{"Effect":"Allow","Action":"GetItem","Resource":"*"}"#),
        "\"GetItem\"",
        "no action",
    );
    check(
        Kind::Identity,
        &of(r#"{"Effect":"Allow","Action":"a:b","NotAction":"a:c","Resource":"*"}"#),
        "\"NotAction\"",
        "not both",
    );
    check(
        Kind::Identity,
        &of(r#"{"Effect":"Allow","Action":"a:b","Resource":"Notes"}"#),
        "\"Notes\"",
        "must be an ARN",
    );
    check(
        Kind::Identity,
        &of(r#"{"Effect":"Allow","Action":"a:b","Resource":"arn:aws:dynamodb:*:*:Notes"}"#),
        "\"arn:aws:dynamodb:*:*:Notes\"",
        "no resource",
    );
    check(Kind::Identity, &of(r#"{"Effect":"Allow","Action":7,"Resource":"*"}"#), "7", "here is a number");
    check(
        Kind::Identity,
        &of(r#"{"Sid":"a b","Effect":"Allow","Action":"a:b","Resource":"*"}"#),
        "\"a b\"",
        "letters and digits",
    );
    check(
        Kind::Identity,
        &of(r#"{"Effect":"Allow","Action":"a:b","Resource":"*","Effect":"Deny"}"#),
        "\"Effect\"",
        "twice",
    );
    let unknown = read(
        &of(r#"{"Effect":"Allow","Action":"a:b","Resource":"*","conditions":{}}"#),
        Rules::of(Kind::Identity),
    );
    let fault = unknown.expect_err("unknown").remove(0);
    assert_eq!(fault.hint, "It is written `Condition`.");
}

#[test]
fn whom_and_what_belong_to_some_policies_only() {
    let principal = r#""Principal":{"AWS":"*"}"#;
    let rest = r#""Effect":"Allow","Action":"dynamodb:GetItem""#;
    check(
        Kind::Identity,
        &of(&format!(r#"{{{rest},"Resource":"*",{principal}}}"#)),
        "\"Principal\"",
        "has no `Principal`",
    );
    check(Kind::Resource, &of(&format!(r#"{{{rest},"Resource":"*"}}"#)), "{", "no `Principal`");
    check(
        Kind::Trust,
        &of(&format!(r#"{{{rest},"Resource":"*",{principal}}}"#)),
        "\"Resource\"",
        "no resource",
    );
    check(
        Kind::Resource,
        &of(&format!(r#"{{{rest},"Resource":"*","Principal":{{"AWS":"alice"}}}}"#)),
        "\"alice\"",
        "no principal",
    );
    check(
        Kind::Resource,
        &of(&format!(r#"{{{rest},"Resource":"*","Principal":{{"User":"alice"}}}}"#)),
        "\"User\"",
        "no element `User`",
    );
    assert!(
        read(&of(&format!(r#"{{{rest},"Resource":"*",{principal}}}"#)), Rules::of(Kind::Resource)).is_ok()
    );
}

#[test]
fn conditions_are_understood_or_refused() {
    let with = |condition: &str| {
        of(&format!(r#"{{"Effect":"Allow","Action":"a:b","Resource":"*","Condition":{condition}}}"#))
    };
    let check = |condition: &str, marked: &str, sentence: &str| {
        check(Kind::Identity, &with(condition), marked, sentence);
    };
    check(r#"{"stringequals":{"aws:username":"a"}}"#, "\"stringequals\"", "no condition operator");
    check(
        r#"{"ForSome:StringEquals":{"aws:username":"a"}}"#,
        "\"ForSome:StringEquals\"",
        "no condition operator",
    );
    check(r#"{"NullIfExists":{"aws:username":"true"}}"#, "\"NullIfExists\"", "no condition operator");
    check(r#"{"StringEquals":{"LeadingKeys":"a"}}"#, "\"LeadingKeys\"", "no condition key");
    check(r#"{"StringEquals":{"dynamodb:LeadingKeys":"a"}}"#, "\"dynamodb:LeadingKeys\"", "several values");
    check(r#"{"Bool":{"aws:SecureTransport":"yes"}}"#, "\"yes\"", "neither");
    check(r#"{"IpAddress":{"aws:SourceIp":"300.1.1.1"}}"#, "\"300.1.1.1\"", "no address");
    check(r#"{"NumericLessThan":{"a:b":"many"}}"#, "\"many\"", "no number");
    check(r#"{"DateLessThan":{"aws:CurrentTime":"soon"}}"#, "\"soon\"", "no date");
    check(r#"{"ArnLike":{"aws:PrincipalArn":"alice"}}"#, "\"alice\"", "no ARN");
    check(r#"{"StringEquals":{"aws:username":"${aws:userid"}}"#, "${aws:userid", "no end");
    check(r#"{"StringEquals":{"aws:username":[]}}"#, "[]", "at least one value");
    check(r#"{"StringEquals":"a"}"#, "\"a\"", "an object needed");
    assert!(read(&with(r#"{"ForAllValues:StringLikeIfExists":{"dynamodb:LeadingKeys":["${aws:PrincipalTag/team, 'none'}*"]}}"#), Rules::of(Kind::Identity)).is_ok());
}

#[test]
fn a_policy_has_a_size() {
    let statement = r#"{"Effect":"Allow","Action":"a:b","Resource":"*"}"#;
    let spaces = of(statement).replace(',', &format!(",{}", " ".repeat(3_000)));
    assert!(read(&spaces, Rules::of(Kind::Session)).is_ok(), "white space is free");
    let long = of(&[statement; 60].join(","));
    check(Kind::Session, &long, &long, "a session policy may have 2048");
    assert!(read(&long, Rules::of(Kind::Identity)).is_ok());
}
