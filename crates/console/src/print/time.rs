//! Timestamps: seconds since 1970 in JSON, ISO 8601 in print.

/// `2026-11-20T09:00:00.250000+00:00` for `1795165200.25`; `None` for what is no time of the years 1970 to 9999.
pub(super) fn iso(number: &str) -> Option<String> {
    let micros = micros(number)?;
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    let (year, month, day) = sim::calendar::date(days);
    if year > 9_999 {
        return None;
    }
    let (hour, minute, second) = (of_day / 3_600, of_day / 60 % 60, of_day % 60);
    let fraction = if fraction == 0 { String::new() } else { format!(".{fraction:06}") };
    Some(format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}{fraction}+00:00"))
}

/// A decimal number of seconds as whole microseconds, rounded half to even.
fn micros(number: &str) -> Option<u64> {
    let (mantissa, exponent) = match number.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (number, 0),
    };
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits: String = whole.chars().chain(part.chars()).collect();
    if digits.is_empty() || digits.len() > 30 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let value: u128 = digits.parse().ok()?;
    let shift = exponent.checked_sub(i32::try_from(part.len()).ok()?)?.checked_add(6)?;
    let power = 10_u128.checked_pow(shift.unsigned_abs())?;
    let rounded = if shift >= 0 {
        value.checked_mul(power)?
    } else {
        let (whole, rest) = (value / power, value % power);
        whole + u128::from(rest * 2 > power || rest * 2 == power && whole % 2 == 1)
    };
    u64::try_from(rounded).ok().filter(|micros| *micros < 300_000_000_000_000_000)
}

#[cfg(test)]
mod tests {
    use super::iso;

    #[track_caller]
    fn check(number: &str, expect: Option<&str>) {
        assert_eq!(iso(number).as_deref(), expect, "{number}");
    }

    #[test]
    fn times() {
        check("0", Some("1970-01-01T00:00:00+00:00"));
        check("1795165200", Some("2026-11-20T09:00:00+00:00"));
        check("1795165200.25", Some("2026-11-20T09:00:00.250000+00:00"));
        check("1.7951652E9", Some("2026-11-20T09:00:00+00:00"));
        check("1.79516520025E9", Some("2026-11-20T09:00:00.250000+00:00"));
        check("951782400", Some("2000-02-29T00:00:00+00:00"));
        check("4107542400", Some("2100-03-01T00:00:00+00:00"));
        check("-1", None);
        check("1e300", None);
        check("1e-2147483648", None);
        check("99999999999999999999", None);
    }
}
