//! What can be told of a request without knowing its operation.

use super::{Request, Statement, TableRef, TransactWrite};

impl Request {
    /// `PutItem` and so on.
    pub const fn operation_name(&self) -> &'static str {
        match self {
            Self::CreateTable(_) => "CreateTable",
            Self::DescribeTable(_) => "DescribeTable",
            Self::ListTables(_) => "ListTables",
            Self::DeleteTable(_) => "DeleteTable",
            Self::PutItem(_) => "PutItem",
            Self::GetItem(_) => "GetItem",
            Self::UpdateItem(_) => "UpdateItem",
            Self::DeleteItem(_) => "DeleteItem",
            Self::Query(_) => "Query",
            Self::Scan(_) => "Scan",
            Self::SearchVectors(_) => "SearchVectors",
            Self::BatchGetItem(_) => "BatchGetItem",
            Self::BatchWriteItem(_) => "BatchWriteItem",
            Self::UpdateTable(_) => "UpdateTable",
            Self::TransactGetItems(_) => "TransactGetItems",
            Self::TransactWriteItems(_) => "TransactWriteItems",
            Self::ExecuteStatement(_) => "ExecuteStatement",
            Self::BatchExecuteStatement(_) => "BatchExecuteStatement",
            Self::ExecuteTransaction(_) => "ExecuteTransaction",
            Self::UpdateTimeToLive(_) => "UpdateTimeToLive",
            Self::DescribeTimeToLive(_) => "DescribeTimeToLive",
            Self::TagResource(_) => "TagResource",
            Self::UntagResource(_) => "UntagResource",
            Self::ListTagsOfResource(_) => "ListTagsOfResource",
            Self::DescribeLimits => "DescribeLimits",
            Self::DescribeEndpoints => "DescribeEndpoints",
            Self::ListStreams(_) => "ListStreams",
            Self::DescribeStream(_) => "DescribeStream",
            Self::GetShardIterator(_) => "GetShardIterator",
            Self::GetRecords(_) => "GetRecords",
            Self::Managed(managed) => managed.operation_name(),
            Self::Backup(backup) => backup.operation_name(),
            Self::Lambda(request) => request.operation_name(),
            Self::CloudWatch(request) => request.operation_name(),
            Self::Dax(request) => request.operation_name(),
            Self::Identity(request) => request.operation,
        }
    }

    /// The tables it refers to, in request order. None for `ListTables`, and none for `CreateTable`, whose table
    /// does not exist yet.
    pub fn tables(&self) -> Vec<&TableRef> {
        match self {
            Self::DescribeTable(request) => vec![&request.table],
            Self::DeleteTable(request) => vec![&request.table],
            Self::PutItem(request) => vec![&request.table],
            Self::GetItem(request) => vec![&request.table],
            Self::UpdateItem(request) => vec![&request.table],
            Self::DeleteItem(request) => vec![&request.table],
            Self::Query(request) => vec![&request.table],
            Self::Scan(request) => vec![&request.table],
            Self::SearchVectors(request) => vec![&request.table],
            Self::BatchGetItem(request) => request.tables.iter().map(|keys| &keys.table).collect(),
            Self::BatchWriteItem(request) => request.tables.iter().map(|(table, _)| table).collect(),
            Self::UpdateTable(request) => vec![&request.table],
            Self::TransactGetItems(request) => request.gets.iter().map(|get| &get.table).collect(),
            Self::TransactWriteItems(request) => request.actions.iter().map(TransactWrite::table).collect(),
            Self::UpdateTimeToLive(request) => vec![&request.table],
            Self::DescribeTimeToLive(request) => vec![&request.table],
            Self::ListStreams(request) => request.table.iter().collect(),
            Self::Managed(managed) => managed.table().into_iter().collect(),
            Self::Backup(backup) => backup.table().into_iter().collect(),
            Self::ExecuteStatement(request) => vec![request.statement.table()],
            Self::BatchExecuteStatement(request) => {
                let known = request.statements.iter().filter_map(|member| member.statement.as_ref().ok());
                known.map(Statement::table).collect()
            }
            Self::ExecuteTransaction(request) => request.statements.iter().map(Statement::table).collect(),
            // These name none, one that isn't there yet, or an ARN.
            Self::CreateTable(_)
            | Self::ListTables(_)
            | Self::TagResource(_)
            | Self::UntagResource(_)
            | Self::ListTagsOfResource(_)
            | Self::DescribeLimits
            | Self::DescribeEndpoints
            | Self::DescribeStream(_)
            | Self::GetShardIterator(_)
            | Self::GetRecords(_)
            | Self::Lambda(_)
            | Self::CloudWatch(_)
            | Self::Dax(_)
            | Self::Identity(_) => Vec::new(),
        }
    }

    /// Whether it may change a table or its items.
    pub fn is_write(&self) -> bool {
        match self {
            Self::CreateTable(_)
            | Self::DeleteTable(_)
            | Self::PutItem(_)
            | Self::UpdateItem(_)
            | Self::DeleteItem(_)
            | Self::BatchWriteItem(_)
            | Self::UpdateTable(_)
            | Self::TransactWriteItems(_)
            | Self::BatchExecuteStatement(_)
            | Self::ExecuteTransaction(_)
            | Self::UpdateTimeToLive(_)
            | Self::TagResource(_)
            | Self::UntagResource(_) => true,
            Self::Managed(managed) => managed.is_write(),
            Self::Backup(backup) => backup.is_write(),
            Self::Lambda(request) => request.is_write(),
            Self::CloudWatch(request) => request.is_write(),
            Self::Dax(request) => request.is_write(),
            Self::Identity(request) => request.is_write(),
            Self::ExecuteStatement(request) => !request.statement.is_read(),
            Self::DescribeTable(_)
            | Self::ListTables(_)
            | Self::GetItem(_)
            | Self::Query(_)
            | Self::Scan(_)
            | Self::SearchVectors(_)
            | Self::BatchGetItem(_)
            | Self::TransactGetItems(_)
            | Self::DescribeTimeToLive(_)
            | Self::ListTagsOfResource(_)
            | Self::DescribeLimits
            | Self::DescribeEndpoints
            | Self::ListStreams(_)
            | Self::DescribeStream(_)
            | Self::GetShardIterator(_)
            | Self::GetRecords(_) => false,
        }
    }
}
