//! Two transactions are sent at once, want one item, and one of them is cancelled: in the transcript, in the inspector, on
//! the stage and in its past.

use serde_json::{Value, json};
use support::Browser;
use thirtyfour::Key;

use crate::share::text;
use crate::time::PAST;
use crate::{CONSOLE, Visit, journey, says};

const BEGIN: &str = r#"
    await lab.reset({ seed: 11 });
    await lab.run(`aws dynamodb create-table --table-name Seats --billing-mode PAY_PER_REQUEST --key-schema AttributeName=seat,KeyType=HASH --attribute-definitions AttributeName=seat,AttributeType=S
aws dynamodb put-item --table-name Seats --item '{"seat":{"S":"12A"}}'`);
"#;

/// Takes the seat for somebody, if it is free; nobody waits for the answer.
fn take(who: &str) -> String {
    let taken = json!([{ "Update": { "TableName": "Seats", "Key": { "seat": { "S": "12A" } },
        "UpdateExpression": "SET holder = :w", "ConditionExpression": "attribute_not_exists(holder)",
        "ExpressionAttributeValues": { ":w": { "S": who } } } }]);
    format!("aws dynamodb transact-write-items --transact-items '{taken}' &")
}

/// When a kind of event was, virtual milliseconds, and of which call.
async fn event(browser: &Browser, kind: &str) -> (f64, u64) {
    let found = format!("return (await lab.trace()).findLast((it) => it.kind === {kind:?}) ?? null");
    let found = browser.eval(&found).await;
    let at = found["t"].as_f64().unwrap_or_else(|| panic!("no {kind}"));
    (at / 1000.0, found["call"].as_u64().expect("a call"))
}

#[test]
fn two_transactions_that_are_sent_at_once_conflict() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(BEGIN).await;
        browser.press("Transactions").await;
        let input = browser.find(CONSOLE).await;
        input.click().await.expect("focus");
        input.send_keys(Key::Control + "a").await.expect("select all");
        // Two lines, as they are pasted.
        for (line, break_line) in [(take("kim"), true), (take("max"), false)] {
            input.send_keys(line).await.expect("typing");
            input.send_keys(Key::Escape + "").await.expect("no list");
            if break_line {
                input.send_keys(Key::Shift + Key::Enter).await.expect("a new line");
            }
        }
        input.send_keys(Key::Enter + "").await.expect("Enter");

        // The transcript: both, as they came, one with its reason.
        says(browser, "the reason", ".answers", "[TransactionConflict]").await;
        says(browser, "the other's answer", ".answers", "Sent as #3 without waiting").await;
        says(browser, "both", ".answers", "Sent as #4 without waiting").await;
        // Both were on their way at the same time, and one has the seat.
        let (met, lost) = event(browser, "TxnConflict").await;
        let holder = "return (await lab.call('GetItem', { TableName: 'Seats', Key: { seat: { S: '12A' } }, ConsistentRead: true })).Item.holder.S";
        let won = browser.eval(holder).await;
        assert_eq!(won, json!(if lost == 3 { "max" } else { "kim" }));
        // The stage and the ledger below it.
        says(browser, "the stage", ".stage svg text", "had it: nobody").await;
        says(browser, "the ledger", "[data-testid=ledger]", "no: ").await;
        // The inspector, of the one that was cancelled; the read is what it shows by itself.
        says(browser, "the read", ".inspector h1", "#5").await;
        let pin = format!(
            "[...document.querySelectorAll('[data-testid=ledger] button')].find((it) => it.textContent.includes('{lost}'))?.click()"
        );
        browser.eval(&pin).await;
        says(browser, "the inspector", ".inspector h1", &format!("#{lost}")).await;
        says(browser, "its reason", ".inspector", "TransactionConflict").await;
        // In the moment when they met, the item is held, and both are on their way.
        browser.eval(&format!("await lab.look({met})")).await;
        browser.wait("the past", PAST).await;
        says(browser, "who holds it", ".stage svg text", "is in use: call").await;
        let under_way = "return [...document.querySelectorAll('[data-testid=ledger] li.busy')].length";
        assert_eq!(browser.eval(under_way).await, json!(2));
        browser.press("Back to live").await;

        // Who opens the link meets the same.
        let hash = browser.eval("return await lab.stateHash()").await;
        let link = browser.share().await;
        browser.driver().goto("about:blank").await.expect("away");
        browser.open(&link).await;
        assert_eq!(browser.eval("return await lab.stateHash()").await, hash);
        assert_ne!(
            browser.eval("return (await lab.trace()).find((it) => it.kind === 'TxnConflict') ?? null").await,
            Value::Null
        );
        // The help tells of it.
        let help = text(browser, "return await lab.run('help')").await;
        assert!(help.contains("sends a call without waiting"), "{help}");
        visit.no_complaints().await;
    });
}
