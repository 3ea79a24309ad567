//! The editor of one item: every type, every level, what it takes in bytes, and the request that saves it.

use gloo::timers::callback::Timeout;
use lab::draft::{self, Draft, Field, KINDS, Problem};
use lab::view::TableView;
use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement};
use yew::prelude::*;

use crate::page::dialog::Dialog;
use crate::page::forms::fields::{self, Change, Edited, Form};
use crate::page::forms::{Item, Sender, asked};
use crate::page::icons::icon;
use crate::page::model::{Action, Shared};
use crate::page::shell::Hands;
use crate::words::{count, number, size};

/// The rows of one level.
const ADDED: &str = ":scope > .attribute, :scope > .rows > .attribute";
/// The most bytes of an item.
const MOST: u64 = 400 * 1024;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemEditorProps {
    pub(crate) table: Shared<TableView>,
    /// The item as it was read; none for a new one.
    pub(crate) item: Option<Item>,
    pub(crate) locked: bool,
    pub(crate) world: u64,
}

/// How the item is saved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum How {
    Fresh,
    Put,
    Update,
    Delete,
}

const HOW: [(&str, How, &str); 4] = [
    ("fresh", How::Fresh, "Put if new"),
    ("put", How::Put, "Put"),
    ("update", How::Update, "Update"),
    ("delete", How::Delete, "Delete"),
];

/// What is written.
#[derive(Clone, PartialEq)]
struct Written {
    draft: Draft,
    how: How,
    /// The item as text, while it is written so, and what is wrong with it.
    json: Option<(String, Option<String>)>,
}

