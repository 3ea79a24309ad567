//! Journey (b): a teacher at a projector, without a network. A saved link is opened and presented by clicker, the past is
//! looked at, another way is tried beside the first, and the class opens the same moment from a code on the screen.
//!
//! Each step is a function of its own that leaves the page as the next one finds it; [`LESSON`] is what they tell of.

use serde_json::{Value, json};
use support::{Browser, Folder, Server, patiently};
use thirtyfour::Key;

use crate::offline::KEPT;
use crate::share::{LINK, read_code, text};
use crate::time::{LIVE, PAST, clock, key};
use crate::{CONSOLE, DESKTOP, axe, journey};

/// What a projector shows.
pub(crate) const PROJECTOR: (u32, u32) = (1280, 720);

/// The world of the lesson: clicks are counted under the day, so all of a day's come to one key.
const LESSON: &str = r#"
    await lab.reset({ seed: 3 });
    await lab.run(`aws dynamodb create-table --table-name Clicks --attribute-definitions AttributeName=day,AttributeType=S AttributeName=at,AttributeType=S --key-schema AttributeName=day,KeyType=HASH AttributeName=at,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5
aws dynamodb put-item --table-name Clicks --item '{"day":{"S":"2026-11-20"},"at":{"S":"09:00:01"}}'
aws dynamodb put-item --table-name Clicks --item '{"day":{"S":"2026-11-20"},"at":{"S":"09:00:02"}}'
aws dynamodb put-item --table-name Clicks --item '{"day":{"S":"2026-11-20"},"at":{"S":"09:00:03"}}'`);
"#;
/// The way that the branch goes: a suffix spreads the day's clicks.
const SHARDED: &str = "aws dynamodb put-item --table-name Clicks --item '{\"day\":{\"S\":\"2026-11-20#7\"},\"at\":{\"S\":\"09:00:03\"}}'";

pub(crate) const HASH: &str = "return await window.lab.stateHash()";
const CAPTION: &str = "return document.querySelector('[data-testid=caption]')?.textContent ?? ''";
const PLACE: &str =
    "const { call, step } = document.querySelector('.present').dataset; return `${call} ${step}`";

/// Fails where a projector shows anything smaller than 24 px, or more than fits.
pub(crate) async fn is_legible(browser: &Browser) {
    let small = "return [...document.querySelectorAll('.present *')].filter((it) =>
        [...it.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim()) && it.checkVisibility()
        && parseFloat(getComputedStyle(it).fontSize) < 24).map((it) => it.textContent)";
    assert_eq!(browser.eval(small).await, json!([]), "everything is at least 24 px");
    let over = "const it = document.querySelector('.present'); return [it.scrollWidth <= 1280, it.scrollHeight <= 720]";
    assert_eq!(browser.eval(over).await, json!([true, true]), "nothing overflows");
}

/// A key of a clicker, wherever the focus is.
async fn click(browser: &Browser, key: Key) {
    let focused = browser.driver().active_element().await.expect("something has the focus");
    focused.send_keys(key + "").await.expect("a key");
}

/// The lesson, made at another machine the day before; answers its link and the hash of its state.
async fn prepared(site: &Server) -> (String, Value) {
    let profile = Folder::new("the-day-before");
    let browser = Browser::start(profile.path(), DESKTOP).await;
    browser.open(site.url()).await;
    browser.eval(LESSON).await;
    (browser.share().await, browser.eval(HASH).await)
}

/// The playground was visited once; since then the network is cut.
async fn opens_the_link_without_a_network(browser: &Browser, site: Server, link: &str, hash: &Value) {
    browser.open(site.url()).await;
    browser.eval(KEPT).await;
    drop(site);
    browser.open(link).await;
    let summary = browser.find(".linked").await.text().await.expect("a summary");
    assert!(summary.contains("4 calls"), "{summary}");
    assert_eq!(browser.eval(HASH).await, *hash, "the world is the one that was shared");
    browser.press("Explore").await;
}

