//! axe-core on every screen: in light, in dark, with more contrast, and in colours that the system forces.

use support::Browser;

use crate::{Visit, journey};

/// Sizes of the window.
const SIZES: [(u32, u32); 3] = [(1440, 900), (1280, 720), (390, 844)];
/// How the page can look, by the settings of the system. The first is gone through with every rule, the others with the
/// one that depends on it.
const LOOKS: [(&str, &[(&str, &str)]); 4] = [
    ("light", &[("prefers-color-scheme", "light")]),
    ("dark", &[("prefers-color-scheme", "dark")]),
    ("contrast", &[("prefers-color-scheme", "light"), ("prefers-contrast", "more")]),
    ("forced", &[("prefers-color-scheme", "light"), ("forced-colors", "active")]),
];

/// A world with something of everything.
const WORLD: &str = r#"
    await lab.reset({ seed: 7 });
    await lab.run(`aws dynamodb create-table --table-name Orders --attribute-definitions AttributeName=Customer,AttributeType=S AttributeName=Day,AttributeType=S AttributeName=Status,AttributeType=S --key-schema AttributeName=Customer,KeyType=HASH AttributeName=Day,KeyType=RANGE --billing-mode PAY_PER_REQUEST --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES --global-secondary-indexes 'IndexName=ByStatus,KeySchema=[{AttributeName=Status,KeyType=HASH}],Projection={ProjectionType=ALL}' --tags Key=team,Value=shop
aws dynamodb update-time-to-live --table-name Orders --time-to-live-specification Enabled=true,AttributeName=Expires
INSERT INTO "Orders" VALUE {'Customer':'Kim','Day':'2026-11-20','Status':'new','Total':12}
INSERT INTO "Orders" VALUE {'Customer':'Ann','Day':'2026-11-21','Status':'paid','Expires':5}
aws dynamodb transact-write-items --transact-items '[{"Put":{"TableName":"Orders","Item":{"Customer":{"S":"Zoe"},"Day":{"S":"2026-11-22"}},"ConditionExpression":"attribute_exists(Customer)"}},{"Delete":{"TableName":"Orders","Key":{"Customer":{"S":"Kim"},"Day":{"S":"2026-11-20"}}}}]'
aws dynamodb put-item --table-name Orders --return-consumed-capacity INDEXES --item '{"Customer":{"S":"Kim"},"Day":{"S":"2026-11-20"},"Status":{"S":"paid"},"Total":{"N":"12"}}'
aws dynamodb put-item --table-name Orders --item '{"Customer":{"S":"Bartholomew the Younger of Somewhere"},"Day":{"S":"2026-11-20"},"Expires":{"N":"1999999999"}}'
aws lambda create-function --function-name a-watcher-with-a-name-that-is-rather-long --code Do=log`);
    const { Table } = await lab.call("DescribeTable", { TableName: "Orders" });
    await lab.run(`aws lambda create-event-source-mapping --function-name a-watcher-with-a-name-that-is-rather-long --starting-position TRIM_HORIZON --event-source-arn ${Table.LatestStreamArn}
lab advance 10s`);"#;

/// Buttons that open something, by what they open.
const OPENERS: &str =
    "[...document.querySelectorAll('.lab button[aria-expanded=\"false\"], .lab button[aria-haspopup]')]
        .filter((button) => !button.disabled && button.offsetParent && !button.closest('.lenses'))";

