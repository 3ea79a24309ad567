//! Acts in input/1: `{"at":µs,"act":{"<what>":{…}},"out":…}`.

use sim::Micros;
use world::{Act, ActError};

use crate::record::end_line;
use crate::{Input, RecordError, Session};

/// The line of an act.
#[inline(never)]
pub(crate) fn line(at: Micros, act: &Act, out: Option<&str>) -> String {
    // Names, integers and lists: there is nothing in them that could fail.
    let act = serde_json::to_string(act).unwrap_or_default();
    // `end_line` closes the record's content, which here is the act's own braces.
    let open = act.strip_suffix('}').unwrap_or_default();
    end_line(format!("{{\"at\":{at},\"act\":{open}"), out)
}

/// Reads what stands under `act`. What this build doesn't know comes from a later one.
#[inline(never)]
pub(crate) fn read(json: &str) -> Result<Act, RecordError> {
    serde_json::from_str(json)
        .map_err(|error| RecordError::Newer(format!("an act that is not known: {error}")))
}

impl Session {
    /// Does something that is neither a call nor a knob. Refusals are logged too: they change nothing, then as now.
    ///
    /// # Errors
    /// When the world refuses.
    pub fn act(&mut self, act: Act) -> Result<(), ActError> {
        let at = self.world.now();
        let result = self.world.act(at, &act);
        let outcome = result.as_ref().map_or_else(ToString::to_string, |()| "{}".to_owned());
        self.write_down(at, Input::Act(act), Some(&outcome));
        self.count_in();
        result
    }
}
