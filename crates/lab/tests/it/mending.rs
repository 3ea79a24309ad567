//! A refused command, its reason, and the one press that mends it: carried out, not only compared.

use lab::Lab;
use lab::protocol::ConsoleError;

/// What running a text says is wrong.
#[track_caller]
fn refused(text: &str) -> ConsoleError {
    let (_, printed) = Lab::example(1, 0).run_all(text);
    printed.into_iter().find_map(|it| it.error).unwrap_or_else(|| panic!("not refused: {text}"))
}

/// The text with the fix made.
#[track_caller]
fn mend(text: &str, (from, to): (u32, u32), fix: &str) -> String {
    format!("{}{fix}{}", &text[..from as usize], &text[to as usize..])
}

/// The reason is said, and the fix makes this text, which runs.
#[track_caller]
fn check(text: &str, reason: &str, mended: &str) {
    let error = refused(text);
    assert!(error.hint.contains(reason), "{error:?}");
    let fix = error.fix.as_deref().unwrap_or_else(|| panic!("no fix: {error:?}"));
    let found = mend(text, error.at.expect("a place"), fix);
    assert_eq!(found, mended);
    let (ran, printed) = Lab::example(1, 0).run_all(&found);
    assert_eq!(ran.code, 0, "{printed:?}");
    // The same is known before it runs.
    let foreseen = Lab::example(1, 0).check(text).forecast.refused;
    assert_eq!(foreseen.map(|it| (it.message, it.fix)), Some((error.message, error.fix)));
}

#[test]
fn keys_of_items() {
    check(
        r#"aws dynamodb get-item --table-name Orders --key '{"Customer":{"S":"Ana"}}'"#,
        "The key attribute `Day` is missing.",
        r#"aws dynamodb get-item --table-name Orders --key '{"Customer": {"S": "Ana"}, "Day": {"S": "a"}}'"#,
    );
    check(
        r#"aws dynamodb get-item --table-name Orders --key '{"Customer":{"S":"Ana"},"Day":{"N":"1"}}'"#,
        "`Day` is of type S",
        r#"aws dynamodb get-item --table-name Orders --key '{"Customer": {"S": "Ana"}, "Day": {"S": "1"}}'"#,
    );
    check(
        r#"GetItem {"TableName":"Orders","Key":{"Customer":{"S":"Ana"},"Day":{"S":"1"},"Total":{"N":"1"}}}"#,
        "`Total` is no part of the key.",
        r#"GetItem {"TableName":"Orders","Key":{"Customer": {"S": "Ana"}, "Day": {"S": "1"}}}"#,
    );
    check(
        r#"aws dynamodb put-item --table-name Orders --item '{"Customer":{"S":"Ana"},"Total":{"N":"1"}}'"#,
        "`Day` is missing",
        r#"aws dynamodb put-item --table-name Orders --item '{"Day": {"S": "a"}, "Customer":{"S":"Ana"},"Total":{"N":"1"}}'"#,
    );
    check(
        r#"aws dynamodb put-item --table-name Orders --item '{"Customer":{"N":"1"},"Day":{"S":"1"}}'"#,
        "its type S was fixed",
        r#"aws dynamodb put-item --table-name Orders --item '{"Customer":{"S": "1"},"Day":{"S":"1"}}'"#,
    );
}

