//! The stage: what the engine holds, and what the call in focus did to it.

mod about;
mod access;
mod cache;
mod flow;
mod index;
mod journey;
mod keys;
mod layout;
mod ledger;
mod lens;
mod marks;
mod partition;
mod readers;
mod stations;
mod stream;
mod token;

use std::rc::Rc;

use lab::transactions::TransactionView;
use lab::view::{CacheView, CallDetail, Mark, PartitionView, TableView};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, ResizeObserver};
use yew::prelude::*;

use self::about::About;
pub(crate) use self::cache::ratio as hit_ratio;
use self::flow::Flow;
use self::journey::Journey;
use self::layout::{Measure, Meters, Plan, Rect};
use self::marks::{rect, text};
use super::forms::Form;
use super::model::{Action, Lens, Looking, Mode, Selection, Shared};
use super::shell::{Hands, TypeIn};
use super::timeline::{self, TimelineProps};
use crate::words::{count, cut, number};

/// The key in the first visit's command: where the order will land.
pub(crate) const FIRST_KEY: &str = "Kim";
/// What the welcome's words take of the stage's height.
const WELCOME: i32 = 132;
/// Around what is brought in sight, pixels.
const MARGIN: f64 = 44.0;
/// So many partitions of a dense table open for the call in focus.
const MOST_OPEN: usize = 4;

#[derive(Clone, PartialEq, Properties)]
#[expect(clippy::struct_excessive_bools, reason = "each says something of its own")]
pub(crate) struct StageProps {
    /// The table that is drawn.
    pub(crate) table: Option<Shared<TableView>>,
    /// The call that is drawn.
    pub(crate) focus: Option<Shared<CallDetail>>,
    /// Whether that is the latest call, rather than one chosen from the past.
    pub(crate) live: bool,
    pub(crate) selection: Selection,
    pub(crate) open: bool,
    pub(crate) first: bool,
    pub(crate) running: Option<(u64, u64)>,
    /// The moment that is drawn, unless it is simply the present.
    pub(crate) moment: Option<Looking>,
    /// What the keys of the timeline act on.
    pub(crate) timeline: Option<TimelineProps>,
    pub(crate) lens: Lens,
    /// The moment in seconds since 1970.
    pub(crate) now: u64,
    /// Caches, and the one that commands go through.
    #[prop_or_default]
    pub(crate) caches: (Rc<[CacheView]>, Option<String>),
    /// Whether calls can be made as anybody but the administrator.
    #[prop_or_default]
    pub(crate) guarded: bool,
    /// The ledger of transactions, as it is told.
    #[prop_or_default]
    pub(crate) ledger: AttrValue,
    /// The moment, virtual microseconds.
    #[prop_or_default]
    pub(crate) clock: u64,
    /// Which branch this is, and where it stands, when two are seen side by side.
    #[prop_or_default]
    pub(crate) which: Option<Which>,
}

/// One of two branches side by side.
#[derive(Clone, PartialEq)]
pub(crate) struct Which {
    /// Its name.
    pub(crate) name: AttrValue,
    /// Its clock, calls and cost.
    pub(crate) stands: AttrValue,
    /// Whether it is the one beside the open one.
    pub(crate) second: bool,
}