/// The editor.
#[component]
pub(crate) fn ItemEditor(props: &ItemEditorProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let table = &props.table;
    let key_parts: Vec<(&str, &str)> = std::iter::once(&table.partition_key)
        .chain(&table.sort_key)
        .map(|(name, kind)| (name.as_str(), kind.as_str()))
        .collect();
    let keys: Vec<&str> = key_parts.iter().map(|(name, _)| *name).collect();
    let before = use_memo((), |()| match &props.item {
        Some(item) => Draft::of_item(item, &keys),
        None => Draft::empty_item(&key_parts),
    });
    let old = props.item.is_some();
    let form = use_reducer(|| {
        let how = if old { How::Update } else { How::Fresh };
        Edited(Written { draft: (*before).clone(), how, json: None })
    });
    let Written { draft, how, json } = &form.0;
    let unread = json.as_ref().is_some_and(|(_, fault)| fault.is_some());
    let mut problems = draft.problems();
    // A key that nobody has typed yet is missing, not refused.
    if !old && json.is_none() {
        let missing = |field: &Field| keys.contains(&field.name.as_str()) && field.value.text.is_empty();
        for (at, field) in draft.inner.iter().enumerate().rev().filter(|(_, field)| missing(field)) {
            problems.retain(|(path, _)| *path != [at]);
            let kind = if field.value.kind == "S" { "" } else { " of its type" };
            problems.insert(0, (vec![at], format!("it is part of the key and needs a value{kind}.")));
        }
    }
    let name = table.name.as_str();
    let moved = old && keys.iter().any(|key| part(&before, key) != part(draft, key));
    let made = match how {
        _ if unread || (*how != How::Delete && !problems.is_empty()) => None,
        How::Fresh => Some(draft::put(name, &keys, draft, true)),
        How::Put => Some(draft::put(name, &keys, draft, false)),
        How::Update if moved => None,
        How::Update => draft::update(name, &keys, &before, draft),
        How::Delete => Some(draft::delete(name, &keys, &before)),
    };
    let requests = asked(made);
    let close = hands.on(|| Action::Form(None));
    let choose = fields::into(&form, |written, text| {
        if let Some((_, how, _)) = HOW.iter().find(|(name, ..)| *name == text) {
            written.how = *how;
        }
    });
    let ways: Vec<(&str, &str)> = HOW
        .iter()
        .filter(|(_, how, _)| old || matches!(how, How::Fresh | How::Put))
        .filter(|(_, how, _)| !old || *how != How::Fresh)
        .map(|(name, _, words)| (*name, *words))
        .collect();
    let chosen = HOW.iter().find(|(_, it, _)| it == how).map_or("", |(name, ..)| *name);
    let said = match how {
        How::Fresh => "PutItem, only if no item has this key (attribute_not_exists).",
        How::Put => "PutItem: replaces the item as a whole if there is one with this key.",
        How::Update if moved => {
            "A key can't be changed: Put writes an item with the new key, and the old one stays until it is deleted."
        }
        How::Update => "UpdateItem with the difference: what you leave alone stays as it is in the table.",
        How::Delete => "DeleteItem: takes the item away by its key.",
    };
    let total = draft.item_size();
    let first = problems.first().filter(|_| !unread && *how != How::Delete);
    let words = if *how == How::Delete { "Delete item" } else { "Save item" };
    let title = if old { format!("Item of {name}") } else { format!("New item in {name}") };
    html! {
        <Dialog {title} class="wide" dirty={*draft != *before || json.is_some()} closed={close}>
            <div class="form two">
                <div class="draft">
                    { mode(&form) }
                    if let Some((text, fault)) = json { { as_text(&form, text, fault.as_deref()) } } else {
                        <div class="rows">{ for draft.inner.iter().enumerate().map(|(at, field)| row(&form, field, &[at], &problems, &keys)) }</div>
                        <div class="line">
                            { adder(&form, &[], "Add an attribute") }
                            <span class="sp"></span>
                            <span class={classes!("mono", (total > MOST).then_some("over"))} role="status">{ format!("{} of {}", size(total), "400 KB") }</span>
                        </div>
                    }
                </div>
                <div class="side">
                    { fields::radio("how", "How to save", chosen, &ways, &choose) }
                    <p class="sub">{ said }</p>
                    if let Some((path, text)) = first { <p class={if *draft == *before { "sub" } else { "wrong" }}>{ format!("{}{text}", whose(draft, path)) }</p> }
                    if *how == How::Update && !moved && requests.is_empty() && problems.is_empty() && !unread { <p class="mute">{ "Nothing is changed yet." }</p> }
                    <Sender {requests} world={props.world} locked={props.locked} {words}/>
                </div>
            </div>
        </Dialog>
    }
}

/// `Not ready yet: Total: `.
fn whose(draft: &Draft, path: &[usize]) -> String {
    let name = path.first().and_then(|at| draft.inner.get(*at)).map(|field| field.name.as_str());
    name.filter(|name| !name.is_empty())
        .map_or("Not ready yet: ".to_owned(), |name| format!("Not ready yet: {name}: "))
}

fn part<'a>(draft: &'a Draft, name: &str) -> Option<&'a Draft> {
    draft.inner.iter().find(|field| field.name == name).map(|field| &field.value)
}

/// Fields or text.
fn mode(form: &Form<Written>) -> Html {
    let choose = fields::into(form, |written: &mut Written, text| {
        let as_json = text == "json";
        match (&mut written.json, as_json) {
            (None, true) => {
                let mut out = String::new();
                written.draft.write_attributes(&mut out);
                written.json = Some((lab::pretty(&out), None));
            }
            (Some((text, fault)), false) => match draft::read_item(text) {
                Ok(item) => {
                    written.draft = Draft::of_item(&item, &[]);
                    written.json = None;
                }
                Err(why) => *fault = Some(why),
            },
            _ => {}
        }
    });
    let chosen = if form.0.json.is_some() { "json" } else { "fields" };
    let options = [("fields", "Fields"), ("json", "DynamoDB JSON")];
    // A text that can't be read keeps its place: the choice is drawn again as it was.
    html! { <div class="line" key={format!("{chosen}{}", form.0.json.as_ref().is_some_and(|(_, fault)| fault.is_some()))}>{ fields::radio("mode", "Write as", chosen, &options, &choose) }</div> }
}

