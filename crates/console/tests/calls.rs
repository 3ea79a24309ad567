//! Options into the input of an operation.

use console::{Action, ApiCall, Context, File, Output, Pager, Waited, parse_script};

#[track_caller]
fn call(text: &str) -> ApiCall {
    let files = |name: &str| match name {
        "key.json" => Some(File { name: name.to_owned(), content: br#"{"Id": {"N": "1"}}"#.to_vec() }),
        "all.json" => Some(File {
            name: name.to_owned(),
            content: br#"{"TableName": "T", "Key": {"Id": {"N": "1"}}}"#.to_vec(),
        }),
        "blob" => Some(File { name: name.to_owned(), content: vec![0, 255] }),
        _ => None,
    };
    let script = parse_script(text, &Context { files: &files });
    match script.commands.first().map(|command| command.action.clone()) {
        Some(Ok(Action::Aws(call))) => *call,
        other => panic!("{text}\n{other:?}"),
    }
}

#[track_caller]
fn check(options: &str, input: &str) {
    let call = call(&format!("aws dynamodb {options}"));
    assert_eq!(call.input, input, "{options}");
}

#[test]
fn json_and_shorthand() {
    check(
        r#"get-item --table-name T --key '{ "Id" : { "N" : "1.50" } }'"#,
        r#"{"TableName":"T","Key":{"Id":{"N":"1.50"}}}"#,
    );
    check("get-item --table T --key Id={N=1}", r#"{"TableName":"T","Key":{"Id":{"N":"1"}}}"#);
    check(
        "get-item --table-name=T --key=Id={N=1} --consistent-read",
        r#"{"TableName":"T","Key":{"Id":{"N":"1"}},"ConsistentRead":true}"#,
    );
    check(
        "scan --table-name T --no-consistent-read --total-segments 4 --segment 007",
        r#"{"TableName":"T","TotalSegments":4,"Segment":7,"ConsistentRead":false}"#,
    );
    check("scan --table-name T --attributes-to-get a b", r#"{"TableName":"T","AttributesToGet":["a","b"]}"#);
    check(
        r#"scan --table-name T --attributes-to-get '["a", "b"]'"#,
        r#"{"TableName":"T","AttributesToGet":["a","b"]}"#,
    );
    check(
        "scan --table-name T --expression-attribute-values ':v={BOOL=true},:w={SS=[a,b]},:x={S=\"a, b\"}'",
        r#"{"TableName":"T","ExpressionAttributeValues":{":v":{"BOOL":true},":w":{"SS":["a","b"]},":x":{"S":"a, b"}}}"#,
    );
    check(
        "tag-resource --resource-arn arn --tags Key=a,Value=b Key=c,Value=",
        r#"{"ResourceArn":"arn","Tags":[{"Key":"a","Value":"b"},{"Key":"c","Value":""}]}"#,
    );
    check(
        "update-table --table-name T --sse-specification Enabled=true",
        r#"{"TableName":"T","SSESpecification":{"Enabled":true}}"#,
    );
}

#[test]
fn numbers_stay_text() {
    let long = "123456789012345678901234567890.123456789012345678901234567890";
    check(
        &format!(r#"get-item --table-name T --key '{{"Id":{{"N":"{long}"}}}}'"#),
        &format!(r#"{{"TableName":"T","Key":{{"Id":{{"N":"{long}"}}}}}}"#),
    );
    check(
        "scan --table-name T --limit 9223372036854775807",
        r#"{"TableName":"T","Limit":9223372036854775807}"#,
    );
}

#[test]
fn text_stays_as_it_is() {
    check(
        r#"get-item --table-name T --key '{"Id":{"S":"caf\u00e9 \ud83d\ude00 \"\\/"}}'"#,
        r#"{"TableName":"T","Key":{"Id":{"S":"café 😀 \"\\/"}}}"#,
    );
    check(
        r#"get-item --table-name T --key '{"Id":{"S":"\ud800"}}'"#,
        r#"{"TableName":"T","Key":{"Id":{"S":"\ud800"}}}"#,
    );
}

#[test]
fn files() {
    check("get-item --table-name T --key file://key.json", r#"{"TableName":"T","Key":{"Id":{"N":"1"}}}"#);
    check(
        "get-item --table-name T --key file:///home/me/key.json",
        r#"{"TableName":"T","Key":{"Id":{"N":"1"}}}"#,
    );
    check(
        "get-item --cli-input-json file://all.json --consistent-read",
        r#"{"TableName":"T","Key":{"Id":{"N":"1"}},"ConsistentRead":true}"#,
    );
    check(
        "get-item --cli-input-json file://all.json --table-name U",
        r#"{"TableName":"U","Key":{"Id":{"N":"1"}}}"#,
    );
    check(
        "get-item --table-name T --key 'Id={B@=fileb://blob}'",
        r#"{"TableName":"T","Key":{"Id":{"B":"AP8="}}}"#,
    );
}

#[test]
fn binary() {
    check(
        r#"get-item --table-name T --key '{"Id":{"B":"AP8="}}'"#,
        r#"{"TableName":"T","Key":{"Id":{"B":"AP8="}}}"#,
    );
    check(
        r#"get-item --table-name T --key '{"Id":{"B":"hi"}}' --cli-binary-format raw-in-base64-out"#,
        r#"{"TableName":"T","Key":{"Id":{"B":"aGk="}}}"#,
    );
}

#[test]
fn globals_stand_anywhere() {
    let call = call(
        "aws --output text dynamodb --region eu-west-2 scan --table-name T --no-paginate --return-consumed-capacity TOTAL",
    );
    assert_eq!(
        (call.output, call.region.as_deref(), call.paging),
        (Some(Output::Text), Some("eu-west-2"), None)
    );
    assert_eq!(call.input, r#"{"TableName":"T","ReturnConsumedCapacity":"TOTAL"}"#);
}

#[test]
fn waiting() {
    let script = parse_script(
        "aws dynamodb wait table-not-exists --table-name T --region eu-west-1",
        &Context::default(),
    );
    let Ok(Action::Wait(wait)) = &script.commands[0].action else { panic!("{:?}", script.fault()) };
    assert_eq!(
        (wait.until.name, wait.table.as_str(), wait.call.operation),
        ("table-not-exists", "T", "DescribeTable")
    );
    assert_eq!(wait.call.region.as_deref(), Some("eu-west-1"));
    let mut wait = wait.clone();
    let missing = Err(("ResourceNotFoundException", "Requested resource not found: Table: T not found"));
    assert_eq!(wait.look(Ok(r#"{"Table":{"TableStatus":"DELETING"}}"#)), Waited::Again);
    assert_eq!(wait.look(missing), Waited::Done);
}

#[track_caller]
fn fails(waited: &Waited, expect: &str) {
    assert_eq!(*waited, Waited::Failed(expect.to_owned()));
}

#[test]
fn waiting_in_vain() {
    let wait = |text: &str| {
        let script = parse_script(&format!("aws dynamodb wait {text}"), &Context::default());
        match script.commands.into_iter().next().map(|command| command.action) {
            Some(Ok(Action::Wait(wait))) => *wait,
            other => panic!("{text}: {other:?}"),
        }
    };
    let mut exists = wait("table-exists --table-name T");
    let missing = Err(("ResourceNotFoundException", "gone"));
    for _ in 0..24 {
        assert_eq!(exists.look(missing), Waited::Again);
    }
    fails(
        &exists.look(missing),
        "Waiter TableExists failed: Max attempts exceeded. Previously accepted state: Matched expected service error code: ResourceNotFoundException",
    );
    let mut exists = wait("table-exists --table-name T");
    fails(
        &exists.look(Err(("ValidationException", "no"))),
        "Waiter TableExists failed: An error occurred (ValidationException): no",
    );
    let mut gone = wait("table-not-exists --table-name T");
    for _ in 0..24 {
        assert_eq!(gone.look(Ok(r#"{"Table":{"TableStatus":"ACTIVE"}}"#)), Waited::Again);
    }
    fails(&gone.look(Ok("{}")), "Waiter TableNotExists failed: Max attempts exceeded");
    let mut export = wait("export-completed --export-arn arn:aws:dynamodb:eu-west-2:1:table/T/export/1");
    assert_eq!(export.look(Ok(r#"{"ExportDescription":{"ExportStatus":"IN_PROGRESS"}}"#)), Waited::Again);
    fails(
        &export.look(Ok(r#"{"ExportDescription":{"ExportStatus":"FAILED"}}"#)),
        "Waiter ExportCompleted failed: Waiter encountered a terminal failure state: For expression \"ExportDescription.ExportStatus\" we matched expected path: \"FAILED\"",
    );
    let mut kinesis = wait("kinesis-streaming-destination-active --table-name T");
    let status =
        |status: &str| format!(r#"{{"KinesisDataStreamDestinations":[{{"DestinationStatus":"{status}"}}]}}"#);
    assert_eq!(kinesis.look(Ok(&status("ENABLING"))), Waited::Again);
    assert_eq!(kinesis.look(Ok(&status("ACTIVE"))), Waited::Done);
    assert!(matches!(kinesis.look(Ok(&status("DISABLED"))), Waited::Failed(_)));
}

#[test]
fn every_operation_has_a_command() {
    for operation in api::shapes::operations() {
        let service =
            if operation.service == api::shapes::Service::DynamoDb { "dynamodb" } else { "dynamodbstreams" };
        let mut name = String::new();
        for c in operation.name.chars() {
            if c.is_ascii_uppercase() && !name.is_empty() {
                name.push('-');
            }
            name.push(c.to_ascii_lowercase());
        }
        let script =
            parse_script(&format!("aws {service} {name} --generate-cli-skeleton"), &Context::default());
        assert!(matches!(script.commands[0].action, Ok(Action::Note(_))), "{name}: {:?}", script.fault());
    }
}

#[test]
fn pages() {
    let first = call("aws dynamodb scan --table-name T --page-size 2 --max-items 3");
    let mut pager = Pager::new(&first).expect("scan is paged");
    assert_eq!(pager.input(), r#"{"TableName":"T","Limit":2}"#);
    let page = r#"{"Items":[{"a":{"N":"1"}},{"a":{"N":"2"}}],"Count":2,"ScannedCount":2,"LastEvaluatedKey":{"a":{"B":"AP8="}}}"#;
    assert_eq!(pager.accept(page), Ok(true));
    assert_eq!(pager.input(), r#"{"TableName":"T","Limit":2,"ExclusiveStartKey":{"a":{"B":"AP8="}}}"#);
    let page = r#"{"Items":[{"a":{"N":"3"}},{"a":{"N":"4"}}],"Count":2,"ScannedCount":5}"#;
    assert_eq!(pager.accept(page), Ok(false));
    // {"ExclusiveStartKey": {"a": {"B": "AP8="}}, "boto_truncate_amount": 1, "boto_encoded_keys": [["ExclusiveStartKey", "a", "B"]]}
    let token = "eyJFeGNsdXNpdmVTdGFydEtleSI6IHsiYSI6IHsiQiI6ICJBUDg9In19LCAiYm90b190cnVuY2F0ZV9hbW91bnQiOiAxLCAiYm90b19lbmNvZGVkX2tleXMiOiBbWyJFeGNsdXNpdmVTdGFydEtleSIsICJhIiwgIkIiXV19";
    assert_eq!(
        pager.finish(),
        format!(
            r#"{{"Items":[{{"a":{{"N":"1"}}}},{{"a":{{"N":"2"}}}},{{"a":{{"N":"3"}}}}],"Count":4,"ScannedCount":7,"ConsumedCapacity":null,"NextToken":"{token}"}}"#
        )
    );
    let next = call(&format!("aws dynamodb scan --table-name T --page-size 2 --starting-token {token}"));
    let mut pager = Pager::new(&next).expect("scan is paged");
    assert_eq!(
        pager.input(),
        r#"{"TableName":"T","ExclusiveStartKey":{"a":{"B":"AP8="}},"Limit":2}"#
            .replace(r#","Limit":2}"#, "}")
            .replace(r#""TableName":"T","#, r#""TableName":"T","Limit":2,"#)
    );
    assert_eq!(pager.accept(page), Ok(false));
    assert_eq!(
        pager.finish(),
        r#"{"Items":[{"a":{"N":"4"}}],"Count":2,"ScannedCount":5,"ConsumedCapacity":null}"#
    );
}

#[test]
fn templates() {
    let note = |text: &str| {
        let script = parse_script(text, &Context::default());
        match script.commands.into_iter().next().map(|command| command.action) {
            Some(Ok(Action::Note(text))) => text,
            other => panic!("{text}: {other:?}"),
        }
    };
    assert_eq!(
        note("aws dynamodb update-time-to-live --generate-cli-skeleton"),
        "{\n    \"TableName\": \"\",\n    \"TimeToLiveSpecification\": {\n        \"Enabled\": true,\n        \"AttributeName\": \"\"\n    }\n}\n"
    );
    assert_eq!(
        note("aws dynamodb update-time-to-live --generate-cli-skeleton yaml-input"),
        "TableName: ''  # [REQUIRED]\nTimeToLiveSpecification:  # [REQUIRED]\n  AttributeName: ''\n  Enabled: true\n"
    );
    assert_eq!(note("aws dynamodb describe-limits --generate-cli-skeleton input"), "{}\n");
}
