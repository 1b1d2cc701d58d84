//! The charts beside the picture. Their colours and line styles are named once, under the picture's toggles.

mod memorisation;

use diffusion::dataset::Component;
use diffusion::evaluation::{CloudStatistics, Moments};
use plot::shape::text_width;
use plot::{
    Anchor, Axis, AxisSpec, BarChart, Bars, Baseline, Dash, Extent, LineChart, Marker, Reference, Role, Scale, Series,
    Shape, Stroke, Text, three_digits,
};

use crate::app::App;
use crate::loss_curve::LossCurve;
use crate::repeats::Repeat;
pub use memorisation::MemorisationChart;
use messages::result::{LevelLoss, SamplerCurve};
use messages::{ResultKind, RunResult};

/// A chart of the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chart {
    /// Loss against iteration.
    Loss,
    /// Noise level against step.
    Levels,
    /// Average squared distance against step.
    Distance,
    /// Mean against step.
    Means,
    /// Standard deviation against step.
    Stds,
    /// Share of every spike.
    Shares,
    /// Irreducible and excess loss against the level.
    LossByLevel,
    /// Error of every sampler against its evaluations of the denoiser.
    WorkPrecision,
    /// Whether the network remembers its training points.
    Memorisation(MemorisationChart),
}

impl Chart {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Loss,
        Self::Levels,
        Self::Distance,
        Self::Means,
        Self::Stds,
        Self::Shares,
        Self::LossByLevel,
        Self::WorkPrecision,
        Self::Memorisation(MemorisationChart::Copies),
        Self::Memorisation(MemorisationChart::HeldOut),
        Self::Memorisation(MemorisationChart::HeldOutLevels),
        Self::Memorisation(MemorisationChart::ScoreGap),
    ];

    /// Its name in the page.
    pub fn key(self) -> &'static str {
        match self {
            Self::Loss => "loss",
            Self::Levels => "levels",
            Self::Distance => "distance",
            Self::Means => "means",
            Self::Stds => "stds",
            Self::Shares => "shares",
            Self::LossByLevel => "floor",
            Self::WorkPrecision => "race",
            Self::Memorisation(chart) => chart.key(),
        }
    }

    /// Whether the chart says anything of these data.
    pub fn applies(self, app: &App) -> bool {
        let mixture = app.exact().mixture();
        match self {
            Self::Distance => mixture.dim() == 2,
            Self::Shares => mixture.has_spikes() && mixture.components().len() > 1,
            Self::Loss | Self::Levels | Self::Means | Self::Stds => true,
            Self::LossByLevel => !level_losses(app).is_empty(),
            Self::WorkPrecision => !sampler_curves(app).is_empty(),
            Self::Memorisation(chart) => chart.applies(app.results()),
        }
    }

    /// The chart as shapes, in a space of this width and height in CSS pixels.
    pub fn shapes(self, app: &App, size: [f32; 2]) -> Vec<Shape> {
        match self {
            Self::Loss => loss(app, size),
            Self::Levels => levels(app, size),
            Self::Distance => distance(app, size),
            Self::Means => moments(app, size, Scale::Linear, |m| m.mean, diffusion::Mixture::mean),
            Self::Stds => moments(app, size, Scale::Log10, |m| m.std, diffusion::Mixture::std),
            Self::Shares => shares(app, size),
            Self::LossByLevel => loss_by_level(app, size),
            Self::WorkPrecision => work_precision(app, size),
            Self::Memorisation(chart) => chart.shapes(app, size),
        }
    }

    /// The chart in words.
    pub fn summary(self, app: &App) -> String {
        let end = app.learned().figures().last().filter(|_| app.learned_is_current());
        let ending = |figure: &dyn Fn(&CloudStatistics) -> String| end.map_or("nothing learned yet".to_owned(), figure);
        let each = |figure: &dyn Fn(&Moments) -> f64, end: &CloudStatistics| {
            end.moments.iter().map(|m| three_digits(figure(m))).collect::<Vec<_>>().join(" and ")
        };
        match self {
            Self::Loss => {
                let so_far = format!("Loss against iteration: {} after {} iterations.", app.loss_text(), app.step());
                let inside_since =
                    app.verdict().and_then(|verdict| verdict.inside_since).map_or(String::new(), |step| {
                        format!(" The samples cannot be told from perfect ones since iteration {step}.")
                    });
                let shown = app.shown_snapshot();
                let shown = shown.map_or(String::new(), |step| format!(" The picture shows iteration {step}."));
                let ghost = if ghost(app).is_some() { " Behind it is that of the other run." } else { "" };
                let seeds = app.repeats().of(&app.settings().config).map_or(0, |repeat| repeat.results().count());
                let seeds = if seeds > 0 { format!(" A band is that of {seeds} seeds.") } else { String::new() };
                [so_far, inside_since, shown, ghost.to_owned(), seeds].concat()
            }
            Self::Levels => {
                let levels = app.exact().levels();
                let sigmas = levels.iter().map(|level| level.sigma).filter(|sigma| *sigma > 0.0);
                let least = three_digits(sigmas.fold(f64::INFINITY, f64::min));
                let (steps, most) = (levels.len() - 1, three_digits(levels[0].sigma));
                let end = if levels[steps].sigma == 0.0 { " and then none" } else { ", where sampling ends" };
                let learned = steps.saturating_sub(app.learned_from());
                let so_far = if learned < steps { format!(" {learned} of them are learned.") } else { String::new() };
                format!("Noise at each of {steps} steps, falling from {most} to {least}{end}.{so_far}")
            }
            Self::Distance => {
                let words = ending(&|end| format!("learned ends at {}", three_digits(end.avg_sq_distance)));
                format!("Average squared distance to the nearest centre at every level: {words}.")
            }
            Self::Means => {
                format!(
                    "Mean of the samples at every level: {}.",
                    ending(&|end| format!("learned ends at {}", each(&|m| m.mean, end)))
                )
            }
            Self::Stds => {
                format!(
                    "Standard deviation at every level: {}.",
                    ending(&|end| format!("learned ends at {}", each(&|m| m.std, end)))
                )
            }
            Self::Shares => {
                let percent = |end: &CloudStatistics| {
                    end.shares.iter().map(|s| format!("{:.0} %", s * 100.0)).collect::<Vec<_>>().join(", ")
                };
                format!("Share of the samples at each spike: {}.", ending(&percent))
            }
            Self::LossByLevel => "Irreducible and excess loss at every level; the table has the numbers.".to_owned(),
            Self::WorkPrecision => {
                "Error of the samplers against their evaluations; the table has the numbers.".to_owned()
            }
            Self::Memorisation(chart) => chart.summary().to_owned(),
        }
    }
}

