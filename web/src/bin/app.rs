//! One program for both sides: `boot.js` calls [`web::js_api::start_page`], `worker.js`
//! [`web::worker::start_worker`]; loading it does nothing but make a panic readable.

fn main() {
    console_error_panic_hook::set_once();
}

// The exports live in the library; naming them here keeps them in the program.
pub use web::js_api::start_page;
pub use web::worker::start_worker;
