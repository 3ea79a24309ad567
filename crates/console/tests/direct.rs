//! Statements and JSON requests, typed without the AWS CLI.

use console::{
    Action, ApiCall, Catalogue, Context, Failure, IndexEntry, KeyPart, Notation, Script, TableEntry,
    TokenKind, complete, explain, parse_command, parse_script,
};

fn read(text: &str) -> Script {
    parse_script(text, &Context::default())
}

fn calls(text: &str) -> Vec<ApiCall> {
    let script = read(text);
    script
        .commands
        .iter()
        .map(|command| match &command.action {
            Ok(Action::Aws(call)) => (**call).clone(),
            other => panic!("{text}\n{other:?}"),
        })
        .collect()
}

#[track_caller]
fn statement(text: &str, expect: &str) {
    let calls = calls(text);
    let [call] = calls.as_slice() else { panic!("{text}: {calls:?}") };
    let input = format!("{{\"Statement\":{}}}", serde_like(expect));
    assert_eq!((call.operation, call.input.as_str()), ("ExecuteStatement", input.as_str()), "{text}");
    assert_eq!(call.notation, Notation::Statement);
}

fn serde_like(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[test]
fn statements() {
    for text in [
        "SELECT * FROM Orders",
        "SELECT * FROM \"Orders\" WHERE \"Id\" = 'a;b'",
        "SELECT \"a\", b FROM \"Orders\".\"ByDay\"\n  WHERE Day = '2026'\n  ORDER BY Day DESC",
        "select * from Orders",
        "select Id from Orders where Id = 1",
        "INSERT INTO \"Orders\" VALUE {'Id': 1, 'L': [1, 'x'], 'it''s': <<'a'>>}",
        "insert into Orders value {'Id': 1}",
        "UPDATE \"Orders\" SET a = a + 1 REMOVE b WHERE Id = 1 RETURNING ALL NEW *",
        "UPDATE \"Orders\"\nSET a = 1\nREMOVE b\nWHERE Id = 1",
        "DELETE FROM \"Orders\" WHERE Id = 1",
        "EXISTS(SELECT * FROM \"Orders\" WHERE Id = 1)",
        "SELECT *\nFROM \"Orders\" -- a comment; with a semicolon\nWHERE Id = 1 /* and\n\nanother */",
        "SELECT",
    ] {
        statement(text, text);
        statement(&format!("  {text} ;  "), text);
        statement(&format!("# a comment\n{text};\n\n"), text);
    }
}

#[test]
fn several_requests() {
    let text = "SELECT * FROM Orders; DELETE FROM Orders WHERE Id = 1\nINSERT INTO Orders VALUE {'Id': 1}\naws dynamodb list-tables\nUPDATE Orders SET a = 1 WHERE Id = 1\n\nListTables\nScan {\"TableName\": \"Orders\"} DescribeLimits {}\nlab clock";
    let script = read(text);
    assert!(script.fault().is_none(), "{:?}", script.fault());
    let shown: Vec<&str> = script.commands.iter().map(|command| command.at.of(text)).collect();
    assert_eq!(
        shown,
        [
            "SELECT * FROM Orders",
            "DELETE FROM Orders WHERE Id = 1",
            "INSERT INTO Orders VALUE {'Id': 1}",
            "aws dynamodb list-tables",
            "UPDATE Orders SET a = 1 WHERE Id = 1",
            "ListTables",
            "Scan {\"TableName\": \"Orders\"}",
            "DescribeLimits {}",
            "lab clock",
        ]
    );
    for command in &script.commands {
        let again = parse_command(text, command.at, &Context::default()).expect("a command stands there");
        assert_eq!(again.at, command.at);
    }
}

#[test]
fn sentences_are_no_statements() {
    for text in [
        "Select the table and press Delete.",
        "Update the item's price to 5.",
        "Delete from the table all items.",
        "Insert into the table:",
        "select the right Region",
        "update your tools",
        "DELETE",
        "Scan the table",
        "Query",
        "PutItem writes an item.",
    ] {
        let script = read(&format!("{text}\naws dynamodb list-tables"));
        let operations: Vec<_> = script
            .commands
            .iter()
            .filter_map(|command| match &command.action {
                Ok(Action::Aws(call)) => Some(call.operation),
                _ => None,
            })
            .collect();
        let expect: &[&str] = if text == "Query" { &["Query", "ListTables"] } else { &["ListTables"] };
        assert_eq!(operations, expect, "{text}");
    }
}

#[test]
fn json_requests() {
    #[track_caller]
    fn check(text: &str, operation: &str, input: &str) {
        let calls = calls(text);
        let [call] = calls.as_slice() else { panic!("{text}: {calls:?}") };
        assert_eq!(
            (call.operation, call.input.as_str(), call.notation),
            (operation, input, Notation::Json),
            "{text}"
        );
    }
    check("ListTables", "ListTables", "{}");
    check("ListTables {}", "ListTables", "{}");
    check(
        "GetItem {\"TableName\": \"T\", \"Key\": {\"a\": {\"S\": \"}\\\"{\"}}}",
        "GetItem",
        "{\"TableName\": \"T\", \"Key\": {\"a\": {\"S\": \"}\\\"{\"}}}",
    );
    check("PutItem\n{\n  \"TableName\": \"T\"\n}", "PutItem", "{\n  \"TableName\": \"T\"\n}");
    check("DynamoDB_20120810.ListTables {}", "ListTables", "{}");
    check("DynamoDBStreams_20120810.ListStreams {}", "ListStreams", "{}");
    check("listtables {}", "ListTables", "{}");
    check("ListTables: {\"Limit\": 1};", "ListTables", "{\"Limit\": 1}");
    // It is sent as it is: what the AWS CLI would refuse, the service refuses.
    check("Scan {\"Limit\": \"x\"}", "Scan", "{\"Limit\": \"x\"}");
}

#[track_caller]
fn fault(text: &str, message: &str, at: &str, fix: Option<&str>) {
    let script = read(text);
    let Some(fault) = script.fault() else { panic!("no fault in {text}: {:?}", script.commands) };
    assert_eq!(fault.message, message, "{text}");
    assert_eq!(fault.at.map(|at| at.of(text)), Some(at), "{text}");
    assert_eq!(fault.fix.as_deref(), fix, "{text}");
    assert!(!fault.hint.is_empty(), "{text}");
}

#[test]
fn faults() {
    fault("GetItm {\"TableName\": \"T\"}", "There is no operation GetItm.", "GetItm", Some("GetItem"));
    fault(
        "{\"TableName\": \"T\", \"Item\": {}}",
        "Which operation is this the input of?",
        "{",
        Some("PutItem {"),
    );
    fault("{\"Statement\": \"x\"}", "Which operation is this the input of?", "{", Some("ExecuteStatement {"));
    fault(
        "Scan {\"TableName\": \"T\",}",
        "The input is no JSON: Illegal trailing comma before end of object: line 1 column 18 (char 17)",
        ",",
        Some(""),
    );
    fault(
        "Scan {\"TableName\": \"T\"",
        "The input is no JSON: Expecting ',' delimiter: line 1 column 18 (char 17)",
        "\"",
        Some("\"}"),
    );
    fault("SELECT * FROM T WHERE a = 'x", "The quote ' that begins here is never closed.", "'x", Some("'x'"));
    fault("SELECT * FROM \"T", "The quote \" that begins here is never closed.", "\"T", Some("\"T\""));
}

fn catalogue() -> Catalogue {
    let part = |name: &str, kind: &str| KeyPart { name: name.to_owned(), kind: kind.to_owned() };
    let orders = TableEntry {
        name: "Orders".to_owned(),
        key: vec![part("Id", "N"), part("Day", "S")],
        items: 3,
        indexes: vec![IndexEntry { name: "ByDay".to_owned(), key: vec![part("Day", "S")] }],
        attributes: vec!["Total".to_owned(), "Year".to_owned()],
    };
    Catalogue { tables: vec![orders], ..Catalogue::default() }
}

#[track_caller]
fn completes(text: &str, replaced: &str, expect: &[&str]) {
    let found = complete(text, text.len(), &catalogue());
    let choices: Vec<&str> = found.choices.iter().map(|choice| choice.insert.as_str()).collect();
    assert_eq!(found.replace.of(text), replaced, "{text}: {choices:?}");
    for choice in expect {
        assert!(choices.contains(choice), "{text}: {choice} is not among {choices:?}");
    }
}

#[test]
fn completion_of_statements() {
    completes("", "", &["SELECT * FROM ", "aws dynamodb "]);
    completes("sel", "sel", &["SELECT * FROM "]);
    completes("SELECT ", "", &["* FROM ", "\"Id\""]);
    completes("SELECT * FROM ", "", &["\"Orders\""]);
    completes("SELECT * FROM Or", "Or", &["\"Orders\""]);
    completes("SELECT * FROM \"Or", "\"Or", &["\"Orders\""]);
    completes("SELECT * FROM \"Orders\".", "", &["\"ByDay\""]);
    completes("SELECT * FROM \"Orders\" ", "", &["WHERE "]);
    completes("SELECT * FROM \"Orders\" WHERE ", "", &["\"Id\"", "\"Total\"", "begins_with("]);
    completes("SELECT * FROM \"Orders\" WHERE Id = 1 AND \"To", "\"To", &["\"Total\""]);
    completes("INSERT INTO \"Orders\" ", "", &["VALUE {'Id': 1, 'Day': 'a'}"]);
    completes("UPDATE \"Orders\" SET Total = 1 WHERE ", "", &["\"Id\""]);
    completes("SELECT * FROM Orders WHERE Total IS ", "", &["MISSING ", "NOT MISSING "]);
}

#[test]
fn completion_of_json() {
    completes("Put", "Put", &["PutItem {"]);
    completes("PutItem {", "", &["\"TableName\": ", "\"Item\": "]);
    completes("PutItem {\"Ta", "\"Ta", &["\"TableName\": "]);
    completes("PutItem {\"TableName\": ", "", &["\"Orders\""]);
    completes("PutItem {\"TableName\": \"Or", "\"Or", &["\"Orders\""]);
    completes(
        "GetItem {\"TableName\": \"Orders\", \"Key\": ",
        "",
        &["{\"Id\": {\"N\": \"1\"}, \"Day\": {\"S\": \"a\"}}"],
    );
    completes("GetItem {\"TableName\": \"Orders\", \"Key\": {", "", &["\"Id\": ", "\"Day\": "]);
    completes("Scan {\"TableName\": \"Orders\", \"Select\": \"C", "\"C", &["\"COUNT\""]);
    completes("Scan {\"TableName\": \"Orders\", \"ConsistentRead\": ", "", &["true"]);
    completes("Scan {\"TableName\": \"Orders\", \"IndexName\": ", "", &["\"ByDay\""]);
}

#[track_caller]
fn mends(text: &str, name: &str, message: &str, expect: &str) {
    let calls = calls(text);
    let call = &calls[0];
    let failure = Failure { operation: call.operation, name, message, call: Some(call), text };
    let hint = explain(&failure, &catalogue()).expect("a hint");
    let (Some(at), Some(fix)) = (hint.at, &hint.fix) else { panic!("{hint:?}") };
    let mended = format!("{}{fix}{}", &text[..at.start()], &text[at.end()..]);
    assert_eq!(mended, expect);
    assert!(read(&mended).fault().is_none());
}

#[test]
fn mending() {
    let reserved = "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: Year";
    mends(
        r#"Scan {"TableName": "Orders", "FilterExpression": "Year > :y", "ExpressionAttributeValues": {":y": {"N": "1"}}}"#,
        "ValidationException",
        reserved,
        r##"Scan {"TableName": "Orders", "FilterExpression": "#y > :y", "ExpressionAttributeValues": {":y": {"N": "1"}}, "ExpressionAttributeNames": {"#y": "Year"}}"##,
    );
    mends(
        r#"Scan {"TableName": "Orders", "FilterExpression": "Total > :y", "ExpressionAttributeValues": {}}"#,
        "ValidationException",
        "Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :y",
        r#"Scan {"TableName": "Orders", "FilterExpression": "Total > :y", "ExpressionAttributeValues": {":y": {"S": "a"}}}"#,
    );
    mends(
        r#"Scan {"TableName": "Order"}"#,
        "ResourceNotFoundException",
        "Requested resource not found",
        r#"Scan {"TableName": "Orders"}"#,
    );
    mends(
        r#"GetItem {"TableName": "Orders", "Key": {"Id": {"N": "1"}}}"#,
        "ValidationException",
        "The provided key element does not match the schema",
        r#"GetItem {"TableName": "Orders", "Key": {"Id": {"N": "1"}, "Day": {"S": "a"}}}"#,
    );
    mends(
        "SELECT * FROM \"Order\"",
        "ResourceNotFoundException",
        "Requested resource not found",
        "SELECT * FROM \"Orders\"",
    );
    mends(
        "DELETE FROM orders WHERE Id = 1",
        "ResourceNotFoundException",
        "Requested resource not found",
        "DELETE FROM Orders WHERE Id = 1",
    );
}

#[test]
fn colours() {
    let text = "SELECT a FROM \"T\" WHERE b = 'x' -- c";
    let kinds: Vec<(&str, TokenKind)> =
        read(text).tokens.iter().map(|token| (token.at.of(text), token.kind)).collect();
    assert_eq!(kinds[0], ("SELECT", TokenKind::Command));
    assert!(kinds.contains(&("\"T\"", TokenKind::Option)) && kinds.contains(&("'x'", TokenKind::String)));
    assert_eq!(kinds.last(), Some(&("-- c", TokenKind::Quiet)));
    let text = "Scan {\"TableName\": \"T\", \"Limit\": 1}";
    let kinds: Vec<(&str, TokenKind)> =
        read(text).tokens.iter().map(|token| (token.at.of(text), token.kind)).collect();
    assert_eq!(kinds[0], ("Scan", TokenKind::Command));
    assert!(
        kinds.contains(&("\"TableName\"", TokenKind::Option)) && kinds.contains(&("1", TokenKind::Value))
    );
}

#[test]
fn a_long_paste_is_read_in_time() {
    let one = "INSERT INTO \"Orders\" VALUE {'Id': 1, 'Text': 'some words that make the line longer'};\n";
    assert_eq!(read(&one.repeat(5_000)).commands.len(), 5_000);
    assert_eq!(read(&"PutItem {\"TableName\": \"T\"}\n".repeat(5_000)).commands.len(), 5_000);
    let _ = read(&"SELECT * FROM (".repeat(20_000));
    let _ = read(&"Scan {\"a\":".repeat(20_000));
    let _ = complete(&"Scan {\"a\":".repeat(20_000), 200_000, &catalogue());
}
