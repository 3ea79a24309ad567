//! The story of a call.

use crate::support::{ORDERS, PLAIN, ask, complete, create, of_kind, simulated};

#[test]
fn a_write_in_order() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let call = complete(&mut world, "PutItem", r#"{"TableName":"Notes","Item":{"pk":{"S":"a"}}}"#);
    world.run_idle();
    let events = world.take_trace();
    let story: Vec<String> =
        events.iter().map(|event| format!("{} {}", event.station.name(), event.kind.name())).collect();
    assert_eq!(
        story,
        [
            "client RequestStart",
            "router Enter",
            "router RouterLookup",
            "router Leave",
            "admission Enter",
            "admission Admit",
            "partition Enter",
            "partition WalAppend",
            "replica Enter",
            "replica Enter",
            "replica Persist",
            "partition QuorumReached",
            "partition Ack",
            "partition Leave",
            "client RequestEnd",
            "replica Persist",
            "replica Apply",
            "replica Apply",
        ]
    );
    assert!(events.iter().all(|event| event.call == call.call.0 && event.span > 0));
    assert!(events.windows(2).all(|pair| pair[0].t <= pair[1].t && pair[0].id + 1 == pair[1].id));
    assert!(events.iter().all(|event| event.cause < event.id));
    let spans = trace::spans(&events);
    let stations: Vec<(&str, u16)> = spans.iter().map(|span| (span.station.name(), span.parent)).collect();
    assert_eq!(
        stations,
        [("client", 0), ("router", 1), ("admission", 1), ("partition", 1), ("replica", 4), ("replica", 4)]
    );
    assert_eq!((spans[0].start, spans[0].end), (call.started, call.at));
    assert!(
        spans.iter().all(|span| span.parent == 0 || spans[usize::from(span.parent) - 1].start <= span.start)
    );
    assert!(spans.iter().any(|span| span.station == trace::Station::Replica && span.end > call.at));
}

#[test]
fn an_unknown_operation_stops_at_the_router() {
    let mut world = simulated(&[]);
    let completion = complete(&mut world, "Invent", "{}");
    assert!(completion.result.is_err());
    let events = world.take_trace();
    let rejected = of_kind(&events, "Rejected");
    assert_eq!((rejected.len(), rejected[0].station), (1, trace::Station::Router));
    assert!(matches!(of_kind(&events, "RequestEnd")[0].kind, trace::Kind::RequestEnd { status: 400, .. }));
}

/// Names of the world, with keys from the answer.
struct Named<'a>(&'a world::World, &'a world::Completion);
impl trace::Names for Named<'_> {
    fn table(&self, table: u32) -> Option<(&str, &str)> {
        trace::Names::table(self.0, table)
    }
    fn index(&self, table: u32, index: u8) -> Option<&str> {
        trace::Names::index(self.0, table, index)
    }
    fn cache(&self, cache: u16, node: u16) -> Option<String> {
        self.0.cache(cache, node)
    }

    fn is_global(&self, table: u32, index: u8) -> bool {
        trace::Names::is_global(self.0, table, index)
    }
    fn key(&self, _: u32, key: u16) -> Option<String> {
        self.1.touched.get(usize::from(key) - 1)?.key_text()
    }
    fn knob(&self, knob: u32) -> Option<&str> {
        trace::Names::knob(self.0, knob)
    }
}

