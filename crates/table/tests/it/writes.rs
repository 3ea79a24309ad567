//! Puts, deletes and updates: what they change, return and cost.

use api::ErrorCode;
use api::dynamodb::{PutItem, ReturnValues, UpdateItem};
use table::{Arm, Write};
use value::Item;

use crate::support::{attributes, condition, delete, item, put, schema, update};

/// Plans an update of `pk=S:a` and returns after and returned attributes.
fn updated(
    before: Option<&str>,
    text: &str,
    values: &str,
    returns: ReturnValues,
) -> Result<[String; 2], String> {
    let schema = schema("pk:S", &["global G: g:S: KEYS"]);
    let request = UpdateItem { return_values: returns, ..update("pk=S:a", text, values) };
    let before = before.map(item);
    let plan = Write::update(&schema, &request)
        .expect("a valid key")
        .plan(&schema, before.as_ref())
        .map_err(|refusal| refusal.error.message)?;
    assert_eq!(plan.changed, plan.before != plan.after);
    let text = |item: Option<&Item>| item.map(Item::to_json).unwrap_or_default();
    Ok([text(plan.after.as_ref()), text(plan.attributes.as_ref())])
}

#[track_caller]
fn check_update(before: Option<&str>, text: &str, values: &str, after: &str) {
    let expected = if after.is_empty() { String::new() } else { item(after).to_json() };
    assert_eq!(updated(before, text, values, ReturnValues::None).map(|[after, _]| after), Ok(expected));
}

#[track_caller]
fn check_returned(before: Option<&str>, text: &str, values: &str, returns: ReturnValues, expected: &str) {
    let expected = if expected.is_empty() { String::new() } else { item(expected).to_json() };
    assert_eq!(updated(before, text, values, returns).map(|[_, returned]| returned), Ok(expected));
}

#[track_caller]
fn check_fault(before: Option<&str>, text: &str, values: &str, message: &str) {
    assert_eq!(updated(before, text, values, ReturnValues::None), Err(message.to_owned()));
}

// spec: 4.6/update: missing item; 4.6/update: no expression; A.5/UpdateItem with only REMOVE
#[test]
fn upsert() {
    check_update(None, "SET x = :v", ":v=N:1", "pk=S:a x=N:1");
    check_update(None, "ADD x :v", ":v=N:5", "pk=S:a x=N:5");
    check_update(None, "", "", "pk=S:a");
    check_update(Some("pk=S:a x=N:1"), "", "", "pk=S:a x=N:1");
    // Only removing creates nothing.
    check_update(None, "REMOVE x", "", "");
    check_update(None, "REMOVE x.y", "", "");
    check_update(None, "DELETE x :v", ":v=SS:q", "");
    check_update(None, "SET y = :v REMOVE x", ":v=N:1", "pk=S:a y=N:1");
    // What isn't there has no parents that could be missing either.
    check_update(None, "SET y = :v REMOVE x.z, l[0]", ":v=N:1", "pk=S:a y=N:1");
}

// spec: 5.2/UpdateItem; 8/UPDATED_NEW/OLD
#[test]
fn returned_attributes() {
    use ReturnValues::{AllNew, AllOld, None as Nothing, UpdatedNew, UpdatedOld};
    let before = Some("pk=S:a x=N:1 y=N:2");
    for (returns, expected) in [
        (Nothing, ""),
        (AllOld, "pk=S:a x=N:1 y=N:2"),
        (AllNew, "pk=S:a x=N:9 y=N:2"),
        (UpdatedOld, "x=N:1"),
        (UpdatedNew, "x=N:9"),
    ] {
        check_returned(before, "SET x = :v", ":v=N:9", returns, expected);
    }
    for (returns, expected) in
        [(AllOld, ""), (AllNew, "pk=S:a x=N:9"), (UpdatedOld, ""), (UpdatedNew, "x=N:9")]
    {
        check_returned(None, "SET x = :v", ":v=N:9", returns, expected);
    }
    for returns in [AllOld, AllNew, UpdatedOld, UpdatedNew] {
        check_returned(None, "REMOVE x", "", returns, "");
    }
    check_returned(before, "REMOVE x", "", UpdatedNew, "");
    check_returned(before, "REMOVE x", "", UpdatedOld, "x=N:1");
    check_returned(None, "", "", AllNew, "pk=S:a");
    check_returned(before, "SET x = :v", ":v=N:1", UpdatedNew, "x=N:1");
}

