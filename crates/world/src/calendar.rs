//! Dates of the proleptic Gregorian calendar, in UTC, as the service's sentences tell them.

use sim::calendar::date;

const SECONDS_PER_DAY: u64 = 86_400;
const WEEKDAYS: [&str; 7] = ["Thursday", "Friday", "Saturday", "Sunday", "Monday", "Tuesday", "Wednesday"];
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// `2026-11-20T09:00:00.123Z` of Unix microseconds.
pub(crate) fn iso_millis(unix: u64) -> String {
    let (seconds, millis) = (unix / 1_000_000, unix / 1_000 % 1_000);
    let (year, month, day) = date(seconds / SECONDS_PER_DAY);
    let time = seconds % SECONDS_PER_DAY;
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millis:03}Z")
}

/// `Friday, November 20, 2026 at 9:00:00 AM Coordinated Universal Time` of Unix microseconds.
pub(crate) fn in_words(unix: u64) -> String {
    let seconds = unix / 1_000_000;
    let days = seconds / SECONDS_PER_DAY;
    let (year, month, day) = date(days);
    let time = seconds % SECONDS_PER_DAY;
    let (hour, minute, second) = (time / 3_600, time / 60 % 60, time % 60);
    let weekday = WEEKDAYS[(days % 7) as usize];
    let month = MONTHS[(month.clamp(1, 12) - 1) as usize];
    let half = if hour < 12 { "AM" } else { "PM" };
    let hour = if hour % 12 == 0 { 12 } else { hour % 12 };
    format!(
        "{weekday}, {month} {day}, {year} at {hour}:{minute:02}:{second:02} {half} Coordinated Universal Time"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(seconds: u64, iso: &str, words: &str) {
        assert_eq!(iso_millis(seconds * 1_000_000 + 45_678), iso);
        assert_eq!(in_words(seconds * 1_000_000), words);
    }

    #[test]
    fn dates() {
        check(
            0,
            "1970-01-01T00:00:00.045Z",
            "Thursday, January 1, 1970 at 12:00:00 AM Coordinated Universal Time",
        );
        check(
            951_782_399,
            "2000-02-28T23:59:59.045Z",
            "Monday, February 28, 2000 at 11:59:59 PM Coordinated Universal Time",
        );
        check(
            951_782_400,
            "2000-02-29T00:00:00.045Z",
            "Tuesday, February 29, 2000 at 12:00:00 AM Coordinated Universal Time",
        );
        check(
            1_795_251_661,
            "2026-11-21T09:01:01.045Z",
            "Saturday, November 21, 2026 at 9:01:01 AM Coordinated Universal Time",
        );
    }
}
