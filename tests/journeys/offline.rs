//! After the first visit the site needs no network, and a new build of it is taken up as a whole.

use std::fs;
use std::path::Path;

use serde_json::json;
use support::{Browser, Folder, Server};

use crate::{DESKTOP, TABLE, journey};

/// Waits until this build of the site is kept and answers for the page.
pub(crate) const KEPT: &str = "await navigator.serviceWorker.ready;
    while (!navigator.serviceWorker.controller) await new Promise((done) => setTimeout(done, 20));
    return document.querySelector('script[src]').src.split('b=')[1]";

/// Which program runs: the small one of a first visit (`app`), or the one for speed.
const PROGRAMS: &str = "return performance.getEntriesByType('resource')
    .flatMap(({ name }) => name.match(/(\\w+)_bg\\.wasm/)?.[1] ?? [])";

/// Waits until a build of this name is kept as a whole and answers.
fn kept(build: &str) -> String {
    format!(
        "const rest = () => new Promise((done) => setTimeout(done, 20));
         while (!(await caches.keys()).some((name) => name.endsWith('{build}'))) await rest();
         const registration = await navigator.serviceWorker.ready;
         while (registration.installing || registration.waiting || registration.active.state !== 'activated') await rest();"
    )
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

fn change(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).expect("a file");
    assert!(text.contains(from), "{}: {from}", file.display());
    fs::write(file, text.replace(from, to)).expect("written");
}

#[test]
fn without_a_network_a_reload_works_under_a_sub_path() {
    journey(async {
        let site = Server::start(&["site", "--port", "0", "--under", "/x/y"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        let address = format!("{}/x/y/", site.url());
        browser.open(&address).await;
        browser.eval(KEPT).await;
        assert_eq!(browser.eval(PROGRAMS).await, json!(["app"]));
        let hash = browser
            .eval(&format!(
                "await window.lab.reset(); {TABLE} await window.lab.saved(); return await window.lab.stateHash()"
            ))
            .await;
        drop(site);
        for _ in 0..2 {
            browser.driver().refresh().await.expect("a reload");
            browser.ready().await;
            // Each program reads what the other one stored, to the byte.
            assert_eq!(browser.eval("return await window.lab.stateHash()").await, hash);
            assert_eq!(browser.eval(PROGRAMS).await, json!(["fast"]));
        }
        let printed = browser.eval("return await window.lab.run('aws dynamodb list-tables')").await;
        assert!(printed.as_str().is_some_and(|text| text.contains("Writes")), "{printed}");
        // The page's own small files, too.
        browser.open(&format!("{address}#/")).await;
        let loaded = "return (await fetch('sdk/handler.js')).ok && (await fetch('icon.svg')).ok";
        assert_eq!(browser.eval(loaded).await, true);
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn a_reload_shows_a_new_build_and_half_of_one_is_never_kept() {
    journey(async {
        let dist = support::root().join("dist");
        let folder = Folder::new("site");
        copy(&dist, folder.path());
        let site = Server::start(&["site", "--port", "0", "--site", &folder.path().display().to_string()]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        browser.open(site.url()).await;
        let first = browser.eval(KEPT).await.as_str().expect("a name").to_owned();

        // Another build: a script and the page have changed, the page says so, and the list of hashes with it.
        let second = "abcdefabcdef";
        let file = |name: &str| folder.path().join(name);
        let hash = async |name: &str| {
            let text = serde_json::to_string(&fs::read_to_string(file(name)).expect("a file")).expect("JSON");
            let script = format!(
                "const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode({text}));
                 return 'sha256-' + btoa(String.fromCharCode(...new Uint8Array(digest)))"
            );
            browser.eval(&script).await.as_str().expect("a hash").to_owned()
        };
        let before = (hash("boot.js").await, hash("index.html").await);
        change(&file("boot.js"), "\"use strict\";", "\"use strict\"; window.edition = 2;");
        change(&file("index.html"), &first, second);
        let after = (hash("boot.js").await, hash("index.html").await);
        change(&file("sw.js"), &first, second);
        // Half of it has arrived at the host: the page is there, its hashes are not those of the files.
        change(&file("sw.js"), &before.1, &after.1);
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        let shown = "return window.edition === 2 && document.querySelector('script[src]').src.includes('abcdefabcdef')";
        assert_eq!(browser.eval(shown).await, true, "a reload shows the new build");
        let refused = "const registration = await navigator.serviceWorker.ready;
            await registration.update().catch(() => {});
            while (registration.installing) await new Promise((done) => setTimeout(done, 20));
            return (await caches.keys()).map((name) => name.split(' ').pop())";
        assert_eq!(browser.eval(refused).await, json!([first]), "half a build is not kept");

        // Now all of it has.
        change(&file("sw.js"), &before.0, &after.0);
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        browser.eval(&kept(second)).await;
        drop(site);
        browser.driver().refresh().await.expect("a reload");
        browser.ready().await;
        assert_eq!(browser.eval(shown).await, true, "and without a network it is the one that is kept");
    });
}
