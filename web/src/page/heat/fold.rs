//! Rows of the map: where there are many, neighbours that used next to nothing share one.

use std::ops::Range;

use lab::heat::{HeatBand, HeatView};

use super::Class;
use super::paint::totals;

/// So many rows are taken in at a glance.
const FEW: usize = 12;
/// A run that is shorter stays as it is.
const RUN: usize = 4;
/// What used less than this part of what the busiest did, used next to nothing.
const PART: u64 = 10;

/// A row of the map.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Row {
    /// A band, by its number.
    Band(usize),
    /// Bands in one row.
    Fold(Fold),
}

/// Neighbours that used next to nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fold {
    /// Their numbers.
    pub(super) bands: Range<usize>,
    /// The most that one of them used in a second, milli-units.
    pub(super) most: u64,
    /// Whether their own rows follow.
    pub(super) open: bool,
}

/// What tells a band from all others.
pub(super) fn key(band: &HeatBand) -> String {
    format!("{} {}", band.index.as_deref().unwrap_or_default(), band.name)
}

/// The rows in the order of the bands. Those of the bands that are named are open; next to what is busy stands its neighbour.
pub(super) fn rows(view: &HeatView, class: Class, open: &[String]) -> Vec<Row> {
    let bands = &view.bands;
    if bands.len() <= FEW {
        return (0..bands.len()).map(Row::Band).collect();
    }
    let peaks: Vec<u64> =
        bands.iter().map(|band| totals(view, band, class).into_iter().max().unwrap_or(0)).collect();
    let most = peaks.iter().copied().max().unwrap_or(0);
    let quiet = |at: usize| {
        let throttled = bands[at].throttled.iter().any(|count| *count > 0);
        !throttled && (peaks[at] == 0 || peaks[at] * PART < most)
    };
    let mut rows = Vec::new();
    let mut from = 0;
    while from < bands.len() {
        let end = (from..bands.len()).find(|&at| !quiet(at) || bands[at].index != bands[from].index);
        let end = end.unwrap_or(bands.len());
        let is_busy = |at: Option<usize>| {
            at.is_some_and(|at| bands.get(at).is_some_and(|it| it.index == bands[from].index))
        };
        let folded = from + usize::from(is_busy(from.checked_sub(1)))
            ..end.saturating_sub(usize::from(is_busy(Some(end))));
        if folded.len() < RUN {
            let end = end.max(from + 1);
            rows.extend((from..end).map(Row::Band));
            from = end;
            continue;
        }
        rows.extend((from..folded.start).map(Row::Band));
        // Any of them: what is quiet may have grown since it was opened.
        let is_open = bands[folded.clone()].iter().any(|band| open.contains(&key(band)));
        let most = peaks[folded.clone()].iter().copied().max().unwrap_or(0);
        rows.push(Row::Fold(Fold { bands: folded.clone(), most, open: is_open }));
        if is_open {
            rows.extend(folded.clone().map(Row::Band));
        }
        rows.extend((folded.end..end).map(Row::Band));
        from = end;
    }
    rows
}

/// The bands that have rows of their own.
pub(super) fn shown(rows: &[Row]) -> Vec<usize> {
    rows.iter().filter_map(|row| if let Row::Band(at) = row { Some(*at) } else { None }).collect()
}

#[cfg(test)]
mod tests {
    use lab::heat::{HeatBand, HeatView};

    use super::{Class, Row, key, rows, shown};

    /// Bands that used so much at most.
    fn view(peaks: &[u64]) -> HeatView {
        let band = |(at, peak): (usize, &u64)| HeatBand {
            name: format!("P{}", at + 1),
            rows: 1,
            write: vec![0, *peak],
            read: vec![0, 0],
            throttled: vec![0, 0],
            ..HeatBand::default()
        };
        HeatView {
            times: vec![0, 1],
            bands: peaks.iter().enumerate().map(band).collect(),
            ceiling: (60, 20),
            ..HeatView::default()
        }
    }

    /// The rows in short.
    fn told(view: &HeatView, open: &[String]) -> String {
        let told = rows(view, Class::Write, open).into_iter().map(|row| match row {
            Row::Band(at) => view.bands[at].name.clone(),
            Row::Fold(fold) => format!(
                "{}-{}:{}{}",
                view.bands[fold.bands.start].name,
                view.bands[fold.bands.end - 1].name,
                fold.most,
                if fold.open { "+" } else { "" }
            ),
        });
        told.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn what_is_hot_stands_among_its_neighbours() {
        let mut peaks = vec![0; 200];
        (peaks[10], peaks[76]) = (1_000, 36_000);
        let mut view = view(&peaks);
        assert_eq!(told(&view, &[]), "P1-P75:1000 P76 P77 P78 P79-P200:0");
        // One that is open shows its bands, whichever of them the run begins with by now.
        let open: Vec<String> = view.bands[..75].iter().map(key).collect();
        let all = rows(&view, Class::Write, &open);
        assert_eq!(shown(&all), (0..78).collect::<Vec<_>>());
        assert!(told(&view, &open).starts_with("P1-P75:1000+ P1 P2 "));
        assert!(told(&view, &open).ends_with("P75 P76 P77 P78 P79-P200:0"));
        // What is throttled is not quiet, however little it used.
        view.bands[2].throttled[1] = 1;
        assert_eq!(told(&view, &[]), "P1 P2 P3 P4 P5-P75:1000 P76 P77 P78 P79-P200:0");
        // What was opened while it began later stays open when it begins earlier.
        let open: Vec<String> = view.bands[4..75].iter().map(key).collect();
        view.bands[2].throttled[1] = 0;
        assert!(told(&view, &open).starts_with("P1-P75:1000+ P1 P2 "));
        // Nothing is read: one row says so.
        assert_eq!(rows(&view, Class::Read, &[]).len(), 1);
    }

    #[test]
    fn a_few_rows_and_even_use_stay_as_they_are() {
        let few = view(&[0; 12]);
        assert_eq!(shown(&rows(&few, Class::Write, &[])).len(), 12);
        let even = view(&[2_000; 40]);
        assert_eq!(shown(&rows(&even, Class::Write, &[])).len(), 40);
    }

    #[test]
    fn a_fold_ends_with_its_index() {
        let mut both = view(&[0; 26]);
        for band in &mut both.bands[20..] {
            band.index = Some("ByDay".to_owned());
        }
        assert_eq!(told(&both, &[]), "P1-P20:0 P21-P26:0");
    }
}
