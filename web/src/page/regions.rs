//! The named regions of the page and the way between them: F6 forward, Shift+F6 back.

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlElement, KeyboardEvent, window};

/// Moves the focus to the next visible region, or to the one before.
pub(crate) fn cycle(event: &KeyboardEvent) {
    if event.key() != "F6" {
        return;
    }
    let Some(document) = window().and_then(|w| w.document()) else { return };
    let Ok(found) = document.query_selector_all("[data-region]") else { return };
    let regions: Vec<HtmlElement> = (0..found.length())
        .filter_map(|i| found.item(i)?.dyn_into::<HtmlElement>().ok())
        .filter(|region| region.offset_width() > 0 && region.offset_height() > 0)
        .collect();
    if regions.is_empty() {
        return;
    }
    event.prevent_default();
    let active = document.active_element();
    let inside = active.as_ref().and_then(|active| {
        regions.iter().position(|region| region.contains(Some(active.unchecked_ref::<web_sys::Node>())))
    });
    let count = regions.len();
    let next = match (inside, event.shift_key()) {
        (Some(at), false) => (at + 1) % count,
        (Some(at), true) => (at + count - 1) % count,
        (None, false) => 0,
        (None, true) => count - 1,
    };
    // A region that has nothing to offer is passed by: the focus is never stuck before it.
    for step in 0..count {
        let at = if event.shift_key() { next + count - step } else { next + step } % count;
        if let Some(region) = regions.get(at) {
            enter(region);
            let now = document.active_element();
            if now.is_some_and(|now| region.contains(Some(now.unchecked_ref::<web_sys::Node>()))) {
                return;
            }
        }
    }
}

/// Focuses what a region offers first: what it marks as its first thing, else itself, else what can be pressed in it.
fn enter(region: &HtmlElement) {
    let first = region.query_selector("[data-first]").ok().flatten();
    let any = || {
        let focusable = "button:not([disabled]), a[href], input:not([disabled]), select, textarea, summary";
        region.query_selector(focusable).ok().flatten().filter(|_| !region.has_attribute("tabindex"))
    };
    match first.or_else(any) {
        // The stage's is an SVG element, which has `focus` as well; the binding knows only the other.
        Some(first) => first.unchecked_ref::<HtmlElement>().focus().ok(),
        None => region.focus().ok(),
    };
}

/// Focuses the first element that the selector finds.
pub(crate) fn focus(selector: &str) {
    let found = window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.focus().ok();
    }
}

/// Brings the first element that the selector finds into sight.
pub(crate) fn scroll_to(selector: &str) {
    let found = window().and_then(|w| w.document()).and_then(|d| d.query_selector(selector).ok().flatten());
    if let Some(element) = found {
        element.scroll_into_view();
    }
}
