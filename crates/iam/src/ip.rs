//! Addresses and ranges of them.

use std::net::IpAddr;

/// A range: `203.0.113.0/24`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Range {
    bits: u128,
    four: bool,
    /// Bits that must be the same, counted in 128.
    length: u32,
}

fn bits(address: IpAddr) -> (u128, bool) {
    match address {
        // At the upper end, so that lengths count from the left for both.
        IpAddr::V4(four) => (u128::from(four.to_bits()) << 96, true),
        IpAddr::V6(six) => (six.to_bits(), false),
    }
}

impl Range {
    pub(crate) fn new(text: &str) -> Option<Self> {
        let (address, length) = match text.split_once('/') {
            Some((address, length)) => (address, Some(length.parse::<u32>().ok()?)),
            None => (text, None),
        };
        let (bits, four) = bits(address.parse().ok()?);
        let most = if four { 32 } else { 128 };
        let length = length.unwrap_or(most);
        (length <= most).then_some(Self { bits, four, length })
    }

    pub(crate) fn has(&self, address: &str) -> bool {
        let Ok(address) = address.parse::<IpAddr>() else { return false };
        let (bits, four) = bits(address);
        let away = 128 - self.length;
        four == self.four && (away == 128 || (bits ^ self.bits) >> away == 0)
    }
}
