//! Sharing: the link and its code, its meter, trimming; and a moment that others open.

use serde_json::json;
use support::{Browser, Folder, patiently};

use crate::journey_b::is_legible;
use crate::{DESKTOP, TABLE, Visit, journey};

/// What a phone reads from the code on the page.
pub(crate) async fn read_code(browser: &Browser, css: &str) -> String {
    let script = format!(
        "const code = document.querySelector('{css} .qr');
         return [code.getAttribute('viewBox'), code.querySelector('.dark').getAttribute('d')]"
    );
    let found = browser.eval(&script).await;
    let view = found[0].as_str().expect("a view box");
    let side: usize = view.split(' ').nth(2).and_then(|side| side.parse().ok()).expect("a side");
    let mut dark = vec![vec![false; side]; side];
    for run in found[1].as_str().expect("a path").split('M').skip(1) {
        let (x, rest) = run.split_once(' ').expect("x");
        let (y, rest) = rest.split_once('h').expect("y");
        let (length, _) = rest.split_once('v').expect("a length");
        let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().expect("a number"));
        // The view begins four modules before the code.
        for cell in &mut dark[y + 4][x + 4..x + 4 + length] {
            *cell = true;
        }
    }
    // As a camera sees it: three pixels a module.
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(side * 3, side * 3, |x, y| {
        if dark[y / 3][x / 3] { 0 } else { 255 }
    });
    let codes = image.detect_grids();
    assert_eq!(codes.len(), 1, "one code is seen");
    codes[0].decode().expect("it can be read").1
}

/// A text of the page that a script answers.
pub(crate) async fn text(browser: &Browser, script: &str) -> String {
    browser.eval(script).await.as_str().unwrap_or_default().to_owned()
}

pub(crate) const LINK: &str = "return document.querySelector(\"[aria-label='The link']\")?.value ?? ''";
const BAND: &str = "return document.querySelector('.reach')?.dataset.band ?? ''";

#[test]
fn the_code_says_the_link_and_trimming_shortens_it() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser
            .eval(&format!(
                "await window.lab.reset(); {TABLE}
                 for (let i = 0; i < 300; i++) await window.lab.call('PutItem', {{ TableName: 'Writes',
                     Item: {{ pk: {{ S: 'key ' + (i * 7919) % 10 }}, n: {{ N: `${{Math.abs(Math.sin(i))}}`.slice(0, 12) }} }} }});
                 await window.lab.idle();"
            ))
            .await;
        let long = browser.share().await;
        assert!(long.len() > 4_000, "{}", long.len());
        assert_eq!(text(browser, BAND).await, "copy");
        assert_eq!(
            browser.eval("return document.querySelector('dialog .qr')").await,
            json!(null),
            "too long for a code"
        );

        browser.find("dialog .check input").await.click().await.expect("trimmed");
        let short = patiently("a short link", async || {
            let link = text(browser, LINK).await;
            (!link.is_empty() && link != long).then_some(link)
        })
        .await;
        println!("{} characters, trimmed to {}", long.len(), short.len());
        assert!(short.len() < 1_900);
        assert_eq!(text(browser, BAND).await, "safe");
        let lost = text(browser, "return document.querySelector('.lost').textContent").await;
        assert!(lost.contains("301 calls became 2"), "{lost}");
        assert_eq!(read_code(browser, "dialog").await, short);

        let items = "return (await window.lab.call('Scan', { TableName: 'Writes' })).Items";
        let here = browser.eval(items).await;
        let elsewhere = Folder::new("elsewhere");
        let other = Browser::start(elsewhere.path(), DESKTOP).await;
        other.open(&short).await;
        assert_eq!(other.eval(items).await, here);
        assert_eq!(other.complaints().await, Vec::<String>::new());
        visit.no_complaints().await;
    });
}

