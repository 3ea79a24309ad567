//! Time travel by hand: looking back, stepping, forking, two branches side by side, undo.

use serde_json::json;
use support::Browser;
use thirtyfour::Key;

use crate::{CONSOLE, Visit, journey};

const WRITES: &str = r#"
    for (const day of ["2026-12-01", "2026-12-02", "2026-12-03"]) {
        await window.lab.call("PutItem", { TableName: "Orders", Item: { Customer: { S: "Kim" }, Day: { S: day } } });
        await window.lab.advance(1000);
    }
"#;
/// Whether the first branch is open, and others are there.
const BRANCHES: &str =
    "return document.querySelector('[data-testid=branches]').textContent === 'Branch main'";
pub(crate) const PAST: &str = "return !!document.querySelector('.timeline.past')";
pub(crate) const LIVE: &str =
    "return !document.querySelector('.timeline.past') && !document.querySelector('[data-testid=skip]')";

pub(crate) async fn clock(browser: &Browser) -> String {
    let text =
        browser.eval("return document.querySelector('[data-testid=clock] b')?.textContent ?? ''").await;
    text.as_str().unwrap_or_default().to_owned()
}

async fn chips(browser: &Browser) -> u64 {
    let count = "return [...document.querySelectorAll('[data-mark]')].filter((it) => it.getAttribute('aria-label').startsWith('Item 2026-12')).length";
    browser.eval(count).await.as_u64().unwrap_or_default()
}

pub(crate) async fn key(browser: &Browser, key: thirtyfour::TypingData) {
    let rail = browser.find("[data-testid=rail]").await;
    rail.send_keys(key).await.expect("a key on the rail");
}

#[test]
fn the_past_is_looked_at_and_nothing_runs_there() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(WRITES).await;
        browser.wait("three orders", "return document.querySelectorAll('.rail .dot').length >= 14").await;
        let (present, hash) =
            (clock(browser).await, browser.eval("return await window.lab.stateHash()").await);
        assert!(chips(browser).await > 0);
        // A call back, and another one: the orders are not there yet.
        for _ in 0..3 {
            key(browser, Key::PageUp + "").await;
            browser.wait("the past", PAST).await;
        }
        let there = |n: u64| {
            format!(
                "return [...document.querySelectorAll('[data-mark]')].filter((it) => it.getAttribute('aria-label').startsWith('Item 2026-12')).length === {n}"
            )
        };
        browser.wait("no order of December", &there(0)).await;
        assert!(clock(browser).await < present);
        // The console looks on: what is typed stays, and nothing runs.
        let input = browser.find(CONSOLE).await;
        input.click().await.expect("focus");
        input.send_keys(Key::Control + "a").await.expect("select all");
        input.send_keys("aws dynamodb list-tables").await.expect("typing");
        input.send_keys(Key::Escape + "").await.expect("no completion list");
        input.send_keys(Key::Enter + "").await.expect("Enter");
        browser
            .wait(
                "it says why",
                "return document.querySelector('.notices').textContent.includes('Nothing was run')",
            )
            .await;
        assert_eq!(
            browser.eval("return document.querySelector('.editor textarea').value").await,
            json!("aws dynamodb list-tables")
        );
        // An event on, then the end.
        let before = clock(browser).await;
        key(browser, Key::Right + "").await;
        let later = format!(
            "return document.querySelector('[data-testid=clock]').textContent !== '' && document.querySelector('[data-testid=clock] b').textContent >= {before:?}"
        );
        browser.wait("a step on", &later).await;
        browser.press("Back to live").await;
        browser.wait("the present", LIVE).await;
        assert_eq!(clock(browser).await, present);
        assert_eq!(
            browser.eval("return await window.lab.stateHash()").await,
            hash,
            "looking changes nothing"
        );
        visit.no_complaints().await;
    });
}

#[test]
fn a_branch_goes_its_own_way_beside_the_first() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(WRITES).await;
        browser.wait("three orders", "return document.querySelectorAll('.rail .dot').length >= 14").await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        key(browser, Key::PageUp + "").await;
        browser.wait("the past", PAST).await;
        browser.press("Fork here").await;
        browser
            .wait(
                "a branch",
                "return document.querySelector('[data-testid=branches]').textContent === 'Branch B'",
            )
            .await;
        assert_ne!(browser.eval("return await window.lab.stateHash()").await, hash);
        browser.find("[data-testid=branches]").await.click().await.expect("the menu");
        browser.press("Beside").await;
        browser.wait("two stages", "return document.querySelectorAll('.pair > .stage').length === 2").await;
        browser.picture("branches-beside").await;
        browser.press("Open").await;
        browser.wait("the first branch", BRANCHES).await;
        assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash, "it is as it was");
        browser.eval("await window.lab.saved()").await;
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        browser.wait("the branches of before", BRANCHES).await;
        browser.find("[data-testid=branches]").await.click().await.expect("the menu");
        assert_eq!(browser.find(".branches ul").await.text().await.expect("text").matches("Open").count(), 1);
        browser.press("Open").await;
        browser.wait("branch B", &BRANCHES.replace("main", "B")).await;
        assert_ne!(browser.eval("return await window.lab.stateHash()").await, hash, "which went another way");
        visit.no_complaints().await;
    });
}

#[test]
fn undo_takes_the_last_call_back() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(WRITES).await;
        let count = "return (await window.lab.call('Query', { TableName: 'Orders', KeyConditionExpression: 'Customer = :c', ExpressionAttributeValues: { ':c': { S: 'Kim' } } })).Count";
        browser.wait("three orders", "return document.querySelectorAll('.rail .dot').length >= 14").await;
        browser.find("[data-testid=undo]").await.click().await.expect("undo");
        browser
            .wait(
                "it says what",
                "return document.querySelector('.notices').textContent.includes('PutItem 15 was taken back')",
            )
            .await;
        assert_eq!(browser.eval(count).await, json!(4));
        browser.eval("await window.lab.saved()").await;
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        assert_eq!(browser.eval(count).await, json!(4), "also after a reload");
        visit.no_complaints().await;
    });
}

#[test]
fn on_a_phone_undo_is_in_the_menu_of_branches() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.size(390, 844).await;
        browser.eval(WRITES).await;
        browser.wait("the present", LIVE).await;
        browser.find("[data-testid=branches]").await.click().await.expect("the menu");
        browser.press("Undo PutItem 15").await;
        crate::says(browser, "it is taken back", ".notices", "PutItem 15 was taken back").await;
        let left = "return (await window.lab.call('Query', { TableName: 'Orders', ConsistentRead: true,
            KeyConditionExpression: 'Customer = :c AND begins_with(#d, :d)', ExpressionAttributeNames: { '#d': 'Day' },
            ExpressionAttributeValues: { ':c': { S: 'Kim' }, ':d': { S: '2026-12' } } })).Count";
        assert_eq!(browser.eval(left).await, json!(2));
        visit.no_complaints().await;
    });
}