/// The stage.
#[component]
pub(crate) fn Stage(props: &StageProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let place = use_node_ref();
    let drawing = use_node_ref();
    let (width, tall) = use_size(&place);
    // The welcome's picture is drawn larger; the units stay.
    let (units_wide, mut zoomed) = if props.first && width > 900 {
        let whole = (width - 32).min(1160);
        (whole * 100 / 125, whole)
    } else if width > 1040 {
        // A large screen gets larger marks, not longer lines.
        (width * 100 / 122, width)
    } else {
        (width, width)
    };

    let table = match &props.table {
        Some(table) if props.first => Some(Shared::new(plain(table))),
        table => table.clone(),
    };
    let open = table.as_deref().filter(|_| props.live && !props.first);
    let flow = open.and_then(|table| Flow::of(table, props.focus.as_deref(), props.clock));
    let focus = props.focus.clone().filter(|_| flow.is_none());
    let cached = !props.caches.0.is_empty();
    let drawn = table.as_deref().filter(|_| width > 0).map(|table| {
        // Among many partitions a call that touched most of them opens none.
        let touched =
            focus.as_deref().map_or(0, |it| it.touched.iter().filter(|place| place.index.is_none()).count());
        let opens = touched <= MOST_OPEN || table.partitions.len() <= layout::TILES_ABOVE;
        let is_open = |partition: &PartitionView| {
            (opens && touched_by(focus.as_deref(), table, &partition.name))
                || is_chosen(&props.selection, None, &partition.name)
                || (props.first && partition.collections.iter().any(|c| c.key == FIRST_KEY))
        };
        let mut plan = layout::plan(units_wide, table, cached, is_open);
        if props.first && !plan.measure.narrow {
            // Where a window is low, the picture gets more units across rather than a margin.
            let (room, high) = ((tall - WELCOME).max(300), plan.height - 8);
            if zoomed * high > room * (units_wide - 24) {
                plan = layout::plan(zoomed * high / room + 24, table, cached, is_open);
            }
        }
        let journey = focus.as_deref().filter(|detail| concerns(detail, table)).map(|d| {
            let tau = props.moment.map_or(u64::MAX, |moment| moment.at.saturating_sub(d.summary.at));
            Journey::of(d, table, &plan, tau)
        });
        (plan, journey)
    });
    // Before the first call a token shows once where the command that is waiting will go.
    let ahead = table
        .as_deref()
        .zip(drawn.as_ref())
        .filter(|(_, (_, journey))| props.first && journey.is_none())
        .and_then(|(table, (plan, _))| Journey::ahead(table, plan, FIRST_KEY));
    let told = use_state(|| None::<About>);
    // A mark that was told of isn't on the stage of another table.
    use_effect_with(table.as_deref().map(|table| (table.region.clone(), table.name.clone())), {
        let told = told.clone();
        move |_| {
            if told.is_some() {
                told.set(None);
            }
        }
    });
    let tell = {
        let told = told.clone();
        move |target: Option<web_sys::EventTarget>| {
            let element = target.and_then(|it| it.dyn_into::<Element>().ok());
            let mark = element.and_then(|it| it.closest("[data-about]").ok().flatten());
            told.set(mark.map(|mark| About {
                what: mark.get_attribute("aria-label").unwrap_or_default(),
                key: mark.get_attribute("data-about").unwrap_or_default(),
            }));
        }
    };
    // Of a call that is followed the beginning is in sight, and then the first place that it comes to.
    let phase = props.moment.and_then(|moment| moment.hop).and(drawn.as_ref()).and_then(|(_, journey)| {
        let (call, journey) = (focus.as_deref()?.summary.id, journey.as_ref()?);
        Some((call, journey.arrived()))
    });
    use_effect_with(phase, {
        let place = place.clone();
        move |phase| {
            if let (Some((_, arrived)), Some(place)) = (phase, place.cast::<Element>()) {
                if *arrived {
                    bring_in_sight(&place, ".touched");
                } else {
                    place.set_scroll_top(0);
                }
            }
        }
    });
    let onclick = {
        let tell = tell.clone();
        Callback::from(move |event: MouseEvent| tell(event.target()))
    };
    let onfocusin = Callback::from(move |event: FocusEvent| tell(event.target()));
    let onkeydown = {
        let (drawing, hands, timeline) = (drawing.clone(), hands.clone(), props.timeline.clone());
        Callback::from(move |event: KeyboardEvent| {
            if let Some(root) = drawing.cast::<Element>()
                && !keys::pressed(&event, &root)
                && let Some(timeline) = &timeline
            {
                timeline::key(&hands, &event, timeline);
            }
        })
    };
    let lens = table
        .as_deref()
        .map_or(Lens::Data, |table| lens::in_place(props.lens, table, &props.caches.0, props.guarded));
    use_effect_with((lens, width), {
        let place = place.clone();
        move |_| {
            if let Some(place) = place.cast::<Element>() {
                lens::bring_its_button_in_sight(&place);
            }
        }
    });
    // Where the stage stood before a lens moved it, and where it was moved to.
    let moved = use_mut_ref(|| None::<(i32, i32)>);
    use_effect_with(lens, {
        let place = place.clone();
        move |lens| {
            let Some(place) = place.cast::<Element>() else { return };
            // What a lens brought in sight gives way to where the reader was, unless they have moved on since.
            let now = place.scroll_top();
            let back = moved.take().filter(|&(before, to)| before.min(to) <= now && now <= before.max(to));
            match (lens::about(*lens), back) {
                // It goes on from where it stands: a way back that has just begun would take it out of sight again.
                (Some(what), _) => {
                    let to = bring_in_sight(&place, what);
                    *moved.borrow_mut() = Some((back.map_or(now, |(before, _)| before), to));
                }
                (None, Some((before, _))) => place.set_scroll_top(before),
                (None, None) => {}
            }
        }
    });
    let ledger =
        if lens == Lens::Transactions && !props.first { ledger::read(&props.ledger) } else { Vec::new() };
    let picture = match (&table, &drawn) {
        (Some(table), Some((plan, journey))) => {
            let call = focus.as_deref().zip(journey.as_ref());
            let corner = match (props.first, plan.measure.narrow) {
                (true, false) => (13, 8),
                (true, true) => (0, 68),
                _ => (0, 0),
            };
            let (wide, high) = (plan.width - corner.0 * 24 / 13, plan.height - corner.1);
            if props.first && !plan.measure.narrow {
                // All of it below the welcome's words.
                zoomed = zoomed.min((tall - WELCOME).max(300) * wide / high);
            }
            let height = high * zoomed.max(1) / wide.max(1);
            let label = format!(
                "Stage: table {}, {}",
                table.name,
                count(table.partition_count(), "partition", "partitions")
            );
            let hottest = lens::hottest(table).filter(|_| lens == Lens::Heat).map(|name| (name, &place));
            html! {
                <svg ref={drawing} role="group" aria-label={label} tabindex="0" data-first="" {onkeydown} {onclick} {onfocusin}
                     class={classes!(plan.measure.narrow.then_some("narrow"), lens::class(lens))}
                     width={zoomed.to_string()} height={height.to_string()}
                     viewBox={format!("{} {} {wide} {high}", corner.0, corner.1)}>
                    { headline(props, plan, flow.as_ref(), hottest, match lens {
                        Lens::Data if flow.is_some() => flow.as_ref().map(Flow::says),
                        Lens::Caches => Some(cache::says(&props.caches.0, focus.as_deref().and_then(|it| it.cache.as_ref()))),
                        // These two are about a call, whatever flows beside it.
                        Lens::Access => Some(access::says(props.focus.as_deref().and_then(|it| it.access.as_deref()))),
                        Lens::Ttl => lens::says(lens, table, focus.as_deref())
                            .map(|words| words + &lens::next_to_go(table, props.clock).unwrap_or_default()),
                        Lens::Transactions => ledger::says(&ledger).or_else(|| lens::says(lens, table, props.focus.as_deref())),
                        lens => lens::says(lens, table, focus.as_deref()),
                    }) }
                    { scene(props, &hands, plan, table, (call, flow.as_ref()), ahead.as_ref(), (lens, &ledger)) }
                </svg>
            }
        }
        _ if props.open && props.table.is_none() => vacant(&hands),
        _ => Html::default(),
    };
    let silence = {
        let told = told.clone();
        Callback::from(move |_: MouseEvent| told.set(None))
    };
    let tau = focus
        .as_deref()
        .zip(props.moment)
        .map_or(u64::MAX, |(detail, moment)| moment.at.saturating_sub(detail.summary.at));
    let second = props.which.as_ref().is_some_and(|which| which.second);
    let content = html! { <>
        if props.first {
            <div class="welcome">
                <h1>{ "A DynamoDB you can see through, running in this page." }</h1>
                <p>{ if props.open {
                    "Press Enter to write an order. Its key, Kim, says which partition it goes to (P1 to P4); there three copies keep it: one leads (L), two follow (r)."
                } else {
                    "Starting the engine…"
                } }</p>
            </div>
        }
        if let Some(Which { name, stands, .. }) = &props.which {
            <p class="which"><b>{ format!("Branch {name}") }</b><span class="sub">{ stands }</span></p>
        }
        if let Some(table) = table.as_deref().filter(|_| !props.first && !second) { { lens::bar(lens, table, &props.caches.0, props.guarded, &hands) } }
        { picture }
        if !ledger.is_empty() { { ledger::list(&ledger, &hands) } }
        if let Some(about) = told.as_ref().filter(|_| !props.first) {
            { about::panel(about, focus.as_deref(), tau, &hands, silence) }
        }
    </> };
    if second {
        html! { <section ref={place} class="stage" aria-label="The other branch" data-region="beside">{ content }</section> }
    } else {
        html! { <section ref={place} class="stage" aria-label="Stage" data-region="stage">{ content }</section> }
    }
}

