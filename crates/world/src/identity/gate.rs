//! The gate: a call with a principal is let through, or turned away with the service's sentence.

use std::sync::Arc;

use api::dynamodb::{BatchExecuteStatement, Request};
use api::{ApiError, ErrorCode};
use iam::{Applied, Caller, Decision, Effect, Kind as PolicyKind, Policy, Reason, Rules, Step};
use trace::{Kind, Place, Station};

use super::asks::Ask;
use super::principal::{Principal, Text};
use crate::flight::{CLIENT, Flight};
use crate::world::World;

/// Statements that a trace tells of.
const TOLD: usize = 16;

/// What was decided about a call's principal, with everything that led to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Access {
    /// Who asked.
    pub caller: Caller,
    /// What for: of a request that asks for several things, the first that was denied, or the first.
    pub request: iam::Request,
    /// What was decided.
    pub decision: Decision,
    /// The policies' texts, as they stood then, in the order of the decision's findings.
    pub texts: Vec<String>,
    /// How many things the request asks for.
    pub asks: u32,
}

/// Policies, read: those that can't be are silent.
struct Heard {
    texts: Vec<(PolicyKind, String, String, Policy)>,
}

impl Heard {
    fn new(texts: Vec<Text>) -> Self {
        let read = |(kind, name, text): Text| {
            // What was put was checked; what is of AWS is ours. Limits were looked at then.
            let policy = iam::read(&text, Rules::of(kind).most(u32::MAX)).unwrap_or_default();
            (kind, name, text, policy)
        };
        Self { texts: texts.into_iter().map(read).collect() }
    }

    fn decide(&self, caller: &Caller, request: &iam::Request) -> Decision {
        let applied: Vec<Applied<'_>> =
            self.texts.iter().map(|(kind, name, _, policy)| Applied { kind: *kind, name, policy }).collect();
        iam::evaluate(caller, request, &applied)
    }
}

