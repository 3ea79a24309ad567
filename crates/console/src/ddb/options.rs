//! The options of `aws ddb select` and `aws ddb put`, and what was typed of them.

use crate::cli::{Arity, Known, Use, find, invalid_choice};
use crate::fault::Fault;
use crate::place::Place;
use crate::shell::Word;

/// One option.
pub(crate) struct Opt {
    pub(crate) name: &'static str,
    pub(crate) arity: Arity,
    /// The values allowed; empty when any is.
    pub(crate) choices: &'static [&'static str],
    pub(crate) about: &'static str,
}

impl Known for Opt {
    fn name(&self) -> &str {
        self.name
    }
    fn arity(&self) -> Arity {
        self.arity
    }
}

const fn opt(name: &'static str, arity: Arity, about: &'static str) -> Opt {
    Opt { name, arity, choices: &[], about }
}

/// Of `select`.
pub(crate) const SELECT: &[Opt] = &[
    opt("--index-name", Arity::One, "the index to read"),
    opt("--projection", Arity::Many, "attributes to show: Name, Address.City"),
    opt("--filter", Arity::Many, "what items to keep: Price > 10"),
    opt("--key-condition", Arity::Many, "makes it a Query: Id = 1"),
    Opt {
        name: "--attributes",
        arity: Arity::One,
        choices: &["ALL", "ALL_PROJECTED", "COUNT"],
        about: "ALL | ALL_PROJECTED | COUNT",
    },
    opt("--consistent-read", Arity::None, "switch, on unless told otherwise"),
    opt("--no-consistent-read", Arity::None, "switch"),
    opt("--return-consumed-capacity", Arity::None, "switch"),
    opt("--no-return-consumed-capacity", Arity::None, "switch"),
    opt("--starting-token", Arity::One, "NextToken of the output before"),
    opt("--max-items", Arity::One, "items to print"),
    opt("--page-size", Arity::One, "items a call"),
];

/// Of `put`.
pub(crate) const PUT: &[Opt] = &[opt("--condition", Arity::Many, "what must hold, of one item")];

/// What was typed.
pub(super) struct Typed<'a> {
    words: &'a [Word],
    known: &'static [Opt],
    uses: Vec<(usize, Use)>,
    /// The words that no option takes.
    pub(super) arguments: Vec<&'a Word>,
}

/// Reads the words with these indices; `None` when help is asked for.
pub(super) fn read<'a>(
    words: &'a [Word],
    indices: &[usize],
    known: &'static [Opt],
    arguments: &[&str],
    head: Place,
    names: &mut Vec<Place>,
) -> Result<Option<Typed<'a>>, Fault> {
    let found = find(words, indices, known)?;
    names.extend(found.names.iter().map(|index| words[*index].at));
    if let [only] = indices
        && words[*only].text == "help"
    {
        return Ok(None);
    }
    for (at, used) in &found.uses {
        let option = &known[*at];
        if used.values.is_empty() && option.arity == Arity::Many {
            return Err(Fault::usage(format!("argument {}: expected at least one argument", option.name))
                .at(words[used.word].at)
                .hint(format!("Write an expression behind `{}`.", option.name)));
        }
        if let Some(value) = used.values.first()
            && !option.choices.is_empty()
            && !option.choices.contains(&value.text.as_str())
        {
            return Err(invalid_choice(option.name, value, option.choices.iter().copied()));
        }
    }
    // As `argparse` tells them apart: what begins with a hyphen and has a blank in it is no option.
    let is_option = |text: &str| text.starts_with('-') && text.len() > 1 && !text.contains(' ');
    let mut given: Vec<&Word> = Vec::new();
    let mut left: Vec<&Word> = Vec::new();
    for word in found.rest.iter().map(|index| &words[*index]) {
        if given.len() < arguments.len() && !is_option(&word.text) {
            given.push(word);
        } else {
            left.push(word);
        }
    }
    if given.len() < arguments.len() {
        let missing = arguments[given.len()..].join(", ");
        return Err(Fault::usage(format!("the following arguments are required: {missing}")).at(head).hint(
            "The table's name comes first; expressions behind `--projection`, `--filter` and their like take every word up to the next option.",
        ));
    }
    if let Some(first) = left.first() {
        let list: Vec<&str> = left.iter().map(|word| word.text.as_str()).collect();
        let near = crate::distance::nearest(&first.text, known.iter().map(|option| option.name));
        let hint = near.map_or_else(
            || "A value with blanks must stand in quotes.".to_owned(),
            |near| format!("Did you mean `{near}`?"),
        );
        return Err(Fault::cli(format!("Unknown options: {}", list.join(",")))
            .at(first.at)
            .hint(hint)
            .fix(near));
    }
    Ok(Some(Typed { words, known, uses: found.uses.into_iter().collect(), arguments: given }))
}

impl Typed<'_> {
    fn used(&self, name: &str) -> Option<&Use> {
        self.uses.iter().find(|(at, _)| self.known[*at].name == name).map(|(_, used)| used)
    }

    /// Where an option's name stands, if it was given.
    pub(super) fn place(&self, name: &str) -> Option<Place> {
        self.used(name).map(|used| self.words[used.word].at)
    }

    /// The value of an option.
    pub(super) fn value(&self, name: &str) -> Option<&Word> {
        self.used(name)?.values.first()
    }

    /// All words of an option.
    pub(super) fn values(&self, name: &str) -> Option<&[Word]> {
        self.used(name).map(|used| used.values.as_slice())
    }

    /// Of two opposite switches the last counts.
    pub(super) fn switched(&self, on: &str, off: &str, unless: bool) -> bool {
        match (self.used(on), self.used(off)) {
            (None, None) => unless,
            (on, off) => on.map(|used| used.word) > off.map(|used| used.word),
        }
    }
}