/// Scrolls the stage, if it must, until the first mark that a selector finds is seen. Answers where it comes to stand: it
/// may take a while to get there.
fn bring_in_sight(stage: &Element, what: &str) -> i32 {
    let stands = stage.scroll_top();
    let Ok(Some(mark)) = stage.query_selector(what) else { return stands };
    let (view, at) = (stage.get_bounding_client_rect(), mark.get_bounding_client_rect());
    let below = at.bottom() + MARGIN - view.bottom();
    let above = view.top() + MARGIN - at.top();
    let by = if below > 0.0 {
        // All of it, but its top stays in sight.
        below.min(at.top() - MARGIN - view.top())
    } else if above > 0.0 {
        -above
    } else {
        return stands;
    };
    let to = (stands + by as i32).clamp(0, (stage.scroll_height() - stage.client_height()).max(0));
    stage.set_scroll_top(to);
    to
}

fn scene(
    props: &StageProps,
    hands: &Hands,
    plan: &Plan,
    table: &TableView,
    (call, flow): (Option<(&CallDetail, &Journey)>, Option<&Flow>),
    ahead: Option<&Journey>,
    (lens, ledger): (Lens, &[TransactionView]),
) -> Html {
    let journey = call.map(|(_, journey)| journey);
    let even = table.provisioned.map(|(_, write)| write / table.partition_count().max(1));
    let sorted = table.sort_key.is_some();
    html! { <>
        { for journey.map(|journey| journey.thread(plan)) }
        { for flow.map(|flow| flow::threads(flow, table, plan)) }
        if let Some(ahead) = ahead.filter(|_| call.is_none()) {
            <g class="ahead">{ ahead.to_the_end().thread(plan) }</g>
        }
        { stations::stations(plan, table, (call, flow), props.first) }
        if !props.caches.0.is_empty() {
            { cache::card(plan, &props.caches.0, props.caches.1.as_deref(), call.and_then(|(detail, _)| detail.cache.as_ref())) }
        }
        if let Some(decision) = call.and_then(|(detail, _)| detail.access.as_deref()) { { access::gate(plan, decision, lens) } }
        { frame(plan, table, lens) }
        { for table.partitions.iter().zip(&plan.slots).enumerate().map(|(i, (partition, slot))| {
            let touched = journey.is_some_and(|journey| journey.touches(i));
            let drawn = partition::Drawn {
                partition,
                slot: *slot,
                zones: plan.zones,
                measure: plan.measure,
                meters: plan.meters,
                lens: (lens, props.now),
                held: ledger,
                sorted,
                share: even,
                chosen: is_chosen(&props.selection, None, &partition.name),
                steady: flow.is_some() || lens == Lens::Heat,
                touched,
                ghost: props.first.then_some(FIRST_KEY),
                acknowledged: journey.map_or([false; 3], |journey| journey.acknowledged(i)),
                ceiling: table.ceiling,
            };
            partition::partition(&drawn, hands)
        }) }
        { for journey.map(|journey| journey.replication(table, plan)) }
        { for table.indexes.iter().zip(&plan.indexes).enumerate().map(|(i, (index, slot))| {
            let chosen = match &props.selection {
                Selection::Partition { index: Some(name), name: part } if *name == index.name => Some(part.as_str()),
                _ => None,
            };
            let read = |part: usize| journey.is_some_and(|journey| journey.reads(i, part));
            index::index(index, slot, (plan.measure, table.ceiling), (chosen, &read), hands)
        }) }
        { for table.stream.as_ref().zip(plan.stream.as_ref()).map(|(view, slot)| {
            let chosen = match &props.selection {
                Selection::Record { shard, sequence } => Some((shard.as_str(), sequence.as_str())),
                _ => None,
            };
            let function = match &props.selection {
                Selection::Mapping { uuid } => Some(uuid.as_str()),
                _ => None,
            };
            stream::stream(view, slot, plan.measure, (chosen, function), hands)
        }) }
        { for journey.map(|journey| journey.falls(table, plan)) }
        { for journey.map(|journey| journey.flows(table, plan)) }
        { for ahead.filter(|_| call.is_none()).map(|ahead| token::once(&ahead.flights(plan))) }
        { for journey.zip(props.moment).map(|(journey, moment)| {
            let begun = call.map_or(0, |(detail, _)| detail.summary.at);
            token::tokens(&journey.flights(plan), moment, begun)
        }) }
    </> }
}

