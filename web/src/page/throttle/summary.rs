//! A throttle as plain text, for a ticket or a chat.

use std::fmt::Write as _;

use lab::throttle::{Diagnosis, Trial};

use crate::words::{clock, count, number};

/// What is known, and what was tried.
pub(super) fn text(diagnosis: &Diagnosis, trials: &[Trial]) -> String {
    let mut out = format!(
        "{}\n{} at {}\n\n{}\n",
        diagnosis.headline,
        diagnosis.resource,
        clock(diagnosis.at),
        diagnosis.why
    );
    // Writing to a String cannot fail.
    if !diagnosis.keys.is_empty() {
        out.push_str("\nTop keys of the ten seconds before:\n");
        for key in &diagnosis.keys {
            let throttled = match key.throttled {
                0 => String::new(),
                some => format!(", {} throttled", number(some)),
            };
            let _ = writeln!(out, "- {}: {}{throttled}", key.key, count(key.calls, "call", "calls"));
        }
    }
    if !trials.is_empty() {
        out.push_str("\nTried with the same traffic (Dynamarium, a model of DynamoDB):\n");
        for trial in trials {
            let title = diagnosis.remedies.iter().find(|it| it.id == trial.remedy).map(|it| &it.title);
            let _ = writeln!(out, "- {}: {}", title.unwrap_or(&trial.remedy), trial.says);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use lab::throttle::{KeyUse, Remedy};

    use super::*;

    #[test]
    fn it_says_what_and_what_helps() {
        let diagnosis = Diagnosis {
            headline: "TableWrite… on P1 of Orders".to_owned(),
            resource: "arn:aws:dynamodb:eu-west-2:1:table/Orders".to_owned(),
            why: "One partition.".to_owned(),
            keys: vec![KeyUse { key: "hot".to_owned(), calls: 1_200, throttled: 3 }],
            remedies: vec![Remedy { id: "a".to_owned(), title: "Spread it".to_owned(), ..Remedy::default() }],
            ..Diagnosis::default()
        };
        let trial =
            Trial { remedy: "a".to_owned(), says: "Clears it: 0 of 5.".to_owned(), ..Trial::default() };
        let text = text(&diagnosis, &[trial]);
        for part in
            ["P1 of Orders\narn:aws", "- hot: 1,200 calls, 3 throttled", "- Spread it: Clears it: 0 of 5."]
        {
            assert!(text.contains(part), "{text}");
        }
    }
}
