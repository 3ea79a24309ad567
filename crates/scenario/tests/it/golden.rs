//! Links and files of every release still open. `UPDATE_RELEASE=1 cargo test -p scenario` writes this release's.

use scenario::{Scenario, example};

fn path(name: &str) -> String {
    format!("{}/tests/golden/{name}", env!("CARGO_MANIFEST_DIR"))
}

/// A scenario with every kind of input.
pub(crate) fn small() -> Scenario {
    let mut session = example(7, 1_700_000_000_000_000).open().session;
    assert_eq!(session.set("replica_lag.c", 1_000_000), Ok(()));
    assert_eq!(session.set("lab.pace", 0), Ok(()));
    session.call("eu-west-2", "GetItem", "{\"TableName\":\"Orders\", \"Key\":{}}");
    session.call("eu-west-2", "PutItem", "not JSON \u{1f600}");
    session.advance(123);
    let mut scenario = Scenario::of(&session).expect("all inputs are in memory");
    "{\"lens\":\"Data\"}".clone_into(&mut scenario.ui);
    scenario
}

#[test]
fn release_0_1() {
    if std::env::var_os("UPDATE_RELEASE").is_some() {
        let scenario = small();
        std::fs::write(path("scenario-1-release-0.1.dynamarium.json"), scenario.to_file())
            .expect("it can be written");
        std::fs::write(path("link-s1d-release-0.1.txt"), scenario.to_link() + "\n")
            .expect("it can be written");
    }
    let read = |name| std::fs::read_to_string(path(name)).expect("the release's file is there");
    let from_file =
        Scenario::from_json(&read("scenario-1-release-0.1.dynamarium.json")).expect("the file is read");
    let from_link = Scenario::from_link(read("link-s1d-release-0.1.txt").trim()).expect("the link is read");
    assert_eq!(from_file, from_link);
    assert_eq!((from_file.inputs.len(), from_file.ui.as_str()), (16, "{\"lens\":\"Data\"}"));
    let opened = from_link.open();
    assert_eq!(opened.difference, None);
    assert_eq!(opened.session.now(), from_link.playhead);
}

#[test]
fn the_dictionary_is_frozen() {
    let dictionary = include_str!("../../src/dictionary-1.txt");
    // Changing one byte of it would break every link there is.
    assert_eq!((dictionary.len(), sim::crc32(dictionary.as_bytes())), (DICTIONARY.0, DICTIONARY.1));
}

/// Length and crc32 of dictionary 1.
const DICTIONARY: (usize, u32) = (2295, 0xDDB3_0622);
