//! Lessons: one of each heading solved without a mouse, sheets and what they correct, and an example in one step.

use serde_json::json;
use thirtyfour::{Key, TypingData};

use crate::{CONSOLE, Visit, journey, says};

/// A lesson of each heading, and how many steps it has.
const ONE_OF_EACH: [(&str, u64); 6] = [
    ("keys-1-place", 3),
    ("query-1-bill", 2),
    ("index-2-sparse", 2),
    ("cap-1-units", 4),
    ("change-4-dax", 3),
    ("safe-4-rows", 3),
];

/// Presses a key, wherever the focus is: a field for files would take what is sent to it for a file's name.
async fn key(visit: &Visit, key: impl Into<TypingData>) {
    visit.browser.driver().action_chain().send_keys(key).perform().await.expect("a key");
}

/// Goes from one thing to the next until what has the focus fits; `it` is that.
async fn reach(visit: &Visit, what: &str, fits: &str) {
    let there = format!("const it = document.activeElement; return !!it && !!({fits});");
    for _ in 0..200 {
        if visit.browser.eval(&there).await == json!(true) {
            return;
        }
        key(visit, Key::Tab + "").await;
    }
    panic!("{what} is not reached with the key Tab");
}

/// Goes to a button by its words and presses it.
async fn press(visit: &Visit, words: &str) {
    reach(visit, words, &format!("it.tagName === 'BUTTON' && it.textContent.trim().startsWith({words:?})"))
        .await;
    key(visit, Key::Enter + "").await;
}

#[test]
fn a_lesson_of_each_heading_by_keyboard_only() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.wait("the engine", "return !document.querySelector('.bar .btn[disabled]')").await;
        for (lesson, steps) in ONE_OF_EACH {
            press(&visit, "Learn").await;
            browser.wait("the list", "return !!document.querySelector('.lesson-row')").await;
            reach(&visit, lesson, &format!("it.dataset.lesson === {lesson:?}")).await;
            key(&visit, Key::Enter + "").await;
            let done = |steps: u64| {
                format!(
                    "const it = document.querySelector('[data-testid=lesson]'); return it?.dataset.lesson === {lesson:?} && it.dataset.done === '{steps}'"
                )
            };
            browser.wait("the lesson begins", &done(0)).await;
            for step in 0..steps {
                let answered = browser.eval("return !!document.querySelector('.lesson .predict')").await;
                if answered == json!(true) {
                    reach(&visit, "the question", "it.type === 'radio'").await;
                    key(&visit, " ").await;
                }
                let hints = browser.eval("return [...document.querySelectorAll('.lesson button')].map(it => it.textContent.match(/^Hint 1 of (\\d+)/)).find(it => it)?.[1] ?? '0'").await;
                let hints: u32 = hints.as_str().and_then(|it| it.parse().ok()).expect("hints");
                for hint in 1..=hints {
                    press(&visit, &format!("Hint {hint} of")).await;
                }
                if hints > 0 {
                    let focus = browser.eval("return document.activeElement.textContent.trim()").await;
                    assert_eq!(
                        focus,
                        json!("Show me"),
                        "{lesson}: the focus stays where hints are asked for"
                    );
                }
                press(&visit, "Show me").await;
                browser
                    .wait("it stands in the console", "return document.activeElement.closest('.editor') && document.activeElement.value.length > 3")
                    .await;
                key(&visit, Key::Enter + "").await;
                browser.wait(&format!("{lesson}: step {}", step + 1), &done(step + 1)).await;
                let next = if step + 1 == steps { "To the end" } else { "Next step" };
                // The lesson's region is entered where it goes on.
                for _ in 0..8 {
                    key(&visit, Key::F6 + "").await;
                    if browser.eval("return !!document.activeElement.closest('.lesson')").await == json!(true)
                    {
                        break;
                    }
                }
                let focus = browser.eval("return document.activeElement.textContent.trim()").await;
                assert_eq!(focus, json!(next), "{lesson}");
                key(&visit, Key::Enter + "").await;
            }
            browser.wait("its end", "return !!document.querySelector('[data-testid=finished]')").await;
        }
        press(&visit, "Learn").await;
        browser
            .wait(
                "all are marked",
                &format!(
                    "return document.querySelectorAll('.lessons .done').length === {}",
                    ONE_OF_EACH.len()
                ),
            )
            .await;
        visit.no_complaints().await;
    });
}

