//! The rules of one table, row by row, and paging against a naive model.

mod indexes;
mod keys;
mod overlay;
mod paging;
mod reads;
mod support;
mod text;
mod vectors;
mod writes;
