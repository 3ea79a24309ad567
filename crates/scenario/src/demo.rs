//! Files that are there without being added: the items of the two demos that everyone begins with.

/// A file that `file://` can read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DemoFile {
    /// Its path, such as `ProductCatalog/items.json`.
    pub path: &'static str,
    /// The table that its items are for.
    pub table: &'static str,
    /// Its text: the `RequestItems` of a `BatchWriteItem`.
    pub content: &'static str,
}

/// All of them, by path.
pub const DEMO_FILES: [DemoFile; 2] = [
    DemoFile {
        path: "ProductCatalog/items.json",
        table: "ProductCatalog",
        content: include_str!("../demo/ProductCatalog/items.json"),
    },
    DemoFile {
        path: "SessionData/items.json",
        table: "SessionData",
        content: include_str!("../demo/SessionData/items.json"),
    },
];

/// The demo file of this path. Both demos call theirs `items.json`; that name means the one whose table was
/// created last, so `newest_table` is asked for it (names of tables, the one created last first).
pub fn demo_file<'a>(path: &str, newest_tables: impl Iterator<Item = &'a str>) -> Option<DemoFile> {
    let path = path.strip_prefix("./").unwrap_or(path);
    if path == "items.json" {
        let mut tables = newest_tables;
        return tables.find_map(|table| DEMO_FILES.into_iter().find(|file| file.table == table));
    }
    DEMO_FILES.into_iter().find(|file| file.path == path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_json_is_the_one_of_the_newest_table() {
        let path =
            |name, tables: &[&'static str]| demo_file(name, tables.iter().copied()).map(|file| file.path);
        assert_eq!(path("items.json", &["SessionData", "ProductCatalog"]), Some("SessionData/items.json"));
        assert_eq!(path("./items.json", &["Orders", "ProductCatalog"]), Some("ProductCatalog/items.json"));
        assert_eq!(path("items.json", &["Orders"]), None);
        assert_eq!(path("ProductCatalog/items.json", &[]), Some("ProductCatalog/items.json"));
        assert_eq!(path("other.json", &["ProductCatalog"]), None);
    }
}
