//! Journey (b), the second lesson: a hot key builds, throttles and has its partition split; write sharding is tried beside
//! it; a zone is lost and comes back; and the class opens the first throttle from the code on the screen.

use std::fmt::Write as _;
use std::{env, fs};

use serde_json::json;
use support::{Browser, Folder, Server, patiently};
use thirtyfour::Key;

use crate::journey_b::{HASH, PROJECTOR, is_legible, opens_on_another_device};
use crate::offline::KEPT;
use crate::share::{read_code, text};
use crate::time::{LIVE, PAST, clock};
use crate::{CONSOLE, DESKTOP, axe, journey};

/// Half a minute of quiet, then eight minutes in which up to thirty clicks a second are counted under one page. A partition takes
/// twenty here, so that the lesson is short.
const LESSON: &str = r#"
    await lab.reset({ seed: 3 });
    await lab.run(`lab set partition.write_units=20
lab set burst.initial 0
aws dynamodb create-table --table-name Clicks --attribute-definitions AttributeName=page,AttributeType=S AttributeName=at,AttributeType=S --key-schema AttributeName=page,KeyType=HASH AttributeName=at,KeyType=RANGE --provisioned-throughput ReadCapacityUnits=80,WriteCapacityUnits=80
aws dynamodb wait table-exists --table-name Clicks
aws dynamodb put-item --table-name Clicks --item '{"page":{"S":"/home"},"at":{"S":"09:00:01"}}'
lab advance 30s
lab workload start --table Clicks --arrival ramp --rate 4 --to 30 --width 60s --for 8m --keys hot --hot 95 --count 20 --sorts 100000 --op put --retry none
lab advance 9m`);
"#;
/// The same traffic with the hot key's writes spread over ten.
const SHARDED: &str = "lab workload start --table Clicks --rate 30 --for 1m --keys sharded --shards 10 --op put --retry none; lab advance 70s";
const HOT: &str = "lab workload start --table Clicks --rate 30 --for 1m --keys hot --hot 95 --count 20 --op put --retry none; lab advance 70s";

/// How far a frame may be from where it was, in the stage's own units: fonts of other machines move what is around it.
const TOLERANCE: i64 = 12;

/// The partitions and copies on the stage, a line each: what it is, and where its frame is, in the stage's own units.
async fn structure(browser: &Browser) -> String {
    let marks = "const place = (it) => {
            const frame = it.querySelector('rect');
            if (!frame || !/^(partition|copy):/.test(it.dataset.about)) return '';
            const box = frame.getBoundingClientRect(), way = it.ownerSVGElement.getScreenCTM().inverse();
            const corner = new DOMPoint(box.x, box.y).matrixTransform(way);
            const all = [corner.x, corner.y, box.width * way.a, box.height * way.d];
            return `  @${all.map(Math.round).join(',')}`;
        };
        const says = (it) => it.getAttribute('aria-label').split(', ').slice(0, 2).join(', ');
        return [...document.querySelectorAll('.stage [data-mark]')].filter((it) => /^(partition|copy):/.test(it.dataset.about))
            .map((it) => `${it.dataset.about}  ${says(it)}${place(it)}`).join('\\n')";
    text(browser, marks).await
}

/// Waits until a moment is on the stage, and notes what is there.
async fn noted(browser: &Browser, golden: &mut String, what: &str, partitions: usize) {
    // The picture of the moment comes a frame or two after its time.
    let mut before = String::new();
    let seen = patiently(what, async || {
        let now = structure(browser).await;
        tokio::time::sleep(std::time::Duration::from_millis(200)).await;
        let there = now.matches("partition:").count() == partitions;
        (there && now == structure(browser).await).then_some(now)
    })
    .await;
    before.clone_from(&seen);
    let _ = writeln!(golden, "== {what} {}\n{before}\n", clock(browser).await);
}

/// The moments (virtual milliseconds) at which a mark of the timeline stands, by what it says.
async fn moment(browser: &Browser, word: &str) -> u64 {
    let script = format!(
        "const seen = [...document.querySelectorAll('.rail title')].map((it) => it.textContent).find((it) => it.includes({word:?})) ?? '';
         const time = seen.match(/(\\d+):(\\d+):(\\d+)\\.(\\d+)/);
         return time ? ((+time[1] * 60 + +time[2]) * 60 + +time[3]) * 1000 + +time[4] : null"
    );
    patiently(word, async || browser.eval(&script).await.as_u64()).await
}

async fn looks_at(browser: &Browser, millis: u64) {
    browser.eval(&format!("await lab.look({millis})")).await;
    browser.wait("the past", PAST).await;
}

/// Throttled calls that a workload's list tells of.
async fn throttled(browser: &Browser) -> u64 {
    let list = text(browser, "return await window.lab.run('lab workload list')").await;
    // The latest comes last; what it has none of, it doesn't tell.
    let mut latest = list.lines().rev().take_while(|line| line.starts_with(' '));
    let figure = latest.find_map(|line| line.trim().strip_prefix("throttled calls"));
    figure.map_or(0, |it| it.trim().replace(',', "").parse().expect("a figure"))
}

