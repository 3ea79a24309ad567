//! What a session promises: replay, storing, opening what was damaged, formats that stay readable.

mod common;
mod damage;
mod golden;
mod past;
mod replay;