fn as_text(form: &Form<Written>, text: &str, fault: Option<&str>) -> Html {
    let to = fields::into(form, |written: &mut Written, text| {
        let fault = match draft::read_item(&text) {
            Ok(item) => {
                written.draft = Draft::of_item(&item, &[]);
                None
            }
            Err(why) => Some(why),
        };
        written.json = Some((text, fault));
    });
    html! { <>
        <textarea class="json" aria-label="The item as DynamoDB JSON" spellcheck="false" value={text.to_owned()} oninput={fields::typed(&to)}
            aria-invalid={fault.map(|_| "true")} aria-describedby={fault.map(|_| "json-wrong")}/>
        { fields::wrong("json", fault) }
    </> }
}

/// A callback that changes the draft at a place.
fn at_place<E: 'static>(
    form: &Form<Written>,
    path: &[usize],
    change: fn(&mut Draft, &[usize]),
) -> Callback<E> {
    let (dispatch, path) = (form.dispatcher(), path.to_vec());
    Callback::from(move |_: E| {
        let path = path.clone();
        let change: Change<Written> = Box::new(move |written| change(&mut written.draft, &path));
        dispatch.dispatch(change);
    })
}

fn put_at(form: &Form<Written>, path: &[usize], put: fn(&mut Draft, &[usize], String)) -> Callback<String> {
    let (dispatch, path) = (form.dispatcher(), path.to_vec());
    Callback::from(move |text: String| {
        let path = path.clone();
        let change: Change<Written> = Box::new(move |written| put(&mut written.draft, &path, text));
        dispatch.dispatch(change);
    })
}

fn adder(form: &Form<Written>, path: &[usize], words: &'static str) -> Html {
    let add = at_place::<()>(form, path, Draft::add);
    let onclick = Callback::from(move |event: MouseEvent| {
        add.emit(());
        // What was added is to be filled in: its name, or its value where it has none.
        let within =
            event.target_dyn_into::<Element>().and_then(|it| it.closest(".parts, .draft").ok().flatten());
        Timeout::new(0, move || {
            let rows = within.and_then(|it| it.query_selector_all(ADDED).ok());
            let last = rows.and_then(|rows| rows.get(rows.length().checked_sub(1)?));
            let last = last.and_then(|row| row.dyn_into::<Element>().ok());
            let field = last.and_then(|row| row.query_selector("input.name, select, .value").ok().flatten());
            if let Some(field) = field.and_then(|it| it.dyn_into::<HtmlElement>().ok()) {
                field.focus().ok();
            }
        })
        .forget();
    });
    html! { <button class="link" type="button" {onclick}>{ words }</button> }
}

