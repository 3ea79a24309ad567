//! Answers to the page's requests.

use session::{Header, IDLE_CAP};
use world::Mode;

use crate::lab::Lab;
use crate::protocol::{Fault, Reply, Request};
use crate::words::span;

impl Lab {
    /// Answers a request of the page. `None` for those that need more than the playground: `Open`, `Run` and `Stop`
    /// (see [`Lab::open`], [`Lab::run`], [`Lab::step`], [`Lab::stop`]), `Saved` and those about stored worlds are the
    /// worker's.
    pub fn handle(&mut self, request: &Request) -> Option<Result<Reply, Fault>> {
        let ours =
            |name: &str, message: String| Err(Fault { name: name.to_owned(), message, body: String::new() });
        Some(match request {
            Request::Open { .. }
            | Request::Run { .. }
            | Request::Stop
            | Request::Saved
            | Request::Worlds
            | Request::World(_) => return None,
            Request::Call { operation, input } => self.answer(operation, input),
            Request::Advance(micros) => {
                self.advance(*micros);
                Ok(Reply::Number(self.clock()))
            }
            Request::Idle => {
                if self.idle() {
                    Ok(Reply::Number(self.clock()))
                } else {
                    ours("StillBusy", format!("After {} something is still on its way.", span(IDLE_CAP)))
                }
            }
            Request::Clock => Ok(Reply::Number(self.clock())),
            Request::Trace => Ok(Reply::Text(self.trace_json())),
            Request::StateHash => Ok(Reply::Text(self.state_hash())),
            Request::Detail(call) => Ok(Reply::Detail(Box::new(self.detail(*call)))),
            Request::Complete { text, cursor } => Ok(Reply::Completions(self.complete(text, *cursor))),
            Request::Check { text } => Ok(Reply::Checked(Box::new(self.check(text)))),
            Request::Forecast(requests) => Ok(self.forecast_reply(requests)),
            Request::Look { at, branch } => match self.look_at_branch(*at, branch.as_deref()) {
                Ok(looked) => Ok(Reply::Looked(Box::new(looked))),
                Err(unknown) => ours("NoSuchBranch", unknown),
            },
            Request::Step { at, unit, back } => Ok(Reply::Moment(self.step_from(*at, *unit, *back))),
            Request::Flow => Ok(Reply::Moment(self.flow())),
            other => return self.handle_rarely(other),
        })
    }

