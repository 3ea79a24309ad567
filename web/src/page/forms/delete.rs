//! Deleting a table: what goes with it, said before it goes.

use lab::forms;
use lab::view::TableView;
use yew::prelude::*;

use super::{Sender, asked};
use crate::page::dialog::Dialog;
use crate::page::model::{Action, Shared};
use crate::page::shell::Hands;
use crate::words::count;

#[derive(Clone, PartialEq, Properties)]
pub(super) struct DeleteTableProps {
    pub(super) table: Shared<TableView>,
    pub(super) locked: bool,
    pub(super) world: u64,
}

/// The question.
#[component]
pub(super) fn DeleteTable(props: &DeleteTableProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let table = &props.table;
    let items = count(table.item_count, "item", "items");
    let indexes = (!table.indexes.is_empty()).then(|| {
        format!(
            "{} gone with the table.",
            if table.indexes.len() == 1 { "Its index is" } else { "Its indexes are" }
        )
    });
    html! {
        <Dialog title={format!("Delete {}?", table.name)} closed={hands.on(|| Action::Form(None))}>
            <div class="form">
                if let Some(indexes) = indexes { <p class="sub">{ indexes }</p> }
                if table.stream.is_some() { <p class="sub">{ "Its stream can still be read for a day." }</p> }
                <Sender requests={asked([forms::delete_table(&table.name)])} world={props.world} locked={props.locked} words={format!("Delete {} and {items}", table.name)}/>
            </div>
        </Dialog>
    }
}
