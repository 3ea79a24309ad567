//! Proves lessons: `cargo run -p lab --example prove -- web/lessons/keys-1-place.txt` says what is wrong with each file, and with
//! `--show` what its solutions print.

use std::env::args;
use std::fs;

use lab::Lab;
use learn::Lesson;

fn main() {
    let show = args().any(|it| it == "--show");
    for path in args().skip(1).filter(|it| !it.starts_with("--")) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let lesson = match Lesson::read(&text) {
            Ok(lesson) => lesson,
            Err(fault) => {
                println!("{path}: {fault}");
                continue;
            }
        };
        if show && let Ok(mut lab) = Lab::lesson(&lesson) {
            for step in &lesson.steps {
                println!("== {}", step.title);
                for printed in lab.run_all(&step.solution).1 {
                    println!("$ {}\n{}", printed.command, printed.output);
                    printed.remarks.iter().for_each(|it| println!("# {it}"));
                    if let Some(detail) = printed.call.and_then(|call| lab.detail(call)) {
                        println!("> {}", detail.headline);
                        detail.arithmetic.iter().for_each(|it| {
                            println!(">   {} {} = {} {}", it.label, it.formula, it.units, it.unit);
                        });
                    }
                }
            }
        }
        for fault in lab::learn::prove(&lesson) {
            println!("{path}: {fault}");
        }
    }
}
