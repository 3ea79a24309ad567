//! Responses and errors as the AWS CLI v2 prints them.

mod answer;
mod error;
mod json;
mod sample;
mod table;
mod text;
mod time;
mod width;
mod yaml;

pub use error::{ErrorFormat, print_error, print_failure};
pub use sample::sample;

use crate::cli::Output;
use crate::json::{Node, Text, Value, read};
use crate::place::Place;
use crate::query::Query;

/// What `--output` and `--query` say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The format.
    pub output: Output,
    /// The `JMESPath` expression.
    pub query: Option<String>,
    /// Whether attributes are shown without their types.
    pub plain: bool,
}

impl Look {
    /// What the AWS CLI prints of a response (JSON) of `operation`, or why it can't. Times are printed as ISO 8601. What
    /// is no JSON is answered as it is.
    pub fn print(&self, operation: &str, response: &str) -> Result<String, String> {
        match parse(response) {
            Some(node) => self.node(operation, &answer::read(operation, &node)),
            None => Ok(response.to_owned()),
        }
    }

    /// As [`Self::print`], of an answer that was read.
    pub(crate) fn node(&self, operation: &str, node: &Node) -> Result<String, String> {
        if self.output == Output::Off {
            return Ok(String::new());
        }
        let plain = self.plain.then(|| crate::ddb::plain_answer(node));
        let node = plain.as_ref().unwrap_or(node);
        let found = match &self.query {
            Some(query) => Some(Query::new(query)?.search(node)?),
            None => None,
        };
        let node = found.as_ref().unwrap_or(node);
        let empty = matches!(&node.value, Value::Object { members, .. } if members.is_empty());
        match self.output {
            Output::Json => Ok(json::print(node)),
            Output::Text => Ok(text::print(node)),
            Output::Table => table::print(operation, node),
            Output::Yaml if empty => Ok(String::new()),
            Output::Yaml => Ok(yaml::print(node)),
            Output::YamlStream => {
                let place = Place::default();
                Ok(yaml::print(&Node::new(Value::List(vec![node.clone()]), place)))
            }
            Output::Off => Ok(String::new()),
        }
    }
}

/// An operation's answer as JSON that was read.
pub(crate) fn answer(operation: &str, response: &str) -> Option<Node> {
    parse(response).map(|node| answer::read(operation, &node))
}

fn parse(response: &str) -> Option<Node> {
    read(Text::at(response, Place::default())).ok()
}

/// JSON as YAML.
pub(crate) fn yaml(json: &str) -> String {
    parse(json).as_ref().map(yaml::print).unwrap_or_default()
}

/// JSON as the AWS CLI prints it; see [`Look::print`].
pub fn print_json(response: &str) -> String {
    Look::default().print("", response).unwrap_or_default()
}

/// Columns of text as the AWS CLI prints them; see [`Look::print`].
pub fn print_text(response: &str) -> String {
    Look { output: Output::Text, ..Look::default() }.print("", response).unwrap_or_default()
}
