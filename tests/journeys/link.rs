//! Links that were damaged or cut say so, and never open something else in silence.

use crate::{TABLE, Visit, journey};

#[test]
fn a_damaged_or_cut_link_says_so_and_loses_nothing() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        let own = format!(
            "await window.lab.reset(); {TABLE} await window.lab.saved(); return await window.lab.stateHash()"
        );
        let hash = browser.eval(&own).await;
        let link = browser.share().await;
        let cut = &link[..link.len() - 20];
        let middle = link.len() - 30;
        let swapped = if &link[middle..=middle] == "A" { "B" } else { "A" };
        let damaged = format!("{}{swapped}{}", &link[..middle], &link[middle + 1..]);
        for broken in [cut, &damaged, &format!("{}/#s9z.abc", visit.site.url())] {
            browser.driver().goto("about:blank").await.expect("to leave");
            browser.open(broken).await;
            let notice = browser.find("[data-code^='link-']").await.text().await.expect("words");
            println!("{notice}");
            assert!(notice.len() > 20, "{notice}");
            assert_eq!(
                browser.eval("return await window.lab.stateHash()").await,
                hash,
                "the own world is there"
            );
        }
    });
}
