//! Journey (d): somebody was throttled elsewhere, pastes the exception, sees it come up here, learns which bucket was empty,
//! tries what helps, and takes a summary along.

use support::{Browser, patiently};

use crate::share::text;
use crate::{Visit, axe, journey};

/// What boto3 printed.
const EXCEPTION: &str = "botocore.errorfactory.ThrottlingException: An error occurred (ThrottlingException) when calling the \
PutItem operation (reached max retries: 9): Throughput exceeds the current capacity for one or more global secondary indexes. \
{'throttlingReasons': [{'reason': 'IndexWriteKeyRangeThroughputExceeded', 'resource': \
'arn:aws:dynamodb:eu-west-2:210987654321:table/Orders/index/ByStatus'}]} <img src=x onerror=alert(1)>";

const REASON: &str = "IndexWriteKeyRangeThroughputExceeded";
const SUMMARY: &str =
    "return document.querySelector('[aria-label=\"Summary of the throttle\"]')?.value ?? ''";

/// The result of a remedy, once there is one.
async fn tries(browser: &Browser, remedy: &str) -> String {
    browser.find(&format!("[data-remedy={remedy}] button")).await.click().await.expect("tried");
    let result =
        format!("return document.querySelector('[data-remedy={remedy}] .result p')?.textContent ?? ''");
    patiently("a result", async || Some(text(browser, &result).await).filter(|says| !says.is_empty())).await
}

#[test]
fn journey_d_an_exception_from_elsewhere_is_understood_and_cleared() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.find("button[aria-label=Help]").await.click().await.expect("help");
        browser.press("Why was I throttled?").await;
        browser.find("#exception").await.send_keys(EXCEPTION).await.expect("pasted");
        browser
            .wait(
                "the reason",
                "return document.querySelector('#understood b')?.textContent.includes('ByStatus of Orders')",
            )
            .await;
        assert_eq!(text(browser, "return document.querySelector('#reason').value").await, REASON);
        let images = "return document.querySelectorAll('#understood img').length";
        assert_eq!(browser.eval(images).await, 0, "what is pasted is text");
        if axe::inject(browser).await {
            assert_eq!(axe::contrast(browser, "the question").await, Vec::<String>::new());
        }
        browser.picture("journey-d-question").await;
        browser.press("Build this world").await;

        // The playhead is at the first throttle, and the inspector names the bucket.
        browser.find("[data-testid=throttled] .buckets .empty").await;
        let says =
            text(browser, "return document.querySelector('[data-testid=throttled]').textContent").await;
        for part in [
            REASON,
            "arn:aws:dynamodb:eu-west-2:210987654321:table/Orders/index/ByStatus",
            "of ByStatus: empty",
            "WCU out, 1,000 in",
        ] {
            assert!(says.contains(part), "{part}: {says}");
        }
        let key =
            text(browser, "return document.querySelector('.top-keys tbody td')?.textContent ?? ''").await;
        assert_eq!(key, "hot");
        let saved = text(browser, "return document.querySelector('[data-testid=saved]').textContent").await;
        assert!(saved.contains("by link"), "{saved}");

        let fails = tries(browser, "raise-index").await;
        assert!(fails.starts_with("Still throttles") || fails.starts_with("The service refuses"), "{fails}");
        let clears = tries(browser, "shard-index").await;
        assert!(clears.starts_with("Clears it: 0 of"), "{clears}");
        browser.picture("journey-d-remedies").await;
        if axe::inject(browser).await {
            assert_eq!(axe::contrast(browser, "the remedies").await, Vec::<String>::new());
        }
        let summary = text(browser, SUMMARY).await;
        for part in [REASON, "- hot:", fails.as_str(), clears.as_str()] {
            assert!(summary.contains(part), "{part}: {summary}");
        }
        // A branch can be opened: there the throttle does not come up.
        let link = browser.find("[data-remedy=shard-index] .result .link").await;
        let label = link.text().await.expect("its words");
        let name = label.strip_prefix("Open the branch ").expect("a branch's name").to_owned();
        link.click().await.expect("opened");
        let branch = format!(
            "return !!document.querySelector('[data-testid=branches]')?.textContent.includes({})",
            serde_json::json!(name)
        );
        browser.wait("the branch", &branch).await;
        visit.no_complaints().await;
    });
}

