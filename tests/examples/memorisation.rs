//! When does a network begin to copy the points that it was trained on? `cargo run --release -p tests --example
//! memorisation [quick]` prints the tables of docs/memorisation.md.

use std::env;

use diffusion::evaluation::{ExactAnswers, SlicedWasserstein};
use diffusion::sampler::CloudSampling;
use diffusion::standard_method::StandardMethod;
use diffusion::{Config, Dataset, Level, Preset};
use training::{TrainedModel, Trainer};

/// Samples of each measurement.
const SAMPLES: usize = 1_000;

/// The draw of their start noise, which no page can ask for.
const DRAW: u32 = u32::MAX;

/// Iterations between two measurements.
const EVERY: usize = 250;

/// A run, and what its samples are held against.
struct Measured {
    config: Config,
    answers: ExactAnswers,
    distance: SlicedWasserstein,
    /// The share of copies of a perfect generaliser, on average.
    generaliser: f64,
    /// That of a perfect memoriser.
    memoriser: f64,
}

/// What a run's samples score after some iterations.
#[derive(Clone, Copy)]
struct Score {
    iteration: usize,
    copies: f64,
    sliced_w1: f64,
}

impl Measured {
    fn new(dataset: Dataset, train_points: usize, iterations: usize, seed: u32) -> Self {
        let base = Config { dataset, seed, train_points, ..Preset::SimpleMultimodal.config() };
        let config = Config { iterations, ..StandardMethod::Edm.config(&base) };
        let data = config.dataset.mixture();
        let answers = ExactAnswers::new(data.clone(), config.training_set().expect("there are training points"));
        let levels = config.method.plan(&data).levels();
        let last = levels.iter().rfind(|level| level.sigma > 0.0).copied().unwrap_or(Level { alpha: 1.0, sigma: 1e-3 });
        Self {
            generaliser: (0..19).map(|draw| answers.copies(&answers.generaliser(SAMPLES, draw))).sum::<f64>() / 19.0,
            memoriser: answers.copies(&answers.memoriser(SAMPLES, last, 0)),
            distance: SlicedWasserstein::new(&data, SAMPLES),
            config,
            answers,
        }
    }

    fn score(&self, model: &TrainedModel, iteration: usize) -> Score {
        let Config { method, dataset, seed, .. } = &self.config;
        let data = dataset.mixture();
        let plan = method.plan(&data);
        let start = plan.prior().sample(SAMPLES, data.dim(), *seed, DRAW);
        let samples = CloudSampling::new(model, start, *seed, DRAW).through(plan, 0).finish().expect("a prediction");
        Score { iteration, copies: self.answers.copies(&samples), sliced_w1: self.distance.w1(&samples) }
    }

    /// The scores of the run, as it goes on.
    fn scores(&self) -> Vec<Score> {
        let mut trainer = Trainer::new(&self.config).expect("a network");
        let mut scores = Vec::new();
        for iteration in 1..=self.config.iterations {
            trainer.next().expect("one more iteration").expect("a loss");
            if iteration % EVERY == 0 {
                scores.push(self.score(&trainer.model().expect("weights"), iteration));
            }
        }
        scores
    }

    /// A row of the table.
    fn row(&self, scores: &[Score]) -> String {
        let Config { dataset, train_points, seed, .. } = &self.config;
        let known = |found: Option<String>| found.unwrap_or_else(|| "–".to_owned());
        let at = |iteration: usize| scores.iter().find(|score| score.iteration == iteration);
        let [early, later] = [2_500, 10_000].map(|i| known(at(i).map(|score| format!("{:.3}", score.copies))));
        let [tenth, half] = [0.1, 0.5].map(|share| known(self.reaches(scores, share).map(|i| i.to_string())));
        let nearest = scores.iter().min_by(|a, b| a.sliced_w1.total_cmp(&b.sliced_w1));
        let (best, last) = nearest.zip(scores.last()).expect("a score");
        [
            format!("| {} | {train_points} | {seed} |", dataset.key()),
            format!(" {:.3} | {:.3} |", self.generaliser, self.memoriser),
            format!(" {early} | {later} | {:.3} | {tenth} | {half} |", last.copies),
            format!(" {:.3} | {} | {:.3} |", best.sliced_w1, best.iteration, last.sliced_w1),
        ]
        .concat()
    }

    /// The first iteration from which on so large a share of the way from generaliser to memoriser is behind.
    fn reaches(&self, scores: &[Score], share: f64) -> Option<usize> {
        let bound = self.generaliser + share * (self.memoriser - self.generaliser);
        let below = scores.iter().rposition(|score| score.copies < bound);
        scores.get(below.map_or(0, |last| last + 1)).map(|score| score.iteration)
    }
}

fn main() {
    let quick = env::args().any(|argument| argument == "quick");
    let (points, iterations, seeds): (&[usize], _, _) =
        if quick { (&[16, 1024], 2_500, 1) } else { (&[16, 32, 64, 128, 256, 512, 1024, 4096], 40_000, 2) };
    println!("{HEADING}");
    for dataset in [Dataset::Moons, Dataset::FourSpikes] {
        for (points, seed) in points.iter().flat_map(|points| (1..=seeds).map(move |seed| (*points, seed))) {
            let run = Measured::new(dataset.clone(), points, iterations, seed);
            println!("{}", run.row(&run.scores()));
        }
    }
}

const HEADING: &str = "\
| data | points | seed | generaliser | memoriser | 2 500 | 10 000 | end | a tenth | a half | best W₁ | at | W₁ at the end |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|";
