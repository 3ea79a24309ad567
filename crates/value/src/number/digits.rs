//! Decimal digits of integers.

/// 10^0 to 10^38: all powers of ten that fit.
pub(super) const POWERS_OF_TEN: [u128; 39] = {
    let mut powers = [1; 39];
    let mut i = 1;
    while i < powers.len() {
        powers[i] = powers[i - 1] * 10;
        i += 1;
    }
    powers
};

/// The most digits of a u128.
const CAPACITY: usize = 39;

/// The decimal digits of an integer in ASCII, without leading zeros; "0" for zero.
pub(super) struct Digits {
    ascii: [u8; CAPACITY],
    start: usize,
}

impl Digits {
    pub(super) fn of(mut integer: u128) -> Self {
        // A machine word holds 19 digits and divides many times faster.
        const WORD: u128 = POWERS_OF_TEN[19];
        let mut digits = Self { ascii: [b'0'; CAPACITY], start: CAPACITY };
        while integer >= WORD {
            let (above, word) = (integer / WORD, integer % WORD);
            let end = digits.start - 19;
            digits.word(word as u64);
            digits.start = end;
            integer = above;
        }
        digits.word(integer as u64);
        digits.start = digits.start.min(CAPACITY - 1);
        digits
    }

    /// Writes a word's digits in front of the others.
    fn word(&mut self, mut word: u64) {
        while word > 0 {
            self.start -= 1;
            self.ascii[self.start] = b'0' + (word % 10) as u8;
            word /= 10;
        }
    }

    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.ascii[self.start..]
    }

    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.as_bytes()).unwrap_or("0")
    }
}
