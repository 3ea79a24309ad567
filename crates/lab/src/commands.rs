//! Commands that are no calls: `aws configure`, `lab …`.

use std::fmt::Write as _;

use api::Wording;
use console::{Configure, LabCommand, Output, Profile};
use session::Header;
use world::Knob;

use crate::lab::{KNOBS, Lab};
use crate::protocol::{ConsoleError, Printed};
use crate::words::{clock, span};

impl Lab {
    /// The output format that is configured.
    pub(crate) fn output(&self) -> Output {
        self.profile.output.unwrap_or_default()
    }

    pub(crate) fn configure(&mut self, configure: Configure, printed: &mut Printed) {
        let profile = Profile { region: self.region.clone(), ..self.profile.clone() };
        match configure {
            Configure::Ask(answers) => {
                printed.output = console::print_configure(&answers, &profile);
                if let Some(region) = answers.region {
                    self.set_region(region);
                }
                if let Some(output) = answers.output.as_deref().and_then(console::output) {
                    self.profile.output = Some(output);
                }
            }
            Configure::Set { name, value } => match name.as_str() {
                "region" => self.set_region(value),
                "output" => self.profile.output = console::output(&value),
                _ => printed.remarks.push(format!("Nothing here depends on the setting {name}.")),
            },
            Configure::Get(name) => {
                printed.output = console::print_setting(&profile, &name);
                printed.code = i32::from(printed.output.is_empty());
            }
            Configure::List => printed.output = console::print_configuration(&profile),
            Configure::ListProfiles => "default\n".clone_into(&mut printed.output),
        }
    }

    pub(crate) fn lab_command(&mut self, command: LabCommand, printed: &mut Printed) {
        match command {
            // Time passes in slices: the run sees to it.
            LabCommand::Advance(_) => {}
            LabCommand::Idle => {
                let before = self.clock();
                let idle = self.idle();
                printed.output = format!("{}\n", clock(self.clock()));
                let passed = span(self.clock() - before);
                let next = self.session.world().next_arrival_at();
                printed.remarks.push(match next.filter(|_| !idle) {
                    None => format!("The clock ran {passed}; nothing is on its way now."),
                    Some(at) => {
                        format!(
                            "The clock ran {passed}; more is on its way, the next of it at {}.",
                            clock(at)
                        )
                    }
                });
            }
            LabCommand::Clock => printed.output = format!("{}\n", clock(self.clock())),
            LabCommand::Set { knob, value } => {
                if let Err(error) = self.set(&knob, value) {
                    let message = error.to_string();
                    printed.output = format!("{message}\n");
                    printed.code = console::USAGE;
                    let hint = "`lab knobs` lists them.".to_owned();
                    printed.error = Some(ConsoleError { message, hint, ..ConsoleError::default() });
                }
            }
            rare => self.lab_command_rarely(rare, printed),
        }
    }

    /// Commands that are rarely anybody's first: the page loads this with what it loads later.
    #[inline(never)]
    fn lab_command_rarely(&mut self, command: LabCommand, printed: &mut Printed) {
        match command {
            LabCommand::Reset { example } => {
                let &Header { seed, epoch, mode, .. } = self.session.header();
                self.reset(example, Header { seed, epoch, mode, ..Header::default() });
                printed.remarks.push(
                    "The world was thrown away. It can be brought back until this page is closed.".to_owned(),
                );
            }
            LabCommand::Via(via) => {
                printed.output = match &via {
                    Some(via) => format!("What follows goes through {via}.\n"),
                    None => "What follows goes straight to DynamoDB.\n".to_owned(),
                };
                self.set_via(via);
            }
            LabCommand::As(name) => self.as_command(name, printed),
            LabCommand::Cache(command) => self.cache_command(command, printed),
            LabCommand::Workload(command) => self.load_command(command, printed),
            LabCommand::Knobs => printed.output = self.knobs(),
            LabCommand::Chaos(words) => self.chaos_command(&words, printed),
            LabCommand::Files => {
                printed.output =
                    self.snapshot().files.iter().fold(String::new(), |out, file| out + file + "\n");
            }
            // Those are carried out before.
            LabCommand::Advance(_) | LabCommand::Idle | LabCommand::Clock | LabCommand::Set { .. } => {}
        }
    }

    /// All knobs with their values and meanings, a line each.
    fn knobs(&self) -> String {
        let knobs = &self.session.world().config().knobs;
        let mut out = String::new();
        let wording = u64::from(self.session.wording() == Wording::Classic);
        for ((name, about), value) in KNOBS.into_iter().zip([self.pace(), u64::from(self.waits()), wording]) {
            // Writing to a String cannot fail.
            let _ = writeln!(out, "{name}={value}  {about}");
        }
        for &knob in Knob::ALL {
            let _ = writeln!(out, "{}={}  {}", knob.name(), knobs.get(knob), knob.about());
        }
        out
    }
}
