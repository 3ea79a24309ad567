//! What there is: plain data that the layer above fills from its live world.

/// A part of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyPart {
    /// The attribute's name.
    pub name: String,
    /// `S`, `N` or `B`.
    pub kind: String,
}

/// A secondary index.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IndexEntry {
    /// Its name.
    pub name: String,
    /// Partition attributes, then sort attributes.
    pub key: Vec<KeyPart>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TableEntry {
    /// Its name.
    pub name: String,
    /// Partition attributes, then sort attributes.
    pub key: Vec<KeyPart>,
    /// Items in it.
    pub items: u64,
    /// Its indexes.
    pub indexes: Vec<IndexEntry>,
    /// Names of attributes that some of its items have, besides the key.
    pub attributes: Vec<String>,
}

/// A name with a few words about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Named {
    /// The name.
    pub name: String,
    /// What it is.
    pub about: String,
}

/// What completion and hints may speak of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The tables of the current Region.
    pub tables: Vec<TableEntry>,
    /// Files that `file://` can read.
    pub files: Vec<Named>,
    /// Knobs that `lab set` can turn.
    pub knobs: Vec<Named>,
}

impl Catalogue {
    /// The table of this name, or of the ARN that ends with it.
    pub(crate) fn table(&self, name: &str) -> Option<&TableEntry> {
        let name = name.rsplit("table/").next().unwrap_or(name);
        self.tables.iter().find(|table| table.name == name)
    }
}

/// A value as an example: `{"N": "1"}`.
pub(crate) fn sample(kind: &str) -> &'static str {
    match kind {
        "N" => r#"{"N": "1"}"#,
        "B" => r#"{"B": "AA=="}"#,
        _ => r#"{"S": "a"}"#,
    }
}

/// A key as JSON to fill in: `'{"Id": {"N": "1"}}'`.
pub(crate) fn key_template(key: &[KeyPart]) -> String {
    let mut out = String::from("'{");
    for (index, part) in key.iter().enumerate() {
        if index > 0 {
            out.push_str(", ");
        }
        crate::json::write_string(&mut out, &part.name);
        out.push_str(": ");
        out.push_str(sample(&part.kind));
    }
    out.push_str("}'");
    out
}
