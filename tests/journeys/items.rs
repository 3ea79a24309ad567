//! A table's items as a file: out of one table, into another, and what of it can't be written.

use std::fs;

use serde_json::json;
use support::{Browser, Folder};

use crate::{Visit, journey};

/// An empty table with the keys of the example's, that takes three writes a second.
const COPIES: &str = r"
    await window.lab.run(`aws dynamodb create-table --table-name Copies --attribute-definitions AttributeName=Customer,AttributeType=S AttributeName=Day,AttributeType=S --key-schema AttributeName=Customer,KeyType=HASH AttributeName=Day,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=3,WriteCapacityUnits=3
aws dynamodb wait table-exists --table-name Copies
lab set burst.initial 0`);
";
const IMPORTED: &str = "return document.querySelector('[data-testid=imported]')?.textContent ?? ''";

async fn open(browser: &Browser) {
    let tab =
        "[...document.querySelectorAll('[role=tab]')].find((it) => it.textContent === 'Items')?.click()";
    browser.eval(tab).await;
    browser.press("File in or out").await;
    browser.find("dialog input[type=file]").await;
}

async fn says(browser: &Browser, words: &str) {
    let asked = format!(
        "return (document.querySelector('[data-testid=imported]')?.textContent ?? '').includes({words:?})"
    );
    browser.wait(words, &asked).await;
}

#[test]
fn a_file_is_checked_written_and_what_is_bad_is_handed_back() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(COPIES).await;
        browser
            .wait("the table", "return document.querySelector('.explorer')?.textContent.includes('Copies') && [...document.querySelectorAll('.tree button')].some((it) => it.textContent.includes('Copies') && (it.click(), true))")
            .await;
        let mut text = String::from("Customer,Day,Total,Note\n");
        for n in 0..40 {
            text += &format!("Kim,2026-12-{n:02},{n},\"a, b\"\n");
        }
        text += ",2026-12-01,1,nobody\nKim,2026-12-07,1,again\nKim,2026-12-99\n";
        let folder = Folder::new("items");
        let path = folder.path().join("orders.csv");
        fs::create_dir_all(folder.path()).expect("a folder");
        fs::write(&path, &text).expect("a file");

        open(browser).await;
        let input = browser.find("dialog input[type=file]").await;
        input.send_keys(path.to_string_lossy().into_owned()).await.expect("a file is chosen");
        says(browser, "40 items can be written.").await;
        let rows = "return [...document.querySelectorAll('.bad-rows li')].map((it) => it.textContent)";
        assert_eq!(
            browser.eval(rows).await,
            json!([
                "Line 42 Customer is empty, and it is part of the key.",
                "Line 43 It has the key of line 9, and would take that one's place.",
                "Line 44 It has 2 cells, and the first line 4.",
            ])
        );
        let count = "return (await window.lab.call('Scan', { TableName: 'Copies', Select: 'COUNT' })).Count";
        assert_eq!(browser.eval(count).await, json!(0), "nothing is written yet");

        // Three writes a second: most are left over at first, and all get in.
        browser.press("Write 40 items").await;
        says(browser, "40 items went into Copies by").await;
        let said = browser.eval(IMPORTED).await;
        assert!(said.as_str().is_some_and(|said| said.contains("tried again after a throttle")), "{said}");
        browser.find("dialog [aria-label=Close]").await.click().await.expect("closed");
        browser.eval("await window.lab.advance(60000)").await;
        let pages = "let all = 0, ExclusiveStartKey;
            do { const page = await window.lab.call('Scan', { TableName: 'Copies', Select: 'COUNT', ExclusiveStartKey });
                 all += page.Count; ExclusiveStartKey = page.LastEvaluatedKey; await window.lab.advance(5000); } while (ExclusiveStartKey);
            return all";
        assert_eq!(browser.eval(pages).await, json!(40));
        visit.no_complaints().await;
    });
}

#[test]
fn a_file_of_twenty_megabytes_is_answered_and_the_page_lives() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval("await window.lab.ready").await;
        open(browser).await;
        // Made in the page: a file of 20 MB that is none of items, then a world's file that is cut off.
        let script = |name: &str, head: &str| {
            format!(
                r#"const file = new File([{head:?} + "x".repeat(20000000)], {name:?});
                const data = new DataTransfer();
                data.items.add(file);
                let longest = 0, last = performance.now(), on = true;
                const beat = () => {{ const now = performance.now(); longest = Math.max(longest, now - last); last = now; if (on) setTimeout(beat, 10); }};
                beat();
                window.dispatchEvent(new DragEvent("drop", {{ dataTransfer: data, cancelable: true }}));
                for (let tries = 0; tries < 600 && !document.body.textContent.includes(document.body.dataset.wanted); tries++)
                    await new Promise((done) => setTimeout(done, 50));
                on = false;
                return [document.body.textContent.includes(document.body.dataset.wanted), longest]"#
            )
        };
        for (name, head, wanted) in [
            ("large.csv", "Name\n", "The first line names the columns"),
            ("large.dynamarium.json", "{\n\"scenario\":1,", "was not opened"),
        ] {
            browser.eval("document.querySelector('dialog [aria-label=Close]')?.click()").await;
            browser.eval(&format!("document.body.dataset.wanted = {wanted:?}")).await;
            let seen = browser.eval(&script(name, head)).await;
            assert_eq!(seen[0], json!(true), "{name} is answered");
            assert!(
                seen[1].as_f64().is_some_and(|longest| longest < 2_000.0),
                "{name}: the page stood still: {seen}"
            );
        }
        assert_eq!(
            browser.eval("return (await window.lab.call('ListTables', {})).TableNames[0]").await,
            json!("Orders")
        );
        visit.no_complaints().await;
    });
}
