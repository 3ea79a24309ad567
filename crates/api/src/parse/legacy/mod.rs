//! The parameters from before expressions: `Expected`, `AttributeUpdates`, `KeyConditions`, `QueryFilter`,
//! `ScanFilter`, `ConditionalOperator`, `AttributesToGet`. They become the trees that expressions become.

pub(super) mod members;
pub(super) mod order;

use std::collections::BTreeSet;

use expression::{
    Action, Comparator, Condition, KeyClause, KeyCondition, KeyTest, Operand, Path, Predicate, Projection,
    SetOperand, SetValue, Update,
};
use value::AttributeValue;

use super::Input;
use super::constraints::{Layer, Voice, at, enumeration, enveloped, missing};
use super::expressions::Expressions;
use super::values;
use crate::error::ApiError;
use crate::json::Node;
use crate::shapes::Shape;

/// Types that can be ordered, or be keys.
const SCALARS: &[&str] = &["S", "N", "B"];

/// Entries of one of the parameters, in the order sent.
type Entries<'a> = &'a [(std::borrow::Cow<'a, str>, Node<'a>)];

/// What the older parameters of a request say. Nothing is said twice: they were not mixed with expressions.
#[inline(never)]
pub(super) fn parse(input: &Input, voice: Voice) -> Result<Expressions, ApiError> {
    let legacy = Legacy { voice };
    let projection = legacy.attributes_to_get(input)?;
    let update = match input.get("AttributeUpdates").filter(|updates| !updates.is_empty()) {
        Some(_) => Some(legacy.updates(input)?),
        None => None,
    };
    let filter = ["QueryFilter", "ScanFilter"].into_iter().find(|name| input.get(name).is_some());
    let filter = filter.map(|name| legacy.filter(input, name)).transpose()?.flatten();
    let key_condition = match input.get("KeyConditions") {
        Some(_) => Some(
            legacy.key_conditions(input).map_err(|error| order::start_or_condition(input, voice, error))?,
        ),
        None => None,
    };
    let condition = legacy.expected(input)?;
    legacy.check_operator(input)?;
    Ok(Expressions { condition, filter, key_condition, projection, update })
}

#[derive(Clone, Copy)]
struct Legacy {
    voice: Voice,
}

impl Legacy {
    fn invalid(self, sentence: &str) -> ApiError {
        self.voice.error(format!("One or more parameter values were invalid: {sentence}"))
    }

