//! News on their way into the model: gathered, thinned, and handed over once a frame.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use gloo::timers::callback::Timeout;
use lab::protocol::News;
use yew::UseReducerDispatcher;

use super::model::{Action, Model};
use super::whole;

/// Milliseconds between redraws, and while a long run goes on: typing has the right of way.
const FRAME: u32 = 16;
const BUSY: u32 = 80;
/// Milliseconds that the save state may be old: alone it is no reason to draw a frame.
const QUIET: u32 = 250;
/// Printed pieces kept between two redraws: nobody reads more of what rushes by, and each is drawn anew.
const PIECES: usize = 16;

/// Gathers news and dispatches them in batches.
#[derive(Clone)]
pub(crate) struct Gatherer {
    dispatch: UseReducerDispatcher<Model>,
    news: Rc<RefCell<Vec<News>>>,
    /// The next redraw, and for when it was set, milliseconds.
    due: Rc<RefCell<Option<(Timeout, f64)>>>,
    busy: Rc<Cell<bool>>,
}

impl Gatherer {
    pub(crate) fn new(dispatch: UseReducerDispatcher<Model>) -> Self {
        Self { dispatch, news: Rc::default(), due: Rc::default(), busy: Rc::default() }
    }

    /// Takes a piece of news in.
    pub(crate) fn add(&self, item: News) {
        let mut news = self.news.borrow_mut();
        let quiet = matches!(item, News::Saved(_));
        match &item {
            // Only the latest picture, progress and save state are ever seen.
            News::Picture(_) => news.retain(|old| !matches!(old, News::Picture(_))),
            News::Running(running) => {
                self.busy.set(running.is_some_and(|(_, all)| all > 20));
                news.retain(|old| !matches!(old, News::Running(_)));
            }
            News::Saved(_) => news.retain(|old| !matches!(old, News::Saved(_))),
            News::Printed(_)
                if news.iter().filter(|old| matches!(old, News::Printed(_))).count() >= PIECES =>
            {
                if let Some(at) = news.iter().position(|old| matches!(old, News::Printed(_))) {
                    news.remove(at);
                }
            }
            News::Printed(_) | News::Notice(_) => {}
        }
        news.push(item);
        drop(news);
        let wait = if self.busy.get() {
            BUSY
        } else if quiet {
            QUIET
        } else {
            FRAME
        };
        let at = js_sys::Date::now() + f64::from(wait);
        let mut due = self.due.borrow_mut();
        if due.as_ref().is_none_or(|(_, set)| at < *set) {
            let gatherer = self.clone();
            *due = Some((Timeout::new(wait, move || gatherer.hand_over()), at));
        }
    }

    /// Hands everything over now.
    pub(crate) fn hand_over(&self) {
        self.due.borrow_mut().take();
        let news = std::mem::take(&mut *self.news.borrow_mut());
        if !news.is_empty() {
            whole::at_once();
            self.dispatch.dispatch(Action::News(news));
        }
    }
}
