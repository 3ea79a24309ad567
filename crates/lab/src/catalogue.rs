//! What there is, for completion and hints.

use std::collections::BTreeSet;

use console::{Catalogue, IndexEntry, KeyPart, Named, TableEntry};
use scenario::DEMO_FILES;
use world::{Knob, TableInfo};

use crate::lab::{KNOBS, Lab};
use crate::snapshot::type_name;

/// Tables whose items are looked at for names of attributes.
const LOOKED_AT: usize = 20;
/// Attributes named of a table.
const ATTRIBUTES: usize = 40;

impl Lab {
    /// What there is in the console's Region.
    pub(crate) fn catalogue(&self) -> Catalogue {
        let tables = self.session.world().tables();
        let here = tables.iter().filter(|table| *table.region == *self.region);
        let demos = DEMO_FILES.iter().filter(|file| !self.files.contains_key(file.path));
        let demos = demos.map(|file| named(file.path, &format!("the items of {}", file.table)));
        let added = self.files.keys().map(|name| named(name, "a file that was added"));
        let knobs = Knob::ALL.iter().map(|knob| named(knob.name(), knob.about()));
        let own = KNOBS.iter().map(|(name, about)| named(name, about));
        Catalogue {
            tables: here.enumerate().map(|(n, table)| self.entry(table, n < LOOKED_AT)).collect(),
            files: demos.chain(added).collect(),
            knobs: own.chain(knobs).collect(),
        }
    }

    fn entry(&self, table: &TableInfo, look: bool) -> TableEntry {
        let schema = &table.schema;
        let mut attributes = BTreeSet::new();
        if look {
            for partition in table.partitions.iter().take(4) {
                let found =
                    self.session.world().collections(&table.region, &table.name, None, partition.id, 3, 3);
                for item in found.iter().flat_map(|collection| &collection.items) {
                    attributes.extend(item.names().map(str::to_owned));
                }
            }
        }
        let key = parts(schema.key());
        attributes.retain(|name| !key.iter().any(|part| part.name == *name));
        TableEntry {
            name: table.name.to_string(),
            key,
            items: table.item_count,
            indexes: schema
                .indexes()
                .iter()
                .filter(|index| !index.is_vacant())
                .map(|index| IndexEntry { name: index.name().to_owned(), key: parts(index.key()) })
                .collect(),
            attributes: attributes.into_iter().take(ATTRIBUTES).collect(),
        }
    }
}

fn parts(key: &api::dynamodb::KeySchema) -> Vec<KeyPart> {
    let attributes = key.partition.iter().chain(&key.sort);
    attributes.map(|it| KeyPart { name: it.name.clone(), kind: type_name(it.key_type).to_owned() }).collect()
}

fn named(name: &str, about: &str) -> Named {
    Named { name: name.to_owned(), about: about.to_owned() }
}
