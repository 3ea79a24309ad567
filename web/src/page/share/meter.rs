//! How far a link of a certain length gets.

use std::cmp::Ordering;

use yew::prelude::*;

use crate::words;

/// What a link of at most so many characters survives, in words.
const BANDS: [(usize, &str, &str); 5] = [
    (1_900, "safe", "Short enough for every place that takes links."),
    (2_900, "QR code", "Fits into a QR code, chats and documents; a few old programs cut it."),
    (4_000, "chat", "Works in most chats and documents; too long for a QR code."),
    (32_000, "copy", "Too long for chats, which would cut it: copy it into a document or a mail."),
    (usize::MAX, "file", "Too long for a link: send the file instead."),
];

/// The length that a QR code takes.
pub(crate) const QR: usize = BANDS[1].0;
/// The length beyond which a link is no link any more.
pub(crate) const LINK: usize = BANDS[3].0;

/// The band of a length.
fn band(length: usize) -> usize {
    BANDS.iter().position(|(most, ..)| length <= *most).unwrap_or(BANDS.len() - 1)
}

/// The length on a scale, and what it means.
pub(crate) fn meter(length: usize) -> Html {
    let at = band(length);
    html! {
        <div class="reach" data-band={BANDS[at].1}>
            <div class="bands" aria-hidden="true">
                { for BANDS.iter().enumerate().map(|(i, (_, name, _))| {
                    let full = match i.cmp(&at) {
                        Ordering::Less => 100,
                        Ordering::Equal => filled(length, at),
                        Ordering::Greater => 0,
                    };
                    html! {
                        <div class={classes!("band", (i == at).then_some("on"))}>
                            <svg viewBox="0 0 100 6" preserveAspectRatio="none">
                                <rect class="tr" width="100" height="6"/>
                                <rect class={if at <= 2 { "ok-f" } else { "bad-f" }} width={full.to_string()} height="6"/>
                            </svg>
                            <span>{ *name }</span>
                        </div>
                    }
                }) }
            </div>
            <p role="status">{ format!("{} characters. {}", words::number(length as u64), BANDS[at].2) }</p>
        </div>
    }
}

/// How far a band is filled, percent; never nothing.
fn filled(length: usize, band: usize) -> usize {
    let low = if band == 0 { 0 } else { BANDS[band - 1].0 };
    let high = BANDS[band].0.min(2 * low.max(1_900));
    (100 * length.saturating_sub(low) / high.saturating_sub(low).max(1)).clamp(4, 100)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_are_in_their_bands() {
        let names =
            [0, 1_900, 1_901, 2_900, 2_901, 4_000, 4_001, 32_000, 32_001].map(|length| BANDS[band(length)].1);
        assert_eq!(names, ["safe", "safe", "QR code", "QR code", "chat", "chat", "copy", "copy", "file"]);
        assert_eq!((filled(950, 0), filled(2_400, 1), filled(64_000, 4)), (50, 50, 100));
        assert_eq!((QR, LINK), (2_900, 32_000));
    }
}
