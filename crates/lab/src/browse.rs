//! The query builder: choices in fields into a `Query` or `Scan`.

use std::fmt::Write as _;

use value::Number;
use value::json::write_string;

/// How an attribute is compared: name, what it is called, how many values it takes, and what the words around the
/// placeholders are (`#` the attribute, `:` and `;` its values).
const OPERATORS: [(&str, &str, usize, &str); 15] = [
    ("=", "equals", 1, "# = :"),
    ("<", "is below", 1, "# < :"),
    ("<=", "is at most", 1, "# <= :"),
    (">", "is above", 1, "# > :"),
    (">=", "is at least", 1, "# >= :"),
    ("between", "is between", 2, "# BETWEEN : AND ;"),
    ("begins_with", "begins with", 1, "begins_with(#, :)"),
    ("<>", "differs from", 1, "# <> :"),
    ("contains", "contains", 1, "contains(#, :)"),
    ("not contains", "does not contain", 1, "NOT contains(#, :)"),
    ("in", "is one of (comma between)", 1, "# IN (*)"),
    ("exists", "exists", 0, "attribute_exists(#)"),
    ("not exists", "does not exist", 0, "attribute_not_exists(#)"),
    ("type", "has the type", 1, "attribute_type(#, :)"),
    ("size", "has a size above", 1, "size(#) > :"),
];
/// Those of them that a sort key takes in a key condition.
const OF_KEYS: usize = 7;

/// A key attribute or filter row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Term {
    /// The attribute; a path such as `a.b[0]` in a filter.
    pub name: String,
    /// The operator's name; empty for none.
    pub operator: String,
    /// The type of its values.
    pub kind: String,
    /// What was typed.
    pub values: [String; 2],
}

/// What somebody wants to read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Browse {
    /// The table.
    pub table: String,
    /// The index, if not the table itself.
    pub index: Option<String>,
    /// A Query, or else a Scan.
    pub query: bool,
    /// The key of the table or index; the sort key may have no operator.
    pub keys: Vec<Term>,
    /// Filter rows, all of which must hold.
    pub filters: Vec<Term>,
    /// Strongly consistent.
    pub consistent: bool,
    /// Descending by sort key.
    pub backward: bool,
    /// At most so many items read; empty for no limit.
    pub limit: String,
    /// Attributes to return, commas between; empty for all.
    pub projection: String,
}

/// A field of the builder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spot {
    /// The value of this key attribute.
    Key(usize),
    /// This filter row.
    Filter(usize),
    /// The limit.
    Limit,
    /// The attributes to return.
    Projection,
}

/// Operators to choose from, name and words.
pub fn operators(of_keys: bool) -> impl Iterator<Item = (&'static str, &'static str)> {
    OPERATORS
        .iter()
        .take(if of_keys { OF_KEYS } else { OPERATORS.len() })
        .map(|(name, words, ..)| (*name, *words))
}

/// How many values an operator takes.
pub fn takes(operator: &str) -> usize {
    OPERATORS.iter().find(|(name, ..)| *name == operator).map_or(0, |(_, _, values, _)| *values)
}

/// An expression under construction.
#[derive(Default)]
struct Writer {
    names: Vec<String>,
    values: Vec<String>,
    wrong: Vec<(Spot, String)>,
}

