//! The coverage list: which tests cover which row of the reference's tables.
//!
//! `tests/coverage/rows.tsv` names the rows. A test says which of them it covers with a mark, the word "spec", a colon
//! and `section/row`, several separated by semicolons, in a comment or in the data of a table of cases.

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};

use crate::shell::root;

const LIST: &str = "tests/COVERAGE.md";
const ROWS: &str = "tests/coverage/rows.tsv";
/// Split, so that this file has no mark.
const MARK: &str = concat!("spec", ":");

/// Writes the list, or with `--check` only compares it. Either way prints what is missing.
pub(crate) fn coverage(args: &[OsString]) -> Result<()> {
    let coverage = Coverage::collect()?;
    print!("{}", coverage.summary());
    ensure!(coverage.stray.is_empty(), "marks that name no row of {ROWS}:\n{}", coverage.stray.join("\n"));
    if args.iter().any(|argument| argument == "--check") {
        ensure!(coverage.missing().next().is_none(), "rows without a test, listed above");
        return coverage.check();
    }
    fs::write(root().join(LIST), coverage.list()).with_context(|| format!("writing {LIST}"))
}

/// Whether a row's words fit a mark.
type Fits<'f> = dyn Fn(&[String]) -> bool + 'f;

/// A row of the reference.
#[derive(Debug)]
struct Row {
    section: String,
    name: String,
    /// What it belongs to, when that is not part of Dynamarium yet.
    later: Option<String>,
}

#[derive(Debug)]
struct Coverage {
    rows: Vec<Row>,
    /// For each row the tests that cover it.
    tests: Vec<BTreeSet<String>>,
    /// Marks that fit no row or several.
    stray: Vec<String>,
}

impl Coverage {
    fn collect() -> Result<Coverage> {
        let rows = rows(&fs::read_to_string(root().join(ROWS)).with_context(|| format!("reading {ROWS}"))?)?;
        let mut coverage = Coverage { tests: vec![BTreeSet::new(); rows.len()], rows, stray: Vec::new() };
        let mut files = Vec::new();
        for folder in ["crates", "tests", "web"] {
            sources(&root().join(folder), &mut files)?;
        }
        files.sort();
        for file in files {
            let text = fs::read_to_string(&file).with_context(|| format!("reading {}", file.display()))?;
            let name = file.strip_prefix(root()).unwrap_or(&file).display().to_string();
            if text.contains(MARK) && holds_tests(&name, &text) {
                coverage.take(&name, &text);
            }
        }
        Ok(coverage)
    }

    fn take(&mut self, file: &str, text: &str) {
        let lines: Vec<&str> = text.lines().collect();
        for (at, line) in lines.iter().enumerate() {
            let Some((before, mark)) = line.split_once(MARK) else { continue };
            // In data it ends with the text that it is in.
            let comment = before.trim_start().starts_with("//");
            let mark = if comment { mark } else { mark.split('"').next().unwrap_or_default() };
            for mark in marks(mark) {
                match self.find(&mark) {
                    Ok(None) => {}
                    Ok(Some(row)) => {
                        let name = test_at(&lines, at).unwrap_or("(file)");
                        self.tests[row].insert(format!("{file} `{name}`"));
                    }
                    Err(reason) => self.stray.push(format!("{file}:{}: {mark} ({reason})", at + 1)),
                }
            }
        }
    }

