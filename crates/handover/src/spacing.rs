//! How levels are spaced, as functions of the Python.

use diffusion::Schedule;
use diffusion::process::Spacing;

use crate::facts::Facts;
use crate::template::Conditions;

const SPACINGS: &str = include_str!("../python/spacings.py");

/// The functions of the spacings that a configuration has, each once.
pub fn spacing_functions(of: &Facts) -> String {
    let mut spacings = of.spacings().map_or(vec![], Vec::from);
    spacings.dedup();
    spacings.into_iter().map(|spacing| spacing_function(of, spacing)).collect::<Vec<_>>().join("\n\n")
}

fn spacing_function(of: &Facts, spacing: Spacing) -> String {
    let (schedule, mut words) = (of.continuous().map(|own| own.schedule.schedule()), Conditions::default());
    let is_infinite = spacing == Spacing::Clock && of.is_pure_noise();
    words.set("infinite", is_infinite);
    words.set(
        match (spacing, schedule) {
            (Spacing::Log, _) | (Spacing::Clock, None | Some(Schedule::LogLinear)) => "log",
            (Spacing::Karras, _) | (Spacing::Clock, Some(Schedule::Karras)) => "karras",
            (Spacing::Clock, Some(Schedule::LinearBeta)) => "linear",
            (Spacing::Clock, Some(Schedule::Cosine)) => "cosine",
            (Spacing::Clock, Some(Schedule::Flow)) => "flow",
        },
        true,
    );
    let text = words.keep(SPACINGS).replace("SPACING", spacing_name(of, spacing));
    if is_infinite { text.replace("RATIO_MAX", "math.inf") } else { text }
}

/// What the function of a spacing is called.
pub fn spacing_name(of: &Facts, spacing: Spacing) -> &'static str {
    match of.spacings() {
        Some([grid, training]) if grid == training => "ratio_at",
        Some([grid, _]) if grid == spacing => "sampling_ratio",
        _ => "training_ratio",
    }
}
