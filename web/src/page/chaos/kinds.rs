//! What people call the faults, and the figures of each: a control for each figure.

/// A figure of a fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// One of the three zones.
    Zone(&'static str),
    /// Text such as `3s`, `20%` or `5`: what it is called, and what stands there at first.
    Text(&'static str, &'static str),
}

/// A kind of fault: name in commands, what people call it, figures.
pub(super) type Kind = (&'static str, &'static str, &'static [Figure]);

use Figure::{Text, Zone};

/// Kinds by what they strike.
pub(super) const GROUPS: &[(&str, &[Kind])] = &[
    (
        "Zones and copies",
        &[
            ("az-loss", "A zone is lost", &[Zone("Zone")]),
            ("replica-crash", "Copies stop", &[Zone("Copies in zone")]),
            ("replica-loss", "Copies are lost", &[Zone("Copies in zone")]),
            ("leader-crash", "Leaders stop", &[]),
            ("hand-over", "Leaders hand over", &[]),
            ("replica-lag", "Copies lag behind", &[Zone("Copies in zone"), Text("Late by", "3s")]),
        ],
    ),
    (
        "Network between zones",
        &[
            ("link-loss", "Messages are lost", &[Zone("Zone"), Zone("and zone"), Text("Share lost", "50%")]),
            ("link-delay", "Messages are late", &[Zone("Zone"), Zone("and zone"), Text("Late by", "30ms")]),
            ("link-duplicate", "Messages arrive twice", &[Text("Share", "50%")]),
        ],
    ),
    (
        "Capacity and control",
        &[
            ("throttle", "Requests are refused at random", &[Text("Share refused", "20%")]),
            ("quota-low", "The account’s quota is low", &[Text("Read units", "5"), Text("Write units", "5")]),
            ("control-slow", "Tables change slowly", &[Text("Times as long", "10")]),
        ],
    ),
    (
        "Indexes, streams, functions",
        &[
            ("index-slow", "Indexes are slow", &[Text("Late by", "3s")]),
            ("index-stop", "Indexes stand still", &[]),
            ("iterator-short", "Shard iterators expire early", &[Text("Good for", "5s")]),
            ("lambda-slow", "Functions are slow", &[Text("Longer by", "3s")]),
            ("lambda-fail", "Functions fail", &[Text("Share", "50%")]),
            ("lambda-poison", "Functions fail at some records", &[Text("That contain", "poison")]),
        ],
    ),
    (
        "Caches and transactions",
        &[
            ("cache-node-loss", "A cache’s node is lost", &[Text("Node: 0 or music-a", "0")]),
            ("coordinator-loss", "Coordinators of transactions are lost", &[]),
        ],
    ),
];

/// The kind of a name.
pub(super) fn named(name: &str) -> Option<Kind> {
    GROUPS.iter().flat_map(|(_, kinds)| *kinds).copied().find(|kind| kind.0 == name)
}

/// What stands in the controls at first.
pub(super) fn at_first(name: &str) -> Vec<String> {
    let figures = named(name).map_or(&[][..], |kind| kind.2);
    let mut zones = ["b", "c"].iter();
    figures
        .iter()
        .map(|figure| match figure {
            Zone(_) => (*zones.next().unwrap_or(&"b")).to_owned(),
            Text(_, first) => (*first).to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kind_has_a_name_of_its_own_and_figures_to_begin_with() {
        let all: Vec<Kind> = GROUPS.iter().flat_map(|(_, kinds)| *kinds).copied().collect();
        let mut names: Vec<&str> = all.iter().map(|kind| kind.0).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!((names.len(), all.len()), (20, 20));
        assert_eq!(at_first("link-loss"), ["b", "c", "50%"]);
        assert_eq!(at_first("leader-crash"), Vec::<String>::new());
        assert_eq!(named("nothing"), None);
    }
}
