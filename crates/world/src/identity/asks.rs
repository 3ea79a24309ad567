//! What a request asks for: actions, on resources, with the condition keys that `DynamoDB` fills in.

use std::collections::BTreeSet;

use api::dynamodb::{
    Managed, Query, Request, ReturnConsumedCapacity, ReturnValues, Scan, Select, Statement, StatementAction,
    StatementStart, TableRef, TransactWrite,
};
use expression::{Condition, KeyTest, Projection};
use table::{Read, Schema, StatementPlan};
use value::{AttributeValue, Attributes};

use super::Sort;
use crate::catalogue::TableState;
use crate::world::World;

/// One permission that is needed.
#[derive(Clone, Debug, Default)]
pub(super) struct Ask {
    pub(super) action: String,
    pub(super) resource: String,
    pub(super) owner: String,
    /// The table whose policy and tags count.
    pub(super) table: Option<u32>,
    /// Condition keys and their values.
    pub(super) keys: Vec<(&'static str, Vec<String>)>,
    /// The same, for keys with a name of their own behind a `/`.
    pub(super) tags: Vec<(String, String)>,
}

/// Reads of a statement that are looked at; a list of thousands of keys names no more.
const MOST_READS: u16 = 300;

/// The condition keys of an action on items, gathered.
#[derive(Default)]
struct Gathered<'a> {
    /// Values of each partition key attribute, first to fourth.
    leading: [BTreeSet<String>; 4],
    attributes: BTreeSet<&'a str>,
    select: Option<&'static str>,
    returns: Option<&'static str>,
    consumed: Option<&'static str>,
    enclosing: Option<&'static str>,
    full_scan: Option<bool>,
}

impl<'a> Gathered<'a> {
    /// A key that is touched: its names, and the values of its partition key.
    fn key(&mut self, schema: Option<&Schema>, key: &'a Attributes) {
        self.attributes.extend(key.keys().map(String::as_str));
        if let Some(schema) = schema {
            for (at, part) in schema.key().partition.iter().enumerate() {
                self.lead(at, key.get(&part.name));
            }
        }
    }

    fn lead(&mut self, at: usize, value: Option<&AttributeValue>) {
        if let (Some(values), Some(text)) = (self.leading.get_mut(at), value.and_then(text_of)) {
            values.insert(text);
        }
    }

    fn projection(&mut self, projection: Option<&'a Projection>) {
        self.attributes.extend(projection.into_iter().flat_map(Projection::attribute_names));
    }

    fn condition(&mut self, condition: Option<&'a Condition>) {
        self.attributes.extend(condition.into_iter().flat_map(Condition::attribute_names));
    }

    fn query(&mut self, schema: Option<&Schema>, query: &'a Query) {
        let index = query.index.as_deref();
        let found =
            schema.and_then(|schema| index.and_then(|name| schema.index(name)).map(|(_, index)| index));
        let key = match index {
            Some(_) => found.map(table::Index::key),
            None => schema.map(Schema::key),
        };
        for clause in &query.key_condition.clauses {
            self.attributes.insert(&clause.attribute);
            let at = key.and_then(|key| key.partition.iter().position(|part| part.name == clause.attribute));
            if let (Some(at), KeyTest::Eq(value)) = (at, &clause.test) {
                self.lead(at, Some(value));
            }
        }
        self.page(query.projection.as_ref(), query.filter.as_ref(), query.select, index.is_some());
        self.consumed = Some(consumed(query.return_consumed));
    }

    fn scan(&mut self, scan: &'a Scan) {
        self.page(scan.projection.as_ref(), scan.filter.as_ref(), scan.select, scan.index.is_some());
        self.consumed = Some(consumed(scan.return_consumed));
    }

    fn page(
        &mut self,
        projection: Option<&'a Projection>,
        filter: Option<&'a Condition>,
        select: Option<Select>,
        of_index: bool,
    ) {
        self.projection(projection);
        self.condition(filter);
        self.select = Some(match select {
            Some(Select::AllAttributes) => "ALL_ATTRIBUTES",
            Some(Select::AllProjectedAttributes) => "ALL_PROJECTED_ATTRIBUTES",
            Some(Select::SpecificAttributes) => "SPECIFIC_ATTRIBUTES",
            Some(Select::Count) => "COUNT",
            None if projection.is_some() => "SPECIFIC_ATTRIBUTES",
            None if of_index => "ALL_PROJECTED_ATTRIBUTES",
            None => "ALL_ATTRIBUTES",
        });
    }

