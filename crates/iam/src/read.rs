//! From a text to a policy, with everything that is wrong with it and where.

use crate::condition;
use crate::document::{Clause, Effect, Kind, Matched, Policy, Principals, Statement};
use crate::fault::Fault;
use crate::json::{self, Member, Node, Value};
use crate::operator::{Quantifier, Test};
use crate::template::Template;

/// The version whose policies have variables.
const VERSION: &str = "2012-10-17";
const OLD_VERSION: &str = "2008-10-17";

/// More than this is not told at once.
const MOST_FAULTS: usize = 20;

/// What a document must keep to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rules {
    /// What it is attached to.
    pub kind: Kind,
    /// The most characters. White space is free, but not in a policy at a resource.
    pub most: u32,
}

impl Rules {
    /// The rules of a kind of policy.
    pub const fn of(kind: Kind) -> Self {
        let most = match kind {
            Kind::ServiceControl => 5_120,
            Kind::Resource => 20_480,
            // A managed policy; those that are part of a user, group or role have limits of their own.
            Kind::Identity | Kind::Boundary => 6_144,
            Kind::Session | Kind::Trust => 2_048,
        };
        Self { kind, most }
    }

    /// The same with another limit.
    #[must_use]
    pub const fn most(self, most: u32) -> Self {
        Self { most, ..self }
    }

    /// What counts of a text.
    fn size(self, text: &str) -> usize {
        match self.kind {
            Kind::Resource => text.len(),
            _ => text.chars().filter(|c| !c.is_whitespace()).count(),
        }
    }
}

/// Reads a policy.
///
/// # Errors
/// Everything that is wrong with it, in the order of the text.
pub fn read(text: &str, rules: Rules) -> Result<Policy, Vec<Fault>> {
    let size = rules.size(text);
    if size > rules.most as usize {
        let place = (0, text.len() as u32);
        let message =
            format!("The policy has {size} characters; a {} may have {}.", rules.kind.name(), rules.most);
        return Err(vec![Fault::new(place, message)]);
    }
    let root = json::read(text).map_err(|fault| vec![fault])?;
    let mut reader = Reader { rules, variables: false, faults: Vec::new() };
    let policy = reader.policy(&root);
    reader.faults.sort_by_key(|fault| (fault.from, fault.to));
    reader.faults.truncate(MOST_FAULTS);
    if reader.faults.is_empty() { Ok(policy) } else { Err(reader.faults) }
}

struct Reader {
    rules: Rules,
    variables: bool,
    faults: Vec<Fault>,
}

const OF_POLICY: &[&str] = &["Version", "Id", "Statement"];
const OF_STATEMENT: &[&str] = &[
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
];

/// The member of an object called `name`.
fn member<'a>(members: &'a [Member], name: &str) -> Option<&'a Member> {
    members.iter().find(|member| member.name == name)
}