/// The table's frame: its name and state, the meters' titles, the zones, the hash ruler.
fn frame(plan: &Plan, table: &TableView, lens: Lens) -> Html {
    let settled = table.status == "ACTIVE";
    let y = plan.heading();
    let is_tiled = plan.slots.len() > layout::TILES_ABOVE;
    // Tiles have their copies as dots; the zones' columns belong to the rows.
    let mut rows = plan.slots.iter().filter(|slot| slot.style != layout::Style::Tile);
    let first = rows.next().map_or(Rect::default(), |slot| slot.at);
    let last = rows.next_back().map_or(first, |slot| slot.at);
    let name = plan.measure.table_name(&table.name);
    let room = plan.heading_end() - plan.frame.x - 12 - plan.measure.text(&name) - 7;
    let top = if plan.measure.narrow { plan.frame.y + 4 } else { 16 };
    html! { <>
        { rect(plan.frame, 8, if settled { "frame" } else { "frame soon" }) }
        <text x={(plan.frame.x + 12).to_string()} y={y.to_string()}>
            <tspan class="h">{ name }</tspan>
            <tspan dx="7" class={if settled { "k" } else { "bt B" }}>{ fact(table, room, plan.measure) }</tspan>
        </text>
        if is_tiled && first.h == 0 {
            { tile_key(plan, table, partition::tile_words(lens)) }
        }
        if let Meters::Both { write, read } = plan.meters {
            { text(write + 2, y, "k", format!("WCU of {}", number(table.ceiling.1))) }
            { text(read + 2, y, "k", format!("RCU of {}", number(table.ceiling.0))) }
        }
        if first.h > 0 {
            { for ["a", "b", "c"].iter().zip(plan.zones).map(|(zone, x)| html! { <>
                { rect(Rect { x: x - plan.measure.zone / 2 + 1, y: top, w: plan.measure.zone - 2, h: last.bottom() + 4 - top }, 5, "az") }
                { text(x, y, "c s", if plan.measure.narrow { (*zone).to_owned() } else { format!("AZ {zone}") }) }
            </> }) }
            if !is_tiled { { ruler(plan, table, first.y, last.bottom()) } }
        }
    </> }
}

