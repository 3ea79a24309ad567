//! Goals: predicates over state, calls and trace.

use serde_json::Value;

use crate::{Compare, Condition};

/// What a goal may ask of the engine.
pub trait World {
    /// The answer's JSON of a call that is made on a copy: nothing is changed. `None` when it is refused.
    fn ask(&self, operation: &str, body: &str) -> Option<Value>;
    /// Virtual microseconds.
    fn clock(&self) -> u64;
}

/// Alternatives, each of which is met when all of its parts are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Goal {
    /// One of these.
    pub any: Vec<Vec<Atom>>,
}

/// A part of a goal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Atom {
    /// A call, made now on a copy, is answered so.
    State {
        /// Its operation.
        operation: String,
        /// Its body.
        body: String,
        /// What has to be so of its answer.
        conditions: Vec<Condition>,
        /// Whether it has to be refused, or answered otherwise.
        not: bool,
    },
    /// Calls like this were made since the step began.
    Call {
        /// The operation; `*` for any.
        operation: String,
        /// What has to be so of a call.
        conditions: Vec<Condition>,
        /// How many, at least; 0: none may have been.
        times: u32,
    },
    /// Events like this were seen since the step began.
    Event {
        /// The kind's name.
        kind: String,
        /// What has to be so of an event.
        conditions: Vec<Condition>,
        /// How many, at least; 0: none may have been.
        times: u32,
    },
    /// So much virtual time passed since the step began.
    Passed(u64),
}

impl Goal {
    /// Reads a goal.
    ///
    /// ```text
    /// goal  = part { ("and also" | "or") part }                 "or" binds least
    /// part  = ["no"] "call" OPERATION [where] [times]
    ///       | ["no"] "event" KIND [where] [times]
    ///       | ["no"] "state" OPERATION JSON [where]
    ///       | "passed" TIME
    /// where = "where" test { "and" test }
    /// test  = PATH ("=" | "!=" | "<" | "<=" | ">" | ">=" | "~") VALUE | PATH "is" ("there" | "absent")
    /// times = "times" NUMBER
    /// ```
    ///
    /// # Errors
    /// A sentence.
    pub fn read(text: &str) -> Result<Goal, String> {
        let words = words(text)?;
        let mut reader = Reader { words: &words, at: 0 };
        let mut any = vec![vec![reader.part()?]];
        while let Some(word) = reader.next() {
            match word {
                "or" => any.push(vec![reader.part()?]),
                "also" => {
                    let part = reader.part()?;
                    if let Some(last) = any.last_mut() {
                        last.push(part);
                    }
                }
                other => return Err(format!("here may be `also` or `or`, not `{other}`")),
            }
        }
        let goal = Goal { any };
        if goal.any.iter().any(|parts| parts.iter().all(Atom::is_absence)) {
            return Err("it would be met before anything is done: say what has to happen, too".to_owned());
        }
        Ok(goal)
    }

    /// Whether it is met where nothing was done yet.
    pub fn is_met_untouched(&self, world: &dyn World) -> bool {
        self.any.iter().any(|parts| parts.iter().all(|atom| atom.is_met(0, world.clock(), world)))
    }

    /// Its parts, in order.
    pub fn atoms(&self) -> impl Iterator<Item = &Atom> {
        self.any.iter().flatten()
    }
}

impl Atom {
    /// Whether it only says that something didn't happen.
    fn is_absence(&self) -> bool {
        matches!(self, Atom::Call { times: 0, .. } | Atom::Event { times: 0, .. })
    }

    /// Whether a call is one of those that it counts.
    pub fn counts_call(&self, call: &Value) -> bool {
        let Atom::Call { operation, conditions, .. } = self else { return false };
        let same = call.get("operation").and_then(Value::as_str) == Some(operation.as_str());
        (same || operation == "*") && conditions.iter().all(|it| it.holds(call))
    }

    /// Whether it counts events of this kind.
    pub fn wants_event(&self, name: &str) -> bool {
        matches!(self, Atom::Event { kind, .. } if kind == name)
    }

