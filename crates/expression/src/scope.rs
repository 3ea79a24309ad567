//! The placeholders of one request, and which of them its expressions use.

use std::collections::{BTreeMap, BTreeSet};

use value::{AttributeValue, Attributes, attributes_size};

use crate::error::{ExpressionError, Fault};

/// The longest placeholder, its `#` or `:` included, in bytes.
const PLACEHOLDER_BYTES: usize = 255;

/// The longest attribute name, in bytes.
const NAME_BYTES: usize = 65_535;

/// Bytes that the names, or the values, of one request may have together.
const PLACEHOLDERS_BYTES: u64 = 2 << 20;

/// `ExpressionAttributeNames` and `ExpressionAttributeValues` of one request. All its expressions are parsed with
/// the same scope, so that unused placeholders can be told afterwards.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    names: Option<&'a BTreeMap<String, String>>,
    values: Option<&'a Attributes>,
    used_names: BTreeSet<&'a str>,
    used_values: BTreeSet<&'a str>,
    tells_size: bool,
}

impl<'a> Scope<'a> {
    /// The maps as sent; `None` for one that was not sent.
    pub fn new(names: Option<&'a BTreeMap<String, String>>, values: Option<&'a Attributes>) -> Scope<'a> {
        Scope { names, values, ..Scope::default() }
    }

    /// Makes the error about an expression of more than 4,096 bytes tell its size, as the service does for `Scan`
    /// filters and in transactions.
    #[must_use]
    pub fn telling_size(mut self) -> Scope<'a> {
        self.tells_size = true;
        self
    }

    /// Checks the maps themselves, the names first: present but empty, malformed placeholders, empty names. Comes
    /// before any expression is parsed.
    pub fn check(&self) -> Result<(), ExpressionError> {
        if self.names.is_some_and(BTreeMap::is_empty) {
            return Err(fault(Fault::EmptyNames));
        }
        for (key, name) in self.names.into_iter().flatten() {
            if !is_placeholder(key, b'#') {
                return Err(fault(Fault::NamesKey(key.clone())));
            }
            if name.is_empty() {
                return Err(fault(Fault::EmptyName(key.clone())));
            }
            if name.len() > NAME_BYTES {
                return Err(fault(Fault::NameTooLong(key.clone())));
            }
        }
        if self.values.is_some_and(BTreeMap::is_empty) {
            return Err(fault(Fault::EmptyValues));
        }
        if let Some((key, _)) = self.values.into_iter().flatten().find(|(key, _)| !is_placeholder(key, b':'))
        {
            return Err(fault(Fault::ValuesKey(key.clone())));
        }
        let names = self.names.into_iter().flatten().map(|(key, name)| key.len() as u64 + name.len() as u64);
        if names.sum::<u64>() > PLACEHOLDERS_BYTES {
            return Err(fault(Fault::NamesTooLarge));
        }
        if self.values.is_some_and(|values| attributes_size(values) > PLACEHOLDERS_BYTES) {
            return Err(fault(Fault::ValuesTooLarge));
        }
        Ok(())
    }

    /// Fails if a placeholder was used by no expression parsed so far. Use is a matter of syntax: a branch that
    /// would never be evaluated counts.
    pub fn unused(&self) -> Result<(), ExpressionError> {
        let names = unused(self.names.into_iter().flatten().map(|(key, _)| key), &self.used_names);
        if !names.is_empty() {
            return Err(fault(Fault::UnusedNames(names)));
        }
        let values = unused(self.values.into_iter().flatten().map(|(key, _)| key), &self.used_values);
        if !values.is_empty() {
            return Err(fault(Fault::UnusedValues(values)));
        }
        Ok(())
    }

    pub(crate) fn tells_size(&self) -> bool {
        self.tells_size
    }

    /// Notes the use of `#name`.
    pub(crate) fn use_name(&mut self, placeholder: &str) {
        if let Some((key, _)) = self.names.and_then(|names| names.get_key_value(placeholder)) {
            self.used_names.insert(key);
        }
    }

    /// Notes the use of `:value`.
    pub(crate) fn use_value(&mut self, placeholder: &str) {
        if let Some((key, _)) = self.values.and_then(|values| values.get_key_value(placeholder)) {
            self.used_values.insert(key);
        }
    }

    pub(crate) fn name(&self, placeholder: &str) -> Option<&'a str> {
        self.names?.get(placeholder).map(String::as_str)
    }

    pub(crate) fn value(&self, placeholder: &str) -> Option<&'a AttributeValue> {
        self.values?.get(placeholder)
    }
}