#[test]
fn a_link_opens_at_the_moment_that_was_looked_at() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser
            .eval(&format!(
                "await window.lab.reset(); {TABLE}
                 for (const pk of ['one', 'two', 'three']) {{
                     await window.lab.call('PutItem', {{ TableName: 'Writes', Item: {{ pk: {{ S: pk }} }} }});
                     await window.lab.advance(10000);
                 }}"
            ))
            .await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        let clock = "return document.querySelector('[data-testid=clock] b')?.textContent ?? '99:99'";
        let mut at = patiently("the present", async || {
            Some(text(browser, clock).await).filter(|moment| ("00:01:30".."99").contains(&moment.as_str()))
        })
        .await;
        for _ in 0..2 {
            browser.find("[aria-label='The call before']").await.click().await.expect("a call back");
            at = patiently("an earlier moment", async || {
                Some(text(browser, clock).await).filter(|moment| *moment < at)
            })
            .await;
        }
        let link = browser.share().await;
        let says = text(browser, "return document.querySelector('dialog').textContent").await;
        assert!(says.contains(&format!("paused at {at}")), "{says}");

        let elsewhere = Folder::new("elsewhere");
        let other = Browser::start(elsewhere.path(), DESKTOP).await;
        other.open(&link).await;
        patiently(&at, async || (text(&other, clock).await == at).then_some(())).await;
        other.find("[data-testid='back-to-live']").await;
        let summary = text(&other, "return document.querySelector('.linked').textContent").await;
        assert!(summary.contains("made by 4 calls"), "{summary}");
        assert_eq!(other.eval("return await window.lab.stateHash()").await, hash, "all of it is there");
        other.press("Explore").await;
        other.wait("the summary to go", "return !document.querySelector('.linked')").await;
        assert_eq!(other.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn the_presenter_goes_by_clicker_and_its_code_opens_the_same_moment() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser
            .eval(
                "await window.lab.run('lab set replica_lag.c 3s');
                 await window.lab.call('UpdateItem', { TableName: 'Orders', Key: { Customer: { S: 'Kim' }, Day: { S: '2026-11-18' } },
                     UpdateExpression: 'SET #s = :s', ExpressionAttributeNames: { '#s': 'Status' }, ExpressionAttributeValues: { ':s': { S: 'SHIPPED' } } })",
            )
            .await;
        browser.size(1280, 720).await;
        browser.press("Present").await;
        let caption = "return document.querySelector('[data-testid=caption]')?.textContent ?? ''";
        patiently("a caption", async || {
            text(browser, caption).await.starts_with("The client sends UpdateItem").then_some(())
        })
        .await;
        let press = async |key: &str| {
            browser.eval(&format!("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {{ key: {key:?}, bubbles: true }}))")).await;
        };
        let step = async || text(browser, "return document.querySelector('.present').dataset.step").await;
        // A sentence a press, forth and back; each changes what is shown.
        let mut said = vec![text(browser, caption).await];
        for at in 1..8 {
            press(if at % 2 == 0 { "PageDown" } else { "." }).await;
            patiently("the next sentence", async || (step().await == at.to_string()).then_some(())).await;
            said.push(text(browser, caption).await);
        }
        said.dedup();
        assert_eq!(said.len(), 8, "{said:?}");
        press("PageUp").await;
        patiently("the one before", async || (step().await == "6").then_some(())).await;
        for _ in 0..30 {
            press("PageDown").await;
            if text(browser, caption).await.contains("is on its way to copy c") {
                break;
            }
        }
        let copies = text(
            browser,
            "return [...document.querySelectorAll('.copies .card')].map((it) => it.textContent).join(' | ')",
        )
        .await;
        println!("{copies}");
        assert!(copies.contains("leaderSHIPPED") && copies.contains("has not heard of it"), "{copies}");
        // Legible at the back of the room, and nothing beside the screen.
        is_legible(browser).await;
        // What a phone reads opens the same moment.
        let clock = text(browser, "return document.querySelector('.present .clock').textContent").await;
        browser.wait("a code", "return !!document.querySelector('.hand .qr')").await;
        press("q").await;
        browser.find(".screen .qr").await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        let link = patiently("the code of this moment", async || {
            let link = read_code(browser, ".screen").await;
            (!link.is_empty()).then_some(link)
        })
        .await;
        press("Escape").await;
        let elsewhere = Folder::new("elsewhere");
        let other = Browser::start(elsewhere.path(), DESKTOP).await;
        other.open(&link).await;
        let shown = "return document.querySelector('[data-testid=clock] b')?.textContent ?? '99:99'";
        patiently(&clock, async || (text(&other, shown).await == clock).then_some(())).await;
        assert_eq!(other.eval("return await window.lab.stateHash()").await, hash);
        // Switches, then away.
        for (key, class) in [("s", "spotlight"), ("c", "contrast"), ("f", "frozen")] {
            press(key).await;
            browser
                .wait(
                    class,
                    &format!("return document.querySelector('.present').classList.contains({class:?})"),
                )
                .await;
        }
        press("Escape").await;
        browser
            .wait(
                "the page",
                "return !document.querySelector('.present') && !document.querySelector('.lab.away')",
            )
            .await;
        assert_eq!(other.complaints().await, Vec::<String>::new());
        visit.no_complaints().await;
    });
}
