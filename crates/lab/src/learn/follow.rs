//! Following what is done in a lesson's world.

use ::learn::{Lesson, Watch};
use serde_json::Value;
use session::{Answer, Input, Session};
use trace::Event;

use super::deed::{deed, seen};
use crate::history::{History, Kept};
use crate::lab::Lab;
use crate::names::LabNames;

/// The lesson that is open, and how far it has come.
pub(crate) struct Following {
    watch: Watch,
    /// The branch and the inputs that were taken in.
    branch: String,
    inputs: u64,
    /// The last call that was taken in.
    call: u64,
}

impl Following {
    /// Steps that are done, and which goals of the one at hand are met.
    pub(super) fn come(&self) -> (usize, Vec<bool>) {
        (self.watch.done, self.watch.met.clone())
    }

    /// Takes in the answers to calls that were sent.
    fn take_in_answers(&mut self, session: &mut Session, away: &mut Vec<Event>) {
        if !session.is_waiting() {
            return;
        }
        for answer in session.take_answers() {
            let call = told(session, &answer, away);
            self.take_in(session, &[], Some(call));
        }
        if !session.is_waiting() {
            away.clear();
        }
    }

    /// Takes in what happened, and then a call, if one was made.
    fn take_in(&mut self, session: &Session, events: &[Event], call: Option<Value>) {
        // Goals are about names of tables and figures; keys are looked at in calls.
        let names = LabNames { world: session.world(), history: &History::default() };
        for event in events {
            if self.watch.wants_event(event.kind.name()) {
                self.watch.event(event.kind.name(), &seen(event, &names));
            }
        }
        if let Some(call) = call {
            self.watch.call(&call);
        }
        self.watch.look(&Asked(session));
    }
}

/// A call that was played again, as goals see it, with what was told of it meanwhile.
fn told(session: &Session, answer: &Answer, news: &[Event]) -> Value {
    let completion = &answer.completion;
    let mine: Vec<Event> = news.iter().filter(|it| it.call == completion.call.0).copied().collect();
    let body = match &answer.record.input {
        Input::Call { body, .. } => body.text(),
        Input::Set { .. } | Input::Act(_) => "",
    };
    deed(session.world(), completion, body, &mine)
}

/// A session that goals may ask.
pub(super) struct Asked<'a>(pub(super) &'a Session);

impl ::learn::World for Asked<'_> {
    fn ask(&self, operation: &str, body: &str) -> Option<Value> {
        let completion = self.0.dry_call(scenario::EXAMPLE_REGION, operation, body);
        completion.result.as_ref().ok()?;
        serde_json::from_str(&crate::detail::answer_json(&completion)).ok()
    }

    fn clock(&self) -> u64 {
        self.0.now()
    }
}

impl Lab {
    /// Takes in what happened, for the lesson that is open. Not inlined: nobody needs it before a lesson is.
    #[inline(never)]
    pub(crate) fn follow(&mut self, news: &[Event], answered: &[u64]) {
        let Some(mut following) = self.following.take() else { return };
        let told = |kept: &Kept| {
            let id = u32::try_from(kept.id()).unwrap_or(u32::MAX);
            deed(self.session.world(), &kept.completion, kept.body.text(), self.ring.call(id))
        };
        let last = self.history.last().filter(|kept| kept.id() > following.call);
        // A call that was sent is told of when its answer comes.
        let waited_for = last.filter(|kept| !answered.contains(&kept.id()));
        following.take_in(&self.session, news, waited_for.map(told));
        for kept in answered.iter().filter_map(|&id| self.history.get(id)) {
            following.take_in(&self.session, &[], Some(told(kept)));
        }
        following.call = last.map_or(following.call, Kept::id);
        following.inputs = self.session.inputs();
        self.following = Some(following);
    }

    /// Follows this lesson from now on. What was done in its world before is played again, unless it was followed.
    pub(super) fn follow_lesson(&mut self, lesson: &Lesson) -> Result<(), String> {
        let goes_on = self.following.as_ref().is_some_and(|it| {
            it.watch.lesson == *lesson && it.branch == self.branch.0 && it.inputs == self.session.inputs()
        });
        if !goes_on {
            let fresh = self.following.as_ref().is_none_or(|it| it.watch.lesson != *lesson);
            let start = Lab::lesson(lesson)?;
            self.following = Some(Box::new(self.played_again(lesson, &start)?));
            // Where calls go and as whom is no part of the log: the lesson says it once more.
            if fresh && (start.via.is_some() || start.caller.is_some()) {
                self.set_via(start.via);
                self.set_caller(start.caller);
            }
        }
        Ok(())
    }

    /// Plays the world again to see what was done in it since the lesson began.
    fn played_again(&self, lesson: &Lesson, start: &Lab) -> Result<Following, String> {
        let records = self.session.records().ok_or("The beginning of this world is no longer in memory.")?;
        let begun = start.session.records().unwrap_or_default();
        let same = begun.len() <= records.len()
            && begun.iter().zip(&records).all(|(a, b)| a.input == b.input && a.at == b.at);
        if !same {
            return Err("This world did not begin as the lesson does.".to_owned());
        }
        let mut session = Session::in_memory(self.session.header().clone());
        let (first, rest) = records.split_at(begun.len());
        for record in first {
            session.replay(record);
        }
        session.advance_to(start.session.now().min(self.session.now()));
        session.take_trace();
        let mut following = Following {
            watch: Watch::new(lesson.clone(), session.now()),
            branch: self.branch.0.clone(),
            inputs: self.session.inputs(),
            call: session.calls(),
        };
        // What was told of calls that are away.
        let mut away: Vec<Event> = Vec::new();
        for record in rest {
            // What came before the input is a moment of its own.
            session.advance_to(record.at);
            let news = session.take_trace();
            away.extend(news.iter().filter(|_| session.is_waiting()));
            following.take_in(&session, &news, None);
            following.take_in_answers(&mut session, &mut away);
            let answer = session.replay(record).answer;
            let news = session.take_trace();
            away.extend(news.iter().filter(|_| session.is_waiting()));
            following.take_in(&session, &news, answer.map(|it| told(&session, &it, &news)));
            following.take_in_answers(&mut session, &mut away);
        }
        session.advance_to(self.session.now());
        let news = session.take_trace();
        away.extend(news.iter().filter(|_| session.is_waiting()));
        following.take_in(&session, &news, None);
        following.take_in_answers(&mut session, &mut away);
        following.call = self.session.calls();
        Ok(following)
    }
}