/// The state of a table behind its name, and how much of it is shown: as much of that as has room.
fn fact(table: &TableView, room: i32, measure: Measure) -> String {
    let mode = match (table.status.as_str(), table.provisioned) {
        ("ACTIVE", Some(_)) => "provisioned",
        ("ACTIVE", None) => "on demand",
        (other, _) => other,
    };
    let shown = format!("{} of {}", table.partitions.len(), number(table.partition_count()));
    let ways = match table.more_partitions {
        0 if table.status == "ACTIVE" => vec![mode.to_owned(), String::new()],
        0 => vec![mode.to_owned()],
        _ => vec![format!("{mode}, {shown} partitions"), format!("{shown} partitions"), shown],
    };
    let shortest = ways.last().cloned().unwrap_or_default();
    let fitting = ways.into_iter().find(|words| measure.words(words) <= room);
    fitting.unwrap_or_else(|| cut(&shortest, (room.max(40) / 7) as usize))
}

/// What the marks on tiles mean, at the end of their line.
fn tile_key(plan: &Plan, table: &TableView, figure: &'static str) -> Html {
    let (right, y) = (plan.frame.right() - 12, plan.key);
    // Where no copy is out of service, no mark is for it.
    let down =
        table.partitions.iter().flat_map(|it| &it.replicas).any(|it| partition::copy_class(it) == "ill");
    let (places, end) = if down { ([214, 162, 102, 44], 230) } else { ([164, 112, 50, 0], 180) };
    let beside = y == plan.heading();
    html! { <g aria-hidden="true" class="of-replicas">
        { for partition::MARKS.into_iter().zip(places).filter(|it| it.1 > 0).map(|((class, words), x)| html! { <>
            <path d={partition::copy_mark(class, right - x, y - 4)} {class}/>{ text(right - x + 10, y, "k", words) }
        </> }) }
        // Beside the heading there is no room for a fourth mark and what the figure is.
        if !down || !beside { { text(right - end, y, "e k", figure) } }
    </g> }
}

