//! The caches between a client and its tables: what they remember, how old it is, and a way to set one up.

use std::rc::Rc;

use lab::view::{CacheEntryView, CacheNodeView, CacheView, Snapshot};
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::forms::fields;
use super::model::Shared;
use super::shell::{Hands, TypeIn};
use super::stage::hit_ratio;
use crate::words::{bytes, count, number, span, word};

#[derive(Clone, PartialEq, Properties)]
pub(crate) struct CachesProps {
    pub(crate) picture: Shared<Snapshot>,
    /// Whether the stage looks at the past: then nothing can be done.
    pub(crate) looking: bool,
}

/// The tab.
#[component]
pub(crate) fn Caches(props: &CachesProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let picture = &props.picture;
    html! {
        <div class="caches" role="tabpanel" aria-label="Caches">
            <div class="caches-head">
                <p>{ "A cache stands between the client and DynamoDB. DAX keeps items and pages by itself; an application’s own cache (ElastiCache and its like) holds what the application puts there. What is served from a cache costs no read units, and may be older than the table." }</p>
                { through(picture, props.looking, &hands) }
            </div>
            { for picture.caches.iter().map(|cache| view(cache, picture.clock, props.looking, &hands)) }
            if !props.looking { <Create known={names(picture)}/> }
        </div>
    }
}

/// Whether a cache of this name is there.
fn is_known(known: &[String], name: &str) -> bool {
    known.iter().any(|via| via.split_once(':').is_some_and(|(_, it)| it == name))
}

fn names(picture: &Snapshot) -> Rc<[String]> {
    picture.caches.iter().map(|cache| cache.via.clone()).collect()
}

/// Where commands go.
fn through(picture: &Snapshot, looking: bool, hands: &Hands) -> Html {
    if picture.caches.is_empty() {
        return Html::default();
    }
    let choice = |via: Option<&str>, words: String| {
        let pressed = picture.via.as_deref() == via;
        let command = match via.and_then(|via| via.split_once(':')) {
            Some((kind, name)) => format!("lab via {kind} {name}"),
            None => "lab via off".to_owned(),
        };
        let hands = hands.clone();
        let press = Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Run(command.clone())));
        html! { <button aria-pressed={pressed.to_string()} disabled={looking} onclick={press}>{ words }</button> }
    };
    html! {
        <div class="turns" role="group" aria-label="Commands go through">
            <span class="mute">{ "Commands go" }</span>
            { choice(None, "straight to DynamoDB".to_owned()) }
            { for picture.caches.iter().map(|cache| {
                let kind = if cache.via.starts_with("dax:") { "DAX" } else { "cache" };
                choice(Some(&cache.via), format!("through {kind} {}", cache.name))
            }) }
        </div>
    }
}

