//! The calls in flight.

use std::sync::Arc;

use crate::small::SmallMap;

use crate::flight::Flight;

/// Calls in flight, by number. A call leaves and returns at each of its steps, and in instant mode it is alone:
/// one of them has a place outside the map, which costs nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flights {
    one: Option<(u32, Arc<Flight>)>,
    others: SmallMap<u32, Arc<Flight>>,
}

impl Flights {
    pub(crate) fn len(&self) -> usize {
        self.others.len() + usize::from(self.one.is_some())
    }

    pub(crate) fn contains(&self, call: u32) -> bool {
        self.get(call).is_some()
    }

    pub(crate) fn get(&self, call: u32) -> Option<&Flight> {
        match &self.one {
            Some((number, flight)) if *number == call => Some(flight),
            _ => self.others.get(&call).map(|flight| &**flight),
        }
    }

    /// A flight, to change it.
    pub(crate) fn get_mut(&mut self, call: u32) -> Option<&mut Flight> {
        match &mut self.one {
            Some((number, flight)) if *number == call => Some(Arc::make_mut(flight)),
            _ => self.others.get_mut(&call).map(Arc::make_mut),
        }
    }

    pub(crate) fn insert(&mut self, call: u32, flight: Arc<Flight>) {
        if self.one.is_none() {
            self.one = Some((call, flight));
        } else {
            self.others.insert(call, flight);
        }
    }

    pub(crate) fn remove(&mut self, call: u32) -> Option<Arc<Flight>> {
        match self.one.take_if(|(number, _)| *number == call) {
            Some((_, flight)) => Some(flight),
            None => self.others.remove(&call),
        }
    }

    /// The flights, in the order of their calls.
    pub(crate) fn in_order(&self) -> Vec<(u32, &Flight)> {
        let one = self.one.iter().map(|(call, flight)| (*call, &**flight));
        let others = self.others.iter().map(|(call, flight)| (*call, &**flight));
        let mut all: Vec<_> = one.chain(others).collect();
        value::sort_by_key(&mut all, |(call, _)| *call);
        all
    }
}
