//! What can be done without typing a command: items, tables and indexes by forms, by mouse and by keyboard.

use serde_json::json;
use support::{Browser, Folder};
use thirtyfour::Key;

use crate::{Visit, journey};

/// Puts a text into a field, as typing does.
async fn fill(browser: &Browser, css: &str, text: &str) {
    let field = browser.find(css).await;
    field.click().await.unwrap_or_else(|error| panic!("{css}: {error}"));
    field.send_keys(Key::Control + "a").await.expect("select all");
    field.send_keys(text).await.expect("typing");
}

/// Chooses in a list.
async fn choose(browser: &Browser, css: &str, value: &str) {
    browser.find(css).await;
    let script = format!(
        "const list = [...document.querySelectorAll({css:?})].at(-1); list.value = {value:?};
         list.dispatchEvent(new Event('change', {{ bubbles: true }}));"
    );
    browser.eval(&script).await;
}

/// Waits until something on the page has a text in it.
async fn says(browser: &Browser, css: &str, text: &str) {
    crate::says(browser, &format!("{css} says {text}"), css, text).await;
}

async fn closed(browser: &Browser) {
    browser.wait("the dialog is closed", "return !document.querySelector('dialog')").await;
}

/// The example's table, and its items on show.
async fn begin(browser: &Browser) {
    browser.eval("await window.lab.call('ListTables', {})").await;
    browser.press("Items").await;
    says(browser, ".builder", "This is a Scan of 4 partitions of Orders").await;
}

#[test]
fn items_are_read_page_by_page_and_changed_by_form() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        begin(browser).await;
        browser.press("Run scan").await;
        says(browser, "[data-testid=page]", "11 items of 11 read, 2 RCU").await;
        assert_eq!(
            browser.eval("return document.querySelectorAll('.sheet tbody tr').length").await,
            json!(11)
        );

        // A query of one collection, a page of one item, and the next.
        browser.eval("document.querySelector('input[value=query]').click()").await;
        fill(browser, "[aria-label='Value of Customer']", "Kim").await;
        browser.eval("document.querySelector('.builder details').open = true").await;
        fill(browser, "#limit", "1").await;
        says(browser, ".builder", "Will touch P1 of Orders and cost 0.5 RCU.").await;
        browser.press("Run query").await;
        says(browser, "[data-testid=page]", "1 item of 1 read, 0.5 RCU").await;
        browser.press("Next page").await;
        says(browser, ".pager", "2 pages together: 2 items, 1 RCU").await;

        // What is no number of units is said at its field, and nothing runs.
        fill(browser, "#limit", "0").await;
        says(browser, "#limit-wrong", "at least 1").await;

        // The item is opened, one attribute changed: an UpdateItem of that one.
        browser.find(".sheet tbody button").await.click().await.expect("a press");
        let goods = "dialog [aria-label='Value of Goods']";
        fill(browser, goods, "seven \"lamps\"").await;
        says(browser, "dialog .preview pre", "update-item").await;
        says(browser, "dialog .preview", "cost 1 WCU").await;
        browser.press("Save item").await;
        closed(browser).await;
        let stored = browser
            .eval("return (await window.lab.call('Scan', { TableName: 'Orders', ConsistentRead: true })).Items.map((it) => it.Goods?.S)")
            .await;
        assert!(stored.as_array().is_some_and(|all| all.contains(&json!("seven \"lamps\""))), "{stored}");
        visit.no_complaints().await;
    });
}