    /// The entries of a map whose keys are attribute names.
    fn entries<'a>(self, input: &Input<'a>, parameter: &str) -> Result<Entries<'a>, ApiError> {
        let entries = input.get(parameter).and_then(Node::as_map).unwrap_or_default();
        match entries.iter().find_map(|(name, _)| values::name_fault(name)) {
            Some(fault) => Err(self.voice.error(fault)),
            None => Ok(entries),
        }
    }

    fn attributes_to_get(self, input: &Input) -> Result<Option<Projection>, ApiError> {
        let Some(names) = input.get("AttributesToGet").and_then(Node::as_list) else { return Ok(None) };
        if let Some(fault) = members::attributes_to_get(input) {
            return Err(enveloped(&fault));
        }
        let mut seen = BTreeSet::new();
        for name in names.iter().filter_map(Node::as_text) {
            if let Some(fault) = values::name_fault(name) {
                return Err(self.voice.error(fault));
            }
            if !seen.insert(name) {
                return Err(self.invalid(&format!("Duplicate value in attribute name: {name}")));
            }
        }
        let names = names.iter().filter_map(Node::as_text).map(str::to_owned);
        Ok(Some(Projection::from_parameters(names)))
    }

    fn updates(self, input: &Input) -> Result<Update, ApiError> {
        let entries = self.entries(input, "AttributeUpdates")?;
        let actions = entries.iter().map(|(name, node)| self.action(name, node));
        actions.collect::<Result<Vec<_>, _>>().map(Update::from_parameters)
    }

    fn action(self, name: &str, node: &Node) -> Result<Action, ApiError> {
        let action = node.member("Action").and_then(Node::as_text).unwrap_or("PUT");
        let path = Path::new(name);
        let value = node.member("Value").map(|value| values::updated(value, self.voice)).transpose()?;
        // Bare in both layers, unlike what is wrong with the other older parameters.
        let refused = |sentence: &str| {
            ApiError::validation(format!("One or more parameter values were invalid: {sentence}"))
        };
        let unsupported = |what: &str, value: &AttributeValue| {
            Err(refused(&format!("{what} is not supported for the type {}", value.type_name())))
        };
        match (action, value) {
            ("DELETE", None) => Ok(Action::Remove(path)),
            ("PUT" | "ADD", None) => {
                Err(refused("Only DELETE action is allowed when no attribute value is specified"))
            }
            ("PUT", Some(value)) => Ok(Action::Set(path, SetValue::Operand(SetOperand::Value(value)))),
            ("ADD", Some(value)) => match value {
                AttributeValue::N(_)
                | AttributeValue::Ss(_)
                | AttributeValue::Ns(_)
                | AttributeValue::Bs(_) => Ok(Action::Add(path, value)),
                AttributeValue::L(_) => Ok(Action::Set(path.clone(), appended(path, value))),
                _ => unsupported("ADD action", &value),
            },
            ("DELETE", Some(value)) => match value {
                AttributeValue::Ss(_) | AttributeValue::Ns(_) | AttributeValue::Bs(_) => {
                    Ok(Action::Delete(path, value))
                }
                _ => unsupported("DELETE action with value", &value),
            },
            (action, _) => Err(match self.voice.layer {
                // The quotation mark without a partner is the service's.
                Layer::Newer => {
                    enveloped("Member must satisfy enum value set: [ADD, DELETE, PUT]' for Action")
                }
                Layer::Older => enveloped(&at(
                    action,
                    &format!("attributeUpdates.{name}.member.action"),
                    "Member must satisfy enum value set: [ADD, DELETE, PUT]",
                )),
            }),
        }
    }

    fn filter(self, input: &Input, parameter: &str) -> Result<Option<Condition>, ApiError> {
        let entries = self.entries(input, parameter)?;
        let mut parts = Vec::with_capacity(entries.len());
        for (name, node) in entries {
            let operator = self.operator(input, parameter, name, node)?;
            let values = self.list(node)?;
            parts.push(self.predicate(name, operator, values)?);
        }
        Ok(joined(input, parts))
    }

    fn expected(self, input: &Input) -> Result<Option<Condition>, ApiError> {
        let entries = self.entries(input, "Expected")?;
        let parts = entries.iter().map(|(name, node)| self.expectation(input, name, node));
        Ok(joined(input, parts.collect::<Result<Vec<_>, _>>()?))
    }

    fn expectation(self, input: &Input, name: &str, node: &Node) -> Result<Predicate, ApiError> {
        let about = |sentence: &str| self.invalid(&format!("{sentence} for Attribute: {name}"));
        let value = node.member("Value");
        let list = node.member("AttributeValueList");
        let exists = node.member("Exists").and_then(Node::as_boolean);
        if value.is_some() && list.is_some() {
            return Err(about("Value and AttributeValueList cannot be used together"));
        }
        let value = value.map(|value| values::single(value, self.voice)).transpose()?;
        if node.member("ComparisonOperator").is_some() {
            if exists.is_some() {
                return Err(about("Exists and ComparisonOperator cannot be used together"));
            }
            let operator = self.operator(input, "Expected", name, node)?;
            if value.is_none() && list.is_none() && !matches!(operator, "NULL" | "NOT_NULL") {
                return Err(about(&format!(
                    "Value or AttributeValueList must be used with ComparisonOperator: {operator}"
                )));
            }
            let values = value.map_or_else(|| self.list(node), |value| Ok(vec![value]))?;
            return self.predicate(name, operator, values);
        }
        if list.is_some() {
            return Err(about("AttributeValueList can only be used with a ComparisonOperator"));
        }
        match (exists, value) {
            (Some(false), Some(_)) => Err(about("Value cannot be used when Exists is false")),
            (Some(false), None) => Ok(Predicate::NotExists(Path::new(name))),
            (_, Some(value)) => Ok(compare(name, Comparator::Eq, value)),
            (exists, None) => {
                let exists = if exists.is_some() { "true" } else { "null" };
                Err(about(&format!("Value must be provided when Exists is {exists}")))
            }
        }
    }

    fn key_conditions(self, input: &Input) -> Result<KeyCondition, ApiError> {
        let parameter = "KeyConditions";
        let entries = self.entries(input, parameter)?;
        if !(1..=2).contains(&entries.len()) {
            return Err(self.voice.error(order::COUNT));
        }
        let mut clauses = Vec::with_capacity(entries.len());
        for (name, node) in entries {
            let operator = self.operator(input, parameter, name, node)?;
            let values = self.list(node)?;
            self.check_values(operator, &values)?;
            let mut values = values.into_iter();
            let test = match (operator, values.next(), values.next()) {
                ("EQ", Some(value), None) => KeyTest::Eq(value),
                ("LT", Some(value), None) => KeyTest::Lt(value),
                ("LE", Some(value), None) => KeyTest::Le(value),
                ("GT", Some(value), None) => KeyTest::Gt(value),
                ("GE", Some(value), None) => KeyTest::Ge(value),
                ("BEGINS_WITH", Some(value), None) => KeyTest::BeginsWith(value),
                ("BETWEEN", Some(low), Some(high)) => KeyTest::Between(low, high),
                // Refused by the table.
                (_, first, _) => KeyTest::Other(first),
            };
            clauses.push(KeyClause { attribute: name.clone().into_owned(), test });
        }
        Ok(KeyCondition { clauses })
    }

    /// The comparison operator of a condition.
    fn operator<'n>(
        self,
        input: &Input,
        parameter: &str,
        name: &str,
        node: &'n Node,
    ) -> Result<&'n str, ApiError> {
        let path = format!("{}.{name}.member.comparisonOperator", super::constraints::lower_first(parameter));
        let Some(operator) = node.member("ComparisonOperator").and_then(Node::as_text) else {
            return Err(enveloped(&missing(&path)));
        };
        let condition = match input.shape.member(parameter).map(|member| member.shape) {
            Some(Shape::Map { value, .. }) => value.member("ComparisonOperator"),
            _ => None,
        };
        match condition.and_then(|member| enumeration(operator, member.shape, &path, Layer::Older)) {
            None => Ok(operator),
            Some(sentence) if self.voice.layer == Layer::Older => Err(enveloped(&sentence)),
            Some(_) => Err(self.invalid("Invalid comparison operator")),
        }
    }

    /// The values of a condition's list.
    fn list(self, node: &Node) -> Result<Vec<AttributeValue>, ApiError> {
        let nodes = node.member("AttributeValueList").and_then(Node::as_list).unwrap_or_default();
        nodes.iter().map(|node| values::single(node, self.voice)).collect()
    }

    /// How many values, all of one type, of a type that the operator can take, bounds in order.
    fn check_values(self, operator: &str, values: &[AttributeValue]) -> Result<(), ApiError> {
        let fits = match operator {
            "NULL" | "NOT_NULL" => values.is_empty(),
            "IN" => !values.is_empty(),
            "BETWEEN" => values.len() == 2,
            _ => values.len() == 1,
        };
        if !fits {
            let sentence = format!("Invalid number of argument(s) for the {operator} ComparisonOperator");
            return Err(self.invalid(&sentence));
        }
        let Some(type_name) = values.first().map(AttributeValue::type_name) else { return Ok(()) };
        if values.iter().any(|value| value.type_name() != type_name) {
            return Err(self.invalid("AttributeValues inside AttributeValueList must be of same type"));
        }
        let takes = match operator {
            "BEGINS_WITH" => ["S", "B"].contains(&type_name),
            "LT" | "LE" | "GT" | "GE" | "BETWEEN" | "IN" => SCALARS.contains(&type_name),
            "CONTAINS" | "NOT_CONTAINS" => !["SS", "NS", "BS", "L", "M"].contains(&type_name),
            _ => true,
        };
        if !takes {
            return Err(self.invalid(&format!(
                "ComparisonOperator {operator} is not valid for {type_name} AttributeValue type"
            )));
        }
        match values {
            [low, high]
                if operator == "BETWEEN" && low.compare(high).is_some_and(std::cmp::Ordering::is_gt) =>
            {
                Err(self.voice.error(order::BOUNDS))
            }
            _ => Ok(()),
        }
    }

    fn predicate(
        self,
        name: &str,
        operator: &str,
        values: Vec<AttributeValue>,
    ) -> Result<Predicate, ApiError> {
        self.check_values(operator, &values)?;
        let path = || Path::new(name);
        let comparator = match operator {
            "EQ" => Some(Comparator::Eq),
            "NE" => Some(Comparator::Ne),
            "LT" => Some(Comparator::Lt),
            "LE" => Some(Comparator::Le),
            "GT" => Some(Comparator::Gt),
            "GE" => Some(Comparator::Ge),
            _ => None,
        };
        let mut values = values.into_iter();
        Ok(match (operator, values.next(), values.next()) {
            ("NULL", None, _) => Predicate::NotExists(path()),
            ("NOT_NULL", None, _) => Predicate::Exists(path()),
            ("BETWEEN", Some(low), Some(high)) => Predicate::Between {
                operand: Operand::Path(path()),
                low: Operand::Value(low),
                high: Operand::Value(high),
            },
            ("IN", Some(first), second) => Predicate::In {
                operand: Operand::Path(path()),
                list: [Some(first), second].into_iter().flatten().chain(values).map(Operand::Value).collect(),
            },
            ("BEGINS_WITH", Some(prefix), _) => {
                Predicate::BeginsWith(Operand::Path(path()), Operand::Value(prefix))
            }
            ("CONTAINS", Some(element), _) => contains(name, element),
            // Unlike NE it is false for a missing attribute.
            ("NOT_CONTAINS", Some(element), _) => Predicate::And(vec![
                Predicate::Exists(path()),
                Predicate::Not(Box::new(contains(name, element))),
            ]),
            (_, Some(value), _) => match comparator {
                Some(comparator) => compare(name, comparator, value),
                None => return Err(self.invalid("Invalid comparison operator")),
            },
            // Not reached: the number of values was checked.
            _ => return Err(self.invalid("Invalid comparison operator")),
        })
    }

    /// `ConditionalOperator` joins conditions: there must be some.
    fn check_operator(self, input: &Input) -> Result<(), ApiError> {
        if input.get("ConditionalOperator").is_none() {
            return Ok(());
        }
        if let Some(sentence) = input.enumeration("ConditionalOperator", self.voice.layer) {
            return Err(self.voice.error(sentence));
        }
        let counts = ["Expected", "QueryFilter", "ScanFilter"]
            .map(|name| input.get(name).and_then(Node::as_map).map_or(0, <[_]>::len));
        match counts.iter().sum::<usize>() {
            0 => Err(self.voice.error("ConditionalOperator cannot be used without Filter or Expected")),
            1 => Err(self.voice.error(
                "ConditionalOperator can only be used when Filter or Expected has two or more elements",
            )),
            _ => Ok(()),
        }
    }
}

/// What `ADD` does with a list: it goes to the end of the stored one.
fn appended(path: Path, list: AttributeValue) -> SetValue {
    let stored = SetOperand::IfNotExists(path, Box::new(SetOperand::Value(AttributeValue::L(Vec::new()))));
    SetValue::Operand(SetOperand::ListAppend(Box::new(stored), Box::new(SetOperand::Value(list))))
}

fn compare(name: &str, comparator: Comparator, value: AttributeValue) -> Predicate {
    Predicate::Compare { left: Operand::Path(Path::new(name)), comparator, right: Operand::Value(value) }
}

fn contains(name: &str, element: AttributeValue) -> Predicate {
    Predicate::Contains(Operand::Path(Path::new(name)), Operand::Value(element))
}

fn joined(input: &Input, mut parts: Vec<Predicate>) -> Option<Condition> {
    let root = match (parts.len(), input.text("ConditionalOperator")) {
        (0, _) => return None,
        (1, _) => parts.pop()?,
        (_, Some("OR")) => Predicate::Or(parts),
        _ => Predicate::And(parts),
    };
    Some(Condition::from_parameters(root))
}
