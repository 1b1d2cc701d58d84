//! Points of a person's own: the centres of a kernel density estimate.

use std::borrow::Cow;
use std::collections::BinaryHeap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::bandwidth::{silverman_bandwidth, suggested_bandwidth};
use super::component::Component;
use super::mixture::Mixture;
use super::point_grid::{MAX_POINTS, PointGrid};
use super::points_text;
use super::unit::Unit;

/// From the smallest to the largest bandwidth.
pub const BANDWIDTH_RANGE: [f64; 2] = [0.002, 2.0];

/// How far from 0 a coordinate may lie.
pub const FARTHEST: f64 = 60.0;

/// From 1 to [`MAX_POINTS`] points on a line or in the plane, each the centre of a round Gaussian of one standard
/// deviation for all, the bandwidth h: `p(x) = (1/n) Σ_i N(x; x_i, h² I)` (Silverman 1986, sec. 4.2.1), about which
/// everything is known exactly.
///
/// The points lie on a grid of 4 096 cells in each coordinate, in rising order, so that a link, a file and
/// another machine have the very same data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Unchecked")]
pub struct Points {
    grid: PointGrid,
    cells: Cow<'static, [[u16; 2]]>,
    bandwidth: f64,
    units: Option<[Unit; 2]>,
}

/// Points as they come from elsewhere.
#[derive(Deserialize)]
struct Unchecked {
    grid: PointGrid,
    cells: Vec<[u16; 2]>,
    bandwidth: f64,
    units: Option<[Unit; 2]>,
}

/// Why there cannot be such points, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InvalidPoints {
    /// None, or more than [`MAX_POINTS`].
    Count(usize),
    /// A coordinate is no number, or lies farther from 0 than [`FARTHEST`].
    TooFar,
    /// The text form is not whole.
    Damaged,
    /// The bandwidth lies outside of [`BANDWIDTH_RANGE`].
    Bandwidth,
    /// A unit is no number, or 1 is nothing in it.
    Units,
}

impl Points {
    /// What there is to begin with: sixty points in the shape of a heart.
    pub const DEFAULT: Self =
        Self { grid: PointGrid { dim: 2, exponent: 1 }, cells: Cow::Borrowed(&HEART), bandwidth: 0.06, units: None };

    /// The places of the grid that are nearest to these rows, whose second coordinate does not count where `dim` is 1;
    /// with the bandwidth under which they are likeliest, which takes some 10 ms.
    ///
    /// # Errors
    /// Unless there are from 1 to [`MAX_POINTS`], none of them too far away.
    pub fn new(dim: usize, rows: &[[f64; 2]]) -> Result<Self, InvalidPoints> {
        let points = Self::smoothed(dim, rows, BANDWIDTH_RANGE[1])?;
        Ok(points.with_nearest_bandwidth(suggested_bandwidth(&points.mixture(), points.cells.len())))
    }

    /// The same with this bandwidth.
    ///
    /// # Errors
    /// As [`Self::new`], and where the bandwidth is outside of [`BANDWIDTH_RANGE`].
    pub fn smoothed(dim: usize, rows: &[[f64; 2]], bandwidth: f64) -> Result<Self, InvalidPoints> {
        let farthest = rows.iter().flat_map(|row| &row[..dim]).fold(0.0, |far: f64, x| far.max(x.abs()));
        let is_number = rows.iter().flatten().all(|x| x.is_finite());
        if !is_number || farthest > FARTHEST {
            return Err(InvalidPoints::TooFar);
        }
        let grid = PointGrid::reaching(dim, farthest);
        Self::checked(grid, rows.iter().map(|row| grid.cell(*row)).collect(), bandwidth)
    }

    /// The points of a text form, with Silverman's bandwidth, which is soon known.
    ///
    /// # Errors
    /// Where it is not whole, or says none or too many.
    pub fn read(text: &str) -> Result<Self, InvalidPoints> {
        let (grid, units, cells) = points_text::read(text).ok_or(InvalidPoints::Damaged)?;
        let points = Self::checked(grid, cells, BANDWIDTH_RANGE[1])?.with_units(units)?;
        Ok(points.with_nearest_bandwidth(silverman_bandwidth(&points.mixture(), points.cells.len())))
    }

    fn with_nearest_bandwidth(&self, bandwidth: f64) -> Self {
        Self { bandwidth: bandwidth.clamp(BANDWIDTH_RANGE[0], BANDWIDTH_RANGE[1]), ..self.clone() }
    }

