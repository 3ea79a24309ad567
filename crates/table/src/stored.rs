//! Maps of stored state.

use std::collections::BTreeMap;

use imbl::OrdMap;
use serde::{Deserialize, Deserializer};

/// Reads a map for `#[serde(deserialize_with)]`. imbl's own reader makes room at once for as many entries as damaged
/// bytes promise, which ends the program; this one grows with what is there.
///
/// # Errors
/// What the deserializer has to say.
pub fn stored_map<'de, D, K, V>(deserializer: D) -> Result<OrdMap<K, V>, D::Error>
where
    D: Deserializer<'de>,
    K: Deserialize<'de> + Ord + Clone,
    V: Deserialize<'de> + Clone,
{
    Ok(BTreeMap::deserialize(deserializer)?.into_iter().collect())
}
