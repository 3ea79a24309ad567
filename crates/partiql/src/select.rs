//! `SELECT`.

use crate::error::Error;
use crate::keyword::is_keyword;
use crate::parser::Parser;
use crate::token::Kind;
use crate::tree::{Direction, Expr, Order, Path, Select};

/// Clauses of SQL that the service doesn't have, by their first word.
const CLAUSES: [(&str, &str); 4] =
    [("group", "GROUP BY"), ("having", "HAVING"), ("limit", "LIMIT"), ("offset", "OFFSET")];

impl Parser {
    /// `SELECT … FROM … WHERE … ORDER BY …`; the keyword is still to be read.
    pub(crate) fn select(&mut self) -> Result<Select, Error> {
        self.advance();
        for (word, name) in [("distinct", "DISTINCT"), ("all", "ALL"), ("value", "VALUE")] {
            if self.is_word(word) && !self.second_is(".") {
                return Err(Error::Clause(name, self.place()));
            }
        }
        let columns = if self.take("*") {
            if self.is(",") {
                return Err(Error::malformed("Cannot mix * with other expressions in SELECT list"));
            }
            None
        } else {
            Some(self.columns()?)
        };
        if !self.take_word("from") {
            return Err(Error::malformed("Expected FROM after SELECT list"));
        }
        let source = self.source()?;
        let condition = self.condition()?;
        let order = self.order()?;
        for (word, name) in CLAUSES {
            if self.is_word(word) {
                return Err(Error::Clause(name, self.place()));
            }
        }
        Ok(Select { columns, source, condition, order })
    }

    fn columns(&mut self) -> Result<Vec<Path>, Error> {
        let mut columns = Vec::new();
        loop {
            columns.push(self.column()?);
            self.no_alias()?;
            if !self.take(",") {
                return Ok(columns);
            }
        }
    }

    fn column(&mut self) -> Result<Path, Error> {
        let place = self.place();
        // `COUNT(*)` is told by its name, not by the star that no argument can be.
        if let (Kind::Word(_), true) = (self.kind(), self.second_is("(")) {
            return Err(Error::PathComponent(place));
        }
        match self.expr()? {
            Expr::Path(path) => Ok(path),
            _ => Err(Error::PathComponent(place)),
        }
    }

    fn order(&mut self) -> Result<Vec<Order>, Error> {
        let mut order = Vec::new();
        if !self.take_word("order") {
            return Ok(order);
        }
        if !self.take_word("by") {
            return Err(Error::malformed("Expected BY after ORDER"));
        }
        loop {
            let place = self.place();
            let by = match self.kind() {
                Kind::Quoted(_) => Expr::Path(self.path()?),
                Kind::Word(word) if !is_keyword(word) => Expr::Path(self.path()?),
                Kind::Text(text) => {
                    let text = text.clone();
                    self.advance();
                    Expr::Text(text)
                }
                _ => return Err(Error::malformed("Expected attribute path in ORDER BY")),
            };
            let direction = if self.take_word("desc") {
                Direction::Descending
            } else {
                self.take_word("asc");
                Direction::Ascending
            };
            let nulls_first = if self.take_word("nulls") {
                if self.take_word("first") {
                    Some(true)
                } else if self.take_word("last") {
                    Some(false)
                } else {
                    return Err(Error::malformed("Expected FIRST or LAST after NULLS"));
                }
            } else {
                None
            };
            order.push(Order { by, place, direction, nulls_first });
            if !self.take(",") {
                return Ok(order);
            }
        }
    }
}
