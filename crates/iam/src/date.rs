//! Moments: ISO 8601, or seconds since 1970.

/// Seconds since 1970 of `2026-01-31`, `2026-01-31T10:00:00Z`, `…+01:00`, or of a whole number of seconds.
pub(crate) fn seconds(text: &str) -> Option<i64> {
    let text = text.trim();
    if text.len() <= 12 && !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return text.parse().ok();
    }
    let (date, time) = match text.split_once('T') {
        Some((date, time)) => (date, Some(time)),
        None => (text, None),
    };
    let mut parts = date.split('-').map(number);
    let (year, month, day) = (parts.next()??, parts.next()??, parts.next()??);
    if parts.next().is_some() || !(1970..=9999).contains(&year) || !(1..=12).contains(&month) {
        return None;
    }
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let length = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        _ => 31,
    };
    if !(1..=length).contains(&day) {
        return None;
    }
    let days = days(year, month, day);
    let Some(time) = time else { return Some(days * 86_400) };
    let (clock, offset) = zone(time)?;
    // Fractions of a second are passed over.
    let clock = clock.split('.').next().unwrap_or_default();
    let mut parts = clock.split(':').map(number);
    let (hour, minute) = (parts.next()??, parts.next()??);
    let second = parts.next().unwrap_or(Some(0))?;
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days * 86_400 + hour * 3_600 + minute * 60 + second - offset)
}

fn number(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|_| plain)
}

/// The time, and the seconds that its zone is ahead.
fn zone(time: &str) -> Option<(&str, i64)> {
    if let Some(clock) = time.strip_suffix('Z') {
        return Some((clock, 0));
    }
    let at = time.rfind(['+', '-'])?;
    let (clock, zone) = time.split_at(at);
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let ahead = number(hours)? * 3_600 + number(minutes)? * 60;
    Some((clock, if zone.starts_with('-') { -ahead } else { ahead }))
}

/// Days since 1970 of a day of the Gregorian calendar.
fn days(year: i64, month: i64, day: i64) -> i64 {
    // Years begin in March here, so that the day that comes and goes is the last.
    let year = year - i64::from(month <= 2);
    let month = (month + 9) % 12;
    let era = year / 400;
    let of_era = year - era * 400;
    let of_year = (153 * month + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[track_caller]
    fn check(text: &str, expect: Option<i64>) {
        assert_eq!(seconds(text), expect, "{text}");
    }

    #[test]
    fn moments() {
        check("1970-01-01", Some(0));
        check("1970-01-02T00:00:00Z", Some(86_400));
        check("2000-03-01T00:00:00Z", Some(951_868_800));
        check("2026-11-26T08:00:00+01:00", Some(1_795_676_400));
        check("2026-11-26T07:00:00.250Z", Some(1_795_676_400));
        check("1795676400", Some(1_795_676_400));
        check("2024-02-29", Some(1_709_164_800));
        for wrong in
            ["2023-02-29", "", "2026-13-01", "2026-01-01T25:00:00Z", "2026-01-01T10:00:00", "yesterday"]
        {
            check(wrong, None);
        }
    }
}