/// The losses of the run beside the page's own, or else of the pinned one, where the page shows another.
fn ghost(app: &App) -> Option<&LossCurve> {
    let pinned = app.runs().pinned().filter(|known| Some(known.record.id) != app.runs().current());
    app.compared().map(App::losses).or_else(|| pinned.map(|known| known.record.run.losses()))
}

fn loss(app: &App, size: [f32; 2]) -> Vec<Shape> {
    let (means, band) = (app.losses().means(), app.losses().band());
    let pinned = ghost(app);
    let ghost = pinned.map_or(vec![], LossCurve::means);
    let longest = pinned.map_or(0, LossCurve::iterations);
    let ghost_name = if app.compared().is_some() { "beside" } else { "pinned" };
    let total = app.settings().config.total_iterations().max(longest) as f64;
    let (median, range) = app.repeats().of(&app.settings().config).map(Repeat::losses).unwrap_or_default();
    let has_seeds = !median.is_empty();
    // One band is enough: that of the seeds says more.
    let band = if has_seeds { vec![] } else { band };
    let inside_since = app.verdict().and_then(|verdict| verdict.inside_since);
    let gone_back = app.training_time().iteration().map(|step| Marker { at: step as f64, role: Role::Learned });
    let chart = LineChart {
        size,
        x: AxisSpec { title: "iteration", extent: Extent::Fixed([0.0, total]), ..AxisSpec::default() },
        y: AxisSpec { scale: Scale::Log10, ..AxisSpec::default() },
        series: vec![
            Series::new(Role::Muted, if has_seeds { "seeds" } else { "" }, &median).faint().with_band(&range),
            Series::new(Role::Muted, if pinned.is_some() { ghost_name } else { "" }, &ghost).faint(),
            Series::new(Role::Learned, "this run", &means).with_band(&band),
        ],
        markers: inside_since.map(|step| Marker::here(step as f64)).into_iter().chain(gone_back).collect(),
        legend: pinned.is_some() || has_seeds,
        empty: if app.step() > 0 && app.losses().is_unknown() {
            "its losses are not known"
        } else {
            "waiting for the first iterations"
        },
    };
    chart.shapes()
}

