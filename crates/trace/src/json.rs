//! trace/1: the envelope in which events leave.

use std::fmt::Write as _;

use crate::{Class, Event, Kind};

/// Resolves the dense ids of events. Whoever holds the trace has the names; an unknown one is left out.
pub trait Names {
    /// Region and name of a table.
    fn table(&self, table: u32) -> Option<(&str, &str)>;
    /// Name of an index of a table (1 = its first).
    fn index(&self, table: u32, index: u8) -> Option<&str>;
    /// Whether an index has partitions of its own.
    fn is_global(&self, table: u32, index: u8) -> bool;
    /// A key that a call touched (1 = its first), as one line of text.
    fn key(&self, call: u32, key: u16) -> Option<String>;
    /// Name of a cache, or of a node of it (0 = the cache itself).
    fn cache(&self, _cache: u16, _node: u16) -> Option<String> {
        None
    }
    /// Name of a knob.
    fn knob(&self, knob: u32) -> Option<&str>;
}

/// Appends one event as a JSON object.
pub fn write_event(out: &mut String, event: &Event, names: &dyn Names) {
    // Writing to a String cannot fail.
    let _ = write!(
        out,
        r#"{{"v":"trace/1","t":{},"id":{},"call":{},"span":{},"parent":{},"cause":{},"station":"{}","kind":"{}","refs":{{"#,
        event.t,
        event.id,
        event.call,
        event.span,
        event.parent,
        event.cause,
        event.station.name(),
        event.kind.name(),
    );
    write_refs(out, event, names);
    out.push_str("},\"data\":{");
    write_data(out, event.kind, event.place.index != 0, names);
    out.push_str("}}");
}

/// Appends events as a JSON array.
pub fn write_events<'a>(out: &mut String, events: impl IntoIterator<Item = &'a Event>, names: &dyn Names) {
    out.push('[');
    let mut comma = "";
    for event in events {
        out.push_str(comma);
        write_event(out, event, names);
        comma = ",\n";
    }
    out.push(']');
}

fn write_refs(out: &mut String, event: &Event, names: &dyn Names) {
    let place = event.place;
    let mut refs = Fields { out, comma: false };
    if let Some((region, table)) = names.table(place.table) {
        refs.text("region", region);
        refs.text("table", table);
    }
    if place.index != 0
        && let Some(index) = names.index(place.table, place.index)
    {
        refs.text("index", index);
    }
    if place.partition != 0 {
        let letter = if place.index != 0 && names.is_global(place.table, place.index) { 'G' } else { 'P' };
        refs.text("partition", &format!("{letter}{}", place.partition));
    }
    if let Some(zone) = place.zone_name() {
        refs.text("zone", zone);
    }
    if event.key != 0
        && let Some(key) = names.key(event.call, event.key)
    {
        refs.text("key", &key);
    }
}

