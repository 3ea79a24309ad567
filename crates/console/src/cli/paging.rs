//! Several calls for one answer, as the AWS CLI makes them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::call::{ApiCall, Output};
use crate::json::{self, Node, Text, Value};
use crate::place::Place;
use crate::print::{Look, answer};

/// How an operation is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pages {
    operation: &'static str,
    pub(crate) input_token: &'static str,
    output_token: &'static str,
    pub(crate) limit: Option<&'static str>,
    /// The members that are put together; the first is what is counted.
    results: &'static [&'static str],
    /// The members that the first page gives.
    first: &'static [&'static str],
}

const ITEMS: &[&str] = &["Items", "Count", "ScannedCount"];

const PAGES: &[Pages] = &[
    Pages {
        operation: "ListBackups",
        input_token: "ExclusiveStartBackupArn",
        output_token: "LastEvaluatedBackupArn",
        limit: Some("Limit"),
        results: &["BackupSummaries"],
        first: &[],
    },
    Pages {
        operation: "ListBulkOperations",
        input_token: "NextToken",
        output_token: "NextToken",
        limit: Some("MaxResults"),
        results: &["BulkOperationsSummaryList"],
        first: &[],
    },
    Pages {
        operation: "ListTables",
        input_token: "ExclusiveStartTableName",
        output_token: "LastEvaluatedTableName",
        limit: Some("Limit"),
        results: &["TableNames"],
        first: &[],
    },
    Pages {
        operation: "ListTagsOfResource",
        input_token: "NextToken",
        output_token: "NextToken",
        limit: None,
        results: &["Tags"],
        first: &[],
    },
    Pages {
        operation: "Query",
        input_token: "ExclusiveStartKey",
        output_token: "LastEvaluatedKey",
        limit: Some("Limit"),
        results: ITEMS,
        first: &["ConsumedCapacity"],
    },
    Pages {
        operation: "Scan",
        input_token: "ExclusiveStartKey",
        output_token: "LastEvaluatedKey",
        limit: Some("Limit"),
        results: ITEMS,
        first: &["ConsumedCapacity"],
    },
];

/// How `operation` is paged, if it is.
pub(crate) fn pages_of(operation: &str) -> Option<&'static Pages> {
    PAGES.iter().find(|pages| pages.operation == operation)
}

/// The paging options of a command; [`super::Pager`] carries them out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Paging {
    /// `--page-size`: the limit of each call.
    pub page_size: Option<u64>,
    /// `--max-items`: print so many at most, and a `NextToken` when there are more.
    pub max_items: Option<u64>,
    /// `--starting-token`: the token's content, JSON of where to begin (`null`: at the beginning) and how many
    /// results of the first page were printed already.
    pub start: Option<(String, u64)>,
}

/// Why paging can't go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PagingError {
    /// The response is no JSON object.
    NotJson,
    /// The service answered the same token twice.
    SameToken(String),
}

impl std::fmt::Display for PagingError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotJson => f.write_str("the response is no JSON object"),
            Self::SameToken(token) => {
                write!(f, "Error during pagination: The same next token was received twice: {token}")
            }
        }
    }
}

impl std::error::Error for PagingError {}

/// Makes one answer of several pages.
#[derive(Clone, Debug)]
pub(super) struct PageByPage {
    pages: &'static Pages,
    paging: Paging,
    input: Node,
    /// What the page at hand was asked with, as JSON.
    token: String,
    answers: Vec<Node>,
    first: Vec<(&'static str, Node)>,
    total: u64,
    resume: Option<String>,
}

impl PageByPage {
    /// For a call with paging; `None` for every other.
    pub(super) fn new(call: &ApiCall) -> Option<Self> {
        let paging = call.paging.clone()?;
        let pages = pages_of(call.operation)?;
        let mut input = json::read(Text::at(&call.input, Place::default())).ok()?;
        if let (Some(size), Some(limit)) = (paging.page_size, pages.limit) {
            input.set(limit, Node::new(Value::Integer(size.to_string()), Place::default()));
        }
        let mut token = "null".to_owned();
        if let Some((start, _)) = &paging.start {
            token.clone_from(start);
            if let Ok(node) = json::read(Text::at(start, Place::default()))
                && !matches!(node.value, Value::Null)
            {
                input.set(pages.input_token, node);
            }
        }
        Some(Self {
            pages,
            paging,
            input,
            token,
            answers: Vec::new(),
            first: Vec::new(),
            total: 0,
            resume: None,
        })
    }