// spec: 2.6/index key empty, Update; 4.6/runtime: SET reads; 2.4/UpdateItem; 8/item size
#[test]
fn faults_of_updates() {
    let missing = "The provided expression refers to an attribute that does not exist in the item";
    check_fault(Some("pk=S:a"), "SET x = y", "", missing);
    let operand = "An operand in the update expression has an incorrect data type";
    check_fault(Some("pk=S:a x=S:text"), "ADD x :v", ":v=N:1", operand);
    check_fault(
        Some("pk=S:a"),
        "SET g = :v",
        ":v=N:1",
        "One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: G",
    );
    check_fault(
        Some("pk=S:a"),
        "SET g = :v",
        ":v=S:",
        "One or more parameter values are not valid. The update expression attempted to update a secondary index \
         key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty \
         string value.",
    );
    check_fault(
        Some("pk=S:a x=S*300000"),
        "SET y = :v",
        ":v=S*200000",
        "Item size to update has exceeded the maximum allowed size",
    );
}

// spec: 2.4/put: PutItem
#[test]
fn largest_item() {
    let schema = schema("pk:S", &[]);
    // pk=a is 3 bytes, the name x 1.
    let fits = put(item("pk=S:a x=S*409596"));
    assert!(Write::put(&schema, &fits).is_ok());
    let too_large = put(item("pk=S:a x=S*409597"));
    let error = Write::put(&schema, &too_large).expect_err("too large");
    assert_eq!(error.message, "Item size has exceeded the maximum allowed size");
}

// spec: 5.2/PutItem; 5.2/DeleteItem
#[test]
fn put_and_delete_return_the_old_item() {
    let schema = schema("pk:S", &[]);
    let old = item("pk=S:a x=N:1");
    let mut request = put(item("pk=S:a x=N:2"));
    let plan = Write::put(&schema, &request).expect("valid").plan(&schema, Some(&old)).expect("a plan");
    assert_eq!((plan.attributes, plan.changed), (None, true));
    request.return_values = ReturnValues::AllOld;
    let plan = Write::put(&schema, &request).expect("valid").plan(&schema, Some(&old)).expect("a plan");
    assert_eq!(plan.attributes, Some(old.clone()));
    let plan = Write::put(&schema, &request).expect("valid").plan(&schema, None).expect("a plan");
    assert_eq!(plan.attributes, None);

    let mut request = delete("pk=S:a");
    request.return_values = ReturnValues::AllOld;
    let plan = Write::delete(&schema, &request).expect("valid").plan(&schema, Some(&old)).expect("a plan");
    assert_eq!((plan.after, plan.attributes, plan.changed), (None, Some(old), true));
    let plan = Write::delete(&schema, &request).expect("valid").plan(&schema, None).expect("a plan");
    assert_eq!((plan.attributes, plan.changed, plan.units.total()), (None, false, 1000));
}

#[track_caller]
fn check_condition(before: Option<&str>, text: &str, holds: bool) {
    let schema = schema("pk:S", &[]);
    let request = PutItem { condition: Some(condition(text, ":v=N:1")), ..put(item("pk=S:a x=N:1")) };
    let before = before.map(item);
    let plan = Write::put(&schema, &request).expect("valid").plan(&schema, before.as_ref());
    assert_eq!(plan.is_ok(), holds, "{text}");
}

// spec: 8/upsert conditions; 4.6/condition on a missing item; 8/<>/NOT on missing
#[test]
fn conditions() {
    let stored = Some("pk=S:a x=N:2");
    // A missing item is empty: the key of the request does not count.
    check_condition(None, "attribute_exists(pk) OR x = :v", false);
    check_condition(None, "attribute_not_exists(pk) AND x <> :v", true);
    check_condition(None, "x <> :v", true);
    check_condition(stored, "attribute_exists(pk) AND x <> :v", true);
    check_condition(stored, "x = :v", false);
}

