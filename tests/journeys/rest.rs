//! The program comes in two parts (`xtask/src/split`): the first minutes do without the second.

use std::fs;

use serde_json::json;
use support::{Browser, Folder, Server};

use crate::{DESKTOP, journey};

const REST: &str = "app_rest.wasm";

/// What people do first, and what each must print.
const FIRST: [(&str, &str); 11] = [
    (
        "aws dynamodb create-table --table-name Music --billing-mode PAY_PER_REQUEST \
         --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=Song,AttributeType=S \
         --key-schema AttributeName=Artist,KeyType=HASH AttributeName=Song,KeyType=RANGE",
        "\"TableName\": \"Music\"",
    ),
    (
        r#"aws dynamodb put-item --table-name Music --item '{"Artist":{"S":"A"},"Song":{"S":"b"},"Plays":{"N":"3"}}' \
           --condition-expression "attribute_not_exists(Artist)" --return-consumed-capacity INDEXES"#,
        "CapacityUnits",
    ),
    (
        r#"aws dynamodb update-item --table-name Music --key '{"Artist":{"S":"A"},"Song":{"S":"b"}}' \
           --update-expression "SET Plays = Plays + :n, Note = if_not_exists(Note, :n) ADD Seen :n REMOVE Gone" \
           --condition-expression "Plays BETWEEN :n AND :m AND NOT begins_with(Artist, :a)" \
           --expression-attribute-values '{":n":{"N":"1"},":m":{"N":"9"},":a":{"S":"x"}}' --return-values ALL_NEW"#,
        "\"N\": \"4\"",
    ),
    (
        "aws dynamodb get-item --table-name Music --key Artist={S=A},Song={S=b} --consistent-read",
        "\"N\": \"4\"",
    ),
    (
        r#"aws dynamodb query --table-name Music --key-condition-expression "Artist = :a AND begins_with(Song, :s)" \
           --filter-expression "Plays > :n" --projection-expression "Song, Plays" \
           --expression-attribute-values '{":a":{"S":"A"},":s":{"S":"b"},":n":{"N":"1"}}'"#,
        "\"Count\": 1",
    ),
    ("aws dynamodb scan --table-name Music --max-items 1", "\"Count\": 1"),
    (
        r#"aws dynamodb batch-write-item --request-items \
           '{"Music":[{"PutRequest":{"Item":{"Artist":{"S":"C"},"Song":{"S":"d"}}}}]}'"#,
        "UnprocessedItems",
    ),
    ("aws dynamodb describe-table --table-name Music", "TableStatus"),
    (r#"aws dynamodb delete-item --table-name Music --key '{"Artist":{"S":"C"},"Song":{"S":"d"}}'"#, ""),
    ("lab advance 1h", ""),
    ("aws dynamodb list-tables", "\"Music\""),
];

/// What a script that asks for a table that isn't there catches.
const REFUSED: &str = r#"
    const key = { Artist: { S: "A" }, Song: { S: "b" } };
    return await window.lab.call("GetItem", { TableName: "Nope", Key: key }).then(JSON.stringify, (it) => it.name);
"#;

const LATER: &str = "SELECT * FROM \"Music\"";

#[test]
fn the_first_minutes_need_the_first_part_alone() {
    journey(async {
        let (folder, profile) = (Folder::new("first-part"), Folder::new("profile"));
        let dist = support::root().join("dist");
        for file in fs::read_dir(&dist).expect("a built site").map(|entry| entry.expect("a file").path()) {
            let name = file.file_name().expect("a name").to_owned();
            if file.is_file() && name != REST {
                fs::copy(&file, folder.path().join(name)).expect("a copy");
            }
        }
        let place = folder.path().to_str().expect("a path in Unicode");
        let site = Server::start(&["site", "--port", "0", "--site", place]);
        let browser = Browser::start(profile.path(), DESKTOP).await;
        browser.open(site.url()).await;
        let run = async |command: &str| {
            let script = format!(
                "try {{ return await window.lab.run({}); }} catch (error) {{ return String(error); }}",
                json!(command)
            );
            browser.eval(&script).await.as_str().expect("a text").to_owned()
        };
        for (command, wanted) in FIRST {
            let printed = run(command).await;
            assert!(printed.contains(wanted), "{command}: {printed}");
        }
        // A script hears the service's refusal.
        let refused = browser.eval(REFUSED).await;
        assert_eq!(refused, json!("ResourceNotFoundException"));
        // Nor does the next visit need more.
        browser.eval("await window.lab.saved()").await;
        browser.open(site.url()).await;
        for (command, wanted) in &FIRST[3..6] {
            let printed = run(command).await;
            assert!(printed.contains(wanted), "{command}: {printed}");
        }

        // Without a network the rest can't come: that is told, nothing is lost, and when it is there again, so is the rest.
        let told = run(LATER).await;
        assert!(told.contains("could not be loaded"), "{told}");
        let complaints = browser.complaints().await;
        assert!(complaints.iter().all(|it| it.contains("404")), "of nothing but the file: {complaints:?}");
        fs::copy(dist.join(REST), folder.path().join(REST)).expect("a copy");
        let printed = run(LATER).await;
        assert!(printed.contains("\"Plays\""), "{printed}");
        // Advice about what was refused is part of it.
        let refused = run(r#"aws dynamodb put-item --table-name Nope --item '{"a":{"S":"b"}}'"#).await;
        assert!(refused.contains("ResourceNotFoundException"), "{refused}");
        assert_eq!(run("aws dynamodb list-tables --query TableNames[0]").await.trim(), "\"Music\"");
    });
}
