//! What moves the playhead: asks the engine for moments, one after the other, at the reader's speed.

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::Duration;

use lab::protocol::{Reply, Request, Unit};
use lab::view::Looked;
use wasm_bindgen_futures::spawn_local;
use yew::UseReducerDispatcher;
use yew::platform::time::sleep;

use crate::bridge::Bridge;
use crate::page::model::{Action, Change, Hop, Mode, Model};
use crate::page::whole;
use crate::theme;

/// A speed.
pub(crate) struct Speed {
    /// As it is written.
    pub(crate) name: &'static str,
    /// Virtual microseconds that pass in a millisecond of the screen's time.
    per_ms: u64,
    /// A hop of a call under way takes at least and at most so many milliseconds.
    hop: (u64, u64),
    /// What nobody waits for is over after so many milliseconds.
    idle: u64,
}

/// The speeds, slowest first. The first is for watching: a millisecond of the service takes a second.
pub(crate) const SPEEDS: [Speed; 7] = [
    Speed { name: "×1/1000", per_ms: 1, hop: (450, 1_200), idle: 700 },
    Speed { name: "×1/100", per_ms: 10, hop: (100, 600), idle: 500 },
    Speed { name: "×1/10", per_ms: 100, hop: (33, 300), idle: 400 },
    Speed { name: "×1", per_ms: 1_000, hop: (16, 1_000), idle: 300 },
    Speed { name: "×10", per_ms: 10_000, hop: (16, 1_000), idle: 200 },
    Speed { name: "×100", per_ms: 100_000, hop: (16, 1_000), idle: 150 },
    Speed { name: "×1000", per_ms: 1_000_000, hop: (16, 1_000), idle: 100 },
];
/// Milliseconds between two pictures when moments come faster than a screen can show them.
const FRAME: u64 = 33;

/// How long the way to a moment takes on the screen.
fn wait(gap: u64, under_way: bool, rate: usize) -> u64 {
    let speed = &SPEEDS[rate.min(SPEEDS.len() - 1)];
    let plain = gap / speed.per_ms;
    if under_way { plain.clamp(speed.hop.0, speed.hop.1) } else { plain.min(speed.idle) }
}

struct Inner {
    bridge: Bridge,
    dispatch: UseReducerDispatcher<Model>,
    /// Rises whenever somebody takes the playhead in hand: what moved it before stops.
    turn: Cell<u32>,
    rate: Cell<usize>,
    at: Cell<u64>,
    mode: Cell<Mode>,
    /// Whether the reader chose a moment that isn't seen yet. The model knows it, too; but what the page does after it was
    /// drawn can come when the reader's press is heard already.
    aimed: Cell<bool>,
    /// The moment that a drag has come to while another one is being looked at.
    wanted: Cell<Option<u64>>,
    seeking: Cell<bool>,
    beside: RefCell<Option<String>>,
    last_follow: Cell<f64>,
}

/// The playhead's hand. Clones are the same hand.
#[derive(Clone)]
pub(crate) struct Player(Rc<Inner>);

impl Player {
    pub(crate) fn new(bridge: Bridge, dispatch: UseReducerDispatcher<Model>) -> Self {
        Self(Rc::new(Inner {
            bridge,
            dispatch,
            turn: Cell::default(),
            rate: Cell::default(),
            at: Cell::default(),
            mode: Cell::default(),
            aimed: Cell::default(),
            wanted: Cell::default(),
            seeking: Cell::default(),
            beside: RefCell::default(),
            last_follow: Cell::default(),
        }))
    }

    fn take(&self) -> u32 {
        let turn = self.0.turn.get().wrapping_add(1);
        self.0.turn.set(turn);
        turn
    }

    /// Takes the playhead in hand for a moment that is yet to be looked at: pictures that come meanwhile don't move it.
    fn aim(&self) -> u32 {
        let turn = self.take();
        self.change(Change::Aimed);
        turn
    }