    /// A read by key selects, too: everything, unless it names what it wants.
    fn get(&mut self, projection: Option<&'a Projection>) {
        self.projection(projection);
        self.select = Some(if projection.is_some() { "SPECIFIC_ATTRIBUTES" } else { "ALL_ATTRIBUTES" });
    }

    fn write(&mut self, schema: Option<&Schema>, action: &'a TransactWrite) {
        match action {
            TransactWrite::Put(put) => {
                self.attributes.extend(put.item.names());
                for (at, part) in
                    schema.into_iter().flat_map(|schema| schema.key().partition.iter().enumerate())
                {
                    self.lead(at, put.item.get(&part.name).as_ref());
                }
                self.condition(put.condition.as_ref());
                self.returns = Some(returns(put.return_values));
            }
            TransactWrite::Update(update) => {
                self.key(schema, &update.key);
                self.attributes.extend(update.update.iter().flat_map(expression::Update::names));
                self.condition(update.condition.as_ref());
                self.returns = Some(returns(update.return_values));
            }
            TransactWrite::Delete(delete) => {
                self.key(schema, &delete.key);
                self.condition(delete.condition.as_ref());
                self.returns = Some(returns(delete.return_values));
            }
            TransactWrite::Check(check) => {
                self.key(schema, &check.key);
                self.condition(Some(&check.condition));
                self.returns = Some(returns(if check.return_item_on_failure {
                    ReturnValues::AllOld
                } else {
                    ReturnValues::None
                }));
            }
        }
    }

    fn keys(self) -> Vec<(&'static str, Vec<String>)> {
        let [first, second, third, fourth] =
            self.leading.map(|values| values.into_iter().collect::<Vec<_>>());
        let one = |value: Option<&'static str>| value.map(str::to_owned).into_iter().collect::<Vec<_>>();
        let scans = self.full_scan.map(|full| if full { "true" } else { "false" });
        vec![
            ("dynamodb:LeadingKeys", first.clone()),
            ("dynamodb:FirstPartitionKeyValues", first),
            ("dynamodb:SecondPartitionKeyValues", second),
            ("dynamodb:ThirdPartitionKeyValues", third),
            ("dynamodb:FourthPartitionKeyValues", fourth),
            ("dynamodb:Attributes", self.attributes.into_iter().map(str::to_owned).collect()),
            ("dynamodb:Select", one(self.select)),
            ("dynamodb:ReturnValues", one(self.returns)),
            ("dynamodb:ReturnConsumedCapacity", one(self.consumed)),
            ("dynamodb:EnclosingOperation", one(self.enclosing)),
            ("dynamodb:FullTableScan", one(scans)),
        ]
    }
}

impl World {
    /// Everything that a request needs to be allowed, in the order of the request.
    pub(super) fn asks(&self, region: &str, request: &Request) -> Vec<Ask> {
        match request {
            Request::PutItem(put) => {
                self.write_ask(region, &TransactWrite::Put(put.clone()), None, put.return_consumed)
            }
            Request::UpdateItem(update) => {
                self.write_ask(region, &TransactWrite::Update(update.clone()), None, update.return_consumed)
            }
            Request::DeleteItem(delete) => {
                self.write_ask(region, &TransactWrite::Delete(delete.clone()), None, delete.return_consumed)
            }
            Request::GetItem(get) => {
                let table = self.find(region, &get.table);
                let mut gathered =
                    Gathered { consumed: Some(consumed(get.return_consumed)), ..Gathered::default() };
                gathered.key(table.map(TableState::schema), &get.key);
                gathered.get(get.projection.as_ref());
                vec![self.ask(region, &get.table, None, "GetItem", gathered)]
            }
            Request::Query(query) => {
                let mut gathered = Gathered::default();
                gathered.query(self.find(region, &query.table).map(TableState::schema), query);
                vec![self.ask(region, &query.table, query.index.as_deref(), "Query", gathered)]
            }
            Request::SearchVectors(search) => {
                let index = Some(search.index.as_str());
                vec![self.ask(region, &search.table, index, "SearchVectors", Gathered::default())]
            }
            Request::Scan(scan) => {
                let mut gathered = Gathered::default();
                gathered.scan(scan);
                vec![self.ask(region, &scan.table, scan.index.as_deref(), "Scan", gathered)]
            }
            Request::BatchGetItem(batch) => {
                let each = batch.tables.iter().map(|part| {
                    let schema = self.find(region, &part.table).map(TableState::schema);
                    let mut gathered =
                        Gathered { consumed: Some(consumed(batch.return_consumed)), ..Gathered::default() };
                    for key in &part.keys {
                        gathered.key(schema, key);
                    }
                    gathered.get(part.projection.as_ref());
                    self.ask(region, &part.table, None, "BatchGetItem", gathered)
                });
                each.collect()
            }
            Request::BatchWriteItem(batch) => {
                let each = batch.tables.iter().map(|(table, writes)| {
                    let schema = self.find(region, table).map(TableState::schema);
                    let mut gathered =
                        Gathered { consumed: Some(consumed(batch.return_consumed)), ..Gathered::default() };
                    for write in writes {
                        match write {
                            api::dynamodb::WriteRequest::Delete(key) => gathered.key(schema, key),
                            api::dynamodb::WriteRequest::Put(item) => {
                                gathered.attributes.extend(item.names());
                                let parts =
                                    schema.into_iter().flat_map(|it| it.key().partition.iter().enumerate());
                                for (at, part) in parts {
                                    gathered.lead(at, item.get(&part.name).as_ref());
                                }
                            }
                        }
                    }
                    self.ask(region, table, None, "BatchWriteItem", gathered)
                });
                each.collect()
            }
            _ => self.asks_rarely(region, request),
        }
    }

