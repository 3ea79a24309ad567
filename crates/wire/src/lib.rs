//! The service's HTTP without a socket: what was sent goes in, status, headers and bytes come out.
//!
//! Whoever has a socket (the server, the bridge, the page's worker) reads a request as [`Asked`], hands it to
//! [`receive`], and sends the [`Answer`] of what comes back. Everything that the protocol says is said here, once.

mod answer;
mod asked;
mod authorization;
mod coding;
pub mod deflate;
mod gzip;
mod query;
mod receive;

pub use answer::{Answer, Form};
pub use asked::{Asked, MAX_BODY, MAX_HEAD};
pub use receive::{Call, Refusal, receive};

/// The CRC-32 of what is sent.
fn checksum(bytes: &[u8]) -> u32 {
    #[cfg(target_arch = "wasm32")]
    return sim::crc32(bytes);
    #[cfg(not(target_arch = "wasm32"))]
    crc32fast::hash(bytes)
}
