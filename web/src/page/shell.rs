//! The page as a whole: holds the model, hears the worker, lays out the regions.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use gloo::events::{EventListener, EventListenerOptions};
use lab::protocol::{Notice, Reply, Request, SaveState, WorldOrder};
use lab::view::{CacheView, CallDetail, Snapshot};
use wasm_bindgen::JsCast as _;
use wasm_bindgen_futures::spawn_local;
use web_sys::window;
use yew::platform::time::sleep;
use yew::prelude::*;

use super::console::Dock;
use super::embed::{PlateProps, plate, use_host};
use super::explorer::Explorer;
use super::files::use_drops;
use super::forms::Forms;
use super::guide;
use super::hear::Gatherer;
use super::icons::Icons;
use super::inspector::Inspector;
use super::learn;
use super::linked::{SummaryProps, summary};
use super::model::{Action, Looking, Mode, Model, Pane, Selection, Shared, TableId, is_overtaken};
use super::notices::Notices;
use super::present::{PresentProps, present};
use super::regions;
use super::route::{self, Part};
use super::stage::{Stage, Which};
use super::timeline::player::Player;
use super::timeline::{Timeline, TimelineProps};
use super::topbar::TopBar;
use super::whole::{self, Whole};
use crate::bridge::{Bridge, Heard};
use crate::words::{capacity, clock, count};

/// What another region asks of the console.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TypeIn {
    /// Put this text into the input, for the reader to run.
    Place(String),
    /// Run this text as if it had been typed.
    Run(String),
}

type Typist = Rc<dyn Fn(TypeIn)>;

/// What every region may use: the engine, the model's actions, the console's input. It never changes.
#[derive(Clone)]
pub(crate) struct Hands {
    pub(crate) bridge: Bridge,
    pub(crate) dispatch: UseReducerDispatcher<Model>,
    /// What moves the playhead.
    pub(crate) player: Player,
    typist: Rc<RefCell<Option<Typist>>>,
}

impl PartialEq for Hands {
    fn eq(&self, other: &Self) -> bool {
        self.bridge == other.bridge
    }
}

impl Hands {
    /// An action as a callback.
    pub(crate) fn on<E>(&self, make: impl Fn() -> Action + 'static) -> Callback<E> {
        let dispatch = self.dispatch.clone();
        Callback::from(move |_| dispatch.dispatch(make()))
    }

    /// Sets who types into the console.
    pub(crate) fn set_typist(&self, typist: Typist) {
        *self.typist.borrow_mut() = Some(typist);
    }

    /// Types into the console.
    pub(crate) fn type_in(&self, what: TypeIn) {
        let typist = self.typist.borrow().clone();
        if let Some(typist) = typist {
            typist(what);
        }
    }
}

/// The bridge to the worker.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct AppProps {
    pub(crate) bridge: Bridge,
}

/// Calls between two details beyond which nobody can be reading each: then they come so many milliseconds apart.
const FLOOD: u64 = 10;
const FLOOD_REST: f64 = 1000.0;

/// Whether a detail is being asked for, and whether to ask again after it.
#[derive(Default)]
struct Asking {
    busy: bool,
    again: Option<u64>,
    /// Whether the reader chose the call.
    chosen: bool,
    /// The call that was asked about last, and when its answer came (Unix milliseconds).
    latest: (u64, f64),
}

impl Asking {
    /// Whether calls rush by, and it is too early for another detail.
    fn rests(&self, wanted: u64) -> bool {
        let (call, at) = self.latest;
        // A clock that was set back is nothing to wait for.
        let early = (0.0..FLOOD_REST).contains(&(js_sys::Date::now() - at));
        // Fewer calls than before: another world, or another branch of it.
        early && !self.chosen && wanted.saturating_sub(call) > FLOOD
    }
}

