//! The stage under the keyboard: one tab stop, arrows go to the nearest mark that way, Enter inspects.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent, MouseEvent, MouseEventInit};

/// Handles a key pressed on the stage or one of its marks; `false` for those that mean nothing here.
pub(super) fn pressed(event: &KeyboardEvent, root: &Element) -> bool {
    let key = event.key();
    let Some(target) = event.target().and_then(|target| target.dyn_into::<Element>().ok()) else {
        return false;
    };
    let on_mark = target.has_attribute("data-mark");
    match key.as_str() {
        "Enter" | " " if on_mark => {
            event.prevent_default();
            // SVG elements have no click(): a real event is what the mark listens for.
            let options = MouseEventInit::new();
            options.set_bubbles(true);
            if let Ok(click) = MouseEvent::new_with_mouse_event_init_dict("click", &options) {
                target.dispatch_event(&click).ok();
            }
        }
        "Escape" if on_mark => focus(root),
        "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" => {
            event.prevent_default();
            let marks = marks(root);
            let next = if !on_mark || key == "Home" {
                marks.first()
            } else if key == "End" {
                marks.last()
            } else {
                nearest(&target, &marks, &key)
            };
            if let Some(next) = next {
                focus(next);
            }
        }
        _ => return false,
    }
    true
}

fn marks(root: &Element) -> Vec<Element> {
    let Ok(found) = root.query_selector_all("[data-mark]") else { return Vec::new() };
    (0..found.length()).filter_map(|i| found.item(i)?.dyn_into::<Element>().ok()).collect()
}

/// The mark that is nearest in the key's direction, with what lies aside counted double.
fn nearest<'a>(from: &Element, marks: &'a [Element], key: &str) -> Option<&'a Element> {
    let corner = |element: &Element| {
        let at = element.get_bounding_client_rect();
        (at.left() as i64, (at.top() + at.height().min(60.0) / 2.0) as i64)
    };
    let (x, y) = corner(from);
    let score = |element: &&Element| {
        let (mx, my) = corner(element);
        let (dx, dy) = (mx - x, my - y);
        let (ahead, aside) = match key {
            "ArrowRight" => (dx, dy.abs()),
            "ArrowLeft" => (-dx, dy.abs()),
            "ArrowDown" => (dy, dx.abs()),
            _ => (-dy, dx.abs()),
        };
        (ahead > 3 && aside <= ahead * 6 + 400).then_some(ahead + aside * 2)
    };
    marks
        .iter()
        .filter_map(|mark| score(&mark).map(|score| (score, mark)))
        .min_by_key(|(score, _)| *score)
        .map(|(_, m)| m)
}

fn focus(element: &Element) {
    // `focus` is SVGElement's as well as HTMLElement's; the binding knows only the latter.
    element.unchecked_ref::<HtmlElement>().focus().ok();
}