/// How a screen is come to.
enum Way {
    /// An element by its selector.
    At(&'static str),
    /// A lens by its name.
    Lens(&'static str),
    /// A tab of the dock by its name.
    Tab(&'static str),
}
use Way::{At, Lens, Tab};

impl Way {
    /// The element, as an expression of a script.
    fn element(&self) -> String {
        let named = |css: &str, name: &str| {
            format!("[...document.querySelectorAll('{css}')].find((it) => it.textContent === '{name}')")
        };
        match self {
            At(css) => format!("document.querySelector('{css}')"),
            Lens(name) => named(".lenses button", name),
            Tab(name) => named(".dock [role=tab]", name),
        }
    }
}

/// Ways from screen to screen; a step whose element isn't there (on a phone, or on none) is left out.
const WAYS: [(&str, Way); 30] = [
    ("the lens Heat", Lens("Heat")),
    ("the lens Indexes", Lens("Indexes")),
    ("the lens Streams", Lens("Streams")),
    ("the lens TTL", Lens("TTL")),
    ("the lens Capacity", Lens("Capacity")),
    ("the lens Replicas", Lens("Replicas")),
    ("the lens Transactions", Lens("Transactions")),
    ("the lens Caches", Lens("Caches")),
    ("the lens Data", Lens("Data")),
    ("the console's tab of a phone", At(".panes button:nth-of-type(2)")),
    ("the history", Tab("History")),
    ("the narrative", Tab("Narrative")),
    ("the items", Tab("Items")),
    ("the heat map", Tab("Heat map")),
    ("the heat map as a table", At(".heat-legend > .link")),
    ("the metrics", Tab("Metrics")),
    ("the workloads", Tab("Workload")),
    ("every option of a workload", At(".load-new > .link")),
    ("the faults", Tab("Chaos")),
    ("the caches", Tab("Caches")),
    ("the form of another cache", At(".cache-new .turns button:nth-of-type(2)")),
    ("the console", Tab("Console")),
    ("the inspector's tab of a phone", At(".panes button:nth-of-type(3)")),
    ("a call as JSON", At(".inspector [role=tab]:nth-of-type(2)")),
    ("a call in other notations", At(".inspector [role=tab]:nth-of-type(3)")),
    ("the tables' tab of a phone", At(".panes button:nth-of-type(4)")),
    ("the stage's tab of a phone", At(".panes button:nth-of-type(1)")),
    ("an item", At(".stage [data-key]")),
    ("a partition", At(".stage [data-partition]")),
    ("a record", At(".stage [data-record]")),
];

/// A world in which much goes on: traffic that is throttled, faults under way and planned, a cache.
const BUSY: &str = r#"
    await lab.run(`aws dax create-cluster --cluster-name music --node-type dax.r5.large --replication-factor 3 --iam-role-arn arn:aws:iam::123456789012:role/DaxRole
lab idle
lab via dax music
aws dynamodb get-item --table-name Orders --key '{"Customer":{"S":"Kim"},"Day":{"S":"2026-11-20"}}'
lab set partition.write_units 20
lab chaos az-loss b --for 10m
lab chaos leader-crash --in 5m --for 5s
aws dynamodb create-table --table-name Votes --attribute-definitions AttributeName=Candidate,AttributeType=S --key-schema AttributeName=Candidate,KeyType=HASH --billing-mode PAY_PER_REQUEST
lab advance 10s
lab workload start --table Votes --rate 200 --for 60s --keys hot --hot 90
lab advance 5s`);"#;

/// What is looked at while it does.
const BUSY_WAYS: [(&str, Way); 8] = [
    ("traffic on the stage", Lens("Data")),
    ("traffic, heat", Lens("Heat")),
    ("traffic, replicas", Lens("Replicas")),
    ("a map of traffic", Tab("Heat map")),
    ("metrics of traffic", Tab("Metrics")),
    ("a workload that runs", Tab("Workload")),
    ("faults under way", Tab("Chaos")),
    ("a cache that holds something", Tab("Caches")),
];

/// Waits until what was asked of the engine is drawn.
const SETTLE: &str =
    "const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    await frame(); await lab.clock(); await frame();";

/// axe-core as a script, if npm has brought it.
fn source() -> Option<String> {
    let file = support::root().join("tests/sdk/js/node_modules/axe-core/axe.min.js");
    let source = std::fs::read_to_string(file).ok();
    if source.is_none() {
        println!("skipped: axe-core comes from npm, and Node.js is absent");
    }
    source
}

/// Gives the page axe-core; answers whether there is one.
pub(crate) async fn inject(browser: &Browser) -> bool {
    let Some(axe) = source() else { return false };
    browser.eval(&format!("{axe}\nwindow.axe = axe;")).await;
    true
}

#[test]
fn axe_finds_nothing_on_any_screen() {
    if source().is_none() {
        return;
    }
    journey(async {
        let mut all = Vec::new();
        for (width, height) in SIZES {
            let visit = Visit::start().await;
            let browser = &visit.browser;
            browser.size(width, height).await;
            inject(browser).await;
            let mut found = Vec::new();
            found.extend(looks(browser, "the first visit").await);
            browser.eval(WORLD).await;
            browser.find("[data-region=timeline]").await;
            found.extend(looks(browser, "a call in focus").await);
            for (name, way) in WAYS {
                if pressed(browser, &way.element()).await {
                    found.extend(looks(browser, name).await);
                }
            }
            found.extend(openers(browser).await);
            browser.eval("await lab.look(await lab.clock() - 3)").await;
            found.extend(looks(browser, "the past").await);
            browser.eval(&format!("await lab.look(await lab.clock()); {BUSY}")).await;
            for (name, way) in BUSY_WAYS {
                // A phone shows one region at a time, and the dock's tabs as a menu.
                let region = if matches!(way, Tab(_)) { 2 } else { 1 };
                pressed(browser, &format!("document.querySelector('.panes button:nth-of-type({region})')"))
                    .await;
                let there = browser
                    .eval(&format!("const it = {}; it?.click(); {SETTLE} return !!it;", way.element()))
                    .await;
                assert_eq!(there.as_bool(), Some(true), "{name}");
                found.extend(looks(browser, name).await);
            }
            all.extend(found.into_iter().map(|it| format!("{width} x {height}, {it}")));
            visit.no_complaints().await;
        }
        assert!(all.is_empty(), "{}", all.join("\n"));
    });
}

/// Opens whatever can be opened, one after the other.
async fn openers(browser: &Browser) -> Vec<String> {
    let count = browser.eval(&format!("return {OPENERS}.length")).await.as_u64().unwrap_or(0);
    assert!(count >= 3, "buttons that open something: {count}");
    let mut found = Vec::new();
    for at in 0..count {
        let name = browser.eval(&format!("return {OPENERS}[{at}]?.innerText ?? ''")).await;
        if pressed(browser, &format!("{OPENERS}[{at}]")).await {
            found.extend(looks(browser, &format!("what {name} opens")).await);
            // Escape first: a press on a button whose menu is about to close would open it again.
            let escape =
                r#"document.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));"#;
            browser.eval(&format!("{escape} {SETTLE}")).await;
            let close = r#"
                document.querySelector("dialog[open]")?.close();
                document.querySelector(".menu [aria-expanded=true], .bar [aria-expanded=true]")?.click();"#;
            browser.eval(&format!("{close} {SETTLE}")).await;
        }
    }
    found
}

/// Presses an element that can be seen; answers whether there is one.
async fn pressed(browser: &Browser, element: &str) -> bool {
    let press = format!(
        "const it = {element};
         if (!it || !it.getClientRects().length) return false;
         it.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}));
         {SETTLE} return true;"
    );
    browser.eval(&press).await.as_bool() == Some(true)
}

