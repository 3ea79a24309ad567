//! Deflate, against a dictionary that both sides know where there is one, and inflation that never makes more than was
//! allowed.

use miniz_oxide::deflate::core::{
    CompressorOxide, TDEFLFlush, TDEFLStatus, compress_to_output, create_comp_flags_from_zip_params,
};
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::{
    TINFL_FLAG_COMPUTE_ADLER32, TINFL_FLAG_PARSE_ZLIB_HEADER, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF,
};
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

/// What lies around a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Nothing.
    Raw,
    /// A header and a checksum (RFC 1950).
    Zlib,
}

/// What inflating found.
#[derive(Debug, PartialEq, Eq)]
pub enum Inflated {
    /// All of it.
    Whole {
        /// What was packed.
        bytes: Vec<u8>,
        /// How long the stream was; something else may follow it.
        read: usize,
    },
    /// The stream's end is missing; this much could be read.
    Cut(Vec<u8>),
    /// These bytes are no deflate stream.
    Damaged,
    /// There is more in it than was allowed.
    TooLong,
}

/// Compresses `payload`, which may refer back into `dictionary`, with as much effort as `level` (0 to 10) says.
pub fn deflate(level: u8, format: Format, dictionary: &[u8], payload: &[u8]) -> Vec<u8> {
    let window = match format {
        Format::Raw => -15,
        Format::Zlib => 15,
    };
    let mut compressor = CompressorOxide::new(create_comp_flags_from_zip_params(level.into(), window, 0));
    if !dictionary.is_empty() {
        // The flush ends the dictionary's blocks at a whole byte; what comes behind it is the stream.
        let (status, _) = compress_to_output(&mut compressor, dictionary, TDEFLFlush::Sync, |_| true);
        debug_assert_eq!(status, TDEFLStatus::Okay);
    }
    let mut stream = Vec::new();
    let (status, _) = compress_to_output(&mut compressor, payload, TDEFLFlush::Finish, |piece| {
        stream.extend_from_slice(piece);
        true
    });
    debug_assert_eq!(status, TDEFLStatus::Done);
    stream
}

/// Inflates at most `most` bytes.
pub fn inflate(format: Format, dictionary: &[u8], stream: &[u8], most: usize) -> Inflated {
    let flags = TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF
        | match format {
            Format::Raw => 0,
            Format::Zlib => TINFL_FLAG_PARSE_ZLIB_HEADER | TINFL_FLAG_COMPUTE_ADLER32,
        };
    // The dictionary stands before the output, where back references find it. The output grows with what comes,
    // so that few bytes never ask for much memory.
    let mut room = dictionary.len() + stream.len().saturating_mul(4).max(1024).min(most);
    let end = dictionary.len() + most;
    let mut out = dictionary.to_vec();
    out.resize(room, 0);
    let mut decompressor = DecompressorOxide::new();
    let (mut read, mut written) = (0, dictionary.len());
    loop {
        let (status, consumed, produced) =
            decompress(&mut decompressor, &stream[read..], &mut out, written, flags);
        read += consumed;
        written += produced;
        let found = |mut out: Vec<u8>| {
            out.truncate(written);
            out.drain(..dictionary.len());
            out
        };
        match status {
            TINFLStatus::Done => return Inflated::Whole { bytes: found(out), read },
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
            for format in [Format::Raw, Format::Zlib] {
                let stream = deflate(10, format, b"", payload);
                let whole = Inflated::Whole { bytes: payload.to_vec(), read: stream.len() };
                assert_eq!(inflate(format, b"", &[&*stream, b"more"].concat(), 100_000), whole);
            }
            let stream = deflate(10, Format::Raw, DICTIONARY, payload);
            let whole = Inflated::Whole { bytes: payload.to_vec(), read: stream.len() };
            assert_eq!(inflate(Format::Raw, DICTIONARY, &stream, 100_000), whole);
        }
        let (with, without) =
            (deflate(10, Format::Raw, DICTIONARY, DICTIONARY), deflate(10, Format::Raw, b"", DICTIONARY));
        assert!(with.len() < without.len() / 3, "{} of {}", with.len(), without.len());
    }

    #[test]
    fn a_cut_stream_is_cut_at_every_length() {
        let stream = deflate(10, Format::Raw, DICTIONARY, b"over the lazy dog over the lazy fox, 1234567890");
        for length in 0..stream.len() {
            assert!(
                matches!(inflate(Format::Raw, DICTIONARY, &stream[..length], 1000), Inflated::Cut(_)),
                "{length}"
            );
        }
    }

    #[test]
    fn a_bomb_is_refused() {
        let stream = deflate(10, Format::Raw, b"", &vec![0; 10_000_000]);
        assert!(stream.len() < 20_000);
        assert_eq!(inflate(Format::Raw, b"", &stream, 1_000_000), Inflated::TooLong);
    }
}