/// The page.
#[component]
pub(crate) fn App(props: &AppProps) -> Html {
    let model = use_reducer(Model::default);
    let hands = use_memo((), |()| Hands {
        bridge: props.bridge.clone(),
        dispatch: model.dispatcher(),
        player: Player::new(props.bridge.clone(), model.dispatcher()),
        typist: Rc::default(),
    });
    let hands: Hands = (*hands).clone();
    use_effect_with((), {
        let player = hands.player.clone();
        move |()| super::set_player(&player)
    });
    use_hearing(&hands);
    use_details(&hands, &model);
    use_following(&hands, &model);
    use_window_keys();
    use_updates(&hands);
    use_lasting(model.save);
    use_presenting(&hands, &model);
    let embed = use_memo((), |()| route::route().embed);
    let embedded = embed.is_some();
    use_host(&hands, &model, embedded);
    let has = |part: Part| embed.as_ref().as_ref().is_none_or(|parts| parts.contains(&part));
    let table = model.shown().filter(|table| table.region == model.picture.region);
    let table: Option<TableId> = table.map(|table| (table.region.clone(), table.name.clone()));
    use_drops(&hands, table.clone());

    let first =
        !embedded && if model.open { model.is_untouched() && !model.tables.is_empty() } else { !visited() };
    use_effect_with(model.open && !first && !embedded, |again| {
        if *again {
            remember_visit();
        }
    });
    let inspecting = model.inspecting
        && !first
        && !embedded
        && (model.focus.is_some() || model.selection != Selection::default());
    let pane = match model.pane {
        Pane::Stage => "stage",
        Pane::Console => "console",
        Pane::Inspect => "inspect",
        Pane::Tables => "tables",
    };
    let class = classes!(
        "lab",
        first.then_some("first"),
        (!inspecting && !first).then_some("alone"),
        model.tall.then_some("tall"),
        model.present.is_some().then_some("away"),
        embedded.then_some("embed")
    );
    // A world in which nothing was done has no time to travel through.
    // The first answer comes with the page that has a place for it.
    let entries = if first && !model.picture.untouched { Shared::default() } else { model.entries.clone() };
    let timeline = (!first && model.open && !model.picture.rail.is_empty()).then(|| TimelineProps {
        picture: model.picture.clone(),
        mode: model.time.mode,
        playing: model.time.playing,
        rate: model.time.rate,
        at: model.time.looked.as_ref().map(|looked| looked.at),
        call: model.focus.as_ref().map(|detail| detail.summary.at),
        beside: model.time.beside.as_ref().map(|(name, _)| name.clone().into()),
    });
    html! {
        <ContextProvider<Hands> context={hands}>
            <Icons/>
            if first { <Whole/> }
            // One main landmark whichever region a phone shows.
            <main {class} data-pane={pane}>
                if embedded {
                    { plate(PlateProps { name: model.picture.name.clone() }) }
                } else {
                <TopBar name={model.picture.name.clone()} save={model.save} open={model.open}
                        first={first} second={model.notices.iter().any(|n| n.code == "second-tab")}
                        visiting={model.visiting} calls={model.last_call > 0} {table}
                        looking={model.time.looked.as_ref().filter(|_| model.time.mode == Mode::Looking).map(|looked| looked.at)}/>
                }
                if !first && !embedded {
                    <Panes pane={model.pane} inspect={inspecting}/>
                }
                <Notices notices={model.notices.clone()}>
                    if let Some(linked) = model.linked.clone().filter(|_| !first && !embedded) {
                        { summary(SummaryProps { linked }) }
                    }
                </Notices>
                if !first && !embedded {
                    <Explorer tables={model.tables_then().to_vec()} region={model.picture.region.clone()}
                              more={model.picture.more_tables} files={model.picture.files.clone()}
                              shown={model.shown().map(|t| (t.region.clone(), t.name.clone()))} open={model.open}/>
                }
                if has(Part::Stage) { { stages(&model, first, timeline.as_ref()) } }
                if let Some(step) = guide::step(&model).filter(|_| !first && !embedded && model.linked.is_none()) {
                    <guide::Guide {step}/>
                }
                if let Some(title) = model.picture.name.strip_prefix("Lesson: ").filter(|_| model.open && !embedded) {
                    { learn::panel(learn::PanelProps { title: title.to_owned(), world: model.picture.revision }) }
                }
                if let Some(timeline) = timeline.filter(|_| has(Part::Timeline)) {
                    <Timeline ..timeline/>
                }
                if has(Part::Console) {
                    <Dock {first} table={model.shown().cloned()} tab={model.dock} tall={model.tall} frame={(model.pane, inspecting)}
                          progress={model.running} looking={model.time.mode == Mode::Looking} {entries} earlier={model.earlier}
                          picture={model.picture.clone()} at={model.picture_then().clock} lines={model.lines.clone()} kept={model.kept.clone()}
                          chosen={model.focus.as_ref().map(|detail| detail.summary.id)}/>
                }
                if inspecting {
                    <Inspector table={model.shown().cloned()} focus={model.focus.clone()}
                               selection={model.selection.clone()} live={model.pinned.is_none()}
                               now={(model.picture.epoch + model.picture_then().clock) / 1_000_000}
                               moment={model.moment()} lens={model.lens}/>
                }
            </main>
            if let Some(call) = model.present.filter(|_| model.open) {
                { present(PresentProps {
                    call, name: model.picture.name.clone(), picture: model.picture.clone(), tables: model.tables_then().to_vec(), then: model.moment().map(|it| it.at),
                }) }
            }
            <Forms form={model.form.clone()} tables={model.tables.clone()} locked={model.time.mode == Mode::Looking}
                   world={model.picture.revision} now={(model.picture.epoch + model.picture.clock) / 1_000_000}/>
        </ContextProvider<Hands>>
    }
}