/// The hash ruler beside the partitions: a tick at each boundary.
fn ruler(plan: &Plan, table: &TableView, top: i32, bottom: i32) -> Html {
    let x = plan.ruler;
    let label = format!(
        "Hash ruler: {} share all hashes of the partition key. The hash is this model's own; AWS keeps its own private.",
        count(table.partition_count(), "partition", "partitions")
    );
    html! { <g role="img" aria-label={label.clone()} tabindex="-1" data-mark="" data-about="ruler" class="told">
        <title>{ label }</title>
        <path d={format!("M{x} {top}V{bottom}")} class="rule"/>
        { for plan.slots.iter().map(|slot| html! { <path d={format!("M{} {}h8", x - 4, slot.at.y)} class="lim"/> }) }
        <path d={format!("M{} {bottom}h8", x - 4)} class="lim"/>
    </g> }
}

/// The sentence that a teacher would say first. Where it names the hottest partition, pressing it shows where that is.
fn headline(
    props: &StageProps,
    plan: &Plan,
    flow: Option<&Flow>,
    hottest: Option<(&str, &NodeRef)>,
    seen: Option<String>,
) -> Html {
    let words = match (props.running, &props.focus) {
        _ if flow.is_some() => seen.or_else(|| flow.map(Flow::says)).unwrap_or_default(),
        (Some((done, all)), _) if all > 1 => {
            format!("Running: {} of {} commands.", number(done), number(all))
        }
        (_, Some(detail)) if telling(props, detail).is_some() => telling(props, detail).unwrap_or_default(),
        _ if seen.is_some() => seen.unwrap_or_default(),
        (_, Some(detail)) if props.live => detail.headline.clone(),
        (_, Some(detail)) => {
            format!("Call {}, looked at again: {}", number(detail.summary.id), detail.headline)
        }
        _ if props.first || props.which.as_ref().is_some_and(|it| it.second) => return Html::default(),
        _ => "Nothing has been asked of this table yet.".to_owned(),
    };
    let (per_line, first, step) = if plan.measure.narrow {
        ((plan.width - 24) as usize / 8, 24, 19)
    } else {
        ((plan.frame.x - 24) as usize / 6, 22, 15)
    };
    let class = if plan.measure.narrow { "q B" } else { "B" };
    let lines = wrap(&words, per_line, 3);
    let at = |i: usize| first + step * i as i32;
    let Some((name, place)) = hottest.filter(|it| names(&words, it.0)) else {
        return html! { <>{ for lines.into_iter().enumerate().map(|(i, line)| text(14, at(i), class, line)) }</> };
    };
    let (what, place) = (format!("[data-partition=\"{name}\"]"), place.clone());
    let onclick = Callback::from(move |_: MouseEvent| {
        if let Some(place) = place.cast::<Element>() {
            bring_in_sight(&place, &what);
        }
    });
    let end = if plan.measure.narrow { plan.width } else { plan.frame.x };
    let area = Rect { x: 10, y: at(0) - step, w: end - 20, h: step * lines.len() as i32 + 8 };
    html! { <g class="press says" role="button" tabindex="-1" data-mark="" aria-label={format!("{} Show {name}.", lines.join(" "))} {onclick}>
        { rect(area, 4, "hit") }
        { for lines.into_iter().enumerate().map(|(i, line)| {
            let (before, after) = line.split_once(name).filter(|_| names(&line, name)).unwrap_or((&line, ""));
            let found = before.len() < line.len();
            html! { <text x="14" y={at(i).to_string()} {class}>
                { before.to_owned() }if found { <tspan class="goes">{ name.to_owned() }</tspan> }{ format!("{after} ") }
            </text> }
        }) }
    </g> }
}

