//! The places where a person's own points may lie.

use serde::{Deserialize, Serialize};

/// The most points there may be.
pub const MAX_POINTS: usize = 2_000;

/// Cells of the grid in each coordinate, half of them on either side of 0.
pub const CELLS: u16 = 4096;

/// The grid reaches `2^e` to either side, from the smallest to the largest `e`.
pub const EXPONENTS: [i8; 2] = [-6, 6];

/// Where points may lie: on [`CELLS`] places of each coordinate, from `-2^exponent` to the last below `2^exponent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PointGrid {
    /// The number of coordinates: 1 or 2.
    pub dim: usize,
    /// The size.
    pub exponent: i8,
}

impl PointGrid {
    /// The finest that has a place for a coordinate so far from 0.
    pub fn reaching(dim: usize, farthest: f64) -> Self {
        let [smallest, largest] = EXPONENTS;
        let mut grid = Self { dim, exponent: smallest };
        while grid.exponent < largest && grid.step() * f64::from(CELLS / 2 - 1) < farthest {
            grid.exponent += 1;
        }
        grid
    }

    /// Whether there is such a grid.
    pub fn is_known(self) -> bool {
        (1..=2).contains(&self.dim) && (EXPONENTS[0]..=EXPONENTS[1]).contains(&self.exponent)
    }

    /// Whether this cell is one of its own.
    pub fn has(self, [first, second]: [u16; 2]) -> bool {
        first < CELLS && second < if self.dim == 2 { CELLS } else { 1 }
    }

    /// From one place to the next: a power of two, so that every place is a number that decimals write in full.
    fn step(self) -> f64 {
        2f64.powi(i32::from(self.exponent) + 1) / f64::from(CELLS)
    }

    /// The cell nearest to a row; in 1-D 0 as the second.
    pub fn cell(self, row: [f64; 2]) -> [u16; 2] {
        let half = f64::from(CELLS / 2);
        let [first, second] = row.map(|x| ((x / self.step()).round() + half).clamp(0.0, 2.0 * half - 1.0) as u16);
        [first, if self.dim == 2 { second } else { 0 }]
    }

    /// The place of a cell; in 1-D with 0 as the second coordinate.
    pub fn row(self, cell: [u16; 2]) -> [f64; 2] {
        let [first, second] = cell.map(|cell| (f64::from(cell) - f64::from(CELLS / 2)) * self.step());
        [first, if self.dim == 2 { second } else { 0.0 }]
    }
}
