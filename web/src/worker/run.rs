//! Runs of console text, in slices; and the questions that the engine answers also in the middle of one.

use std::rc::Rc;

use lab::Lab;
use lab::protocol::{Fault, News, Reply, Request};

use super::host::{self, Host, fault};

/// Calls between two looks at the clock: well below a slice, even where each is a page of a scan.
const CALLS: u32 = 8;
/// Milliseconds after which a reader can notice that something runs, and want to stop it.
const NOTICED: f64 = 100.0;

/// Whether a request is a question of the page itself, which somebody looks at: it doesn't wait for what was asked
/// before it.
pub(super) fn jumps_the_queue(request: &Request) -> bool {
    matches!(
        request,
        Request::Detail(_)
            | Request::Notations(_)
            | Request::ShowAs { .. }
            | Request::Complete { .. }
            | Request::Check { .. }
            | Request::Look { branch: None, .. }
            | Request::Step { .. }
            | Request::Forecast(_)
            | Request::Expiries { .. }
            | Request::Grid(_)
            | Request::Heat(_)
            | Request::Loads
            | Request::LoadPreview(_)
            | Request::Chaos(_)
            | Request::Metrics(_)
    )
}

/// Answers a question, which changes nothing; `None` for everything else.
pub(super) fn answer(lab: &Lab, request: &Request) -> Option<Result<Reply, Fault>> {
    let reply = match request {
        Request::Clock => Reply::Number(lab.clock()),
        Request::Detail(call) => Reply::Detail(Box::new(lab.detail(*call))),
        Request::ShowAs { text } => Reply::Notations(lab.show_as(text)),
        Request::Notations(call) => Reply::Notations(lab.notations(*call)),
        Request::Complete { text, cursor } => Reply::Completions(lab.complete(text, *cursor)),
        Request::Check { text } => Reply::Checked(Box::new(lab.check(text))),
        Request::Look { at, branch: None } => Reply::Looked(Box::new(lab.look_at(*at))),
        Request::Step { at, unit, back } => Reply::Moment(lab.step_from(*at, *unit, *back)),
        Request::Forecast(requests) => lab.forecast_reply(requests),
        Request::Expiries { table, attribute } => Reply::Expiries(lab.expiries(table, attribute)),
        Request::Loads => Reply::Loads(lab.loads()),
        Request::LoadPreview(line) => Reply::LoadPreview(Box::new(lab.load_preview(line))),
        Request::Chaos(words) => Reply::Chaos(Box::new(lab.chaos(words))),
        Request::Heat(table) => Reply::Heat(Box::new(lab.heat(table))),
        Request::Metrics(ask) => Reply::Metrics(Box::new(lab.metrics(ask))),
        Request::Grid(call) => Reply::Grid(Box::new(lab.grid(*call))),
        _ => return None,
    };
    Some(Ok(reply))
}

/// Runs console text command by command, as long as it takes.
pub(super) async fn run(host: &Rc<Host>, text: &str) -> Result<Reply, Fault> {
    match &mut *host.lab.borrow_mut() {
        Some(lab) => lab.run(text),
        None => return Err(fault("NotOpen", "no world is open yet".to_owned())),
    }
    let begun = host::now();
    let mut told = None;
    let ran = loop {
        let progress = {
            let mut lab = host.lab.borrow_mut();
            let Some(lab) = &mut *lab else { break None };
            if host.stopped() {
                break lab.stop();
            }
            lab.step(CALLS)
        };
        for printed in progress.printed {
            host.post.news(News::Printed(printed));
        }
        if let Some(ran) = progress.ran {
            break Some(ran);
        }
        if !host.breathe().await {
            continue;
        }
        host.set_busy(true);
        // One call on a machine that has much else to do isn't a run that somebody waits for.
        if host::now() - begun > NOTICED && told != Some(progress.done) {
            told = Some(progress.done);
            host.post.news(News::Running(told));
        }
    };
    host.set_busy(false);
    if told.is_some() {
        host.post.news(News::Running(None));
    }
    let ran = ran.unwrap_or_default();
    Ok(Reply::Ran { text: ran.text, code: ran.code, call: ran.call })
}
