//! The charts of a network that may remember its training points. What concerns the distribution has the colour of the exact
//! cloud, what concerns those points that of the memoriser.

use messages::result::{LevelGap, LevelLoss, MeanLoss, MemorisationCurve, MemorisationPoint, TrainAndHeldOut};
use messages::{ResultKind, RunResult};
use plot::{AxisSpec, Extent, LineChart, Marker, Role, Scale, Series, Shape};

use crate::app::App;
use crate::results::RunResults;

const LOGARITHMIC: AxisSpec = AxisSpec { title: "", scale: Scale::Log10, extent: Extent::Fit };

const BY_SIGMA: AxisSpec = AxisSpec { title: "σ", ..LOGARITHMIC };

/// A chart of what a network remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemorisationChart {
    /// Copies of training points, and distances, against iterations.
    Copies,
    /// The loss on training points and on fresh ones against iterations.
    HeldOut,
    /// The same at every level.
    HeldOutLevels,
    /// How far both exact answers and the network's are apart at every level.
    ScoreGap,
}

impl MemorisationChart {
    /// Its name in the page.
    pub fn key(self) -> &'static str {
        match self {
            Self::Copies => "copies",
            Self::HeldOut => "held-out",
            Self::HeldOutLevels => "held-out-levels",
            Self::ScoreGap => "gap",
        }
    }

    /// The chart in words.
    pub fn summary(self) -> &'static str {
        match self {
            Self::Copies => "Copies of training points, and distances, against iterations; the table has some of them.",
            Self::HeldOut => {
                "Loss on training points and on fresh ones against iterations; the table has some of them."
            }
            Self::HeldOutLevels => {
                "Loss on training points and on fresh ones at every level; the table has their means."
            }
            Self::ScoreGap => "How far the exact scores and the network's are apart; the table has some of the levels.",
        }
    }

    /// Whether there is something to draw.
    pub fn applies(self, results: &RunResults) -> bool {
        match self {
            Self::Copies => !measured(results).is_empty(),
            Self::HeldOut => measured(results).iter().any(|point| point.losses.is_some()),
            Self::HeldOutLevels => losses(results).is_some(),
            Self::ScoreGap => !score_gaps(results).is_empty(),
        }
    }

    /// The chart as shapes, in a space of this width and height in CSS pixels.
    pub fn shapes(self, app: &App, size: [f32; 2]) -> Vec<Shape> {
        let total = app.settings().config.total_iterations() as f64;
        match self {
            Self::Copies => copies(app.results(), total, size),
            Self::HeldOut => held_out(app.results(), total, size),
            Self::HeldOutLevels => held_out_levels(app.results(), size),
            Self::ScoreGap => {
                let here = app.exact().levels().get(app.timeline().state()).map(|level| Marker::here(level.sigma));
                gap(app.results(), here, size)
            }
        }
    }
}

fn curve(results: &RunResults) -> Option<&MemorisationCurve> {
    match results.present(ResultKind::MemorisationCurve)? {
        RunResult::MemorisationCurve(curve) => curve.as_ref().ok(),
        _ => None,
    }
}

fn measured(results: &RunResults) -> &[MemorisationPoint] {
    curve(results).map_or(&[], |curve| &curve.points)
}

fn losses(results: &RunResults) -> Option<&TrainAndHeldOut> {
    match results.present(ResultKind::Memorisation)? {
        RunResult::Memorisation(Ok(result)) => result.losses.as_ref(),
        _ => None,
    }
}

fn score_gaps(results: &RunResults) -> &[LevelGap] {
    match results.present(ResultKind::ScoreGaps) {
        Some(RunResult::ScoreGaps(Ok(gaps))) => gaps,
        _ => &[],
    }
}

/// With the copies that chance and a memoriser make, and the largest distance of perfect samples.
fn copies(results: &RunResults, total: f64, size: [f32; 2]) -> Vec<Shape> {
    let line = |part: fn(&MemorisationPoint) -> f64| by_step(results, |point| Some(part(point)));
    let copies = line(|point| point.copies);
    let [to_data, to_points] = [line(|point| point.to_data), line(|point| point.to_training_set)];
    let ends = [0.0, total];
    let bands = curve(results).map(|it| [it.chance, it.memoriser].map(|it| ends.map(|x| [x, it.low, it.high])));
    let bands = bands.iter().flatten().map(|band| Series::new(Role::Learned, "", &[]).with_band(band));
    let perfect = curve(results).map_or([[f64::NAN; 2]; 2], |it| ends.map(|x| [x, it.perfect.high]));
    let lines = [
        Series::new(Role::Exact, "", &perfect).faint(),
        Series::new(Role::Exact, "W₁ to data", &to_data),
        Series::new(Role::Memoriser, "W₁ to points", &to_points),
        Series::new(Role::Learned, "copies", &copies),
    ];
    against_iterations(results, bands.chain(lines).collect(), total, size)
}

