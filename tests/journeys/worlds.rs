//! Worlds side by side: begun, named, copied, thrown away and brought back; taken from links and files.

use serde_json::{Value, json};
use support::{Browser, patiently};
use thirtyfour::{By, Key};

use crate::{TABLE, Visit, journey};

const HASH: &str = "return await window.lab.stateHash()";
/// The list as it is shown: names, and which world is open.
const LIST: &str = "return [...document.querySelectorAll('.worlds li')].map((it) =>
    (it.classList.contains('on') ? '* ' : '') + (it.querySelector('b, .link')?.textContent ?? 'being named'))";

/// Opens the list of worlds.
async fn worlds(browser: &Browser) {
    browser.find(".crumb").await.click().await.expect("the list opens");
    browser.find(".worlds li").await;
}

async fn list(browser: &Browser, expected: &[&str]) {
    let found = async || (browser.eval(LIST).await == json!(expected)).then_some(());
    patiently(&format!("{expected:?}"), found).await;
}

/// Presses a button by its accessible name.
async fn press(browser: &Browser, name: &str) {
    let css = format!("dialog [aria-label='{name}']");
    browser.find(&css).await.click().await.unwrap_or_else(|error| panic!("{name}: {error}"));
}

async fn reload(browser: &Browser) {
    browser.driver().refresh().await.expect("a reload");
    browser.ready().await;
}

async fn becomes(browser: &Browser, script: &str, value: &Value) {
    patiently(script, async || (browser.eval(script).await == *value).then_some(())).await;
}

#[test]
fn worlds_are_kept_side_by_side_and_come_back() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        let first = browser.eval(HASH).await;

        // A second world: the first one stays.
        worlds(browser).await;
        browser.press("New, empty").await;
        becomes(browser, "return (await window.lab.call('ListTables', {})).TableNames.length", &json!(0))
            .await;
        browser.eval("await window.lab.call('CreateTable', { TableName: 'Other', BillingMode: 'PAY_PER_REQUEST',
            AttributeDefinitions: [{ AttributeName: 'k', AttributeType: 'S' }], KeySchema: [{ AttributeName: 'k', KeyType: 'HASH' }] });
            await window.lab.saved()").await;
        let second = browser.eval(HASH).await;
        reload(browser).await;
        assert_eq!(browser.eval(HASH).await, second, "the open world is remembered");

        // Named by its keyboard.
        worlds(browser).await;
        list(browser, &["* Untitled", "Untitled"]).await;
        browser.find(".worlds li.on [aria-label='Rename Untitled']").await.click().await.expect("a field");
        let field = browser.find(".worlds input.name").await;
        becomes(browser, "return document.activeElement?.className", &json!("name")).await;
        // What happens meanwhile takes nothing of what was typed.
        field.send_keys("Second").await.expect("half a name");
        browser
            .eval("await window.lab.call('ListTables', {}); await window.lab.call('ListTables', {})")
            .await;
        let second = browser.eval(HASH).await;
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        field.send_keys(" one" + Key::Enter).await.expect("a name");
        list(browser, &["* Second one", "Untitled"]).await;
        let named = "return document.querySelector('.crumb').textContent";
        becomes(browser, named, &json!("Second one")).await;

        // A copy of it is another world with the same content.
        press(browser, "Duplicate Second one").await;
        list(browser, &["* Second one", "Second one, copy", "Untitled"]).await;
        browser.press("Second one, copy").await;
        becomes(browser, named, &json!("Second one, copy")).await;
        assert_eq!(browser.eval(HASH).await, second);

        // Back to the first.
        worlds(browser).await;
        browser.press("Untitled").await;
        becomes(browser, HASH, &first).await;

        // Thrown away, brought back, and thrown away for good.
        worlds(browser).await;
        press(browser, "Delete Second one").await;
        list(browser, &["* Untitled", "Second one, copy"]).await;
        browser.press("Undo").await;
        browser.wait("all three", "return document.querySelectorAll('.worlds li').length === 3").await;
        press(browser, "Delete Second one").await;
        list(browser, &["* Untitled", "Second one, copy"]).await;
        reload(browser).await;
        assert_eq!(browser.eval(HASH).await, first);
        worlds(browser).await;
        list(browser, &["* Untitled", "Second one, copy"]).await;
        // The open one, too: another one opens.
        press(browser, "Delete Untitled").await;
        becomes(browser, HASH, &second).await;
        visit.no_complaints().await;
    });
}

