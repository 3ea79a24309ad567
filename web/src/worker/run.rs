//! Requests in terms of the engine: questions, orders, and runs in slices.

use std::rc::Rc;

use lab::Lab;
use lab::protocol::{Fault, News, Reply, Request};

use super::host::{Host, fault};

/// Answers a question, which changes nothing; `None` for everything else.
pub(super) fn answer(lab: &Lab, request: &Request) -> Option<Result<Reply, Fault>> {
    let reply = match request {
        Request::Clock => Reply::Number(lab.clock()),
        Request::Detail(call) => Reply::Detail(Box::new(lab.detail(*call))),
        Request::Complete { text, cursor } => Reply::Completions(lab.complete(text, *cursor)),
        Request::Check { text } => Reply::Checked(lab.check(text)),
        _ => return None,
    };
    Some(Ok(reply))
}

/// Carries out an order that is done at once.
pub(super) fn order(lab: &mut Lab, request: Request) -> Result<Reply, Fault> {
    match request {
        Request::Call { operation, input } => lab.call_json(&operation, &input).map(Reply::Json),
        Request::Advance(micros) => {
            lab.advance(micros);
            Ok(Reply::Done)
        }
        Request::Idle => {
            lab.idle();
            Ok(Reply::Done)
        }
        Request::Trace => Ok(Reply::Text(lab.trace_json())),
        Request::StateHash => Ok(Reply::Text(lab.state_hash())),
        Request::Reset { example, seed, epoch } => {
            lab.reset(example, seed, epoch);
            Ok(Reply::Done)
        }
        Request::UndoReset if lab.undo_reset() => Ok(Reply::Done),
        Request::UndoReset => Err(fault("NothingToUndo", "there is no world to bring back".to_owned())),
        Request::Share => lab.share().map(Reply::Text).map_err(|error| fault("NotShareable", error.to_string())),
        Request::AddFile { name, content } => lab.add_file(name, content).map(|()| Reply::Done),
        Request::Region(region) => {
            lab.set_region(region);
            Ok(Reply::Done)
        }
        question => answer(lab, &question)
            .unwrap_or_else(|| Err(fault("Unexpected", "the worker knows no such request".to_owned()))),
    }
}

/// Runs console text command by command, as long as it takes.
pub(super) async fn run(host: &Rc<Host>, text: &str) -> Result<Reply, Fault> {
    let mut printed_text = String::new();
    let (mut code, mut call) = (0, None);
    if let Some(lab) = &mut *host.lab.borrow_mut() {
        lab.start(text);
    }
    host.set_busy(true);
    let mut told = (0, 0);
    loop {
        let step = {
            let mut lab = host.lab.borrow_mut();
            let Some(lab) = &mut *lab else { break };
            if host.stopped() {
                lab.stop();
            }
            lab.step()
        };
        let Some(step) = step else { break };
        if let Some(printed) = step.printed {
            printed_text.push_str(&printed.output);
            code = printed.code;
            call = printed.call.or(call);
            host.news(News::Printed(printed));
        }
        if step.progress != told {
            told = step.progress;
            host.news(News::Running(Some(told)));
        }
        host.breathe().await;
    }
    host.set_busy(false);
    host.news(News::Running(None));
    Ok(Reply::Ran { text: printed_text, code, call })
}
