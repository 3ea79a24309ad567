//! When items expire: which attribute says so, and the items in the order of what it says.

use std::sync::Arc;

use imbl::{OrdMap, OrdSet};
use sim::random::{draw, uniform};
use sim::{MICROS_PER_SECOND, Micros, Purpose};
use trace::Ignored;
use value::{AttributeValue, Item, Key};

use crate::hash;
use crate::inspect::Expiry;

/// What lies beyond the year 5138 was meant in milliseconds: as such it lies in the present.
const MILLISECONDS: i64 = 100_000_000_000;
/// Levels of an item.
const LEVELS: usize = 32;

/// Time to live of a table.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ttl {
    /// The attribute; absent while time to live is off.
    pub(crate) attribute: Option<Arc<str>>,
    /// When it was last turned on or off.
    pub(crate) changed: Option<Micros>,
    /// When the sweep comes next.
    pub(crate) wake: Option<Micros>,
    /// Items that will be swept, by when they may be: when they expire, or when they were written if that was later, and
    /// what chance adds to that.
    order: OrdSet<(Micros, Key)>,
    /// Those that had expired when they were written, and when that was.
    late: OrdMap<Key, Micros>,
}

impl Ttl {
    /// Turned on, on this attribute, or off. Nothing is to be swept yet.
    pub(crate) fn switched(attribute: Option<&str>, changed: Option<Micros>) -> Self {
        Self { attribute: attribute.map(Arc::from), changed, ..Self::default() }
    }

    /// Items with a time to expire.
    pub(crate) fn pending(&self) -> u64 {
        self.order.len() as u64
    }

    /// When the first item may be swept.
    pub(crate) fn soonest(&self) -> Option<Micros> {
        self.order.get_min().map(|(at, _)| *at)
    }

    /// The items that expire first.
    pub(crate) fn first(&self) -> impl Iterator<Item = &(Micros, Key)> {
        self.order.iter()
    }

    /// Those that had expired when they were written.
    pub(crate) const fn late(&self) -> &OrdMap<Key, Micros> {
        &self.late
    }

    /// An item changes.
    pub(crate) fn change(&mut self, key: &Key, before: Option<&Item>, after: Option<&Item>, clock: Clock) {
        let Some(attribute) = &self.attribute else { return };
        let said = |item: Option<&Item>| item.and_then(|item| seconds(item, attribute));
        let (was, is) = (said(before), said(after));
        if was == is {
            return;
        }
        if let Some(at) = self.late.remove(key).or_else(|| was.and_then(|was| clock.micros(was))) {
            // What was put off comes back just then.
            if self.order.remove(&(clock.delayed(at, key), key.clone())).is_none() {
                self.order.remove(&(at, key.clone()));
            }
        }
        if let Some(is) = is {
            self.add(key, is, clock);
        }
    }

    /// Takes an item up that says when it expires.
    fn add(&mut self, key: &Key, said: i64, clock: Clock) {
        if said < clock.seconds().saturating_sub(clock.past) || said >= MILLISECONDS {
            return;
        }
        let Some(at) = clock.micros(said) else { return };
        if at < clock.now {
            self.late.insert(key.clone(), clock.now);
        }
        self.order.insert((clock.delayed(at.max(clock.now), key), key.clone()));
    }

    /// Takes up all items of a table.
    pub(crate) fn fill<'a>(&mut self, items: impl Iterator<Item = (&'a Key, &'a Item)>, clock: Clock) {
        let Some(attribute) = self.attribute.clone() else { return };
        for (key, item) in items {
            if let Some(said) = seconds(item, &attribute) {
                self.add(key, said, clock);
            }
        }
    }

    /// The same for stored items, some of which had expired when they were written.
    pub(crate) fn refill<'a>(
        &mut self,
        items: impl Iterator<Item = (&'a Key, &'a Item)>,
        late: OrdMap<Key, Micros>,
        clock: Clock,
    ) {
        let Some(attribute) = self.attribute.clone() else { return };
        for (key, item) in items {
            let at = match late.get(key) {
                Some(&at) => Some(at),
                None => seconds(item, &attribute)
                    .filter(|&said| said >= clock.seconds().saturating_sub(clock.past) && said < MILLISECONDS)
                    .and_then(|said| clock.micros(said)),
            };
            if let Some(at) = at {
                self.order.insert((clock.delayed(at, key), key.clone()));
            }
        }
        self.late = late;
    }

    /// What chance adds has changed: all items are put in order again.
    pub(crate) fn put_in_order<'a>(
        &mut self,
        items: impl Iterator<Item = (&'a Key, &'a Item)>,
        clock: Clock,
    ) {
        self.order = OrdSet::new();
        let late = std::mem::take(&mut self.late);
        self.refill(items, late, clock);
    }

    /// Why an item that has the attribute somewhere will not expire.
    pub(crate) fn ignored(&self, item: &Item, clock: Clock) -> Option<Ignored> {
        match clock.expiry(self.attribute.as_deref()?, item) {
            Expiry::NoNumber => Some(Ignored::NotNumber),
            Expiry::Milliseconds(_) => Some(Ignored::Milliseconds),
            Expiry::TooOld(_) => Some(Ignored::TooOld),
            Expiry::Nested => Some(Ignored::Nested),
            Expiry::Never | Expiry::At(_) | Expiry::Passed(_) => None,
        }
    }

    /// Takes out the first item, if its time is this or earlier.
    pub(crate) fn take(&mut self, until: Micros) -> Option<Key> {
        let first = self.order.get_min().filter(|(at, _)| *at <= until)?.clone();
        self.order.remove(&first);
        self.late.remove(&first.1);
        Some(first.1)
    }

    /// The sweep could not delete an item: it comes back to it.
    pub(crate) fn put_off(&mut self, key: Key, until: Micros) {
        self.late.insert(key.clone(), until);
        self.order.insert((until, key));
    }

    /// Whether an item has expired, and how many seconds ago.
    pub(crate) fn expired(&self, item: &Item, clock: Clock) -> Option<i64> {
        match clock.expiry(self.attribute.as_deref()?, item) {
            Expiry::Passed(said) => Some(clock.seconds() - said),
            _ => None,
        }
    }
}

