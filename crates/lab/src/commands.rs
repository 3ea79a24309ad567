//! Commands that are no calls: `aws configure`, `lab …`.

use std::fmt::Write as _;

use api::Wording;
use console::{Configure, LabCommand, Output, PRESETS, Profile, Unit};
use session::Header;
use world::{Knob, KnobUnit};

use crate::lab::{KNOBS, Lab};
use crate::protocol::Printed;
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
            LabCommand::Set { knob, value, unit } => {
                let amount = if unit == Unit::None { Ok(value) } else { in_its_unit(&knob, value, unit) };
                let set = amount.and_then(|value| self.set(&knob, value).map_err(|error| error.to_string()));
                if let Err(message) = set {
                    refuse(message, printed);
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
            LabCommand::Via(via) => self.via_command(via, printed),
            LabCommand::As(name) => self.as_command(name, printed),
            LabCommand::Cache(command) => self.cache_command(command, printed),
            LabCommand::Workload(command) => self.load_command(command, printed),
            LabCommand::Knobs => printed.output = self.knobs(),
            LabCommand::Preset(preset) => {
                for &(knob, value) in preset.knobs {
                    match self.set(knob, value) {
                        Ok(()) => printed.output.push_str(&format!("{knob}={value}\n")),
                        Err(error) => refuse(error.to_string(), printed),
                    }
                }
                printed.remarks.push(format!("Now {}.", preset.about));
            }
            LabCommand::Presets => {
                printed.output = PRESETS
                    .iter()
                    .fold(String::new(), |out, preset| format!("{out}{}  {}\n", preset.name, preset.about));
            }
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

fn refuse(message: String, printed: &mut Printed) {
    printed.refuse(message, "`lab knobs` lists them.");
}

/// A time in microseconds or a size in bytes as a knob counts it.
///
/// # Errors
/// When the knob counts something else, or not in such small parts.
#[inline(never)]
fn in_its_unit(name: &str, value: i64, written: Unit) -> Result<i64, String> {
    let Some(knob) = Knob::named(name) else {
        return match written {
            Unit::Bytes if name.starts_with("lab.") => Err(format!("{name} takes no size.")),
            _ => Ok(value),
        };
    };
    let (is_time, parts, takes) = match knob.unit() {
        KnobUnit::Micros => (true, 1, "a time, such as 20ms"),
        KnobUnit::Seconds => (true, 1_000_000, "whole seconds, such as 300s"),
        KnobUnit::Minutes => (true, 60_000_000, "whole minutes, such as 5m"),
        KnobUnit::Bytes => (false, 1, "a size, such as 64KB"),
        KnobUnit::Plain => return Err(format!("{name} takes a whole number without a unit.")),
    };
    if is_time != (written == Unit::Time) || value % parts != 0 {
        return Err(format!("{name} takes {takes}."));
    }
    Ok(value / parts)
}