    fn asks_rarely(&self, region: &str, request: &Request) -> Vec<Ask> {
        match request {
            Request::TransactGetItems(transaction) => {
                let each = transaction.gets.iter().map(|get| {
                    let mut gathered = Gathered {
                        consumed: Some(consumed(transaction.return_consumed)),
                        enclosing: Some("TransactGetItems"),
                        ..Gathered::default()
                    };
                    gathered.key(self.find(region, &get.table).map(TableState::schema), &get.key);
                    gathered.get(get.projection.as_ref());
                    self.ask(region, &get.table, None, "GetItem", gathered)
                });
                each.collect()
            }
            Request::TransactWriteItems(transaction) => transaction
                .actions
                .iter()
                .flat_map(|action| {
                    self.write_ask(region, action, Some("TransactWriteItems"), transaction.return_consumed)
                })
                .collect(),
            Request::ExecuteStatement(execute) => {
                self.statement_asks(region, &execute.statement, None, execute.return_consumed)
            }
            Request::ExecuteTransaction(transaction) => transaction
                .statements
                .iter()
                .flat_map(|statement| {
                    let whole = Some("ExecuteTransaction");
                    self.statement_asks(region, statement, whole, transaction.return_consumed)
                })
                .collect(),
            // Its statements are asked about one by one (`gate`).
            Request::BatchExecuteStatement(_) => Vec::new(),
            Request::TagResource(tag) => {
                let mut ask = self.ask_of_arn(region, request.operation_name(), &tag.arn);
                with_tags(&mut ask, &tag.tags);
                vec![ask]
            }
            Request::UntagResource(untag) => {
                let mut ask = self.ask_of_arn(region, request.operation_name(), &untag.arn);
                ask.keys.push(("aws:TagKeys", untag.keys.clone()));
                vec![ask]
            }
            Request::ListTagsOfResource(list) => {
                vec![self.ask_of_arn(region, request.operation_name(), &list.arn)]
            }
            Request::DescribeStream(describe) => {
                vec![self.ask_of_arn(region, "DescribeStream", &describe.stream.arn)]
            }
            Request::GetShardIterator(get) => {
                vec![self.ask_of_arn(region, "GetShardIterator", &get.stream.arn)]
            }
            Request::GetRecords(get) => {
                // An iterator says of which stream it is.
                let arn = get.iterator.split('|').next().unwrap_or_default();
                vec![self.ask_of_arn(region, "GetRecords", arn)]
            }
            Request::CreateTable(create) => {
                let table = TableRef { given: create.name.clone(), name: create.name.clone(), arn_of: None };
                let mut ask = self.ask(region, &table, None, "CreateTable", Gathered::default());
                with_tags(&mut ask, &create.tags);
                vec![ask]
            }
            Request::ListTables(_) => {
                vec![self.ask_of_arn(region, "ListTables", &self.any(region, "table/*"))]
            }
            Request::ListStreams(_) => vec![self.ask_of_arn(region, "ListStreams", "*")],
            Request::DescribeLimits | Request::DescribeEndpoints => {
                vec![self.ask_of_arn(region, request.operation_name(), "*")]
            }
            Request::Managed(managed) => match &**managed {
                Managed::PutResourcePolicy { arn, .. }
                | Managed::GetResourcePolicy { arn }
                | Managed::DeleteResourcePolicy { arn, .. } => {
                    vec![self.ask_of_arn(region, managed.operation_name(), arn)]
                }
                _ => self.table_asks(region, request),
            },
            Request::Lambda(_) | Request::CloudWatch(_) | Request::Dax(_) => {
                vec![Ask {
                    action: request.operation_name().to_owned(),
                    resource: "*".to_owned(),
                    owner: self.config.account.clone(),
                    ..Ask::default()
                }]
            }
            Request::Identity(identity) => self.identity_asks(identity),
            _ => self.table_asks(region, request),
        }
    }

