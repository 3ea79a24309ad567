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
