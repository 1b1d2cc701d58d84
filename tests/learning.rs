//! The nine seed models against what PyTorch's programs end with (`reference/pytorch.json`).
//!
//! Every model is trained and sampled over seeds fixed beforehand, and each of its figures is held against the
//! reference by a two-sample rank test. All figures together give a false alarm in at most 1 % of right programs.
//! The p values are printed: `cargo test --release -p tests --test learning -- --nocapture`.

use diffusion::config::Networks;
use diffusion::evaluation::{CloudStatistics, rank_test};
use diffusion::{Config, Preset};
use serde_json::Value;
use tests::for_seeds;
use training::{IterationReport, Trainer};

/// How often the whole suite may raise a false alarm.
const FAMILY_WISE: f64 = 0.01;

/// As many runs as the reference has, of the seeds 0, 1, 2 ….
const SEEDS: u32 = 16;

/// Of the models with a network per level the reference has six runs. Six against six could never be told apart at
/// the level that the suite asks for; twelve against six can.
const SEEDS_PER_LEVEL: u32 = 12;

const REFERENCE: &str = include_str!("reference/pytorch.json");

/// A figure of a run: its name, and how to read it from a row of the reference.
struct Figure {
    name: &'static str,
    of: fn(&Value) -> f64,
}

const LOSS: Figure = Figure { name: "loss", of: |row| number(&row["loss"]) };
const MEAN: Figure = Figure { name: "mean", of: |row| number(&row["mean"]) };
const STD: Figure = Figure { name: "std", of: |row| number(&row["std"]) };
const DISTANCE: Figure = Figure { name: "average squared distance", of: |row| number(&row["avg_sq_distance"]) };
const SHARES: [Figure; 5] = [
    Figure { name: "share of (-1, 1)", of: |row| share(row, 0) },
    Figure { name: "share of (1, -1)", of: |row| share(row, 1) },
    Figure { name: "share of (-1, -1)", of: |row| share(row, 2) },
    Figure { name: "share of (1, 1)", of: |row| share(row, 3) },
    Figure {
        name: "largest less smallest share",
        of: |row| {
            let shares = [0, 1, 2, 3].map(|spike| share(row, spike));
            shares.into_iter().fold(f64::MIN, f64::max) - shares.into_iter().fold(f64::MAX, f64::min)
        },
    },
];

/// What is compared of a model: the same for runs of the reference and of ours.
fn figures(preset: Preset) -> Vec<Figure> {
    let data = preset.config().dataset.mixture();
    match (data.dim(), data.components().len()) {
        (1, _) => vec![LOSS, MEAN, STD],
        (_, 1) => vec![LOSS, DISTANCE],
        _ => [LOSS, DISTANCE].into_iter().chain(SHARES).collect(),
    }
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("every row has the figures of its model")
}

fn share(row: &Value, spike: usize) -> f64 {
    number(&row["spike_shares"][spike])
}

/// The rows of a model. The filmed one is trained as the one it films.
fn reference(preset: Preset) -> Vec<Value> {
    let key = match preset {
        Preset::Simple1DiffusionVideo => Preset::Simple1Diffusion.key(),
        other => other.key(),
    };
    let reference: Value = serde_json::from_str(REFERENCE).expect("the reference is JSON");
    let rows = reference["runs"].as_array().expect("a list of runs").iter();
    rows.filter(|row| row["model"] == key).cloned().collect()
}

/// One run of ours, as a row like the reference's.
fn run(config: &Config) -> Value {
    let mut trainer = Trainer::new(config).expect("a recipe can be trained");
    let steps: Vec<IterationReport> = trainer.by_ref().map(|step| step.expect("training stays finite")).collect();
    let learned = trainer.model().expect("training stays finite");
    let states = learned.states(config).expect("a trained network answers");
    let end = CloudStatistics::of(&states[states.len() - 1], &config.dataset.mixture());
    serde_json::json!({
        "loss": mean_of_the_last_tenth(&steps),
        "mean": end.moments[0].mean,
        "std": end.moments[0].std,
        "avg_sq_distance": end.avg_sq_distance,
        "spike_shares": end.shares,
    })
}

/// Of the last network, where there are several.
fn mean_of_the_last_tenth(steps: &[IterationReport]) -> f64 {
    let last = steps[steps.len() - 1].network;
    let losses: Vec<f64> = steps.iter().filter(|step| step.network == last).map(|step| f64::from(step.loss)).collect();
    let tail = &losses[losses.len() - losses.len() / 10..];
    tail.iter().sum::<f64>() / tail.len() as f64
}

/// The runs of all seeds, on every core.
fn runs(preset: Preset) -> Vec<Value> {
    let seeds = match preset.config().networks {
        Networks::Shared => SEEDS,
        Networks::PerLevel { .. } => SEEDS_PER_LEVEL,
    };
    for_seeds(0..seeds, |seed| run(&Config { seed, ..preset.config() }))
}

/// Holds all figures of a model against the reference.
fn check(preset: Preset) {
    let level = FAMILY_WISE / Preset::ALL.map(|preset| figures(preset).len()).iter().sum::<usize>() as f64;
    let (ours, theirs) = (runs(preset), reference(preset));
    let mut rejected = Vec::new();
    for Figure { name, of } in figures(preset) {
        let (ours, theirs): (Vec<f64>, Vec<f64>) = (ours.iter().map(of).collect(), theirs.iter().map(of).collect());
        let p = rank_test(&ours, &theirs);
        let line = format!("{} {name}: p = {p:.4}, ours {}, PyTorch's {}", preset.key(), range(&ours), range(&theirs));
        println!("{line}");
        if p < level {
            rejected.push(line);
        }
    }
    assert!(rejected.is_empty(), "unlike the reference (p below {level:.1e}):\n{}", rejected.join("\n"));
}

/// Lowest … median … highest.
fn range(values: &[f64]) -> String {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let last = sorted.len() - 1;
    format!("{:.3e} … {:.3e} … {:.3e}", sorted[0], (sorted[last / 2] + sorted[last.div_ceil(2)]) / 2.0, sorted[last])
}

#[test]
fn simple_1diffusion_gives_what_pytorch_gives() {
    check(Preset::Simple1Diffusion);
}

#[test]
fn simple_1diffusion_video_gives_what_pytorch_gives() {
    check(Preset::Simple1DiffusionVideo);
}

#[test]
fn simple_2diffusion_gives_what_pytorch_gives() {
    check(Preset::Simple2Diffusion);
}

#[test]
fn simple_multimodal_gives_what_pytorch_gives() {
    check(Preset::SimpleMultimodal);
}

#[test]
fn simple_multimodal_video_gives_what_pytorch_gives() {
    check(Preset::SimpleMultimodalVideo);
}

#[test]
fn single_ddpm_gives_what_pytorch_gives() {
    check(Preset::SingleDdpm);
}

#[test]
fn multimodal_ddpm_gives_what_pytorch_gives() {
    check(Preset::MultimodalDdpm);
}

#[test]
fn simple_ddpm_gives_what_pytorch_gives() {
    check(Preset::SimpleDdpm);
}

#[test]
fn detailed_ddpm_gives_what_pytorch_gives() {
    check(Preset::DetailedDdpm);
}
