//! Format input/1: the header of a world and the records of its log, one JSON object a line.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use sim::Micros;
use world::Mode;

use crate::act;

/// What a world begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// Random seed.
    pub seed: u64,
    /// Unix microseconds at virtual time 0.
    pub epoch: u64,
    /// The account, 12 digits.
    pub account: String,
    /// Whether there are delays.
    pub mode: Mode,
    /// What people call it.
    pub name: String,
}

impl Default for Header {
    fn default() -> Self {
        Header {
            seed: 0,
            epoch: 0,
            account: "123456789012".to_owned(),
            mode: Mode::Simulated,
            name: "Untitled".to_owned(),
        }
    }
}

/// One input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Virtual time of its submission.
    pub at: Micros,
    /// What was put in.
    pub input: Input,
    /// First 8 bytes of the xxh3-128 of its outcome, as 16 hex digits; `None` where it isn't known (links).
    pub out: Option<String>,
}

/// What can be put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// An API call.
    Call {
        /// `eu-west-2` …
        region: String,
        /// `PutItem` …
        operation: String,
        /// What was sent.
        body: Body,
        /// The cache that it went through: `dax:` or `cache:` and its name.
        via: Option<String>,
        /// As whom it was made; the administrator unless it says.
        caller: Option<String>,
        /// Whether nobody waited for its answer: what comes next may come before it.
        sent: bool,
    },
    /// A knob of the world, or of the playground (`lab.…`).
    Set {
        /// Its name.
        knob: String,
        /// Its new value.
        value: i64,
    },
    /// Neither a call nor a knob.
    Act(world::Act),
}

/// What was sent with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// JSON, without white space between its tokens.
    Json(String),
    /// Something that is no JSON, as it was sent; the service answers a `SerializationException`.
    Text(String),
}

impl Body {
    /// Keeps what was sent, less the white space between JSON tokens.
    pub fn new(sent: &str) -> Body {
        match serde_json::from_str::<&RawValue>(sent) {
            Ok(value) => Body::Json(compact(value.get())),
            Err(_) => Body::Text(sent.to_owned()),
        }
    }

    /// Keeps what is known to be JSON, less the white space between its tokens.
    pub(crate) fn of_json(sent: &str) -> Body {
        Body::Json(compact(sent))
    }

    /// The same of JSON that is known to have none.
    pub(crate) fn of_compact(sent: &str) -> Body {
        Body::Json(sent.to_owned())
    }

    /// What the service's parser reads.
    pub fn text(&self) -> &str {
        match self {
            Body::Json(text) | Body::Text(text) => text,
        }
    }
}

/// JSON without white space between its tokens. The text must be JSON.
fn compact(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    let bytes = json.as_bytes();
    // Where what is to be kept began. White space and quotes are ASCII, so places next to them are places between
    // characters.
    let (mut kept, mut at) = (0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = end_of_string(bytes, at),
            b' ' | b'\t' | b'\n' | b'\r' => {
                out.push_str(&json[kept..at]);
                at += 1;
                kept = at;
            }
            _ => at += 1,
        }
    }
    out.push_str(&json[kept..]);
    out
}

/// The place behind the string that begins at this quote.
fn end_of_string(json: &[u8], quote: usize) -> usize {
    let mut at = quote + 1;
    loop {
        at += value::json::plain_length(&json[at..]);
        match json.get(at) {
            Some(b'"') => return at + 1,
            // What is escaped ends nothing.
            Some(_) => at = (at + 2).min(json.len()),
            None => return at,
        }
    }
}

/// Why a line is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordError {
    /// It is not the JSON that input/1 describes.
    Unreadable(String),
    /// A later version of Dynamarium wrote it.
    Newer(String),
}

impl fmt::Display for RecordError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RecordError::Unreadable(what) => write!(out, "it is not a record of input/1: {what}"),
            RecordError::Newer(what) => write!(out, "a later version of Dynamarium wrote it: {what}"),
        }
    }
}

