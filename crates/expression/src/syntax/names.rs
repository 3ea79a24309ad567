//! Paths and placeholders as they are written.

use crate::error::{ExpressionError, Fault, Kind, Span};
use crate::path::{Element, Path};
use crate::scope::Scope;

use super::tree::{Shape, Tree};

/// A path as written; not empty, and the first element is no index.
pub(crate) type PathSyntax<'t> = Vec<Written<'t>>;

/// An element of a path as written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written<'t> {
    pub(crate) form: Form,
    pub(crate) text: &'t str,
    pub(crate) span: Span,
}

/// The three ways to write an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// The name itself.
    Bare,
    /// `#name`.
    Placeholder,
    /// Digits.
    Index,
}

/// Checks on one path, each made on all paths before the next.
pub(crate) mod check_path {
    use super::{Fault, Form, PathSyntax, Span};
    use crate::reserved::is_reserved;

    /// The most elements of a path.
    const DEPTH: usize = 32;

    type Check = fn(&PathSyntax<'_>) -> Result<(), (Fault, Span)>;
    pub(crate) const ALL: [Check; 3] = [reserved, depth, indexes];

    fn reserved(path: &PathSyntax<'_>) -> Result<(), (Fault, Span)> {
        match path.iter().find(|element| element.form == Form::Bare && is_reserved(element.text)) {
            Some(element) => Err((Fault::ReservedWord(element.text.to_owned()), element.span)),
            None => Ok(()),
        }
    }

    fn depth(path: &PathSyntax<'_>) -> Result<(), (Fault, Span)> {
        match path.get(DEPTH) {
            Some(element) => Err((Fault::PathTooDeep(path.len() as u64), element.span)),
            None => Ok(()),
        }
    }

    fn indexes(path: &PathSyntax<'_>) -> Result<(), (Fault, Span)> {
        match path.iter().find(|element| element.form == Form::Index && super::index(element.text).is_none())
        {
            Some(element) => Err((Fault::IndexOutOfRange(element.text.to_owned()), element.span)),
            None => Ok(()),
        }
    }
}

/// A list index: a non-negative 32-bit integer, signed like the service's.
fn index(text: &str) -> Option<u32> {
    text.parse().ok().filter(|index| i32::try_from(*index).is_ok())
}

/// Tells the scope which placeholders a tree uses.
pub(crate) fn mark_used(tree: &Tree<'_>, scope: &mut Scope<'_>) {
    for node in &tree.nodes {
        match &node.shape {
            Shape::Path(path) => {
                for element in path.iter().filter(|element| element.form == Form::Placeholder) {
                    scope.use_name(element.text);
                }
            }
            Shape::Value(placeholder) => scope.use_value(placeholder),
            _ => {}
        }
    }
}

/// Gives written paths their meaning.
#[derive(Clone, Copy)]
pub(crate) struct Paths<'s, 'a> {
    pub(crate) kind: Kind,
    pub(crate) scope: &'s Scope<'a>,
}

impl Paths<'_, '_> {
    /// The path with its placeholders replaced.
    pub(crate) fn resolve(self, written: &PathSyntax<'_>) -> Result<Path, ExpressionError> {
        let mut elements = written.iter().map(|element| self.element(element));
        let first = match elements.next().transpose()? {
            Some(Element::Name(name)) => name,
            // Not reached: the parser begins every path with a name.
            Some(Element::Index(index)) => index.to_string(),
            None => String::new(),
        };
        Ok(Path::nested(first, elements.collect::<Result<_, _>>()?))
    }

    /// Fails where [`Paths::resolve`] would.
    pub(crate) fn check(self, written: &PathSyntax<'_>) -> Result<(), ExpressionError> {
        written.iter().try_for_each(|element| self.meaning(element).map(drop))
    }

    fn element(self, element: &Written<'_>) -> Result<Element, ExpressionError> {
        Ok(match self.meaning(element)? {
            Meaning::Name(name) => Element::Name(name.to_owned()),
            Meaning::Index(index) => Element::Index(index),
        })
    }
}

/// What an element stands for.
enum Meaning<'t> {
    Name(&'t str),
    Index(u32),
}

impl<'a> Paths<'_, 'a> {
    fn meaning<'t>(self, element: &Written<'t>) -> Result<Meaning<'t>, ExpressionError>
    where
        'a: 't,
    {
        let fault = match element.form {
            Form::Bare => return Ok(Meaning::Name(element.text)),
            Form::Placeholder => match self.scope.name(element.text) {
                Some(name) => return Ok(Meaning::Name(name)),
                None => Fault::UndefinedName(element.text.to_owned()),
            },
            Form::Index => match index(element.text) {
                Some(index) => return Ok(Meaning::Index(index)),
                None => Fault::IndexOutOfRange(element.text.to_owned()),
            },
        };
        Err(ExpressionError { kind: Some(self.kind), fault, span: Some(element.span) })
    }
}
