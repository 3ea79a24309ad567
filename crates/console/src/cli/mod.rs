//! The AWS CLI: from the words of a command to an operation's input.

mod arguments;
mod batches;
mod call;
mod check;
mod coerce;
mod command;
mod context;
mod flags;
mod globals;
mod input;
mod names;
mod operation;
mod pager;
mod paging;
mod python;
mod shorthand;
mod value;
mod wait;
mod waiter;

pub(crate) use arguments::{Known, Use, find, invalid_choice};
pub use call::{ApiCall, Notation, Output, Typed};
pub(crate) use check::check;
pub(crate) use coerce::{integer, no_number};
pub(crate) use command::{Parsed, is_region, parse};
pub(crate) use context::Files;
pub use context::{Context, File, FileUse};
pub(crate) use flags::{Arity, Flag, Target, flags};
pub(crate) use globals::{GLOBALS, REGIONS};
pub(crate) use names::{is_operation, kebab, operation_of, operations_of};
pub(crate) use operation::{example, sort_members, starting};
pub use pager::Pager;
pub use paging::{Paging, PagingError};
pub(crate) use python::{class, printed, quoted};
pub(crate) use value::read_json;
pub(crate) use waiter::WAITERS;
pub use waiter::{Wait, Waited, Waiter};