/// What every version of a header says.
#[derive(Deserialize)]
struct Version {
    input: u32,
}

/// The header's JSON, field by field in the order of the format.
#[derive(Serialize, Deserialize)]
struct HeaderLine {
    input: u32,
    seed: u64,
    epoch: u64,
    account: String,
    mode: String,
    name: String,
}

/// A record's JSON, as it is read.
#[derive(Deserialize)]
struct RecordLine {
    at: Micros,
    call: Option<CallLine>,
    send: Option<CallLine>,
    set: Option<SetLine>,
    act: Option<Box<RawValue>>,
    out: Option<String>,
}

#[derive(Deserialize)]
struct CallLine {
    region: String,
    via: Option<String>,
    #[serde(rename = "as")]
    caller: Option<String>,
    op: String,
    #[serde(default, deserialize_with = "even_null")]
    body: Option<Box<RawValue>>,
    text: Option<String>,
}

/// A member that is there, be it `null`: a body may say just that.
fn even_null<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<Box<RawValue>>, D::Error> {
    Box::<RawValue>::deserialize(deserializer).map(Some)
}

#[derive(Deserialize)]
struct SetLine {
    knob: String,
    value: i64,
}

/// The word for a mode in a header.
pub(crate) fn mode_name(mode: Mode) -> &'static str {
    match mode {
        Mode::Instant => "instant",
        Mode::Simulated => "simulated",
    }
}

/// JSON of one of our own structures.
fn to_line(value: &impl Serialize) -> String {
    // Strings, integers and checked JSON: there is nothing in them that could fail.
    serde_json::to_string(value).unwrap_or_default()
}

impl Header {
    /// Its line.
    pub fn to_json(&self) -> String {
        to_line(&HeaderLine {
            input: 1,
            seed: self.seed,
            epoch: self.epoch,
            account: self.account.clone(),
            mode: mode_name(self.mode).to_owned(),
            name: self.name.clone(),
        })
    }

    /// Reads its line.
    pub fn from_json(line: &str) -> Result<Header, RecordError> {
        let unreadable = |error: serde_json::Error| RecordError::Unreadable(error.to_string());
        let version: Version = serde_json::from_str(line).map_err(unreadable)?;
        if version.input != 1 {
            return Err(RecordError::Newer(format!("its header says input/{}", version.input)));
        }
        let line: HeaderLine = serde_json::from_str(line).map_err(unreadable)?;
        let mode = match line.mode.as_str() {
            "instant" => Mode::Instant,
            "simulated" => Mode::Simulated,
            other => return Err(RecordError::Newer(format!("a world of the mode {other:?}"))),
        };
        let HeaderLine { seed, epoch, account, name, .. } = line;
        Ok(Header { seed, epoch, account, mode, name })
    }
}

/// How a call is made: in which Region, through which cache, as whom, and whether nobody waits for its answer.
pub(crate) type How<'a> = (&'a str, Option<&'a str>, Option<&'a str>, bool);

/// The line of a call, put together around its body, which is JSON already.
pub(crate) fn call_line(
    at: Micros,
    (region, via, caller, sent): How<'_>,
    operation: &str,
    body: &Body,
    out: Option<&str>,
) -> String {
    let mut line = String::with_capacity(body.text().len() + 128);
    line.push_str("{\"at\":");
    line.push_str(&at.to_string());
    line.push_str(if sent { ",\"send\":{\"region\":" } else { ",\"call\":{\"region\":" });
    write_quoted(&mut line, region);
    if let Some(via) = via {
        line.push_str(",\"via\":");
        write_quoted(&mut line, via);
    }
    if let Some(caller) = caller {
        line.push_str(",\"as\":");
        write_quoted(&mut line, caller);
    }
    line.push_str(",\"op\":");
    write_quoted(&mut line, operation);
    match body {
        Body::Json(json) => {
            line.push_str(",\"body\":");
            line.push_str(json);
        }
        Body::Text(text) => {
            line.push_str(",\"text\":");
            write_quoted(&mut line, text);
        }
    }
    end_line(line, out)
}

