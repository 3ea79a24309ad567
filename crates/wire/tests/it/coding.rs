//! Compressed bodies, in and out.

use std::io::Write as _;

use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use flate2::{Compression, GzBuilder};

use crate::{Sent, unpacked};

const LIMIT: &[u8] = br#"{"Limit":"a"}"#;

fn gzip(body: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

/// With everything in the header that may stand there.
fn gzip_with_a_header() -> Vec<u8> {
    let builder = GzBuilder::new().filename("a.json").comment("a comment").extra(b"extra".to_vec()).mtime(1);
    let mut encoder = builder.write(Vec::new(), Compression::best());
    encoder.write_all(LIMIT).and_then(|()| encoder.finish()).expect("memory")
}

fn zlib(body: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

fn deflate(body: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(body).and_then(|()| encoder.finish()).expect("memory")
}

fn sent(coding: &str, body: Vec<u8>) -> Sent {
    Sent::new().with("Content-Encoding", coding).body(body)
}

/// spec: A.5/Wire: Content-Encoding gzip/deflate requests decoded
#[test]
fn requests_are_unpacked() {
    let (front, back) = LIMIT.split_at(5);
    for (coding, body) in [
        ("gzip", gzip(LIMIT)),
        ("GZip", gzip(LIMIT)),
        ("x-gzip", gzip(LIMIT)),
        ("gzip", gzip_with_a_header()),
        ("gzip", [gzip(front), gzip(back)].concat()),
        ("deflate", zlib(LIMIT)),
        ("deflate", deflate(LIMIT)),
        ("identity", LIMIT.to_vec()),
        ("amz-1.0", LIMIT.to_vec()),
        ("deflate, gzip", gzip(&zlib(LIMIT))),
    ] {
        let (status, body) = sent(coding, body).text();
        assert_eq!(status, 400, "{coding}");
        assert!(body.contains("STRING_VALUE cannot be converted to Integer"), "{coding}: {body}");
    }
    assert_eq!(sent("gzip", gzip(b"{}")).answer().status, 200);
}

#[test]
fn damaged_ones_are_refused() {
    let whole = gzip(LIMIT);
    let mut wrong_sum = whole.clone();
    let at = wrong_sum.len() - 8;
    wrong_sum[at] ^= 1;
    let mut wrong_length = whole.clone();
    let at = wrong_length.len() - 4;
    wrong_length[at] ^= 1;
    let mut wrong_flags = whole.clone();
    wrong_flags[3] |= 0x80;
    for (row, coding, body) in [
        ("plain", "gzip", LIMIT.to_vec()),
        ("cut", "gzip", whole[..whole.len() - 9].to_vec()),
        ("a wrong checksum", "gzip", wrong_sum),
        ("a wrong length", "gzip", wrong_length),
        ("a flag that doesn't exist", "gzip", wrong_flags),
        ("something behind it", "gzip", [&*whole, b"{}"].concat()),
        ("cut in its header", "gzip", gzip_with_a_header()[..14].to_vec()),
        ("cut", "deflate", zlib(LIMIT)[..10].to_vec()),
        ("plain", "deflate", LIMIT.to_vec()),
        ("packed by something unknown", "br", whole.clone()),
        ("packed once, not twice", "gzip, gzip", whole.clone()),
        ("packed too often", "gzip,gzip,gzip,gzip,gzip", whole),
    ] {
        let expected = r#"{"__type":"com.amazon.coral.service#SerializationException"}"#.to_owned();
        assert_eq!(sent(coding, body).text(), (400, expected), "{row}");
    }
    assert!(sent("gzip", Vec::new()).text().1.contains("SerializationException"));
}

#[test]
fn a_small_body_that_unpacks_to_a_huge_one_is_too_large() {
    for (coding, body) in
        [("gzip", gzip(&vec![b' '; 20_000_000])), ("deflate", zlib(&vec![b' '; 20_000_000]))]
    {
        assert!(body.len() < 100_000);
        assert_eq!(sent(coding, body).text(), (413, String::new()), "{coding}");
    }
}

/// spec: A.5/Wire: Accept-Encoding answered for larger responses with a right crc32
#[test]
fn large_answers_are_packed_when_that_is_wanted() {
    let region = "r".repeat(64);
    let large = |accept: &str| {
        let words = "x".repeat(6_000);
        // The answer repeats the bad value.
        Sent::new()
            .body(format!(r#"{{"ExclusiveStartTableName":"{words}-{region}"}}"#))
            .with("Accept-Encoding", accept)
            .answer()
    };
    let plain = large("identity");
    assert!(plain.body.len() > 4096, "{}", plain.body.len());
    for (accept, coding) in [
        ("gzip", Some("gzip")),
        ("deflate", Some("deflate")),
        ("deflate, gzip", Some("gzip")),
        ("gzip, deflate, br", Some("gzip")),
        ("gzip;q=0.5, deflate;q=0.8", Some("deflate")),
        ("gzip;q=0, deflate", Some("deflate")),
        ("gzip;q=0", None),
        ("*", Some("gzip")),
        ("*;q=0", None),
        ("gzip;q=0, *", Some("deflate")),
        ("identity, gzip;q=0.1", None),
        ("br", None),
        ("", None),
    ] {
        let answer = large(accept);
        assert_eq!(answer.header("content-encoding"), coding, "{accept}");
        assert_eq!(unpacked(&answer), plain.body, "{accept}");
        let crc32 = crc32fast::hash(&answer.body).to_string();
        assert_eq!(answer.header("x-amz-crc32"), Some(&*crc32), "of the bytes sent: {accept}");
    }
    assert_eq!(Sent::new().with("Accept-Encoding", "gzip").answer().header("content-encoding"), None);
}
