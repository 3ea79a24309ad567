//! An item while somebody writes it: every value as its text, right or wrong, so that nothing typed is lost.

mod requests;

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use value::json::write_string;
use value::{AttributeValue, Attributes, MAX_DEPTH, Number};

pub use self::requests::{Made, delete, get, put, update};

/// The types, in the order in which they are offered: name, and in words.
pub const KINDS: [(&str, &str); 10] = [
    ("S", "String"),
    ("N", "Number"),
    ("BOOL", "Boolean"),
    ("NULL", "Null"),
    ("M", "Map"),
    ("L", "List"),
    ("SS", "String set"),
    ("NS", "Number set"),
    ("B", "Binary"),
    ("BS", "Binary set"),
];

/// The most bytes of an item.
const MOST_BYTES: u64 = 400 * 1024;

/// A value as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Draft {
    /// `S`, `N` … one of [`KINDS`].
    pub kind: &'static str,
    /// What was typed, for the types that have a text; `true` or `false` for a boolean.
    pub text: String,
    /// Attributes of a map, elements of a list or set.
    pub inner: Vec<Field>,
}

/// A part of a map, list or set.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    /// The attribute's name; nothing for an element.
    pub name: String,
    /// Its value.
    pub value: Draft,
}

/// What is wrong at one place: the way to it, a place a level, and a sentence.
pub type Problem = (Vec<usize>, String);

impl Draft {
    /// An item with these attributes, the ones named in `first` before the others.
    pub fn of_item(item: &Attributes, first: &[&str]) -> Self {
        let mut draft = Self::of_map(item);
        value::sort_by_key(&mut draft.inner, |field| {
            first.iter().position(|name| *name == field.name).unwrap_or(usize::MAX)
        });
        draft
    }

    /// An item without attributes but these, by name and type, with nothing in them.
    pub fn empty_item(keys: &[(&str, &str)]) -> Self {
        let field =
            |(name, kind): &(&str, &str)| Field { name: (*name).to_owned(), value: Self::empty(kind) };
        Self { inner: keys.iter().map(field).collect(), ..Self::empty("M") }
    }

    /// A value of this type with nothing in it.
    pub fn empty(kind: &str) -> Self {
        let kind = KINDS.iter().find(|(name, _)| *name == kind).map_or("S", |(name, _)| *name);
        let text = if kind == "BOOL" { "false" } else { "" };
        Self { kind, text: text.to_owned(), inner: Vec::new() }
    }

