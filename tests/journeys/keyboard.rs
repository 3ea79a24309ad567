//! A lesson of each heading is solved by keyboard alone. What is typed are the lessons' own solutions, read from their
//! files, and the focus can be seen at every press.

use std::fs;

use learn::{Index, Lesson};
use serde_json::json;
use support::{Browser, patiently};
use thirtyfour::{Key, TypingData};

use crate::share::text;
use crate::{Visit, journey};

/// Where the focus is: in a few words, and whether it can be seen there.
const FOCUS: &str = r"
    const it = document.activeElement;
    if (!it || it === document.body) return 'lost';
    const rings = (it) => { const css = getComputedStyle(it); return css.outlineStyle !== 'none' && parseFloat(css.outlineWidth) > 0 || css.boxShadow !== 'none'; };
    let ringed = false;
    for (let at = it, up = 0; at && up < 4; at = at.parentElement, up++) ringed ||= rings(at);
    const box = it.getBoundingClientRect();
    const seen = box.width > 0 && box.height > 0 && box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth;
    return `${ringed ? '' : 'no ring: '}${seen ? '' : 'out of sight: '}${it.tagName} ${it.className} ${(it.getAttribute('aria-label') ?? it.textContent ?? '').trim().slice(0, 60)}`;
";
/// Presses until a thing has the focus; it is never so far.
const MOST: usize = 90;

/// Keys that are pressed, and one that is held meanwhile.
struct Press {
    held: Option<Key>,
    key: TypingData,
}

impl<T: Into<TypingData>> From<T> for Press {
    fn from(key: T) -> Self {
        Self { held: None, key: key.into() }
    }
}

fn held(held: Key, key: impl Into<TypingData>) -> Press {
    Press { held: Some(held), key: key.into() }
}

/// Presses a key wherever the focus is, and sees where it went.
async fn press(browser: &Browser, key: impl Into<Press>) {
    let before = text(browser, FOCUS).await;
    let Press { held, key } = key.into();
    let mut keys = browser.driver().action_chain();
    if let Some(held) = &held {
        keys = keys.key_down(held.clone());
    }
    keys = keys.send_keys(key);
    if let Some(held) = held {
        keys = keys.key_up(held);
    }
    keys.perform().await.expect("keys");
    let at = text(browser, FOCUS).await;
    let fine = !at.starts_with("lost") && !at.contains("no ring") && !at.contains("out of sight");
    assert!(fine, "the focus can't be seen: {at}, before it: {before}");
}

/// Presses a key until what has the focus answers yes.
async fn until(browser: &Browser, what: &str, key: fn() -> Press, test: &str) {
    let asked = format!("const it = document.activeElement; return !!({test})");
    for _ in 0..MOST {
        if browser.eval(&asked).await == json!(true) {
            return;
        }
        press(browser, key()).await;
    }
    panic!("the keyboard comes to no {what}");
}

fn tab() -> Press {
    Key::Tab.into()
}

fn tab_back() -> Press {
    held(Key::Shift, Key::Tab)
}

fn region() -> Press {
    Key::F6.into()
}

/// Opens a lesson from the list.
async fn opens(browser: &Browser, lesson: &Lesson) {
    until(browser, "bar above", region, "it.closest('.bar')").await;
    until(browser, "Learn", tab_back, "it.tagName === 'BUTTON' && it.textContent === 'Learn'").await;
    press(browser, Key::Enter).await;
    browser.find(&format!("dialog [data-lesson={}]", lesson.id)).await;
    until(browser, "lesson in the list", tab, &format!("it.dataset.lesson === {:?}", lesson.id)).await;
    press(browser, Key::Enter).await;
    let there = format!(
        "return document.querySelector('.lesson')?.dataset.lesson === {:?} && document.activeElement.matches('.lesson h3')",
        lesson.id
    );
    browser.wait(&lesson.title, &there).await;
}

/// Types a command and runs it; waits until its answer is there.
async fn runs(browser: &Browser, command: &str) {
    until(browser, "console", region, "it.matches('.editor textarea')").await;
    press(browser, held(Key::Control, "a")).await;
    press(browser, command).await;
    // The list of completions goes, if there is one, and what is typed stays.
    let listed = "return !!document.querySelector('.editor [role=listbox]')";
    if browser.eval(listed).await == json!(true) {
        press(browser, Key::Escape).await;
    }
    let clock = browser.eval("return await lab.clock()").await;
    press(browser, Key::Enter).await;
    patiently(command, async || {
        let quiet = browser.eval("return !document.querySelector('.running')").await == json!(true);
        (quiet && browser.eval("return await lab.clock()").await != clock).then_some(())
    })
    .await;
}

async fn solves(browser: &Browser, lesson: &Lesson) {
    for (number, step) in lesson.steps.iter().enumerate() {
        if let Some(guess) = &step.guess {
            let right = guess.choices.iter().position(|choice| choice.right).expect("one is right");
            until(browser, "question", tab, "it.matches('.predict input')").await;
            press(browser, Key::Space).await;
            for _ in 0..right {
                press(browser, Key::Down).await;
            }
            let chosen = format!(
                "return [...document.querySelectorAll('.predict input')].findIndex((it) => it.checked) === {right}"
            );
            browser.wait("the guess", &chosen).await;
        }
        if !step.hints.is_empty() {
            until(browser, "hint", tab, "it.textContent.startsWith('Hint 1 of')").await;
            press(browser, Key::Enter).await;
            browser
                .wait("a hint", "return document.querySelectorAll('.lesson .hints li').length === 1")
                .await;
        }
        for command in step.solution.lines() {
            runs(browser, command).await;
        }
        let done = format!("return document.querySelector('.lesson').dataset.done === '{}'", number + 1);
        browser.wait(&format!("{}: {}", lesson.id, step.title), &done).await;
        if step.guess.is_some() {
            let verdict = text(browser, "return document.querySelector('.verdict')?.textContent ?? ''").await;
            assert_eq!(verdict, "You were right.", "{}", step.title);
        }
        until(browser, "lesson", region, "it.closest('.lesson')").await;
        until(browser, "next step", tab, "it.matches('.lesson .next')").await;
        press(browser, Key::Enter).await;
        if number + 1 < lesson.steps.len() {
            let next = format!(
                "return document.activeElement.matches('.lesson h3') && document.activeElement.textContent === {:?}",
                lesson.steps[number + 1].title
            );
            browser.wait("the next step has the focus", &next).await;
        }
    }
}

#[test]
fn a_lesson_of_each_heading_is_solved_by_keyboard() {
    journey(async {
        let folder = support::root().join("web/lessons");
        let index = fs::read_to_string(folder.join("index.txt")).expect("the list");
        let index = Index::read(&index).expect("it reads");
        let visit = Visit::start().await;
        let browser = &visit.browser;
        browser.wait("the caret", "return document.activeElement?.tagName === 'TEXTAREA'").await;
        let mut solved = 0;
        for heading in index.headings.iter().filter(|heading| heading.name != "Examples") {
            let id = &heading.lessons.first().expect("a lesson").id;
            let lesson = fs::read_to_string(folder.join(format!("{id}.txt"))).expect("a lesson");
            let lesson = Lesson::read(&lesson).expect("it reads");
            opens(browser, &lesson).await;
            solves(browser, &lesson).await;
            solved += 1;
        }
        assert!(solved >= 6, "{solved}");
        visit.no_complaints().await;
    });
}
