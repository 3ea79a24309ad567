//! Opening scenarios.

use scenario::{DEMO_FILES, Scenario, ShareError, example};
use session::{Header, Session};

#[test]
fn the_example_works_and_is_the_same_for_everyone() {
    let (one, other) = (example(1, 0).open(), example(1, 0).open());
    assert_eq!(one.session.world_hash(), other.session.world_hash());
    assert!(one.answers.iter().all(|answer| answer.completion.result.is_ok()));
    assert_eq!((one.answers.len(), one.session.world().next_event_at()), (12, None), "nothing is on its way");
    let partitions = &one.session.world().tables()[0].partitions;
    assert!(partitions.len() == 4 && partitions.iter().all(|it| it.item_count > 0), "{partitions:?}");
    // Sharing the untouched example leads back to it.
    let scenario = Scenario::of(&one.session).expect("it can be shared");
    assert_eq!(scenario.inputs, example(1, 0).inputs);
}

#[test]
fn a_difference_is_told() {
    let mut scenario = Scenario::of(&example(1, 0).open().session).expect("it can be shared");
    assert_eq!(scenario.open().difference, None);
    scenario.hash = "00000000".to_owned();
    let told = scenario.open().difference.expect("the hash is another one");
    assert!(told.contains("00000000"), "{told}");
}

#[test]
fn what_is_not_written_down_is_not_shared() {
    assert_eq!(Scenario::of(&Session::in_memory(Header::default())), Err(ShareError::NotFromTheBeginning));
}

#[test]
fn a_scenario_file_can_be_compared_line_by_line() {
    let file = Scenario::of(&example(1, 0).open().session).expect("it can be shared").to_file();
    assert!(file.lines().count() > 12 && file.ends_with("}\n"), "{file}");
    assert!(file.lines().all(|line| line.len() < 700));
}

#[test]
fn the_demo_files_are_batches() {
    for (file, items) in DEMO_FILES.iter().zip([9, 3]) {
        let json: serde_json::Value = serde_json::from_str(file.content).expect("it is JSON");
        assert_eq!(json[file.table].as_array().map(Vec::len), Some(items), "{}", file.path);
    }
}

/// The same facts as in the course material, when that is at hand.
#[test]
fn the_demo_files_say_what_the_notes_say() {
    for file in DEMO_FILES {
        let theirs = format!("{}/../../../shared/notes/demo/{}", env!("CARGO_MANIFEST_DIR"), file.path);
        let Ok(theirs) = std::fs::read_to_string(&theirs) else {
            println!("skipped: {theirs} is not there");
            continue;
        };
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("it is JSON");
        assert_eq!(read(file.content), read(&theirs));
    }
}
