//! Static errors, and what updates do.

mod effects;
mod errors;
