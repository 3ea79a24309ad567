//! Projections: which parts of an item to return.

use std::collections::BTreeMap;

use value::{AttributeValue, Attributes};

use crate::error::{ExpressionError, Kind};
use crate::path::{Clash, Element, Path};
use crate::scope::Scope;
use crate::syntax;
use crate::update::first_clash;

/// A checked projection expression. Its paths neither overlap nor conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Projection {
    paths: Vec<Path>,
    tree: PathTree,
}

impl Projection {
    /// Parses and checks a `ProjectionExpression`.
    pub fn parse(text: &str, scope: &mut Scope<'_>) -> Result<Projection, ExpressionError> {
        let paths = syntax::parse_projection(text, scope)?;
        match first_clash(paths.iter().map(|(path, _)| path)) {
            None => {}
            Some((clash, one, two)) => {
                let span = paths.iter().rev().find(|(path, _)| path == two).map(|(_, span)| *span);
                let (one, two) = (one.clone(), two.clone());
                let fault = clash.fault(one, two);
                return Err(ExpressionError { kind: Some(Kind::Projection), fault, span });
            }
        }
        Ok(Projection::from_paths(paths.into_iter().map(|(path, _)| path).collect()))
    }

    /// A projection from paths made elsewhere; the error is two paths of which one leads to the other, or which
    /// take one node for a map and for a list.
    pub fn new(paths: Vec<Path>) -> Result<Projection, (Path, Path)> {
        match first_clash(paths.iter()) {
            Some((_, one, two)) => Err((one.clone(), two.clone())),
            None => Ok(Projection::from_paths(paths)),
        }
    }

    fn from_paths(paths: Vec<Path>) -> Projection {
        let tree = PathTree::new(paths.iter());
        Projection { paths, tree }
    }

    /// A projection that was not an expression but `AttributesToGet`, the parameter from before expressions: distinct
    /// top-level attributes.
    pub fn from_parameters(names: impl IntoIterator<Item = String>) -> Projection {
        Projection::from_paths(names.into_iter().map(Path::new).collect())
    }

    /// The paths in the order of the text.
    pub fn paths(&self) -> &[Path] {
        &self.paths
    }

    /// The top-level attributes that it reads, in ascending order.
    pub fn attribute_names(&self) -> impl Iterator<Item = &str> {
        self.tree.0.keys().map(String::as_str)
    }

    /// The parts of an item that the paths lead to, nested as they are in the item; lists are compacted, and paths
    /// that lead nowhere are dropped. Key attributes are not added.
    pub fn apply(&self, attributes: &Attributes) -> Attributes {
        self.tree.project(attributes)
    }
}

impl Clash {
    pub(crate) fn fault(self, one: Path, two: Path) -> crate::error::Fault {
        match self {
            Clash::Overlap => crate::error::Fault::PathsOverlap(one, two),
            Clash::Conflict => crate::error::Fault::PathsConflict(one, two),
        }
    }
}

/// Paths that neither overlap nor conflict, merged by their common beginnings. As deep as the longest path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct PathTree(BTreeMap<String, Node>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Node {
    /// The end of a path: everything below is wanted.
    Whole,
    Map(BTreeMap<String, Node>),
    List(BTreeMap<u32, Node>),
}

impl PathTree {
    pub(crate) fn new<'p>(paths: impl Iterator<Item = &'p Path>) -> PathTree {
        let mut tree = PathTree::default();
        for path in paths {
            match tree.0.get_mut(path.name()) {
                Some(node) => node.insert(path.rest()),
                None => {
                    tree.0.insert(path.name().to_owned(), Node::chain(path.rest()));
                }
            }
        }
        tree
    }

    /// The parts of the attributes that the paths lead to.
    pub(crate) fn project(&self, attributes: &Attributes) -> Attributes {
        project_map(&self.0, attributes)
    }
}

impl Node {
    /// A node from which one path leads on.
    fn chain(rest: &[Element]) -> Node {
        rest.iter().rev().fold(Node::Whole, |below, element| match element {
            Element::Name(name) => Node::Map(value::map([(name.clone(), below)])),
            Element::Index(index) => Node::List(value::map([(*index, below)])),
        })
    }

    fn insert(&mut self, rest: &[Element]) {
        let Some((first, below)) = rest.split_first() else { return };
        match (self, first) {
            (Node::Map(map), Element::Name(name)) => match map.get_mut(name) {
                Some(node) => node.insert(below),
                None => {
                    map.insert(name.clone(), Node::chain(below));
                }
            },
            (Node::List(list), Element::Index(index)) => match list.get_mut(index) {
                Some(node) => node.insert(below),
                None => {
                    list.insert(*index, Node::chain(below));
                }
            },
            // Ruled out: the paths were compared with each other.
            _ => {}
        }
    }