    /// An operation of the control plane on the tables that it names.
    fn table_asks(&self, region: &str, request: &Request) -> Vec<Ask> {
        let tables = request.tables();
        if tables.is_empty() {
            return vec![self.ask_of_arn(region, request.operation_name(), "*")];
        }
        let ask = |table| self.ask(region, table, None, request.operation_name(), Gathered::default());
        tables.into_iter().map(ask).collect()
    }

    /// IAM's own operations, on the user, group, role or policy that they name.
    fn identity_asks(&self, request: &api::identity::Request) -> Vec<Ask> {
        let (service, name) = request.operation.split_once(':').unwrap_or_default();
        // Everybody may ask who they are; who may assume a role is the role's to say.
        if service == "sts" {
            return Vec::new();
        }
        let of = |sort: Sort| {
            let name = request.text(&format!("{}Name", sort.title()))?;
            Some(self.identity_arn(sort, name))
        };
        let named =
            request.text("PolicyArn").filter(|_| name.ends_with("Policy") || name.ends_with("Version"));
        let named = named.filter(|_| !name.starts_with("Attach") && !name.starts_with("Detach"));
        let found = of(Sort::Role).or_else(|| of(Sort::Group)).or_else(|| of(Sort::User));
        let resource = found.or_else(|| named.map(str::to_owned)).unwrap_or_else(|| "*".to_owned());
        vec![Ask {
            action: request.operation.to_owned(),
            resource,
            owner: self.config.account.clone(),
            keys: request
                .text("PolicyArn")
                .map(|arn| ("iam:PolicyARN", vec![arn.to_owned()]))
                .into_iter()
                .collect(),
            ..Ask::default()
        }]
    }

    fn write_ask(
        &self,
        region: &str,
        action: &TransactWrite,
        enclosing: Option<&'static str>,
        return_consumed: ReturnConsumedCapacity,
    ) -> Vec<Ask> {
        let name = match action {
            TransactWrite::Put(_) => "PutItem",
            TransactWrite::Update(_) => "UpdateItem",
            TransactWrite::Delete(_) => "DeleteItem",
            TransactWrite::Check(_) => "ConditionCheckItem",
        };
        let mut gathered =
            Gathered { consumed: Some(consumed(return_consumed)), enclosing, ..Gathered::default() };
        gathered.write(self.find(region, action.table()).map(TableState::schema), action);
        vec![self.ask(region, action.table(), None, name, gathered)]
    }

    /// What a statement of `PartiQL` asks for. Where its table can't be reached, it is asked about without its keys.
    pub(super) fn statement_asks(
        &self,
        region: &str,
        statement: &Statement,
        enclosing: Option<&'static str>,
        return_consumed: ReturnConsumedCapacity,
    ) -> Vec<Ask> {
        let (name, index) = match &statement.action {
            StatementAction::Select(select) | StatementAction::Exists(select) => {
                ("PartiQLSelect", select.index.as_deref())
            }
            StatementAction::Insert(_) => ("PartiQLInsert", None),
            StatementAction::Update(_) => ("PartiQLUpdate", None),
            StatementAction::Delete(_) => ("PartiQLDelete", None),
        };
        let fresh =
            || Gathered { consumed: Some(consumed(return_consumed)), enclosing, ..Gathered::default() };
        let table = statement.table();
        let schema = self.find(region, table).map(TableState::schema);
        let plan = schema.and_then(|schema| StatementPlan::new(schema, statement, enclosing.is_some()).ok());
        let action = match plan {
            None => return vec![self.ask(region, table, index, name, fresh())],
            Some(StatementPlan::Reads(reads)) => {
                let start = |read| StatementStart { read, key: None };
                let all: Vec<Read> = (0..reads.count().min(MOST_READS))
                    .filter_map(|read| reads.read(&start(read), None))
                    .collect();
                let mut gathered = fresh();
                for read in &all {
                    match read {
                        Read::Query(query) => gathered.query(schema, query),
                        Read::Scan(scan) => gathered.scan(scan),
                    }
                }
                gathered.consumed = Some(consumed(return_consumed));
                gathered.full_scan = Some(all.iter().any(|read| matches!(read, Read::Scan(_))));
                return vec![self.ask(region, table, index, name, gathered)];
            }
            Some(StatementPlan::Put(put)) => TransactWrite::Put(put),
            Some(StatementPlan::Update(update)) => TransactWrite::Update(update),
            Some(StatementPlan::Delete(delete)) => TransactWrite::Delete(delete),
            Some(StatementPlan::Check(check)) => TransactWrite::Check(check),
        };
        let mut gathered = fresh();
        gathered.write(schema, &action);
        if name == "PartiQLSelect" {
            gathered.full_scan = Some(false);
        }
        vec![self.ask(region, table, index, name, gathered)]
    }

