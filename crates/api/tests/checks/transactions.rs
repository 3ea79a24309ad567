//! `TransactWriteItems` and `TransactGetItems`.

use api::dynamodb::{Request, TransactWrite, TransactWriteItems};

use super::{accepts, refuses, refuses_classic};

const WRITE: &str = "TransactWriteItems";
const GET: &str = "TransactGetItems";

fn items(elements: &str) -> String {
    format!(r#"{{"TransactItems":[{elements}]}}"#)
}

fn put(members: &str) -> String {
    format!(r#"{{"Put":{{"TableName":"Tab","Item":{{"pk":{{"S":"a"}}}}{members}}}}}"#)
}

fn update(expression: &str, members: &str) -> String {
    format!(
        r#"{{"Update":{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}},"UpdateExpression":"{expression}"{members}}}}}"#
    )
}

fn check(condition: &str, members: &str) -> String {
    format!(
        r#"{{"ConditionCheck":{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}},"ConditionExpression":"{condition}"{members}}}}}"#
    )
}

fn delete(members: &str) -> String {
    format!(r#"{{"Delete":{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}}{members}}}}}"#)
}

fn get(members: &str) -> String {
    format!(r#"{{"Get":{{"TableName":"Tab","Key":{{"pk":{{"S":"a"}}}}{members}}}}}"#)
}

fn write(body: &str) -> TransactWriteItems {
    let Request::TransactWriteItems(request) = accepts(WRITE, body) else { panic!("another operation") };
    *request
}

fn detected(faults: &[&str]) -> String {
    match faults {
        [one] => format!("1 validation error detected: {one}"),
        many => format!("{} validation errors detected: {}", many.len(), many.join("; ")),
    }
}

#[test]
fn members_are_checked_together() {
    let failed = "failed to satisfy constraint: Member must";
    let token = "x".repeat(37);
    for (operation, body, faults) in [
        // spec: 0/TransactItems empty
        (
            WRITE,
            items(""),
            vec![format!("Value '[]' at 'transactItems' {failed} have length greater than or equal to 1")],
        ),
        (
            GET,
            items(""),
            vec![format!("Value '[]' at 'transactItems' {failed} have length greater than or equal to 1")],
        ),
        (WRITE, "{}".to_owned(), vec![format!("Value null at 'transactItems' {failed} not be null")]),
        (GET, "{}".to_owned(), vec![format!("Value null at 'transactItems' {failed} not be null")]),
        // spec: 0/token too long
        (
            WRITE,
            format!(
                r#"{{"TransactItems":[],"ReturnItemCollectionMetrics":"X","ReturnConsumedCapacity":"Y","ClientRequestToken":"{token}"}}"#
            ),
            vec![
                format!(
                    "Value '{token}' at 'clientRequestToken' {failed} have length less than or equal to 36"
                ),
                format!(
                    "Value 'Y' at 'returnConsumedCapacity' {failed} satisfy enum value set: [INDEXES, TOTAL, NONE]"
                ),
                format!(
                    "Value 'X' at 'returnItemCollectionMetrics' {failed} satisfy enum value set: [SIZE, NONE]"
                ),
                format!("Value '[]' at 'transactItems' {failed} have length greater than or equal to 1"),
            ],
        ),
        (
            WRITE,
            format!(r#"{{"TransactItems":[{}],"ClientRequestToken":""}}"#, put("")),
            vec![format!("Value '' at 'clientRequestToken' {failed} have length greater than or equal to 1")],
        ),
        (
            WRITE,
            items(&format!(r#"{},{{"Put":{{}}}},{{"Update":{{}}}}"#, put(""))),
            vec![
                format!("Value null at 'transactItems.2.member.put.item' {failed} not be null"),
                format!("Value null at 'transactItems.2.member.put.tableName' {failed} not be null"),
                format!("Value null at 'transactItems.3.member.update.key' {failed} not be null"),
                format!(
                    "Value null at 'transactItems.3.member.update.updateExpression' {failed} not be null"
                ),
                format!("Value null at 'transactItems.3.member.update.tableName' {failed} not be null"),
            ],
        ),
        (
            WRITE,
            items(
                r#"{"ConditionCheck":{"TableName":"","Key":{},"ReturnValuesOnConditionCheckFailure":"NEW"}}"#,
            ),
            vec![
                format!(
                    "Value '' at 'transactItems.1.member.conditionCheck.tableName' {failed} have length greater than or equal to 1"
                ),
                format!(
                    "Value null at 'transactItems.1.member.conditionCheck.conditionExpression' {failed} not be null"
                ),
                format!(
                    "Value 'NEW' at 'transactItems.1.member.conditionCheck.returnValuesOnConditionCheckFailure' {failed} satisfy enum value set: [ALL_OLD, NONE]"
                ),
            ],
        ),
        // spec: 5.8/TransactGetItems faults
        (GET, items("{}"), vec![format!("Value null at 'transactItems.1.member.get' {failed} not be null")]),
        (
            GET,
            items(&format!(r#"{},{{"Get":{{"TableName":"Tab"}}}}"#, get(""))),
            vec![format!("Value null at 'transactItems.2.member.get.key' {failed} not be null")],
        ),
        // spec: 5.9/order of checks
        (
            WRITE,
            items(&format!("{},{}", put(""), update("REMOVE a", "").replace(r#""Tab""#, r#""x!""#))),
            vec![
                format!(
                    "Value 'x!' at 'transactItems.2.member.update.tableName' {failed} satisfy regular expression pattern: [a-zA-Z0-9_.-]+"
                ),
                format!(
                    "Value 'x!' at 'transactItems.2.member.update.tableName' {failed} have length greater than or equal to 3"
                ),
            ],
        ),
        (
            GET,
            items(&get("").replace(r#""Tab""#, r#""ab""#)),
            vec![format!(
                "Value 'ab' at 'transactItems.1.member.get.tableName' {failed} have length greater than or equal to 3"
            )],
        ),
    ] {
        let faults: Vec<&str> = faults.iter().map(String::as_str).collect();
        refuses(operation, &body, &detected(&faults));
        refuses_classic(operation, &body, &detected(&faults));
    }
}

#[test]
fn actions_are_counted() {
    let end = "' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100";
    let many = |action: &str, count: usize| items(&vec![action; count].join(","));
    let begin = |echo: &str| format!("1 validation error detected: Value '[{echo}");
    let value = "AttributeValue(s=a, n=null, b=null, iNT=null, dECIMAL=null, dOUBLE=null, sS=null, nS=null, bS=null, \
         iNTSET=null, dECIMALSET=null, dOUBLESET=null, m=null, l=null, nULL=null, bOOL=null)";
    for (operation, action, echo) in [
        (
            WRITE,
            check("a = :v", r#","ExpressionAttributeValues":{":v":{"S":"a"}}"#),
            format!(
                "TransactWriteItem(conditionCheck=ConditionCheck(key={{pk={value}}}, tableName=Tab, \
                 conditionExpression=a = :v, expressionAttributeNames=null, expressionAttributeValues={{:v={value}}}, \
                 returnValuesOnConditionCheckFailure=null, workloadProfileName=null), put=null, delete=null, update=null), "
            ),
        ),
        (
            WRITE,
            update("REMOVE a", ""),
            format!(
                "TransactWriteItem(conditionCheck=null, put=null, delete=null, update=Update(key={{pk={value}}}, \
                 updateExpression=REMOVE a, tableName=Tab, conditionExpression=null, "
            ),
        ),
        (
            GET,
            get(""),
            format!(
                "TransactGetItem(get=Get(key={{pk={value}}}, tableName=Tab, projectionExpression=null, \
                 expressionAttributeNames=null, workloadProfileName=null)), "
            ),
        ),
    ] {
        let error = api::parse(operation, many(&action, 101).as_bytes()).expect_err("refused");
        assert!(
            error.message.starts_with(&begin(&echo)) && error.message.ends_with(end),
            "{}",
            error.message
        );
        accepts(operation, &many(&action, 100));
    }
}

#[test]
fn an_element_is_one_action() {
    // spec: 5.9/no action in element
    refuses(
        WRITE,
        &items("{}"),
        "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request",
    );
    // spec: 5.9/two actions
    let both = r#"{"Put":{"TableName":"Tab","Item":{"pk":{"S":"a"}}},"Delete":{"TableName":"Tab","Key":{"pk":{"S":"a"}}}}"#;
    refuses(WRITE, &items(both), "TransactItems can only contain one of Check, Put, Update or Delete");
}

#[test]
fn actions_are_checked_one_after_the_other() {
    let values = |values: &str| format!(r#","ExpressionAttributeValues":{{{values}}}"#);
    let v = values(r#"":v":{"S":"a"}"#);
    let bad_number = "The parameter cannot be converted to a numeric value: x";
    let wrong_item = put("").replace(r#"{"S":"a"}"#, r#"{"N":"x"}"#);
    let deep = format!("{}{}{}", r#"{"L":["#.repeat(40), r#"{"S":"a"}"#, "]}".repeat(40));
    let too_deep = "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond \
         supported limit";
    let long = format!("a = :v{}", " ".repeat(4091));
    for (element, expected) in [
        // spec: 5.9/static faults are top-level
        (check("a = ", &v), r#"Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "=""#.to_owned()),
        (check("", ""), "Invalid ConditionExpression: The expression can not be empty;".to_owned()),
        (update("", ""), "Invalid UpdateExpression: The expression can not be empty;".to_owned()),
        (
            delete(r#","ConditionExpression":"a = :v""#),
            "Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute \
             value: :v"
                .to_owned(),
        ),
        (
            update("REMOVE a", &v),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}".to_owned(),
        ),
        (
            check("attribute_exists(a)", r##","ExpressionAttributeNames":{"#a":"a"}"##),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}".to_owned(),
        ),
        (
            check("a = :v", &values("")),
            "ExpressionAttributeValues must not be empty".to_owned(),
        ),
        // spec: 0/expression > 4 KB
        (
            check(&long, &v),
            "Invalid ConditionExpression: Expression size has exceeded the maximum allowed size; expression size: 4097"
                .to_owned(),
        ),
        (wrong_item.clone(), bad_number.to_owned()),
        (put("").replace(r#"{"S":"a"}"#, &deep), too_deep.to_owned()),
        (
            put("").replace(r#"{"S":"a"}"#, r#"{"SS":["b","b"]}"#),
            "One or more parameter values were invalid: Input collection [b, b] contains duplicates.".to_owned(),
        ),
        // spec: 0/EAV entry bad
        (
            check("a = :v", &values(r#"":v":{"N":"x"}"#)),
            format!("ExpressionAttributeValues contains invalid value: {bad_number} for key :v"),
        ),
        // spec: 2.4/PutItem, BatchWrite put, TransactWrite Put, PartiQL INSERT
        (
            put("").replace(r#"{"S":"a"}"#, &format!(r#"{{"S":"{}"}}"#, "x".repeat(409_599))),
            "Item size has exceeded the maximum allowed size".to_owned(),
        ),
    ] {
        refuses(WRITE, &items(&format!("{},{element}", put(""))), &expected);
        // The first faulty action is told.
        refuses(WRITE, &items(&format!("{element},{wrong_item},{{}}")), &expected);
    }
    refuses(
        WRITE,
        &items(&format!("{},{{}}", check("(", ""))),
        r#"Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "(""#,
    );
    refuses(
        GET,
        &items(&get(r##","ExpressionAttributeNames":{"#a":"a"}"##)),
        "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a}",
    );
    refuses(
        GET,
        &items(&get(r#","ProjectionExpression":"a,a""#)),
        "Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these \
         paths; path one: [a], path two: [a]",
    );
}

#[test]
fn names_and_values_that_nothing_uses_are_no_fault_without_a_condition() {
    let unused = r##","ExpressionAttributeNames":{"#a":"a"},"ExpressionAttributeValues":{":v":{"S":"a"}}"##;
    accepts(WRITE, &items(&put(unused)));
    accepts(WRITE, &items(&delete(unused)));
    // But it has to be some.
    let none = r#","ExpressionAttributeValues":{":v":{"N":"x"}}"#;
    let sentence = "ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x \
                    for key :v";
    for action in [put(none), delete(none)] {
        refuses(WRITE, &items(&action), sentence);
    }
    // What the single operations know, and transactions don't, is ignored like anything unknown.
    accepts(WRITE, &items(&put(r#","Expected":{"pk":{"Exists":false}},"ReturnValues":"ALL_OLD","Foo":1"#)));
}

#[test]
fn actions_keep_their_order_and_their_wishes() {
    let old = r#","ReturnValuesOnConditionCheckFailure":"ALL_OLD""#;
    let request = write(&format!(
        r#"{{"TransactItems":[{},{},{},{}],"ReturnConsumedCapacity":"TOTAL","ReturnItemCollectionMetrics":"SIZE"}}"#,
        delete(old),
        check("attribute_exists(pk)", old),
        put(""),
        update("REMOVE a", ""),
    ));
    let kinds: Vec<(&str, bool)> = request
        .actions
        .iter()
        .map(|action| match action {
            TransactWrite::Check(it) => ("check", it.return_item_on_failure),
            TransactWrite::Put(it) => ("put", it.return_item_on_failure),
            TransactWrite::Delete(it) => ("delete", it.return_item_on_failure),
            TransactWrite::Update(it) => ("update", it.return_item_on_failure),
        })
        .collect();
    assert_eq!(kinds, [("delete", true), ("check", true), ("put", false), ("update", false)]);
    assert!(request.return_metrics);
    assert_eq!((request.token, request.fingerprint), (None, 0));
}

#[test]
fn equal_actions_have_equal_fingerprints() {
    let fingerprint = |actions: &str, more: &str| {
        write(&format!(r#"{{"TransactItems":[{actions}],"ClientRequestToken":"t"{more}}}"#)).fingerprint
    };
    let one = fingerprint(r#"{"Put":{"TableName":"Tab","Item":{"a":{"S":"1"},"b":{"N":"2"}}}}"#, "");
    let same = r#"{"Put":{"Item":{"b":{"N":"2"},"a":{"S":"\u0031"}},"Foo":[],"TableName":"Tab"}}"#;
    assert_eq!(fingerprint(same, ""), one);
    assert_eq!(fingerprint(same, r#","ReturnConsumedCapacity":"TOTAL""#), one);
    let other = r#"{"Put":{"TableName":"Tab","Item":{"a":{"S":"1"},"b":{"N":"3"}}}}"#;
    assert_ne!(fingerprint(other, ""), one);
    assert_ne!(fingerprint(&format!("{same},{}", delete("")), ""), one);
}
