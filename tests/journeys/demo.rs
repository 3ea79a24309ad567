//! The notes' demo, typed; then reload, share, and open the link elsewhere.

use serde_json::json;
use support::{Browser, Folder};
use thirtyfour::Key;

use crate::{CONSOLE, DESKTOP, Visit, journey};

const CREATE: &str = "aws dynamodb create-table --table-name ProductCatalog --attribute-definitions \\
AttributeName=Id,AttributeType=N --key-schema \\
AttributeName=Id,KeyType=HASH \\
--provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5";
const LOAD: &str = "aws dynamodb batch-write-item --request-items file://items.json";
const GET: &str =
    r#"aws dynamodb get-item --table-name ProductCatalog --region eu-west-2 --key '{"Id":{"N":"403"}}'"#;

/// Types commands into the console, each followed by Enter, and waits for each to be done.
async fn type_commands(browser: &Browser, commands: &[&str]) {
    for command in commands {
        let before = browser.eval("return (await window.lab.trace()).length").await;
        let input = browser.find(CONSOLE).await;
        input.click().await.expect("focus");
        input.send_keys(Key::Control + "a").await.expect("select all");
        input.send_keys(Key::Delete + "").await.expect("an empty console");
        // Inside a line that goes on, Enter begins the next line; at the end of a command it runs it.
        input.send_keys(*command).await.expect("typing");
        input.send_keys(Key::Escape + "").await.expect("no completion list");
        input.send_keys(Key::Enter + "").await.expect("Enter");
        let more = format!("return await window.lab.trace().then((t) => t.length > {before})");
        support::patiently(command, async || (browser.eval(&more).await == json!(true)).then_some(())).await;
    }
}

#[test]
fn demo_typed_reloaded_shared() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        type_commands(browser, &[CREATE, LOAD, GET]).await;
        let count = "return (await window.lab.call('Scan', { TableName: 'ProductCatalog' })).Count";
        assert_eq!(browser.eval(count).await, json!(9));
        let hash = browser.eval("await window.lab.saved(); return await window.lab.stateHash()").await;

        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash, "after the reload");

        // The link as the button makes it, opened by somebody else.
        let link = browser.share().await;
        assert!(link.contains("#s1d."), "{link}");
        let elsewhere = Folder::new("elsewhere");
        let other = Browser::start(elsewhere.path(), DESKTOP).await;
        other.open(&link).await;
        assert_eq!(other.eval("return await window.lab.stateHash()").await, hash, "from the link");
        assert_eq!(other.eval(count).await, json!(9));
        assert_eq!(other.complaints().await, Vec::<String>::new());
        visit.no_complaints().await;
    });
}

#[test]
fn pasted_at_once_the_clock_waits_for_the_table() {
    journey(async {
        let visit = Visit::start().await;
        let paste = format!("{CREATE}\n\n{LOAD}\n{GET}").replace('\\', "\\\\").replace('`', "\\`");
        let printed = visit.browser.eval(&format!("return await window.lab.run(`{paste}`)")).await;
        let printed = printed.as_str().expect("text");
        assert!(printed.contains("\"TableStatus\": \"CREATING\""), "{printed}");
        assert!(printed.contains("\"UnprocessedItems\": {}"), "{printed}");
        assert!(printed.contains("Womens Cycling Helmet"), "{printed}");
        visit.no_complaints().await;
    });
}

#[test]
fn a_parameter_that_is_not_built_says_so() {
    journey(async {
        let visit = Visit::start().await;
        let words = "Dynamarium does not implement the parameter GlobalTableSourceArn yet.";
        let command = "aws dynamodb create-table --table-name Copies --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST --global-table-source-arn arn:aws:dynamodb:eu-west-2:123456789012:table/Orders";
        let printed = visit.browser.eval(&format!("return await window.lab.run({command:?})")).await;
        assert!(printed.as_str().is_some_and(|text| text.contains(words)), "{printed}");
        let call = "return await window.lab.call('CreateTable', { TableName: 'Copies', AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }], BillingMode: 'PAY_PER_REQUEST', GlobalTableSourceArn: 'arn:aws:dynamodb:eu-west-2:123456789012:table/Orders' })";
        let refused = visit.browser.try_eval(call).await;
        assert_eq!(refused, Err(format!("ValidationException: {words}")));
    });
}

/// The notes' two command-line demos, prose and all, pasted into the console as they stand.
#[test]
fn the_demos_of_the_notes_pasted_verbatim() {
    let Some(notes) = support::notes() else {
        println!("skipped: the course notes do not lie beside this repository");
        return;
    };
    let files = std::fs::read_dir(notes).expect("the notes").map_while(Result::ok);
    let first = files.map(|file| file.path()).find(|path| path.to_string_lossy().contains("/000_"));
    let text = std::fs::read_to_string(first.expect("the first note")).expect("its text");
    let blocks: Vec<&str> =
        text.split("```command\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    journey(async {
        let visit = Visit::start().await;
        for (table, count) in [("ProductCatalog", 9), ("SessionData", 3)] {
            let block =
                blocks.iter().find(|block| block.contains(&format!("create-table --table-name {table}")));
            let pasted = json!(block.expect("the demo"));
            // The second demo gives its create-table twice, for Linux and for Windows: the second is refused.
            let printed = visit.browser.eval(&format!("return await window.lab.run({pasted})")).await;
            let scan = format!(
                "return (await window.lab.call('Scan', {{ TableName: '{table}', ConsistentRead: true }})).Count"
            );
            assert_eq!(visit.browser.eval(&scan).await, json!(count), "{printed}");
        }
        visit.no_complaints().await;
    });
}
