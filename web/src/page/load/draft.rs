//! What the form holds, and the command that it stands for.

use std::fmt::Write as _;

use crate::words::word;

/// How skewed the keys are, from the slider of a lecture: words, and the options.
pub(super) const SKEW: [(&str, &str); 6] = [
    ("every key alike", "--keys uniform --count 1000"),
    ("a little", "--keys zipf --theta 0.5 --count 1000"),
    ("some keys more", "--keys zipf --theta 0.8 --count 1000"),
    ("as on the web", "--keys zipf --theta 0.99 --count 1000"),
    ("a few keys most", "--keys zipf --theta 1.3 --count 1000"),
    ("one hot key", "--keys hot --hot 90 --count 1000"),
];

/// The form.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Draft {
    /// Place of the slider.
    pub(super) skew: usize,
    /// Whether the full form says which keys, not the slider.
    pub(super) full: bool,
    pub(super) rate: String,
    pub(super) lasts: String,
    pub(super) op: String,
    pub(super) retry: String,
    pub(super) arrival: String,
    /// The other rate of a ramp or spike.
    pub(super) other: String,
    pub(super) poisson: bool,
    pub(super) keys: String,
    /// Theta, percent or number of shards.
    pub(super) figure: String,
    pub(super) bucket: String,
    pub(super) count: String,
    pub(super) sorts: String,
    pub(super) size: String,
    pub(super) clients: String,
    pub(super) attempts: String,
    pub(super) index_values: String,
    pub(super) index: String,
    pub(super) name: String,
}

impl Default for Draft {
    fn default() -> Self {
        let text = |text: &str| text.to_owned();
        Self {
            skew: 3,
            full: false,
            rate: text("20"),
            lasts: text("60s"),
            op: text("put"),
            retry: text("legacy"),
            arrival: text("constant"),
            other: text("200"),
            poisson: false,
            keys: text("uniform"),
            figure: text("0.99"),
            bucket: text("day"),
            count: text("1000"),
            sorts: text("10"),
            size: text("1KB"),
            clients: text("10"),
            attempts: String::new(),
            index_values: text("100"),
            index: String::new(),
            name: String::new(),
        }
    }
}

impl Draft {
    /// The command that it stands for.
    pub(super) fn line(&self, table: &str) -> String {
        let mut out = format!("lab workload start --table {}", word(table));
        let mut option = |name: &str, value: &str| {
            if !value.trim().is_empty() {
                // Writing to a String cannot fail.
                let _ = write!(out, " --{name} {}", word(value.trim()));
            }
        };
        option("rate", &self.rate);
        if self.full {
            match self.arrival.as_str() {
                "ramp" => option("to", &self.other),
                "spike" => option("peak", &self.other),
                "diurnal" => {
                    option("arrival", "diurnal");
                    option("day", &self.lasts);
                }
                _ => {}
            }
        }
        option("for", &self.lasts);
        option("op", &self.op);
        if self.full {
            option("keys", &self.keys);
            match self.keys.as_str() {
                "zipf" => option("theta", &self.figure),
                "hot" => option("hot", &self.figure),
                "sharded" => option("shards", &self.figure),
                "date" => option("bucket", &self.bucket),
                _ => {}
            }
            option("count", &self.count);
            option("sorts", &self.sorts);
        }
        option("size", &self.size);
        option("clients", &self.clients);
        option("retry", &self.retry);
        if self.full {
            option("attempts", &self.attempts);
            option("index-values", &self.index_values);
            option("index", &self.index);
            option("name", &self.name);
            if self.poisson {
                out.push_str(" --poisson");
            }
        } else {
            let (_, keys) = SKEW[self.skew.min(SKEW.len() - 1)];
            out.push(' ');
            out.push_str(keys);
        }
        out
    }

    /// What can't be, in a sentence; the engine says the rest.
    pub(super) fn fault(&self) -> Option<&'static str> {
        if self.rate.trim().parse::<f64>().is_ok_and(|rate| rate > 0.0) {
            (self.lasts.trim().is_empty()).then_some("Say for how long: 60s, 5m, 2h.")
        } else {
            Some("Say how many calls a second: a number above 0.")
        }
    }

    /// Another pattern of keys begins with figures that make sense of it.
    pub(super) fn choose_keys(&mut self, keys: String) {
        let (figure, count) = match keys.as_str() {
            "zipf" => ("0.99", "1000"),
            "hot" => ("90", "1000"),
            "sharded" => ("10", "1"),
            "sequential" | "date" => ("", "1"),
            _ => ("", "1000"),
        };
        figure.clone_into(&mut self.figure);
        count.clone_into(&mut self.count);
        self.keys = keys;
    }
}

#[cfg(test)]
mod tests {
    use wasm_bindgen_test::wasm_bindgen_test as test;

    use super::*;

    #[test]
    fn a_form_is_a_command() {
        let mut draft = Draft::default();
        assert_eq!(
            draft.line("Orders"),
            "lab workload start --table Orders --rate 20 --for 60s --op put --size 1KB --clients 10 --retry legacy --keys zipf --theta 0.99 --count 1000"
        );
        draft.full = true;
        draft.choose_keys("sharded".to_owned());
        draft.arrival = "spike".to_owned();
        draft.poisson = true;
        assert_eq!(
            draft.line("Orders"),
            "lab workload start --table Orders --rate 20 --peak 200 --for 60s --op put --keys sharded --shards 10 --count 1 --sorts 10 --size 1KB --clients 10 --retry legacy --index-values 100 --poisson"
        );
        draft.rate = "fast".to_owned();
        assert!(draft.fault().is_some());
    }
}
