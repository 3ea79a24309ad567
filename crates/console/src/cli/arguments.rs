//! Options among words, found as Python's `argparse` finds them.

use std::collections::BTreeMap;

use super::flags::Arity;
use crate::distance::nearest;
use crate::fault::Fault;
use crate::shell::Word;

/// An option that may be found.
pub(crate) trait Known {
    fn name(&self) -> &str;
    fn arity(&self) -> Arity;
}

impl Known for super::flags::Flag {
    fn name(&self) -> &str {
        &self.name
    }
    fn arity(&self) -> Arity {
        self.arity
    }
}

impl Known for super::globals::Global {
    fn name(&self) -> &str {
        self.name
    }
    fn arity(&self) -> Arity {
        self.arity
    }
}

/// One use of an option.
#[derive(Clone, Debug)]
pub(crate) struct Use {
    /// Which of the words names it.
    pub(crate) word: usize,
    /// Its values.
    pub(crate) values: Vec<Word>,
}

/// What was found: for each option (by its index) its last use, and the words that are no option's.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) uses: BTreeMap<usize, Use>,
    /// Indices of words left over.
    pub(crate) rest: Vec<usize>,
    /// Indices of words that name an option.
    pub(crate) names: Vec<usize>,
}

enum Kind {
    Value,
    Unknown,
    Known { option: usize, explicit: Option<Word> },
}

fn kind<T: Known>(word: &Word, known: &[T]) -> Result<Kind, Fault> {
    let text = word.text.as_str();
    if !text.starts_with('-') {
        return Ok(Kind::Value);
    }
    let exact = |name: &str| known.iter().position(|option| option.name() == name);
    if let Some(option) = exact(text) {
        return Ok(Kind::Known { option, explicit: None });
    }
    if text.len() == 1 {
        return Ok(Kind::Value);
    }
    let (name, explicit) = match text.split_once('=') {
        Some((name, _)) => (name, Some(word.tail(name.len() + 1))),
        None => (text, None),
    };
    if explicit.is_some()
        && let Some(option) = exact(name)
    {
        return Ok(Kind::Known { option, explicit });
    }
    // Only `--x…` abbreviates: with one hyphen it's another kind of option, of which there are none.
    if name.starts_with("--") {
        let fits: Vec<usize> = (0..known.len()).filter(|at| known[*at].name().starts_with(name)).collect();
        match fits.as_slice() {
            [] => {}
            [option] => return Ok(Kind::Known { option: *option, explicit }),
            several => {
                let names: Vec<&str> = several.iter().map(|at| known[*at].name()).collect();
                let choices = names.join(", ");
                return Err(Fault::usage(format!("ambiguous option: {text} could match {choices}"))
                    .at(word.at)
                    .hint(format!(
                        "Several options begin with `{name}`; write more of the one that you mean."
                    ))
                    .fix(names.iter().min_by_key(|name| name.len()).copied()));
            }
        }
    }
    let number = text[1..].chars().all(|c| c.is_ascii_digit() || c == '.')
        && text != "-."
        && text[1..].matches('.').count() < 2;
    Ok(if number || text.contains(' ') { Kind::Value } else { Kind::Unknown })
}

/// Finds the known options among the words with these indices.
pub(crate) fn find<T: Known>(words: &[Word], indices: &[usize], known: &[T]) -> Result<Found, Fault> {
    let kinds = indices.iter().map(|index| kind(&words[*index], known)).collect::<Result<Vec<_>, _>>()?;
    let mut found = Found::default();
    let mut at = 0;
    while at < indices.len() {
        let index = indices[at];
        at += 1;
        let (option, explicit) = match &kinds[at - 1] {
            Kind::Value | Kind::Unknown => {
                found.rest.push(index);
                continue;
            }
            Kind::Known { option, explicit } => (*option, explicit.clone()),
        };
        found.names.push(index);
        let arity = known[option].arity();
        let following = kinds[at..].iter().take_while(|kind| matches!(kind, Kind::Value)).count();
        let take = match arity {
            Arity::None => 0,
            Arity::One | Arity::Maybe => following.min(1),
            Arity::Many => following,
        };
        let name = known[option].name();
        let values = match (explicit, arity) {
            (Some(value), Arity::None) => {
                return Err(Fault::usage(format!(
                    "argument {name}: ignored explicit argument '{}'",
                    value.text
                ))
                .at(words[index].at)
                .hint(format!(
                    "`{name}` takes no value: writing it switches it on. The opposite is `--no-{}`.",
                    &name[2..]
                ))
                .fix(Some(if value.text.eq_ignore_ascii_case("false") {
                    format!("--no-{}", &name[2..])
                } else {
                    name.to_owned()
                })));
            }
            (Some(value), _) => vec![value],
            (None, Arity::One) if take == 0 => {
                return Err(Fault::usage(format!("argument {name}: expected one argument"))
                    .at(words[index].at)
                    .hint(format!("Write a value behind `{name}`.")));
            }
            (None, _) => {
                let values = indices[at..at + take].iter().map(|index| words[*index].clone()).collect();
                at += take;
                values
            }
        };
        found.uses.insert(option, Use { word: index, values });
    }
    Ok(found)
}

/// A word that must be one of several: the AWS CLI's fault if it isn't.
pub(crate) fn invalid_choice<'a>(
    argument: &str,
    word: &Word,
    choices: impl Iterator<Item = &'a str> + Clone,
) -> Fault {
    let near = nearest(&word.text, choices.clone());
    let hint = near.map_or_else(
        || {
            let all: Vec<&str> = choices.take(12).collect();
            format!("It can be: {}.", all.join(", "))
        },
        |near| format!("Did you mean `{near}`?"),
    );
    Fault::usage(format!("argument {argument}: Found invalid choice '{}'", word.text))
        .at(word.at)
        .hint(hint)
        .fix(near)
}