/// Six presses, a sentence each, legible at the back of the room.
async fn presents_by_clicker(browser: &Browser) {
    browser.press("Present").await;
    browser.find("[data-testid=caption]").await;
    click(browser, Key::Home).await;
    let sent = "return document.querySelector('[data-testid=caption]')?.textContent.startsWith('The client sends CreateTable')";
    browser.wait("the first sentence of the first call", sent).await;
    let checks = axe::inject(browser).await;
    let mut said = vec![text(browser, CAPTION).await];
    for _ in 0..6 {
        let before = text(browser, PLACE).await;
        click(browser, Key::PageDown).await;
        patiently("the next sentence", async || {
            let there = text(browser, PLACE).await != before && !text(browser, CAPTION).await.is_empty();
            there.then_some(())
        })
        .await;
        said.push(text(browser, CAPTION).await);
        is_legible(browser).await;
    }
    said.dedup();
    assert_eq!(said.len(), 7, "each press says something else: {said:#?}");
    click(browser, Key::PageUp).await;
    patiently("the sentence before", async || (text(browser, CAPTION).await == said[5]).then_some(())).await;
    if checks {
        assert_eq!(axe::contrast(browser, "the presenter").await, Vec::<String>::new());
        click(browser, Key::Tab).await;
        browser.eval("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'c', bubbles: true }))").await;
        browser.find(".present.contrast").await;
        assert_eq!(axe::contrast(browser, "the presenter for dim projectors").await, Vec::<String>::new());
    }
}

/// The second window has what is said, what comes next, the clock, and notes that stay; and it presses on.
async fn has_notes_in_a_second_window(browser: &Browser) {
    let driver = browser.driver();
    let screen = driver.window().await.expect("the screen's window");
    let (now, at) = (text(browser, CAPTION).await, text(browser, PLACE).await);
    let world_clock = text(browser, "return document.querySelector('.present .clock').textContent").await;
    driver.active_element().await.expect("the presenter").send_keys("n").await.expect("a key");
    let notes = patiently("a second window", async || {
        driver.windows().await.ok()?.into_iter().find(|window| *window != screen)
    })
    .await;
    driver.switch_to_window(notes.clone()).await.expect("the second window");
    let says = async |id: &str| {
        text(browser, &format!("return document.getElementById('{id}')?.textContent ?? ''")).await
    };
    patiently("what is on the screen", async || (says("now").await == now).then_some(())).await;
    let next = says("next").await;
    assert!(!next.is_empty() && next != now, "{next}");
    assert_eq!(says("clock").await, world_clock);
    browser.find("#notes").await.send_keys("Ask who pays for the index.").await.expect("a note");
    browser.press("Continue").await;
    patiently("the next sentence", async || (says("now").await == next).then_some(())).await;
    browser.press("Back").await;
    patiently("the sentence again", async || (says("now").await == now).then_some(())).await;
    driver.refresh().await.expect("a reload");
    let kept = "return document.getElementById('notes').value === 'Ask who pays for the index.'";
    browser.wait("the note is still there", kept).await;
    driver.close_window().await.expect("closed");
    driver.switch_to_window(screen).await.expect("the screen");
    assert_eq!(text(browser, PLACE).await, at);
    assert_eq!(text(browser, CAPTION).await, now);
    click(browser, Key::Escape).await;
    browser.wait("the page", "return !document.querySelector('.present')").await;
}

/// The partition keys on the stages, a list a stage.
async fn days_on_stage(browser: &Browser) -> Vec<Vec<String>> {
    let found = "return [...document.querySelectorAll('.stage')].map((stage) =>
        [...new Set([...stage.querySelectorAll('[data-key]')].map((it) => JSON.parse(it.dataset.key).day.S))].sort())";
    serde_json::from_value(browser.eval(found).await).expect("lists")
}

/// Goes so many calls back; answers the moment.
async fn goes_back(browser: &Browser, calls: usize) -> String {
    let mut at = clock(browser).await;
    for _ in 0..calls {
        key(browser, Key::PageUp + "").await;
        browser.wait("the past", PAST).await;
        at =
            patiently("an earlier moment", async || Some(clock(browser).await).filter(|now| *now < at)).await;
    }
    at
}