    /// The row that a mark names: by its exact words, by their beginning, by some of them, by most of them. None for
    /// a mark of a section that has no rows here.
    fn find(&self, mark: &str) -> Result<Option<usize>, &'static str> {
        let (section, name) = mark.split_once('/').ok_or("no section/row")?;
        let (section, name) = (section.trim(), words(name));
        let rows = self.rows.iter().enumerate().filter(|(_, row)| row.section == section);
        let rows: Vec<(usize, Vec<String>)> = rows.map(|(at, row)| (at, words(&row.name))).collect();
        if rows.is_empty() {
            return Ok(None);
        }
        let all = |of: &[String], among: &[String]| of.iter().all(|word| among.contains(word));
        let shared = |row: &[String]| name.iter().filter(|word| row.contains(word)).count();
        let most = rows.iter().map(|(_, row)| shared(row)).max().unwrap_or_default();
        let fits: [&Fits<'_>; 5] = [
            &|row| row == name,
            &|row| row.starts_with(&name),
            &|row| all(&name, row),
            &|row| name.starts_with(row),
            &|row| shared(row) == most && (most > 1 || most * 2 >= name.len().min(row.len())) && most > 0,
        ];
        for fits in fits {
            let mut found = rows.iter().filter(|(_, row)| fits(row)).map(|(at, _)| *at);
            match (found.next(), found.next()) {
                (Some(row), None) => return Ok(Some(row)),
                (Some(_), Some(_)) => return Err("fits several rows"),
                (None, _) => {}
            }
        }
        Err("no such row")
    }

    /// Rows that are asked for and have no test.
    fn missing(&self) -> impl Iterator<Item = &Row> {
        let rows = self.rows.iter().zip(&self.tests);
        rows.filter(|(row, tests)| row.later.is_none() && tests.is_empty()).map(|(row, _)| row)
    }

    fn summary(&self) -> String {
        let missing: Vec<&Row> = self.missing().collect();
        let later = self.rows.iter().filter(|row| row.later.is_some()).count();
        let mut text =
            format!("{} rows, {later} of later tiers, {} missing\n", self.rows.len(), missing.len());
        for row in missing {
            let _ = writeln!(text, "  {}/{}", row.section, row.name);
        }
        text
    }

    fn list(&self) -> String {
        let mut text = "# Coverage\n\nEach row of the reference and the tests that cover it, written by `cargo xtask coverage`.\n\
            The rows are those of `tests/coverage/rows.tsv`.\n"
            .to_owned();
        let missing = self.missing().count();
        let _ = writeln!(text, "\n{} rows, {missing} without a test.", self.rows.len());
        let mut section = "";
        for (row, tests) in self.rows.iter().zip(&self.tests) {
            if row.section != section {
                section = &row.section;
                let _ = writeln!(text, "\n## {section}\n");
            }
            let name = &row.name;
            let _ = match (&row.later, tests.is_empty()) {
                (_, false) => {
                    writeln!(text, "- {name}: {}", tests.iter().cloned().collect::<Vec<_>>().join(", "))
                }
                (Some(later), true) => writeln!(text, "- {name}: of a later tier ({later})"),
                (None, true) => writeln!(text, "- {name}: **missing**"),
            };
        }
        text
    }

    fn check(&self) -> Result<()> {
        let stored = fs::read_to_string(root().join(LIST)).with_context(|| format!("reading {LIST}"))?;
        ensure!(stored == self.list(), "{LIST} is not up to date: run `cargo xtask coverage`");
        Ok(())
    }
}

/// The single marks of a line. What does not begin with a section belongs to the row before it.
fn marks(text: &str) -> Vec<String> {
    let begins = |part: &str| {
        let section = part.split_once('/').map_or("", |(section, _)| section);
        !section.is_empty()
            && section.trim_start_matches("A.").chars().all(|c| c.is_ascii_digit() || c == '.')
    };
    let mut marks: Vec<String> = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        match marks.last_mut() {
            Some(last) if !begins(part) => {
                last.push(' ');
                last.push_str(part);
            }
            _ => marks.push(part.to_owned()),
        }
    }
    marks
}

fn rows(text: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    let mut seen = BTreeSet::new();
    for line in text.lines().filter(|line| !line.starts_with('#') && !line.is_empty()) {
        let mut cells = line.split('\t').map(str::to_owned);
        let (Some(section), Some(name)) = (cells.next(), cells.next()) else { bail!("no row: {line}") };
        let fresh = seen.insert((section.clone(), words(&name)));
        ensure!(fresh, "{ROWS} names a row twice: {line}");
        rows.push(Row { section, name, later: cells.next().filter(|later| !later.is_empty()) });
    }
    Ok(rows)
}

/// The words of a row's name: what is neither letter, digit nor a sign of comparison divides them.
fn words(name: &str) -> Vec<String> {
    let sign = |c: char| "<>=?".contains(c);
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<bool> = None;
    for c in name.chars() {
        let kind = if c.is_alphanumeric() || c == '_' {
            Some(false)
        } else if sign(c) {
            Some(true)
        } else {
            None
        };
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if last == kind => word.extend(c.to_lowercase()),
            (Some(_), _) => words.push(c.to_lowercase().collect()),
            (None, _) => {}
        }
        last = kind;
    }
    words
}

