//! The text of an exception, in whatever form it was printed: JSON, boto3's line, the CLI's, a stack trace. It is data,
//! searched for the few things that matter.

use serde::{Deserialize, Serialize};

use super::{Bound, Case, Reason};
use crate::words::cut;

/// Bytes of a text that are looked at.
const MOST: usize = 200_000;
/// Characters of a table's or index's name.
const NAME: usize = 255;

/// What a text says.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// The case that it makes, to be completed by whoever knows the table; absent when the text tells of no throttling.
    pub case: Option<Case>,
    /// Names of all reasons in it, each once.
    pub reasons: Vec<String>,
    /// The exception's name.
    pub error: String,
    /// What should be known about what was understood: what it was guessed from, what is missing.
    pub remarks: Vec<String>,
}

const ERRORS: [(&str, &str); 4] = [
    ("ProvisionedThroughputExceeded", "ProvisionedThroughputExceededException"),
    ("RequestLimitExceeded", "RequestLimitExceeded"),
    ("ThrottlingException", "ThrottlingException"),
    ("ThrottlingError", "ThrottlingException"),
];

/// What a text says about throttling.
pub fn read(text: &str) -> Reading {
    let text = head(text);
    let words: Vec<(usize, &str)> = words(text);
    let found: Vec<(usize, Reason)> =
        words.iter().filter_map(|&(at, word)| Some((at, Reason::named(word)?))).collect();
    let resources: Vec<(usize, Resource)> = resources(text);
    let mut remarks = Vec::new();
    let mut reasons: Vec<String> = Vec::new();
    for (_, reason) in &found {
        let name = reason.name();
        if !reasons.contains(&name) {
            reasons.push(name);
        }
    }
    let error = error(&words);
    let first = found.first().map(|&(at, reason)| (at, reason));
    let (at, reason) = match first {
        Some(found) => found,
        None => match guess(text, &words, &error) {
            Some(reason) => {
                remarks.push(format!(
                    "The text names no reason, as older SDKs don't: {} is guessed from its words.",
                    reason.name()
                ));
                (0, reason)
            }
            None => {
                let says = if error.is_empty() {
                    "This text tells of no throttling: there is neither a reason in it nor an exception for it."
                } else {
                    "The text names an exception but no reason, and its words fit several: pick the reason below."
                };
                remarks.push(says.to_owned());
                return Reading { case: None, reasons, error, remarks };
            }
        },
    };
    if reasons.len() > 1 {
        remarks.push(format!("It names {} reasons; this is the first.", reasons.len()));
    }
    let mut case = Case::of(reason);
    // The resource stands behind its reason, or else before it.
    let after = resources.iter().find(|(place, _)| *place > at);
    match after.or(resources.last()) {
        Some((_, resource)) => {
            case.table = cut(&resource.table, NAME);
            if !resource.region.is_empty() {
                case.region.clone_from(&resource.region);
            }
            if resource.account.len() == 12 && resource.account.bytes().all(|byte| byte.is_ascii_digit()) {
                case.account.clone_from(&resource.account);
            }
            if let Some(index) = &resource.index {
                case.index = cut(index, NAME);
            }
            if reason.index && resource.index.is_none() {
                remarks.push(format!("Its ARN names no index; here it is called {}.", case.index));
            }
        }
        None => remarks.push(format!("It names no table; here it is called {}.", case.table)),
    }
    // Which exception goes with a key range tells of the capacity mode, where it is the table's.
    if reason.bound == Bound::KeyRange && !reason.index {
        match error.as_str() {
            "ThrottlingException" => {
                case.choose_mode(true);
                remarks.push("A ThrottlingException with this reason: the table is on demand.".to_owned());
            }
            "ProvisionedThroughputExceededException" => case.choose_mode(false),
            _ => {}
        }
    }
    Reading { case: Some(case), reasons, error, remarks }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(MOST);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Runs of letters and digits, and where they begin.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut words = Vec::new();
    let mut from = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        match (from, c.is_ascii_alphanumeric()) {
            (None, true) => from = Some(at),
            (Some(start), false) => {
                words.push((start, &text[start..at]));
                from = None;
            }
            _ => {}
        }
    }
    words
}

struct Resource {
    region: String,
    account: String,
    table: String,
    index: Option<String>,
}

/// ARNs of tables and indexes, and where they begin.
fn resources(text: &str) -> Vec<(usize, Resource)> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices("arn:aws") {
        let rest = &text[at..];
        let name = |c: char| c.is_ascii_alphanumeric() || "-_./:".contains(c);
        let end = rest.find(|c: char| !name(c)).unwrap_or(rest.len());
        let arn = rest[..end].trim_end_matches(['.', ':', '/']);
        let mut parts = arn.splitn(6, ':').skip(2);
        let (Some("dynamodb"), Some(region), Some(account), Some(path)) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let mut path = path.split('/');
        let (Some("table"), Some(table)) = (path.next(), path.next()) else { continue };
        if table.is_empty() {
            continue;
        }
        let index = match (path.next(), path.next()) {
            (Some("index"), Some(index)) if !index.is_empty() => Some(index.to_owned()),
            _ => None,
        };
        let resource = Resource {
            region: region.to_owned(),
            account: account.to_owned(),
            table: table.to_owned(),
            index,
        };
        found.push((at, resource));
    }
    found
}

