//! Who may what: policies at the gate, roles that are assumed for a time, the documented traps.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use trace::{Kind, Station};
use world::{Call, Completion, Input, World};

use crate::support::{
    REGION, SECOND, ask, check_contains, complete, create, instant, of_kind, simulated, text,
};

const TABLE: &str = r#"{"TableName":"Notes","BillingMode":"PAY_PER_REQUEST",
    "AttributeDefinitions":[{"AttributeName":"User","AttributeType":"S"},{"AttributeName":"Note","AttributeType":"S"},
        {"AttributeName":"Topic","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"User","KeyType":"HASH"},{"AttributeName":"Note","KeyType":"RANGE"}],
    "GlobalSecondaryIndexes":[{"IndexName":"ByTopic","Projection":{"ProjectionType":"ALL"},
        "KeySchema":[{"AttributeName":"Topic","KeyType":"HASH"}]}]}"#;
const ARN: &str = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes";

/// A call as somebody.
fn complete_as(world: &mut World, who: &str, operation: &str, body: &str) -> Completion {
    let input = Input::Call(Call {
        region: REGION.to_owned(),
        operation: operation.to_owned(),
        request: api::parse(operation, body.as_bytes()),
        request_bytes: body.len() as u64,
        via: None,
        caller: Some(who.to_owned()),
    });
    let now = world.now();
    let call = world.submit(now, input);
    world.run_to_completion(call)
}

fn ask_as(world: &mut World, who: &str, operation: &str, body: &str) -> String {
    text(&complete_as(world, who, operation, body))
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    value::json::write_string(&mut out, text);
    out
}

#[track_caller]
fn done(world: &mut World, operation: &str, body: &str) -> String {
    let answer = complete(world, operation, body);
    assert!(answer.result.is_ok(), "{operation}: {}", text(&answer));
    text(&answer)
}

/// A user with one policy.
fn user(world: &mut World, name: &str, policy: &str) {
    done(world, "iam:CreateUser", &format!(r#"{{"UserName":"{name}"}}"#));
    put(world, name, "access", policy);
}

fn put(world: &mut World, user: &str, name: &str, policy: &str) {
    let body =
        format!(r#"{{"UserName":"{user}","PolicyName":"{name}","PolicyDocument":{}}}"#, quoted(policy));
    done(world, "iam:PutUserPolicy", &body);
}

fn notes(world: &mut World) {
    create(world, TABLE);
    for (user, note) in [("alice", "1"), ("alice", "2"), ("bob", "1")] {
        done(
            world,
            "PutItem",
            &format!(
                r#"{{"TableName":"Notes","Item":{{"User":{{"S":"{user}"}},"Note":{{"S":"{note}"}},"Topic":{{"S":"cats"}},"Ssn":{{"S":"secret"}}}}}}"#
            ),
        );
    }
    world.run_idle();
    world.take_trace();
}

fn key(user: &str) -> String {
    format!(r#"{{"User":{{"S":"{user}"}},"Note":{{"S":"1"}}}}"#)
}

fn get(user: &str) -> String {
    format!(r#"{{"TableName":"Notes","Key":{}}}"#, key(user))
}

/// Own items only.
fn own_items(variable: &str) -> String {
    format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"OwnItems","Effect":"Allow",
        "Action":["dynamodb:GetItem","dynamodb:BatchGetItem","dynamodb:Query","dynamodb:PutItem","dynamodb:UpdateItem",
            "dynamodb:DeleteItem","dynamodb:BatchWriteItem","dynamodb:PartiQLSelect","dynamodb:ConditionCheckItem"],
        "Resource":"{ARN}",
        "Condition":{{"ForAllValues:StringEquals":{{"dynamodb:LeadingKeys":["${{{variable}}}"]}}}}}}]}}"#
    )
}

