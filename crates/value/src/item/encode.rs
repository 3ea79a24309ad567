//! Attributes to bytes.

use std::borrow::Cow;

use super::{Item, VERSION, check};
use crate::attribute::{AttributeValue, Attributes};
use crate::cursor::{write_block, write_sized, write_varint};
use crate::number::{Number, NumberBytes};

/// The first byte of each value.
pub(super) mod tag {
    pub(in crate::item) const S: u8 = 0x01;
    pub(in crate::item) const N: u8 = 0x02;
    pub(in crate::item) const B: u8 = 0x03;
    pub(in crate::item) const FALSE: u8 = 0x04;
    pub(in crate::item) const TRUE: u8 = 0x05;
    pub(in crate::item) const NULL: u8 = 0x06;
    pub(in crate::item) const SS: u8 = 0x07;
    pub(in crate::item) const NS: u8 = 0x08;
    pub(in crate::item) const BS: u8 = 0x09;
    pub(in crate::item) const L: u8 = 0x0A;
    pub(in crate::item) const M: u8 = 0x0B;
}

/// Room for the version, the size and the count, which are known last and stand first.
const HEADER: usize = 21;

pub(super) fn item(attributes: &Attributes) -> Item {
    let mut out = vec![0; HEADER];
    let size = write_attributes(&mut out, attributes);
    finish(out, size, attributes.len() as u64)
}

/// A value that holds no others, before it is part of an item.
#[derive(Clone, Copy, Debug)]
pub enum Plain<'a> {
    /// A string.
    S(&'a str),
    /// A number.
    N(Number),
    /// Binary.
    B(&'a [u8]),
    /// A boolean.
    Bool(bool),
    /// Null.
    Null,
}

impl<'a> Plain<'a> {
    fn of(value: &'a AttributeValue) -> Option<Self> {
        Some(match value {
            AttributeValue::S(text) => Self::S(text),
            AttributeValue::N(number) => Self::N(*number),
            AttributeValue::B(bytes) => Self::B(bytes),
            AttributeValue::Bool(boolean) => Self::Bool(*boolean),
            AttributeValue::Null => Self::Null,
            _ => return None,
        })
    }

    /// Appends it; returns its size in the service's accounting.
    fn write(self, out: &mut Vec<u8>) -> u64 {
        match self {
            Self::S(text) => write_scalar(out, tag::S, text.as_bytes()),
            Self::N(number) => {
                write_scalar(out, tag::N, &NumberBytes::of(number));
                number.size()
            }
            Self::B(bytes) => write_scalar(out, tag::B, bytes),
            Self::Bool(boolean) => {
                write_scalar(out, if boolean { tag::TRUE } else { tag::FALSE }, &[]);
                1
            }
            Self::Null => {
                write_scalar(out, tag::NULL, &[]);
                1
            }
        }
    }

    /// The same with its length before it.
    fn write_block(self, out: &mut Vec<u8>) -> u64 {
        // What is long is mostly one of these, and how long is known before.
        match self {
            Self::S(text) => write_varint(out, 1 + text.len() as u64),
            Self::B(bytes) => write_varint(out, 1 + bytes.len() as u64),
            _ => return write_sized(out, |out| self.write(out)),
        }
        self.write(out)
    }
}

/// Makes an item of attributes that hold no others, which come in order of their names.
#[derive(Debug)]
pub struct ItemBuilder {
    out: Vec<u8>,
    size: u64,
    count: u64,
}

impl ItemBuilder {
    /// An item without attributes; `room`: about as many bytes as names and values will take.
    pub fn new(room: usize) -> Self {
        let mut out = Vec::with_capacity(2 * HEADER + room);
        out.resize(HEADER, 0);
        Self { out, size: 0, count: 0 }
    }

    /// Adds an attribute, whose name comes behind those that are there.
    pub fn add(&mut self, name: &str, value: Plain<'_>) {
        write_block(&mut self.out, name.as_bytes());
        self.size += name.len() as u64 + value.write_block(&mut self.out);
        self.count += 1;
    }

    /// The item.
    pub fn item(self) -> Item {
        finish(self.out, self.size, self.count)
    }
}

/// The item of these entries of another item.
pub(super) fn entries<'a>(entries: impl Iterator<Item = (&'a [u8], &'a [u8])>) -> Item {
    let mut out = vec![0; HEADER];
    let (mut size, mut count) = (0, 0);
    for (name, value) in entries {
        write_block(&mut out, name);
        write_block(&mut out, value);
        size += check::entry_size(name, value);
        count += 1;
    }
    finish(out, size, count)
}

