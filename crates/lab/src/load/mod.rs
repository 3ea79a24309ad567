//! Workloads: the console's words made into them, and what became of them told.

mod form;
mod tell;
mod view;

use console::{Flags, LoadCommand};
use world::Act;
use world::workload::{Order, Shape};

pub(crate) use self::form::{line as workload_line, time};
pub use self::view::{LoadView, NeedView, PreviewView};

use crate::lab::Lab;
use crate::protocol::Printed;
use crate::words::{span, units};

impl Lab {
    /// Does something that is neither a call nor a knob.
    ///
    /// # Errors
    /// When the world refuses, in a sentence.
    pub(crate) fn act(&mut self, act: Act) -> Result<(), String> {
        let result = self.session.act(act);
        self.settle();
        result.map_err(|error| error.to_string())
    }

    pub(crate) fn load_command(&mut self, command: LoadCommand, printed: &mut Printed) {
        let done = match command {
            LoadCommand::Start(flags) => self.start_workload(&flags, printed),
            LoadCommand::Preview(flags) => self.tell_preview(&flags, printed),
            LoadCommand::List => {
                printed.output = self.tell_workloads();
                Ok(())
            }
            LoadCommand::Stop(Some(name)) => {
                self.act(Act::Workload(Order::Stop { name: name.clone() })).map(|()| {
                    printed.output = format!("The workload {name} is stopped.\n");
                })
            }
            LoadCommand::Stop(None) => self.stop_workloads(printed),
        };
        if let Err(message) = done {
            let hint = "`lab workload list` tells what runs, `lab help workload` what there is.";
            printed.refuse(message, hint);
        }
    }

    fn start_workload(&mut self, flags: &Flags, printed: &mut Printed) -> Result<(), String> {
        let spec = self.spec(flags)?;
        self.await_table(&spec.region, &spec.table, printed);
        let (name, lasts) = (spec.name.clone(), spec.lasts);
        let shape = spec.arrival.shape;
        let (first, least, most) = (shape.rate(0), shape.least(lasts), shape.peak(lasts));
        let rate = match shape {
            _ if least == most => units(most),
            Shape::Ramp { .. } => {
                format!("from {} to {}", units(first), units(if first == least { most } else { least }))
            }
            _ => format!("between {} and {}", units(least), units(most)),
        };
        printed.output = format!(
            "The workload {name} begins: {rate} calls a second on {} for {}.\n",
            spec.table,
            span(lasts)
        );
        self.act(Act::Workload(Order::Start(Box::new(spec))))?;
        printed
            .remarks
            .push(format!("It goes on as time passes: `lab advance {}` plays all of it.", form::time(lasts)));
        Ok(())
    }

    fn tell_preview(&mut self, flags: &Flags, printed: &mut Printed) -> Result<(), String> {
        let spec = self.spec(flags)?;
        self.await_table(&spec.region, &spec.table, printed);
        let preview = self.session.world().preview(&spec).map_err(|error| error.to_string())?;
        printed.output = tell::preview(&spec, &preview);
        Ok(())
    }

    fn stop_workloads(&mut self, printed: &mut Printed) -> Result<(), String> {
        let all = self.session.world().workloads();
        let running: Vec<String> =
            all.into_iter().filter(|it| it.over.is_none()).map(|it| it.spec.name.clone()).collect();
        if running.is_empty() {
            return Err("No workload is running.".to_owned());
        }
        for name in running {
            self.act(Act::Workload(Order::Stop { name: name.clone() }))?;
            printed.output.push_str(&format!("The workload {name} is stopped.\n"));
        }
        Ok(())
    }

    /// Lets the clock run until a table can be used, as for commands.
    fn await_table(&mut self, region: &str, table: &str, printed: &mut Printed) {
        let info = self.session.world().table(region, table);
        let until = info.filter(|info| info.status == api::dynamodb::TableStatus::Creating);
        if let Some(until) = until.and_then(|info| info.status_until).filter(|_| self.waits()) {
            let passed = span(until.saturating_sub(self.clock()));
            self.advance_to(until);
            printed.remarks.push(format!("The clock ran {passed} until {table} was ACTIVE."));
        }
    }
}
