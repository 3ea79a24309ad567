//! Unit lines as text: `ceil(1,234 / 1,024) = 2 WCU`.

use std::fmt;

use api::dynamodb::MilliUnits;

use crate::units::{Access, Arm, EntryChange, Formula, Reason, UnitLine, blocks};

impl fmt::Display for Formula {
    /// The calculation without its result: `ceil(1,234 / 1,024)`, `max(4, ceil(20 / 4,096)) × 0.5`, `0`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = match *self {
            Self::Free => return f.write_str("0"),
            Self::Bytes { bytes, least } if bytes < least => {
                return write!(f, "max({}, {})", grouped(least), grouped(bytes));
            }
            Self::Bytes { bytes, .. } => return f.write_str(&grouped(bytes)),
            Self::Blocks { bytes, block, least, rate } => {
                let ceil = format!("ceil({} / {})", grouped(bytes), grouped(block));
                if blocks(bytes, block) < least {
                    write!(f, "max({}, {ceil})", grouped(least))?;
                } else {
                    f.write_str(&ceil)?;
                }
                rate
            }
            Self::Both { removed, added, block, rate } => {
                let block = grouped(block);
                let sum =
                    format!("ceil({} / {block}) + ceil({} / {block})", grouped(removed), grouped(added));
                if rate == 1000 {
                    f.write_str(&sum)?;
                } else {
                    write!(f, "({sum})")?;
                }
                rate
            }
            Self::Each { items, block, blocks, rate, .. } => {
                let plural = if items == 1 { "item" } else { "items" };
                write!(
                    f,
                    "{} blocks of {} ({} {plural}, each rounded up)",
                    grouped(blocks),
                    grouped(block),
                    grouped(items)
                )?;
                rate
            }
        };
        if rate == 1000 { Ok(()) } else { write!(f, " × {}", Milli(rate)) }
    }
}

impl UnitLine {
    /// The unit: `RCU`, `WCU`, or `bytes` of a vector index.
    pub fn unit(&self) -> &'static str {
        match (self.is_capacity(), self.access) {
            (false, _) => "bytes",
            (true, Access::Read) => "RCU",
            (true, Access::Write) => "WCU",
        }
    }

    /// The whole sum with its unit: `ceil(1,234 / 1,024) = 2 WCU`.
    pub fn sum_text(&self) -> String {
        format!("{} = {} {}", self.formula, Milli(self.milli()), self.unit())
    }

    /// What the line is about: `table: item 1,202 B before, 1,234 B after`, `GSI ByStatus: entry moved, …`.
    pub fn label(&self) -> String {
        let whose = match &self.arm {
            Arm::Table => "table".to_owned(),
            Arm::Local(name) => format!("LSI {name}"),
            Arm::Global(name) => format!("GSI {name}"),
            Arm::Vector(name) => format!("vector index {name}"),
        };
        let sizes = match (self.before, self.after) {
            (None, None) => String::new(),
            (Some(before), None) => format!(", {} B before", grouped(before)),
            (None, Some(after)) => format!(", {} B after", grouped(after)),
            (Some(before), Some(after)) if self.access == Access::Write => {
                format!(", {} B before, {} B after", grouped(before), grouped(after))
            }
            (Some(bytes), Some(_)) => format!(", {} B", grouped(bytes)),
        };
        format!("{whose}: {}{sizes}", self.reason.text())
    }
}

impl Reason {
    /// A few words.
    pub fn text(self) -> &'static str {
        match self {
            Self::Created => "item created",
            Self::Replaced => "item replaced, the larger size counts",
            Self::Deleted => "item deleted, its size counts",
            Self::NothingToDelete => "no item to delete, the minimum",
            Self::ConditionFailed => "condition failed, charged as if it had held",
            Self::Entry(EntryChange::Added) => "entry added",
            Self::Entry(EntryChange::Removed) => "entry removed",
            Self::Entry(EntryChange::Moved) => "index key changed, entry removed and added",
            Self::Entry(EntryChange::Changed) => "projected attributes changed, the larger size counts",
            Self::Entry(EntryChange::Unchanged) => "nothing projected changed",
            Self::NotInIndex => "item not in the index",
            Self::Got => "item read",
            Self::Missing => "no item, the minimum",
            Self::Page => "everything evaluated, rounded up once",
            Self::Checked => "condition checked, the item's size counts",
            Self::Fetched => "fetched from the table, each rounded up",
            Self::Searched => "vectors compared, and what was returned",
        }
    }
}

/// Thousandths of a unit as a decimal: 500 is `0.5`, 2000 is `2`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Milli(pub MilliUnits);

impl fmt::Display for Milli {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.0 / 1000))?;
        match self.0 % 1000 {
            0 => Ok(()),
            rest => f.write_str(format!(".{rest:03}").trim_end_matches('0')),
        }
    }
}

/// Digits in groups of three: `1,234`.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
