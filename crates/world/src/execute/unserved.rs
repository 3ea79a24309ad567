//! Operations that need what no table here has.

use api::ApiError;
use api::dynamodb::{Need, Unserved};

use super::tables::no_table;
use crate::world::World;

impl World {
    /// Why it is refused: its table isn't there, or else what it needs of the table.
    pub(super) fn unserved(&self, region: &str, unserved: &Unserved) -> ApiError {
        let Unserved { operation, table, need } = unserved;
        let name = &table.name;
        let found = self.find(region, table);
        match need {
            _ if found.is_none() => no_table(name),
            Need::KinesisStream(_) => {
                ApiError::validation("User does not have a permission to use kinesis stream")
            }
            Need::KinesisDestination(_) if operation.starts_with("Disable") => ApiError::validation(
                "Table is not in a valid state to disable Kinesis Streaming Destination: \
                 DisableKinesisStreamingDestination must be ACTIVE to perform DISABLE operation.",
            ),
            Need::KinesisDestination(stream) => ApiError::validation(format!(
                "Table is not in a valid state to enable Kinesis Streaming Destination: No streaming destination with \
                 streamArn: {stream} found for table with tableName: {name}"
            )),
        }
    }
}
