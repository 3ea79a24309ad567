//! Faults by chance.

use sim::Micros;
use world::chaos::{Fault, Order, Plan, Scope, Zone};
use world::{Act, World};

use crate::dice::Dice;
use crate::requests::REGION;

const SECOND: Micros = 1_000_000;

/// Plans a few faults between two moments.
pub(crate) fn plan(world: &mut World, dice: &mut Dice, (from, to): (Micros, Micros)) -> u64 {
    let many = dice.range(0, 6);
    let now = world.now();
    let mut planned = 0;
    for _ in 0..many {
        for fault in choose(dice) {
            let at = Some(from + dice.below(to - from));
            let lasts = Some(dice.range(SECOND / 5, 8 * SECOND));
            let plan = Plan { fault, on: scope(dice), at, lasts };
            // A partition may have been split meanwhile; then there is one fault less.
            planned += u64::from(world.act(now, &Act::Chaos(Order::Start(plan))).is_ok());
        }
    }
    planned
}

fn scope(dice: &mut Dice) -> Scope {
    if dice.one_in(3) {
        let table = Some("Simulated".to_owned());
        let partition = dice.one_in(2).then(|| format!("P{}", dice.range(1, 4)));
        Scope { region: Some(REGION.to_owned()), table, partition, index: None }
    } else {
        Scope::default()
    }
}

fn zone(dice: &mut Dice) -> Zone {
    Zone::ALL[usize::try_from(dice.below(3)).unwrap_or(0)]
}

fn choose(dice: &mut Dice) -> Vec<Fault> {
    let at = zone(dice);
    let others: Vec<Zone> = Zone::ALL.into_iter().filter(|zone| *zone != at).collect();
    let other = others[usize::try_from(dice.below(2)).unwrap_or(0)];
    let both = dice.one_in(2);
    vec![match dice.below(16) {
        0 => Fault::AzLoss { zone: at },
        1 => Fault::ReplicaCrash { zone: at },
        2 => Fault::ReplicaLoss { zone: at },
        3 | 4 => Fault::LeaderCrash {},
        5 => Fault::HandOver {},
        6 => Fault::ReplicaLag { zone: at, micros: dice.range(1, 3 * SECOND) },
        7 => Fault::LinkLoss { from: at, to: other, both, percent: 100 },
        // A zone that is cut off from both others.
        8 => {
            let percent = 100;
            return others.iter().map(|&to| Fault::LinkLoss { from: at, to, both, percent }).collect();
        }
        9 => {
            let percent = u32::try_from(dice.range(5, 70)).unwrap_or(50);
            Fault::LinkLoss { from: at, to: other, both, percent }
        }
        10 => Fault::LinkDelay { from: at, to: other, both, micros: dice.range(1, SECOND / 2) },
        11 => Fault::LinkDuplicate { percent: 40 },
        12 if dice.one_in(2) => Fault::IndexStop {},
        12 => Fault::IndexSlow { micros: dice.range(1, 2 * SECOND) },
        13 | 14 => Fault::CoordinatorLoss { coordinator: 0 },
        _ => Fault::Throttle { percent: 20 },
    }]
}