fn view(cache: &CacheView, now: u64, looking: bool, hands: &Hands) -> Html {
    let dax = cache.via.starts_with("dax:");
    let looks = (cache.hits.0 + cache.hits.1, cache.misses.0 + cache.misses.1);
    let ratio = hit_ratio(looks).map_or("—".to_owned(), |percent| format!("{percent} %"));
    let life = |life: u64, none: &str| if life == 0 { none.to_owned() } else { span(life) };
    let act = |words: &'static str, command: String| {
        let hands = hands.clone();
        let press = Callback::from(move |_: MouseEvent| hands.type_in(TypeIn::Run(command.clone())));
        html! { <button class="btn small" disabled={looking} onclick={press}>{ words }</button> }
    };
    let kind = if dax {
        format!("{}, {}", cache.kind, count(cache.nodes.len() as u64, "node", "nodes"))
    } else {
        format!("{} loading", cache.kind)
            .replace("write-through loading", "write-through")
            .replace("both loading", "lazy loading and write-through")
    };
    html! {
        <section class="cache" aria-label={format!("{} {}", if dax { "DAX cluster" } else { "Cache" }, cache.name)}>
            <header>
                <h2>{ if dax { "DAX " } else { "Cache " } }<span class="mono">{ &cache.name }</span></h2>
                <span class="mute">{ kind }{ " · " }{ &cache.status }
                    if let Some(until) = cache.until.filter(|_| cache.status != "available") { { format!(" for {}", span(until.saturating_sub(now))) } }
                </span>
                <span class="sp"></span>
                if dax {
                    { act("Delete", format!("aws dax delete-cluster --cluster-name {}", cache.name)) }
                } else {
                    { act("Lose its node", format!("lab cache lose {}", cache.name)) }
                    { act("Delete", format!("lab cache delete {}", cache.name)) }
                }
            </header>
            <dl class="facts">
                <div><dt>{ "Hit ratio" }</dt><dd><b>{ ratio }</b></dd></div>
                <div><dt>{ "Items ◆ ◇" }</dt><dd>{ format!("{} hits, {} misses", number(cache.hits.0), number(cache.misses.0)) }</dd></div>
                <div><dt>{ "Pages ◆ ◇" }</dt><dd>{ format!("{} hits, {} misses", number(cache.hits.1), number(cache.misses.1)) }</dd></div>
                <div><dt>{ "Known to be missing" }</dt><dd>{ number(cache.negative) }</dd></div>
                <div><dt>{ "Dropped" }</dt><dd>{ number(cache.evicted) }</dd></div>
                if cache.throttled > 0 { <div><dt>{ "Refused" }</dt><dd class="bt">{ number(cache.throttled) }</dd></div> }
                <div><dt>{ "Items live" }</dt><dd>{ life(cache.item_life, "while there is room") }</dd></div>
                if dax { <div><dt>{ "Pages live" }</dt><dd>{ life(cache.page_life, "not at all") }</dd></div> }
            </dl>
            <div class="cnodes">{ for cache.nodes.iter().map(|node| node_view(cache, node, now)) }</div>
        </section>
    }
}

fn node_view(cache: &CacheView, node: &CacheNodeView, now: u64) -> Html {
    let dax = cache.via.starts_with("dax:");
    let up = node.status == "available";
    let (items, pages): (Vec<&CacheEntryView>, Vec<&CacheEntryView>) =
        node.shown.iter().partition(|entry| !entry.page);
    let state = match (up, node.primary, dax) {
        (false, ..) => node.status.clone(),
        (true, true, true) => format!("primary, AZ {}", node.zone),
        (true, false, true) => format!("read replica, AZ {}", node.zone),
        _ => "one node".to_owned(),
    };
    html! {
        <article class={classes!("cnodebox", (!up).then_some("gone"))} aria-label={format!("Node {}", node.id)}>
            <h3><span class="mono">{ &node.id }</span><span class="mute">{ state }</span></h3>
            <p class="mute">{ format!("{}, {} of {}", count(node.entries, "entry", "entries"), bytes(node.bytes), bytes(cache.room)) }
                if node.coming > 0 { { format!(" · {} on the way here", number(node.coming)) } }
            </p>
            { table("Item cache", &items, now) }
            { table(if dax { "Query cache" } else { "Pages" }, &pages, now) }
        </article>
    }
}

fn table(name: &'static str, entries: &[&CacheEntryView], now: u64) -> Html {
    if entries.is_empty() {
        return Html::default();
    }
    html! {
        <table>
            <caption>{ name }</caption>
            <thead><tr><th scope="col">{ "What" }</th><th scope="col" class="n">{ "Age" }</th><th scope="col" class="n">{ "Left" }</th></tr></thead>
            <tbody>{ for entries.iter().map(|entry| {
                let left = match entry.until {
                    None => "while there is room".to_owned(),
                    Some(until) if until <= now => "over".to_owned(),
                    Some(until) => span(until - now),
                };
                // What has run out is not served, however old it is.
                let stale = entry.stale && entry.until.is_none_or(|until| until > now);
                html! { <tr class={classes!(stale.then_some("stale"))}>
                    <td>
                        if !entry.table.is_empty() { <span class="mute">{ &entry.table }{ " " }</span> }
                        <span class="mono">{ &entry.title }</span>
                        if entry.page { <span class="mute">{ format!(", {}", count(entry.count, "item", "items")) }</span> }
                        if entry.negative { <span class="mute">{ ", no such item" }</span> }
                        if stale { <span class="bt B" title="The table has something else by now">{ " stale" }</span> }
                    </td>
                    <td class="n">{ span(now.saturating_sub(entry.since)) }</td>
                    <td class="n">{ left }</td>
                </tr> }
            }) }</tbody>
        </table>
    }
}

