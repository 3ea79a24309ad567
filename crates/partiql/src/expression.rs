//! Values and conditions.

use crate::error::{Error, Place};
use crate::keyword::{is_function, is_keyword};
use crate::parser::Parser;
use crate::token::Kind;
use crate::tree::{Arithmetic, Comparison, Expr};

/// How many `+` and `-` may follow each other.
const MAX_TERMS: usize = 100;

impl Parser {
    /// A value or a condition.
    pub(crate) fn expr(&mut self) -> Result<Expr, Error> {
        self.deeper(Self::or)
    }

    fn or(&mut self) -> Result<Expr, Error> {
        let mut parts = vec![self.and()?];
        while self.take_infix_word("or")? {
            parts.push(self.and()?);
        }
        Ok(one_or(parts, Expr::Or))
    }

    fn and(&mut self) -> Result<Expr, Error> {
        let mut parts = vec![self.not()?];
        while self.take_infix_word("and")? {
            parts.push(self.not()?);
        }
        Ok(one_or(parts, Expr::And))
    }

    fn not(&mut self) -> Result<Expr, Error> {
        if self.take_word("not") {
            return Ok(Expr::Not(Box::new(self.deeper(Self::not)?)));
        }
        self.predicate()
    }

    fn predicate(&mut self) -> Result<Expr, Error> {
        let start = self.place();
        let left = self.sum()?;
        if let Some(comparison) = self.comparison() {
            self.infix()?;
            let right = self.sum()?;
            return Ok(Expr::Compare(comparison, Box::new([left, right])));
        }
        if self.is_word("is") {
            self.advance();
            return self.is_type(left, start);
        }
        let negated = self.is_word("not") && self.second_is_predicate();
        if negated {
            self.advance();
        }
        let place = self.place();
        let found = if self.is_word("in") {
            self.infix()?;
            let list = self.list_of_in()?;
            Expr::In(Box::new([left, list]))
        } else if self.is_word("between") {
            self.infix()?;
            let low = self.sum()?;
            if !self.take_word("and") {
                return Err(Error::malformed("Expected AND keyword"));
            }
            if *self.kind() == Kind::End {
                return Err(Error::malformed("Expected expression after AND"));
            }
            let high = self.sum()?;
            Expr::Between(Box::new([left, low, high]))
        } else if self.is_word("like") {
            self.infix()?;
            self.sum()?;
            return Err(Error::Operator("LIKE".to_owned(), place));
        } else {
            left
        };
        Ok(if negated { Expr::Not(Box::new(found)) } else { found })
    }

    fn second_is_predicate(&self) -> bool {
        let second = self.second_word();
        ["in", "between", "like"]
            .iter()
            .any(|word| second.is_some_and(|found| found.eq_ignore_ascii_case(word)))
    }

    /// `MISSING`, `NOT NULL`, ….
    fn is_type(&mut self, left: Expr, place: Place) -> Result<Expr, Error> {
        let negated = self.take_word("not");
        let is = Expr::Is(Box::new(left), self.type_name()?, place);
        Ok(if negated { Expr::Not(Box::new(is)) } else { is })
    }

    /// What follows `IN`: values in parentheses, or one value that is a list.
    fn list_of_in(&mut self) -> Result<Expr, Error> {
        if self.take("(") {
            return self.deeper(|parser| parser.elements(")", "RIGHT_PAREN")).map(Expr::List);
        }
        self.sum()
    }

    fn comparison(&self) -> Option<Comparison> {
        let Kind::Symbol(symbol) = self.kind() else { return None };
        Some(match *symbol {
            "=" => Comparison::Eq,
            "<>" => Comparison::Ne,
            "<" => Comparison::Lt,
            "<=" => Comparison::Le,
            ">" => Comparison::Gt,
            ">=" => Comparison::Ge,
            _ => return None,
        })
    }

    /// Takes an infix operator, which needs something on its right.
    fn infix(&mut self) -> Result<(), Error> {
        self.advance();
        if *self.kind() == Kind::End {
            return Err(Error::malformed("Missing right-hand side expression of infix operator"));
        }
        Ok(())
    }

    fn take_infix_word(&mut self, word: &str) -> Result<bool, Error> {
        let found = self.is_word(word);
        if found {
            self.infix()?;
        }
        Ok(found)
    }

    fn sum(&mut self) -> Result<Expr, Error> {
        let mut left = self.unary()?;
        for _ in 0..MAX_TERMS {
            let sign = match self.kind() {
                Kind::Symbol("+") => Arithmetic::Plus,
                Kind::Symbol("-") => Arithmetic::Minus,
                Kind::Symbol(symbol @ ("*" | "/" | "%" | "||")) => {
                    let operator = Error::Operator((*symbol).to_owned(), self.place());
                    self.infix()?;
                    self.unary()?;
                    return Err(operator);
                }
                _ => return Ok(left),
            };
            self.infix()?;
            let right = self.unary()?;
            left = Expr::Arithmetic(sign, Box::new([left, right]));
        }
        Err(Error::TooDeep)
    }

    /// A sign belongs to the number that follows it.
    fn unary(&mut self) -> Result<Expr, Error> {
        let place = self.place();
        let sign = match self.kind() {
            Kind::Symbol("-") => "-",
            Kind::Symbol("+") => "+",
            _ => return self.term(),
        };
        self.advance();
        match self.deeper(Self::unary)? {
            Expr::Number(number) if sign == "+" => Ok(Expr::Number(number)),
            Expr::Number(number) => Ok(Expr::Number(match number.strip_prefix('-') {
                Some(number) => number.to_owned(),
                None => format!("-{number}"),
            })),
            _ => Err(Error::Operator(sign.to_owned(), place)),
        }
    }

