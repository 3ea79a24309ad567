//! The forms for tables and indexes: choices in fields into requests.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use value::json::write_string;

/// Key attributes as they are being written: names and types, the sort key's name empty when there is none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyForm {
    /// The partition key's name and type (`S`, `N`, `B`).
    pub partition: (String, String),
    /// The sort key's.
    pub sort: (String, String),
}

/// An index as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexForm {
    /// Its name.
    pub name: String,
    /// Global, or else local (whose partition key is the table's).
    pub global: bool,
    /// Its key.
    pub key: KeyForm,
    /// `ALL`, `KEYS_ONLY` or `INCLUDE`; empty is `ALL`.
    pub projection: String,
    /// What `INCLUDE` includes, commas between.
    pub include: String,
    /// Provisioned units a second, as typed; both empty on demand.
    pub units: (String, String),
}

/// A table as it is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableForm {
    /// Its name.
    pub name: String,
    /// Its key.
    pub key: KeyForm,
    /// Provisioned, or else on demand.
    pub provisioned: bool,
    /// Read units a second, as typed.
    pub read: String,
    /// Write units a second, as typed.
    pub write: String,
    /// Its indexes.
    pub indexes: Vec<IndexForm>,
    /// The stream's view; empty for no stream.
    pub stream: String,
    /// The attribute that says when items expire; empty for none.
    pub ttl: String,
    /// Key and value; those without either are passed over.
    pub tags: Vec<(String, String)>,
}

/// A field of a form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The index that it belongs to, if one.
    pub index: Option<usize>,
    /// `name`, `pk`, `sk`, `read`, `write`, `include`.
    pub field: &'static str,
}

/// What is wrong, field by field.
pub type Faults = Vec<(Spot, String)>;
/// An operation and its JSON.
pub type Made = (&'static str, String);

impl KeyForm {
    /// A key of these names and types.
    pub fn new(partition: (&str, &str), sort: (&str, &str)) -> Self {
        let own = |(name, kind): (&str, &str)| (name.to_owned(), kind.to_owned());
        Self { partition: own(partition), sort: own(sort) }
    }

    fn schema(&self) -> String {
        let mut out = String::from("[{\"AttributeName\":");
        write_string(&mut out, self.partition.0.trim());
        out.push_str(",\"KeyType\":\"HASH\"}");
        if !self.sort.0.trim().is_empty() {
            out.push_str(",{\"AttributeName\":");
            write_string(&mut out, self.sort.0.trim());
            out.push_str(",\"KeyType\":\"RANGE\"}");
        }
        out.push(']');
        out
    }

    fn check(&self, index: Option<usize>, wrong: &mut Faults) {
        let (partition, sort) = (self.partition.0.trim(), self.sort.0.trim());
        if partition.is_empty() {
            wrong.push((
                Spot { index, field: "pk" },
                "A partition key is needed: its value decides where an item goes.".to_owned(),
            ));
        } else if partition == sort {
            wrong.push((Spot { index, field: "sk" }, "The sort key must be another attribute.".to_owned()));
        }
    }

    fn attributes(&self) -> impl Iterator<Item = &(String, String)> {
        [&self.partition, &self.sort].into_iter().filter(|(name, _)| !name.trim().is_empty())
    }
}

impl IndexForm {
    /// `UpdateTable` that adds the index (a global one) to a table.
    pub fn add_to(&self, table: &str) -> Result<Made, Faults> {
        let mut wrong = Faults::new();
        self.check(None, &mut wrong);
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let mut out = String::from("{\"TableName\":");
        write_string(&mut out, table);
        // Writing to a String cannot fail.
        let _ = write!(
            out,
            ",\"AttributeDefinitions\":{},\"GlobalSecondaryIndexUpdates\":[{{\"Create\":{}}}]}}",
            definitions(self.key.attributes()),
            self.json(!self.units.0.trim().is_empty())
        );
        Ok(("UpdateTable", out))
    }

    fn check(&self, index: Option<usize>, wrong: &mut Faults) {
        name_fault(&self.name, "index", index, wrong);
        self.key.check(index, wrong);
        if !self.global && self.key.sort.0.trim().is_empty() {
            let text = "A local index is the table's partition key with another sort key.".to_owned();
            wrong.push((Spot { index, field: "sk" }, text));
        }
        if self.projection == "INCLUDE" && self.include.split(',').all(|name| name.trim().is_empty()) {
            let text = "Name the attributes that the index copies.".to_owned();
            wrong.push((Spot { index, field: "include" }, text));
        }
        if !self.units.0.trim().is_empty() || !self.units.1.trim().is_empty() {
            unit_fault(&self.units.0, "read", index, wrong);
            unit_fault(&self.units.1, "write", index, wrong);
        }
    }

    fn json(&self, provisioned: bool) -> String {
        let mut out = String::from("{\"IndexName\":");
        write_string(&mut out, self.name.trim());
        let _ = write!(out, ",\"KeySchema\":{}", self.key.schema());
        let projection = if self.projection.is_empty() { "ALL" } else { &self.projection };
        let _ = write!(out, ",\"Projection\":{{\"ProjectionType\":\"{projection}\"");
        if projection == "INCLUDE" {
            out.push_str(",\"NonKeyAttributes\":[");
            let names = self.include.split(',').map(str::trim).filter(|name| !name.is_empty());
            for (at, name) in names.enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_string(&mut out, name);
            }
            out.push(']');
        }
        out.push('}');
        if self.global && provisioned {
            out.push_str(&throughput(&self.units.0, &self.units.1));
        }
        out.push('}');
        out
    }
}