    fn of(value: &AttributeValue) -> Self {
        let text = |kind, text: String| Self { kind, text, inner: Vec::new() };
        let set = |kind, inner: &'static str, texts: Vec<String>| Self {
            kind,
            text: String::new(),
            inner: texts
                .into_iter()
                .map(|it| Field { name: String::new(), value: text(inner, it) })
                .collect(),
        };
        match value {
            AttributeValue::S(it) => text("S", it.clone()),
            AttributeValue::N(it) => text("N", it.to_string()),
            AttributeValue::B(it) => text("B", STANDARD.encode(it)),
            AttributeValue::Bool(it) => text("BOOL", it.to_string()),
            AttributeValue::Null => text("NULL", String::new()),
            AttributeValue::Ss(it) => set("SS", "S", it.clone()),
            AttributeValue::Ns(it) => set("NS", "N", it.iter().map(ToString::to_string).collect()),
            AttributeValue::Bs(it) => set("BS", "B", it.iter().map(|bytes| STANDARD.encode(bytes)).collect()),
            AttributeValue::L(it) => Self {
                kind: "L",
                text: String::new(),
                inner: it.iter().map(|it| Field { name: String::new(), value: Self::of(it) }).collect(),
            },
            AttributeValue::M(it) => Self::of_map(it),
        }
    }

    fn of_map(attributes: &Attributes) -> Self {
        let field =
            |(name, value): (&String, &AttributeValue)| Field { name: name.clone(), value: Self::of(value) };
        Self { kind: "M", text: String::new(), inner: attributes.iter().map(field).collect() }
    }

    /// The type that elements of a set have; `None` for what is no set.
    pub fn element_kind(&self) -> Option<&'static str> {
        Some(match self.kind {
            "SS" => "S",
            "NS" => "N",
            "BS" => "B",
            _ => return None,
        })
    }

    /// Whether the value has parts.
    pub fn has_parts(&self) -> bool {
        matches!(self.kind, "M" | "L" | "SS" | "NS" | "BS")
    }

    /// The value at a place.
    pub fn at(&mut self, path: &[usize]) -> Option<&mut Field> {
        let (last, way) = path.split_last()?;
        let mut draft = self;
        for step in way {
            draft = &mut draft.inner.get_mut(*step)?.value;
        }
        draft.inner.get_mut(*last)
    }

    /// Makes the value at a place another type. What was typed stays, as far as the new type has room for it.
    pub fn turn_into(&mut self, path: &[usize], kind: &str) {
        let Some(field) = self.at(path) else { return };
        let was = std::mem::replace(&mut field.value, Self::empty(kind));
        let value = &mut field.value;
        match value.kind {
            "BOOL" if was.text != "true" => {}
            "NULL" => {}
            "S" | "N" | "B" | "BOOL" => value.text = was.text,
            _ => {
                value.inner = was.inner;
                let element = value.element_kind();
                if value.inner.is_empty() && !was.text.is_empty() && value.kind != "M" {
                    let kind = element.unwrap_or("S");
                    let value_of = Self { kind, text: was.text, inner: Vec::new() };
                    value.inner.push(Field { name: String::new(), value: value_of });
                }
                if let Some(kind) = element {
                    for part in &mut value.inner {
                        part.value.kind = kind;
                    }
                }
            }
        }
    }

    /// Adds an attribute or element to the value at a place (the item itself, when the way is empty).
    pub fn add(&mut self, path: &[usize]) {
        if path.len() > MAX_DEPTH as usize {
            return;
        }
        let draft = if path.is_empty() { Some(self) } else { self.at(path).map(|field| &mut field.value) };
        if let Some(draft) = draft {
            let value = Self::empty(draft.element_kind().unwrap_or("S"));
            draft.inner.push(Field { name: String::new(), value });
        }
    }

    /// Takes away what is at a place.
    pub fn remove(&mut self, path: &[usize]) {
        let Some((last, way)) = path.split_last() else { return };
        let parent = if way.is_empty() { Some(self) } else { self.at(way).map(|field| &mut field.value) };
        if let Some(parent) = parent.filter(|parent| *last < parent.inner.len()) {
            parent.inner.remove(*last);
        }
    }

    /// Everything that is wrong with an item, in order.
    pub fn problems(&self) -> Vec<Problem> {
        let mut found = Vec::new();
        self.look(&mut Vec::new(), &mut found);
        let size = self.item_size();
        if found.is_empty() && size > MOST_BYTES {
            found.push((Vec::new(), format!("An item has at most {MOST_BYTES} bytes; this one has {size}.")));
        }
        found
    }

    fn look(&self, path: &mut Vec<usize>, found: &mut Vec<Problem>) {
        let mut wrong = |path: &[usize], text: &str| found.push((path.to_vec(), text.to_owned()));
        match self.kind {
            "N" => {
                if let Err(error) = Number::parse(self.text.trim()) {
                    wrong(path, &number_problem(self.text.trim(), &error.to_string()));
                }
            }
            "B" if STANDARD.decode(self.text.trim()).is_err() => {
                wrong(path, "Binary is written in base64, such as AQID; its length is a multiple of four.");
            }
            "SS" | "NS" | "BS" if self.inner.is_empty() => wrong(path, "A set has at least one element."),
            _ => {}
        }
        if !self.has_parts() {
            return;
        }
        if path.len() >= MAX_DEPTH as usize && !self.inner.is_empty() {
            return wrong(path, "Values nest at most 32 levels deep.");
        }
        let mut seen: BTreeSet<String> = BTreeSet::new();
        for (at, field) in self.inner.iter().enumerate() {
            path.push(at);
            if self.kind == "M" && field.name.is_empty() {
                found.push((path.clone(), "An attribute needs a name.".to_owned()));
            } else if self.kind == "M" && !seen.insert(field.name.clone()) {
                found.push((path.clone(), format!("There is another attribute {}.", field.name)));
            } else if self.element_kind().is_some() && !seen.insert(field.value.identity()) {
                found.push((path.clone(), "A set has every element once.".to_owned()));
            }
            field.value.look(path, found);
            path.pop();
        }
    }

    /// What two elements of a set have in common when they are the same.
    fn identity(&self) -> String {
        match (self.kind, Number::parse(self.text.trim())) {
            ("N", Ok(number)) => number.to_string(),
            ("S", _) => self.text.clone(),
            _ => self.text.trim().to_owned(),
        }
    }

    /// Its bytes as the service counts them. What is wrong counts as it is typed.
    pub fn size(&self) -> u64 {
        let parts = || self.inner.iter().map(|field| field.value.size()).sum::<u64>();
        let many = self.inner.len() as u64;
        match self.kind {
            "N" => Number::parse(self.text.trim()).map_or(self.text.len() as u64, Number::size),
            "B" => STANDARD.decode(self.text.trim()).map_or(self.text.len(), |bytes| bytes.len()) as u64,
            "BOOL" | "NULL" => 1,
            "L" => 3 + many + parts(),
            "M" => 3 + many + self.names() + parts(),
            "SS" | "NS" | "BS" => parts(),
            _ => self.text.len() as u64,
        }
    }

    fn names(&self) -> u64 {
        self.inner.iter().map(|field| field.name.len() as u64).sum()
    }

    /// The bytes of an item: names and values, without what a map takes for itself.
    pub fn item_size(&self) -> u64 {
        self.names() + self.inner.iter().map(|field| field.value.size()).sum::<u64>()
    }

    /// As `AttributeValue` JSON: `{"S":"a"}`.
    pub fn write(&self, out: &mut String) {
        out.push_str("{\"");
        out.push_str(self.kind);
        out.push_str("\":");
        match self.kind {
            "M" => self.write_attributes(out),
            "L" | "SS" | "NS" | "BS" => {
                out.push('[');
                for (at, field) in self.inner.iter().enumerate() {
                    if at > 0 {
                        out.push(',');
                    }
                    if self.kind == "L" { field.value.write(out) } else { field.value.write_text(out) }
                }
                out.push(']');
            }
            "NULL" => out.push_str("true"),
            "BOOL" => out.push_str(if self.text == "true" { "true" } else { "false" }),
            _ => self.write_text(out),
        }
        out.push('}');
    }

    fn write_text(&self, out: &mut String) {
        let text = if self.kind == "S" { self.text.as_str() } else { self.text.trim() };
        write_string(out, text);
    }

    /// As JSON of attributes: `{"pk":{"S":"a"}}`.
    pub fn write_attributes(&self, out: &mut String) {
        let fields: Vec<&Field> = self.inner.iter().collect();
        write_fields(out, &fields);
    }
}

fn write_fields(out: &mut String, fields: &[&Field]) {
    out.push('{');
    for (at, field) in fields.iter().enumerate() {
        if at > 0 {
            out.push(',');
        }
        write_string(out, &field.name);
        out.push(':');
        field.value.write(out);
    }
    out.push('}');
}

/// What is wrong with a number's text.
fn number_problem(text: &str, service: &str) -> String {
    if text.is_empty() {
        return "A number needs digits, such as 19.99.".to_owned();
    }
    format!("{service}.").replace("..", ".")
}

/// The item of an `AttributeValue` JSON object, or what is wrong with it.
pub fn read_item(json: &str) -> Result<Attributes, String> {
    let request = format!("{{\"TableName\":\"any\",\"Item\":{json}}}");
    match api::parse("PutItem", request.as_bytes()) {
        Ok(api::dynamodb::Request::PutItem(put)) => Ok(put.item.decode()),
        Ok(_) => Err("This is no item.".to_owned()),
        Err(error) if error.message.is_empty() => {
            Err("This is no JSON of attributes, such as {\"Id\": {\"S\": \"a\"}}.".to_owned())
        }
        Err(error) => Err(error.message),
    }
}
