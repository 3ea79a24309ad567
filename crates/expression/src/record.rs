//! Where expressions read attributes from.

use std::borrow::Cow;

use value::{AttributeValue, Attributes, Item};

use crate::path::{Element, Path};

/// Something with top-level attributes: decoded attributes, or a stored item of which only the attributes asked
/// for are decoded.
pub trait Record {
    /// The top-level attribute of that name.
    fn attribute(&self, name: &str) -> Option<Cow<'_, AttributeValue>>;
}

impl Record for Attributes {
    fn attribute(&self, name: &str) -> Option<Cow<'_, AttributeValue>> {
        self.get(name).map(Cow::Borrowed)
    }
}

impl Record for Item {
    fn attribute(&self, name: &str) -> Option<Cow<'_, AttributeValue>> {
        self.get(name).map(Cow::Owned)
    }
}

/// What a path leads to.
pub(crate) fn resolve<'r>(record: &'r impl Record, path: &Path) -> Option<Cow<'r, AttributeValue>> {
    match record.attribute(path.name())? {
        Cow::Borrowed(value) => descend(value, path.rest()).map(Cow::Borrowed),
        Cow::Owned(value) if path.is_nested() => descend(&value, path.rest()).cloned().map(Cow::Owned),
        owned @ Cow::Owned(_) => Some(owned),
    }
}

/// Goes down from a value.
pub(crate) fn descend<'v>(value: &'v AttributeValue, rest: &[Element]) -> Option<&'v AttributeValue> {
    rest.iter().try_fold(value, |value, element| match (value, element) {
        (AttributeValue::M(map), Element::Name(name)) => map.get(name),
        (AttributeValue::L(list), Element::Index(index)) => list.get(usize::try_from(*index).ok()?),
        _ => None,
    })
}
