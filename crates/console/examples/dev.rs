//! dev
use std::io::Read as _;
fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).unwrap();
    let files =
        |name: &str| std::fs::read(name).ok().map(|content| console::File { name: name.to_owned(), content });
    for line in text.split('\u{1e}') {
        let script = console::parse_script(line, &console::Context { files: &files });
        for command in &script.commands {
            match &command.action {
                Ok(console::Action::Aws(call)) => println!("OK {}", call.input),
                Ok(other) => println!("OK {other:?}"),
                Err(fault) => println!(
                    "ERR {} {}\n   at={:?} hint={} fix={:?}",
                    fault.code,
                    fault.message,
                    fault.at.map(|at| at.of(line)),
                    fault.hint,
                    fault.fix
                ),
            }
            for remark in &command.remarks {
                println!("   remark {}", remark.text);
            }
        }
        println!("\u{1e}");
    }
}
