//! Buckets, heat, splits, and what waits for an index.

use trace::{Class, Event, Kind, Limit, Place, SplitCause, SplitRefusal};

use super::Teller;
use crate::words::{count, grouped, span, units};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_capacity(&self, event: &Event) -> String {
        let place = event.place;
        match event.kind {
            Kind::Throttle { limit, class, have, rate } => self.throttled(place, limit, class, have, rate),
            Kind::TokenVend { class, milli } => format!(
                "The request router has no tokens left for {} and takes {} out of the pool of {}.",
                ing(class),
                tokens(class, milli.into()),
                self.whole(place)
            ),
            Kind::TokenExpire { class, milli } => format!(
                "The request router held {} of {} too long: they go back to the pool.",
                tokens(class, milli.into()),
                self.whole(place)
            ),
            Kind::BurstSpend { class, left } => format!(
                "More than the provisioned rate of {} is used in this second: it comes out of what was saved up, \
                 of which {} {} are left.",
                self.whole(place),
                grouped(left.into()),
                unit(class)
            ),
            Kind::AdaptiveBoost { class, rate } => format!(
                "Adaptive capacity raises the share of {} to {} {} a second.",
                self.partition(place),
                units(rate.into()),
                unit(class)
            ),
            Kind::HeatSample { class, percent, top } => format!(
                "In the last minute {} was used to {percent} % of the {} that a partition can do; one key took {top} \
                 % of that.",
                self.partition(place),
                match class {
                    Class::Read => "reads",
                    Class::Write => "writes",
                }
            ),
            Kind::SplitRefused { why } => format!(
                "{} stays hot and is not split: {}.",
                self.partition(place),
                match why {
                    SplitRefusal::LocalIndex => {
                        "all its heat is in one item collection, which a local index keeps in one partition"
                    }
                    SplitRefusal::Monotonic => {
                        "new keys always come after all others, so that the newest part would be as hot"
                    }
                    SplitRefusal::OneItem =>
                        "the heat is one item, and that is alone in its partition already",
                }
            ),
            Kind::SplitStarted { why, parts } => format!(
                "{} is being split into {parts}: {}. It goes on serving meanwhile.",
                self.partition(place),
                match why {
                    SplitCause::Size => "it has grown too large",
                    SplitCause::Throughput => "more is asked of the table than its partitions can serve",
                    SplitCause::Heat =>
                        "it has been hot for minutes, and is divided where its use is, not its range",
                    SplitCause::HotItem =>
                        "one item takes nearly all of its use and gets a partition for itself",
                }
            ),
            Kind::SplitDone { first, parts } => {
                let letter = if place.index == 0 { 'P' } else { 'G' };
                format!(
                    "{} is split: {letter}{first} to {letter}{} take its place, each with a ceiling of its own.",
                    self.partition(place),
                    first + parts.saturating_sub(1)
                )
            }
            Kind::PropagateBlocked { limit, depth } => format!(
                "{} has no write capacity left ({}): the change waits, with {} before it.",
                self.names.index_name(place),
                bucket(limit),
                count(u64::from(depth).saturating_sub(1), "other")
            ),
            Kind::BackPressureOn { depth, age } => format!(
                "{} can't keep up: {} wait, the oldest for {}. Writes that would add to them are refused from now on.",
                self.names.index_name(place),
                count(depth.into(), "change"),
                span(age.into())
            ),
            Kind::BackPressureOff => {
                format!("{} has caught up: writes are taken again.", self.names.index_name(place))
            }
            Kind::BackfillProgress { percent, violations: 0 } => {
                format!("{} has read {percent} % of its table.", self.names.index_name(place))
            }
            Kind::BackfillProgress { percent, violations } => format!(
                "{} has read {percent} % of its table; {} did not fit its key and were left out.",
                self.names.index_name(place),
                count(violations.into(), "item")
            ),
            _ => String::new(),
        }
    }

    fn throttled(&self, place: Place, limit: Limit, class: Class, have: u32, rate: u32) -> String {
        let (whole, unit) = (self.whole(place), unit(class));
        let (have, rate) = (units(have.into()), units(rate.into()));
        match limit {
            Limit::Partition => format!(
                "Throttled: the bucket of {} has {have} {unit}. A partition serves {rate} a second, however much {whole} \
                 has.",
                self.partition(place)
            ),
            Limit::Share => format!(
                "Throttled: {} has used up its share of {whole}, {rate} {unit} a second, though others may have left \
                 theirs.",
                self.partition(place)
            ),
            Limit::Provisioned => format!(
                "Throttled: the bucket of {whole} has {have} {unit}; {rate} a second flow in, and nothing is saved up."
            ),
            Limit::Growth => format!(
                "Throttled: {whole} has grown to {rate} {unit} a second so far. On demand serves twice the peak of half \
                 an hour ago, and grows from there."
            ),
            Limit::Maximum => {
                format!(
                    "Throttled: a maximum of {rate} {unit} a second is set for {whole}, and it is used up."
                )
            }
            Limit::Account => {
                format!("Throttled: the account's quota of {rate} {unit} a second for one table is used up.")
            }
            Limit::Injected => "Throttled by an injected fault: no bucket was empty.".to_owned(),
        }
    }
}

/// Which bucket was empty, in a few words.
pub(crate) const fn bucket(limit: Limit) -> &'static str {
    match limit {
        Limit::Partition => "the partition's ceiling",
        Limit::Share => "the partition's share",
        Limit::Provisioned => "what is provisioned",
        Limit::Growth => "what it has grown to",
        Limit::Maximum => "its maximum",
        Limit::Account => "the account's quota",
        Limit::Injected => "an injected fault",
    }
}

const fn unit(class: Class) -> &'static str {
    match class {
        Class::Read => "RCU",
        Class::Write => "WCU",
    }
}

const fn ing(class: Class) -> &'static str {
    match class {
        Class::Read => "reading",
        Class::Write => "writing",
    }
}

fn tokens(class: Class, milli: u64) -> String {
    format!("{} {}", units(milli), unit(class))
}
