//! `train.py`: what of the Python beside this crate a configuration needs, in one text.

use diffusion::Config;

use crate::facts::Facts;
use crate::phrases::{determinant, sampler_in_words, target_in_words, weight_on_denoised};
use crate::python_text::{has_word, names_of_import, without_gaps};
use crate::spacing::{spacing_functions, spacing_name};
use crate::template::Conditions;

const IMPORTS: &str = include_str!("../python/imports.py");
const DATA: &str = include_str!("../python/data.py");
const LEVELS: &str = include_str!("../python/levels.py");
const NETWORK: &str = include_str!("../python/network.py");
const BATCHES: &str = include_str!("../python/batches.py");
const SAMPLER: &str = include_str!("../python/sampler.py");
const TRAINING: &str = include_str!("../python/training.py");
const RUN: &str = include_str!("../python/run.py");
const CHECKS: &str = include_str!("../python/checks.py");

/// The Python of a configuration.
pub struct PythonProgram {
    /// The text of `train.py`.
    pub train: String,
    /// The text of `checks.py`.
    pub checks: String,
}

impl PythonProgram {
    /// Of this configuration.
    pub fn new(config: &Config) -> Self {
        let facts = Facts::new(config);
        let mut writer =
            Writer { conditions: Conditions::of(&facts), names: NAMES.map(|(name, value)| (name, value(&facts))) };
        let sampler = writer.write(SAMPLER);
        for (word, call) in CALLED {
            writer.conditions.set(word, sampler.contains(call));
        }
        let before = [DATA, LEVELS, NETWORK, BATCHES].map(|text| writer.write(text));
        let after = [TRAINING, RUN].map(|text| writer.write(text));
        let body = before.into_iter().chain([sampler]).chain(after).collect::<Vec<_>>().join("\n\n");
        let is_used = |line: &&str| {
            !line.contains("import ") || names_of_import(line.trim_end()).any(|name| has_word(&body, name))
        };
        let imports: String = IMPORTS.split_inclusive('\n').filter(is_used).collect();
        let train = without_gaps(&(imports + "\n\n" + &body));
        Self { train, checks: without_gaps(&writer.write(CHECKS)) }
    }
}

/// Words that are true where a sampler, written for a configuration, calls this.
pub(crate) const CALLED: [(&str, &str); 4] =
    [("eps", "self.eps("), ("denoised", "self.denoised("), ("density", "data.weight"), ("sampler_ratio", ".ratio")];

/// Keeps what a configuration needs of a text, and puts in what its names stand for.
struct Writer {
    conditions: Conditions,
    names: [(&'static str, String); NAMES.len()],
}

impl Writer {
    fn write(&self, text: &str) -> String {
        let kept = self.conditions.keep(text);
        self.names.iter().fold(kept, |text, (name, value)| text.replace(name, value))
    }
}

/// What takes the place of a name in capitals.
type Replacement = fn(&Facts) -> String;

/// What stands in capitals in the Python, and what takes its place; a name after those that it is a part of.
const NAMES: [(&str, Replacement); 16] = [
    ("SPACINGS", spacing_functions),
    ("GRID_SPACING", |of| of.spacings().map_or("", |[grid, _]| spacing_name(of, grid)).to_owned()),
    ("TRAINING_SPACING", |of| of.spacings().map_or("", |[_, training]| spacing_name(of, training)).to_owned()),
    ("GRID_COUNT", |of| {
        let is_counted = of.continuous_has(|own| own.trained_levels.is_some());
        if is_counted { "COUNT" } else { "CONFIG[\"levels\"]" }.to_owned()
    }),
    ("ACTIVATION_WORDS", |of| of.config.activation.label().to_owned()),
    ("ACTIVATION", |of| of.config.activation.label().to_owned()),
    ("TARGET_WORDS", |of| target_in_words(of.config.method.target()).to_owned()),
    ("SAMPLER_WORDS", |of| sampler_in_words(of.config.method.sampler()).to_owned()),
    ("DETERMINANT", |of| determinant(of.config.method.target()).to_owned()),
    ("ON_DENOISED", |of| of.continuous().map_or("", |own| weight_on_denoised(own.weighting).0).to_owned()),
    ("WEIGHTING_WORDS", |of| of.continuous().map_or("", |own| weight_on_denoised(own.weighting).1).to_owned()),
    ("ALPHA_FLOOR", |of| {
        // Of the levels that are counted the noisiest may be pure noise.
        let reaches = of.is_pure_noise() && of.continuous_has(|own| own.trained_levels.is_some());
        format!("level.alpha{}", if reaches { ".clamp(1e-12)" } else { "" })
    }),
    ("WALKED", |of| if of.config.method.sampler_config().is_some() { "SAMPLED" } else { "LEVELS" }.to_owned()),
    ("WALK", |of| if of.begins_pure() { "SAMPLED[1:]" } else { "SAMPLED" }.to_owned()),
    ("LARGEST", |of| if of.begins_pure() { "SAMPLED[1].ratio" } else { "SAMPLED[0].ratio" }.to_owned()),
    ("FIRST", |of| if of.config.method.sampler_config().is_some() { "SAMPLED[0]" } else { "LEVELS[0]" }.to_owned()),
];
