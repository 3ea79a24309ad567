//! `aws ddb select` and `aws ddb put`: what they ask for, what they print, what they refuse.

use console::{Action, ApiCall, Context, File, Look, Output, Pager, parse_script};
use serde_json::{Value, json};

fn action(command: &str) -> Result<Action, console::Fault> {
    let files = |name: &str| {
        (name == "items.yaml")
            .then(|| File { name: name.to_owned(), content: b"- Id: 1\n- Id: 2 # two\n".to_vec() })
    };
    let script = parse_script(command, &Context { files: &files });
    assert_eq!(script.commands.len(), 1, "{command}");
    script.commands.into_iter().next().expect("a command").action
}

#[track_caller]
fn call(command: &str) -> ApiCall {
    match action(command) {
        Ok(Action::Aws(call)) => *call,
        other => panic!("{command}: {other:?}"),
    }
}

fn input(call: &ApiCall) -> Value {
    serde_json::from_str(&call.input).expect("JSON")
}

/// An expression behind `--filter`, as it is sent, with its names and its values.
#[track_caller]
fn check(filter: &str, expression: &str, names: &Value, values: &Value) {
    let call = call(&format!("aws ddb select T --filter {}", quoted(filter)));
    let input = input(&call);
    assert_eq!(input["FilterExpression"], expression, "{filter}");
    let or_null = |value: &Value| if value == &json!({}) { Value::Null } else { value.clone() };
    assert_eq!(input["ExpressionAttributeNames"], or_null(names), "{filter}");
    assert_eq!(input["ExpressionAttributeValues"], or_null(values), "{filter}");
}

fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\'', r"'\''"))
}

/// A command that is refused: exit code and message, without what is before the colon.
#[track_caller]
fn refuse(command: &str, code: i32, message: &str) {
    let fault = action(command).err().unwrap_or_else(|| panic!("{command} was taken"));
    assert_eq!(fault.message.strip_prefix("aws: [ERROR]: "), Some(message), "{command}");
    assert_eq!(fault.code, code, "{command}");
    assert!(fault.at.is_some(), "{command} has no place");
}

#[test]
fn select_is_a_scan_or_a_query() {
    let scan = call("aws ddb select Orders");
    assert_eq!((scan.operation, scan.output), ("Scan", Some(Output::Yaml)));
    assert!(scan.paging.is_some());
    assert_eq!(
        input(&scan),
        json!({"TableName": "Orders", "ConsistentRead": true, "ReturnConsumedCapacity": "NONE"})
    );
    let query = call(
        "aws ddb select Orders --index-name ByStatus --key-condition 'Status = \"new\"' --filter 'Total > 10' \
         --projection Customer, Total --no-consistent-read --return-consumed-capacity --attributes ALL_PROJECTED --region eu-west-1",
    );
    assert_eq!((query.operation, query.region.as_deref()), ("Query", Some("eu-west-1")));
    assert_eq!(
        input(&query),
        json!({
            "TableName": "Orders", "IndexName": "ByStatus", "ConsistentRead": false, "Select": "ALL_PROJECTED_ATTRIBUTES",
            "ProjectionExpression": "#n0, #n1", "FilterExpression": "#n2 > :n3", "KeyConditionExpression": "#n4 = :n5",
            "ExpressionAttributeNames": {"#n0": "Customer", "#n1": "Total", "#n2": "Total", "#n4": "Status"},
            "ExpressionAttributeValues": {":n3": {"N": "10"}, ":n5": {"S": "new"}},
            "ReturnConsumedCapacity": "INDEXES",
        })
    );
    let capacity = call("aws ddb select Orders --return-consumed-capacity --attributes COUNT");
    assert_eq!(input(&capacity)["ReturnConsumedCapacity"], "TOTAL");
    assert_eq!(input(&capacity)["Select"], "COUNT");
    let once = call("aws ddb select Orders --no-paginate --consistent-read --no-consistent-read");
    assert_eq!((once.paging.as_ref(), input(&once)["ConsistentRead"].clone()), (None, json!(false)));
    let paged = call("aws ddb select Orders --max-items 3 --page-size 2");
    let paging = paged.paging.expect("paging");
    assert_eq!((paging.max_items, paging.page_size, paging.start), (Some(3), Some(2), None));
    let all = call("aws ddb select Orders --max-items 0");
    assert_eq!(all.paging.expect("paging").max_items, None);
}

