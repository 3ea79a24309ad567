//! The engine as WebAssembly behind Node's HTTP server (`serve.cjs`): what ships to browsers, measured like the
//! server. Instant mode; the caller tells the time.

#![expect(
    clippy::cast_sign_loss,
    reason = "JavaScript's times are positive, and a cast from float saturates"
)]

mod load;

use api::Wording;
use wasm_bindgen::prelude::wasm_bindgen;
use wire::{Asked, Call};
use world::{Config, Input, Knob, Knobs, Mode, World};

pub use load::{Load, Plain};

/// A world that answers HTTP.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Bridge {
    world: World,
    wording: Wording,
    /// Answers that never reached the world.
    refused: u64,
}

/// What is to be sent back.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Answer(wire::Answer);

#[wasm_bindgen]
impl Answer {
    /// The HTTP status.
    #[wasm_bindgen(getter)]
    pub fn status(&self) -> u16 {
        self.0.status
    }

    /// Names and values in turn.
    #[wasm_bindgen(getter)]
    pub fn headers(&self) -> Vec<String> {
        let pairs = self.0.headers.iter();
        pairs.flat_map(|(name, value)| [(*name).to_owned(), value.clone().into_owned()]).collect()
    }

    /// The bytes after them.
    #[wasm_bindgen(getter)]
    pub fn body(&self) -> Vec<u8> {
        self.0.body.clone()
    }
}

#[wasm_bindgen]
impl Bridge {
    /// An empty world whose time 0 is `epoch`, in Unix milliseconds. `classic`: the service's older words.
    #[wasm_bindgen(constructor)]
    pub fn new(seed: u32, epoch: f64, classic: bool) -> Self {
        let epoch_micros = epoch as u64 * 1000;
        let mut knobs = Knobs::default();
        // Like the server: a table is being created for a moment while nobody asks for it. The value is in range.
        knobs.set(Knob::Unwatched, 250_000).ok();
        let config =
            Config { seed: seed.into(), epoch_micros, mode: Mode::Instant, knobs, ..Config::default() };
        let mut world = World::new(config);
        world.set_level(trace::Level::Off);
        let wording = if classic { Wording::Classic } else { Wording::Current };
        Self { world, wording, refused: 0 }
    }

    /// Answers a request at a time: milliseconds since the epoch. `headers`: names and values in turn.
    #[expect(clippy::needless_pass_by_value, reason = "wasm-bindgen hands over vectors")]
    pub fn answer(
        &mut self,
        now: f64,
        method: &str,
        target: &str,
        headers: Vec<String>,
        body: &[u8],
    ) -> Answer {
        let pairs = headers.chunks_exact(2).map(|pair| (&*pair[0], pair[1].as_bytes()));
        let pairs: Vec<(&str, &[u8])> = pairs.collect();
        let asked = Asked { method, target, headers: &pairs, body };
        Answer(match wire::receive(&asked) {
            Ok(call) => self.call((now * 1000.0) as u64, call),
            Err(refusal) => {
                self.refused += 1;
                // Request ids of calls count up from 1, these count down: they never meet.
                let number = u64::MAX - self.refused;
                refusal.answer(sim::ids::request_id(self.world.config().seed, number))
            }
        })
    }

    fn call(&mut self, now: u64, call: Call) -> wire::Answer {
        let input = Input::Call(world::Call {
            region: call.region,
            operation: call.operation.to_owned(),
            request: api::parse_in(call.operation, &call.body, self.wording),
            request_bytes: call.body.len() as u64,
            via: None,
            caller: self.world.caller_of_key(&call.key),
        });
        let id = self.world.submit(now, input);
        let completion = self.world.run_to_completion(id);
        call.form.answer(&completion.result, completion.request_id())
    }
}
