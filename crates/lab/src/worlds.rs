//! The worlds of a store: which there are, which is the open one, which were thrown away.

use session::{About, OPEN_KEY, Write, head_key, read_head, read_open, world_number, world_of};

use crate::protocol::StoredWorld;

/// What a store holds, told from its keys and a few small values. Values that were not read may be empty.
#[derive(Debug, Default)]
pub struct Library {
    worlds: Vec<Kept>,
    said: Option<String>,
    open: Option<String>,
    /// The greatest number that a world's keys have.
    taken: u64,
}

#[derive(Debug)]
struct Kept {
    number: u64,
    id: String,
    name: Option<String>,
    about: About,
    /// Whether there is anything of it to be opened, and not only what was set aside.
    whole: bool,
    keys: Vec<String>,
}

/// Whether a library wants to know the value of this key.
pub fn is_small(key: &str) -> bool {
    key == OPEN_KEY || world_of(key).is_some_and(|world| key == About::key(world) || key == head_key(world))
}

impl Library {
    /// Tells it from keys and values.
    pub fn of(records: &[(String, Vec<u8>)]) -> Library {
        let mut library = Library::default();
        let mut said = None;
        for (key, bytes) in records {
            if key == OPEN_KEY {
                said = read_open(bytes);
            }
            let Some((number, id)) = world_of(key).and_then(|id| Some((world_number(id)?, id))) else {
                continue;
            };
            library.taken = library.taken.max(number);
            let at = library.worlds.iter().position(|world| world.number == number).unwrap_or_else(|| {
                library.worlds.push(Kept {
                    number,
                    id: id.to_owned(),
                    name: None,
                    about: About::default(),
                    whole: false,
                    keys: Vec::new(),
                });
                library.worlds.len() - 1
            });
            let world = &mut library.worlds[at];
            world.keys.push(key.clone());
            world.whole |= key[id.len()..].starts_with("/main/");
            if *key == About::key(id) {
                world.about = About::read(bytes).unwrap_or_default();
            } else if *key == head_key(id) {
                world.name = read_head(bytes).ok().map(|header| header.name);
            }
        }
        value::sort_by_key(&mut library.worlds, |world| world.number);
        let there = said.clone().filter(|id| library.listed().any(|world| world.id == *id));
        library.open = there.or_else(|| library.listed().next_back().map(|world| world.id.clone()));
        library.said = said;
        library
    }

    fn listed(&self) -> impl DoubleEndedIterator<Item = &Kept> {
        self.worlds.iter().filter(|world| world.whole && !world.about.gone)
    }

    /// The world that is the open one; none in an empty store.
    pub fn open(&self) -> Option<&str> {
        self.open.as_deref()
    }

    /// The world that the store says is the open one, be it there or not.
    pub fn said(&self) -> Option<&str> {
        self.said.as_deref()
    }

    /// The greatest number that a world's keys have.
    pub fn taken(&self) -> u64 {
        self.taken
    }

    /// Whether it has a world of this name, thrown away or not.
    pub fn has(&self, id: &str) -> bool {
        self.worlds.iter().any(|world| world.id == id && world.whole)
    }

    /// What a list shows of a world.
    pub fn about(&self, id: &str) -> Option<&About> {
        self.worlds.iter().find(|world| world.id == id).map(|world| &world.about)
    }

    /// The other worlds that share this family with the named one, by number.
    pub fn relatives(&self, id: &str, family: &str) -> Vec<String> {
        let listed = self.listed().filter(|world| world.id != id && world.about.family == family);
        if family.is_empty() { Vec::new() } else { listed.map(|world| world.id.clone()).collect() }
    }

    /// Keys of a world.
    pub fn keys(&self, id: &str) -> &[String] {
        self.worlds.iter().find(|world| world.id == id).map_or(&[], |world| &world.keys)
    }

    /// The world that was used last among those that are not this one.
    pub fn next_best(&self, id: &str) -> Option<&str> {
        let others = self.listed().filter(|world| world.id != id);
        others.max_by_key(|world| (world.about.used, world.number)).map(|world| world.id.as_str())
    }

