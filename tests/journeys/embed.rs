//! The page inside another page: only what was asked for, nothing stored, and messages that are checked.

use std::fs;

use serde_json::{Value, json};
use support::{Browser, Folder, Server, patiently};

use crate::{DESKTOP, TABLE, journey};

/// A page of somebody else, with the playground in a frame.
const HOST: &str = r#"<!doctype html><html lang="en"><meta charset="utf-8"><title>Host</title><link rel="icon" href="data:,">
<iframe title="Dynamarium" width="900" height="600"></iframe><script src="host.js"></script></html>"#;
const SCRIPT: &str = "window.told = [];
addEventListener('message', ({ source, data }) => {
    if (source === document.querySelector('iframe').contentWindow) window.told.push(data);
});";

/// The last message of a kind.
async fn last(browser: &Browser, kind: &str) -> Value {
    browser
        .eval(&format!("return window.told.filter((it) => it.dynamarium === {kind:?}).pop() ?? null"))
        .await
}

async fn told(browser: &Browser, what: &str, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
    patiently(what, async || {
        Some(last(browser, kind).await).filter(|message| !message.is_null() && fits(message))
    })
    .await
}

async fn say(browser: &Browser, message: &str) {
    let script = format!("document.querySelector('iframe').contentWindow.postMessage({message}, '*')");
    browser.eval(&script).await;
}

#[test]
fn a_frame_shows_what_was_asked_and_stores_nothing() {
    journey(async {
        let folder = Folder::new("host");
        fs::write(folder.path().join("index.html"), HOST).expect("a page");
        fs::write(folder.path().join("host.js"), SCRIPT).expect("a script");
        let site = Server::start(&["site", "--port", "0"]);
        let host = Server::start(&["site", "--port", "0", "--site", &folder.path().display().to_string()]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;

        // A world of the reader's own, and a link to it.
        browser.open(site.url()).await;
        browser
            .eval(&format!(
                "await window.lab.reset(); {TABLE}
                 for (const pk of ['one', 'two']) {{
                     await window.lab.call('PutItem', {{ TableName: 'Writes', Item: {{ pk: {{ S: pk }} }} }});
                     await window.lab.advance(5000);
                 }}
                 await window.lab.saved()"
            ))
            .await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        let link = browser.share().await;
        let fragment = link.split('#').nth(1).expect("a fragment").to_owned();

        browser.driver().goto(host.url()).await.expect("the host");
        let frame = format!("{}/?embed=stage,console#{fragment}", site.url());
        browser.eval(&format!("document.querySelector('iframe').src = {frame:?}")).await;
        told(&browser, "the world", "state", |state| state["calls"] == json!(3)).await;
        told(&browser, "a height", "height", |it| it["height"].as_u64().is_some_and(|height| height > 200))
            .await;

        // Messages: a moment, the present again, a goal that a call meets, and what makes no sense.
        say(&browser, "{ seek: 61000 }").await;
        told(&browser, "the moment", "state", |state| {
            state["live"] == json!(false) && state["at"].as_f64() == Some(61_000.0)
        })
        .await;
        say(&browser, "{ goal: { table: 'Writes', items: 3 } }").await;
        told(&browser, "the goal", "goal", |goal| goal["met"] == json!(false)).await;
        for (message, words) in [
            ("'load'", "an object"),
            ("{ load: '#x', play: true }", "one member"),
            ("{ load: 7 }", "a link"),
            ("{ seek: -1 }", "milliseconds"),
            ("{ goal: { items: 3 } }", "goal takes"),
            ("{ eval: '1' }", "load, play, seek or goal"),
        ] {
            say(&browser, message).await;
            told(&browser, message, "refused", |it| {
                it["why"].as_str().is_some_and(|why| why.contains(words))
            })
            .await;
        }

        browser.driver().enter_frame(0).await.expect("into the frame");
        browser.ready().await;
        let shown = "return ['stage', 'dock', 'timeline', 'explorer', 'bar'].filter((name) => document.querySelector('.lab > .' + name))";
        assert_eq!(browser.eval(shown).await, json!(["stage", "dock"]));
        browser
            .eval("await window.lab.call('PutItem', { TableName: 'Writes', Item: { pk: { S: 'three' } } })")
            .await;
        assert!(browser.try_eval("await window.lab.saved()").await.is_err(), "it is not stored");
        browser.driver().enter_parent_frame().await.expect("out again");
        told(&browser, "the goal", "goal", |goal| goal["met"] == json!(true)).await;

        // Another world by message.
        let other = scenario::example(1, 0).to_link();
        say(&browser, &format!("{{ load: {:?} }}", format!("#{other}"))).await;
        told(&browser, "the other world", "state", |state| state["calls"] == json!(12)).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());

        // The reader's own world is as it was.
        browser.driver().goto("about:blank").await.expect("to leave");
        browser.open(site.url()).await;
        assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash);
    });
}
