//! The order in which policies are heard, and who is meant.

use iam::{Caller, Context, Effect, Kind, Reason, Request, Step, denial};

use crate::{ACCOUNT, TABLE, alice, decide, get, one, step};

fn allow(action: &str) -> String {
    format!(r#""Effect":"Allow","Action":"{action}","Resource":"*""#)
}

fn session() -> Caller {
    Caller {
        account: ACCOUNT.to_owned(),
        arn: format!("arn:aws:sts::{ACCOUNT}:assumed-role/app/s"),
        role: Some(format!("arn:aws:iam::{ACCOUNT}:role/app")),
        ..Caller::default()
    }
}

fn at_table(principal: &str, effect: &str) -> iam::Policy {
    one(
        Kind::Resource,
        &format!(
            r#""Effect":"{effect}","Principal":{{"AWS":"{principal}"}},"Action":"dynamodb:*","Resource":"{TABLE}""#
        ),
    )
}

#[test]
fn a_denial_wins_and_silence_denies() {
    let ask = get(Context::new());
    let yes = one(Kind::Identity, &allow("dynamodb:*"));
    let no = one(Kind::Identity, r#""Sid":"No","Effect":"Deny","Action":"dynamodb:Get*","Resource":"*""#);
    assert_eq!(step(&alice(), &ask, &[]), Step::Silent(Kind::Identity));
    assert_eq!(step(&alice(), &ask, &[(Kind::Identity, &yes)]), Step::Allowed(Kind::Identity));
    let decision = decide(&alice(), &ask, &[(Kind::Identity, &yes), (Kind::Identity, &no)]);
    assert_eq!((decision.step, decision.by), (Step::Denied(Kind::Identity), Some((1, 0))));
    let (policy, statement) = decision.decider().expect("a statement");
    assert_eq!((policy.effect, statement.sid.as_deref()), (Some(Effect::Deny), Some("No")));
    // Nothing gets past it, not even what the table itself allows.
    let table = at_table("*", "Allow");
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Resource, &table), (Kind::Identity, &no)]),
        Step::Denied(Kind::Identity)
    );
}