    fn project(&self, value: &AttributeValue) -> Option<AttributeValue> {
        match (self, value) {
            (Node::Whole, value) => Some(value.clone()),
            (Node::Map(nodes), AttributeValue::M(map)) => {
                let part = project_map(nodes, map);
                (!part.is_empty()).then_some(AttributeValue::M(part))
            }
            (Node::List(nodes), AttributeValue::L(list)) => {
                let part: Vec<_> = nodes
                    .iter()
                    .filter_map(|(index, node)| node.project(list.get(usize::try_from(*index).ok()?)?))
                    .collect();
                (!part.is_empty()).then_some(AttributeValue::L(part))
            }
            _ => None,
        }
    }
}

fn project_map(nodes: &BTreeMap<String, Node>, map: &Attributes) -> Attributes {
    value::map(nodes.iter().filter_map(|(name, node)| Some((name.clone(), node.project(map.get(name)?)?))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{attributes, check_error, l, m, n, names, s};

    fn item() -> Attributes {
        attributes([
            ("pk", s("k")),
            ("lst", l([s("l0"), s("l1"), m([("a", n("1")), ("b", n("2")), ("c", n("3"))]), s("l3")])),
            ("mp", m([("a", m([("b", s("x")), ("c", s("y"))])), ("d", s("z")), ("e", m([]))])),
            ("x.y", s("dotted")),
        ])
    }

    #[track_caller]
    fn check<const N: usize>(text: &str, expect: [(&str, AttributeValue); N]) {
        let names = names();
        let projection = match Projection::parse(text, &mut Scope::new(Some(&names), None)) {
            Ok(projection) => projection,
            Err(error) => panic!("{text}: {error}"),
        };
        assert_eq!(projection.apply(&item()), attributes(expect), "{text}");
    }

    // spec: 4.8/list compaction; 4.2/projection grammar
    #[test]
    fn parts_of_an_item() {
        check("pk, #dot", [("pk", s("k")), ("x.y", s("dotted"))]);
        check("mp.d", [("mp", m([("d", s("z"))]))]);
        check("mp.a.c, mp.d", [("mp", m([("a", m([("c", s("y"))])), ("d", s("z"))]))]);
        // Compacted, in the list's order; several parts of one element are one element.
        check("lst[3], lst[1]", [("lst", l([s("l1"), s("l3")]))]);
        check("lst[2].c, lst[0], lst[2].a", [("lst", l([s("l0"), m([("a", n("1")), ("c", n("3"))])]))]);
        check("mp.e", [("mp", m([("e", m([]))]))]);
    }

    // spec: 4.8/nothing matches
    #[test]
    fn paths_that_lead_nowhere() {
        check("nope", []);
        check("mp.nope, lst[9], pk.a, mp.e.f, x.y", []);
        check("mp[0], lst.a, pk[0]", []);
        check("mp.nope, mp.d, lst[9], lst[0]", [("mp", m([("d", s("z"))])), ("lst", l([s("l0")]))]);
    }

    // spec: 4.4/Update/Projection: overlap
    #[test]
    fn static_errors() {
        let clash = |verb: &str, one: &str, two: &str| {
            format!(
                "Two document paths {verb} with each other; must remove or rewrite one of these paths; \
                 path one: {one}, path two: {two}"
            )
        };
        for (text, sentence, token) in [
            ("a, b, a", clash("overlap", "[a]", "[a]"), "a"),
            ("a.b[1], a", clash("overlap", "[a, b, [1]]", "[a]"), "a"),
            ("a, #a.b", clash("overlap", "[a]", "[a, b]"), "#a.b"),
            ("a.b, a[0]", clash("conflict", "[a, b]", "[a, [0]]"), "a[0]"),
            // Overlaps come first.
            ("a.b, a[0], c, c.d", clash("overlap", "[c]", "[c, d]"), "c.d"),
            ("name, a", "Attribute name is a reserved keyword; reserved keyword: name".to_owned(), "name"),
            (
                "a, #x",
                "An expression attribute name used in the document path is not defined; attribute name: #x"
                    .to_owned(),
                "#x",
            ),
        ] {
            check_error(Kind::Projection, text, &sentence, token);
        }
    }

    #[test]
    fn names_read() {
        let projection = Projection::parse("c.d, a, c.e", &mut Scope::new(None, None)).expect("a projection");
        assert_eq!(projection.attribute_names().collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(projection.paths().len(), 3);
    }
}
