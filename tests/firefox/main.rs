//! The main path of journeys (a) and (b) in Firefox.
//!
//! `cargo xtask test firefox` builds the site, finds Firefox and its driver, and runs these.

use serde_json::json;
use support::{Browser, Folder, Server, patiently};
use thirtyfour::Key;

const SIZE: (u32, u32) = (1440, 900);
const CONSOLE: &str = ".editor textarea";

fn journey(steps: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(steps);
}

#[test]
fn journey_a_the_first_order_is_followed_and_read_back() {
    journey(async {
        let site = Server::start(&["site", "--port", "0"]);
        let profile = Folder::new("firefox");
        let browser = Browser::firefox(profile.path(), SIZE).await;
        browser.open(site.url()).await;
        browser.find(CONSOLE).await.send_keys(Key::Enter + "").await.expect("Enter");
        let answered =
            "return document.querySelector('.answers')?.textContent.includes('ConsumedCapacity') ?? false";
        browser.wait("the answer", answered).await;
        browser.wait("the present", "return !!document.querySelector('.inspector h1') && !document.querySelector('[data-testid=skip]')").await;
        let chip = "return [...document.querySelectorAll('[data-mark]')].some((it) => it.getAttribute('aria-label').startsWith('Item 2026-11-20'))";
        assert_eq!(browser.eval(chip).await, json!(true), "the order is in its partition");
        let read = r#"return (await lab.call("GetItem", { TableName: "Orders", ConsistentRead: true,
            Key: { Customer: { S: "Kim" }, Day: { S: "2026-11-20" } } })).Item?.Customer.S ?? null"#;
        assert_eq!(browser.eval(read).await, json!("Kim"));

        // What is done stays over a reload.
        let hash = browser.eval("await lab.saved(); return await lab.stateHash()").await;
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        assert_eq!(browser.eval("return await lab.stateHash()").await, hash, "after the reload");
    });
}

#[test]
fn journey_b_the_past_is_shown_branched_and_handed_over() {
    journey(async {
        let site = Server::start(&["site", "--port", "0"]);
        let profile = Folder::new("firefox");
        let browser = Browser::firefox(profile.path(), SIZE).await;
        browser.open(site.url()).await;
        let orders = r#"
            for (const day of ["2026-12-01", "2026-12-02", "2026-12-03"]) {
                await lab.call("PutItem", { TableName: "Orders", Item: { Customer: { S: "Kim" }, Day: { S: day } } });
                await lab.advance(1000);
            }
            return await lab.stateHash()"#;
        let hash = browser.eval(orders).await;
        let past = "return !!document.querySelector('.timeline.past')";
        browser.wait("the inspector", "return !!document.querySelector('.inspector h1')").await;
        // Firefox's driver loses a key now and then: none comes to the window, so it is pressed again.
        browser.eval("window.keys = 0; addEventListener('keydown', () => window.keys++, true)").await;
        patiently("a key", async || {
            let rail = browser.find("[data-testid=rail]").await;
            rail.send_keys(Key::PageUp + "").await.expect("a call back");
            (browser.eval("return window.keys").await != json!(0)).then_some(())
        })
        .await;
        browser.wait("the past", past).await;
        browser.press("Back to live").await;
        browser.wait("the present", "return !document.querySelector('.timeline.past')").await;

        browser.press("Share").await;
        let link = patiently("a link", async || {
            let text =
                browser.eval("return document.querySelector('[aria-label=\"The link\"]')?.value ?? ''").await;
            text.as_str().filter(|text| text.contains("#s1d.")).map(str::to_owned)
        })
        .await;
        let other = Folder::new("firefox");
        let student = Browser::firefox(other.path(), SIZE).await;
        student.open(&link).await;
        assert_eq!(student.eval("return await lab.stateHash()").await, hash, "the same world from the link");
    });
}
