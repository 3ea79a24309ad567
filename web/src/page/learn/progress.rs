//! How far somebody has come in all lessons: kept by the browser in a database of its own, and portable as a file.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use crate::worker::storage::Storage;

/// The database. It holds nothing of any world.
const DATABASE: &str = "dynamarium-learn";
/// Where the progress lies, and before each lesson that somebody made.
const PROGRESS: &str = "progress";
const OWN: &str = "own/";

/// What is kept of a lesson.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Come {
    /// Steps that were done, the most of all times.
    pub(super) steps: u64,
    /// Whether all were, once.
    pub(super) done: bool,
    /// What was answered to each step's question: the choice's number.
    pub(super) guesses: BTreeMap<u64, u64>,
}

/// What is kept: lessons by their ids, and drills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    /// Lessons.
    pub(super) lessons: BTreeMap<String, Come>,
    /// Drills that were answered rightly, and all that were answered.
    pub(super) drills: (u64, u64),
}

impl Progress {
    /// Its JSON, as the database and files hold it.
    pub(super) fn write(&self) -> String {
        let lessons: Map<String, Value> = self
            .lessons
            .iter()
            .map(|(id, come)| {
                let guesses: Map<String, Value> =
                    come.guesses.iter().map(|(step, choice)| (step.to_string(), (*choice).into())).collect();
                (id.clone(), json!({ "steps": come.steps, "done": come.done, "guesses": guesses }))
            })
            .collect();
        json!({ "progress": 1, "lessons": lessons, "drills": { "right": self.drills.0, "all": self.drills.1 } })
            .to_string()
    }

    /// Reads its JSON; `None` if it is none.
    pub(super) fn read(text: &str) -> Option<Progress> {
        let value: Value = serde_json::from_str(text).ok()?;
        let number = |value: &Value, name: &str| value.get(name).and_then(Value::as_u64).unwrap_or_default();
        (number(&value, "progress") == 1).then_some(())?;
        let mut progress = Progress::default();
        for (id, come) in value.get("lessons")?.as_object()? {
            let guesses = come.get("guesses").and_then(Value::as_object).into_iter().flatten();
            progress.lessons.insert(
                id.clone(),
                Come {
                    steps: number(come, "steps"),
                    done: come.get("done").and_then(Value::as_bool).unwrap_or_default(),
                    guesses: guesses
                        .filter_map(|(step, choice)| Some((step.parse().ok()?, choice.as_u64()?)))
                        .collect(),
                },
            );
        }
        if let Some(drills) = value.get("drills") {
            progress.drills = (number(drills, "right"), number(drills, "all"));
        }
        Some(progress)
    }

    /// Takes in what another says: the most of both.
    pub(super) fn merge(&mut self, other: Progress) {
        for (id, come) in other.lessons {
            let mine = self.lessons.entry(id).or_default();
            mine.steps = mine.steps.max(come.steps);
            mine.done |= come.done;
            for (step, choice) in come.guesses {
                mine.guesses.entry(step).or_insert(choice);
            }
        }
        if other.drills.1 > self.drills.1 {
            self.drills = other.drills;
        }
    }
}

/// What is kept; nothing where the browser keeps nothing.
pub(super) async fn load() -> Progress {
    read(PROGRESS).await.and_then(|text| Progress::read(&text)).unwrap_or_default()
}

/// Changes what is kept, and answers it.
pub(super) async fn change(how: impl FnOnce(&mut Progress)) -> Progress {
    let mut progress = load().await;
    let before = progress.clone();
    how(&mut progress);
    if progress != before {
        write(PROGRESS, &progress.write()).await;
    }
    progress
}

/// A lesson that somebody made, by its id.
pub(super) async fn own(id: &str) -> Option<String> {
    read(&format!("{OWN}{id}")).await
}

/// The ids of the lessons that somebody made.
pub(super) async fn own_ids() -> Vec<String> {
    let Ok(storage) = Storage::open(DATABASE).await else { return Vec::new() };
    let keys = storage.keys().await.unwrap_or_default();
    storage.close();
    keys.iter().filter_map(|key| key.strip_prefix(OWN)).map(str::to_owned).collect()
}

/// Keeps a lesson that somebody made; an empty text throws it away.
pub(super) async fn keep_own(id: &str, text: &str) {
    write(&format!("{OWN}{id}"), text).await;
}

async fn read(key: &str) -> Option<String> {
    let storage = Storage::open(DATABASE).await.ok()?;
    let bytes = storage.read(key).await.ok().flatten();
    storage.close();
    String::from_utf8(bytes?).ok()
}

/// Where it can't be written, the page goes on without: progress is no world.
async fn write(key: &str, text: &str) {
    let Ok(mut storage) = Storage::open(DATABASE).await else { return };
    if storage.claim().await.is_ok() {
        storage.write(&[(key.to_owned(), text.as_bytes().to_vec())]).await.ok();
    }
    storage.close();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_read_as_it_was_written_and_merged_to_the_most_of_both() {
        let mut progress = Progress { drills: (3, 4), ..Progress::default() };
        let come = Come { steps: 2, done: false, guesses: BTreeMap::from([(0, 1)]) };
        progress.lessons.insert("a".to_owned(), come);
        assert_eq!(Progress::read(&progress.write()), Some(progress.clone()));
        for text in ["", "{}", "[1]", "{\"progress\":2,\"lessons\":{}}"] {
            assert_eq!(Progress::read(text), None, "{text}");
        }
        let mut other = Progress::default();
        let come = Come { steps: 1, done: true, guesses: BTreeMap::from([(0, 2), (1, 0)]) };
        other.lessons.insert("a".to_owned(), come);
        progress.merge(other);
        let come = Come { steps: 2, done: true, guesses: BTreeMap::from([(0, 1), (1, 0)]) };
        assert_eq!(progress.lessons["a"], come);
        assert_eq!(progress.drills, (3, 4));
    }
}