/// A tick for every noise level on a logarithmic line, the largest on the left; the one passed last is tall.
fn levels(app: &App, [width, height]: [f32; 2]) -> Vec<Shape> {
    let sigmas: Vec<f64> = app.exact().levels().iter().map(|level| level.sigma).filter(|sigma| *sigma > 0.0).collect();
    let (most, least) = (sigmas[0], sigmas[sigmas.len() - 1]);
    let axis = Axis::new(Scale::Log10, [most * 1.2, least / 1.2], [4.0, width - 4.0]);
    let (base, learned_from) = (height - 20.0, app.learned_from());
    let mut shapes = vec![Shape::segment([0.0, base], [width, base], Stroke::HAIRLINE)];
    for (state, sigma) in sigmas.iter().enumerate() {
        let (x, passed) = (axis.canvas_from_data(*sigma), state == app.timeline().state());
        let (top, line) = if passed { (4.0, 2.5) } else { (0.45 * base, 1.0) };
        // A level whose network has not been trained yet is a short, pale tick.
        let (top, role) = if state >= learned_from { (top, Role::Ink) } else { (0.75 * base, Role::Muted) };
        shapes.push(Shape::segment([x, top], [x, base], Stroke { dash: Dash::Solid, ..Stroke::new(role, line) }));
    }
    for tick in plot::ticks::ticks(&axis, 4) {
        let (x, anchor) = (axis.canvas_from_data(tick.value), Anchor::Middle);
        let half = text_width(&tick.label, LEVEL_WORDS) / 2.0;
        let at = [x.max(half).min(width - half), height - 4.0];
        let (words, role) = (tick.label, Role::Muted);
        shapes.push(Shape::Text(Text { at, words, role, size: LEVEL_WORDS, anchor, baseline: Baseline::Bottom }));
    }
    shapes
}

/// The size of the words under the levels, in CSS pixels.
const LEVEL_WORDS: f32 = 11.0;

fn distance(app: &App, size: [f32; 2]) -> Vec<Shape> {
    let figure = |figures: &CloudStatistics| figures.avg_sq_distance;
    let (exact, learned) = (column(app.exact().figures(), figure), column(learned(app), figure));
    let last = app.timeline().last();
    let expected = app.exact().mixture().expected_sq_distance();
    let data = [[0.0, expected], [last, expected]];
    let chart = LineChart {
        size,
        x: step_axis(app),
        y: AxisSpec { scale: Scale::Log10, ..AxisSpec::default() },
        series: vec![
            Series::new(Role::Data, "", &data),
            Series::new(Role::Exact, "", &exact),
            Series::new(Role::Learned, "", &learned),
        ],
        markers: here(app),
        empty: "waiting for the first samples",
        ..LineChart::default()
    };
    chart.shapes()
}

/// A moment of every coordinate against the step, beside that of the data: the original programs' "Denoising process".
fn moments(
    app: &App,
    size: [f32; 2],
    scale: Scale,
    moment: fn(&Moments) -> f64,
    truth: fn(&diffusion::Mixture, usize) -> f64,
) -> Vec<Shape> {
    let mixture = app.exact().mixture();
    let noised: Vec<_> = app.exact().levels().iter().map(|level| mixture.noised(*level)).collect();
    let axes = 0..mixture.dim();
    let mut curves: Vec<(Role, Vec<[f64; 2]>)> = Vec::new();
    for axis in axes {
        let data: Vec<f64> = noised.iter().map(|mixture| truth(mixture, axis)).collect();
        curves.push((Role::Data, by_state(&data)));
        curves.push((Role::Exact, column(app.exact().figures(), |f| moment(&f.moments[axis]))));
        curves.push((Role::Learned, column(learned(app), |f| moment(&f.moments[axis]))));
    }
    let series = curves.iter().map(|(role, points)| Series::new(*role, "", points));
    let chart = LineChart {
        size,
        x: step_axis(app),
        y: AxisSpec { scale, ..AxisSpec::default() },
        series: series.collect(),
        markers: here(app),
        empty: "waiting for the first samples",
        ..LineChart::default()
    };
    chart.shapes()
}

