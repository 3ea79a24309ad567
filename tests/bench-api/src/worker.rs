//! Through the worker in a real browser: the built site, against a round trip that asks for nothing.

use anyhow::Result;
use support::{Browser, Folder, Server};

use crate::table::number;

/// What is measured in the page: operations a second, on the table of the other parts.
const SCRIPT: &str = r#"
    const ITEMS = 100_000;
    const table = { TableName: "Bench", BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }, { AttributeName: "group", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
        GlobalSecondaryIndexes: [{ IndexName: "groups", Projection: { ProjectionType: "ALL" },
            KeySchema: [{ AttributeName: "group", KeyType: "HASH" }, { AttributeName: "pk", KeyType: "RANGE" }] }] };
    await lab.reset({ seed: 1, mode: "instant" });
    await lab.call("CreateTable", table);
    await lab.idle();
    const text = "x".repeat(900);
    const key = (n) => ({ pk: { S: `item-${n % ITEMS}` } });
    const item = (n) => ({ ...key(n), group: { S: `group-${Math.floor((n % ITEMS) / 100)}` }, text: { S: text } });
    const single = (n) => lab.call("PutItem", { TableName: "Bench", Item: item(n) });
    const get = (n) => lab.call("GetItem", { TableName: "Bench", Key: key(n), ConsistentRead: true });
    const batched = (n) => lab.call("BatchWriteItem", { RequestItems: { Bench:
        Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: item(n * 25 + at) } })) } });
    // So many at once, until so many are done.
    const perSecond = async (count, step, wide = 64) => {
        const start = performance.now();
        let next = 0;
        const lane = async () => { while (next < count) await step(next++); };
        await Promise.all(Array.from({ length: wide }, lane));
        return count * 1000 / (performance.now() - start);
    };
    const median = (figures) => figures.sort((a, b) => a - b)[figures.length >> 1];
    await perSecond(ITEMS / 25, batched);
    const figures = { empty: [], single: [], get: [], batched: [] };
    for (let round = 0; round < 5; round++) {
        figures.empty.push(await perSecond(5000, () => lab.clock()));
        figures.single.push(await perSecond(5000, (n) => single(round * 5000 + n)));
        figures.get.push(await perSecond(5000, (n) => get(round * 5000 + n)));
        figures.batched.push(25 * await perSecond(400, (n) => batched(round * 400 + n)));
    }
    return Object.fromEntries(Object.entries(figures).map(([name, found]) => [name, median(found)]));
"#;

/// Waits until the site is kept: from then on visits run the program that is built for speed.
const KEPT: &str = "await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));";

/// Everything, in the first visit and in the next.
pub(crate) fn bench() -> Result<()> {
    println!(
        "\nThrough the worker in Chromium: 100,000 items of 1 KB, one global index, instant mode; 64 calls under way,\n\
         answered, logged and stored; a second, median of 5 interleaved runs\n"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let found = runtime.block_on(async {
        let site = Server::start(&["site", "--port", "0"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), (1200, 800)).await;
        browser.open(site.url()).await;
        let first = browser.eval(SCRIPT).await;
        browser.eval(KEPT).await;
        browser.open(site.url()).await;
        [first, browser.eval(SCRIPT).await]
    });
    println!("{:<32}{:>14}{:>14}", "", "first visit", "later visits");
    for (name, words, goal) in [
        ("empty", "empty round trips", ""),
        ("get", "GetItem", ""),
        ("single", "PutItem", " (goal 20,000)"),
        ("batched", "items by BatchWriteItem of 25", " (goal 100,000)"),
    ] {
        let [first, later] =
            [&found[0], &found[1]].map(|visit| number(visit[name].as_f64().unwrap_or(f64::NAN)));
        println!("{words:<32}{first:>14}{later:>14}{goal}");
    }
    Ok(())
}
