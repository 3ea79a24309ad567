//! Figures in columns.

use std::time::{Duration, Instant};

/// Nanoseconds that each of `count` steps took.
pub(crate) fn each(count: u64, mut step: impl FnMut(u64)) -> f64 {
    let start = Instant::now();
    for n in 0..count {
        step(n);
    }
    nanos(start.elapsed()) / count as f64
}

pub(crate) fn nanos(time: Duration) -> f64 {
    time.as_nanos() as f64
}

/// The middle one.
pub(crate) fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(f64::NAN)
}

/// `1,234`.
pub(crate) fn number(figure: f64) -> String {
    let digits = format!("{figure:.0}");
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
