//! Runs in slices, several commands at once, checks and forecasts.

use lab::Lab;
use lab::protocol::{Reply, Request, TokenKind};

use crate::demos::{empty, run};

#[test]
fn a_run_goes_in_slices_and_can_be_stopped() {
    let mut lab = Lab::example(1, 0);
    lab.run("aws dynamodb list-tables\naws dynamodb list-tables\naws dynamodb list-tables");
    let first = lab.step(1);
    assert_eq!((first.printed.len(), first.done, first.ran), (1, (1, 3), None));
    assert_eq!(lab.running(), Some((1, 3)));
    let calls = lab.session().calls();
    assert!(lab.stop().is_some());
    assert_eq!((lab.running(), lab.session().calls()), (None, calls));
    let after = lab.step(5);
    assert!(after.ran.is_some() && after.printed.is_empty());
}

#[test]
fn pages_are_put_together_as_the_aws_cli_does() {
    let mut lab = Lab::example(1, 0);
    let before = lab.session().calls();
    let out = run(&mut lab, "aws dynamodb scan --table-name Orders --page-size 2 --select COUNT");
    assert!(out.contains("\"Count\": 11,"), "{out}");
    assert!(lab.session().calls() - before >= 6);
    let out = run(&mut lab, "aws dynamodb scan --table-name Orders --max-items 3");
    assert!(out.contains("\"NextToken\""), "{out}");
}

#[test]
fn waiting_for_a_table() {
    let mut lab = empty();
    let create = "aws dynamodb create-table --table-name Waited --attribute-definitions AttributeName=p,AttributeType=S --key-schema AttributeName=p,KeyType=HASH --billing-mode PAY_PER_REQUEST";
    run(&mut lab, create);
    let out = run(&mut lab, "aws dynamodb wait table-exists --table-name Waited");
    assert!(out.starts_with("# The clock ran 20"), "{out}");
    run(&mut lab, "aws dynamodb delete-table --table-name Waited");
    run(&mut lab, "aws dynamodb wait table-not-exists --table-name Waited");
    assert_eq!(lab.snapshot().tables.len(), 0);
    // A table of the same name right after: pasted, the clock runs until the old one is gone.
    run(&mut lab, create);
    run(&mut lab, "aws dynamodb wait table-exists --table-name Waited");
    run(&mut lab, &format!("aws dynamodb delete-table --table-name Waited\n{create}"));
    let (ran, _) = lab.run_all("aws dynamodb wait table-exists --table-name Never");
    assert_eq!(ran.code, 255);
    assert!(ran.text.contains("Waiter TableExists failed: Max attempts exceeded"), "{}", ran.text);
}

#[test]
fn commands_of_the_playground() {
    let mut lab = empty();
    assert_eq!(run(&mut lab, "lab clock"), "00:00:00.000\n");
    assert_eq!(run(&mut lab, "lab advance 48h"), "48:00:00.000\n");
    assert!(run(&mut lab, "lab knobs").contains("replica_lag.c=-1"));
    assert!(run(&mut lab, "lab files").contains("SessionData/items.json\n"));
    let (ran, printed) = lab.run_all("lab set nothing=1");
    assert_eq!(
        (ran.code, printed[0].error.as_ref().map(|it| it.message.as_str())),
        (252, Some("No knob is called nothing."))
    );
    run(&mut lab, "lab reset example");
    assert_eq!(lab.snapshot().tables.len(), 1);
    assert!(run(&mut lab, "aws sts get-caller-identity").contains("123456789012"));
    run(&mut lab, "aws configure set region us-east-1");
    assert_eq!(lab.region(), "us-east-1");
    assert_eq!(run(&mut lab, "aws configure get region"), "us-east-1\n");
    let (_, printed) = lab.run_all("aws dynamodb scan --table-name Orders");
    let error = printed[0].error.clone().expect("there is no such table in that Region");
    assert!(error.hint.contains("--region eu-west-2"), "{error:?}");
    run(&mut lab, "aws dynamodb scan --table-name Orders --region eu-west-2");
}

