//! A workload as options of the console, and back.

use std::fmt::Write as _;

use console::{Flags, word};
use sim::{MICROS_PER_DAY, MICROS_PER_SECOND, Micros};
use world::workload::{Arrival, Bucket, Keys, Op, Part, Pattern, Retry, RetryMode, Shape, Spec};

use crate::lab::Lab;

/// What is taken when an option is absent.
const RATE: u64 = 10_000;
const LASTS: Micros = 60 * MICROS_PER_SECOND;
const COUNT: u64 = 1_000;
const SORTS: u64 = 10;
const THETA: u64 = 990;
const HOT: u64 = 90;
const SHARDS: u64 = 10;
const SIZE: u64 = 1_024;
const INDEX_VALUES: u64 = 100;
const CLIENTS: u64 = 10;
const SWING: u64 = 80;
const PREFIX: &str = "key-";

impl Lab {
    /// What options come to.
    ///
    /// # Errors
    /// When a figure is beyond every bound; the world looks at the rest.
    pub(super) fn spec(&self, flags: &Flags) -> Result<Spec, String> {
        let retry = flags.retry.as_deref().unwrap_or("legacy");
        let mode = RetryMode::ALL.iter().find(|(_, word)| *word == retry).map(|(mode, _)| *mode);
        let mut mix = Vec::new();
        for (word, weight) in &flags.mix {
            let op = Op::ALL.iter().find(|(_, known)| known == word).map(|(op, _)| *op);
            let weight = small(*weight, "weight")?;
            mix.extend(op.map(|op| Part { op, weight }));
        }
        if mix.is_empty() {
            mix.push(Part { op: Op::Put, weight: 1 });
        }
        Ok(Spec {
            name: flags.name.clone().unwrap_or_else(|| self.free_workload()),
            region: flags.region.clone().unwrap_or_else(|| self.region.clone()),
            table: flags.table.clone(),
            arrival: arrival(flags)?,
            lasts: flags.lasts.unwrap_or(LASTS),
            keys: keys(flags)?,
            mix,
            index: flags.index.clone(),
            size: small(flags.size.unwrap_or(SIZE), "size")?,
            index_values: small(flags.index_values.unwrap_or(INDEX_VALUES), "--index-values")?,
            clients: small(flags.clients.unwrap_or(CLIENTS), "number of clients")?,
            retry: Retry {
                mode: mode.unwrap_or(RetryMode::Legacy),
                attempts: small(flags.attempts.unwrap_or(0), "number of attempts")?,
            },
        })
    }

    /// The first of `w1`, `w2` … that no workload has.
    fn free_workload(&self) -> String {
        let all = self.session.world().workloads();
        let taken = |name: &String| all.iter().any(|it| it.spec.name == *name);
        (1..=all.len() + 1).map(|n| format!("w{n}")).find(|name| !taken(name)).unwrap_or_default()
    }
}

fn small(figure: u64, what: &str) -> Result<u32, String> {
    u32::try_from(figure).map_err(|_| format!("The {what} is too large: {figure}."))
}

fn arrival(flags: &Flags) -> Result<Arrival, String> {
    let rate = flags.rate.unwrap_or(RATE);
    let lasts = flags.lasts.unwrap_or(LASTS);
    // An option that only one shape has says which it is.
    let implied = match flags {
        Flags { to: Some(_), .. } => "ramp",
        Flags { peak: Some(_), .. } => "spike",
        Flags { swing: Some(_), .. } | Flags { day: Some(_), .. } => "diurnal",
        _ => "constant",
    };
    let shape = match flags.arrival.as_deref().unwrap_or(implied) {
        "ramp" => Shape::Ramp {
            from: rate,
            to: flags.to.unwrap_or(rate.saturating_mul(10)),
            over: flags.width.unwrap_or(lasts),
        },
        "spike" => Shape::Spike {
            base: rate,
            peak: flags.peak.unwrap_or(rate.saturating_mul(10)),
            at: flags.at.unwrap_or(lasts / 3),
            width: flags.width.unwrap_or((lasts / 3).max(1)),
        },
        "diurnal" => Shape::Diurnal {
            rate,
            swing: small(flags.swing.unwrap_or(SWING), "swing")?,
            day: flags.day.unwrap_or(MICROS_PER_DAY),
        },
        _ => Shape::Constant { rate },
    };
    Ok(Arrival { shape, poisson: flags.poisson })
}