/// The end of a record's line: its outcome's digest, if it is known.
pub(crate) fn end_line(mut line: String, out: Option<&str>) -> String {
    line.push('}');
    if let Some(out) = out {
        line.push_str(",\"out\":");
        write_quoted(&mut line, out);
    }
    line.push('}');
    line
}

/// Writes a JSON string.
fn write_quoted(line: &mut String, text: &str) {
    value::json::write_string(line, text);
}

impl Record {
    /// Its line, without a line feed.
    pub fn to_json(&self) -> String {
        match &self.input {
            Input::Call { region, operation, body, via, caller, sent } => {
                let how = (region.as_str(), via.as_deref(), caller.as_deref(), *sent);
                call_line(self.at, how, operation, body, self.out.as_deref())
            }
            Input::Set { knob, value } => {
                let mut line = format!("{{\"at\":{},\"set\":{{\"knob\":", self.at);
                write_quoted(&mut line, knob);
                line.push_str(",\"value\":");
                line.push_str(&value.to_string());
                end_line(line, self.out.as_deref())
            }
            Input::Act(act) => act::line(self.at, act, self.out.as_deref()),
        }
    }

    /// Reads its line.
    pub fn from_json(line: &str) -> Result<Record, RecordError> {
        let line: RecordLine =
            serde_json::from_str(line).map_err(|error| RecordError::Unreadable(error.to_string()))?;
        let sent = line.send.is_some();
        if sent && line.call.is_some() {
            return Err(RecordError::Unreadable("a call is sent, or its answer is waited for".to_owned()));
        }
        let input = match (line.call.or(line.send), line.set, line.act) {
            (Some(CallLine { region, via, caller, op, body, text }), None, None) => {
                let body = match (body, text) {
                    (Some(json), None) => Body::Json(compact(json.get())),
                    (None, Some(text)) => Body::Text(text),
                    _ => {
                        return Err(RecordError::Unreadable("a call has either a body or a text".to_owned()));
                    }
                };
                Input::Call { region, operation: op, body, via, caller, sent }
            }
            (None, Some(SetLine { knob, value }), None) => Input::Set { knob, value },
            (None, None, Some(act)) => Input::Act(act::read(act.get())?),
            (None, None, None) => {
                return Err(RecordError::Newer(
                    "a record that is neither a call, a set nor an act".to_owned(),
                ));
            }
            _ => {
                return Err(RecordError::Unreadable("a record is a call, a set or an act".to_owned()));
            }
        };
        Ok(Record { at: line.at, input, out: line.out })
    }
}