#[test]
fn conditions_on_keys() {
    check(
        r##"aws dynamodb query --table-name Orders --key-condition-expression "Customer = :c" --filter-expression "#d > :d" --expression-attribute-names '{"#d":"Day"}' --expression-attribute-values '{":c":{"S":"Ana"},":d":{"S":"1"}}'"##,
        "A filter can't look at key attributes",
        r##"aws dynamodb query --table-name Orders --key-condition-expression "Customer = :c AND #d > :d" --expression-attribute-names '{"#d":"Day"}' --expression-attribute-values '{":c":{"S":"Ana"},":d":{"S":"1"}}'"##,
    );
    check(
        r##"Query {"TableName":"Orders","FilterExpression":"Goods > :t AND #d > :d","KeyConditionExpression":"Customer = :c","ExpressionAttributeNames":{"#d":"Day"},"ExpressionAttributeValues":{":c":{"S":"Ana"},":d":{"S":"1"},":t":{"N":"1"}}}"##,
        "A filter can't look at key attributes",
        r##"Query {"TableName":"Orders","FilterExpression": "Goods > :t","KeyConditionExpression":"Customer = :c AND #d > :d","ExpressionAttributeNames":{"#d":"Day"},"ExpressionAttributeValues":{":c":{"S":"Ana"},":d":{"S":"1"},":t":{"N":"1"}}}"##,
    );
    check(
        r##"aws dynamodb query --table-name Orders --key-condition-expression "#s = :s" --index-name ByState --expression-attribute-names '{"#s":"Status"}' --expression-attribute-values '{":s":{"S":"NEW"}}'"##,
        "The table's indexes are: ByStatus.",
        r##"aws dynamodb query --table-name Orders --key-condition-expression "#s = :s" --index-name ByStatus --expression-attribute-names '{"#s":"Status"}' --expression-attribute-values '{":s":{"S":"NEW"}}'"##,
    );
}

#[test]
fn names_and_values() {
    check(
        "aws dynamodb scan --table-name Order",
        "Did you mean `Orders`?",
        "aws dynamodb scan --table-name Orders",
    );
    check(
        r#"aws dynamodb scan --table-name Orders --projection-expression "Status""#,
        "reserved words",
        r##"aws dynamodb scan --table-name Orders --projection-expression "#s" --expression-attribute-names '{"#s": "Status"}'"##,
    );
    check(
        r#"aws dynamodb query --table-name Orders --key-condition-expression "Customer = :c""#,
        "`:c` has no meaning yet",
        r#"aws dynamodb query --table-name Orders --key-condition-expression "Customer = :c" --expression-attribute-values '{":c": {"S": "a"}}'"#,
    );
}

/// A Scan that a Query would do better: nothing is refused, and a better text is offered.
#[track_caller]
fn advised(text: &str, mended: Option<&str>) {
    let lab = Lab::example(1, 0);
    let warnings = lab.check(text).forecast.warnings;
    let fix = warnings.iter().find_map(|warning| warning.fix.clone());
    let found = fix.map(|(at, fix)| mend(text, at, &fix));
    assert_eq!(found.as_deref(), mended, "{warnings:?}");
    if let Some(found) = found {
        let (ran, printed) = Lab::example(1, 0).run_all(&found);
        assert_eq!(ran.code, 0, "{printed:?}");
        assert!(warnings[0].text.contains("is the partition key of"), "{warnings:?}");
    }
}

#[test]
fn a_scan_that_a_query_would_do() {
    advised(
        r##"aws dynamodb scan --table-name Orders --filter-expression "#c = :c AND #d > :d AND Goods > :t" --expression-attribute-names '{"#c":"Customer","#d":"Day"}' --expression-attribute-values '{":c":{"S":"Ana"},":d":{"S":"1"},":t":{"N":"1"}}'"##,
        Some(
            r##"aws dynamodb query --table-name Orders --key-condition-expression "#c = :c AND #d > :d" --filter-expression "Goods > :t" --expression-attribute-names '{"#c":"Customer","#d":"Day"}' --expression-attribute-values '{":c":{"S":"Ana"},":d":{"S":"1"},":t":{"N":"1"}}'"##,
        ),
    );
    advised(
        r##"Scan {"TableName":"Orders","FilterExpression":":s = #s","ExpressionAttributeNames":{"#s":"Status"},"ExpressionAttributeValues":{":s":{"S":"NEW"}}}"##,
        Some(
            r##"Query {"TableName":"Orders","KeyConditionExpression": ":s = #s", "IndexName": "ByStatus","ExpressionAttributeNames":{"#s":"Status"},"ExpressionAttributeValues":{":s":{"S":"NEW"}}}"##,
        ),
    );
    let or = r#"aws dynamodb scan --table-name Orders --filter-expression "Customer = :c OR Goods > :c" --expression-attribute-values '{":c":{"S":"Ana"}}'"#;
    advised(or, None);
    advised("aws dynamodb scan --table-name Orders", None);
}
