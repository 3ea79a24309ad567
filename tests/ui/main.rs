//! The page while much happens: frames, tasks, presses and moments of the past, in a real browser, beside an empty page
//! in the same run; and how soon a first visit can type on a slow line and a slow machine.

use serde_json::{Value, json};
use support::{Browser, Folder, Server};

/// How long each part is watched, milliseconds.
const WATCH: u64 = 10_000;
/// Events in the recording that is looked around in.
const EVENTS: u64 = 1_000_000;

/// Counts tasks before anything else runs: messages from the worker and timers; frames are counted by [`WATCHING`].
const COUNTING: &str = r#"
    window.tasks = 0;
    const Plain = Worker;
    window.Worker = class extends Plain { constructor(...given) { super(...given); this.addEventListener("message", () => window.tasks++); } };
    const timer = window.setTimeout.bind(window);
    window.setTimeout = (step, ...rest) => timer((...given) => { window.tasks++; step(...given); }, ...rest);"#;

/// Notes when the engine has answered and the console, drawn since, takes what is typed.
const USABLE: &str = r#"addEventListener("DOMContentLoaded", () => lab.ready.then(() =>
    requestAnimationFrame(() => setTimeout(() => { window.usable = performance.now(); }))));"#;

/// Watches frames, long tasks and the time from a press to the frame that answers it.
const WATCHING: &str = r#"
    const watching = (ms) => new Promise((done) => {
        const frames = [], long = [], presses = [], slow = [];
        const told = new PerformanceObserver((list) => { for (const it of list.getEntries()) if (it.duration > 100) slow.push(
            `${Math.round(it.startTime - begun)} ms in: a frame of ${Math.round(it.duration)} ms; ` +
            (it.scripts.map((by) => `${by.invoker} ${Math.round(by.duration)} ms`).join(", ") || "no script")); });
        told.observe({ type: "long-animation-frame" });
        const tasks = new PerformanceObserver((list) => long.push(...list.getEntries().map((it) => it.duration)));
        tasks.observe({ type: "longtask" });
        const events = new PerformanceObserver((list) => { for (const it of list.getEntries()) if (it.interactionId) presses.push(it.duration); });
        events.observe({ type: "event", durationThreshold: 16 });
        const begun = performance.now(), before = window.tasks;
        let last = begun;
        const frame = (now) => {
            frames.push(now - last);
            last = now;
            if (now - begun < ms) return requestAnimationFrame(frame);
            setTimeout(() => { tasks.disconnect(); events.disconnect(); told.disconnect();
                done({ frames: frames.slice(2), long, presses, slow, tasks: window.tasks - before + 2 * frames.length }); }, 200);
        };
        requestAnimationFrame(frame);
    });"#;

/// A table of 64 partitions: an account's 40,000 write units, of which a partition serves 625 here.
const TABLE: &str = r#"
    await lab.reset({ seed: 1 });
    await lab.run("lab set partition.write_units=625");
    await lab.call("CreateTable", { TableName: "Flood", AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        ProvisionedThroughput: { ReadCapacityUnits: 40000, WriteCapacityUnits: 40000 } });
    await lab.idle();
    const item = (n) => ({ pk: { S: `item-${n}` }, text: { S: "some words" } });"#;

/// 5,000 calls a second in steps of 20 ms, as long as somebody watches.
const FLOOD: &str = r#"
    let calling = true, made = 0, answered = 0;
    const put = (n) => lab.call("PutItem", { TableName: "Flood", Item: item(n % 20000) }).then(() => answered++);
    const flood = (async () => {
        const begun = performance.now();
        while (calling) {
            const due = Math.min((performance.now() - begun) * 5, answered + 5000);
            while (made < due) put(made++);
            await new Promise((done) => setTimeout(done, 20));
        }
    })();"#;

/// The same calls as a workload that is played: they are made in the worker, and the page draws what comes of them.
const PLAY: &str = r#"
    await lab.run("lab workload start --table Flood --rate 5000 --for 10m --keys uniform --count 20000 --op put --clients 200");
    let playing = true;
    const played = (async () => { while (playing) await lab.advance(200); })();"#;

/// Everything.
fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    runtime.expect("a runtime").block_on(async {
        let site = Server::start(&["site", "--port", "0"]);
        first_visit(&site).await;
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), (1440, 900)).await;
        browser.send("Page.addScriptToEvaluateOnNewDocument", json!({ "source": COUNTING })).await;
        flood(&site, &browser).await;
        play(&site, &browser).await;
        seek(&browser).await;
    });
}

