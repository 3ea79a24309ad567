//! What a person sees of saving: the word "saved" after a call, and what happens when the stored world is damaged.

use crate::{TABLE, Visit, journey};

/// Changes stored records from outside, as a failing disk or another program would.
const SPOIL: &str = "
    const open = indexedDB.open('dynamarium', 1);
    const database = await new Promise((done, fail) => { open.onsuccess = () => done(open.result); open.onerror = fail; });
    const store = database.transaction('records', 'readwrite').objectStore('records');
    const ask = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = fail; });
    const keys = (await ask(store.getAllKeys())).filter((key) => key.includes('/log/'));
    const bytes = new Uint8Array(await ask(store.get(keys[keys.length - 1])));
    spoil(bytes);
    await ask(store.put(bytes, keys[keys.length - 1]));
    database.close();";

#[test]
fn a_call_is_shown_as_saved_soon_after_its_answer() {
    journey(async {
        let visit = Visit::start().await;
        let took = visit
            .browser
            .eval(
                "const shown = () => document.querySelector('[data-testid=saved]')?.textContent ?? '';
                 const took = [];
                 for (let i = 0; i < 10; i++) {
                     const item = { Customer: { S: 'Kim' }, Day: { S: 'day ' + i } };
                     await window.lab.call('PutItem', { TableName: 'Orders', Item: item });
                     const answered = performance.now();
                     await new Promise(requestAnimationFrame);
                     while (!shown().startsWith('saved')) await new Promise((done) => setTimeout(done, 5));
                     took.push(performance.now() - answered);
                 }
                 return took",
            )
            .await;
        let took = took.as_array().expect("times").iter().filter_map(serde_json::Value::as_f64);
        println!("shown as saved at most {:.0} ms of 1,000 after the answer", took.fold(0.0, f64::max));
    });
}

#[test]
fn a_damaged_or_newer_store_is_set_aside_and_said_so() {
    journey(async {
        for (code, spoil) in [
            ("damaged", "const spoil = (bytes) => { bytes[bytes.length - 3] ^= 1; };"),
            ("newer-version", "const spoil = (bytes) => { bytes[5] = 9; };"),
        ] {
            let visit = Visit::start().await;
            let browser = &visit.browser;
            browser.eval(&format!("await window.lab.reset(); {TABLE} await window.lab.saved();")).await;
            browser.eval(&format!("{spoil} {SPOIL}")).await;
            browser.driver().refresh().await.expect("a reload");
            browser.ready().await;
            let notice = browser.find(&format!("[data-code='{code}']")).await.text().await.expect("words");
            println!("{notice}");
            // The playground goes on, and stores again.
            let calls = "await window.lab.call('ListTables', {}); await window.lab.saved(); return true";
            assert_eq!(browser.eval(calls).await, true, "{code}");
            let aside = "const open = indexedDB.open('dynamarium', 1);
                const database = await new Promise((done) => { open.onsuccess = () => done(open.result); });
                const request = database.transaction('records').objectStore('records').getAllKeys();
                const keys = await new Promise((done) => { request.onsuccess = () => done(request.result); });
                database.close();
                return keys.some((key) => key.includes('/aside/'))";
            assert_eq!(browser.eval(aside).await, true, "what could not be read is kept: {code}");
        }
    });
}