/// Each reason, a remedy that clears it, and one that does not.
const REASONS: [(&str, &str, &str); 16] = [
    ("TableReadKeyRangeThroughputExceeded", "copies", "raise-table"),
    ("TableWriteKeyRangeThroughputExceeded", "shard-key", "on-demand"),
    ("IndexReadKeyRangeThroughputExceeded", "second-index", "raise-index"),
    ("IndexWriteKeyRangeThroughputExceeded", "keys-only", "raise-table"),
    ("TableReadProvisionedThroughputExceeded", "raise-table", "copies"),
    ("TableWriteProvisionedThroughputExceeded", "on-demand", "shard-key"),
    ("IndexReadProvisionedThroughputExceeded", "raise-index", "retries"),
    ("IndexWriteProvisionedThroughputExceeded", "raise-index", "raise-table"),
    ("TableReadAccountLimitExceeded", "raise-quota", "warm"),
    ("TableWriteAccountLimitExceeded", "raise-quota", "shard-key"),
    ("IndexReadAccountLimitExceeded", "second-index", "warm"),
    ("IndexWriteAccountLimitExceeded", "keys-only", "shard-index"),
    ("TableReadMaxOnDemandThroughputExceeded", "raise-maximum", "raise-quota"),
    ("TableWriteMaxOnDemandThroughputExceeded", "no-maximum", "raise-quota"),
    ("IndexReadMaxOnDemandThroughputExceeded", "raise-maximum", "raise-quota"),
    ("IndexWriteMaxOnDemandThroughputExceeded", "no-maximum", "raise-quota"),
];

#[test]
fn journey_d_each_of_the_sixteen_reasons_comes_up_and_is_cleared() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        for (reason, clears, fails) in REASONS {
            browser.find("button[aria-label=Help]").await.click().await.expect("help");
            browser.press("Why was I throttled?").await;
            browser.find("#exception").await;
            let choose = format!(
                "const list = document.querySelector('#reason'); list.value = '{reason}';
                 list.dispatchEvent(new Event('change', {{ bubbles: true }})); return list.value"
            );
            assert_eq!(text(browser, &choose).await, reason);
            browser.press("Build this world").await;
            let told = format!(
                "return document.querySelector('[data-testid=throttled] .lead-in')?.textContent === '{reason}'"
            );
            browser.wait(reason, &told).await;
            let place = if reason.starts_with("Index") { "table/Orders/index/GSI1" } else { "table/Orders" };
            let resource = text(
                browser,
                "return document.querySelector('[data-testid=throttled] .resource').textContent",
            );
            assert_eq!(
                resource.await,
                format!("arn:aws:dynamodb:eu-west-2:123456789012:{place}"),
                "{reason}"
            );
            let empty = "return [...document.querySelectorAll('.buckets .empty b')].map((it) => it.textContent).join()";
            let empty = text(browser, empty).await;
            let expected = match (reason.contains("KeyRange"), reason.starts_with("Index")) {
                (true, true) => empty.starts_with('G') && empty.ends_with(" of GSI1"),
                (true, false) => empty.starts_with('P') && empty.ends_with(" of Orders"),
                (false, true) => empty == "the index GSI1",
                (false, false) => empty == "the table Orders",
            };
            assert!(expected, "{reason}: {empty}");
            let says = tries(browser, clears).await;
            assert!(says.starts_with("Clears it: 0 of"), "{reason}, {clears}: {says}");
            let says = tries(browser, fails).await;
            assert!(says.starts_with("Still throttles"), "{reason}, {fails}: {says}");
        }
        visit.no_complaints().await;
    });
}
