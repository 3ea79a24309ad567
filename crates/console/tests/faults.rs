//! Faults: the AWS CLI's words, its exit codes, the place, and what to do.

use console::{Context, parse_script};

/// The first fault's words (its first line), exit code, the text it points at, and the text that would mend it.
#[track_caller]
fn check(text: &str, message: &str, code: i32, at: &str, fix: Option<&str>) {
    let script = parse_script(text, &Context::default());
    let fault = script.fault().unwrap_or_else(|| panic!("no fault in {text}: {:?}", script.commands));
    assert_eq!(fault.message.strip_prefix("aws: [ERROR]: ").unwrap_or(&fault.message), message, "{text}");
    assert_eq!(fault.code, code, "{text}");
    assert_eq!(fault.at.map(|at| at.of(text)), Some(at), "{text}");
    assert_eq!(fault.fix.as_deref(), fix, "{text}");
}

#[test]
fn usage() {
    check(
        "aws dynamodb put-item --table-name T",
        "the following arguments are required: --item",
        252,
        "aws dynamodb put-item",
        None,
    );
    check(
        "aws dynamodb get-item --tabel-name T --key a={N=1}",
        "the following arguments are required: --table-name",
        252,
        "--tabel-name",
        Some("--table-name"),
    );
    check(
        "aws dynamodb put-itm",
        "argument operation: Found invalid choice 'put-itm'",
        252,
        "put-itm",
        Some("put-item"),
    );
    check(
        "aws dynamo put-item",
        "argument command: Found invalid choice 'dynamo'",
        252,
        "dynamo",
        Some("dynamodb"),
    );
    check(
        "aws put-item --item x",
        "argument command: Found invalid choice 'put-item'",
        252,
        "put-item",
        Some("dynamodb put-item"),
    );
    check(
        "aws dynamodb scan --table-name T --filter-expresion x",
        "Unknown options: --filter-expresion, x",
        252,
        "--filter-expresion",
        Some("--filter-expression"),
    );
    check(
        "aws dynamodb scan --table-name T --consistent-read true",
        "Unknown options: true",
        252,
        "true",
        Some(""),
    );
    check(
        "aws dynamodb scan --table-name T --ex a",
        "ambiguous option: --ex could match --exclusive-start-key, --expression-attribute-names, --expression-attribute-values",
        252,
        "--ex",
        Some("--exclusive-start-key"),
    );
    check(
        "aws dynamodb scan --table-name",
        "argument --table-name: expected one argument",
        252,
        "--table-name",
        None,
    );
    check("aws dynamodb", "the following arguments are required: operation", 252, "aws dynamodb", None);
    check("aws", "the following arguments are required: command", 252, "aws", None);
}

#[test]
fn options_of_the_cli_itself() {
    check(
        "aws dynamodb scan --table-name T --output yml",
        "argument --output: Found invalid choice 'yml'",
        252,
        "yml",
        Some("yaml"),
    );
    check(
        "aws dynamodb scan --table-name T --query 'Items[?a = `1`]'",
        "Bad value for --query Items[?a = `1`]: Bad jmespath expression: Unknown token '=':\nItems[?a = `1`]\n         ^",
        252,
        "=",
        None,
    );
    check(
        "aws dynamodb scan --table-name T --limit x",
        "invalid literal for int() with base 10: 'x'",
        255,
        "x",
        None,
    );
    check(
        "aws dynamodb scan --table-name T --limit 1 --max-items 2",
        "Error during pagination: Cannot specify --no-paginate along with pagination arguments: --max-items",
        255,
        "--max-items",
        None,
    );
    check(
        "aws dynamodb scan --table-name T --starting-token x___y",
        "Bad starting token: x___y",
        255,
        "x___y",
        None,
    );
    check(
        "aws dynamodb scan --table-name T --starting-token x",
        "Parameter validation failed:\nInvalid type for parameter ExclusiveStartKey, value: x, type: <class 'str'>, valid types: <class 'dict'>",
        252,
        "x",
        None,
    );
    check(
        "aws dynamodb wait table-exist --table-name T",
        "argument subcommand: Found invalid choice 'table-exist'",
        252,
        "table-exist",
        Some("table-exists"),
    );
}