/// A known name that somebody may have meant.
fn meant(name: &str, known: &[&'static str]) -> Option<&'static str> {
    let bare = name.trim_end_matches('s');
    known.iter().copied().find(|known| known.eq_ignore_ascii_case(name) || known.eq_ignore_ascii_case(bare))
}

impl Reader {
    fn fault(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    fn wrong(&mut self, node: &Node, message: impl Into<String>) {
        self.fault(Fault::new(node.place(), message));
    }

    /// An object whose members have known names, each once.
    fn object<'a>(&mut self, node: &'a Node, what: &str, known: &[&'static str]) -> &'a [Member] {
        let Value::Object(members) = &node.value else {
            self.wrong(node, format!("{what} is an object in braces; here is {}.", node.kind()));
            return &[];
        };
        for (at, one) in members.iter().enumerate() {
            let place = (one.from, one.to);
            if !known.contains(&one.name.as_str()) {
                let fault = Fault::new(place, format!("{what} has no element `{}`.", one.name));
                let hint = match meant(&one.name, known) {
                    Some(meant) => format!("It is written `{meant}`."),
                    None => format!("There are {}.", known.join(", ")),
                };
                self.fault(fault.hint(hint));
            } else if member(&members[..at], &one.name).is_some() {
                self.fault(Fault::new(place, format!("`{}` stands here twice.", one.name)));
            }
        }
        members
    }

    fn policy(&mut self, root: &Node) -> Policy {
        let members = self.object(root, "A policy", OF_POLICY);
        if !matches!(root.value, Value::Object(_)) {
            return Policy::default();
        }
        if let Some(version) = member(members, "Version") {
            match &version.value.value {
                Value::Text(text) if text == VERSION => self.variables = true,
                Value::Text(text) if text == OLD_VERSION => {}
                _ => {
                    let fault =
                        Fault::new(version.value.place(), "There is no such version of the policy language.");
                    self.fault(fault.hint(format!("Write \"{VERSION}\".")));
                }
            }
        }
        let Some(statement) = member(members, "Statement") else {
            let fault = Fault::new((root.from, root.from + 1), "The policy has no `Statement`.");
            self.fault(fault.hint("A policy says something in a list of statements."));
            return Policy::default();
        };
        let nodes: &[Node] = match &statement.value.value {
            Value::List(nodes) => nodes,
            _ => std::slice::from_ref(&statement.value),
        };
        if nodes.is_empty() {
            self.wrong(&statement.value, "The policy has no statement.");
        }
        let mut statements: Vec<Statement> = Vec::with_capacity(nodes.len());
        for node in nodes {
            let Some(statement) = self.statement(node) else { continue };
            let twice = statement.sid.is_some() && statements.iter().any(|known| known.sid == statement.sid);
            if twice {
                let sid = statement.sid.clone().unwrap_or_default();
                self.wrong(
                    node,
                    format!("Two statements are called `{sid}`; a Sid is unique in its policy."),
                );
            }
            statements.push(statement);
        }
        Policy { statements }
    }

    fn statement(&mut self, node: &Node) -> Option<Statement> {
        let members = self.object(node, "A statement", OF_STATEMENT);
        if !matches!(node.value, Value::Object(_)) {
            return None;
        }
        let opening = (node.from, node.from + 1);
        let sid = member(members, "Sid").and_then(|sid| self.sid(&sid.value));
        let effect = match member(members, "Effect") {
            Some(effect) => self.effect(&effect.value),
            None => {
                let fault = Fault::new(opening, "The statement has no `Effect`.");
                self.fault(fault.hint("It is \"Allow\" or \"Deny\"."));
                None
            }
        };
        let principals = self.principals(members, opening);
        let actions = self.patterns(members, ("Action", "NotAction"), opening, Self::action);
        let wants_resource = self.rules.kind != Kind::Trust;
        let resources = if wants_resource {
            self.patterns(members, ("Resource", "NotResource"), opening, Self::resource)
        } else {
            for name in ["Resource", "NotResource"] {
                if let Some(extra) = member(members, name) {
                    let fault = Fault::new(
                        (extra.from, extra.to),
                        "A trust policy has no resource: it stands at it.",
                    );
                    self.fault(fault.hint("Take it away."));
                }
            }
            None
        };
        let conditions = member(members, "Condition").map_or_else(Vec::new, |it| self.conditions(&it.value));
        Some(Statement {
            sid,
            effect: effect?,
            principals,
            actions: actions?,
            resources,
            conditions,
            from: node.from,
            to: node.to,
        })
    }

    fn sid(&mut self, node: &Node) -> Option<String> {
        let Value::Text(sid) = &node.value else {
            self.wrong(node, "A Sid is a string.");
            return None;
        };
        // At a resource it may have spaces; elsewhere letters and digits only.
        let plain =
            |c: char| c.is_ascii_alphanumeric() || (self.rules.kind == Kind::Resource && " _-".contains(c));
        if !sid.chars().all(plain) {
            self.wrong(node, "A Sid has letters and digits only.");
        }
        Some(sid.clone()).filter(|sid| !sid.is_empty())
    }

    fn effect(&mut self, node: &Node) -> Option<Effect> {
        let text = match &node.value {
            Value::Text(text) => text.as_str(),
            _ => "",
        };
        match text {
            "Allow" => return Some(Effect::Allow),
            "Deny" => return Some(Effect::Deny),
            _ => {}
        }
        let fault = Fault::new(node.place(), "An Effect is \"Allow\" or \"Deny\".");
        let near = ["Allow", "Deny"].into_iter().find(|known| known.eq_ignore_ascii_case(text));
        self.fault(match near {
            Some(near) => fault.hint(format!("It is written \"{near}\".")),
            None => fault,
        });
        None
    }

    /// A string, or a list of strings, each with its node.
    fn strings<'a>(&mut self, node: &'a Node, what: &str) -> Vec<(&'a Node, &'a str)> {
        let nodes: &[Node] = match &node.value {
            Value::List(nodes) => nodes,
            _ => std::slice::from_ref(node),
        };
        if nodes.is_empty() {
            self.wrong(node, format!("{what} is an empty list."));
        }
        let mut found = Vec::with_capacity(nodes.len());
        for one in nodes {
            match &one.value {
                Value::Text(text) => found.push((one, text.as_str())),
                _ => self
                    .wrong(one, format!("{what} is a string or a list of strings; here is {}.", one.kind())),
            }
        }
        found
    }

    /// One of two members that exclude each other.
    fn either<'a>(&mut self, members: &'a [Member], (name, not): (&str, &str)) -> Option<(&'a Member, bool)> {
        match (member(members, name), member(members, not)) {
            (Some(_), Some(second)) => {
                let place = (second.from, second.to);
                self.fault(Fault::new(place, format!("A statement has `{name}` or `{not}`, not both.")));
                None
            }
            (Some(one), None) => Some((one, false)),
            (None, Some(one)) => Some((one, true)),
            (None, None) => None,
        }
    }

    fn patterns(
        &mut self,
        members: &[Member],
        names: (&str, &str),
        opening: (u32, u32),
        check: fn(&mut Self, &Node, &str),
    ) -> Option<Matched> {
        let Some((one, not)) = self.either(members, names) else {
            if member(members, names.0).is_none() {
                let fault = Fault::new(opening, format!("The statement has no `{}`.", names.0));
                self.fault(fault.hint(match names.0 {
                    "Action" => "For example \"dynamodb:GetItem\".",
                    _ => "For example \"arn:aws:dynamodb:*:*:table/Music\", or \"*\".",
                }));
            }
            return None;
        };
        let mut any = Vec::new();
        for (node, text) in self.strings(&one.value, &one.name) {
            check(self, node, text);
            any.extend(self.template(node, text));
        }
        Some(Matched { not, any })
    }

    fn template(&mut self, node: &Node, text: &str) -> Option<Template> {
        match Template::new(text, self.variables) {
            Ok(template) => Some(template),
            Err(fault) => {
                // Inside of the quotes. A string with escapes is marked as a whole.
                let plain = (node.to - node.from) as usize == text.len() + 2;
                let (from, to) =
                    if plain { (node.from + 1 + fault.from, node.from + 1 + fault.to) } else { node.place() };
                self.fault(Fault { from, to, ..fault });
                None
            }
        }
    }

    fn action(&mut self, node: &Node, text: &str) {
        if text == "*" {
            return;
        }
        let parts = text.split_once(':');
        let fine = parts.is_some_and(|(service, name)| {
            let letters = |text: &str, more: &str| {
                !text.is_empty() && text.chars().all(|c| c.is_ascii_alphanumeric() || more.contains(c))
            };
            letters(service, "-") && letters(name, "*?")
        });
        if !fine {
            let fault = Fault::new(node.place(), format!("\"{text}\" is no action."));
            let hint = match text.strip_prefix("arn:") {
                Some(_) => "An ARN belongs under `Resource`.".to_owned(),
                None => "An action is a service, a colon and a name: \"dynamodb:GetItem\", \"dynamodb:*\"."
                    .to_owned(),
            };
            self.fault(fault.hint(hint));
        }
    }

    fn resource(&mut self, node: &Node, text: &str) {
        if text == "*" {
            return;
        }
        let parts: Vec<&str> = text.splitn(6, ':').collect();
        let arn = parts.first() == Some(&"arn");
        // A `*` at the end stands for the parts that are left.
        let enough = parts.len() == 6 || (parts.len() > 2 && text.ends_with('*'));
        if !arn || !enough || parts.get(2).is_none_or(|service| service.is_empty()) {
            let fault = Fault::new(node.place(), format!("Resource \"{text}\" must be an ARN or \"*\"."));
            let hint = if arn {
                "An ARN has six parts: arn:aws:dynamodb:<Region>:<account>:table/<name>."
            } else {
                "For example \"arn:aws:dynamodb:*:*:table/Music\"."
            };
            self.fault(fault.hint(hint));
        } else if text.starts_with("arn:aws:dynamodb:") && parts.len() == 6 {
            let name = parts.get(5).copied().unwrap_or_default();
            let known = ["table/", "global-table/", "*", "?", "$"];
            if !known.iter().any(|known| name.starts_with(known))
                && !"table/".starts_with(name.trim_end_matches('*'))
            {
                let fault = Fault::new(node.place(), format!("DynamoDB has no resource \"{name}\"."));
                self.fault(fault.hint("Tables are table/<name>, their indexes table/<name>/index/<name>."));
            }
        }
    }

    fn principals(&mut self, members: &[Member], opening: (u32, u32)) -> Option<Principals> {
        let wanted = matches!(self.rules.kind, Kind::Resource | Kind::Trust);
        let Some((one, not)) = self.either(members, ("Principal", "NotPrincipal")) else {
            if wanted && member(members, "Principal").is_none() {
                let fault = Fault::new(opening, "The statement has no `Principal`.");
                self.fault(fault.hint(
                    "Whom is it about? For example {\"AWS\": \"arn:aws:iam::123456789012:user/alice\"}.",
                ));
            }
            return None;
        };
        if !wanted {
            let message = format!(
                "A {} has no `{}`: it is about whom it is attached to.",
                self.rules.kind.name(),
                one.name
            );
            self.fault(Fault::new((one.from, one.to), message).hint("Take it away."));
            return None;
        }
        let mut principals = Principals { not, ..Principals::default() };
        if matches!(&one.value.value, Value::Text(text) if text == "*") {
            principals.aws.push("*".to_owned());
            return Some(principals);
        }
        for kind in self.object(&one.value, "A principal", &["AWS", "Service", "Federated"]) {
            let texts = self.strings(&kind.value, &kind.name);
            for (node, text) in &texts {
                if kind.name == "AWS" && !is_principal(text) {
                    let fault = Fault::new(node.place(), format!("\"{text}\" is no principal."));
                    self.fault(
                        fault.hint("It is \"*\", an account of 12 digits, or the ARN of a user or role."),
                    );
                }
            }
            let texts = texts.into_iter().map(|(_, text)| text.to_owned());
            match kind.name.as_str() {
                "AWS" => principals.aws.extend(texts),
                "Service" => principals.service.extend(texts),
                "Federated" => principals.federated.extend(texts),
                _ => {}
            }
        }
        Some(principals)
    }

    fn conditions(&mut self, node: &Node) -> Vec<Clause> {
        let Value::Object(operators) = &node.value else {
            self.wrong(node, "A Condition is an object: operators, in them keys with their values.");
            return Vec::new();
        };
        let mut clauses = Vec::new();
        for (at, operator) in operators.iter().enumerate() {
            let place = (operator.from, operator.to);
            if member(&operators[..at], &operator.name).is_some() {
                self.fault(Fault::new(place, format!("`{}` stands here twice.", operator.name)));
            }
            let Some(test) = Test::named(&operator.name) else {
                let fault = Fault::new(place, format!("There is no condition operator `{}`.", operator.name));
                self.fault(fault.hint(match Test::like(&operator.name) {
                    Some(near) => format!("It is written `{near}`, with `ForAllValues:` or `ForAnyValue:` before it and `IfExists` behind it where that is meant."),
                    None => "There are StringEquals, StringLike, NumericLessThan, DateGreaterThan, Bool, IpAddress, ArnLike, Null and their like.".to_owned(),
                }));
                continue;
            };
            let Value::Object(keys) = &operator.value.value else {
                self.wrong(&operator.value, "Here is an object needed: condition keys with their values.");
                continue;
            };
            for key in keys {
                clauses.extend(self.clause(&operator.name, test, key));
            }
        }
        clauses
    }

    fn clause(&mut self, written: &str, test: Test, key: &Member) -> Option<Clause> {
        let place = (key.from, key.to);
        if !key.name.contains(':') {
            let fault = Fault::new(place, format!("\"{}\" is no condition key.", key.name));
            self.fault(
                fault.hint(
                    "A key has its service before it, for example dynamodb:LeadingKeys or aws:SourceIp.",
                ),
            );
            return None;
        }
        if test.quantifier == Quantifier::Plain
            && ["dynamodb:leadingkeys", "dynamodb:attributes"]
                .contains(&key.name.to_ascii_lowercase().as_str())
            && test.operator != crate::operator::Operator::Null
        {
            let fault = Fault::new(place, format!("`{}` has several values.", key.name));
            self.fault(fault.hint(format!("Write `ForAllValues:{written}` or `ForAnyValue:{written}`.")));
        }
        let nodes: &[Node] = match &key.value.value {
            Value::List(nodes) => nodes,
            _ => std::slice::from_ref(&key.value),
        };
        if nodes.is_empty() {
            self.wrong(&key.value, "A condition compares with at least one value.");
        }
        let mut values = Vec::with_capacity(nodes.len());
        for node in nodes {
            let text = match &node.value {
                Value::Text(text) => text.clone(),
                Value::Bool(value) => value.to_string(),
                Value::Number(number) => number.clone(),
                _ => {
                    self.wrong(node, format!("A value is a string; here is {}.", node.kind()));
                    continue;
                }
            };
            let Some(template) = self.template(node, &text) else { continue };
            if let Some(message) = condition::fault(test.operator, &template) {
                self.wrong(node, message);
            }
            values.push(template);
        }
        Some(Clause { written: written.to_owned(), test, key: key.name.clone(), values })
    }
}

/// `*`, an account, or an ARN of IAM or STS.
fn is_principal(text: &str) -> bool {
    let account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    let arn = ["arn:aws:iam::", "arn:aws:sts::"].iter().any(|start| text.starts_with(start));
    text == "*" || account || (arn && text.splitn(6, ':').count() == 6 && !text.ends_with(':'))
}
