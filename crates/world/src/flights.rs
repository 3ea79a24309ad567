//! The calls in flight.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::flight::Flight;

/// Calls in flight, by number. A call leaves and returns at each of its steps, and in instant mode it is alone:
/// one of them has a place outside the list, which costs nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flights {
    one: Option<(u32, Arc<Flight>)>,
    /// The others in the order of their numbers, which is nearly that of their ends. A call that takes a step leaves
    /// its place empty meanwhile.
    others: Arc<VecDeque<(u32, Option<Arc<Flight>>)>>,
}

impl Flights {
    pub(crate) fn len(&self) -> usize {
        self.others.len() + usize::from(self.one.is_some())
    }

    pub(crate) fn contains(&self, call: u32) -> bool {
        self.get(call).is_some()
    }

    fn find(&self, call: u32) -> Result<usize, usize> {
        self.others.binary_search_by(|(number, _)| number.cmp(&call))
    }

    pub(crate) fn get(&self, call: u32) -> Option<&Flight> {
        match &self.one {
            Some((number, flight)) if *number == call => Some(flight),
            _ => self.others.get(self.find(call).ok()?)?.1.as_deref(),
        }
    }

    /// A flight, to change it.
    pub(crate) fn get_mut(&mut self, call: u32) -> Option<&mut Flight> {
        let at = self.find(call);
        match &mut self.one {
            Some((number, flight)) if *number == call => Some(Arc::make_mut(flight)),
            _ => Arc::make_mut(&mut self.others).get_mut(at.ok()?)?.1.as_mut().map(Arc::make_mut),
        }
    }

    /// A call sets out, or comes back from a step.
    pub(crate) fn insert(&mut self, call: u32, flight: Arc<Flight>) {
        match self.find(call) {
            Ok(at) => {
                if let Some((_, place)) = Arc::make_mut(&mut self.others).get_mut(at) {
                    *place = Some(flight);
                }
            }
            Err(_) if self.one.is_none() => self.one = Some((call, flight)),
            Err(at) => Arc::make_mut(&mut self.others).insert(at, (call, Some(flight))),
        }
    }

    /// A call leaves for a step, after which it is put in again or is over.
    pub(crate) fn take(&mut self, call: u32) -> Option<Arc<Flight>> {
        match self.one.take_if(|(number, _)| *number == call) {
            Some((_, flight)) => Some(flight),
            None => {
                let at = self.find(call).ok()?;
                Arc::make_mut(&mut self.others).get_mut(at)?.1.take()
            }
        }
    }

    /// A call that left for its last step is over.
    pub(crate) fn over(&mut self, call: u32) {
        if let Ok(at) = self.find(call) {
            Arc::make_mut(&mut self.others).remove(at);
        }
    }

    /// The flights, in the order of their calls.
    pub(crate) fn in_order(&self) -> Vec<(u32, &Flight)> {
        let one = self.one.iter().map(|(call, flight)| (*call, &**flight));
        let others = self.others.iter().filter_map(|(call, flight)| Some((*call, &**flight.as_ref()?)));
        let mut all: Vec<_> = one.chain(others).collect();
        value::sort_by_key(&mut all, |(call, _)| *call);
        all
    }
}