#[test]
fn expressions_get_placeholders() {
    let one = |name: &str| json!({"#n0": name});
    check("a = 1", "#n0 = :n1", &one("a"), &json!({":n1": {"N": "1"}}));
    check("'a b' <> \"it's\"", "#n0 <> :n1", &one("a b"), &json!({":n1": {"S": "it's"}}));
    check(
        "a.b[2].c <= -1.50",
        "#n0.#n1[2].#n2 <= :n3",
        &json!({"#n0": "a", "#n1": "b", "#n2": "c"}),
        &json!({":n3": {"N": "-1.50"}}),
    );
    check("a = true", "#n0 = :n1", &one("a"), &json!({":n1": {"BOOL": true}}));
    check("a = NULL", "#n0 = :n1", &one("a"), &json!({":n1": {"NULL": true}}));
    check("a = b\"YWJj\"", "#n0 = :n1", &one("a"), &json!({":n1": {"B": "YWJj"}}));
    check("a = 1e3", "#n0 = :n1", &one("a"), &json!({":n1": {"N": "1E+3"}}));
    check(
        "a in (1, \"x\") and not b between 2 and 3",
        "#n0 IN (:n1, :n2) AND NOT #n3 BETWEEN :n4 AND :n5",
        &json!({"#n0": "a", "#n3": "b"}),
        &json!({":n1": {"N": "1"}, ":n2": {"S": "x"}, ":n4": {"N": "2"}, ":n5": {"N": "3"}}),
    );
    check(
        "(begins_with(a, \"x\") or attribute_exists(b)) AND c = [1, {\"k\": [true]}, {}]",
        "( begins_with(#n0, :n1) OR attribute_exists(#n2) ) AND #n3 = :n4",
        &json!({"#n0": "a", "#n2": "b", "#n3": "c"}),
        &json!({":n1": {"S": "x"}, ":n4": {"L": [{"N": "1"}, {"M": {"k": {"L": [{"BOOL": true}]}}}, {"M": {}}]}}),
    );
    check("a = {1, 2, 1}", "#n0 = :n1", &one("a"), &json!({":n1": {"NS": ["1", "2"]}}));
    check("a = {\"x\"}", "#n0 = :n1", &one("a"), &json!({":n1": {"SS": ["x"]}}));
    check("a = {b\"YQ==\"}", "#n0 = :n1", &one("a"), &json!({":n1": {"BS": ["YQ=="]}}));
    check("a = b", "#n0 = #n1", &json!({"#n0": "a", "#n1": "b"}), &json!({}));
}

#[test]
fn expressions_that_cannot_be_read() {
    let operand = "['literal', 'lbracket', 'lbrace', 'identifier', 'unquoted_identiifer']";
    for (filter, message) in [
        ("a = ", format!("Unexpected token `` of type `eof`. Expected type: {operand}\na = \n    ^")),
        ("a b", "Unexpected token `b` of type `unquoted_identifier`. Expected type: eof\na b\n  ^".to_owned()),
        ("size(a) > 1", "Unexpected token `>` of type `gt`. Expected type: eof\nsize(a) > 1\n        ^".to_owned()),
        ("a = \"b", "Unclosed \" delimiter\na = \"b\n    ^".to_owned()),
        ("a ; b", "Unrecognized character ;\na ; b\n  ^".to_owned()),
        ("a = 1.", "Invalid fractional character None\na = 1.\n     ^".to_owned()),
        ("a = -", "Unknown token -\na = -\n    ^".to_owned()),
        ("a = b\"Y\"", "Invalid base64 string b\"Y\": Incorrect padding\na = b\"Y\"\n    ^".to_owned()),
        ("= 1", "Unknown expression type starting at token `=`\n= 1\n^".to_owned()),
        ("(a = 1", "Unexpected token `` of type `eof`. Expected type: rparen\n(a = 1\n      ^".to_owned()),
        ("a[\"x\"] = 1", "Invalid token value: List indices must be whole numbers.\na[\"x\"] = 1\n     ^\n".to_owned()),
        ("a = {1, \"x\"}", "Invalid token value: Set values must all be of the same type. First type was `<class 'decimal.Decimal'>`, but found value of type `<class 'str'>`\na = {1, \"x\"}\n        ^\n".to_owned()),
        (" ", "Expressions must not be empty".to_owned()),
        ("", "Expressions must not be empty".to_owned()),
    ] {
        refuse(&format!("aws ddb select T --filter {}", quoted(filter)), 252, &message);
    }
    for open in ["(", "not ", "a = [", "a = {\"x\": "] {
        let deep = format!("aws ddb select T --filter {}", quoted(&open.replace("a = ", "").repeat(50_000)));
        assert!(action(&deep).is_err(), "{open}");
    }
}

