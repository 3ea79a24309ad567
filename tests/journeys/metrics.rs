//! The Metrics panel: a spike that the minute hides, read by keyboard and as a table; keys; an alarm that goes off.

use support::Browser;
use thirtyfour::Key;

use crate::{Visit, journey};

/// Ten minutes' quiet, then 120 reads within a second on a table with 5 read units a second.
const SPIKE: &str = r#"
    const lab = window.lab;
    await lab.run(`aws dynamodb create-table --table-name Music --attribute-definitions AttributeName=Artist,AttributeType=S --key-schema AttributeName=Artist,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5
aws dynamodb update-contributor-insights --table-name Music --contributor-insights-action ENABLE
aws cloudwatch put-metric-alarm --alarm-name busy --namespace AWS/DynamoDB --metric-name ConsumedReadCapacityUnits --dimensions Name=TableName,Value=Music --statistic Sum --period 60 --evaluation-periods 1 --threshold 100 --comparison-operator GreaterThanOrEqualToThreshold`);
    await lab.advance(60_000);
    const calls = [];
    for (let n = 0; n < 120; n += 1) {
        calls.push(lab.call("GetItem", { TableName: "Music", ConsistentRead: true, Key: { Artist: { S: n < 90 ? "Nina" : `A${n}` } } }).catch(() => null));
    }
    await Promise.all(calls);
    await lab.advance(61_000);
    await lab.run("aws dynamodb get-item --table-name Music --key Artist={S=Nina}");
"#;

async fn open_panel(browser: &Browser) {
    browser.dock("Metrics").await;
    browser.wait("the charts", "return document.querySelectorAll('.chart svg').length === 2").await;
}

#[test]
fn a_spike_shows_in_seconds_keys_and_an_alarm() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(SPIKE).await;
        open_panel(browser).await;
        browser
            .wait(
                "what was used",
                "return document.querySelector('.metrics .aim')?.textContent.includes('ConsumedReadCapacityUnits')",
            )
            .await;
        // The minute that holds the spike, in figures.
        let twin = browser.find(".metrics details summary").await;
        twin.click().await.expect("the figures");
        browser
            .wait(
                "the spike in its minute",
                "return [...document.querySelectorAll('.twin tbody tr')].some((row) => { \
                 const [minute, greatest] = [...row.querySelectorAll('td')].slice(1, 3).map((cell) => parseFloat(cell.textContent)); \
                 return minute >= 2 && minute < 3 && greatest > 10 * minute; })",
            )
            .await;
        // Arrow keys read the chart.
        let chart = browser.find(".chart svg").await;
        chart.send_keys(Key::Home + "").await.expect("a key on the chart");
        browser
            .wait(
                "a reading",
                "return /^\\d\\d:\\d\\d:\\d\\d: /.test(document.querySelector('.chart output').textContent)",
            )
            .await;
        browser.press("Top keys").await;
        browser
            .wait(
                "the key used most",
                "return document.querySelector('.ranked li')?.textContent.includes('Nina')",
            )
            .await;
        browser.press("Alarms").await;
        browser
            .wait(
                "the alarm's history",
                "return document.querySelector('.metrics')?.textContent.includes('from OK to ALARM') || \
                 document.querySelector('.metrics')?.textContent.includes('INSUFFICIENT_DATA to ALARM')",
            )
            .await;
        visit.no_complaints().await;
    });
}
