//! Holding a run against the exact answer, in the time that training leaves: one small piece after the other.
//!
//! A fixed set of points is carried from the run's own start, whatever the page shows. Nothing here draws from a stream
//! that training reads, so a run has the same weights with a study beside it and without.

use std::collections::VecDeque;
use std::rc::Rc;

use diffusion::budget::{self, Budget, Segments};
use diffusion::config::Loss;
use diffusion::metric::{Band, Metric, Yardstick};
use diffusion::objective::Frozen;
use diffusion::race::{Race, slope};
use diffusion::sampler::{Options, Way};
use diffusion::schedule::Continuous;
use diffusion::{Config, Dataset, Method, Mixture, Rng, Sampler, Schedule, Stream, Weighting};
use training::{Learned, TrainingError};

use crate::session::Post;
use messages::study::figure_text;
use messages::study::{Line, Row, Sheet, Table, mark};
use messages::{Event, RunId};

/// Points of the fixed set, in pairs for the budget.
const POINTS: usize = 1000;

/// The draw of the fixed set, which no page can ask for.
const DRAW: u32 = u32::MAX;

/// Perfect samples that the bands are made of.
const PERFECT: u32 = 20;

/// Rows of the loss table.
const SHOWN_LEVELS: usize = 8;

/// Between two studies of a run that still trains, in milliseconds.
const EVERY_MS: f64 = 2_000.0;

/// How often the denoiser may be asked in the race.
const EVALUATIONS: [usize; 4] = [8, 16, 32, 64];

/// Points of the race, and of one on many components.
const RACERS: [usize; 2] = [400, 100];

/// A piece of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Task {
    /// One more perfect sample.
    Perfect(u32),
    Metrics,
    /// One more level of the loss.
    Loss(usize),
    BudgetExact,
    BudgetLearned,
    /// One more sampler of the race.
    Race(usize),
}

/// A run as it is studied.
#[derive(Clone)]
pub struct Subject {
    /// Which run.
    pub run: RunId,
    /// Its configuration.
    pub config: Config,
    /// What it has learned.
    pub learned: Rc<Learned>,
    /// The iteration of that.
    pub step: usize,
    /// Whether training stands still.
    pub rests: bool,
}

/// What belongs to a data set.
struct Ruler {
    dataset: Dataset,
    law: Mixture,
    yardstick: Yardstick,
    perfect: Vec<Vec<(Metric, f64)>>,
}

/// What is known so far, and what is still to be done.
#[derive(Default)]
pub struct Study {
    tasks: VecDeque<Task>,
    subject: Option<Subject>,
    ruler: Option<Ruler>,
    levels: Vec<[f64; 3]>,
    exact: Option<(Config, budget::Exact)>,
    racing: Option<Race>,
    race: (Vec<Row>, Vec<Line>),
    raced: Option<(Dataset, Continuous)>,
    /// The configuration that a control is being dragged through.
    considered: Option<Config>,
    next: f64,
}

impl Study {
    /// A control is being dragged: what can be said of this configuration without a network comes next.
    pub fn consider(&mut self, config: Config) {
        self.considered = Some(config);
    }

    /// Whether this run has something new to be studied at this time.
    pub fn wants(&self, run: RunId, step: usize, rests: bool, config: &Config, now: f64) -> bool {
        let known = self.subject.as_ref();
        let same = known.is_some_and(|it| (it.run, it.step, it.rests) == (run, step, rests) && it.config == *config);
        let other = known.is_none_or(|it| it.run != run);
        !same && (rests || other || now >= self.next && self.tasks.is_empty())
    }

    /// Begins to study a run; what was begun of another is left.
    pub fn begin(&mut self, subject: Subject, now: f64) {
        self.next = now + EVERY_MS;
        self.levels.clear();
        let config = &subject.config;
        let fresh = self.ruler.as_ref().is_none_or(|ruler| ruler.dataset != config.dataset);
        let perfect = if fresh { 0 } else { self.ruler.as_ref().map_or(0, |ruler| ruler.perfect.len() as u32) };
        let levels = if config.loss == Loss::Norm { 1 } else { config.method.grid().len() };
        let races = if subject.rests && self.raced != race_of(config) { Sampler::ALL.len() } else { 0 };
        self.tasks = (perfect..PERFECT).map(Task::Perfect).collect();
        self.tasks.push_front(Task::BudgetExact);
        self.tasks.push_back(Task::Metrics);
        self.tasks.extend((0..levels).map(Task::Loss));
        self.tasks.push_back(Task::BudgetLearned);
        self.tasks.extend((0..races).map(Task::Race));
        self.subject = Some(subject);
    }

