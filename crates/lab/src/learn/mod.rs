//! Lessons in the playground: how one begins, how far somebody has come, and what proves it.
//!
//! The page asks with an order in JSON and gets JSON, or a text, back: what lessons say comes to the page as files, and none
//! of it is in the first load.

mod calculate;
mod deed;
mod drill;
mod follow;
mod proof;
mod record;
mod retell;

use ::learn::Lesson;
use scenario::Scenario;
use serde_json::{Value, json};
use session::Header;

pub(crate) use self::follow::Following;
pub use self::proof::prove;
use crate::lab::Lab;

/// Where the time of every lesson's world begins: 1 March 2027, 09:00 UTC, in Unix microseconds. So what a lesson says of
/// dates is right whenever it is taken.
pub const EPOCH: u64 = 1_803_891_600_000_000;
/// How the name of a lesson's world begins.
pub const WORLD: &str = "Lesson: ";

impl Lab {
    /// The world in which a lesson begins; or what can't be done of it.
    pub fn lesson(lesson: &Lesson) -> Result<Lab, String> {
        let mut lab = Lab::new(Header {
            seed: lesson.seed,
            epoch: EPOCH,
            name: format!("{WORLD}{}", lesson.title),
            ..Header::default()
        });
        let (_, printed) = lab.run_all(&lesson.start);
        match printed.iter().find(|it| it.code != 0) {
            Some(failed) => Err(format!("{}\n{}", failed.command, failed.output)),
            None => Ok(lab),
        }
    }

    /// Answers an order about lessons; or says why not. Not inlined: the page loads it when it is first needed.
    #[inline(never)]
    pub fn learn(&mut self, order: &str) -> Result<String, String> {
        let order: Value = serde_json::from_str(order).map_err(|error| error.to_string())?;
        let text = |name: &str| order.get(name).and_then(Value::as_str).unwrap_or_default();
        let lesson = || Lesson::read(text("lesson")).map_err(|fault| fault.to_string());
        match text("order") {
            "start" => {
                let lab = Lab::lesson(&lesson()?)?;
                Scenario::of(lab.session())
                    .map(|scenario| scenario.to_file())
                    .map_err(|error| error.to_string())
            }
            "look" => {
                let lesson = lesson()?;
                self.follow_lesson(&lesson)?;
                let (done, met) = self.following.as_ref().map(|it| it.come()).unwrap_or_default();
                Ok(json!({ "done": done, "met": met }).to_string())
            }
            "leave" => {
                self.following = None;
                Ok("{}".to_owned())
            }
            "drill" => {
                Ok(drill::drill(order.get("number").and_then(Value::as_u64).unwrap_or_default()).to_string())
            }
            "calculate" => calculate::calculate(&order).map(|answer| answer.to_string()),
            "record" => {
                let from = order.get("from").and_then(Value::as_array);
                let from: Vec<u64> = from.into_iter().flatten().filter_map(Value::as_u64).collect();
                self.recorded(&from)
            }
            "prove" => Ok(json!({ "faults": prove(&lesson()?) }).to_string()),
            other => Err(format!("There is no order {other}.")),
        }
    }
}
