//! What the newer operations do is seen: records of a stream, expiry, transactions, a new index, tags.

use serde_json::{Value, json};
use support::{Browser, patiently};

use crate::{Visit, journey};

/// A table with a stream, time to live and two tags, and items that expire in ten minutes, never, and for a wrong reason not.
const CARTS: &str = r#"
    await window.lab.reset();
    const words = await window.lab.run(`aws dynamodb create-table --table-name Carts --attribute-definitions AttributeName=User,AttributeType=S --key-schema AttributeName=User,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES --tags Key=team,Value=shop --query TableDescription.TableArn --output text
aws dynamodb wait table-exists --table-name Carts
aws dynamodb update-time-to-live --table-name Carts --time-to-live-specification Enabled=true,AttributeName=Until`);
    const now = Math.floor(Date.now() / 1000);
    const put = (user, until) => window.lab.call("PutItem", { TableName: "Carts", Item: { User: { S: user }, ...until } });
    await put("Ada", { Until: { N: `${now + 600}` } });
    await put("Bob", {});
    await put("Cid", { Until: { S: "tomorrow" } });
    await window.lab.idle();
    return words;
"#;

/// Presses the first mark on the stage whose name begins like this.
async fn press_mark(browser: &Browser, name: &str) {
    let press = format!(
        "const mark = [...document.querySelectorAll('[data-mark]')].find((it) => it.getAttribute('aria-label').startsWith({name:?}));
         if (!mark) return false;
         mark.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}));
         return true"
    );
    patiently(name, async || (browser.eval(&press).await == json!(true)).then_some(())).await;
}

/// Waits until a part of the page says all of these.
async fn says(browser: &Browser, css: &str, words: &[&str]) {
    let text = format!("return document.querySelector({css:?})?.textContent ?? ''");
    let found = async || {
        let text = browser.eval(&text).await;
        let text = text.as_str().unwrap_or_default();
        words.iter().all(|word| text.contains(word)).then_some(())
    };
    patiently(&format!("{css}: {words:?}"), found).await;
}

/// The names of all marks and pictures on the stage.
async fn stage(browser: &Browser) -> Vec<String> {
    let names = "return [...document.querySelectorAll('.stage [aria-label]')].map((it) => it.getAttribute('aria-label'))";
    let names = browser.eval(names).await;
    names.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

async fn stage_has(browser: &Browser, name: &str) {
    patiently(name, async || stage(browser).await.iter().any(|it| it.contains(name)).then_some(())).await;
}

#[test]
fn records_appear_beside_the_stage_and_time_to_live_signs_its_own() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        // Where there is no stream, none is drawn.
        assert!(!stage(browser).await.iter().any(|name| name.starts_with("Stream")), "no empty region");
        browser.eval(CARTS).await;
        stage_has(browser, "Stream, NEW_AND_OLD_IMAGES, ENABLED, 1 shard, 3 records to read").await;
        says(browser, ".explorer", &["Stream", "3 records", "TTL Until", "1 to go", "team", "shop"]).await;

        press_mark(browser, "Record INSERT Ada").await;
        says(
            browser,
            ".inspector",
            &["Stream record", "The item is new.", "none: an ordinary call", "Until"],
        )
        .await;

        // Past its time it is marked, and says so in words.
        browser.eval("await window.lab.advance(660000)").await;
        stage_has(browser, "Item Ada, ").await;
        stage_has(browser, "expired, not deleted yet").await;
        says(browser, ".explorer", &["1 expired"]).await;
        press_mark(browser, "Item Ada").await;
        says(browser, ".inspector", &["Time to live", "is still here: the sweep has not come yet"]).await;
        press_mark(browser, "Item Bob").await;
        says(browser, ".inspector", &["It has no attribute Until, so it never expires."]).await;
        press_mark(browser, "Item Cid").await;
        says(browser, ".inspector", &["never expires: it is of type S"]).await;

        // The sweep comes, and the stream knows whose deed it was.
        let printed = browser.eval("return await window.lab.run('lab advance 10m')").await;
        assert!(
            printed.as_str().is_some_and(|text| text.contains("time to live deleted an item")),
            "{printed}"
        );
        press_mark(browser, "Record REMOVE by TTL Ada").await;
        says(
            browser,
            ".inspector",
            &["Service, dynamodb.amazonaws.com", "time to live, not a call of yours"],
        )
        .await;
        browser.press("Ask for an iterator here").await;
        says(browser, ".inspector", &["GetShardIterator", "An iterator is a place in a shard"]).await;
        visit.no_complaints().await;
    });
}

const MOVE: &str = r#"return await window.lab.call("TransactWriteItems", { TransactItems: [
    { ConditionCheck: { TableName: "Carts", Key: { User: { S: "Nobody" } }, ConditionExpression: "attribute_exists(Price)" } },
    { Put: { TableName: "Carts", Item: { User: { S: "Zed" } } } } ] })"#;

#[test]
fn a_cancelled_transaction_names_the_action_and_the_reason() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(CARTS).await;
        browser.try_eval(MOVE).await.expect_err("it is cancelled");
        let words = [
            "TransactWriteItems",
            "action 1 (ConditionCheck Nobody) failed because its condition did not hold",
            "Why it was cancelled",
            "ConditionalCheckFailed",
            "not done",
        ];
        says(browser, ".inspector", &words).await;
        let committed = MOVE.replace("attribute_exists(Price)", "attribute_not_exists(Price)");
        browser.eval(&committed).await;
        let words = ["All or nothing, and it was all", "Why 4 WCU?", "What it did", "2 actions", "done"];
        says(browser, ".inspector", &words).await;
        visit.no_complaints().await;
    });
}

#[test]
fn a_new_index_is_seen_filling() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(CARTS).await;
        browser
            .eval(
                r#"await window.lab.call("UpdateTable", {
                    TableName: "Carts", AttributeDefinitions: [{ AttributeName: "Until", AttributeType: "S" }],
                    GlobalSecondaryIndexUpdates: [{ Create: { IndexName: "ByUntil",
                        KeySchema: [{ AttributeName: "Until", KeyType: "HASH" }], Projection: { ProjectionType: "ALL" },
                        ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 } } }] });
                await window.lab.advance(60000)"#,
            )
            .await;
        stage_has(browser, "of the table's items are read and put into the index").await;
        says(browser, ".explorer", &["GSI ByUntil", "filling,"]).await;
        browser.eval("await window.lab.advance(120000)").await;
        stage_has(browser, "GSI ByUntil, ALL, 1 entry").await;
        visit.no_complaints().await;
    });
}
