//! Replays what fuzzing has found: every input of the corpus must come back without a panic.

mod targets;

use std::path::Path;

#[test]
fn the_corpus_is_answered() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus");
    for (name, target) in targets::TARGETS {
        let mut inputs = 0;
        for file in std::fs::read_dir(corpus.join(name)).expect("a folder for each target") {
            let file = file.expect("an entry").path();
            println!("{}", file.display());
            target(&std::fs::read(&file).expect("an input"));
            inputs += 1;
        }
        assert!(inputs > 0, "{name} has no inputs");
    }
}
