//! The AWS SDK for JavaScript in the page: npm's package, unmodified, and the engine in the worker.

use serde_json::json;
use support::{Browser, Folder, PATIENCE, Server, patiently};

use crate::{DESKTOP, Visit, journey};

/// Whether the site that was built has the SDK; without Node.js it can't.
fn has_sdk() -> bool {
    let there = support::root().join("dist/sdk/aws-sdk.js").exists();
    if !there {
        println!("skipped: dist/sdk/aws-sdk.js is missing (cargo xtask dist --sdk adds it, with Node.js)");
    }
    there
}

#[test]
fn a_client_talks_to_the_worker() {
    if !has_sdk() {
        return;
    }
    journey(async {
        let visit = Visit::start().await;
        let found = visit
            .browser
            .eval(
                r#"
                await lab.reset({ seed: 7 });
                const sdk = await import("./sdk/aws-sdk.js");
                const { playground } = await import("./sdk/handler.js");
                const client = new sdk.DynamoDBClient(playground({ region: "ap-south-1", pace: false }));
                const TableName = "FromSdk";
                const { TableDescription } = await client.send(new sdk.CreateTableCommand({
                    TableName, BillingMode: "PAY_PER_REQUEST",
                    AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
                    KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }] }));
                const early = await client.send(new sdk.GetItemCommand({ TableName, Key: { pk: { S: "a" } } }))
                    .catch((error) => error instanceof sdk.ResourceNotFoundException && error.message);
                await lab.idle();
                await sdk.waitUntilTableExists({ client, maxWaitTime: 5, minDelay: 1, maxDelay: 1 }, { TableName });
                const Item = { pk: { S: "ü" }, bytes: { B: new Uint8Array([0, 255]) }, big: { S: "x".repeat(300000) } };
                const put = await client.send(new sdk.PutItemCommand({ TableName, Item }));
                const got = await client.send(new sdk.GetItemCommand({ TableName, Key: { pk: Item.pk }, ConsistentRead: true }));
                for (let n = 0; n < 30; n++) {
                    await client.send(new sdk.PutItemCommand({ TableName, Item: { pk: { S: String(n) } } }));
                }
                let scanned = 0, pages = 0;
                for await (const page of sdk.paginateScan({ client, pageSize: 10 }, { TableName, ConsistentRead: true })) {
                    scanned += page.Count;
                    pages += 1;
                }
                const refused = await client.send(new sdk.PutItemCommand({ TableName, Item: { pk: Item.pk },
                    ConditionExpression: "attribute_not_exists(pk)", ReturnValuesOnConditionCheckFailure: "ALL_OLD" }))
                    .catch((error) => error);
                const controller = new AbortController();
                controller.abort();
                const aborted = await client.send(new sdk.ListTablesCommand({}), { abortSignal: controller.signal })
                    .catch((error) => error.name);
                const bare = await lab.http({ method: "GET", target: "/", headers: {} });
                return {
                    arn: TableDescription.TableArn, early, status: put.$metadata.httpStatusCode,
                    id: /^[0-9A-Z]{52}$/.test(put.$metadata.requestId),
                    bytes: [...got.Item.bytes.B], big: got.Item.big.S.length, pk: got.Item.pk.S,
                    scanned, pages: pages >= 4,
                    refused: refused instanceof sdk.ConditionalCheckFailedException && refused.Item.pk.S,
                    aborted, health: [bare.status, new TextDecoder().decode(bare.body)],
                };
                "#,
            )
            .await;
        let expected = json!({
            "arn": "arn:aws:dynamodb:ap-south-1:123456789012:table/FromSdk",
            "early": "Requested resource not found", "status": 200, "id": true, "bytes": [0, 255], "big": 300_000, "pk": "ü",
            "scanned": 31, "pages": true, "refused": "ü", "aborted": "AbortError",
            "health": [200, "healthy: dynamodb.us-east-1.amazonaws.com "],
        });
        assert_eq!(found, expected);
        let shown = "return document.body.innerText.includes('PutItem')";
        visit.browser.wait("the page to show the SDK's calls", shown).await;
        visit.no_complaints().await;
    });
}

#[test]
fn the_sites_example_runs() {
    if !has_sdk() {
        return;
    }
    journey(async {
        let site = Server::start(&["site", "--port", "0", "--under", "/x"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        browser.driver().goto(&format!("{}/x/sdk/", site.url())).await.expect("the page opens");
        let enabled = "const button = document.getElementById('run'); return !!button && !button.disabled";
        browser.wait("the button", enabled).await;
        browser.press("Run").await;
        let printed = patiently("the program's end", async || {
            let text = browser.eval("return document.getElementById('printed').textContent").await;
            let text = text.as_str().unwrap_or_default().to_owned();
            (text.ends_with("done\n") || text.contains("Error:")).then_some(text)
        })
        .await;
        for words in [
            "it is ACTIVE",
            "the third walk has 16 km now",
            "ConditionalCheckFailedException: The conditional request failed",
            "days 2 to 4: 4 km, 16 km, 8 km for 1 RCU",
        ] {
            assert!(printed.contains(words), "within {PATIENCE:?}: {printed}");
        }
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}
