//! Console text that runs command by command, in slices, and can be stopped between two of them.

use console::{
    Action, ApiCall, Command, Context, Fault as ConsoleFault, File, LabCommand, Look, Pager, Place, SERVICE,
    Script, Wait, Waited, Waiter, When,
};
use sim::Micros;

use crate::away::Away;
use crate::detail::answer_json;
use crate::lab::Lab;
use crate::protocol::{ConsoleError, Printed};
use crate::words::{clock, count, span};

/// Output of one command that is kept for the page; what is beyond it is told.
const MOST_OUTPUT: usize = 2_000_000;
/// The least time that passes at once while somebody watches a workload.
const FLOW: Micros = 50_000;
/// Remarks about one command.
const MOST_REMARKS: usize = 20;

/// What runs.
pub(crate) struct Job {
    text: String,
    script: Script,
    /// The command at hand.
    pub(crate) next: usize,
    /// What the command at hand is in the middle of.
    inner: Option<Inner>,
    /// Exit code of the last command that ran.
    pub(crate) code: i32,
    pub(crate) call: Option<u64>,
    printed: String,
    /// Commands that were sent with `&`, until their answers are printed.
    pub(crate) away: Vec<Away>,
}

/// A command that takes several calls.
enum Inner {
    Paging {
        call: Box<ApiCall>,
        pager: Box<Pager>,
        printed: Printed,
    },
    Waiting {
        wait: Box<Wait>,
        started: Micros,
        printed: Printed,
    },
    /// Time passes until then; workloads make it long.
    Advancing {
        until: Micros,
        printed: Printed,
    },
    /// Nothing else is done until every command that was sent has its answer.
    Gathering {
        printed: Printed,
    },
}

/// What a slice of a run brought.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Progress {
    /// What was printed, a command each.
    pub printed: Vec<Printed>,
    /// Commands done, and commands altogether.
    pub done: (u64, u64),
    /// Set when the run is over.
    pub ran: Option<Ran>,
}

/// How a run ended.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// What it printed altogether.
    pub text: String,
    /// Exit code of its last command.
    pub code: i32,
    /// The last call that it made.
    pub call: Option<u64>,
}

impl Lab {
    /// Begins to run console text; [`Lab::step`] goes on with it. What ran before is stopped.
    pub fn run(&mut self, text: &str) {
        self.end_job();
        let script = self.parse(text);
        self.job = Some(Job {
            text: text.to_owned(),
            script,
            next: 0,
            inner: None,
            code: 0,
            call: None,
            printed: String::new(),
            away: Vec::new(),
        });
    }

    /// Runs console text to its end.
    pub fn run_all(&mut self, text: &str) -> (Ran, Vec<Printed>) {
        self.run(text);
        let mut printed = Vec::new();
        loop {
            let progress = self.step(u32::MAX);
            printed.extend(progress.printed);
            if let Some(ran) = progress.ran {
                return (ran, printed);
            }
        }
    }

    /// Goes on with what runs, for at most so many calls or commands.
    pub fn step(&mut self, budget: u32) -> Progress {
        let mut progress = Progress::default();
        let Some(mut job) = self.job.take() else {
            progress.ran = Some(Ran::default());
            return progress;
        };
        for _ in 0..budget.max(1) {
            if !job.away.is_empty() {
                if let Some(printed) = self.answered(&mut job) {
                    progress.printed.extend(printed);
                    continue;
                }
                if job.is_at_its_end() {
                    self.wait_for_one();
                    continue;
                }
            }
            if job.is_at_its_end() {
                break;
            }
            if let Some(mut printed) = self.slice(&mut job) {
                printed.remarks.extend(self.sweeping());
                job.finish_command(&printed);
                progress.printed.push(printed);
            }
        }
        let all = job.script.commands.len();
        progress.done = (job.next.min(all) as u64, all as u64);
        if job.is_over() {
            let Job { printed, code, call, .. } = job;
            progress.ran = Some(Ran { text: printed, code, call });
        } else {
            self.job = Some(job);
        }
        progress
    }

    /// Takes away what runs. What it has sent comes to its answers all the same.
    pub(crate) fn end_job(&mut self) -> Option<Job> {
        if self.session.is_waiting() {
            self.answer_all();
        }
        self.job.take()
    }

    /// Stops what runs, between two commands or calls. How many commands had been done.
    pub fn stop(&mut self) -> Option<Ran> {
        let job = self.end_job()?;
        Some(Ran { text: job.printed, code: 130, call: job.call })
    }

    /// Whether something runs: commands done, and commands altogether.
    pub fn running(&self) -> Option<(u64, u64)> {
        self.job.as_ref().map(|job| (job.next as u64, job.script.commands.len() as u64))
    }

