//! The playground's browser side: the page that draws, the worker that hosts the engine, and the bridge between.

// Stage units are `i32` and the browser's numbers are `f64`; what is cast into them is small and never negative.
#![allow(clippy::cast_sign_loss, clippy::cast_possible_wrap)]

pub mod bridge;
pub mod codec;
pub mod js_api;
pub mod page;
pub mod reading;
pub mod theme;
pub mod words;
pub mod worker;
