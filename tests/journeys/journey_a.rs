//! Journey (a): a student's first minute. A write is followed from station to station, then a stale read is met.

use serde_json::{Value, json};
use support::{Browser, patiently};
use thirtyfour::Key;

use crate::{CONSOLE, Visit, journey};

/// Notes what the stage says and where its tokens are, with the time, until the playhead is in the present.
const WATCH: &str = r#"
    window.seen = [];
    const tokens = () => [...document.querySelectorAll(".stage .tok")].map((it) => it.getBoundingClientRect()).map((it) => `${Math.round(it.x)},${Math.round(it.y)}`);
    const words = () => [...document.querySelectorAll(".stage svg > text")].map((it) => it.textContent).join(" ");
    setInterval(() => window.seen.push({ at: performance.now(), words: words(), tokens: tokens(), live: !document.querySelector("[data-testid=skip]") }), 20);
"#;

/// What the stage said, one after the other, and when it began to.
async fn said(browser: &Browser) -> Vec<(f64, String)> {
    let seen = browser.eval("return window.seen").await;
    let mut said: Vec<(f64, String)> = Vec::new();
    for moment in seen.as_array().into_iter().flatten() {
        let (at, words) =
            (moment["at"].as_f64().unwrap_or_default(), moment["words"].as_str().unwrap_or_default());
        if said.last().is_none_or(|last| last.1 != words) {
            said.push((at, words.to_owned()));
        }
    }
    said
}

/// Stations of a call in the order in which it came to them.
async fn stations(browser: &Browser, call: u64) -> Vec<String> {
    let trace = browser.eval("return await window.lab.trace()").await;
    let mut stations: Vec<String> = Vec::new();
    for event in trace.as_array().into_iter().flatten().filter(|event| event["call"] == json!(call)) {
        let station = event["station"].as_str().unwrap_or_default();
        if !stations.iter().any(|it| it == station) {
            stations.push(station.to_owned());
        }
    }
    stations
}

/// Chooses how much motion there is, as the system's settings would. These browsers ask for less, unless told.
async fn motion(browser: &Browser, value: &str) {
    let features = json!({ "features": [{ "name": "prefers-reduced-motion", "value": value }] });
    browser
        .driver()
        .cdp()
        .send_raw("Emulation.setEmulatedMedia", features)
        .await
        .expect("an emulated setting");
}

async fn enter(browser: &Browser) {
    browser.find(CONSOLE).await.send_keys(Key::Enter + "").await.expect("Enter");
}

/// Waits until the playhead is in the present and the answers say this.
async fn arrived(browser: &Browser, call: u64) {
    let there = format!(
        "return !document.querySelector('[data-testid=skip]') && document.querySelector('.inspector h1')?.textContent.includes('#{call}')"
    );
    browser.wait(&format!("call {call} is followed to its end"), &there).await;
}

const FOCUSED: &str = "return document.activeElement?.tagName === 'TEXTAREA'";

#[test]
fn journey_a_a_write_is_followed_and_a_stale_read_is_met() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.wait("the caret waits in the console", FOCUSED).await;
        let waiting = browser.eval("return document.querySelector('.editor textarea').value").await;
        assert!(waiting.as_str().is_some_and(|it| it.starts_with("aws dynamodb put-item")), "{waiting}");
        motion(browser, "no-preference").await;
        browser.eval(WATCH).await;
        enter(browser).await;
        // The console answers at once, while the stage is still on its way.
        browser
            .wait(
                "the answer",
                "return document.querySelector('.answers')?.textContent.includes('ConsumedCapacity')",
            )
            .await;
        arrived(browser, 13).await;

        let said = said(browser).await;
        let story = [
            "The router has the request",
            "The hash of the partition key, Kim",
            "P1 counts 1 WCU",
            "has log record",
            "The client has its answer",
        ];
        let mut last = 0;
        for words in story {
            let at = said.iter().position(|it| it.1.contains(words));
            let at = at.unwrap_or_else(|| panic!("{words}: {said:#?}"));
            assert!(at >= last, "{words} comes in order: {said:#?}");
            last = at;
        }
        // A hop takes at least 300 ms at the speed for watching.
        let hops: Vec<f64> = said.windows(2).map(|pair| pair[1].0 - pair[0].0).collect();
        let first = said.iter().position(|it| it.1.contains(story[0])).expect("it was said");
        assert!(hops[first..last].iter().all(|&hop| hop > 270.0), "{hops:?}");
        let moved = browser.eval("return new Set(window.seen.flatMap((it) => it.tokens)).size").await;
        assert!(moved.as_u64().is_some_and(|places| places > 20), "tokens travel: {moved}");

        let order = stations(browser, 13).await;
        assert_eq!(order[..4], ["client", "router", "admission", "partition"], "{order:?}");
        assert!(order.contains(&"replica".to_owned()) && order.contains(&"index".to_owned()), "{order:?}");
        let chip = "return !![...document.querySelectorAll('[data-mark]')].find((it) => it.getAttribute('aria-label').startsWith('Item 2026-11-20'))";
        assert_eq!(browser.eval(chip).await, json!(true), "the order is in its partition");
        assert_eq!(browser.eval(FOCUSED).await, json!(true), "the focus stayed in the console");

        predict(browser, "Eventually consistent").await;
        enter(browser).await;
        stale_read_is_met(browser).await;
        visit.no_complaints().await;
    });
}