    /// Answers what is rarely asked. Not inlined: the page loads it when it is first needed.
    #[inline(never)]
    fn handle_rarely(&mut self, request: &Request) -> Option<Result<Reply, Fault>> {
        let ours =
            |name: &str, message: String| Err(Fault { name: name.to_owned(), message, body: String::new() });
        Some(match request {
            Request::Http { method, target, headers, body } => {
                let wire::Answer { status, headers, body } = self.http(method, target, headers, body);
                let headers = headers.into_iter().map(|(name, value)| (name.to_owned(), value.into_owned()));
                Ok(Reply::Http { status, headers: headers.collect(), body })
            }
            Request::Reset { example, seed, epoch, instant } => {
                let mode = if *instant { Mode::Instant } else { Mode::Simulated };
                self.reset(*example, Header { seed: *seed, epoch: *epoch, mode, ..Header::default() });
                Ok(Reply::Done)
            }
            Request::ShowAs { text } => Ok(Reply::Notations(self.show_as(text))),
            Request::Notations(call) => Ok(Reply::Notations(self.notations(*call))),
            Request::Share { trim, look } => match self.link(*trim, *look) {
                Ok(shared) => Ok(Reply::Shared(shared)),
                Err(why) => ours("NotShareable", why),
            },
            Request::Expiries { table, attribute } => Ok(Reply::Expiries(self.expiries(table, attribute))),
            Request::Loads => Ok(Reply::Loads(self.loads())),
            Request::LoadPreview(line) => Ok(Reply::LoadPreview(Box::new(self.load_preview(line)))),
            Request::Chaos(words) => Ok(Reply::Chaos(Box::new(self.chaos(words)))),
            Request::Heat(table) => Ok(Reply::Heat(Box::new(self.heat(table)))),
            Request::Metrics(ask) => Ok(Reply::Metrics(Box::new(self.metrics(ask)))),
            Request::Access(order) => Ok(Reply::Json(self.access_order(order))),
            Request::Grid(call) => Ok(Reply::Grid(Box::new(self.grid(*call)))),
            Request::ExportItems { table, csv } => match self.items_text(table, *csv) {
                Ok(text) => Ok(Reply::Text(text)),
                Err(why) => ours("NotExported", why),
            },
            Request::ImportItems { table, text, write } => match self.import(table, text, *write) {
                Ok(report) => Ok(Reply::Text(report)),
                Err(why) => ours("NotImported", why),
            },
            Request::Export => match self.to_file() {
                Ok(text) => Ok(Reply::Text(text)),
                Err(error) => ours("NotShareable", error.to_string()),
            },
            Request::AddFile { name, content } => {
                self.add_file(name.clone(), content.clone()).map(|()| Reply::Done)
            }
            Request::Region(region) => {
                self.set_region(region.clone());
                Ok(Reply::Done)
            }
            Request::UndoReset => {
                if self.undo_reset() {
                    Ok(Reply::Done)
                } else {
                    ours("NothingToUndo", "Nothing was taken away since this page was opened.".to_owned())
                }
            }
            Request::Fork { at, name } => {
                self.fork(*at, name.as_deref()).map(Reply::Text).or_else(|error| ours("NotForked", error))
            }
            Request::Switch(name) => {
                self.switch(name).map(|()| Reply::Done).or_else(|e| ours("NoSuchBranch", e))
            }
            Request::DropBranch(name) => {
                self.drop_branch(name).map(|()| Reply::Done).or_else(|e| ours("NoSuchBranch", e))
            }
            Request::RenameBranch { name, to } => {
                self.rename_branch(name, to).map(|()| Reply::Done).or_else(|e| ours("NotRenamed", e))
            }
            Request::Throttling(order) => {
                self.throttling(order).map(Reply::Throttling).or_else(|why| ours("NotThrottling", why))
            }
            Request::Learn(order) => {
                self.learn(order).map(Reply::Text).or_else(|why| ours("NotLearned", why))
            }
            Request::Undo => self.undo().map(Reply::Text).or_else(|e| ours("NothingToUndo", e)),
            // The others are answered before.
            _ => return None,
        })
    }

    /// One API call as `lab.call` makes it.
    fn answer(&mut self, operation: &str, input: &str) -> Result<Reply, Fault> {
        let region = self.region.clone();
        let body = self.answer_to(&region, operation, input);
        match self.history.last().map(|kept| &kept.completion.result) {
            Some(Err(error)) => {
                Err(Fault { name: error.name().to_owned(), message: error.message.clone(), body })
            }
            _ => Ok(Reply::Json(body)),
        }
    }

    /// An HTTP request, as the server would answer it; the Region is that of its signature. Not inlined: the page loads it
    /// when it is first needed.
    #[inline(never)]
    pub fn http(
        &mut self,
        method: &str,
        target: &str,
        headers: &[(String, String)],
        body: &[u8],
    ) -> wire::Answer {
        let headers: Vec<(&str, &[u8])> =
            headers.iter().map(|(name, value)| (name.as_str(), value.as_bytes())).collect();
        // Calls count up from 1.
        let no_call = sim::ids::request_id(self.session.header().seed, 0);
        let call = match wire::receive(&wire::Asked { method, target, headers: &headers, body }) {
            Ok(call) => call,
            Err(refusal) => return refusal.answer(no_call),
        };
        let Ok(text) = std::str::from_utf8(&call.body) else {
            return call.form.answer(&Err(api::ApiError::serialization("")), no_call);
        };
        let caller = self.session.world().caller_of_key(&call.key);
        self.answer_via((None, caller.as_deref()), &call.region, call.operation, text);
        match self.history.last() {
            Some(kept) => call.form.answer(&kept.completion.result, kept.completion.request_id()),
            None => call.form.answer(&Err(api::ApiError::serialization("")), no_call),
        }
    }
}
