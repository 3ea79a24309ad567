//! Before it runs: what requests would touch and cost, what to know of it, and the requests in every notation.

use gloo::timers::callback::Timeout;
use lab::grid::Grid;
use lab::protocol::{Forecast, Notation, Reply, Request};
use wasm_bindgen_futures::spawn_local;
use yew::prelude::*;

use crate::page::icons::icon;
use crate::page::inspector::{Block, lines};
use crate::page::shell::Hands;
use crate::words::count;

/// Operations and their JSON, to be made one after the other.
pub(crate) type Requests = Vec<(String, String)>;

/// Milliseconds of rest before the engine is asked.
const AFTER: u32 = 140;

/// A made request as the engine takes it.
pub(crate) fn asked(made: impl IntoIterator<Item = (&'static str, String)>) -> Requests {
    made.into_iter().map(|(operation, input)| (operation.to_owned(), input)).collect()
}

/// Makes requests, one after the other, as if they were typed into the console. The grid of the last answer, or the
/// first refusal.
pub(crate) async fn carry_out(hands: &Hands, requests: &Requests) -> Result<Grid, String> {
    let mut last = Grid::default();
    for (operation, input) in requests {
        let (text, call) = match hands.bridge.ask(Request::Run { text: format!("{operation} {input}") }).await
        {
            Ok(Reply::Ran { text, call, .. }) => (text, call),
            Ok(_) => return Err("The engine gave no answer.".to_owned()),
            Err(fault) => return Err(fault.message),
        };
        let Some(call) = call else { return Err(text) };
        let grid = match hands.bridge.ask(Request::Grid(call)).await {
            Ok(Reply::Grid(grid)) => *grid,
            Ok(_) => None,
            Err(fault) => return Err(fault.message),
        };
        last = grid.ok_or_else(|| "The answer is no longer kept.".to_owned())?;
        if let Some(fault) = &last.refused {
            return Err(format!("{}: {}", fault.name, fault.message));
        }
    }
    Ok(last)
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct PreviewProps {
    pub(crate) requests: Requests,
    /// Rises as the world changes: a forecast holds for one world only.
    pub(crate) world: u64,
    /// Whether it begins with the request on show.
    #[prop_or_default]
    pub(crate) open: bool,
}

/// The forecast.
#[component]
pub(crate) fn Preview(props: &PreviewProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let found = use_state(|| None::<(Forecast, Vec<Notation>)>);
    {
        let found = found.clone();
        use_effect_with((props.requests.clone(), props.world), move |(requests, _)| {
            let requests = requests.clone();
            let timer = (!requests.is_empty()).then(|| {
                Timeout::new(AFTER, move || {
                    spawn_local(async move {
                        if let Ok(Reply::Forecast(forecast, notations)) =
                            hands.bridge.ask(Request::Forecast(requests)).await
                        {
                            found.set(Some((*forecast, notations)));
                        }
                    });
                })
            });
            move || drop(timer)
        });
    }
    if props.requests.is_empty() {
        return Html::default();
    }
    let Some((forecast, notations)) = &*found else {
        return html! { <p class="mute">{ "Looking ahead…" }</p> };
    };
    html! {
        <div class="preview">
            { told(forecast) }
            if !forecast.sum.is_empty() {
                <details><summary>{ "The sum" }</summary><table class="sum">{ lines(&forecast.sum) }</table>
                    if forecast.more_lines > 0 { <p class="mute">{ format!("and {}", count(forecast.more_lines, "line more", "lines more")) }</p> }
                </details>
            }
            <details open={props.open}><summary>{ "The request" }</summary>
                <NotationTabs notations={notations.clone()}/>
            </details>
        </div>
    }
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct NotationTabsProps {
    pub(crate) notations: Vec<Notation>,
}

/// A request in every notation, one at a time.
#[component]
pub(crate) fn NotationTabs(props: &NotationTabsProps) -> Html {
    let shown = use_state(|| 0_usize);
    let tab = |at: usize, name: &str| {
        let choose = shown.clone();
        let press = Callback::from(move |_: MouseEvent| choose.set(at));
        html! { <button type="button" role="tab" aria-selected={(*shown == at).to_string()} onclick={press}>{ name.to_owned() }</button> }
    };
    html! { <>
        <div class="tabs" role="tablist" aria-label="Show as">{ for props.notations.iter().enumerate().map(|(at, notation)| tab(at, &notation.name)) }</div>
        { for props.notations.get(*shown).map(|notation| html! { <Block key={notation.name.clone()} notation={notation.clone()} bare=true/> }) }
    </> }
}

/// The sentence, the warnings, and the refusal that would come.
fn told(forecast: &Forecast) -> Html {
    html! { <>
        if !forecast.says.is_empty() { <p class="says">{ &forecast.says }</p> }
        { for forecast.warnings.iter().map(|warning| html! { <p class="warning">{ icon("fault") }<span>{ &warning.text }</span></p> }) }
        if let Some(refused) = &forecast.refused {
            <div class="fault" role="status"><code>{ &refused.message }</code>
                if !refused.hint.is_empty() { <p>{ &refused.hint }</p> }
            </div>
        }
    </> }
}
