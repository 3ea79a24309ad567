//! Attribute values: from what was sent to what they mean, with the service's checks.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt::Debug;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use value::{AttributeValue, Attributes, Item, ItemBuilder, Number, NumberError, Plain, sort_by};

use super::constraints::{Layer, Voice};
use super::{Input, Wording, decimal, expressions};
use crate::error::ApiError;
use crate::json::Node;

/// How deep values may nest; a value that holds no other has one level.
const MAX_LEVELS: u32 = 32;

/// From so many levels on, the newer layer sends the nesting error without envelope.
const BARE_LEVELS: u32 = 63;

/// Bytes of an attribute name.
const MAX_NAME_BYTES: usize = 65_535;

const EMPTY_NAME: &str = "Empty attribute name";
const LONG_NAME: &str = "One or more parameter values were invalid: \
     Attribute name is too large, must be less than 65536 bytes";
pub(super) const ITEM_TOO_BIG: &str = "Item size has exceeded the maximum allowed size";
pub(super) const MANY_TYPES: &str = "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes";
const NO_TYPE: &str = "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
const TOO_DEEP: &str = "Nesting Levels have exceeded supported limits: \
     Attributes in the item have nested levels beyond supported limit";
const NULL_FALSE: &str =
    "One or more parameter values were invalid: Null attribute value types must have the value of true";
const EMPTY_STRING_SET: &str = "One or more parameter values were invalid: An string set  may not be empty";
const EMPTY_NUMBER_SET: &str = "One or more parameter values were invalid: An number set  may not be empty";
const EMPTY_BINARY_SET: &str = "One or more parameter values were invalid: Binary sets should not be empty";

/// What is wrong with a value.
#[derive(Debug)]
pub(super) struct Fault {
    sentence: String,
    kind: Kind,
}

/// What kind of fault it is: how it is told depends on that.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    NoType,
    /// Whatever is wrong with a value of several types.
    ManyTypes,
    EmptySet,
    /// A set with a member twice.
    Repeats,
    NullFalse,
    TooDeep,
    Other,
}

impl Fault {
    #[inline(never)]
    fn new(kind: Kind, sentence: &str) -> Self {
        Self { sentence: sentence.to_owned(), kind }
    }
}

impl From<&str> for Fault {
    fn from(sentence: &str) -> Self {
        Self::new(Kind::Other, sentence)
    }
}

impl From<String> for Fault {
    fn from(sentence: String) -> Self {
        Self { sentence, kind: Kind::Other }
    }
}

/// The attributes of the request's `Key`.
pub(super) fn key(node: &Node, input: &Input, voice: Voice) -> Result<Attributes, ApiError> {
    map(node, 1, voice.layer).map_err(|fault| told_of_key(fault, node, input, voice))
}

/// The attributes of `ExclusiveStartKey`, or of a key among several.
pub(super) fn attributes(node: &Node, voice: Voice) -> Result<Attributes, ApiError> {
    map(node, 1, voice.layer).map_err(|fault| told_of_map(fault, node, voice, true))
}

/// The item of these attributes.
pub(super) fn item(node: &Node, voice: Voice) -> Result<Item, ApiError> {
    match plain_item(node) {
        Some(item) => Ok(item),
        None => map(node, 1, voice.layer)
            .map(|attributes| Item::new(&attributes))
            .map_err(|fault| told_of_map(fault, node, voice, false)),
    }
}

/// A fault of the request's key. No set can be one: what is wrong with it is told after which parameters go together.
#[cold]
#[inline(never)]
fn told_of_key(fault: Fault, node: &Node, input: &Input, voice: Voice) -> ApiError {
    let earlier = match fault.kind {
        Kind::EmptySet | Kind::Repeats => expressions::check_together(input, voice).err(),
        _ => None,
    };
    earlier.unwrap_or_else(|| told_of_map(fault, node, voice, true))
}

/// A fault of an item or a key.
#[cold]
#[inline(never)]
fn told_of_map(fault: Fault, node: &Node, voice: Voice, is_key: bool) -> ApiError {
    let far_too_deep = fault.kind == Kind::TooDeep && levels(node) >= BARE_LEVELS;
    if far_too_deep { ApiError::validation(fault.sentence) } else { told(fault, voice, is_key) }
}

