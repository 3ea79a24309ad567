//! Attribute values.

use api::dynamodb::Request;
use api::{Wording, parse_in};

use super::{accepts, answer, refuses, refuses_classic};

const INVALID: &str = "One or more parameter values were invalid: ";

fn put(value: &str) -> String {
    format!(r#"{{"TableName":"Tab","Item":{{"a":{value}}}}}"#)
}

fn keyed(value: &str) -> String {
    format!(r#"{{"TableName":"Tab","Key":{{"a":{value}}}}}"#)
}

/// A value that nests so many levels.
fn nested(levels: usize) -> String {
    format!("{}{{\"S\":\"x\"}}{}", r#"{"L":["#.repeat(levels - 1), "]}".repeat(levels - 1))
}

/// Plain values are written down as they come, others on a longer way: what comes of it is the same.
#[test]
fn an_item_is_the_same_in_whatever_order_it_is_sent() {
    let plain = [r#""z":{"S":"é"}"#, r#""N":{"N":"1e2"}"#, r#""b":{"B":"AAE="}"#, r#""a":{"BOOL":false}"#];
    for more in [r#""y":{"NULL":true}"#, r#""m":{"M":{"x":{"L":[]}}}"#] {
        for place in 0..=plain.len() {
            let mut members = plain.to_vec();
            members.insert(place, more);
            let body = format!(r#"{{"TableName":"Tab","Item":{{{}}}}}"#, members.join(","));
            let request = parse_in("PutItem", body.as_bytes(), Wording::Current);
            let Ok(Request::PutItem(put)) = request else { panic!("{body}") };
            let attributes = put.item.decode();
            assert_eq!(attributes.len(), 5);
            assert_eq!(put.item, value::Item::new(&attributes), "{body}");
        }
    }
}

/// What is wrong with the types of a start key's value is told as a fault of the key.
fn refuses_as_a_start(value: &str, expected: &str) {
    let start = format!(r#"{{"TableName":"Tab","ExclusiveStartKey":{{"a":{value}}}}}"#);
    let of_key = format!("The provided starting key is invalid: {expected}");
    let counted = expected.starts_with("Supplied AttributeValue");
    let kinds = ["Null attribute", "An string set", "Binary sets"];
    let kind = kinds.iter().any(|words| expected.contains(words));
    refuses("Scan", &start, if counted || kind { &of_key } else { expected });
    refuses("Query", &start, if counted { &of_key } else { expected });
    if kind {
        refuses_classic("Query", &start, &of_key);
    }
}

// spec: 2.1/no member; 2.1/two members; 2.1/NULL: false; 2.1/empty SS; 2.1/duplicate members
// spec: 2.1/empty attribute name; 2.1/nested; 2.5/32 levels; 2.2/not parseable; 2.2/38 significant digits
// spec: 0/duplicate set member; 0/N is empty string
#[test]
fn faults_are_enveloped_in_single_writes_and_bare_elsewhere() {
    let empty = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
    let several = "Supplied AttributeValue has more than one datatypes set, \
         must contain exactly one of the supported datatypes";
    let null_false = "Null attribute value types must have the value of true";
    let digits = "Attempting to store more than 38 significant digits in a Number";
    let overflow = "Number overflow. Attempting to store a number with magnitude larger than supported range";
    let underflow =
        "Number underflow. Attempting to store a number with magnitude smaller than supported range";
    let numeric = "The parameter cannot be converted to a numeric value: ";
    let deep = "Nesting Levels have exceeded supported limits: \
         Attributes in the item have nested levels beyond supported limit";
    let (deep33, deep62) = (nested(33), nested(62));
    for (value, expected) in [
        ("{}", empty.to_owned()),
        ("null", empty.to_owned()),
        (r#"{"S":null}"#, empty.to_owned()),
        (r#"{"Bogus":"x"}"#, empty.to_owned()),
        (r#"{"L":[{}]}"#, empty.to_owned()),
        (r#"{"L":[null]}"#, empty.to_owned()),
        (r#"{"M":{"b":{}}}"#, empty.to_owned()),
        (r#"{"S":"x","N":"1"}"#, several.to_owned()),
        (r#"{"BOOL":true,"NULL":true}"#, several.to_owned()),
        (r#"{"NULL":false}"#, format!("{INVALID}{null_false}")),
        (r#"{"NULL":"no"}"#, format!("{INVALID}{null_false}")),
        (r#"{"SS":[]}"#, format!("{INVALID}An string set  may not be empty")),
        (r#"{"NS":[]}"#, format!("{INVALID}An number set  may not be empty")),
        (r#"{"BS":[]}"#, format!("{INVALID}Binary sets should not be empty")),
        // Faults inside come before the fault of having several types.
        (r#"{"S":"x","SS":[]}"#, format!("{INVALID}An string set  may not be empty")),
        (r#"{"N":"x","S":"x"}"#, format!("{numeric}x")),
        (r#"{"S":"x","NULL":false}"#, format!("{INVALID}{null_false}")),
        // One kind of member after the other, whatever their order; what is inside of maps and lists is not looked at.
        (r#"{"NULL":false,"N":"z"}"#, format!("{numeric}z")),
        (r#"{"NS":["1","1"],"N":"z"}"#, format!("{numeric}z")),
        (r#"{"SS":["a","a"],"NULL":false}"#, format!("{INVALID}{null_false}")),
        (r#"{"SS":[],"NS":[]}"#, format!("{INVALID}An number set  may not be empty")),
        (r#"{"SS":[],"NS":[],"BS":[]}"#, format!("{INVALID}Binary sets should not be empty")),
        (r#"{"SS":["a","a"],"NS":["z"]}"#, format!("{numeric}z")),
        (r#"{"M":{"k":{"N":"m"}},"N":"z"}"#, format!("{numeric}z")),
        (r#"{"BOOL":true,"M":{"":{"S":"a"}}}"#, several.to_owned()),
        (r#"{"N":"1e"}"#, format!("{numeric}1e")),
        (r#"{"N":" 1"}"#, format!("{numeric} 1")),
        (r#"{"N":"NaN"}"#, format!("{numeric}NaN")),
        (r#"{"N":""}"#, numeric.to_owned()),
        (r#"{"N":"123456789012345678901234567890123456789"}"#, digits.to_owned()),
        (r#"{"N":"1e126"}"#, overflow.to_owned()),
        (r#"{"N":"-1e126"}"#, overflow.to_owned()),
        (r#"{"N":"1e-131"}"#, underflow.to_owned()),
        (r#"{"N":"0e126"}"#, overflow.to_owned()),
        (r#"{"N":"0e-131"}"#, underflow.to_owned()),
        (r#"{"N":"1e2147483647"}"#, overflow.to_owned()),
        (r#"{"NS":["1","x"]}"#, format!("{numeric}x")),
        (
            r#"{"SS":["b","a","b"]}"#,
            format!(r#"{INVALID}Input collection ["a", "b", "b"] contains duplicates."#),
        ),
        (
            r#"{"SS":["c","b","c","a","b"]}"#,
            format!(r#"{INVALID}Input collection ["b", "c", "c", "a", "b"] contains duplicates."#),
        ),
        (
            r#"{"BS":["/w==","AA==","AA=="]}"#,
            format!(r#"{INVALID}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates."#),
        ),
        (r#"{"NS":["1","1.0"]}"#, format!("{INVALID}Input collection contains duplicates.")),
        (r#"{"M":{"":{"S":"x"}}}"#, "Empty attribute name".to_owned()),
        // Values before names.
        (r#"{"M":{"":{}}}"#, empty.to_owned()),
        (r#"{"M":{"":{"S":"x"},"b":{"N":"z"}}}"#, format!("{numeric}z")),
        (&deep33, deep.to_owned()),
        (&deep62, deep.to_owned()),
    ] {
        let enveloped = format!("1 validation error detected: {expected}");
        let types = serde_json::from_str::<serde_json::Value>(value).unwrap();
        // How many types a value has is told bare, and with it all about a value of several.
        let counted =
            expected.starts_with("Supplied") || types.as_object().is_some_and(|types| types.len() > 1);
        refuses("PutItem", &put(value), if counted { &expected } else { &enveloped });
        // So are, in a key, sets without members.
        let in_key = if counted || expected.contains("not be empty") { &expected } else { &enveloped };
        refuses("UpdateItem", &keyed(value), in_key);
        refuses("DeleteItem", &keyed(value), in_key);
        refuses("GetItem", &keyed(value), &expected);
        refuses(
            "BatchGetItem",
            &format!(r#"{{"RequestItems":{{"Tab":{{"Keys":[{{"a":{value}}}]}}}}}}"#),
            &expected,
        );
        refuses_as_a_start(value, &expected);
    }
    refuses("PutItem", &put(&nested(63)), deep);
    refuses("PutItem", &put(&nested(900)), deep);
    refuses(
        "PutItem",
        r#"{"TableName":"Tab","Item":{"":{"S":"x"}}}"#,
        "1 validation error detected: Empty attribute name",
    );
    refuses("PutItem", r#"{"TableName":"Tab","Item":{"":{}}}"#, empty);
}

/// By operation: how it tells of a value among `ExpressionAttributeValues` that has no type, or two; that is a set
/// without members, no number, or false for null. E: in the envelope, N: with the name.
// spec: 0/EAV entry bad
#[test]
fn values_of_expressions_are_told_by_name_here_and_bare_there() {
    let kinds = [
        ("{}", "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes"),
        (
            r#"{"S":"x","N":"1"}"#,
            "Supplied AttributeValue has more than one datatypes set, \
             must contain exactly one of the supported datatypes",
        ),
        (r#"{"SS":[]}"#, "One or more parameter values were invalid: An string set  may not be empty"),
        (r#"{"N":"z"}"#, "The parameter cannot be converted to a numeric value: z"),
        (
            r#"{"NULL":false}"#,
            "One or more parameter values were invalid: Null attribute value types must have the value of true",
        ),
    ];
    let condition = r#""ConditionExpression":"a=:v""#;
    let update = r#""UpdateExpression":"SET a=:v""#;
    let action = |body: &str| format!(r#"{{"TransactItems":[{body}]}}"#);
    let check = format!(r#"{{"ConditionCheck":{{"TableName":"Tab","Key":{{}},{condition}"#);
    let transact_update = format!(r#"{{"Update":{{"TableName":"Tab","Key":{{}},{update}"#);
    let end = r#","ExpressionAttributeValues":{":v":VALUE}}"#;
    for (operation, body, told) in [
        ("PutItem", format!(r#"{{"TableName":"Tab","Item":{{}},{condition}{end}"#), ["", "", "EN", "E", "E"]),
        ("UpdateItem", format!(r#"{{"TableName":"Tab","Key":{{}},{update}{end}"#), ["", "N", "EN", "E", "E"]),
        (
            "DeleteItem",
            format!(r#"{{"TableName":"Tab","Key":{{}},{condition}{end}"#),
            ["N", "N", "EN", "E", "E"],
        ),
        (
            "Query",
            format!(r#"{{"TableName":"Tab","KeyConditionExpression":"a=:v"{end}"#),
            ["N", "", "N", "", ""],
        ),
        ("Scan", format!(r#"{{"TableName":"Tab","FilterExpression":"a=:v"{end}"#), ["", "", "N", "", ""]),
        ("TransactWriteItems", action(&format!("{check}{end}}}")), ["", "", "N", "N", ""]),
        ("TransactWriteItems", action(&format!("{transact_update}{end}}}")), ["", "", "N", "N", ""]),
    ] {
        for ((value, sentence), how) in kinds.iter().zip(told) {
            let named = format!("ExpressionAttributeValues contains invalid value: {sentence} for key :v");
            let expected = if how.contains('N') { named.as_str() } else { sentence };
            let envelope = if how.contains('E') { "1 validation error detected: " } else { "" };
            let body = body.replace("VALUE", value);
            refuses(operation, &body, &format!("{envelope}{expected}"));
            refuses_classic(operation, &body, &named);
        }
    }
}

/// Unlike any other fault of a key's values.
#[test]
fn sets_in_keys_are_told_after_which_parameters_go_together() {
    let together = "ExpressionAttributeNames can only be specified when using expressions";
    for (value, later) in [
        (r#"{"SS":["a","a"]}"#, true),
        (r#"{"NS":["1","1.0"]}"#, true),
        (r#"{"BS":[]}"#, true),
        (r#"{"N":"z"}"#, false),
    ] {
        let names = r##""ExpressionAttributeNames":{"#n":"x"}"##;
        let body = format!(r#"{{"TableName":"Tab","Key":{{"a":{value}}},{names}}}"#);
        let batch = format!(r#"{{"RequestItems":{{"Tab":{{"Keys":[{{"a":{value}}}],{names}}}}}}}"#);
        for (operation, body) in
            [("GetItem", &body), ("DeleteItem", &body), ("UpdateItem", &body), ("BatchGetItem", &batch)]
        {
            for wording in [Wording::Current, Wording::Classic] {
                assert_eq!(
                    answer(operation, body, wording).contains(together),
                    later,
                    "{operation} {value} {wording:?}"
                );
            }
        }
    }
}

#[test]
fn the_older_layer_has_its_own_sentences() {
    let empty = "The parameter cannot be converted to a numeric value";
    for (value, expected) in [
        (r#"{"N":""}"#, empty.to_owned()),
        (r#"{"SS":["b","a","b"]}"#, format!("{INVALID}Input collection [b, a, b] contains duplicates.")),
        (
            r#"{"BS":["/w==","AA==","AA=="]}"#,
            format!("{INVALID}Input collection [/w==, AA==, AA==]of type BS contains duplicates."),
        ),
        (r#"{"NS":["1","1.0"]}"#, "Input collection contains duplicates".to_owned()),
        (r#"{"NULL":false}"#, format!("{INVALID}Null attribute value types must have the value of true")),
    ] {
        refuses_classic("PutItem", &put(value), &expected);
        let batch = format!(r#"{{"RequestItems":{{"Tab":[{{"PutRequest":{{"Item":{{"a":{value}}}}}}}]}}}}"#);
        refuses("BatchWriteItem", &batch, &expected);
    }
}

// spec: 2.1/empty string and binary values; 8/empty strings
#[test]
fn whole_values_pass() {
    for value in [
        r#"{"S":""}"#,
        r#"{"B":""}"#,
        r#"{"SS":[""]}"#,
        r#"{"BS":[""]}"#,
        r#"{"L":[]}"#,
        r#"{"M":{}}"#,
        r#"{"BOOL":"yes"}"#,
        r#"{"NULL":"t"}"#,
        r#"{"S":"x","N":null}"#,
        r#"{"N":"0.0e126"}"#,
        r#"{"N":"1e125"}"#,
        r#"{"N":"99999999999999999999999999999999999999"}"#,
        r#"{"L":[{"SS":["a","b"]},{"M":{"c":{"NS":["1"]}}}]}"#,
        &nested(32),
    ] {
        assert_eq!(answer("PutItem", &put(value), Wording::Current), "ok", "{value}");
    }
}

// spec: 2.2/canonical output; 2.7/order of set members; 8/numbers; 8/sets
#[test]
fn numbers_and_sets_come_out_canonical() {
    let body = r#"{"TableName":"Tab","Item":{"b":{"SS":["b","a"]},"a":{"N":"0042.1200"},"c":{"NS":["2","-0","1e1"]}}}"#;
    let Request::PutItem(request) = accepts("PutItem", body) else { panic!("another operation") };
    let mut json = String::new();
    request.item.write_json(&mut json);
    assert_eq!(json, r#"{"a":{"N":"42.12"},"b":{"SS":["a","b"]},"c":{"NS":["0","2","10"]}}"#);
}

#[test]
fn items_have_at_most_400_kilobytes() {
    // Names `pk` and `a`, the key's one byte, the text.
    let item = |bytes: usize| format!(r#"{{"pk":{{"S":"k"}},"a":{{"S":"{}"}}}}"#, "x".repeat(bytes - 4));
    let too_big = "Item size has exceeded the maximum allowed size";
    let batch =
        |bytes| format!(r#"{{"RequestItems":{{"Tab":[{{"PutRequest":{{"Item":{}}}}}]}}}}"#, item(bytes));
    for wording in [Wording::Current, Wording::Classic] {
        assert!(parse_in("BatchWriteItem", batch(409_600).as_bytes(), wording).is_ok());
    }
    refuses("BatchWriteItem", &batch(409_601), too_big);
}

/// Wherever attributes are named.
#[test]
fn names_have_a_length() {
    let long = "n".repeat(65_536);
    let named = |body: &str| body.replace("NAME", &long);
    let sentence = "One or more parameter values were invalid: \
         Attribute name is too large, must be less than 65536 bytes";
    let enveloped = format!("1 validation error detected: {sentence}");
    for (operation, body, expected) in [
        ("PutItem", r#"{"TableName":"Tab","Item":{"NAME":{"S":"x"}}}"#, enveloped.as_str()),
        ("PutItem", r#"{"TableName":"Tab","Item":{"a":{"M":{"NAME":{"S":"x"}}}}}"#, &enveloped),
        ("PutItem", r#"{"TableName":"Tab","Item":{},"Expected":{"NAME":{"Exists":false}}}"#, &enveloped),
        (
            "UpdateItem",
            r#"{"TableName":"Tab","Key":{},"AttributeUpdates":{"NAME":{"Action":"DELETE"}}}"#,
            &enveloped,
        ),
        ("GetItem", r#"{"TableName":"Tab","Key":{},"AttributesToGet":["NAME"]}"#, sentence),
        ("GetItem", r#"{"TableName":"Tab","Key":{"NAME":{"S":"x"}}}"#, sentence),
        (
            "Scan",
            r##"{"TableName":"Tab","ProjectionExpression":"#n","ExpressionAttributeNames":{"#n":"NAME"}}"##,
            "ExpressionAttributeNames contains invalid value: \
             Attribute name is too large, must be less than 65536 bytes for key #n",
        ),
    ] {
        refuses(operation, &named(body), expected);
        let body = body.replace("NAME", &long[1..]);
        assert!(parse_in(operation, body.as_bytes(), Wording::Current).is_ok(), "{operation}");
    }
}
