//! Static errors, and what conditions mean.

mod errors;
mod meaning;
