//! The form for a new table.

use lab::forms::{Faults, IndexForm, KeyForm, Spot, TableForm};
use yew::prelude::*;

use super::fields::{self, Edited, Form};
use super::index::{fault, index_fields, key_fields};
use super::{Sender, asked};
use crate::page::dialog::Dialog;
use crate::page::icons::icon;
use crate::page::model::Action;
use crate::page::shell::Hands;

/// What a stream's records show.
const VIEWS: [(&str, &str); 5] = [
    ("", "No stream"),
    ("NEW_AND_OLD_IMAGES", "Old and new images"),
    ("NEW_IMAGE", "New image"),
    ("OLD_IMAGE", "Old image"),
    ("KEYS_ONLY", "Keys only"),
];

#[derive(Clone, PartialEq, Properties)]
pub(super) struct NewTableProps {
    pub(super) locked: bool,
    pub(super) world: u64,
}

fn fresh() -> TableForm {
    TableForm {
        key: KeyForm::new(("", "S"), ("", "S")),
        read: "5".to_owned(),
        write: "5".to_owned(),
        ..TableForm::default()
    }
}

/// The form.
#[component]
pub(super) fn NewTable(props: &NewTableProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let form = use_reducer(|| Edited(fresh()));
    let table = &form.0;
    let made = table.requests();
    let faults: Faults = made.as_ref().err().cloned().unwrap_or_default();
    let wrong = |field| fault(&faults, Spot { index: None, field });
    // What was not touched yet is not called wrong.
    let touched = |text: &str, field| wrong(field).filter(|_| !text.is_empty());
    let add = |global: bool| {
        fields::on(&form, move |table: &mut TableForm| {
            table.indexes.push(IndexForm {
                global,
                key: KeyForm::new(("", "S"), ("", "S")),
                projection: "ALL".to_owned(),
                ..IndexForm::default()
            });
        })
    };
    let key = [
        fields::into(&form, |table: &mut TableForm, text| table.key.partition.0 = text),
        fields::into(&form, |table: &mut TableForm, text| table.key.partition.1 = text),
        fields::into(&form, |table: &mut TableForm, text| table.key.sort.0 = text),
        fields::into(&form, |table: &mut TableForm, text| table.key.sort.1 = text),
    ];
    let add_tag = fields::on(&form, |table: &mut TableForm| table.tags.push(Default::default()));
    let billing = fields::into(&form, |table, text| table.provisioned = text == "provisioned");
    html! {
        <Dialog title="New table" class="wide" dirty={*table != fresh()} closed={hands.on(|| Action::Form(None))}>
            <div class="form two">
                <div>
                    { fields::text("name", "Name of the table", &table.name, touched(&table.name, "name"), &fields::into(&form, |table, text| table.name = text)) }
                    { key_fields("table", &table.key, (touched(&table.key.sort.0, "pk"), touched(&table.key.sort.0, "sk")), true, &key) }
                    <div class="line">
                        { fields::radio("billing", "Billing mode", if table.provisioned { "provisioned" } else { "demand" }, &[("demand", "On demand"), ("provisioned", "Provisioned")], &billing) }
                        if table.provisioned {
                            { fields::text("read", "Read units a second", &table.read, wrong("read"), &fields::into(&form, |table, text| table.read = text)) }
                            { fields::text("write", "Write units a second", &table.write, wrong("write"), &fields::into(&form, |table, text| table.write = text)) }
                        }
                    </div>
                    { for table.indexes.iter().enumerate().map(|(at, index)| one_index(&form, at, index, &faults)) }
                    <div class="line">
                        <button class="link" type="button" onclick={add(true)}>{ "Add a global index" }</button>
                        <button class="link" type="button" onclick={add(false)}>{ "Add a local index" }</button>
                    </div>
                    <div class="line">
                        { fields::select("stream", "Stream", &table.stream, &VIEWS, &fields::into(&form, |table, text| table.stream = text)) }
                        { fields::text("ttl", "Time to live: attribute (none: leave empty)", &table.ttl, None, &fields::into(&form, |table, text| table.ttl = text)) }
                    </div>
                    { for table.tags.iter().enumerate().map(|(at, tag)| one_tag(&form, at, tag)) }
                    <div class="line"><button class="link" type="button" onclick={add_tag}>{ "Add a tag" }</button></div>
                </div>
                <div class="side">
                    if let Some((_, text)) = faults.first() { <p class="sub">{ format!("Not ready yet: {text}") }</p> }
                    <Sender requests={made.map(asked).unwrap_or_default()} world={props.world} locked={props.locked} words="Create table"/>
                </div>
            </div>
        </Dialog>
    }
}

fn one_index(form: &Form<TableForm>, at: usize, index: &IndexForm, faults: &Faults) -> Html {
    let put = {
        let dispatch = form.dispatcher();
        move |put: fn(&mut IndexForm, String)| {
            let dispatch = dispatch.clone();
            Callback::from(move |text: String| {
                dispatch.dispatch(Box::new(move |table: &mut TableForm| {
                    if let Some(index) = table.indexes.get_mut(at) {
                        put(index, text);
                    }
                }));
            })
        }
    };
    let remove = fields::on(form, move |table: &mut TableForm| {
        if at < table.indexes.len() {
            table.indexes.remove(at);
        }
    });
    let kind = if index.global { "Global index" } else { "Local index" };
    html! {
        <fieldset class="group"><legend>{ kind }</legend>
            <button class="btn sq small away" type="button" aria-label={format!("Take this {} away", kind.to_ascii_lowercase())} onclick={remove}>{ icon("x") }</button>
            { index_fields(&format!("index-{at}"), index, (faults, Some(at)), form.0.provisioned && index.global, &put) }
        </fieldset>
    }
}

fn one_tag(form: &Form<TableForm>, at: usize, (key, value): &(String, String)) -> Html {
    let put = |put: fn(&mut (String, String), String)| {
        let dispatch = form.dispatcher();
        Callback::from(move |text: String| {
            dispatch.dispatch(Box::new(move |table: &mut TableForm| {
                if let Some(tag) = table.tags.get_mut(at) {
                    put(tag, text);
                }
            }));
        })
    };
    let remove = fields::on(form, move |table: &mut TableForm| {
        if at < table.tags.len() {
            table.tags.remove(at);
        }
    });
    html! {
        <div class="line">
            { fields::text(&format!("tag-{at}"), "Tag", key, None, &put(|tag, text| tag.0 = text)) }
            { fields::text(&format!("tag-value-{at}"), "Its value", value, None, &put(|tag, text| tag.1 = text)) }
            <button class="btn sq small" type="button" aria-label="Take this tag away" onclick={remove}>{ icon("x") }</button>
        </div>
    }
}