    /// The input of the next call, as JSON.
    pub(super) fn input(&self) -> String {
        let mut out = String::new();
        json::write(&mut out, &self.input);
        out
    }

    /// Takes a response (JSON). True: another call must follow.
    pub(super) fn accept(&mut self, response: &str) -> Result<bool, PagingError> {
        let page = answer(self.pages.operation, response).ok_or(PagingError::NotJson)?;
        if !matches!(page.value, Value::Object { .. }) {
            return Err(PagingError::NotJson);
        }
        let mut page = page;
        let mut skipped = 0;
        if self.answers.is_empty() {
            skipped = self.paging.start.as_ref().map_or(0, |(_, skip)| *skip);
            if self.paging.start.is_some() {
                self.cut_front(&mut page, skipped);
            }
            self.first = self
                .pages
                .first
                .iter()
                .map(|name| {
                    let null = || Node::new(Value::Null, Place::default());
                    (*name, page.get(name).cloned().unwrap_or_else(null))
                })
                .collect();
        }
        let primary = self.pages.results[0];
        let count = page.get(primary).and_then(Node::as_list).map_or(0, <[Node]>::len) as u64;
        let most = self.paging.max_items;
        if let Some(most) = most.filter(|most| self.total.saturating_add(count) > *most) {
            let keep = most.saturating_sub(self.total);
            if let Some(Node { value: Value::List(elements), .. }) = page.get_mut(primary) {
                elements.truncate(usize::try_from(keep).unwrap_or(usize::MAX));
            }
            let token = self.token.clone();
            self.resume = Some(self.encode(&token, Some(keep.saturating_add(skipped))));
            self.answers.push(page);
            return Ok(false);
        }
        self.total = self.total.saturating_add(count);
        let next =
            page.get(self.pages.output_token).filter(|node| !matches!(node.value, Value::Null)).cloned();
        self.answers.push(page);
        let Some(next) = next else { return Ok(false) };
        let mut token = String::new();
        json::write(&mut token, &next);
        if most == Some(self.total) {
            self.resume = Some(self.encode(&token, None));
            return Ok(false);
        }
        if token == self.token {
            return Err(PagingError::SameToken(token));
        }
        self.input.set(self.pages.input_token, next);
        self.token = token;
        Ok(true)
    }

    /// Takes away what an earlier command has printed of the first page.
    fn cut_front(&self, page: &mut Node, skip: u64) {
        for (index, name) in self.pages.results.iter().enumerate() {
            if let Some(Node { value: Value::List(elements), .. }) = page.get_mut(name) {
                let skip = if index == 0 { usize::try_from(skip).unwrap_or(usize::MAX) } else { usize::MAX };
                elements.drain(..skip.min(elements.len()));
            }
        }
    }

    /// The token that `--starting-token` takes.
    fn encode(&self, token: &str, cut: Option<u64>) -> String {
        let mut out = String::from("{");
        let node = json::read(Text::at(token, Place::default())).ok();
        dump_string(&mut out, self.pages.input_token);
        out.push_str(": ");
        let mut binary = Vec::new();
        if let Some(node) = &node {
            dump(&mut out, node);
            binaries(node, &mut vec![self.pages.input_token.to_owned()], &mut binary);
        }
        if let Some(cut) = cut {
            out.push_str(", \"boto_truncate_amount\": ");
            out.push_str(&cut.to_string());
        }
        if !binary.is_empty() {
            let at = Place::default();
            let paths = binary.into_iter().map(|path| {
                Node::new(Value::List(path.into_iter().map(|step| Node::string(step, at)).collect()), at)
            });
            out.push_str(", \"boto_encoded_keys\": ");
            dump(&mut out, &Node::new(Value::List(paths.collect()), at));
        }
        out.push('}');
        STANDARD.encode(out)
    }

    /// The one answer, as JSON.
    pub(super) fn finish(&self) -> String {
        let mut out = String::new();
        json::write(&mut out, &self.whole());
        out
    }

    fn whole(&self) -> Node {
        let at = Place::default();
        let mut whole = Node::object(Vec::new(), at);
        for page in &self.answers {
            for name in self.pages.results {
                let Some(part) = page.get(name).filter(|part| !matches!(part.value, Value::Null)) else {
                    continue;
                };
                match (whole.get_mut(name).map(|node| &mut node.value), &part.value) {
                    (None, _) => whole.set(name, part.clone()),
                    (Some(Value::List(all)), Value::List(more)) => all.extend_from_slice(more),
                    (Some(Value::Integer(sum)), Value::Integer(more)) => {
                        if let (Ok(a), Ok(b)) = (sum.parse::<u64>(), more.parse::<u64>()) {
                            *sum = a.saturating_add(b).to_string();
                        }
                    }
                    _ => {}
                }
            }
        }
        for (name, node) in &self.first {
            whole.set(name, node.clone());
        }
        if let Some(resume) = &self.resume {
            whole.set("NextToken", Node::string(resume.as_str(), at));
        }
        whole
    }

