//! Formats for people: scenarios, shareable links, example worlds.

mod base64url;
mod demo;
mod example;
mod link;
mod scenario;

pub use demo::{DEMO_FILES, DemoFile, demo_file};
pub use example::{EXAMPLE_INPUTS, EXAMPLE_NAME, EXAMPLE_REGION, example};
pub use link::{LinkError, is_link};
pub use scenario::{FILE_ENDING, FileError, Opened, Scenario, ShareError};