#[test]
fn put_gives_values_their_types() {
    let one = call(
        "aws ddb put Orders '{Id: 1, Name: \"Ann\", Tags: !!set {a, b}, Sizes: !!set {1, 2.50}, Raw: !!binary YWJj, More: {x: [true, null, 1.5]}}' \
         --condition 'attribute_not_exists(Id)'",
    );
    assert_eq!((one.operation, one.output), ("PutItem", Some(Output::Off)));
    assert_eq!(
        input(&one),
        json!({
            "TableName": "Orders",
            "Item": {
                "Id": {"N": "1"}, "Name": {"S": "Ann"}, "Tags": {"SS": ["a", "b"]}, "Sizes": {"NS": ["1", "2.50"]}, "Raw": {"B": "YWJj"},
                "More": {"M": {"x": {"L": [{"BOOL": true}, {"NULL": true}, {"N": "1.5"}]}}},
            },
            "ReturnConsumedCapacity": "NONE",
            "ConditionExpression": "attribute_not_exists(#n0)",
            "ExpressionAttributeNames": {"#n0": "Id"},
        })
    );
    let json = call(r#"aws ddb put Orders '{"Id":"a","N":5}'"#);
    assert_eq!(input(&json)["Item"], json!({"Id": {"S": "a"}, "N": {"N": "5"}}));
    let block = call("aws ddb put Orders 'Id: 1\nLines: |\n  one\n  two\n'");
    assert_eq!(input(&block)["Item"]["Lines"], json!({"S": "one\ntwo\n"}));
    let file = call("aws ddb put Orders file://items.yaml");
    assert_eq!(file.operation, "BatchWriteItem");
    assert_eq!(file.files.len(), 1);
    assert!(matches!(action("aws ddb put Orders '[]'"), Ok(Action::Note(text)) if text.is_empty()));
}

#[test]
fn many_items_go_in_batches() {
    let items: Vec<String> = (0..60).map(|n| format!("{{Id: {n}}}")).collect();
    let call = call(&format!("aws ddb put T '[{}]'", items.join(", ")));
    let mut pager = Pager::new(&call).expect("batches");
    let mut sent = Vec::new();
    let mut left = true;
    let mut refused = true;
    while left {
        let input: Value = serde_json::from_str(&pager.input()).expect("JSON");
        assert_eq!(input["ReturnConsumedCapacity"], "NONE");
        let batch = input["RequestItems"]["T"].as_array().expect("a batch").clone();
        assert!((1..=25).contains(&batch.len()));
        // What the service leaves undone once is sent again.
        let undone = if std::mem::take(&mut refused) { &batch[..2] } else { &[] };
        let answer =
            json!({"UnprocessedItems": if undone.is_empty() { json!({}) } else { json!({"T": undone}) }});
        sent.extend(
            batch[undone.len()..].iter().map(|request| request["PutRequest"]["Item"]["Id"]["N"].clone()),
        );
        left = pager.accept(&answer.to_string()).expect("an answer");
    }
    let expect: Vec<Value> = (2..60).chain(0..2).map(|n| json!(n.to_string())).collect();
    assert_eq!(sent, expect);
    assert_eq!(sent, expect);
    assert_eq!(pager.print(&Look::default()).expect("a print"), "");
}

#[test]
fn answers_are_plain_yaml() {
    let call = call("aws ddb select T --no-paginate");
    let look = Look { output: Output::Yaml, query: None, plain: call.plain };
    let answer = r#"{"Count":1,"Items":[{"s":{"S":"yes"},"n":{"N":"12.50"},"b":{"B":"YQ=="},"set":{"SS":["y","x"]},"nums":{"NS":["10","9"]},
        "raw":{"BS":["YQ=="]},"none":{"NULL":true},"yes":{"BOOL":true},"l":{"L":[{"SS":["q"]},{"N":"1"}]},"m":{"M":{}},"no":{"S":"1"},"tiny":{"N":"0.0000001"}}],
        "ScannedCount":1,"LastEvaluatedKey":{"s":{"S":"k"}}}"#;
    assert_eq!(
        look.print("Scan", answer).expect("YAML"),
        "Count: 1\nItems:\n- b: !!binary \"YQ==\"\n  l:\n  - !!set\n    q: null\n  - 1\n  m: {}\n  n: 12.50\n  no: '1'\n  none: null\n  nums: !!set\n    9: null\n    10: null\n  raw: !!set\n    !!binary \"YQ==\": null\n  s: yes\n  set: !!set\n    x: null\n    y: null\n  tiny: 1E-7\n  yes: true\nLastEvaluatedKey:\n  s: k\nScannedCount: 1\n"
    );
    let query = Look { query: Some("Items[].n".to_owned()), ..look };
    assert_eq!(query.print("Scan", answer).expect("YAML"), "- 12.50\n");
}

