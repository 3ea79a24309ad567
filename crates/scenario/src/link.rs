//! Links: `#s1d.<base64url(deflate(payload))>` with payload = u32 length · u32 crc32 · JSON of scenario/1.
//!
//! `s1` is the format, `d` the codec: raw deflate with dictionary 1. Decoders of every published version stay.

use std::fmt;

use crate::base64url;
use wire::deflate::{Format, Inflated, deflate, inflate};

/// Format and codec of the links made here.
const PREFIX: &str = "s1d.";
/// Dictionary 1: text that scenarios are likely to contain, the likeliest last. Frozen with the codec.
const DICTIONARY_1: &[u8] = include_bytes!("dictionary-1.txt");
/// No link says more than this many bytes: a browser must not be made to run out of memory by a link.
const MOST_JSON: usize = 8_000_000;

/// Why a link can't be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkError {
    /// It's a fragment, but none of ours.
    NoLink,
    /// Its end is missing.
    Cut {
        /// Characters of it that are there.
        characters: u64,
    },
    /// Characters in it changed.
    Damaged(String),
    /// A later version of Dynamarium made it.
    Newer(String),
    /// It says more than a link may say.
    TooLong,
}

impl LinkError {
    /// Its stable name, for `protocol::Notice`.
    pub fn code(&self) -> &'static str {
        match self {
            LinkError::NoLink => "link-unknown",
            LinkError::Cut { .. } => "link-cut",
            LinkError::Damaged(_) => "link-damaged",
            LinkError::Newer(_) => "link-newer",
            LinkError::TooLong => "link-too-long",
        }
    }
}

impl fmt::Display for LinkError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            LinkError::NoLink => out.write_str("This is not a Dynamarium link."),
            LinkError::Cut { characters } => write!(
                out,
                "This link was cut at {characters} characters, so what it should show is not known. \
                 Ask for it again, as a file if need be: some programs cut long links."
            ),
            LinkError::Damaged(what) => {
                write!(out, "This link is damaged: {what}. Nothing of it was opened. Ask for it again.")
            }
            LinkError::Newer(what) => write!(
                out,
                "A later version of Dynamarium made this link ({what}). Reload the page to get the latest version."
            ),
            LinkError::TooLong => {
                write!(out, "This link holds more than {MOST_JSON} bytes, which no link of ours does.")
            }
        }
    }
}

impl std::error::Error for LinkError {}

/// Whether a fragment (without `#`) means to be a link, be it cut or damaged. Routes begin with `/`.
pub fn is_link(fragment: &str) -> bool {
    let mut rest = fragment.bytes();
    rest.next() == Some(b's') && rest.next().is_none_or(|byte| byte.is_ascii_digit())
}

/// The fragment (without `#`) that says this JSON.
pub(crate) fn encode(json: &str) -> String {
    let mut payload = Vec::with_capacity(8 + json.len());
    payload.extend_from_slice(&(json.len() as u32).to_le_bytes());
    payload.extend_from_slice(&sim::crc32(json.as_bytes()).to_le_bytes());
    payload.extend_from_slice(json.as_bytes());
    format!("{PREFIX}{}", base64url::encode(&deflate(10, Format::Raw, DICTIONARY_1, &payload)))
}

/// The JSON that a fragment (without `#`) says.
pub(crate) fn decode(fragment: &str) -> Result<String, LinkError> {
    let cut = LinkError::Cut { characters: fragment.chars().count() as u64 };
    let Some(text) = fragment.strip_prefix(PREFIX) else {
        if !is_link(fragment) {
            return Err(LinkError::NoLink);
        }
        return Err(match fragment.split_once('.') {
            Some((version, _)) => {
                LinkError::Newer(format!("its format is {version:?}, this one reads \"s1d\""))
            }
            None if PREFIX.starts_with(fragment) => cut,
            None => LinkError::Damaged("it has no \".\" after its format".to_owned()),
        });
    };
    let decoded = base64url::decode(text).map_err(|place| {
        let strange = text[place..].chars().next().unwrap_or(' ');
        let place = PREFIX.len() + place + 1;
        LinkError::Damaged(format!("character {place}, {strange:?}, can't be part of a link"))
    })?;
    let payload = match inflate(Format::Raw, DICTIONARY_1, &decoded.bytes, MOST_JSON + 8) {
        Inflated::Whole { read, .. } if read < decoded.bytes.len() => {
            return Err(LinkError::Damaged("it can't be unpacked".to_owned()));
        }
        Inflated::Whole { bytes, .. } if decoded.whole => bytes,
        Inflated::Whole { .. } => return Err(LinkError::Damaged("its last character changed".to_owned())),
        Inflated::Cut(_) => return Err(cut),
        Inflated::Damaged => return Err(LinkError::Damaged("it can't be unpacked".to_owned())),
        Inflated::TooLong => return Err(LinkError::TooLong),
    };
    let word = |from: usize| {
        let bytes = payload.get(from..from + 4)?;
        Some(u32::from_le_bytes(bytes.try_into().ok()?))
    };
    let (Some(length), Some(checksum)) = (word(0), word(4)) else { return Err(cut) };
    let json = &payload[8..];
    if u64::from(length) != json.len() as u64 {
        return Err(LinkError::Damaged(format!("it should say {length} bytes and says {}", json.len())));
    }
    if sim::crc32(json) != checksum {
        return Err(LinkError::Damaged("its checksum does not match".to_owned()));
    }
    String::from_utf8(json.to_vec()).map_err(|_| LinkError::Damaged("it is not text".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const JSON: &str =
        r#"{"scenario":1,"header":{},"inputs":[{"at":0,"call":{"region":"eu-west-2","op":"PutItem"}}]}"#;

    #[test]
    fn there_and_back() {
        for json in [JSON, "", "{}", "\u{20ac}"] {
            assert_eq!(decode(&encode(json)).as_deref(), Ok(json));
        }
    }

    #[test]
    fn a_cut_link_says_so_at_every_length() {
        let link = encode(JSON);
        for length in 1..link.len() {
            let error = decode(&link[..length]).unwrap_err();
            assert_eq!(error, LinkError::Cut { characters: length as u64 });
            assert!(error.to_string().contains(&format!("cut at {length} characters")));
        }
    }

    #[test]
    fn every_changed_character_is_noticed() {
        let link = encode(JSON);
        for place in 0..link.len() {
            for other in ['A', 'Z', 'a', '0', '9', '-', '_', '.', ' ', '\u{2026}'] {
                let changed: String =
                    link.char_indices().map(|(at, c)| if at == place { other } else { c }).collect();
                assert!(changed == link || decode(&changed).is_err(), "{changed}");
            }
        }
    }

    #[test]
    fn what_is_wrong_is_told_apart() {
        for (fragment, code) in [
            ("", "link-unknown"),
            ("/lab", "link-unknown"),
            ("start", "link-unknown"),
            ("s", "link-cut"),
            ("s1", "link-cut"),
            ("s1d", "link-cut"),
            ("s1d.", "link-cut"),
            ("s1dABC", "link-damaged"),
            ("s1z.AAAA", "link-newer"),
            ("s2d.AAAA", "link-newer"),
            ("s1d.AA\u{2026}", "link-damaged"),
        ] {
            assert_eq!(decode(fragment).map_err(|error| error.code()), Err(code), "{fragment}");
        }
    }
}
