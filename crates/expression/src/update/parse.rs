//! Texts to the clauses of an update.

use std::ops::Range;

use crate::error::{ExpressionError, Fault, Kind, Span};
use crate::scope::Scope;
use crate::syntax::{Id, Parser, Symbol, Tree, Word, mark_used};

/// An update as written.
#[derive(Debug)]
pub(super) struct Written<'t> {
    pub(super) tree: Tree<'t>,
    /// In the order of the text.
    pub(super) actions: Vec<WrittenAction>,
    /// The first section that was there before.
    pub(super) twice: Option<(Section, Span)>,
}

/// One action as written.
#[derive(Debug)]
pub(super) struct WrittenAction {
    pub(super) section: Section,
    pub(super) path: Id,
    /// `REMOVE` has none, the others do.
    pub(super) value: Option<Id>,
    /// The nodes of the value.
    pub(super) nodes: Range<Id>,
}

/// The four kinds of clause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Section {
    Set,
    Remove,
    Add,
    Delete,
}

impl Section {
    pub(super) fn text(self) -> &'static str {
        match self {
            Section::Set => "SET",
            Section::Remove => "REMOVE",
            Section::Add => "ADD",
            Section::Delete => "DELETE",
        }
    }
}

/// Parses an update as far as it can be judged by itself up to the doubled sections, and notes which placeholders
/// it uses.
pub(super) fn parse<'t>(text: &'t str, scope: &mut Scope<'_>) -> Result<Written<'t>, ExpressionError> {
    let kind = Kind::Update;
    let written = sections(Parser::new(kind, text, scope.tells_size())?)?;
    mark_used(&written.tree, scope);
    written.tree.check_parentheses(kind)?;
    written.tree.check_names(kind)?;
    written.tree.check_functions(kind)?;
    written.tree.check_operator_count(kind)?;
    match written.twice {
        Some((section, span)) => Err(ExpressionError {
            kind: Some(kind),
            fault: Fault::SectionTwice(section.text()),
            span: Some(span),
        }),
        None => Ok(written),
    }
}

fn sections(mut parser: Parser<'_>) -> Result<Written<'_>, ExpressionError> {
    let mut actions = Vec::new();
    let mut seen: Vec<Section> = Vec::new();
    let mut twice = None;
    loop {
        let section = match parser.tokens.symbol() {
            Symbol::Keyword(Word::Set) => Section::Set,
            Symbol::Keyword(Word::Remove) => Section::Remove,
            Symbol::Keyword(Word::Add) => Section::Add,
            Symbol::Keyword(Word::Delete) => Section::Delete,
            Symbol::End if !seen.is_empty() => {
                return Ok(Written { tree: parser.finish(0), actions, twice });
            }
            _ => return Err(parser.tokens.error()),
        };
        if seen.contains(&section) && twice.is_none() {
            twice = Some((section, parser.tokens.span()));
        }
        seen.push(section);
        parser.tokens.advance();
        actions.push(action(&mut parser, section)?);
        while parser.tokens.take(Symbol::Comma) {
            actions.push(action(&mut parser, section)?);
        }
    }
}

fn action(parser: &mut Parser<'_>, section: Section) -> Result<WrittenAction, ExpressionError> {
    let path = parser.path()?;
    let start = parser.len();
    let value = match section {
        Section::Set => {
            parser.tokens.expect(Symbol::Equal)?;
            Some(parser.set_value()?)
        }
        Section::Remove => None,
        Section::Add | Section::Delete => Some(parser.value()?),
    };
    Ok(WrittenAction { section, path, value, nodes: start..parser.len() })
}