    /// Reads console text.
    pub(crate) fn parse(&self, text: &str) -> Script {
        let tables = self.newest_tables();
        console::parse_script(text, &Context { files: &|path| self.file(path, &tables) })
    }

    /// The file of this name: one that was added, or a demo's.
    fn file(&self, path: &str, tables: &[String]) -> Option<File> {
        if let Some(content) = self.files.get(path) {
            return Some(File { name: path.to_owned(), content: content.as_bytes().to_vec() });
        }
        let file = scenario::demo_file(path, tables.iter().map(String::as_str))?;
        Some(File { name: file.path.to_owned(), content: file.content.as_bytes().to_vec() })
    }

    /// A call's worth of the command at hand; what it printed when that was all of it.
    fn slice(&mut self, job: &mut Job) -> Option<Printed> {
        match job.inner.take() {
            Some(Inner::Paging { call, pager, printed }) => return self.page(job, call, pager, printed),
            Some(Inner::Waiting { wait, started, printed }) => {
                return self.look_again(job, wait, started, printed);
            }
            Some(Inner::Advancing { until, printed }) => return self.go_on(job, until, printed),
            Some(Inner::Gathering { printed }) => return self.gather(job, printed),
            None => {}
        }
        let at = job.script.commands[job.next].at;
        let runs = match job.script.commands[job.next].when {
            When::Always => true,
            When::AfterSuccess => job.code == 0,
            When::AfterFailure => job.code != 0,
        };
        if !runs {
            job.next += 1;
            return None;
        }
        // Files may mean something else by now: `items.json` is the demo whose table was created last.
        let tables = self.newest_tables();
        let again =
            console::parse_command(&job.text, at, &Context { files: &|path| self.file(path, &tables) });
        let mut command = again.unwrap_or_else(|| job.script.commands[job.next].clone());
        command.remarks.clone_from(&job.script.commands[job.next].remarks);
        let mut printed = Printed { command: command.at.of(&job.text).to_owned(), ..Printed::default() };
        printed.remarks.extend(command.remarks.iter().take(MOST_REMARKS).map(|remark| remark.text.clone()));
        self.begin(job, command, printed)
    }

    fn begin(&mut self, job: &mut Job, command: Command, mut printed: Printed) -> Option<Printed> {
        let sent = command.sent;
        let action = match command.action {
            Ok(action) => action,
            Err(fault) => {
                fail(&mut printed, &fault);
                return Some(printed);
            }
        };
        match action {
            Action::Aws(call) => {
                self.prepare(job, &call, &mut printed);
                for file in &call.files {
                    if file.asked != file.meant {
                        printed.remarks.push(format!(
                            "file://{} is {} here, because that table was created last.",
                            file.asked, file.meant
                        ));
                    }
                }
                if sent {
                    return self.send(job, call, printed);
                }
                if let Some(pager) = Pager::new(&call) {
                    return self.page(job, call, Box::new(pager), printed);
                }
                let input = call.input.clone();
                let response = self.make(job, &call, &input, &mut printed);
                if let Ok(response) = response {
                    show(&mut printed, self.look(&call).print(call.operation, &response));
                }
                return Some(printed);
            }
            Action::Lab(LabCommand::Advance(micros)) => {
                let until = self.clock().saturating_add(micros);
                return self.go_on(job, until, printed);
            }
            Action::Lab(command) => self.lab_command(command, &mut printed),
            seldom => return self.begin_seldom(job, seldom, printed),
        }
        Some(printed)
    }

    /// Lets a part of the time until a moment pass.
    fn go_on(&mut self, job: &mut Job, until: Micros, mut printed: Printed) -> Option<Printed> {
        self.advance_some(until);
        if self.clock() < until {
            job.inner = Some(Inner::Advancing { until, printed });
            return None;
        }
        printed.output = format!("{}\n", clock(self.clock()));
        Some(printed)
    }

    /// The actions that are rarely anybody's first: `split/later.txt` has them.
    #[inline(never)]
    fn begin_seldom(&mut self, job: &mut Job, action: Action, mut printed: Printed) -> Option<Printed> {
        match action {
            Action::Wait(wait) => {
                self.keep_pace(job);
                let started = self.clock();
                return self.look_again(job, wait, started, printed);
            }
            Action::Configure(configure) => self.configure(configure, &mut printed),
            Action::Help(topic) => printed.output = console::help(topic),
            Action::Sample(call) => {
                let sample = console::sample(call.operation);
                show(&mut printed, self.look(&call).print(call.operation, &sample));
            }
            Action::Gather => return self.gather(job, printed),
            Action::Note(text) => printed.output = text,
            Action::Version => printed.output = format!("{}\n", console::VERSION),
            // `begin` has done these.
            Action::Aws(_) | Action::Lab(_) => {}
        }
        Some(printed)
    }

