//! The form of a fault: which, with what figures, where, when, for how long.

use lab::chaos::KindView;
use lab::view::TableView;
use wasm_bindgen::JsCast as _;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

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
    figures: String,
    place: String,
    after: String,
    lasts: String,
}

impl Filled {
    fn words(&self, table: Option<&TableView>) -> Vec<String> {
        let mut words = vec![self.kind.clone()];
        words.extend(self.figures.split_whitespace().map(str::to_owned));
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

/// The form.
#[component]
pub(super) fn Form(props: &FormProps) -> Html {
    let filled = use_state(|| Filled {
        kind: "az-loss".to_owned(),
        figures: "b".to_owned(),
        place: String::new(),
        after: String::new(),
        lasts: "15s".to_owned(),
    });
    use_effect_with(((*filled).clone(), props.table.clone()), {
        let change = props.change.clone();
        move |(filled, table)| change.emit(filled.words(table.as_deref()))
    });
    let kind = {
        let (filled, kinds) = (filled.clone(), props.kinds.clone());
        Callback::from(move |event: Event| {
            let Some(name) = chosen(&event) else { return };
            let known = kinds.iter().find(|kind| kind.name == name);
            // What stands in brackets can be left out.
            let example = known.map_or("", |kind| kind.arguments.as_str());
            let figures = example.split('[').next().unwrap_or_default().trim().to_owned();
            filled.set(Filled { kind: name, figures, ..(*filled).clone() });
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
    let typed = |set: fn(&mut Filled, String)| {
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
    let partitions = props.table.iter().flat_map(|table| table.partitions.iter()).map(|it| it.name.clone());
    html! {
        <div class="chaos-form">
            <label>{ "Fault" }
                <select onchange={kind} aria-describedby="chaos-about">
                    { for props.kinds.iter().map(|kind| html! { <option value={kind.name.clone()} selected={kind.name == filled.kind}>{ &kind.name }</option> }) }
                </select>
            </label>
            <label>{ "Figures" }
                <input type="text" value={filled.figures.clone()} placeholder={about.map(|kind| kind.arguments.clone())}
                       spellcheck="false" autocomplete="off" oninput={typed(|it, value| it.figures = value)}/>
            </label>
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
                       oninput={typed(|it, value| it.after = value)}/>
            </label>
            <label>{ "For" }
                <input type="text" value={filled.lasts.clone()} placeholder="until stopped" spellcheck="false" autocomplete="off"
                       oninput={typed(|it, value| it.lasts = value)}/>
            </label>
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
