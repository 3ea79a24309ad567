//! Prints a request in every notation: with this the tests run the code that people copy.
//!
//! `code <operation> <input as JSON> <region>` writes for each notation its name, `ok` or `no`, and the text, each behind
//! a control character of its own (record, unit and unit separator).

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, operation, input, region] = arguments.as_slice() else {
        eprintln!("usage: code <operation> <input> <region>");
        std::process::exit(2);
    };
    for shown in console::notations(operation, input, region) {
        let (how, text) = match &shown.code {
            Ok(code) => ("ok", code),
            Err(reason) => ("no", reason),
        };
        print!("\u{1e}{}\u{1f}{how}\u{1f}{text}", shown.name);
    }
}