fn keys(flags: &Flags) -> Result<Keys, String> {
    let implied = match flags {
        Flags { theta: Some(_), .. } => "zipf",
        Flags { hot: Some(_), .. } | Flags { hot_keys: Some(_), .. } => "hot",
        Flags { shards: Some(_), .. } => "sharded",
        Flags { bucket: Some(_), .. } => "date",
        _ => "uniform",
    };
    let word = flags.keys.as_deref().unwrap_or(implied);
    let pattern = match word {
        "zipf" => Pattern::Zipf { theta: small(flags.theta.unwrap_or(THETA), "theta")? },
        "hot" => Pattern::Hot {
            keys: flags.hot_keys.unwrap_or(1),
            percent: small(flags.hot.unwrap_or(HOT), "share of the hot keys")?,
        },
        "sequential" => Pattern::Sequential,
        "date" => Pattern::Date {
            bucket: match flags.bucket.as_deref() {
                Some("hour") => Bucket::Hour,
                Some("minute") => Bucket::Minute,
                _ => Bucket::Day,
            },
        },
        "sharded" => Pattern::Sharded { shards: small(flags.shards.unwrap_or(SHARDS), "number of shards")? },
        _ => Pattern::Uniform,
    };
    let count = match pattern {
        // One place at a time that all writes go to.
        Pattern::Sequential | Pattern::Date { .. } | Pattern::Sharded { .. } => 1,
        _ => COUNT,
    };
    Ok(Keys {
        pattern,
        count: flags.count.unwrap_or(count),
        sorts: flags.sorts.unwrap_or(SORTS),
        prefix: flags.prefix.clone().unwrap_or_else(|| PREFIX.to_owned()),
    })
}

/// The command that begins a workload like this one.
pub(crate) fn line(spec: &Spec, region: &str) -> String {
    let mut out = format!("lab workload start --table {}", word(&spec.table));
    let mut option = |name: &str, value: String| {
        // Writing to a String cannot fail.
        let _ = write!(out, " --{name} {value}");
    };
    let shape = spec.arrival.shape;
    option(
        "rate",
        thousandths(match shape {
            Shape::Constant { rate } | Shape::Diurnal { rate, .. } => rate,
            Shape::Ramp { from, .. } => from,
            Shape::Spike { base, .. } => base,
        }),
    );
    match shape {
        Shape::Constant { .. } => {}
        Shape::Ramp { to, over, .. } => {
            option("to", thousandths(to));
            option("width", time(over));
        }
        Shape::Spike { peak, at, width, .. } => {
            option("peak", thousandths(peak));
            option("at", time(at));
            option("width", time(width));
        }
        Shape::Diurnal { swing, day, .. } => {
            option("swing", swing.to_string());
            option("day", time(day));
        }
    }
    option("for", time(spec.lasts));
    match spec.keys.pattern {
        Pattern::Uniform => option("keys", "uniform".to_owned()),
        Pattern::Zipf { theta } => {
            option("keys", "zipf".to_owned());
            option("theta", thousandths(theta.into()));
        }
        Pattern::Hot { keys, percent } => {
            option("keys", "hot".to_owned());
            option("hot", percent.to_string());
            if keys != 1 {
                option("hot-keys", keys.to_string());
            }
        }
        Pattern::Sequential => option("keys", "sequential".to_owned()),
        Pattern::Date { bucket } => {
            option("keys", "date".to_owned());
            let word = match bucket {
                Bucket::Day => "day",
                Bucket::Hour => "hour",
                Bucket::Minute => "minute",
            };
            option("bucket", word.to_owned());
        }
        Pattern::Sharded { shards } => {
            option("keys", "sharded".to_owned());
            option("shards", shards.to_string());
        }
    }
    option("count", spec.keys.count.to_string());
    if spec.keys.sorts != SORTS {
        option("sorts", spec.keys.sorts.to_string());
    }
    if spec.keys.prefix != PREFIX {
        option("prefix", word(&spec.keys.prefix));
    }
    let mix: Vec<String> = match spec.mix.as_slice() {
        [one] => vec![one.op.word().to_owned()],
        several => several.iter().map(|part| format!("{}={}", part.op.word(), part.weight)).collect(),
    };
    option("op", mix.join(","));
    option("size", bytes(spec.size));
    option("clients", spec.clients.to_string());
    option("retry", spec.retry.mode.word().to_owned());
    if spec.retry.attempts != 0 {
        option("attempts", spec.retry.attempts.to_string());
    }
    if u64::from(spec.index_values) != INDEX_VALUES {
        option("index-values", spec.index_values.to_string());
    }
    if let Some(index) = &spec.index {
        option("index", word(index));
    }
    if spec.region != region {
        option("region", word(&spec.region));
    }
    option("name", word(&spec.name));
    if spec.arrival.poisson {
        out.push_str(" --poisson");
    }
    out
}

fn thousandths(figure: u64) -> String {
    let (whole, part) = (figure / 1_000, figure % 1_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{part:03}").trim_end_matches('0').to_owned() }
}

fn bytes(size: u32) -> String {
    if size > 0 && size.is_multiple_of(1_024) { format!("{}KB", size / 1_024) } else { size.to_string() }
}

/// A time as options take it: the largest unit in which it is whole.
pub(crate) fn time(micros: Micros) -> String {
    let units = [
        ("d", MICROS_PER_DAY),
        ("h", 3_600_000_000),
        ("m", 60_000_000),
        ("s", MICROS_PER_SECOND),
        ("ms", 1_000),
    ];
    let fits = |(_, unit): &(&str, Micros)| {
        micros > 0 && micros.is_multiple_of(*unit) && (micros / unit > 1 || *unit < 60_000_000)
    };
    match units.iter().find(|unit| fits(unit)) {
        Some((name, unit)) => format!("{}{name}", micros / unit),
        None => format!("{micros}us"),
    }
}
