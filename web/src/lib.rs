//! The playground's browser side: the page that draws, the worker that hosts the engine, and the bridge between.

pub mod bridge;
pub mod js_api;
pub mod page;
pub mod theme;
pub mod words;
pub mod worker;
