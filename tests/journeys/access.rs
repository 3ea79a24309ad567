//! The page without a mouse, with less motion, and enlarged four times.

use serde_json::json;
use thirtyfour::{Key, TypingData};

use crate::{CONSOLE, TABLE, Visit, journey};

const WRITE: &str = r#"await lab.call("PutItem", { TableName: "Writes", Item: { pk: { S: "a" } } });"#;

/// Presses a key where the focus is.
async fn key(visit: &Visit, key: impl Into<TypingData>) {
    let focused = visit.browser.driver().active_element().await.expect("something has the focus");
    focused.send_keys(key).await.expect("a key");
}

#[test]
fn every_region_by_keyboard() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await lab.reset({{ seed: 1 }}); {TABLE} {WRITE}")).await;
        browser.find(".rail").await;
        browser.find(".inspector h1").await;
        let mut regions = Vec::new();
        for _ in 0..6 {
            key(&visit, Key::F6 + "").await;
            let inside = "return document.activeElement.closest('[data-region]')?.dataset.region ?? ''";
            regions.push(browser.eval(inside).await.as_str().unwrap_or_default().to_owned());
        }
        regions.sort();
        assert_eq!(regions, ["bar", "dock", "explorer", "inspector", "stage", "timeline"]);

        // The keys of the timeline are letters elsewhere, and steps on the timeline and on the stage.
        let moment = "return document.querySelector('.timeline').classList.contains('past')";
        browser.find(CONSOLE).await.click().await.expect("focus");
        key(&visit, ",,").await;
        assert_eq!(browser.eval(moment).await, json!(false), "a comma in the console is a comma");
        browser.eval("document.querySelector('.rail').focus()").await;
        key(&visit, ",").await;
        browser.wait("the past", moment).await;
        browser.eval("document.querySelector('.stage > svg').focus()").await;
        key(&visit, "l").await;
        browser
            .wait("the present", "return !document.querySelector('.timeline').classList.contains('past')")
            .await;

        // On the stage arrows go from mark to mark, Enter tells of one, Escape goes back.
        key(&visit, Key::Right + "").await;
        assert_eq!(
            browser.eval("return document.activeElement.hasAttribute('data-mark')").await,
            json!(true)
        );
        browser.find("[data-testid=about]").await;
        key(&visit, Key::Escape + "").await;
        assert_eq!(browser.eval("return document.activeElement.tagName").await, json!("svg"));

        // What was told of a mark goes with its table.
        key(&visit, Key::Right + "").await;
        browser.find("[data-testid=about]").await;
        browser.eval(&TABLE.replace("Writes", "Others")).await;
        browser.wait("nothing told", "return !document.querySelector('[data-testid=about]')").await;
        visit.no_complaints().await;
    });
}

/// What plays the latest call once more, when nothing plays.
const AGAIN: &str = "[data-testid=play][aria-label='Watch the latest call again']";

/// Follows the latest call once more and notes on every frame where the tokens are, and at which moment.
const FOLLOW: &str = r#"
    document.querySelector("[data-testid=play]").click();
    const seen = [], moving = new Set();
    for (let frame = 0; frame < 240; frame++) {
        await new Promise((done) => requestAnimationFrame(done));
        for (const animation of document.getAnimations()) moving.add(animation.effect.target.className.baseVal ?? animation.effect.target.className);
        const tokens = [...document.querySelectorAll(".tok")].map((it) => { const at = it.getBoundingClientRect(); return [Math.round(at.x), Math.round(at.y)]; });
        if (tokens.length) seen.push(`${document.querySelector("[data-testid=clock]").innerText}|${JSON.stringify(tokens)}`);
    }
    const moments = new Set(seen.map((it) => it.split("|")[0])).size;
    const places = new Set(seen.map((it) => it.split("|")[1])).size;
    return { frames: seen.length, moments, places, moving: [...moving] };"#;

