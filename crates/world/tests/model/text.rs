//! Expressions as text, with their names and values.

use serde_json::{Map as JsonMap, Value, json};

use crate::dice::Dice;
use crate::value::{Path, Step, V};

/// Collects the names and values that expressions of one request use.
pub(crate) struct Texts<'d> {
    dice: &'d mut Dice,
    names: JsonMap<String, Value>,
    values: JsonMap<String, Value>,
}

impl<'d> Texts<'d> {
    pub(crate) fn new(dice: &'d mut Dice) -> Self {
        Self { dice, names: JsonMap::new(), values: JsonMap::new() }
    }

    fn name(&mut self, name: &str) -> String {
        if self.dice.one_in(3) {
            let placeholder = format!("#{name}");
            self.names.insert(placeholder.clone(), json!(name));
            placeholder
        } else {
            name.to_owned()
        }
    }

    pub(crate) fn path(&mut self, path: &Path) -> String {
        let mut text = self.name(&path.name);
        for step in &path.steps {
            match step {
                Step::Name(name) => {
                    text.push('.');
                    text += &self.name(name);
                }
                Step::Index(at) => {
                    text.push('[');
                    text += &at.to_string();
                    text.push(']');
                }
            }
        }
        text
    }

    pub(crate) fn value(&mut self, value: &V) -> String {
        let placeholder = format!(":v{}", self.values.len());
        self.values.insert(placeholder.clone(), value.json());
        placeholder
    }

    pub(crate) fn paths(&mut self, paths: &[Path]) -> String {
        paths.iter().map(|path| self.path(path)).collect::<Vec<_>>().join(", ")
    }

    /// Adds what was collected to a request.
    pub(crate) fn finish(self, request: &mut Value) {
        for (member, map) in
            [("ExpressionAttributeNames", self.names), ("ExpressionAttributeValues", self.values)]
        {
            if !map.is_empty() {
                request[member] = Value::Object(map);
            }
        }
    }
}
