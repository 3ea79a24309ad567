//! Raw deflate against a dictionary that both sides know, and inflation that never makes more than was allowed.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// What inflating found.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Inflated {
    /// All of it.
    Whole(Vec<u8>),
    /// The stream's end is missing; this much could be read.
    Cut(Vec<u8>),
    /// These bytes are no deflate stream.
    Damaged,
    /// There is more in it than was allowed.
    TooLong,
}

/// Compresses `payload`, which may refer back into `dictionary`.
pub(crate) fn deflate(dictionary: &[u8], payload: &[u8]) -> Vec<u8> {
    const BEST: i32 = 10;
    const RAW: i32 = -15;
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(BEST, RAW, 0));
    // The flush ends the dictionary's blocks at a whole byte; what comes behind it is the stream that the link carries.
    let (status, _) = compress_to_output(&mut compressor, dictionary, TDEFLFlush::Sync, |_| true);
    debug_assert_eq!(status, TDEFLStatus::Okay);
    let mut stream = Vec::new();
    let (status, _) = compress_to_output(&mut compressor, payload, TDEFLFlush::Finish, |piece| {
        stream.extend_from_slice(piece);
        true
    });
    debug_assert_eq!(status, TDEFLStatus::Done);
    stream
}

/// Inflates at most `most` bytes.
pub(crate) fn inflate(dictionary: &[u8], stream: &[u8], most: usize) -> Inflated {
    // The dictionary stands before the output, where back references find it. The output grows with what comes,
    // so that a small damaged link never asks for much memory.
    let mut room = dictionary.len() + stream.len().saturating_mul(4).max(1024).min(most);
    let end = dictionary.len() + most;
    let mut out = dictionary.to_vec();
    out.resize(room, 0);
    let mut decompressor = DecompressorOxide::new();
    let (mut read, mut written) = (0, dictionary.len());
    loop {
        let (status, consumed, produced) = decompress(
            &mut decompressor,
            &stream[read..],
            &mut out,
            written,
            TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
        );
        read += consumed;
        written += produced;
        let found = |mut out: Vec<u8>| {
            out.truncate(written);
            out.drain(..dictionary.len());
            out
        };
        match status {
            TINFLStatus::Done if read == stream.len() => return Inflated::Whole(found(out)),
            TINFLStatus::FailedCannotMakeProgress | TINFLStatus::NeedsMoreInput => {
                return Inflated::Cut(found(out));
            }
            TINFLStatus::HasMoreOutput if room < end => {
                room = (room.saturating_mul(2)).min(end);
                out.resize(room, 0);
            }
            TINFLStatus::HasMoreOutput => return Inflated::TooLong,
            _ => return Inflated::Damaged,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DICTIONARY: &[u8] = b"the quick brown fox jumps over the lazy dog";

    #[test]
    fn there_and_back() {
        for payload in [&b""[..], b"the lazy dog jumps over the quick brown fox", &vec![0; 100_000]] {
            let stream = deflate(DICTIONARY, payload);
            assert_eq!(inflate(DICTIONARY, &stream, 100_000), Inflated::Whole(payload.to_vec()));
        }
        let (with, without) = (deflate(DICTIONARY, DICTIONARY), deflate(b"", DICTIONARY));
        assert!(with.len() < without.len() / 3, "{} of {}", with.len(), without.len());
    }

    #[test]
    fn a_cut_stream_is_cut_at_every_length() {
        let stream = deflate(DICTIONARY, b"over the lazy dog over the lazy fox, 1234567890");
        for length in 0..stream.len() {
            assert!(matches!(inflate(DICTIONARY, &stream[..length], 1000), Inflated::Cut(_)), "{length}");
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let stream = deflate(b"", &vec![0; 10_000_000]);
        assert!(stream.len() < 20_000);
        assert_eq!(inflate(b"", &stream, 1_000_000), Inflated::TooLong);
    }
}