#[test]
fn with_less_motion_states_step_and_nothing_travels() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        // The call is made when less motion is asked for: it isn't followed, so the press below plays it.
        browser.media(&[("prefers-reduced-motion", "reduce")]).await;
        browser.eval(&format!("await lab.reset({{ seed: 1 }}); {TABLE} {WRITE}")).await;
        browser.find(AGAIN).await;
        let still = browser.eval(FOLLOW).await;
        assert!(still["moments"].as_u64() > Some(3), "else nothing was played: {still}");
        assert_eq!(still["moving"], json!([]), "{still}");
        // On a busy machine clock and stage may be drawn in two frames: what counts is how many places there are.
        let (places, moments) = (still["places"].as_u64(), still["moments"].as_u64());
        assert!(places <= moments, "a token moved without a step of the clock: {still}");

        browser.eval("await lab.look()").await;
        browser.find(AGAIN).await;
        browser.media(&[("prefers-reduced-motion", "no-preference")]).await;
        let moved = browser.eval(FOLLOW).await;
        assert!(moved["places"].as_u64() > moved["moments"].as_u64(), "else nothing was measured: {moved}");
    });
}

#[test]
fn enlarged_four_times_nothing_is_cut_off() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        // 1280 x 1024 at 400 %.
        browser.size(320, 256).await;
        let cut = r#"
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const wide = document.documentElement.scrollWidth, found = [];
            for (const it of document.querySelectorAll(".lab button, .lab input, .lab textarea, .lab select, .lab h1, .lab p")) {
                const at = it.getBoundingClientRect(), style = getComputedStyle(it);
                // What is only for ears is a pixel in size; the stage and tables scroll within themselves.
                if (at.width <= 2 || style.visibility === "hidden" || it.closest(".unseen, .stage, .past, .lenses, pre")) continue;
                if (at.left < -1 || at.right > 321) found.push(`${it.tagName} ${it.innerText || it.ariaLabel} ${at.left}..${at.right}`);
                if (/BUTTON|SELECT/.test(it.tagName) && (at.width < 23.5 || at.height < 23.5)) found.push(`small: ${it.innerText || it.ariaLabel} ${at.width}x${at.height}`);
            }
            const shown = [...document.querySelectorAll(".lab > .stage, .lab > .dock, .lab > .inspector, .lab > .explorer")].filter((it) => it.offsetHeight);
            if (!shown.some((it) => it.offsetHeight >= 120)) found.push(`no region has room: ${shown.map((it) => it.className + it.offsetHeight)}`);
            if (wide > 320) found.push(`the page is ${wide} wide`);
            return found;"#;
        assert_eq!(browser.eval(cut).await, json!([]), "the first visit");
        browser.eval(&format!("await lab.reset({{ seed: 1 }}); {TABLE} {WRITE}")).await;
        browser.find(".panes button:nth-of-type(4)").await;
        for pane in 1..=4 {
            browser
                .eval(&format!("document.querySelector('.panes button:nth-of-type({pane})').click()"))
                .await;
            assert_eq!(browser.eval(cut).await, json!([]), "region {pane}");
        }
        visit.no_complaints().await;
    });
}

#[test]
fn what_happens_is_said_once_a_second_at_most() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await lab.reset({{ seed: 1 }}); {TABLE}")).await;
        let said = browser
            .eval(
                r#"
            const times = [], texts = [];
            const watch = new MutationObserver((changes) => {
                for (const change of changes) for (const node of change.addedNodes) { times.push(performance.now()); texts.push(node.textContent); }
            });
            watch.observe(document.querySelector("[data-testid=said]"), { childList: true });
            for (let n = 0; n < 60; n++) {
                await lab.call("PutItem", { TableName: "Writes", Item: { pk: { S: `k${n}` } } });
                await new Promise((done) => setTimeout(done, 50));
            }
            while (!texts.at(-1)?.includes("PutItem 61")) await new Promise((done) => setTimeout(done, 50));
            return { gaps: times.slice(1).map((it, at) => it - times[at]), texts };"#,
            )
            .await;
        let gaps: Vec<f64> =
            said["gaps"].as_array().into_iter().flatten().filter_map(serde_json::Value::as_f64).collect();
        assert!(!gaps.is_empty() && gaps.iter().all(|gap| *gap > 950.0), "{said}");
        let texts = said["texts"].to_string();
        assert!(texts.contains(" calls. The latest: PutItem "), "{texts}");
        visit.no_complaints().await;
    });
}
