//! The service around the tables: router, partitions, replicas, propagation, on a virtual clock.

mod call;
mod config;
mod durable;
mod inspect;
mod knobs;
mod world;

pub use call::{Call, CallId, Completion, Image, Input, TableUnits, Touched};
pub use config::{Config, Mode};
pub use durable::{Durable, RestoreError};
pub use inspect::{Collection, Consumed, IndexInfo, PartitionInfo, ReplicaInfo, TableInfo};
pub use knobs::{Knob, KnobError, Knobs};
pub use world::World;

// ---- PUBLISHED SIGNATURES of `World` (12:13; the code follows in the modules and then this comment goes) ----
//
// #[derive(Clone)] pub struct World;       // Clone < 1 ms at 100k items; Send; implements trace::Names except `key` (see below)
// impl World {
//   pub fn new(config: Config) -> World;
//   pub fn config(&self) -> &Config;                 // knobs as they are now
//   pub fn submit(&mut self, at: Micros, input: Input) -> CallId;   // runs what is due by `at` first; at < now counts as now; CallId::NONE for a Set
//   pub fn set(&mut self, at: Micros, knob: &str, value: i64) -> Result<(), KnobError>;      // Input::Set with its error
//   pub fn run_until(&mut self, t: Micros);
//   pub fn run_to_completion(&mut self, call: CallId) -> Completion;  // advances now to the response; its completion is not in take_completions() then
//   pub fn run_idle(&mut self);                      // until nothing is on its way
//   pub fn now(&self) -> Micros;   pub fn next_event_at(&self) -> Option<Micros>;
//   pub fn calls_made(&self) -> u32;   pub fn calls_in_flight(&self) -> u64;
//   pub fn take_completions(&mut self) -> Vec<Completion>;   pub fn take_trace(&mut self) -> Vec<trace::Event>;   pub fn set_level(&mut self, trace::Level);
//   pub fn state_hash(&self) -> [u8; 16];   pub fn world_hash(&self) -> [u8; 16];
//   pub fn durable(&self) -> Durable;                // serde; Durable::to_bytes(&self)->Vec<u8> / Durable::from_bytes(&[u8])->Result<Durable, RestoreError> (postcard, versioned)
//   pub fn volatile(&self) -> Vec<u8>;               // take checkpoints when calls_in_flight() == 0: a call in flight can't be stored, and such a volatile part is refused by restore
//   pub fn restore(durable: Durable, volatile: Option<&[u8]>) -> Result<World, RestoreError>;   // on Err retry with None (other build)
//   pub fn bytes(&self) -> u64;
//   // pictures
//   pub fn tables(&self) -> Vec<TableInfo>;                                    // sorted by region, name
//   pub fn table(&self, region: &str, name: &str) -> Option<TableInfo>;
//   pub fn collections(&self, region, table, index: Option<&str>, partition: u32 /* from 0 */, collections: usize, items: usize) -> Vec<Collection>;
//   pub fn collection(&self, region, table, index: Option<&str>, key: &Attributes /* partition key attributes, others ignored */, items: usize) -> Option<Collection>;
//   pub fn trace_names(&self) -> ...   names for trace::write_events: `trace::Names` is implemented for World; `key()` of World knows only calls in flight,
//                                      so a holder of completions wraps it and answers key(call, n) from completion.touched[n-1].key
// }