async fn runs(browser: &Browser, command: &str) {
    let input = browser.find(CONSOLE).await;
    input.click().await.expect("focus");
    input.send_keys(Key::Control + "a").await.expect("select all");
    input.send_keys(command).await.expect("typing");
    input.send_keys(Key::Escape + "").await.expect("no list");
    input.send_keys(Key::Enter + "").await.expect("Enter");
}

/// The hot key at its moments: quiet, throttled, split.
async fn shows_the_hot_key(browser: &Browser) -> (String, u64) {
    let mut golden = String::new();
    let (first, split) = (moment(browser, "throttled").await, moment(browser, "split").await);
    assert!(first < split, "throttled before it is split");
    looks_at(browser, 20_000).await;
    noted(browser, &mut golden, "quiet", 4).await;
    looks_at(browser, first + 5_000).await;
    noted(browser, &mut golden, "throttled", 4).await;
    looks_at(browser, split + 1_000).await;
    noted(browser, &mut golden, "split", 5).await;
    let partitions = |part: &str| part.lines().filter(|line| line.starts_with("partition:")).count();
    let parts: Vec<&str> = golden.split("== ").collect();
    assert_eq!([parts[1], parts[2], parts[3]].map(partitions), [4, 4, 5], "{golden}");
    browser.press("Back to live").await;
    browser.wait("the present", LIVE).await;
    (golden, first)
}

/// From the last call on, a press a caption: the table fills up, refuses, and is split, legible at the back of the room.
async fn presents_by_clicker(browser: &Browser) {
    browser.press("Present").await;
    browser.find("[data-testid=caption]").await;
    let checks = axe::inject(browser).await;
    let told = "const { moment, call, step } = document.querySelector('.present').dataset;
        return JSON.stringify([moment ?? '', `${call} ${step}`, document.querySelector('.present h1')?.textContent ?? '',
            document.querySelector('[data-testid=caption]')?.textContent ?? ''])";
    let mut story: Vec<[String; 4]> = Vec::new();
    for press in 0..40 {
        if press > 0 {
            let focused = browser.driver().active_element().await.expect("something has the focus");
            focused.send_keys(Key::PageDown + "").await.expect("a clicker's key");
        }
        let before = story.last().cloned();
        let said = patiently("another caption", async || {
            let now: [String; 4] = serde_json::from_str(&text(browser, told).await).ok()?;
            let other = before.as_ref().is_none_or(|it| it[..2] != now[..2]);
            // The picture of a moment comes a frame or two after its time.
            tokio::time::sleep(std::time::Duration::from_millis(60)).await;
            let still: [String; 4] = serde_json::from_str(&text(browser, told).await).ok()?;
            (other && still == now && !now[3].is_empty()).then_some(now)
        })
        .await;
        let is_moment = !said[0].is_empty();
        story.push(said);
        if is_moment {
            is_legible(browser).await;
            if checks {
                assert_eq!(axe::contrast(browser, "a moment in the presenter").await, Vec::<String>::new());
            }
        }
        if browser.eval("return document.querySelector('.present .go').disabled").await == json!(true) {
            break;
        }
    }
    assert!(story.len() > 6, "at least six presses: {story:#?}");
    let headlines: Vec<&str> = story.iter().filter(|it| !it[0].is_empty()).map(|it| it[2].as_str()).collect();
    let expected = ["Clicks fills up", "P2 refuses what is too much", "A partition is split"];
    assert_eq!(headlines[..3], expected, "{story:#?}");
    let fills = story.iter().find(|it| it[2] == expected[0]).expect("it is told");
    assert!(fills[3].starts_with("P2 takes 9"), "{fills:?}");
    browser.press("Leave").await;
    browser.wait("the page", "return !document.querySelector('.present')").await;
}

/// Main gets the same traffic once more, and so, spread, does a branch that begins before it.
async fn tries_sharding_beside_it(browser: &Browser) {
    browser.find("[data-testid=branches]").await.click().await.expect("the menu");
    browser.press("Fork now").await;
    browser
        .wait(
            "a branch",
            "return document.querySelector('[data-testid=branches]').textContent === 'Branch B'",
        )
        .await;
    let begun = browser.eval("return await lab.clock()").await.as_f64().expect("a clock");
    runs(browser, SHARDED).await;
    patiently("its end", async || {
        let now = browser.eval("return await lab.clock()").await.as_f64()?;
        (now >= begun + 70_000.0).then_some(())
    })
    .await;
    let spread = throttled(browser).await;
    browser.find("[data-testid=branches]").await.click().await.expect("the menu");
    browser.press("Open").await;
    browser
        .wait(
            "the first branch",
            "return document.querySelector('[data-testid=branches]').textContent === 'Branch main'",
        )
        .await;
    browser.eval(&format!("await lab.run({HOT:?})")).await;
    let hot = throttled(browser).await;
    assert!(hot > 300 && spread * 10 < hot, "one key {hot}, ten {spread}");
    browser.find("[data-testid=branches]").await.click().await.expect("the menu");
    browser.press("Beside").await;
    browser.wait("two stages", "return document.querySelectorAll('.pair > .stage').length === 2").await;
    browser.press("Beside").await;
    browser.wait("one stage", "return document.querySelectorAll('.stage').length === 1").await;
    browser.find(CONSOLE).await.click().await.expect("the menu closes");
}

