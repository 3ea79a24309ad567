//! Pictures to be looked at: every state worth showing, light and dark, at three sizes (`screenshots/`).

use crate::{Visit, journey};

const SIZES: [(&str, u32, u32); 3] = [("1440", 1440, 900), ("1280", 1280, 720), ("390", 390, 844)];

#[test]
fn nothing_overflows_at_any_size_in_light_and_dark() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        for state in ["first", "worked"] {
            if state == "worked" {
                let demo = r#"
                    await window.lab.run(`aws dynamodb put-item --table-name Orders --return-consumed-capacity INDEXES --item '{"Customer":{"S":"Kim"},"Day":{"S":"2026-11-20"},"Status":{"S":"PAID"},"Total":{"N":"86"}}'`);
                    await window.lab.run(`aws dynamodb query --table-name Orders --key-condition-expression "Customer = :c" --expression-attribute-values '{":c":{"S":"Kim"}}'`);"#;
                browser.eval(demo).await;
            }
            for scheme in ["light", "dark"] {
                browser.prefer(scheme).await;
                for (name, width, height) in SIZES {
                    browser.size(width, height).await;
                    browser.eval("await new Promise((done) => setTimeout(done, 300))").await;
                    browser.picture(&format!("{state}-{scheme}-{name}")).await;
                    let wide = browser.eval("return document.documentElement.scrollWidth").await;
                    assert!(
                        wide.as_u64().is_some_and(|wide| wide <= u64::from(width)),
                        "{state} {name}: {wide} wide"
                    );
                }
            }
        }
        visit.no_complaints().await;
    });
}