    fn checked(grid: PointGrid, cells: Vec<[u16; 2]>, bandwidth: f64) -> Result<Self, InvalidPoints> {
        if !(1..=MAX_POINTS).contains(&cells.len()) {
            return Err(InvalidPoints::Count(cells.len()));
        }
        if !(BANDWIDTH_RANGE[0]..=BANDWIDTH_RANGE[1]).contains(&bandwidth) {
            return Err(InvalidPoints::Bandwidth);
        }
        if !grid.is_known() || !cells.iter().all(|cell| grid.has(*cell)) {
            return Err(InvalidPoints::Damaged);
        }
        // A heap sorts in a tenth of the code that a slice takes to sort: ten kilobytes less in the page.
        let cells = BinaryHeap::from(cells).into_sorted_vec();
        Ok(Self { grid, cells: Cow::Owned(cells), bandwidth, units: None })
    }

    /// The same points with another bandwidth.
    ///
    /// # Errors
    /// Where it is outside of [`BANDWIDTH_RANGE`].
    pub fn with_bandwidth(&self, bandwidth: f64) -> Result<Self, InvalidPoints> {
        Ok(Self { units: self.units, ..Self::checked(self.grid, self.cells.to_vec(), bandwidth)? })
    }

    /// The same points, of which each coordinate had this unit before it was scaled; none where they were not.
    ///
    /// # Errors
    /// Where a unit is no number.
    pub fn with_units(self, units: Option<[Unit; 2]>) -> Result<Self, InvalidPoints> {
        let units = units.map(|[first, second]| [first, if self.dim() == 2 { second } else { Unit::UNSCALED }]);
        let are_known = units.iter().flatten().all(|unit| unit.is_known());
        if are_known { Ok(Self { units, ..self }) } else { Err(InvalidPoints::Units) }
    }

    /// The unit that each coordinate had before it was scaled; none where they were not.
    pub fn units(&self) -> Option<[Unit; 2]> {
        self.units
    }

    /// The standard deviation of each kernel.
    pub fn bandwidth(&self) -> f64 {
        self.bandwidth
    }

    /// How many coordinates a point has: 1 or 2.
    pub fn dim(&self) -> usize {
        self.grid.dim
    }

    /// The points, in rising order; in 1-D with 0 as the second coordinate.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = [f64; 2]> {
        self.cells.iter().map(|cell| self.grid.row(*cell))
    }

    /// The exact distribution. Points at the same place are one component, of their common weight.
    pub fn mixture(&self) -> Mixture {
        let heaps = self.cells.chunk_by(|a, b| a == b);
        let component = |heap: &[[u16; 2]]| Component {
            mean: self.grid.row(heap[0]),
            std: self.bandwidth,
            weight: heap.len() as f64,
        };
        Mixture::new(self.grid.dim, heaps.map(component).collect())
    }
}

impl TryFrom<Unchecked> for Points {
    type Error = InvalidPoints;

    fn try_from(Unchecked { grid, cells, bandwidth, units }: Unchecked) -> Result<Self, InvalidPoints> {
        Self::checked(grid, cells, bandwidth)?.with_units(units)
    }
}

/// The text form, which has not the bandwidth.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&points_text::write(self.grid, self.units, &self.cells))
    }
}

impl fmt::Display for InvalidPoints {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "there must be from 1 to {MAX_POINTS} points, not {count}"),
            Self::TooFar => write!(f, "every coordinate must lie between -{FARTHEST} and {FARTHEST}"),
            Self::Damaged => write!(f, "they did not arrive whole"),
            Self::Bandwidth => {
                write!(f, "the bandwidth must lie between {} and {}", BANDWIDTH_RANGE[0], BANDWIDTH_RANGE[1])
            }
            Self::Units => f.write_str("their units must be numbers"),
        }
    }
}

impl std::error::Error for InvalidPoints {}

