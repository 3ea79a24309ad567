//! The worlds that this browser stores: which there are, and what can be done with each.

use js_sys::Date;
use lab::protocol::{Reply, Request, StoredWorld, WorldOrder};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::dialog::Dialog;
use super::files;
use super::forms::Form;
use super::linked;
use super::model::Action;
use super::rename::{RenameProps, rename};
use super::shell::Hands;
use crate::bridge::wall_micros;
use crate::words::{bytes, count};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct WorldsProps {
    /// The open world's name.
    pub(crate) name: String,
    /// Whether it is stored.
    pub(crate) storing: bool,
    /// Whether it came with a link.
    pub(crate) linked: bool,
    pub(crate) closed: Callback<()>,
}

/// [`Worlds`], which is made here and nowhere else: the page loads all of it with what it loads later.
#[inline(never)]
pub(crate) fn worlds(props: WorldsProps) -> Html {
    html! { <Worlds ..props/> }
}

/// The dialog behind the world's name.
#[component]
pub(crate) fn Worlds(props: &WorldsProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let list = use_state(|| None::<Result<Vec<StoredWorld>, String>>);
    let gone = use_state(|| None::<StoredWorld>);
    let naming = use_state(|| None::<String>);
    let trouble = use_state(|| None::<String>);
    let look = {
        let (hands, list) = (hands.clone(), list.clone());
        Callback::from(move |()| {
            let (hands, list) = (hands.clone(), list.clone());
            spawn_local(async move {
                list.set(Some(match hands.bridge.ask(Request::Worlds).await {
                    Ok(Reply::Worlds(worlds)) => Ok(worlds),
                    Ok(_) => Err("The engine told of no worlds.".to_owned()),
                    Err(fault) => Err(fault.message),
                }));
            });
        })
    };
    {
        let look = look.clone();
        use_effect_with(props.name.clone(), move |_| look.emit(()));
    }
    // Gives an order, then looks again.
    let order = {
        let (hands, look, trouble) = (hands.clone(), look.clone(), trouble.clone());
        move |order: WorldOrder, then: Callback<()>| {
            let (hands, look, trouble) = (hands.clone(), look.clone(), trouble.clone());
            spawn_local(async move {
                match hands.bridge.ask(Request::World(order)).await {
                    Ok(reply) => {
                        trouble.set(None);
                        if matches!(reply, Reply::Opened(_)) {
                            super::forget_link();
                        }
                        then.emit(());
                        look.emit(());
                    }
                    Err(fault) => trouble.set(Some(fault.message)),
                }
            });
        }
    };
    let begin = |example: bool| {
        let (order, closed) = (order.clone(), props.closed.clone());
        Callback::from(move |_: MouseEvent| {
            order(WorldOrder::New { example, wall: wall_micros() }, closed.clone());
        })
    };
    let import = {
        let (hands, closed) = (hands.clone(), props.closed.clone());
        Callback::from(move |event: Event| {
            let Some(input) = event.target_dyn_into::<HtmlInputElement>() else { return };
            if let Some(file) = input.files().and_then(|files| files.item(0)) {
                files::take_in(&hands, file, None);
                closed.emit(());
            }
        })
    };
    let keep = {
        let (hands, closed) = (hands.clone(), props.closed.clone());
        Callback::from(move |_: MouseEvent| {
            linked::keep(&hands, false);
            closed.emit(());
        })
    };
    let throttled = {
        let (hands, closed) = (hands.clone(), props.closed.clone());
        Callback::from(move |_: MouseEvent| {
            closed.emit(());
            hands.dispatch.dispatch(Action::Form(Some(Form::Throttle)));
        })
    };
    let rows = match &*list {
        None => html! { <p role="status">{ "Looking…" }</p> },
        Some(Err(why)) => html! { <p role="alert">{ why }</p> },
        Some(Ok(worlds)) if worlds.is_empty() => {
            html! { <p class="quiet">{ "This browser stores no world here." }</p> }
        }
        Some(Ok(worlds)) => html! {
            <ul class="worlds">
                { for worlds.iter().map(|world| {
                    let row = Row {
                        world,
                        open: world.open && props.storing,
                        naming: naming.as_deref() == Some(&world.id),
                        stays: props.storing,
                    };
                    row.draw(&order, &naming, &gone, &props.closed)
                }) }
            </ul>
        },
    };
    let bring_back = gone.as_ref().map(|world| {
        let (order, gone, id) = (order.clone(), gone.clone(), world.id.clone());
        let press = Callback::from(move |_: MouseEvent| {
            let gone = gone.clone();
            order(WorldOrder::Restore(id.clone()), Callback::from(move |()| gone.set(None)));
        });
        html! {
            <p class="undo" role="status">
                { format!("{} was thrown away.", world.name) }
                <button class="btn" onclick={press}>{ "Undo" }</button>
            </p>
        }
    });
    html! {
        <Dialog title="Worlds" class="library" closed={props.closed.clone()}>
            <div class="body">
            if props.linked {
                <div class="row">
                    <p class="grow">{ format!("{} came with a link and isn't stored.", props.name) }</p>
                    <button class="btn" onclick={keep}>{ "Copy to my worlds" }</button>
                </div>
            }
            if let Some(trouble) = &*trouble { <p role="alert" class="bt">{ trouble }</p> }
            { bring_back }
            { rows }
            <footer class="row">
                <button class="btn" onclick={begin(false)}>{ "New, empty" }</button>
                <button class="btn" onclick={begin(true)}>{ "New, the example" }</button>
                <button class="btn" onclick={throttled}>{ "Why was I throttled?" }</button>
                <label class="btn file">{ "Open a file" }<input class="unseen" type="file" accept=".json,.dynamarium.json,application/json" onchange={import}/></label>
            </footer>
            <p class="quiet">{ "A world thrown away leaves this browser when the page is opened the next time." }</p>
            </div>
        </Dialog>
    }
}

