//! As a `PartiQL` statement, for requests that have one.

use std::fmt::Write as _;

use super::Request;
use crate::json::{Node, Value};

type Result<T> = std::result::Result<T, String>;

pub(super) fn write(request: &Request<'_>) -> Result<String> {
    let writer = Writer { input: &request.input };
    match request.operation.name {
        "GetItem" => writer.get(),
        "PutItem" => writer.put(),
        "DeleteItem" => writer.delete(),
        "UpdateItem" => writer.update(),
        "Query" | "Scan" => writer.select(),
        "ExecuteStatement" => writer.statement().map(|text| writer.noted(text, &["Statement", "Parameters"])),
        "BatchExecuteStatement" => writer.several("Statements"),
        "ExecuteTransaction" => writer.several("TransactStatements"),
        name if name.contains("Item") => {
            Err("A PartiQL statement is about one item; send several with BatchExecuteStatement or ExecuteTransaction.".to_owned())
        }
        name => Err(format!("There is no PartiQL for {name}: statements read and write items only.")),
    }
}

struct Writer<'a> {
    input: &'a Node,
}

fn name(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

fn string(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

const BINARY: &str =
    "PartiQL has no literals for binary values: they travel as parameters of ExecuteStatement.";
const NO_VALUE: &str = "A value of the request has no type, or two.";

/// An attribute's value as a literal.
fn literal(node: &Node) -> Result<String> {
    let [(kind, content)] = node.members() else { return Err(NO_VALUE.to_owned()) };
    let text = || content.as_str().ok_or_else(|| NO_VALUE.to_owned());
    let join = |open: &str, close: &str, parts: Vec<String>| format!("{open}{}{close}", parts.join(", "));
    Ok(match kind.text.as_str() {
        "S" => string(text()?),
        "N" => text()?.to_owned(),
        "BOOL" => if matches!(content.value, Value::Bool(true)) { "true" } else { "false" }.to_owned(),
        "NULL" => "null".to_owned(),
        "SS" | "NS" => {
            let elements = content.as_list().ok_or(NO_VALUE)?;
            let parts = elements.iter().filter_map(Node::as_str);
            let parts = parts.map(|part| if kind.text == "SS" { string(part) } else { part.to_owned() });
            join("<<", ">>", parts.collect())
        }
        "L" => {
            let parts: Result<Vec<_>> = content.as_list().ok_or(NO_VALUE)?.iter().map(literal).collect();
            join("[", "]", parts?)
        }
        "M" => join("{", "}", pairs(content)?),
        "B" | "BS" => return Err(BINARY.to_owned()),
        _ => return Err(NO_VALUE.to_owned()),
    })
}

fn pairs(map: &Node) -> Result<Vec<String>> {
    map.members()
        .iter()
        .map(|(key, value)| Ok(format!("{}: {}", string(&key.text), literal(value)?)))
        .collect()
}

impl Writer<'_> {
    fn text(&self, member: &str) -> Option<&str> {
        self.input.get(member).and_then(Node::as_str)
    }

    fn table(&self) -> Result<String> {
        let table = self.text("TableName").ok_or("The request names no table.")?;
        let table = table.rsplit("table/").next().unwrap_or(table);
        Ok(match self.text("IndexName") {
            Some(index) => format!("{}.{}", name(table), name(index)),
            None => name(table),
        })
    }

    /// `"Id" = 1 AND "Day" = 'a'`.
    fn key(&self) -> Result<String> {
        let key = self.input.get("Key").ok_or("The request has no key.")?;
        let parts: Result<Vec<_>> = key
            .members()
            .iter()
            .map(|(attribute, value)| Ok(format!("{} = {}", name(&attribute.text), literal(value)?)))
            .collect();
        Ok(parts?.join(" AND "))
    }

    /// An expression with its placeholders filled in.
    fn expression(&self, text: &str) -> Result<String> {
        Ok(self.tokens(text)?.join(""))
    }

    /// The pieces of an expression, blanks among them, placeholders filled in.
    fn tokens(&self, text: &str) -> Result<Vec<String>> {
        let mut out = Vec::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let inside = |c: char| c.is_alphanumeric() || c == '_';
            let begins = inside(c) && !c.is_ascii_digit() || matches!(c, '#' | ':');
            let length = if begins {
                rest[c.len_utf8()..].find(|c| !inside(c)).map_or(rest.len(), |at| at + c.len_utf8())
            } else {
                c.len_utf8()
            };
            let (token, after) = rest.split_at(length);
            rest = after;
            out.push(match c {
                '#' => {
                    let names = self.input.get("ExpressionAttributeNames").and_then(|names| names.get(token));
                    name(names.and_then(Node::as_str).ok_or_else(|| format!("{token} has no name."))?)
                }
                ':' => {
                    let values =
                        self.input.get("ExpressionAttributeValues").and_then(|values| values.get(token));
                    literal(values.ok_or_else(|| format!("{token} has no value."))?)?
                }
                _ if begins && after.trim_start().starts_with('(') && !is_word(token) => token.to_owned(),
                _ if begins && !is_word(token) => name(token),
                _ => token.to_owned(),
            });
        }
        Ok(out)
    }

    /// The members that a statement can't say, as comments below it.
    fn noted(&self, statement: String, said: &[&str]) -> String {
        const SAID: &[&str] = &["TableName", "ExpressionAttributeNames", "ExpressionAttributeValues"];
        let mut out = statement;
        for (key, value) in self.input.members() {
            if !said.contains(&key.text.as_str()) && !SAID.contains(&key.text.as_str()) {
                let _ = write!(
                    out,
                    "\n-- {}: {} is an option of ExecuteStatement, not of the statement.",
                    key.text,
                    super::layout::spaced(value)
                );
            }
        }
        out
    }

    fn projection(&self) -> Result<String> {
        if let Some(text) = self.text("ProjectionExpression") {
            return self.expression(text);
        }
        match self.input.get("AttributesToGet").and_then(Node::as_list) {
            Some(list) => Ok(list.iter().filter_map(Node::as_str).map(name).collect::<Vec<_>>().join(", ")),
            None => Ok("*".to_owned()),
        }
    }

    fn get(&self) -> Result<String> {
        let statement = format!("SELECT {} FROM {} WHERE {}", self.projection()?, self.table()?, self.key()?);
        Ok(self.noted(statement, &["Key", "ProjectionExpression", "AttributesToGet"]))
    }

    fn put(&self) -> Result<String> {
        self.modern(&["Expected"])?;
        let item = self.input.get("Item").ok_or("The request has no item.")?;
        let statement = format!("INSERT INTO {} VALUE {{{}}}", self.table()?, pairs(item)?.join(", "));
        let statement = match self.text("ConditionExpression") {
            Some(condition) if condition.starts_with("attribute_not_exists") => statement,
            Some(_) => return Err("INSERT takes no condition.".to_owned()),
            None => format!("{statement}\n-- PutItem replaces an item that has this key; INSERT refuses to."),
        };
        Ok(self.noted(statement, &["Item", "ConditionExpression"]))
    }

    /// `WHERE`, the key, the condition.
    fn found(&self) -> Result<String> {
        let key = self.key()?;
        Ok(match self.text("ConditionExpression") {
            Some(condition) => format!("{key} AND ({})", self.expression(condition)?),
            None => key,
        })
    }

    fn returning(&self) -> Result<String> {
        Ok(match self.text("ReturnValues") {
            None | Some("NONE") => "",
            Some("ALL_OLD") => " RETURNING ALL OLD *",
            Some("ALL_NEW") => " RETURNING ALL NEW *",
            Some("UPDATED_OLD") => " RETURNING MODIFIED OLD *",
            Some("UPDATED_NEW") => " RETURNING MODIFIED NEW *",
            Some(other) => return Err(format!("PartiQL can't return {other}.")),
        }
        .to_owned())
    }

    /// Refuses parameters of old that expressions have replaced.
    fn modern(&self, old: &[&str]) -> Result<()> {
        match old.iter().find(|name| self.input.get(name).is_some()) {
            Some(name) => Err(format!("{name} is a legacy parameter; write it as an expression first.")),
            None => Ok(()),
        }
    }

    fn delete(&self) -> Result<String> {
        self.modern(&["Expected"])?;
        let statement = format!("DELETE FROM {} WHERE {}{}", self.table()?, self.found()?, self.returning()?);
        Ok(self.noted(statement, &["Key", "ConditionExpression", "ReturnValues"]))
    }

    fn update(&self) -> Result<String> {
        self.modern(&["Expected", "AttributeUpdates"])?;
        let Some(expression) = self.text("UpdateExpression") else {
            return Err("A statement changes at least one attribute; this request changes none.".to_owned());
        };
        let clauses = self.clauses(expression)?;
        let statement =
            format!("UPDATE {} {} WHERE {}{}", self.table()?, clauses, self.found()?, self.returning()?);
        let statement =
            format!("{statement}\n-- UpdateItem creates an item that is not there; UPDATE refuses to.");
        Ok(self.noted(statement, &["Key", "ConditionExpression", "ReturnValues", "UpdateExpression"]))
    }

    /// `SET a = 1 REMOVE b` for an update expression.
    fn clauses(&self, expression: &str) -> Result<String> {
        if expression.contains("if_not_exists") {
            return Err("PartiQL has nothing for if_not_exists.".to_owned());
        }
        // Actions of each clause, split at the commas outside of parentheses.
        let mut clauses: Vec<(String, Vec<Vec<String>>)> = Vec::new();
        let mut open = 0_u32;
        for token in self.tokens(expression)? {
            let upper = token.to_ascii_uppercase();
            match token.as_str() {
                _ if matches!(upper.as_str(), "SET" | "REMOVE" | "ADD" | "DELETE") => {
                    clauses.push((upper, vec![Vec::new()]));
                    continue;
                }
                "(" => open += 1,
                ")" => open = open.saturating_sub(1),
                _ => {}
            }
            let Some((_, actions)) = clauses.last_mut() else { continue };
            if token == "," && open == 0 {
                actions.push(Vec::new());
            } else if let Some(action) = actions.last_mut() {
                action.push(token);
            }
        }
        let mut parts = Vec::new();
        for (clause, actions) in clauses {
            let whole = |action: &Vec<String>| action.concat().trim().to_owned();
            match clause.as_str() {
                "SET" => {
                    parts.push(format!("SET {}", actions.iter().map(whole).collect::<Vec<_>>().join(", ")));
                }
                "REMOVE" => parts.extend(actions.iter().map(|action| format!("REMOVE {}", whole(action)))),
                clause => {
                    for action in &actions {
                        // A path, a blank, a value.
                        let mut pieces = action.iter().skip_while(|piece| piece.trim().is_empty());
                        let path: String =
                            pieces.by_ref().take_while(|piece| !piece.trim().is_empty()).cloned().collect();
                        let value = pieces.cloned().collect::<String>();
                        let value = value.trim();
                        parts.push(match (clause, value.starts_with("<<")) {
                            ("ADD", true) => format!("SET {path} = set_add({path}, {value})"),
                            ("ADD", false) => format!("SET {path} = {path} + {value}"),
                            _ => format!("SET {path} = set_delete({path}, {value})"),
                        });
                    }
                }
            }
        }
        Ok(parts.join(" "))
    }

    fn select(&self) -> Result<String> {
        self.modern(&["KeyConditions", "QueryFilter", "ScanFilter"])?;
        match self.text("Select") {
            Some("COUNT") => return Err("PartiQL doesn't count.".to_owned()),
            None | Some("ALL_PROJECTED_ATTRIBUTES" | "ALL_ATTRIBUTES" | "SPECIFIC_ATTRIBUTES") => {}
            Some(other) => return Err(format!("PartiQL can't select {other}.")),
        }
        let mut statement = format!("SELECT {} FROM {}", self.projection()?, self.table()?);
        let key = self.text("KeyConditionExpression").map(|text| self.expression(text)).transpose()?;
        let filter = self.text("FilterExpression").map(|text| self.expression(text)).transpose()?;
        let conditions: Vec<String> = match (key, filter) {
            (Some(key), Some(filter)) => vec![key, format!("({filter})")],
            (key, filter) => key.into_iter().chain(filter).collect(),
        };
        if !conditions.is_empty() {
            let _ = write!(statement, " WHERE {}", conditions.join(" AND "));
        }
        let said = &[
            "KeyConditionExpression",
            "FilterExpression",
            "ProjectionExpression",
            "AttributesToGet",
            "IndexName",
            "Select",
        ];
        Ok(self.noted(statement, said))
    }

    /// The statement with its parameters filled in.
    fn statement(&self) -> Result<String> {
        filled(self.input)
    }

    fn several(&self, member: &str) -> Result<String> {
        let list = self.input.get(member).and_then(Node::as_list).unwrap_or_default();
        let statements: Result<Vec<String>> = list.iter().map(filled).collect();
        Ok(statements?.join(";\n"))
    }
}

/// Words of expressions that are no names.
fn is_word(token: &str) -> bool {
    ["AND", "OR", "NOT", "BETWEEN", "IN", "SET", "REMOVE", "ADD", "DELETE"]
        .iter()
        .any(|word| word.eq_ignore_ascii_case(token))
}

/// A statement's text with a literal for each `?`.
fn filled(request: &Node) -> Result<String> {
    let text = request.get("Statement").and_then(Node::as_str).ok_or("The request has no statement.")?;
    let mut parameters = request.get("Parameters").and_then(Node::as_list).unwrap_or_default().iter();
    let mut out = String::new();
    let mut from = 0;
    for piece in crate::direct::pieces(text) {
        out.push_str(&text[from..piece.from]);
        match (piece.text, parameters.as_slice().is_empty()) {
            ("?", false) => out.push_str(&parameters.next().map_or_else(|| Ok(String::new()), literal)?),
            (piece, _) => out.push_str(piece),
        }
        from = piece.to();
    }
    out.push_str(&text[from..]);
    Ok(out)
}
