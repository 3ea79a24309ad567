//! Caches: a DAX cluster is made with the form, misses, hits, and forgets when the time has passed.

use thirtyfour::Key;

use crate::{Visit, journey, says};

const GET: &str =
    r#"await window.lab.run(`aws dynamodb get-item --table-name Notes --key '{"pk":{"S":"a"}}'`)"#;

#[test]
fn a_cluster_misses_hits_and_forgets() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser
            .eval(
                r#"await window.lab.reset();
                await window.lab.run(`aws dynamodb create-table --table-name Notes --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab idle
INSERT INTO "Notes" VALUE {'pk':'a','Text':'first'}`)"#,
            )
            .await;
        browser.dock("Caches").await;
        browser.press("Create cluster").await;
        says(browser, "the cluster", ".cache h2", "music").await;
        browser.eval("await window.lab.run('lab idle')").await;
        says(browser, "its nodes", ".cnodebox h3", "primary").await;
        browser.press("through DAX music").await;
        browser
            .wait("commands go through it", "return document.querySelector('.caches .turns [aria-pressed=true]').textContent.includes('music')")
            .await;
        browser.eval("[...document.querySelectorAll('.lenses button')].find((it) => it.textContent === 'Caches')?.click()").await;
        // The first read misses and goes on to the table.
        browser.eval(GET).await;
        says(browser, "a miss", ".cachecard", "miss").await;
        says(browser, "in figures", ".cache .facts", "0 hits, 1 misses").await;
        says(browser, "the table was asked", ".stage svg [aria-label^='Router']", "valid").await;
        // The second is answered by the cache: router and table hear nothing of it.
        browser.eval(GET).await;
        says(browser, "a hit", ".cachecard", "hit").await;
        says(browser, "in figures", ".cache .facts", "1 hits, 1 misses").await;
        says(browser, "the router was not asked", ".stage svg [aria-label^='Router']", "not asked").await;
        browser.wait("no thread to the table", "return !document.querySelector('.stage .th')").await;
        // What is written past the cache leaves it behind.
        browser
            .eval(
                r#"await window.lab.run(`lab via off
UPDATE "Notes" SET Text='second' WHERE pk='a'
lab via dax music`)"#,
            )
            .await;
        says(browser, "a stale entry", ".cnodebox .stale", "stale").await;
        // Five minutes later it is forgotten, and the next read has the truth.
        browser.eval("await window.lab.run('lab advance 6m')").await;
        browser.eval(GET).await;
        says(browser, "a second miss", ".cache .facts", "1 hits, 2 misses").await;
        // Nodes that weren't asked since still hold what they can't serve any more.
        browser
            .wait("nothing stale can be served", "return [...document.querySelectorAll('.cnodebox .stale')].every((row) => row.textContent.includes('over'))")
            .await;
        says(browser, "the new text", ".answers", "second").await;
        visit.no_complaints().await;
    });
}

#[test]
fn what_is_typed_stays_when_another_cache_is_made() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval("await window.lab.call('ListTables', {})").await;
        browser.dock("Caches").await;
        let name = browser.find(".cache-new label input").await;
        name.send_keys(Key::Control + "a").await.expect("the name is chosen");
        name.send_keys("orders").await.expect("and another typed");
        let nodes = browser.find(".cache-new [type=number]").await;
        nodes.send_keys(Key::Control + "a").await.expect("their number is chosen");
        nodes.send_keys("1").await.expect("and another typed");
        browser.eval("await window.lab.run('lab cache create side')").await;
        says(browser, "another cache", ".cache h2", "side").await;
        let held = "return [...document.querySelectorAll('.cache-new input')].map((it) => it.value)";
        assert_eq!(browser.eval(held).await, serde_json::json!(["orders", "1"]));
        // A name that has been used gives way to one that is free.
        browser.press("Create cluster").await;
        browser
            .wait("a free name", "return document.querySelector('.cache-new input').value === 'music'")
            .await;
        visit.no_complaints().await;
    });
}
