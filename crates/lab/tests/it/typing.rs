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

/// The commands that help shows as examples.
fn examples(help: &str) -> Vec<String> {
    let (_, at_the_end) = help.split_once("\nExamples\n").unwrap_or(("", ""));
    at_the_end.lines().map(|line| line.trim().to_owned()).collect()
}

#[test]
fn every_example_in_help_can_be_run() {
    let overview = run(&mut empty(), "lab help");
    let lines = overview.lines().filter(|line| line.starts_with("lab "));
    let lines: Vec<&str> = lines.map(|line| line.split("  ").next().unwrap_or(line)).collect();
    assert!(lines.len() >= 14, "{overview}");
    // A line has two columns, or only the first.
    for line in overview.lines() {
        assert!(lines.contains(&line) || line.as_bytes().get(34..36) == Some(b"  "), "{line}");
    }
    let mut all: Vec<String> = lines.iter().map(|&line| line.to_owned()).collect();
    for line in &lines {
        let name = line.split(' ').nth(1).unwrap_or_default();
        let more = run(&mut empty(), &format!("lab help {name}"));
        assert!(more.starts_with("lab "), "{name}: {more}");
        assert_eq!(run(&mut empty(), &format!("lab {name} --help")), more, "{name}");
        all.extend(examples(&more));
    }
    assert!(all.len() >= 25, "{all:#?}");
    for example in all {
        let mut lab = Lab::example(1, 0);
        run(&mut lab, "aws iam create-user --user-name alice");
        if !example.contains("cache create") {
            run(&mut lab, "lab cache create side");
        }
        run(
            &mut lab,
            "aws dax create-cluster --cluster-name music --node-type dax.t3.small --replication-factor 1 --iam-role-arn arn:aws:iam::123456789012:role/dax",
        );
        run(&mut lab, "lab workload start --table Orders --rate 1");
        let (ran, printed) = lab.run_all(&example);
        assert_eq!(ran.code, 0, "{example}\n{printed:#?}");
    }
}

#[test]
fn help_tells_of_every_option_and_its_words() {
    let help = run(&mut empty(), "lab help workload");
    for word in [
        "--table <name>",
        "--op <word>",
        "get-strong",
        "transact-get",
        "zipf",
        "sharded",
        "(0.99)",
        "full-jitter",
        "conflicts",
        "diurnal",
        "--swing <number>",
        "--size <size>",
        "minute",
        "--poisson ",
        "--region <name>",
    ] {
        assert!(help.contains(word), "{word}: {help}");
    }
    let help = run(&mut empty(), "lab cache help");
    for word in ["create", "delete", "lose", "list", "--strategy write-through", "--ttl", "--memory", "lazy"]
    {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert!(run(&mut empty(), "lab help chaos").contains("coordinator-loss"));
}

#[test]
fn values_may_have_the_unit_that_their_knob_counts() {
    let mut lab = empty();
    let value = |lab: &mut Lab, knob: &str| {
        let knobs = run(lab, "lab knobs");
        let line = knobs.lines().find_map(|line| line.strip_prefix(&format!("{knob}="))).expect("a knob");
        line.split(' ').next().unwrap_or_default().to_owned()
    };
    for (command, knob, expected) in [
        ("lab set partition.max_bytes=64KB", "partition.max_bytes", "65536"),
        ("lab set partition.max_bytes 1 MB", "partition.max_bytes", "1048576"),
        ("lab set ttl.delay=48h", "ttl.delay", "172800000000"),
        ("lab set burst.seconds=5m", "burst.seconds", "300"),
        ("lab set split.heat_minutes=10m", "split.heat_minutes", "10"),
        ("lab set lab.pace=2s", "lab.pace", "2000000"),
        ("lab preset partition-64kb", "partition.max_bytes", "65536"),
        ("lab preset partition-10gb", "partition.max_bytes", "10737418240"),
        ("lab preset ttl-instant", "ttl.delay", "0"),
        ("lab preset ttl-1-minute", "ttl.delay", "60000000"),
        ("lab preset ttl-48-hours", "ttl.spread", "172800000000"),
    ] {
        run(&mut lab, command);
        assert_eq!(value(&mut lab, knob), expected, "{command}");
    }
    for (command, says) in [
        ("lab set partition.max_bytes=20ms", "partition.max_bytes takes a size, such as 64KB."),
        ("lab set ttl.delay=64KB", "ttl.delay takes a time, such as 20ms."),
        ("lab set burst.seconds=1500ms", "burst.seconds takes whole seconds, such as 300s."),
        ("lab set gac.routers=4s", "gac.routers takes a whole number without a unit."),
        ("lab set partition.max_bytes=20GB", "partition.max_bytes takes 1 to 10737418240, not 21474836480."),
        ("lab set nothing=64KB", "No knob is called nothing."),
    ] {
        let (ran, _) = lab.run_all(command);
        assert_eq!((ran.code, ran.text.lines().next()), (252, Some(says)), "{command}");
    }
    let presets = run(&mut lab, "lab preset");
    for preset in console::PRESETS {
        assert!(presets.contains(preset.name));
        run(&mut lab, &format!("lab preset {}", preset.name));
        for (knob, expected) in preset.knobs {
            assert_eq!(value(&mut lab, knob), expected.to_string(), "{}", preset.name);
        }
    }
}

#[test]
fn a_workload_says_between_which_rates_it_goes() {
    for (options, says) in [
        ("--rate 40", "begins: 40 calls a second on"),
        ("--rate 10 --to 400", "begins: from 10 to 400 calls a second on"),
        ("--rate 400 --to 10", "begins: from 400 to 10 calls a second on"),
        ("--rate 10 --peak 300", "begins: between 10 and 300 calls a second on"),
        ("--rate 100 --swing 50 --day 1h --for 2h", "begins: between 50 and 150 calls a second on"),
    ] {
        let mut lab = Lab::example(1, 0);
        let told = run(&mut lab, &format!("lab workload start --table Orders {options}"));
        assert!(told.contains(says), "{told}");
    }
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

#[test]
fn a_cache_may_be_named_alone() {
    let mut lab = empty();
    run(&mut lab, "lab cache create side");
    assert_eq!(run(&mut lab, "lab via side"), "What follows goes through cache:side.\n");
    assert_eq!(run(&mut lab, "lab via off"), "What follows goes straight to DynamoDB.\n");
    let (ran, printed) = lab.run_all("lab via near");
    assert_ne!(ran.code, 0);
    let error = printed[0].error.as_ref().expect("a reason");
    assert_eq!(error.message, "lab via: no cache is called near");
    // Where two have the name, it says too little.
    run(
        &mut lab,
        "aws dax create-cluster --cluster-name side --node-type dax.t3.small --replication-factor 1 --iam-role-arn arn:aws:iam::123456789012:role/dax",
    );
    let (ran, _) = lab.run_all("lab via side");
    assert_ne!(ran.code, 0);
    assert_eq!(run(&mut lab, "lab via dax side"), "What follows goes through dax:side.\n");
}