/// Whether a name is one of the words.
fn names(words: &str, name: &str) -> bool {
    words.split_whitespace().any(|word| word == name)
}

/// What happened at the moment that is drawn, while the call in focus is under way or in its aftermath.
fn telling(props: &StageProps, detail: &CallDetail) -> Option<String> {
    let moment = props.moment?;
    let tau = moment.at.saturating_sub(detail.summary.at);
    // While the next call is about to set out, the one before it has said what it had to say.
    if moment.mode == Mode::Following && moment.hop.is_none() && tau > 0 {
        return None;
    }
    let last = detail.sentences.iter().map(|sentence| sentence.at).filter(|&at| at <= tau).max()?;
    // Long after a call what it came to says more than its last event.
    if moment.mode == Mode::Looking && tau > last.max(detail.summary.latency) {
        return None;
    }
    let words =
        detail.sentences.iter().filter(|sentence| sentence.at == last).map(|sentence| sentence.text.as_str());
    Some(words.take(3).collect::<Vec<_>>().join(" "))
}

/// Breaks a sentence into lines of at most so many characters; the last is cut when there are too many.
fn wrap(words: &str, per_line: usize, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= per_line => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    if lines.len() > most {
        // Whole sentences, if some fit; the inspector has the rest.
        if let Some((at, _)) = words.trim_end_matches('.').rmatch_indices(". ").next() {
            return wrap(&words[..=at], per_line, most);
        }
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            *last = cut(&format!("{last} …"), per_line);
        }
    }
    lines.into_iter().map(|line| cut(&line, per_line)).collect()
}

const FIRST_TABLE: &str = "aws dynamodb create-table --table-name Music \\\n  --attribute-definitions AttributeName=Artist,AttributeType=S AttributeName=SongTitle,AttributeType=S \\\n  --key-schema AttributeName=Artist,KeyType=HASH AttributeName=SongTitle,KeyType=RANGE \\\n  --billing-mode PAY_PER_REQUEST";

/// A world without tables: one sentence, and the two ways to make one.
fn vacant(hands: &Hands) -> Html {
    let form = hands.on(|| Action::Form(Some(Form::NewTable)));
    let hands = hands.clone();
    let place = Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Place(FIRST_TABLE.to_owned())));
    html! {
        <div class="vacant">
            <h2>{ "No table yet." }</h2>
            <p>{ "A table begins with its key: the partition key decides where an item lives, the sort key its place among its neighbours." }</p>
            <pre>{ FIRST_TABLE }</pre>
            <div class="ways">
                <button class="btn go" onclick={place}>{ "Put it into the console" }</button>
                <button class="btn" aria-haspopup="dialog" onclick={form}>{ "New table" }</button>
            </div>
        </div>
    }
}