// spec: 5.2/condition fails; 1.5/ConditionalCheckFailedException
#[test]
fn failed_condition_is_charged_on_the_larger_item() {
    let schema = schema("pk:S", &["global G: g:S: ALL"]);
    let refused = |before: Option<&str>, new: &str, give_back: bool| {
        let request = PutItem {
            condition: Some(condition("x = :v", ":v=N:77")),
            return_item_on_failure: give_back,
            ..put(item(new))
        };
        let before = before.map(item);
        let refusal = Write::put(&schema, &request)
            .expect("valid")
            .plan(&schema, before.as_ref())
            .expect_err("a refusal");
        assert_eq!(refusal.error.code, ErrorCode::ConditionalCheckFailedException);
        assert_eq!(refusal.error.message, "The conditional request failed");
        assert_eq!(refusal.error.item.map(|item| *item), before.filter(|_| give_back));
        assert_eq!(refusal.units.total(), refusal.units.of(&Arm::Table));
        refusal.units.total()
    };
    assert_eq!(refused(None, "pk=S:a", true), 1000);
    assert_eq!(refused(Some("pk=S:a x=S*3000"), "pk=S:a g=S:q", true), 3000);
    assert_eq!(refused(Some("pk=S:a"), "pk=S:a x=S*3000", false), 3000);
    let request = UpdateItem {
        condition: Some(condition("x = :v", ":v=N:77")),
        ..update("pk=S:a", "SET y = :v", ":v=S*2000")
    };
    let write = Write::update(&schema, &request).expect("valid");
    let refusal = write.plan(&schema, Some(&item("pk=S:a x=S*1000"))).expect_err("a refusal");
    assert_eq!(refusal.units.total(), 3000);
}

// spec: 5.4/write (Put/Update/Delete)
#[test]
fn write_units() {
    let schema = schema("pk:S", &[]);
    let units = |before: Option<&str>, after: Option<&str>| {
        let before = before.map(item);
        let (new, gone);
        let write = if let Some(text) = after {
            new = put(item(text));
            Write::put(&schema, &new)
        } else {
            gone = delete("pk=S:a");
            Write::delete(&schema, &gone)
        };
        write.expect("valid").plan(&schema, before.as_ref()).expect("a plan").units.total()
    };
    // pk=a x is 4 bytes beside the text.
    assert_eq!(units(None, Some("pk=S:a x=S*1020")), 1000);
    assert_eq!(units(None, Some("pk=S:a x=S*1021")), 2000);
    assert_eq!(units(Some("pk=S:a x=S*5000"), Some("pk=S:a")), 5000);
    assert_eq!(units(Some("pk=S:a"), Some("pk=S:a x=S*5000")), 5000);
    assert_eq!(units(Some("pk=S:a"), Some("pk=S:a")), 1000);
    assert_eq!(units(Some("pk=S:a x=S*5000"), None), 5000);
    assert_eq!(units(None, None), 1000);
}

// spec: 5.4/ItemCollectionMetrics
#[test]
fn item_collections_are_measured_for_tables_with_local_indexes() {
    let plain = crate::support::table(&schema("pk:S / sk:N", &[]), &["pk=S:a sk=N:1"]);
    assert_eq!(plain.metrics(&attributes("pk=S:a sk=N:1")), None);
    let with_local = schema("pk:S / sk:N", &["local L: pk:S / l:N: KEYS"]);
    let mut table = crate::support::table(&with_local, &["pk=S:a sk=N:1 l=N:1 x=S*100", "pk=S:a sk=N:2"]);
    // Items: (3+4+3+101) + (3+4); entry: 3+4+3.
    assert_eq!(table.collection_bytes(&attributes("pk=S:a sk=N:1")), Some(128));
    let metrics = table.metrics(&attributes("pk=S:a sk=N:1")).expect("metrics");
    assert_eq!((metrics.key, metrics.size_range_gb), (attributes("pk=S:a"), (0, 1)));
    let request = delete("pk=S:a sk=N:1");
    crate::support::apply(&mut table, &Write::delete(&with_local, &request).expect("valid"));
    assert_eq!(table.collection_bytes(&attributes("pk=S:a")), Some(7));
}
