//! What somebody tells of a throttle: the reason, the table's shape, a guess of the traffic.

use serde::{Deserialize, Serialize};

use super::{Bound, Reason};

/// A case of throttling.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Case {
    /// The reason.
    pub reason: Reason,
    /// The Region.
    pub region: String,
    /// The account, 12 digits.
    pub account: String,
    /// The table's name.
    pub table: String,
    /// The global index's name, for the reasons of indexes.
    pub index: String,
    /// On demand, or provisioned.
    pub on_demand: bool,
    /// Units a second of the table, where it is provisioned.
    pub table_units: u64,
    /// Units a second of the index, where it is provisioned.
    pub index_units: u64,
    /// The maximum, or the account's quota, units a second.
    pub limit: u64,
    /// What is asked for: units a second.
    pub traffic: u64,
    /// Percent of the traffic that goes to one key.
    pub hot: u64,
}

/// The most that a table may be provisioned with unless a quota is raised.
const QUOTA: u64 = 40_000;
/// The most traffic that is made: calls of the greatest items, so many a second.
const MOST_READ: u64 = 8_000;
const MOST_WRITE: u64 = 20_000;

impl Case {
    /// A case in which this reason comes up.
    pub fn of(reason: Reason) -> Case {
        let mut case = Case {
            reason,
            region: scenario::EXAMPLE_REGION.to_owned(),
            account: "123456789012".to_owned(),
            table: "Orders".to_owned(),
            index: "GSI1".to_owned(),
            on_demand: matches!(reason.bound, Bound::Account | Bound::Maximum),
            table_units: 100,
            index_units: 100,
            limit: 100,
            traffic: 320,
            hot: 0,
        };
        match reason.bound {
            Bound::KeyRange => {
                let partition = if reason.write { 1_000 } else { 3_000 };
                case.table_units = 4 * partition;
                case.index_units = 4 * partition;
                case.traffic = partition + 400 * partition / 1_000;
                case.hot = 95;
            }
            Bound::Provisioned if reason.index => case.table_units = 1_000,
            Bound::Account => {
                case.limit = 500;
                // Each write moves an entry: two writes of the index for one of the table.
                case.traffic = if reason.index && reason.write { 400 } else { 640 };
            }
            Bound::Provisioned | Bound::Maximum => {}
        }
        case
    }

    /// Takes a capacity mode, as far as the reason allows.
    pub fn choose_mode(&mut self, on_demand: bool) {
        self.on_demand = match self.reason.bound {
            Bound::Provisioned => false,
            Bound::Maximum => true,
            Bound::KeyRange | Bound::Account => on_demand,
        };
    }

    /// Why no world can be made of it, in sentences.
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let name = |text: &str| {
            (3..=255).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
        };
        if !name(&self.table) {
            faults.push("A table's name has 3 to 255 of a-z, A-Z, 0-9, _, - and the dot.".to_owned());
        }
        if self.reason.index && !name(&self.index) {
            faults.push("An index's name has 3 to 255 of a-z, A-Z, 0-9, _, - and the dot.".to_owned());
        }
        let mut figure = |what: &str, value: u64, most: u64| {
            if !(1..=most).contains(&value) {
                faults.push(format!("{what} is a whole number from 1 to {most}."));
            }
        };
        if !self.on_demand {
            figure("What the table is provisioned with", self.table_units, QUOTA);
            if self.reason.index {
                figure("What the index is provisioned with", self.index_units, QUOTA);
            }
        }
        if matches!(self.reason.bound, Bound::Account | Bound::Maximum) {
            figure("The limit", self.limit, QUOTA);
        }
        figure("The traffic", self.traffic, self.most_traffic());
        if self.hot > 100 {
            faults.push("The hottest key has at most 100 percent.".to_owned());
        }
        faults
    }

    /// The most units a second that can be asked for.
    pub fn most_traffic(&self) -> u64 {
        if self.reason.write { MOST_WRITE } else { MOST_READ }
    }
}
