//! The heat map: a hot key is seen, read by keyboard, and told of in words.

use support::Browser;
use thirtyfour::Key;

use crate::{Visit, journey};

/// A hot key for a minute and a half, thirty writes a second on a partition that takes twenty.
const HEAT: &str = r#"
    await window.lab.run("lab set partition.write_units 20");
    for (let second = 0; second < 90; second += 1) {
        const calls = [];
        for (let n = 0; n < 30; n += 1) {
            const Item = { Customer: { S: n < 28 ? "Kim" : `C${second}` }, Day: { S: "2026-12-01" }, Note: { S: `${second}` } };
            calls.push(window.lab.call("PutItem", { TableName: "Orders", Item }).catch(() => null));
        }
        await Promise.all(calls);
        await window.lab.advance(1000);
    }
"#;

async fn open_map(browser: &Browser) {
    browser.dock("Heat map").await;
    browser.wait("the map", "return !!document.querySelector('[data-testid=heat] canvas')").await;
}

#[test]
fn a_hot_key_shows_on_the_map_and_in_words() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(HEAT).await;
        open_map(browser).await;
        browser
            .wait(
                "what is the matter",
                "return document.querySelector('.heat-says .is-bad b')?.textContent.includes(' is full: ')",
            )
            .await;
        let told = browser.eval("return document.querySelector('.heat-says').textContent").await;
        assert!(told.as_str().is_some_and(|told| told.contains("Kim")), "{told}");
        // The brightest cell is somewhere: the arrow keys find figures.
        let map = browser.find(".heat-map").await;
        map.send_keys(Key::Left + "").await.expect("a key on the map");
        map.send_keys(Key::Down + "").await.expect("a key on the map");
        browser
            .wait(
                "a reading",
                "return document.querySelector('.heat-read').textContent.includes('WCU a second here')",
            )
            .await;
        // The same in figures.
        browser.press("As a table").await;
        browser
            .wait(
                "the table",
                "return [...document.querySelectorAll('.heat-table tbody tr')].some((row) => row.textContent.includes('Kim'))",
            )
            .await;
        visit.no_complaints().await;
    });
}

/// Two hundred partitions, one of them hot, and a zone that is lost.
const MANY: &str = "await window.lab.run(`lab set partition.write_units 20
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab advance 10s
lab chaos az-loss b --for 10m
lab workload start --table Votes --rate 200 --for 60s --keys hot --hot 90
lab advance 5s`)";

#[test]
fn of_many_partitions_the_hot_one_is_seen_at_once() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(MANY).await;
        browser.eval("[...document.querySelectorAll('.lenses button')].find((it) => it.textContent === 'Replicas').click()").await;
        // What is down is not drawn as what is behind, and is counted of all.
        browser
            .wait(
                "copies that are down",
                "return document.querySelectorAll('.stage .of-replicas path.ill').length > 60",
            )
            .await;
        browser
            .wait("how many", "return [...document.querySelectorAll('.stage svg text')].map((it) => it.textContent).join(' ').includes('200 of 600 copies are out of service: zone b.')")
            .await;
        open_map(browser).await;
        // The one that is told of is among the rows, and what is folded opens and closes.
        browser
            .wait(
                "the hot one on the map",
                "const told = document.querySelector('.heat-says b').textContent.split(' ')[0]; \
                 const rows = [...document.querySelectorAll('.heat-band')]; \
                 return rows.length < 20 && rows.some((row) => row.querySelector('b').textContent === told)",
            )
            .await;
        let fold = browser.find(".heat-fold").await;
        fold.click().await.expect("a row to open");
        browser
            .wait("the rows inside", "return document.querySelectorAll('.heat-fold[aria-expanded=true]').length === 1 && document.querySelectorAll('.heat-band').length > 20")
            .await;
        // The same button: whoever pressed it by keyboard is still there.
        fold.click().await.expect("a row to close");
        browser.wait("one row again", "return document.querySelectorAll('.heat-band').length < 20").await;
        browser.press("As a table").await;
        browser
            .wait("all of them", "return document.querySelectorAll('.heat-table tbody tr').length === 200")
            .await;
        // The metrics open on what was throttled.
        browser.dock("Metrics").await;
        browser
            .wait(
                "throttles",
                "return document.querySelector('.metrics .aim b')?.textContent === 'WriteThrottleEvents'",
            )
            .await;
        visit.no_complaints().await;
    });
}

#[test]
fn a_split_is_seen_on_the_stage_and_on_the_map() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        // Two hot keys on a partition that takes twenty writes a second: after two minutes it is split between them.
        browser
            .eval(
                "await window.lab.reset({ seed: 3 });
                await window.lab.run(`lab set partition.write_units 20
lab set on_demand.write_units 20
lab set on_demand.read_units 60
lab set split.heat_minutes 2
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab idle
lab workload start --table Votes --rate 25 --for 10m --keys uniform --count 200
lab advance 30s`)",
            )
            .await;
        browser
            .wait("one partition", "return document.querySelectorAll('.stage [data-partition]').length === 1")
            .await;
        browser.eval("await window.lab.run('lab advance 9m')").await;
        browser
            .wait("its heirs", "return document.querySelectorAll('.stage [data-partition]').length > 1")
            .await;
        browser
            .wait("the first is gone", "return !document.querySelector('.stage [data-partition=P1]')")
            .await;
        open_map(browser).await;
        browser
            .wait("where it was split", "return [...document.querySelectorAll('.heat-over .cut title')].some((it) => it.textContent.includes('P1 was split into '))")
            .await;
        // The lens tells of the same span of time as the map's right edge.
        browser.eval("[...document.querySelectorAll('.lenses button')].find((it) => it.textContent === 'Heat').click()").await;
        browser
            .wait("what the lens shows", "return [...document.querySelectorAll('.stage svg text')].map((it) => it.textContent).join(' ').includes('was used most:')")
            .await;
        visit.no_complaints().await;
    });
}
