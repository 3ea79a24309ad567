//! The order in which Java's hash maps list their keys: it shows in some of the service's sentences.

/// The positions of `keys` in the order of a `HashMap` made for as many entries.
pub(super) fn order(keys: &[&str]) -> Vec<usize> {
    order_from(keys, keys.len().max(1).next_power_of_two())
}

/// The positions of `keys` in the order of a `HashMap` made without a size.
pub(super) fn default_order(keys: &[&str]) -> Vec<usize> {
    order_from(keys, 16)
}

fn order_from(keys: &[&str], capacity: usize) -> Vec<usize> {
    let mut capacity = capacity;
    while keys.len() * 4 > capacity * 3 {
        capacity *= 2;
    }
    let mask = u32::try_from(capacity - 1).unwrap_or(u32::MAX);
    let mut order: Vec<usize> = (0..keys.len()).collect();
    // Stable: keys of one bucket stay in order of insertion.
    value::sort_by_key(&mut order, |at| bucket(keys[*at], mask));
    order
}

fn bucket(key: &str, mask: u32) -> u32 {
    let hash = key.encode_utf16().fold(0_u32, |hash, unit| hash.wrapping_mul(31).wrapping_add(unit.into()));
    (hash ^ (hash >> 16)) & mask
}

/// `[b, a]` in the order of a `HashMap` made for as many entries.
pub(super) fn listed(keys: &[&str]) -> String {
    bracketed(keys, &order(keys))
}

/// `[b, a]` in the order of a `HashMap` made without a size.
pub(super) fn default_listed(keys: &[&str]) -> String {
    bracketed(keys, &default_order(keys))
}

fn bracketed(keys: &[&str], order: &[usize]) -> String {
    let names: Vec<&str> = order.iter().map(|at| keys[*at]).collect();
    format!("[{}]", names.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(keys: &[&str], expected: &str, expected_by_default: &str) {
        assert_eq!(listed(keys), expected);
        assert_eq!(default_listed(keys), expected_by_default);
    }

    #[test]
    fn keys_are_listed_by_bucket() {
        // "a" hashes to 97, "b" to 98, "c" to 99; "pk" to 3579, "sk" to 3672, "gsi" to 102542.
        check(&["a"], "[a]", "[a]");
        check(&["c", "b", "a"], "[a, b, c]", "[a, b, c]");
        check(&["sk", "pk"], "[sk, pk]", "[sk, pk]");
        check(&["pk", "sk"], "[sk, pk]", "[sk, pk]");
        check(&["Aa", "BB"], "[Aa, BB]", "[Aa, BB]");
        check(&["BB", "Aa"], "[BB, Aa]", "[BB, Aa]");
        check(&[], "[]", "[]");
    }
}
