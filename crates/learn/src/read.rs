//! Reading lesson/1.

use std::fmt;

use crate::{Choice, Goal, Guess, Lesson, Line, Step, Wrong};

/// Why a text is no lesson.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// Why, in a sentence's words.
    pub says: String,
}

impl Fault {
    pub(crate) fn at(number: usize, says: &str) -> Fault {
        Fault { line: number + 1, says: says.to_owned() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "line {}: {}", self.line, self.says)
    }
}

impl std::error::Error for Fault {}

/// Bytes that a lesson may have.
const MOST: usize = 200_000;
/// Steps that a lesson may have.
const MOST_STEPS: usize = 20;
/// Hints of a step.
const HINTS: usize = 3;

/// The part of a lesson that is being read.
#[derive(Clone, Copy, PartialEq)]
enum Part {
    Top,
    Start,
    Step,
    Sheet,
}

impl Lesson {
    /// Reads a lesson in the format lesson/1: a first line `lesson/1`, then lines `name: value` (`id`, `heading`, `title`,
    /// `about`, `minutes`, `seed`, `lens`), then parts:
    ///
    /// - `== start`: console commands;
    /// - `== step Title`: paragraphs, and lines that begin with `predict:` (followed by `- choice` and `* right choice =>
    ///   goal`), `goal: words => goal`, `hint:`, `solution:`, `other:`, `wrong: words`, `why:`. Lines that belong to one of
    ///   these are indented; commands stand indented by four spaces;
    /// - `== sheet`: lines `- …`.
    ///
    /// # Errors
    /// The line at which it stops being one, and why.
    pub fn read(text: &str) -> Result<Lesson, Fault> {
        if text.len() > MOST {
            return Err(Fault::at(0, "it has more than 200,000 bytes"));
        }
        let mut lesson = Lesson { seed: 1, ..Lesson::default() };
        let mut part = Part::Top;
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        if lines.first() != Some(&"lesson/1") {
            return Err(Fault::at(0, "the first line is not `lesson/1`"));
        }
        let mut at = 1;
        while at < lines.len() {
            let (number, line) = (at, lines[at]);
            at += 1;
            if let Some(head) = line.strip_prefix("== ") {
                part = match head.split_once(' ').unwrap_or((head, "")) {
                    ("start", "") => Part::Start,
                    ("sheet", "") => Part::Sheet,
                    ("step", title) if !title.is_empty() => {
                        if lesson.steps.len() == MOST_STEPS {
                            return Err(Fault::at(number, "it has more than 20 steps"));
                        }
                        lesson.steps.push(Step { title: title.to_owned(), ..Step::default() });
                        Part::Step
                    }
                    _ => return Err(Fault::at(number, "a part is `start`, `step Title` or `sheet`")),
                };
                continue;
            }
            if line.is_empty() {
                continue;
            }
            // What is indented belongs to the line before it.
            let mut more = Vec::new();
            while at < lines.len() && (lines[at].starts_with("  ") || lines[at].is_empty()) {
                more.push(lines[at]);
                at += 1;
            }
            match part {
                Part::Top => lesson.top(line, &more).map_err(|says| Fault::at(number, &says))?,
                Part::Start => {
                    push_line(&mut lesson.start, line);
                    for line in more {
                        push_line(&mut lesson.start, line);
                    }
                }
                Part::Step => {
                    let Some(step) = lesson.steps.last_mut() else { continue };
                    step.take(line, &more).map_err(|says| Fault::at(number, &says))?;
                }
                Part::Sheet => match line.strip_prefix("- ") {
                    Some(says) => lesson.sheet.push(joined(says, &more)),
                    None => return Err(Fault::at(number, "a line of the sheet begins with `- `")),
                },
            }
        }
        lesson.start.truncate(lesson.start.trim_end().len());
        lesson.check().map_err(|says| Fault::at(lines.len().saturating_sub(1), &says))?;
        Ok(lesson)
    }

    fn top(&mut self, line: &str, more: &[&str]) -> Result<(), String> {
        let (name, value) = line.split_once(": ").ok_or("here is `name: value`")?;
        let value = joined(value, more);
        let number = |value: &str| value.parse::<u64>().map_err(|_| format!("{value} is no number"));
        match name {
            "id" => self.id = value,
            "heading" => self.heading = value,
            "title" => self.title = value,
            "about" => self.about = value,
            "lens" => self.lens = value,
            "minutes" => self.minutes = number(&value)?.try_into().map_err(|_| "too many minutes")?,
            "seed" => self.seed = number(&value)?,
            other => return Err(format!("a lesson has no `{other}`")),
        }
        Ok(())
    }

    fn check(&self) -> Result<(), String> {
        let named =
            [("id", &self.id), ("heading", &self.heading), ("title", &self.title), ("about", &self.about)];
        if let Some((name, _)) = named.iter().find(|(_, value)| value.is_empty()) {
            return Err(format!("it has no `{name}`"));
        }
        if self.steps.is_empty() {
            return Err("it has no step".to_owned());
        }
        for step in &self.steps {
            let of = |what: &str| Err(format!("the step “{}” has {what}", step.title));
            if step.goals.is_empty() {
                return of("no goal");
            }
            if step.solution.trim().is_empty() {
                return of("no solution");
            }
            if step.hints.len() > HINTS {
                return of("more than three hints");
            }
            if let Some(guess) = &step.guess
                && guess.choices.iter().filter(|choice| choice.right).count() != 1
            {
                return of("a question without exactly one right answer");
            }
        }
        Ok(())
    }
}