    /// Whether an event of the kind that it wants is one of those that it counts. `event` has the members of its `refs` and
    /// `data`.
    pub fn counts_event(&self, event: &Value) -> bool {
        matches!(self, Atom::Event { conditions, .. } if conditions.iter().all(|it| it.holds(event)))
    }

    /// Whether it is met, with so many counted since the step began at `since`.
    pub fn is_met(&self, counted: u32, since: u64, world: &dyn World) -> bool {
        match self {
            Atom::Call { times, .. } | Atom::Event { times, .. } => match times {
                0 => counted == 0,
                times => counted >= *times,
            },
            Atom::Passed(time) => world.clock().saturating_sub(since) >= *time,
            Atom::State { operation, body, conditions, not } => {
                let answer = world.ask(operation, body);
                answer.is_some_and(|answer| conditions.iter().all(|it| it.holds(&answer))) != *not
            }
        }
    }
}

/// Words: bare ones, strings in double quotes, JSON objects as they stand.
fn words(text: &str) -> Result<Vec<String>, String> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '"' => string_end(rest).ok_or("a quote has no end")?,
            '{' => object_end(rest).ok_or("a brace has no end")?,
            _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
        };
        let word = &rest[..end];
        match first {
            '"' => words.push(serde_json::from_str(word).map_err(|error| format!("{word}: {error}"))?),
            _ => words.push(word.to_owned()),
        }
        rest = rest[end..].trim_start();
    }
    Ok(words)
}

/// Where the string that begins here ends.
fn string_end(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Where the object that begins here ends.
fn object_end(text: &str) -> Option<usize> {
    let (mut depth, mut quoted, mut escaped) = (0_u32, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '{' if !quoted => depth += 1,
            '}' if !quoted => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            _ => {}
        }
    }
    None
}

struct Reader<'a> {
    words: &'a [String],
    at: usize,
}

impl<'a> Reader<'a> {
    fn peek(&self) -> Option<&'a str> {
        self.words.get(self.at).map(String::as_str)
    }

    fn next(&mut self) -> Option<&'a str> {
        let word = self.peek()?;
        self.at += 1;
        Some(word)
    }

    fn want(&mut self, what: &str) -> Result<&'a str, String> {
        self.next().ok_or_else(|| format!("{what} is missing at its end"))
    }

    fn part(&mut self) -> Result<Atom, String> {
        let mut word = self.want("`call`, `event`, `state` or `passed`")?;
        let not = word == "no";
        if not {
            word = self.want("`call`, `event` or `state`")?;
        }
        match word {
            "call" => {
                let operation = self.want("the operation")?.to_owned();
                let conditions = self.conditions()?;
                Ok(Atom::Call { operation, conditions, times: self.times(not)? })
            }
            "event" => {
                let kind = self.want("the kind of event")?.to_owned();
                let conditions = self.conditions()?;
                Ok(Atom::Event { kind, conditions, times: self.times(not)? })
            }
            "state" => {
                let operation = self.want("the operation")?.to_owned();
                let body = self.want("the call's body")?.to_owned();
                serde_json::from_str::<Value>(&body).map_err(|error| format!("{body}: {error}"))?;
                Ok(Atom::State { operation, body, conditions: self.conditions()?, not })
            }
            "passed" if !not => Ok(Atom::Passed(time(self.want("the time")?)?)),
            other => Err(format!("here may be `call`, `event`, `state` or `passed`, not `{other}`")),
        }
    }

    fn times(&mut self, not: bool) -> Result<u32, String> {
        if not {
            return Ok(0);
        }
        if self.peek() != Some("times") {
            return Ok(1);
        }
        self.at += 1;
        let word = self.want("a number")?;
        word.parse::<u32>()
            .ok()
            .filter(|&times| times > 0)
            .ok_or_else(|| format!("`{word}` is no number from 1"))
    }

    fn conditions(&mut self) -> Result<Vec<Condition>, String> {
        let mut conditions = Vec::new();
        if self.peek() != Some("where") {
            return Ok(conditions);
        }
        loop {
            self.at += 1;
            let path = self.want("a path")?.to_owned();
            let compare = match self.want("a comparison")? {
                "=" => Compare::Same,
                "!=" => Compare::Other,
                "<" => Compare::Less,
                "<=" => Compare::Most,
                ">" => Compare::More,
                ">=" => Compare::Least,
                "~" => Compare::Has,
                "is" => match self.want("`there` or `absent`")? {
                    "there" => Compare::There,
                    "absent" => Compare::Absent,
                    other => return Err(format!("`is` wants `there` or `absent`, not `{other}`")),
                },
                other => return Err(format!("`{other}` is no comparison")),
            };
            let value = match compare {
                Compare::There | Compare::Absent => String::new(),
                _ => self.want("a value")?.to_owned(),
            };
            conditions.push(Condition { path, compare, value });
            if self.peek() != Some("and") {
                return Ok(conditions);
            }
        }
    }
}