#[test]
fn and_and_or() {
    let mut lab = Lab::example(1, 0);
    let (ran, printed) =
        lab.run_all("aws dynamodb describe-table --table-name Nope && lab clock || lab files");
    assert_eq!((ran.code, printed.len()), (0, 2), "{printed:#?}");
}

#[test]
fn a_check_foretells_and_changes_nothing() {
    let mut lab = Lab::example(1, 0);
    let before = (lab.session().world_hash(), lab.revision());
    let forecast = |text: &str| lab.check(text).forecast.says;
    assert_eq!(
        forecast(
            "aws dynamodb put-item --table-name Orders --item '{\"Customer\":{\"S\":\"Yuki\"},\"Day\":{\"S\":\"2026-11-20\"}}'"
        ),
        "Will touch P2 of Orders and cost 1 WCU."
    );
    assert_eq!(
        forecast("aws dynamodb scan --table-name Orders"),
        "Will touch P1, P2, P3 and P4 of Orders and cost 2 RCU."
    );
    assert_eq!(
        forecast("aws dynamodb delete-table --table-name Orders"),
        "Will delete the table Orders with all its items."
    );
    assert_eq!(
        forecast("aws dynamodb scan --table-name Nope"),
        "Would be refused with ResourceNotFoundException."
    );
    assert_eq!(forecast("lab clock"), "");
    let two = forecast("aws dynamodb list-tables\naws dynamodb list-tables");
    assert_eq!(two, "Will make 2 calls.");
    assert_eq!((lab.session().world_hash(), lab.revision()), before);

    let wrong = lab.check("aws dynamodb put-item --tabel-name Orders");
    assert!(wrong.error.is_some() && wrong.forecast.says.is_empty());
    assert!(wrong.tokens.iter().any(|token| token.kind == TokenKind::Wrong));
    // The page's requests answer the same.
    let Some(Ok(Reply::Checked(checked))) = lab.handle(&Request::Check { text: "lab clock".to_owned() })
    else {
        panic!("a check is answered")
    };
    assert_eq!(checked.commands, 1);
}

