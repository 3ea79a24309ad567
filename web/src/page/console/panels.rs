//! The dock's panels that are opened by hand. Nothing of them is in the first part of the page (xtask's `split`): all of
//! it is reached through this function.

use yew::prelude::*;

use super::DockProps;
use crate::page::access::Access;
use crate::page::caches::Caches;
use crate::page::chaos::Chaos;
use crate::page::heat::Heat;
use crate::page::history::History;
use crate::page::load::Load;
use crate::page::metrics::Metrics;
use crate::page::model::DockTab;

/// The panel of the tab that is open.
#[inline(never)]
pub(super) fn panel(props: &DockProps) -> Html {
    match props.tab {
        DockTab::Heat => {
            html! { <Heat table={props.table.clone()} world={props.picture.revision} at={props.at}/> }
        }
        DockTab::Load => html! {
            <Load table={props.table.clone()} world={props.picture.revision} clock={props.picture.clock}
                  busy={props.progress.is_some()} looking={props.looking}/>
        },
        DockTab::Caches => html! { <Caches picture={props.picture.clone()} looking={props.looking}/> },
        DockTab::Access => {
            let table = props.table.as_ref().map(|table| AttrValue::from(table.name.clone()));
            html! { <Access picture={props.picture.clone()} {table} looking={props.looking}/> }
        }
        DockTab::Chaos => html! {
            <Chaos table={props.table.clone()} world={props.picture.revision} locked={props.looking}/>
        },
        DockTab::History => html! {
            <History picture={props.picture.clone()} chosen={props.chosen} kept={props.kept.clone()}/>
        },
        DockTab::Metrics => html! {
            <Metrics picture={props.picture.clone()} table={props.table.clone()} until={props.looking.then_some(props.at)}/>
        },
        // Those are always there, and hidden.
        DockTab::Console | DockTab::Items | DockTab::Narrative => Html::default(),
    }
}
