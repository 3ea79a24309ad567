//! What the policy editor asks for: faults of a text, and what a command would meet under it. Nothing is changed.

use api::Object;
use api::json::Tree;
use iam::{Kind, Rules};

use super::view::{decision_json, faults_json, quoted};
use crate::lab::Lab;

impl Lab {
    /// An order of the editor and its answer, both JSON: `{"check":…,"kind":…}`, or
    /// `{"try":…,"who":…,"of":"User/alice","name":…,"policy":…}`.
    #[inline(never)]
    pub(crate) fn access_order(&self, order: &str) -> String {
        let order = Tree::read(order).unwrap_or(Tree::Null);
        let text = |name: &str| match order.member(name) {
            Some(Tree::Text(text)) => text.as_str(),
            _ => "",
        };
        if order.member("check").is_some() {
            let policy = text("check");
            let faults = iam::read(policy, rules(text("kind"))).err().unwrap_or_default();
            return faults_json(policy, &faults);
        }
        self.try_policy(text("try"), text("who"), (text("of"), text("name"), text("policy")))
    }

    /// What a command would meet if a policy of somebody's were another: tried on a copy of the world.
    fn try_policy(&self, command: &str, who: &str, (of, name, policy): (&str, &str, &str)) -> String {
        let mut copy = self.dry();
        let region = copy.region().to_owned();
        if let Some((sort, of)) = of.split_once('/').filter(|_| !name.is_empty()) {
            let body = format!(
                "{{\"{sort}Name\":{},\"PolicyName\":{},\"PolicyDocument\":{}}}",
                quoted(of),
                quoted(name),
                quoted(policy)
            );
            let put = copy.answer_to(&region, &format!("iam:Put{sort}Policy"), &body);
            if !put.is_empty() {
                return told("The policy can't be saved yet: mend what is marked.", None);
            }
        }
        copy.set_caller(Some(who.to_owned()).filter(|who| !who.is_empty()));
        let before = copy.session.calls();
        let (ran, _) = copy.run_all(command);
        let Some(kept) = copy.history.last().filter(|_| copy.session.calls() > before) else {
            let printed = ran.text.trim();
            return told(if printed.is_empty() { "Write a command of the AWS CLI." } else { printed }, None);
        };
        let sentence = match &kept.completion.result {
            Ok(_) => format!("{} would be carried out.", kept.completion.operation),
            Err(error) => error.message.clone(),
        };
        told(&sentence, kept.completion.access.as_deref().map(decision_json).as_deref())
    }
}

fn told(sentence: &str, decision: Option<&str>) -> String {
    let mut out = String::new();
    let mut object = Object::new(&mut out);
    object.text("sentence", sentence);
    object.member("decision").push_str(decision.unwrap_or("null"));
    object.end();
    out
}

fn rules(kind: &str) -> Rules {
    match kind {
        "resource" => Rules::of(Kind::Resource),
        "trust" => Rules::of(Kind::Trust),
        "session" => Rules::of(Kind::Session),
        "boundary" => Rules::of(Kind::Boundary),
        // Of a user or role itself; the account's managed ones are shorter than a role's and longer than a user's.
        "User" => Rules::of(Kind::Identity).most(2_048),
        "Role" => Rules::of(Kind::Identity).most(10_240),
        _ => Rules::of(Kind::Identity),
    }
}
