//! The field for a new name: of a world, of a branch.

use web_sys::HtmlInputElement;
use yew::prelude::*;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct RenameProps {
    /// The name as it is.
    pub(crate) name: AttrValue,
    /// What the field is called.
    pub(crate) label: AttrValue,
    /// So many characters at most.
    pub(crate) most: u32,
    /// Gets the new name (Enter), or none (Escape, leaving).
    pub(crate) done: Callback<Option<String>>,
}

/// [`Rename`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn rename(props: RenameProps) -> Html {
    html! { <Rename ..props/> }
}

/// The field holds what was typed, whatever the page draws meanwhile.
#[component]
fn Rename(props: &RenameProps) -> Html {
    let text = use_state(|| props.name.to_string());
    let place = use_node_ref();
    use_effect_with((), {
        let place = place.clone();
        move |()| {
            if let Some(input) = place.cast::<HtmlInputElement>() {
                input.focus().ok();
                input.select();
            }
        }
    });
    let typed = {
        let text = text.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target_dyn_into::<HtmlInputElement>() {
                text.set(input.value());
            }
        })
    };
    let pressed = {
        let done = props.done.clone();
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Enter" => {
                    done.emit(event.target_dyn_into::<HtmlInputElement>().map(|input| input.value()));
                }
                "Escape" => done.emit(None),
                _ => return,
            }
            // What the field stands in stays open.
            event.prevent_default();
            event.stop_propagation();
        })
    };
    let left = props.done.reform(|_: FocusEvent| None);
    html! {
        <input ref={place} type="text" class="name" aria-label={props.label.clone()} maxlength={props.most.to_string()}
               autocomplete="off" value={(*text).clone()} oninput={typed} onkeydown={pressed} onblur={left}/>
    }
}
