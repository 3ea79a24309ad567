//! A page of items as a table with typed cells.

use std::rc::Rc;

use lab::draft;
use lab::grid::{Grid, Row};
use lab::protocol::Notice;
use lab::view::{Expiry, TableView};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::page::forms::{Form, asked, carry_out};
use crate::page::icons::icon;
use crate::page::model::{Action, TableId};
use crate::page::shell::Hands;
use crate::words::{bytes, count, number};

/// Rows drawn at once.
const DRAWN: usize = 200;

/// The page.
pub(super) fn table(table: &TableView, grid: &Rc<Grid>, locked: bool) -> Html {
    if grid.rows.is_empty() {
        let text = match (grid.count, grid.scanned) {
            (0, 0) => "No item was found.".to_owned(),
            (0, read) => {
                format!("The filter dropped all {} that were read; they were charged.", number(read))
            }
            (many, _) => {
                format!("{}, which this call counts and does not show.", count(many, "item", "items"))
            }
        };
        return html! { <p class="quiet">{ text }</p> };
    }
    html! { <Rows key={grid.call} id={(table.region.clone(), table.name.clone())} grid={Page(grid.clone())} {locked}/> }
}

/// A page: equal to another only when it is the very same.
#[derive(Clone)]
struct Page(Rc<Grid>);

impl PartialEq for Page {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

#[derive(Clone, PartialEq, Properties)]
struct RowsProps {
    id: TableId,
    grid: Page,
    /// Whether no call may be made now.
    locked: bool,
}

#[component]
fn Rows(props: &RowsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let drawn = use_state(|| DRAWN);
    let grid = &props.grid.0;
    let left = grid.rows.len().saturating_sub(*drawn);
    let more = {
        let drawn = drawn.clone();
        Callback::from(move |_: MouseEvent| drawn.set(*drawn + DRAWN))
    };
    html! {
        <div class="sheet" tabindex="0" role="region" aria-label="Items">
            <table>
                <thead><tr>
                    { for grid.columns.iter().enumerate().map(|(at, name)| {
                        let key = (at as u64) < grid.keys;
                        html! { <th scope="col" class={key.then_some("key")}>{ name }</th> }
                    }) }
                    if grid.more_columns > 0 { <th scope="col" class="mute">{ format!("and {}", count(grid.more_columns, "attribute more", "attributes more")) }</th> }
                    <th scope="col" class="r">{ "Size" }</th>
                </tr></thead>
                <tbody>{ for grid.rows.iter().take(*drawn).map(|row| line(&hands, (&props.id, props.locked), grid, row)) }</tbody>
            </table>
            if left > 0 { <button class="link" onclick={more}>{ format!("Show {}", count(left as u64, "more item", "more items")) }</button> }
        </div>
    }
}

fn line(hands: &Hands, (id, locked): (&TableId, bool), grid: &Grid, row: &Row) -> Html {
    let open = row.key.as_ref().filter(|_| !locked).map(|key| edit(hands, id, key));
    html! {
        <tr>
            { for grid.columns.iter().enumerate().map(|(at, name)| {
                let Some(cell) = row.cell(name) else { return html! { <td class="none" aria-label="no such attribute"></td> } };
                let title = format!("{}, {} with its name", cell.kind, count(cell.bytes, "byte", "bytes"));
                let shown = html! { <>{ cell.text }<span class="kind">{ cell.kind }</span></> };
                html! { <td {title}>{ match &open {
                    Some(press) if at == 0 => html! { <button class="link" onclick={press.clone()}>{ shown }</button> },
                    _ => shown,
                } }
                    if at == 0 && matches!(row.expiry, Expiry::Passed(_)) { <span title="It has expired and is not deleted yet">{ icon("glass") }</span> }
                </td> }
            }) }
            if grid.more_columns > 0 { <td></td> }
            <td class="r">{ bytes(row.size) }</td>
        </tr>
    }
}

/// Opens the item with this key in the editor. What is known of it may be a part (an index, a projection): the whole is
/// read first, with a call of its own.
pub(crate) fn edit(hands: &Hands, id: &TableId, key: &str) -> Callback<MouseEvent> {
    let (hands, id, key) = (hands.clone(), id.clone(), key.to_owned());
    Callback::from(move |_: MouseEvent| {
        let (hands, id, key) = (hands.clone(), id.clone(), key.clone());
        spawn_local(async move {
            let read = carry_out(&hands, &asked([draft::get(&id.1, &key)])).await;
            let item = read.as_ref().ok().and_then(|grid| grid.rows.first());
            let action = match (item, &read) {
                (Some(row), _) => {
                    Action::Form(Some(Form::Item { table: id, item: Some(Rc::new(row.item.clone())) }))
                }
                (None, Err(why)) => Action::Tell(Notice { code: "item".to_owned(), text: why.clone() }),
                (None, Ok(_)) => {
                    let text = format!("The item {key} is no longer there.");
                    Action::Tell(Notice { code: "item".to_owned(), text })
                }
            };
            hands.dispatch.dispatch(action);
        });
    })
}