    /// What the AWS CLI prints of it, or why it can't.
    pub(super) fn print(&self, look: &Look) -> Result<String, String> {
        let operation = self.pages.operation;
        let mut out = String::new();
        match look.output {
            Output::YamlStream => {
                for page in &self.answers {
                    out.push_str(&look.node(operation, page)?);
                }
            }
            Output::Text => {
                for (index, page) in self.answers.iter().enumerate() {
                    out.push_str(&look.node(operation, &self.shown(index, page))?);
                }
                if let Some(resume) = &self.resume {
                    let at = Place::default();
                    let mut token = Node::object(Vec::new(), at);
                    token.set("NextToken", Node::string(resume.as_str(), at));
                    let mut last = Node::object(Vec::new(), at);
                    last.set("NextToken", token);
                    out.push_str(&look.node(operation, &last)?);
                }
            }
            _ => return look.node(operation, &self.whole()),
        }
        Ok(out)
    }

    /// What is printed as text of one page: the results, and of the first one what comes once.
    fn shown(&self, index: usize, page: &Node) -> Node {
        let at = Place::default();
        let mut shown = Node::object(Vec::new(), at);
        if index == 0 {
            for (name, node) in &self.first {
                shown.set(name, node.clone());
            }
        }
        for name in self.pages.results {
            shown.set(name, page.get(name).cloned().unwrap_or_else(|| Node::new(Value::Null, at)));
        }
        shown
    }
}

/// Reads a `--starting-token` that is no token of today: a bare value, perhaps with `___` and how much of the first page
/// to leave out behind it.
pub(super) fn decode_old(token: &str) -> Option<(Node, u64)> {
    let (value, skip) = match token.split_once("___") {
        Some((value, skip)) => (value, skip.parse().ok()?),
        None => (token, 0),
    };
    let at = Place::default();
    Some((if value == "None" { Node::new(Value::Null, at) } else { Node::string(value, at) }, skip))
}

/// Reads a `--starting-token`: JSON of where to begin, and how much of the first page to leave out.
pub(super) fn decode(token: &str, pages: &Pages) -> Option<(String, u64)> {
    let bytes = STANDARD.decode(token).ok()?;
    let text = String::from_utf8(bytes).ok()?;
    let node = json::read(Text::at(&text, Place::default())).ok()?;
    let known = |name: &str| name == pages.input_token || name.starts_with("boto_");
    if !node.members().iter().all(|(key, _)| known(&key.text)) {
        return None;
    }
    let mut start = String::new();
    json::write(&mut start, node.get(pages.input_token)?);
    let skip = match node.get("boto_truncate_amount").map(|node| &node.value) {
        None => 0,
        Some(Value::Integer(text)) => text.parse().ok()?,
        Some(_) => return None,
    };
    Some((start, skip))
}

/// Where binary values stand in a key.
fn binaries(node: &Node, path: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    for (key, child) in node.members() {
        path.push(key.text.clone());
        if key.text == "B" && child.as_str().is_some() && path.len() > 2 {
            out.push(path.clone());
        } else {
            binaries(child, path, out);
        }
        path.pop();
    }
}

/// JSON as Python's `json.dumps` writes it.
fn dump(out: &mut String, node: &Node) {
    match &node.value {
        Value::List(elements) => {
            out.push('[');
            for (index, element) in elements.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                dump(out, element);
            }
            out.push(']');
        }
        Value::Object { members, .. } => {
            out.push('{');
            for (index, (key, member)) in members.iter().enumerate() {
                if index > 0 {
                    out.push_str(", ");
                }
                dump_string(out, &key.text);
                out.push_str(": ");
                dump(out, member);
            }
            out.push('}');
        }
        Value::String { text, raw: None } => dump_string(out, text),
        _ => json::write(out, node),
    }
}

/// A string with everything escaped that is not ASCII.
fn dump_string(out: &mut String, text: &str) {
    use std::fmt::Write as _;
    let mut plain = String::new();
    json::write_string(&mut plain, text);
    for c in plain.chars() {
        if c.is_ascii() && c != '\u{7f}' {
            out.push(c);
        } else {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        }
    }
}
