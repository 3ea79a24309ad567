//! The browser dies in the middle of work: every call that was shown as saved is there afterwards.

use std::time::Duration;

use serde_json::json;

use crate::{TABLE, Visit, journey};

/// Twenty times: kill the browser's processes in the middle of 1,000 writes, reopen, compare.
#[test]
fn twenty_crashes_lose_nothing_that_was_shown_as_saved() {
    journey(async {
        let mut visit = Visit::start().await;
        visit.browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        for round in 0_u64..20 {
            // The writer counts up for ever; `saved()` tells up to where it is stored. Title and attributes
            // are read from outside, like a person reads the screen.
            visit
                .browser
                .eval(&format!(
                    "window.made = 0; window.savedUpTo = -1;
                     (async () => {{
                         for (let i = 0; i < 1000; i++) {{
                             await window.lab.call('PutItem',
                                 {{ TableName: 'Writes', Item: {{ pk: {{ S: '{round}-' + i }} }} }});
                             window.made = i + 1;
                         }}
                     }})();
                     (async () => {{
                         while (window.savedUpTo < 999) {{
                             const upTo = window.made - 1;
                             await window.lab.saved();
                             window.savedUpTo = upTo;
                         }}
                     }})();"
                ))
                .await;
            // A different moment each time, from the first writes to well past the middle.
            tokio::time::sleep(Duration::from_millis(50 + round * 200)).await;
            let saved = visit.browser.eval("return window.savedUpTo").await.as_i64().expect("a number");
            visit = visit.crash_and_return().await;
            let told = "return [...document.querySelectorAll('.notice')].map((notice) => notice.textContent)";
            assert_eq!(visit.browser.eval(told).await, json!([]), "round {round}");
            let missing = visit
                .browser
                .eval(&format!(
                    "const missing = [];
                     for (let i = 0; i <= {saved}; i++) {{
                         const got = await window.lab.call('GetItem',
                             {{ TableName: 'Writes', Key: {{ pk: {{ S: '{round}-' + i }} }}, ConsistentRead: true }});
                         if (!got.Item) missing.push(i);
                     }}
                     return missing"
                ))
                .await;
            assert_eq!(missing, json!([]), "round {round}: {saved} were shown as saved");
            println!(
                "round {round}: {} of 1,000 writes shown as saved before the crash, all there",
                saved + 1
            );
        }
    });
}