    /// What was aimed at isn't there: the playhead stays in the past, or goes on in the present.
    fn stay(&self) {
        if self.0.mode.get() == Mode::Looking { self.change(Change::Paused) } else { self.live() }
    }

    fn change(&self, change: Change) {
        match change {
            Change::Aimed => self.0.aimed.set(true),
            Change::Seen { .. } | Change::Live | Change::Paused => self.0.aimed.set(false),
            Change::Rate(_) | Change::Beside(_) | Change::SeenBeside(_) => {}
        }
        whole::at_once();
        self.0.dispatch.dispatch(Action::Time(change));
    }

    /// Goes to the present.
    pub(crate) fn live(&self) {
        self.take();
        self.0.mode.set(Mode::Live);
        self.change(Change::Live);
    }

    /// Goes to the present because of what happened, unless the reader chose a moment meanwhile.
    pub(crate) fn keep_up(&self) {
        if !self.0.aimed.get() {
            self.live();
        }
    }

    /// Another world is on the page: nothing of the one before is looked at any more. It is seen at this moment, or in
    /// its present.
    pub(crate) fn leave(&self, look: Option<u64>) {
        self.0.wanted.set(None);
        *self.0.beside.borrow_mut() = None;
        match look {
            Some(at) => self.seek(at),
            None => self.live(),
        }
    }

    /// Plays the call that was made just now, unless calls come faster than one can watch, or the reader chose a moment.
    pub(crate) fn follow(&self, start: u64) {
        if self.0.aimed.get() {
            return;
        }
        let now = js_sys::Date::now();
        let quick = now - self.0.last_follow.replace(now) < 700.0;
        if quick || theme::reduced_motion() {
            self.live();
            return;
        }
        self.0.at.set(start);
        self.run(Mode::Following);
    }

    /// Plays on from where the playhead is.
    pub(crate) fn play(&self) {
        self.run(Mode::Looking);
    }

    /// Plays from a moment.
    pub(crate) fn play_from(&self, at: u64) {
        self.0.at.set(at);
        self.run(Mode::Looking);
    }

    /// Stands still at the latest moment that was seen.
    pub(crate) fn pause(&self) {
        self.take();
        if self.0.mode.get() == Mode::Following {
            self.seek(self.0.at.get());
        } else {
            self.change(Change::Paused);
        }
    }

    /// Sets the speed.
    pub(crate) fn set_rate(&self, rate: usize) {
        self.0.rate.set(rate);
        self.change(Change::Rate(rate));
    }

    /// Shows a branch beside this one, or none.
    pub(crate) fn set_beside(&self, branch: Option<String>) {
        self.0.beside.borrow_mut().clone_from(&branch);
        self.change(Change::Beside(branch));
        self.see_beside(self.0.at.get());
    }

    /// Looks at a moment. While one is being looked at, the latest wish waits.
    pub(crate) fn seek(&self, at: u64) {
        self.aim();
        self.0.wanted.set(Some(at));
        if self.0.seeking.replace(true) {
            return;
        }
        let player = self.clone();
        spawn_local(async move {
            while let Some(at) = player.0.wanted.take() {
                let turn = player.0.turn.get();
                let looked = player.look(at, None).await;
                if player.0.turn.get() != turn && player.0.wanted.get().is_none() {
                    // Somebody plays, or went back to the present.
                    break;
                }
                match looked {
                    Some(looked) => player.arrive(looked),
                    None => player.stay(),
                }
            }
            player.0.seeking.set(false);
        });
    }

    /// Looks at a moment, as a press on the rail does, and answers the moment that is seen then.
    pub(crate) async fn visit(&self, at: u64) -> Option<u64> {
        let turn = self.aim();
        let looked = self.look(at, None).await;
        let seen = looked.as_ref().map(|looked| looked.at);
        if self.0.turn.get() == turn {
            match looked {
                Some(looked) => self.arrive(looked),
                None => self.stay(),
            }
        }
        seen
    }

