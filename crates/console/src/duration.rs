//! Durations as people write them.

/// Units of time in microseconds.
const UNITS: &[(&[&str], u64)] = &[
    (&["us", "µs", "microseconds", "microsecond"], 1),
    (&["ms", "milliseconds", "millisecond"], 1_000),
    (&["s", "sec", "secs", "second", "seconds"], 1_000_000),
    (&["m", "min", "mins", "minute", "minutes"], 60_000_000),
    (&["h", "hour", "hours"], 3_600_000_000),
    (&["d", "day", "days"], 86_400_000_000),
    (&["w", "week", "weeks"], 604_800_000_000),
];

/// A duration such as `48h`, `1.5s`, `1h30m`, `90 seconds`, as microseconds.
pub fn duration(text: &str) -> Option<u64> {
    let mut rest = text.trim();
    let mut total: u64 = 0;
    if rest.is_empty() {
        return None;
    }
    while !rest.is_empty() {
        let digits =
            rest.find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '_'))).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let letters = after.find(|c: char| !(c.is_alphabetic() || c == 'µ')).unwrap_or(after.len());
        let (unit, after) = after.split_at(letters);
        let (_, micros) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
        total = total.checked_add(scaled(&number.replace('_', ""), *micros)?)?;
        rest = after.trim_start();
    }
    Some(total)
}

/// A decimal number times a whole one, exactly; `None` when something below one would be lost.
pub(crate) fn scaled(number: &str, unit: u64) -> Option<u64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let plain = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !plain(whole) || !plain(part) || part.len() > 12 {
        return None;
    }
    let whole = whole.parse::<u64>().ok()?.checked_mul(unit)?;
    let power = 10_u64.checked_pow(u32::try_from(part.len()).ok()?)?;
    let fraction = u128::from(part.parse::<u64>().unwrap_or(0)) * u128::from(unit);
    if fraction % u128::from(power) != 0 {
        return None;
    }
    whole.checked_add(u64::try_from(fraction / u128::from(power)).ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<u64>) {
        assert_eq!(duration(text), expect, "{text}");
    }

    #[test]
    fn durations() {
        check("48h", Some(172_800_000_000));
        check("1.5s", Some(1_500_000));
        check("1h30m", Some(5_400_000_000));
        check("90 seconds", Some(90_000_000));
        check("250us", Some(250));
        check("0.5us", None);
        check("10", None);
        check("h", None);
        check("", None);
        check("99999999999999999999h", None);
        check("1.2.3s", None);
    }
}
