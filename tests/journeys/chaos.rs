//! Faults: one is ordered with the form, strikes, changes what is still true, and heals.

use support::Browser;

use crate::{Visit, journey};

/// The standing of a promise, by a word of it.
async fn stands(browser: &Browser, promise: &str, standing: &str) {
    let asked = format!(
        "return [...document.querySelectorAll('[data-testid=still-true] li')].some((it) => \
         it.textContent.includes({promise:?}) && it.classList.contains('is-{standing}'))"
    );
    browser.wait(&format!("{promise}: {standing}"), &asked).await;
}

/// Chooses an option of the form's control with this label.
async fn choose(browser: &Browser, label: &str, value: &str) {
    let script = format!(
        "const field = [...document.querySelectorAll('.chaos-form label')].find((it) => it.firstChild.textContent === {label:?}); \
         const control = field.querySelector('select, input'); control.value = {value:?}; \
         control.dispatchEvent(new Event(control.tagName === 'SELECT' ? 'change' : 'input', {{ bubbles: true }}));"
    );
    browser.eval(&script).await;
}

#[test]
fn a_fault_strikes_changes_what_is_true_and_heals() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser
            .eval(
                r#"await window.lab.reset();
                await window.lab.run(`aws dynamodb create-table --table-name Notes --attribute-definitions AttributeName=pk,AttributeType=S --key-schema AttributeName=pk,KeyType=HASH --billing-mode PAY_PER_REQUEST
INSERT INTO "Notes" VALUE {'pk':'a'}
lab idle`)"#,
            )
            .await;
        browser.dock("Chaos").await;
        stands(browser, "No acknowledged write is lost", "holds").await;
        stands(browser, "Strongly consistent reads", "holds").await;
        // The form is a command, and tells what it would strike before it does.
        choose(browser, "Fault", "leader-crash").await;
        choose(browser, "Lasts", "30s").await;
        browser
            .wait("the command", "return document.querySelector('.chaos-do code').textContent === 'lab chaos leader-crash --for 30s'")
            .await;
        browser
            .wait(
                "whom it strikes",
                "return document.querySelector('[data-testid=chaos-extent]').textContent.includes('leader')",
            )
            .await;
        // A figure that makes no sense is refused, and can't be ordered.
        choose(browser, "Lasts", "soon").await;
        browser.wait("the refusal", "return !!document.querySelector('.chaos-extent .is-bad')").await;
        browser.wait("no way to do it", "return document.querySelector('.chaos-do .btn').disabled").await;
        choose(browser, "Lasts", "30s").await;
        browser.press("Let it happen").await;
        // It is under way: nobody leads, so strong reads wait, and nothing is lost.
        browser
            .wait("under way", "return [...document.querySelectorAll('.chaos-now li.on')].some((it) => it.textContent.includes('Leaders stop'))")
            .await;
        stands(browser, "Strongly consistent reads", "waits").await;
        stands(browser, "No acknowledged write is lost", "holds").await;
        browser.eval("[...document.querySelectorAll('.lenses button')].find((it) => it.textContent === 'Replicas').click()").await;
        browser.wait("copies that are down", "return !!document.querySelector('.stage .ill')").await;
        // Others are elected, and the hosts come back.
        browser.eval("await window.lab.run('lab advance 60s')").await;
        stands(browser, "Strongly consistent reads", "holds").await;
        browser
            .wait(
                "all is well",
                "return document.querySelector('.chaos-now').textContent.includes('All is well')",
            )
            .await;
        browser.wait("copies that are up", "return !document.querySelector('.stage .ill')").await;
        visit.no_complaints().await;
    });
}
