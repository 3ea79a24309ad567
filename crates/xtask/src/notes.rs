//! What a course's notes teach, row by row, and what shows each: a lesson, a test, or that it isn't built yet.
//!
//! `tests/notes/rows.tsv` has the rows; the list made of it is `tests/NOTES.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::shell::root;

const LIST: &str = "tests/NOTES.md";
const ROWS: &str = "tests/notes/rows.tsv";
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
    let list = list(&rows);
    let open = rows.iter().filter(|row| row.shown.starts_with("open ")).count();
    println!("notes: {} rows, {open} of them open", rows.len());
    if !check {
        return fs::write(root().join(LIST), list).with_context(|| format!("writing {LIST}"));
    }
    let found = fs::read_to_string(root().join(LIST)).unwrap_or_default();
    ensure!(found == list, "{LIST} is out of date: run `cargo xtask coverage`");
    Ok(())
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
        let mut words = row.shown.split(' ');
        let fits = match (words.next(), words.next(), words.next()) {
            (Some("open"), Some(_), _) => true,
            (Some("lesson"), Some(id), None) => root.join(format!("lessons/{id}.txt")).is_file(),
            (Some("test"), Some(file), Some(name)) => {
                fs::read_to_string(root.join(file)).is_ok_and(|text| text.contains(&format!("fn {name}(")))
            }
            _ => false,
        };
        if !fits {
            faults.push(format!("{}: there is no {}", row.id, row.shown));
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

fn list(rows: &[Row<'_>]) -> String {
    let mut out = String::from(
        "# The notes, covered\n\nWritten by `cargo xtask coverage` from `tests/notes/rows.tsv`; not edited by hand. A row of a course's notes, in our own \
         words; what holds today where the notes are inexact, wrong or outdated; and what shows it: a lesson of `lessons/`, or a test.\n\n## Open\n\n",
    );
    let mut open: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for row in rows {
        if let Some(what) = row.shown.strip_prefix("open ") {
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
        let rows = rows("S0-01|a||lesson none\nS0-01|b||open it\n").expect("rows");
        let faults = faults(&rows, Path::new("/nowhere"));
        assert!(faults.iter().any(|it| it.contains("there is no lesson none")), "{faults:?}");
        assert!(faults.iter().any(|it| it == "S0-01 is not there once"), "{faults:?}");
        assert!(faults.iter().any(|it| it == "S4-36 is not there once"), "{faults:?}");
    }
}
