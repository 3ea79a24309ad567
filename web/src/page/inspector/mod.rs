//! The inspector: one call, one partition, one item or one record, read from top to bottom.

mod actions;
mod call;
mod diff;
mod item;
mod mapping;
mod notations;
mod partition;
mod record;
mod sum;
mod waterfall;

use lab::view::{CallDetail, TableView};
use yew::prelude::*;

use self::call::Call;
pub(crate) use self::notations::Block;
pub(crate) use self::sum::lines;
use super::icons::icon;
use super::model::{Action, Lens, Looking, Selection, Shared};
use super::shell::Hands;

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct InspectorProps {
    pub(crate) table: Option<Shared<TableView>>,
    pub(crate) focus: Option<Shared<CallDetail>>,
    pub(crate) selection: Selection,
    /// The present, in seconds since 1970.
    pub(crate) now: u64,
    /// Whether the call in focus is the latest.
    pub(crate) live: bool,
    /// The moment that is seen, unless it is simply the present.
    pub(crate) moment: Option<Looking>,
    /// What comes first.
    pub(crate) lens: Lens,
}

/// The inspector.
#[component]
pub(crate) fn Inspector(props: &InspectorProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let close = hands.on(|| Action::CloseInspector);
    let body = match (&props.selection, &props.table, &props.focus) {
        (Selection::Partition { index, name }, Some(table), _) => {
            partition::partition(table, index.as_deref(), name, &close, &hands)
        }
        (Selection::Item { index, partition, chip }, Some(table), focus) => {
            let on = (&**table, index.as_deref(), partition.as_str());
            item::item(on, chip, (focus.as_deref(), props.now), &close, &hands)
        }
        (Selection::Record { shard, sequence }, Some(table), _) => {
            record::record(table, (shard, sequence), &close, &hands)
        }
        (Selection::Mapping { uuid }, Some(table), _) => mapping::mapping(table, uuid, &close, &hands),
        (_, _, Some(detail)) => html! {
            <Call key={detail.summary.id} lens={props.lens} detail={detail.clone()} live={props.live} close={close}
                  tau={props.moment.map(|moment| moment.at.saturating_sub(detail.summary.at))}/>
        },
        _ => Html::default(),
    };
    html! {
        <aside class="inspector" aria-label="Inspector" data-region="inspector" tabindex="-1">{ body }</aside>
    }
}

/// The button that hides the inspector.
fn closer(close: &Callback<MouseEvent>) -> Html {
    html! { <button class="btn sq small close" aria-label="Close the inspector" data-first="" onclick={close.clone()}>{ icon("x") }</button> }
}
