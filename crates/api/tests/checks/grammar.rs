//! What is JSON, against another reader of it.

use api::json::is_json;
use proptest::prelude::*;

/// A document full of everything, from which pieces are taken.
const SAMPLE: &str = r#"{"a": [1, -2.5, 0, 10e+2, 1E-1, true, false, null, {}, []], "\u00e9\n\"\\\/": {"b": "\ud83d\ude00 é\t"}, "": "x"}"#;

fn agree(body: &[u8]) {
    let other = match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(_) => true,
        // Of the numbers that are no floats it says so; they are JSON.
        Err(error) if error.to_string().contains("number out of range") => return,
        Err(_) => false,
    };
    assert_eq!(is_json(body), other, "{}", String::from_utf8_lossy(body));
}

#[test]
fn every_beginning_and_every_changed_byte() {
    let sample = SAMPLE.as_bytes();
    assert!(is_json(sample));
    for end in 0..sample.len() {
        agree(&sample[..end]);
        for byte in b"{}[]\":,\\ u0d8-+.eEtrfn/\n\x01\xC3\xFF" {
            let mut body = sample.to_vec();
            body[end] = *byte;
            agree(&body);
            body.insert(end, *byte);
            agree(&body);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn pieces_in_any_order(pieces in prop::collection::vec((0..SAMPLE.len(), 0..12_usize), 0..12)) {
        let mut body = b"{".to_vec();
        for (from, length) in pieces {
            let sample = SAMPLE.as_bytes();
            body.extend_from_slice(&sample[from..(from + length).min(sample.len())]);
        }
        body.push(b'}');
        agree(&body);
    }

    #[test]
    fn any_value(text in r#"[{}\[\]:",0-9a. nulltre-]{0,8}"#) {
        agree(text.as_bytes());
    }

    #[test]
    fn short_texts(text in r#"\{"a":([0-9.eE+-]{1,5}|"(\\[u"nbx]?[0-9a-fD]{0,4}){0,4}"|[\[\],1 ]{0,8})\}"#) {
        agree(text.as_bytes());
    }
}