/// Back to the moment of the last call but one, and from there the other way.
async fn tries_another_way_beside_the_first(browser: &Browser, hash: &Value) {
    goes_back(browser, 2).await;
    browser.press("Fork here").await;
    let on_branch = "return document.querySelector('[data-testid=branches]').textContent === 'Branch B'";
    browser.wait("a branch", on_branch).await;
    let input = browser.find(CONSOLE).await;
    input.click().await.expect("focus");
    input.send_keys(SHARDED).await.expect("typing");
    input.send_keys(Key::Escape + "").await.expect("no list");
    input.send_keys(Key::Enter + "").await.expect("Enter");
    browser
        .wait("its call", "return document.querySelector('.inspector h1')?.textContent.includes('#4')")
        .await;
    browser.wait("its end", LIVE).await;
    assert_ne!(browser.eval(HASH).await, *hash);
    browser.find("[data-testid=branches]").await.click().await.expect("the menu");
    browser.press("Beside").await;
    browser.wait("two stages", "return document.querySelectorAll('.pair > .stage').length === 2").await;
    let stages = patiently("a picture in each", async || {
        let stages = days_on_stage(browser).await;
        stages.iter().all(|days| !days.is_empty()).then_some(stages)
    })
    .await;
    assert_eq!(stages.len(), 2);
    assert_eq!(stages[0], ["2026-11-20", "2026-11-20#7"], "with a suffix");
    assert_eq!(stages[1], ["2026-11-20"], "without");
    browser.press("Open").await;
    let on_main = "return document.querySelector('[data-testid=branches]').textContent === 'Branch main'";
    browser.wait("the first branch", on_main).await;
    assert_eq!(browser.eval(HASH).await, *hash, "it is as it was");
}

/// The moment that is looked at, as a code on the screen; answers its link and its clock.
async fn shares_the_moment(browser: &Browser) -> (String, String) {
    let at = goes_back(browser, 2).await;
    let link = browser.share().await;
    let code = patiently("a code", async || {
        let there = browser.eval("return !!document.querySelector('dialog .qr')").await;
        if there == json!(true) { Some(read_code(browser, "dialog").await) } else { None }
    })
    .await;
    assert_eq!(code, link, "the code says the link");
    assert_eq!(text(browser, LINK).await, link);
    let page = text(browser, "return location.href.split('#')[0]").await;
    assert!(link.starts_with(&format!("{page}#s1d.")), "{link} leads to {page}");
    (link, at)
}

/// A student's own device, with a network.
pub(crate) async fn opens_on_another_device(link: &str, at: &str, hash: &Value) {
    let site = Server::start(&["site", "--port", "0"]);
    let profile = Folder::new("student");
    let browser = Browser::start(profile.path(), (390, 844)).await;
    let (_, fragment) = link.split_once('#').expect("a fragment");
    browser.open(&format!("{}/#{fragment}", site.url())).await;
    patiently(at, async || (clock(&browser).await == at).then_some(())).await;
    assert_eq!(browser.eval(HASH).await, *hash);
    assert_eq!(browser.complaints().await, Vec::<String>::new());
}

#[test]
fn journey_b_a_lesson_is_given_without_a_network() {
    journey(async {
        let site = Server::start(&["site", "--port", "0"]);
        let (link, hash) = prepared(&site).await;
        let profile = Folder::new("teacher");
        let browser = Browser::start(profile.path(), PROJECTOR).await;
        browser.size(PROJECTOR.0, PROJECTOR.1).await;
        opens_the_link_without_a_network(&browser, site, &link, &hash).await;
        presents_by_clicker(&browser).await;
        has_notes_in_a_second_window(&browser).await;
        tries_another_way_beside_the_first(&browser, &hash).await;
        let (moment, at) = shares_the_moment(&browser).await;
        opens_on_another_device(&moment, &at, &hash).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