    /// Says, beside this run, what a control is being dragged to; false when none is. Where it was dragged back to what
    /// the run is, the network's part of the budget comes next.
    pub fn answer(&mut self, run: RunId, post: Post) -> bool {
        let Some(config) = self.considered.take() else { return false };
        let sheet = self.exact_budget(&config).map_or_else(no_budget, |exact| budget_sheet(exact, None));
        post(&Event::Study { run, sheet }, &[]);
        if self.subject.as_ref().is_some_and(|it| it.run == run && it.config == config) {
            self.tasks.push_front(Task::BudgetLearned);
        }
        true
    }

    /// One piece of work; false when there is none.
    pub fn turn(&mut self, post: Post) -> bool {
        let (Some(task), Some(subject)) = (self.tasks.pop_front(), self.subject.clone()) else { return false };
        // A network that cannot answer any more has been reported by the run itself.
        if let Ok(Some(sheet)) = self.perform(task, &subject) {
            post(&Event::Study { run: subject.run, sheet }, &[]);
        }
        true
    }

    fn perform(&mut self, task: Task, subject: &Subject) -> Result<Option<Sheet>, TrainingError> {
        let config = &subject.config;
        Ok(match task {
            Task::Perfect(draw) => {
                let ruler = self.ruler(&config.dataset);
                let scores = ruler.yardstick.perfect(draw);
                ruler.perfect.push(scores);
                None
            }
            Task::Metrics => Some(self.metrics(subject)?),
            Task::Loss(level) => self.loss(subject, level)?,
            Task::BudgetExact => {
                let exact = self.exact_budget(config);
                Some(exact.map_or_else(no_budget, |exact| budget_sheet(exact, None)))
            }
            Task::BudgetLearned => self.learned_budget(subject)?,
            Task::Race(sampler) => self.race(config, sampler),
        })
    }

    /// The ruler of a data set, the one that there is or another.
    fn ruler(&mut self, dataset: &Dataset) -> &mut Ruler {
        if self.ruler.as_ref().is_some_and(|ruler| ruler.dataset != *dataset) {
            self.ruler = None;
        }
        self.ruler.get_or_insert_with(|| {
            let law = dataset.mixture();
            Ruler { dataset: dataset.clone(), yardstick: Yardstick::new(&law, POINTS), law, perfect: Vec::new() }
        })
    }

    fn metrics(&mut self, subject: &Subject) -> Result<Sheet, TrainingError> {
        let config = Config { draw: DRAW, samples: POINTS, ..subject.config.clone() };
        let states = subject.learned.states(&config)?;
        let end: Vec<f64> = states.last().map_or(vec![], |end| end.iter().map(|x| f64::from(*x)).collect());
        let ruler = self.ruler(&config.dataset);
        let scores = ruler.yardstick.scores(&end).into_iter().enumerate();
        let rows = scores.map(|(i, (metric, score))| {
            let band = Band::of(ruler.perfect.iter().map(|scores| scores[i].1).collect());
            metric_row(metric, score, band)
        });
        Ok(Sheet::new(Table::Metrics, rows.collect(), ""))
    }

    /// Floor and excess of one level more; the table, once all levels are known.
    fn loss(&mut self, subject: &Subject, level: usize) -> Result<Option<Sheet>, TrainingError> {
        let config = &subject.config;
        if config.loss == Loss::Norm {
            let note = "This recipe makes the 2-norm of a whole batch small: it does not split into floor and excess.";
            return Ok(Some(Sheet::new(Table::Loss, vec![], note)));
        }
        let (grid, law) = (config.method.grid(), config.dataset.mixture());
        let (at, taught) = (grid.levels()[level], config.method.target().at(&grid, level));
        let frozen = Frozen::new(&law, POINTS / 2, &mut Rng::new(config.seed, Stream::Data { draw: DRAW })).at(at);
        let mut outputs = vec![0.0; frozen.points().len()];
        subject.learned.ask(frozen.points(), (level, at), &mut outputs)?;
        let weight = match &config.method {
            Method::Continuous(continuum) => continuum.weighting.at(at, taught, law.overall_std()),
            Method::Naive(_) | Method::Ddpm { .. } => config.rows(&law) as f64 * Weighting::Uniform.at(at, taught, 1.0),
        };
        self.levels.push([at.sigma, frozen.floor(weight, taught), frozen.excess(weight, taught, &outputs)]);
        Ok((level + 1 == grid.len()).then(|| loss_sheet(&self.levels)))
    }

