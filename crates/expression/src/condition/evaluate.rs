//! Whether a condition holds.

use std::borrow::Cow;
use std::cmp::Ordering;

use value::{AttributeValue, Number};

use crate::record::{Record, resolve};

use super::{Comparator, Operand, Predicate};

type Found<'r> = Option<Cow<'r, AttributeValue>>;

/// Two-valued, from left to right, no further than needed.
pub(crate) fn holds(predicate: &Predicate, record: &impl Record) -> bool {
    match predicate {
        Predicate::And(parts) => parts.iter().all(|part| holds(part, record)),
        Predicate::Or(parts) => parts.iter().any(|part| holds(part, record)),
        Predicate::Not(inner) => !holds(inner, record),
        Predicate::Compare { left, comparator, right } => {
            compare(find(left, record).as_deref(), *comparator, find(right, record).as_deref())
        }
        Predicate::Between { operand, low, high } => {
            let operand = find(operand, record);
            compare(operand.as_deref(), Comparator::Ge, find(low, record).as_deref())
                && compare(operand.as_deref(), Comparator::Le, find(high, record).as_deref())
        }
        Predicate::In { operand, list } => {
            let operand = find(operand, record);
            list.iter().any(|one| compare(operand.as_deref(), Comparator::Eq, find(one, record).as_deref()))
        }
        Predicate::Exists(path) => resolve(record, path).is_some(),
        Predicate::NotExists(path) => resolve(record, path).is_none(),
        Predicate::HasType(path, wanted) => {
            resolve(record, path).is_some_and(|value| value.type_name() == wanted.name())
        }
        Predicate::BeginsWith(text, prefix) => {
            both(find(text, record), find(prefix, record), |value, prefix| match (value, prefix) {
                (AttributeValue::S(value), AttributeValue::S(prefix)) => value.starts_with(prefix.as_str()),
                (AttributeValue::B(value), AttributeValue::B(prefix)) => value.starts_with(prefix),
                _ => false,
            })
        }
        Predicate::Contains(container, element) => {
            both(find(container, record), find(element, record), contains)
        }
    }
}

fn both(a: Found<'_>, b: Found<'_>, test: impl Fn(&AttributeValue, &AttributeValue) -> bool) -> bool {
    matches!((a, b), (Some(a), Some(b)) if test(&a, &b))
}

/// The value of an operand, if there is one.
fn find<'r>(operand: &'r Operand, record: &'r impl Record) -> Found<'r> {
    match operand {
        Operand::Path(path) => resolve(record, path),
        Operand::Value(value) => Some(Cow::Borrowed(value)),
        Operand::Size(path) => size(&*resolve(record, path)?),
        Operand::ConstantSize(value) => size(value),
    }
}

/// `size(path)`: UTF-16 code units of a string, bytes of a binary, members of the rest; scalars have none.
fn size<'r>(value: &AttributeValue) -> Found<'r> {
    let size = match value {
        AttributeValue::S(text) => text.encode_utf16().count(),
        AttributeValue::B(bytes) => bytes.len(),
        AttributeValue::Ss(set) => set.len(),
        AttributeValue::Ns(set) => set.len(),
        AttributeValue::Bs(set) => set.len(),
        AttributeValue::L(list) => list.len(),
        AttributeValue::M(map) => map.len(),
        AttributeValue::N(_) | AttributeValue::Bool(_) | AttributeValue::Null => return None,
    };
    Some(Cow::Owned(AttributeValue::N(Number::from_i64(i64::try_from(size).ok()?))))
}

/// Something missing is different from everything, itself included, and has no order.
fn compare(left: Option<&AttributeValue>, comparator: Comparator, right: Option<&AttributeValue>) -> bool {
    let (Some(left), Some(right)) = (left, right) else { return comparator == Comparator::Ne };
    match comparator {
        Comparator::Eq => left == right,
        Comparator::Ne => left != right,
        Comparator::Lt => left.compare(right).is_some_and(Ordering::is_lt),
        Comparator::Le => left.compare(right).is_some_and(Ordering::is_le),
        Comparator::Gt => left.compare(right).is_some_and(Ordering::is_gt),
        Comparator::Ge => left.compare(right).is_some_and(Ordering::is_ge),
    }
}

fn contains(container: &AttributeValue, element: &AttributeValue) -> bool {
    match (container, element) {
        (AttributeValue::S(text), AttributeValue::S(part)) => text.contains(part.as_str()),
        (AttributeValue::B(bytes), AttributeValue::B(part)) => is_part(part, bytes),
        (AttributeValue::Ss(set), AttributeValue::S(member)) => set.binary_search(member).is_ok(),
        (AttributeValue::Ns(set), AttributeValue::N(member)) => set.binary_search(member).is_ok(),
        (AttributeValue::Bs(set), AttributeValue::B(member)) => set.binary_search(member).is_ok(),
        (AttributeValue::L(list), element) => list.contains(element),
        _ => false,
    }
}

/// Whether `part` stands somewhere in `bytes`. Linear in both (Knuth, Morris, Pratt): comparing at every position
/// takes minutes for 300 parts of 400 KB.
fn is_part(part: &[u8], bytes: &[u8]) -> bool {
    let mut borders = Borders { part, lengths: Vec::with_capacity(part.len()) };
    let mut border = 0;
    for &byte in part {
        // The first byte's border is empty: it may not match itself.
        border = if borders.lengths.is_empty() { 0 } else { borders.advance(border, byte) };
        borders.lengths.push(border);
    }
    let mut matched = 0;
    part.is_empty()
        || bytes.iter().any(|&byte| {
            matched = borders.advance(matched, byte);
            matched == part.len()
        })
}

/// For each beginning of `part`, how long its longest proper border is (a beginning that is also its end).
struct Borders<'a> {
    part: &'a [u8],
    lengths: Vec<usize>,
}

impl Borders<'_> {
    /// How many bytes of the part match after one more byte, when so many matched before it.
    fn advance(&self, mut matched: usize, byte: u8) -> usize {
        loop {
            match (self.part.get(matched), matched.checked_sub(1)) {
                (Some(next), _) if *next == byte => return matched + 1,
                (_, Some(last)) => matched = self.lengths.get(last).copied().unwrap_or(0),
                (_, None) => return 0,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::is_part;

    proptest! {
        /// Two letters, so that parts overlap themselves.
        #[test]
        fn parts_are_found_where_they_are(bytes in vec(0_u8..2, 0..24), part in vec(0_u8..2, 0..8)) {
            let plain = part.is_empty() || bytes.windows(part.len()).any(|window| window == part.as_slice());
            prop_assert_eq!(is_part(&part, &bytes), plain);
        }
    }

    /// 10^11 steps if every position were compared: this test would take minutes.
    #[test]
    fn long_parts_are_found_in_linear_time() {
        let bytes = vec![0; 800_000];
        let mut part = vec![0; 400_000];
        assert!(is_part(&part, &bytes));
        part.push(1);
        assert!(!is_part(&part, &bytes));
    }
}
