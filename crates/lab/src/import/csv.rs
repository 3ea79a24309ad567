//! Comma-separated values, record by record (RFC 4180, and the semicolons and tabs that spreadsheets write).

/// A record: where it begins, its text, its cells.
#[derive(Debug, PartialEq)]
pub(super) struct Record<'a> {
    /// The line on which it begins, from 1.
    pub(super) line: u64,
    /// As it stands, without the end of its line.
    pub(super) text: &'a str,
    /// Its cells, or why they can't be told apart.
    pub(super) cells: Result<Vec<String>, &'static str>,
}

/// The records of a text.
pub(super) struct Records<'a> {
    rest: &'a str,
    line: u64,
    between: u8,
}

impl<'a> Records<'a> {
    /// Reads records whose cells are kept apart by this character.
    pub(super) fn new(text: &'a str, between: u8) -> Self {
        Self { rest: text, line: 1, between }
    }
}

impl<'a> Iterator for Records<'a> {
    type Item = Record<'a>;

    fn next(&mut self) -> Option<Record<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let (length, cells) = record(self.rest, self.between);
        let text = &self.rest[..length];
        let line = self.line;
        let end = match self.rest.as_bytes().get(length..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([_, ..]) => 1,
            _ => 0,
        };
        self.rest = &self.rest[length + end..];
        self.line += 1 + text.bytes().filter(|b| *b == b'\n').count() as u64;
        Some(Record { line, text, cells })
    }
}

/// The length of the first record, and its cells. What follows a misplaced quote can't be told from what is quoted: such a
/// record ends with its first line.
fn record(text: &str, between: u8) -> (usize, Result<Vec<String>, &'static str>) {
    cells(text, between).map_or_else(
        |why| (text.find(['\n', '\r']).unwrap_or(text.len()), Err(why)),
        |(length, cells)| (length, Ok(cells)),
    )
}

fn cells(text: &str, between: u8) -> Result<(usize, Vec<String>), &'static str> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    let mut at = 0;
    loop {
        let mut cell = String::new();
        if bytes.get(at) == Some(&b'"') {
            let mut from = at + 1;
            loop {
                let quote = text[from..].find('"').map(|it| from + it);
                let quote = quote.ok_or("A quote is opened and never closed.")?;
                cell.push_str(&text[from..quote]);
                at = quote + 1;
                if bytes.get(at) != Some(&b'"') {
                    break;
                }
                cell.push('"');
                from = at + 1;
            }
            if !matches!(bytes.get(at), None | Some(b'\n' | b'\r')) && bytes.get(at) != Some(&between) {
                return Err("Something stands behind a closing quote.");
            }
        } else {
            let stop = |b: &u8| *b == between || *b == b'\n' || *b == b'\r';
            let end = bytes[at..].iter().position(stop).map_or(bytes.len(), |it| at + it);
            cell.push_str(&text[at..end]);
            at = end;
        }
        cells.push(cell);
        if bytes.get(at) != Some(&between) {
            return Ok((at, cells));
        }
        at += 1;
    }
}

/// A cell as RFC 4180 has it.
pub(crate) fn quoted(cell: &str) -> String {
    if cell.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str) -> Vec<(u64, Result<Vec<String>, &'static str>)> {
        Records::new(text, b',').map(|it| (it.line, it.cells)).collect()
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|it| (*it).to_owned()).collect()
    }

    #[test]
    fn records_are_told_apart() {
        assert_eq!(all(""), []);
        assert_eq!(all("a,b\r\n1,\n"), [(1, Ok(cells(&["a", "b"]))), (2, Ok(cells(&["1", ""])))]);
        assert_eq!(
            all("\"x \"\"y\"\", z\",\"two\nlines\"\nlast"),
            [(1, Ok(cells(&["x \"y\", z", "two\nlines"]))), (3, Ok(cells(&["last"])))]
        );
        assert_eq!(all("ä,\"ö\""), [(1, Ok(cells(&["ä", "ö"])))]);
    }

    #[test]
    fn a_bad_record_costs_itself_alone() {
        let seen = all("a,\"b\nc,d\n\"e\"f,g\nh,i");
        assert_eq!(seen.len(), 4, "{seen:?}");
        let bad: Vec<u64> = seen.iter().filter(|it| it.1.is_err()).map(|it| it.0).collect();
        assert_eq!(bad, [1, 3], "{seen:?}");
        assert_eq!(seen.last(), Some(&(4, Ok(cells(&["h", "i"])))));
    }
}
