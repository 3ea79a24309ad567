//! Statements, read from left to right.

use crate::error::{Error, Place};
use crate::keyword::is_keyword;
use crate::token::{Kind, Token, tokens};
use crate::tree::{
    Assignment, Change, Delete, Expr, Image, Insert, Path, Returning, Source, Statement, Step, Update,
};

/// How deep parentheses, lists and functions may be nested.
const MAX_DEPTH: u32 = 100;

/// Reads the tokens of one statement.
pub(crate) struct Parser {
    tokens: Vec<Token>,
    at: usize,
    depth: u32,
    /// `?` read so far.
    pub(crate) parameters: u32,
}

impl Parser {
    pub(crate) fn new(text: &str) -> Result<Self, Error> {
        Ok(Self { tokens: tokens(text)?, at: 0, depth: 0, parameters: 0 })
    }

    /// The whole text as one statement.
    pub(crate) fn statement(mut self) -> Result<Statement, Error> {
        let Some(statement) = self.begin()? else {
            // Not the beginning of any statement: what it says is told as if it were a value.
            let value = self.expr()?;
            self.finish()?;
            return Err(no_statement(&value));
        };
        self.finish()?;
        Ok(statement)
    }

    /// A statement, if one begins here.
    pub(crate) fn begin(&mut self) -> Result<Option<Statement>, Error> {
        let Kind::Word(word) = self.kind() else { return Ok(None) };
        let word = word.to_ascii_lowercase();
        let second = self.tokens.get(self.at + 1).map(|token| &token.kind);
        match word.as_str() {
            "select" => self.select().map(|select| Some(Statement::Select(select))),
            "insert" => self.insert().map(Some),
            "update" => self.update().map(Some),
            "delete" => self.delete().map(Some),
            "from" => self.update_from().map(Some),
            "set" | "remove" => Err(Error::malformed("Expected data manipulation")),
            // Of anything else it is a function like any other.
            "exists" if second == Some(&Kind::Symbol("(")) && self.selects(2) => self.exists().map(Some),
            _ => Ok(None),
        }
    }

    fn finish(&mut self) -> Result<(), Error> {
        if self.take(";") {
            return match self.kind() {
                Kind::End => Ok(()),
                _ => Err(Error::malformed("Unexpected token after semicolon. (Only one query is allowed.)")),
            };
        }
        match self.kind() {
            Kind::End => Ok(()),
            _ => Err(Error::malformed("Unexpected token after expression")),
        }
    }

    fn insert(&mut self) -> Result<Statement, Error> {
        self.advance();
        if !self.take_word("into") {
            return Err(Error::malformed("Expected INTO after INSERT"));
        }
        let place = self.place();
        let source = self.simple_source()?;
        if !self.take_word("value") {
            self.expr()?;
            self.finish()?;
            return Err(Error::malformed("Expected VALUE in INSERT"));
        }
        let value = self.expr()?;
        if source.index.is_some() {
            return Err(Error::SingleTable(place));
        }
        Ok(Statement::Insert(Insert { table: source.table, value }))
    }

    fn update(&mut self) -> Result<Statement, Error> {
        self.advance();
        let source = self.simple_source()?;
        self.no_alias()?;
        let changes = self.changes()?;
        let condition = self.condition()?;
        let returning = self.returning()?;
        Ok(Statement::Update(Update { source, changes, condition, returning }))
    }

    /// `FROM "T" WHERE … SET …`.
    pub(crate) fn update_from(&mut self) -> Result<Statement, Error> {
        self.advance();
        let source = self.source()?;
        let condition = self.condition()?;
        let changes = self.changes()?;
        let returning = self.returning()?;
        Ok(Statement::Update(Update { source, changes, condition, returning }))
    }

    fn delete(&mut self) -> Result<Statement, Error> {
        self.advance();
        if !self.take_word("from") {
            return Err(Error::malformed("Expected FROM after DELETE"));
        }
        let source = self.simple_source()?;
        self.no_alias()?;
        let condition = self.condition()?;
        let returning = self.returning()?;
        Ok(Statement::Delete(Delete { source, condition, returning }))
    }

    fn exists(&mut self) -> Result<Statement, Error> {
        self.advance();
        self.advance();
        let select = self.select()?;
        self.expect(")", "RIGHT_PAREN")?;
        Ok(Statement::Exists(select))
    }

