//! What is said of a request before it is made.

use lab::Lab;
use lab::protocol::{Forecast, Reply, Request};

fn foresee(lab: &Lab, operation: &str, input: &str) -> Forecast {
    match lab.forecast_reply(operation, input) {
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
        "Will touch P2 of Orders, G4 of ByStatus and cost 2 WCU.",
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
    let asked = Request::Forecast { operation: "PutItem".to_owned(), input: input.to_owned() };
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