#[test]
fn t35_a_batch_with_one_foreign_key_is_denied_as_a_whole() {
    let mut world = simulated(&[]);
    notes(&mut world);
    user(&mut world, "alice", &own_items("aws:username"));
    let batch = |users: &[&str]| {
        let keys: Vec<String> = users.iter().map(|user| key(user)).collect();
        format!(r#"{{"RequestItems":{{"Notes":{{"Keys":[{}]}}}}}}"#, keys.join(","))
    };
    check_contains(
        &ask_as(&mut world, "user/alice", "BatchGetItem", &batch(&["alice"])),
        r#""Note":{"S":"1"}"#,
    );
    world.take_trace();
    let denied = complete_as(&mut world, "user/alice", "BatchGetItem", &batch(&["alice", "bob"]));
    assert_eq!(
        text(&denied),
        format!(
            "AccessDeniedException: User: arn:aws:iam::123456789012:user/alice is not authorized to perform: \
             dynamodb:BatchGetItem on resource: {ARN} because no identity-based policy allows the \
             dynamodb:BatchGetItem action"
        )
    );
    assert!(denied.touched.is_empty() && denied.units.is_empty(), "nothing was read, nothing is paid");
    let events = world.take_trace();
    let gate = of_kind(&events, "AccessDenied");
    assert_eq!(gate.len(), 1);
    assert_eq!(gate.first().map(|event| event.station), Some(Station::Auth));
    assert!(of_kind(&events, "Admit").is_empty());
    // The trace names the statement and what it compared.
    let access = denied.access.expect("a decision");
    let statement =
        access.decision.findings.first().and_then(|it| it.statements.first()).expect("a statement");
    assert_eq!(statement.reason, iam::Reason::Condition);
    let check = statement.checks.first().expect("a line of the condition");
    assert_eq!(
        (check.holds, check.found.join(" "), check.wanted.join(" ")),
        (false, "alice bob".into(), "alice".into())
    );
    // Every key for itself, and transactions as a whole.
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "secret");
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("bob")), "AccessDeniedException");
    let both = r#"{"TransactItems":[{"Get":{"TableName":"Notes","Key":{"User":{"S":"alice"},"Note":{"S":"1"}}}},
        {"Get":{"TableName":"Notes","Key":{"User":{"S":"bob"},"Note":{"S":"1"}}}}]}"#;
    check_contains(
        &ask_as(&mut world, "user/alice", "TransactGetItems", both),
        "is not authorized to perform: dynamodb:GetItem on resource",
    );
    // A Scan has no leading keys at all: it is denied because nobody listed it.
    check_contains(
        &ask_as(&mut world, "user/alice", "Scan", r#"{"TableName":"Notes"}"#),
        "because no identity-based policy allows the dynamodb:Scan action",
    );
    // Whoever lists it gives everything away: ForAllValues holds for no values.
    let with_scan =
        own_items("aws:username").replace("\"dynamodb:GetItem\"", "\"dynamodb:Scan\",\"dynamodb:GetItem\"");
    put(&mut world, "alice", "access", &with_scan);
    check_contains(&ask_as(&mut world, "user/alice", "Scan", r#"{"TableName":"Notes"}"#), "bob");
}

#[test]
fn t36_attributes_without_a_rule_for_select_give_everything_away() {
    let mut world = simulated(&[]);
    notes(&mut world);
    let policy = |more: &str| {
        format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"Some","Effect":"Allow","Action":"dynamodb:GetItem",
            "Resource":"{ARN}","Condition":{{
                "ForAllValues:StringEquals":{{"dynamodb:Attributes":["User","Note","Topic"]}}{more}}}}}]}}"#
        )
    };
    user(&mut world, "alice", &policy(""));
    // The trap: only what the request names is looked at, and it names nothing.
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "secret");
    let some = |names: &str| {
        format!(r#"{{"TableName":"Notes","Key":{},"ProjectionExpression":"{names}"}}"#, key("alice"))
    };
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &some("Topic")), "cats");
    check_contains(
        &ask_as(&mut world, "user/alice", "GetItem", &some("Topic, Ssn")),
        "AccessDeniedException",
    );
    put(
        &mut world,
        "alice",
        "access",
        &policy(r#","StringEqualsIfExists":{"dynamodb:Select":"SPECIFIC_ATTRIBUTES"}"#),
    );
    let denied = complete_as(&mut world, "user/alice", "GetItem", &get("alice"));
    check_contains(&text(&denied), "because no identity-based policy allows the dynamodb:GetItem action");
    let access = denied.access.expect("a decision");
    let checks = &access.decision.findings.first().and_then(|it| it.statements.first()).expect("one").checks;
    let failed = checks.iter().find(|check| !check.holds).expect("a line that fails");
    assert_eq!(
        (failed.key.as_str(), failed.found.join(" ")),
        ("dynamodb:Select", "ALL_ATTRIBUTES".to_owned())
    );
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &some("Topic")), "cats");
}