    fn changes(&mut self) -> Result<Vec<Change>, Error> {
        let mut changes = Vec::new();
        loop {
            if self.take_word("set") {
                loop {
                    let path = self.simple_path()?;
                    if !self.take("=") {
                        return Err(Error::malformed("Expected '=' for assignment"));
                    }
                    let value = self.expr()?;
                    changes.push(Change::Set(Assignment { path, value }));
                    if !self.take(",") {
                        break;
                    }
                }
            } else if self.take_word("remove") {
                changes.push(Change::Remove(self.simple_path()?));
            } else if changes.is_empty() {
                return Err(Error::malformed("Expected data manipulation"));
            } else {
                return Ok(changes);
            }
        }
    }

    pub(crate) fn condition(&mut self) -> Result<Option<Expr>, Error> {
        if self.take_word("where") { self.expr().map(Some) } else { Ok(None) }
    }

    fn returning(&mut self) -> Result<Option<Returning>, Error> {
        if !self.take_word("returning") {
            return Ok(None);
        }
        let modified = if self.take_word("modified") {
            true
        } else if self.take_word("all") {
            false
        } else {
            return Err(Error::malformed("Expected returning variant after RETURNING"));
        };
        let image = if self.take_word("old") {
            Image::Old
        } else if self.take_word("new") {
            Image::New
        } else {
            return Err(malformed_returning());
        };
        if self.take("*") { Ok(Some(Returning { modified, image })) } else { Err(malformed_returning()) }
    }

    /// The table of a write, which must be a plain name.
    fn simple_source(&mut self) -> Result<Source, Error> {
        let path = self.simple_path()?;
        self.source_of(path)
    }

    /// The table of a `FROM` clause.
    pub(crate) fn source(&mut self) -> Result<Source, Error> {
        let place = self.place();
        let path = match self.kind() {
            Kind::Word(word) if is_keyword(word) => return Err(Error::malformed("Unexpected keyword")),
            Kind::Word(_) | Kind::Quoted(_) => self.path()?,
            Kind::End => return Err(Error::malformed("Unexpected term")),
            Kind::Text(_) | Kind::Number(_) | Kind::Ion(..) | Kind::Symbol("?") => {
                return Err(Error::PathComponent(place));
            }
            Kind::Symbol(_) => {
                self.expr()?;
                return Err(Error::PathComponent(place));
            }
        };
        let source = self.source_of(path)?;
        self.no_alias()?;
        if self.is(",")
            || ["join", "inner", "left", "right", "cross", "full"].iter().any(|word| self.is_word(word))
        {
            return Err(Error::ManyTables);
        }
        Ok(source)
    }

    fn source_of(&self, path: Path) -> Result<Source, Error> {
        let before = self.tokens.get(self.at.wrapping_sub(1)).map_or(Place::default(), |token| token.place);
        let mut names = Vec::new();
        for step in path.steps {
            match step {
                Step::Name(name) if name.is_empty() => return Err(Error::EmptyComponent),
                Step::Name(name) => names.push(name),
                Step::Index(_) => return Err(Error::PathComponent(before)),
            }
        }
        if names.len() > 2 {
            return Err(Error::FromComponents);
        }
        let mut names = names.into_iter();
        Ok(Source { table: names.next().unwrap_or_default(), index: names.next() })
    }

    /// A name that follows something named already would be its other name.
    pub(crate) fn no_alias(&self) -> Result<(), Error> {
        let alias = match self.kind() {
            Kind::Quoted(_) => true,
            Kind::Word(word) => word.eq_ignore_ascii_case("as") || !is_keyword(word),
            _ => false,
        };
        if alias { Err(Error::Alias) } else { Ok(()) }
    }

    fn simple_path(&mut self) -> Result<Path, Error> {
        match self.kind() {
            Kind::Quoted(_) => self.path(),
            Kind::Word(word) if !is_keyword(word) => self.path(),
            _ => Err(Error::malformed("Expected identifier for simple path")),
        }
    }

