//! Queries and scans, page by page to the end.

use std::cmp::Ordering;

use serde_json::{Value, json};

use crate::condition::Condition;
use crate::dice::Dice;
use crate::engine::{Engine, listed, sorted};
use crate::store::{FREE, Index, Store, TABLES, Table, by, key_type};
use crate::text::Texts;
use crate::transact::random_projection;
use crate::value::{Map, Path, V, project};

/// What all pages of a read came to.
#[derive(Debug, PartialEq)]
struct Whole {
    items: Vec<String>,
    count: u64,
    scanned: u64,
}

/// Asks page by page, and returns the items in the order in which they came.
fn read(engine: &mut Engine, operation: &str, mut request: Value) -> (Vec<Value>, u64, u64) {
    let (mut items, mut count, mut scanned) = (Vec::new(), 0, 0);
    loop {
        let answer = match engine.ask(operation, &request) {
            Ok(answer) => answer,
            Err(refused) => {
                engine.check(&Some(refused), &None);
                return (items, count, scanned);
            }
        };
        let page = answer["Items"].as_array().cloned().unwrap_or_default();
        let evaluated = answer["ScannedCount"].as_u64().unwrap_or(u64::MAX);
        engine.check(&answer["Count"].as_u64(), &Some(page.len() as u64));
        if let Some(limit) = request["Limit"].as_u64() {
            engine.check(&(evaluated <= limit), &true);
            engine.check(&(evaluated == limit || answer.get("LastEvaluatedKey").is_none()), &true);
        }
        count += page.len() as u64;
        scanned += evaluated;
        items.extend(page);
        match answer.get("LastEvaluatedKey") {
            Some(key) => request["ExclusiveStartKey"] = key.clone(),
            None => return (items, count, scanned),
        }
    }
}

/// The part of a read that queries and scans share: the table or index, filter, projection, page size.
struct Reading {
    table: &'static Table,
    index: Option<&'static Index>,
    filter: Option<Condition>,
    projection: Option<Vec<Path>>,
}

impl Reading {
    fn random(dice: &mut Dice, engine: &mut Engine) -> Self {
        let table = dice.pick(&TABLES);
        let index = (!dice.one_in(3)).then(|| dice.pick(table.indexes));
        if index.is_some() {
            engine.settle();
        }
        let names = index.map_or_else(|| FREE.to_vec(), Index::filterable);
        let filter = (!names.is_empty() && dice.one_in(3)).then(|| {
            let depth = dice.below(2);
            Condition::random(dice, &names, depth)
        });
        Self { table, index, filter, projection: random_projection(dice, &names) }
    }

    /// The request; `condition` makes it a query.
    fn request(&self, dice: &mut Dice, condition: Option<&KeyChoice>) -> Value {
        let mut request = json!({ "TableName": self.table.name });
        match self.index {
            Some(index) => request["IndexName"] = index.name.into(),
            None => request["ConsistentRead"] = true.into(),
        }
        if dice.one_in(2) {
            request["Limit"] = dice.range(1, 4).into();
        }
        let mut texts = Texts::new(dice);
        if let Some(KeyChoice { hash, value, test }) = condition {
            let mut text = format!("{} = {}", texts.path(&Path::top(hash)), texts.value(value));
            if let Some((range, test)) = test {
                text = format!("{text} AND {}", test.text(&mut texts, range));
            }
            request["KeyConditionExpression"] = text.into();
        }
        if let Some(filter) = &self.filter {
            request["FilterExpression"] = filter.text(&mut texts).into();
        }
        if let Some(paths) = &self.projection {
            request["ProjectionExpression"] = texts.paths(paths).into();
        }
        texts.finish(&mut request);
        request
    }

    /// What of the entries that were evaluated comes back.
    fn returned(&self, evaluated: &[Map]) -> Whole {
        let kept: Vec<&Map> = evaluated
            .iter()
            .filter(|item| self.filter.as_ref().is_none_or(|filter| filter.holds(item)))
            .collect();
        let shown: Vec<Map> = kept
            .iter()
            .map(|item| {
                self.projection.as_ref().map_or_else(|| (*item).clone(), |paths| project(item, paths))
            })
            .collect();
        Whole { items: listed(&shown), count: kept.len() as u64, scanned: evaluated.len() as u64 }
    }
}

pub(crate) fn scan(dice: &mut Dice, engine: &mut Engine, store: &Store) {
    let reading = Reading::random(dice, engine);
    let request = reading.request(dice, None);
    let segments = if dice.one_in(3) { dice.range(1, 5) } else { 0 };
    let (mut items, mut count, mut scanned) = (Vec::new(), 0, 0);
    for segment in 0..segments.max(1) {
        let mut request = request.clone();
        if segments > 0 {
            request["Segment"] = segment.into();
            request["TotalSegments"] = segments.into();
        }
        let (page, here, evaluated) = read(engine, "Scan", request);
        items.extend(page);
        count += here;
        scanned += evaluated;
    }
    let found = Whole { items: sorted(&Value::Array(items)), count, scanned };
    engine.check(&found, &reading.returned(&store.entries(reading.table, reading.index)));
}

