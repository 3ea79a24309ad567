//! Commands that end with `&`: sent without waiting, printed when their answers come.

use console::{ApiCall, Pager};
use session::{Answer, Input};
use sim::Micros;

use crate::job::{How, Job, show};
use crate::lab::Lab;
use crate::protocol::Printed;
use crate::words::span;

/// A command whose answer isn't there yet.
pub(crate) struct Away {
    /// The number of its call.
    id: u64,
    call: Box<ApiCall>,
    pager: Option<Box<Pager>>,
    printed: Printed,
    /// When it was sent.
    at: Micros,
}

impl Lab {
    /// Sends a command's call; it is printed later.
    #[inline(never)]
    pub(crate) fn send(
        &mut self,
        job: &mut Job,
        call: Box<ApiCall>,
        mut printed: Printed,
    ) -> Option<Printed> {
        let pager = Pager::new(&call).map(Box::new);
        let input = pager.as_ref().map_or_else(|| call.input.clone(), |pager| pager.input());
        let at = self.clock();
        let Ok(id) = self.dispatch(&call, &input, &mut printed) else { return Some(printed) };
        job.call = Some(id);
        job.away.push(Away { id, call, pager, printed, at });
        // As in a shell: that it was sent is all that what follows can know.
        (job.next, job.code) = (job.next + 1, 0);
        None
    }

    fn dispatch(&mut self, call: &ApiCall, input: &str, printed: &mut Printed) -> Result<u64, ()> {
        let How { region, via, caller } = self.how(call, printed)?;
        let how = (via.as_deref(), caller.as_deref());
        let id = self.session.send_via(how, &region, call.operation, input);
        self.flowed = 0;
        self.settle();
        Ok(id.into())
    }

    /// The command whose answer came first, among those whose answers have come: what it printed, unless it takes
    /// another call, which is sent. Nothing when no answer has come.
    #[inline(never)]
    pub(crate) fn answered(&mut self, job: &mut Job) -> Option<Option<Printed>> {
        let came = |away: &Away| self.history.get(away.id).map(|kept| (kept.completion.at, away.id));
        let (id, at) = match job.away.iter().filter_map(came).min() {
            Some((at, id)) => (id, at),
            // So much was called meanwhile that the answer is no longer at hand.
            None => (job.away.iter().find(|away| !self.session.is_away(away.id))?.id, self.clock()),
        };
        let place = job.away.iter().position(|away| away.id == id)?;
        let Away { id, call, pager, mut printed, at: sent } = job.away.remove(place);
        printed.call = Some(id);
        if let Ok(response) = self.outcome(job, &call, id, &mut printed) {
            if let Some(mut pager) = pager {
                match pager.accept(&response) {
                    Ok(true) => {
                        let input = pager.input();
                        if let Ok(id) = self.dispatch(&call, &input, &mut printed) {
                            job.away.push(Away { id, call, pager: Some(pager), printed, at: sent });
                            return Some(None);
                        }
                    }
                    Ok(false) => show(&mut printed, pager.print(&self.look(&call))),
                    Err(error) => show(&mut printed, Err(error.to_string())),
                }
            } else {
                show(&mut printed, self.look(&call).print(call.operation, &response));
            }
        }
        let took = span(at.saturating_sub(sent));
        printed.remarks.push(format!("Sent as #{id} without waiting; its answer came {took} later."));
        job.note(&printed);
        Some(Some(printed))
    }

    /// Lets time pass until an answer comes.
    #[inline(never)]
    pub(crate) fn wait_for_one(&mut self) {
        let before = self.history.mark();
        while self.session.wait_for_answers() {
            self.settle();
            if self.history.mark() != before {
                return;
            }
        }
        self.settle();
    }

    /// Lets everything that was sent come to its answers.
    #[inline(never)]
    pub(crate) fn answer_all(&mut self) {
        self.session.answer_all();
        self.settle();
    }

    /// Takes in the answers that have come, and tells of which calls.
    #[inline(never)]
    pub(crate) fn take_answers(&mut self) -> Vec<u64> {
        let mut calls = Vec::new();
        for answer in self.session.take_answers() {
            let tables = answer.tables();
            let Answer { record, completion } = answer;
            let Input::Call { body, .. } = record.input else { continue };
            let id = u64::from(completion.call.0);
            self.rail.call(completion.started, id, completion.result.is_err());
            let events = self.ring.call(completion.call.0);
            self.history.push(completion, body, tables.as_deref());
            // What it read was told of while it had no answer.
            self.history.take_in(events);
            calls.push(id);
        }
        calls
    }
}
