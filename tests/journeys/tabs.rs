//! Two tabs: the second is told, works on a copy, and never spoils what the first one stored.

use crate::{TABLE, Visit, journey};

#[test]
fn a_second_tab_is_told_and_can_take_over() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        let first = browser.driver().window().await.expect("a window");
        let second = browser.driver().new_tab().await.expect("a second tab");
        browser.driver().switch_to_window(second.clone()).await.expect("to go there");
        browser.open(visit.site.url()).await;
        browser.find("[data-code='second-tab']").await;
        assert_eq!(
            browser.eval("return await window.lab.stateHash()").await,
            hash,
            "a copy of the same world"
        );
        // What the second tab does stays in memory.
        browser.eval("await window.lab.call('DeleteTable', { TableName: 'Writes' })").await;
        let refused = browser.try_eval("await window.lab.saved()").await;
        assert!(refused.is_err(), "the copy is not stored, and says so");

        browser.driver().switch_to_window(first.clone()).await.expect("to go back");
        browser
            .eval("await window.lab.call('PutItem', { TableName: 'Writes', Item: { pk: { S: 'first' } } })")
            .await;
        let hash = browser.eval("await window.lab.saved(); return await window.lab.stateHash()").await;

        // Take over: the second tab now holds the stored world, and the first one's writes are refused.
        browser.driver().switch_to_window(second).await.expect("to go there");
        browser.press("Take over").await;
        browser
            .wait("the second tab to hold the world", "return !document.querySelector('#take-over')")
            .await;
        browser.ready().await;
        assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash);
        browser.driver().switch_to_window(first).await.expect("to go back");
        let late = "await window.lab.call('PutItem', { TableName: 'Writes', Item: { pk: { S: 'late' } } });
                    await window.lab.saved()";
        assert!(browser.try_eval(late).await.is_err(), "the first tab can no longer store");
        browser.find("[data-code='second-tab']").await;
    });
}
