//! One command's words: quotes, continuations, comments, separators.

use super::quotes::{self, Mended, is_curly_double, is_curly_single};
use super::word::Word;
use crate::fault::{Fault, Remark, SHELL_SYNTAX};
use crate::place::Place;

/// What ended a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    /// A line end, `;` or the end of the text.
    Plain,
    /// `&`: nobody waits for it.
    Away,
    /// `&&`.
    And,
    /// `||`.
    Or,
}

/// The words of one command.
#[derive(Debug)]
pub(crate) struct Statement {
    /// From its first word to its last.
    pub(crate) at: Place,
    pub(crate) words: Vec<Word>,
    /// Continuations, comments, pipes, redirections.
    pub(crate) quiet: Vec<Place>,
    /// Comments only, for the hint that an expression's `#` must be quoted.
    pub(crate) comments: Vec<Place>,
    pub(crate) remarks: Vec<Remark>,
    pub(crate) fault: Option<Fault>,
    pub(crate) ending: Ending,
    /// The byte after it.
    pub(crate) next: usize,
}

struct Lexer<'a> {
    /// The typed text up to where reading must stop.
    text: &'a str,
    at: usize,
    found: Statement,
    mended: Vec<Mended>,
    /// Words are thrown away: they belong to a pipe.
    piped: bool,
}

/// Reads the command that begins at byte `from` of `text`.
pub(crate) fn statement(text: &str, from: usize) -> Statement {
    let found = Statement {
        at: Place::new(from, from),
        words: Vec::new(),
        quiet: Vec::new(),
        comments: Vec::new(),
        remarks: Vec::new(),
        fault: None,
        ending: Ending::Plain,
        next: from,
    };
    let mut lexer = Lexer { text, at: from, found, mended: Vec::new(), piped: false };
    lexer.run();
    lexer.tell_mended();
    let mut found = lexer.found;
    found.next = lexer.at;
    if let (Some(first), Some(last)) = (found.words.first(), found.words.last()) {
        found.at = first.at.join(last.at);
    }
    found
}

