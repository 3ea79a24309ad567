//! What is said of a request before it is made.

use lab::Lab;
use lab::forms::{self, IndexForm, KeyForm, TableForm};
use lab::protocol::{Forecast, Reply, Request};
use lab::view::Expiry;

fn foresee(lab: &Lab, operation: &str, input: &str) -> Forecast {
    match lab.forecast_reply(&[(operation.to_owned(), input.to_owned())]) {
        Reply::Forecast(forecast, _) => *forecast,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn check(operation: &str, input: &str, says: &str, warnings: &[&str]) {
    let lab = Lab::example(1, 0);
    let before = (lab.session().world_hash(), lab.revision());
    let found = foresee(&lab, operation, input);
    let warned: Vec<&str> = found.warnings.iter().map(|warning| warning.text.as_str()).collect();
    assert_eq!((found.says.as_str(), warned.as_slice()), (says, warnings));
    assert_eq!((lab.session().world_hash(), lab.revision()), before);
}

#[test]
fn a_scan_is_called_one() {
    check(
        "Scan",
        r##"{"TableName":"Orders","FilterExpression":"#s = :s","ExpressionAttributeNames":{"#s":"Status"},"ExpressionAttributeValues":{":s":{"S":"NEW"}}}"##,
        "Will touch P1, P2, P3 and P4 of Orders and cost 2 RCU.",
        &[
            "This is a Scan of 4 partitions of Orders: every item on the way is read and charged, whatever comes out.",
            "The filter is applied after the units are charged: 11 items are read and charged, 2 come back.",
        ],
    );
}

#[test]
fn pages_filters_and_what_is_replaced() {
    check(
        "Query",
        r#"{"TableName":"Orders","KeyConditionExpression":"Customer = :c","ExpressionAttributeValues":{":c":{"S":"Ana"}},"Limit":1}"#,
        "Will touch P2 of Orders and cost 0.5 RCU.",
        &["There is more: this call answers one page, and the next begins at its LastEvaluatedKey."],
    );
    check(
        "PutItem",
        r#"{"TableName":"Orders","Item":{"Customer":{"S":"Ana"},"Day":{"S":"2026-11-17"},"Total":{"N":"1"}}}"#,
        "Will touch P2 of Orders, G4 of the index ByStatus and cost 2 WCU.",
        &["An item with this key exists: PutItem replaces it as a whole; Goods and Status would be lost."],
    );
    let key = r#"{"TableName":"Orders","Key":{"Customer":{"S":"Nobody"},"Day":{"S":"1"}}}"#;
    check(
        "DeleteItem",
        key,
        "Will touch P4 of Orders and cost 1 WCU.",
        &["No item has this key: nothing is deleted, and it costs the same as if there were."],
    );
    check(
        "DeleteTable",
        r#"{"TableName":"Orders"}"#,
        "Will delete the table Orders with all its items.",
        &["Its 11 items go with it, at once and for good."],
    );
}

#[test]
fn a_refusal_comes_with_its_words_and_a_way_out() {
    let lab = Lab::example(1, 0);
    let found = foresee(&lab, "GetItem", r#"{"TableName":"Order","Key":{}}"#);
    assert_eq!(found.says, "Would be refused with ResourceNotFoundException.");
    let refused = found.refused.expect("a refusal");
    assert!(refused.message.contains("Requested resource not found"), "{refused:?}");
    assert!(refused.hint.contains("Did you mean `Orders`?"), "{refused:?}");
    // What is no request at all is told as well.
    let found = foresee(&lab, "GetItem", "{");
    assert!(found.says.is_empty() && found.refused.is_some(), "{found:?}");
}

#[test]
fn the_sum_is_what_is_paid_and_every_notation_is_there() {
    let mut lab = Lab::example(1, 0);
    let input = r#"{"TableName":"Orders","Item":{"Customer":{"S":"Yan"},"Day":{"S":"2026-11-17"},"Status":{"S":"NEW"}}}"#;
    let asked = Request::Forecast(vec![("PutItem".to_owned(), input.to_owned())]);
    let Some(Ok(Reply::Forecast(found, notations))) = lab.handle(&asked) else { panic!("an answer") };
    let names: Vec<&str> = notations.iter().map(|notation| notation.name.as_str()).collect();
    assert_eq!(names, ["AWS CLI", "JSON", "PartiQL", "boto3 client", "boto3 resource", "JavaScript"]);
    let total: u64 = found.sum.iter().filter(|line| line.total).map(|line| line.units).sum();
    let lines: u64 = found.sum.iter().filter(|line| !line.total).map(|line| line.units).sum();
    assert_eq!((total, lines), (2000, 2000), "{found:?}");
    let places: Vec<(&str, bool)> =
        found.places.iter().map(|place| (place.name.as_str(), place.index)).collect();
    assert_eq!(places, [("Orders", false), ("ByStatus", true)]);
    let (ran, _) = lab.run_all(&format!("PutItem {input}"));
    let call = ran.call.expect("a call");
    assert_eq!(lab.detail(call).expect("it is kept").summary.units, (0, total));
}

#[test]
fn a_table_and_what_is_set_after_it_are_foreseen_together() {
    let mut lab = Lab::example(1, 0);
    let form = TableForm {
        name: "Events".to_owned(),
        key: KeyForm::new(("Id", "N"), ("At", "S")),
        indexes: vec![IndexForm {
            name: "ByKind".to_owned(),
            global: true,
            key: KeyForm::new(("Kind", "S"), ("", "S")),
            projection: "INCLUDE".to_owned(),
            include: "Text, Size".to_owned(),
            ..IndexForm::default()
        }],
        stream: "NEW_IMAGE".to_owned(),
        ttl: "Expires".to_owned(),
        tags: vec![("team".to_owned(), "a b".to_owned()), (String::new(), String::new())],
        ..TableForm::default()
    };
    let requests = form.requests().expect("a table");
    let asked: Vec<(String, String)> =
        requests.iter().map(|(name, json)| ((*name).to_owned(), json.clone())).collect();
    let Reply::Forecast(found, notations) = lab.forecast_reply(&asked) else { panic!("a forecast") };
    assert_eq!((found.calls, found.refused), (2, None));
    assert!(notations[0].code.as_ref().is_ok_and(|code| code.contains("\naws dynamodb update-time-to-live")));
    let text: Vec<String> = requests.iter().map(|(name, json)| format!("{name} {json}")).collect();
    let (ran, _) = lab.run_all(&text.join("\n"));
    assert_eq!(ran.code, 0, "{}", ran.text);
    let table = lab.snapshot().tables.into_iter().find(|table| table.name == "Events").expect("it is made");
    assert_eq!(table.indexes[0].projection, "INCLUDE Text, Size");
    assert_eq!((table.tags.len(), table.ttl.map(|ttl| ttl.attribute).as_deref()), (1, Some("Expires")));
    assert_eq!(table.stream.map(|stream| stream.view).as_deref(), Some("NEW_IMAGE"));

    // An index more, and away with it.
    let index = IndexForm {
        name: "ByText".to_owned(),
        global: true,
        key: KeyForm::new(("Text", "S"), ("At", "S")),
        ..IndexForm::default()
    };
    for (operation, json) in [
        index.add_to("Events").expect("an index"),
        forms::drop_index("Events", "ByKind"),
        forms::set_ttl("Events", "Expires", false),
        forms::delete_table("Events"),
    ] {
        let (ran, _) = lab.run_all(&format!("{operation} {json}\nlab idle"));
        assert_eq!(ran.code, 0, "{operation} {json} {}", ran.text);
    }
    assert!(lab.snapshot().tables.iter().all(|table| table.name != "Events"));
}

#[test]
fn a_form_says_what_is_missing() {
    let mut form = TableForm { key: KeyForm::new(("", "S"), ("", "S")), ..TableForm::default() };
    let spots = |form: &TableForm| -> Vec<&'static str> {
        form.requests().expect_err("faults").into_iter().map(|(spot, _)| spot.field).collect()
    };
    assert_eq!(spots(&form), ["name", "pk"]);
    form.name = "A B".to_owned();
    form.key = KeyForm::new(("Id", "S"), ("Id", "S"));
    form.indexes.push(IndexForm { global: false, ..IndexForm::default() });
    form.provisioned = true;
    form.read = "many".to_owned();
    form.write = "1".to_owned();
    assert_eq!(spots(&form), ["name", "sk", "read", "name", "sk"]);
    form.indexes[0] = IndexForm {
        name: "Odd".to_owned(),
        key: KeyForm::new(("Id", "S"), ("Id", "N")),
        projection: "INCLUDE".to_owned(),
        ..IndexForm::default()
    };
    (form.name, form.read, form.key) =
        ("Good".to_owned(), "1".to_owned(), KeyForm::new(("Id", "S"), ("At", "S")));
    assert_eq!(spots(&form), ["sk", "include", "sk"]);
}

#[test]
fn when_items_would_expire() {
    let mut lab = Lab::example(1, 0);
    let put = |lab: &mut Lab, id: &str, value: &str| {
        let input = format!(
            r#"{{"TableName":"Orders","Item":{{"Customer":{{"S":"T"}},"Day":{{"S":"{id}"}},"Ends":{value}}}}}"#
        );
        let (ran, _) = lab.run_all(&format!("PutItem {input}"));
        assert_eq!(ran.code, 0, "{}", ran.text);
    };
    put(&mut lab, "late", r#"{"N":"90000"}"#);
    put(&mut lab, "soon", r#"{"N":"4000"}"#);
    put(&mut lab, "text", r#"{"S":"4000"}"#);
    put(&mut lab, "past", r#"{"N":"1"}"#);
    let calls = lab.session().calls();
    let asked = Request::Expiries { table: "Orders".to_owned(), attribute: "Ends".to_owned() };
    let Some(Ok(Reply::Expiries(found))) = lab.handle(&asked) else { panic!("an answer") };
    assert_eq!(lab.session().calls(), calls, "it is no call");
    let keys: Vec<&str> = found.items.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys, ["T, past", "T, soon", "T, late", "T, text"]);
    assert_eq!((found.without, found.more, found.unseen), (11, 0, 0));
    assert_eq!(found.items[2].1, Expiry::At(90_000));
    assert!(matches!(found.items[0].1, Expiry::Passed(1)));
    assert!(matches!(&found.items[3].1, Expiry::Ignored(why) if why.contains("type S")));
}