    /// Time before a command's first call: the pace, and as long as its tables can't be used yet, which a person would
    /// wait for too (`lab.wait` 0 sends it at once, to see what the service says then).
    fn prepare(&mut self, job: &Job, call: &ApiCall, printed: &mut Printed) {
        self.keep_pace(job);
        if !self.waits() {
            return;
        }
        let Ok(request) = api::parse(call.operation, call.input.as_bytes()) else { return };
        let region = call.region.clone().unwrap_or_else(|| self.region.clone());
        let started = self.clock();
        // Each table of a batch may have its own time.
        for _ in 0..64 {
            let Some((table, what, until)) = self.busy_until(&region, &request) else { return };
            self.advance_to(until);
            let passed = span(self.clock().saturating_sub(started));
            printed.remarks.push(format!("The clock ran {passed} until {table} was {what}."));
        }
    }

    /// Lets the pace's time pass: a person types the next command, and the AWS CLI takes as long to start. While a command
    /// is away that was sent with `&`, the next one follows at once.
    fn keep_pace(&mut self, job: &Job) {
        if self.session.calls() > 0 && job.away.is_empty() {
            self.advance(self.pace().saturating_sub(self.flowed));
        }
    }

    /// Lets what is on its way arrive, one moment of it, when nothing else is done: time that somebody watches pass
    /// after a command is taken from the pace before the next one. The moment; nothing when the pace is used up, or
    /// nothing arrives.
    pub fn flow(&mut self) -> Option<Micros> {
        let now = self.clock();
        let most = now.saturating_add(self.pace().saturating_sub(self.flowed));
        let world = self.session.world();
        // While workloads call, moments come by the thousand: they are taken together.
        let least = if world.is_loaded() { now.saturating_add(FLOW).min(most) } else { now };
        let next = world.next_arrival_at().filter(|&at| at <= most && self.job.is_none())?.max(least);
        self.advance_to(next);
        self.flowed += self.clock() - now;
        Some(self.clock())
    }

    /// What time to live did since the last command, if anything.
    fn sweeping(&mut self) -> Option<String> {
        match std::mem::take(&mut self.swept) {
            0 => None,
            1 => Some("Meanwhile time to live deleted an item whose time had passed.".to_owned()),
            many => Some(format!("Meanwhile time to live deleted {many} items whose time had passed.")),
        }
    }

    /// How a call's response is printed.
    pub(crate) fn look(&self, call: &ApiCall) -> Look {
        Look { output: call.output.unwrap_or(self.output()), query: call.query.clone(), plain: call.plain }
    }

    /// Waits until every command that was sent has its answer.
    fn gather(&mut self, job: &mut Job, printed: Printed) -> Option<Printed> {
        if job.away.is_empty() {
            return Some(printed);
        }
        self.wait_for_one();
        job.inner = Some(Inner::Gathering { printed });
        None
    }

    /// Makes one call; its response as JSON, or else what is to be printed is in `printed`.
    fn make(
        &mut self,
        job: &mut Job,
        call: &ApiCall,
        input: &str,
        printed: &mut Printed,
    ) -> Result<String, ()> {
        let How { region, via, caller } = self.how(call, printed)?;
        self.answer_via((via.as_deref(), caller.as_deref()), &region, call.operation, input);
        let Some(kept) = self.history.last() else { return Err(()) };
        let id = kept.id();
        job.call = Some(id);
        printed.call = Some(id);
        self.outcome(job, call, id, printed)
    }

    /// In which Region, through which cache and as whom a command is made.
    pub(crate) fn how(&self, call: &ApiCall, printed: &mut Printed) -> Result<How, ()> {
        Ok(How {
            region: call.region.clone().unwrap_or_else(|| self.region.clone()),
            via: call.via.clone().or_else(|| self.via_of(call.operation)),
            caller: match &call.profile {
                Some(profile) => self.caller_named(profile, printed)?,
                None => self.caller(),
            },
        })
    }

    /// What became of a command's call: its response as JSON, or else what is to be printed is in `printed`.
    pub(crate) fn outcome(
        &self,
        job: &Job,
        call: &ApiCall,
        id: u64,
        printed: &mut Printed,
    ) -> Result<String, ()> {
        let Some(kept) = self.history.get(id) else { return Err(()) };
        match &kept.completion.result {
            Ok(_) => Ok(answer_json(&kept.completion)),
            Err(error) => {
                let message = console::print_error(call.operation, error.name(), &error.message);
                let (at, hint, fix) = crate::hints::explain(self, call, error, &job.text);
                printed.output = console::print_failure(
                    call.operation,
                    error.name(),
                    &error.message,
                    &answer_json(&kept.completion),
                    call.errors,
                    call.query.as_deref(),
                );
                printed.code = SERVICE;
                let at = at.map(|place: Place| (place.from, place.to));
                printed.error = Some(ConsoleError { message, at, hint, fix });
                Err(())
            }
        }
    }