#[expect(clippy::too_many_lines, reason = "one arm a kind")]
fn write_data(out: &mut String, kind: Kind, index: bool, names: &dyn Names) {
    let mut data = Fields { out, comma: false };
    match kind {
        Kind::RequestStart { bytes } => data.number("bytes", bytes),
        Kind::RequestEnd { status, read, write, latency } => {
            data.number("status", status);
            data.number("readMilliUnits", read);
            data.number("writeMilliUnits", write);
            data.number("latency", latency);
        }
        Kind::Enter
        | Kind::Leave
        | Kind::PartitionCreated
        | Kind::TxnPrepared
        | Kind::BackPressureOff
        | Kind::SessionExpired => {}
        Kind::Rejected { status } => data.number("status", status),
        Kind::PoliciesHeard { .. }
        | Kind::StatementMatched { .. }
        | Kind::AccessAllowed { .. }
        | Kind::AccessDenied { .. } => write_access(&mut data, kind),
        Kind::AlarmState { alarm, state } => {
            data.number("alarm", alarm);
            data.text("state", state.name());
        }
        Kind::RouterLookup { of } => data.number("of", of),
        Kind::Admit { class, before, after } => {
            data.text("decision", "counted");
            data.text("class", class.name());
            data.number("before", before);
            data.number("after", after);
        }
        Kind::ItemsRead { items, bytes } => {
            data.number("items", items);
            data.number("bytes", bytes);
        }
        Kind::ConditionChecked { held } => data.raw("held", if held { "true" } else { "false" }),
        Kind::WalAppend { lsn, before, after } => {
            data.number("lsn", lsn);
            data.number("before", before);
            data.number("after", after);
        }
        Kind::Persist { lsn } | Kind::QuorumReached { lsn } | Kind::Ack { lsn } => data.number("lsn", lsn),
        Kind::Apply { lsn, behind } => {
            data.number("lsn", lsn);
            data.number("behind", behind);
        }
        Kind::StaleRead { seen, latest } => {
            data.number("seen_lsn", seen);
            data.number("latest_lsn", latest);
        }
        Kind::PropagateQueued { lsn, depth } => {
            data.number("lsn", lsn);
            data.number("depth", depth);
        }
        Kind::PropagateApplied { lsn, touch, lag } => {
            data.number("lsn", lsn);
            data.text("change", touch.name());
            data.number("lag", lag);
        }
        Kind::PropagateSkipped { lsn, why } => {
            data.number("lsn", lsn);
            data.text("why", why.name());
        }
        Kind::TableStatus { status } | Kind::IndexStatus { status } => data.text("status", status.name()),
        Kind::TxnBegin { txn, coordinator, skew } => {
            data.number("txn", txn);
            data.number("coordinator", coordinator.into());
            data.raw("skew", &skew.to_string());
        }
        Kind::PrepareSent { txn } | Kind::CommitApplied { txn } => data.number("txn", txn),
        Kind::PrepareVote { vote } => data.text("vote", vote.name()),
        Kind::TxnReleased | Kind::TxnChanged => {}
        Kind::TxnRecovered { coordinator, ledger } => {
            data.number("coordinator", coordinator.into());
            data.text("ledger", ledger.name());
        }
        Kind::ReadRound { round, lsn } => {
            data.number("round", round.into());
            data.number("lsn", lsn);
        }
        Kind::TxnOlder { behind } => data.number("behind", behind),
        Kind::CoordinatorLost { coordinator } => data.number("coordinator", coordinator.into()),
        Kind::TxnConflict { with } => data.number("with", with),
        Kind::TxnCommit { actions } => data.number("actions", actions),
        Kind::TxnCancel { actions, failed } => {
            data.number("actions", actions);
            data.number("failed", failed);
        }
        Kind::StreamSwitched { on } | Kind::TtlSwitched { on } => {
            data.raw("on", if on { "true" } else { "false" });
        }
        Kind::StreamRecord { change, bytes, lag } => {
            data.text("change", change.name());
            data.number("bytes", bytes);
            data.number("lag", lag);
        }
        Kind::StreamRead { records, bytes } => {
            data.number("records", records);
            data.number("bytes", bytes);
        }
        Kind::TtlExpired { late } => data.number("late", late),
        Kind::ShardOpened { parent } => data.raw("splitParent", if parent { "true" } else { "false" }),
        Kind::ShardClosed { children } => data.number("children", children),
        Kind::IteratorIssued { waiting } => data.number("waiting", waiting),
        Kind::IteratorExpired { age } => data.number("age", age),
        Kind::RecordTrimmed { records } => data.number("records", records),
        Kind::Poll { mapping, records, left } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.number("left", left);
        }
        Kind::FilteredOut { mapping, records } | Kind::SentToDestination { mapping, records } => {
            data.number("mapping", mapping);
            data.number("records", records);
        }
        Kind::WindowKept { mapping, records, values, bytes } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.number("values", values);
            data.number("bytes", bytes);
        }
        Kind::WindowOver { mapping, records, values, early } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.number("values", values);
            data.raw("early", if early { "true" } else { "false" });
        }
        Kind::BatchFormed { mapping, records, by } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.text("by", by.name());
        }
        Kind::Invoke { mapping, records, attempt } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.number("attempt", attempt);
        }
        Kind::InvokeResult { mapping, outcome, good, took } => {
            data.number("mapping", mapping);
            data.text("outcome", outcome.name());
            data.number("good", good);
            data.number("took", took);
        }
        Kind::Bisect { mapping, first, second } => {
            data.number("mapping", mapping);
            data.number("first", first);
            data.number("second", second);
        }
        Kind::Checkpoint { mapping, records, age } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.number("ageMs", age);
        }
        Kind::Discarded { mapping, records, why } => {
            data.number("mapping", mapping);
            data.number("records", records);
            data.text("why", why.name());
        }
        Kind::ReplicaDown
        | Kind::LeaseExpired
        | Kind::ElectionStart
        | Kind::QuorumLost
        | Kind::NoLeader
        | Kind::LeaderDoubted
        | Kind::LogReplicaGone
        | Kind::ThrottleInjected => {}
        Kind::ReplicaUp { empty } => data.raw("empty", if empty { "true" } else { "false" }),
        Kind::LeaderElected { planned, dropped } => {
            data.raw("planned", if planned { "true" } else { "false" });
            data.number("dropped", dropped);
        }
        Kind::LogReplicaAdded { instead } => {
            let instead = crate::Place { zone: instead, ..crate::Place::default() };
            data.text("insteadOf", instead.zone_name().unwrap_or("?"));
        }
        Kind::ReplicaHealed { anew } => data.raw("anew", if anew { "true" } else { "false" }),
        Kind::RecordsDropped { records } => data.number("records", records),
        Kind::MessageLost { lsn } | Kind::MessageAgain { lsn } | Kind::LogReplicaPersist { lsn } => {
            data.number("lsn", lsn);
        }
        Kind::FaultStarted { fault, number } | Kind::FaultEnded { fault, number } => {
            data.number("kind", fault);
            data.number("number", number);
        }
        Kind::Throttle { limit, class, have, rate } => {
            let whose = if index { "Index" } else { "Table" };
            let access = if matches!(class, Class::Read) { "Read" } else { "Write" };
            data.text("reason", &format!("{whose}{access}{}", limit.reason()));
            data.text("limit", limit.name());
            data.text("class", class.name());
            data.number("have", have);
            data.number("rate", rate);
        }
        Kind::BurstSpend { class, left } => {
            data.text("class", class.name());
            data.number("leftUnits", left);
        }
        Kind::AdaptiveBoost { class, rate } => {
            data.text("class", class.name());
            data.number("rate", rate);
        }
        Kind::HeatSample { class, percent, top } => {
            data.text("class", class.name());
            data.number("percent", percent);
            data.number("top", top);
        }
        Kind::SplitRefused { why } => data.text("why", why.name()),
        Kind::SplitStarted { why, parts } => {
            data.text("why", why.name());
            data.number("parts", parts);
        }
        Kind::SplitDone { first, parts } => {
            data.number("first", first);
            data.number("parts", parts);
        }
        Kind::PropagateBlocked { limit, depth } => {
            data.text("limit", limit.name());
            data.number("depth", depth);
        }
        Kind::BackPressureOn { depth, age } => {
            data.number("depth", depth);
            data.number("age", age);
        }
        Kind::BackfillProgress { percent, violations } => {
            data.number("percent", percent);
            data.number("violations", violations);
        }
        Kind::TokenVend { class, milli } | Kind::TokenExpire { class, milli } => {
            data.text("class", class.name());
            data.number("milliUnits", milli);
        }
        Kind::WorkloadStarted { workload } => data.number("workload", workload),
        Kind::WorkloadEnded { workload, calls } => {
            data.number("workload", workload);
            data.number("calls", calls);
        }
        Kind::ClientWaits { attempt, wait } => {
            data.number("attempt", attempt);
            data.number("wait", wait);
        }
        Kind::ClientGaveUp { attempts } => data.number("attempts", attempts),
        Kind::KnobSet { knob } => {
            if let Some(name) = names.knob(knob) {
                data.text("knob", name);
            }
        }
        kind => write_cache_data(&mut data, kind, names),
    }
}

