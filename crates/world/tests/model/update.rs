//! Updates: what they do, and their text.

use std::collections::BTreeMap;

use crate::dice::Dice;
use crate::text::Texts;
use crate::value::{Map, Path, Step, V};

/// What an update can't do with an item.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Impossible;

#[derive(Clone, Debug)]
pub(crate) enum Source {
    Path(Path),
    Value(V),
    IfMissing(Path, V),
    Append(Box<Source>, Box<Source>),
}

#[derive(Clone, Debug)]
pub(crate) enum Action {
    Set(Path, Source),
    Sum(Path, &'static str, Source, Source),
    Remove(Path),
    Add(Path, V),
    Delete(Path, V),
}

#[derive(Clone, Debug)]
pub(crate) struct Update(pub(crate) Vec<Action>);

impl Source {
    fn value(&self, item: &Map) -> Result<V, Impossible> {
        match self {
            Self::Path(path) => path.find(item).cloned().ok_or(Impossible),
            Self::Value(value) => Ok(value.clone()),
            Self::IfMissing(path, value) => Ok(path.find(item).unwrap_or(value).clone()),
            Self::Append(first, second) => match (first.value(item)?, second.value(item)?) {
                (V::L(first), V::L(second)) => Ok(V::L([first, second].concat())),
                _ => Err(Impossible),
            },
        }
    }

    fn text(&self, texts: &mut Texts) -> String {
        match self {
            Self::Path(path) => texts.path(path),
            Self::Value(value) => texts.value(value),
            Self::IfMissing(path, value) => {
                let path = texts.path(path);
                format!("if_not_exists({path}, {})", texts.value(value))
            }
            Self::Append(first, second) => {
                let first = first.text(texts);
                format!("list_append({first}, {})", second.text(texts))
            }
        }
    }
}

/// The place that holds the last step of a path.
fn parent<'v>(item: &'v mut Map, path: &Path) -> Result<&'v mut V, Impossible> {
    let (_, before) = path.steps.split_last().ok_or(Impossible)?;
    let mut value = item.get_mut(&path.name).ok_or(Impossible)?;
    for step in before {
        value = match (value, step) {
            (V::M(entries), Step::Name(name)) => entries.get_mut(name).ok_or(Impossible)?,
            (V::L(elements), Step::Index(at)) => elements.get_mut(*at).ok_or(Impossible)?,
            _ => return Err(Impossible),
        };
    }
    Ok(value)
}

fn put(item: &mut Map, path: &Path, value: V) -> Result<(), Impossible> {
    let Some(last) = path.steps.last() else {
        item.insert(path.name.clone(), value);
        return Ok(());
    };
    match (parent(item, path)?, last) {
        (V::M(entries), Step::Name(name)) => {
            entries.insert(name.clone(), value);
        }
        (V::L(elements), Step::Index(at)) => match elements.get_mut(*at) {
            Some(element) => *element = value,
            None => elements.push(value),
        },
        _ => return Err(Impossible),
    }
    Ok(())
}

fn remove(item: &mut Map, path: &Path) -> Result<(), Impossible> {
    let Some(last) = path.steps.last() else {
        item.remove(&path.name);
        return Ok(());
    };
    match (parent(item, path)?, last) {
        (V::M(entries), Step::Name(name)) => {
            entries.remove(name);
        }
        (V::L(elements), Step::Index(at)) => {
            if *at < elements.len() {
                elements.remove(*at);
            }
        }
        _ => return Err(Impossible),
    }
    Ok(())
}

impl Action {
    pub(crate) fn path(&self) -> &Path {
        match self {
            Self::Set(path, _)
            | Self::Sum(path, ..)
            | Self::Remove(path)
            | Self::Add(path, _)
            | Self::Delete(path, _) => path,
        }
    }

    /// What it stores under its path, or nothing, which removes what is there.
    fn outcome(&self, item: &Map) -> Result<Option<V>, Impossible> {
        let path = self.path();
        match self {
            Self::Set(_, source) => source.value(item).map(Some),
            Self::Sum(_, sign, left, right) => match (left.value(item)?, right.value(item)?) {
                (V::N(left), V::N(right)) if *sign == "+" => Ok(Some(V::N(left + right))),
                (V::N(left), V::N(right)) => Ok(Some(V::N(left - right))),
                _ => Err(Impossible),
            },
            Self::Remove(_) => Ok(None),
            Self::Add(_, more) => match (path.find(item), more) {
                (None, more) => Ok(Some(more.clone())),
                (Some(V::N(a)), V::N(b)) => Ok(Some(V::N(a + b))),
                (Some(V::Ss(a)), V::Ss(b)) => Ok(Some(V::Ss(a | b))),
                (Some(V::Ns(a)), V::Ns(b)) => Ok(Some(V::Ns(a | b))),
                _ => Err(Impossible),
            },
            Self::Delete(_, less) => match (path.find(item), less) {
                (None, _) => Ok(None),
                (Some(V::Ss(a)), V::Ss(b)) => Ok(Some(V::Ss(a - b)).filter(|left| left.size() != Some(0))),
                (Some(V::Ns(a)), V::Ns(b)) => Ok(Some(V::Ns(a - b)).filter(|left| left.size() != Some(0))),
                _ => Err(Impossible),
            },
        }
    }
}

