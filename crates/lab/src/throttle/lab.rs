//! Answers to the page's orders.

use super::{Order, Outcome, read};
use crate::lab::Lab;

impl Lab {
    /// Answers an order about throttling; or says why not. Not inlined: the page loads it when it is first needed.
    #[inline(never)]
    pub fn throttling(&mut self, order: &Order) -> Result<Outcome, String> {
        match order {
            Order::Read(text) => Ok(Outcome::Read(read(text))),
            Order::Build(case) => case.build().map(|built| Outcome::Built(Box::new(built))),
            Order::Why(refused) => Ok(Outcome::Why(Box::new(self.why_throttled(*refused)))),
            Order::Try(refused, remedy) => self.try_remedy(*refused, remedy).map(Outcome::Tried),
        }
    }
}