#[test]
fn actions_and_resources() {
    let check = |statement: &str, expect: Reason| {
        let policy = one(Kind::Identity, &format!(r#""Effect":"Allow",{statement}"#));
        let decision = decide(&alice(), &get(Context::new()), &[(Kind::Identity, &policy)]);
        assert_eq!(decision.findings[0].statements[0].reason, expect, "{statement}");
    };
    check(r#""Action":"DYNAMODB:getitem","Resource":"*""#, Reason::Matches);
    check(r#""Action":["dynamodb:Put*","dynamodb:?etItem"],"Resource":"*""#, Reason::Matches);
    check(r#""Action":"dynamodb:PutItem","Resource":"*""#, Reason::Action);
    check(r#""NotAction":"dynamodb:Delete*","Resource":"*""#, Reason::Matches);
    check(r#""NotAction":"dynamodb:Get*","Resource":"*""#, Reason::Action);
    check(r#""Action":"*","Resource":"arn:aws:dynamodb:*:*:table/Notes""#, Reason::Matches);
    check(r#""Action":"*","Resource":"arn:aws:dynamodb:*:*:table/notes""#, Reason::Resource);
    check(r#""Action":"*","Resource":"arn:aws:dynamodb:*:*:table/Notes/index/*""#, Reason::Resource);
    check(r#""Action":"*","NotResource":"arn:aws:dynamodb:*:*:table/Other""#, Reason::Matches);
    check(r#""Action":"*","NotResource":"arn:aws:dynamodb:*:*:table/N*""#, Reason::Resource);
    let variable = || Reason::Variable("aws:PrincipalTag/table".to_owned());
    check(r#""Action":"*","Resource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/table}""#, variable());
    check(r#""Action":"*","NotResource":"arn:aws:dynamodb:*:*:table/${aws:PrincipalTag/table}""#, variable());
}

#[test]
fn variables_are_of_the_newer_version() {
    let text = |version: &str| {
        format!(
            r#"{{{version}"Statement":{{"Effect":"Allow","Action":"*","Resource":"*","Condition":{{"StringEquals":{{"a:k":"${{aws:username}}"}}}}}}}}"#
        )
    };
    let mut context = Context::new();
    context.set("aws:username", "alice");
    context.set("a:k", "alice");
    for (version, expect) in
        [("", false), (r#""Version":"2008-10-17","#, false), (r#""Version":"2012-10-17","#, true)]
    {
        let policy = crate::policy(Kind::Identity, &text(version));
        let decision = decide(&alice(), &get(context.clone()), &[(Kind::Identity, &policy)]);
        assert_eq!(decision.allowed, expect, "{version}");
    }
}

#[test]
fn a_boundary_and_a_session_policy_limit() {
    let ask = get(Context::new());
    let (yes, other) = (one(Kind::Identity, &allow("*")), one(Kind::Identity, &allow("s3:*")));
    let check = |policies: &[(Kind, &iam::Policy)], expect: Step| {
        assert_eq!(step(&session(), &ask, policies), expect);
    };
    check(&[(Kind::Identity, &yes), (Kind::Boundary, &other)], Step::Silent(Kind::Boundary));
    check(&[(Kind::Identity, &yes), (Kind::Boundary, &yes)], Step::Allowed(Kind::Identity));
    check(&[(Kind::Identity, &yes), (Kind::Session, &other)], Step::Silent(Kind::Session));
    check(
        &[(Kind::Identity, &yes), (Kind::Session, &other), (Kind::Session, &yes)],
        Step::Allowed(Kind::Identity),
    );
    check(&[(Kind::Identity, &other), (Kind::Boundary, &yes)], Step::Silent(Kind::Identity));
    check(&[(Kind::Identity, &yes), (Kind::ServiceControl, &other)], Step::Silent(Kind::ServiceControl));
    check(&[(Kind::Identity, &yes), (Kind::ServiceControl, &yes)], Step::Allowed(Kind::Identity));
}

#[test]
fn whom_a_table_means() {
    let ask = get(Context::new());
    let other = one(Kind::Identity, &allow("s3:*"));
    let yes = one(Kind::Identity, &allow("dynamodb:*"));
    let user = at_table("arn:aws:iam::123456789012:user/alice", "Allow");
    // Naming somebody is enough, and no limit of theirs matters.
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Resource, &user), (Kind::Boundary, &other)]),
        Step::Allowed(Kind::Resource)
    );
    let bob = Caller { arn: format!("arn:aws:iam::{ACCOUNT}:user/bob"), ..alice() };
    assert_eq!(step(&bob, &ask, &[(Kind::Resource, &user)]), Step::Silent(Kind::Identity));
    // A role's own limits hold where the role is named, and not where the session is.
    let role = at_table("arn:aws:iam::123456789012:role/app", "Allow");
    assert_eq!(step(&session(), &ask, &[(Kind::Resource, &role)]), Step::Allowed(Kind::Resource));
    assert_eq!(
        step(&session(), &ask, &[(Kind::Resource, &role), (Kind::Session, &other)]),
        Step::Silent(Kind::Session)
    );
    let itself = at_table("arn:aws:sts::123456789012:assumed-role/app/s", "Allow");
    assert_eq!(
        step(&session(), &ask, &[(Kind::Resource, &itself), (Kind::Session, &other)]),
        Step::Allowed(Kind::Resource)
    );
    // The account says only that its own policies decide.
    let account = at_table(ACCOUNT, "Allow");
    assert_eq!(step(&alice(), &ask, &[(Kind::Resource, &account)]), Step::Silent(Kind::Identity));
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Resource, &account), (Kind::Identity, &yes)]),
        Step::Allowed(Kind::Identity)
    );
    let but = one(
        Kind::Resource,
        r#""Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::123456789012:user/alice"},"Action":"dynamodb:*","Resource":"*""#,
    );
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Resource, &but), (Kind::Identity, &yes)]),
        Step::Allowed(Kind::Identity)
    );
    assert_eq!(
        step(&bob, &ask, &[(Kind::Resource, &but), (Kind::Identity, &yes)]),
        Step::Denied(Kind::Resource)
    );
}

#[test]
fn another_account_needs_both() {
    let stranger = Caller {
        account: "999999999999".to_owned(),
        arn: "arn:aws:iam::999999999999:user/eve".to_owned(),
        ..Caller::default()
    };
    let ask = get(Context::new());
    let yes = one(Kind::Identity, &allow("dynamodb:*"));
    let table = at_table("999999999999", "Allow");
    assert_eq!(step(&stranger, &ask, &[(Kind::Identity, &yes)]), Step::Silent(Kind::Resource));
    assert_eq!(step(&stranger, &ask, &[(Kind::Resource, &table)]), Step::Silent(Kind::Identity));
    assert_eq!(
        step(&stranger, &ask, &[(Kind::Resource, &table), (Kind::Identity, &yes)]),
        Step::Allowed(Kind::Identity)
    );
}

#[test]
fn a_role_trusts_whom_it_names() {
    let ask = Request { action: "sts:AssumeRole".to_owned(), ..get(Context::new()) };
    let trust = |principal: &str| {
        one(Kind::Trust, &format!(r#""Effect":"Allow","Principal":{principal},"Action":"sts:AssumeRole""#))
    };
    let named = trust(r#"{"AWS":"arn:aws:iam::123456789012:user/alice"}"#);
    let account = trust(r#"{"AWS":"arn:aws:iam::123456789012:root"}"#);
    let lambda = trust(r#"{"Service":"lambda.amazonaws.com"}"#);
    let yes = one(Kind::Identity, &allow("sts:*"));
    assert_eq!(step(&alice(), &ask, &[(Kind::Trust, &named)]), Step::Allowed(Kind::Trust));
    assert_eq!(step(&alice(), &ask, &[(Kind::Trust, &account)]), Step::Silent(Kind::Identity));
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Trust, &account), (Kind::Identity, &yes)]),
        Step::Allowed(Kind::Identity)
    );
    assert_eq!(
        step(&alice(), &ask, &[(Kind::Trust, &lambda), (Kind::Identity, &yes)]),
        Step::Silent(Kind::Trust)
    );
    let service = Caller { service: Some("lambda.amazonaws.com".to_owned()), ..alice() };
    assert_eq!(step(&service, &ask, &[(Kind::Trust, &lambda)]), Step::Allowed(Kind::Trust));
}

#[test]
fn denials_in_the_services_words() {
    let ask = get(Context::new());
    let check = |policies: &[(Kind, &iam::Policy)], tail: &str| {
        let decision = decide(&alice(), &ask, policies);
        let head = format!(
            "User: {} is not authorized to perform: dynamodb:GetItem on resource: {TABLE} ",
            alice().arn
        );
        assert_eq!(denial(&alice(), &ask, &decision), head + tail);
    };
    let yes = one(Kind::Identity, &allow("*"));
    let other = one(Kind::Identity, &allow("s3:*"));
    let no = one(Kind::Identity, r#""Effect":"Deny","Action":"*","Resource":"*""#);
    let table = at_table("*", "Deny");
    check(&[], "because no identity-based policy allows the dynamodb:GetItem action");
    check(
        &[(Kind::Identity, &yes), (Kind::Boundary, &other)],
        "because no permissions boundary allows the dynamodb:GetItem action",
    );
    check(
        &[(Kind::Identity, &yes), (Kind::Session, &other)],
        "because no session policy allows the dynamodb:GetItem action",
    );
    check(&[(Kind::Identity, &no)], "with an explicit deny in an identity-based policy");
    check(&[(Kind::Resource, &table)], "with an explicit deny in a resource-based policy");
    check(&[(Kind::Boundary, &no)], "with an explicit deny in a permissions boundary");
    check(&[(Kind::ServiceControl, &no)], "with an explicit deny in a service control policy");
}
