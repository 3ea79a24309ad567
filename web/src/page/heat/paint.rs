//! Colours of the map, and the pixels of a band.

use lab::heat::{HeatBand, HeatView};

use super::Class;

/// Cividis in ten steps, as in the design tokens: rising in luminance, so that it reads in grey and for every eye.
const STEPS: [[u8; 3]; 10] = [
    [0x00, 0x20, 0x4D],
    [0x00, 0x33, 0x6F],
    [0x35, 0x45, 0x6C],
    [0x53, 0x5A, 0x6C],
    [0x6E, 0x6F, 0x73],
    [0x8A, 0x86, 0x78],
    [0xA7, 0x9F, 0x74],
    [0xC4, 0xB5, 0x6C],
    [0xE4, 0xCF, 0x5B],
    [0xFF, 0xEA, 0x46],
];

/// Where the steps after the first begin, in hundredths of a percent of the ceiling.
const FROM: [u64; 9] = [167, 278, 464, 774, 1_292, 2_154, 3_594, 5_995, 9_990];

/// The step of milli-units a second of a ceiling of units; none where nothing was used.
pub(crate) fn step(milli: u64, ceiling: u64) -> Option<usize> {
    let share = milli.saturating_mul(10) / ceiling.max(1);
    (milli > 0).then(|| FROM.iter().filter(|from| share >= **from).count())
}

/// The cells of a band.
pub(super) fn cells(band: &HeatBand, class: Class) -> &[u64] {
    match class {
        Class::Write => &band.write,
        Class::Read => &band.read,
    }
}

/// The ceiling of a partition, units a second.
pub(super) fn ceiling(view: &HeatView, class: Class) -> u64 {
    match class {
        Class::Write => view.ceiling.1,
        Class::Read => view.ceiling.0,
    }
}

/// The pixels of a band, row by row, red, green, blue and alpha: a pixel a cell.
pub(super) fn pixels(view: &HeatView, band: &HeatBand, class: Class) -> Vec<u8> {
    let (columns, rows) = (view.times.len(), band.rows as usize);
    let (cells, most) = (cells(band, class), ceiling(view, class));
    let mut out = Vec::with_capacity(columns * rows * 4);
    for row in 0..rows {
        for column in 0..columns {
            let milli = cells.get(column * rows + row).copied().unwrap_or(0);
            match step(milli, most) {
                Some(step) => out.extend(STEPS[step]),
                None => out.extend([0; 3]),
            }
            out.push(if milli > 0 { 255 } else { 0 });
        }
    }
    out
}

/// Milli-units a second of a whole band, column by column.
pub(super) fn totals(view: &HeatView, band: &HeatBand, class: Class) -> Vec<u64> {
    let rows = band.rows as usize;
    let cells = cells(band, class);
    (0..view.times.len()).map(|column| cells.iter().skip(column * rows).take(rows).sum()).collect()
}

#[cfg(test)]
mod tests {
    use super::step;

    #[test]
    fn steps_rise_to_the_ceiling() {
        assert_eq!(step(0, 1_000), None);
        assert_eq!(step(1, 1_000), Some(0));
        assert_eq!(step(10_000, 1_000), Some(0));
        assert_eq!(step(17_000, 1_000), Some(1));
        assert_eq!(step(600_000, 1_000), Some(8));
        assert_eq!(step(1_000_000, 1_000), Some(9));
        assert_eq!(step(9_000_000, 1_000), Some(9));
    }
}