#[test]
fn an_item_of_38_digits_and_levels_is_written_by_keyboard() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        begin(browser).await;
        browser.press("New item").await;
        // What nobody has typed yet is asked for, not refused.
        says(browser, "dialog .side", "Customer: it is part of the key and needs a value").await;
        assert_eq!(browser.eval("return !!document.querySelector('dialog .fault')").await, json!(false));
        fill(browser, "dialog [aria-label='Value of Customer']", "Ute").await;
        fill(browser, "dialog [aria-label='Value of Day']", "2026-12-24").await;
        browser.press("Add an attribute").await;
        let focused = "return document.activeElement?.getAttribute('aria-label') === 'Name of the attribute'";
        browser.wait("the new attribute's name has the focus", focused).await;
        fill(browser, "dialog input[aria-label='Name of the attribute']", "Digits").await;
        choose(browser, "dialog select", "N").await;
        let digits = "12345678901234567890123456789012345678";
        fill(browser, "dialog [aria-label='Value of Digits']", &format!("{digits}9")).await;
        says(browser, "dialog .wrong", "38 significant digits").await;
        // Closing asks, because something was typed, and keeps it.
        browser.find("dialog input").await.send_keys(Key::Escape + "").await.expect("Escape");
        browser.press("Keep writing").await;
        fill(browser, "dialog [aria-label='Value of Digits']", digits).await;
        says(browser, "dialog .preview pre", "attribute_not_exists").await;
        browser.press("Save item").await;
        closed(browser).await;
        let key = "{ Customer: { S: 'Ute' }, Day: { S: '2026-12-24' } }";
        let stored = format!(
            "return (await window.lab.call('GetItem', {{ TableName: 'Orders', Key: {key}, ConsistentRead: true }})).Item.Digits.N"
        );
        assert_eq!(browser.eval(&stored).await, json!(digits));

        // As a text: what can't be read is told while it is typed, and what can is saved as it stands.
        browser.press("New item").await;
        browser.find("dialog input[value=json]").await.click().await.expect("as a text");
        fill(browser, "dialog textarea.json", r#"{"Customer":{"S":"Uwe"},"Day":"2026"}"#).await;
        says(browser, "dialog .wrong", "Unexpected value type").await;
        fill(browser, "dialog textarea.json", r#"{"Customer":{"S":"Uwe"},"Day":{"S":"2026"}}"#).await;
        says(browser, "dialog .preview pre", "attribute_not_exists").await;
        browser.press("Save item").await;
        closed(browser).await;
        let stored = "return (await window.lab.call('GetItem', { TableName: 'Orders', Key: { Customer: { S: 'Uwe' }, Day: { S: '2026' } }, ConsistentRead: true })).Item.Day.S";
        assert_eq!(browser.eval(stored).await, json!("2026"));

        // The same key again: the service's refusal stands in the form, and nothing typed is lost.
        browser.press("New item").await;
        fill(browser, "dialog [aria-label='Value of Customer']", "Ute").await;
        fill(browser, "dialog [aria-label='Value of Day']", "2026-12-24").await;
        says(browser, "dialog .fault", "ConditionalCheckFailedException").await;
        browser.press("Save item").await;
        says(browser, "dialog .fault[role=alert]", "The conditional request failed").await;
        let typed = "return document.querySelector(\"dialog [aria-label='Value of Customer']\").value";
        assert_eq!(browser.eval(typed).await, json!("Ute"));
        visit.no_complaints().await;
    });
}

#[test]
fn a_table_is_made_indexed_and_deleted_by_form() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        begin(browser).await;
        browser.press("New table").await;
        fill(browser, "#name", "Events").await;
        fill(browser, "#table-pk", "Id").await;
        fill(browser, "#ttl", "Ends").await;
        says(browser, "dialog .preview pre", "aws dynamodb update-time-to-live").await;
        browser.press("Create table").await;
        closed(browser).await;
        says(browser, ".tree .on", "Events").await;
        says(browser, ".tree .on", "TTL Ends").await;
        browser.eval("await window.lab.call('PutItem', { TableName: 'Events', Item: { Id: { S: 'a' }, Ends: { N: '4102444800' } } })").await;

        browser.press("TTL").await;
        says(browser, "dialog .sheet", "2100-01-01 00:00:00 UTC").await;
        fill(browser, "#date", "2000-02-29").await;
        assert_eq!(browser.eval("return document.querySelector('#epoch').value").await, json!("951782400"));
        browser.find("dialog [aria-label=Close]").await.click().await.expect("a press");
        closed(browser).await;

        browser.press("Indexes").await;
        fill(browser, "#index-name", "ByKind").await;
        fill(browser, "#index-pk", "Kind").await;
        says(browser, "dialog .preview pre", "update-table").await;
        browser.press("Add index").await;
        closed(browser).await;
        says(browser, ".tree .on", "GSI ByKind").await;
        browser.eval("await window.lab.idle()").await;

        browser.press("Delete").await;
        says(browser, "dialog .preview", "Its 1 item goes").await;
        browser.press("Delete Events and 1 item").await;
        closed(browser).await;
        browser.eval("await window.lab.idle()").await;
        let left = "return (await window.lab.call('ListTables', {})).TableNames";
        assert_eq!(browser.eval(left).await, json!(["Orders"]));
        visit.no_complaints().await;
    });
}