async fn predict(browser: &Browser, guess: &str) {
    browser.press(guess).await;
    let ready = "return document.querySelector('.editor textarea').value.includes('--consistent-read')";
    browser.wait("the reads wait in the console", ready).await;
}

/// The strongly consistent read had the new order, the other one the old; the goal is met.
async fn stale_read_is_met(browser: &Browser) {
    browser.find("[data-testid=goal]").await;
    let answers = async || {
        let texts = browser
            .eval("return [...document.querySelectorAll('.answers pre')].map((it) => it.textContent)")
            .await;
        let items: Vec<String> = texts
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .filter(|it| it.contains("\"Item\""))
            .map(str::to_owned)
            .collect();
        (items.len() >= 2).then_some(items)
    };
    let items = patiently("both answers", answers).await;
    assert!(items[0].contains("SHIPPED") && items[1].contains("NEW"), "{items:#?}");
    let trace = browser.eval("return (await window.lab.trace()).some((it) => it.kind === 'StaleRead')").await;
    assert_eq!(trace, json!(true));
}

#[test]
fn journey_a_by_keyboard_and_with_less_motion() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        motion(browser, "reduce").await;
        browser.eval(WATCH).await;
        enter(browser).await;
        arrived(browser, 13).await;
        let places = browser.eval("return [...new Set(window.seen.flatMap((it) => it.tokens))]").await;
        let places = places.as_array().map_or(0, Vec::len);
        assert!(places <= 1, "nothing travels: a token rests in {places} places");
        // From region to region to the first steps, and with Tab to the answer.
        let body = browser.driver().active_element().await.expect("the console");
        body.send_keys(Key::F6 + "").await.expect("F6");
        for _ in 0..12 {
            let there = browser.eval("return !!document.activeElement?.closest('.guide')").await;
            if there == json!(true) {
                break;
            }
            let element = browser.driver().active_element().await.expect("a region");
            element.send_keys(Key::F6 + "").await.expect("F6");
        }
        for _ in 0..6 {
            let text = browser.eval("return document.activeElement?.textContent").await;
            if text == json!("Strongly consistent") {
                break;
            }
            let element = browser.driver().active_element().await.expect("something");
            element.send_keys(Key::Tab + "").await.expect("Tab");
        }
        let choice = browser.driver().active_element().await.expect("the answer");
        assert_eq!(choice.text().await.expect("its text"), "Strongly consistent");
        choice.send_keys(Key::Enter + "").await.expect("Enter");
        browser.wait("the caret is in the console again", FOCUSED).await;
        enter(browser).await;
        stale_read_is_met(browser).await;
        // The wrong guess is told so.
        let card = browser.eval("return document.querySelector('.guide').textContent").await;
        assert!(card.as_str().is_some_and(|it| it.contains("It was the other one")), "{card}");
        // The card goes with the button that had the focus.
        let last =
            "[...document.querySelectorAll('.guide button')].find((it) => it.textContent === 'Done').focus()";
        browser.eval(last).await;
        let done = browser.driver().active_element().await.expect("the last button");
        done.send_keys(Key::Enter + "").await.expect("Enter");
        browser.wait("the caret is in the console again", FOCUSED).await;
        visit.no_complaints().await;
    });
}

#[test]
fn journey_a_on_a_phone() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.size(390, 844).await;
        browser.find(".btn.go").await;
        enter(browser).await;
        browser.find("[data-testid=guide]").await;
        predict(browser, "Eventually consistent").await;
        browser.press("Run⏎").await;
        stale_read_is_met(browser).await;
        let wide = browser.eval("return document.documentElement.scrollWidth").await;
        assert!(wide.as_u64().is_some_and(|wide| wide <= 390), "{wide}");
        visit.no_complaints().await;
    });
}