fn shares(app: &App, size: [f32; 2]) -> Vec<Shape> {
    let (components, dim) = (app.exact().mixture().components(), app.exact().mixture().dim());
    let place =
        |c: &Component| if dim == 1 { format!("{}", c.mean[0]) } else { format!("({}, {})", c.mean[0], c.mean[1]) };
    let names: Vec<String> = components.iter().map(place).collect();
    let categories: Vec<&str> = names.iter().map(String::as_str).collect();
    let end = |figures: &[CloudStatistics]| figures.last().map_or(vec![], |f| f.shares.clone());
    let learned = end(learned(app));
    let data: Vec<f64> = components.iter().map(|c| c.weight).collect();
    let (weight, equal) = (data[0], data.iter().all(|weight| (weight - data[0]).abs() < 1e-9));
    // Where a perfect sampler's share lies in 99.7 of 100 draws.
    let chance = 3.0 * (weight * (1.0 - weight) / app.settings().config.samples as f64).sqrt();
    let reference = Reference { role: Role::Data, value: weight, band: [weight - chance, weight + chance] };
    let of_learned = Bars { role: Role::Learned, values: &learned };
    let chart = BarChart {
        size,
        categories: &categories,
        bars: if equal { vec![of_learned] } else { vec![Bars { role: Role::Data, values: &data }, of_learned] },
        reference: equal.then_some(reference),
        empty: "waiting for the first samples",
    };
    chart.shapes()
}

/// What no network can avoid beside what this one could have.
fn loss_by_level(app: &App, size: [f32; 2]) -> Vec<Shape> {
    let line = |part: fn(&LevelLoss) -> f64| -> Vec<[f64; 2]> {
        level_losses(app).iter().map(|level| [level.sigma, part(level)]).collect()
    };
    let (irreducible, excess) = (line(|level| level.irreducible), line(|level| level.excess));
    let series =
        vec![Series::new(Role::Exact, "irreducible", &irreducible), Series::new(Role::Learned, "excess", &excess)];
    logarithmic("σ", series, size)
}

/// Every sampler as a faint line, and the one that is chosen over them.
fn work_precision(app: &App, size: [f32; 2]) -> Vec<Shape> {
    let chosen = app.settings().config.method.sampler();
    let line = |curve: &SamplerCurve| -> Vec<[f64; 2]> {
        curve.points.iter().map(|point| [point.evaluations as f64, point.error]).collect()
    };
    let (own, others): (Vec<_>, Vec<_>) = sampler_curves(app).iter().partition(|curve| curve.sampler == chosen);
    let [own, others] = [own, others].map(|curves| curves.into_iter().map(line).collect::<Vec<_>>());
    let others = others.iter().map(|points| Series::new(Role::Muted, "", points).faint());
    let own = own.iter().map(|points| Series::new(Role::Exact, "this sampler", points).with_dots());
    logarithmic("evaluations", others.chain(own).collect(), size)
}

fn logarithmic(title: &str, series: Vec<Series>, size: [f32; 2]) -> Vec<Shape> {
    let axis = |title| AxisSpec { title, scale: Scale::Log10, ..AxisSpec::default() };
    let chart = LineChart { size, x: axis(title), y: axis(""), series, legend: true, ..LineChart::default() };
    chart.shapes()
}

fn level_losses(app: &App) -> &[LevelLoss] {
    match app.results().get(ResultKind::Loss).map(|known| &known.result) {
        Some(RunResult::Loss(Ok(levels))) => levels,
        _ => &[],
    }
}

fn sampler_curves(app: &App) -> &[SamplerCurve] {
    match app.results().get(ResultKind::WorkPrecision).map(|known| &known.result) {
        Some(RunResult::WorkPrecision(Ok(result))) => &result.curves,
        _ => &[],
    }
}

/// The figures of the learned cloud, while they belong to what the controls say.
fn learned(app: &App) -> &[CloudStatistics] {
    if app.learned_is_current() { app.learned().figures() } else { &[] }
}

fn step_axis(app: &App) -> AxisSpec<'static> {
    AxisSpec { title: "step", extent: Extent::Fixed([0.0, app.timeline().last()]), ..AxisSpec::default() }
}

fn here(app: &App) -> Vec<Marker> {
    vec![Marker::here(app.timeline().state() as f64)]
}

fn column(figures: &[CloudStatistics], figure: impl Fn(&CloudStatistics) -> f64) -> Vec<[f64; 2]> {
    by_state(&figures.iter().map(figure).collect::<Vec<_>>())
}

fn by_state(values: &[f64]) -> Vec<[f64; 2]> {
    values.iter().enumerate().map(|(state, value)| [state as f64, *value]).collect()
}
