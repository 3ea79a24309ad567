//! Searching the commands typed before (Ctrl R).

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::past::Past;
use crate::page::regions;
use crate::words::cut;

#[derive(Clone, Properties)]
pub(super) struct SearchProps {
    pub(super) past: Rc<RefCell<Past>>,
    /// Called with the command that was chosen, or with none.
    pub(super) done: Callback<Option<String>>,
}

impl PartialEq for SearchProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.past, &other.past)
    }
}

/// [`Search`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(super) fn search(past: Rc<std::cell::RefCell<Past>>, done: Callback<Option<String>>) -> Html {
    html! { <Search {past} {done}/> }
}

/// The field and what it finds.
#[component]
pub(super) fn Search(props: &SearchProps) -> Html {
    let words = use_state(String::new);
    let chosen = use_state(|| 0_usize);
    use_effect_with((), |()| regions::focus(".search input"));
    let found = props.past.borrow().search(&words);
    let oninput = {
        let (words, chosen) = (words.clone(), chosen.clone());
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                words.set(input.value());
                chosen.set(0);
            }
        })
    };
    let onkeydown = {
        let (done, found, chosen) = (props.done.clone(), found.clone(), chosen.clone());
        Callback::from(move |event: KeyboardEvent| {
            match event.key().as_str() {
                "Enter" => done.emit(found.get(*chosen).cloned()),
                "Escape" => done.emit(None),
                "ArrowDown" if !found.is_empty() => chosen.set((*chosen + 1) % found.len()),
                "ArrowUp" if !found.is_empty() => chosen.set((*chosen + found.len() - 1) % found.len()),
                _ => return,
            }
            event.prevent_default();
        })
    };
    let active = (!found.is_empty()).then(|| format!("past-{}", *chosen));
    html! {
        <div class="search">
            <input type="text" role="combobox" aria-label="Search earlier commands" aria-expanded={(!found.is_empty()).to_string()}
                   aria-controls="past" aria-activedescendant={active} placeholder="Search earlier commands"
                   autocomplete="off" spellcheck="false" {oninput} {onkeydown}/>
            <ul class="unseen" id="past" role="listbox" aria-label="Earlier commands">
                { for found.iter().enumerate().map(|(i, command)| html! {
                    <li key={i} id={format!("past-{i}")} role="option" aria-selected={(i == *chosen).to_string()}>{ cut(command, 200) }</li>
                }) }
            </ul>
            <span class="mono sub" aria-hidden="true">{ found.get(*chosen).map_or("nothing found".to_owned(), |c| cut(c, 64)) }</span>
        </div>
    }
}