    /// What can be said of a run without its network; none for the seed's own walks.
    fn exact_budget(&mut self, config: &Config) -> Option<budget::Exact> {
        if let Some((_, exact)) = self.exact.as_ref().filter(|(known, _)| known == config) {
            return Some(*exact);
        }
        let exact = self.budget(config)?.exact();
        self.exact = Some((config.clone(), exact));
        Some(exact)
    }

    fn budget(&mut self, config: &Config) -> Option<Budget> {
        let ruler = self.ruler(&config.dataset);
        match config.method.way(&ruler.law) {
            Way::Course(course, start) => {
                Some(Budget::new(&ruler.law, course, &start, ruler.yardstick.sliced(), config.seed))
            }
            Way::Plan(_) => None,
        }
    }

    fn learned_budget(&mut self, subject: &Subject) -> Result<Option<Sheet>, TrainingError> {
        let config = &subject.config;
        let (Some(exact), Some(budget)) = (self.exact_budget(config), self.budget(config)) else { return Ok(None) };
        let learned = budget.learned(subject.learned.as_ref())?;
        Ok(Some(budget_sheet(exact, Some(learned))))
    }

    /// One sampler more; the table as far as it is known.
    fn race(&mut self, config: &Config, sampler: usize) -> Option<Sheet> {
        let (dataset, schedule) = race_of(config)?;
        if sampler == 0 {
            let law = dataset.mixture();
            let racers = RACERS[usize::from(law.components().len() > 16)];
            self.racing = Some(Race::new(&law, schedule, Options::default(), racers, 0));
            self.race = Default::default();
        }
        let (rows, line) = race_rows(self.racing.as_ref()?, Sampler::ALL[sampler]);
        self.race.0.extend(rows);
        self.race.1.push(line);
        if sampler + 1 == Sampler::ALL.len() {
            self.raced = Some((dataset, schedule));
        }
        let (rows, lines) = self.race.clone();
        Some(Sheet { lines, ..Sheet::new(Table::Race, rows, "") })
    }
}

fn metric_row(metric: Metric, score: f64, band: Band) -> Row {
    let (low, high) = (figure_text(Some(band.low)), figure_text(Some(band.high)));
    Row {
        marks: vec![],
        figure_marks: vec![
            mark("data-metric", metric.key()),
            mark("data-band-low", low.clone()),
            mark("data-band-high", high.clone()),
        ],
        cells: vec![metric.label().to_owned(), figure_text(Some(score)), format!("{low} to {high}")],
    }
}

/// The means over all levels, then a few of the levels.
fn loss_sheet(levels: &[[f64; 3]]) -> Sheet {
    let mean = |column: usize| levels.iter().map(|level| level[column]).sum::<f64>() / levels.len() as f64;
    let total = |name: &str, key: &str, column: usize| Row {
        marks: vec![],
        figure_marks: vec![mark("data-metric", key)],
        cells: vec![name.to_owned(), figure_text(Some(mean(column)))],
    };
    let stride = levels.len().div_ceil(SHOWN_LEVELS);
    let some = levels.iter().step_by(stride).map(|[sigma, floor, excess]| Row {
        cells: vec![
            format!("σ = {}", plot::three_digits(*sigma)),
            figure_text(Some(*floor)),
            figure_text(Some(*excess)),
        ],
        ..Row::default()
    });
    let means = [total("floor, on average", "loss_floor", 1), total("excess, on average", "loss_excess", 2)];
    let line = |key: &str, column: usize| -> Line {
        (key.to_owned(), levels.iter().map(|level| [level[0], level[column]]).collect())
    };
    let lines = vec![line("floor", 1), line("excess", 2)];
    Sheet { lines, ..Sheet::new(Table::Loss, means.into_iter().chain(some).collect(), "") }
}

