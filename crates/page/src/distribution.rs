//! The distribution of the shown level, one coordinate at a time: as a formula, as `detailed_DDPM` works it out by sums
//! over cells, and as the learned samples have it.

use diffusion::dataset::{DENSITY_CELLS, DENSITY_STDS, TabulatedDensity};
use diffusion::evaluation::Moments;
use diffusion::{Level, Mixture};
use plot::{AxisSpec, Dash, Extent, Histogram, LineChart, Role, Series, Shape, Stroke, three_digits};

use crate::app::App;
use scene::Scene;

/// A coordinate of the points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coordinate {
    /// The first.
    X,
    /// The second, of points in the plane.
    Y,
}

impl Coordinate {
    /// Both.
    pub const ALL: [Self; 2] = [Self::X, Self::Y];

    /// Its name in the page.
    pub fn key(self) -> &'static str {
        match self {
            Self::X => "x",
            Self::Y => "y",
        }
    }

    /// Whether the points of these data have it.
    pub fn applies(self, app: &App) -> bool {
        (self as usize) < app.exact().mixture().dim()
    }
}

/// A way to draw a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// Its density.
    Pdf,
    /// Its distribution function.
    Cdf,
}

impl Curve {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Pdf, Self::Cdf];

    /// Its name in the page.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Cdf => "cdf",
        }
    }
}

/// Bars of the samples' histogram per standard deviation of the narrowest component …
const BARS_PER_STD: f64 = 3.0;

/// … but no more than so many in all: a chart has few pixels for each.
const MOST_BARS: f64 = 240.0;

/// One coordinate at one level.
#[derive(Debug)]
pub struct Distribution {
    coordinate: Coordinate,
    noised: Mixture,
    cells: TabulatedDensity,
    learned: Vec<f32>,
}

impl Distribution {
    /// Of the shown level, with the learned samples where there are some.
    pub fn new(scene: &Scene, coordinate: Coordinate) -> Self {
        let mut rows = Vec::new();
        scene.learned_points(&mut rows);
        let learned = rows.into_iter().skip(coordinate as usize).step_by(scene.mixture().dim()).collect();
        Self::at(scene.mixture(), scene.level(), coordinate, learned)
    }

    fn at(mixture: &Mixture, level: Level, coordinate: Coordinate, learned: Vec<f32>) -> Self {
        let noised = mixture.noised(level);
        let cells = TabulatedDensity::marginal(&noised, coordinate as usize, DENSITY_STDS, DENSITY_CELLS);
        Self { coordinate, noised, cells, learned }
    }

    /// Which coordinate it is of.
    pub fn coordinate(&self) -> Coordinate {
        self.coordinate
    }

    /// A curve of it as shapes, in a space of this width and height in CSS pixels.
    pub fn shapes(&self, curve: Curve, size: [f32; 2]) -> Vec<Shape> {
        let (cells, formula, learned) = match curve {
            Curve::Pdf => {
                let middles = self.cells.edges().zip(self.cells.edges().skip(1)).map(|(a, b)| (a + b) / 2.0);
                let cells = middles.zip(self.cells.density()).map(|(x, p)| [x, *p]).collect();
                let formula = self.cells.edges().map(|x| [x, self.noised.marginal_density(self.axis(), x)]).collect();
                (cells, formula, self.histogram())
            }
            Curve::Cdf => (self.cdf_by_cells(), self.cdf_by_formula(), self.counted()),
        };
        let broad = Stroke { role: Role::Muted, width: 5.0, dash: Dash::Solid, opacity: 0.45 };
        let fine = Stroke { dash: Dash::Solid, ..Stroke::new(Role::Ink, 1.25) };
        let chart = LineChart {
            size,
            x: AxisSpec { title: self.coordinate.key(), extent: Extent::Fixed(self.range()), ..AxisSpec::default() },
            y: AxisSpec { extent: Extent::FromZero, ..AxisSpec::default() },
            series: vec![
                Series { stroke: Some(broad), ..Series::new(Role::Muted, "", &cells) },
                Series::new(Role::Learned, "", &learned),
                Series { stroke: Some(fine), ..Series::new(Role::Ink, "", &formula) },
            ],
            ..LineChart::default()
        };
        chart.shapes()
    }

    /// A curve of it in words.
    pub fn summary(&self, curve: Curve) -> String {
        let (mean, std) = (self.noised.mean(self.axis()), self.noised.std(self.axis()));
        let [name, coordinate] = [curve.key(), self.coordinate.key()];
        format!(
            "The {name} of {coordinate} at the shown level, with mean {} and standard deviation {}; sums over cells \
             and formula differ by no more than {}.",
            three_digits(mean),
            three_digits(std),
            three_digits(self.difference())
        )
    }