#[test]
fn sheets_lead_to_their_lessons_and_tell_what_holds_today() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.press("Learn").await;
        browser.press("Cheat sheets").await;
        browser.wait("the sheets", "return document.querySelectorAll('.sheets article').length > 30").await;
        // Every lesson has its sheet.
        let all = browser.eval("return fetch('lessons/index.txt').then(it => it.text()).then(it => it.split('\\n').filter(line => line.includes(' | ')).length)").await;
        assert_eq!(browser.eval("return document.querySelectorAll('[data-sheet]').length").await, all);
        let choose = |words: &str| {
            format!(
                "[...document.querySelectorAll('.which label')].find(it => it.textContent === {words:?}).querySelector('input').click()"
            )
        };
        browser.eval(&choose("Older notes, corrected")).await;
        says(browser, "transactions", ".corrected tr", "100 items, 4 MB").await;
        says(browser, "switches", ".corrected tr", "To on demand four times in 24 hours").await;
        says(browser, "attempts", ".corrected tr", "after 10 attempts").await;
        browser.eval(&choose("Around DynamoDB")).await;
        says(browser, "migration", ".sheets article", "Database Migration Service").await;
        browser.eval(&choose("Lessons that I have done")).await;
        says(browser, "none yet", ".sheets", "You have not finished a lesson yet.").await;
        browser.eval(&choose("All lessons")).await;
        browser.find("[data-sheet=keys-2-collection]").await.click().await.expect("a link");
        browser
            .wait("its lesson", "return document.querySelector('[data-testid=lesson]')?.dataset.lesson === 'keys-2-collection'")
            .await;
        visit.no_complaints().await;
    });
}

#[test]
fn an_example_is_one_step_from_the_first_screen_on_a_desk_and_on_a_phone() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        for (size, button) in [((1440, 900), "Examples"), ((390, 844), "Or open an example")] {
            browser.size(size.0, size.1).await;
            let shown = format!(
                "return [...document.querySelectorAll('button')].filter(it => it.textContent.trim() === {button:?} && it.offsetWidth > 0).length"
            );
            browser.wait(button, &format!("{shown} === 1")).await;
            browser
                .eval(&format!(
                    "[...document.querySelectorAll('button')].find(it => it.textContent.trim() === {button:?} && it.offsetWidth > 0).click()"
                ))
                .await;
            browser
                .wait("twelve of them", "return document.querySelectorAll('.lesson-row').length === 12")
                .await;
            key(&visit, Key::Escape + "").await;
            browser.wait("closed", "return !document.querySelector('dialog')").await;
        }
        browser.eval("[...document.querySelectorAll('button')].find(it => it.textContent.trim() === 'Or open an example').click()").await;
        browser.find("[data-lesson=ex-01-orders]").await.click().await.expect("a row");
        says(browser, "its goal", ".lesson .goals", "One Query brings order 17").await;
        visit.no_complaints().await;
    });
}

#[test]
fn what_the_page_proposes_is_not_kept_for_another_world() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.find(CONSOLE).await.send_keys(Key::Enter + "").await.expect("the first call");
        browser
            .wait(
                "the next is proposed",
                &format!("return document.querySelector({CONSOLE:?}).value.includes('get-item')"),
            )
            .await;
        browser.press("Learn").await;
        browser.find(".lessons button").await.click().await.expect("the first lesson is chosen");
        says(browser, "the lesson", ".lesson h2", "Where does an item live?").await;
        browser.wait("it is gone", &format!("return document.querySelector({CONSOLE:?}).value === ''")).await;
        assert_eq!(browser.eval("return !!document.querySelector('.typing > .fault')").await, json!(false));
        visit.no_complaints().await;
    });
}

#[test]
fn on_a_phone_an_answer_is_read_below_its_lesson() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.size(390, 844).await;
        browser.press("Learn").await;
        browser.find(".lessons button").await.click().await.expect("the first lesson is chosen");
        says(browser, "the lesson", ".lesson h2", "Where does an item live?").await;
        browser.press("Console").await;
        let room = r"const [answers, time] = ['.answers', '.timeline'].map(it => document.querySelector(it).getBoundingClientRect());
            return answers.bottom <= time.top + 1 ? answers.height : 'below the timeline'";
        for (typed, least) in [("", 130.0), ("aws dynamodb get-itm --table-name Members", 60.0)] {
            browser.find(CONSOLE).await.send_keys(typed).await.expect("typing");
            browser
                .wait(
                    "what is typed is judged",
                    &format!("return !!document.querySelector('.typing > .fault') === {}", !typed.is_empty()),
                )
                .await;
            let height = browser.eval(room).await;
            assert!(height.as_f64().is_some_and(|height| height >= least), "{typed}: {height}");
        }
        visit.no_complaints().await;
    });
}

#[test]
fn the_page_stays_where_it_is_while_a_lesson_is_read() {
    journey(async {
        let visit = Visit::start().await;
        let browser = &visit.browser;
        for (width, height) in [(390, 844), (1280, 720)] {
            browser.size(width, height).await;
            browser.press("Learn").await;
            browser.find(".lessons button").await.click().await.expect("the first lesson is chosen");
            says(browser, "the lesson", ".lesson h2", "Where does an item live?").await;
            says(browser, "its goal", ".lesson li", "Kim is in the table").await;
            // What is out of sight in it, words for screen readers too, is not below the page.
            let below =
                "const page = document.scrollingElement; return page.scrollHeight - window.innerHeight";
            assert_eq!(browser.eval(below).await, json!(0));
        }
        visit.no_complaints().await;
    });
}