    fn ask(
        &self,
        region: &str,
        table: &TableRef,
        index: Option<&str>,
        name: &str,
        gathered: Gathered<'_>,
    ) -> Ask {
        let own = (region.to_owned(), self.config.account.clone());
        let (region_of, owner) = table.arn_of.clone().unwrap_or(own);
        let mut resource = format!("arn:aws:dynamodb:{region_of}:{owner}:table/{}", table.name);
        if let Some(index) = index {
            resource.push_str("/index/");
            resource.push_str(index);
        }
        let state = self.find(region, table);
        Ask {
            action: format!("dynamodb:{name}"),
            resource,
            owner,
            table: state.map(|state| state.id),
            keys: gathered.keys(),
            tags: state.map_or_else(Vec::new, resource_tags),
        }
    }

    /// An operation on the resource of an ARN, of a table or of something below one.
    fn ask_of_arn(&self, region: &str, name: &str, arn: &str) -> Ask {
        let parts: Vec<&str> = arn.splitn(6, ':').collect();
        let owner = parts.get(4).filter(|owner| !owner.is_empty()).copied().unwrap_or(&self.config.account);
        let table = parts.get(5).and_then(|rest| rest.strip_prefix("table/"));
        let table = table.and_then(|rest| rest.split('/').next()).and_then(|name| self.named(region, name));
        Ask {
            action: format!("dynamodb:{name}"),
            resource: arn.to_owned(),
            owner: owner.to_owned(),
            table: table.map(|table| table.id),
            keys: Vec::new(),
            tags: table.map_or_else(Vec::new, resource_tags),
        }
    }

    fn any(&self, region: &str, what: &str) -> String {
        format!("arn:aws:dynamodb:{region}:{}:{what}", self.config.account)
    }
}

fn resource_tags(table: &TableState) -> Vec<(String, String)> {
    table.control.tags.iter().map(|(key, value)| (format!("aws:ResourceTag/{key}"), value.clone())).collect()
}

fn with_tags(ask: &mut Ask, tags: &[(String, String)]) {
    ask.keys.push(("aws:TagKeys", tags.iter().map(|(key, _)| key.clone()).collect()));
    ask.tags.extend(tags.iter().map(|(key, value)| (format!("aws:RequestTag/{key}"), value.clone())));
}

/// A key's value as policies compare it: text as it is, numbers in digits, bytes in base64.
fn text_of(value: &AttributeValue) -> Option<String> {
    match value {
        AttributeValue::S(text) => Some(text.clone()),
        AttributeValue::N(number) => Some(number.to_string()),
        AttributeValue::B(_) => {
            let mut json = String::new();
            value::json::write_attribute(&mut json, value);
            let text = json.strip_prefix("{\"B\":\"").and_then(|rest| rest.strip_suffix("\"}"))?;
            Some(text.to_owned())
        }
        _ => None,
    }
}

const fn returns(values: ReturnValues) -> &'static str {
    match values {
        ReturnValues::None => "NONE",
        ReturnValues::AllOld => "ALL_OLD",
        ReturnValues::UpdatedOld => "UPDATED_OLD",
        ReturnValues::AllNew => "ALL_NEW",
        ReturnValues::UpdatedNew => "UPDATED_NEW",
    }
}

const fn consumed(wanted: ReturnConsumedCapacity) -> &'static str {
    match wanted {
        ReturnConsumedCapacity::None => "NONE",
        ReturnConsumedCapacity::Total => "TOTAL",
        ReturnConsumedCapacity::Indexes => "INDEXES",
    }
}