/// The same of caches and of time to live. Not inlined: the page loads it later than the rest.
#[inline(never)]
fn write_cache_data(data: &mut Fields<'_>, kind: Kind, names: &dyn Names) {
    let mut of = |cache: u16, node: u16| {
        if let Some(name) = names.cache(cache, 0) {
            data.text("cache", &name);
        }
        if let Some(name) = names.cache(cache, node).filter(|_| node != 0) {
            data.text("node", &name);
        }
    };
    let what = |query: bool| if query { "query" } else { "item" };
    match kind {
        Kind::TtlIgnored { why } => data.text("why", why.name()),
        Kind::CacheHit { cache, node, query, age, left } => {
            of(cache, node);
            data.text("cacheOf", what(query));
            data.number("age", age);
            data.number("left", left);
        }
        Kind::NegativeHit { cache, node, age, left } => {
            of(cache, node);
            data.number("age", age);
            data.number("left", left);
        }
        Kind::CacheMiss { cache, node, query } => {
            of(cache, node);
            data.text("cacheOf", what(query));
        }
        Kind::PassThrough { cache, node } | Kind::CacheForget { cache, node } => of(cache, node),
        Kind::CacheStore { cache, node, query, bytes } => {
            of(cache, node);
            data.text("cacheOf", what(query));
            data.number("bytes", bytes);
        }
        Kind::CacheReplicate { cache, node, query, lag } => {
            of(cache, node);
            data.text("cacheOf", what(query));
            data.number("lag", lag);
        }
        Kind::Evict { cache, node, why, bytes } => {
            of(cache, node);
            data.text("why", why.name());
            data.number("bytes", bytes);
        }
        Kind::Failover { cache, from, to } => {
            of(cache, 0);
            for (name, node) in [("from", from), ("to", to)] {
                if let Some(id) = names.cache(cache, node) {
                    data.text(name, &id);
                }
            }
        }
        Kind::CacheThrottle { cache, node, used, most } => {
            of(cache, node);
            data.number("used", used);
            data.number("most", most);
        }
        Kind::CacheNode { cache, node, up } => {
            of(cache, node);
            data.raw("up", if up { "true" } else { "false" });
        }
        _ => {}
    }
}

