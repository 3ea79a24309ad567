//! No text makes the console panic, and what it says of places is true of the text.

use console::{
    Catalogue, Context, File, Place, complete, parse_command, parse_script, print_json, print_text,
};
use proptest::prelude::*;

fn holds(place: Place, text: &str) {
    assert!(place.from <= place.to && place.end() <= text.len(), "{place:?}");
    assert!(
        text.is_char_boundary(place.start()) && text.is_char_boundary(place.end()),
        "{place:?} of {text:?}"
    );
}

fn survives(text: &str) {
    let files = |name: &str| Some(File { name: name.to_owned(), content: b"{\"T\":[]}".to_vec() });
    let context = Context { files: &files };
    let script = parse_script(text, &context);
    let mut end = 0;
    for token in &script.tokens {
        holds(token.at, text);
        assert!(token.at.from >= end, "tokens overlap in {text:?}");
        end = token.at.to;
    }
    for command in &script.commands {
        holds(command.at, text);
        for remark in &command.remarks {
            holds(remark.at, text);
        }
        if let Err(fault) = &command.action {
            if let Some(at) = fault.at {
                holds(at, text);
            }
            assert!(!fault.message.is_empty() && fault.code != 0);
        }
        let _ = parse_command(text, command.at, &context);
    }
    for cursor in [0, text.len() / 2, text.len(), text.len() + 9] {
        holds(complete(text, cursor, &Catalogue::default()).replace, text);
    }
}

/// Pieces that mean something to the console.
const PIECES: &[&str] = &[
    "aws ",
    "dynamodb ",
    "dynamodbstreams ",
    "ddb ",
    "select ",
    "put ",
    "--filter ",
    "--projection ",
    "--cli-input-yaml ",
    "a: ",
    "- ",
    "!!set ",
    "|-\n ",
    "\n  ",
    "put-item ",
    "query ",
    "scan ",
    "create-table ",
    "wait ",
    "table-exists ",
    "configure ",
    "set ",
    "lab ",
    "advance ",
    "48h",
    "--table-name ",
    "--item ",
    "--key-schema ",
    "--limit ",
    "--max-items ",
    "--starting-token ",
    "--cli-input-json ",
    "--expression-attribute-values ",
    "--consistent-read ",
    "--output ",
    "--region ",
    "--query ",
    "T ",
    "'",
    "\"",
    "“",
    "’",
    "$'",
    "\\",
    "^",
    "`",
    "\n",
    "\r\n",
    " ",
    "\t",
    "\u{a0}",
    "#",
    ";",
    "&&",
    "||",
    "|",
    ">",
    "<<",
    "EOF",
    "{",
    "}",
    "[",
    "]",
    "=",
    ",",
    ":",
    "@=",
    "file://x",
    "{\"a\":{\"S\":\"x\"}}",
    "a={N=1}",
    "AttributeName=a,KeyType=HASH",
    "\\u12",
    "\\ud800",
    "1e5",
    "-1",
    "é",
    "😀",
    "—",
    "AWS_REGION=x ",
    "$ ",
    "1) ",
    "- ",
    "curl ",
    "$X",
    "$(",
];

const VALID: &[&str] = &[
    "aws dynamodb create-table --table-name T --attribute-definitions \\\nAttributeName=Id,AttributeType=N --key-schema AttributeName=Id,KeyType=HASH \\\n--provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5",
    "aws dynamodb get-item --table-name T --region eu-west-2  --key '{\"Id\":{\"N\":\"205\"}}'",
    "aws dynamodb query --table-name T --key-condition-expression \"#a = :b\" --expression-attribute-values '{\":b\":{\"L\":[{\"S\":\"é\\u00e9\"}]}}' --expression-attribute-names '#a=x' | jq .",
    "aws dynamodb put-item --table-name T --item “a={S=x},b={SS=[x,y]}”\nlab advance 5s && aws configure\nAKIAIOSFODNN7EXAMPLE\n",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text(text in any::<String>()) {
        survives(&text);
    }

    #[test]
    fn any_pieces(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        survives(&pieces.concat());
    }

    #[test]
    fn any_tail(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..25)) {
        survives(&format!("aws dynamodb put-item --table-name T --item {}", pieces.concat()));
    }

    #[test]
    fn any_mutation(
        base in prop::sample::select(VALID),
        at in any::<prop::sample::Index>(),
        cut in 0_usize..6,
        piece in prop::sample::select(PIECES),
    ) {
        let letters: Vec<char> = base.chars().collect();
        let at = at.index(letters.len() + 1);
        let head: String = letters[..at].iter().collect();
        let tail: String = letters[(at + cut).min(letters.len())..].iter().collect();
        survives(&format!("{head}{piece}{tail}"));
    }

    #[test]
    fn any_response(text in "[\\[\\]{}\",:0-9a-z.eE+\\\\ -]{0,60}") {
        let _ = print_json(&text);
        let _ = print_text(&text);
    }
}