impl World {
    /// Whether a call may go on; if not, it is on its way back.
    #[inline(never)]
    pub(crate) fn may(&mut self, flight: &mut Flight, request: &Request) -> bool {
        let span = flight.span(Station::Auth, Place::default(), CLIENT);
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Enter);
        let principal = match self.principal(flight.caller.as_deref()) {
            Ok(principal) => principal,
            Err(error) => {
                if error.code == ErrorCode::ExpiredTokenException {
                    flight.last = self.tell(flight, span, flight.last, 0, Kind::SessionExpired);
                }
                self.refuse(flight, span, error);
                return false;
            }
        };
        // DAX works with the rights of its own role, whoever asks it.
        let asks = match via_cluster(flight) {
            Some(_) => Vec::new(),
            None => self.asks(&flight.region, request),
        };
        if let Err(error) = self.judge_all(flight, &principal, asks) {
            let error = in_words_of(request, error);
            self.refuse(flight, span, error);
            return false;
        }
        if let Request::BatchExecuteStatement(batch) = request {
            self.judge_members(flight, &principal, batch);
        }
        flight.last = self.tell(flight, span, flight.last, 0, Kind::Leave);
        true
    }

    /// What isn't found because it is another account's: nobody hears what others have. The root of this account
    /// needs their leave, too, and has none.
    #[inline(never)]
    pub(crate) fn unless_of_others(&self, region: &str, request: &Request, error: ApiError) -> ApiError {
        let own = &self.config.account;
        let not_found =
            matches!(error.code, ErrorCode::ResourceNotFoundException | ErrorCode::TableNotFoundException);
        if !not_found {
            return error;
        }
        match self.asks(region, request).into_iter().find(|ask| ask.owner != *own) {
            Some(Ask { action, resource, .. }) => self.not_ours(&action, &resource),
            None => error,
        }
    }

    /// The denial of what belongs to another account.
    pub(crate) fn not_ours(&self, action: &str, resource: &str) -> ApiError {
        let own = &self.config.account;
        let sentence = format!(
            "User: arn:aws:iam::{own}:root is not authorized to perform: {action} on resource: {resource} because no \
             resource-based policy allows the {action} action"
        );
        ApiError::new(ErrorCode::AccessDeniedException, sentence)
    }

    /// Whether a caller may use a cluster of DAX: all that its own policies say of a call through it.
    #[inline(never)]
    pub(crate) fn may_use_cluster(&mut self, flight: &mut Flight, cluster: &str) -> Result<(), ApiError> {
        if flight.caller.is_none() {
            return Ok(());
        }
        let principal = self.principal(flight.caller.as_deref())?;
        let ask = Ask {
            action: format!("dax:{}", flight.operation),
            resource: format!("arn:aws:dax:{}:{}:cache/{cluster}", flight.region, self.config.account),
            owner: self.config.account.clone(),
            ..Ask::default()
        };
        self.judge_all(flight, &principal, vec![ask])
    }

    /// Each statement of a batch is for itself: those that are denied say so in their places.
    fn judge_members(&mut self, flight: &mut Flight, principal: &Principal, batch: &BatchExecuteStatement) {
        let mut members = batch.clone();
        let mut denied = false;
        for member in &mut members.statements {
            let Ok(statement) = &member.statement else { continue };
            let whole = Some("BatchExecuteStatement");
            let asks = self.statement_asks(&flight.region, statement, whole, batch.return_consumed);
            if let Err(error) = self.judge_all(flight, principal, asks) {
                member.statement = Err(error);
                denied = true;
            }
        }
        if denied {
            flight.request = Arc::new(Ok(Request::BatchExecuteStatement(members)));
        }
    }

    /// Decides about everything that is asked. The first denial ends it.
    fn judge_all(
        &mut self,
        flight: &mut Flight,
        principal: &Principal,
        asks: Vec<Ask>,
    ) -> Result<(), ApiError> {
        let base = self.context_of(principal, &flight.region);
        let own = self.texts_of(principal);
        let count = u32::try_from(asks.len()).unwrap_or(u32::MAX);
        let mut heard: Option<(Option<u32>, Heard)> = None;
        let mut first = None;
        for ask in asks {
            let policies = match &heard {
                Some((table, policies)) if *table == ask.table => policies,
                _ => {
                    let mut texts = self.resource_texts(ask.table);
                    texts.extend(own.iter().cloned());
                    &heard.insert((ask.table, Heard::new(texts))).1
                }
            };
            let mut request = iam::Request {
                action: ask.action,
                resource: ask.resource,
                owner: ask.owner,
                context: base.clone(),
            };
            for (key, values) in ask.keys {
                request.context.set_all(key, values);
            }
            for (key, value) in ask.tags {
                request.context.set(&key, value);
            }
            let decision = policies.decide(&principal.caller, &request);
            if !decision.allowed {
                let sentence = iam::denial(&principal.caller, &request, &decision);
                let access = note(&principal.caller, request, decision, policies, count);
                self.tell_access(flight, access);
                return Err(ApiError::new(ErrorCode::AccessDeniedException, sentence));
            }
            if first.is_none() {
                first = Some(note(&principal.caller, request, decision, policies, count));
            }
        }
        if let Some(access) = first {
            self.tell_access(flight, access);
        }
        Ok(())
    }

    /// Decides about one thing, with these policies, and tells it. Whether it is allowed.
    pub(super) fn judge(
        &mut self,
        flight: &mut Flight,
        caller: &Caller,
        request: iam::Request,
        texts: Vec<Text>,
    ) -> bool {
        let heard = Heard::new(texts);
        let decision = heard.decide(caller, &request);
        let allowed = decision.allowed;
        let access = note(caller, request, decision, &heard, 1);
        self.tell_access(flight, access);
        allowed
    }

    /// The policy at a table.
    fn resource_texts(&self, table: Option<u32>) -> Vec<Text> {
        let table = table.and_then(|id| self.tables.get(&id));
        let policy = table.and_then(|table| Some((table, table.control.policy.as_ref()?)));
        let text = policy.map(|(table, policy)| {
            (PolicyKind::Resource, format!("the policy at {}", table.name), policy.document.clone())
        });
        text.into_iter().collect()
    }

    /// What the policy at a table says, if there is one.
    pub fn policy_at(&self, region: &str, table: &str) -> Option<String> {
        self.named(region, table)?.control.policy.as_ref().map(|policy| policy.document.clone())
    }

    /// Tells what was decided, and keeps it for whoever looks at the call.
    fn tell_access(&mut self, flight: &mut Flight, access: Access) {
        let span = flight.span(Station::Auth, Place::default(), CLIENT);
        let decision = &access.decision;
        let statements: usize = decision.findings.iter().map(|finding| finding.statements.len()).sum();
        let kind = Kind::PoliciesHeard {
            policies: decision.findings.len() as u32,
            statements: statements as u32,
            asks: access.asks,
        };
        flight.last = self.tell(flight, span, flight.last, 0, kind);
        let mut told = 0;
        for (policy, finding) in (1..).zip(&decision.findings) {
            for (statement, it) in (1..).zip(&finding.statements) {
                if it.reason == Reason::Matches && told < TOLD {
                    told += 1;
                    let allows = it.effect == Effect::Allow;
                    let kind = Kind::StatementMatched { policy, statement, allows, of: of(finding.kind) };
                    flight.last = self.tell(flight, span, flight.last, 0, kind);
                }
            }
        }
        let (policy, statement) =
            decision.by.map_or((0, 0), |(policy, statement)| (policy + 1, statement + 1));
        let kind = match decision.step {
            Step::Allowed(kind) => Kind::AccessAllowed { of: of(kind), policy, statement },
            Step::Denied(kind) => Kind::AccessDenied { of: of(kind), policy, statement },
            Step::Silent(kind) => Kind::AccessDenied { of: of(kind), policy: 0, statement: 0 },
        };
        flight.last = self.tell(flight, span, flight.last, 0, kind);
        flight.access = Some(Arc::new(access));
    }
}

fn note(caller: &Caller, request: iam::Request, decision: Decision, heard: &Heard, asks: u32) -> Access {
    let texts = heard.texts.iter().map(|(_, _, text, _)| text.clone()).collect();
    Access { caller: caller.clone(), request, decision, texts, asks }
}

/// The cluster of DAX that a call comes through.
fn via_cluster(flight: &Flight) -> Option<&str> {
    flight.trip.as_ref().and_then(|trip| trip.cluster_name())
}

/// IAM and STS say the same with another name.
fn in_words_of(request: &Request, error: ApiError) -> ApiError {
    match (request, error.code) {
        (Request::Identity(_), ErrorCode::AccessDeniedException) => {
            ApiError { code: ErrorCode::AccessDenied, ..error }
        }
        _ => error,
    }
}

const fn of(kind: PolicyKind) -> trace::PolicyKind {
    match kind {
        PolicyKind::ServiceControl => trace::PolicyKind::ServiceControl,
        PolicyKind::Resource => trace::PolicyKind::Resource,
        PolicyKind::Identity => trace::PolicyKind::Identity,
        PolicyKind::Boundary => trace::PolicyKind::Boundary,
        PolicyKind::Session => trace::PolicyKind::Session,
        PolicyKind::Trust => trace::PolicyKind::Trust,
    }
}
