//! The form for a table's global indexes: one more, or one less; and the fields that an index has in every form.

use lab::forms::{self, Faults, IndexForm, KeyForm, Spot};
use lab::view::TableView;
use yew::prelude::*;

use super::fields::{self, Edited, KEY_KINDS};
use super::{Sender, asked};
use crate::page::dialog::Dialog;
use crate::page::model::{Action, Shared};
use crate::page::shell::Hands;
use crate::words::count;

const PROJECTIONS: [(&str, &str); 3] =
    [("ALL", "All attributes"), ("KEYS_ONLY", "Keys only"), ("INCLUDE", "Keys and some more")];

#[derive(Clone, PartialEq, Properties)]
pub(super) struct IndexesProps {
    pub(super) table: Shared<TableView>,
    pub(super) locked: bool,
    pub(super) world: u64,
}

/// The form.
#[component]
pub(super) fn Indexes(props: &IndexesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let table = &props.table;
    let fresh = || IndexForm {
        global: true,
        key: KeyForm::new(("", "S"), ("", "S")),
        projection: "ALL".to_owned(),
        units: table
            .provisioned
            .map(|(read, write)| (read.to_string(), write.to_string()))
            .unwrap_or_default(),
        ..IndexForm::default()
    };
    let form = use_reducer(|| Edited(fresh()));
    // The index to take away; none to add one.
    let leaving = use_state(|| None::<String>);
    let index = &form.0;
    let made = match &*leaving {
        Some(name) => Ok(forms::drop_index(&table.name, name)),
        None => index.add_to(&table.name),
    };
    let faults: Faults = made.as_ref().err().cloned().unwrap_or_default();
    let choose = {
        let leaving = leaving.clone();
        Callback::from(move |name: String| leaving.set((!name.is_empty()).then_some(name)))
    };
    let global: Vec<(String, String)> = table
        .indexes
        .iter()
        .filter(|index| index.global && !index.vector)
        .map(|index| (index.name.clone(), format!("Delete {}", index.name)))
        .collect();
    let mut ways: Vec<(&str, &str)> = vec![("", "Add an index")];
    ways.extend(global.iter().map(|(name, words)| (name.as_str(), words.as_str())));
    let put = {
        let form = form.clone();
        move |put: fn(&mut IndexForm, String)| fields::into(&form, put)
    };
    let words = leaving.as_ref().map_or("Add index".to_owned(), |name| format!("Delete {name}"));
    let gone = leaving.as_ref().and_then(|name| table.indexes.iter().find(|index| index.name == *name));
    html! {
        <Dialog title={format!("Global indexes of {}", table.name)} class="wide" dirty={leaving.is_none() && *index != fresh()} closed={hands.on(|| Action::Form(None))}>
            <div class="form two">
                <div>
                    if ways.len() > 1 { { fields::radio("way", "What to do", leaving.as_deref().unwrap_or_default(), &ways, &choose) } }
                    if let Some(gone) = gone {
                        <p class="lead-in">{ format!("{} with {} goes; the items of {} stay.", gone.name, count(gone.entry_count, "entry", "entries"), table.name) }</p>
                    }
                    if leaving.is_none() {
                        { index_fields("index", index, (&faults, None), table.provisioned.is_some(), &put) }
                        <p class="sub">{ format!("The index is filled with {} in the background, each entry a write of its own.", count(table.item_count, "item", "items")) }</p>
                    }
                </div>
                <div class="side">
                    if let Some((_, text)) = faults.first() { <p class="sub">{ format!("Not ready yet: {text}") }</p> }
                    <Sender requests={made.map(|made| asked([made])).unwrap_or_default()} world={props.world} locked={props.locked} {words}/>
                </div>
            </div>
        </Dialog>
    }
}

/// What is wrong with a field.
pub(super) fn fault(faults: &Faults, spot: Spot) -> Option<&str> {
    faults.iter().find(|(at, _)| *at == spot).map(|(_, text)| text.as_str())
}

/// The fields of a key: names and types, each with where it goes. `whole`: with the partition key.
pub(super) fn key_fields(
    id: &str,
    key: &KeyForm,
    (pk, sk): (Option<&str>, Option<&str>),
    whole: bool,
    [pk_name, pk_type, sk_name, sk_type]: &[Callback<String>; 4],
) -> Html {
    html! { <>
        if whole {
            <div class="line">
                { fields::text(&format!("{id}-pk"), "Partition key", &key.partition.0, pk, pk_name) }
                { fields::select(&format!("{id}-pk-type"), "Its type", &key.partition.1, &KEY_KINDS, pk_type) }
            </div>
        }
        <div class="line">
            { fields::text(&format!("{id}-sk"), if whole { "Sort key (none: leave empty)" } else { "Sort key" }, &key.sort.0, sk, sk_name) }
            { fields::select(&format!("{id}-sk-type"), "Its type", &key.sort.1, &KEY_KINDS, sk_type) }
        </div>
    </> }
}

/// The fields of an index. What is wrong is said once something was typed.
pub(super) fn index_fields(
    id: &str,
    index: &IndexForm,
    (faults, at): (&Faults, Option<usize>),
    provisioned: bool,
    put: &dyn Fn(fn(&mut IndexForm, String)) -> Callback<String>,
) -> Html {
    let wrong = |field, text: &str| fault(faults, Spot { index: at, field }).filter(|_| !text.is_empty());
    let key = [
        put(|index, text| index.key.partition.0 = text),
        put(|index, text| index.key.partition.1 = text),
        put(|index, text| index.key.sort.0 = text),
        put(|index, text| index.key.sort.1 = text),
    ];
    html! { <>
        { fields::text(&format!("{id}-name"), "Name of the index", &index.name, wrong("name", &index.name), &put(|index, text| index.name = text)) }
        { key_fields(id, &index.key, (wrong("pk", &index.key.sort.0), wrong("sk", &index.key.sort.0)), index.global, &key) }
        <div class="line">
            { fields::select(&format!("{id}-copies"), "What it copies", &index.projection, &PROJECTIONS, &put(|index, text| index.projection = text)) }
            if index.projection == "INCLUDE" {
                { fields::text(&format!("{id}-include"), "These too (comma between)", &index.include, wrong("include", &index.include), &put(|index, text| index.include = text)) }
            }
        </div>
        if provisioned {
            <div class="line">
                { fields::text(&format!("{id}-read"), "Read units a second", &index.units.0, wrong("read", &index.units.0), &put(|index, text| index.units.0 = text)) }
                { fields::text(&format!("{id}-write"), "Write units a second", &index.units.1, wrong("write", &index.units.1), &put(|index, text| index.units.1 = text)) }
            </div>
        }
    </> }
}