#[test]
fn the_console_mends_with_one_key() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval("await window.lab.call('ListTables', {})").await;
        let scan = r#"aws dynamodb scan --table-name Orders --filter-expression "Customer = :c" --expression-attribute-values '{":c":{"S":"Kim"}}'"#;
        fill(browser, crate::CONSOLE, scan).await;
        says(browser, ".typing .warning", "is the partition key of Orders").await;
        browser.find(crate::CONSOLE).await.send_keys(Key::Control + ".").await.expect("Ctrl .");
        says(browser, ".bot .say", "Will touch P1 of Orders and cost 0.5 RCU.").await;
        let typed = browser.eval("return document.querySelector('.editor textarea').value").await;
        assert!(
            typed.as_str().is_some_and(|text| text.contains("query --table-name Orders --key-condition")),
            "{typed}"
        );
        browser.press("Show as").await;
        says(browser, ".typing .preview [role=tab]", "PartiQL").await;

        fill(
            browser,
            crate::CONSOLE,
            r#"aws dynamodb get-item --table-name Orders --key '{"Customer":{"S":"Kim"}}'"#,
        )
        .await;
        says(browser, ".typing .fault", "The provided key element does not match the schema").await;
        says(browser, ".typing .fault", "`Day` is missing").await;
        visit.no_complaints().await;
    });
}

#[test]
fn a_file_that_has_changed_since_it_was_chosen_is_told_of() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        begin(browser).await;
        let folder = Folder::new("chosen");
        let file = folder.path().join("orders.csv");
        std::fs::write(&file, "Customer,Day\nUte,2026-12-24\n").expect("a file");
        browser.press("File in or out").await;
        let chosen = browser.find("dialog input[type=file]").await;
        chosen.send_keys(file.display().to_string()).await.expect("a file is chosen");
        says(browser, "dialog [data-testid=imported]", "1 item can be written").await;
        std::fs::write(&file, "Customer,Day\nUte,2026-12-24\nKim,2026-12-24\n").expect("a longer file");
        browser.press("Write 1 item").await;
        says(browser, "dialog [role=alert]", "orders.csv can't be read: it has changed since it was chosen")
            .await;
        // Chosen again it is what it is now.
        let chosen = browser.find("dialog input[type=file]").await;
        chosen.send_keys(file.display().to_string()).await.expect("the file is chosen again");
        says(browser, "dialog [data-testid=imported]", "2 items can be written").await;
        visit.no_complaints().await;
    });
}

#[test]
fn forms_are_locked_while_the_stage_looks_at_the_past() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        begin(browser).await;
        browser.press("Run scan").await;
        says(browser, "[data-testid=page]", "11 items of 11 read").await;
        let hash = browser.eval("return await window.lab.stateHash()").await;
        browser.eval("await window.lab.look(20000)").await;
        browser.wait("the past", "return !!document.querySelector('.timeline.past')").await;

        // The grid, a new item, a new table, faults, workloads: each says why, and nothing can be sent.
        says(browser, ".builder", "Calls are made in the present.").await;
        let off = |words: &str| {
            format!(
                "return [...document.querySelectorAll('button')].some((it) => it.textContent.includes({words:?}) && it.disabled && it.checkVisibility())"
            )
        };
        for words in ["Run scan", "New item"] {
            browser.wait(words, &off(words)).await;
        }
        browser.press("New table").await;
        fill(browser, "dialog .form input[type=text]", "Later").await;
        browser
            .wait("nothing to send with", "return !!document.querySelector('dialog .foot .btn.go:disabled')")
            .await;
        says(browser, "dialog .foot", "past").await;
        browser.eval("document.querySelector('dialog [aria-label=Close]').click()").await;
        // Something was typed: it asks first.
        browser.press("Discard it").await;
        closed(browser).await;
        for (tab, words) in [("Chaos", "Let it happen"), ("Workload", "Begin and play it")] {
            let press = format!(
                "[...document.querySelectorAll('[role=tab]')].find((it) => it.textContent === {tab:?})?.click()"
            );
            browser.eval(&press).await;
            browser.wait(words, &off(words)).await;
        }
        browser.press("Back to live").await;
        browser.wait("the present", "return !document.querySelector('.timeline.past')").await;
        assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash, "nothing was sent");
        visit.no_complaints().await;
    });
}