#[rustfmt::skip]
const HEART: [[u16; 2]; 60] = [
    [880, 2233], [882, 2358], [905, 2112], [913, 2478], [952, 1996], [970, 2590], [1015, 1891], [1047, 2685],
    [1091, 1792], [1145, 2764], [1176, 1699], [1255, 2822], [1265, 1613], [1358, 1529], [1373, 2857], [1452, 1447],
    [1497, 2865], [1546, 1367], [1621, 2846], [1641, 1285], [1732, 1202], [1737, 2800], [1821, 1114], [1839, 2731],
    [1904, 1021], [1926, 2642], [1977, 920], [1993, 2537], [2033, 810], [2038, 2421], [2058, 2420], [2063, 811],
    [2102, 2536], [2119, 921], [2169, 2641], [2193, 1022], [2256, 2731], [2275, 1115], [2358, 2800], [2365, 1203],
    [2457, 1286], [2473, 2846], [2551, 1369], [2597, 2865], [2645, 1448], [2721, 2857], [2740, 1530], [2833, 1614],
    [2840, 2823], [2921, 1700], [2950, 2765], [3006, 1793], [3047, 2686], [3081, 1892], [3126, 2591], [3145, 1998],
    [3183, 2480], [3192, 2113], [3213, 2360], [3216, 2235],
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Rng, Stream};

    fn normals(dim: usize, count: usize) -> Vec<[f64; 2]> {
        Rng::new(0, Stream::Batch)
            .normals(count * 2)
            .chunks(2)
            .map(|x| [x[0], if dim == 2 { x[1] } else { 0.0 }])
            .collect()
    }

    #[test]
    fn a_text_a_wire_and_the_grid_itself_give_the_same_points() {
        for (dim, count) in [(1, 1), (2, 1), (1, 300), (2, 300), (1, MAX_POINTS), (2, MAX_POINTS)] {
            let points = Points::new(dim, &normals(dim, count)).unwrap();
            let text = points.to_string();
            assert!(text.len() < 6_200, "{} characters", text.len());
            let read = Points::read(&text).unwrap();
            assert_eq!(read.with_bandwidth(points.bandwidth()), Ok(points.clone()), "{text}");
            assert_eq!(Points::new(dim, &points.rows().collect::<Vec<_>>()), Ok(points.clone()));
            let other = points.with_bandwidth(0.123).unwrap();
            let unchecked =
                Unchecked { grid: other.grid, cells: other.cells.to_vec(), bandwidth: 0.123, units: other.units };
            assert_eq!(Points::try_from(unchecked), Ok(other));
        }
        assert_eq!(Points::read(&Points::DEFAULT.to_string()).unwrap().with_bandwidth(0.06), Ok(Points::DEFAULT));
    }

    #[test]
    fn units_stay_with_the_points_and_must_be_numbers() {
        let plain = Points::new(2, &normals(2, 20)).unwrap();
        let units = Some([Unit { zero: 70.9, one: 13.6 }, Unit { zero: 3.49, one: 1.14 }]);
        let points = plain.clone().with_units(units).unwrap();
        assert_eq!(Points::read(&points.to_string()).unwrap().with_bandwidth(points.bandwidth()), Ok(points.clone()));
        assert_eq!(points.with_bandwidth(0.25).unwrap().units(), units);
        assert_eq!(points.mixture(), plain.mixture());
        for one in [0.0, -1.0, f64::NAN, f64::INFINITY] {
            let units = Some([Unit { zero: 0.0, one }, Unit::UNSCALED]);
            assert_eq!(plain.clone().with_units(units), Err(InvalidPoints::Units));
            let mut damaged = points.clone();
            damaged.units = units;
            assert_eq!(Points::read(&damaged.to_string()), Err(InvalidPoints::Units));
        }
    }

    /// catches: points that move farther than half a cell
    #[test]
    fn a_point_lies_where_it_was_put_but_for_the_grid() {
        for size in [0.001, 0.02, 1.0, 3.99, 7.0, 59.0] {
            let points = Points::new(2, &[[size, -size], [-0.5 * size, 0.1 * size]]).unwrap();
            let rows: Vec<[f64; 2]> = points.rows().collect();
            let near = |a: f64, b: f64| (a - b).abs() <= size.max(1.0 / 64.0) / 1000.0;
            assert!(near(rows[1][0], size) && near(rows[1][1], -size) && near(rows[0][1], 0.1 * size), "{rows:?}");
        }
    }

    #[test]
    fn points_at_one_place_are_one_component_of_their_common_weight() {
        let mixture = Points::new(1, &[[1.0, 0.0], [0.0, 0.0], [1.0, 0.0], [1.0, 0.0]]).unwrap().mixture();
        let found: Vec<(f64, f64)> = mixture.components().iter().map(|c| (c.mean[0], c.weight)).collect();
        assert_eq!(found, [(0.0, 0.25), (1.0, 0.75)]);
    }

    #[test]
    fn the_order_of_the_points_is_nothing() {
        let mut rows = normals(2, 50);
        let points = Points::new(2, &rows);
        rows.reverse();
        assert_eq!(Points::new(2, &rows), points);
    }

    #[test]
    fn what_cannot_be_is_refused_in_words() {
        let words = |rows: &[[f64; 2]]| Points::new(2, rows).unwrap_err().to_string();
        assert_eq!(words(&[]), "there must be from 1 to 2000 points, not 0");
        assert_eq!(words(&[[0.0; 2]; 2_001]), "there must be from 1 to 2000 points, not 2001");
        assert_eq!(words(&[[0.0, 61.0]]), "every coordinate must lie between -60 and 60");
        assert_eq!(words(&[[f64::NAN, 0.0]]), "every coordinate must lie between -60 and 60");
        assert!(Points::DEFAULT.with_bandwidth(0.0).is_err() && Points::DEFAULT.with_bandwidth(f64::NAN).is_err());
    }
}