    fn term(&mut self) -> Result<Expr, Error> {
        let term = match self.kind() {
            Kind::Word(word) if is_keyword(word) => return self.keyword(),
            Kind::Word(_) if self.second_is("(") => return self.call(),
            Kind::Word(_) | Kind::Quoted(_) => return self.path().map(Expr::Path),
            Kind::Text(text) => Expr::Text(text.clone()),
            Kind::Number(number) => Expr::Number(number.clone()),
            Kind::Ion(text, kind) => Expr::Ion(text.clone(), kind, self.place()),
            Kind::Symbol("?") => {
                self.parameters += 1;
                Expr::Parameter(self.parameters - 1)
            }
            Kind::Symbol("(") => {
                self.advance();
                return self.group();
            }
            Kind::Symbol("[") => {
                self.advance();
                return self.deeper(|parser| parser.elements("]", "RIGHT_BRACKET")).map(Expr::List);
            }
            Kind::Symbol("<<") => {
                self.advance();
                return self
                    .deeper(|parser| parser.elements(">>", "RIGHT_DOUBLE_ANGLE_BRACKET"))
                    .map(Expr::Set);
            }
            Kind::Symbol("{") => {
                self.advance();
                return self.deeper(Self::map);
            }
            Kind::Symbol("=" | "<" | ">" | "<=" | ">=" | "<>" | "/" | "%" | "||" | "@") => {
                return Err(Error::malformed("Unexpected operator"));
            }
            Kind::Symbol(_) | Kind::End => return Err(Error::malformed("Unexpected term")),
        };
        self.advance();
        Ok(term)
    }

    fn keyword(&mut self) -> Result<Expr, Error> {
        let place = self.place();
        let Kind::Word(word) = self.kind() else { return Err(Error::malformed("Unexpected keyword")) };
        let constant = match word.to_ascii_lowercase().as_str() {
            "null" => Expr::Null,
            "missing" => Expr::Missing,
            "true" => Expr::Bool(true),
            "false" => Expr::Bool(false),
            _ if is_function(word) && self.second_is("(") => return self.call(),
            "select" => {
                return match self.deeper(Self::begin)? {
                    Some(_) => Err(Error::Subquery(place)),
                    None => Err(Error::malformed("Unexpected keyword")),
                };
            }
            "from" => {
                self.deeper(Self::update_from)?;
                return Err(Error::malformed("Unexpected keyword"));
            }
            // Statements that change something stand for no value.
            _ => return Err(Error::malformed("Unexpected keyword")),
        };
        self.advance();
        Ok(constant)
    }

    fn call(&mut self) -> Result<Expr, Error> {
        let place = self.place();
        let Kind::Word(name) = self.kind() else { return Err(Error::malformed("Unexpected term")) };
        let name = name.clone();
        self.advance();
        self.advance();
        let first = self.place();
        let arguments = if is_function(&name) && !name.eq_ignore_ascii_case("size") {
            self.deeper(Self::worded)?
        } else {
            self.deeper(|parser| parser.elements(")", "RIGHT_PAREN"))?
        };
        Ok(Expr::Call(name, arguments, [place, first]))
    }

    /// The arguments of SQL's functions, some of which have words between them: `CAST(a AS INT)`. None of these
    /// functions is the service's, so it is enough to find where the call ends.
    fn worded(&mut self) -> Result<Vec<Expr>, Error> {
        let mut arguments = Vec::new();
        while !self.take(")") {
            if self.take_word("as") {
                while matches!(self.kind(), Kind::Word(_)) {
                    self.advance();
                }
            } else if ["from", "for", "distinct", "all", "leading", "trailing", "both"]
                .iter()
                .any(|word| self.take_word(word))
                || self.take(",")
                || self.take("*")
            {
                // Not told apart.
            } else if *self.kind() == Kind::End {
                self.expect(")", "RIGHT_PAREN")?;
            } else {
                arguments.push(self.expr()?);
            }
        }
        Ok(arguments)
    }

    /// `(…)`: grouping, or several values, which are a list.
    fn group(&mut self) -> Result<Expr, Error> {
        let mut inside = self.deeper(|parser| parser.elements(")", "RIGHT_PAREN"))?;
        match (inside.pop(), inside.is_empty()) {
            (None, _) => Err(Error::malformed("Expression group cannot be empty")),
            (Some(one), true) => Ok(one),
            (Some(last), false) => {
                inside.push(last);
                Ok(Expr::List(inside))
            }
        }
    }

    /// Values with commas between them, and what closes them.
    fn elements(&mut self, closing: &str, name: &str) -> Result<Vec<Expr>, Error> {
        let mut elements = Vec::new();
        if self.take(closing) {
            return Ok(elements);
        }
        loop {
            elements.push(self.expr()?);
            if !self.take(",") {
                self.expect(closing, name)?;
                return Ok(elements);
            }
        }
    }

    fn map(&mut self) -> Result<Expr, Error> {
        let mut entries = Vec::new();
        if self.take("}") {
            return Ok(Expr::Map(entries));
        }
        loop {
            let Kind::Text(key) = self.kind() else {
                let place = self.place();
                self.expr()?;
                return Err(Error::PathComponent(place));
            };
            let key = key.clone();
            self.advance();
            self.expect(":", "COLON")?;
            if key.is_empty() {
                return Err(Error::EmptyComponent);
            }
            entries.push((key, self.expr()?));
            if !self.take(",") {
                self.expect("}", "RIGHT_CURLY")?;
                return Ok(Expr::Map(entries));
            }
        }
    }
}

fn one_or(mut parts: Vec<Expr>, many: impl FnOnce(Vec<Expr>) -> Expr) -> Expr {
    match (parts.len(), parts.pop()) {
        (1, Some(one)) => one,
        (_, last) => {
            parts.extend(last);
            many(parts)
        }
    }
}
