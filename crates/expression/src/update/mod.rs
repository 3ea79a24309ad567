//! Updates: what to change in an item.

mod apply;
mod charge;
mod check;
mod parse;
mod print;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use value::{AttributeValue, Attributes};

use crate::error::ExpressionError;
use crate::path::{Clash, Path};
use crate::projection::PathTree;
use crate::scope::Scope;

pub use apply::UpdateError;

/// A checked update expression. Its targets neither overlap nor conflict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Update {
    actions: Vec<Action>,
    targets: PathTree,
    from_parameters: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// `SET path = value`.
    Set(Path, SetValue),
    /// `REMOVE path`.
    Remove(Path),
    /// `ADD path :v`: a number to a number, a set to a set.
    Add(Path, AttributeValue),
    /// `DELETE path :v`: a set from a set.
    Delete(Path, AttributeValue),
}

/// The right-hand side of a `SET`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetValue {
    /// A single operand.
    Operand(SetOperand),
    /// `left + right`.
    Add(SetOperand, SetOperand),
    /// `left - right`.
    Subtract(SetOperand, SetOperand),
}

/// A value in a `SET`, always of the item before the update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SetOperand {
    /// Whatever the path leads to; it must lead somewhere.
    Path(Path),
    /// A constant.
    Value(AttributeValue),
    /// `if_not_exists(path, otherwise)`.
    IfNotExists(Path, Box<SetOperand>),
    /// `list_append(first, second)`.
    ListAppend(Box<SetOperand>, Box<SetOperand>),
}

/// The result of an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Updated<'u> {
    /// The item after the update, as much of it as was given.
    pub attributes: Attributes,
    targets: &'u PathTree,
}

impl Updated<'_> {
    /// `UPDATED_OLD`: the targets as they were, nested in their documents; lists are compacted, and what did not
    /// exist is left out. `before` is the stored item, empty when there was none.
    pub fn touched_old(&self, before: &Attributes) -> Attributes {
        self.targets.project(before)
    }

    /// `UPDATED_NEW`: the targets as they are now. Like the service it looks at the places that the expression
    /// names: an element appended by a larger index is left out, and a removed element shows the one that moved
    /// into its place.
    pub fn touched_new(&self) -> Attributes {
        self.targets.project(&self.attributes)
    }
}

impl Update {
    /// Parses and checks an `UpdateExpression`.
    pub fn parse(text: &str, scope: &mut Scope<'_>) -> Result<Update, ExpressionError> {
        let tree = parse::parse(text, scope)?;
        Ok(Update::from_actions(check::check(&tree, scope)?))
    }

    /// An update from actions made elsewhere; the error is two targets of which one leads to the other, or which
    /// take one node for a map and for a list.
    pub fn new(actions: Vec<Action>) -> Result<Update, (Path, Path)> {
        match first_clash(actions.iter().map(Action::path)) {
            Some((_, one, two)) => Err((one.clone(), two.clone())),
            None => Ok(Update::from_actions(actions)),
        }
    }

    /// An update that was not an expression but `AttributeUpdates`, the parameter from before expressions: its
    /// faults have other words, and its text is not charged. The actions' paths are distinct top-level attributes.
    pub fn from_parameters(actions: Vec<Action>) -> Update {
        Update { from_parameters: true, ..Update::from_actions(actions) }
    }

    fn from_actions(actions: Vec<Action>) -> Update {
        let targets = PathTree::new(actions.iter().map(Action::path));
        Update { actions, targets, from_parameters: false }
    }

    /// The actions in the order of the text.
    pub fn actions(&self) -> &[Action] {
        &self.actions
    }

    /// The paths that the update changes, in the order of the text.
    pub fn targets(&self) -> impl Iterator<Item = &Path> {
        self.actions.iter().map(Action::path)
    }

    /// Shows every path that the update changes or reads.
    pub fn each_path<'u>(&'u self, show: &mut impl FnMut(&'u Path)) {
        self.targets().for_each(&mut *show);
        for action in &self.actions {
            match action {
                Action::Set(_, SetValue::Operand(one)) => one.each_path(show),
                Action::Set(_, SetValue::Add(left, right) | SetValue::Subtract(left, right)) => {
                    left.each_path(show);
                    right.each_path(show);
                }
                Action::Remove(_) | Action::Add(..) | Action::Delete(..) => {}
            }
        }
    }

