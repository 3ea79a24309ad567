//! Wildcards, in a time that grows with the text and not with its possibilities.

use crate::template::Letter;

/// Whether a text fits a pattern with `*` (anything) and `?` (one character).
pub fn matches(pattern: &str, text: &str) -> bool {
    let letters: Vec<Letter> = pattern
        .chars()
        .map(|c| match c {
            '*' => Letter::Any,
            '?' => Letter::One,
            c => Letter::Is(c),
        })
        .collect();
    fits(&letters, text)
}

/// The same for a pattern whose variables have their values.
///
/// Between two `*` the first place that fits is as good as any later one, so nothing is tried twice.
pub(crate) fn fits(pattern: &[Letter], text: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let mut runs = pattern.split(|letter| *letter == Letter::Any);
    let first = runs.next().unwrap_or_default();
    if !fits_at(first, &text, 0) {
        return false;
    }
    let mut runs: Vec<&[Letter]> = runs.collect();
    let Some(last) = runs.pop() else { return first.len() == text.len() };
    let Some(end) = text.len().checked_sub(last.len()) else { return false };
    let mut at = first.len();
    for run in runs {
        match find(run, &text, at) {
            Some(found) => at = found + run.len(),
            None => return false,
        }
    }
    at <= end && fits_at(last, &text, end)
}

fn is(letter: Letter, c: char) -> bool {
    match letter {
        Letter::Is(own) => own == c,
        Letter::One | Letter::Any => true,
    }
}

fn fits_at(run: &[Letter], text: &[char], at: usize) -> bool {
    text.get(at..at + run.len()).is_some_and(|part| run.iter().zip(part).all(|(letter, c)| is(*letter, *c)))
}

/// The first place from `from` where a run fits.
fn find(run: &[Letter], text: &[char], from: usize) -> Option<usize> {
    if run.contains(&Letter::One) {
        return (from..=text.len().checked_sub(run.len())?).find(|at| fits_at(run, text, *at));
    }
    // Without `?`: how much of the run's begin its parts end in, so that no character is looked at twice.
    let mut back = vec![0_usize; run.len()];
    let mut length = 0;
    for at in 1..run.len() {
        while length > 0 && run[at] != run[length] {
            length = back[length - 1];
        }
        length += usize::from(run[at] == run[length]);
        back[at] = length;
    }
    let mut have = 0;
    if run.is_empty() {
        return (from <= text.len()).then_some(from);
    }
    for (at, c) in text.iter().enumerate().skip(from) {
        while have > 0 && !is(run[have], *c) {
            have = back[have - 1];
        }
        have += usize::from(is(run[have], *c));
        if have == run.len() {
            return Some(at + 1 - have);
        }
    }
    None
}