    /// What stands in the table: the name of each place there, and its number.
    pub fn readouts(&self) -> Vec<(String, String)> {
        let axis = self.axis();
        let learned = Moments::of(self.learned.iter().map(|x| f64::from(*x)));
        // Sums that cancel leave some dust of rounding where there is nothing.
        let sum = self.cells.mean();
        let mean = if sum.abs() < 1e-12 { 0.0 } else { sum };
        let rows = [
            ("cells", [self.cells.integral(), mean, self.cells.std()]),
            ("formula", [1.0, self.noised.mean(axis), self.noised.std(axis)]),
            ("learned", [self.share_in_range(), learned.mean, learned.std]),
        ];
        let named = |row: &'static str, numbers: [f64; 3]| {
            let name = move |column: &str| format!("{}-{row}-{column}", self.coordinate.key());
            ["integral", "mean", "std"].map(name).into_iter().zip(numbers.map(three_digits))
        };
        let mut readouts: Vec<_> = rows.into_iter().flat_map(|(row, numbers)| named(row, numbers)).collect();
        readouts.push((format!("{}-difference", self.coordinate.key()), three_digits(self.difference())));
        readouts
    }

    /// The largest distance between the distribution function by sums and by formula.
    fn difference(&self) -> f64 {
        let (cells, formula) = (self.cdf_by_cells(), self.cdf_by_formula());
        cells.iter().zip(&formula).map(|([_, a], [_, b])| (a - b).abs()).fold(0.0, f64::max)
    }

    fn axis(&self) -> usize {
        self.coordinate as usize
    }

    fn range(&self) -> [f64; 2] {
        self.noised.marginal_range(self.axis(), DENSITY_STDS)
    }

    fn cdf_by_cells(&self) -> Vec<[f64; 2]> {
        let running = std::iter::once(0.0).chain(self.cells.cdf());
        self.cells.edges().zip(running).map(|(x, share)| [x, share]).collect()
    }

    fn cdf_by_formula(&self) -> Vec<[f64; 2]> {
        self.cells.edges().map(|x| [x, self.noised.marginal_cdf(self.axis(), x)]).collect()
    }

    fn histogram(&self) -> Vec<[f64; 2]> {
        let [low, high] = self.range();
        let narrowest = self.noised.components().iter().map(|c| c.std).fold(f64::INFINITY, f64::min);
        let bars = (BARS_PER_STD * (high - low) / narrowest).min(MOST_BARS);
        if self.learned.is_empty() { vec![] } else { Histogram::new(&self.learned, bars as usize, low, high).outline() }
    }

    /// The share of the samples up to every edge.
    fn counted(&self) -> Vec<[f64; 2]> {
        if self.learned.is_empty() {
            return vec![];
        }
        let [low, high] = self.range();
        let counts = Histogram::new(&self.learned, DENSITY_CELLS, low, high);
        let mut below = self.learned.iter().filter(|x| f64::from(**x) < low).count() as f64;
        let total = counts.total() as f64;
        let mut shares = vec![below / total];
        shares.extend(counts.counts().iter().map(|count| {
            below += f64::from(*count);
            below / total
        }));
        self.cells.edges().zip(shares).map(|(x, share)| [x, share]).collect()
    }

    fn share_in_range(&self) -> f64 {
        let [low, high] = self.range();
        let inside = self.learned.iter().filter(|x| (low..high).contains(&f64::from(**x))).count();
        inside as f64 / self.learned.len() as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::{Dataset, Rng, Stream};

    fn drawn(level: Level) -> Distribution {
        let mixture = Dataset::FourSpikes.mixture();
        let mut rows = Vec::new();
        mixture.noised(level).sample(4_000, &mut Rng::new(0, Stream::Batch), &mut rows);
        let learned = rows.iter().skip(1).step_by(2).map(|x| *x as f32).collect();
        Distribution::at(&mixture, level, Coordinate::Y, learned)
    }

    const LEVELS: [Level; 3] = [Level::CLEAN, Level::exploding(0.4), Level { alpha: 0.2, sigma: 0.98 }];

    /// The 1.6 is the Kolmogorov–Smirnov statistic that 4 000 true samples exceed once in a hundred draws; a cell more
    /// or less of the steep clean distribution is another 0.02.
    #[test]
    fn samples_of_the_distribution_lie_along_its_curves() {
        for level in LEVELS {
            let distribution = drawn(level);
            let cdf = distribution.cdf_by_formula();
            let apart = distribution.counted().iter().zip(&cdf).map(|(a, b)| (a[1] - b[1]).abs()).fold(0.0, f64::max);
            assert!(apart < 1.6 / 4_000f64.sqrt(), "{apart} at {level:?}");
            let area: f64 = distribution.histogram().windows(2).map(|w| (w[1][0] - w[0][0]) * w[0][1]).sum();
            assert!((area - distribution.share_in_range()).abs() < 1e-3, "{area}");
        }
    }

    #[test]
    fn sums_and_formula_agree_at_every_level() {
        for level in LEVELS {
            assert!(drawn(level).difference() < 2e-3, "{} at {level:?}", drawn(level).difference());
        }
    }

    #[test]
    fn the_table_says_what_it_has_and_a_dash_for_what_it_has_not() {
        let bare = Distribution { learned: vec![], ..drawn(Level::CLEAN) };
        let readouts = bare.readouts();
        let find = |name: &str| readouts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str());
        assert_eq!(find("y-cells-integral"), Some("1.00"));
        assert_eq!(find("y-formula-std"), Some("1.00"));
        assert_eq!((find("y-learned-mean"), find("y-learned-integral")), (Some("–"), Some("–")));
        assert_eq!(readouts.len(), 10);
    }
}
