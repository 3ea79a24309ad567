//! From syntax to meaning: parameters get their values, and everything is checked that needs no table.

use expression::{Element, Fault, Path, Predicate};
use partiql::{Direction, Expr, Image, Order, Returning, Select, Source, Step};
use value::{AttributeValue, Item};

use super::constant::constant;
use super::predicate::is_size;
use crate::dynamodb::{
    Column, DeleteStatement, InsertStatement, ReturnValues, SelectStatement, StatementAction, TableRef,
    UpdateStatement,
};
use crate::error::ApiError;
use crate::parse::constraints::table_ref;
use crate::parse::items::whole_item;

/// Steps of a path.
const MAX_STEPS: usize = 32;

/// Operators and functions of a statement.
const MAX_OPERATORS: u64 = 300;

const ON_INDEX: &str = "This operation is not supported on an index";

/// The meaning of a statement.
pub(super) fn action(text: &str, parameters: &[AttributeValue]) -> Result<StatementAction, ApiError> {
    let statement = partiql::parse(text).map_err(|error| ApiError::validation(error.to_string()))?;
    let mut count = 0;
    statement.for_each_parameter(|_| count += 1);
    if count != parameters.len() {
        return Err(ApiError::validation("Number of parameters in request and statement don't match."));
    }
    let mut lower = Lower { parameters, operators: 0 };
    Ok(match statement {
        partiql::Statement::Select(select) => StatementAction::Select(lower.select(&select)?),
        partiql::Statement::Exists(select) => StatementAction::Exists(lower.select(&select)?),
        partiql::Statement::Insert(insert) => StatementAction::Insert(lower.insert(&insert)?),
        partiql::Statement::Update(update) => StatementAction::Update(lower.update(&update)?),
        partiql::Statement::Delete(delete) => StatementAction::Delete(lower.delete(&delete)?),
    })
}

/// What is known while a statement is lowered.
pub(super) struct Lower<'p> {
    parameters: &'p [AttributeValue],
    /// Operators and functions so far.
    operators: u64,
}

