//! Who may what: a user is picked, a call is denied, the inspector names the statement, the policy is mended and tried.

use serde_json::json;

use crate::{Visit, journey};

/// A table with two people's items, and a user who may reach her own.
const BEGIN: &str = r#"
    await window.lab.reset({ seed: 7 });
    await window.lab.run("aws dynamodb create-table --table-name Notes --attribute-definitions AttributeName=User,AttributeType=S --key-schema AttributeName=User,KeyType=HASH --billing-mode PAY_PER_REQUEST");
    await window.lab.run(`INSERT INTO "Notes" VALUE {'User':'alice'}
INSERT INTO "Notes" VALUE {'User':'bob'}`);
"#;
const USER: &str = r#"
    const policy = JSON.stringify({ Version: "2012-10-17", Statement: [{ Sid: "OwnItems", Effect: "Allow", Action: "dynamodb:GetItem",
        Resource: "arn:aws:dynamodb:*:*:table/Notes", Condition: { "ForAllValues:StringEquals": { "dynamodb:LeadingKeys": ["${aws:username}"] } } }] });
    await window.lab.run("aws iam create-user --user-name alice\naws iam put-user-policy --user-name alice --policy-name own --policy-document '" + policy + "'");
"#;
const GET: &str = r#"return await window.lab.run(`aws dynamodb get-item --table-name Notes --key '{"User":{"S":"bob"}}'`);"#;

#[test]
fn a_denial_names_its_statement_and_a_policy_is_tried() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.eval(BEGIN).await;
        // Nobody to pick, no picker.
        assert_eq!(
            browser.eval("return document.querySelectorAll('[data-testid=principal]').length").await,
            json!(0)
        );
        browser.eval(USER).await;
        browser.wait("the picker", "return !!document.querySelector('[data-testid=principal] select')").await;
        let pick = r"
            const select = document.querySelector('[data-testid=principal] select');
            select.value = [...select.options].find(it => it.textContent === 'alice').value;
            select.dispatchEvent(new Event('change', { bubbles: true }));
        ";
        browser.eval(pick).await;
        let picked = "return document.querySelector('[data-testid=principal] select').value === 'user/alice'";
        browser.wait("alice calls", picked).await;
        let answer = browser.eval(GET).await;
        let answer = answer.as_str().unwrap_or_default().to_owned();
        assert!(
            answer.contains("because no identity-based policy allows the dynamodb:GetItem action"),
            "{answer}"
        );
        browser
            .wait(
                "the decision in the inspector",
                "return document.querySelector('[data-testid=decision]')?.textContent.includes('dynamodb:LeadingKeys is bob')",
            )
            .await;
        // The stage has the stack at the gate, and a lens for it.
        browser.wait("the stack", "return document.querySelectorAll('.stage .iam .pol').length === 1").await;
        browser.press("IAM").await;
        browser.wait("the lens", "return !!document.querySelector('.stage .lens-access')").await;
        // A fault is marked where it stands.
        browser.press("Access").await;
        let spoil = r#"
            const area = document.querySelector('.policies textarea');
            area.value = area.value.replace('"Allow"', '"allow"');
            area.dispatchEvent(new InputEvent('input', { bubbles: true }));
        "#;
        browser.eval(spoil).await;
        browser
            .wait(
                "a fault with its place",
                "return document.querySelector('.faults')?.textContent.includes('^^^^^^^')",
            )
            .await;
        // Mended, and wider: tried on a copy before it is saved.
        let mend = r#"
            const area = document.querySelector('.policies textarea');
            area.value = area.value.replace('"allow"', '"Allow"').replace('${aws:username}', 'bob');
            area.dispatchEvent(new InputEvent('input', { bubbles: true }));
            const line = document.querySelector('.try input');
            line.value = `aws dynamodb get-item --table-name Notes --key '{"User":{"S":"bob"}}'`;
        "#;
        browser.eval(mend).await;
        browser.wait("no fault", "return !!document.querySelector('.policies .fine')").await;
        browser.press("Try it").await;
        browser
            .wait(
                "what would be",
                "return document.querySelector('.tried')?.textContent.includes('would be carried out')",
            )
            .await;
        // Nothing was saved by that.
        let answer = browser.eval(GET).await;
        assert!(answer.as_str().is_some_and(|answer| answer.contains("AccessDenied")), "{answer:?}");
        browser.press("Save the policy").await;
        browser
            .wait(
                "the policy is saved",
                "return window.lab.run('aws iam get-user-policy --user-name alice --policy-name own --profile admin').then(text => text.includes('bob'))",
            )
            .await;
        let answer = browser.eval(GET).await;
        assert!(answer.as_str().is_some_and(|answer| answer.contains("\"bob\"")), "{answer:?}");
    });
}