/// A press about every half second, as a person's, until the time is over. The browser is told where the mouse goes: a
/// driver that looks for an element runs long scripts of its own in the page, and they would be counted.
async fn press(browser: &Browser, selectors: &[&str], ms: u64) {
    let places = format!(
        "return {}.map((it) => document.querySelector(it).getBoundingClientRect())
             .map((it) => [it.x + it.width / 2, it.y + it.height / 2])",
        json!(selectors)
    );
    let places = browser.eval(&places).await;
    let places = places.as_array().expect("places of what is pressed");
    for place in places.iter().cycle().take((ms / 500) as usize) {
        for kind in ["mousePressed", "mouseReleased"] {
            let event =
                json!({ "type": kind, "x": place[0], "y": place[1], "button": "left", "clickCount": 1 });
            browser.send("Input.dispatchMouseEvent", event).await;
        }
        tokio::time::sleep(std::time::Duration::from_millis(450)).await;
    }
}

/// Opens the page and waits until all of it is there: what comes of its beginning is another measure ([`first_visit`]).
/// Its second part comes three seconds after it has started (web/boot.js).
async fn settled(site: &Server, browser: &Browser) {
    browser.open(site.url()).await;
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
}

async fn flood(site: &Server, browser: &Browser) {
    println!("\nThe page in Chromium, {} s each: an empty page, and 5,000 calls a second\n", WATCH / 1000);
    println!(
        "{:<26}{:>9}{:>9}{:>9}{:>11}{:>9}{:>12}{:>12}{:>10}{:>10}",
        "", "frames/s", "median", "p95", "worst ms", "> 50 ms", "> 100 ms", "of tasks", "press p75", "worst"
    );
    browser.driver().goto("about:blank").await.expect("an empty page");
    let empty = browser.eval(&format!("{WATCHING} return await watching({WATCH})")).await;
    line("an empty page", &empty);

    settled(site, browser).await;
    let start = format!(
        "{WATCHING} {TABLE} {FLOOD}
         window.flooding = watching({WATCH}).then(async (seen) => {{
             seen.made = answered; calling = false; await flood; return seen; }});
         for (let tries = 0; tries < 100 && document.querySelectorAll('.stage [data-partition]').length < 64; tries++)
             await new Promise((done) => setTimeout(done, 20));
         return document.querySelectorAll('.stage [data-partition]').length"
    );
    let partitions = browser.eval(&start).await;
    press(browser, &PRESSED, WATCH).await;
    let seen = browser.eval("return await window.flooding").await;
    line(&format!("{partitions} partitions"), &seen);
    let rate = seen["made"].as_f64().unwrap_or_default() * 1000.0 / WATCH as f64;
    println!(
        "\n{} calls a second were answered. Bars: at most 1 % of tasks over 50 ms, none over 100 ms.",
        number(rate)
    );
}

/// What is pressed meanwhile.
const PRESSED: [&str; 4] = [
    ".lenses button:nth-of-type(2)",
    ".lenses button:nth-of-type(1)",
    ".dock [role=tab]:nth-of-type(2)",
    ".dock [role=tab]:nth-of-type(1)",
];

/// A workload of 5,000 calls a second of virtual time, as fast as it plays.
async fn play(site: &Server, browser: &Browser) {
    settled(site, browser).await;
    let start = format!(
        "{WATCHING} {TABLE} {PLAY}
         const from = await lab.clock();
         window.flooding = watching({WATCH}).then(async (seen) => {{
             seen.clock = (await lab.clock()) - from; playing = false; await played; return seen; }});
         for (let tries = 0; tries < 100 && document.querySelectorAll('.stage [data-partition]').length < 64; tries++)
             await new Promise((done) => setTimeout(done, 20));
         return document.querySelectorAll('.stage [data-partition]').length"
    );
    let partitions = browser.eval(&start).await;
    press(browser, &PRESSED, WATCH).await;
    let seen = browser.eval("return await window.flooding").await;
    line(&format!("{partitions} partitions, played"), &seen);
    let rate = seen["clock"].as_f64().unwrap_or_default() * 5.0 * 1000.0 / WATCH as f64;
    println!("\n{} calls of the workload a second.", number(rate));
}