/// An item of which the attributes of these names are as in `values`.
pub(super) fn with(item: &Item, names: &[&str], values: &Attributes) -> Item {
    // Room for a longer value: mostly it is a counter or a mark that changes.
    let mut out = Vec::with_capacity(HEADER + item.as_bytes().len() + 64);
    out.resize(HEADER, 0);
    let (mut size, mut count) = (item.size(), item.len() + values.len() as u64);
    let mut coming = values.iter().peekable();
    for (name, value) in item.entries() {
        while let Some((new, value)) = coming.next_if(|(new, _)| new.as_bytes() <= name) {
            size += write_attribute(&mut out, new, value);
        }
        if names.iter().any(|changed| changed.as_bytes() == name) {
            size -= check::entry_size(name, value);
            count -= 1;
        } else {
            write_block(&mut out, name);
            write_block(&mut out, value);
        }
    }
    for (new, value) in coming {
        size += write_attribute(&mut out, new, value);
    }
    finish(out, size, count)
}

pub(crate) fn encode_value(value: &AttributeValue) -> Vec<u8> {
    let mut out = Vec::with_capacity(32);
    write_value(&mut out, value);
    out
}

/// Puts the header in front of the entries.
fn finish(mut out: Vec<u8>, size: u64, count: u64) -> Item {
    // Room for the header is there behind the entries, too, mostly.
    let end = out.len();
    out.push(VERSION);
    write_varint(&mut out, size);
    write_varint(&mut out, count);
    let start = HEADER + end - out.len();
    out.copy_within(end.., start);
    Item(out[start..end].into())
}

/// Appends the entries; returns the size of names and values.
fn write_attributes(out: &mut Vec<u8>, attributes: &Attributes) -> u64 {
    let mut size = 0;
    for (name, value) in attributes {
        size += write_attribute(out, name, value);
    }
    size
}

fn write_attribute(out: &mut Vec<u8>, name: &str, value: &AttributeValue) -> u64 {
    write_block(out, name.as_bytes());
    let size = match Plain::of(value) {
        Some(plain) => plain.write_block(out),
        None => write_sized(out, |out| write_value(out, value)),
    };
    name.len() as u64 + size
}

/// Appends a value; returns its size in the service's accounting.
fn write_value(out: &mut Vec<u8>, value: &AttributeValue) -> u64 {
    if let Some(plain) = Plain::of(value) {
        return plain.write(out);
    }
    match value {
        AttributeValue::Ss(elements) => write_set(out, tag::SS, elements, |out, text| {
            write_block(out, text.as_bytes());
            text.len() as u64
        }),
        AttributeValue::Ns(elements) => write_set(out, tag::NS, elements, |out, number| {
            write_block(out, &NumberBytes::of(*number));
            number.size()
        }),
        AttributeValue::Bs(elements) => write_set(out, tag::BS, elements, |out, bytes| {
            write_block(out, bytes);
            bytes.len() as u64
        }),
        AttributeValue::L(elements) => {
            out.push(tag::L);
            write_varint(out, elements.len() as u64);
            let sizes = elements.iter().map(|element| 1 + write_sized(out, |out| write_value(out, element)));
            3 + sizes.sum::<u64>()
        }
        AttributeValue::M(attributes) => {
            out.push(tag::M);
            let count = attributes.len() as u64;
            write_varint(out, count);
            3 + count + write_attributes(out, attributes)
        }
        // Written above.
        AttributeValue::S(_)
        | AttributeValue::N(_)
        | AttributeValue::B(_)
        | AttributeValue::Bool(_)
        | AttributeValue::Null => 0,
    }
}

/// Appends tag and payload; returns the payload's length.
fn write_scalar(out: &mut Vec<u8>, tag: u8, payload: &[u8]) -> u64 {
    out.push(tag);
    out.extend_from_slice(payload);
    payload.len() as u64
}

fn write_set<T: Ord + Clone>(
    out: &mut Vec<u8>,
    tag: u8,
    elements: &[T],
    write: impl Fn(&mut Vec<u8>, &T) -> u64,
) -> u64 {
    // The variants of AttributeValue are public: a set put together by hand may be out of order.
    let elements = if elements.is_sorted_by(|a, b| a < b) {
        Cow::Borrowed(elements)
    } else {
        let mut sorted = elements.to_vec();
        crate::sort(&mut sorted);
        sorted.dedup();
        Cow::Owned(sorted)
    };
    out.push(tag);
    write_varint(out, elements.len() as u64);
    elements.iter().map(|element| write(out, element)).sum()
}
