//! People's ways through the playground, in a real browser, on the built site.
//!
//! `cargo xtask test journeys` builds the site, finds the browser and runs these one after the other.

mod access;
mod axe;
mod caches;
mod chaos;
mod conflict;
mod console;
mod crash;
mod demo;
mod effects;
mod embed;
mod forms;
mod heat;
mod hosting;
mod iam;
mod journey_a;
mod journey_b;
mod journey_b_hot;
mod journey_d;
mod lenses;
mod lessons;
mod link;
mod load;
mod looks;
mod metrics;
mod offline;
mod rest;
mod saving;
mod sdk;
mod share;
mod streams;
mod tabs;
mod time;
mod worlds;

use support::{Browser, Folder, Server};

/// A playground that is served, and a browser with a clean profile.
struct Visit {
    // Goes first: what it is still loading is answered to its end.
    browser: Browser,
    site: Server,
    profile: Folder,
}

/// Waits until one of these elements holds these words.
async fn says(browser: &Browser, what: &str, css: &str, words: &str) {
    let asked = format!(
        "return [...document.querySelectorAll({css:?})].some((it) => it.textContent.includes({words:?}))"
    );
    browser.wait(what, &asked).await;
}

/// Where people type.
const CONSOLE: &str = ".editor textarea";

const DESKTOP: (u32, u32) = (1440, 900);

impl Visit {
    /// Serves the site and opens it.
    async fn start() -> Self {
        let site = Server::start(&["site", "--port", "0"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        browser.open(site.url()).await;
        Self { browser, site, profile }
    }

    /// Ends the browser as a crash would, and opens the playground again with the same profile.
    async fn crash_and_return(mut self) -> Self {
        self.browser.kill();
        self.browser = Browser::start(self.profile.path(), DESKTOP).await;
        self.browser.open(self.site.url()).await;
        self
    }

    /// Fails when the page complained to the browser's console.
    async fn no_complaints(&self) {
        assert_eq!(self.browser.complaints().await, Vec::<String>::new());
    }
}

/// Runs one journey to its end.
fn journey(steps: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(steps);
}

/// A table and a thousand small writes, as a script in the page would make them.
const TABLE: &str = r#"
    await window.lab.call("CreateTable", {
        TableName: "Writes", BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] });
    await window.lab.advance(60000);
"#;