impl Browse {
    /// The operation and its JSON, from `start` on if it is not the first page; or what is wrong, field by field.
    pub fn request(&self, start: Option<&str>) -> Result<(&'static str, String), Vec<(Spot, String)>> {
        let mut writer = Writer::default();
        let mut out = String::from("{\"TableName\":");
        write_string(&mut out, &self.table);
        let mut text = |member: &str, value: &str| {
            // Writing to a String cannot fail.
            let _ = write!(out, ",\"{member}\":");
            write_string(&mut out, value);
        };
        if let Some(index) = &self.index {
            text("IndexName", index);
        }
        if self.query {
            let terms = self.keys.iter().enumerate().filter(|(_, term)| !term.operator.is_empty());
            let terms: Vec<String> =
                terms.map(|(at, term)| writer.term(term, Spot::Key(at), false)).collect();
            text("KeyConditionExpression", &terms.join(" AND "));
        }
        let filters =
            self.filters.iter().enumerate().map(|(at, term)| writer.term(term, Spot::Filter(at), true));
        let filters: Vec<String> = filters.collect();
        if !filters.is_empty() {
            text("FilterExpression", &filters.join(" AND "));
        }
        let projection: Vec<String> = self
            .projection
            .split(',')
            .filter(|path| !path.trim().is_empty())
            .map(|path| writer.path(path, Spot::Projection))
            .collect();
        if !projection.is_empty() {
            text("ProjectionExpression", &projection.join(", "));
        }
        for (member, pairs) in
            [("ExpressionAttributeNames", &writer.names), ("ExpressionAttributeValues", &writer.values)]
        {
            if !pairs.is_empty() {
                let _ = write!(out, ",\"{member}\":{{{}}}", pairs.join(","));
            }
        }
        if self.consistent {
            out.push_str(",\"ConsistentRead\":true");
        }
        if self.query && self.backward {
            out.push_str(",\"ScanIndexForward\":false");
        }
        match self.limit.trim() {
            "" => {}
            limit => match limit.parse::<u32>() {
                Ok(limit) if limit > 0 => out.extend([",\"Limit\":", &limit.to_string()]),
                _ => writer
                    .wrong
                    .push((Spot::Limit, "A limit is a whole number of items, at least 1.".to_owned())),
            },
        }
        if let Some(start) = start {
            let _ = write!(out, ",\"ExclusiveStartKey\":{start}");
        }
        out.push_str(",\"ReturnConsumedCapacity\":\"TOTAL\"}");
        if writer.wrong.is_empty() {
            Ok((if self.query { "Query" } else { "Scan" }, out))
        } else {
            Err(writer.wrong)
        }
    }
}

impl Writer {
    /// A comparison with placeholders.
    fn term(&mut self, term: &Term, spot: Spot, path: bool) -> String {
        let Some((_, _, takes, pattern)) = OPERATORS.iter().find(|(name, ..)| *name == term.operator) else {
            self.wrong.push((spot, "Choose how to compare.".to_owned()));
            return String::new();
        };
        let name = if path { self.path(&term.name, spot) } else { self.name(&term.name) };
        let mut values = [String::new(), String::new()];
        if term.operator == "in" {
            let all: Vec<String> =
                term.values[0].split(',').map(|one| self.value(&term.kind, one.trim(), spot)).collect();
            return pattern.replace('#', &name).replace('*', &all.join(", "));
        }
        for (slot, typed) in values.iter_mut().zip(&term.values).take(*takes) {
            let kind = match term.operator.as_str() {
                "type" => "S",
                "size" => "N",
                _ => &term.kind,
            };
            *slot = self.value(kind, typed, spot);
        }
        let [first, second] = values;
        let mut out = String::new();
        for c in pattern.chars() {
            match c {
                '#' => out.push_str(&name),
                ':' => out.push_str(&first),
                ';' => out.push_str(&second),
                c => out.push(c),
            }
        }
        out
    }

    fn name(&mut self, name: &str) -> String {
        let mut pair = String::new();
        write_string(&mut pair, name);
        let known = self.names.iter().position(|old| old.ends_with(&format!(":{pair}")));
        let at = known.unwrap_or(self.names.len());
        if known.is_none() {
            self.names.push(format!("\"#n{at}\":{pair}"));
        }
        format!("#n{at}")
    }

    /// A path: each name behind a placeholder, so that none is a reserved word.
    fn path(&mut self, path: &str, spot: Spot) -> String {
        let mut parts = Vec::new();
        for part in path.trim().split('.') {
            let (name, places) = part.split_at(part.find('[').unwrap_or(part.len()));
            if name.trim().is_empty() {
                self.wrong.push((spot, "Name an attribute.".to_owned()));
                return String::new();
            }
            parts.push(format!("{}{places}", self.name(name.trim())));
        }
        parts.join(".")
    }

    fn value(&mut self, kind: &str, typed: &str, spot: Spot) -> String {
        let mut json = String::new();
        match kind {
            "N" => match Number::parse(typed.trim()) {
                Ok(_) => write_string(&mut json, typed.trim()),
                Err(error) if typed.trim().is_empty() => {
                    drop(error);
                    self.wrong.push((spot, "Type a number.".to_owned()));
                }
                Err(error) => self.wrong.push((spot, error.to_string())),
            },
            "BOOL" => json.push_str(if typed.trim().eq_ignore_ascii_case("true") { "true" } else { "false" }),
            "NULL" => json.push_str("true"),
            _ => write_string(&mut json, typed),
        }
        if kind != "N" && matches!(spot, Spot::Key(_)) && typed.is_empty() {
            self.wrong.push((spot, "Type a value.".to_owned()));
        }
        let at = self.values.len();
        self.values.push(format!("\":v{at}\":{{\"{kind}\":{json}}}"));
        format!(":v{at}")
    }
}
