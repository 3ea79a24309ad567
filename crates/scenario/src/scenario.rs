//! Format scenario/1: a world as what was done to it, never as what it holds.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use session::{Answer, Header, Record, RecordError, Session};
use sim::Micros;

use crate::link::{self, LinkError};

/// How the names of scenario files end.
pub const FILE_ENDING: &str = ".dynamarium.json";
/// Version of the engine, for the sentence that tells of a difference.
const ENGINE: &str = env!("CARGO_PKG_VERSION");
/// Hex digits of the state hash that a scenario carries.
const HASH_DIGITS: usize = 8;

/// A world as what was done to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scenario {
    /// Version of the engine that made it.
    pub engine: String,
    /// What the world begins with.
    pub header: Header,
    /// What was done, in order.
    pub inputs: Vec<Record>,
    /// The moment at which it is to be looked at; the clock runs that far.
    pub playhead: Micros,
    /// First 8 hex digits of the state hash at the playhead; empty if nobody knows.
    pub hash: String,
    /// What the interface wants to remember, as JSON; the engine doesn't read it.
    pub ui: String,
}

/// Why a world can't be shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ShareError {
    /// Its first inputs are no longer in memory, or were lost.
    NotFromTheBeginning,
}

impl fmt::Display for ShareError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(
            "This world can't be shared as a link: a link says what was done since the world began, and its first \
             inputs are no longer here.",
        )
    }
}

impl std::error::Error for ShareError {}

/// Why a scenario file can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileError {
    /// It's no scenario.
    Unreadable(String),
    /// A later version of Dynamarium wrote it.
    Newer(String),
}

impl FileError {
    /// Its stable name, for `protocol::Notice`.
    pub fn code(&self) -> &'static str {
        match self {
            FileError::Unreadable(_) => "scenario-damaged",
            FileError::Newer(_) => "scenario-newer",
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FileError::Unreadable(what) => write!(out, "This is not a scenario of Dynamarium: {what}."),
            FileError::Newer(what) => write!(
                out,
                "A later version of Dynamarium wrote this scenario ({what}). Reload the page to get the latest version."
            ),
        }
    }
}

impl std::error::Error for FileError {}

impl From<RecordError> for FileError {
    fn from(error: RecordError) -> Self {
        match error {
            RecordError::Unreadable(what) => FileError::Unreadable(what),
            RecordError::Newer(what) => FileError::Newer(what),
        }
    }
}

/// What every version of a scenario says.
#[derive(Deserialize)]
struct Version {
    scenario: u32,
}

/// Its JSON, field by field in the order of the format.
#[derive(Serialize, Deserialize)]
struct Form {
    scenario: u32,
    #[serde(default)]
    engine: String,
    header: Box<RawValue>,
    #[serde(default)]
    inputs: Vec<Box<RawValue>>,
    #[serde(default)]
    playhead: Micros,
    #[serde(default)]
    hash: String,
    #[serde(default)]
    ui: Option<Box<RawValue>>,
}

/// A world made from a scenario.
#[derive(Debug)]
pub struct Opened {
    /// The world at the playhead.
    pub session: Session,
    /// Answers of its calls.
    pub answers: Vec<Answer>,
    /// A sentence that must be shown if the world came out differently than where the scenario was made.
    pub difference: Option<String>,
}

impl Scenario {
    /// What was done to a world, to be looked at as it is now.
    pub fn of(session: &Session) -> Result<Scenario, ShareError> {
        let mut inputs = session.records().ok_or(ShareError::NotFromTheBeginning)?;
        // Digests don't compress, and the hash says the same of all of them together.
        for record in &mut inputs {
            record.out = None;
        }
        Ok(Scenario {
            engine: ENGINE.to_owned(),
            header: session.header().clone(),
            inputs,
            playhead: session.now(),
            hash: session.state_hash().chars().take(HASH_DIGITS).collect(),
            ui: String::new(),
        })
    }

    /// The moment at which the interface is to look at it, if that is not its end: `look` of its `ui`.
    pub fn look(&self) -> Option<Micros> {
        #[derive(Deserialize)]
        struct Ui {
            look: Micros,
        }
        serde_json::from_str::<Ui>(&self.ui).ok().map(|ui| ui.look).filter(|look| *look < self.playhead)
    }