    /// The worlds for a list: the open one, then the one used last.
    pub fn list(&self) -> Vec<StoredWorld> {
        let mut worlds: Vec<&Kept> = self.listed().collect();
        value::sort_by_key(&mut worlds, |world| {
            let closed = self.open.as_deref() != Some(&world.id);
            (closed, u64::MAX - world.about.used, u64::MAX - world.number)
        });
        worlds.into_iter().map(|world| self.entry(world)).collect()
    }

    fn entry(&self, world: &Kept) -> StoredWorld {
        StoredWorld {
            id: world.id.clone(),
            name: world.name.clone().unwrap_or_default(),
            branch: world.about.branch.clone(),
            tables: world.about.tables,
            calls: world.about.calls,
            bytes: world.about.bytes,
            used: world.about.used,
            open: self.open.as_deref() == Some(&world.id),
        }
    }

    /// Writes that remove the worlds that were thrown away for good; what was set aside of them stays.
    pub(crate) fn clear(&self) -> Vec<Write> {
        let gone = self.worlds.iter().filter(|world| world.about.gone);
        let keys = gone.flat_map(|world| world.keys.iter().filter(|key| !key.contains("/aside/")));
        keys.map(Write::delete).collect()
    }
}

#[cfg(test)]
mod tests {
    use session::{Header, head_write, open_write};

    use super::*;

    fn pair(write: Write) -> (String, Vec<u8>) {
        (write.key, write.bytes)
    }

    fn named(id: &str, name: &str) -> (String, Vec<u8>) {
        pair(head_write(id, &Header { name: name.to_owned(), ..Header::default() }))
    }

    fn about(id: &str, used: u64, gone: bool) -> (String, Vec<u8>) {
        pair(About { used, gone, ..About::default() }.write(id))
    }

    #[test]
    fn an_old_store_opens_its_latest_world_and_lists_the_others() {
        let library = Library::of(&[named("w9", "Old"), named("w10", "New"), ("what/ever".into(), vec![1])]);
        assert_eq!((library.open(), library.taken()), (Some("w10"), 10));
        let names: Vec<_> = library.list().into_iter().map(|world| (world.name, world.open)).collect();
        assert_eq!(names, [("New".to_owned(), true), ("Old".to_owned(), false)]);
        assert_eq!(library.clear(), []);
    }

    #[test]
    fn the_open_world_is_remembered_and_the_thrown_away_leave() {
        let aside = ("w3/aside/main.log/0".to_owned(), vec![1]);
        let records = [
            named("w1", "One"),
            about("w1", 5, false),
            named("w2", "Two"),
            about("w2", 9, false),
            named("w3", "Three"),
            about("w3", 7, true),
            aside,
            pair(open_write("w1")),
        ];
        let library = Library::of(&records);
        assert_eq!((library.open(), library.next_best("w1")), (Some("w1"), Some("w2")));
        assert_eq!(library.list().iter().map(|world| world.id.as_str()).collect::<Vec<_>>(), ["w1", "w2"]);
        let cleared: Vec<String> = library.clear().into_iter().map(|write| write.key).collect();
        assert_eq!(cleared, ["w3/main/head/000000000000", "w3/about"]);
        assert_eq!((library.has("w3"), library.has("w4"), library.taken()), (true, false, 3));
        assert_eq!(library.said(), Some("w1"));
        // What it says is not there, or thrown away: the latest that is there.
        let library = Library::of(&[
            named("w1", "One"),
            named("w2", "Two"),
            about("w2", 9, true),
            pair(open_write("w2")),
        ]);
        assert_eq!(library.open(), Some("w1"));
        assert_eq!(Library::of(&[]).open(), None);
    }

    #[test]
    fn few_values_are_read_for_it() {
        for (key, small) in [
            ("open", true),
            ("w2/about", true),
            ("w2/main/head/000000000000", true),
            ("w2/main/log/000000000000", false),
            ("epoch", false),
            ("x2/about", false),
        ] {
            assert_eq!(is_small(key), small, "{key}");
        }
    }
}