#[test]
fn what_is_refused() {
    let usage = "the following arguments are required: ";
    refuse("aws ddb select", 252, &format!("{usage}table_name"));
    refuse("aws ddb put T", 252, &format!("{usage}items"));
    refuse("aws ddb put", 252, &format!("{usage}table_name, items"));
    refuse("aws ddb select --projection a T", 252, &format!("{usage}table_name"));
    refuse("aws ddb select T --filter", 252, "argument --filter: expected at least one argument");
    refuse("aws ddb select T U --x", 252, "Unknown options: U,--x");
    refuse("aws ddb frob T", 252, "argument subcommand: Found invalid choice 'frob'");
    refuse("aws ddb select T --attributes SOME", 252, "argument --attributes: Found invalid choice 'SOME'");
    refuse("aws ddb select T --output json", 252, "json output format is not supported for ddb commands");
    refuse("aws ddb select T --max-items x", 255, "invalid literal for int() with base 10: 'x'");
    refuse(
        "aws ddb select T --no-paginate --max-items 2 --page-size 1",
        255,
        "Error during pagination: Cannot specify --no-paginate along with pagination arguments: --page-size, --max-items",
    );
    refuse(
        "aws ddb put T '[{a: 1}, {a: 2}]' --condition 'a = 1'",
        252,
        "--condition is not supported for multiple items",
    );
    refuse(
        "aws ddb put T '{Day: 2026-11-20}'",
        255,
        "Unsupported type \"<class 'datetime.date'>\" for value \"2026-11-20\"",
    );
    refuse(
        "aws ddb put T '{a: !!set {1, x}}'",
        255,
        "Unsupported type \"<class 'set'>\" for value \"{1, 'x'}\"",
    );
    refuse(
        "aws ddb put T '{a: 1234567890123456789012345678901234567891}'",
        255,
        "[<class 'decimal.Inexact'>, <class 'decimal.Rounded'>]",
    );
    refuse(
        "aws ddb put T 5",
        252,
        "Parameter validation failed:\nInvalid type for parameter Item, value: 5, type: <class 'int'>, valid types: <class 'dict'>",
    );
    refuse("aws ddb put T '{a: [}'", 255, "a value is missing here: line 1 column 6");
    refuse(
        "aws ddb put T file://none.yaml",
        252,
        "Error parsing parameter 'items': Unable to load paramfile file://none.yaml: [Errno 2] No such file or directory: 'none.yaml'",
    );
    assert!(action("aws ddb put T -").is_err());
    assert!(action("aws ddb").is_err());
    assert!(matches!(action("aws ddb select help"), Ok(Action::Help(_))));
    assert!(matches!(action("aws ddb help"), Ok(Action::Help(_))));
}
