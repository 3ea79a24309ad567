//! Numbers, times and places in words: how the page writes what the engine counts.

pub use lab::{quoted, word};

/// A number with a comma at each thousand.
pub fn number(n: u64) -> String {
    let digits = n.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// Milli-units as units: `500` is `0.5`, `1000` is `1`.
pub fn units(milli: u64) -> String {
    let whole = number(milli / 1000);
    match milli % 1000 {
        0 => whole,
        rest => format!("{whole}.{}", format!("{rest:03}").trim_end_matches('0')),
    }
}

/// Consumed read and write milli-units together: `1 WCU`, `0.5 RCU`, `2 RCU, 1 WCU`; empty when nothing was.
pub fn capacity((read, write): (u64, u64)) -> String {
    match (read, write) {
        (0, 0) => String::new(),
        (0, w) => format!("{} WCU", units(w)),
        (r, 0) => format!("{} RCU", units(r)),
        (r, w) => format!("{} RCU, {} WCU", units(r), units(w)),
    }
}

/// `1 item`, `2 items`.
pub fn count(n: u64, one: &str, many: &str) -> String {
    format!("{} {}", number(n), if n == 1 { one } else { many })
}

/// Bytes as a person says them: `412 B`, `1.2 KB`, `3.4 MB` (1 KB = 1,024 B).
pub fn bytes(n: u64) -> String {
    let scaled = |unit: u64, name: &str| {
        let tenths = n.saturating_mul(10) / unit;
        if tenths >= 100 || tenths.is_multiple_of(10) {
            format!("{} {name}", number(tenths / 10))
        } else {
            format!("{}.{} {name}", tenths / 10, tenths % 10)
        }
    };
    match n {
        0..1024 => format!("{n} B"),
        1024..1_048_576 => scaled(1024, "KB"),
        1_048_576..1_073_741_824 => scaled(1_048_576, "MB"),
        _ => scaled(1_073_741_824, "GB"),
    }
}

/// A size in full: `412 bytes`, `1.2 KB (1,234 bytes)`.
pub fn size(n: u64) -> String {
    let exact = count(n, "byte", "bytes");
    if n < 1024 { exact } else { format!("{} ({exact})", bytes(n)) }
}

/// Microseconds as milliseconds with two decimals, or as seconds from one second on.
pub fn duration(micros: u64) -> String {
    if micros < 1_000_000 {
        let hundredths = (micros + 5) / 10;
        format!("{}.{:02} ms", hundredths / 100, hundredths % 100)
    } else if micros < 60_000_000 {
        format!("{}.{:02} s", micros / 1_000_000, micros % 1_000_000 / 10_000)
    } else {
        let seconds = micros / 1_000_000;
        let (hours, minutes) = (seconds / 3600, seconds / 60 % 60);
        if hours > 0 {
            format!("{hours} h {minutes} min")
        } else {
            format!("{minutes} min {} s", seconds % 60)
        }
    }
}

/// Virtual time as `00:00:21.004`.
pub fn clock(micros: u64) -> String {
    let seconds = micros / 1_000_000;
    let millis = micros / 1000 % 1000;
    format!("{:02}:{:02}:{:02}.{millis:03}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// A moment in seconds since 1970 as `2026-11-20 09:00:05 UTC`.
pub fn date(unix: u64) -> String {
    format!("{} UTC", moment(unix))
}

/// A moment in seconds since 1970 as `2026-11-20 09:00:05`.
pub fn moment(unix: u64) -> String {
    let (days, seconds) = (unix / 86_400, unix % 86_400);
    let (year, month, day) = sim::calendar::date(days);
    format!("{year}-{month:02}-{day:02} {:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Seconds since 1970 of a date as [`moment`] writes it; the time, or its seconds, may be left out.
pub fn unix(text: &str) -> Option<u64> {
    let text = text.trim().trim_end_matches("UTC").trim_end_matches('Z').trim_end();
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "0:0"));
    let numbers = |text: &str, mark: char| -> Option<Vec<u64>> {
        text.trim().split(mark).map(|part| part.parse().ok()).collect()
    };
    let (Some(&[year, month, date]), Some(time)) = (numbers(day, '-').as_deref(), numbers(time, ':')) else {
        return None;
    };
    let (hour, minute, second) = (time.first()?, time.get(1)?, time.get(2).unwrap_or(&0));
    let fine = (1970..=9999).contains(&year) && time.len() <= 3 && *hour < 24 && *minute < 60 && *second < 60;
    // Years begin in March here, so that the day that some have more is their last.
    let (since, month) = if month > 2 { (year, month - 3) } else { (year - 1, month.checked_add(9)?) };
    let days = 365 * since + since / 4 - since / 100 + since / 400 + (153 * month + 2) / 5 + date;
    let days = days.checked_sub(719_469).filter(|_| fine)?;
    // What is no day of its month comes out as another.
    (sim::calendar::date(days) == (year, if month < 10 { month + 3 } else { month - 9 }, date))
        .then_some(days * 86_400 + hour * 3_600 + minute * 60 + second)
}

/// A hash range by its first and last four hexadecimal digits: `0000–3FFF`.
pub fn range(from: u64, to: u64) -> String {
    format!("{:04X}–{:04X}", from >> 48, to >> 48)
}

/// At most so many characters, the last an ellipsis when something was cut.
pub fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(most.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// A name that is drawn cut: first as it is seen, so that whoever speaks to the page can say what they see, then in full.
pub fn named(name: &str, most: usize) -> String {
    let seen = cut(name, most);
    if seen == name { seen } else { format!("{seen}, in full {name}") }
}

/// A stretch of time in its largest unit: `3 ms`, `48 h`, `15 min`, `2 days`; what is less than a second in full.
pub fn span(micros: u64) -> String {
    match micros / 1_000_000 {
        0 if micros > 0 && micros < 1_000 => "less than 1 ms".to_owned(),
        0 if micros > 0 => format!("{} ms", micros / 1_000),
        seconds @ 0..60 => format!("{seconds} s"),
        seconds @ 60..3_600 => format!("{} min", seconds / 60),
        seconds @ 3_600..259_200 => format!("{} h", seconds / 3_600),
        seconds @ 259_200..63_072_000 => count(seconds / 86_400, "day", "days"),
        seconds => {
            // To the nearest tenth of a year of 365.25 days.
            let tenths = (seconds + 1_577_880) / 3_155_760;
            match tenths % 10 {
                0 => format!("{} years", number(tenths / 10)),
                tenth => format!("{}.{tenth} years", number(tenths / 10)),
            }
        }
    }
}

/// The pieces of an operation's name, between which a line may break: after a colon, before a capital.
pub fn pieces(name: &str) -> Vec<&str> {
    let is_begin = |at: usize, c: char| at > 0 && (c.is_uppercase() || name[..at].ends_with(':'));
    let begins = name.char_indices().filter(|&(at, c)| is_begin(at, c)).map(|it| it.0);
    let ends = begins.chain([name.len()]);
    ends.scan(0, |from, to| Some(&name[std::mem::replace(from, to)..to])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: impl Into<String>, expected: &str) {
        assert_eq!(found.into(), expected);
    }

    #[test]
    fn numbers_have_commas() {
        check(number(0), "0");
        check(number(999), "999");
        check(number(1_412), "1,412");
        check(number(1_234_567), "1,234,567");
    }

    #[test]
    fn milli_units_are_units() {
        check(units(500), "0.5");
        check(units(1_000), "1");
        check(units(1_412_250), "1,412.25");
        check(capacity((0, 0)), "");
        check(capacity((500, 0)), "0.5 RCU");
        check(capacity((2_000, 1_000)), "2 RCU, 1 WCU");
    }

    #[test]
    fn sizes_and_times_are_short() {
        check(bytes(1_023), "1023 B");
        check(size(1), "1 byte");
        check(size(1_536), "1.5 KB (1,536 bytes)");
        check(bytes(1_536), "1.5 KB");
        check(bytes(2_048), "2 KB");
        check(bytes(11 * 1_048_576), "11 MB");
        check(duration(5_600), "5.60 ms");
        check(duration(1_500_000), "1.50 s");
        check(duration(172_800_000_000), "48 h 0 min");
        check(clock(21_004_117), "00:00:21.004");
        check(date(0), "1970-01-01 00:00:00 UTC");
        check(date(951_782_400), "2000-02-29 00:00:00 UTC");
        check(date(1_795_683_723), "2026-11-26 09:02:03 UTC");
        check(date(4_107_542_400), "2100-03-01 00:00:00 UTC");
    }

    #[test]
    fn dates_are_read_back() {
        for second in [0, 951_782_400, 951_868_799, 1_795_683_723, 4_107_542_400, 68_256_000] {
            assert_eq!(unix(&moment(second)), Some(second), "{}", moment(second));
        }
        assert_eq!(unix("2000-02-29"), Some(951_782_400));
        assert_eq!(unix(" 2000-02-29T00:01Z "), Some(951_782_460));
        for wrong in [
            "",
            "2026",
            "2026-02-29",
            "2026-13-01",
            "2026-00-10",
            "2026-01-32",
            "2026-01-01 24:00",
            "x-1-1",
            "1969-01-01",
        ] {
            assert_eq!(unix(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn ranges_and_cuts() {
        check(range(0x4000_0000_0000_0000, 0x7FFF_FFFF_FFFF_FFFF), "4000–7FFF");
        check(cut("abcdef", 4), "abc…");
        check(cut("äöü", 3), "äöü");
        check(named("short", 5), "short");
        check(named("a long name", 6), "a lon…, in full a long name");
    }

    #[test]
    fn names_of_operations_break_between_their_words() {
        assert_eq!(
            pieces("lambda:CreateEventSourceMapping"),
            ["lambda:", "Create", "Event", "Source", "Mapping"]
        );
        assert_eq!(pieces("iam:putRolePolicy"), ["iam:", "put", "Role", "Policy"]);
        assert_eq!(pieces(""), [""]);
    }

    #[test]
    fn spans_are_never_nothing_that_took_time() {
        check(span(0), "0 s");
        check(span(1), "less than 1 ms");
        check(span(999), "less than 1 ms");
        check(span(1_000), "1 ms");
        check(span(999_999), "999 ms");
        check(span(1_000_000), "1 s");
        check(span(172_800_000_000), "48 h");
        check(span(729 * 86_400_000_000), "729 days");
        check(span(730 * 86_400_000_000), "2 years");
        check(span(2_363 * 86_400_000_000), "6.5 years");
    }
}