/// The stage; two of them where a branch is seen beside this one.
fn stages(model: &Model, first: bool, timeline: Option<&TimelineProps>) -> Html {
    let now = |picture: &Snapshot| (picture.epoch + picture.clock) / 1_000_000;
    let beside = model.time.beside.as_ref().and_then(|(name, seen)| Some((name, seen.as_ref()?)));
    let which = |picture: &Snapshot, second: bool| {
        let calls = count(picture.call_count, "call", "calls");
        let (read, write) = picture
            .tables
            .iter()
            .fold((0, 0), |sum, table| (sum.0 + table.consumed_total.0, sum.1 + table.consumed_total.1));
        let stands = [clock(picture.clock), calls, capacity((read, write))];
        let said: Vec<String> = stands.into_iter().filter(|it| !it.is_empty()).collect();
        Which { name: picture.branch.clone().into(), stands: said.join(", ").into(), second }
    };
    let open = html! {
        <Stage table={model.shown().cloned()} focus={model.focus.clone().filter(|_| !first)}
               live={model.pinned.is_none()} selection={model.selection.clone()} open={model.open}
               {first} running={model.running} moment={model.moment().filter(|_| !first)}
               timeline={timeline.cloned()} lens={model.lens} now={now(model.picture_then())}
               caches={caches(model.picture_then(), first)} guarded={!model.picture_then().principals.is_empty()} clock={model.picture_then().clock}
               ledger={model.picture_then().ledger.clone()}
               which={beside.map(|_| which(model.picture_then(), false))}/>
    };
    let Some((_, seen)) = beside.filter(|_| !first) else { return open };
    let table = model.shown().and_then(|shown| {
        seen.picture.tables.iter().find(|it| it.region == shown.region && it.name == shown.name)
    });
    html! {
        <div class="pair">
            { open }
            <Stage table={table.map(|table| Shared::new(table.clone()))} focus={None::<Shared<CallDetail>>} live=true
                   selection={Selection::Call} open={true} first={false} running={None::<(u64, u64)>}
                   moment={None::<Looking>} timeline={timeline.cloned()} lens={model.lens} now={now(&seen.picture)}
                   caches={caches(&seen.picture, first)} guarded={!seen.picture.principals.is_empty()} clock={seen.picture.clock}
                   ledger={seen.picture.ledger.clone()}
                   which={which(&seen.picture, true)}/>
        </div>
    }
}

/// The caches that a picture shows, and the one that commands go through.
fn caches(picture: &Snapshot, first: bool) -> (Rc<[CacheView]>, Option<String>) {
    if first || picture.caches.is_empty() {
        return Default::default();
    }
    (picture.caches.as_slice().into(), picture.via.clone())
}

/// Which region a phone shows.
#[derive(Clone, PartialEq, Properties)]
struct PanesProps {
    pane: Pane,
    inspect: bool,
}

