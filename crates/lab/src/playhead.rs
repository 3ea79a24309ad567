//! Looking at any moment of the world, while the present goes on.

use sim::Micros;
use trace::Ring;

use crate::detail::detail;
use crate::history::{History, Kept};
use crate::lab::Lab;
use crate::names::LabNames;
use crate::protocol::Unit;
use crate::view::{CallDetail, Looked};
use session::{Past, Session};

/// How long after its answer what a call set in motion is waited for, virtual microseconds: replicas and indexes have
/// it by then, unless somebody made them slow.
const AFTERMATH: Micros = 2_000_000;
/// Events that are waited for then.
const STEPS: usize = 20_000;

/// A moment that was looked at: the next one that is later is reached from here.
pub(crate) struct Looking {
    past: Past,
    /// Calls answered since the point that the past was played from.
    history: History,
    ring: Ring,
}

impl Looking {
    fn at(session: &Session, at: Micros) -> Option<Looking> {
        let past = session.past(at)?;
        let mut looking = Looking { past, history: History::default(), ring: Ring::default() };
        looking.settle();
        Some(looking)
    }

    fn settle(&mut self) {
        let events = self.past.take_trace();
        self.history.push_answers(self.past.take_answers());
        self.history.take_in(&events);
        self.ring.extend(&events);
    }
}

/// A call that was under way at a moment, with the answer that it was to have.
fn answered_later(past: &Past, original: &Session, call: u64) -> Option<Kept> {
    let mut ahead = past.clone();
    loop {
        let mut history = History::default();
        history.push_answers(ahead.take_answers());
        if let Some(kept) = history.get(call) {
            return Some(kept.clone());
        }
        let next = ahead.next_at(original)?;
        ahead.go_on(original, next);
    }
}

impl Lab {
    /// The world as it was at a moment (the present for a later one); nothing for a moment whose inputs have left
    /// memory. The present isn't touched.
    pub fn look_at(&self, at: Micros) -> Option<Looked> {
        let session = &self.session;
        let at = at.min(session.now());
        let mut slot = self.looking.borrow_mut();
        let near = slot.take().filter(|it| {
            it.past.now() <= at
                && it.past.inputs() <= session.inputs()
                && !session.has_point_between(&it.past, at)
        });
        let looking = match near {
            Some(mut looking) => {
                looking.past.go_on(session, at);
                looking.settle();
                looking
            }
            None => Looking::at(session, at)?,
        };
        let past = &looking.past;
        // What was answered by then; of the others their answers are known here already.
        let mut calls: Vec<&Kept> = if self.history.first().is_some_and(|id| id <= past.session().calls()) {
            self.history.iter().filter(|kept| kept.completion.started <= at).collect()
        } else {
            looking.history.iter().collect()
        };
        let known = calls.last().map_or(0, |kept| kept.id());
        let later: Vec<Kept> = past
            .under_way()
            .filter(|&(call, _)| u64::from(call) > known)
            .filter_map(|(call, _)| answered_later(past, session, call.into()))
            .collect();
        calls.extend(&later);
        calls.retain(|kept| kept.id() <= past.session().calls());
        let picture = self.paint(past.session(), &calls);
        let under_way = past.under_way().map(|(call, _)| u64::from(call)).collect();
        let next = past.next_at(session);
        let focus = calls.last().map(|kept| kept.id());
        *slot = Some(looking);
        Some(Looked { at, live: at == session.now(), picture, focus, under_way, next })
    }

    /// Everything about a call that left the history, but that the moment looked at knows: it is made once more.
    pub(crate) fn detail_again(&self, call: u64) -> Option<CallDetail> {
        let started = {
            let slot = self.looking.borrow();
            let looking = slot.as_ref()?;
            let under_way = looking.past.under_way().find(|&(id, _)| u64::from(id) == call);
            under_way.map(|(_, at)| at).or_else(|| Some(looking.history.get(call)?.completion.started))?
        };
        let mut again = Looking::at(&self.session, started.saturating_sub(1))?;
        let mut until = Micros::MAX;
        for _ in 0..STEPS {
            let Some(next) = again.past.next_at(&self.session).filter(|&next| next <= until) else { break };
            again.past.go_on(&self.session, next);
            again.settle();
            if let Some(kept) = again.history.get(call) {
                until = kept.completion.at + AFTERMATH;
            }
        }
        let kept = again.history.get(call)?;
        let names = LabNames { world: again.past.session().world(), history: &again.history };
        Some(detail(kept, &again.ring, &names))
    }

    /// The moment one step away from another; nothing where there is none.
    pub fn step_from(&self, at: Micros, unit: Unit, back: bool) -> Option<Micros> {
        let session = &self.session;
        match (unit, back) {
            (Unit::Call, false) => {
                let number = session.inputs_until(at);
                (number..session.inputs()).filter_map(|it| session.moment(it)).find(|it| it.1).map(|it| it.0)
            }
            (Unit::Call, true) => {
                let number = session.inputs_until(at.checked_sub(1)?);
                (0..number).rev().map_while(|it| session.moment(it)).find(|it| it.1).map(|it| it.0)
            }
            (Unit::Event, false) => self.look_at(at)?.next,
            (Unit::Event, true) => self.event_before(at),
        }
    }

    /// The last moment before another at which anything happened.
    fn event_before(&self, at: Micros) -> Option<Micros> {
        let session = &self.session;
        let before = at.checked_sub(1)?;
        let (input, _) = session.moment(session.inputs_until(before).checked_sub(1)?)?;
        // From before the last input: what it set in motion is then told whole.
        let mut past = session.past(input.saturating_sub(1))?;
        past.go_on(session, before);
        let events = past.take_trace();
        Some(events.iter().map(|event| event.t).filter(|&t| t < at).fold(input, u64::max))
    }
}
