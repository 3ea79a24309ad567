//! Fields of forms: what is typed goes into a value, and what is wrong stands under its field.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlSelectElement, HtmlTextAreaElement};
use yew::prelude::*;

/// A value that a form changes.
#[derive(Clone, PartialEq)]
pub(crate) struct Edited<T>(pub(crate) T);

/// One change of it.
pub(crate) type Change<T> = Box<dyn FnOnce(&mut T)>;

impl<T: Clone> Reducible for Edited<T> {
    type Action = Change<T>;

    fn reduce(self: Rc<Self>, change: Change<T>) -> Rc<Self> {
        let mut next = self.0.clone();
        change(&mut next);
        Rc::new(Self(next))
    }
}

/// The handle on it that a form holds.
pub(crate) type Form<T> = UseReducerHandle<Edited<T>>;

/// A callback that puts what was typed into the value.
pub(crate) fn into<T: Clone + 'static>(form: &Form<T>, put: fn(&mut T, String)) -> Callback<String> {
    let dispatch = form.dispatcher();
    Callback::from(move |text: String| dispatch.dispatch(Box::new(move |value: &mut T| put(value, text))))
}

/// A callback that changes the value.
pub(crate) fn on<T: Clone + 'static, E>(
    form: &Form<T>,
    change: impl Fn(&mut T) + Clone + 'static,
) -> Callback<E> {
    let dispatch = form.dispatcher();
    Callback::from(move |_: E| {
        let change = change.clone();
        dispatch.dispatch(Box::new(move |value: &mut T| change(value)));
    })
}

/// What an input, text area or list holds after an event.
pub(crate) fn held(event: &Event) -> Option<String> {
    let target = event.target()?;
    if let Some(input) = target.dyn_ref::<HtmlInputElement>() {
        return Some(if input.type_() == "checkbox" { input.checked().to_string() } else { input.value() });
    }
    if let Some(area) = target.dyn_ref::<HtmlTextAreaElement>() {
        return Some(area.value());
    }
    target.dyn_ref::<HtmlSelectElement>().map(HtmlSelectElement::value)
}

/// Hands on what was typed.
pub(crate) fn typed(to: &Callback<String>) -> Callback<InputEvent> {
    let to = to.clone();
    Callback::from(move |event: InputEvent| {
        if let Some(text) = held(&event) {
            to.emit(text);
        }
    })
}

/// Hands on what was chosen.
pub(crate) fn chosen(to: &Callback<String>) -> Callback<Event> {
    let to = to.clone();
    Callback::from(move |event: Event| {
        if let Some(text) = held(&event) {
            to.emit(text);
        }
    })
}

/// What stands under a field that is wrong.
pub(crate) fn wrong(id: &str, text: Option<&str>) -> Html {
    text.map(
        |text| html! { <p class="wrong" id={format!("{id}-wrong")} role="status">{ text.to_owned() }</p> },
    )
    .unwrap_or_default()
}

/// A line of text with its label.
pub(crate) fn text(id: &str, label: &str, value: &str, fault: Option<&str>, to: &Callback<String>) -> Html {
    let described = fault.map(|_| format!("{id}-wrong"));
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ label.to_owned() }</label>
            <input id={id.to_owned()} type="text" value={value.to_owned()} autocomplete="off" spellcheck="false"
                   aria-invalid={fault.map(|_| "true")} aria-describedby={described} oninput={typed(to)}/>
            { wrong(id, fault) }
        </div>
    }
}

/// A choice with its label.
pub(crate) fn select(
    id: &str,
    label: &str,
    value: &str,
    options: &[(&str, &str)],
    to: &Callback<String>,
) -> Html {
    html! {
        <div class="field">
            <label for={id.to_owned()}>{ label.to_owned() }</label>
            <select id={id.to_owned()} onchange={chosen(to)}>{ choices(value, options) }</select>
        </div>
    }
}

/// The choices of a list: what it means, and words.
pub(crate) fn choices(value: &str, options: &[(&str, &str)]) -> Html {
    html! { <>{ for options.iter().map(|(name, words)| html! {
        <option value={(*name).to_owned()} selected={*name == value}>{ (*words).to_owned() }</option>
    }) }</> }
}

/// A switch.
pub(crate) fn check(label: &str, value: bool, disabled: bool, to: &Callback<String>) -> Html {
    html! {
        <label class="check"><input type="checkbox" checked={value} {disabled} onchange={chosen(to)}/>{ label.to_owned() }</label>
    }
}

/// One of several, each a button: what it means, and words.
pub(crate) fn radio(
    name: &str,
    label: &str,
    value: &str,
    options: &[(&str, &str)],
    to: &Callback<String>,
) -> Html {
    html! {
        <fieldset class="radio"><legend class="unseen">{ label.to_owned() }</legend>
            { for options.iter().map(|(meaning, words)| html! {
                <label><input type="radio" name={name.to_owned()} value={(*meaning).to_owned()}
                    checked={*meaning == value} onchange={chosen(to)}/><span>{ (*words).to_owned() }</span></label>
            }) }
        </fieldset>
    }
}

/// The types of keys.
pub(crate) const KEY_KINDS: [(&str, &str); 3] = [("S", "String"), ("N", "Number"), ("B", "Binary")];
