//! The page: a shell of regions, each a function of the [`model::Model`].

mod access;
mod caches;
mod chaos;
mod console;
mod dialog;
mod embed;
mod explorer;
mod files;
mod forms;
mod guide;
mod hear;
mod heat;
mod history;
mod icons;
mod inspector;
mod items;
mod learn;
mod linked;
mod load;
mod metrics;
mod model;
mod narrative;
mod notices;
mod popup;
mod present;
mod regions;
mod rename;
pub mod route;
mod share;
mod shell;
mod stage;
mod throttle;
mod timeline;
mod topbar;
mod whole;
mod worlds;

use std::cell::RefCell;

use lab::protocol::Opened;
use web_sys::window;

use self::timeline::player::Player;
use crate::bridge::Bridge;

thread_local! {
    static PLAYER: RefCell<Option<Player>> = const { RefCell::new(None) };
}

/// What moves the playhead of the page that is drawn, for scripts.
pub(crate) fn player() -> Option<Player> {
    PLAYER.with(|slot| slot.borrow().clone())
}

fn set_player(player: &Player) {
    PLAYER.with(|slot| *slot.borrow_mut() = Some(player.clone()));
}

/// Draws the page into `#app`. It shows itself at once and fills when the engine answers.
///
/// # Panics
/// When the document has no element `app`: `index.html` is ours.
pub fn mount(bridge: &Bridge) {
    let document = window().and_then(|w| w.document()).expect("a page has a document");
    let root = document.get_element_by_id("app").expect("index.html has an element `app`");
    root.set_inner_html("");
    yew::Renderer::<shell::App>::with_root_and_props(root, shell::AppProps { bridge: bridge.clone() })
        .render();
}

/// The link's fragment in the page's address, without `#`, if there is one that might hold a world.
pub fn link_in_address() -> Option<String> {
    let hash = window()?.location().hash().ok()?;
    let fragment = hash.strip_prefix('#')?;
    // Routes are `#/…`; anything else was meant as a link, even if it is too damaged to say so.
    (!fragment.is_empty() && !fragment.starts_with('/')).then(|| fragment.to_owned())
}

/// Takes an opened link out of the address when its world is kept from here on: reloading must not bring
/// back its beginning. A damaged link stays, to be looked at, and so does one whose world is not stored.
pub fn link_was_opened(opened: &Opened) {
    if link_in_address().is_none()
        || !opened.storing
        || opened.notices.iter().any(|notice| notice.code == "link-damaged")
    {
        return;
    }
    forget_link();
}

/// Takes a link out of the address: its world is not, or no longer, the one on the page.
pub(crate) fn forget_link() {
    if link_in_address().is_some()
        && let Some(window) = window()
        && let Ok(history) = window.history()
        && let (Ok(path), Ok(search)) = (window.location().pathname(), window.location().search())
    {
        history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(&(path + &search))).ok();
    }
}
