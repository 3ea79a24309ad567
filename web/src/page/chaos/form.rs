//! The form of a fault: which, with what figures, where, when, for how long.

use lab::chaos::KindView;
use lab::view::TableView;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

use super::kinds::{self, Figure};
use crate::page::model::Shared;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct FormProps {
    pub(super) kinds: Vec<KindView>,
    pub(super) table: Option<Shared<TableView>>,
    /// Gets the words after `lab chaos`.
    pub(super) change: Callback<Vec<String>>,
}

/// What the reader has put in.
#[derive(Clone, PartialEq)]
struct Filled {
    kind: String,
    /// One a control.
    figures: Vec<String>,
    place: String,
    after: String,
    lasts: String,
}

impl Filled {
    fn set_figure(&mut self, at: usize, value: String) {
        if let Some(figure) = self.figures.get_mut(at) {
            *figure = value;
        }
    }

    fn words(&self, table: Option<&TableView>) -> Vec<String> {
        let mut words = vec![self.kind.clone()];
        words.extend(self.figures.iter().map(|figure| figure.trim().to_owned()).filter(|it| !it.is_empty()));
        let mut option = |name: &str, value: &str| words.extend([name.to_owned(), value.to_owned()]);
        if self.kind != "hand-over" && !self.lasts.trim().is_empty() {
            option("--for", self.lasts.trim());
        }
        if !self.after.trim().is_empty() {
            option("--in", self.after.trim());
        }
        if let Some(table) = table.filter(|_| !self.place.is_empty()) {
            option("--table", &table.name);
            if self.place != "table" {
                option("--partition", &self.place);
            }
        }
        words
    }
}

/// What a control changes.
type Setter = Box<dyn Fn(&mut Filled, String)>;

/// The form.
#[component]
pub(super) fn Form(props: &FormProps) -> Html {
    let filled = use_state(|| Filled {
        kind: "az-loss".to_owned(),
        figures: kinds::at_first("az-loss"),
        place: String::new(),
        after: String::new(),
        lasts: "15s".to_owned(),
    });
    use_effect_with(((*filled).clone(), props.table.clone()), {
        let change = props.change.clone();
        move |(filled, table)| change.emit(filled.words(table.as_deref()))
    });
    let kind = {
        let filled = filled.clone();
        Callback::from(move |event: Event| {
            let Some(name) = chosen(&event) else { return };
            let figures = kinds::at_first(&name);
            filled.set(Filled { kind: name, figures, ..(*filled).clone() });
        })
    };
    let zone = |at: usize| {
        let filled = filled.clone();
        Callback::from(move |event: Event| {
            let Some(zone) = chosen(&event) else { return };
            let mut next = (*filled).clone();
            next.set_figure(at, zone);
            filled.set(next);
        })
    };
    let place = {
        let filled = filled.clone();
        Callback::from(move |event: Event| {
            if let Some(place) = chosen(&event) {
                filled.set(Filled { place, ..(*filled).clone() });
            }
        })
    };
    let typed = |set: Setter| {
        let filled = filled.clone();
        Callback::from(move |event: InputEvent| {
            if let Some(input) = event.target().and_then(|t| t.dyn_into::<HtmlInputElement>().ok()) {
                let mut next = (*filled).clone();
                set(&mut next, input.value());
                filled.set(next);
            }
        })
    };
    let about = props.kinds.iter().find(|kind| kind.name == filled.kind);
    let figures = kinds::named(&filled.kind).map_or(&[][..], |kind| kind.2);
    let partitions = props.table.iter().flat_map(|table| table.partitions.iter()).map(|it| it.name.clone());
    html! {
        <div class="chaos-form">
            <label>{ "Fault" }
                <select onchange={kind} aria-describedby="chaos-about">
                    { for kinds::GROUPS.iter().map(|(group, kinds)| html! {
                        <optgroup label={*group}>
                            { for kinds.iter().map(|(name, words, _)| html! { <option value={*name} selected={*name == filled.kind}>{ *words }</option> }) }
                        </optgroup>
                    }) }
                </select>
            </label>
            { for figures.iter().enumerate().map(|(at, figure)| {
                let value = filled.figures.get(at).cloned().unwrap_or_default();
                match *figure {
                    Figure::Zone(label) => html! {
                        <label key={format!("{}{at}", filled.kind)}>{ label }
                            <select onchange={zone(at)}>
                                { for ["a", "b", "c"].iter().map(|zone| html! { <option value={*zone} selected={*zone == value}>{ *zone }</option> }) }
                            </select>
                        </label>
                    },
                    Figure::Text(label, _) => html! {
                        <label key={format!("{}{at}", filled.kind)}>{ label }
                            <input type="text" {value} spellcheck="false" autocomplete="off"
                                   oninput={typed(Box::new(move |it, value| it.set_figure(at, value)))}/>
                        </label>
                    },
                }
            }) }
            <label>{ "On" }
                <select onchange={place}>
                    <option value="" selected={filled.place.is_empty()}>{ "everything" }</option>
                    if let Some(table) = &props.table {
                        <option value="table" selected={filled.place == "table"}>{ &table.name }</option>
                        { for partitions.map(|name| html! { <option value={name.clone()} selected={filled.place == name}>{ format!("{} {name}", table.name) }</option> }) }
                    }
                </select>
            </label>
            <label>{ "Begins in" }
                <input type="text" value={filled.after.clone()} placeholder="now" spellcheck="false" autocomplete="off"
                       oninput={typed(Box::new(|it, value| it.after = value))}/>
            </label>
            if filled.kind != "hand-over" {
            <label>{ "Lasts" }
                <input type="text" value={filled.lasts.clone()} placeholder="until stopped" spellcheck="false" autocomplete="off"
                       oninput={typed(Box::new(|it, value| it.lasts = value))}/>
            </label>
            }
            <p id="chaos-about" class="mute">{ about.map_or_else(String::new, |kind| sentence(&kind.about)) }</p>
        </div>
    }
}

fn chosen(event: &Event) -> Option<String> {
    event.target()?.dyn_into::<HtmlSelectElement>().ok().map(|select| select.value())
}

/// With a capital at its beginning and a full stop at its end.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| format!("{}{}.", first.to_uppercase(), letters.as_str()))
}
