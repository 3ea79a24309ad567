//! Through the worker in a real browser: the built site, against a round trip that asks for nothing.

use anyhow::Result;
use support::{Browser, Folder, Server};

use crate::table::number;

/// What is measured in the page: operations a second.
const SCRIPT: &str = r#"
    const table = (TableName) => ({ TableName, BillingMode: "PAY_PER_REQUEST",
        AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] });
    await lab.reset({ seed: 1 });
    await lab.call("CreateTable", table("Bench"));
    await lab.idle();
    const text = "x".repeat(900);
    const item = (n) => ({ pk: { S: `item-${n}` }, text: { S: text } });
    // So many at once, until so many are done.
    const perSecond = async (count, step, wide = 64) => {
        const start = performance.now();
        let next = 0;
        const lane = async () => { while (next < count) await step(next++); };
        await Promise.all(Array.from({ length: wide }, lane));
        return count * 1000 / (performance.now() - start);
    };
    const median = (figures) => figures.sort((a, b) => a - b)[figures.length >> 1];
    const figures = { empty: [], single: [], get: [], batched: [] };
    for (let round = 0; round < 5; round++) {
        figures.empty.push(await perSecond(5000, () => lab.clock()));
        figures.single.push(await perSecond(5000, (n) => lab.call("PutItem", { TableName: "Bench", Item: item(round * 5000 + n) })));
        figures.get.push(await perSecond(5000, (n) => lab.call("GetItem", { TableName: "Bench", Key: { pk: { S: `item-${n}` } } })));
        figures.batched.push(25 * await perSecond(400, (n) => lab.call("BatchWriteItem", { RequestItems: { Bench:
            Array.from({ length: 25 }, (_, at) => ({ PutRequest: { Item: item(n * 25 + at) } })) } })));
    }
    return Object.fromEntries(Object.entries(figures).map(([name, found]) => [name, median(found)]));
"#;

/// Everything.
pub(crate) fn bench() -> Result<()> {
    println!(
        "\nThrough the worker in Chromium: 64 calls under way, answered and logged; a second, median of 5 interleaved runs\n"
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
    let found = runtime.block_on(async {
        let site = Server::start(&["site", "--port", "0"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), (1200, 800)).await;
        browser.open(site.url()).await;
        browser.eval(SCRIPT).await
    });
    for (name, words, goal) in [
        ("empty", "empty round trips", ""),
        ("get", "GetItem", ""),
        ("single", "PutItem", " (goal 20,000)"),
        ("batched", "items by BatchWriteItem of 25", " (goal 100,000)"),
    ] {
        println!("{words:<32}{:>12}{goal}", number(found[name].as_f64().unwrap_or(f64::NAN)));
    }
    Ok(())
}