/// The digest of an outcome: first 8 bytes of the xxh3-128 of its JSON, as 16 hex digits.
pub(crate) fn digest(outcome: &str) -> String {
    let hash = xxhash_rust::xxh3::xxh3_128(outcome.as_bytes());
    // Big-endian as hashes are printed: its first 8 bytes are its upper half.
    format!("{:016x}", (hash >> 64) as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(body: &str) -> Record {
        let input = Input::Call {
            region: "eu-west-2".to_owned(),
            operation: "PutItem".to_owned(),
            body: Body::new(body),
            via: None,
            caller: None,
            sent: false,
        };
        Record { at: 5, input, out: Some(digest("{}")) }
    }

    #[track_caller]
    fn check(record: &Record, line: &str) {
        assert_eq!(record.to_json(), line);
        assert_eq!(Record::from_json(line).as_ref(), Ok(record));
    }

    #[test]
    fn records_there_and_back() {
        check(
            &call("{\n  \"TableName\" : \"T\",\t\"Note\": \"a \\\" b\"\r\n}"),
            "{\"at\":5,\"call\":{\"region\":\"eu-west-2\",\"op\":\"PutItem\",\"body\":{\"TableName\":\"T\",\"Note\":\"a \\\" b\"}},\"out\":\"9ef9bea2cd7cd069\"}"
                .replace("9ef9bea2cd7cd069", &digest("{}"))
                .as_str(),
        );
        check(
            &Record { out: None, ..call("{\"cut") },
            "{\"at\":5,\"call\":{\"region\":\"eu-west-2\",\"op\":\"PutItem\",\"text\":\"{\\\"cut\"}}",
        );
        let Input::Call { region, operation, body, via, caller, .. } = call("{}").input else {
            unreachable!()
        };
        let sent = Input::Call { region, operation, body, via, caller, sent: true };
        check(
            &Record { at: 6, input: sent, out: None },
            "{\"at\":6,\"send\":{\"region\":\"eu-west-2\",\"op\":\"PutItem\",\"body\":{}}}",
        );
        let set = Input::Set { knob: "lab.pace".to_owned(), value: -1 };
        check(
            &Record { at: 0, input: set, out: None },
            "{\"at\":0,\"set\":{\"knob\":\"lab.pace\",\"value\":-1}}",
        );
    }

    #[test]
    fn acts_there_and_back() {
        let stop = world::workload::Order::Stop { name: "w \"1\"".to_owned() };
        check(
            &Record { at: 7, input: Input::Act(world::Act::Workload(stop)), out: Some(digest("{}")) },
            &format!(
                "{{\"at\":7,\"act\":{{\"workload\":{{\"stop\":{{\"name\":\"w \\\"1\\\"\"}}}}}},\"out\":\"{}\"}}",
                digest("{}")
            ),
        );
        let loss = world::chaos::Fault::LinkLoss {
            from: world::chaos::Zone::A,
            to: world::chaos::Zone::C,
            both: false,
            percent: 100,
        };
        let table = world::chaos::Scope {
            region: Some("eu-central-1".to_owned()),
            table: Some("T".to_owned()),
            ..world::chaos::Scope::default()
        };
        let plan = world::chaos::Plan { fault: loss, on: table, at: None, lasts: Some(15_000_000) };
        check(
            &Record {
                at: 7,
                input: Input::Act(world::Act::Chaos(world::chaos::Order::Start(plan))),
                out: None,
            },
            "{\"at\":7,\"act\":{\"chaos\":{\"start\":{\"fault\":{\"link-loss\":{\"from\":\"a\",\"to\":\"c\",\"both\":false,\
             \"percent\":100}},\"on\":{\"region\":\"eu-central-1\",\"table\":\"T\"},\"for\":15000000}}}}",
        );
        check(
            &Record {
                at: 7,
                input: Input::Act(world::Act::Chaos(world::chaos::Order::Stop { number: 3 })),
                out: None,
            },
            "{\"at\":7,\"act\":{\"chaos\":{\"stop\":{\"number\":3}}}}",
        );
        // A later version's acts, and what it adds to today's, are not half understood.
        for act in ["{\"storm\":{}}", "{\"workload\":{\"stop\":{\"name\":\"w\",\"softly\":true}}}", "3"] {
            let line = format!("{{\"at\":7,\"act\":{act}}}");
            assert!(matches!(Record::from_json(&line), Err(RecordError::Newer(_))), "{act}");
        }
        let both = "{\"at\":1,\"set\":{\"knob\":\"a\",\"value\":1},\"act\":{\"workload\":{\"stop\":{\"name\":\"w\"}}}}";
        assert!(matches!(Record::from_json(both), Err(RecordError::Unreadable(_))));
    }

    /// The parser of requests and that of stored lines mean the same by JSON.
    #[test]
    fn what_is_a_request_is_kept_like_any_json() {
        let deep = format!("{{\"TableName\":\"T\",\"a\":{} 1 {}}}", "[".repeat(1500), "]".repeat(1500));
        for sent in [
            " {\"TableName\" :\t\"T\"\r\n} ",
            "{\"TableName\":\"T\",\"a\": -0.5E+1999 ,\"a\":[\"\\u00e9 \\\" \\ud83d\\ude00\",{} , true,null ]}",
            "{\"TableName\":\"\u{7f}\u{2028}\",\"\\u0000 \":\"a  b\"}",
            &deep,
        ] {
            let request = api::parse("DescribeTable", sent.as_bytes());
            assert!(
                !matches!(request, Err(error) if error.code == api::ErrorCode::SerializationException),
                "{sent}"
            );
            assert_eq!(Body::of_json(sent), Body::new(sent), "{sent}");
            assert!(matches!(Body::new(sent), Body::Json(_)));
        }
    }

    /// What has no blanks between its tokens is kept without looking at it again.
    #[test]
    fn blanks_are_noted_where_they_stand_between_tokens() {
        for (sent, expected) in [
            ("{\"TableName\":\"Tab\"}", false),
            ("{\"TableName\":\"Tab\",\"a\":[{\"b c\":\" \\\" \\n \"},1]}", false),
            (" {\"TableName\":\"Tab\"}", true),
            ("{\"TableName\":\"Tab\"}\n", true),
            ("{\"TableName\" :\"Tab\"}", true),
            ("{\"TableName\":\"Tab\",\"a\":[1,\t2]}", true),
            ("{\"TableName\":\"Tab\",\"a\":[ ]}", true),
        ] {
            let noted = api::parse_noting("DescribeTable", sent.as_bytes(), api::Wording::Current);
            assert_eq!(noted.map(|(_, blanks)| blanks), Ok(expected), "{sent}");
            assert_eq!(compact(sent) != sent, expected, "{sent}");
        }
    }

    #[test]
    fn bodies_are_kept_to_the_letter() {
        assert_eq!(
            Body::new(" [ \"é \\\\\" , \"\\\" x\" ,\n1 ] "),
            Body::Json("[\"é \\\\\",\"\\\" x\",1]".to_owned())
        );
        // Numbers too large, lone surrogates and repeated names reach the service's parser as they were sent.
        for sent in ["{\"a\":1e999,\"a\":\"\\ud800\"}", "[]", "null", "\"x y\"", "12345678901234567890.5"] {
            assert_eq!(Body::new(sent), Body::Json(sent.to_owned()));
            let record = call(sent);
            assert_eq!(Record::from_json(&record.to_json()), Ok(record));
        }
        assert_eq!(Body::new("{} {}"), Body::Text("{} {}".to_owned()));
        assert_eq!(Body::new(""), Body::Text(String::new()));
    }

    #[test]
    fn headers_there_and_back() {
        let header =
            Header { seed: u64::MAX, name: "Orders, \"three\" copies".to_owned(), ..Header::default() };
        assert_eq!(Header::from_json(&header.to_json()), Ok(header.clone()));
        let newer = header.to_json().replace("\"input\":1", "\"input\":2");
        assert!(matches!(Header::from_json(&newer), Err(RecordError::Newer(_))));
        assert!(matches!(Header::from_json("{}"), Err(RecordError::Unreadable(_))));
        assert!(matches!(Header::from_json("{\"input\":1}"), Err(RecordError::Unreadable(_))));
    }

    #[test]
    fn strange_lines_are_told_apart() {
        assert!(matches!(Record::from_json("{\"at\":1,\"fault\":{}}"), Err(RecordError::Newer(_))));
        for line in ["", "{}", "{\"at\":-1,\"set\":{\"knob\":\"a\",\"value\":1}}", "[1]"] {
            assert!(matches!(Record::from_json(line), Err(RecordError::Unreadable(_))), "{line}");
        }
        let deep = format!(
            "{{\"at\":1,\"call\":{{\"region\":\"r\",\"op\":\"o\",\"body\":{}}}}}",
            "[".repeat(100_000)
        );
        assert!(Record::from_json(&deep).is_err());
    }
}