/// The present, and how far virtual time is from 1970.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Clock {
    /// Virtual time.
    pub(crate) now: Micros,
    /// Unix microseconds at virtual time 0.
    pub(crate) epoch: u64,
    /// What chance depends on, and the most that it adds.
    pub(crate) seed: u64,
    pub(crate) spread: Micros,
    /// What lies so many seconds in the past is taken for no time of expiry.
    pub(crate) past: i64,
}

impl Clock {
    /// Seconds since 1970.
    fn seconds(self) -> i64 {
        i64::try_from(self.epoch.saturating_add(self.now) / MICROS_PER_SECOND).unwrap_or(i64::MAX)
    }

    /// A time with what chance adds to it for a key.
    fn delayed(self, at: Micros, key: &Key) -> Micros {
        if self.spread == 0 {
            return at;
        }
        let entity = hash::of_bytes(&key.bytes) as u64;
        let bits = draw(self.seed, Purpose::TtlDelay, entity, at);
        at.saturating_add(uniform(bits, 0..self.spread.saturating_add(1)))
    }

    /// What an item's attribute makes of it at present.
    pub(crate) fn expiry(self, attribute: &str, item: &Item) -> Expiry {
        let now = self.seconds();
        match (seconds(item, attribute), item.get(attribute)) {
            (Some(said), _) if said < now.saturating_sub(self.past) => Expiry::TooOld(said),
            (Some(said), _) if said <= now => Expiry::Passed(said),
            (Some(said), _) if said >= MILLISECONDS => Expiry::Milliseconds(said),
            (Some(said), _) => Expiry::At(said),
            // A number that no clock will ever show.
            (None, Some(AttributeValue::N(number))) if number.is_negative() => Expiry::TooOld(i64::MIN),
            (None, Some(AttributeValue::N(_))) => Expiry::Milliseconds(i64::MAX),
            (None, Some(_)) => Expiry::NoNumber,
            (None, None) if is_nested(item, attribute) => Expiry::Nested,
            (None, None) => Expiry::Never,
        }
    }

    /// A time in seconds since 1970 as virtual time: 0 when it is before the epoch, nothing when it never comes.
    fn micros(self, seconds: i64) -> Option<Micros> {
        let micros = i128::from(seconds) * i128::from(MICROS_PER_SECOND) - i128::from(self.epoch);
        Micros::try_from(micros.max(0)).ok()
    }
}

/// Whether an attribute of this name lies within another one.
fn is_nested(item: &Item, attribute: &str) -> bool {
    let mut level: Vec<AttributeValue> = Vec::new();
    level.extend(item.decode().into_values().filter(is_nest));
    for _ in 0..LEVELS {
        let mut next = Vec::new();
        for value in std::mem::take(&mut level) {
            match value {
                AttributeValue::M(map) => {
                    if map.contains_key(attribute) {
                        return true;
                    }
                    next.extend(map.into_values().filter(is_nest));
                }
                AttributeValue::L(list) => next.extend(list.into_iter().filter(is_nest)),
                _ => {}
            }
        }
        if next.is_empty() {
            return false;
        }
        level = next;
    }
    false
}

const fn is_nest(value: &AttributeValue) -> bool {
    matches!(value, AttributeValue::M(_) | AttributeValue::L(_))
}

/// What the attribute of an item says, in whole seconds since 1970. Only numbers say anything.
fn seconds(item: &Item, attribute: &str) -> Option<i64> {
    match item.get(attribute)? {
        AttributeValue::N(number) => number.floor_times_ten_to(0),
        _ => None,
    }
}
