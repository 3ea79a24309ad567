//! Where the site can live: under a sub-path, and (as one sentence) opened from disk.

use support::{Browser, Folder, Server, patiently};

use crate::{CONSOLE, DESKTOP, Visit, journey};

#[test]
fn works_under_a_sub_path_and_asks_nobody_else() {
    journey(async {
        let site = Server::start(&["site", "--port", "0", "--under", "/x/y"]);
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        browser.open(&format!("{}/x/y/", site.url())).await;
        let printed = browser.eval("return await window.lab.run('aws dynamodb list-tables')").await;
        assert!(printed.as_str().is_some_and(|text| text.contains("TableNames")), "{printed}");
        let asked = "return performance.getEntriesByType('resource').map((entry) => entry.name)
                         .filter((name) => !name.startsWith(location.origin + '/x/y/'))";
        assert_eq!(browser.eval(asked).await, serde_json::json!([]), "only the site itself is asked");
        assert_eq!(browser.complaints().await, Vec::<String>::new());
    });
}

#[test]
fn opened_from_disk_it_says_what_to_do() {
    journey(async {
        let profile = Folder::new("profile");
        let browser = Browser::start(profile.path(), DESKTOP).await;
        let page = support::root().join("dist/index.html");
        browser.driver().goto(format!("file://{}", page.display())).await.expect("the page opens");
        let words = browser.find("body").await.text().await.expect("words");
        assert!(words.contains("cargo xtask serve"), "{words}");
        // Of the files that a page from disk may not load, as it says.
        browser.complaints().await;
    });
}

#[test]
fn what_a_page_complains_of_is_seen() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        let offences = [
            ("console.warn('mind the gap')", "mind the gap"),
            ("await fetch('https://example.org/').catch(() => null)", "example.org"),
            (
                "const it = document.createElement('script'); it.textContent = '1'; document.head.append(it)",
                "Content Security Policy",
            ),
            (
                "document.body.append(Object.assign(new Image(), { src: 'http://example.org/a.png' }))",
                "example.org",
            ),
        ];
        for (offence, seen) in offences {
            browser.eval(offence).await;
            let told =
                patiently(offence, async || Some(browser.complaints().await).filter(|it| !it.is_empty()))
                    .await;
            assert!(told[0].contains(seen), "{offence}: {told:?}");
        }
    });
}

#[test]
fn a_fresh_visit_is_silent_and_shows_one_thing_to_do() {
    journey(async {
        let visit = Visit::start().await;
        let command = visit.browser.find(CONSOLE).await.prop("value").await.expect("a value");
        assert!(
            command.is_some_and(|text| text.contains("aws dynamodb put-item")),
            "the first command is typed already"
        );
        visit.browser.find(CONSOLE).await.send_keys(thirtyfour::Key::Enter + "").await.expect("Enter");
        visit
            .browser
            .wait("the inspector to explain the call", "return document.body.innerText.includes('PutItem')")
            .await;
        visit.no_complaints().await;
    });
}
