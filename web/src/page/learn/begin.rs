//! Opening a lesson's world.

use lab::protocol::{Reply, Request, WorldOrder};
use learn::Lesson;
use serde_json::json;

use super::{files, order};
use crate::page::model::{Action, DockTab, Lens};
use crate::page::shell::Hands;

/// Begins a lesson, or goes on with it where its world is stored. `over`: from its beginning in any case. In words why it
/// can't be.
pub(super) async fn begin(hands: &Hands, id: &str, over: bool) -> Result<(), String> {
    let (text, lesson) = files::lesson(id).await?;
    let stored = stored(hands, &lesson.title).await;
    match stored.last().filter(|_| !over) {
        Some(world) => ask(hands, WorldOrder::Open(world.clone())).await?,
        None => {
            let scenario = order(hands, json!({ "order": "start", "lesson": text })).await?;
            ask(hands, WorldOrder::Import(scenario)).await?;
            for world in stored {
                throw_away(hands, world).await;
            }
        }
    }
    show(hands, &lesson);
    Ok(())
}

/// Throws the world of a lesson away that is over and isn't open.
pub(super) async fn forget(hands: &Hands, title: &str) {
    for world in stored(hands, title).await {
        throw_away(hands, world).await;
    }
}

/// The stored worlds of a lesson.
async fn stored(hands: &Hands, title: &str) -> Vec<String> {
    let name = format!("{}{title}", lab::learn::WORLD);
    match hands.bridge.ask(Request::Worlds).await {
        Ok(Reply::Worlds(worlds)) => {
            worlds.into_iter().filter(|world| world.name == name).map(|world| world.id).collect()
        }
        _ => Vec::new(),
    }
}

async fn throw_away(hands: &Hands, id: String) {
    let wall = crate::bridge::wall_micros();
    hands.bridge.ask(Request::World(WorldOrder::Delete { id, wall })).await.ok();
}

async fn ask(hands: &Hands, order: WorldOrder) -> Result<(), String> {
    hands.bridge.ask(Request::World(order)).await.map(drop).map_err(|fault| fault.message)
}

/// Shows what the lesson wants seen.
fn show(hands: &Hands, lesson: &Lesson) {
    crate::page::forget_link();
    let lens = match lesson.lens.as_str() {
        "Heat" => Lens::Heat,
        "Indexes" => Lens::Indexes,
        "Streams" => Lens::Streams,
        "TTL" => Lens::Ttl,
        "Capacity" => Lens::Capacity,
        "Replicas" => Lens::Replicas,
        "Transactions" => Lens::Transactions,
        "Caches" => Lens::Caches,
        "IAM" => Lens::Access,
        _ => Lens::Data,
    };
    hands.dispatch.dispatch(Action::Form(None));
    hands.dispatch.dispatch(Action::Explore);
    hands.dispatch.dispatch(Action::Lens(lens));
    hands.dispatch.dispatch(Action::Dock(DockTab::Console));
    super::panel::focus_when_shown();
}