#[test]
fn a_linked_world_is_summed_up_and_copied_to_ones_own() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        let hash = browser.eval(HASH).await;
        let link = browser.share().await;
        browser.driver().goto("about:blank").await.expect("to leave");
        browser.eval("return 1").await;
        browser.open(&link).await;
        let summary = browser.find(".linked").await.text().await.expect("words");
        assert!(summary.contains("the table Writes with 0 items, made by 1 call"), "{summary}");
        assert!(browser.try_eval("await window.lab.saved()").await.is_err(), "it is not stored");
        // The page of before may still be on its way out, with the right to store: that is no second tab.
        let lingering = "await new Promise((held) => navigator.locks.request('dynamarium', () => {
            held();
            return new Promise((gone) => setTimeout(gone, 700));
        }))";
        browser.eval(lingering).await;
        browser.press("Copy to my worlds").await;
        browser.find("[data-code='kept']").await;
        browser.eval("await window.lab.saved()").await;
        reload(browser).await;
        assert_eq!(browser.eval(HASH).await, hash);
        worlds(browser).await;
        list(browser, &["* Untitled", "Untitled"]).await;
        visit.no_complaints().await;
    });
}

#[test]
fn a_file_goes_out_and_comes_in_and_a_wrong_one_loses_nothing() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        let hash = browser.eval(HASH).await;
        // What the browser is handed to save.
        browser
            .eval(
                "window.files = []; const made = URL.createObjectURL;
                 URL.createObjectURL = (blob) => { window.files.push(blob); return made.call(URL, blob); };
                 HTMLAnchorElement.prototype.click = function () { window.savedAs = this.download; };",
            )
            .await;
        browser.press("Share").await;
        browser.press("Save file").await;
        becomes(browser, "return window.savedAs ?? ''", &json!("untitled.dynamarium.json")).await;
        let text = browser.eval("return await window.files[0].text()").await;
        let text = text.as_str().expect("a text").to_owned();
        assert!(text.starts_with("{\n\"scenario\":1"), "{text}");
        browser.press("Save file").await;
        browser.find("dialog [aria-label='Close']").await.click().await.expect("closed");

        let drop = |name: &str, text: &str| {
            format!(
                "const transfer = new DataTransfer();
                 transfer.items.add(new File([{}], {name:?}, {{ type: 'application/json' }}));
                 document.querySelector('.stage').dispatchEvent(
                     new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }}))",
                serde_json::to_string(text).expect("JSON")
            )
        };
        for (broken, words) in [
            (text[..text.len() / 2].to_owned(), "is not a scenario"),
            (text.replace("\"scenario\":1", "\"scenario\":7"), "A later version of Dynamarium"),
        ] {
            browser.eval(&drop("broken.dynamarium.json", &broken)).await;
            let says = format!(
                "return document.querySelector('[data-code=file-error]')?.textContent.includes({words:?}) ?? false"
            );
            becomes(browser, &says, &json!(true)).await;
            assert_eq!(browser.eval(HASH).await, hash, "the own world is there");
        }
        // Something else is a file for commands to read.
        browser.eval(&drop("things.json", "{\"Things\":[]}")).await;
        becomes(
            browser,
            "return document.querySelector('.explorer').textContent.includes('things.json')",
            &json!(true),
        )
        .await;
        // Another world is open; the file brings the first one back as a third.
        browser.eval("await window.lab.reset({ seed: 3 })").await;
        browser.eval(&drop("mine.dynamarium.json", &text)).await;
        becomes(browser, HASH, &hash).await;
        browser.eval("await window.lab.saved()").await;
        reload(browser).await;
        assert_eq!(browser.eval(HASH).await, hash);
        visit.no_complaints().await;
    });
}

#[test]
fn a_store_of_before_opens_its_latest_world() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
        let hash = browser.eval(HASH).await;
        // Without what later versions note beside the worlds.
        browser
            .eval(
                "await new Promise((done) => setTimeout(done, 600));
                 const open = indexedDB.open('dynamarium', 1);
                 const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
                 const store = database.transaction('records', 'readwrite').objectStore('records');
                 const keys = await new Promise((done) => { const asked = store.getAllKeys(); asked.onsuccess = () => done(asked.result); });
                 for (const key of keys) if (key === 'open' || key.endsWith('/about')) store.delete(key);
                 await new Promise((done) => { store.transaction.oncomplete = done; });
                 database.close()",
            )
            .await;
        reload(browser).await;
        assert_eq!(browser.eval(HASH).await, hash);
        let buttons = browser.driver().find_all(By::Css(".linked")).await.expect("an answer");
        assert!(buttons.is_empty());
        visit.no_complaints().await;
    });
}
