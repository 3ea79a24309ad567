//! Calls that are sent without waiting for their answers: other inputs may come before these do.
//!
//! In the log such a call is `send` instead of `call`, and has no outcome: playing the log sends it again and doesn't
//! wait either. Where nobody sends, nothing of this is asked for more than whether a map is empty.

use sim::Micros;
use world::{Call, CallId};

use crate::session::tables_of;
use crate::{Answer, Body, Input, Record, Session};

impl Record {
    /// Whether it is a call that was sent without waiting for its answer.
    pub(crate) const fn is_sent(&self) -> bool {
        matches!(self.input, Input::Call { sent: true, .. })
    }
}

impl Session {
    /// Sends a call now, as [`Session::make_via`] makes it, without waiting for its answer; [`Session::take_answers`]
    /// has that when it has come. The call's number.
    #[inline(never)]
    pub fn send_via(
        &mut self,
        (via, caller): (Option<&str>, Option<&str>),
        region: &str,
        operation: &str,
        body: &str,
    ) -> u32 {
        let input = Input::Call {
            region: region.to_owned(),
            operation: operation.to_owned(),
            body: Body::new(body),
            via: via.map(str::to_owned),
            caller: caller.map(str::to_owned),
            sent: true,
        };
        let record = Record { at: self.world.now(), input: input.clone(), out: None };
        let number = self.send_again(&record);
        self.write_down(record.at, input, None);
        self.count_in();
        number
    }

    /// Puts in a call that was sent.
    #[inline(never)]
    pub(crate) fn send_again(&mut self, record: &Record) -> u32 {
        let Input::Call { region, operation, body, via, caller, .. } = &record.input else { return 0 };
        let call =
            Call { via: via.clone(), caller: caller.clone(), ..self.call_input(region, operation, body) };
        let number = self.world.submit(record.at, world::Input::Call(call)).0;
        self.away.insert(number, record.clone());
        number
    }

    /// Whether a call was sent whose answer nobody has taken yet.
    pub fn is_waiting(&self) -> bool {
        !self.away.is_empty()
    }

    /// Whether this call was sent and nobody has taken its answer yet.
    pub fn is_away(&self, call: u64) -> bool {
        u32::try_from(call).is_ok_and(|call| self.away.contains_key(&call))
    }

    /// The answers to calls that were sent which have come since this was asked last, in the order in which they came.
    #[inline(never)]
    pub fn take_answers(&mut self) -> Vec<Answer> {
        let completions = self.world.take_completions();
        let answer = |completion: world::Completion| {
            let record = self.away.remove(&completion.call.0)?;
            Some(Answer { record, completion })
        };
        completions.into_iter().filter_map(answer).collect()
    }

    /// Lets time pass until something happens, if calls are away. `false` when nothing is on its way any more.
    #[inline(never)]
    pub fn wait_for_answers(&mut self) -> bool {
        let next: Option<Micros> = self.world.next_arrival_at();
        let Some(at) = next.filter(|_| self.is_waiting()) else { return false };
        self.world.run_until(at);
        true
    }

    /// Lets calls that are away come to their answers, and puts these among others, in the order of their numbers: who
    /// opens a world gets it as it was when nothing was under way.
    #[inline(never)]
    pub fn answer_the_rest(&mut self, answers: &mut Vec<Answer>) {
        self.answer_all();
        answers.extend(self.take_answers());
        value::sort_by_key(answers, |answer| answer.completion.call.0);
    }

    /// Lets time pass until every call that was sent has its answer.
    #[inline(never)]
    pub fn answer_all(&mut self) {
        while self.away.keys().any(|&call| self.world.is_under_way(CallId(call))) {
            if !self.wait_for_answers() {
                return;
            }
        }
    }
}

impl Answer {
    /// Names of the tables that the call was about; `None` when it could not be understood.
    pub fn tables(&self) -> Option<Vec<String>> {
        let Input::Call { body, .. } = &self.record.input else { return None };
        let request = api::parse(&self.completion.operation, body.text().as_bytes());
        request.ok().as_ref().map(tables_of)
    }
}