fn budget_sheet(exact: budget::Exact, learned: Option<budget::Learned>) -> Sheet {
    let segments = Segments::new(exact, learned);
    let row = |name: &str, key: &str, value: Option<f64>| Row {
        marks: vec![],
        figure_marks: std::iter::once(mark("data-metric", key))
            .chain(value.is_none().then(|| mark("data-stale", "")))
            .collect(),
        cells: vec![name.to_owned(), figure_text(value)],
    };
    let note = if learned.is_some() { "" } else { "Model and prior wait for a network that was trained on this." };
    let rows = vec![
        row("sampling", "budget_sampling", Some(segments.sampling)),
        row("truncation", "budget_truncation", Some(segments.truncation)),
        row("steps", "budget_steps", Some(segments.steps)),
        row("model", "budget_model", segments.model),
        row("prior", "budget_prior", segments.prior),
        row("together", "budget_total", learned.map(|_| segments.total())),
    ];
    Sheet::new(Table::Budget, rows, note)
}

fn no_budget() -> Sheet {
    let note = "The seed's own walk follows no flow that its error could be split along: choose another sampler.";
    Sheet::new(Table::Budget, vec![], note)
}

/// What a race runs on: the configuration's own range of noise; none where every β is listed.
fn race_of(config: &Config) -> Option<(Dataset, Continuous)> {
    let schedule = match &config.method {
        Method::Continuous(continuum) => *continuum.schedule(),
        Method::Naive(_) | Method::Ddpm { .. } => {
            let karras = config.method.karras()?;
            Continuous::new(Schedule::Karras, karras.sigma_min(), karras.sigma_max(), karras.rho()).ok()?
        }
    };
    Some((config.dataset.clone(), schedule))
}