/// A figure with a comma at each thousand.
fn number(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn figures(seen: &Value, name: &str) -> Vec<f64> {
    let mut found: Vec<f64> = seen[name].as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    found.sort_by(f64::total_cmp);
    found
}

/// The figure below which such a share lies, in hundredths.
fn quantile(sorted: &[f64], hundredths: usize) -> f64 {
    sorted
        .get((sorted.len() * hundredths / 100).min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or(f64::NAN)
}

fn line(name: &str, seen: &Value) {
    let (frames, long, presses) = (figures(seen, "frames"), figures(seen, "long"), figures(seen, "presses"));
    let tasks = seen["tasks"].as_f64().unwrap_or(f64::NAN);
    let over = |ms: f64| long.iter().filter(|it| **it > ms).count();
    let rate = frames.len() as f64 * 1000.0 / frames.iter().sum::<f64>();
    println!(
        "{name:<26}{rate:>9.1}{:>9.1}{:>9.1}{:>11.1}{:>9}{:>12}{:>10.2} %{:>10.0}{:>10.0}",
        quantile(&frames, 50),
        quantile(&frames, 95),
        quantile(&frames, 100),
        over(50.0),
        over(100.0),
        100.0 * over(50.0) as f64 / tasks,
        quantile(&presses, 75),
        quantile(&presses, 100),
    );
    for frame in seen["slow"].as_array().into_iter().flatten().filter_map(Value::as_str) {
        println!("    {frame}");
    }
}

/// Fifty moments of a recording of a million events, chosen anywhere in it, until each is on the screen.
async fn seek(browser: &Browser) {
    let script = format!(
        r#"{TABLE}
        const latest = async () => (await lab.trace()).at(-1).id;
        let next = 0;
        while (await latest() < {EVENTS}) {{
            await Promise.all(Array.from({{ length: 5000 }}, () => lab.call("PutItem", {{ TableName: "Flood", Item: item(next++ % 20000) }})));
        }}
        const end = await lab.clock(), times = [];
        let random = 1;
        for (let look = 0; look < 50; look++) {{
            random = random * 48271 % 2147483647;
            const begun = performance.now();
            await lab.look(end * random / 2147483647);
            await new Promise((done) => requestAnimationFrame(done));
            times.push(performance.now() - begun);
        }}
        await lab.look();
        return {{ times, events: await latest(), calls: next }};"#
    );
    let seen = browser.eval(&script).await;
    let times = figures(&seen, "times");
    println!(
        "\nA look at any moment of {} events ({} calls), until the frame that shows it: median {:.0} ms (bar 100), 9 of 10 within {:.0} ms, worst {:.0} ms.",
        number(seen["events"].as_f64().unwrap_or_default()),
        number(seen["calls"].as_f64().unwrap_or_default()),
        quantile(&times, 50),
        quantile(&times, 90),
        quantile(&times, 100)
    );
}

/// A first visit over "Fast 4G" with a main thread four times slower, as the browser's own tools throttle.
async fn first_visit(site: &Server) {
    let mut times = Vec::new();
    for _ in 0..3 {
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), (1440, 900)).await;
        let line = json!({ "offline": false, "latency": 165, "downloadThroughput": 1_012_500, "uploadThroughput": 168_750 });
        browser.send("Page.addScriptToEvaluateOnNewDocument", json!({ "source": USABLE })).await;
        browser.send("Network.enable", json!({})).await;
        browser.send("Network.emulateNetworkConditions", line).await;
        browser.send("Emulation.setCPUThrottlingRate", json!({ "rate": 4 })).await;
        browser.open(site.url()).await;
        let ready = "while (!window.usable) await new Promise((done) => setTimeout(done, 10));
            return [performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? null, window.usable]";
        let seen = browser.eval(ready).await;
        times.push((seen[0].as_f64().unwrap_or(f64::NAN), seen[1].as_f64().unwrap_or(f64::NAN)));
    }
    times.sort_by(|a, b| a.1.total_cmp(&b.1));
    let (paint, usable) = times[times.len() / 2];
    println!(
        "\nA first visit over Fast 4G (9 Mbit/s, 165 ms) with the main thread four times slower, median of 3: painted after {paint:.0} ms, the console usable after {usable:.0} ms (bar 3,000). The worker's own thread is not slowed."
    );
}