#[test]
fn a_denial_wins_and_says_where_it_stands() {
    let mut world = instant();
    notes(&mut world);
    let all =
        r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}"#;
    user(&mut world, "alice", all);
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("bob")), "secret");
    let deny = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Sid":"NoSsn","Effect":"Deny","Action":"dynamodb:*","Resource":["{ARN}","{ARN}/*"],
        "Condition":{{"ForAnyValue:StringEquals":{{"dynamodb:Attributes":["Ssn"]}}}}}}]}}"#
    );
    put(&mut world, "alice", "no-ssn", &deny);
    let write = r#"{"TableName":"Notes","Key":{"User":{"S":"alice"},"Note":{"S":"1"}},
        "UpdateExpression":"SET Ssn = :s","ExpressionAttributeValues":{":s":{"S":"x"}}}"#;
    assert_eq!(
        ask_as(&mut world, "user/alice", "UpdateItem", write),
        format!(
            "AccessDeniedException: User: arn:aws:iam::123456789012:user/alice is not authorized to perform: \
             dynamodb:UpdateItem on resource: {ARN} with an explicit deny in an identity-based policy"
        )
    );
    // An index is a resource of its own.
    let only_table = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"dynamodb:Query","Resource":"{ARN}"}}]}}"#
    );
    user(&mut world, "bob", &only_table);
    let query = |index: &str| {
        format!(
            r#"{{"TableName":"Notes"{index},"KeyConditionExpression":"Topic = :t","ExpressionAttributeValues":{{":t":{{"S":"cats"}}}}}}"#
        )
    };
    check_contains(
        &ask_as(&mut world, "user/bob", "Query", &query(r#","IndexName":"ByTopic""#)),
        &format!("is not authorized to perform: dynamodb:Query on resource: {ARN}/index/ByTopic because"),
    );
    let search = r#"{"TableName":"Notes","IndexName":"ByTaste","SearchVector":[{"N":"1"}],"TopK":1}"#;
    check_contains(
        &ask_as(&mut world, "user/bob", "SearchVectors", search),
        &format!(
            "is not authorized to perform: dynamodb:SearchVectors on resource: {ARN}/index/ByTaste because"
        ),
    );
    // What isn't there is denied before anybody says that it isn't there.
    check_contains(
        &ask_as(&mut world, "user/bob", "GetItem", r#"{"TableName":"Nothing","Key":{"a":{"S":"b"}}}"#),
        "AccessDeniedException",
    );
    // A boundary gives nothing and takes the rest.
    done(
        &mut world,
        "iam:CreatePolicy",
        &format!(
            r#"{{"PolicyName":"reads","PolicyDocument":{}}}"#,
            quoted(
                r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:Get*","Resource":"*"}]}"#
            )
        ),
    );
    done(
        &mut world,
        "iam:PutUserPermissionsBoundary",
        r#"{"UserName":"alice","PermissionsBoundary":"arn:aws:iam::123456789012:policy/reads"}"#,
    );
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("bob")), "secret");
    check_contains(
        &ask_as(&mut world, "user/alice", "Scan", r#"{"TableName":"Notes"}"#),
        "because no permissions boundary allows the dynamodb:Scan action",
    );
}

#[test]
fn a_policy_at_the_table_is_heard_when_somebody_calls() {
    let mut world = simulated(&[]);
    notes(&mut world);
    done(&mut world, "iam:CreateUser", r#"{"UserName":"alice"}"#);
    let put = |world: &mut World, statement: &str| {
        let document = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        let body = format!(r#"{{"ResourceArn":"{ARN}","Policy":{}}}"#, quoted(&document));
        let later = world.now() + 20 * SECOND;
        world.run_until(later);
        done(world, "PutResourcePolicy", &body);
    };
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "AccessDeniedException");
    let alice = r#""Principal":{"AWS":"arn:aws:iam::123456789012:user/alice"}"#;
    put(
        &mut world,
        &format!(r#"{{"Effect":"Allow",{alice},"Action":"dynamodb:GetItem","Resource":"{ARN}"}}"#),
    );
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "secret");
    put(&mut world, &format!(r#"{{"Effect":"Deny",{alice},"Action":"dynamodb:*","Resource":"{ARN}"}}"#));
    check_contains(
        &ask_as(&mut world, "user/alice", "GetItem", &get("alice")),
        "with an explicit deny in a resource-based policy",
    );
    // The administrator is asked nothing.
    check_contains(&ask(&mut world, "GetItem", &get("alice")), "secret");
}

/// The access key of an answer of STS.
fn key_of(answer: &str) -> String {
    let (_, rest) = answer.split_once("\"AccessKeyId\":\"").expect("credentials");
    format!("key/{}", rest.split('"').next().unwrap_or_default())
}

#[test]
fn a_role_is_assumed_for_a_time() {
    let mut world = simulated(&[]);
    notes(&mut world);
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::123456789012:user/alice"},"Action":"sts:AssumeRole"}]}"#;
    done(&mut world, "iam:CreateUser", r#"{"UserName":"alice"}"#);
    done(&mut world, "iam:CreateUser", r#"{"UserName":"bob"}"#);
    done(
        &mut world,
        "iam:CreateRole",
        &format!(r#"{{"RoleName":"reader","AssumeRolePolicyDocument":{}}}"#, quoted(trust)),
    );
    done(
        &mut world,
        "iam:AttachRolePolicy",
        r#"{"RoleName":"reader","PolicyArn":"arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"}"#,
    );
    let assume = |more: &str| {
        format!(
            r#"{{"RoleArn":"arn:aws:iam::123456789012:role/reader","RoleSessionName":"app","DurationSeconds":900{more}}}"#
        )
    };
    check_contains(
        &ask_as(&mut world, "user/bob", "sts:AssumeRole", &assume("")),
        "AccessDenied: User: arn:aws:iam::123456789012:user/bob is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::123456789012:role/reader",
    );
    let answer = ask_as(&mut world, "user/alice", "sts:AssumeRole", &assume(""));
    check_contains(&answer, r#""Arn":"arn:aws:sts::123456789012:assumed-role/reader/app""#);
    let session = key_of(&answer);
    check_contains(
        &ask_as(&mut world, &session, "sts:GetCallerIdentity", "{}"),
        r#""Arn":"arn:aws:sts::123456789012:assumed-role/reader/app""#,
    );
    check_contains(&ask_as(&mut world, &session, "GetItem", &get("alice")), "secret");
    check_contains(
        &ask_as(&mut world, &session, "DeleteItem", &get("alice")),
        "User: arn:aws:sts::123456789012:assumed-role/reader/app is not authorized to perform: dynamodb:DeleteItem",
    );
    // A policy that is passed makes a session less, never more.
    let passed = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:Query","Resource":"*"}]}"#;
    let answer = ask_as(
        &mut world,
        "user/alice",
        "sts:AssumeRole",
        &assume(&format!(r#","Policy":{}"#, quoted(passed))),
    );
    check_contains(
        &ask_as(&mut world, &key_of(&answer), "GetItem", &get("alice")),
        "because no session policy allows the dynamodb:GetItem action",
    );
    // A checkpoint keeps all of it.
    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("bytes");
    let mut again = World::restore(durable, None).expect("a world");
    assert_eq!(again.state_hash(), world.state_hash());
    check_contains(&ask_as(&mut again, &session, "GetItem", &get("alice")), "secret");
    // It ends by itself.
    let later = world.now() + 900 * SECOND;
    world.run_until(later);
    world.take_trace();
    assert_eq!(
        ask_as(&mut world, &session, "GetItem", &get("alice")),
        "ExpiredTokenException: The security token included in the request is expired"
    );
    assert_eq!(of_kind(&world.take_trace(), "SessionExpired").len(), 1);
}

#[test]
fn people_of_an_app_reach_their_own_items() {
    let mut world = simulated(&[]);
    notes(&mut world);
    let trust = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Federated":"cognito-identity.amazonaws.com"},"Action":"sts:AssumeRoleWithWebIdentity",
        "Condition":{"ForAnyValue:StringLike":{"cognito-identity.amazonaws.com:amr":"authenticated"}}}]}"#;
    done(
        &mut world,
        "iam:CreateRole",
        &format!(r#"{{"RoleName":"app","AssumeRolePolicyDocument":{}}}"#, quoted(trust)),
    );
    let policy = own_items("cognito-identity.amazonaws.com:sub");
    done(
        &mut world,
        "iam:PutRolePolicy",
        &format!(r#"{{"RoleName":"app","PolicyName":"own","PolicyDocument":{}}}"#, quoted(&policy)),
    );
    let token_of = |token: &str| {
        format!(
            r#"{{"RoleArn":"arn:aws:iam::123456789012:role/app","RoleSessionName":"CognitoIdentityCredentials","WebIdentityToken":"{token}"}}"#
        )
    };
    let session = key_of(&ask(&mut world, "sts:AssumeRoleWithWebIdentity", &token_of("alice")));
    check_contains(&ask_as(&mut world, &session, "GetItem", &get("alice")), "secret");
    check_contains(&ask_as(&mut world, &session, "GetItem", &get("bob")), "AccessDeniedException");
    // Somebody for whom another provider vouches is nobody to this role.
    check_contains(
        &ask(&mut world, "sts:AssumeRoleWithWebIdentity", &token_of("www.amazon.com/alice")),
        "Not authorized to perform sts:AssumeRoleWithWebIdentity",
    );
    // The same policy says nothing to a user: the variable has no value.
    user(&mut world, "alice", &policy);
    let denied = complete_as(&mut world, "user/alice", "GetItem", &get("alice"));
    let access = denied.access.expect("a decision");
    let reason =
        access.decision.findings.first().and_then(|it| it.statements.first()).map(|it| it.reason.clone());
    assert_eq!(reason, Some(iam::Reason::Variable("cognito-identity.amazonaws.com:sub".to_owned())));
}

#[test]
fn statements_are_asked_about_one_by_one() {
    let mut world = simulated(&[]);
    notes(&mut world);
    user(&mut world, "alice", &own_items("aws:username"));
    let one =
        |who: &str| format!(r#"{{"Statement":"SELECT * FROM Notes WHERE \"User\"='{who}' AND Note='1'"}}"#);
    check_contains(&ask_as(&mut world, "user/alice", "ExecuteStatement", &one("alice")), "secret");
    check_contains(
        &ask_as(&mut world, "user/alice", "ExecuteStatement", &one("bob")),
        "is not authorized to perform: dynamodb:PartiQLSelect on resource",
    );
    let both = format!(r#"{{"Statements":[{},{}]}}"#, one("alice"), one("bob"));
    let answer = ask_as(&mut world, "user/alice", "BatchExecuteStatement", &both);
    check_contains(&answer, "secret");
    check_contains(&answer, r#""Code":"AccessDenied""#);
    // A whole table can be kept from statements by a key of its own.
    let no_scans = format!(
        r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Action":"dynamodb:PartiQLSelect","Resource":"{ARN}"}},
        {{"Sid":"NoScans","Effect":"Deny","Action":"dynamodb:PartiQLSelect","Resource":"{ARN}","Condition":{{"Bool":{{"dynamodb:FullTableScan":"true"}}}}}}]}}"#
    );
    user(&mut world, "bob", &no_scans);
    check_contains(&ask_as(&mut world, "user/bob", "ExecuteStatement", &one("alice")), "secret");
    check_contains(
        &ask_as(&mut world, "user/bob", "ExecuteStatement", r#"{"Statement":"SELECT * FROM Notes"}"#),
        "with an explicit deny in an identity-based policy",
    );
}

#[test]
fn the_simulator_says_what_would_be_decided() {
    let mut world = instant();
    user(&mut world, "alice", &own_items("aws:username"));
    let simulate = |value: &str| {
        format!(
            r#"{{"PolicySourceArn":"arn:aws:iam::123456789012:user/alice","ActionNames":["dynamodb:GetItem","dynamodb:Scan"],"ResourceArns":["{ARN}"],
            "ContextEntries":[{{"ContextKeyName":"dynamodb:LeadingKeys","ContextKeyValues":["{value}"],"ContextKeyType":"stringList"}}]}}"#
        )
    };
    let answer = done(&mut world, "iam:SimulatePrincipalPolicy", &simulate("alice"));
    check_contains(
        &answer,
        r#""EvalActionName":"dynamodb:GetItem","EvalResourceName":"arn:aws:dynamodb:eu-central-1:123456789012:table/Notes","EvalDecision":"allowed""#,
    );
    check_contains(&answer, r#""EvalDecision":"implicitDeny""#);
    assert!(!done(&mut world, "iam:SimulatePrincipalPolicy", &simulate("bob")).contains("\"allowed\""));
    // Nobody's denial: the simulator makes no call, so it leaves no decision behind.
    assert!(complete(&mut world, "iam:SimulatePrincipalPolicy", &simulate("bob")).access.is_none());
}

#[test]
fn bad_policies_are_refused_with_the_place() {
    let mut world = instant();
    done(&mut world, "iam:CreateUser", r#"{"UserName":"alice"}"#);
    let put = |policy: &str| {
        format!(r#"{{"UserName":"alice","PolicyName":"p","PolicyDocument":{}}}"#, quoted(policy))
    };
    let no_resource =
        "{\"Version\":\"2012-10-17\",\"Statement\":[\n {\"Effect\":\"Allow\",\"Action\":\"dynamodb:*\"}]}";
    let answer = ask(&mut world, "iam:PutUserPolicy", &put(no_resource));
    check_contains(
        &answer,
        "MalformedPolicyDocument: Syntax errors in policy. Line 2, column 2: The statement has no `Resource`.",
    );
    check_contains(
        &ask(&mut world, "iam:GetUserPolicy", r#"{"UserName":"alice","PolicyName":"p"}"#),
        "NoSuchEntity",
    );
    let events = world.take_trace();
    assert!(
        events.iter().all(|event| !matches!(event.kind, Kind::PoliciesHeard { .. })),
        "the administrator is asked nothing"
    );
}

#[test]
fn a_service_control_policy_limits_everybody_in_the_account() {
    let mut world = simulated(&[]);
    notes(&mut world);
    let all = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    user(&mut world, "alice", all);
    let policy = |name: &str, statement: &str| {
        format!(
            r#"{{"Name":"{name}","Description":"","Type":"SERVICE_CONTROL_POLICY","Content":{}}}"#,
            quoted(&format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#))
        )
    };
    let id = |answer: &str| {
        let at = answer.find("\"Id\":\"").expect("an id") + 6;
        answer[at..at + 10].to_owned()
    };
    let no_deletes = r#"{"Sid":"NoDeletes","Effect":"Deny","Action":"dynamodb:Delete*","Resource":"*"}"#;
    let made = done(&mut world, "organizations:CreatePolicy", &policy("no deletes", no_deletes));
    check_contains(&made, ":policy/o-dynamarium/service_control_policy/p-");
    let no_deletes_id = id(&made);
    let target = |id: &str| format!(r#"{{"PolicyId":"{id}","TargetId":"123456789012"}}"#);
    // As long as it isn't attached it limits nobody.
    let delete = |user: &str| format!(r#"{{"TableName":"Notes","Key":{}}}"#, key(user));
    assert_eq!(ask_as(&mut world, "user/alice", "DeleteItem", &delete("bob")), "{}");
    done(&mut world, "organizations:AttachPolicy", &target(&no_deletes_id));
    check_contains(
        &ask_as(&mut world, "user/alice", "DeleteItem", &delete("alice")),
        "is not authorized to perform: dynamodb:DeleteItem on resource: arn:aws:dynamodb:eu-central-1:123456789012:table/Notes with an explicit deny in a service control policy",
    );
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "secret");
    let told =
        complete_as(&mut world, "user/alice", "DeleteItem", &delete("alice")).access.expect("a decision");
    let (finding, statement) = told.decision.decider().expect("a statement");
    assert_eq!((finding.name.as_str(), statement.sid.as_deref()), ("no deletes", Some("NoDeletes")));

    // Without the policy that allows everything, only what another allows is left; a policy at the table doesn't help.
    let reads = r#"{"Effect":"Allow","Action":["dynamodb:GetItem","dynamodb:Query"],"Resource":"*"}"#;
    let reads_id = id(&done(&mut world, "organizations:CreatePolicy", &policy("reads", reads)));
    done(&mut world, "organizations:AttachPolicy", &target(&reads_id));
    done(&mut world, "organizations:DetachPolicy", &target("p-FullAWSAccess"));
    let at_table = format!(
        r#"{{"ResourceArn":"{ARN}","Policy":{}}}"#,
        quoted(&format!(
            r#"{{"Version":"2012-10-17","Statement":[{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::123456789012:user/alice"}},"Action":"dynamodb:Scan","Resource":"{ARN}"}}]}}"#
        ))
    );
    done(&mut world, "PutResourcePolicy", &at_table);
    check_contains(&ask_as(&mut world, "user/alice", "GetItem", &get("alice")), "secret");
    check_contains(
        &ask_as(&mut world, "user/alice", "Scan", r#"{"TableName":"Notes"}"#),
        "because no service control policy allows the dynamodb:Scan action",
    );
    // It is the most there can be, not an allowance.
    done(&mut world, "iam:DeleteUserPolicy", r#"{"UserName":"alice","PolicyName":"access"}"#);
    check_contains(
        &ask_as(&mut world, "user/alice", "GetItem", &get("alice")),
        "because no identity-based policy allows",
    );
    // The account's administrator is asked nothing, as without any policy.
    check_contains(&ask(&mut world, "Scan", r#"{"TableName":"Notes"}"#), "secret");

    let durable = world::Durable::from_bytes(&world.durable().to_bytes()).expect("a checkpoint");
    let mut bare = World::restore(durable, None).expect("a checkpoint");
    assert_eq!(bare.state_hash(), world.state_hash());
    let listed = r#"{"TargetId":"123456789012","Filter":"SERVICE_CONTROL_POLICY"}"#;
    let attached = done(&mut bare, "organizations:ListPoliciesForTarget", listed);
    check_contains(&attached, "no deletes");
    assert!(!attached.contains("FullAWSAccess"), "{attached}");
}

#[test]
fn organizations_refuses_what_cannot_be() {
    let mut world = instant();
    let make = |name: &str, content: &str| {
        format!(
            r#"{{"Name":"{name}","Description":"","Type":"SERVICE_CONTROL_POLICY","Content":{}}}"#,
            quoted(content)
        )
    };
    let all = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"#;
    let whom = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}"#;
    let made = done(&mut world, "organizations:CreatePolicy", &make("one", all));
    let at = made.find("\"Id\":\"").expect("an id") + 6;
    let own = made[at..at + 10].to_owned();
    let target = |id: &str| format!(r#"{{"PolicyId":"{id}","TargetId":"123456789012"}}"#);
    for (operation, body, expect) in [
        ("CreatePolicy", make("two", whom), "MalformedPolicyDocumentException"),
        ("CreatePolicy", make("one", all), "DuplicatePolicyException"),
        ("AttachPolicy", target("p-nobody00"), "PolicyNotFoundException"),
        (
            "AttachPolicy",
            format!(r#"{{"PolicyId":"{own}","TargetId":"999999999999"}}"#),
            "TargetNotFoundException",
        ),
        ("DetachPolicy", target(&own), "PolicyNotAttachedException"),
        ("AttachPolicy", target(&own), "{}"),
        ("AttachPolicy", target(&own), "DuplicatePolicyAttachmentException"),
        ("DeletePolicy", format!(r#"{{"PolicyId":"{own}"}}"#), "PolicyInUseException"),
        ("DetachPolicy", target("p-FullAWSAccess"), "{}"),
        ("DetachPolicy", target(&own), "ConstraintViolationException"),
        ("AttachPolicy", target("p-FullAWSAccess"), "{}"),
        ("DetachPolicy", target(&own), "{}"),
        ("DeletePolicy", format!(r#"{{"PolicyId":"{own}"}}"#), "{}"),
    ] {
        let answer = ask(&mut world, &format!("organizations:{operation}"), &body);
        let same = if expect == "{}" { answer.is_empty() } else { answer.starts_with(expect) };
        assert!(same, "{operation} {body}: {answer}, not {expect}");
    }
}