#[test]
fn the_envelope() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let item = r#""pk":{"S":"a"},"sk":{"S":"1"},"status":{"S":"NEW"}"#;
    let call = complete(&mut world, "PutItem", &format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#));
    world.run_idle();
    let events = world.take_trace();
    let applied = of_kind(&events, "PropagateApplied")[0];
    let mut json = String::new();
    trace::write_event(&mut json, applied, &Named(&world, &call));
    assert!(json.starts_with(r#"{"v":"trace/1","t":"#), "{json}");
    assert!(json.contains(r#""station":"index","kind":"PropagateApplied","refs":{"region":"eu-central-1","table":"Orders","index":"ByStatus","partition":"G"#), "{json}");
    assert!(
        json.contains(
            r#""key":"{\"pk\":{\"S\":\"a\"},\"sk\":{\"S\":\"1\"}}"},"data":{"lsn":1,"change":"put","lag":"#
        ),
        "{json}"
    );
}

#[test]
fn completions_explain_themselves() {
    let mut world = simulated(&[]);
    create(&mut world, ORDERS);
    let item = r#""pk":{"S":"a"},"sk":{"S":"1"},"status":{"S":"NEW"}"#;
    let body = format!(r#"{{"TableName":"Orders","Item":{{{item}}}}}"#);
    let first = complete(&mut world, "PutItem", &body);
    assert_eq!(first.consumed(), (0, 2000));
    assert!(first.images[0].before.is_none() && first.images[0].after.is_some());
    let places: Vec<(Option<&str>, char)> = first
        .touched
        .iter()
        .map(|t| (t.index.as_deref(), t.partition.chars().next().unwrap_or('?')))
        .collect();
    assert_eq!(places, [(None, 'P'), (Some("ByStatus"), 'G')]);
    assert!(
        first.touched[0].write
            && first.touched[0].zone.is_some()
            && first.touched[0].partition.starts_with('P')
    );
    let scan = complete(&mut world, "Scan", r#"{"TableName":"Orders","ConsistentRead":true}"#);
    assert_eq!(scan.touched.len(), 4);
    assert_eq!(scan.images.len(), 1);
    assert_eq!(scan.images[0].before, scan.images[0].after);
    let failed = complete(
        &mut world,
        "PutItem",
        &body.replacen('{', r#"{"ConditionExpression":"attribute_not_exists(pk)","#, 1),
    );
    assert_eq!(failed.consumed(), (0, 1000));
    assert_eq!(
        crate::support::text(&failed),
        "ConditionalCheckFailedException: The conditional request failed"
    );
    assert_eq!(failed.images[0].before, first.images[0].after);
}

#[test]
fn one_batch_one_story() {
    let mut world = simulated(&[]);
    create(&mut world, PLAIN);
    let put = |n: u32| format!(r#"{{"PutRequest":{{"Item":{{"pk":{{"S":"k{n}"}}}}}}}}"#);
    let puts: Vec<String> = (0..25).map(put).collect();
    let body = format!(r#"{{"RequestItems":{{"Notes":[{}]}}}}"#, puts.join(","));
    let completion = complete(&mut world, "BatchWriteItem", &body);
    assert_eq!(completion.touched.len(), 25);
    assert_eq!(completion.consumed(), (0, 25_000));
    let events = world.take_trace();
    assert_eq!(of_kind(&events, "WalAppend").len(), 25);
    assert_eq!(of_kind(&events, "Ack").len(), 1);
    assert_eq!(trace::spans(&events).len(), 6);
    let twice = body.replace("k24", "k23");
    assert_eq!(
        ask(&mut world, "BatchWriteItem", &twice),
        "ValidationException: Provided list of item keys contains duplicates"
    );
    // Table by table, in the order of the request.
    let nowhere = r#""Nowhere":[{"PutRequest":{"Item":{"pk":{"S":"k"}}}}]"#;
    let (one, two) = (put(0), put(0));
    for (tables, answer) in [
        (
            format!(r#""Notes":[{one},{two}],{nowhere}"#),
            "ValidationException: Provided list of item keys contains duplicates",
        ),
        (
            format!(r#""Notes":[{{"PutRequest":{{"Item":{{"pk":{{"N":"1"}}}}}}}}],{nowhere}"#),
            "ValidationException: The provided key element does not match the schema",
        ),
        (
            format!(r#"{nowhere},"Notes":[{one},{two}]"#),
            "ResourceNotFoundException: Requested resource not found",
        ),
    ] {
        let body = format!(r#"{{"RequestItems":{{{tables}}}}}"#);
        assert_eq!(ask(&mut world, "BatchWriteItem", &body), answer, "{tables}");
    }
}
