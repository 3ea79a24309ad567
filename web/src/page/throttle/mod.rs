//! Throttling: an exception from elsewhere becomes a world in which it comes up, and a call that was throttled tells which
//! bucket was empty and what helps.

mod ask;
mod panel;
mod remedies;
mod summary;

use lab::throttle::{Order, Outcome};

pub(crate) use self::ask::Ask;
pub(crate) use self::panel::why;
use super::shell::Hands;
use lab::protocol::{Reply, Request};

/// Asks the engine something about throttling.
async fn order(hands: &Hands, order: Order) -> Result<Outcome, String> {
    match hands.bridge.ask(Request::Throttling(order)).await {
        Ok(Reply::Throttling(outcome)) => Ok(outcome),
        Ok(_) => Err("The engine answered something else.".to_owned()),
        Err(fault) => Err(fault.message),
    }
}
