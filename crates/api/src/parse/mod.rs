//! From an operation's name and its JSON body to a request that passed every check that needs no table.

mod backups;
mod batch;
mod cloudwatch;
mod constraints;
mod create_table;
mod dax;
mod decimal;
mod echo;
mod expressions;
mod identity;
mod indexes;
mod items;
mod java;
mod jobs;
mod lambda;
mod legacy;
mod limits;
mod managed;
mod members;
mod pages;
mod policy;
mod settings;
mod statements;
mod streams;
mod tables;
mod tags;
mod transactions;
mod ttl;
mod unserved;
mod update_table;
mod values;
mod vectors;

pub use constraints::unimplemented as unbuilt_parameter;
pub use indexes::undefined_keys;

use crate::dynamodb::Request;
use crate::error::{ApiError, ErrorCode, Speaker};
use crate::json::{self, Node};
use crate::shapes::{self, Shape};

/// Which of the service's two validation layers speaks. AWS moves operations from the older to the newer one,
/// region by region: same checks, other words and other envelopes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wording {
    /// As most regions answered in October 2026: the newer layer for `PutItem`, `UpdateItem`, `DeleteItem`,
    /// `GetItem`, `BatchGetItem`, `Query` and `Scan`, the older one elsewhere.
    #[default]
    Current,
    /// The older layer everywhere.
    Classic,
}

/// Parses and checks a request in the current wording.
pub fn parse(operation: &str, body: &[u8]) -> Result<Request, ApiError> {
    parse_in(operation, body, Wording::Current)
}

/// Parses and checks a request, in the service's order: known operation, JSON, shape, member constraints,
/// semantics. What is left to check needs the table.
pub fn parse_in(operation: &str, body: &[u8], wording: Wording) -> Result<Request, ApiError> {
    parse_noting(operation, body, wording).map(|(request, _)| request)
}

/// The same, and whether there are blanks between the body's tokens: who keeps it without them may take it as it is.
pub fn parse_noting(operation: &str, body: &[u8], wording: Wording) -> Result<(Request, bool), ApiError> {
    let unknown = || ApiError::new(ErrorCode::UnknownOperationException, "");
    let known = shapes::operation(operation).ok_or_else(unknown)?;
    let build = builder(known.name).ok_or_else(|| unbuilt(known.name))?;
    let (input, blanks) = json::read_noting(known.input, body).map_err(|error| match known.name {
        "SearchVectors" => ApiError { speaker: Speaker::SearchVectors, ..error },
        _ => error,
    })?;
    Ok((build(&Input { node: &input, shape: known.input, wording })?, blanks))
}

/// The service knows this operation, Dynamarium doesn't yet.
pub fn unbuilt(operation: &str) -> ApiError {
    let message = format!("Dynamarium does not implement {operation} yet.");
    ApiError::new(ErrorCode::UnknownOperationException, message)
}

/// A request's body, read into the operation's shape.
#[derive(Clone, Copy)]
struct Input<'a> {
    node: &'a Node<'a>,
    shape: &'static Shape,
    wording: Wording,
}

impl<'a> Input<'a> {
    fn get(&self, name: &str) -> Option<&'a Node<'a>> {
        self.node.member(name)
    }

    fn text(&self, name: &str) -> Option<&'a str> {
        self.get(name).and_then(Node::as_text)
    }

    fn boolean(&self, name: &str) -> Option<bool> {
        self.get(name).and_then(Node::as_boolean)
    }

    fn integer(&self, name: &str) -> Option<i64> {
        self.get(name).and_then(Node::as_integer)
    }
}

type Builder = fn(&Input) -> Result<Request, ApiError>;

fn builder(operation: &str) -> Option<Builder> {
    Some(match operation {
        "CreateTable" => create_table::create,
        "DescribeTable" => tables::describe,
        "ListTables" => tables::list,
        "DeleteTable" => tables::delete,
        "PutItem" => items::put,
        "GetItem" => items::get,
        "UpdateItem" => items::update,
        "DeleteItem" => items::delete,
        "Query" => pages::query,
        "Scan" => pages::scan,
        "BatchGetItem" => batch::get,
        "BatchWriteItem" => batch::write,
        "UpdateTable" => update_table::update,
        "TransactGetItems" => transactions::get,
        "TransactWriteItems" => transactions::write,
        "ExecuteStatement" => statements::execute,
        "BatchExecuteStatement" => statements::batch,
        "ExecuteTransaction" => statements::transaction,
        "UpdateTimeToLive" => ttl::update,
        "DescribeTimeToLive" => ttl::describe,
        "TagResource" => tags::tag,
        "UntagResource" => tags::untag,
        "ListTagsOfResource" => tags::list,
        "DescribeLimits" => limits::limits,
        "DescribeEndpoints" => limits::endpoints,
        "ListStreams" => streams::list,
        "DescribeStream" => streams::describe,
        "GetShardIterator" => streams::iterator,
        "GetRecords" => streams::records,
        "CreateBackup" => backups::create,
        "DescribeBackup" => backups::describe,
        "DeleteBackup" => backups::delete,
        "ListBackups" => backups::list,
        "RestoreTableFromBackup" => backups::restore,
        "RestoreTableToPointInTime" => backups::restore_to_point,
        "DescribeContinuousBackups" => managed::describe_continuous_backups,
        "UpdateContinuousBackups" => managed::update_continuous_backups,
        "DescribeContributorInsights" => managed::describe_insights,
        "UpdateContributorInsights" => managed::update_insights,
        "ListContributorInsights" => managed::list_insights,
        "PutResourcePolicy" => managed::put_policy,
        "GetResourcePolicy" => managed::get_policy,
        "DeleteResourcePolicy" => managed::delete_policy,
        "DescribeKinesisStreamingDestination" => managed::describe_kinesis,
        "DescribeTableReplicaAutoScaling" => managed::describe_auto_scaling,
        "ListGlobalTables" => managed::list_global_tables,
        "CreateGlobalTable" | "UpdateGlobalTable" => managed::legacy_global_table,
        "DescribeGlobalTable" | "DescribeGlobalTableSettings" | "UpdateGlobalTableSettings" => {
            managed::unknown_global_table
        }
        "EnableKinesisStreamingDestination" => unserved::enable_kinesis,
        "DisableKinesisStreamingDestination" => unserved::disable_kinesis,
        "UpdateKinesisStreamingDestination" => unserved::update_kinesis,
        "UpdateTableReplicaAutoScaling" => managed::update_auto_scaling,
        "SearchVectors" => vectors::search,
        "ExportTableToPointInTime" => jobs::export,
        "ListExports" => jobs::list_exports,
        "DescribeExport" => jobs::describe_export,
        "ImportTable" => jobs::import,
        "ListImports" => jobs::list_imports,
        "DescribeImport" => jobs::describe_import,
        "StartBulkPutItems" => jobs::bulk,
        "ListBulkOperations" => jobs::list_bulk,
        "DescribeBulkOperation" => jobs::describe_bulk,
        "CancelBulkOperation" => jobs::cancel_bulk,
        other => {
            let beside = lambda::builder(other).or_else(|| cloudwatch::builder(other));
            return beside.or_else(|| dax::builder(other)).or_else(|| identity::builder(other));
        }
    })
}
