//! Shard iterators: a place in a shard as text that only the service reads.

use api::ApiError;
use api::dynamodb::StreamRef;
use sim::Micros;

use crate::hash;

/// A place in a shard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ShardIterator {
    /// The shard's number in its stream.
    pub(crate) shard: u32,
    /// The number of the next record is this or a greater one.
    pub(crate) next: u64,
    /// When it was given out.
    pub(crate) issued: Micros,
}

impl ShardIterator {
    /// `<stream ARN>|1|<40 digits and 8 to check them>`.
    pub(crate) fn text(self, arn: &str) -> String {
        let plain = format!("{arn}|1|{:08x}{:016x}{:016x}", self.shard, self.next, self.issued);
        format!("{plain}{:08x}", check(&plain))
    }

    /// What the text says, if it was given out by a service like this.
    pub(crate) fn read(text: &str) -> Result<(StreamRef, Self), ApiError> {
        Self::parse(text).ok_or_else(|| ApiError::validation("Invalid ShardIterator"))
    }

    fn parse(text: &str) -> Option<(StreamRef, Self)> {
        let (arn, digits) = text.split_once("|1|")?;
        if digits.len() != 48 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
            return None;
        }
        let number = |from: usize, to: usize| u64::from_str_radix(digits.get(from..to)?, 16).ok();
        let iterator =
            Self { shard: u32::try_from(number(0, 8)?).ok()?, next: number(8, 24)?, issued: number(24, 40)? };
        let stream = StreamRef::parse(arn)?;
        (iterator.text(arn) == text).then_some((stream, iterator))
    }
}

fn check(text: &str) -> u32 {
    hash::of_bytes(text.as_bytes()) as u32
}

#[cfg(test)]
mod tests {
    use super::ShardIterator;

    #[test]
    fn texts_are_read_back() {
        let arn = "arn:aws:dynamodb:eu-central-1:123456789012:table/Notes/stream/2026-11-20T09:00:00.000";
        let iterator = ShardIterator { shard: 3, next: u64::MAX, issued: 7 };
        let text = iterator.text(arn);
        let (stream, read) = ShardIterator::read(&text).expect("an iterator");
        assert_eq!((stream.arn.as_str(), read), (arn, iterator));
        assert_eq!((stream.table.as_str(), stream.label.as_str()), ("Notes", "2026-11-20T09:00:00.000"));
        for at in 0..text.len() {
            let mut other = text.clone().into_bytes();
            other[at] ^= 1;
            let other = String::from_utf8(other).expect("ASCII");
            let error = ShardIterator::read(&other).expect_err(&other);
            assert_eq!(error.to_string(), "ValidationException: Invalid ShardIterator");
        }
        for other in ["", "|1|", "x|1|00", &text.to_uppercase()] {
            assert!(ShardIterator::read(other).is_err(), "{other}");
        }
    }
}