/// Blanks between words; a no-break space comes along from web pages.
pub(crate) fn is_blank(c: char) -> bool {
    c != '\n' && c.is_whitespace() || c == '\u{200b}' || c == '\u{feff}'
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn quiet(&mut self, from: usize) {
        self.found.quiet.push(Place::new(from, self.at));
    }

    fn run(&mut self) {
        while let Some(c) = self.peek() {
            let from = self.at;
            if is_blank(c) {
                self.at += c.len_utf8();
            } else if let Some(length) = continuation(self.rest()) {
                self.at += length;
                self.quiet(from);
            } else if c == '\n' {
                self.at += 1;
                if self.piped || !self.lost_continuation() {
                    return;
                }
            } else if c == '#' {
                let comment = self.rest().find('\n').unwrap_or(self.rest().len());
                self.at += comment;
                self.quiet(from);
                self.found.comments.push(Place::new(from, self.at));
            } else if self.separator() {
                return;
            } else if self.at == from {
                self.word();
            }
        }
    }

    /// A line that begins with an option goes on with the command of the line before: its continuation was lost.
    fn lost_continuation(&mut self) -> bool {
        let rest = self.rest();
        let line = rest.trim_start_matches(is_blank);
        let lost =
            line.strip_prefix("--").is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_lowercase()));
        if lost {
            let from = self.at + rest.len() - line.len();
            self.remark(
                from,
                from + 2,
                "This line begins with an option, so it was read as going on with the command above (a `\\` is missing at that line's end).",
            );
        }
        lost
    }

    /// Whether the command ends here; pipes and redirections are passed over.
    fn separator(&mut self) -> bool {
        let from = self.at;
        let rest = self.rest();
        let (length, ending) = if rest.starts_with("&&") {
            (2, Ending::And)
        } else if rest.starts_with("||") {
            (2, Ending::Or)
        } else if rest.starts_with('&') {
            (1, Ending::Away)
        } else if rest.starts_with(';') {
            (1, Ending::Plain)
        } else {
            if rest.starts_with('|') {
                self.pipe();
            } else if let Some(length) = redirection(rest) {
                self.redirect(length);
            }
            return false;
        };
        self.at += length;
        self.quiet(from);
        self.found.ending = ending;
        true
    }

    fn pipe(&mut self) {
        let from = self.at;
        self.at += 1;
        self.quiet(from);
        if !self.piped {
            let program: String =
                self.rest().trim_start().chars().take_while(|c| c.is_alphanumeric()).collect();
            let what =
                if program.is_empty() { "the next program".to_owned() } else { format!("`{program}`") };
            self.remark(
                from,
                self.at,
                format!("There is no {what} here to pipe into: the whole output is shown."),
            );
        }
        self.piped = true;
    }

    fn redirect(&mut self, length: usize) {
        let from = self.at;
        let heredoc = self.rest().starts_with("<<");
        self.at += length;
        while self.peek().is_some_and(is_blank) {
            self.at += self.peek().map_or(1, char::len_utf8);
        }
        let words = self.found.words.len();
        if self.peek().is_some_and(|c| c != '\n' && !matches!(c, ';' | '|' | '&' | '<' | '>')) {
            self.word();
        }
        let target = self.found.words.drain(words..).next();
        self.quiet(from);
        self.remark(
            from,
            self.at,
            "Files are not written or read by the shell here: this redirection was passed over.",
        );
        if let (true, Some(target)) = (heredoc, target) {
            let start = self.at;
            let mut line_start = self.rest().find('\n').map_or(self.text.len(), |offset| start + offset + 1);
            while line_start < self.text.len() {
                let line = self.text[line_start..].lines().next().unwrap_or_default();
                line_start =
                    self.text[line_start..].find('\n').map_or(self.text.len(), |end| line_start + end + 1);
                if line.trim() == target.text {
                    break;
                }
            }
            // The line end stays: it ends the command.
            self.at =
                if self.text[..line_start].ends_with('\n') { line_start - 1 } else { line_start }.max(start);
            self.quiet(start);
        }
    }

    fn remark(&mut self, from: usize, to: usize, text: impl Into<String>) {
        self.found.remarks.push(Remark::new(Place::new(from, to), text));
    }

    fn word(&mut self) {
        let start = self.at;
        let mut word = Word::begin(start);
        while let Some(c) = self.peek() {
            let at = self.at;
            let rest = self.rest();
            if c == '\n' || is_blank(c) || matches!(c, ';' | '|') || rest.starts_with("&&") {
                break;
            }
            // A value may begin after `=` in `--option=value`.
            let begins = word.text.is_empty() || word.text.ends_with('=');
            let next = rest[c.len_utf8()..].chars().next();
            let opened = match (c, next) {
                ('\'', _) => Some((c, 1)),
                ('"', _) => Some(('"', 1)),
                ('$', Some('\'')) => Some(('$', 2)),
                ('$', Some('"')) => Some(('"', 2)),
                (c, _) if is_curly_single(c) && begins => Some(('‘', c.len_utf8())),
                (c, _) if is_curly_double(c) && begins => Some(('“', c.len_utf8())),
                _ => None,
            };
            if let Some((kind, length)) = opened {
                if !self.quoted(kind, at, length, &mut word) {
                    return;
                }
                continue;
            }
            if let Some(length) = continuation(rest) {
                // In the middle of a word a continuation joins what is on both sides; before a blank it ends the word.
                if matches!(c, '^' | '`') || rest[..length].starts_with(|c| c != '\\') {
                    break;
                }
                self.at += length;
                self.quiet(at);
                continue;
            }
            self.at += c.len_utf8();
            self.bare(c, next, at, &mut word);
        }
        self.finish(word);
    }

    /// One character outside of quotes; it has been passed already.
    fn bare(&mut self, c: char, next: Option<char>, at: usize, word: &mut Word) {
        match (c, next) {
            ('\\', Some(escaped)) => {
                self.at += escaped.len_utf8();
                word.push(escaped, at + 1);
            }
            (c, _) if is_curly_double(c) => {
                self.mended.push(Mended::Curly);
                word.push_from('"', Place::new(at, self.at));
            }
            // Word processors turn two hyphens into a dash.
            ('–' | '—', Some(letter)) if word.text.is_empty() && letter.is_ascii_alphabetic() => {
                self.remark(at, self.at, "A long dash was read as `--`.");
                word.push_from('-', Place::new(at, self.at));
                word.push_from('-', Place::new(at, self.at));
            }
            ('$', Some(name)) if name.is_ascii_alphabetic() || matches!(name, '_' | '{' | '(') => {
                self.remark(at, self.at, "There are no shell variables here: `$` was left as it stands.");
                word.push('$', at);
            }
            _ => word.push(c, at),
        }
    }

    /// Reads a quoted part; false when it is never closed, and the word has been finished then.
    fn quoted(&mut self, kind: char, at: usize, length: usize, word: &mut Word) -> bool {
        word.quoted = true;
        let from = at + length;
        let kept = word.clone();
        let end = match kind {
            '\'' => quotes::single(self.text, from, false, word, &mut self.mended),
            '$' => quotes::ansi(self.text, from, word),
            '"' => quotes::double(self.text, from, false, word, &mut self.mended),
            '‘' => quotes::single(self.text, from, true, word, &mut self.mended),
            _ => quotes::double(self.text, from, true, word, &mut self.mended),
        };
        if let Some(end) = end {
            if matches!(kind, '‘' | '“') {
                self.mended.push(Mended::Curly);
            }
            self.at = end;
            return true;
        }
        // Never closed: probably forgotten on a line of its own command, so that the next command stays one.
        let stop = next_command(self.text, from).unwrap_or(self.text.len());
        let typed = self.text[at..stop].trim_end();
        self.at = at + typed.len();
        *word = kept;
        word.push_str(&self.text[from.min(self.at)..self.at], from);
        let quote = self.text[at..from].trim_start_matches('$');
        let line = typed.lines().next().unwrap_or(typed).trim_end();
        let fault =
            Fault::plain(SHELL_SYNTAX, format!("bash: unexpected EOF while looking for matching `{quote}'"))
                .at(Place::new(at, at + line.len()))
                .hint(format!("The quote {quote} that begins here is never closed."))
                .fix(Some(format!("{line}{quote}")));
        self.found.fault.get_or_insert(fault);
        self.finish(std::mem::take(word));
        false
    }

    fn finish(&mut self, mut word: Word) {
        word.at = Place::new(word.at.start(), self.at);
        if self.piped {
            self.found.quiet.push(word.at);
        } else {
            self.found.words.push(word);
        }
    }

    fn tell_mended(&mut self) {
        let at = match (self.found.words.first(), self.found.words.last()) {
            (Some(first), Some(last)) => first.at.join(last.at),
            _ => Place::new(self.at, self.at),
        };
        for (kind, sentence) in [
            (Mended::Curly, "Curly quotes were read as straight ones."),
            (
                Mended::Backslashes,
                "The `\\\"` of Windows PowerShell were read as `\"` (in bash the backslashes would stay and break the JSON).",
            ),
            (Mended::Doubled, "The doubled quotes of cmd.exe were read as single ones."),
        ] {
            if self.mended.contains(&kind) {
                self.found.remarks.push(Remark::new(at, sentence));
            }
        }
    }
}