/// What IAM decided.
#[inline(never)]
fn write_access(data: &mut Fields<'_>, kind: Kind) {
    match kind {
        Kind::PoliciesHeard { policies, statements, asks } => {
            data.number("policies", policies);
            data.number("statements", statements);
            data.number("asks", asks);
        }
        Kind::StatementMatched { of, policy, statement, allows } => {
            data.text("of", of.name());
            data.number("policy", policy);
            data.number("statement", statement);
            data.raw("allows", if allows { "true" } else { "false" });
        }
        Kind::AccessAllowed { of, policy, statement } | Kind::AccessDenied { of, policy, statement } => {
            data.text("of", of.name());
            data.number("policy", policy);
            data.number("statement", statement);
        }
        _ => {}
    }
}

/// Writes the members of a JSON object.
struct Fields<'a> {
    out: &'a mut String,
    comma: bool,
}

impl Fields<'_> {
    fn name(&mut self, name: &str) {
        if std::mem::replace(&mut self.comma, true) {
            self.out.push(',');
        }
        let _ = write!(self.out, "\"{name}\":");
    }

    fn raw(&mut self, name: &str, value: &str) {
        self.name(name);
        self.out.push_str(value);
    }

    fn number(&mut self, name: &str, value: u32) {
        self.name(name);
        let _ = write!(self.out, "{value}");
    }

    fn text(&mut self, name: &str, value: &str) {
        self.name(name);
        self.out.push('"');
        for c in value.chars() {
            match c {
                '"' => self.out.push_str("\\\""),
                '\\' => self.out.push_str("\\\\"),
                c if u32::from(c) < 0x20 => {
                    let _ = write!(self.out, "\\u{:04x}", u32::from(c));
                }
                c => self.out.push(c),
            }
        }
        self.out.push('"');
    }
}