fn fault(fault: Fault) -> ExpressionError {
    ExpressionError { kind: None, fault, span: None }
}

fn unused<'k>(keys: impl Iterator<Item = &'k String>, used: &BTreeSet<&str>) -> Vec<String> {
    keys.filter(|key| !used.contains(key.as_str())).cloned().collect()
}

fn is_placeholder(key: &str, prefix: u8) -> bool {
    match key.as_bytes().split_first() {
        Some((first, rest)) => {
            *first == prefix
                && !rest.is_empty()
                && key.len() <= PLACEHOLDER_BYTES
                && rest.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        }
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attributes, s};
    use crate::{Condition, Kind, Projection};

    fn names(names: &[(&str, &str)]) -> BTreeMap<String, String> {
        names.iter().map(|(key, name)| ((*key).to_owned(), (*name).to_owned())).collect()
    }

    #[track_caller]
    fn check(names_: &[(&str, &str)], value_keys: &[&str], expect: &str) {
        let names = names(names_);
        let values = value_keys.iter().map(|key| ((*key).to_owned(), s("x"))).collect();
        let result = Scope::new(Some(&names), Some(&values)).check();
        assert_eq!(result.err().map(|error| error.to_string()).unwrap_or_default(), expect);
    }

    // spec: 4.5/3 empty; 4.5/4 bad; 4.3/placeholder length
    #[test]
    fn the_maps_themselves() {
        let name = |key: &str| {
            format!("ExpressionAttributeNames contains invalid key: Syntax error; key: \"{key}\"")
        };
        let value = |key: &str| {
            format!("ExpressionAttributeValues contains invalid key: Syntax error; key: \"{key}\"")
        };
        let fine: (&[(&str, &str)], &[&str]) = (&[("#a", "a")], &[":a"]);
        check(fine.0, fine.1, "");
        check(&[("#0_z", " ")], &[":_"], "");
        check(&[], fine.1, "ExpressionAttributeNames must not be empty");
        check(fine.0, &[], "ExpressionAttributeValues must not be empty");
        check(&[], &[], "ExpressionAttributeNames must not be empty");
        // All about names before anything about values.
        check(&[("a", "a")], &[], &name("a"));
        check(&[("a", "a")], &["v"], &name("a"));
        for key in ["k", "#", "", ":a", "##a", "#a-b", "#a.b", "#é", "# a"] {
            check(&[(key, "a")], fine.1, &name(key));
        }
        for key in ["v", ":", "", "#a", "::a", ":a-b", ":é"] {
            check(fine.0, &[key], &value(key));
        }
        check(
            &[("#a", "")],
            fine.1,
            "ExpressionAttributeNames contains invalid value: Empty attribute name for key #a",
        );
        check(&[(&format!("#{}", "a".repeat(254)), "a")], fine.1, "");
        let long = format!("#{}", "a".repeat(255));
        check(&[(&long, "a")], fine.1, &name(&long));
        assert_eq!(Scope::new(None, None).check(), Ok(()));
    }

    // spec: 4.5/6 unused; 8/unused placeholders
    #[test]
    fn unused_placeholders() {
        let names = names(&[("#a", "a"), ("#b", "b"), ("#c", "c")]);
        let values = attributes([(":u", s("u")), (":v", s("v")), (":w", s("w"))]);
        let mut scope = Scope::new(Some(&names), Some(&values));
        let sentence =
            |scope: &Scope<'_>| scope.unused().err().map(|error| error.to_string()).unwrap_or_default();
        assert_eq!(
            sentence(&scope),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#a, #b, #c}"
        );
        Projection::parse("#a, x.#b", &mut scope).expect("a projection");
        assert_eq!(
            sentence(&scope),
            "Value provided in ExpressionAttributeNames unused in expressions: keys: {#c}"
        );
        // The second half is never evaluated for an item without `x`; it uses its placeholders all the same.
        Condition::parse(Kind::Condition, "attribute_exists(x) AND (#c = :v OR :w = x)", &mut scope)
            .expect("a condition");
        assert_eq!(
            sentence(&scope),
            "Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}"
        );
        Condition::parse(Kind::Filter, "x = :u", &mut scope).expect("a filter");
        assert_eq!(sentence(&scope), "");
    }
}