/// A fault of a value. How many types it has is told bare by every operation; of a set without members the same goes
/// for some places.
#[cold]
#[inline(never)]
fn told(fault: Fault, voice: Voice, sets_bare: bool) -> ApiError {
    match fault.kind {
        Kind::NoType | Kind::ManyTypes => ApiError::validation(fault.sentence),
        Kind::EmptySet if sets_bare => ApiError::validation(fault.sentence),
        _ => voice.error(fault.sentence),
    }
}

/// The item of attributes none of which holds others, straight from what was sent. `None` if one does or something is
/// wrong: the long way finds out what.
fn plain_item(node: &Node) -> Option<Item> {
    let mut entries: Vec<_> = node.as_map()?.iter().collect();
    sort_by(&mut entries, |(one, _), (other, _)| one.cmp(other));
    let room = |(name, node): &&(Cow<str>, Node)| match node.members() {
        [(_, Node::Text(text))] => name.len() + text.len() + 8,
        _ => name.len() + 32,
    };
    let mut item = ItemBuilder::new(entries.iter().map(room).sum());
    for (name, node) in entries {
        let [(type_name, content)] = node.members() else { return None };
        let value = match (*type_name, content) {
            ("S", Node::Text(text)) => Plain::S(text),
            ("N", Node::Text(text)) => Plain::N(Number::parse(text).ok()?),
            ("B", Node::Blob(bytes)) => Plain::B(bytes),
            ("BOOL", Node::Boolean(value)) => Plain::Bool(*value),
            ("NULL", Node::Boolean(true)) => Plain::Null,
            _ => return None,
        };
        if name_fault(name).is_some() {
            return None;
        }
        item.add(name, value);
    }
    Some(item.item())
}

/// What is wrong with the name of an attribute.
pub(super) fn name_fault(name: &str) -> Option<&'static str> {
    match name.len() {
        0 => Some(EMPTY_NAME),
        length if length > MAX_NAME_BYTES => Some(LONG_NAME),
        _ => None,
    }
}

/// A value by itself, in a parameter from before expressions.
pub(super) fn single(node: &Node, voice: Voice) -> Result<AttributeValue, ApiError> {
    value(node, 1, voice.layer).map_err(|fault| told(fault, voice, false))
}

/// A value of `AttributeUpdates`.
pub(super) fn updated(node: &Node, voice: Voice) -> Result<AttributeValue, ApiError> {
    value(node, 1, voice.layer).map_err(|fault| told(fault, voice, true))
}

/// The first of `ExpressionAttributeValues` that is wrong, by its key.
pub(super) type WrongValue = (String, Fault);

/// `ExpressionAttributeValues`: the first fault comes beside the values that are whole.
pub(super) fn expression_values(node: &Node, layer: Layer) -> (Attributes, Option<WrongValue>) {
    let mut values = Attributes::new();
    let mut first = None;
    for (key, node) in node.as_map().unwrap_or_default() {
        let value = value(node, 1, layer).unwrap_or_else(|fault| {
            first.get_or_insert_with(|| (key.clone().into_owned(), fault));
            AttributeValue::Null
        });
        values.insert(key.clone().into_owned(), value);
    }
    (values, first)
}

/// Whether the sentence about one of `ExpressionAttributeValues` names it, and goes into the envelope of its operation,
/// is a matter of the operation and of what is wrong.
#[cold]
#[inline(never)]
pub(super) fn told_of_placeholder((key, fault): &WrongValue, input: &Input, voice: Voice) -> ApiError {
    let sentence = &fault.sentence;
    let named = || format!("ExpressionAttributeValues contains invalid value: {sentence} for key {key}");
    if voice.layer == Layer::Older {
        // In the current wording these are the actions of transactions.
        let bare = input.wording == Wording::Current
            && matches!(fault.kind, Kind::NoType | Kind::ManyTypes | Kind::NullFalse);
        return ApiError::validation(if bare { sentence.clone() } else { named() });
    }
    match (fault.kind, input.shape.name()) {
        (Kind::NoType, "DeleteItemInput" | "QueryInput")
        | (Kind::ManyTypes, "DeleteItemInput" | "UpdateItemInput") => ApiError::validation(named()),
        (Kind::NoType | Kind::ManyTypes, _) => ApiError::validation(sentence),
        (Kind::EmptySet | Kind::TooDeep, _) => voice.error(named()),
        (Kind::Repeats | Kind::NullFalse | Kind::Other, _) => voice.error(sentence),
    }
}

