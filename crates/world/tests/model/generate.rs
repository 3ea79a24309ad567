//! Which operations come next.

use serde_json::json;

use crate::dice::Dice;
use crate::engine::Engine;
use crate::store::{FREE, Store, TABLES};
use crate::transact::{project_into, random_projection};
use crate::value::{item_json, project};
use crate::writes::Write;
use crate::{pages, transact};

/// What a sequence is mostly made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mix {
    Items,
    Many,
    Pages,
    /// A bit of everything, in a world whose changes take time to arrive.
    Simulated,
}

impl Mix {
    pub(crate) fn simulated(self) -> bool {
        self == Self::Simulated
    }
}

/// One operation, to both sides.
pub(crate) fn step(dice: &mut Dice, engine: &mut Engine, store: &mut Store, mix: Mix) {
    let among: &[u64] = match mix {
        Mix::Items => &[0, 0, 0, 0, 0, 1],
        Mix::Many => &[0, 2, 3, 4, 4, 4, 5],
        Mix::Pages => &[0, 2, 2, 6, 6, 6, 7, 7],
        Mix::Simulated => &[0, 0, 1, 2, 3, 4, 5, 6, 7],
    };
    match dice.pick(among) {
        0 => Write::random(dice, false).run(dice, engine, store),
        1 => get(dice, engine, store),
        2 => transact::batch_write(dice, engine, store),
        3 => transact::batch_get(dice, engine, store),
        4 => transact::write(dice, engine, store),
        5 => {
            // It refuses to read what is being written.
            engine.settle();
            transact::get(dice, engine, store);
        }
        6 => pages::query(dice, engine, store),
        _ => pages::scan(dice, engine, store),
    }
}

fn get(dice: &mut Dice, engine: &mut Engine, store: &Store) {
    let table = dice.pick(&TABLES);
    let key = table.random_key(dice);
    let paths = random_projection(dice, &FREE);
    let mut request = json!({"TableName": table.name, "Key": item_json(&key), "ConsistentRead": true});
    project_into(&mut request, dice, paths.as_deref());
    let expected = match (store.get(table, &key), &paths) {
        (None, _) => json!({}),
        (Some(item), None) => json!({"Item": item_json(item)}),
        (Some(item), Some(paths)) => json!({"Item": item_json(&project(item, paths))}),
    };
    let found = engine.ask("GetItem", &request);
    engine.check(&found, &Ok(expected));
}
