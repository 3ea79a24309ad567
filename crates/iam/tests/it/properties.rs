//! Decisions against an evaluator that does everything the simple way; and nothing brings a reader down.

use iam::{Applied, Caller, Context, Kind, Policy, Request, Rules, Step, evaluate, glob_matches, read};
use proptest::prelude::*;

/// `*` and `?` by trying everything.
fn simple_glob(pattern: &[char], text: &[char]) -> bool {
    match (pattern.split_first(), text.split_first()) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(('*', rest)), _) => {
            simple_glob(rest, text)
                || text.split_first().is_some_and(|(_, after)| simple_glob(pattern, after))
        }
        (Some(('?', rest)), Some((_, after))) => simple_glob(rest, after),
        (Some((c, rest)), Some((own, after))) => c == own && simple_glob(rest, after),
        (Some(_), None) => false,
    }
}

fn glob(pattern: &str, text: &str) -> bool {
    simple_glob(&pattern.chars().collect::<Vec<_>>(), &text.chars().collect::<Vec<_>>())
}

/// A statement as it is drawn: everything that its text says.
#[derive(Clone, Debug)]
struct Drawn {
    kind: Kind,
    allow: bool,
    not_action: bool,
    actions: Vec<String>,
    not_resource: bool,
    resources: Vec<String>,
    /// Prefix, whether negated, whether `IfExists`, values (patterns).
    condition: Option<(u8, bool, bool, Vec<String>)>,
}

impl Drawn {
    fn text(&self) -> String {
        let list = |values: &[String]| format!("{values:?}");
        let not = |not: bool| if not { "Not" } else { "" };
        let mut out = format!(
            "{{\"Version\":\"2012-10-17\",\"Statement\":[{{\"Effect\":\"{}\",\"{}Action\":{},\"{}Resource\":{}",
            if self.allow { "Allow" } else { "Deny" },
            not(self.not_action),
            list(&self.actions),
            not(self.not_resource),
            list(&self.resources),
        );
        if self.kind == Kind::Resource {
            out.push_str(",\"Principal\":\"*\"");
        }
        if let Some((prefix, negated, if_exists, values)) = &self.condition {
            let prefix = ["", "ForAllValues:", "ForAnyValue:"][usize::from(*prefix)];
            let negated = not(*negated);
            let suffix = if *if_exists { "IfExists" } else { "" };
            out.push_str(&format!(
                ",\"Condition\":{{\"{prefix}String{negated}Like{suffix}\":{{\"t:k\":{}}}}}",
                list(values)
            ));
        }
        out.push_str("}]}");
        out
    }

    /// Whether it is about a request, by the words of the reference.
    fn is_about(&self, action: &str, resource: &str, found: &[String]) -> bool {
        let any = |patterns: &[String], text: &str| patterns.iter().any(|pattern| glob(pattern, text));
        let (action, actions) =
            (action.to_lowercase(), self.actions.iter().map(|it| it.to_lowercase()).collect::<Vec<_>>());
        if any(&actions, &action) == self.not_action || any(&self.resources, resource) == self.not_resource {
            return false;
        }
        let Some((prefix, negated, if_exists, values)) = &self.condition else { return true };
        if found.is_empty() {
            return match (if_exists, prefix) {
                (true, _) | (_, 1) => true,
                (_, 2) => false,
                _ => *negated,
            };
        }
        let fits = |value: &String| any(values, value);
        match (prefix, negated) {
            (1, false) => found.iter().all(fits),
            (1, true) => !found.iter().any(fits),
            (0 | 2, false) => found.iter().any(fits),
            (2, true) => found.iter().any(|value| !fits(value)),
            _ => !found.iter().any(fits),
        }
    }
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let action = prop::sample::select(vec!["d:Get", "d:Put", "d:G*", "d:*", "*", "D:get", "d:?et"]);
    let resource = prop::sample::select(vec![
        "arn:p:d:r:a:t/x",
        "arn:p:d:r:a:t/*",
        "arn:p:d:*:*:t/?",
        "*",
        "arn:p:d:r:a:t/xy",
    ]);
    let kind = prop::sample::select(vec![
        Kind::Identity,
        Kind::Identity,
        Kind::Boundary,
        Kind::Session,
        Kind::Resource,
        Kind::ServiceControl,
    ]);
    let value = prop::sample::select(vec!["a", "b", "a*", "?b", "*"]);
    let strings = |it: Vec<&'static str>| it.into_iter().map(str::to_owned).collect::<Vec<_>>();
    let condition = prop::option::of((
        0..3_u8,
        any::<bool>(),
        any::<bool>(),
        prop::collection::vec(value, 1..3).prop_map(strings),
    ));
    (
        kind,
        prop::bool::weighted(0.8),
        prop::bool::weighted(0.2),
        prop::collection::vec(action, 1..3).prop_map(strings),
        prop::bool::weighted(0.2),
        prop::collection::vec(resource, 1..3).prop_map(strings),
        condition,
    )
        .prop_map(|(kind, allow, not_action, actions, not_resource, resources, condition)| Drawn {
            kind,
            allow,
            not_action,
            actions,
            not_resource,
            resources,
            condition,
        })
}