/// Over what no network can avoid.
fn held_out(results: &RunResults, total: f64, size: [f32; 2]) -> Vec<Shape> {
    let [train, held_out] = [0, 1].map(|which: usize| by_step(results, |point| Some(point.losses?[which])));
    let floor = |levels: &[LevelLoss]| [0.0, total].map(|x| [x, MeanLoss::of(levels).irreducible]);
    let floors = losses(results).map(|it| [(Role::Memoriser, floor(&it.train)), (Role::Exact, floor(&it.held_out))]);
    let floors = floors.iter().flatten().map(|(role, floor)| Series::new(*role, "", floor).faint());
    let both = on_both_sets(&train, &held_out);
    against_iterations(results, floors.chain(both).collect(), total, size)
}

/// Over what no network can avoid.
fn held_out_levels(results: &RunResults, size: [f32; 2]) -> Vec<Shape> {
    let Some(TrainAndHeldOut { train, held_out }) = losses(results) else { return vec![] };
    let line = |levels: &[LevelLoss], part: fn(&LevelLoss) -> f64| -> Vec<[f64; 2]> {
        levels.iter().map(|level| [level.sigma, part(level)]).collect()
    };
    let mut floors = [(Role::Memoriser, train), (Role::Exact, held_out)]
        .map(|(role, levels)| (role, line(levels, |level| level.irreducible)));
    let [train, held_out] = [train, held_out].map(|levels| line(levels, LevelLoss::loss));
    // Of few points next to nothing is irreducible: a hundred decades of it would press the losses flat.
    let least = train.iter().chain(&held_out).fold(f64::INFINITY, |least, point| least.min(point[1]));
    floors.iter_mut().for_each(|(_, floor)| floor.retain(|point| point[1] > 1e-2 * least));
    let floors = floors.iter().map(|(role, floor)| Series::new(*role, "", floor).faint());
    by_level(floors.chain(on_both_sets(&train, &held_out)).collect(), None, size)
}

fn on_both_sets<'a>(train: &'a [[f64; 2]], held_out: &'a [[f64; 2]]) -> [Series<'a>; 2] {
    [Series::new(Role::Exact, "fresh points", held_out), Series::new(Role::Memoriser, "training points", train)]
}

fn gap(results: &RunResults, here: Option<Marker>, size: [f32; 2]) -> Vec<Shape> {
    let line = |part: fn(&LevelGap) -> f64| -> Vec<[f64; 2]> {
        score_gaps(results).iter().map(|level| [level.level.sigma, part(level)]).collect()
    };
    let (apart, to_exact) = (line(|level| level.gap.of_answers), line(|level| level.gap.to_generaliser));
    let to_memoriser = line(|level| level.gap.to_memoriser);
    let series = vec![
        Series::new(Role::Data, "apart", &apart),
        Series::new(Role::Exact, "to exact", &to_exact),
        Series::new(Role::Memoriser, "to memoriser", &to_memoriser),
    ];
    by_level(series, here, size)
}

fn by_step(results: &RunResults, part: impl Fn(&MemorisationPoint) -> Option<f64>) -> Vec<[f64; 2]> {
    measured(results).iter().filter_map(|point| Some([point.step as f64, part(point)?])).collect()
}

/// With both onsets marked: since when samples are near, and since when they are copies.
fn against_iterations(results: &RunResults, series: Vec<Series>, total: f64, size: [f32; 2]) -> Vec<Shape> {
    let onsets = curve(results).map(|it| [(Role::Exact, it.near_since()), (Role::Memoriser, it.copying_since())]);
    let onsets = onsets.into_iter().flatten();
    let markers = onsets.filter_map(|(role, step)| Some(Marker { at: step? as f64, role })).collect();
    let x = AxisSpec { title: "iteration", extent: Extent::Fixed([0.0, total]), ..AxisSpec::default() };
    let empty = "waiting for the first samples";
    LineChart { size, x, y: LOGARITHMIC, series, legend: true, markers, empty }.shapes()
}

fn by_level(series: Vec<Series>, here: Option<Marker>, size: [f32; 2]) -> Vec<Shape> {
    let markers = here.into_iter().collect();
    LineChart { size, x: BY_SIGMA, y: LOGARITHMIC, series, legend: true, markers, ..LineChart::default() }.shapes()
}