    /// One page of a command that makes one answer of several calls.
    fn page(
        &mut self,
        job: &mut Job,
        call: Box<ApiCall>,
        mut pager: Box<Pager>,
        mut printed: Printed,
    ) -> Option<Printed> {
        let input = pager.input();
        let Ok(response) = self.make(job, &call, &input, &mut printed) else { return Some(printed) };
        match pager.accept(&response) {
            Ok(true) => {
                job.inner = Some(Inner::Paging { call, pager, printed });
                return None;
            }
            Ok(false) => show(&mut printed, pager.print(&self.look(&call))),
            Err(error) => show(&mut printed, Err(error.to_string())),
        }
        Some(printed)
    }

    /// One look of `aws dynamodb wait`, then 20 seconds of virtual time if it has to look again.
    fn look_again(
        &mut self,
        job: &mut Job,
        mut wait: Box<Wait>,
        started: Micros,
        mut printed: Printed,
    ) -> Option<Printed> {
        let region = wait.call.region.clone().unwrap_or_else(|| self.region.clone());
        let id = self.call_in(&region, wait.call.operation, &wait.call.input);
        job.call = Some(id);
        printed.call = Some(id);
        let Some(kept) = self.history.get(id) else { return Some(printed) };
        let waited = match &kept.completion.result {
            Ok(_) => wait.look(Ok(&answer_json(&kept.completion))),
            Err(error) => wait.look(Err((error.name(), &error.message))),
        };
        match waited {
            Waited::Again => {}
            Waited::Done => {
                if wait.looks > 1 {
                    let passed = self.clock().saturating_sub(started);
                    printed.remarks.push(format!("The clock ran {}, one look each 20 s.", span(passed)));
                }
                return Some(printed);
            }
            Waited::Failed(error) => {
                let hint = match wait.looks {
                    1 => String::new(),
                    looks => format!("It looked {looks} times, 20 s apart."),
                };
                show(&mut printed, Err(error));
                if let Some(error) = &mut printed.error {
                    error.hint = hint;
                }
                return Some(printed);
            }
        }
        self.advance(Waiter::DELAY_SECONDS * sim::MICROS_PER_SECOND);
        job.inner = Some(Inner::Waiting { wait, started, printed });
        None
    }
}

impl Job {
    /// Notes what a command printed and goes on to the next.
    fn finish_command(&mut self, printed: &Printed) {
        self.next += 1;
        self.code = printed.code;
        self.note(printed);
    }

    /// Whether every command has begun.
    fn is_at_its_end(&self) -> bool {
        self.next >= self.script.commands.len()
    }

    /// Whether every command is done and has its answer.
    fn is_over(&self) -> bool {
        self.is_at_its_end() && self.away.is_empty()
    }

    /// Notes what a command printed.
    pub(crate) fn note(&mut self, printed: &Printed) {
        for remark in &printed.remarks {
            self.printed.push_str("# ");
            self.printed.push_str(remark);
            self.printed.push('\n');
        }
        if self.printed.len() + printed.output.len() <= MOST_OUTPUT {
            self.printed.push_str(&printed.output);
            if !printed.output.is_empty() && !printed.output.ends_with('\n') {
                self.printed.push('\n');
            }
        } else {
            self.printed.push_str("# ");
            self.printed.push_str(&count(printed.output.len() as u64, "byte"));
            self.printed.push_str(" of output are not repeated here.\n");
        }
    }
}

/// How a command's call is made.
pub(crate) struct How {
    pub(crate) region: String,
    pub(crate) via: Option<String>,
    pub(crate) caller: Option<String>,
}

/// What is printed of an answer, or why nothing can be.
pub(crate) fn show(printed: &mut Printed, shown: Result<String, String>) {
    match shown {
        Ok(output) => printed.output = output,
        Err(error) => {
            let message = format!("aws: [ERROR]: {error}");
            printed.output = format!("\n{message}\n");
            printed.code = console::GENERAL;
            printed.error = Some(ConsoleError { message, ..ConsoleError::default() });
        }
    }
}

/// A fault in what was typed, printed as a terminal would show it.
fn fail(printed: &mut Printed, fault: &ConsoleFault) {
    printed.output = fault.printed();
    printed.code = fault.code;
    printed.error = Some(console_error(fault));
}

/// A fault as the page gets it.
pub(crate) fn console_error(fault: &ConsoleFault) -> ConsoleError {
    ConsoleError {
        message: fault.message.clone(),
        at: fault.at.map(|place| (place.from, place.to)),
        hint: fault.hint.clone(),
        fix: fault.fix.clone(),
    }
}
