//! The first minute: write an order, predict which read may be stale, see it. Steps are told by what happened in the
//! world, never by what was typed.

use web_sys::{Storage, window};
use yew::prelude::*;

use super::forms::Form;
use super::icons::icon;
use super::model::{Action, Model, Pane};
use super::regions;
use super::shell::{Hands, TypeIn};

/// The world of the first visit, and the calls that it begins with.
const WORLD: &str = "Orders, three copies";
const BEGUN: u64 = 12;
/// Where the browser remembers that the guide was closed.
const CLOSED: &str = "dynamarium.guide";

/// Both copies beside the leader lag, then a change is read back twice.
const TRY: &str = "lab set replica_lag.b 10s
lab set replica_lag.c 10s
aws dynamodb update-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}}' \\
  --update-expression 'SET #s = :s' --expression-attribute-names '{\"#s\":\"Status\"}' --expression-attribute-values '{\":s\":{\"S\":\"SHIPPED\"}}'
aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}}' --consistent-read
aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}}'";
const AGAIN: &str = "aws dynamodb get-item --table-name Orders --key '{\"Customer\":{\"S\":\"Kim\"}, \"Day\":{\"S\":\"2026-11-20\"}}'";
/// The copies catch up as they did before.
const CATCH_UP: &str = "lab set replica_lag.b -1
lab set replica_lag.c -1";

/// How far the reader has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// An order was written; which read may miss the next change?
    Predict,
    /// The reads were made, and the leader happened to answer both.
    Lucky,
    /// A read was stale.
    Seen,
}

/// The step of a world, if the guide has anything to say about it.
pub(crate) fn step(model: &Model) -> Option<Step> {
    if model.picture.name != WORLD || !model.open {
        return None;
    }
    let mine = || model.picture.calls.iter().filter(|call| call.id > BEGUN && call.error.is_none());
    if mine().any(|call| call.stale) {
        return Some(Step::Seen);
    }
    // Reads count once a change was made after the order.
    let changed = mine().find(|call| call.operation == "UpdateItem").map(|call| call.id);
    if changed
        .is_some_and(|id| mine().filter(|call| call.id > id && call.operation == "GetItem").count() >= 2)
    {
        return Some(Step::Lucky);
    }
    mine().any(|call| call.units.1 > 0).then_some(Step::Predict)
}

/// Puts a text into the console, and shows it: a phone may be at another region.
fn put(hands: &Hands, text: &str) {
    hands.dispatch.dispatch(Action::Pane(Pane::Console));
    hands.type_in(TypeIn::Place(text.to_owned()));
}

fn storage() -> Option<Storage> {
    window()?.local_storage().ok().flatten()
}

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct GuideProps {
    pub(crate) step: Step,
}

/// The card.
#[component]
pub(crate) fn Guide(props: &GuideProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let closed = use_state(|| storage().is_some_and(|it| it.get_item(CLOSED).ok().flatten().is_some()));
    let guess = use_state(|| None::<&'static str>);
    if *closed {
        return Html::default();
    }
    let close = {
        let closed = closed.clone();
        Callback::from(move |_: MouseEvent| {
            // Where nothing can be remembered the card comes back with the page.
            if let Some(storage) = storage() {
                storage.set_item(CLOSED, "1").ok();
            }
            closed.set(true);
            // The button goes with the card: who pressed it by keyboard goes on where calls are made.
            regions::focus(".editor textarea");
        })
    };
    let place = |text: &'static str| {
        let hands = hands.clone();
        Callback::from(move |_: MouseEvent| put(&hands, text))
    };
    let choose = |name: &'static str| {
        let chosen = (*guess == Some(name)).to_string();
        let (guess, hands) = (guess.clone(), hands.clone());
        let press = Callback::from(move |_: MouseEvent| {
            guess.set(Some(name));
            put(&hands, TRY);
        });
        html! { <button class="btn small" onclick={press} aria-pressed={chosen}>{ name }</button> }
    };
    let lessons = hands.on(|| Action::Form(Some(Form::Learn { examples: false })));
    let right = *guess == Some("Eventually consistent");
    let (done, title, body) = match props.step {
        Step::Predict => (
            1,
            "Now read it back",
            html! { <>
                <p>{ "The order is about to change, and two of its three copies will be slow. Which read can still show the old one?" }</p>
                <div class="row">{ choose("Strongly consistent") }{ choose("Eventually consistent") }</div>
                if guess.is_some() { <p>{ "Now press Run in the console, or Enter: it makes the copies slow, changes the order, and reads it both ways." }</p> }
            </> },
        ),
        Step::Lucky => (
            2,
            "The leader answered both",
            html! { <>
                <p>{ "An eventually consistent read asks any of the three copies, and this one met the leader. Ask again while the others are behind." }</p>
                <div class="row"><button class="btn small" onclick={place(AGAIN)}>{ "Read again" }</button></div>
            </> },
        ),
        Step::Seen => (
            3,
            "You saw stale data",
            html! { <>
                <p>{ match *guess {
                    Some(_) if right => "As you predicted: the strong read says SHIPPED, the eventual one still NEW. It met a copy that was behind, for half the price.",
                    Some(_) => "It was the other one: a strongly consistent read asks the leader; an eventually consistent one may meet a copy that is behind, for half the price.",
                    None => "An eventually consistent read may meet a copy that is behind, for half the price. A strongly consistent one asks the leader.",
                } }</p>
                <div class="row">
                    <button class="btn small go" onclick={lessons}>{ "Next: lessons" }</button>
                    <button class="btn small" onclick={place(CATCH_UP)}>{ "Let the copies catch up" }</button>
                    <button class="btn small" onclick={close.clone()}>{ "Done" }</button>
                </div>
            </> },
        ),
    };
    html! {
        <aside class="guide" aria-label="First steps" data-region="guide" data-testid="guide" data-step={done.to_string()}>
            <p class="steps" aria-label={format!("{done} of 3 done")}>
                { for (0..3).map(|i| html! { <span class={(i < done).then_some("on")}></span> }) }
            </p>
            <h2>if props.step == Step::Seen { <span class="star" data-testid="goal">{ icon("star") }</span> }{ title }</h2>
            <div aria-live="polite">{ body }</div>
            <button class="btn sq small close" aria-label="Close the first steps" onclick={close}>{ icon("x") }</button>
        </aside>
    }
}