impl Update {
    /// The item after it; nothing if it only removes from an item that isn't there.
    pub(crate) fn apply(&self, key: &Map, item: Option<&Map>) -> Result<Option<Map>, Impossible> {
        let only_removes = self.0.iter().all(|it| matches!(it, Action::Remove(_) | Action::Delete(..)));
        if item.is_none() && only_removes && !self.0.is_empty() {
            return Ok(None);
        }
        let before = item.cloned().unwrap_or_default();
        let outcomes: Vec<Option<V>> =
            self.0.iter().map(|action| action.outcome(&before)).collect::<Result<_, _>>()?;
        let mut after = before;
        let mut removed = Vec::new();
        for (action, outcome) in self.0.iter().zip(outcomes) {
            match outcome {
                Some(value) => put(&mut after, action.path(), value)?,
                // There is nothing to remove from an item that isn't there, however deep the path.
                None if item.is_none() => {}
                None => removed.push(action.path()),
            }
        }
        // From the end of each list, so that the places of the others stay.
        removed.sort();
        for path in removed.into_iter().rev() {
            remove(&mut after, path)?;
        }
        after.extend(key.clone());
        Ok(Some(after))
    }

    pub(crate) fn text(&self, texts: &mut Texts) -> String {
        let mut clauses: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for action in &self.0 {
            let path = texts.path(action.path());
            let (clause, text) = match action {
                Action::Set(_, source) => ("SET", format!("{path} = {}", source.text(texts))),
                Action::Sum(_, sign, left, right) => {
                    let left = left.text(texts);
                    ("SET", format!("{path} = {left} {sign} {}", right.text(texts)))
                }
                Action::Remove(_) => ("REMOVE", path),
                Action::Add(_, value) => ("ADD", format!("{path} {}", texts.value(value))),
                Action::Delete(_, value) => ("DELETE", format!("{path} {}", texts.value(value))),
            };
            clauses.entry(clause).or_default().push(text);
        }
        let clauses: Vec<String> =
            clauses.into_iter().map(|(clause, actions)| format!("{clause} {}", actions.join(", "))).collect();
        clauses.join(" ")
    }

    /// Changes of a few of these attributes, each by one action, or of several elements of one list.
    pub(crate) fn random(dice: &mut Dice, names: &[&str]) -> Self {
        let count = dice.range(1, 3);
        let mut actions = Vec::new();
        for name in dice.some(names, count) {
            if dice.one_in(8) {
                let places = dice.some(&[0, 1, 2, 3], 2);
                let path = |at: usize| Path { name: name.to_owned(), steps: vec![Step::Index(at)] };
                actions.extend(places.into_iter().map(|at| Action::Remove(path(at))));
            } else {
                actions.push(random_action(dice, name, names));
            }
        }
        Self(actions)
    }
}

fn random_source(dice: &mut Dice, names: &[&str]) -> Source {
    let other = *dice.pick(names);
    match dice.below(6) {
        0 => Source::Path(Path::random(dice, other)),
        1 => Source::IfMissing(Path::random(dice, other), V::random(dice, 1)),
        2 => {
            let list = V::L((0..dice.below(3)).map(|_| V::random_scalar(dice)).collect());
            let path = Path::random(dice, other);
            let first =
                if dice.one_in(2) { Source::Path(path) } else { Source::IfMissing(path, V::L(vec![])) };
            let (first, second) = (Box::new(first), Box::new(Source::Value(list)));
            if dice.one_in(2) { Source::Append(first, second) } else { Source::Append(second, first) }
        }
        _ => Source::Value(V::random(dice, 2)),
    }
}

fn random_action(dice: &mut Dice, name: &str, names: &[&str]) -> Action {
    let path = Path::random(dice, name);
    let by = || V::N(1);
    match dice.below(12) {
        0..=4 => Action::Set(path, random_source(dice, names)),
        5 => Action::Sum(path.clone(), dice.word(&["+", "-"]), Source::Path(path), Source::Value(by())),
        6 => Action::Sum(
            path.clone(),
            dice.word(&["+", "-"]),
            Source::IfMissing(path, V::N(0)),
            Source::Value(V::N(dice.signed(0, 4))),
        ),
        7 | 8 => Action::Remove(path),
        9 => Action::Add(Path::top(name), by()),
        10 => Action::Add(Path::top(name), V::random_set(dice)),
        _ => Action::Delete(Path::top(name), V::random_set(dice)),
    }
}