/// Files that may hold tests, below `folder`.
fn sources(folder: &Path, files: &mut Vec<PathBuf>) -> Result<()> {
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).with_context(|| format!("reading {}", folder.display()))? {
            let path = entry?.path();
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            if path.is_dir() {
                if !["target", "node_modules", "dist"].contains(&name) {
                    waiting.push(path);
                }
            } else if ["rs", "py", "js", "mjs", "ts", "json"]
                .iter()
                .any(|end| path.extension().is_some_and(|own| own == *end))
            {
                files.push(path);
            }
        }
    }
    Ok(())
}

/// Whether a mark in this file can be a test's.
fn holds_tests(name: &str, text: &str) -> bool {
    let folder = name.split('/').any(|part| part == "tests" || part == "tests.rs");
    folder || ["#[test]", "::test]", "proptest!"].iter().any(|sign| text.contains(sign))
}

/// The name of the test that the line belongs to: the function that it stands above, or else the one that it is in.
fn test_at<'t>(lines: &[&'t str], at: usize) -> Option<&'t str> {
    let above = |line: &&&str| {
        let line = line.trim();
        line.is_empty() || line.starts_with("//") || line.starts_with('#')
    };
    let only =
        lines.get(at).is_some_and(|line| line.trim().starts_with("//") || line.trim().starts_with('#'));
    let below = lines[at..].iter().find(|line| !above(line)).and_then(|line| function(line)).filter(|_| only);
    below.or_else(|| lines[..at].iter().rev().find_map(|line| function(line)))
}

/// The name of the function that begins in the line.
fn function(line: &str) -> Option<&str> {
    let line = line.trim();
    for (start, end) in [("fn ", '('), ("def ", '('), ("function ", '('), ("test('", '\''), ("test(\"", '"')]
    {
        let Some((before, after)) = line.split_once(start) else { continue };
        let plain = before.chars().all(|c| c.is_alphanumeric() || " ()_".contains(c));
        if let Some((name, _)) = after.split_once(end).filter(|_| plain) {
            return Some(name.split('<').next().unwrap_or(name));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Everything that a row is known by finds it, and nothing else does.
    #[test]
    fn marks_name_rows() {
        let text = "4.4\tempty string\n4.4\tsyntax\n4.4\tUpdate: section twice\n4.6\tsize\n4.4\tneeds a path\n2.3\tS\n";
        let rows = rows(text).expect("rows");
        let coverage = Coverage { tests: vec![BTreeSet::new(); rows.len()], rows, stray: Vec::new() };
        for (mark, row) in [
            ("4.4/empty string", Ok(Some(0))),
            ("4.4/empty", Ok(Some(0))),
            ("4.4/Syntax", Ok(Some(1))),
            ("4.4/section twice", Ok(Some(2))),
            ("4.4/`syntax` of NBSP", Ok(Some(1))),
            ("2.3/S", Ok(Some(5))),
            ("4.6/size", Ok(Some(3))),
            ("4.6/other", Err("no such row")),
            ("9/size", Ok(None)),
            ("size", Err("no section/row")),
        ] {
            assert_eq!(coverage.find(mark), row, "{mark}");
        }
    }

    #[test]
    fn a_line_may_have_several_marks() {
        assert_eq!(marks(" 4.4/a; A.5/b c; d;"), ["4.4/a", "A.5/b c d"]);
    }

    #[test]
    fn marks_belong_to_tests() {
        let text = "// a\n#[test]\nfn one() {\n  x(); // b\n}\npub(crate) async fn two<T>() {\n \"c\"\n}\n";
        let lines: Vec<&str> = text.lines().collect();
        for (at, name) in [(0, Some("one")), (3, Some("one")), (6, Some("two"))] {
            assert_eq!(test_at(&lines, at), name);
        }
    }

    /// Run `cargo xtask coverage` when this fails.
    #[test]
    fn the_list_is_up_to_date_and_nothing_is_missing() {
        let coverage = Coverage::collect().expect("a list");
        assert_eq!(coverage.stray, Vec::<String>::new(), "marks that name no row");
        let missing: Vec<String> =
            coverage.missing().map(|row| format!("{}/{}", row.section, row.name)).collect();
        assert_eq!(missing, Vec::<String>::new(), "rows without a test");
        coverage.check().expect("up to date");
    }
}
