//! Which function and which constant is where.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::linked::{Datum, Linked, References};
use super::names;
use super::program::Program;

/// Functions of so many bytes are not worth a stub. They move when nothing that stays refers to them.
const SMALL: usize = 64;

/// What refers to what, in the module that is parted.
pub(super) struct Graph {
    /// What each own function refers to besides those that it calls.
    pub(super) functions: Vec<References>,
    pub(super) data: Vec<Datum>,
    /// What is referred to from who knows where.
    roots: References,
    /// Places in the source: who hands one on doesn't read it. Only what tells of panics does.
    places: BTreeSet<usize>,
}

impl Graph {
    pub(super) fn of(program: &Program, linked: Linked) -> Result<Self> {
        let functions = (0..program.functions.len()).map(|own| linked.references(program, own));
        let functions: Vec<References> = functions.collect::<Result<_>>()?;
        let mut roots = linked.unknown;
        let known: BTreeSet<u32> = (linked.data.iter().map(|datum| &datum.references))
            .chain(&functions)
            .flat_map(|references| references.slots.iter().copied())
            .collect();
        roots.slots.extend(program.slots.keys().filter(|slot| !known.contains(slot)));
        let places = (0..linked.data.len()).filter(|&datum| is_place(program, &linked.data, datum)).collect();
        Ok(Self { functions, data: linked.data, roots, places })
    }
}

/// Whether a datum is a place in the source (`core::panic::Location`): a file's name and two numbers.
fn is_place(program: &Program, data: &[Datum], datum: usize) -> bool {
    let References { slots, data: names } = &data[datum].references;
    let mut names = names.iter();
    let (Some(&name), None, true) = (names.next(), names.next(), slots.is_empty()) else { return false };
    let range = &data[name].range;
    let bytes = program.segments.iter().find_map(|(start, bytes)| {
        bytes.get(range.start.checked_sub(*start)? as usize..(range.end - start) as usize)
    });
    data[datum].range.len() == 16
        && bytes.is_some_and(|bytes| bytes.strip_suffix(b"\0").unwrap_or(bytes).ends_with(b".rs"))
}

/// Which function is where. All are numbers as they were in the whole module.
pub(super) struct Halves {
    /// Own functions that stay, ascending.
    pub(super) stay: Vec<u32>,
    /// Own functions that move, ascending.
    pub(super) gone: Vec<u32>,
    /// Those of them that are called from the first part, or lie in its table: each has a stub.
    pub(super) called: Vec<u32>,
    /// What the rest calls of the first part, imported functions too.
    pub(super) needed: Vec<u32>,
    /// Places of the table that only the rest refers to.
    pub(super) free: BTreeMap<u32, u32>,
    /// Data that stay.
    pub(super) data: BTreeSet<usize>,
}

impl Halves {
    pub(super) fn of(program: &Program, graph: &Graph, later: &[&str]) -> Self {
        let named: Vec<bool> = (program.names.iter().zip(&program.functions))
            .map(|(name, function)| {
                !function.bound
                    && function.body.range().len() > SMALL
                    // Types that are laid out alike share what drops them, whatever its name says.
                    && !name.starts_with("core::ptr::drop_in_place")
                    && later.iter().any(|path| names(name, path))
                    && !later.iter().any(|path| path.strip_prefix('-').is_some_and(|path| names(name, path)))
            })
            .collect();
        let own = |function: u32| function.checked_sub(program.imported).map(|own| own as usize);
        // What is reached without the rest stays.
        let mut reach = Reach::default();
        let bound = (program.imported..).zip(&program.functions).filter(|(_, f)| f.bound).map(|(at, _)| at);
        reach.open.extend(program.roots.iter().copied().chain(bound));
        reach.data.extend(&graph.places);
        reach.refer(program, &graph.roots);
        loop {
            if let Some(function) = reach.open.pop() {
                if let Some(own) = own(function)
                    && !named[own]
                    && reach.functions.insert(function)
                {
                    reach.open.extend(&program.functions[own].calls);
                    reach.refer(program, &graph.functions[own]);
                }
            } else if let Some(datum) = reach.open_data.pop() {
                if reach.data.insert(datum) {
                    reach.refer(program, &graph.data[datum].references);
                }
            } else {
                break;
            }
        }
        let all = program.imported..program.imported + program.functions.len() as u32;
        let (stay, gone): (Vec<u32>, Vec<u32>) = all.partition(|function| reach.functions.contains(function));
        let is_gone = |function: &u32| gone.binary_search(function).is_ok();
        let calls = |functions: &[u32]| -> BTreeSet<u32> {
            functions
                .iter()
                .filter_map(|&f| own(f))
                .flat_map(|f| &program.functions[f].calls)
                .copied()
                .collect()
        };
        let slots = &reach.slots;
        let listed = program.slots.iter().filter(|(slot, _)| slots.contains(slot)).map(|(_, f)| *f);
        let called: BTreeSet<u32> =
            (calls(&stay).into_iter().chain(listed).chain(program.roots.iter().copied()))
                .filter(is_gone)
                .collect();
        let needed = calls(&gone).into_iter().filter(|function| !is_gone(function)).collect();
        let free = program.slots.iter().filter(|(slot, f)| is_gone(f) && !slots.contains(slot));
        let free = free.map(|(&slot, &f)| (slot, f)).collect();
        Self {
            called: called.into_iter().collect(),
            needed,
            stay,
            gone,
            free,
            data: &reach.data - &graph.places,
        }
    }
}

/// What is reached, and what has been seen and not been followed.
#[derive(Default)]
struct Reach {
    functions: BTreeSet<u32>,
    data: BTreeSet<usize>,
    slots: BTreeSet<u32>,
    open: Vec<u32>,
    open_data: Vec<usize>,
}

impl Reach {
    fn refer(&mut self, program: &Program, references: &References) {
        self.slots.extend(&references.slots);
        self.open.extend(references.slots.iter().filter_map(|slot| program.slots.get(slot)));
        self.open_data.extend(&references.data);
    }
}