/// A parameter of a statement, or what is wrong with it.
pub(super) fn parameter(node: &Node, layer: Layer) -> Result<AttributeValue, String> {
    value(node, 1, layer).map_err(|fault| {
        if fault.kind == Kind::TooDeep {
            "Nesting Levels have exceeded supported limits".to_owned()
        } else {
            fault.sentence
        }
    })
}

/// `level` is that of the map's values. Recurses [`MAX_LEVELS`] deep at most.
fn map(node: &Node, level: u32, layer: Layer) -> Result<Attributes, Fault> {
    let mut attributes = Attributes::new();
    let mut bad_name = None;
    for (name, node) in node.as_map().unwrap_or_default() {
        bad_name = bad_name.or_else(|| name_fault(name));
        attributes.insert(name.clone().into_owned(), value(node, level, layer)?);
    }
    // Faults of any value come before that of a name.
    bad_name.map_or(Ok(attributes), |fault| Err(fault.into()))
}

fn value(node: &Node, level: u32, layer: Layer) -> Result<AttributeValue, Fault> {
    if level > MAX_LEVELS {
        return Err(Fault::new(Kind::TooDeep, TOO_DEEP));
    }
    match node.members() {
        [] => Err(Fault::new(Kind::NoType, NO_TYPE)),
        [(name, content)] => content_of(name, content, level, layer),
        several => Err(fault_of_several(several, level, layer)),
    }
}

/// Faults of the members come before the fault of having several, but those of values inside of them don't.
#[inline(never)]
fn fault_of_several(members: &[(&str, Node)], level: u32, layer: Layer) -> Fault {
    let fault_of = |kind: &str| {
        let (name, content) = members.iter().find(|(name, _)| *name == kind)?;
        content_of(name, content, level, layer).err()
    };
    let inside = ["N", "NULL", "BS", "NS", "SS"].into_iter().find_map(fault_of);
    Fault { kind: Kind::ManyTypes, ..inside.unwrap_or_else(|| MANY_TYPES.into()) }
}

fn content_of(type_name: &str, content: &Node, level: u32, layer: Layer) -> Result<AttributeValue, Fault> {
    Ok(match (type_name, content) {
        ("S", Node::Text(text)) => AttributeValue::S(text.clone().into_owned()),
        ("N", Node::Text(text)) => AttributeValue::N(number(text, layer)?),
        ("B", Node::Blob(bytes)) => AttributeValue::B(bytes.clone()),
        ("BOOL", Node::Boolean(value)) => AttributeValue::Bool(*value),
        ("NULL", Node::Boolean(true)) => AttributeValue::Null,
        ("NULL", _) => return Err(Fault::new(Kind::NullFalse, NULL_FALSE)),
        ("SS", Node::List(elements)) => string_set(elements, layer)?,
        ("NS", Node::List(elements)) => number_set(elements, layer)?,
        ("BS", Node::List(elements)) => binary_set(elements, layer)?,
        ("L", Node::List(elements)) => {
            let elements = elements.iter().map(|element| value(element, level + 1, layer));
            AttributeValue::L(elements.collect::<Result<_, _>>()?)
        }
        ("M", Node::Map(_)) => AttributeValue::M(map(content, level + 1, layer)?),
        _ => return Err(Fault::new(Kind::NoType, NO_TYPE)),
    })
}

fn number(text: &str, layer: Layer) -> Result<Number, Fault> {
    Number::parse(text).map_err(|error| match (error, layer) {
        (NumberError::NotNumeric { text }, Layer::Older) if text.is_empty() => {
            "The parameter cannot be converted to a numeric value".into()
        }
        (error, Layer::Older) => decimal::fault(text, error).to_string().into(),
        (error, Layer::Newer) => error.to_string().into(),
    })
}

/// `null` among a set's elements: refused, since dropping it would change the set.
fn null_element(kind: &str) -> Fault {
    format!(
        "One or more parameter values were invalid: An {kind} set  may not have a null {kind} as a member"
    )
    .into()
}