/// "What if the zone dies now?" Its copies are down, nothing that was promised is broken, and they come back.
async fn loses_a_zone(browser: &Browser) {
    let tab =
        "[...document.querySelectorAll('[role=tab]')].find((it) => it.textContent === 'Chaos')?.click()";
    browser.eval(tab).await;
    browser.press("Let it happen").await;
    let down = "return [...document.querySelectorAll('.stage [data-about^=\"copy:\"]')]
        .filter((it) => it.dataset.about.endsWith(':b')).map((it) => it.getAttribute('aria-label').includes('down'))";
    let all_down =
        format!("const down = (() => {{ {down} }})(); return down.length > 0 && down.every((it) => it)");
    browser.wait("zone b is down", &all_down).await;
    // Writes go on by the two copies that are left.
    let put = r#"await lab.advance(6000);
        await lab.call("PutItem", { TableName: "Clicks", Item: { page: { S: "/home" }, at: { S: "10:00:00" } } });
        return (await lab.call("GetItem", { TableName: "Clicks", ConsistentRead: true, Key: { page: { S: "/home" }, at: { S: "10:00:00" } } })).Item.at.S"#;
    assert_eq!(browser.eval(put).await, json!("10:00:00"));
    let broken = "return document.querySelectorAll('[data-testid=still-true] .is-broken').length";
    assert_eq!(browser.eval(broken).await, json!(0), "what was promised is kept");
    assert_ne!(
        browser.eval("return document.querySelectorAll('[data-testid=still-true] li').length").await,
        json!(0)
    );
    browser.eval("await lab.advance(60000)").await;
    let up =
        format!("const down = (() => {{ {down} }})(); return down.length > 0 && down.every((it) => !it)");
    browser.wait("zone b is back", &up).await;
}

async fn hands_the_first_throttle_over(browser: &Browser, first: u64) -> (String, String) {
    looks_at(browser, first).await;
    let at = clock(browser).await;
    // By hand it is the same moment: from the beginning, mark by mark.
    let title = text(browser, "return [...document.querySelectorAll('.rail title')].map((it) => it.textContent).find((it) => it.includes('throttled'))").await;
    assert!(title.ends_with(at.as_str()), "{title}: {at}");
    let link = browser.share().await;
    let code = patiently("a code", async || {
        let there = browser.eval("return !!document.querySelector('dialog .qr')").await;
        if there == json!(true) { Some(read_code(browser, "dialog").await) } else { None }
    })
    .await;
    assert_eq!(code, link);
    (link, at)
}

/// A line's words, and where its frame is.
fn parted(line: &str) -> (&str, Vec<i64>) {
    let (words, place) = line.split_once("  @").unwrap_or((line, ""));
    (words, place.split(',').filter_map(|it| it.parse().ok()).collect())
}

/// What was noted is what it was when somebody looked at it last. `DYNAMARIUM_GOLDEN=write` notes it anew.
fn is_golden(seen: &str) {
    let path = support::root().join("tests/journeys/golden/hot-key.txt");
    if env::var_os("DYNAMARIUM_GOLDEN").is_some() {
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(&path, seen).expect("written");
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    for (line, (seen, golden)) in seen.lines().zip(golden.lines()).enumerate() {
        let [(words, place), (old, before)] = [seen, golden].map(parted);
        assert_eq!(words, old, "line {} of {}", line + 1, path.display());
        let near = place.iter().zip(&before).all(|(now, then)| (now - then).abs() <= TOLERANCE);
        assert!(near && place.len() == before.len(), "line {}: {place:?}, not {before:?}", line + 1);
    }
    assert_eq!(seen.lines().count(), golden.lines().count(), "{}", path.display());
}

#[test]
fn journey_b_a_hot_key_is_split_and_a_zone_is_lost() {
    journey(async {
        let site = Server::start(&["site", "--port", "0"]);
        let yesterday = Folder::new("the-day-before");
        let link = {
            let browser = Browser::start(yesterday.path(), DESKTOP).await;
            browser.open(site.url()).await;
            browser.eval(LESSON).await;
            let link = browser.share().await;
            assert_eq!(browser.complaints().await, Vec::<String>::new());
            link
        };
        let profile = Folder::new("teacher");
        let browser = Browser::start(profile.path(), PROJECTOR).await;
        browser.size(PROJECTOR.0, PROJECTOR.1).await;
        browser.open(&link).await;
        browser.press("Explore").await;
        // From here on nothing is asked of anybody.
        browser.eval(KEPT).await;
        drop(site);
        presents_by_clicker(&browser).await;
        let (golden, first) = shows_the_hot_key(&browser).await;
        is_golden(&golden);
        tries_sharding_beside_it(&browser).await;
        loses_a_zone(&browser).await;
        let hash = browser.eval(HASH).await;
        let (link, at) = hands_the_first_throttle_over(&browser, first).await;
        opens_on_another_device(&link, &at, &hash).await;
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
