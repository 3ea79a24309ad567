//! Forms: what can be done to tables, indexes and items without typing a command. Each shows its request and what
//! it would cost before it runs.

mod delete;
pub(crate) mod fields;
mod function;
mod index;
mod preview;
mod sender;
mod table;
mod ttl;

use std::rc::Rc;

use lab::Attributes;
use web_sys::File;
use yew::prelude::*;

pub(crate) use self::preview::{NotationTabs, Preview, Requests, asked, carry_out};
pub(crate) use self::sender::Sender;
use super::items::{ItemEditor, ItemsFile};
use super::learn::Learn;
use super::model::{Action, Shared, TableId};
use super::shell::Hands;
use super::throttle::Ask;
use lab::view::TableView;

/// An item as it was read.
pub(crate) type Item = Rc<Attributes>;

/// A form that is open.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Form {
    /// Lessons, or examples, and what goes with them.
    Learn { examples: bool },
    /// Ask why a call was throttled, here or elsewhere.
    Throttle,
    /// Make a table.
    NewTable,
    /// Give the table an index, or take one away.
    Index(TableId),
    /// Say when items expire.
    Ttl(TableId),
    /// Have a function read the table's stream.
    Function(TableId),
    /// Delete the table.
    Delete(TableId),
    /// Write an item: a new one, or one that was read.
    Item { table: TableId, item: Option<Item> },
    /// Save the table's items as a file, or write those of a file that was dropped or will be chosen.
    File { table: TableId, dropped: Option<File> },
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct FormsProps {
    pub(crate) form: Option<Form>,
    pub(crate) tables: Vec<Shared<TableView>>,
    /// Whether nothing may be written now.
    pub(crate) locked: bool,
    /// Rises as the world changes.
    pub(crate) world: u64,
    /// The present, in seconds since 1970.
    pub(crate) now: u64,
}

/// The form that is open, if one is.
#[component]
pub(crate) fn Forms(props: &FormsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    props.form.as_ref().map_or_else(Html::default, |form| open(&hands, props, form))
}

/// Each form is made here and nowhere else: the page loads all of them with what it loads later.
#[inline(never)]
fn open(hands: &Hands, props: &FormsProps, form: &Form) -> Html {
    let (locked, world) = (props.locked, props.world);
    let id = match form {
        Form::NewTable => return html! { <table::NewTable {locked} {world}/> },
        Form::Throttle => return html! { <Ask/> },
        Form::Learn { examples } => {
            return html! { <Learn key={usize::from(*examples)} examples={*examples}/> };
        }
        Form::Index(id)
        | Form::Ttl(id)
        | Form::Function(id)
        | Form::Delete(id)
        | Form::Item { table: id, .. }
        | Form::File { table: id, .. } => id,
    };
    let found = props.tables.iter().find(|table| table.region == id.0 && table.name == id.1);
    // A table that was deleted meanwhile takes its form with it.
    let Some(table) = found.cloned() else { return Html::default() };
    match form {
        Form::Index(_) => html! { <index::Indexes {table} {locked} {world}/> },
        Form::Ttl(_) => html! { <ttl::Ttl {table} {locked} {world} now={props.now}/> },
        Form::Function(_) => html! { <function::Function {table} {locked} {world}/> },
        Form::Delete(_) => html! { <delete::DeleteTable {table} {locked} {world}/> },
        Form::Item { item, .. } => html! { <ItemEditor {table} item={item.clone()} {locked} {world}/> },
        Form::File { table: id, dropped } => {
            let closed = hands.on(|| Action::Form(None));
            html! { <ItemsFile table={id.clone()} dropped={dropped.clone()} {locked} {closed}/> }
        }
        Form::NewTable | Form::Throttle | Form::Learn { .. } => Html::default(),
    }
}