/// Microseconds of `5s`, `48h` …
fn time(word: &str) -> Result<u64, String> {
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let unit = match &word[digits..] {
        "ms" => 1_000,
        "s" => 1_000_000,
        "m" => 60_000_000,
        "h" => 3_600_000_000,
        "d" => 86_400_000_000,
        _ => return Err(format!("`{word}` is no time: 5s, 3m, 48h")),
    };
    let number: u64 = word[..digits].parse().map_err(|_| format!("`{word}` has no number"))?;
    Ok(number.saturating_mul(unit))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    struct Empty;

    impl World for Empty {
        fn ask(&self, operation: &str, _: &str) -> Option<Value> {
            (operation == "GetItem").then(|| json!({"Item": {"N": {"N": "5"}}}))
        }

        fn clock(&self) -> u64 {
            10_000_000
        }
    }

    fn atom(text: &str) -> Atom {
        Goal::read(text).expect("a goal").any.remove(0).remove(0)
    }

    #[test]
    fn goals_are_read() {
        let goal = Goal::read(
            r#"call Query where table = Orders and read <= 0.5 times 2 also no call Scan or state GetItem {"TableName":"O","Key":{"a":{"S":"} "}}} where Item.N.N = "5" also passed 5s"#,
        )
        .expect("a goal");
        assert_eq!(goal.any.len(), 2);
        assert_eq!(goal.any[0].len(), 2);
        assert!(matches!(&goal.any[0][1], Atom::Call { times: 0, .. }));
        assert!(matches!(&goal.any[1][1], Atom::Passed(5_000_000)));
    }

    #[test]
    fn what_is_no_goal_is_told() {
        for (text, says) in [
            ("", "missing"),
            ("calls Query", "not `calls`"),
            ("call Query where", "a path"),
            ("call Query where a ? 1", "no comparison"),
            ("call Query times 0", "no number from 1"),
            ("call Query and call Scan", "`also` or `or`"),
            ("no call Scan", "before anything is done"),
            ("state GetItem {\"a\":", "no end"),
            ("state GetItem {a}", "key must be a string"),
            ("passed 5x", "no time"),
        ] {
            let error = Goal::read(text).expect_err(text);
            assert!(error.contains(says), "{text}: {error}");
        }
    }

    #[test]
    fn calls_and_events_are_counted() {
        let query = atom("call Query where read <= 0.5");
        assert!(query.counts_call(&json!({"operation": "Query", "read": "0.5"})));
        assert!(!query.counts_call(&json!({"operation": "Query", "read": "1"})));
        assert!(!query.counts_call(&json!({"operation": "Scan", "read": "0.5"})));
        let throttle = atom("event Throttle where reason ~ Index times 2");
        assert!(throttle.wants_event("Throttle") && !throttle.wants_event("Enter"));
        assert!(throttle.counts_event(&json!({"reason": "IndexWriteX"})));
        assert!(!throttle.is_met(1, 0, &Empty) && throttle.is_met(2, 0, &Empty));
    }

    #[test]
    fn state_and_time_are_asked() {
        assert!(atom("state GetItem {} where Item.N.N = 5").is_met(0, 0, &Empty));
        assert!(!atom("no state GetItem {} where Item.N.N = 5").is_met(0, 0, &Empty));
        assert!(atom("no state DescribeTable {}").is_met(0, 0, &Empty));
        assert!(atom("passed 10s").is_met(0, 0, &Empty) && !atom("passed 10s").is_met(0, 1, &Empty));
    }
}
