//! How often the samples of a trained method cannot be told from perfect ones, for every data set; prints a table.
//!
//! `cargo run --release -p tests --example quality -- --help`

use std::time::Instant;

use diffusion::evaluation::{FALSE_ALARMS, MetricScore, MetricSuite, PerfectScores, ReferenceInterval};
use diffusion::sampler::CloudSampling;
use diffusion::{Config, Dataset, Denoiser, Mixture};
use lexopt::prelude::*;
use page::link;
use training::TrainedModel;

const HELP: &str = "\
Trains a method with several seeds on every data set, and prints for each in how many runs every metric of a
thousand samples lies in the interval of perfect ones, beside how many perfect samples do, and how many of the exact
denoiser's from the same starts.

    --link FRAGMENT    choices, as in a link of the page: method=edm&iterations=8000; may be given several times;
                       the three standard methods if left out
    --data KEY         a data set; may be given several times; all of them if left out
    --seeds N          runs for each (20)
    --first-seed N     the seed of the first run (1000)
    --clouds N         sets of samples of each run (1)
";

type Failure = Box<dyn std::error::Error>;

/// Points of a set of samples, as on the page.
const POINTS: usize = 1000;

/// Perfect samples that intervals are made of, as on the page at rest, and fresh ones held against them.
const PERFECT: usize = 199;
const FRESH: u32 = 400;

/// What is asked for.
struct Request {
    links: Vec<String>,
    datasets: Vec<String>,
    seeds: u32,
    first_seed: u32,
    clouds: u32,
}

/// A share of sets of samples.
#[derive(Default)]
struct Tally {
    sets: u32,
    /// Every metric in its interval.
    every_metric: u32,
    /// Not told from perfect by all metrics together.
    together: u32,
}

/// Runs of one configuration.
#[derive(Default)]
struct Runs {
    tally: Tally,
    /// By which metrics sets were outside.
    outside: Vec<u32>,
    seconds: f64,
    /// Sets that there would be, if every run was trained: one that fails has none inside.
    begun: u32,
}

/// A data set, its metrics, and what perfect samples score.
struct MetricReference {
    data: Mixture,
    suite: MetricSuite,
    perfect: PerfectScores,
    intervals: Vec<ReferenceInterval>,
}

impl MetricReference {
    fn new(dataset: &Dataset) -> Self {
        let data = dataset.mixture();
        let suite = MetricSuite::new(&data, POINTS);
        let mut perfect = PerfectScores::default();
        (0..PERFECT).for_each(|_| perfect.draw(&suite));
        let metrics = suite.perfect(0).len();
        let intervals = (0..metrics).map(|metric| perfect.interval(metric)).collect();
        Self { data, suite, perfect, intervals }
    }

    /// Counts one set of samples.
    fn count(&self, scores: &[MetricScore], tally: &mut Tally, outside: &mut Vec<u32>) {
        outside.resize(scores.len(), 0);
        let is_outside = |(score, interval): (&MetricScore, &ReferenceInterval)| {
            score.value < interval.low || score.value > interval.high
        };
        let by_metric: Vec<bool> = scores.iter().zip(&self.intervals).map(is_outside).collect();
        outside.iter_mut().zip(&by_metric).for_each(|(count, is_outside)| *count += u32::from(*is_outside));
        tally.sets += 1;
        tally.every_metric += u32::from(!by_metric.contains(&true));
        tally.together += u32::from(self.perfect.p_value(scores) > FALSE_ALARMS);
    }

    /// Counts the sets of samples of one denoiser.
    fn sample<D: Denoiser>(&self, denoiser: &D, config: &Config, clouds: u32, runs: &mut Runs) -> Result<(), D::Error> {
        let plan = config.method.plan(&self.data);
        for draw in 0..clouds {
            let start = plan.prior().sample(POINTS, self.data.dim(), config.seed, draw);
            let end = CloudSampling::new(denoiser, start, config.seed, draw).through(plan.clone(), 0).finish()?;
            self.count(&self.suite.scores(&end), &mut runs.tally, &mut runs.outside);
        }
        Ok(())
    }
}

