//! The model's tables: two of them, with every kind of index, as plain maps.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::dice::Dice;
use crate::value::{Map, Path, V, project};

/// What of an item an index holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    Everything,
    Keys,
    With(&'static str),
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Index {
    pub(crate) name: &'static str,
    pub(crate) hash: &'static str,
    pub(crate) range: Option<&'static str>,
    pub(crate) global: bool,
    pub(crate) held: Held,
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Table {
    pub(crate) name: &'static str,
    pub(crate) range: Option<&'static str>,
    pub(crate) indexes: &'static [Index],
}

/// Attributes `pk`, `g` and `l` are texts where they are keys, `sk` and `h` numbers.
pub(crate) const TABLES: [Table; 2] = [
    Table {
        name: "Plain",
        range: None,
        indexes: &[Index { name: "ByG", hash: "g", range: None, global: true, held: Held::Everything }],
    },
    Table {
        name: "Sorted",
        range: Some("sk"),
        indexes: &[
            Index { name: "ByL", hash: "pk", range: Some("l"), global: false, held: Held::Everything },
            Index { name: "ByH", hash: "pk", range: Some("h"), global: false, held: Held::Keys },
            Index { name: "ByGH", hash: "g", range: Some("h"), global: true, held: Held::With("a") },
            Index { name: "ByLSk", hash: "l", range: Some("sk"), global: true, held: Held::Keys },
        ],
    },
];

/// Attributes that are no key of anything.
pub(crate) const FREE: [&str; 4] = ["a", "b", "c", "d"];

pub(crate) fn key_type(name: &str) -> &'static str {
    if matches!(name, "sk" | "h") { "N" } else { "S" }
}

impl Table {
    pub(crate) fn keys(&self) -> Vec<&'static str> {
        std::iter::once("pk").chain(self.range).collect()
    }

    /// The key attributes of its indexes that are not its own.
    pub(crate) fn index_keys(&self) -> Vec<&'static str> {
        let all = self.indexes.iter().flat_map(|index| std::iter::once(index.hash).chain(index.range));
        let mut names: Vec<&str> = all.filter(|name| !self.keys().contains(name)).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    pub(crate) fn random_key(&self, dice: &mut Dice) -> Map {
        let mut key = Map::new();
        key.insert("pk".to_owned(), V::S(dice.word(&["a", "b", "ab"]).to_owned()));
        if let Some(range) = self.range {
            key.insert(range.to_owned(), V::N(dice.signed(-2, 3)));
        }
        key
    }

    /// Whether its indexes can take an item.
    pub(crate) fn takes(&self, item: &Map) -> bool {
        self.index_keys().iter().all(|name| match item.get(*name) {
            None => true,
            Some(V::S(text)) => key_type(name) == "S" && !text.is_empty(),
            Some(value) => value.tag() == key_type(name),
        })
    }

    /// Whether an index key among the attributes has the right type and is empty.
    pub(crate) fn has_empty_index_key(&self, item: &Map) -> bool {
        let empty = Some(&V::S(String::new()));
        self.index_keys().iter().any(|name| key_type(name) == "S" && item.get(*name) == empty)
    }

    /// `CreateTable`.
    pub(crate) fn request(&self) -> Value {
        let mut names: Vec<&str> = self.keys();
        names.extend(self.index_keys());
        let definitions: Vec<Value> = names
            .iter()
            .map(|name| json!({"AttributeName": name, "AttributeType": key_type(name)}))
            .collect();
        let schema = |hash: &str, range: Option<&str>| -> Vec<Value> {
            let hash = json!({"AttributeName": hash, "KeyType": "HASH"});
            let range = range.map(|range| json!({"AttributeName": range, "KeyType": "RANGE"}));
            std::iter::once(hash).chain(range).collect()
        };
        let index = |index: &Index| {
            let projection = match index.held {
                Held::Everything => json!({"ProjectionType": "ALL"}),
                Held::Keys => json!({"ProjectionType": "KEYS_ONLY"}),
                Held::With(name) => json!({"ProjectionType": "INCLUDE", "NonKeyAttributes": [name]}),
            };
            json!({"IndexName": index.name, "KeySchema": schema(index.hash, index.range), "Projection": projection})
        };
        let mut request = json!({
            "TableName": self.name,
            "BillingMode": "PAY_PER_REQUEST",
            "AttributeDefinitions": definitions,
            "KeySchema": schema("pk", self.range),
        });
        for (member, global) in [("LocalSecondaryIndexes", false), ("GlobalSecondaryIndexes", true)] {
            let indexes: Vec<Value> =
                self.indexes.iter().filter(|it| it.global == global).map(index).collect();
            if !indexes.is_empty() {
                request[member] = Value::Array(indexes);
            }
        }
        request
    }
}

impl Index {
    /// An item as the index has it, if it is in there.
    pub(crate) fn entry(&self, table: &Table, item: &Map) -> Option<Map> {
        let mut names = vec![self.hash];
        names.extend(self.range);
        if names.iter().any(|name| !item.contains_key(*name)) {
            return None;
        }
        names.extend(table.keys());
        match self.held {
            Held::Everything => return Some(item.clone()),
            Held::Keys => {}
            Held::With(name) => names.push(name),
        }
        let paths: Vec<Path> = names.into_iter().map(Path::top).collect();
        Some(project(item, &paths))
    }

    /// The attributes that a filter may name.
    pub(crate) fn filterable(&self) -> Vec<&'static str> {
        match self.held {
            Held::Everything => FREE.to_vec(),
            Held::Keys => Vec::new(),
            Held::With(name) => vec![name],
        }
    }
}

/// Items of each table by key.
#[derive(Clone, Debug)]
pub(crate) struct Store {
    tables: BTreeMap<&'static str, BTreeMap<Map, Map>>,
}

impl Store {
    pub(crate) fn new() -> Self {
        Self { tables: TABLES.iter().map(|table| (table.name, BTreeMap::new())).collect() }
    }

    pub(crate) fn items(&self, table: &Table) -> Vec<Map> {
        self.tables[table.name].values().cloned().collect()
    }

    pub(crate) fn get(&self, table: &Table, key: &Map) -> Option<&Map> {
        self.tables[table.name].get(key)
    }

    pub(crate) fn set(&mut self, table: &Table, key: &Map, item: Option<Map>) {
        let Some(items) = self.tables.get_mut(table.name) else { return };
        match item {
            Some(item) => items.insert(key.clone(), item),
            None => items.remove(key),
        };
    }

    /// The items of a table or the entries of an index.
    pub(crate) fn entries(&self, table: &Table, index: Option<&Index>) -> Vec<Map> {
        let items = self.items(table);
        match index {
            None => items,
            Some(index) => items.iter().filter_map(|item| index.entry(table, item)).collect(),
        }
    }
}

/// The order of two items by an attribute that both have.
pub(crate) fn by(name: &str, a: &Map, b: &Map) -> Ordering {
    a[name].order(&b[name]).expect("keys have an order")
}