#[test]
fn every_request_of_the_page_is_answered() {
    let mut lab = Lab::example(1, 0);
    let text = |text: &str| text.to_owned();
    let call = |input: &str| Request::Call { operation: text("GetItem"), input: text(input) };
    assert!(lab.handle(&Request::Saved).is_none());
    assert!(matches!(lab.handle(&Request::Clock), Some(Ok(Reply::Number(_)))));
    assert!(matches!(lab.handle(&Request::Advance(5)), Some(Ok(Reply::Number(_)))));
    assert!(matches!(lab.handle(&Request::Idle), Some(Ok(Reply::Number(_)))));
    assert!(matches!(lab.handle(&Request::Detail(1)), Some(Ok(Reply::Detail(it))) if it.is_some()));
    assert!(matches!(lab.handle(&Request::StateHash), Some(Ok(Reply::Text(it))) if it.len() == 32));
    assert!(matches!(lab.handle(&Request::Trace), Some(Ok(Reply::Text(it))) if it.starts_with('[')));
    assert!(
        matches!(lab.handle(&Request::Share { trim: false, look: None }), Some(Ok(Reply::Shared(it))) if it.link.starts_with("s1d."))
    );
    let found = lab
        .handle(&call(r#"{"TableName":"Orders","Key":{"Customer":{"S":"Ana"},"Day":{"S":"2026-11-17"}}}"#));
    assert!(matches!(found, Some(Ok(Reply::Json(it))) if it.contains("pencils")));
    let Some(Err(fault)) = lab.handle(&call("{}")) else { panic!("a call without a table is refused") };
    assert_eq!(fault.name, "ValidationException");
    assert!(fault.body.contains("__type"));
    assert!(matches!(lab.handle(&Request::UndoReset), Some(Err(_))));
    let added = Request::AddFile { name: text("more.json"), content: text("{}") };
    assert!(matches!(lab.handle(&added), Some(Ok(Reply::Done))));
    assert!(lab.snapshot().files.contains(&text("more.json")));
}

/// Whatever is typed or pasted, nothing panics.
#[test]
fn strange_text_is_survived() {
    let mut lab = Lab::example(1, 0);
    for text in [
        "",
        " ",
        "\\",
        "^",
        "'",
        "aws",
        "aws dynamodb",
        "aws dynamodb put-item --item '",
        "lab advance",
        "lab advance 99999999999999h",
        "\u{0}",
        "aws dynamodb scan --table-name \u{1f600}",
        "#",
        "&&",
        "|| ;",
        "lab set a=b",
        "aws dynamodb get-item --table-name Orders --key '[[[[[[[[[['",
        "lab set lab.pace=-5",
        "lab advance 1000000w",
        "lab clock",
        "aws dynamodb list-tables",
    ] {
        lab.run_all(text);
        lab.check(text);
        for cursor in 0..=u32::try_from(text.len()).unwrap_or(0) + 1 {
            lab.complete(text, cursor);
        }
        lab.snapshot();
    }
}

#[test]
fn statements_and_json_requests_are_calls() {
    let mut lab = Lab::example(1, 0);
    let out = run(&mut lab, "DescribeTable {\"TableName\": \"Orders\"}\nListTables");
    assert!(out.contains("\"TableName\": \"Orders\"") && out.contains("\"TableNames\": ["), "{out}");
    let (ran, printed) = lab.run_all("Scan {\"TableName\": \"Order\"}");
    assert_eq!(ran.code, 254);
    let error = printed[0].error.clone().expect("there is no such table");
    assert_eq!(error.fix.as_deref(), Some("\"Orders\""));
    let (_, printed) = lab.run_all("SELECT * FROM \"Orders\"");
    let call = printed[0].call.expect("a call");
    let Some(Ok(Reply::Notations(shown))) = lab.handle(&Request::Notations(call)) else {
        panic!("notations")
    };
    let names: Vec<&str> = shown.iter().map(|notation| notation.name.as_str()).collect();
    assert_eq!(names, ["AWS CLI", "JSON", "PartiQL", "boto3 client", "boto3 resource", "JavaScript"]);
    assert_eq!(shown[2].code.as_deref(), Ok("SELECT * FROM \"Orders\""));
    assert!(shown[3].code.as_ref().is_ok_and(|code| code.contains("region_name=\"eu-west-2\"")));
}

#[test]
fn answers_in_every_format() {
    let mut lab = Lab::example(1, 0);
    assert_eq!(run(&mut lab, "aws dynamodb list-tables --output yaml"), "TableNames:\n- Orders\n");
    assert_eq!(run(&mut lab, "aws dynamodb list-tables --query 'TableNames[0]' --output text"), "Orders\n");
    assert!(run(&mut lab, "aws dynamodb list-tables --output table").contains("|  Orders"));
    assert_eq!(
        run(&mut lab, "aws configure set output yaml\nListTables\naws configure set output json"),
        "TableNames:\n- Orders\n"
    );
    let (ran, _) = lab.run_all("aws dynamodb list-tables --query 'length(Nothing)'");
    assert_eq!(ran.code, 255);
    assert!(
        ran.text.starts_with("\naws: [ERROR]: In function length(), invalid type for value: None"),
        "{}",
        ran.text
    );
    let (ran, _) = lab.run_all("aws dynamodb scan --table-name Nowhere --cli-error-format json");
    assert_eq!(ran.code, 254);
    assert!(ran.text.contains("\"Code\": \"ResourceNotFoundException\""), "{}", ran.text);
}
