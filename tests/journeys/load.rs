//! Workloads: a form that is a command, what it would need, what becomes of its calls.

use thirtyfour::Key;

use crate::{Visit, journey, says};

/// A table that takes ten writes a second, with nothing saved up.
const VOTES: &str = r"
    await window.lab.reset();
    await window.lab.run(`lab set burst.initial 0
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=10
lab idle`);
";

#[test]
fn a_workload_is_previewed_begun_played_and_told_of() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(VOTES).await;
        browser.dock("Workload").await;
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
        says(browser, "its end", ".load-one", "on Votes, over").await;
        says(browser, "what became of it", ".load-one", "given up").await;
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

/// Two hundred writes a second for twenty seconds, of which five have passed.
const TRAFFIC: &str = r"
    await window.lab.reset();
    await window.lab.run(`aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab idle
lab workload start --table Votes --rate RATE --for 20s
lab advance 5s`);
";

#[test]
fn many_calls_from_one_loop_keep_their_order_and_their_inputs() {
    journey(async {
        let visit = Visit::start().await;
        let last = visit
            .browser
            .eval(
                "await window.lab.ready;
                 const item = { Customer: { S: 'Kim' }, Day: { S: '2027' }, Nr: {} };
                 const made = [];
                 for (let i = 0; i < 2000; i++) {
                     item.Nr.N = `${i}`;
                     made.push(window.lab.call('PutItem', { TableName: 'Orders', Item: item, ReturnValues: 'ALL_OLD' }));
                 }
                 const wrong = window.lab.call('PutItem', { TableName: 'Orders', Item: {} }).catch((error) => error.name);
                 const read = window.lab.call('GetItem', { TableName: 'Orders', ConsistentRead: true,
                     Key: { Customer: { S: 'Kim' }, Day: { S: '2027' } } });
                 const plain = { method: 'GET', target: '/', headers: {} };
                 const health = window.lab.http(plain);
                 plain.method = 'DELETE';
                 const before = (await Promise.all(made)).map((it) => it.Attributes?.Nr.N ?? '-1');
                 return [before.every((nr, i) => +nr === i - 1), await wrong, (await read).Item.Nr.N, (await health).status]",
            )
            .await;
        assert_eq!(last, serde_json::json!([true, "ValidationException", "1999", 200]));
        visit.no_complaints().await;
    });
}

#[test]
fn dense_traffic_is_widths_and_counters_and_a_call_of_ones_own_a_token() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        let mut widths = Vec::new();
        for rate in ["200", "3000"] {
            browser.eval(&TRAFFIC.replace("RATE", rate)).await;
            browser
                .wait(
                    "the flow",
                    "return document.querySelectorAll('.stage .flow').length >= 4 && !document.querySelector('.stage .tok, .stage .th')",
                )
                .await;
            says(browser, "what flows", ".stage svg text", "calls a second").await;
            says(browser, "in words", ".stage svg text", "in the last second").await;
            let width = browser
                .eval("return Math.max(...[...document.querySelectorAll('.stage .flow')].map((it) => parseFloat(getComputedStyle(it).strokeWidth)))")
                .await;
            widths.push(width.as_f64().unwrap_or_default());
        }
        assert!(widths[1] > widths[0] + 2.0, "fifteen times as much is wider: {widths:?}");
        // A call that somebody makes is shown by itself.
        browser
            .eval("await window.lab.run(`aws dynamodb get-item --table-name Votes --key '{\"Candidate\":{\"S\":\"Kim\"}}'`)")
            .await;
        browser
            .wait(
                "the call",
                "return !document.querySelector('.stage .flow') && !!document.querySelector('.stage .th')",
            )
            .await;
        visit.no_complaints().await;
    });
}