/// What a query selects by.
struct KeyChoice {
    hash: &'static str,
    value: V,
    test: Option<(&'static str, KeyTest)>,
}

impl KeyChoice {
    fn selects(&self, item: &Map) -> bool {
        item[self.hash] == self.value
            && self.test.as_ref().is_none_or(|(range, test)| test.holds(&item[*range]))
    }
}

/// A condition on a sort key.
enum KeyTest {
    Compare(&'static str, V),
    Between(V, V),
    BeginsWith(String),
}

impl KeyTest {
    fn random(dice: &mut Dice, name: &str) -> Self {
        let is_number = key_type(name) == "N";
        let value = |dice: &mut Dice| {
            if is_number {
                V::N(dice.signed(-3, 3))
            } else {
                V::S(dice.word(&["a", "ab", "b", "c"]).to_owned())
            }
        };
        match dice.below(7) {
            0 if !is_number => Self::BeginsWith(dice.word(&["a", "ab", "c"]).to_owned()),
            0 | 1 => {
                let (a, b) = (value(dice), value(dice));
                if a.order(&b) == Some(Ordering::Greater) { Self::Between(b, a) } else { Self::Between(a, b) }
            }
            _ => Self::Compare(dice.word(&["=", "<", "<=", ">", ">="]), value(dice)),
        }
    }

    fn text(&self, texts: &mut Texts, name: &str) -> String {
        let path = texts.path(&Path::top(name));
        match self {
            Self::Compare(operator, value) => format!("{path} {operator} {}", texts.value(value)),
            Self::Between(low, high) => {
                format!("{path} BETWEEN {} AND {}", texts.value(low), texts.value(high))
            }
            Self::BeginsWith(prefix) => {
                format!("begins_with({path}, {})", texts.value(&V::S(prefix.clone())))
            }
        }
    }

    fn holds(&self, value: &V) -> bool {
        let at_least = |low: &V| matches!(value.order(low), Some(Ordering::Greater | Ordering::Equal));
        let at_most = |high: &V| matches!(value.order(high), Some(Ordering::Less | Ordering::Equal));
        match self {
            Self::Compare("=", other) => value == other,
            Self::Compare("<", other) => !at_least(other),
            Self::Compare("<=", other) => at_most(other),
            Self::Compare(">", other) => !at_most(other),
            Self::Compare(_, other) => at_least(other),
            Self::Between(low, high) => at_least(low) && at_most(high),
            Self::BeginsWith(prefix) => matches!(value, V::S(text) if text.starts_with(prefix.as_str())),
        }
    }
}

pub(crate) fn query(dice: &mut Dice, engine: &mut Engine, store: &Store) {
    let mut reading = Reading::random(dice, engine);
    let (hash, range) = match reading.index {
        Some(index) => (index.hash, index.range),
        None => ("pk", reading.table.range),
    };
    let entries = store.entries(reading.table, reading.index);
    // A hash that is there, mostly.
    let value = match entries.get(dice.below(entries.len().max(1) as u64) as usize) {
        Some(entry) if !dice.one_in(8) => entry[hash].clone(),
        _ => V::S("nowhere".to_owned()),
    };
    let test = range.filter(|_| dice.one_in(2)).map(|range| (range, KeyTest::random(dice, range)));
    if reading.projection.is_some() && range.is_some() {
        // The order can be seen in what comes back only if the sort key does.
        reading.projection.get_or_insert_default().extend(range.map(Path::top));
    }
    let choice = KeyChoice { hash, value, test };
    let mut request = reading.request(dice, Some(&choice));
    let forward = !dice.one_in(3);
    if !forward || dice.one_in(2) {
        request["ScanIndexForward"] = forward.into();
    }
    let selected: Vec<Map> = entries.into_iter().filter(|item| choice.selects(item)).collect();
    let (items, count, scanned) = read(engine, "Query", request);
    if let Some(range) = range {
        // Equal sort keys may come in any order; the others must ascend or descend.
        let mut expected = selected.clone();
        expected.sort_by(|a, b| if forward { by(range, a, b) } else { by(range, b, a) });
        let kept = expected.iter().filter(|item| reading.filter.as_ref().is_none_or(|it| it.holds(item)));
        let expected: Vec<Value> = kept.map(|item| item[range].json()).collect();
        let found: Vec<Value> = items.iter().map(|item| item[range].clone()).collect();
        engine.check(&found, &expected);
    }
    let found = Whole { items: sorted(&Value::Array(items)), count, scanned };
    engine.check(&found, &reading.returned(&selected));
}