fn is_chosen(selection: &Selection, index: Option<&str>, name: &str) -> bool {
    match selection {
        Selection::Partition { index: i, name: n } => i.as_deref() == index && n == name,
        Selection::Item { index: i, partition, .. } => i.as_deref() == index && partition == name,
        Selection::Call | Selection::Record { .. } | Selection::Mapping { .. } => false,
    }
}

fn touched_by(focus: Option<&CallDetail>, table: &TableView, partition: &str) -> bool {
    focus.is_some_and(|detail| {
        detail.touched.iter().any(|place| {
            place.table == table.name
                && place.region == table.region
                && place.index.is_none()
                && place.partition == partition
        })
    })
}

/// The welcome's table: without the marks of the calls that made the example, and without what falls below.
fn plain(table: &TableView) -> TableView {
    let mut table = table.clone();
    table.indexes.clear();
    table.stream = None;
    for chip in table.partitions.iter_mut().flat_map(|p| &mut p.collections).flat_map(|c| &mut c.items) {
        chip.mark = Mark::None;
    }
    table
}

/// Whether a call has to do with a table.
fn concerns(detail: &CallDetail, table: &TableView) -> bool {
    detail.touched.iter().any(|place| place.table == table.name && place.region == table.region)
        || detail.summary.target.split(", ").any(|target| target == table.name)
        || detail.touched.is_empty()
}

/// The width and height of the stage, followed as they change; 0 before they are known.
#[hook]
fn use_size(place: &NodeRef) -> (i32, i32) {
    let size = use_state(|| (0, 0));
    {
        let (size, place) = (size.clone(), place.clone());
        use_effect_with((), move |()| {
            let element = place.cast::<Element>();
            let measured = element.clone();
            let notice = Closure::<dyn Fn()>::new(move || {
                if let Some(element) = &measured {
                    size.set((element.client_width(), element.client_height()));
                }
            });
            let observer = ResizeObserver::new(notice.as_ref().unchecked_ref()).ok();
            if let (Some(observer), Some(element)) = (&observer, &element) {
                observer.observe(element);
            }
            move || {
                if let Some(observer) = observer {
                    observer.disconnect();
                }
                drop(notice);
            }
        });
    }
    *size
}

#[cfg(test)]
mod tests {
    use lab::view::TableView;

    use super::{fact, layout, wrap};

    #[test]
    fn of_a_tables_state_as_much_is_said_as_has_room() {
        let table = |status: &str, more_partitions| TableView {
            status: status.to_owned(),
            partitions: vec![lab::view::PartitionView::default(); 64],
            more_partitions,
            ..TableView::default()
        };
        let measure = layout::plan(800, &table("ACTIVE", 0), false, |_| false).measure;
        let say = |table: &TableView, room| fact(table, room, measure);
        let many = table("ACTIVE", 136);
        assert_eq!(say(&many, 400), "on demand, 64 of 200 partitions");
        assert_eq!(say(&many, 130), "64 of 200 partitions");
        assert_eq!(say(&many, 60), "64 of 200");
        let few = table("ACTIVE", 0);
        assert_eq!(say(&few, 60), "on demand");
        assert_eq!(say(&few, 40), "", "rather nothing than half a word");
        assert_eq!(say(&table("CREATING", 0), 30), "CREA…");
    }

    #[test]
    fn sentences_are_broken_between_words() {
        assert_eq!(wrap("one two three", 7, 3), ["one two", "three"]);
        assert_eq!(wrap("one two three four", 5, 2), ["one", "two …"]);
        assert_eq!(wrap("", 5, 2), Vec::<String>::new());
        // What is too long ends with a sentence, if one fits.
        assert_eq!(wrap("One two. Three four.", 5, 2), ["One", "two."]);
        assert_eq!(wrap("One. Two. Three four five.", 9, 1), ["One. Two."]);
        assert_eq!(wrap("Version 1.5 is far too long.", 7, 1), ["Versio…"]);
    }
}
