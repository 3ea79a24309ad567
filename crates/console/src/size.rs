//! Sizes as people write them: a kilobyte has 1,024 bytes, as the service counts.

use crate::duration::scaled;

/// Units in bytes.
const UNITS: &[(&[&str], u64)] = &[
    (&["b", "bytes", "byte"], 1),
    (&["k", "kb", "kib"], 1 << 10),
    (&["mb", "mib"], 1 << 20),
    (&["gb", "gib"], 1 << 30),
    (&["tb", "tib"], 1 << 40),
];

/// A size with a unit, such as `64KB`, `1.5 MB`, `10GB`, in bytes. A bare `m` is a minute.
pub(crate) fn size(text: &str) -> Option<u64> {
    let text = text.trim().to_ascii_lowercase();
    let digits = text.find(|c: char| c.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at(digits);
    let (_, bytes) = UNITS.iter().find(|(names, _)| names.contains(&unit))?;
    scaled(&number.trim_end().replace('_', ""), *bytes)
}

/// The same, or a bare number of bytes.
pub(crate) fn bytes(text: &str) -> Option<u64> {
    text.replace('_', "").parse().ok().or_else(|| size(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        let cases = [
            ("512", Some(512)),
            ("64kb", Some(65_536)),
            ("64 KB", Some(65_536)),
            ("1.5MB", Some(1_572_864)),
            ("10GB", Some(10_737_418_240)),
            ("400b", Some(400)),
            ("", None),
            ("mb", None),
            ("1m", None),
            ("0.5b", None),
            ("-1kb", None),
            ("99999999999999999999", None),
            ("99999999999999gb", None),
        ];
        for (text, expected) in cases {
            assert_eq!(bytes(text), expected, "{text}");
        }
        assert_eq!(size("512"), None);
    }
}