/// The request; none where help is asked for.
fn read() -> Result<Option<Request>, Failure> {
    let mut asked = Request { links: Vec::new(), datasets: Vec::new(), seeds: 20, first_seed: 1000, clouds: 1 };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("link") => asked.links.push(parser.value()?.string()?),
            Long("data") => asked.datasets.push(parser.value()?.string()?),
            Long("seeds") => asked.seeds = parser.value()?.parse()?,
            Long("first-seed") => asked.first_seed = parser.value()?.parse()?,
            Long("clouds") => asked.clouds = parser.value()?.parse()?,
            Long("help") => return Ok(None),
            other => return Err(other.unexpected().into()),
        }
    }
    if asked.links.is_empty() {
        asked.links = ["method=edm", "method=flow", "method=ddpm"].map(str::to_owned).to_vec();
    }
    if asked.datasets.is_empty() {
        asked.datasets = Dataset::ALL.map(|dataset| dataset.key().to_owned()).to_vec();
    }
    Ok(Some(asked))
}

#[expect(clippy::disallowed_methods, reason = "how long training takes is one of the figures")]
fn trained(config: &Config) -> Result<(TrainedModel, f64), Failure> {
    let start = Instant::now();
    let learned = tests::trained(config)?;
    Ok((learned, start.elapsed().as_secs_f64()))
}

/// All runs of one configuration, and the exact denoiser from their starts.
fn runs(asked: &Request, config: &Config, reference: &MetricReference) -> Result<[Runs; 2], Failure> {
    let [mut learned, mut exact] = [Runs::default(), Runs::default()];
    for seed in asked.first_seed..asked.first_seed + asked.seeds {
        let config = Config { seed, ..config.clone() };
        let Ok(()) = reference.sample(&reference.data, &config, asked.clouds, &mut exact);
        learned.begun += asked.clouds;
        let Ok((model, seconds)) = trained(&config) else { continue };
        learned.seconds += seconds;
        reference.sample(&model, &config, asked.clouds, &mut learned)?;
    }
    Ok([learned, exact])
}

fn share(count: u32, of: u32) -> f64 {
    f64::from(count) / f64::from(of.max(1))
}

fn print(asked: &Request) -> Result<(), Failure> {
    println!("| data | method | every metric | exact | perfect | ratio | together | seconds | outside by metric |");
    println!("|---|---|---:|---:|---:|---:|---:|---:|---|");
    for dataset in &asked.datasets {
        for link in &asked.links {
            let linked = link::read(&format!("{link}&dataset={dataset}"));
            if let Some(note) = linked.note() {
                return Err(note.into());
            }
            println!("| {dataset} | {link} | {} |", figures(asked, &linked.settings.config)?);
        }
    }
    Ok(())
}

/// The cells of one row.
fn figures(asked: &Request, config: &Config) -> Result<String, Failure> {
    let reference = MetricReference::new(&config.dataset);
    let [learned, exact] = runs(asked, config, &reference)?;
    let mut perfect = Tally::default();
    for draw in 10_000..10_000 + FRESH {
        reference.count(&reference.suite.perfect(draw), &mut perfect, &mut Vec::new());
    }
    let [every, together] = [learned.tally.every_metric, learned.tally.together].map(|n| share(n, learned.begun));
    let (exact, perfect) = (share(exact.tally.every_metric, exact.tally.sets), share(perfect.every_metric, FRESH));
    let (ratio, seconds) = (every / perfect, learned.seconds / f64::from(asked.seeds));
    let names = reference.suite.perfect(0).into_iter().map(|score| score.metric.key());
    let outside: Vec<String> = names.zip(&learned.outside).map(|(name, n)| format!("{name} {n}")).collect();
    let outside = outside.join(", ");
    Ok(format!("{every:.3} | {exact:.3} | {perfect:.3} | {ratio:.2} | {together:.3} | {seconds:.1} | {outside}"))
}

fn main() -> Result<(), Failure> {
    match read()? {
        Some(asked) => print(&asked),
        None => {
            print!("{HELP}");
            Ok(())
        }
    }
}