/// Notes what the stage says, and of each token its colour and where it is.
const LOOK: &str = r#"
    window.looks = [];
    const look = () => {
        const words = [...document.querySelectorAll(".stage svg > text")].map((it) => it.textContent).join(" ");
        for (const token of document.querySelectorAll(".stage .tok")) {
            const at = token.getBoundingClientRect();
            window.looks.push({ words, x: at.x + at.width / 2, y: at.y + at.height / 2, bad: token.classList.contains("bad") });
        }
        requestAnimationFrame(look);
    };
    look();
"#;

#[test]
fn a_query_goes_down_to_its_index_and_a_refusal_shows_when_it_happens() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        motion(browser, "no-preference").await;
        browser.eval("await window.lab.call('ListTables', {})").await;
        browser.wait("the present", "return !document.querySelector('[data-testid=skip]')").await;
        // Calls that follow each other closer than one can watch aren't followed.
        tokio::time::sleep(std::time::Duration::from_millis(900)).await;
        browser.eval(LOOK).await;
        browser
            .eval(
                r##"window.lab.run(`aws dynamodb query --table-name Orders --index-name ByStatus --key-condition-expression '#s = :s' --expression-attribute-names '{"#s":"Status"}' --expression-attribute-values '{":s":{"S":"NEW"}}'`)"##,
            )
            .await;
        arrived(browser, 14).await;
        // The partition that it reads is outlined, and a token waited at its edge.
        let met = "const at = document.querySelector('[aria-label^=\"GSI ByStatus\"] .touched')?.getBoundingClientRect();
            return !!at && window.looks.some((it) => Math.abs(it.y - at.top) < 8 && it.x > at.left && it.x < at.right)";
        assert_eq!(browser.eval(met).await, json!(true), "a token comes to the index");
        // Between two frames no token is where it could not have gone.
        let leaps = browser.eval("return window.looks.slice(1).filter((it, at) => Math.hypot(it.x - window.looks[at].x, it.y - window.looks[at].y) > 240).length").await;
        assert_eq!(leaps, json!(0), "nothing leaps");

        browser.eval("window.looks = []; window.lab.run(`aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"}}'`)").await;
        arrived(browser, 15).await;
        let looks = browser.eval("return [window.looks.some((it) => it.words.includes('The router has the request') && it.bad), window.looks.some((it) => it.words.includes('refuses it') && it.bad)]").await;
        assert_eq!(looks, json!([false, true]), "until it is refused, nobody knows");
        visit.no_complaints().await;
    });
}

#[test]
fn the_second_of_two_calls_is_followed_at_once() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        motion(browser, "no-preference").await;
        enter(browser).await;
        let under_way = |words: &str| {
            format!(
                "return [...document.querySelectorAll('.stage svg > text')].some((it) => it.textContent.includes('{words}'))"
            )
        };
        browser.wait("the first is under way", &under_way("The router has the request")).await;
        browser.eval("await new Promise((done) => setTimeout(done, 800)); window.lab.call('GetItem', { TableName: 'Orders', Key: { Customer: { S: 'Zoe' }, Day: { S: '2026-11-16' } } })").await;
        browser.wait("the second sets out", &under_way("The client sends GetItem")).await;
        browser.wait("it is answered", &under_way("answered with the item")).await;
        arrived(browser, 14).await;
        visit.no_complaints().await;
    });
}

/// Notes of every frame what is on it: the welcome's frame, its words, the inspector.
const FRAMES: &str = r#"
    window.frames = [];
    const has = (css) => !!document.querySelector(css);
    const look = () => {
        window.frames.push([has(".lab.first"), has(".welcome"), has(".inspector")]);
        requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
"#;

#[test]
fn the_welcome_gives_way_in_one_frame() {
    for still in ["reduce", "no-preference"] {
        journey(async {
            let visit = Visit::start().await;
            let browser = &visit.browser;
            motion(browser, still).await;
            // On a slow machine the page takes longer to make than a frame.
            browser.send("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
            browser.eval(FRAMES).await;
            enter(browser).await;
            browser.wait("the inspector", "return !!document.querySelector('.inspector')").await;
            let mut frames: Vec<Value> =
                browser.eval("return window.frames").await.as_array().expect("frames").clone();
            frames.dedup();
            let (welcome, page) = (json!([true, true, false]), json!([false, false, true]));
            assert_eq!(frames.first(), Some(&welcome));
            assert!(frames.iter().all(|frame| [&welcome, &page].contains(&frame)), "{frames:?}");
            visit.no_complaints().await;
        });
    }
}
