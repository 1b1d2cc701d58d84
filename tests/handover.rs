//! Runs as PyTorch programs: what of the Python a configuration gets. That it is right is shown by `cargo xtask handover`, which
//! runs it.

use std::collections::BTreeSet;

use diffusion::config::{Optimizer, TargetSource};
use diffusion::sampler::{Sampler, SamplerBug};
use diffusion::{Preset, Schedule, Target, Weighting};
use handover::PythonProgram;
use page::link;

/// Every sampler for networks with βs, and for every standard method beside some of its choices.
fn samplers() -> impl Iterator<Item = String> {
    let extras = ["", "&eta=0.5&churn=10", "&preconditioning=none&targets=sample", "&stratified=no&ema=0&warmup=0"];
    let of = move |method: &'static str| {
        let with =
            move |sampler: Sampler| extras.map(|extra| format!("method={method}&sampler={}{extra}", sampler.key()));
        Sampler::ALL.into_iter().flat_map(with)
    };
    let bugs = SamplerBug::ALL.map(|bug| format!("method=ddpm&sampler=ddpm&bug={}", bug.key()));
    let with_betas = ["single_DDPM", "multimodal_DDPM", "simple_DDPM"]
        .into_iter()
        .flat_map(|recipe| Sampler::ALL.map(|sampler| format!("recipe={recipe}&sampler={}&eta=0.5", sampler.key())));
    ["edm", "flow", "ddpm"].into_iter().flat_map(of).chain(bugs).chain(with_betas)
}

fn spacings() -> impl Iterator<Item = String> {
    let pairs = [["clock", "clock"], ["clock", "karras"], ["karras", "clock"], ["log", "karras"]];
    let samplers = ["rk4", "heun&churn=10", "ddpm&bug=unstrided", "ddim&eta=1"];
    let methods = ["edm", "flow", "ddpm"].into_iter();
    let schedules =
        methods.flat_map(|method| Schedule::ALL.map(|schedule| format!("{method}&schedule={}", schedule.key())));
    let spaced = schedules.flat_map(move |of| {
        pairs.map(|[spacing, training]| format!("{of}&sigma_max=inf&spacing={spacing}&training_spacing={training}"))
    });
    spaced.flat_map(move |of| samplers.map(|sampler| format!("method={of}&weighting=snr&sampler={sampler}")))
}

fn training() -> impl Iterator<Item = String> {
    let weighted =
        |target: Target| Weighting::ALL.map(|weighting| format!("{}&weighting={}", target.key(), weighting.key()));
    let targets = Target::ALL.into_iter().flat_map(weighted);
    let targets = targets
        .flat_map(|of| ["ddpm&preconditioning=none", "flow"].map(|method| format!("method={method}&target={of}")));
    let optimizers = Optimizer::ALL
        .map(|rule| format!("method=edm&optimizer={}&rate_schedule=steps&decay=0.9&features=0", rule.key()));
    let fields =
        TargetSource::ALL.map(|source| format!("method=edm&targets={}&train_points=64&dataset=moons", source.key()));
    targets.chain(optimizers).chain(fields)
}

/// Names that something else takes the place of.
const PLACEHOLDERS: [&str; 14] = [
    "SPACING",
    "ACTIVATION",
    "_WORDS",
    "WALK",
    "FIRST",
    "LARGEST",
    "GRID_",
    "ALPHA_FLOOR",
    "DETERMINANT",
    "ON_DENOISED",
    "SCHEDULER",
    "TIMESTEPS",
    "OUTPUT",
    "MORE",
];

/// catches: a condition that never ends, a name in capitals that nothing takes the place of, a program that is too long to be read
#[test]
fn every_configuration_has_a_program_that_is_read_in_one_sitting() {
    let (mut longest, mut programs, mut wrong) = ((0, String::new()), BTreeSet::new(), BTreeSet::new());
    let is_left_over = |line: &str| line.contains("#:") || PLACEHOLDERS.iter().any(|name| line.contains(name));
    let presets = Preset::ALL.map(|preset| format!("recipe={}", preset.key())).into_iter();
    for link in presets.chain(samplers()).chain(spacings()).chain(training()) {
        let PythonProgram { train, checks } = PythonProgram::new(&link::read(&link).settings.config);
        longest = longest.max((train.lines().count(), link));
        let lines = train.lines().chain(checks.lines());
        wrong.extend(lines.filter(|line| line.chars().count() > 120 || is_left_over(line)).map(str::to_owned));
        programs.insert(train);
    }
    println!("{} programs, the longest {longest:?}", programs.len());
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(longest.0 <= 250, "{longest:?}");
    assert!(programs.len() > 100);
}
