//! What can be told of a request without knowing its operation.

use super::{Request, TableRef};

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
            Self::BatchGetItem(_) => "BatchGetItem",
            Self::BatchWriteItem(_) => "BatchWriteItem",
        }
    }

    /// The tables it refers to, in request order. None for `ListTables`, and none for `CreateTable`, whose table
    /// does not exist yet.
    pub fn tables(&self) -> Vec<&TableRef> {
        match self {
            Self::CreateTable(_) | Self::ListTables(_) => Vec::new(),
            Self::DescribeTable(request) => vec![&request.table],
            Self::DeleteTable(request) => vec![&request.table],
            Self::PutItem(request) => vec![&request.table],
            Self::GetItem(request) => vec![&request.table],
            Self::UpdateItem(request) => vec![&request.table],
            Self::DeleteItem(request) => vec![&request.table],
            Self::Query(request) => vec![&request.table],
            Self::Scan(request) => vec![&request.table],
            Self::BatchGetItem(request) => request.tables.iter().map(|keys| &keys.table).collect(),
            Self::BatchWriteItem(request) => request.tables.iter().map(|(table, _)| table).collect(),
        }
    }

    /// Whether it may change a table or its items.
    pub const fn is_write(&self) -> bool {
        match self {
            Self::CreateTable(_)
            | Self::DeleteTable(_)
            | Self::PutItem(_)
            | Self::UpdateItem(_)
            | Self::DeleteItem(_)
            | Self::BatchWriteItem(_) => true,
            Self::DescribeTable(_)
            | Self::ListTables(_)
            | Self::GetItem(_)
            | Self::Query(_)
            | Self::Scan(_)
            | Self::BatchGetItem(_) => false,
        }
    }
}