/// The length of a continuation at the beginning of `rest`: `\`, `^` or a backtick, blanks, line end.
fn continuation(rest: &str) -> Option<usize> {
    let after = rest.strip_prefix(['\\', '^', '`'])?;
    let blanks = after.len() - after.trim_start_matches(is_blank).len();
    match after[blanks..].chars().next() {
        Some('\n') => Some(1 + blanks + 1),
        None => Some(1 + blanks),
        Some(_) => None,
    }
}

/// The length of a redirection operator at the beginning of `rest`.
fn redirection(rest: &str) -> Option<usize> {
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let operator = &rest[digits..];
    if digits > 1 || !operator.starts_with(['>', '<']) {
        return None;
    }
    ["<<<", "<<-", ">>", "<<", ">&", "<&"]
        .iter()
        .find(|known| operator.starts_with(**known))
        .map_or(Some(digits + 1), |known| Some(digits + known.len()))
}

/// The start of the next line that begins with `aws` or `lab`.
fn next_command(text: &str, from: usize) -> Option<usize> {
    let mut at = from;
    while let Some(offset) = text[at..].find('\n') {
        at += offset + 1;
        let line = text[at..].trim_start_matches(|c| matches!(c, '$' | '%' | '>') || is_blank(c));
        if line.starts_with("aws ") || line.starts_with("lab ") {
            return Some(at);
        }
    }
    None
}