#[test]
fn values() {
    check(
        r#"aws dynamodb put-item --table-name T --item '{"Id":{"N":205}}'"#,
        "Parameter validation failed:\nInvalid type for parameter Item.Id.N, value: 205, type: <class 'int'>, valid types: <class 'str'>",
        252,
        "205",
        Some("\"205\""),
    );
    check(
        r#"aws dynamodb put-item --table-name T --item '{"Id":{"n":"5"}}'"#,
        "Parameter validation failed:\nUnknown parameter in Item.Id: \"n\", must be one of: S, N, B, SS, NS, BS, M, L, NULL, BOOL",
        252,
        "\"n\"",
        Some("\"N\""),
    );
    check(
        r#"aws dynamodb put-item --table-name T --item '{"Id":{"N":"5"}'"#,
        "Error parsing parameter '--item': Invalid JSON: Expecting ',' delimiter: line 1 column 16 (char 15)\nJSON received: {\"Id\":{\"N\":\"5\"}",
        252,
        "}",
        Some("}}"),
    );
    check(
        r#"aws dynamodb put-item --table-name T --item "{'Id':{'N':'5'}}""#,
        "Error parsing parameter '--item': Invalid JSON: Expecting property name enclosed in double quotes: line 1 column 2 (char 1)\nJSON received: {'Id':{'N':'5'}}",
        252,
        "'",
        Some("\""),
    );
    check(
        r#"aws dynamodb put-item --table-name T --item '{"Id":{"N":"5"},}'"#,
        "Error parsing parameter '--item': Invalid JSON: Illegal trailing comma before end of object: line 1 column 16 (char 15)\nJSON received: {\"Id\":{\"N\":\"5\"},}",
        252,
        ",",
        Some(""),
    );
    check(
        "aws dynamodb create-table --table-name T --attribute-definitions AttributeName=a,AttributeType=S --key-schema AttributeName=a,KeyType=HASH,AttributeName=b,KeyType=RANGE",
        "Error parsing parameter '--key-schema': Second instance of key \"AttributeName\" encountered for input:\nAttributeName=a,KeyType=HASH,AttributeName=b,KeyType=RANGE\n                             ^\nThis is often because there is a preceding \",\" instead of a space.",
        252,
        "AttributeName",
        None,
    );
    check(
        "aws dynamodb batch-write-item --request-items file://other.json",
        "Error parsing parameter '--request-items': Unable to load paramfile file://other.json: [Errno 2] No such file or directory: 'other.json'",
        252,
        "file://other.json",
        None,
    );
    check(
        "aws dynamodb update-time-to-live --table-name T --time-to-live-specification Enabled=yes,AttributeName=t",
        "Parameter validation failed:\nInvalid type for parameter TimeToLiveSpecification.Enabled, value: yes, type: <class 'str'>, valid types: <class 'bool'>",
        252,
        "yes",
        Some("true"),
    );
}

#[test]
fn the_shell() {
    check(
        "aws dynamodb scan --table-name 'T",
        "bash: unexpected EOF while looking for matching `''",
        2,
        "'T",
        Some("'T'"),
    );
    check(
        "put-item --table-name T",
        "bash: put-item: command not found",
        127,
        "put-item",
        Some("aws dynamodb put-item"),
    );
    check("asw dynamodb list-tables", "bash: asw: command not found", 127, "asw", Some("aws"));
    check("dynamodb list-tables", "bash: dynamodb: command not found", 127, "dynamodb", Some("aws dynamodb"));
    check("Hello there", "bash: Hello: command not found", 127, "Hello", None);
    check(
        "lab advance 5",
        "lab advance: a time is needed, such as 500ms, 20s, 5m, 48h, 3d",
        252,
        "5",
        Some("5s"),
    );
    check(
        "lab preset ttl-1-minut",
        "lab preset: there is no preset `ttl-1-minut`",
        252,
        "ttl-1-minut",
        Some("ttl-1-minute"),
    );
    check("lab help worklod", "lab: no command `worklod`", 252, "worklod", Some("workload"));
    check(
        "lab set partition.max_bytes",
        "lab set: a knob and a value are needed, such as index_lag.median=20ms",
        252,
        "lab set",
        None,
    );
    check("lab advanc 5s", "lab: no command `advanc`", 252, "advanc", Some("advance"));
    // The forgotten quote does not swallow the next command.
    let script =
        parse_script("aws dynamodb scan --table-name 'T\naws dynamodb list-tables\n", &Context::default());
    assert_eq!(script.commands.len(), 2);
    assert!(script.commands[1].action.is_ok());
}

#[test]
fn nesting_has_an_end() {
    let deep = "[".repeat(100_000);
    let shallow = format!("{}1{}", "[".repeat(300), "]".repeat(300));
    for value in [
        &deep,
        &format!("a={deep}"),
        &"{a=".repeat(50_000),
        &"{\"a\":".repeat(50_000),
        &format!("a={}", "{a=".repeat(50_000)),
    ] {
        let text = format!(
            "aws dynamodb put-item --table-name T --item '{value}' --expression-attribute-names '{value}'"
        );
        let script = parse_script(&text, &Context::default());
        assert!(script.fault().is_some());
    }
    let text = format!("aws dynamodb put-item --table-name T --item '{{\"a\":{shallow}}}'");
    assert!(
        parse_script(&text, &Context::default())
            .fault()
            .is_some_and(|fault| fault.message.contains("Invalid type"))
    );
}

#[test]
fn hashes_in_expressions() {
    let script =
        parse_script("aws dynamodb scan --table-name T --filter-expression #y = :y", &Context::default());
    assert!(script.fault().is_some_and(|fault| fault.hint.contains("double quotes")));
}

#[test]
fn printed_with_the_usage_text() {
    let script = parse_script("aws dynamodb put-item", &Context::default());
    let printed = script.fault().expect("a fault").printed();
    assert!(printed.starts_with("\naws: [ERROR]: the following arguments are required: --table-name, --item\n\nusage: aws [options] <command>"));
}
