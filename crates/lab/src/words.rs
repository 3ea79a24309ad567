//! How figures are said: bytes, units, spans of time.

use sim::Micros;

/// A figure with a comma at each thousand: `1,234`.
pub(crate) fn grouped(figure: u64) -> String {
    let digits = figure.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Milli-units as units: `1`, `0.5`, `1,250.125`.
pub(crate) fn units(milli: u64) -> String {
    thousandths(milli, 3)
}

/// A span of time as people say it: `620 µs`, `4.12 ms`, `1.5 s`, `2 min 5 s`.
pub(crate) fn span(micros: Micros) -> String {
    match micros {
        0..1_000 => format!("{micros} µs"),
        1_000..1_000_000 => format!("{} ms", thousandths(micros, 2)),
        1_000_000..60_000_000 => format!("{} s", thousandths(micros / 1_000, 2)),
        60_000_000..3_600_000_000 => with_rest(micros / 60_000_000, "min", micros / 1_000_000 % 60, "s"),
        _ => with_rest(micros / 3_600_000_000, "h", micros / 60_000_000 % 60, "min"),
    }
}

/// A moment of virtual time as a clock shows it: `00:00:21.004`.
pub(crate) fn clock(micros: Micros) -> String {
    let (hours, minutes) = (micros / 3_600_000_000, micros / 60_000_000 % 60);
    let (seconds, millis) = (micros / 1_000_000 % 60, micros / 1_000 % 1_000);
    format!("{hours:02}:{minutes:02}:{seconds:02}.{millis:03}")
}

/// `1 item`, `2 items`.
pub(crate) fn count(number: u64, noun: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", grouped(number))
}

/// `a`, `a and b`, `a, b and c`.
pub(crate) fn listed(parts: &[String]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// At most so many characters; the last is `…` if something was cut.
pub(crate) fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// A figure in thousandths, cut (not rounded) to so many decimals, without zeros at the end.
fn thousandths(figure: u64, decimals: usize) -> String {
    let fraction = format!("{:03}", figure % 1_000);
    let kept = fraction[..decimals.min(3)].trim_end_matches('0');
    let whole = grouped(figure / 1_000);
    if kept.is_empty() { whole } else { format!("{whole}.{kept}") }
}

fn with_rest(whole: u64, unit: &str, rest: u64, small: &str) -> String {
    if rest == 0 {
        format!("{} {unit}", grouped(whole))
    } else {
        format!("{} {unit} {rest} {small}", grouped(whole))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures() {
        assert_eq!(["0", "999", "1,000", "1,234,567"], [0, 999, 1_000, 1_234_567].map(grouped)[..]);
        assert_eq!(["0", "0.5", "1", "1,250.125"], [0, 500, 1_000, 1_250_125].map(units)[..]);
        let spans = [0, 620, 4_117, 20_000, 1_500_000, 125_000_000, 120_000_000, 172_800_000_000].map(span);
        assert_eq!(["0 µs", "620 µs", "4.11 ms", "20 ms", "1.5 s", "2 min 5 s", "2 min", "48 h"], spans[..]);
        assert_eq!(clock(21_004_117), "00:00:21.004");
        assert_eq!((count(1, "item"), count(1_000, "item")), ("1 item".to_owned(), "1,000 items".to_owned()));
        assert_eq!(listed(&["a".to_owned(), "b".to_owned(), "c".to_owned()]), "a, b and c");
        assert_eq!((cut("abc", 3), cut("äöüß", 3)), ("abc".to_owned(), "äö…".to_owned()));
    }
}