impl TableForm {
    /// `CreateTable`, and what is set on the table after it; or what is wrong.
    pub fn requests(&self) -> Result<Vec<Made>, Faults> {
        let mut wrong = Faults::new();
        name_fault(&self.name, "table", None, &mut wrong);
        self.key.check(None, &mut wrong);
        if self.provisioned {
            unit_fault(&self.read, "read", None, &mut wrong);
            unit_fault(&self.write, "write", None, &mut wrong);
        }
        let indexes: Vec<IndexForm> = self.indexes.iter().map(|index| self.whole(index)).collect();
        for (at, index) in indexes.iter().enumerate() {
            index.check(Some(at), &mut wrong);
        }
        let mut types: Vec<(&str, &str)> = Vec::new();
        let keys = indexes.iter().enumerate().map(|(at, index)| (Some(at), &index.key));
        for (index, key) in std::iter::once((None, &self.key)).chain(keys) {
            for (place, (name, kind)) in key.attributes().enumerate() {
                match types.iter().find(|(known, _)| *known == name.trim()) {
                    Some((_, other)) if other != kind => {
                        let field = if place == 0 { "pk" } else { "sk" };
                        let text = format!(
                            "{name} is of type {other} elsewhere; an attribute has one type in all keys."
                        );
                        wrong.push((Spot { index, field }, text));
                    }
                    Some(_) => {}
                    None => types.push((name.trim(), kind)),
                }
            }
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        let keys = indexes.iter().map(|index| &index.key);
        let attributes = std::iter::once(&self.key).chain(keys).flat_map(KeyForm::attributes);
        let mut out = String::from("{\"TableName\":");
        write_string(&mut out, self.name.trim());
        let _ = write!(out, ",\"AttributeDefinitions\":{}", definitions(attributes));
        let _ = write!(out, ",\"KeySchema\":{}", self.key.schema());
        for (member, global) in [("LocalSecondaryIndexes", false), ("GlobalSecondaryIndexes", true)] {
            let of_kind: Vec<String> = indexes
                .iter()
                .filter(|index| index.global == global)
                .map(|index| index.json(self.provisioned))
                .collect();
            if !of_kind.is_empty() {
                let _ = write!(out, ",\"{member}\":[{}]", of_kind.join(","));
            }
        }
        if self.provisioned {
            out.push_str(&throughput(&self.read, &self.write));
        } else {
            out.push_str(",\"BillingMode\":\"PAY_PER_REQUEST\"");
        }
        if !self.stream.is_empty() {
            let _ = write!(
                out,
                ",\"StreamSpecification\":{{\"StreamEnabled\":true,\"StreamViewType\":\"{}\"}}",
                self.stream
            );
        }
        let tags: Vec<String> = self
            .tags
            .iter()
            .filter(|(key, value)| !key.is_empty() || !value.is_empty())
            .map(|(key, value)| {
                let mut tag = String::from("{\"Key\":");
                write_string(&mut tag, key);
                tag.push_str(",\"Value\":");
                write_string(&mut tag, value);
                tag + "}"
            })
            .collect();
        if !tags.is_empty() {
            let _ = write!(out, ",\"Tags\":[{}]", tags.join(","));
        }
        out.push('}');
        let mut made = vec![("CreateTable", out)];
        if !self.ttl.trim().is_empty() {
            made.push(set_ttl(self.name.trim(), self.ttl.trim(), true));
        }
        Ok(made)
    }

    /// An index with what it has from its table.
    fn whole(&self, index: &IndexForm) -> IndexForm {
        let mut index = index.clone();
        if !index.global {
            index.key.partition.clone_from(&self.key.partition);
        }
        if self.provisioned
            && index.global
            && index.units.0.trim().is_empty()
            && index.units.1.trim().is_empty()
        {
            index.units = (self.read.clone(), self.write.clone());
        }
        if !self.provisioned {
            index.units = (String::new(), String::new());
        }
        index
    }
}

/// `UpdateTable` that takes a global index away.
pub fn drop_index(table: &str, index: &str) -> Made {
    let mut out = String::from("{\"TableName\":");
    write_string(&mut out, table);
    out.push_str(",\"GlobalSecondaryIndexUpdates\":[{\"Delete\":{\"IndexName\":");
    write_string(&mut out, index);
    out.push_str("}}]}");
    ("UpdateTable", out)
}

/// `DeleteTable`.
pub fn delete_table(table: &str) -> Made {
    let mut out = String::from("{\"TableName\":");
    write_string(&mut out, table);
    ("DeleteTable", out + "}")
}

/// `UpdateTimeToLive`.
pub fn set_ttl(table: &str, attribute: &str, on: bool) -> Made {
    let mut out = String::from("{\"TableName\":");
    write_string(&mut out, table);
    let _ = write!(out, ",\"TimeToLiveSpecification\":{{\"Enabled\":{on},\"AttributeName\":");
    write_string(&mut out, attribute);
    ("UpdateTimeToLive", out + "}}")
}

fn definitions<'a>(attributes: impl Iterator<Item = &'a (String, String)>) -> String {
    let mut seen = BTreeSet::new();
    let mut out = String::from("[");
    for (name, kind) in attributes.filter(|(name, _)| seen.insert(name.trim())) {
        if out.len() > 1 {
            out.push(',');
        }
        out.push_str("{\"AttributeName\":");
        write_string(&mut out, name.trim());
        let _ = write!(out, ",\"AttributeType\":\"{kind}\"}}");
    }
    out + "]"
}

fn throughput(read: &str, write: &str) -> String {
    format!(
        ",\"ProvisionedThroughput\":{{\"ReadCapacityUnits\":{},\"WriteCapacityUnits\":{}}}",
        read.trim(),
        write.trim()
    )
}

fn name_fault(name: &str, what: &str, index: Option<usize>, wrong: &mut Faults) {
    let name = name.trim();
    let fine = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.');
    if !(3..=255).contains(&name.len()) || !name.chars().all(fine) {
        let text = format!("The name of an {what} has 3 to 255 characters: letters, digits, _ - and a dot.")
            .replace("an table", "a table");
        wrong.push((Spot { index, field: "name" }, text));
    }
}

fn unit_fault(units: &str, field: &'static str, index: Option<usize>, wrong: &mut Faults) {
    if units.trim().parse::<u32>().is_err() || units.trim().starts_with('+') {
        wrong.push((Spot { index, field }, "A whole number of units a second, at least 1.".to_owned()));
    }
}
