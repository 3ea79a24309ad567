//! Laws and tables of the value crate.

mod display;
mod golden;
mod item;
mod json;
mod key;
mod number;
mod number_laws;
mod size;
mod strategies;
