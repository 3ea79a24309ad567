//! Responses, errors, hints and completions.

use console::{
    Action, Catalogue, Context, ErrorFormat, Failure, IndexEntry, KeyPart, Look, Named, Output, TableEntry,
    complete, explain, parse_script, print_error, print_failure, print_json, print_text,
};

#[track_caller]
fn json(response: &str, expect: &str) {
    assert_eq!(print_json(response), expect);
}

#[test]
fn json_as_the_cli_prints_it() {
    json("{}", "");
    json(r#"{"Items":[],"M":{}}"#, "{\n    \"Items\": [],\n    \"M\": {}\n}\n");
    json(
        r#"{"Item":{"Id":{"N":"1.50"},"é":{"L":[{"S":"a/\u0001\n"},{"NULL":true}]}},"Units":0.5}"#,
        "{\n    \"Item\": {\n        \"Id\": {\n            \"N\": \"1.50\"\n        },\n        \"é\": {\n            \"L\": [\n                {\n                    \"S\": \"a/\\u0001\\n\"\n                },\n                {\n                    \"NULL\": true\n                }\n            ]\n        }\n    },\n    \"Units\": 0.5\n}\n",
    );
    let table = r#"{"Table":{"CreationDateTime":1795165200.123,"TableName":"T"}}"#;
    assert_eq!(
        Look::default().print("DescribeTable", table).as_deref(),
        Ok(
            "{\n    \"Table\": {\n        \"TableName\": \"T\",\n        \"CreationDateTime\": \"2026-11-20T09:00:00.123000+00:00\"\n    }\n}\n"
        )
    );
    json(
        r#"{"Item":{"CreationDateTime":{"N":"5"}}}"#,
        "{\n    \"Item\": {\n        \"CreationDateTime\": {\n            \"N\": \"5\"\n        }\n    }\n}\n",
    );
}

#[test]
fn text_as_the_cli_prints_it() {
    assert_eq!(print_text(r#"{"TableNames":["A","B"]}"#), "TABLENAMES\tA\nTABLENAMES\tB\n");
    assert_eq!(
        print_text(
            r#"{"Items":[{"pk":{"S":"a"},"n":{"N":"1"}}],"Count":1,"ScannedCount":1,"ConsumedCapacity":null}"#
        ),
        "None\t1\t1\nN\t1\nPK\ta\n"
    );
    assert_eq!(
        print_text(
            r#"{"Table":{"KeySchema":[{"AttributeName":"a","KeyType":"HASH"},{"AttributeName":"b"}],"TableName":"T"}}"#
        ),
        "TABLE\tT\nKEYSCHEMA\ta\tHASH\nKEYSCHEMA\tb\t\n"
    );
}

#[test]
fn errors_in_every_format() {
    let body = r#"{"__type":"com.amazonaws.dynamodb.v20120810#TransactionCanceledException","Message":"No.","CancellationReasons":[{"Code":"None"}]}"#;
    let print = |format| {
        print_failure("TransactWriteItems", "TransactionCanceledException", "No.", body, format, None)
    };
    let sentence = "\naws: [ERROR]: An error occurred (TransactionCanceledException) when calling the TransactWriteItems operation: No.\n";
    assert_eq!(print(ErrorFormat::Legacy), sentence);
    assert_eq!(
        print(ErrorFormat::Enhanced),
        format!(
            "{sentence}\nAdditional error details:\nCancellationReasons: <complex value>, --cli-error-format json recommended for full details\n"
        )
    );
    assert_eq!(
        print(ErrorFormat::As(Output::Json)),
        "{\n    \"Message\": \"No.\",\n    \"Code\": \"TransactionCanceledException\",\n    \"CancellationReasons\": [\n        {\n            \"Code\": \"None\"\n        }\n    ]\n}\n"
    );
    assert_eq!(
        print(ErrorFormat::As(Output::Text)),
        "TransactionCanceledException\tNo.\nCANCELLATIONREASONS\tNone\n"
    );
    let small = r#"{"__type":"X","message":"No.","Item":{"a":"b"},"Reasons":["x","y"],"Simple":true}"#;
    assert!(
        print_failure("PutItem", "X", "No.", small, ErrorFormat::Enhanced, None)
            .ends_with("\nAdditional error details:\nItem: {a: b}\nReasons: [x, y]\nSimple: True\n")
    );
}

#[test]
fn errors_and_people() {
    assert_eq!(
        print_error("GetItem", "ValidationException", "No."),
        "An error occurred (ValidationException) when calling the GetItem operation: No."
    );
}

fn catalogue() -> Catalogue {
    let part = |name: &str, kind: &str| KeyPart { name: name.to_owned(), kind: kind.to_owned() };
    let table =
        |name: &str, key, items| TableEntry { name: name.to_owned(), key, items, ..TableEntry::default() };
    let mut orders = table("Orders", vec![part("Customer", "S"), part("Day", "S")], 2);
    orders.indexes = vec![IndexEntry { name: "ByState".to_owned(), key: vec![part("State", "S")] }];
    orders.attributes = vec!["State".to_owned(), "Total".to_owned()];
    Catalogue {
        tables: vec![orders, table("ProductCatalog", vec![part("Id", "N")], 9)],
        files: vec![Named { name: "items.json".to_owned(), about: "9 items".to_owned() }],
        knobs: vec![Named { name: "index-lag".to_owned(), about: "microseconds".to_owned() }],
    }
}

/// The cursor stands at `|`; the first choices and what they replace.
#[track_caller]
fn completes(text: &str, replaced: &str, choices: &[&str]) {
    let cursor = text.find('|').expect("a cursor");
    let text = text.replacen('|', "", 1);
    let found = complete(&text, cursor, &catalogue());
    assert_eq!(found.replace.of(&text), replaced, "{text}");
    let first: Vec<&str> =
        found.choices.iter().take(choices.len()).map(|choice| choice.insert.as_str()).collect();
    assert_eq!(first, choices, "{text}");
    if choices.is_empty() {
        assert!(found.choices.is_empty(), "{text}: {:?}", found.choices);
    }
}

#[test]
fn completions() {
    completes("|", "", &["aws dynamodb ", "aws configure"]);
    completes("a|", "a", &["aws dynamodb "]);
    completes("aws dyn|", "dyn", &["dynamodb ", "dynamodbstreams "]);
    completes("aws dynamodb put|", "put", &["put-item"]);
    completes("aws dynamodb put-item |", "", &["--table-name", "--item"]);
    completes("aws dynamodb put-item --table-name T --|", "--", &["--item"]);
    completes("aws dynamodb get-item --table-name |", "", &["Orders", "ProductCatalog"]);
    completes("aws dynamodb get-item --table-name P| --key", "P", &["ProductCatalog"]);
    completes("aws dynamodb get-item --table-name ProductCatalog --key |", "", &[r#"'{"Id": {"N": "1"}}'"#]);
    completes("aws dynamodb query --table-name Orders --index-name |", "", &["ByState"]);
    completes(
        "aws dynamodb query --table-name Orders --key-condition-expression |",
        "",
        &["\"Customer = :k\""],
    );
    completes(
        "aws dynamodb query --table-name Orders --key-condition-expression \"Customer = :c AND Da|",
        "Da",
        &["Day"],
    );
    completes(
        "aws dynamodb query --table-name ProductCatalog --key-condition-expression \"Id = :k\" --expression-attribute-values |",
        "",
        &[r#"'{":k": {"N": "1"}}'"#],
    );
    completes("aws dynamodb batch-write-item --request-items |", "", &["file://items.json"]);
    completes("aws dynamodb update-item --return-values A|", "A", &["ALL_OLD", "ALL_NEW"]);
    completes("aws dynamodb list-tables --region eu-w|", "eu-w", &["eu-west-1", "eu-west-2"]);
    completes("aws dynamodb wait |", "", &["table-not-exists", "table-exists"]);
    completes("aws dynamodb scan --table-name Orders\nlab |", "", &["advance ", "idle"]);
    completes("lab set |", "", &["index-lag="]);
    completes("aws dynamodb list-tables; aws dynamodb sc|", "sc", &["scan"]);
    completes("aws dynamodb list-tables\n|", "", &["aws dynamodb "]);
    completes("aws dynamodb create-table \\\n  --table-name X \\\n  --bill|", "--bill", &["--billing-mode"]);
    completes("aws dynamodb frob --ou|", "--ou", &["--output"]);
    completes("aws dd|", "dd", &["ddb "]);
    completes("aws ddb |", "", &["select ", "put "]);
    completes("aws ddb select |", "", &["Orders", "ProductCatalog"]);
    completes("aws ddb select Orders --f|", "--f", &["--filter"]);
    completes("aws ddb select Orders --filter Total --proj|", "--proj", &["--projection"]);
    completes("aws ddb select Orders --attributes C|", "C", &["COUNT"]);
    completes("aws ddb put Orders |", "", &["--condition"]);
    completes("aws dynamodb scan --cli-input-yaml file|", "file", &["file://items.json"]);
}

#[track_caller]
fn explained(text: &str, name: &str, message: &str, says: &str, fix: Option<&str>) {
    let script = parse_script(text, &Context::default());
    let Ok(Action::Aws(call)) = &script.commands[0].action else { panic!("{:?}", script.fault()) };
    let failure = Failure { operation: call.operation, name, message, call: Some(call), text };
    let hint = explain(&failure, &catalogue()).expect("a hint");
    assert!(hint.text.contains(says), "{}", hint.text);
    let mended =
        hint.fix.zip(hint.at).map(|(fix, at)| format!("{}{fix}{}", &text[..at.start()], &text[at.end()..]));
    assert_eq!(mended.as_deref(), fix);
}

#[test]
fn hints() {
    explained(
        "aws dynamodb scan --table-name Orders --filter-expression 'State = :s' --expression-attribute-values '{\":s\":{\"S\":\"x\"}}'",
        "ValidationException",
        "Invalid FilterExpression: Attribute name is a reserved keyword; reserved keyword: State",
        "reserved words",
        Some(
            "aws dynamodb scan --table-name Orders --filter-expression '#s = :s' --expression-attribute-values '{\":s\":{\"S\":\"x\"}}' --expression-attribute-names '{\"#s\": \"State\"}'",
        ),
    );
    explained(
        "aws dynamodb scan --table-name Orders --projection-expression Name,#n --expression-attribute-names '{\"#n\": \"x\"}'",
        "ValidationException",
        "Invalid ProjectionExpression: Attribute name is a reserved keyword; reserved keyword: Name",
        "`#n2`",
        Some(
            "aws dynamodb scan --table-name Orders --projection-expression \"#n2,#n\" --expression-attribute-names '{\"#n\": \"x\", \"#n2\": \"Name\"}'",
        ),
    );
    explained(
        "aws dynamodb scan --table-name Orders --filter-expression 'Total > :t'",
        "ValidationException",
        "Invalid FilterExpression: An expression attribute value used in expression is not defined; attribute value: :t",
        ":t",
        Some(
            "aws dynamodb scan --table-name Orders --filter-expression 'Total > :t' --expression-attribute-values '{\":t\": {\"S\": \"a\"}}'",
        ),
    );
    explained(
        "aws dynamodb scan --table-name Order",
        "ResourceNotFoundException",
        "Requested resource not found",
        "Orders, ProductCatalog",
        Some("aws dynamodb scan --table-name Orders"),
    );
    explained(
        "aws dynamodb get-item --table-name ProductCatalog --key '{\"id\": {\"S\": \"1\"}}'",
        "ValidationException",
        "The provided key element does not match the schema",
        "ProductCatalog looks like",
        Some("aws dynamodb get-item --table-name ProductCatalog --key '{\"Id\": {\"N\": \"1\"}}'"),
    );
    explained(
        "aws dynamodb query --table-name ProductCatalog",
        "ValidationException",
        "Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.",
        "\"Id = :k\"",
        None,
    );
}
