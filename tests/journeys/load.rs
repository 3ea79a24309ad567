//! Workloads: a form that is a command, what it would need, what becomes of its calls.

use support::Browser;
use thirtyfour::Key;

use crate::{Visit, journey};

/// A table that takes ten writes a second, with nothing saved up.
const VOTES: &str = r"
    await window.lab.reset();
    await window.lab.run(`lab set burst.initial 0
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10
lab idle`);
";

async fn says(browser: &Browser, what: &str, css: &str, words: &str) {
    let asked = format!(
        "return [...document.querySelectorAll({css:?})].some((it) => it.textContent.includes({words:?}))"
    );
    browser.wait(what, &asked).await;
}

#[test]
fn a_workload_is_previewed_begun_played_and_told_of() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(VOTES).await;
        let press = "[...document.querySelectorAll('[role=tab]')].find((it) => it.textContent === 'Workload')?.click()";
        browser.eval(press).await;
        // The slider by keyboard: one hot key.
        says(browser, "the form", ".load-line code", "lab workload start --table Votes --rate 20").await;
        let slider = browser.find("#load-skew").await;
        slider.send_keys(Key::End + "").await.expect("a key on the slider");
        says(browser, "a hot key", ".load-line code", "--keys hot --hot 90").await;
        // Twice what there is, before anything ran.
        says(browser, "what it would need", ".load-table .is-bad", "too much").await;
        assert_eq!(
            browser
                .eval("return (await window.lab.run('lab workload list')).trim()")
                .await
                .as_str()
                .map(|it| it.starts_with("There is no workload")),
            Some(true)
        );
        browser.press("Begin and play it").await;
        says(browser, "its calls", ".load-figures", "throttled calls").await;
        says(browser, "its end", ".load-one", "given up").await;
        let told = browser.eval("return await window.lab.run('lab workload list')").await;
        let told = told.as_str().unwrap_or_default();
        assert!(told.contains("w1 on Votes is over"), "{told}");
        assert!(told.contains("operations                     1,200"), "{told}");
        // The chart says in words what it draws.
        let chart =
            browser.eval("return document.querySelector('.load-chart svg').getAttribute('aria-label')").await;
        assert!(chart.as_str().is_some_and(|said| said.contains("calls were throttled")), "{chart}");
        // One that is stopped before its time.
        browser.press("Begin").await;
        says(browser, "the second", ".load-one.is-on", "w2").await;
        browser.press("Stop").await;
        says(browser, "it was stopped", ".load-one", "stopped").await;
        visit.no_complaints().await;
    });
}
