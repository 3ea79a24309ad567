//! Compressed bodies: requests are unpacked, large answers packed when the client asks for it.

use std::borrow::Cow;

use crate::deflate::{Format, Inflated, deflate, inflate};
use crate::{Asked, MAX_BODY, gzip};

/// Answers shorter than this are not worth packing.
const WORTH_PACKING: usize = 4096;
/// The level of packing: an answer is packed once for each time it is sent.
const FAST: u8 = 1;

/// How a body is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Coding {
    Gzip,
    Deflate,
}

/// Why a body could not be unpacked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// Not what its header says.
    Damaged,
    /// More than [`MAX_BODY`] bytes.
    TooLarge,
}

impl Coding {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }

    fn called(name: &str) -> Option<Self> {
        if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
            Some(Self::Gzip)
        } else {
            name.eq_ignore_ascii_case("deflate").then_some(Self::Deflate)
        }
    }

    fn unpack(self, packed: &[u8]) -> Result<Vec<u8>, Unreadable> {
        let unpacked = match self {
            Self::Gzip => gzip::unpack(packed),
            // The name means the zlib format, and some clients send the bare stream.
            Self::Deflate => match inflate(Format::Zlib, b"", packed, MAX_BODY) {
                Inflated::Damaged | Inflated::Cut(_) => inflate(Format::Raw, b"", packed, MAX_BODY),
                other => other,
            },
        };
        match unpacked {
            Inflated::Whole { bytes, .. } => Ok(bytes),
            Inflated::Cut(_) | Inflated::Damaged => Err(Unreadable::Damaged),
            Inflated::TooLong => Err(Unreadable::TooLarge),
        }
    }

    /// The body, packed; as it is when it is short.
    pub(crate) fn pack(self, body: &[u8]) -> Option<Vec<u8>> {
        if body.len() < WORTH_PACKING {
            return None;
        }
        Some(match self {
            Self::Gzip => gzip::pack(FAST, body),
            Self::Deflate => deflate(FAST, Format::Zlib, b"", body),
        })
    }
}

/// The body as it was before the codings that `Content-Encoding` lists were put on. A coding that is unknown is
/// taken for none: what it made of the body will hardly be JSON.
pub(crate) fn unpacked<'a>(asked: &Asked<'a>) -> Result<Cow<'a, [u8]>, Unreadable> {
    let listed = asked.headers_called("content-encoding").flat_map(|value| value.split(','));
    let codings: Vec<Coding> = listed.filter_map(|name| Coding::called(name.trim())).collect();
    let mut body = Cow::Borrowed(asked.body);
    // An empty body is no packed one; the service complains of its emptiness later.
    if body.is_empty() {
        return Ok(body);
    }
    // Each coding may unpack to a thousand times its size: nobody has an honest need of many.
    if codings.len() > 4 {
        return Err(Unreadable::Damaged);
    }
    for coding in codings.into_iter().rev() {
        body = Cow::Owned(coding.unpack(&body)?);
    }
    Ok(body)
}

/// The coding that `Accept-Encoding` prefers; none when it prefers plain bytes or says nothing.
pub(crate) fn wanted(asked: &Asked) -> Option<Coding> {
    let mut best: Option<(u32, Option<Coding>)> = None;
    let mut refused = [false; 2];
    let mut anything = None;
    for entry in asked.headers_called("accept-encoding").flat_map(|value| value.split(',')) {
        let mut parts = entry.split(';');
        let name = parts.next().unwrap_or_default().trim();
        let quality = parts.find_map(|part| quality(part.trim())).unwrap_or(1000);
        if name == "*" {
            anything = Some(quality);
            continue;
        }
        let coding = Coding::called(name);
        if coding.is_none() && !name.eq_ignore_ascii_case("identity") {
            continue;
        }
        if let (Some(coding), 0) = (coding, quality) {
            refused[coding as usize] = true;
        }
        if quality > 0
            && best
                .is_none_or(|(most, _)| quality > most || (quality == most && coding == Some(Coding::Gzip)))
        {
            best = Some((quality, coding));
        }
    }
    match best {
        Some((_, coding)) => coding,
        None if anything.unwrap_or(0) == 0 => None,
        None => [Coding::Gzip, Coding::Deflate].into_iter().find(|coding| !refused[*coding as usize]),
    }
}

/// `q=0.5` in thousandths.
fn quality(part: &str) -> Option<u32> {
    let digits = part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))?.trim();
    let (whole, rest) = digits.split_once('.').unwrap_or((digits, ""));
    let whole: u32 = whole.parse().ok()?;
    let rest: String = rest.chars().chain("000".chars()).take(3).collect();
    Some((whole * 1000).saturating_add(rest.parse().ok()?).min(1000))
}
