//! Pasted text into commands: shells, prompts, continuations, prose.

use console::{
    Action, ApiCall, Configure, Context, File, LabCommand, PRESETS, Script, TokenKind, Unit, When,
    parse_command, parse_script, tokens,
};

fn read(text: &str) -> Script {
    let files = |name: &str| {
        (name == "items.json").then(|| File {
            name: "Catalog/items.json".to_owned(),
            content: br#"{"T":[{"PutRequest":{"Item":{"Id":{"N":"201"}}}}]}"#.to_vec(),
        })
    };
    parse_script(text, &Context { files: &files })
}

#[track_caller]
fn call(text: &str) -> ApiCall {
    let script = read(text);
    assert_eq!(script.commands.len(), 1, "{text}");
    match script.commands[0].action.clone() {
        Ok(Action::Aws(call)) => *call,
        other => panic!("{text}\n{other:?}"),
    }
}

const GET: &str = r#"{"TableName":"T","Key":{"Id":{"N":"205"}}}"#;

#[track_caller]
fn gets(text: &str) {
    let call = call(text);
    assert_eq!((call.operation, call.input.as_str()), ("GetItem", GET), "{text}");
}

#[test]
fn quotes_of_every_shell() {
    gets(r#"aws dynamodb get-item --table-name T --key '{"Id":{"N":"205"}}'"#);
    gets(r#"aws dynamodb get-item --table-name T --key "{\"Id\":{\"N\":\"205\"}}""#);
    gets(r#"aws dynamodb get-item --table-name T --key '{\"Id\":{\"N\":\"205\"}}'"#);
    gets(r#"aws dynamodb get-item --table-name T --key "{""Id"":{""N"":""205""}}""#);
    gets(r#"aws dynamodb get-item --table-name T --key {\"Id\":{\"N\":\"205\"}}"#);
    gets(r#"aws dynamodb get-item --table-name T --key $'{"Id":{"N":"205"}}'"#);
    gets("aws dynamodb get-item --table-name T --key ‘{“Id”:{“N”:“205”}}’");
    gets("aws dynamodb get-item --table-name T --key '{“Id”:{“N”:“205”}}'");
    gets("aws dynamodb get-item --table-name “T” --key Id={N=205}");
    gets(r#"aws dynamodb get-item —table-name T –key '{"Id":{"N":"205"}}'"#);
    gets("aws dynamodb get-item\u{a0}--table-name T --key 'Id={N=205}'");
}

#[test]
fn lines_that_go_on() {
    gets("aws dynamodb get-item \\\n  --table-name T \\\n  --key Id={N=205}");
    gets("aws dynamodb get-item \\\r\n  --table-name T \\\r\n  --key Id={N=205}\r\n");
    gets("aws dynamodb get-item ^\n  --table-name T ^\r\n  --key Id={N=205}");
    gets("aws dynamodb get-item `\n  --table-name T `\n  --key Id={N=205}");
    gets("aws dynamodb get-item \\   \n  --table-name T \\\t\n  --key Id={N=205}");
    gets("aws dynamodb get-item --table-name T --key Id={N=205} \\");
    gets("aws dynamodb get-item --tab\\\nle-name T --key Id={N=205}");
    let lost = read("aws dynamodb get-item\n  --table-name T\n  --key Id={N=205}");
    assert_eq!(lost.commands.len(), 1);
    assert!(lost.fault().is_none() && lost.commands[0].remarks.len() == 2);
}

#[test]
fn prompts_and_wrappings() {
    for lead in [
        "$ ",
        "% ",
        "> ",
        "[ec2-user@ip-10-0-0-1 ~]$ ",
        "me@host:~/x$ ",
        "PS C:\\> ",
        "- ",
        "1. ",
        "2) ",
        "AWS_PROFILE=x AWS_REGION=eu-west-1 ",
        "sudo ",
    ] {
        gets(&format!("{lead}aws dynamodb get-item --table-name T --key Id={{N=205}}"));
    }
    gets("`aws dynamodb get-item --table-name T --key Id={N=205}`");
    gets("```command\n# a comment\naws dynamodb get-item --table-name T --key Id={N=205} # another\n```");
    gets(
        "aws --endpoint-url http://localhost:8000 dynamodb --no-cli-pager get-item --table-name T --key Id={N=205} --profile p",
    );
    gets("aws dynamodb get-item --table-name T --key Id={N=205} | jq '.Item'");
    gets("aws dynamodb get-item --table-name T --key Id={N=205} > out.json 2>&1");
    assert_eq!(call("AWS_REGION=eu-west-1 aws dynamodb list-tables").region.as_deref(), Some("eu-west-1"));
    assert_eq!(
        call("AWS_REGION=eu-west-1 aws dynamodb list-tables --region us-east-2").region.as_deref(),
        Some("us-east-2")
    );
}

#[test]
fn several_commands() {
    let script = read(
        "aws dynamodb list-tables; aws dynamodb list-tables && aws dynamodb scan --table-name T || lab idle\nlab clock",
    );
    let when: Vec<When> = script.commands.iter().map(|command| command.when).collect();
    assert_eq!(when, [When::Always, When::Always, When::AfterSuccess, When::AfterFailure, When::Always]);
    assert!(script.fault().is_none());
}

#[test]
fn steps_as_a_lesson_writes_them() {
    let text = "1) Start the shell and create the table:\n\naws dynamodb create-table --table-name Bikes --attribute-definitions \\\nAttributeName=Id,AttributeType=N --key-schema \\\nAttributeName=Id,KeyType=HASH \\\n--provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5\n\n2) Fetch the file (don't worry):\ncurl -O https://example.com/items.json\n\n***WINDOWS*** - replace \\ with ^\naws dynamodb batch-write-item ^\n--request-items file://items.json\n";
    let script = read(text);
    assert!(script.fault().is_none(), "{:?}", script.fault());
    assert_eq!(script.commands.len(), 3);
    let Ok(Action::Aws(create)) = &script.commands[0].action else { panic!() };
    assert_eq!(
        create.input,
        r#"{"AttributeDefinitions":[{"AttributeName":"Id","AttributeType":"N"}],"TableName":"Bikes","KeySchema":[{"AttributeName":"Id","KeyType":"HASH"}],"ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":5}}"#
    );
    assert!(matches!(&script.commands[1].action, Ok(Action::Note(text)) if text.contains("items.json")));
    let Ok(Action::Aws(batch)) = &script.commands[2].action else { panic!() };
    assert_eq!(batch.files[0].meant, "Catalog/items.json");
    assert_eq!(batch.files[0].at.of(text), "file://items.json");
    assert_eq!(script.commands[0].remarks[0].at.of(text), "1) Start the shell and create the table:");
    // A command can be read again by its place.
    let again = parse_command(text, script.commands[2].at, &Context::default()).expect("a command");
    assert!(
        again.action.is_err_and(|fault| fault.message.contains("Unable to load paramfile file://items.json"))
    );
}

#[test]
fn configure_with_answers() {
    let text = "aws configure\nAWS Access Key ID [None]: AKIAIOSFODNN7EXAMPLE\nAWS Secret Access Key [None]: wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\nDefault region name [None]: eu-west-2\nDefault output format [None]:\naws dynamodb list-tables";
    let bare = "aws configure\nAKIAIOSFODNN7EXAMPLE\nwJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY\neu-west-2\njson\naws dynamodb list-tables\n";
    for (text, output) in [(text, None), (bare, Some("json"))] {
        let script = read(text);
        assert_eq!(script.commands.len(), 2, "{text}");
        let Ok(Action::Configure(Configure::Ask(answers))) = &script.commands[0].action else { panic!() };
        assert_eq!((answers.region.as_deref(), answers.output.as_deref()), (Some("eu-west-2"), output));
        assert_eq!(answers.access_key.as_deref(), Some("MPLE"));
        assert!(answers.secret && !format!("{answers:?}").contains("wJalr"));
    }
    assert_eq!(read("aws configure\n\naws dynamodb list-tables").commands.len(), 2);
    assert!(
        matches!(&read("aws configure set region eu-west-1").commands[0].action, Ok(Action::Configure(Configure::Set { name, value })) if name == "region" && value == "eu-west-1")
    );
    assert!(matches!(
        &read("export AWS_DEFAULT_REGION=eu-west-1").commands[0].action,
        Ok(Action::Configure(Configure::Set { .. }))
    ));
    assert!(matches!(&read("aws configure list").commands[0].action, Ok(Action::Configure(Configure::List))));
}

#[test]
fn commands_of_the_playground() {
    #[track_caller]
    fn check(text: &str, expect: &LabCommand) {
        let script = read(text);
        let Ok(Action::Lab(command)) = &script.commands[0].action else {
            panic!("{text}: {:?}", script.fault())
        };
        assert_eq!(command, expect);
    }
    check("lab advance 48h", &LabCommand::Advance(172_800_000_000));
    check("lab advance 2 hours", &LabCommand::Advance(7_200_000_000));
    check("sleep 5", &LabCommand::Advance(5_000_000));
    check("lab idle", &LabCommand::Idle);
    check("lab clock", &LabCommand::Clock);
    check("lab reset example", &LabCommand::Reset { example: true });
    let set = |knob: &str, value, unit| LabCommand::Set { knob: knob.to_owned(), value, unit };
    check("lab set index_lag.median=20ms", &set("index_lag.median", 20_000, Unit::Time));
    check("lab set ttl.delay 1 min", &set("ttl.delay", 60_000_000, Unit::Time));
    check("lab set partition.max_bytes=64KB", &set("partition.max_bytes", 65_536, Unit::Bytes));
    check("lab set partition.max_bytes = 1.5 MB", &set("partition.max_bytes", 1_572_864, Unit::Bytes));
    check("lab knob partition.max_bytes=10GB", &set("partition.max_bytes", 10 << 30, Unit::Bytes));
    check("lab set seed -4", &set("seed", -4, Unit::None));
    check("lab set admission.enforce=off", &set("admission.enforce", 0, Unit::None));
    check("lab preset", &LabCommand::Presets);
    check(
        "lab preset ttl-1-minute",
        &LabCommand::Preset(PRESETS.iter().find(|it| it.name == "ttl-1-minute").expect("it")),
    );
    check("lab help chaos", &LabCommand::Chaos(vec!["help".to_owned()]));
    assert!(matches!(&read("lab").commands[0].action, Ok(Action::Help(_))));
}

#[test]
fn colours() {
    use TokenKind::{Command, Option, Quiet, String, Value, Wrong};

    let text = "$ aws dynamodb get-item --table-name T --key '{\"Id\":{\"N\":1}}' # why\nnothing";
    let found: Vec<(&str, TokenKind)> =
        tokens(text).iter().map(|token| (token.at.of(text), token.kind)).collect();
    assert_eq!(
        found,
        [
            ("$ ", Quiet),
            ("aws", Command),
            ("dynamodb", Command),
            ("get-item", Command),
            ("--table-name", Option),
            ("T", Value),
            ("--key", Option),
            ("'{\"Id\":{\"N\":", String),
            ("1", Wrong),
            ("}}'", String),
            ("# why", Quiet),
            ("nothing", Quiet),
        ]
    );
}

#[test]
fn commands_that_nobody_waits_for() {
    let sent = |text: &str| -> Vec<(String, bool)> {
        let script = read(text);
        let told = |command: &console::Command| {
            assert!(command.action.is_ok(), "{text}: {:?}", command.action);
            (command.at.of(text).to_owned(), command.sent)
        };
        script.commands.iter().map(told).collect()
    };
    let lines = [
        "aws dynamodb list-tables",
        "SELECT * FROM \"T\" WHERE \"a\" = 'x & y'",
        "ListTables",
        "GetItem {\"TableName\":\"T & U\",\"Key\":{\"a\":{\"S\":\"&\"}}}",
    ];
    for (ending, is_sent) in [(" &", true), ("", false), (" ;", false), (" & ", true)] {
        let text: Vec<String> = lines.iter().map(|line| format!("{line}{ending}")).collect();
        let told = sent(&text.join("\n"));
        let wanted: Vec<(String, bool)> = lines.iter().map(|line| ((*line).to_owned(), is_sent)).collect();
        assert_eq!(told, wanted, "{ending:?}");
    }
    // Several on a line, and `&&` is what it was.
    let told = sent("aws dynamodb list-tables & aws dynamodb list-tables && aws dynamodb list-tables\nwait");
    assert_eq!(told.iter().map(|it| it.1).collect::<Vec<_>>(), [true, false, false, false]);
    assert_eq!(told[3].0, "wait");
    assert!(matches!(read("wait").commands[0].action, Ok(Action::Gather)));
    assert!(read("wait for the bus\naws dynamodb list-tables").commands.len() == 1, "that is prose");
    // Read again where it stands, it is sent as well.
    let text = "ListTables &\naws dynamodb list-tables &";
    for command in read(text).commands {
        let files = |_: &str| None;
        let again = parse_command(text, command.at, &Context { files: &files }).expect("it is there");
        assert!(again.sent && matches!(again.action, Ok(Action::Aws(_))), "{again:?}");
    }
    // What is no call runs to its end, and says so.
    let script = read("lab advance 1s &");
    assert!(script.commands[0].remarks[0].text.contains("Only calls are sent"), "{script:?}");
    // The sign is quiet.
    let quiet = |text: &str| {
        tokens(text).iter().any(|token| token.kind == TokenKind::Quiet && token.at.of(text) == "&")
    };
    assert!(quiet("ListTables &") && quiet("SELECT * FROM \"T\" &") && quiet("aws dynamodb list-tables &"));
}
