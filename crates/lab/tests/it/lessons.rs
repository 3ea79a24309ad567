//! The lessons of the repository: each is proved, and the list of them agrees with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use learn::{Index, Lesson};

/// The lessons' files by name, without the list.
fn lessons() -> BTreeMap<String, Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons");
    let mut lessons = BTreeMap::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        if name == "index" {
            continue;
        }
        let text = fs::read_to_string(&path).expect("a text");
        let lesson = Lesson::read(&text).unwrap_or_else(|fault| panic!("{name}: {fault}"));
        assert_eq!(lesson.id, name, "a lesson's file has its name");
        lessons.insert(name, lesson);
    }
    lessons
}

#[test]
fn each_lesson_fails_at_its_start_and_in_wrong_ways_and_is_done_by_its_solutions() {
    let lessons = lessons();
    let faults: Vec<String> = lessons
        .iter()
        .flat_map(|(name, lesson)| {
            lab::learn::prove(lesson).into_iter().map(move |fault| format!("{name}: {fault}"))
        })
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

#[test]
fn each_lesson_has_what_a_lesson_needs() {
    for (name, lesson) in lessons() {
        assert!(lesson.minutes > 0 && !lesson.sheet.is_empty() && !lesson.lens.is_empty(), "{name}");
        // Examples are worlds to look at, with a goal each.
        let example = lesson.heading == "Examples";
        assert!(
            example || lesson.steps.iter().any(|step| step.guess.is_some()),
            "{name}: something is predicted"
        );
        assert!(example || lesson.steps.iter().any(|step| !step.others.is_empty()), "{name}: another way");
        for step in &lesson.steps {
            assert!(!step.hints.is_empty(), "{name}, {}: a hint", step.title);
            assert!(!step.wrongs.is_empty(), "{name}, {}: a wrong way", step.title);
            assert!(!step.why.is_empty() && !step.says.is_empty(), "{name}, {}: words", step.title);
            for choice in step.guess.iter().flat_map(|guess| &guess.choices) {
                let number = choice.says.bytes().any(|byte| byte.is_ascii_digit());
                assert!(
                    !choice.right || !number || choice.proof.is_some(),
                    "{name}: {} is proved",
                    choice.says
                );
            }
        }
    }
}

#[test]
fn the_list_agrees_with_the_lessons() {
    let lessons = lessons();
    let text = include_str!("../../../../lessons/index.txt");
    let index = Index::read(text).expect("a list");
    assert_eq!(index.all().count(), lessons.len(), "every lesson is listed once");
    for (heading, listed) in index.all() {
        let lesson = lessons.get(&listed.id).unwrap_or_else(|| panic!("{} is no lesson", listed.id));
        let said = (listed.minutes, &listed.title, &listed.about, &heading.name);
        assert_eq!(said, (lesson.minutes, &lesson.title, &lesson.about, &lesson.heading), "{}", listed.id);
    }
}

#[test]
fn lessons_are_followed_again_after_an_undo() {
    let lesson = &lessons()["keys-1-place"];
    let mut lab = lab::Lab::lesson(lesson).expect("it begins");
    let text =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../lessons/keys-1-place.txt"))
            .expect("a text");
    let look = serde_json::json!({ "order": "look", "lesson": text }).to_string();
    assert_eq!(lab.learn(&look).expect("an answer"), r#"{"done":0,"met":[false]}"#);
    lab.run_all(&lesson.steps[0].solution);
    assert_eq!(lab.learn(&look).expect("an answer"), r#"{"done":1,"met":[false]}"#);
    lab.undo().expect("undone");
    assert_eq!(lab.learn(&look).expect("an answer"), r#"{"done":0,"met":[false]}"#);
    let mut other = lab::Lab::example(1, 0);
    assert!(other.learn(&look).expect_err("another world").contains("did not begin"));
}

#[test]
fn each_lesson_is_proved_in_the_browser_too() {
    let tests = include_str!("../../../../web/tests/lessons.rs");
    for name in lessons().keys() {
        assert!(tests.contains(&format!("\"{name}\",")), "{name} is missing in web/tests/lessons.rs");
    }
}

#[test]
fn what_was_done_becomes_a_lesson_that_is_proved() {
    let mut lab = lab::Lab::new(session::Header { seed: 4, ..session::Header::default() });
    lab.run_all(
        "aws dynamodb create-table --table-name Tea --billing-mode PAY_PER_REQUEST --key-schema AttributeName=pk,KeyType=HASH --attribute-definitions AttributeName=pk,AttributeType=S\n\
         aws dynamodb put-item --table-name Tea --item '{\"pk\":{\"S\":\"a\"}}'\n\
         aws dynamodb put-item --table-name Tea --item '{\"pk\":{\"S\":\"b\"},\"n\":{\"N\":\"1\"}}'\n\
         aws dynamodb delete-item --table-name Tea --key '{\"pk\":{\"S\":\"a\"}}'",
    );
    let text = lab.learn(r#"{"order":"record","from":3}"#).expect("a lesson");
    let lesson = Lesson::read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(lesson.steps[0].goals.len(), 2, "{text}");
    assert_eq!(lab::learn::prove(&lesson), Vec::<String>::new(), "{text}");
    assert!(lab.learn(r#"{"order":"record","from":9}"#).is_err());
}
