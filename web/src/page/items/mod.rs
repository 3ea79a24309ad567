//! The dock's grid of items: a query or scan built from fields, its answer as a table, page by page.

mod browser;
mod builder;
mod editor;
mod file;
mod table;

use lab::view::TableView;
use yew::prelude::*;

pub(crate) use self::editor::ItemEditor;
pub(crate) use self::file::ItemsFile;
pub(crate) use self::table::edit;
use super::model::Shared;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct ItemsProps {
    /// The table on the stage.
    pub(crate) table: Option<Shared<TableView>>,
    /// The console's Region.
    pub(crate) region: String,
    /// Whether nothing may be written now.
    pub(crate) locked: bool,
    pub(crate) shown: bool,
    /// Rises as the world changes.
    pub(crate) world: u64,
    /// The latest call.
    pub(crate) last: u64,
}

/// The tab.
#[component]
pub(crate) fn Items(props: &ItemsProps) -> Html {
    // Nothing of it is made before somebody wants it, and nothing of it goes afterwards.
    let seen = use_mut_ref(|| false);
    if !props.shown && !*seen.borrow() {
        return Html::default();
    }
    *seen.borrow_mut() = true;
    let empty = |text: String| html! { <p class="quiet past" hidden={!props.shown}>{ text }</p> };
    match &props.table {
        None => empty("There is no table yet. “New table” in the explorer makes one.".to_owned()),
        Some(table) if table.region != props.region => empty(format!(
            "{} is in {}, and the console talks to {}. Choose that Region in the explorer to read its items.",
            table.name, table.region, props.region
        )),
        Some(table) => browser::browser(table, props),
    }
}
