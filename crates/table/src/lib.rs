//! What one table does with one operation: schema, storage, indexes, paging, unit arithmetic.
#![deny(clippy::float_arithmetic)]

mod arithmetic;
mod condition;
mod entry;
mod fault;
mod get;
mod keys;
mod output;
mod page;
mod read;
mod rows;
mod schema;
mod start;
mod state;
mod statement;
mod stored;
mod units;
mod vectors;
mod write;

pub use arithmetic::Milli;
pub use get::{price, shown};
pub use keys::{EMPTIED_INDEX_KEY, MAX_PARTITION_KEY, MAX_SORT_KEY, Surface};
pub use page::{PAGE_SIZE, Page, PageResult, SEEN, Seen};
pub use read::ReadPlan;
pub use rows::{Entries, KeyRange, MapRows, OverlayRows, Rows, Undo};
pub use schema::{Index, Schema};
pub use state::Table;
pub use statement::{KEYLESS_CHECK, Read, Reads, StatementPlan};
pub use stored::stored_map;
pub use units::{Access, Arm, EntryChange, Formula, READ_BLOCK, Reason, UnitLine, Units, WRITE_BLOCK};
pub use vectors::{Compared, Nearest, Search};
pub use write::{IndexChange, MAX_ITEM_SIZE, Refusal, Write, WritePlan};
