//! Light or dark: the system's choice until the reader makes one, which is kept for the next visit.

use web_sys::window;

const KEY: &str = "dynamarium.theme";

/// Whether the page is dark now.
pub fn is_dark() -> bool {
    let chosen = root().and_then(|root| root.get_attribute("data-theme"));
    match chosen.as_deref() {
        Some("dark") => true,
        Some(_) => false,
        None => window()
            .and_then(|w| w.match_media("(prefers-color-scheme: dark)").ok().flatten())
            .is_some_and(|query| query.matches()),
    }
}

/// Switches to the other theme and remembers it where the browser allows that.
pub fn toggle() {
    let theme = if is_dark() { "light" } else { "dark" };
    if let Some(root) = root() {
        root.set_attribute("data-theme", theme).ok();
    }
    if let Some(storage) = window().and_then(|w| w.local_storage().ok().flatten()) {
        storage.set_item(KEY, theme).ok();
    }
}

/// Whether the reader asked the system for less motion.
pub fn reduced_motion() -> bool {
    window()
        .and_then(|w| w.match_media("(prefers-reduced-motion: reduce)").ok().flatten())
        .is_some_and(|query| query.matches())
}

fn root() -> Option<web_sys::Element> {
    window()?.document()?.document_element()
}
