//! The commands of the course's notes, exactly as they are pasted, where the notes are at hand.

use std::path::Path;

use console::{Action, Configure, Context, File, Script, parse_script};

/// The first file of notes, beside the repository.
fn notes() -> Option<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/notes");
    let mut found: Vec<_> = std::fs::read_dir(folder)
        .ok()?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("000_")))
        .collect();
    found.sort();
    std::fs::read_to_string(found.first()?).ok()
}

fn read(text: &str) -> Script {
    let files = |name: &str| {
        (name == "items.json").then(|| File {
            name: "ProductCatalog/items.json".to_owned(),
            content: br#"{"ProductCatalog":[{"PutRequest":{"Item":{"Id":{"N":"201"}}}}]}"#.to_vec(),
        })
    };
    parse_script(text, &Context { files: &files })
}

/// What the commands mean, in a word each; faults fail the test.
#[track_caller]
fn meanings(script: &Script) -> Vec<String> {
    script
        .commands
        .iter()
        .map(|command| match command.action.as_ref().expect("a command of the notes") {
            Action::Aws(call) if call.operation == "iam:GetUser" => "iam".to_owned(),
            Action::Aws(call) => call.operation.to_owned(),
            Action::Note(_) => "note".to_owned(),
            Action::Configure(Configure::Ask(_)) => "configure".to_owned(),
            other => format!("{other:?}"),
        })
        .collect()
}

#[test]
fn every_code_block_runs() {
    let Some(text) = notes() else {
        println!("skipped: the notes are not here");
        return;
    };
    let blocks: Vec<String> = text
        .split("```")
        .skip(1)
        .step_by(2)
        .map(|block| block.split_once('\n').map_or("", |(_, body)| body).to_owned())
        .collect();
    let found: Vec<Vec<String>> = blocks.iter().map(|block| meanings(&read(block))).collect();
    assert_eq!(
        found,
        [
            vec!["GetItem"],
            vec!["CreateTable", "note", "BatchWriteItem"],
            vec!["iam", "CreateTable", "CreateTable", "BatchWriteItem"],
        ]
    );
    // With Windows line ends it is all the same.
    for (block, expect) in blocks.iter().zip(&found) {
        assert_eq!(&meanings(&read(&block.replace('\n', "\r\n"))), expect);
    }
}

#[test]
fn the_whole_page_may_be_pasted() {
    let Some(text) = notes() else {
        println!("skipped: the notes are not here");
        return;
    };
    let all = [
        "GetItem",
        "CreateTable",
        "note",
        "BatchWriteItem",
        "iam",
        "CreateTable",
        "CreateTable",
        "BatchWriteItem",
    ];
    assert_eq!(meanings(&read(&text)), all);
}