fn string_set(elements: &[Node], layer: Layer) -> Result<AttributeValue, Fault> {
    let texts: Option<Vec<&str>> = elements.iter().map(Node::as_text).collect();
    let texts = texts.ok_or_else(|| null_element("string"))?;
    if texts.is_empty() {
        return Err(Fault::new(Kind::EmptySet, EMPTY_STRING_SET));
    }
    if let Some(sorted) = repeating(&texts) {
        let listed = match layer {
            Layer::Older => texts.join(", "),
            Layer::Newer => quoted(&sorted).join(", "),
        };
        return Err(repeats(format!(
            "One or more parameter values were invalid: Input collection [{listed}] contains duplicates."
        )));
    }
    Ok(AttributeValue::string_set(texts.into_iter().map(str::to_owned).collect()))
}

fn number_set(elements: &[Node], layer: Layer) -> Result<AttributeValue, Fault> {
    let numbers = elements.iter().map(|element| match element.as_text() {
        Some(text) => number(text, layer),
        None => Err(null_element("number")),
    });
    let numbers = numbers.collect::<Result<Vec<Number>, Fault>>()?;
    if numbers.is_empty() {
        return Err(Fault::new(Kind::EmptySet, EMPTY_NUMBER_SET));
    }
    if repeating(&numbers).is_some() {
        let sentence = match layer {
            Layer::Older => "Input collection contains duplicates",
            Layer::Newer => {
                "One or more parameter values were invalid: Input collection contains duplicates."
            }
        };
        return Err(Fault::new(Kind::Repeats, sentence));
    }
    Ok(AttributeValue::number_set(numbers))
}

fn binary_set(elements: &[Node], layer: Layer) -> Result<AttributeValue, Fault> {
    let blobs = elements.iter().map(|element| match element {
        Node::Blob(bytes) => Ok(bytes),
        _ => Err(null_element("binary")),
    });
    let blobs = blobs.collect::<Result<Vec<&Vec<u8>>, Fault>>()?;
    if blobs.is_empty() {
        return Err(Fault::new(Kind::EmptySet, EMPTY_BINARY_SET));
    }
    if let Some(sorted) = repeating(&blobs) {
        let text =
            |blobs: &[&Vec<u8>]| -> Vec<String> { blobs.iter().map(|blob| STANDARD.encode(blob)).collect() };
        let listed = match layer {
            Layer::Older => text(&blobs).join(", "),
            Layer::Newer => quoted(&text(&sorted)).join(","),
        };
        return Err(repeats(format!(
            "One or more parameter values were invalid: Input collection [{listed}]of type BS contains duplicates."
        )));
    }
    Ok(AttributeValue::binary_set(blobs.into_iter().cloned().collect()))
}

fn repeats(sentence: String) -> Fault {
    Fault { sentence, kind: Kind::Repeats }
}

/// If an element repeats: what came before the first repeat in ascending order, the repeat, the rest as sent.
fn repeating<T: Ord + Clone>(elements: &[T]) -> Option<Vec<T>> {
    let mut seen = BTreeSet::new();
    let repeat = elements.iter().position(|element| !seen.insert(element))?;
    Some(seen.into_iter().chain(&elements[repeat..]).cloned().collect())
}

fn quoted<T: Debug>(elements: &[T]) -> Vec<String> {
    elements.iter().map(|element| format!("{element:?}")).collect()
}

/// The levels of the deepest value in a map of values, without recursion.
fn levels(node: &Node) -> u32 {
    let mut deepest = 0;
    let mut waiting: Vec<(&Node, u32)> = Vec::new();
    waiting.extend(node.as_map().unwrap_or_default().iter().map(|(_, value)| (value, 1)));
    while let Some((value, level)) = waiting.pop() {
        deepest = deepest.max(level);
        for (_, content) in value.members() {
            match content {
                Node::List(elements) => {
                    // Sets hold no values.
                    let values =
                        elements.iter().filter(|element| matches!(element, Node::Structure(_) | Node::Null));
                    waiting.extend(values.map(|value| (value, level + 1)));
                }
                Node::Map(entries) => waiting.extend(entries.iter().map(|(_, value)| (value, level + 1))),
                _ => {}
            }
        }
    }
    deepest
}
