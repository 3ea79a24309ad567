//! Lenses: what one is about, and its own button, are brought in sight on a window that is small.

use support::Browser;

use crate::{Visit, journey};

/// Two hundred partitions, one of which is hot: the last of those that are drawn.
const VOTES: &str = r"
    await lab.run(`lab set partition.write_units 20
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab idle
lab workload start --table Votes --rate 200 --for 60s --keys hot --hot 90
lab advance 5s`);";

async fn choose(browser: &Browser, lens: &str) {
    let button =
        format!("[...document.querySelectorAll('.lenses button')].find((it) => it.textContent === '{lens}')");
    browser.wait(lens, &format!("return !!{button}")).await;
    browser.eval(&format!("{button}.click()")).await;
}

/// Waits until an element lies within another.
async fn within(browser: &Browser, what: &str, element: &str, frame: &str) {
    let asked = format!(
        "const [it, frame] = [{element}, {frame}].map((it) => document.querySelector(it)?.getBoundingClientRect());
         return !!it && !!frame && it.top >= frame.top && it.left >= frame.left && it.right <= frame.right
             && (it.bottom <= frame.bottom || it.top <= frame.top + frame.height / 3);"
    );
    browser.wait(what, &asked).await;
}

#[test]
fn a_lens_brings_in_sight_what_it_is_about() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.size(1280, 720).await;
        browser
            .eval(r#"await lab.run(`INSERT INTO "Orders" VALUE {'Customer':'Kim','Day':'2026-11-20','Status':'new'}`)"#)
            .await;
        choose(browser, "Indexes").await;
        within(browser, "the index", "'.of-frame'", "'.stage'").await;
        let stands = "document.querySelector('.stage').scrollTop";
        browser.wait("the stage to have moved", &format!("return {stands} > 0")).await;
        // And back for the next lens, whose sentence is at the top.
        choose(browser, "Capacity").await;
        browser.wait("the stage to go back", &format!("return {stands} === 0")).await;
        browser.eval(VOTES).await;
        choose(browser, "Heat").await;
        browser.wait("a sentence to press", "return !!document.querySelector('.stage .says .goes')").await;
        let hottest = "`[data-partition=${document.querySelector('.says .goes').textContent}] > rect`";
        browser
            .eval("document.querySelector('.stage .says').dispatchEvent(new MouseEvent('click', { bubbles: true }))")
            .await;
        within(browser, "the hottest", hottest, "'.stage'").await;
        browser.size(390, 844).await;
        for lens in ["Transactions", "Data"] {
            choose(browser, lens).await;
            within(browser, lens, "'.lenses [aria-pressed=true]'", "'.lenses'").await;
        }
        visit.no_complaints().await;
    });
}