/// The exception that a text names, in full.
fn error(words: &[(usize, &str)]) -> String {
    let known = |word: &str| {
        let word = word.strip_suffix("Exception").unwrap_or(word);
        ERRORS.iter().find(|(short, _)| short.strip_suffix("Exception").unwrap_or(short) == word)
    };
    words.iter().find_map(|(_, word)| known(word)).map_or_else(String::new, |(_, full)| (*full).to_owned())
}

/// The reason that an exception without reasons most probably had, by its sentence and operation.
fn guess(text: &str, words: &[(usize, &str)], error: &str) -> Option<Reason> {
    let has = |part: &str| text.contains(part);
    let index = has("global secondary index");
    let bound = if has("maximum OnDemandThroughput") {
        Bound::Maximum
    } else if has("throughput limit for your account") || error == "RequestLimitExceeded" {
        Bound::Account
    } else if has("level of configured provisioned throughput") {
        Bound::Provisioned
    } else if has("exceeds the current capacity") {
        Bound::KeyRange
    } else {
        return None;
    };
    let operation = |names: &[&str]| words.iter().any(|(_, word)| names.contains(word));
    let write = operation(&[
        "PutItem",
        "UpdateItem",
        "DeleteItem",
        "BatchWriteItem",
        "TransactWriteItems",
        "PutItemCommand",
        "UpdateItemCommand",
        "DeleteItemCommand",
    ]);
    let read = operation(&[
        "GetItem",
        "Query",
        "Scan",
        "BatchGetItem",
        "TransactGetItems",
        "GetItemCommand",
        "QueryCommand",
        "ScanCommand",
    ]);
    // Back-pressure of an index reaches writes; who names no operation is most often a writer.
    Some(Reason { index, write: write || !read, bound })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn case(text: &str) -> Case {
        read(text).case.unwrap_or_else(|| panic!("{text}: {:?}", read(text)))
    }

    #[test]
    fn a_json_body_names_reason_and_resource() {
        let text = r#"{"__type":"com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException",
            "message":"The level of configured provisioned throughput …","ThrottlingReasons":[
            {"reason":"IndexWriteKeyRangeThroughputExceeded",
             "resource":"arn:aws:dynamodb:eu-west-1:210987654321:table/Orders.v2/index/GSI-1"}]}"#;
        let found = case(text);
        assert_eq!(found.reason.name(), "IndexWriteKeyRangeThroughputExceeded");
        assert_eq!(
            (&*found.region, &*found.account, &*found.table, &*found.index),
            ("eu-west-1", "210987654321", "Orders.v2", "GSI-1")
        );
        assert_eq!(read(text).error, "ProvisionedThroughputExceededException");
    }

    #[test]
    fn every_reason_is_read_from_what_boto3_prints() {
        for reason in Reason::all() {
            let path = if reason.index { "table/T-1/index/By_x" } else { "table/T-1" };
            let text = format!(
                "botocore.errorfactory.ThrottlingException: An error occurred (ThrottlingException) when calling the \
                 PutItem operation (reached max retries: 9): Throughput exceeds …\n{{'throttlingReasons': [{{'reason': \
                 '{}', 'resource': 'arn:aws:dynamodb:us-east-1:123456789012:{path}'}}]}}",
                reason.name()
            );
            let found = case(&text);
            assert_eq!((found.reason, &*found.table), (reason, "T-1"));
            if reason.index {
                assert_eq!(found.index, "By_x");
            }
            assert!(found.faults().is_empty(), "{:?}", found.faults());
        }
    }

    #[test]
    fn the_capacity_mode_follows_from_the_exception() {
        let text = |error: &str| {
            format!(
                "An error occurred ({error}) … TableWriteKeyRangeThroughputExceeded \
                 arn:aws:dynamodb:us-east-1:1:table/T"
            )
        };
        assert!(case(&text("ThrottlingException")).on_demand);
        assert!(!case(&text("ProvisionedThroughputExceededException")).on_demand);
    }

    #[test]
    fn a_text_without_reasons_is_guessed_and_says_so() {
        let text = "An error occurred (ProvisionedThroughputExceededException) when calling the Query operation \
                    (reached max retries: 9): The level of configured provisioned throughput for the table was exceeded.";
        let found = read(text);
        assert_eq!(
            found.case.map(|case| case.reason.name()).as_deref(),
            Some("TableReadProvisionedThroughputExceeded")
        );
        assert!(found.remarks[0].contains("guessed"), "{:?}", found.remarks);
    }

    #[test]
    fn other_texts_are_told_apart() {
        for text in ["", "hello", "<script>alert(1)</script>", "arn:aws:", "ü".repeat(300_000).as_str()] {
            let found = read(text);
            assert!(found.case.is_none() && !found.remarks.is_empty(), "{found:?}");
        }
        let found = read("ThrottlingException: Rate of requests exceeds the allowed throughput.");
        assert!(found.case.is_none() && found.error == "ThrottlingException", "{found:?}");
    }
}