/// One attribute or element, and below it what it holds.
fn row(form: &Form<Written>, field: &Field, path: &[usize], problems: &[Problem], keys: &[&str]) -> Html {
    let id = path.iter().fold("at".to_owned(), |id, step| format!("{id}-{step}"));
    let top = path.len() == 1;
    let is_key = top && keys.contains(&field.name.as_str());
    // What is still empty is not called wrong at its place; the side says what is missing.
    let empty = field.value.text.is_empty() && field.value.inner.is_empty();
    let fault = problems.iter().find(|(at, _)| at == path).map(|(_, text)| text.as_str()).filter(|_| !empty);
    let parent = path.split_last().and_then(|(_, way)| kind_at(&form.0.draft, way));
    let named = parent == Some("M");
    let fixed = matches!(parent, Some("SS" | "NS" | "BS"));
    let place = if named && !field.name.is_empty() {
        field.name.clone()
    } else {
        format!("element {}", path.last().map_or(0, |at| at + 1))
    };
    let name = put_at(form, path, |draft, path, text| {
        if let Some(field) = draft.at(path) {
            field.name = text;
        }
    });
    let kind = put_at(form, path, |draft, path, text| draft.turn_into(path, &text));
    let bytes = field.value.size() + field.name.len() as u64;
    html! { <div class="attribute" key={id.clone()}>
        <div class="line">
            if named {
                if is_key { <span class="name" title="A key attribute">{ &field.name }<span class="kind">{ "key" }</span></span> } else {
                    <input type="text" class="name" aria-label="Name of the attribute" placeholder="name" value={field.name.clone()} autocomplete="off" spellcheck="false" oninput={fields::typed(&name)}/>
                }
            } else { <span class="name mute">{ number(path.last().map_or(0, |at| *at as u64 + 1)) }</span> }
            if is_key || fixed { <span class="kind fixed">{ field.value.kind }</span> } else {
                <select class="short" aria-label={format!("Type of {place}")} onchange={fields::chosen(&kind)}>{ for KINDS.iter().map(|(name, words)| html! {
                    <option value={*name} selected={*name == field.value.kind} >{ format!("{words} ({name})") }</option>
                }) }</select>
            }
            { value(form, field, path, &place, &id, fault) }
            <span class="mono mute" title="Bytes of name and value">{ number(bytes) }{ " B" }</span>
            if !is_key { <button class="btn sq small" type="button" aria-label={format!("Take {place} away")} onclick={at_place(form, path, Draft::remove)}>{ icon("x") }</button> }
        </div>
        { fields::wrong(&id, fault) }
        if field.value.has_parts() {
            <div class="parts">
                { for field.value.inner.iter().enumerate().map(|(at, part)| {
                    let mut path = path.to_vec();
                    path.push(at);
                    row(form, part, &path, problems, keys)
                }) }
                { adder(form, path, if field.value.kind == "M" { "Add an attribute" } else { "Add an element" }) }
            </div>
        }
    </div> }
}

fn kind_at(draft: &Draft, path: &[usize]) -> Option<&'static str> {
    let mut here = draft;
    for step in path {
        here = &here.inner.get(*step)?.value;
    }
    Some(here.kind)
}

/// The field of a value.
fn value(
    form: &Form<Written>,
    field: &Field,
    path: &[usize],
    place: &str,
    id: &str,
    fault: Option<&str>,
) -> Html {
    let to = put_at(form, path, |draft, path, text| {
        if let Some(field) = draft.at(path) {
            field.value.text = text;
        }
    });
    let label = format!("Value of {place}");
    let invalid = fault.map(|_| "true");
    let described = fault.map(|_| format!("{id}-wrong"));
    match field.value.kind {
        "BOOL" => html! { <select class="value" aria-label={label} onchange={fields::chosen(&to)}>
        { fields::choices(&field.value.text, &[("true", "true"), ("false", "false")]) }</select> },
        "NULL" => html! { <span class="value mute">{ "null" }</span> },
        "S" => {
            html! { <textarea class="value" rows="1" aria-label={label} value={field.value.text.clone()} spellcheck="false"
            aria-invalid={invalid} aria-describedby={described} oninput={fields::typed(&to)}/> }
        }
        "N" | "B" => {
            html! { <input type="text" class="value mono" aria-label={label} value={field.value.text.clone()} autocomplete="off" spellcheck="false"
            inputmode={if field.value.kind == "N" { "decimal" } else { "text" }} placeholder={if field.value.kind == "N" { "19.99" } else { "base64" }}
            aria-invalid={invalid} aria-describedby={described} oninput={fields::typed(&to)}/> }
        }
        _ => {
            let many = field.value.inner.len() as u64;
            let words = if field.value.kind == "M" {
                count(many, "attribute", "attributes")
            } else {
                count(many, "element", "elements")
            };
            html! { <span class="value mute">{ words }</span> }
        }
    }
}