impl Step {
    fn take(&mut self, line: &str, more: &[&str]) -> Result<(), String> {
        let (name, rest) = line.split_once(':').unwrap_or((line, ""));
        let rest = rest.trim_start();
        match name {
            "predict" => self.guess = Some(Guess { asks: joined(rest, more), choices: Vec::new() }),
            "goal" => {
                let text = joined(rest, more);
                let (says, goal) = text.split_once(" => ").ok_or("a goal is `words => goal`")?;
                self.goals.push(Line { says: says.to_owned(), goal: Goal::read(goal)? });
            }
            "hint" => self.hints.push(joined(rest, more)),
            "solution" => self.solution = commands(rest, more)?,
            "other" => self.others.push(commands(rest, more)?),
            "wrong" => self.wrongs.push(Wrong { says: rest.to_owned(), commands: commands("", more)? }),
            "why" => self.why.push(joined(rest, more)),
            _ => match (line.strip_prefix("- "), line.strip_prefix("* "), &mut self.guess) {
                (Some(says), _, Some(guess)) => {
                    guess.choices.push(Choice { says: joined(says, more), ..Choice::default() });
                }
                (_, Some(text), Some(guess)) => {
                    let text = joined(text, more);
                    let (says, proof) = match text.split_once(" => ") {
                        Some((says, goal)) => (says.to_owned(), Some(Goal::read(goal)?)),
                        None => (text, None),
                    };
                    guess.choices.push(Choice { says, right: true, proof });
                }
                _ => self.says.push(joined(line, more)),
            },
        }
        Ok(())
    }
}

/// A text that goes on in indented lines.
fn joined(first: &str, more: &[&str]) -> String {
    let mut text = first.trim().to_owned();
    for line in more.iter().map(|line| line.trim()).filter(|line| !line.is_empty()) {
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(line);
    }
    text
}

/// Commands, which stand indented by four spaces.
fn commands(first: &str, more: &[&str]) -> Result<String, String> {
    if !first.is_empty() {
        return Err("commands stand in lines of their own, indented by four spaces".to_owned());
    }
    let mut text = String::new();
    for line in more {
        push_line(&mut text, line.strip_prefix("    ").unwrap_or(line.trim_start()));
    }
    Ok(text.trim().to_owned())
}

fn push_line(text: &mut String, line: &str) {
    if !text.is_empty() {
        text.push('\n');
    }
    text.push_str(line);
}

#[cfg(test)]
mod tests {
    use super::*;

    const LESSON: &str = "lesson/1
id: a-1
heading: Keys
title: A title
about: What it is about.
minutes: 3
seed: 9
lens: Data

== start
aws dynamodb list-tables
lab idle

== step Do it
A paragraph
  that goes on.

Another one.
predict: How many?
- one
* two => call ListTables where response.TableNames.length = 0
goal: It was done => call ListTables
hint: First.
hint: Second.
solution:
    aws dynamodb \\
      list-tables
other:
    aws dynamodb list-tables --limit 1
wrong: It is another call.
    aws dynamodb describe-limits
why: Because.

== sheet
- A line.
";

    #[test]
    fn a_lesson_is_read() {
        let lesson = Lesson::read(LESSON).expect("a lesson");
        assert_eq!((lesson.minutes, lesson.seed, lesson.lens.as_str()), (3, 9, "Data"));
        assert_eq!(lesson.start, "aws dynamodb list-tables\nlab idle");
        let step = &lesson.steps[0];
        assert_eq!(step.says, ["A paragraph that goes on.", "Another one."]);
        assert_eq!(step.guess.as_ref().map(|guess| guess.choices.len()), Some(2));
        assert_eq!(step.solution, "aws dynamodb \\\n  list-tables");
        assert_eq!((step.hints.len(), step.others.len(), step.wrongs.len(), step.why.len()), (2, 1, 1, 1));
        assert_eq!(lesson.sheet, ["A line."]);
    }

    #[test]
    fn faults_name_their_line() {
        for (from, to, line, says) in [
            ("lesson/1", "lesson/2", 1, "the first line"),
            ("minutes: 3", "minutes: x", 6, "no number"),
            ("minutes: 3", "hours: 3", 6, "no `hours`"),
            ("== start", "== begin", 10, "a part is"),
            ("=> call ListTables\n", "=> calls ListTables\n", 22, "not `calls`"),
            ("goal: It was done => call ListTables", "goal: It was done", 22, "words => goal"),
            ("solution:\n", "solution: aws\n", 25, "indented by four"),
            (
                "* two => call ListTables where response.TableNames.length = 0",
                "- two",
                35,
                "exactly one right",
            ),
            ("- A line.", "A line.", 35, "begins with"),
        ] {
            assert!(LESSON.contains(from), "{from}");
            let fault = Lesson::read(&LESSON.replace(from, to)).expect_err(to);
            assert!(fault.says.contains(says), "{to}: {fault}");
            assert_eq!(fault.line, line, "{to}: {fault}");
        }
    }
}