/// The reference's order, in the simplest words.
fn simple(policies: &[Drawn], action: &str, resource: &str, found: &[String]) -> bool {
    let about: Vec<&Drawn> = policies.iter().filter(|it| it.is_about(action, resource, found)).collect();
    let says = |kind: Kind| about.iter().any(|it| it.kind == kind && it.allow);
    let limits = |kind: Kind| policies.iter().any(|it| it.kind == kind) && !says(kind);
    if about.iter().any(|it| !it.allow) || limits(Kind::ServiceControl) {
        return false;
    }
    says(Kind::Resource) || (says(Kind::Identity) && !limits(Kind::Boundary) && !limits(Kind::Session))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn decisions_are_the_simple_ones(
        policies in prop::collection::vec(drawn(), 0..6),
        action in prop::sample::select(vec!["d:Get", "d:Put", "d:Query"]),
        resource in prop::sample::select(vec!["arn:p:d:r:a:t/x", "arn:p:d:r:a:t/xy"]),
        found in prop::collection::vec(prop::sample::select(vec!["a", "b", "ab", "c"]), 0..3),
    ) {
        let found: Vec<String> = found.into_iter().map(str::to_owned).collect();
        let read: Vec<(Kind, Policy)> = policies
            .iter()
            .map(|it| (it.kind, read(&it.text(), Rules::of(it.kind)).unwrap_or_else(|faults| panic!("{faults:?}"))))
            .collect();
        let applied: Vec<Applied<'_>> =
            read.iter().map(|(kind, policy)| Applied { kind: *kind, name: "p", policy }).collect();
        let caller = Caller { account: "a".to_owned(), arn: "arn:u".to_owned(), ..Caller::default() };
        let mut context = Context::new();
        context.set_all("t:k", found.clone());
        let request = Request {
            action: action.to_owned(),
            resource: resource.to_owned(),
            owner: "a".to_owned(),
            context,
        };
        let decision = evaluate(&caller, &request, &applied);
        prop_assert_eq!(decision.allowed, simple(&policies, action, resource, &found), "{:?}", decision);
        // Whoever decides is about the request and says what was decided.
        match decision.step {
            Step::Allowed(_) | Step::Denied(_) => {
                let (_, statement) = decision.decider().expect("a statement");
                prop_assert_eq!(&statement.reason, &iam::Reason::Matches);
                prop_assert_eq!(statement.effect == iam::Effect::Allow, decision.allowed);
            }
            Step::Silent(_) => prop_assert!(decision.by.is_none()),
        }
    }

    #[test]
    fn wildcards_are_the_simple_ones(pattern in "[ab*?]{0,10}", text in "[ab]{0,12}") {
        prop_assert_eq!(glob_matches(&pattern, &text), glob(&pattern, &text));
    }

    #[test]
    fn no_text_brings_the_reader_down(text in "(?s).{0,80}") {
        let _ = read(&text, Rules::of(Kind::Identity));
    }

    #[test]
    fn no_policy_brings_the_reader_down(
        cut in 0..400_usize,
        put in r#"["{}\[\]:,*$\\u0-9a-f ]{0,4}"#,
        kind in prop::sample::select(vec![Kind::Identity, Kind::Resource, Kind::Trust]),
    ) {
        let whole = r#"{"Version":"2012-10-17","Statement":[{"Sid":"A","Effect":"Allow","Principal":{"AWS":["*","123456789012"]},"Action":["dynamodb:Get*"],"Resource":["arn:aws:dynamodb:*:*:table/${aws:username}"],"Condition":{"ForAllValues:StringLike":{"dynamodb:LeadingKeys":["${aws:username, 'x'}*"]},"Bool":{"aws:SecureTransport":true},"IpAddress":{"aws:SourceIp":"1.2.3.4/8"}}}]}"#;
        let at = cut.min(whole.len());
        let text = format!("{}{put}{}", &whole[..at], &whole[at..]);
        match read(&text, Rules::of(kind)) {
            Ok(_) => {}
            Err(faults) => {
                prop_assert!(!faults.is_empty());
                for fault in faults {
                    prop_assert!(text.get(fault.from as usize..fault.to as usize).is_some(), "{:?}", fault);
                }
            }
        }
    }
}
