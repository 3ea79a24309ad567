//! The welcome gives way to the page in one frame.
//!
//! Yew lets the browser draw between the page and its parts where making new parts took long (`scheduler::run_scheduler`),
//! unless some part waits to be drawn anew. As long as the welcome is shown, there is one that does, with every change of
//! the model.

use std::cell::RefCell;

use yew::functional::UseForceUpdateHandle;
use yew::prelude::*;

thread_local! {
    static PART: RefCell<Option<UseForceUpdateHandle>> = const { RefCell::new(None) };
}

/// The part that waits: nothing is seen of it.
#[component]
pub(crate) fn Whole() -> Html {
    let again = use_force_update();
    use_effect_with((), move |()| {
        PART.set(Some(again));
        || PART.set(None)
    });
    Html::default()
}

/// The model is about to change: all that comes of it is to be drawn at once.
pub(crate) fn at_once() {
    let part = PART.with_borrow(Clone::clone);
    if let Some(part) = part {
        part.force_update();
    }
}
