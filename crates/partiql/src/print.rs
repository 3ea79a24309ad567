//! Statements back to text: every name in quotes, every operand that could be misread in parentheses.

use std::fmt::{self, Display, Formatter};

use crate::tree::{Change, Direction, Expr, Image, Order, Path, Returning, Select, Source, Statement, Step};

impl Display for Statement {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Select(select) => select.fmt(f),
            Self::Exists(select) => write!(f, "EXISTS({select})"),
            Self::Insert(insert) => {
                f.write_str("INSERT INTO ")?;
                quoted(f, &insert.table, '"')?;
                write!(f, " VALUE {}", insert.value)
            }
            Self::Update(update) => {
                write!(f, "UPDATE {}", update.source)?;
                for change in &update.changes {
                    match change {
                        Change::Set(set) => write!(f, " SET {} = {}", set.path, set.value)?,
                        Change::Remove(path) => write!(f, " REMOVE {path}")?,
                    }
                }
                condition(f, update.condition.as_ref())?;
                returning(f, update.returning)
            }
            Self::Delete(delete) => {
                write!(f, "DELETE FROM {}", delete.source)?;
                condition(f, delete.condition.as_ref())?;
                returning(f, delete.returning)
            }
        }
    }
}

impl Display for Select {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("SELECT ")?;
        match &self.columns {
            None => f.write_str("*")?,
            Some(columns) => list(f, columns)?,
        }
        write!(f, " FROM {}", self.source)?;
        condition(f, self.condition.as_ref())?;
        if !self.order.is_empty() {
            f.write_str(" ORDER BY ")?;
            list(f, &self.order)?;
        }
        Ok(())
    }
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        quoted(f, &self.table, '"')?;
        if let Some(index) = &self.index {
            f.write_str(".")?;
            quoted(f, index, '"')?;
        }
        Ok(())
    }
}

impl Display for Order {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.by.fmt(f)?;
        f.write_str(match self.direction {
            Direction::Ascending => "",
            Direction::Descending => " DESC",
        })?;
        f.write_str(match self.nulls_first {
            None => "",
            Some(true) => " NULLS FIRST",
            Some(false) => " NULLS LAST",
        })
    }
}

impl Display for Returning {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let which = if self.modified { "MODIFIED" } else { "ALL" };
        let image = match self.image {
            Image::Old => "OLD",
            Image::New => "NEW",
        };
        write!(f, "RETURNING {which} {image} *")
    }
}

impl Display for Path {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().enumerate() {
            match step {
                Step::Name(name) => {
                    f.write_str(if at == 0 { "" } else { "." })?;
                    quoted(f, name, '"')?;
                }
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Missing => f.write_str("MISSING"),
            Self::Bool(true) => f.write_str("TRUE"),
            Self::Bool(false) => f.write_str("FALSE"),
            Self::Number(number) => f.write_str(number),
            Self::Text(text) => quoted(f, text, '\''),
            Self::Ion(text, ..) => write!(f, "`{text}`"),
            Self::Parameter(_) => f.write_str("?"),
            Self::List(elements) => enclosed(f, "[", elements, "]"),
            Self::Set(elements) => enclosed(f, "<<", elements, ">>"),
            Self::Map(entries) => {
                f.write_str("{")?;
                for (at, (key, value)) in entries.iter().enumerate() {
                    f.write_str(if at == 0 { "" } else { ", " })?;
                    quoted(f, key, '\'')?;
                    write!(f, ": {value}")?;
                }
                f.write_str("}")
            }
            Self::Path(path) => path.fmt(f),
            Self::Call(name, arguments, _) => {
                f.write_str(name)?;
                enclosed(f, "(", arguments, ")")
            }
            Self::Arithmetic(sign, operands) => {
                let [left, right] = operands.as_ref();
                write!(f, "{} {} {}", Term(left), sign.symbol(), Term(right))
            }
            Self::And(parts) => joined(f, parts, " AND "),
            Self::Or(parts) => joined(f, parts, " OR "),
            Self::Not(inner) => write!(f, "NOT {}", Term(inner)),
            Self::Compare(comparison, operands) => {
                let [left, right] = operands.as_ref();
                write!(f, "{} {} {}", Term(left), comparison.symbol(), Term(right))
            }
            Self::Between(operands) => {
                let [operand, low, high] = operands.as_ref();
                write!(f, "{} BETWEEN {} AND {}", Term(operand), Term(low), Term(high))
            }
            Self::In(operands) => {
                let [operand, list] = operands.as_ref();
                write!(f, "{} IN {}", Term(operand), Term(list))
            }
            Self::Is(operand, kind, _) => write!(f, "{} IS {kind}", Term(operand)),
        }
    }
}

/// An operand, in parentheses unless it is a single term.
struct Term<'e>(&'e Expr);

impl Display for Term<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let composite = matches!(
            self.0,
            Expr::Arithmetic(..)
                | Expr::And(_)
                | Expr::Or(_)
                | Expr::Not(_)
                | Expr::Compare(..)
                | Expr::Between(_)
                | Expr::In(_)
                | Expr::Is(..)
        );
        if composite { write!(f, "({})", self.0) } else { self.0.fmt(f) }
    }
}

fn condition(f: &mut Formatter<'_>, condition: Option<&Expr>) -> fmt::Result {
    condition.map_or(Ok(()), |condition| write!(f, " WHERE {condition}"))
}

fn returning(f: &mut Formatter<'_>, returning: Option<Returning>) -> fmt::Result {
    returning.map_or(Ok(()), |returning| write!(f, " {returning}"))
}

fn quoted(f: &mut Formatter<'_>, text: &str, quote: char) -> fmt::Result {
    write!(f, "{quote}")?;
    for letter in text.chars() {
        if letter == quote {
            write!(f, "{quote}")?;
        }
        write!(f, "{letter}")?;
    }
    write!(f, "{quote}")
}

fn enclosed(f: &mut Formatter<'_>, open: &str, elements: &[Expr], close: &str) -> fmt::Result {
    f.write_str(open)?;
    list(f, elements)?;
    f.write_str(close)
}

fn joined(f: &mut Formatter<'_>, parts: &[Expr], word: &str) -> fmt::Result {
    for (at, part) in parts.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { word })?;
        Term(part).fmt(f)?;
    }
    Ok(())
}

fn list<T: Display>(f: &mut Formatter<'_>, elements: &[T]) -> fmt::Result {
    for (at, element) in elements.iter().enumerate() {
        f.write_str(if at == 0 { "" } else { ", " })?;
        element.fmt(f)?;
    }
    Ok(())
}