#[component]
fn Panes(props: &PanesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let tab = |pane: Pane, name: &'static str| {
        let pressed = hands.on(move || Action::Pane(pane));
        let selected = (props.pane == pane).to_string();
        html! { <button role="tab" aria-selected={selected} onclick={pressed}>{ name }</button> }
    };
    html! {
        <div class="panes tabs" role="tablist" aria-label="Regions">
            { tab(Pane::Stage, "Stage") }
            { tab(Pane::Console, "Console") }
            if props.inspect { { tab(Pane::Inspect, "Inspect") } }
            { tab(Pane::Tables, "Tables") }
        </div>
    }
}

/// Brings the branches of a world that was opened back from the store.
fn gather(bridge: Bridge, dispatch: UseReducerDispatcher<Model>) {
    spawn_local(async move {
        let text = match bridge.ask(Request::World(WorldOrder::Gather)).await {
            Ok(Reply::Text(text)) if text.is_empty() => return,
            Ok(Reply::Text(text)) => text,
            Ok(_) => return,
            Err(fault) => fault.message,
        };
        dispatch.dispatch(Action::Tell(Notice { code: "branch".to_owned(), text }));
    });
}

/// Connects the bridge to the model.
#[hook]
fn use_hearing(hands: &Hands) {
    let hands = hands.clone();
    use_effect_with((), move |()| {
        let gatherer = Gatherer::new(hands.dispatch.clone());
        let (dispatch, player) = (hands.dispatch.clone(), hands.player.clone());
        let bridge = hands.bridge.clone();
        hands.bridge.listen(move |heard| match heard {
            Heard::News(news) => gatherer.add(news),
            Heard::Opened(opened) => {
                gatherer.hand_over();
                let look = opened.linked.as_ref().and_then(|linked| linked.look);
                if opened.storing && opened.branches {
                    gather(bridge.clone(), dispatch.clone());
                }
                dispatch.dispatch(Action::Opened(opened));
                player.leave(look);
            }
            Heard::Renewed => {
                gatherer.hand_over();
                dispatch.dispatch(Action::Renewed);
            }
            Heard::Moved => {
                gatherer.hand_over();
                dispatch.dispatch(Action::Moved);
            }
        });
        // A link pasted into the address of an open page.
        let bridge = hands.bridge.clone();
        let listener = window().map(|window| {
            EventListener::new(&window, "hashchange", move |_| {
                let Some(link) = super::link_in_address() else { return };
                let bridge = bridge.clone();
                spawn_local(async move {
                    if let Ok(opened) = bridge.open(Some(link), false).await {
                        super::link_was_opened(&opened);
                    }
                });
            })
        });
        move || drop(listener)
    });
}

/// Keeps the details of the call in focus up to date: asked for when the picture changed, one at a time.
#[hook]
fn use_details(hands: &Hands, model: &Model) {
    let asking = use_mut_ref(Asking::default);
    let hands = hands.clone();
    let wanted = model.wanted().filter(|_| model.running.is_none());
    let chosen = model.pinned.is_some();
    use_effect_with((wanted, model.picture.revision), move |(wanted, _)| {
        let Some(wanted) = *wanted else { return };
        asking.borrow_mut().chosen = chosen;
        if asking.borrow().busy {
            asking.borrow_mut().again = Some(wanted);
            return;
        }
        asking.borrow_mut().busy = true;
        spawn_local(async move {
            let mut next = Some(wanted);
            while let Some(mut id) = next {
                while asking.borrow().rests(id) {
                    sleep(Duration::from_millis(100)).await;
                    id = asking.borrow_mut().again.take().unwrap_or(id);
                }
                if let Ok(Reply::Detail(detail)) = hands.bridge.ask(Request::Detail(id)).await
                    && let Some(detail) = *detail
                {
                    whole::at_once();
                    hands.dispatch.dispatch(Action::Detail { detail: Box::new(detail), open: has_place() });
                }
                asking.borrow_mut().latest = (id, js_sys::Date::now());
                next = asking.borrow_mut().again.take();
            }
            asking.borrow_mut().busy = false;
        });
    });
}