impl Lower<'_> {
    fn select(&mut self, select: &Select) -> Result<SelectStatement, ApiError> {
        let columns = match &select.columns {
            None => None,
            Some(columns) => Some(columns.iter().map(column).collect::<Result<_, _>>()?),
        };
        let condition = self.condition(select.condition.as_ref())?;
        if !select.order.is_empty() && condition.is_none() {
            return Err(ApiError::validation(
                "Must have WHERE clause in the statement when using ORDER BY clause.",
            ));
        }
        let mut order = Vec::new();
        let mut order_fault = None;
        for Order { by, place, direction, .. } in &select.order {
            let kind = match by {
                Expr::Path(written) => {
                    let path = path(written)?;
                    if !path.is_nested() {
                        order.push((path.name().to_owned(), *direction == Direction::Descending));
                        continue;
                    }
                    "PATH"
                }
                Expr::Text(text) => text,
                _ => continue,
            };
            order_fault.get_or_insert_with(|| {
                format!("Argument to ORDER BY must be of type VariableReference. Type: {kind} at {place}")
            });
        }
        let Source { table, index } = &select.source;
        let (table, index) = (table_ref(table), index.clone());
        Ok(SelectStatement { table, index, columns, condition, order, order_fault })
    }

    fn insert(&mut self, insert: &partiql::Insert) -> Result<InsertStatement, ApiError> {
        let table = table_ref(&insert.table);
        // The item itself is no level of its attributes' nesting.
        let Some(AttributeValue::M(attributes)) = constant(&insert.value, self.parameters, 0)? else {
            return Err(malformed("Expected a tuple in VALUE"));
        };
        Ok(InsertStatement { table, item: whole_item(Item::new(&attributes))? })
    }

    fn update(&mut self, update: &partiql::Update) -> Result<UpdateStatement, ApiError> {
        let table = only_table(&update.source)?;
        let changes = self.changes(&update.changes)?;
        let condition = self.condition(update.condition.as_ref())?;
        let return_values = update.returning.map_or(ReturnValues::None, |returning| {
            match (returning.modified, returning.image) {
                (false, Image::Old) => ReturnValues::AllOld,
                (false, Image::New) => ReturnValues::AllNew,
                (true, Image::Old) => ReturnValues::UpdatedOld,
                (true, Image::New) => ReturnValues::UpdatedNew,
            }
        });
        Ok(UpdateStatement { table, update: changes, condition, return_values })
    }

    fn delete(&mut self, delete: &partiql::Delete) -> Result<DeleteStatement, ApiError> {
        let table = only_table(&delete.source)?;
        let return_values = match delete.returning {
            None => ReturnValues::None,
            Some(Returning { modified: false, image: Image::Old }) => ReturnValues::AllOld,
            Some(other) => {
                return Err(ApiError::validation(format!(
                    "Invalid returning clause: {other}. Only RETURNING ALL OLD * is allowed in DELETE statements."
                )));
            }
        };
        let condition = self.condition(delete.condition.as_ref())?;
        Ok(DeleteStatement { table, condition, return_values })
    }

    fn condition(&mut self, condition: Option<&Expr>) -> Result<Option<Predicate>, ApiError> {
        if condition.is_some_and(is_size) {
            return Err(ApiError::validation(
                "WHERE clause must contain an expression that resolves to a boolean",
            ));
        }
        let predicate = condition.map(|condition| self.predicate(condition)).transpose()?;
        if self.operators > MAX_OPERATORS {
            return Err(fault(&Fault::TooManyOperators(self.operators)));
        }
        Ok(predicate)
    }

    /// Counts operators and functions.
    pub(super) fn count(&mut self, operators: usize) {
        self.operators += operators as u64;
    }

    /// A literal or a parameter; nothing if it is neither.
    pub(super) fn constant(&self, expr: &Expr) -> Result<Option<AttributeValue>, ApiError> {
        constant(expr, self.parameters, 1)
    }
}

/// An error of an expression in a statement, which has no parameter to name.
pub(super) fn fault(fault: &Fault) -> ApiError {
    ApiError::validation(fault.to_string())
}

pub(super) fn malformed(detail: &str) -> ApiError {
    ApiError::validation(partiql::Error::Malformed(detail.to_owned()).to_string())
}

/// A document path.
pub(super) fn path(written: &partiql::Path) -> Result<Path, ApiError> {
    if written.steps.len() > MAX_STEPS {
        return Err(fault(&Fault::PathTooDeep(written.steps.len() as u64)));
    }
    let mut steps = written.steps.iter().map(|step| match step {
        Step::Name(name) if name.is_empty() => {
            Err(ApiError::validation(partiql::Error::EmptyComponent.to_string()))
        }
        Step::Name(name) => Ok(Element::Name(name.clone())),
        Step::Index(index) => match index.parse() {
            Ok(index) => Ok(Element::Index(index)),
            Err(_) => Err(fault(&Fault::IndexOutOfRange(index.clone()))),
        },
    });
    let name = match steps.next().transpose()? {
        Some(Element::Name(name)) => name,
        Some(Element::Index(index)) => index.to_string(),
        None => String::new(),
    };
    Ok(Path::nested(name, steps.collect::<Result<_, _>>()?))
}

/// A column, named from the last name of its path on.
fn column(written: &partiql::Path) -> Result<Column, ApiError> {
    let mut label = String::new();
    for step in &written.steps {
        match step {
            Step::Name(name) => label.clone_from(name),
            Step::Index(index) => label.extend(["[", index, "]"]),
        }
    }
    Ok(Column { label, path: path(written)? })
}

fn only_table(source: &Source) -> Result<TableRef, ApiError> {
    match source.index {
        None => Ok(table_ref(&source.table)),
        Some(_) => Err(ApiError::validation(ON_INDEX)),
    }
}
