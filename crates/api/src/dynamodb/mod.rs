//! The operations of `DynamoDB` (API version 2012-08-10) as types.
//!
//! A [`Request`] that exists is statically valid: everything that the service checks before it looks at a
//! table has been checked, and expressions are already trees. What needs the table's schema or the stored
//! item is checked in `table` and `world`.

mod consumed;
mod items;
mod pages;
mod request;
mod tables;

pub use consumed::{ConsumedCapacity, ItemCollectionMetrics, MilliUnits, ReturnConsumedCapacity};
pub use items::{
    BatchGetItem, BatchGetOutput, BatchWriteItem, BatchWriteOutput, DeleteItem, GetItem, GetOutput,
    KeysToGet, PutItem, ReturnValues, UpdateItem, WriteOutput, WriteRequest,
};
pub use pages::{PageOutput, Query, Scan, Segment, Select};
pub use tables::{
    BillingMode, CreateTable, DeleteTable, DescribeTable, GlobalIndexDefinition, GlobalIndexDescription,
    IndexStatus, KeyAttribute, KeyKind, KeySchema, KeyType, ListTables, ListTablesOutput,
    LocalIndexDefinition, LocalIndexDescription, Projection, TableClass, TableDescription, TableRef,
    TableStatus, Throughput,
};

/// A request that passed every check that needs no table.
#[derive(Clone, Debug)]
pub enum Request {
    /// `CreateTable`.
    CreateTable(Box<CreateTable>),
    /// `DescribeTable`.
    DescribeTable(DescribeTable),
    /// `ListTables`.
    ListTables(ListTables),
    /// `DeleteTable`.
    DeleteTable(DeleteTable),
    /// `PutItem`.
    PutItem(PutItem),
    /// `GetItem`.
    GetItem(GetItem),
    /// `UpdateItem`.
    UpdateItem(UpdateItem),
    /// `DeleteItem`.
    DeleteItem(DeleteItem),
    /// `Query`.
    Query(Box<Query>),
    /// `Scan`.
    Scan(Box<Scan>),
    /// `BatchGetItem`.
    BatchGetItem(BatchGetItem),
    /// `BatchWriteItem`.
    BatchWriteItem(BatchWriteItem),
}

/// What the service answers when nothing went wrong.
#[derive(Clone, Debug)]
pub enum Response {
    /// `CreateTable`: `{"TableDescription": …}`.
    CreateTable(Box<TableDescription>),
    /// `DescribeTable`: `{"Table": …}`.
    DescribeTable(Box<TableDescription>),
    /// `DeleteTable`: `{"TableDescription": …}`.
    DeleteTable(Box<TableDescription>),
    /// `ListTables`.
    ListTables(ListTablesOutput),
    /// `PutItem`, `UpdateItem` and `DeleteItem`.
    Write(WriteOutput),
    /// `GetItem`.
    Get(GetOutput),
    /// `Query` and `Scan`.
    Page(PageOutput),
    /// `BatchGetItem`.
    BatchGet(BatchGetOutput),
    /// `BatchWriteItem`.
    BatchWrite(BatchWriteOutput),
}
