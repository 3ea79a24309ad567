//! The operations of `DynamoDB` (API version 2012-08-10) as types.
//!
//! A [`Request`] that exists is statically valid: everything that the service checks before it looks at a
//! table has been checked, and expressions are already trees. What needs the table's schema or the stored
//! item is checked in `table` and `world`.

mod backups;
mod consumed;
mod items;
mod jobs;
mod limits;
mod managed;
mod pages;
mod request;
mod statement_token;
mod statements;
mod streams;
mod tables;
mod tags;
mod transactions;
mod ttl;
mod unserved;
mod update_table;
mod vectors;

pub use backups::{
    BackupDescription, BackupDetails, BackupOutput, BackupRequest, RestoreFrom, RestoreSummary, RestoreTable,
};
pub use consumed::{Access, ConsumedCapacity, ItemCollectionMetrics, MilliUnits, ReturnConsumedCapacity};
pub use items::{
    BatchGetItem, BatchGetOutput, BatchWriteItem, BatchWriteOutput, DeleteItem, GetItem, GetOutput,
    KeysToGet, PutItem, ReturnValues, UpdateItem, WriteOutput, WriteRequest,
};
pub use jobs::{JobDescription, JobKind, JobOutput, JobRequest, JobStatus, StartJob};
pub use limits::{EndpointsOutput, LimitsOutput};
pub use managed::{
    InsightsDescription, InsightsMode, InsightsStatus, Managed, ManagedOutput, RecoveryDescription,
};
pub use pages::{PageOutput, Query, Scan, Segment, Select};
pub use statements::{
    BatchExecuteStatement, BatchStatement, BatchStatementOutput, BatchStatementResponse, Column,
    DeleteStatement, ExecuteStatement, ExecuteTransaction, InsertStatement, SelectStatement, Statement,
    StatementAction, StatementOutput, StatementStart, UpdateStatement,
};
pub use streams::{
    DescribeStream, GetRecords, GetShardIterator, IteratorStart, ListStreams, ListStreamsOutput,
    RecordsOutput, ShardDescription, StreamDescription, StreamEvent, StreamRecord, StreamRef, StreamStatus,
    StreamView,
};
pub use tables::{
    BillingMode, CreateTable, DeleteTable, DescribeTable, Encryption, EncryptionDescription,
    GlobalIndexDefinition, GlobalIndexDescription, IndexCapacity, IndexStatus, KeyAttribute, KeyKind,
    KeySchema, KeyType, ListTables, ListTablesOutput, LocalIndexDefinition, LocalIndexDescription,
    ModeSummary, OnDemandLimits, Projection, TableClass, TableDescription, TableRef, TableStatus, Throughput,
    ThroughputDescription, WarmDescription, WarmUnits,
};
pub use tags::{ListTagsOfResource, ListTagsOutput, TagResource, UntagResource};
pub use transactions::{
    ConditionCheck, TransactGetItems, TransactGetOutput, TransactWrite, TransactWriteItems,
    TransactWriteOutput,
};
pub use ttl::{DescribeTimeToLive, TimeToLiveDescription, UpdateTimeToLive};
pub use unserved::{Need, Unserved};
pub use update_table::{IndexUpdate, NewIndex, StreamChange, UpdateTable};
pub use vectors::{Distance, SearchOutput, SearchVectors, VectorSpec};

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
    /// `SearchVectors`.
    SearchVectors(Box<SearchVectors>),
    /// `BatchGetItem`.
    BatchGetItem(BatchGetItem),
    /// `BatchWriteItem`.
    BatchWriteItem(BatchWriteItem),
    /// `UpdateTable`.
    UpdateTable(Box<UpdateTable>),
    /// `TransactGetItems`.
    TransactGetItems(TransactGetItems),
    /// `TransactWriteItems`.
    TransactWriteItems(Box<TransactWriteItems>),
    /// `ExecuteStatement`.
    ExecuteStatement(Box<ExecuteStatement>),
    /// `BatchExecuteStatement`.
    BatchExecuteStatement(BatchExecuteStatement),
    /// `ExecuteTransaction`.
    ExecuteTransaction(ExecuteTransaction),
    /// `UpdateTimeToLive`.
    UpdateTimeToLive(UpdateTimeToLive),
    /// `DescribeTimeToLive`.
    DescribeTimeToLive(DescribeTimeToLive),
    /// `TagResource`.
    TagResource(TagResource),
    /// `UntagResource`.
    UntagResource(UntagResource),
    /// `ListTagsOfResource`.
    ListTagsOfResource(ListTagsOfResource),
    /// `DescribeLimits`.
    DescribeLimits,
    /// `DescribeEndpoints`.
    DescribeEndpoints,
    /// `ListStreams`.
    ListStreams(ListStreams),
    /// `DescribeStream`.
    DescribeStream(DescribeStream),
    /// `GetShardIterator`.
    GetShardIterator(GetShardIterator),
    /// `GetRecords`.
    GetRecords(GetRecords),
    /// What the control plane does beside tables and tags.
    Managed(Box<Managed>),
    /// Backups on demand.
    Backup(Box<BackupRequest>),
    /// Of AWS Lambda.
    Lambda(Box<crate::lambda::Request>),
    /// Of Amazon `CloudWatch`.
    CloudWatch(Box<crate::cloudwatch::Request>),
    /// Of DAX's control plane.
    Dax(Box<crate::dax::Request>),
    /// Of IAM and STS.
    Identity(Box<crate::identity::Request>),
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
    /// `SearchVectors`.
    Search(SearchOutput),
    /// `BatchGetItem`.
    BatchGet(BatchGetOutput),
    /// `BatchWriteItem`.
    BatchWrite(BatchWriteOutput),
    /// `UpdateTable`: `{"TableDescription": …}`.
    UpdateTable(Box<TableDescription>),
    /// `TransactGetItems`.
    TransactGet(TransactGetOutput),
    /// `TransactWriteItems`.
    TransactWrite(TransactWriteOutput),
    /// `ExecuteStatement`.
    Statement(StatementOutput),
    /// `BatchExecuteStatement`.
    BatchStatement(BatchStatementOutput),
    /// `ExecuteTransaction`.
    StatementTransaction(TransactGetOutput),
    /// `UpdateTimeToLive`, which repeats what was asked for.
    UpdateTimeToLive(UpdateTimeToLive),
    /// `DescribeTimeToLive`.
    DescribeTimeToLive(TimeToLiveDescription),
    /// `TagResource` and `UntagResource`: an empty body.
    Nothing,
    /// `ListTagsOfResource`.
    Tags(ListTagsOutput),
    /// `DescribeLimits`.
    Limits(LimitsOutput),
    /// `DescribeEndpoints`.
    Endpoints(EndpointsOutput),
    /// `ListStreams`.
    ListStreams(ListStreamsOutput),
    /// `DescribeStream`.
    DescribeStream(Box<StreamDescription>),
    /// `GetShardIterator`.
    ShardIterator(String),
    /// `GetRecords`.
    Records(RecordsOutput),
    /// Of what the control plane does beside tables and tags.
    Managed(Box<ManagedOutput>),
    /// Of backups on demand.
    Backup(Box<BackupOutput>),
    /// Of AWS Lambda.
    Lambda(Box<crate::lambda::Response>),
    /// Of Amazon `CloudWatch`.
    CloudWatch(Box<crate::cloudwatch::Response>),
    /// Of DAX's control plane.
    Dax(Box<crate::dax::Response>),
    /// Of IAM and STS: the answer's JSON.
    Identity(Box<str>),
}
