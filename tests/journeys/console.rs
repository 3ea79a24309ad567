//! The console stays alive while it works: typing echoes, Stop stops.

use crate::{TABLE, Visit, journey};

/// While 30,000 calls run: a typed letter is on the screen within 100 ms, and Stop works within 200 ms.
/// The figures are printed and not asserted: a busy machine is no fault.
#[test]
fn typing_echoes_and_stop_stops_while_30_000_calls_run() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE}")).await;
        let figures = browser
            .eval(
                r#"
                const lines = [];
                for (let i = 0; i < 30000; i++) {
                    lines.push(`aws dynamodb put-item --table-name Writes --item '{"pk":{"S":"k${i}"}}'`);
                }
                const before = (await window.lab.call("Scan", { TableName: "Writes", Select: "COUNT" })).Count;
                let ended = null;
                const run = window.lab.run(lines.join("\n")).then(() => { ended = performance.now(); });
                const pause = (ms) => new Promise((done) => setTimeout(done, ms));
                const painted = () => new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
                await pause(300);
                const input = document.querySelector(".editor textarea");
                const echoes = [];
                for (const letter of "aws dynamodb") {
                    const start = performance.now();
                    input.focus();
                    document.execCommand("insertText", false, letter);
                    await painted();
                    echoes.push(performance.now() - start);
                    await pause(30);
                }
                const stop = () => [...document.querySelectorAll(".typing button")].find((b) => b.textContent === "Stop");
                while (ended === null && !stop()) await pause(10);
                const stopAt = performance.now();
                const wasRunning = ended === null;
                stop()?.click();
                await run;
                const stopped = ended - stopAt;
                const done = (await window.lab.call("Scan", { TableName: "Writes", Select: "COUNT" })).Count - before;
                return { echoes, stopped, wasRunning, done, typed: input.value };
                "#,
            )
            .await;
        let echoes: Vec<f64> = figures["echoes"]
            .as_array()
            .expect("times")
            .iter()
            .filter_map(serde_json::Value::as_f64)
            .collect();
        let slowest = echoes.iter().copied().fold(0.0, f64::max);
        let stopped = figures["stopped"].as_f64().expect("a time");
        println!(
            "slowest echo {slowest:.0} ms of 100; Stop after {stopped:.0} ms of 200; {}",
            figures["done"]
        );
        assert_eq!(figures["wasRunning"], true, "the run was over before it could be stopped: {figures}");
        assert!(figures["done"].as_u64().is_some_and(|done| done < 30_000), "{figures}");
        assert!(figures["typed"].as_str().is_some_and(|text| text.ends_with("aws dynamodb")), "{figures}");
        visit.no_complaints().await;
    });
}