/// Has the playhead follow a call that was made just now; while it is behind another one, it goes to the end at once.
#[hook]
fn use_following(hands: &Hands, model: &Model) {
    let (player, mode, follow) = (hands.player.clone(), model.time.mode, model.time.follow);
    let following = model.time.is_following();
    let before = use_mut_ref(|| 0);
    use_effect_with((follow, model.last_call), {
        let player = player.clone();
        move |(follow, last_call)| {
            let fresh = before.replace(*last_call) != *last_call;
            match follow {
                Some((_, start)) => player.follow(*start),
                None if fresh && following => player.keep_up(),
                None => {}
            }
        }
    });
    // A workload has been played meanwhile: a single call is no longer what there is to see.
    let overtaken = is_overtaken(&model.time, &model.picture);
    use_effect_with(overtaken, {
        let player = player.clone();
        move |overtaken| {
            if *overtaken {
                player.keep_up();
            }
        }
    });
    // In the present the branch beside this one is seen at the same moment.
    let clock = model.picture.clock;
    let present = mode == Mode::Live && model.time.beside.is_some();
    use_effect_with((present, clock, model.picture.revision), move |(present, clock, _)| {
        if *present {
            player.see_beside(*clock);
        }
    });
}

/// Opens the presenter where the address asks for it: once, at the first call.
#[hook]
fn use_presenting(hands: &Hands, model: &Model) {
    let dispatch = hands.dispatch.clone();
    let asked = use_state(|| route::route().present);
    let first = model.picture.calls.first().filter(|_| model.open && *asked).map(|call| call.id);
    use_effect_with(first, move |first| {
        if let Some(first) = *first {
            dispatch.dispatch(Action::Present(Some(first)));
            asked.set(false);
        }
    });
}

/// Says when another build of the site was kept while this page is open (`boot.js` hears of it).
#[hook]
fn use_updates(hands: &Hands) {
    let dispatch = hands.dispatch.clone();
    use_effect_with((), move |()| {
        let listener = window().map(|window| {
            EventListener::new(&window, "dynamarium-update", move |_| {
                let text =
                    "A new version of Dynamarium is ready. What you did is saved: reload the page to use it.";
                dispatch.dispatch(Action::Tell(Notice { code: "update".to_owned(), text: text.to_owned() }));
            })
        });
        move || drop(listener)
    });
}

/// Asks the browser to keep what is stored even when its disk is full: once, after the first call that was stored
/// while this page is open.
#[hook]
fn use_lasting(save: SaveState) {
    let seen = use_mut_ref(|| None::<u64>);
    use_effect_with((save.saved, save.storing), move |&(saved, storing)| {
        let before = *seen.borrow();
        match before {
            None if storing => *seen.borrow_mut() = Some(saved),
            Some(first) if storing && saved > first => {
                *seen.borrow_mut() = Some(u64::MAX);
                // Whether it agrees is its business: the page says what is saved either way.
                if let Some(window) = window() {
                    window.navigator().storage().persist().ok();
                }
            }
            _ => {}
        }
    });
}

/// F6 goes from region to region wherever the focus is.
#[hook]
fn use_window_keys() {
    use_effect_with((), |()| {
        let listener = window().map(|window| {
            let options = EventListenerOptions::enable_prevent_default();
            EventListener::new_with_options(&window, "keydown", options, |event| {
                if let Some(event) = event.dyn_ref::<web_sys::KeyboardEvent>() {
                    regions::cycle(event);
                }
            })
        });
        move || drop(listener)
    });
}

/// Whether the inspector has a place of its own: beside the stage, or behind a tab on a phone. Between the two
/// it is a sheet over the stage, and opens only when asked for.
fn has_place() -> bool {
    let width = window().and_then(|w| w.inner_width().ok()).and_then(|width| width.as_f64());
    width.is_none_or(|width| !(768.0..1200.0).contains(&width))
}

const VISITED: &str = "dynamarium.visited";

/// Whether this browser was here before: decides what is drawn before the engine answers, nothing else.
fn visited() -> bool {
    let storage = window().and_then(|w| w.local_storage().ok().flatten());
    storage.and_then(|s| s.get_item(VISITED).ok().flatten()).is_some()
}

fn remember_visit() {
    if let Some(storage) = window().and_then(|w| w.local_storage().ok().flatten()) {
        storage.set_item(VISITED, "1").ok();
    }
}
