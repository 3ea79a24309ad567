//! The lessons of the repository: each is proved, and the list of them agrees with them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use learn::{Index, Lesson};

/// The lessons' files by name, without the list.
fn lessons() -> BTreeMap<String, Lesson> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/lessons");
    let mut lessons = BTreeMap::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name").to_owned();
        // Beside the lessons lie the list of them, and tables of the sheets.
        if name == "index" || path.extension().is_none_or(|it| it != "txt") {
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
        for step in &lesson.steps {
            assert!(!step.hints.is_empty(), "{name}, {}: a hint", step.title);
            assert!(!step.others.is_empty(), "{name}, {}: another way", step.title);
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
    let text = include_str!("../../../../web/lessons/index.txt");
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
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/lessons/keys-1-place.txt"))
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
    let text = lab.learn(r#"{"order":"record","from":[3]}"#).expect("a lesson");
    let lesson = Lesson::read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(lesson.steps[0].goals.len(), 2, "{text}");
    assert_eq!(lab::learn::prove(&lesson), Vec::<String>::new(), "{text}");
    // Two calls make two steps, in whatever order they are named.
    let text = lab.learn(r#"{"order":"record","from":[4,2]}"#).expect("a lesson");
    let lesson = Lesson::read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    let goals: Vec<usize> = lesson.steps.iter().map(|step| step.goals.len()).collect();
    assert_eq!(goals, [2, 1], "two puts, then the deletion: {text}");
    assert_eq!(lab::learn::prove(&lesson), Vec::<String>::new(), "{text}");
    for none in ["[9]", "[2,9]", "[]"] {
        assert!(lab.learn(&format!(r#"{{"order":"record","from":{none}}}"#)).is_err(), "{none}");
    }
}

#[test]
fn what_a_workload_a_fault_a_cache_and_a_user_did_is_recorded_and_plays() {
    let mut lab = lab::Lab::new(session::Header { seed: 4, ..session::Header::default() });
    let done = "aws dynamodb create-table --table-name Tea --provisioned-throughput ReadCapacityUnits=5,WriteCapacityUnits=5 --key-schema AttributeName=pk,KeyType=HASH --attribute-definitions AttributeName=pk,AttributeType=S
lab cache create near --strategy both --ttl 60s
aws iam create-user --user-name kim
lab set burst.initial=0
aws dynamodb put-item --table-name Tea --item '{\"pk\":{\"S\":\"a\"}}'
lab chaos az-loss b --for 20s
lab workload start --table Tea --op put --keys hot --count 20 --hot 80 --size 300 --rate 25 --for 10s --name 'two words'
lab advance 30s
lab via cache near
aws dynamodb get-item --table-name Tea --key '{\"pk\":{\"S\":\"a\"}}'
aws dynamodb get-item --table-name Tea --key '{\"pk\":{\"S\":\"a\"}}'
lab via off
aws dynamodb delete-item --table-name Tea --key '{\"pk\":{\"S\":\"a\"}}' --profile kim";
    let (ran, printed) = lab.run_all(done);
    assert_eq!(printed.iter().filter(|it| it.code != 0).count(), 1, "only Kim is refused: {}", ran.text);
    let text = lab.learn(r#"{"order":"record","from":[3]}"#).expect("a lesson");
    let (start, solution) = text.split_once("solution:").expect("a solution");
    assert!(
        start.contains("lab cache create near --strategy both --ttl 60000ms --memory 67108864"),
        "{text}"
    );
    for line in [
        "    lab chaos az-loss b --for 20s",
        "    lab workload start --table Tea --rate 25 --for 10s --keys hot --hot 80 --count 20 --op put --size 300 --clients 10 --retry legacy --name 'two words'",
        "    lab advance ",
        "    lab via cache near",
        "    lab via off",
        "--profile kim",
    ] {
        assert!(solution.contains(line), "{line} is missing in\n{text}");
    }
    assert!(!text.contains('#'), "nothing is left to type: {text}");
    for goal in
        ["event WorkloadEnded", "event FaultStarted", "call DeleteItem where error = AccessDeniedException"]
    {
        assert!(start.contains(goal), "{goal} is missing in\n{text}");
    }
    let lesson = Lesson::read(&text).unwrap_or_else(|fault| panic!("{fault}\n{text}"));
    assert_eq!(lab::learn::prove(&lesson), Vec::<String>::new(), "{text}");
}

#[test]
fn a_lesson_that_goes_through_a_cache_does_so_in_its_opened_world() {
    let text = include_str!("../../../../web/lessons/change-4-dax.txt");
    let mut lab = lab::Lab::example(1, 0);
    let start =
        lab.learn(&serde_json::json!({ "order": "start", "lesson": text }).to_string()).expect("a file");
    let (mut lab, _) = lab::Lab::open_file(&start).expect("a world");
    assert_eq!(lab.snapshot().via, None);
    lab.learn(&serde_json::json!({ "order": "look", "lesson": text }).to_string()).expect("an answer");
    assert_eq!(lab.snapshot().via.as_deref(), Some("dax:music"));
    // What the reader says afterwards counts.
    lab.run_all("lab via off");
    lab.learn(&serde_json::json!({ "order": "look", "lesson": text }).to_string()).expect("an answer");
    assert_eq!(lab.snapshot().via, None);
}
