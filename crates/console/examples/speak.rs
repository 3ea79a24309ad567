//! Reads one command, says which calls it makes, is told their answers, and says what is printed: with this the
//! tests put the console beside the AWS CLI, on the same answers of the same server.
//!
//! `speak <command>` writes a line `operation<TAB>input` for each call and reads a line `status<TAB>body` of its
//! answer; the last thing written is a line `exit<TAB>code`, and behind it everything printed.

use std::io::{BufRead as _, stdin};

use console::{Action, ApiCall, Context, File, Look, Pager, Waited, parse_script, print_failure};

fn main() {
    let command = std::env::args().nth(1).unwrap_or_default();
    let files = |name: &str| {
        let content = std::fs::read(name).ok()?;
        Some(File { name: name.to_owned(), content })
    };
    let context = Context { files: &files };
    let mut code = 0;
    let mut output = String::new();
    for command in parse_script(&command, &context).commands {
        (code, output) = match command.action {
            Ok(Action::Aws(call)) => call_it(&call),
            Ok(Action::Wait(mut wait)) => loop {
                let (status, body) = ask(&wait.call, &wait.call.input);
                let (name, message) = told(&body);
                match wait.look(if status == 200 { Ok(&body) } else { Err((&name, &message)) }) {
                    Waited::Again => {}
                    Waited::Done => break (0, String::new()),
                    Waited::Failed(error) => break (console::GENERAL, format!("\naws: [ERROR]: {error}\n")),
                }
            },
            Ok(Action::Sample(call)) => {
                let look = Look { output: call.output.unwrap_or_default(), query: call.query, plain: false };
                match look.print(call.operation, &console::sample(call.operation)) {
                    Ok(text) => (0, text),
                    Err(error) => (console::GENERAL, format!("\naws: [ERROR]: {error}\n")),
                }
            }
            Ok(Action::Note(text)) => (0, text),
            Ok(Action::Help(topic)) => (0, console::help(topic)),
            Ok(other) => (0, format!("{other:?}\n")),
            Err(fault) => (fault.code, fault.printed()),
        };
    }
    println!("exit\t{code}");
    print!("{output}");
}

/// Makes a call, page by page if it is paged, and prints its answer.
fn call_it(call: &ApiCall) -> (i32, String) {
    let output = call.output.unwrap_or_default();
    let look = Look { output, query: call.query.clone(), plain: call.plain };
    let mut pager = Pager::new(call);
    let shown = loop {
        let input = pager.as_ref().map_or_else(|| call.input.clone(), Pager::input);
        let (status, body) = ask(call, &input);
        if status != 200 {
            let (name, message) = told(&body);
            let text =
                print_failure(call.operation, &name, &message, &body, call.errors, call.query.as_deref());
            return (console::SERVICE, text);
        }
        let Some(pager) = &mut pager else { break look.print(call.operation, &body) };
        match pager.accept(&body) {
            Ok(true) => {}
            Ok(false) => break pager.print(&look),
            Err(error) => break Err(error.to_string()),
        }
    };
    match shown {
        Ok(text) => (0, text),
        Err(error) => (console::GENERAL, format!("\naws: [ERROR]: {error}\n")),
    }
}

/// Has a call made: its status and its body.
fn ask(call: &ApiCall, input: &str) -> (u32, String) {
    println!("{}\t{input}", call.operation);
    let mut line = String::new();
    stdin().lock().read_line(&mut line).expect("an answer");
    let (status, body) = line.trim_end_matches('\n').split_once('\t').expect("status and body");
    (status.parse().expect("a status"), body.to_owned())
}

/// Name and sentence of an error's body.
fn told(body: &str) -> (String, String) {
    let text = |query: &str| {
        let look = Look { output: console::Output::Text, query: Some(query.to_owned()), ..Look::default() };
        look.print("", body).unwrap_or_default().trim_end_matches('\n').to_owned()
    };
    let name = text("__type");
    let name = name.rsplit('#').next().unwrap_or_default().to_owned();
    (name, text("message || Message"))
}