#[derive(Clone, PartialEq, Properties)]
struct CreateProps {
    /// The caches that there are.
    known: Rc<[String]>,
}

/// What was typed: caches that come and go meanwhile change none of it.
#[derive(Clone, PartialEq)]
struct Typed {
    /// The name, once it was touched.
    name: Option<String>,
    nodes: String,
    life: String,
}

/// A form for a cluster or a cache.
#[component]
fn Create(props: &CreateProps) -> Html {
    let hands = use_context::<Hands>().expect("the shell gives hands");
    let strategy = use_node_ref();
    let form: fields::Form<Typed> =
        use_reducer(|| fields::Edited(Typed { name: None, nodes: "3".to_owned(), life: "60".to_owned() }));
    let kind = use_state(|| true);
    let dax = *kind;
    let choose = |it: bool, words: &'static str| {
        let kind = kind.clone();
        let press = Callback::from(move |_: MouseEvent| kind.set(it));
        html! { <button type="button" aria-pressed={(dax == it).to_string()} onclick={press}>{ words }</button> }
    };
    let fresh = |base: &str| {
        let names = std::iter::once(base.to_owned()).chain((2..100).map(|n| format!("{base}{n}")));
        names.into_iter().find(|name| !is_known(&props.known, name)).unwrap_or_default()
    };
    let Typed { name, nodes, life } = form.0.clone();
    let name = name.unwrap_or_else(|| fresh(if dax { "music" } else { "side" }));
    // The name has been used: the next cache needs another.
    use_effect_with(props.known.clone(), {
        let form = form.clone();
        move |known: &Rc<[String]>| {
            if form.0.name.as_deref().is_some_and(|name| is_known(known, name)) {
                form.dispatch(Box::new(|typed: &mut Typed| typed.name = None));
            }
        }
    });
    let submit = {
        let (name, nodes, strategy, life) = (name.clone(), nodes.clone(), strategy.clone(), life.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            let name = word(name.trim());
            let command = if dax {
                format!(
                    "aws dax create-cluster --cluster-name {name} --node-type dax.r5.large --replication-factor {} --iam-role-arn arn:aws:iam::123456789012:role/DaxRole",
                    word(nodes.trim())
                )
            } else {
                let strategy = strategy.cast::<HtmlSelectElement>().map(|it| it.value()).unwrap_or_default();
                format!("lab cache create {name} --strategy {strategy} --ttl {}s", word(life.trim()))
            };
            hands.type_in(TypeIn::Run(command));
        })
    };
    let to_name = fields::into(&form, |typed, text| typed.name = Some(text));
    let to_nodes = fields::into(&form, |typed, text| typed.nodes = text);
    let to_life = fields::into(&form, |typed, text| typed.life = text);
    html! {
        <form class="cache-new" onsubmit={submit} aria-label="Set up a cache">
            <div class="turns" role="group" aria-label="What to set up">{ choose(true, "DAX cluster") }{ choose(false, "Application’s cache") }</div>
            <label>{ "Name" }<input required=true maxlength="20" value={name} oninput={fields::typed(&to_name)}/></label>
            if dax {
                <label>{ "Nodes" }<input type="number" min="1" max="11" required=true value={nodes} oninput={fields::typed(&to_nodes)}/></label>
            } else {
                <label>{ "Filled" }<select ref={strategy}>
                    <option value="lazy">{ "on a miss (lazy loading)" }</option>
                    <option value="write-through">{ "on every write (write-through)" }</option>
                    <option value="both">{ "both" }</option>
                </select></label>
                <label>{ "Seconds to live" }<input type="number" min="0" required=true value={life} oninput={fields::typed(&to_life)}/></label>
            }
            <button class="btn go">{ if dax { "Create cluster" } else { "Create cache" } }</button>
        </form>
    }
}
