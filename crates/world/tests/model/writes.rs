//! Writes of one item: what they come to, and how they are asked for.

use serde_json::{Value, json};

use crate::condition::Condition;
use crate::dice::Dice;
use crate::engine::Engine;
use crate::store::{FREE, Store, TABLES, Table};
use crate::text::Texts;
use crate::update::Update;
use crate::value::{Map, Path, V, item_json, project};

#[derive(Clone, Debug)]
pub(crate) enum Change {
    Put(Map),
    Update(Update),
    Delete,
    /// Only in transactions.
    Check,
}

#[derive(Clone, Debug)]
pub(crate) struct Write {
    pub(crate) table: &'static Table,
    pub(crate) key: Map,
    pub(crate) change: Change,
    pub(crate) condition: Option<Condition>,
    pub(crate) tell_old: bool,
}

/// Why a write is not carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fault {
    Condition,
    Invalid,
}

impl Write {
    /// The item after it.
    pub(crate) fn outcome(&self, store: &Store) -> Result<Option<Map>, Fault> {
        let before = store.get(self.table, &self.key);
        if let Change::Put(item) = &self.change
            && !self.table.takes(item)
        {
            return Err(Fault::Invalid);
        }
        let holds = |condition: &Condition| condition.holds(before.unwrap_or(&Map::new()));
        if !self.condition.as_ref().is_none_or(holds) {
            return Err(Fault::Condition);
        }
        match &self.change {
            Change::Put(item) => Ok(Some(item.clone())),
            Change::Delete => Ok(None),
            Change::Check => Ok(before.cloned()),
            Change::Update(update) => match update.apply(&self.key, before) {
                Ok(Some(item)) if !self.table.takes(&item) => Err(Fault::Invalid),
                Ok(after) => Ok(after),
                Err(_) => Err(Fault::Invalid),
            },
        }
    }

    /// Its members in a request.
    pub(crate) fn request(&self, dice: &mut Dice, in_transaction: bool) -> Value {
        let mut request = json!({ "TableName": self.table.name });
        let mut texts = Texts::new(dice);
        match &self.change {
            Change::Put(item) => request["Item"] = item_json(item),
            Change::Delete | Change::Check => request["Key"] = item_json(&self.key),
            Change::Update(update) => {
                request["Key"] = item_json(&self.key);
                if in_transaction || !update.0.is_empty() {
                    request["UpdateExpression"] = update.text(&mut texts).into();
                }
            }
        }
        if let Some(condition) = &self.condition {
            request["ConditionExpression"] = condition.text(&mut texts).into();
        }
        texts.finish(&mut request);
        if self.tell_old {
            request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD".into();
        }
        request
    }

    pub(crate) fn random(dice: &mut Dice, in_transaction: bool) -> Self {
        let table = dice.pick(&TABLES);
        let key = table.random_key(dice);
        let change = match dice.below(if in_transaction { 10 } else { 8 }) {
            0..=2 => Change::Put(random_item(dice, table, &key)),
            3..=5 => Change::Update(random_update(dice, table, in_transaction)),
            6 | 7 => Change::Delete,
            _ => Change::Check,
        };
        let must = matches!(change, Change::Check);
        let condition = (must || dice.one_in(3)).then(|| {
            let depth = dice.below(3);
            let names: Vec<&str> = FREE.into_iter().chain(table.keys()).chain(table.index_keys()).collect();
            Condition::random(dice, &names, depth)
        });
        Self { table, key, change, condition, tell_old: dice.one_in(2) }
    }

    /// As an operation of its own, to both sides.
    pub(crate) fn run(&self, dice: &mut Dice, engine: &mut Engine, store: &mut Store) {
        let mut request = self.request(dice, false);
        let before = store.get(self.table, &self.key).cloned();
        let wishes: &[&str] = match &self.change {
            Change::Update(_) => &["NONE", "ALL_OLD", "ALL_NEW", "UPDATED_OLD", "UPDATED_NEW"],
            _ => &["NONE", "ALL_OLD"],
        };
        let wish = *dice.pick(wishes);
        request["ReturnValues"] = wish.into();
        let operation = match &self.change {
            Change::Put(_) => "PutItem",
            Change::Update(_) => "UpdateItem",
            Change::Delete | Change::Check => "DeleteItem",
        };
        let found = engine.ask(operation, &request);
        match self.outcome(store) {
            Ok(after) => {
                let mut expected = json!({});
                if let Some(attributes) = self.returned(wish, before.as_ref(), after.as_ref()) {
                    expected["Attributes"] = item_json(&attributes);
                }
                engine.check(&found, &Ok(expected));
                store.set(self.table, &self.key, after);
            }
            Err(Fault::Invalid) => {
                engine.check(&found.map_err(|(name, _)| name), &Err("ValidationException".to_owned()));
            }
            Err(Fault::Condition) => {
                let found = found.map_err(|(name, body)| (name, body["Item"].clone()));
                let item = before.filter(|_| self.tell_old).map_or(Value::Null, |item| item_json(&item));
                engine.check(&found, &Err(("ConditionalCheckFailedException".to_owned(), item)));
            }
        }
    }

    /// `Attributes` of the answer.
    fn returned(&self, wish: &str, before: Option<&Map>, after: Option<&Map>) -> Option<Map> {
        let touched: Vec<Path> = match &self.change {
            Change::Update(update) => update.0.iter().map(|action| action.path().clone()).collect(),
            _ => Vec::new(),
        };
        let some = |part: Map| (!part.is_empty()).then_some(part);
        // An update that only removes from nothing has nothing to tell.
        match wish {
            "ALL_OLD" => before.cloned(),
            "ALL_NEW" => after.cloned(),
            "UPDATED_OLD" => before.and_then(|item| some(project(item, &touched))),
            "UPDATED_NEW" => after.and_then(|item| some(project(item, &touched))),
            _ => None,
        }
    }
}

/// A value for an index key: nearly always one that fits.
fn index_value(dice: &mut Dice, name: &str) -> V {
    if dice.one_in(25) {
        return V::random(dice, 0);
    }
    if crate::store::key_type(name) == "N" {
        V::N(dice.signed(-2, 3))
    } else {
        V::S(dice.word(&["a", "b", "c"]).to_owned())
    }
}

pub(crate) fn random_item(dice: &mut Dice, table: &Table, key: &Map) -> Map {
    let mut item = key.clone();
    for name in table.index_keys() {
        if !dice.one_in(3) {
            let value = index_value(dice, name);
            item.insert(name.to_owned(), value);
        }
    }
    let count = dice.below(4);
    for name in dice.some(&FREE, count) {
        let value = V::random(dice, 2);
        item.insert(name.to_owned(), value);
    }
    item
}

fn random_update(dice: &mut Dice, table: &Table, in_transaction: bool) -> Update {
    if !in_transaction && dice.one_in(12) {
        return Update(Vec::new());
    }
    let mut update = Update::random(dice, &FREE);
    let keys = table.index_keys();
    if dice.one_in(3) {
        let name = *dice.pick(&keys);
        let value = index_value(dice, name);
        update.0.push(if dice.one_in(4) {
            crate::update::Action::Remove(Path::top(name))
        } else {
            crate::update::Action::Set(Path::top(name), crate::update::Source::Value(value))
        });
    }
    update
}
