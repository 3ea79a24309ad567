//! Workloads and their clients.

use trace::{Event, Kind};

use super::Teller;
use crate::words::{count, span};

impl Teller<'_> {
    #[inline(never)]
    pub(super) fn of_client(&self, event: &Event) -> String {
        let table = self.names.table_name(event.place);
        let name = |workload: u32| {
            let all = self.names.world.workloads();
            let found = all.into_iter().find(|it| it.number == workload);
            found.map_or_else(|| "A workload".to_owned(), |it| format!("The workload {}", it.spec.name))
        };
        match event.kind {
            Kind::WorkloadStarted { workload } => {
                format!("{} begins: its clients call {table} by themselves.", name(workload))
            }
            Kind::WorkloadEnded { workload, calls } => {
                format!("{} is over after {}.", name(workload), count(calls.into(), "call"))
            }
            Kind::ClientWaits { wait: 0, .. } => "The client tries again at once.".to_owned(),
            Kind::ClientWaits { attempt, wait } => format!(
                "Attempt {attempt} failed. The client waits {} before it tries again.",
                span(wait.into())
            ),
            Kind::ClientGaveUp { attempts } => {
                format!("The client gives up after {}.", count(attempts.into(), "attempt"))
            }
            _ => String::new(),
        }
    }
}