    /// Shows a moment and stands still there.
    fn arrive(&self, looked: Looked) {
        self.0.at.set(looked.at);
        if looked.live {
            self.0.mode.set(Mode::Live);
            self.change(Change::Live);
        } else {
            self.0.mode.set(Mode::Looking);
            self.see_beside(looked.at);
            let (mode, hop, playing) = (Mode::Looking, None, false);
            self.change(Change::Seen { looked: Box::new(looked), mode, hop, playing });
        }
    }

    /// One step away from a moment.
    pub(crate) fn step(&self, from: u64, unit: Unit, back: bool) {
        let turn = self.aim();
        let player = self.clone();
        spawn_local(async move {
            let asked = Request::Step { at: from, unit, back };
            let found = player.0.bridge.ask(asked).await;
            if player.0.turn.get() != turn {
                return;
            }
            match found {
                Ok(Reply::Moment(Some(at))) => player.seek(at),
                Ok(Reply::Moment(None)) if !back => player.live(),
                _ => player.stay(),
            }
        });
    }

    async fn look(&self, at: u64, branch: Option<String>) -> Option<Looked> {
        match self.0.bridge.ask(Request::Look { at, branch }).await {
            Ok(Reply::Looked(looked)) => *looked,
            _ => None,
        }
    }

    /// Looks at the same moment of the branch beside this one.
    pub(crate) fn see_beside(&self, at: u64) {
        let Some(branch) = self.0.beside.borrow().clone() else { return };
        let player = self.clone();
        spawn_local(async move {
            if let Some(looked) = player.look(at, Some(branch)).await {
                player.change(Change::SeenBeside(Box::new(looked)));
            }
        });
    }

    fn run(&self, mode: Mode) {
        let turn = if mode == Mode::Looking { self.aim() } else { self.take() };
        self.0.mode.set(mode);
        let player = self.clone();
        spawn_local(async move { player.go(mode, turn).await });
    }

    async fn go(&self, mode: Mode, turn: u32) {
        loop {
            let looked = self.look(self.0.at.get(), None).await;
            if self.0.turn.get() != turn {
                return;
            }
            let Some(looked) = looked else { return self.live() };
            let at = looked.at;
            let mut next = looked.next;
            if next.is_none() && mode == Mode::Following {
                // The present: what the call set in motion arrives while somebody watches.
                next = match self.0.bridge.ask(Request::Flow).await {
                    Ok(Reply::Moment(next)) => next,
                    _ => None,
                };
            }
            if self.0.turn.get() != turn {
                return;
            }
            self.see_beside(at);
            let Some(next) = next else { return self.live() };
            let rate = self.0.rate.get();
            let mut to = next;
            let mut ms = wait(next.saturating_sub(at), !looked.under_way.is_empty(), rate);
            if ms < FRAME && rate >= 3 {
                to = next.max(at + SPEEDS[rate].per_ms * FRAME);
                ms = FRAME;
            }
            let hop = Some(Hop { to, ms: ms as u32 });
            self.change(Change::Seen { looked: Box::new(looked), mode, hop, playing: true });
            sleep(Duration::from_millis(ms)).await;
            if self.0.turn.get() != turn {
                return;
            }
            self.0.at.set(to);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::wait;

    #[test]
    fn a_hop_can_be_seen_and_idle_time_is_skipped() {
        // At the speed for watching a hop takes as long as its sentence needs, and never bores.
        assert_eq!(wait(40, true, 0), 450);
        assert_eq!(wait(800, true, 0), 800);
        assert_eq!(wait(3_400, true, 0), 1_200);
        assert_eq!(wait(48 * 3_600_000_000, false, 0), 700);
        assert_eq!(wait(5_000, false, 3), 5);
        assert_eq!(wait(48 * 3_600_000_000, false, 6), 100);
    }
}