    /// A path; the caller has seen that a name begins it.
    pub(crate) fn path(&mut self) -> Result<Path, Error> {
        let mut steps = Vec::new();
        if let Kind::Word(name) | Kind::Quoted(name) = self.kind() {
            steps.push(Step::Name(name.clone()));
        }
        self.advance();
        loop {
            if self.take(".") {
                match self.kind() {
                    Kind::Quoted(name) => steps.push(Step::Name(name.clone())),
                    Kind::Word(name) if !is_keyword(name) => steps.push(Step::Name(name.clone())),
                    _ => return Err(Error::malformed("Invalid path dot component")),
                }
                self.advance();
            } else if self.is("[") {
                self.advance();
                let place = self.place();
                match self.kind() {
                    Kind::Number(number) if number.bytes().all(|byte| byte.is_ascii_digit()) => {
                        steps.push(Step::Index(number.clone()));
                    }
                    Kind::Text(name) => steps.push(Step::Name(name.clone())),
                    Kind::Symbol("]") | Kind::End => return Err(Error::malformed("Unexpected term")),
                    _ => return Err(Error::PathComponent(place)),
                }
                self.advance();
                self.expect("]", "RIGHT_BRACKET")?;
            } else {
                return Ok(Path { steps });
            }
        }
    }

    pub(crate) fn kind(&self) -> &Kind {
        self.tokens.get(self.at).map_or(&Kind::End, |token| &token.kind)
    }

    pub(crate) fn place(&self) -> Place {
        self.tokens.get(self.at).map_or(Place::default(), |token| token.place)
    }

    pub(crate) fn advance(&mut self) {
        self.at += 1;
    }

    pub(crate) fn is(&self, symbol: &str) -> bool {
        matches!(self.kind(), Kind::Symbol(found) if *found == symbol)
    }

    /// Whether the token after the next one is this symbol.
    pub(crate) fn second_is(&self, symbol: &str) -> bool {
        matches!(self.tokens.get(self.at + 1), Some(Token { kind: Kind::Symbol(found), .. }) if *found == symbol)
    }

    /// Whether a `SELECT` begins so many tokens further on.
    fn selects(&self, tokens: usize) -> bool {
        let token = self.tokens.get(self.at + tokens);
        token.is_some_and(
            |token| matches!(&token.kind, Kind::Word(word) if word.eq_ignore_ascii_case("select")),
        )
    }

    /// The word after the next token.
    pub(crate) fn second_word(&self) -> Option<&str> {
        match self.tokens.get(self.at + 1).map(|token| &token.kind) {
            Some(Kind::Word(word)) => Some(word),
            _ => None,
        }
    }

    pub(crate) fn take(&mut self, symbol: &str) -> bool {
        let found = self.is(symbol);
        if found {
            self.advance();
        }
        found
    }

    pub(crate) fn expect(&mut self, symbol: &str, name: &str) -> Result<(), Error> {
        if self.take(symbol) { Ok(()) } else { Err(Error::malformed(format!("Expected {name}"))) }
    }

    pub(crate) fn is_word(&self, word: &str) -> bool {
        matches!(self.kind(), Kind::Word(found) if found.eq_ignore_ascii_case(word))
    }

    pub(crate) fn take_word(&mut self, word: &str) -> bool {
        let found = self.is_word(word);
        if found {
            self.advance();
        }
        found
    }

    /// One level further down, as long as there is room for it.
    pub(crate) fn deeper<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.depth >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }
}

/// What is said about a value that stands for a whole statement. `EXISTS` is a function, and every function and every
/// operator is taken for it.
fn no_statement(value: &Expr) -> Error {
    Error::Operation(match value {
        Expr::Null | Expr::Bool(_) | Expr::Number(_) | Expr::Text(_) | Expr::Ion(..) => "Lit",
        Expr::Missing => "Missing",
        Expr::Parameter(_) => "Parameter",
        Expr::List(_) => "List",
        Expr::Map(_) => "Struct",
        Expr::Set(_) => "Bag",
        Expr::Path(path) if path.steps.len() == 1 => "Id",
        Expr::Path(_) => "Path",
        Expr::Is(..) => "IsType",
        _ => return Error::LoneExists,
    })
}

fn malformed_returning() -> Error {
    Error::malformed("Malformed RETURNING clause; expected RETURNING <ALL|MODIFIED> <OLD|NEW> *")
}