/// What axe finds of the contrast of the screen that is shown.
pub(crate) async fn contrast(browser: &Browser, screen: &str) -> Vec<String> {
    violations(browser, screen, "{ resultTypes: ['violations'], runOnly: ['color-contrast'] }").await
}

/// What axe finds on the screen that is shown, with these options.
async fn violations(browser: &Browser, screen: &str, options: &str) -> Vec<String> {
    let run = format!(
        "{SETTLE} const seen = await axe.run(document, {options});
         return seen.violations.flatMap((it) => it.nodes.map((node) =>
             `${{it.id}} ${{node.target}} ${{(node.failureSummary ?? '').split('\\n').slice(1).join(' ')}} ${{node.html.slice(0, 160)}}`));"
    );
    let found = browser.eval(&run).await;
    found
        .as_array()
        .into_iter()
        .flatten()
        .map(|it| format!("{screen}: {}", it.as_str().unwrap_or_default()))
        .collect()
}

/// What axe finds on the screen that is shown, in every look.
async fn looks(browser: &Browser, screen: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (at, (look, settings)) in LOOKS.iter().enumerate() {
        browser.media(settings).await;
        let screen = format!("{screen}, {look}");
        // Every screen as a picture, to be looked at (`screenshots/`): too many for each run.
        if std::env::var_os("DYNAMARIUM_PICTURES").is_some() {
            let wide = browser.eval("return innerWidth").await;
            let name: String = screen.chars().map(|it| if it.is_alphanumeric() { it } else { '-' }).collect();
            browser.picture(&format!("{wide}-{name}")).await;
        }
        found.extend(if at == 0 {
            let all = "{ resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }";
            violations(browser, &screen, all).await
        } else {
            contrast(browser, &screen).await
        });
    }
    found
}