/// A line of the list.
struct Row<'a> {
    world: &'a StoredWorld,
    /// Whether it is the one on the page.
    open: bool,
    /// Whether its name is being written.
    naming: bool,
    /// Whether worlds can be changed from here.
    stays: bool,
}

impl Row<'_> {
    fn draw(
        &self,
        order: &(impl Fn(WorldOrder, Callback<()>) + Clone + 'static),
        naming: &UseStateHandle<Option<String>>,
        gone: &UseStateHandle<Option<StoredWorld>>,
        closed: &Callback<()>,
    ) -> Html {
        let world = self.world;
        let id = world.id.clone();
        let does = |make: fn(String) -> WorldOrder, then: Callback<()>| {
            let (order, id) = (order.clone(), id.clone());
            Callback::from(move |_: MouseEvent| order(make(id.clone()), then.clone()))
        };
        let rename = {
            let (naming, id) = (naming.clone(), id.clone());
            Callback::from(move |_: MouseEvent| naming.set(Some(id.clone())))
        };
        let delete = {
            let (order, gone, world) = (order.clone(), gone.clone(), world.clone());
            Callback::from(move |_: MouseEvent| {
                let (gone, thrown) = (gone.clone(), world.clone());
                let then = Callback::from(move |()| gone.set(Some(thrown.clone())));
                order(WorldOrder::Delete { id: world.id.clone(), wall: wall_micros() }, then);
            })
        };
        let name = if world.name.is_empty() { "Untitled" } else { &world.name };
        let branch = (!world.branch.is_empty()).then(|| format!("branch {}", world.branch));
        let facts = [
            count(world.tables, "table", "tables"),
            count(world.calls, "call", "calls"),
            bytes(world.bytes),
            when(world.used),
        ];
        let facts: Vec<String> = branch.into_iter().chain(facts).filter(|fact| !fact.is_empty()).collect();
        html! {
            <li key={world.id.clone()} class={self.open.then_some("on")} data-world={world.id.clone()}>
                <div class="what">
                    if self.naming {
                        { self.name_field(order, naming) }
                    } else if self.open {
                        <b>{ name }</b>
                    } else {
                        <button class="link" onclick={does(WorldOrder::Open, closed.clone())}>{ name }</button>
                    }
                    <span class="mute">{ facts.join(" · ") }{ if self.open { " · open" } else { "" } }</span>
                </div>
                if self.stays && !self.naming {
                    <button class="btn small" aria-label={format!("Rename {name}")} onclick={rename}>{ "Rename" }</button>
                    <button class="btn small" aria-label={format!("Duplicate {name}")} onclick={does(WorldOrder::Duplicate, Callback::noop())}>{ "Duplicate" }</button>
                    <button class="btn small" aria-label={format!("Delete {name}")} onclick={delete}>{ "Delete" }</button>
                }
            </li>
        }
    }

    /// The field in which a world is renamed: Enter takes the name, Escape or leaving leaves it as it was.
    fn name_field(
        &self,
        order: &(impl Fn(WorldOrder, Callback<()>) + Clone + 'static),
        naming: &UseStateHandle<Option<String>>,
    ) -> Html {
        let (order, id, naming) = (order.clone(), self.world.id.clone(), naming.clone());
        let done = Callback::from(move |name: Option<String>| {
            let naming = naming.clone();
            match name {
                Some(name) => {
                    order(
                        WorldOrder::Rename { id: id.clone(), name },
                        Callback::from(move |()| naming.set(None)),
                    );
                }
                None => naming.set(None),
            }
        });
        rename(RenameProps { name: self.world.name.clone().into(), label: "New name".into(), most: 80, done })
    }
}

/// When a world was last used, as short as it can be said.
fn when(millis: u64) -> String {
    if millis == 0 {
        return String::new();
    }
    let (now, then) = (Date::new_0(), Date::new(&JsValue::from_f64(millis as f64)));
    let today = now.to_date_string() == then.to_date_string();
    if today {
        format!("today {:02}:{:02}", then.get_hours(), then.get_minutes())
    } else {
        format!("{:04}-{:02}-{:02}", then.get_full_year(), then.get_month() + 1, then.get_date())
    }
}
