//! Calls at a steady rate.

use sim::Micros;
use world::{CallId, Completion, World};

use crate::support::{SECOND, input};

/// What became of calls.
pub(crate) struct Outcome {
    /// In order of their numbers: when each was sent, and its answer.
    pub(crate) calls: Vec<(Micros, Completion)>,
}

/// Sends `rate` calls a second for so many seconds, evenly, and waits for their answers.
pub(crate) fn drive(
    world: &mut World,
    rate: u64,
    seconds: u64,
    mut call: impl FnMut(u64) -> (&'static str, String),
) -> Outcome {
    let start = world.now();
    let mut sent: Vec<(CallId, Micros)> = Vec::new();
    let mut answers: Vec<Completion> = Vec::new();
    for n in 0..rate * seconds {
        let at = start + n * SECOND / rate;
        let (operation, body) = call(n);
        sent.push((world.submit(at, input(operation, &body)), at));
        answers.append(&mut world.take_completions());
    }
    world.run_until(start + seconds * SECOND + SECOND);
    answers.append(&mut world.take_completions());
    answers.sort_by_key(|completion| completion.call);
    assert_eq!(answers.len(), sent.len(), "every call is answered");
    Outcome { calls: sent.into_iter().map(|(_, at)| at).zip(answers).collect() }
}

impl Outcome {
    /// Calls that succeeded.
    pub(crate) fn accepted(&self) -> u64 {
        self.calls.iter().filter(|(_, completion)| completion.result.is_ok()).count() as u64
    }

    /// Calls that were throttled; no other error is expected.
    pub(crate) fn throttled(&self) -> u64 {
        let throttled = |completion: &Completion| match &completion.result {
            Ok(_) => false,
            Err(error) => {
                assert!(!error.throttling.is_empty(), "{error}");
                true
            }
        };
        self.calls.iter().filter(|(_, completion)| throttled(completion)).count() as u64
    }

    /// Reasons and resources of throttled calls, each once, in order of appearance.
    pub(crate) fn reasons(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (_, completion) in &self.calls {
            for reason in completion.result.as_ref().err().into_iter().flat_map(|error| &error.throttling) {
                let reason = (reason.reason.clone(), reason.resource.clone());
                if !found.contains(&reason) {
                    found.push(reason);
                }
            }
        }
        found
    }

    /// When the first throttled call was sent.
    pub(crate) fn first_throttle(&self) -> Option<Micros> {
        self.calls.iter().find(|(_, completion)| completion.result.is_err()).map(|(at, _)| *at)
    }
}
