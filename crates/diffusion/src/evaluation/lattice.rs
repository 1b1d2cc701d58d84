//! Square lattices, on a line or in the plane, for quadrature.

use std::cmp::Ordering;

/// A square lattice; on a line, one row of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lattice {
    /// 1 or 2.
    pub dim: usize,
    /// Between neighbours, above 0.
    pub spacing: f64,
    /// A point from which the shift is taken.
    pub origin: [f64; 2],
    /// How far the lattice lies beside its origin, in units of the spacing.
    pub shift: [f64; 2],
}

/// Neighbouring points of a lattice in one row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LatticeRow {
    /// The second coordinate of all of them; that of the origin on a line.
    pub y: f64,
    x: f64,
    spacing: f64,
    count: usize,
}

/// The numbers of a row and of its first and last place.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Run {
    row: f64,
    from: f64,
    to: f64,
}

impl Lattice {
    /// All points within a distance of at least one of the centres, each once.
    pub fn rows_around(self, centres: &[[f64; 2]], radius: f64) -> Vec<LatticeRow> {
        let mut runs: Vec<Run> = centres.iter().flat_map(|centre| self.runs_around(*centre, radius)).collect();
        // Not by `total_cmp`, to which the rows 0 and -0 are two.
        runs.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
        runs.dedup_by(|next, last| {
            let meet = next.row == last.row && next.from <= last.to + 1.0;
            last.to = if meet { last.to.max(next.to) } else { last.to };
            meet
        });
        let row = |Run { row, from, to }: Run| {
            let y = if self.dim == 1 { self.origin[1] } else { self.place(row, 1) };
            LatticeRow { y, x: self.place(from, 0), spacing: self.spacing, count: steps([from, to]) }
        };
        runs.into_iter().map(row).collect()
    }

    /// The runs of points around one centre.
    fn runs_around(self, centre: [f64; 2], radius: f64) -> impl Iterator<Item = Run> {
        let radius = radius / self.spacing;
        let [x, y] = [0, 1].map(|axis| (centre[axis] - self.place(0.0, axis)) / self.spacing);
        let rows = if self.dim == 1 { [0.0; 2] } else { [(y - radius).ceil(), (y + radius).floor()] };
        (0..steps(rows)).map(move |i| {
            let row = rows[0] + i as f64;
            let away = if self.dim == 1 { 0.0 } else { row - y };
            let half = (radius * radius - away * away).max(0.0).sqrt();
            Run { row, from: (x - half).ceil(), to: (x + half).floor() }
        })
    }

    fn place(self, number: f64, axis: usize) -> f64 {
        self.origin[axis] + (number + self.shift[axis]) * self.spacing
    }
}

impl LatticeRow {
    /// The points, from the left.
    pub fn points(self) -> impl Iterator<Item = [f64; 2]> {
        (0..self.count).map(move |i| [self.x + i as f64 * self.spacing, self.y])
    }
}

/// Whole numbers from one to another: also where they are too large to be told from their neighbours.
fn steps([from, to]: [f64; 2]) -> usize {
    (to - from + 1.0) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    /// catches: points that two centres share, counted twice; a row -0 beside the row 0
    #[test]
    fn every_point_near_a_centre_is_there_once() {
        let centres = [[0.0, 0.0], [0.4, 0.1], [3.0, 0.05], [0.1, -0.3]];
        for dim in [1, 2] {
            for shift in [[0.0, 0.0], [1.0 / 3.0, 2.0 / 3.0]] {
                let lattice = Lattice { dim, spacing: 0.1, origin: [0.2, 0.0], shift };
                let rows = lattice.rows_around(&centres[..dim + 2], 0.5614);
                let mut found: Vec<[f64; 2]> = rows.iter().flat_map(|row| row.points()).collect();
                let place = |i: i32, axis: usize| lattice.origin[axis] + 0.1 * (shift[axis] + f64::from(i));
                let rows = if dim == 1 { 0..1 } else { -20..20 };
                let all = (-50..50).flat_map(|i| rows.clone().map(move |j| (i, j)));
                let is_near = |x: &[f64; 2]| {
                    let away = |c: &[f64; 2]| (x[0] - c[0]).hypot(if dim == 1 { 0.0 } else { x[1] - c[1] });
                    centres[..dim + 2].iter().any(|c| away(c) <= 0.5614)
                };
                let point = |(i, j)| [place(i, 0), if dim == 1 { 0.0 } else { place(j, 1) }];
                let expected = all.map(point).filter(is_near).count();
                assert_eq!(found.len(), expected);
                assert!(found.iter().all(is_near));
                found.sort_by(|a, b| a.partial_cmp(b).unwrap_or(Ordering::Equal));
                assert!(found.windows(2).all(|pair| (pair[0][0] - pair[1][0]).hypot(pair[0][1] - pair[1][1]) > 0.05));
            }
        }
    }
}
