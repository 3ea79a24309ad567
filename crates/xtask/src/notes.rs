//! What a course's notes teach, row by row, and what shows each: lessons, cards, tests, or that it isn't built yet.
//!
//! `tests/notes/rows.tsv` has the rows; the list made of it is `tests/NOTES.md`. Where notes are inexact, wrong or outdated the page says
//! so: `web/lessons/corrected.tsv` has these rows.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::shell::root;

const LIST: &str = "tests/NOTES.md";
const ROWS: &str = "tests/notes/rows.tsv";
const CORRECTED: &str = "web/lessons/corrected.tsv";
const CARDS: &str = "web/lessons/cards.tsv";
/// What may be open: machinery that isn't built.
const UNBUILT: [&str; 7] =
    ["auto scaling", "backups", "encryption keys", "export and import", "Kinesis", "prices", "regions"];
/// Between several that show a row.
const AND: &str = " + ";
/// The parts of the notes and how many rows each has: none may be missing.
const PARTS: [(&str, usize); 5] = [("S0", 65), ("S1", 22), ("S2", 34), ("S3", 105), ("S4", 36)];

/// A row.
struct Row<'a> {
    id: &'a str,
    says: &'a str,
    today: &'a str,
    shown: &'a str,
}

/// Writes the list, or with `check` only compares it; fails where a row is missing or what it names doesn't exist.
pub(crate) fn notes(check: bool) -> Result<()> {
    let text = fs::read_to_string(root().join(ROWS)).with_context(|| format!("reading {ROWS}"))?;
    let rows = rows(&text)?;
    let faults = faults(&rows, root());
    ensure!(faults.is_empty(), "{ROWS}:\n{}", faults.join("\n"));
    let open = rows.iter().filter(|row| row.open().next().is_some()).count();
    println!("notes: {} rows, {open} of them open", rows.len());
    for (file, text) in [(LIST, list(&rows)), (CORRECTED, corrected(&rows))] {
        if check {
            let found = fs::read_to_string(root().join(file)).unwrap_or_default();
            ensure!(found == text, "{file} is out of date: run `cargo xtask coverage`");
        } else {
            fs::write(root().join(file), text).with_context(|| format!("writing {file}"))?;
        }
    }
    Ok(())
}

impl Row<'_> {
    /// What of it isn't built.
    fn open(&self) -> impl Iterator<Item = &str> {
        self.shown.split(AND).filter_map(|part| part.strip_prefix("open "))
    }
}

/// What the page tells of notes that are inexact, wrong or outdated: what they say, and what holds today. Rows that say the same are one.
fn corrected(rows: &[Row<'_>]) -> String {
    let mut out = String::from(
        "# Written by `cargo xtask coverage` from `tests/notes/rows.tsv`: what notes say | what holds today\n",
    );
    let mut seen = std::collections::BTreeSet::new();
    for row in rows.iter().filter(|row| !row.today.is_empty() && seen.insert(row.today)) {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}|{}", row.says, row.today);
    }
    out
}

fn rows(text: &str) -> Result<Vec<Row<'_>>> {
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| {
            let parts: Vec<&str> = line.split('|').collect();
            let [id, says, today, shown] = parts[..] else { anyhow::bail!("{ROWS}: not four parts: {line}") };
            Ok(Row { id, says, today, shown })
        })
        .collect()
}

/// What is wrong with the rows.
fn faults(rows: &[Row<'_>], root: &Path) -> Vec<String> {
    let mut faults = Vec::new();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        *seen.entry(row.id).or_default() += 1;
        for part in row.shown.split(AND) {
            if !is_there(part, root) {
                faults.push(format!("{}: there is no {part}", row.id));
            }
        }
    }
    for (part, count) in PARTS {
        for number in 1..=count {
            let id = [format!("{part}-{number:02}"), format!("{part}-{number}")];
            if id
                .iter()
                .collect::<std::collections::BTreeSet<_>>()
                .iter()
                .map(|id| seen.get(id.as_str()).unwrap_or(&0))
                .sum::<usize>()
                != 1
            {
                faults.push(format!("{part}-{number:02} is not there once"));
            }
        }
    }
    faults
}

/// Whether what shows a row exists, or may be open.
fn is_there(shown: &str, root: &Path) -> bool {
    let (kind, what) = shown.split_once(' ').unwrap_or_default();
    let holds = |file: &str, words: &str| {
        fs::read_to_string(root.join(file)).is_ok_and(|text| text.lines().any(|line| line.contains(words)))
    };
    match kind {
        "open" => UNBUILT.contains(&what),
        "lesson" => root.join(format!("web/lessons/{what}.txt")).is_file(),
        "card" => holds(CARDS, &format!("{what}|")),
        "test" => what.split_once(' ').is_some_and(|(file, name)| holds(file, &format!("fn {name}("))),
        _ => false,
    }
}

fn list(rows: &[Row<'_>]) -> String {
    let mut out = String::from(
        "# The notes, covered\n\nWritten by `cargo xtask coverage` from `tests/notes/rows.tsv`; not edited by hand. A row of a course's notes, in our own \
         words; what holds today where the notes are inexact, wrong or outdated; and what shows it: a lesson of `web/lessons/`, a card of its `cards.tsv`, or a test. A row is open as far as it needs what isn't \
         built.\n\n## Open\n\n",
    );
    let mut open: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        for what in row.open() {
            open.entry(what).or_default().push(row.id);
        }
    }
    for (what, ids) in open {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "- {what}: {}", ids.join(", "));
    }
    out.push_str("\n## All rows\n\n| row | what is taught | today | shown by |\n|---|---|---|---|\n");
    for Row { id, says, today, shown } in rows {
        let _ = writeln!(out, "| {id} | {says} | {today} | {shown} |");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_row_or_test_is_a_fault() {
        let rows = rows("S0-01|a||lesson none + open backups\nS0-01|b||open it\n").expect("rows");
        let faults = faults(&rows, Path::new("/nowhere"));
        assert!(faults.iter().any(|it| it.contains("there is no lesson none")), "{faults:?}");
        assert!(faults.iter().any(|it| it == "S0-01: there is no open it"), "{faults:?}");
        assert!(!faults.iter().any(|it| it.contains("backups")), "{faults:?}");
        assert!(faults.iter().any(|it| it == "S0-01 is not there once"), "{faults:?}");
        assert!(faults.iter().any(|it| it == "S4-36 is not there once"), "{faults:?}");
    }
}