    /// Names of the attributes that the update changes or reads, sorted and distinct: it needs no others of an item.
    pub fn names(&self) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::with_capacity(self.actions.len());
        self.each_path(&mut |path| names.push(path.name()));
        value::sort(&mut names);
        names.dedup();
        names
    }

    /// Whether there are only `REMOVE` and `DELETE` clauses: on an item that doesn't exist such an update does
    /// nothing at all and creates no item.
    pub fn only_removes(&self) -> bool {
        self.actions.iter().all(Action::removes)
    }

    /// Applies the update to an item. Every right-hand side and every list index refers to `before`, the stored
    /// item or as much of it as `names` tells (for an item that doesn't exist, see `create`). Keys and item size are the caller's to check.
    pub fn apply(&self, before: &Attributes) -> Result<Updated<'_>, UpdateError> {
        let attributes = self.changed(self.actions.iter(), before)?;
        Ok(Updated { attributes, targets: &self.targets })
    }

    /// Applies the update to an item that doesn't exist and of which only the key attributes are known. There is
    /// nothing to remove then, and a `REMOVE` or `DELETE` of a nested path is no error. `None` if the update only
    /// removes: no item is created.
    pub fn create(&self, key: &Attributes) -> Result<Option<Updated<'_>>, UpdateError> {
        if self.only_removes() {
            return Ok(None);
        }
        let attributes = self.changed(self.actions.iter().filter(|action| !action.removes()), key)?;
        Ok(Some(Updated { attributes, targets: &self.targets }))
    }

    fn changed<'u>(
        &self,
        actions: impl Iterator<Item = &'u Action>,
        before: &Attributes,
    ) -> Result<Attributes, UpdateError> {
        apply::apply(actions, before).map_err(|error| match error {
            UpdateError::OperandType if self.from_parameters => UpdateError::TypeMismatch,
            error => error,
        })
    }

    /// What the service charges the request against the limit of 409,600 bytes, beside the size of the finished
    /// item. In bytes; nothing for parameters from before expressions.
    pub fn charge(&self) -> u64 {
        if self.from_parameters { 0 } else { charge::charge(&self.actions) }
    }
}

impl Action {
    /// The path that it changes.
    pub fn path(&self) -> &Path {
        match self {
            Action::Set(path, _) | Action::Remove(path) | Action::Add(path, _) | Action::Delete(path, _) => {
                path
            }
        }
    }

    fn removes(&self) -> bool {
        matches!(self, Action::Remove(_) | Action::Delete(..))
    }
}

impl SetOperand {
    /// Recursion is as deep as functions are nested, which is at most 300.
    fn each_path<'u>(&'u self, show: &mut impl FnMut(&'u Path)) {
        match self {
            SetOperand::Path(path) => show(path),
            SetOperand::Value(_) => {}
            SetOperand::IfNotExists(path, otherwise) => {
                show(path);
                otherwise.each_path(show);
            }
            SetOperand::ListAppend(first, second) => {
                first.each_path(show);
                second.each_path(show);
            }
        }
    }
}

/// The first pair of targets that cannot stand together, overlaps before conflicts.
pub(crate) fn first_clash<'p>(paths: impl Iterator<Item = &'p Path>) -> Option<(Clash, &'p Path, &'p Path)> {
    // Only paths of one attribute can clash.
    let mut by_name: BTreeMap<&str, Vec<&Path>> = BTreeMap::new();
    let mut conflict = None;
    for path in paths {
        let earlier = by_name.entry(path.name()).or_default();
        for one in earlier.iter().copied() {
            match one.clash(path) {
                Some(clash @ Clash::Overlap) => return Some((clash, one, path)),
                Some(clash @ Clash::Conflict) => {
                    conflict = conflict.or(Some((clash, one, path)));
                }
                None => {}
            }
        }
        earlier.push(path);
    }
    conflict
}