fn race_rows(race: &Race, sampler: Sampler) -> (Vec<Row>, Line) {
    let found: Vec<diffusion::race::Row> = race.rows(sampler, &EVALUATIONS).collect();
    let slope = figure_text(slope(&found));
    let row = |row: &diffusion::race::Row| {
        let (evaluations, error) = (row.evaluations.to_string(), figure_text(Some(row.error)));
        Row {
            marks: vec![
                mark("data-sampler", sampler.key()),
                mark("data-evaluations", evaluations.clone()),
                mark("data-error", error.clone()),
                mark("data-slope", slope.clone()),
            ],
            figure_marks: vec![],
            cells: vec![sampler.label().to_owned(), evaluations, error, slope.clone()],
        }
    };
    let line = found.iter().map(|row| [row.evaluations as f64, row.error]).collect();
    (found.iter().map(row).collect(), (sampler.key().to_owned(), line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::session::{Rest, Session};
    use diffusion::Recipe;
    use messages::{Command, Pace};
    use page::settings::Settings;

    /// All that a session says of a run until it has nothing left to do.
    fn studied(config: Config, studies: bool) -> (Vec<Sheet>, String) {
        let mut session = if studies { Session::default().with_study() } else { Session::default() };
        let (mut sheets, mut weights) = (Vec::new(), String::new());
        let mut post = |event: &Event, _: &[f32]| match event {
            Event::Study { sheet, .. } => sheets.push(sheet.clone()),
            Event::Resting { weights: hash, .. } => weights.clone_from(hash),
            _ => {}
        };
        session.handle(
            Command::Start { run: RunId(1), config: Box::new(config), pace: Pace::Max, train: true },
            0.0,
            &mut post,
        );
        let clock = std::cell::Cell::new(0.0);
        let tick = || {
            clock.set(clock.get() + 0.01);
            clock.get()
        };
        while session.work(&tick, 8.0, &mut post) != Rest::UntilCommanded {}
        (sheets, weights)
    }

    fn continuous() -> Config {
        Config { iterations: 300, samples: 50, ..Recipe::SimpleMultimodal.config().on_continuum() }
    }

    fn last(sheets: &[Sheet], table: Table) -> &Sheet {
        sheets.iter().rfind(|sheet| sheet.table == table).expect("the table is filled")
    }

    fn figure(sheet: &Sheet, metric: &str) -> f64 {
        let named = |row: &&Row| row.figure_marks.iter().any(|(name, key)| name == "data-metric" && key == metric);
        sheet.rows.iter().find(named).expect(metric).cells[1].parse().expect("a number")
    }

    #[test]
    fn a_study_changes_no_bit_of_the_weights() {
        assert_eq!(studied(continuous(), true).1, studied(continuous(), false).1);
    }

    #[test]
    fn every_table_is_filled_once_training_rests() {
        let (sheets, _) = studied(continuous(), true);
        let budget = last(&sheets, Table::Budget);
        let parts = ["sampling", "truncation", "steps", "model", "prior"];
        let sum: f64 = parts.map(|part| figure(budget, &format!("budget_{part}"))).iter().sum();
        assert!((sum - figure(budget, "budget_total")).abs() < 0.02, "{budget:?}");
        let race = last(&sheets, Table::Race);
        for sampler in Sampler::ALL {
            let of = |row: &&Row| row.marks.contains(&mark("data-sampler", sampler.key()));
            assert!(race.rows.iter().any(|row| of(&row)) || sampler == Sampler::Langevin, "{sampler:?}");
        }
        let loss = last(&sheets, Table::Loss);
        assert!(figure(loss, "loss_floor") > 0.0 && figure(loss, "loss_excess") > 0.0);
        let metrics = last(&sheets, Table::Metrics);
        assert_eq!(metrics.rows.len(), 5);
        assert!(figure(metrics, "sliced_w1") > figure(metrics, "energy").min(0.0));
    }

    /// catches: the network's own start for the true one, the exact denoiser for the learned
    #[test]
    fn a_walk_from_too_little_noise_is_the_priors_fault() {
        let mut settings = Settings { config: continuous(), ..Settings::default() };
        settings.config.iterations = 2_000;
        page::controls::control("sigma_max").expect("a control").apply_text(&mut settings, "0.2");
        let (sheets, _) = studied(settings.config, true);
        let budget = last(&sheets, Table::Budget);
        let prior = figure(budget, "budget_prior");
        for part in ["sampling", "truncation", "steps", "model"] {
            assert!(prior > figure(budget, &format!("budget_{part}")), "{budget:?}");
        }
    }

    #[test]
    fn what_has_no_meaning_says_why() {
        let seed = Config { iterations: 50, samples: 50, ..Recipe::SimpleMultimodal.config() };
        let (sheets, _) = studied(seed, true);
        assert!(last(&sheets, Table::Budget).note.contains("another sampler"));
        assert!(figure(last(&sheets, Table::Loss), "loss_floor") > 0.0);
        let norm = Config { iterations: 50, samples: 50, ..Recipe::SingleDdpm.config() };
        assert!(last(&studied(norm, true).0, Table::Loss).note.contains("2-norm"));
    }

    /// What is dragged is answered before anything else, the newest only.
    #[test]
    fn a_drag_is_answered_at_once_by_the_newest() {
        let mut session = Session::default().with_study();
        let mut sheets = Vec::new();
        let mut post = |event: &Event, _: &[f32]| {
            if let Event::Study { sheet, .. } = event {
                sheets.push(sheet.clone());
            }
        };
        let start =
            Command::Start { run: RunId(1), config: Box::new(continuous()), pace: Pace::Seconds(100), train: false };
        session.handle(start, 0.0, &mut post);
        while session.work(&|| 0.0, 0.0, &mut post) != Rest::UntilCommanded {}
        let seed = Recipe::SimpleMultimodal.config();
        session.handle(Command::Consider(Box::new(seed)), 1.0, &mut post);
        session.handle(Command::Consider(Box::new(continuous())), 2.0, &mut post);
        while session.work(&|| 3.0, 0.0, &mut post) != Rest::UntilCommanded {}
        let budget = sheets.last().expect("an answer");
        assert_eq!((budget.table, figure(budget, "budget_sampling") > 0.0), (Table::Budget, true));
        assert!(figure(budget, "budget_model").is_finite(), "dragged back, the network's part follows");
    }

    /// catches: an answer that waits for training to rest, or that speaks for a run that is gone
    #[test]
    fn a_drag_is_answered_while_a_run_trains_at_full_speed() {
        let mut session = Session::default().with_study();
        let mut answers = Vec::new();
        let mut post = |event: &Event, _: &[f32]| {
            if let Event::Study { run, sheet } = event {
                answers.push((*run, sheet.clone()));
            }
        };
        for run in [1, 2] {
            let config = Config { iterations: 100_000, ..continuous() };
            session.handle(
                Command::Start { run: RunId(run), config: Box::new(config), pace: Pace::Max, train: true },
                0.0,
                &mut post,
            );
        }
        let mut dragged = Settings { config: continuous(), ..Settings::default() };
        page::controls::control("sigma_max").expect("a control").apply_text(&mut dragged, "0.2");
        session.handle(Command::Consider(Box::new(dragged.config)), 1.0, &mut post);
        session.work(&|| 2.0, 0.0, &mut post);
        let [(run, budget)] = &answers[..] else { panic!("one answer: {answers:?}") };
        assert_eq!((*run, budget.table), (RunId(2), Table::Budget));
        assert!(budget.rows[3].figure_marks.contains(&mark("data-stale", "")), "{budget:?}");
    }
}
