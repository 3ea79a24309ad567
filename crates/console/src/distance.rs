//! Which known word was meant.

/// Longer words are not compared: nobody mistypes those into a flag.
const LONGEST: usize = 64;

/// Edits (insert, delete, replace, swap of neighbours) between two words.
fn edits(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let width = b.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let replace = rows[i - 1][j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = replace.min(rows[i - 1][j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

/// The known word nearest to `word`, if one is near: at most a third of its letters differ, or one begins with the other.
pub(crate) fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    known
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (edits(&lower, &candidate.to_ascii_lowercase()), candidate))
        .filter(|(edits, candidate)| {
            *edits <= candidate.chars().count().div_ceil(3)
                || (lower.len() >= 4 && (candidate.starts_with(&lower) || lower.starts_with(candidate)))
        })
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[track_caller]
    fn check(word: &str, expect: Option<&str>) {
        assert_eq!(nearest(word, ["put-item", "get-item", "query", "scan", "list-tables"]), expect, "{word}");
    }

    #[test]
    fn near_words() {
        check("put-itm", Some("put-item"));
        check("upt-item", Some("put-item"));
        check("PutItem", Some("put-item"));
        check("list-table", Some("list-tables"));
        check("quary", Some("query"));
        check("frobnicate", None);
        check("", None);
    }
}
