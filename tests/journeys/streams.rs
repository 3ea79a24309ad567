//! A function that a stream invokes: made by form, seen on the stage, failing, and what was given up.

use serde_json::json;
use support::Browser;
use thirtyfour::Key;

use crate::{Visit, journey};

/// A table with a stream on the stage.
const BEGIN: &str = r#"
    await window.lab.reset({ seed: 7 });
    await window.lab.run("aws dynamodb create-table --table-name Plays --attribute-definitions AttributeName=Song,AttributeType=S --key-schema AttributeName=Song,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES");
    await window.lab.advance(10000);
"#;

async fn fill(browser: &Browser, css: &str, text: &str) {
    let field = browser.find(css).await;
    field.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    field.send_keys(Key::Control + "a").await.expect("select all");
    field.send_keys(text).await.expect("typing");
}

async fn put(browser: &Browser, song: &str, artist: &str) {
    let script = format!(
        "await window.lab.call('PutItem', {{ TableName: 'Plays', Item: {{ Song: {{ S: '{song}' }}, Artist: {{ S: '{artist}' }} }} }});"
    );
    browser.eval(&script).await;
}

#[test]
fn a_function_reads_a_stream_fails_and_gives_up() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(BEGIN).await;
        browser.press("Function").await;
        fill(browser, "#fn-fail", r#"{"dynamodb":{"NewImage":{"Artist":{"S":["nobody"]}}}"#).await;
        browser.wait("half a pattern is none", "return !!document.querySelector('#fn-fail-wrong')").await;
        browser.find("#fn-fail").await.send_keys("}").await.expect("typing");
        fill(browser, "#fn-retries", "1").await;
        fill(browser, "#fn-queue", "failures").await;
        browser.press("Make the function").await;
        browser
            .wait(
                "the function is on the stage",
                "return !document.querySelector('dialog') && !!document.querySelector('[data-about^=\"mapping:\"]')",
            )
            .await;
        browser.eval("await window.lab.advance(10000)").await;
        put(browser, "a", "Ann").await;
        browser.eval("await window.lab.advance(5000)").await;
        let row = "document.querySelector('[data-about^=\"mapping:\"]')";
        browser.wait("a record is done", &format!("return {row}.textContent.includes('1 done')")).await;
        put(browser, "b", "nobody").await;
        browser.eval("await window.lab.advance(20000)").await;
        browser
            .wait(
                "it was given up",
                &format!("return {row}.textContent.includes('1 given up, 1 message in its queue')"),
            )
            .await;
        browser.find("[data-about^='mapping:']").await.click().await.expect("a press");
        browser
            .wait(
                "the failure in the inspector",
                "return document.querySelector('[data-testid=failures]')?.textContent.includes('RetryAttemptsExhausted')",
            )
            .await;
        let told = browser.eval("return document.querySelector('[data-testid=failures]').textContent").await;
        assert!(told.as_str().is_some_and(|told| !told.contains("nobody")), "{told}");
        // It stays while calls come, and keys open it as well.
        put(browser, "c", "Ann").await;
        browser.eval("await window.lab.advance(5000)").await;
        browser
            .wait(
                "what the function did since",
                "return [...document.querySelectorAll('[data-testid=mapping-facts] dd')].some(it => it.textContent === '2')",
            )
            .await;
        browser.find("[aria-label='Close the inspector']").await.click().await.expect("a press");
        browser.eval(&format!("{row}.focus()")).await;
        browser.find("[data-about^='mapping:']").await.send_keys(Key::Enter).await.expect("Enter");
        browser
            .wait("the function again", "return !!document.querySelector('[data-testid=mapping-facts]')")
            .await;
        // A reader's place stands as a flag at its lane.
        let flag = r#"
            const { Streams } = await window.lab.call("ListStreams", {});
            const StreamArn = Streams[0].StreamArn;
            const { StreamDescription } = await window.lab.call("DescribeStream", { StreamArn });
            const ShardId = StreamDescription.Shards[0].ShardId;
            await window.lab.call("GetShardIterator", { StreamArn, ShardId, ShardIteratorType: "LATEST" });
            return StreamDescription.Shards.length;
        "#;
        assert_eq!(browser.eval(flag).await, json!(1));
        browser
            .wait("the flag", "return document.querySelector('.flag')?.textContent.includes('left')")
            .await;
        visit.no_complaints().await;
    });
}
