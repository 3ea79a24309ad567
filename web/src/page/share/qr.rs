//! A link as a QR code.

use std::fmt::Write as _;

use qrcodegen::{QrCode, QrCodeEcc};
use yew::prelude::*;

/// White modules around a code: readers need four.
const MARGIN: i32 = 4;

/// The code of a text, or nothing when it is too long for one (2,953 bytes).
pub(crate) fn code(text: &str) -> Option<QrCode> {
    QrCode::encode_binary(text.as_bytes(), QrCodeEcc::Low).ok()
}

/// The dark modules as one path, row by row in runs.
fn path(code: &QrCode) -> String {
    let mut path = String::new();
    for y in 0..code.size() {
        let mut x = 0;
        while x < code.size() {
            let from = x;
            while x < code.size() && code.get_module(x, y) {
                x += 1;
            }
            if x > from {
                // Writing to a String cannot fail.
                let _ = write!(path, "M{from} {y}h{length}v1h-{length}z", length = x - from);
            }
            x += 1;
        }
    }
    path
}

/// The drawing of a code.
pub(crate) fn drawing(code: &QrCode, label: &'static str) -> Html {
    let side = code.size() + 2 * MARGIN;
    html! {
        <svg class="qr" role="img" aria-label={label} viewBox={format!("-{MARGIN} -{MARGIN} {side} {side}")} shape-rendering="crispEdges">
            <path class="paper" d={format!("M-{MARGIN} -{MARGIN}h{side}v{side}h-{side}z")}/>
            <path class="dark" d={path(code)}/>
        </svg>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_link_up_to_the_limit_has_a_code() {
        let sizes = [1, 1_900, 2_953].map(|length| code(&"a".repeat(length)).map(|code| code.size()));
        assert_eq!(sizes, [Some(21), Some(145), Some(177)]);
        assert!(code(&"a".repeat(2_954)).is_none());
    }

    #[test]
    fn the_drawing_has_the_modules_of_the_code() {
        let code = code("https://example.org/#s1d.AAAA").expect("a code");
        let mut drawn = vec![vec![false; code.size() as usize]; code.size() as usize];
        for run in path(&code).split('M').skip(1) {
            let (x, rest) = run.split_once(' ').expect("x");
            let (y, rest) = rest.split_once('h').expect("y");
            let (length, _) = rest.split_once('v').expect("a length");
            let [x, y, length] = [x, y, length].map(|number| number.parse::<usize>().expect("a number"));
            for cell in &mut drawn[y][x..x + length] {
                *cell = true;
            }
        }
        for (y, row) in drawn.iter().enumerate() {
            for (x, dark) in row.iter().enumerate() {
                assert_eq!(*dark, code.get_module(x as i32, y as i32), "{x} {y}");
            }
        }
    }
}
