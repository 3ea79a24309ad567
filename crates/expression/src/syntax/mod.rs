//! Texts to syntax trees, with every check that needs no placeholder's meaning.

mod names;
mod parser;
#[cfg(test)]
mod tests;
mod token;
mod tree;

use crate::error::{ExpressionError, Fault, Kind, Span};
use crate::path::Path;
use crate::scope::Scope;

pub(crate) use names::{Paths, mark_used};
pub(crate) use parser::Parser;
pub(crate) use token::{Symbol, Word};
pub(crate) use tree::{Id, Node, Shape, Sign, Tree};

/// Parses a condition, filter or key condition as far as it can be judged by itself, and notes which placeholders
/// it uses.
pub(crate) fn parse_condition<'t>(
    kind: Kind,
    text: &'t str,
    scope: &mut Scope<'_>,
) -> Result<Tree<'t>, ExpressionError> {
    let mut parser = Parser::new(kind, text, scope.tells_size())?;
    let root = parser.condition()?;
    let tree = parser.finish(root);
    mark_used(&tree, scope);
    tree.check_parentheses(kind)?;
    tree.check_functions(kind)?;
    if kind != Kind::KeyCondition {
        tree.check_function_places(kind)?;
    }
    tree.check_names(kind)?;
    tree.check_operator_count(kind)?;
    Ok(tree)
}

/// Parses a projection; each path comes with its place in the text.
pub(crate) fn parse_projection(
    text: &str,
    scope: &mut Scope<'_>,
) -> Result<Vec<(Path, Span)>, ExpressionError> {
    let kind = Kind::Projection;
    let mut parser = Parser::new(kind, text, scope.tells_size())?;
    let mut ids = vec![parser.path()?];
    while parser.tokens.take(Symbol::Comma) {
        ids.push(parser.path()?);
    }
    parser.tokens.expect(Symbol::End)?;
    let tree = parser.finish(0);
    mark_used(&tree, scope);
    tree.check_names(kind)?;
    let paths = Paths { kind, scope };
    ids.into_iter()
        .map(|id| {
            let node = tree.node(id);
            match &node.shape {
                Shape::Path(elements) => Ok((paths.resolve(elements)?, node.span)),
                _ => Err(ExpressionError { kind: Some(kind), fault: Fault::Empty, span: Some(node.span) }),
            }
        })
        .collect()
}