    /// Sets the moment at which the interface is to look at it.
    pub fn set_look(&mut self, look: Micros) {
        self.ui = format!("{{\"look\":{look}}}");
    }

    /// Does what it says.
    pub fn open(&self) -> Opened {
        let mut session = Session::new(self.header.clone());
        let mut answers: Vec<Answer> =
            self.inputs.iter().filter_map(|record| session.take_in(record)).collect();
        session.advance_to(self.playhead);
        if session.is_waiting() {
            session.answer_the_rest(&mut answers);
        }
        let found: String = session.state_hash().chars().take(HASH_DIGITS).collect();
        let differs = !self.hash.is_empty() && self.hash != found;
        let difference = differs.then(|| {
            format!(
                "This world came out differently here than where it was shared: its hash is {found}, not {}. It was \
                 made by Dynamarium {}, this is {ENGINE}.",
                self.hash, self.engine
            )
        });
        Opened { session, answers, difference }
    }

    /// Its JSON on one line, as links carry it.
    pub fn to_json(&self) -> String {
        serde_json::to_string(&self.form()).unwrap_or_default()
    }

    /// Its JSON with an input a line, as files carry it: two of them can be compared line by line.
    pub fn to_file(&self) -> String {
        let Form { scenario, engine, header, inputs, playhead, hash, ui } = self.form();
        let quoted = |text: &str| serde_json::to_string(text).unwrap_or_default();
        let lines: Vec<&str> = inputs.iter().map(|input| input.get()).collect();
        let members = [
            format!("\"scenario\":{scenario}"),
            format!("\"engine\":{}", quoted(&engine)),
            format!("\"header\":{}", header.get()),
            format!("\"inputs\":[\n{}\n]", lines.join(",\n")),
            format!("\"playhead\":{playhead}"),
            format!("\"hash\":{}", quoted(&hash)),
            format!("\"ui\":{}", ui.as_ref().map_or("{}", |ui| ui.get())),
        ];
        format!("{{\n{}\n}}\n", members.join(",\n"))
    }

    /// Reads its JSON, from a link or a file.
    pub fn from_json(json: &str) -> Result<Scenario, FileError> {
        let unreadable = |error: serde_json::Error| FileError::Unreadable(error.to_string());
        let version: Version = serde_json::from_str(json).map_err(unreadable)?;
        if version.scenario != 1 {
            return Err(FileError::Newer(format!("it says scenario/{}", version.scenario)));
        }
        let form: Form = serde_json::from_str(json).map_err(unreadable)?;
        let inputs: Result<Vec<Record>, RecordError> =
            form.inputs.iter().map(|input| Record::from_json(input.get())).collect();
        Ok(Scenario {
            engine: form.engine,
            header: Header::from_json(form.header.get())?,
            inputs: inputs?,
            playhead: form.playhead,
            hash: form.hash,
            ui: form.ui.map_or_else(String::new, |ui| ui.get().to_owned()),
        })
    }

    /// The link's fragment (without `#`) that says it.
    pub fn to_link(&self) -> String {
        link::encode(&self.to_json())
    }

    /// Reads a link's fragment (without `#`).
    pub fn from_link(fragment: &str) -> Result<Scenario, LinkError> {
        let json = link::decode(fragment)?;
        Scenario::from_json(&json).map_err(|error| match error {
            FileError::Unreadable(what) => LinkError::Damaged(format!("what it says is no scenario: {what}")),
            FileError::Newer(what) => LinkError::Newer(what),
        })
    }

    fn form(&self) -> Form {
        // Headers and records write themselves as JSON.
        let raw = |json: String| RawValue::from_string(json).unwrap_or_default();
        Form {
            scenario: 1,
            engine: self.engine.clone(),
            header: raw(self.header.to_json()),
            inputs: self.inputs.iter().map(|record| raw(record.to_json())).collect(),
            playhead: self.playhead,
            hash: self.hash.clone(),
            ui: Some(
                RawValue::from_string(self.ui.clone()).or_else(|_| RawValue::from_string("{}".to_owned())),
            )
            .and_then(Result::ok),
        }
    }
}
