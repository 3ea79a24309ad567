//! `PartiQL` on stored items: what is read, what is written, what is refused.

use proptest::prelude::*;
use serde_json::{Value, json};
use world::World;

use super::support::{ORDERS, ask, check_contains, create, instant, simulated};

const REQUEST: &str = "ValidationException: ";
const FAILED: &str = "ConditionalCheckFailedException: The conditional request failed";
const DUPLICATE: &str = "DuplicateItemException: Duplicate primary key exists in table";

/// Orders of two customers: `a` has 0 to 4, `b` has 7.
fn orders() -> World {
    let mut world = instant();
    fill(&mut world);
    world
}

fn fill(world: &mut World) {
    create(world, ORDERS);
    for n in 0..5 {
        let status = if n % 2 == 0 { "open" } else { "done" };
        let item = format!(
            "INSERT INTO Orders VALUE {{'pk': 'a', 'sk': '{n}', 'n': {n}, 'status': '{status}', 'owner': 'me', \
             'doc': {{'list': [{n}, 'x'], 'bag': <<1, 2>>}}}}"
        );
        assert_eq!(run(world, &item), r#"{"Items":[]}"#);
    }
    run(world, "INSERT INTO Orders VALUE {'pk': 'b', 'sk': '7', 'n': 7}");
}

fn run(world: &mut World, statement: &str) -> String {
    execute(world, &json!({ "Statement": statement }))
}

fn execute(world: &mut World, body: &Value) -> String {
    ask(world, "ExecuteStatement", &body.to_string())
}

fn answer(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_else(|_| panic!("{text}"))
}

/// The sort keys of the rows, in their order.
#[track_caller]
fn sorts(world: &mut World, rest: &str) -> String {
    let text = run(world, &format!("SELECT sk FROM {rest}"));
    rows(&answer(&text), "sk")
}

fn rows(answer: &Value, name: &str) -> String {
    let items = answer["Items"].as_array().cloned().unwrap_or_default();
    items.iter().map(|item| item[name]["S"].as_str().unwrap_or("-").to_owned()).collect()
}

#[track_caller]
fn refuses(world: &mut World, statement: &str, expected: &str) {
    assert_eq!(run(world, statement), format!("{REQUEST}{expected}"), "{statement}");
}

#[test]
fn what_a_select_finds() {
    let mut world = orders();
    for (rest, expected) in [
        // spec: 6.3/SELECT with hash equality or full scan
        ("Orders WHERE pk = 'a'", "01234"),
        ("Orders WHERE 'a' = pk AND sk = '3'", "3"),
        ("Orders WHERE pk = 'a' AND sk = '9'", ""),
        ("Orders WHERE pk = 'a' AND sk > '2'", "34"),
        ("Orders WHERE pk = 'a' AND sk >= '1' AND sk <= '3'", "123"),
        ("Orders WHERE pk = 'a' AND sk > '1' AND sk < '3'", "2"),
        ("Orders WHERE pk = 'a' AND sk BETWEEN '1' AND '2'", "12"),
        ("Orders WHERE pk = 'a' AND begins_with(sk, '4')", "4"),
        ("Orders WHERE pk = 'a' AND sk <> '0' AND n < 3", "12"),
        ("Orders WHERE pk = 'a' AND sk IN ['3', '1', '3']", "13"),
        ("Orders WHERE pk = 'a' AND (sk = '4' OR sk = '0')", "04"),
        ("Orders WHERE pk = 'b' OR pk = 'a' AND sk < '1'", "70"),
        ("Orders WHERE pk = 'a' OR pk = 'a'", "01234"),
        ("Orders WHERE pk = 'a' AND pk = 'b'", ""),
        ("Orders WHERE pk IN ['b', 'a'] AND n > 3", "74"),
        ("Orders WHERE n >= 3 AND pk <> 'b'", "34"),
        ("Orders WHERE NOT (n < 7)", "7"),
        ("Orders WHERE status IS MISSING", "7"),
        ("Orders WHERE status IS NOT MISSING AND status = 'done'", "13"),
        ("Orders WHERE doc.list[0] = 2", "2"),
        ("Orders WHERE doc IS STRUCT AND doc.list IS LIST AND n IS NUMERIC AND sk IS STRING", "01234"),
        ("Orders WHERE pk = 'a' AND doc.bag = <<2, 1>> AND contains(doc.list, 3)", "3"),
        ("Orders WHERE size(doc.list) = 2 AND attribute_type(n, 'N') AND n = 1", "1"),
        // spec: 6.3/"T"."index"
        ("Orders.ByStatus WHERE status = 'done'", "13"),
        ("Orders.\"ByOwner\" WHERE owner = 'me' AND sk > '3'", "4"),
        ("Orders.ByN WHERE pk = 'a' AND n > 2", "34"),
        // A comment swallows nothing that follows its line.
        // spec: 8/PartiQL
        ("Orders -- WHERE pk = 'b'\nWHERE pk = 'a' AND sk = '1'", "1"),
    ] {
        assert_eq!(sorts(&mut world, rest), expected, "{rest}");
    }
    assert_eq!(sorts(&mut world, "Orders").len(), 6);
}

#[test]
fn rows_show_what_was_asked_for() {
    let mut world = orders();
    let row = |world: &mut World, columns: &str, source: &str| {
        let text = run(world, &format!("SELECT {columns} FROM {source} WHERE pk = 'a' AND sk = '1'"));
        answer(&text)["Items"][0].to_string()
    };
    assert_eq!(row(&mut world, "sk, n, nope", "Orders"), r#"{"n":{"N":"1"},"sk":{"S":"1"}}"#);
    assert_eq!(row(&mut world, "nope", "Orders"), "{}");
    assert_eq!(row(&mut world, "doc.list", "Orders"), r#"{"list":{"L":[{"N":"1"},{"S":"x"}]}}"#);
    assert_eq!(row(&mut world, "n, doc.list[1]", "Orders"), r#"{"list[1]":{"S":"x"},"n":{"N":"1"}}"#);
    check_contains(&row(&mut world, "*", "Orders"), r#""status":{"S":"done"}"#);
    let keys = run(&mut world, "SELECT * FROM Orders.ByStatus WHERE status = 'open' AND sk = '2'");
    assert_eq!(keys, r#"{"Items":[{"pk":{"S":"a"},"sk":{"S":"2"},"status":{"S":"open"}}]}"#);
}

#[test]
fn order() {
    let mut world = orders();
    for (rest, expected) in [
        ("Orders WHERE pk = 'a' ORDER BY sk DESC", "43210"),
        ("Orders WHERE pk = 'a' ORDER BY pk, sk", "01234"),
        ("Orders WHERE pk IN ['a', 'b'] AND n > 2 ORDER BY pk DESC, sk DESC", "743"),
        ("Orders WHERE pk IN ['b', 'a'] AND n > 2 ORDER BY pk", "347"),
        ("Orders WHERE pk = 'a' AND sk IN ['1', '3'] ORDER BY sk DESC", "31"),
        ("Orders.ByN WHERE pk = 'a' ORDER BY n DESC", "43210"),
    ] {
        assert_eq!(sorts(&mut world, rest), expected, "{rest}");
    }
    // spec: 6.4/ORDER BY
    for (rest, sentence) in [
        (
            "Orders WHERE pk = 'a' ORDER BY n",
            "Attribute n in ORDER BY clause must be part of the primary key",
        ),
        (
            "Orders WHERE pk = 'a' ORDER BY sk, doc.list[0]",
            "Argument to ORDER BY must be of type VariableReference. Type: PATH at 1:50:3",
        ),
        (
            "Orders WHERE pk = 'a' ORDER BY 'sk' DESC",
            "Argument to ORDER BY must be of type VariableReference. Type: sk at 1:46:4",
        ),
        (
            "Orders WHERE sk = 'a' ORDER BY sk",
            "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY clause.",
        ),
        (
            "Orders WHERE pk IN ['a', 'b'] ORDER BY sk",
            "Must have hash key in ORDER BY clause when more than one hash key condition specified in WHERE clause.",
        ),
    ] {
        refuses(&mut world, &format!("SELECT * FROM {rest}"), sentence);
    }
}

/// All rows, so many evaluated a page; with how many pages it took.
fn paged(world: &mut World, statement: &str, limit: u32) -> (String, u32) {
    let (mut found, mut pages, mut token) = (String::new(), 0, Value::Null);
    loop {
        let text = execute(world, &json!({"Statement": statement, "Limit": limit, "NextToken": token}));
        let page = answer(&text);
        found += &rows(&page, "sk");
        pages += 1;
        token = page["NextToken"].clone();
        if token.is_null() {
            return (found, pages);
        }
        assert!(pages < 20, "{text}");
    }
}

#[test]
fn pages() {
    let mut world = orders();
    // A limit counts what is evaluated, not what is returned.
    assert_eq!(paged(&mut world, "SELECT * FROM Orders WHERE pk = 'a'", 2), ("01234".to_owned(), 3));
    assert_eq!(paged(&mut world, "SELECT * FROM Orders WHERE pk = 'a' AND n > 3", 2), ("4".to_owned(), 3));
    assert_eq!(paged(&mut world, "SELECT * FROM Orders WHERE pk IN ['a', 'b']", 5), ("012347".to_owned(), 2));
    // Where a limit was reached, another page may come, even after the only row that there can be.
    assert_eq!(paged(&mut world, "SELECT * FROM Orders WHERE pk = 'a' AND sk = '1'", 1), ("1".to_owned(), 2));
    assert_eq!(paged(&mut world, "SELECT * FROM Orders.ByStatus WHERE status = 'open'", 2).0, "024");
    let (all, _) = paged(&mut world, "SELECT * FROM Orders", 1);
    assert_eq!(all.len(), 6);
    let first = answer(&execute(
        &mut world,
        &json!({"Statement": "SELECT * FROM Orders WHERE pk = 'a'", "Limit": 2}),
    ));
    assert_eq!(first["LastEvaluatedKey"], json!({"pk": {"S": "a"}, "sk": {"S": "1"}}));

    // spec: 6.3/NextToken
    let other = format!("{REQUEST}NextToken does not match request");
    let mut with = |statement: &str, parameters: Value, token: &Value| {
        execute(
            &mut world,
            &json!({"Statement": statement, "Parameters": parameters, "NextToken": token, "Limit": 1}),
        )
    };
    let token =
        answer(&with("SELECT * FROM Orders WHERE pk = ?", json!([{"S": "a"}]), &Value::Null))["NextToken"]
            .clone();
    assert_eq!(with("SELECT * FROM Orders WHERE pk = ?", json!([{"S": "b"}]), &token), other);
    assert_eq!(with("SELECT  * FROM Orders WHERE pk = ?", json!([{"S": "a"}]), &token), other);
    check_contains(
        &with("SELECT * FROM Orders WHERE pk = ?", json!([{"S": "a"}]), &token),
        r#""sk":{"S":"1"}"#,
    );
    let list = "SELECT * FROM Orders WHERE pk = 'a' AND n IN ?";
    let values = json!([{"L": [{"N": "0"}, {"N": "1"}]}]);
    let token = answer(&with(list, values.clone(), &Value::Null))["NextToken"].clone();
    assert!(token.is_string());
    assert_eq!(with(list, values, &token), other);
}

#[test]
fn what_a_select_may_not_ask() {
    let mut world = orders();
    for (statement, sentence) in [
        // spec: 6.4/unknown index
        ("SELECT * FROM Orders.Nope WHERE pk = 'a'", "The table does not have the specified index"),
        // spec: 6.4/unprojected
        (
            "SELECT pk FROM Orders.ByStatus WHERE status = 'open' AND n = 1",
            "One or more parameter values were invalid: Secondary index ByStatus does not project one or more filter \
             attributes: [n]",
        ),
        (
            "SELECT doc, n FROM Orders.ByStatus WHERE status = 'open'",
            "One or more parameter values were invalid: Global secondary index ByStatus does not project [doc, n]",
        ),
        // spec: 6.4/overlap
        (
            "SELECT * FROM Orders WHERE pk = 'a' AND (sk > '1' OR sk < '3')",
            "Overlapping conditions with range keys are not supported in where clause",
        ),
        // spec: 6.4/key type
        (
            "SELECT * FROM Orders WHERE pk = {'x': 1}",
            "Key value must be of type S, N, or B. Key name: pk, Key type: M",
        ),
        (
            "SELECT * FROM Orders WHERE pk = 1",
            "Key attribute's data type should match its data type in table's schema: Key pk",
        ),
        (
            "SELECT * FROM Orders WHERE pk = ''",
            "One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an \
             empty string value. Key: pk",
        ),
    ] {
        refuses(&mut world, statement, sentence);
    }
    // Conditions are about what an index holds, though a local one fetches the columns that it lacks.
    let local = ORDERS.replace("\"Orders\"", "\"Lists\"").replace("\"ALL\"", "\"KEYS_ONLY\"");
    create(&mut world, &local);
    run(&mut world, "INSERT INTO Lists VALUE {'pk': 'a', 'sk': '1', 'n': 1, 'x': 1, 'y': {'z': 2}}");
    refuses(
        &mut world,
        "SELECT * FROM Lists.ByN WHERE pk = 'a' AND (y.z = 2 OR x = 1) AND n = 1",
        "One or more parameter values were invalid: Secondary index ByN does not project one or more filter attributes: \
         [y, x]",
    );
    refuses(
        &mut world,
        "SELECT x FROM Lists.ByN WHERE x = 1",
        "One or more parameter values were invalid: Secondary index ByN does not project one or more filter attributes: \
         [x]",
    );
    let fetched = run(&mut world, "SELECT x FROM Lists.ByN WHERE pk = 'a' AND sk = '1'");
    assert_eq!(fetched, r#"{"Items":[{"x":{"N":"1"}}]}"#);
    // spec: 6.3/IN limits
    let many = |count: usize| (0..count).map(|n| format!("'{n}'")).collect::<Vec<_>>().join(",");
    refuses(
        &mut world,
        &format!("SELECT * FROM Orders WHERE pk IN [{}]", many(51)),
        "The IN operator is provided with too many operands; number of operands: 51",
    );
    let most = format!("SELECT * FROM Orders WHERE pk IN [{}] AND sk IN [{}]", many(50), many(100));
    assert_eq!(run(&mut world, &most), r#"{"Items":[]}"#);
    // spec: 6.4/consistent GSI read
    let body =
        json!({"Statement": "SELECT * FROM Orders.ByStatus WHERE status = 'open'", "ConsistentRead": true});
    assert_eq!(
        execute(&mut world, &body),
        format!("{REQUEST}Strongly consistent read is not supported on Global Secondary Indexes")
    );
    // spec: 6.4/missing table
    for statement in [
        "SELECT * FROM Nope",
        "INSERT INTO Nope VALUE {'pk': 'a'}",
        "UPDATE Nope SET a = 1 WHERE pk = 'a'",
        "DELETE FROM Nope WHERE pk = 'a'",
    ] {
        assert_eq!(run(&mut world, statement), "ResourceNotFoundException: Requested resource not found");
    }
}

#[test]
fn several_attributes_in_an_index_key() {
    // spec: 3.6/PartiQL SELECT on such an index
    let mut world = instant();
    let index = json!({"IndexName": "Both", "Projection": {"ProjectionType": "ALL"}, "KeySchema": [
        {"AttributeName": "x", "KeyType": "HASH"}, {"AttributeName": "y", "KeyType": "HASH"}]});
    let kinds = ["pk", "x", "y"].map(|name| json!({"AttributeName": name, "AttributeType": "S"}));
    let table = json!({"TableName": "Multi", "BillingMode": "PAY_PER_REQUEST", "AttributeDefinitions": kinds,
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}], "GlobalSecondaryIndexes": [index]});
    create(&mut world, &table.to_string());
    refuses(
        &mut world,
        "SELECT * FROM Multi.Both WHERE x = 'a' AND y = 'b'",
        "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or multi-attribute RANGE keys.",
    );
}

#[test]
fn inserts() {
    let mut world = orders();
    // spec: 6.3/INSERT; 6.4/INSERT duplicate
    // spec: 1.5/DuplicateItemException
    assert_eq!(run(&mut world, "INSERT INTO Orders VALUE {'pk': 'a', 'sk': '1'}"), DUPLICATE);
    let body = json!({"Statement": "INSERT INTO Orders VALUE ?",
        "Parameters": [{"M": {"pk": {"S": "c"}, "sk": {"S": "1"}, "b": {"B": "AAE="}}}]});
    assert_eq!(execute(&mut world, &body), r#"{"Items":[]}"#);
    check_contains(&run(&mut world, "SELECT * FROM Orders WHERE pk = 'c'"), r#""b":{"B":"AAE="}"#);
    for (item, sentence) in [
        ("{'pk': 'a'}", "One or more parameter values were invalid: Missing the key sk in the item"),
        // spec: 6.4/key type
        ("{'sk': 1}", "Key attribute's data type should match its data type in table's schema: Key sk"),
        (
            "{'pk': null, 'sk': 1}",
            "Key attribute's data type should match its data type in table's schema: Key pk",
        ),
        (
            "{'pk': 'a', 'sk': 'x', 'status': 1}",
            "One or more parameter values were invalid: Type mismatch for Index Key status Expected: S Actual: N \
             IndexName: ByStatus",
        ),
    ] {
        refuses(&mut world, &format!("INSERT INTO Orders VALUE {item}"), sentence);
    }
}

#[test]
fn updates() {
    let mut world = orders();
    let one = "WHERE pk = 'a' AND sk = '1'";
    for (statement, items) in [
        (format!("UPDATE Orders SET n = n + 10 {one}"), "[]"),
        (format!("UPDATE Orders SET n = n - 1 {one} RETURNING MODIFIED OLD *"), r#"[{"n":{"N":"11"}}]"#),
        (
            format!(
                "UPDATE Orders SET tags = set_add(tags, <<'x', 'y'>>) SET n = 1 {one} RETURNING MODIFIED NEW *"
            ),
            r#"[{"n":{"N":"1"},"tags":{"SS":["x","y"]}}]"#,
        ),
        (
            format!(
                "UPDATE Orders SET tags = set_delete(tags, <<'x'>>), doc.list = list_append(doc.list, [3]) REMOVE \
                 doc.bag {one} RETURNING MODIFIED NEW *"
            ),
            r#"[{"doc":{"M":{"list":{"L":[{"N":"1"},{"S":"x"},{"N":"3"}]}}},"tags":{"SS":["y"]}}]"#,
        ),
        (format!("FROM Orders {one} AND n = 1 REMOVE doc REMOVE tags REMOVE owner"), "[]"),
        (
            format!("UPDATE Orders SET x = n {one} RETURNING ALL NEW *"),
            r#"[{"n":{"N":"1"},"pk":{"S":"a"},"sk":{"S":"1"},"status":{"S":"done"},"x":{"N":"1"}}]"#,
        ),
        (format!("UPDATE Orders REMOVE x {one} RETURNING MODIFIED NEW *"), "[]"),
    ] {
        assert_eq!(run(&mut world, &statement), format!(r#"{{"Items":{items}}}"#), "{statement}");
    }
    // spec: 6.4/UPDATE of missing item, false condition, DELETE of missing item
    assert_eq!(run(&mut world, "UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '9'"), FAILED);
    assert_eq!(run(&mut world, &format!("UPDATE Orders SET n = 2 {one} AND n = 7")), FAILED);
    for (statement, sentence) in [
        // spec: 6.3/UPDATE/DELETE; 6.4/missing key equality (UPDATE/DELETE)
        (
            "UPDATE Orders SET n = 1 WHERE pk = 'a'",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        (
            "UPDATE Orders SET n = 1 WHERE pk = 'a' OR sk = '1'",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        (
            "UPDATE Orders SET n = 1",
            "Where clause does not contain a mandatory equality on all key attributes",
        ),
        ("DELETE FROM Orders", "Where clause does not contain a mandatory equality on all key attributes"),
        // spec: 6.4/key twice
        (
            "UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '1' AND sk = '2'",
            "Multiple conditions on same key sk. Only single item Update/Insert/Delete are supported",
        ),
        (
            "DELETE FROM Orders WHERE pk = 'a' AND sk = 5",
            "Key attribute's data type should match its data type in table's schema: Key sk",
        ),
        // spec: 6.4/runtime update errors
        (
            "UPDATE Orders SET x = nope + 1 WHERE pk = 'a' AND sk = '1'",
            "The provided expression refers to an attribute that does not exist in the item",
        ),
        (
            "UPDATE Orders SET a.b = 1 WHERE pk = 'a' AND sk = '1'",
            "The document path provided in the update expression is invalid for update",
        ),
        (
            "UPDATE Orders SET n = status + 1 WHERE pk = 'a' AND sk = '1'",
            "An operand in the update expression has an incorrect data type",
        ),
        (
            "UPDATE Orders SET sk = 'x' WHERE pk = 'a' AND sk = '1'",
            "One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key",
        ),
    ] {
        refuses(&mut world, statement, sentence);
    }
    // spec: 2.4/PartiQL UPDATE, AttributeUpdates
    let body = json!({"Statement": format!("UPDATE Orders SET big = ? {one}"), "Parameters": [{"S": "x".repeat(409_600)}]});
    assert_eq!(
        execute(&mut world, &body),
        format!("{REQUEST}Item size to update has exceeded the maximum allowed size")
    );
}

#[test]
fn deletes() {
    let mut world = orders();
    for (statement, expected) in [
        ("DELETE FROM Orders WHERE pk = 'a' AND sk = '9'", r#"{"Items":[]}"#),
        ("DELETE FROM Orders WHERE pk = 'a' AND sk = '9' AND n = 1", r#"{"Items":[]}"#),
        ("DELETE FROM Orders WHERE pk = 'a' AND sk = '9' RETURNING ALL OLD *", r#"{"Items":[]}"#),
        ("DELETE FROM Orders WHERE pk = 'a' AND sk = '1' AND n = 9", FAILED),
        (
            "DELETE FROM Orders WHERE pk = 'b' AND sk = '7' AND n = 7 RETURNING ALL OLD *",
            r#"{"Items":[{"n":{"N":"7"},"pk":{"S":"b"},"sk":{"S":"7"}}]}"#,
        ),
        ("SELECT * FROM Orders WHERE pk = 'b'", r#"{"Items":[]}"#),
    ] {
        assert_eq!(run(&mut world, statement), expected, "{statement}");
    }
}

#[test]
fn a_failed_condition_shows_the_item() {
    let mut world = orders();
    let body = json!({"Statement": "UPDATE Orders SET n = 1 WHERE pk = 'b' AND sk = '7' AND n = 1",
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD"});
    let completion = super::support::complete(&mut world, "ExecuteStatement", &body.to_string());
    let mut out = String::new();
    completion.result.expect_err("a failure").write_json(&mut out);
    assert_eq!(
        out,
        r#"{"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException","Message":"The conditional request failed","Item":{"n":{"N":"7"},"pk":{"S":"b"},"sk":{"S":"7"}}}"#
    );
}

#[test]
fn capacity() {
    let mut world = orders();
    // spec: 5.4/PartiQL
    let consumed = |world: &mut World, statement: &str, consistent: bool| {
        let body = json!({"Statement": statement, "ReturnConsumedCapacity": "INDEXES", "ConsistentRead": consistent});
        answer(&execute(world, &body))["ConsumedCapacity"].clone()
    };
    let table = |units: f64| json!({"CapacityUnits": units, "Table": {"CapacityUnits": units}, "TableName": "Orders"});
    let one = "SELECT * FROM Orders WHERE pk = 'a' AND sk = '1'";
    assert_eq!(consumed(&mut world, one, false), table(0.5));
    assert_eq!(consumed(&mut world, one, true), table(1.0));
    assert_eq!(consumed(&mut world, "SELECT * FROM Orders WHERE pk IN ['a', 'b', 'c']", true), table(3.0));
    assert_eq!(
        consumed(&mut world, "SELECT pk FROM Orders.ByStatus WHERE status = 'open'", false),
        json!({"CapacityUnits": 0.5, "GlobalSecondaryIndexes": {"ByStatus": {"CapacityUnits": 0.5}},
            "Table": {"CapacityUnits": 0.0}, "TableName": "Orders"})
    );
    assert_eq!(
        consumed(&mut world, "UPDATE Orders SET status = 'gone' WHERE pk = 'a' AND sk = '1'", false),
        json!({"CapacityUnits": 5.0, "Table": {"CapacityUnits": 1.0}, "TableName": "Orders",
            "LocalSecondaryIndexes": {"ByN": {"CapacityUnits": 1.0}},
            "GlobalSecondaryIndexes": {"ByStatus": {"CapacityUnits": 2.0}, "ByOwner": {"CapacityUnits": 1.0}}})
    );
}

fn batch(world: &mut World, statements: &[&str]) -> Value {
    let statements: Vec<Value> = statements.iter().map(|text| json!({ "Statement": text })).collect();
    let body = json!({"Statements": statements, "ReturnConsumedCapacity": "TOTAL"});
    let text = ask(world, "BatchExecuteStatement", &body.to_string());
    serde_json::from_str(&text).unwrap_or(Value::String(text))
}

#[test]
fn batches() {
    let mut world = orders();
    // spec: 6.4/batch: Error.Code; 6.4/batch: SELECT without full key
    let answer = batch(
        &mut world,
        &[
            "SELECT n FROM Orders WHERE pk = 'a' AND sk = '1'",
            "SELECT n FROM Orders WHERE pk = 'a' AND sk = '9'",
            "SELECT n FROM Orders WHERE pk = 'a' AND sk = '2' AND n = 9",
            "SELECT n FROM Orders WHERE pk = 'a'",
            "SELECT FROM",
            "SELECT * FROM Nope WHERE pk = 'a'",
        ],
    );
    let keyless =
        "Select statements within BatchExecuteStatement must specify the primary key in the where clause.";
    assert_eq!(
        answer,
        json!({
            "ConsumedCapacity": [{"CapacityUnits": 1.5, "TableName": "Orders"}],
            "Responses": [
                {"TableName": "Orders", "Item": {"n": {"N": "1"}}},
                {"TableName": "Orders"},
                {"TableName": "Orders"},
                {"Error": {"Code": "ValidationError", "Message": keyless}},
                {"Error": {"Code": "ValidationError",
                    "Message": "Statement wasn't well formed, can't be processed: Unexpected term"}},
                {"TableName": "Nope", "Error": {"Code": "ResourceNotFound", "Message": "Requested resource not found"}},
            ],
        })
    );
    let answer = batch(
        &mut world,
        &[
            "INSERT INTO Orders VALUE {'pk': 'a', 'sk': '1'}",
            "INSERT INTO Orders VALUE {'pk': 'new', 'sk': '1'}",
            "UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '9'",
            "DELETE FROM Orders WHERE pk = 'a' AND sk = '4' RETURNING ALL OLD *",
        ],
    );
    let codes: Vec<&Value> = answer["Responses"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|response| &response["Error"]["Code"])
        .collect();
    assert_eq!(
        codes,
        [&json!("DuplicateItem"), &Value::Null, &json!("ConditionalCheckFailed"), &Value::Null]
    );
    assert_eq!(answer["Responses"][3]["Item"]["sk"], json!({"S": "4"}));
    // What failed is charged as if it had not: 1, 1, 1, and 4 with the three indexes.
    assert_eq!(answer["ConsumedCapacity"], json!([{"CapacityUnits": 7.0, "TableName": "Orders"}]));
    assert_eq!(sorts(&mut world, "Orders WHERE pk IN ['a', 'new']"), "01231");
    // The table is named where it was reached: by faults of the key, and not by others of the request.
    let long = "s".repeat(1025);
    for (statement, named) in [
        ("INSERT INTO Orders VALUE {'pk': 1, 'sk': '1'}", false),
        ("INSERT INTO Orders VALUE {'pk': 'a'}", false),
        ("UPDATE Orders SET n = n + owner WHERE pk = 'a' AND sk = '1'", false),
        ("UPDATE Orders SET pk = 'b' WHERE pk = 'a' AND sk = '1'", true),
        (&format!("UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '{long}'"), true),
        ("UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '9'", true),
    ] {
        let answer = batch(&mut world, &[statement]);
        let response = &answer["Responses"][0];
        assert!(response.get("Error").is_some(), "{statement}: {response}");
        assert_eq!(response.get("TableName").is_some(), named, "{statement}: {response}");
    }
    // spec: 6.4/batch: duplicates
    assert_eq!(
        batch(
            &mut world,
            &[
                "UPDATE Orders SET n = 1 WHERE pk = 'a' AND sk = '1'",
                "DELETE FROM Orders WHERE pk = 'a' AND sk = '1'",
            ]
        ),
        json!(format!("{REQUEST}Provided list of item keys contains duplicates"))
    );
}

fn transact(world: &mut World, statements: &[&str], more: &Value) -> String {
    let statements: Vec<Value> = statements.iter().map(|text| json!({ "Statement": text })).collect();
    let mut body = json!({ "TransactStatements": statements });
    if let (Some(body), Some(more)) = (body.as_object_mut(), more.as_object()) {
        body.extend(more.clone());
    }
    let text = super::support::complete(world, "ExecuteTransaction", &body.to_string());
    match &text.result {
        Ok(_) => super::support::text(&text),
        Err(error) => {
            let mut out = error.to_string();
            for reason in &error.reasons {
                out += " | ";
                out += reason.message.as_deref().unwrap_or("-");
            }
            out
        }
    }
}

#[test]
fn transactions() {
    let mut world = orders();
    let nothing = json!({});
    // spec: 6.4/transaction: runtime
    assert_eq!(
        transact(
            &mut world,
            &[
                "INSERT INTO Orders VALUE {'pk': 'a', 'sk': '1'}",
                "INSERT INTO Orders VALUE {'pk': 'c', 'sk': '1'}",
                "UPDATE Nope SET n = 1 WHERE pk = 'a'",
                "EXISTS(SELECT * FROM Orders WHERE pk = 'a' AND sk = '2' AND n = 9)",
                "UPDATE Orders SET n = status + 1 WHERE pk = 'a' AND sk = '3'",
                "DELETE FROM Orders WHERE pk = 'a' AND sk = '9' AND n = 1",
            ],
            &nothing
        ),
        "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific reasons \
         [DuplicateItem, None, ResourceNotFound, ConditionalCheckFailed, ValidationError, ConditionalCheckFailed] \
         | Duplicate primary key exists in table | - | Requested resource not found | The conditional request failed \
         | An operand in the update expression has an incorrect data type | The conditional request failed"
    );
    assert_eq!(sorts(&mut world, "Orders WHERE pk = 'c'"), "");
    // spec: 6.2/EXISTS
    let write = [
        "INSERT INTO Orders VALUE {'pk': 'c', 'sk': '1'}",
        "EXISTS(SELECT * FROM Orders WHERE pk = 'a' AND sk = '2' AND n = 2)",
        "DELETE FROM Orders WHERE pk = 'a' AND sk = '9'",
    ];
    let once = json!({"ClientRequestToken": "once", "ReturnConsumedCapacity": "TOTAL"});
    assert_eq!(
        answer(&transact(&mut world, &write, &once)),
        json!({"Responses": [],
            "ConsumedCapacity": [{"CapacityUnits": 6.0, "WriteCapacityUnits": 6.0, "TableName": "Orders"}]})
    );
    check_contains(&transact(&mut world, &write, &once), "ReadCapacityUnits");
    check_contains(&transact(&mut world, &write[1..], &once), "IdempotentParameterMismatchException");
    assert_eq!(
        answer(&transact(
            &mut world,
            &[
                "SELECT n FROM Orders WHERE pk = 'a' AND sk = '2'",
                "SELECT n FROM Orders WHERE pk = 'a' AND sk = '9'",
                "SELECT n FROM Orders WHERE pk = 'a' AND sk = '3' AND n = 9",
            ],
            &nothing
        )),
        json!({"Responses": [{"Item": {"n": {"N": "2"}}}, {}, {}]})
    );
    let keyless =
        "Select statements within ExecuteTransaction must specify the primary key in the where clause.";
    let equality = "Where clause does not contain a mandatory equality on all key attributes";
    for (statements, sentence) in [
        // spec: 6.4/transaction: static fault
        (
            vec!["SELECT * FROM Orders WHERE pk = 'a'"],
            format!("{REQUEST}Validation failed in TransactStatements[0]: {keyless}"),
        ),
        (
            vec!["EXISTS(SELECT * FROM Orders WHERE pk = 'a')"],
            format!("{REQUEST}Validation failed in TransactStatements[0]: {keyless}"),
        ),
        (
            vec!["DELETE FROM Orders WHERE pk = 'a' AND sk = '1'", "DELETE FROM Orders WHERE pk = 'a'"],
            format!("{REQUEST}Validation failed in TransactStatements[1]: {equality}"),
        ),
        // spec: 6.4/transaction: same item twice
        (
            vec!["DELETE FROM Orders WHERE pk = 'a' AND sk = '1'"; 2],
            format!("{REQUEST}Transaction request cannot include multiple operations on one item"),
        ),
        (
            vec![
                "DELETE FROM Orders WHERE pk = 'a' AND sk = '1'",
                "INSERT INTO Orders VALUE {'pk': 'a', 'sk': '1', 'status': 1}",
            ],
            format!("{REQUEST}Transaction request cannot include multiple operations on one item"),
        ),
        (
            vec!["SELECT * FROM Orders WHERE pk = 1 AND sk = '1'"],
            "TransactionCanceledException: Transaction cancelled, please refer cancellation reasons for specific \
             reasons [ValidationError] | The provided key element does not match the schema"
                .to_owned(),
        ),
    ] {
        assert_eq!(transact(&mut world, &statements, &nothing), sentence, "{statements:?}");
    }
}

/// The same statements on a world with time: only the clock differs.
#[test]
fn statements_take_their_time() {
    let mut world = simulated(&[]);
    fill(&mut world);
    world.run_idle();
    assert_eq!(sorts(&mut world, "Orders WHERE pk IN ['a', 'b'] ORDER BY pk"), "012347");
    let write = "UPDATE Orders SET n = n + 1 WHERE pk = 'a' AND sk = '1' RETURNING MODIFIED NEW *";
    assert_eq!(run(&mut world, write), r#"{"Items":[{"n":{"N":"2"}}]}"#);
    world.run_idle();
    assert_eq!(sorts(&mut world, "Orders.ByN WHERE pk = 'a' AND n = 2"), "12");
    let both = [
        "UPDATE Orders SET n = 9 WHERE pk = 'a' AND sk = '1'",
        "INSERT INTO Orders VALUE {'pk': 'z', 'sk': '1'}",
    ];
    assert_eq!(transact(&mut world, &both, &json!({})), r#"{"Responses":[]}"#);
}

/// A condition on keys and on what is no key.
fn condition() -> impl Strategy<Value = String> {
    let comparison = prop_oneof![Just("="), Just("<"), Just("<="), Just(">"), Just(">="), Just("<>")];
    let atom = prop_oneof![
        "[abc]".prop_map(|pk| format!("pk = '{pk}'")),
        ("[abc]", "[abc]").prop_map(|(one, other)| format!("pk IN ['{one}', '{other}']")),
        (comparison.clone(), 0..8).prop_map(|(comparison, sk)| format!("sk {comparison} '{sk}'")),
        (0..6, 0..4).prop_map(|(sk, more)| format!("sk BETWEEN '{sk}' AND '{}'", sk + more)),
        (0..8, 0..8).prop_map(|(one, other)| format!("sk IN ('{one}', '{other}')")),
        (0..8).prop_map(|sk| format!("'{sk}' >= sk")),
        (0..8).prop_map(|sk| format!("begins_with(sk, '{sk}')")),
        (comparison, 0..8).prop_map(|(comparison, n)| format!("n {comparison} {n}")),
        Just("status IS MISSING".to_owned()),
    ];
    atom.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            3 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" AND "))),
            2 => prop::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" OR "))),
            1 => inner.prop_map(|inner| format!("NOT {inner}")),
        ]
    })
}

fn sorted(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    letters.sort_unstable();
    letters.into_iter().collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// However a condition is planned, it finds what looking at every item finds: denied twice, it says nothing of
    /// keys that a plan could use. And pages come to the same.
    #[test]
    fn a_plan_finds_what_a_scan_finds(condition in condition(), limit in 1_u32..5) {
        let mut world = orders();
        let planned = run(&mut world, &format!("SELECT * FROM Orders WHERE {condition}"));
        if planned.contains("Overlapping conditions") {
            return Ok(());
        }
        let planned = rows(&answer(&planned), "sk");
        let scanned = run(&mut world, &format!("SELECT * FROM Orders WHERE NOT (NOT ({condition}))"));
        prop_assert_eq!(sorted(&planned), sorted(&rows(&answer(&scanned), "sk")), "{}", condition);
        let (found, _) = paged(&mut world, &format!("SELECT * FROM Orders WHERE {condition}"), limit);
        prop_assert_eq!(found, planned, "{}", condition);
    }
}
