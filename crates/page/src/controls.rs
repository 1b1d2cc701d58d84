//! Every control, once: its key in links, its words, its range, and what a change of it costs.
//!
//! | a change of … | … does |
//! |---|---|
//! | `recipe, dataset, spikes, target, schedule, weighting, optimizer, ema, seed, sigma_min, sigma_max, rho, levels, betas, width, batch, iterations, rate, decay, decay_every, first_iterations, first_rate` | [`Change::Restarts`] the run, when the control is let go; while it is dragged, levels, noised data and exact cloud follow |
//! | `samples, draw, sampler, steps, eta, churn` | [`Change::Resamples`] from the weights as they are; where the network was not taught what the sampler asks for, another one is trained |
//! | `pace` | [`Change::Repaces`] what is going on |

mod edit;
mod method;

use diffusion::config::Optimizer;
use diffusion::schedule::MAX_LEVELS;
use diffusion::{Dataset, Recipe, Sampler, Schedule, Target, Weighting};

use crate::settings::Settings;

/// What a change of a control sets off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// A new run from iteration 0.
    Restarts,
    /// New samples from the same weights.
    Resamples,
    /// Another speed; nothing is computed anew.
    Repaces,
}

/// Where on the page a control stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// In the head of the page.
    Data,
    /// "This data".
    Law,
    /// "made this noisy".
    Noise,
    /// "Network and training".
    Training,
    /// "Sampling".
    Sampling,
}

/// What a control holds.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A number.
    Number(f64),
    /// Several numbers.
    Numbers(Vec<f64>),
    /// One of the choices, by its key.
    Choice(&'static str),
    /// Words in a form of their own.
    Text(String),
}

/// What kind of input a control is.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number field.
    Number(Range),
    /// A field for rising numbers with commas between them.
    Numbers,
    /// A field for words in a form of their own.
    Text,
    /// A menu of (key, label).
    Choice(fn() -> Vec<(&'static str, &'static str)>),
}

/// The numbers that a field accepts.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
    /// Whether only whole numbers make sense.
    pub whole: bool,
    /// Whether a slider stands beside the field, and how it is spaced.
    pub slider: Slider,
}

/// How a slider is spaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slider {
    /// No slider.
    None,
    /// Evenly.
    Linear,
    /// Evenly in the logarithm.
    Log,
}

/// One control.
pub struct Control {
    /// Its name in forms and links.
    pub key: &'static str,
    /// Its name in words.
    pub name: &'static str,
    /// Its letter in formulas; empty where it has none.
    pub symbol: &'static str,
    /// Where it stands.
    pub group: Group,
    /// What kind of input it is.
    pub kind: Kind,
    /// What a change of it sets off.
    pub change: Change,
    /// Its value; none where it does not apply.
    pub get: fn(&Settings) -> Option<Value>,
    /// Why it does not apply, where it does not.
    pub reason: &'static str,
    /// Takes a value of the right kind and range; returns what else had to be mended, in words.
    set: fn(&mut Settings, &Value) -> Option<String>,
}

/// Every control, in the order of the page.
pub static CONTROLS: [Control; 29] = [
    Control {
        key: "recipe",
        name: "model",
        symbol: "",
        group: Group::Data,
        kind: Kind::Choice(|| Recipe::ALL.map(|recipe| (recipe.key(), recipe.label())).to_vec()),
        change: Change::Restarts,
        get: |s| Some(Value::Choice(s.config.recipe.key())),
        reason: "",
        set: edit::recipe,
    },
    Control {
        key: "dataset",
        name: "data",
        symbol: "",
        group: Group::Law,
        kind: Kind::Choice(|| Dataset::ALL.map(|data| (data.key(), data.label())).to_vec()),
        change: Change::Restarts,
        get: |s| Some(Value::Choice(s.config.dataset.key())),
        reason: "",
        set: method::dataset,
    },
    Control {
        key: "spikes",
        name: "spikes",
        symbol: "",
        group: Group::Law,
        kind: Kind::Text,
        change: Change::Restarts,
        get: method::get_spikes,
        reason: "For “your own spikes” only.",
        set: method::spikes,
    },
    Control {
        key: "target",
        name: "predicts",
        symbol: "T",
        group: Group::Training,
        kind: Kind::Choice(|| Target::ALL.map(|target| (target.key(), target.label())).to_vec()),
        change: Change::Restarts,
        get: |s| Some(Value::Choice(s.config.method.target().key())),
        reason: "",
        set: method::target,
    },
    Control {
        key: "schedule",
        name: "schedule",
        symbol: "",
        group: Group::Noise,
        kind: Kind::Choice(schedules),
        change: Change::Restarts,
        get: |s| Some(Value::Choice(method::schedule_key(s))),
        reason: "",
        set: method::schedule,
    },
    Control {
        key: "sigma_max",
        name: "largest noise",
        symbol: "σ_max",
        group: Group::Noise,
        kind: Kind::Number(Range { min: 0.001, max: 100.0, whole: false, slider: Slider::Log }),
        change: Change::Restarts,
        get: |s| s.noise().map(|noise| Value::Number(noise.sigma_max)),
        reason: LISTED,
        set: edit::sigma_max,
    },
    Control {
        key: "sigma_min",
        name: "smallest noise",
        symbol: "σ_min",
        group: Group::Noise,
        kind: Kind::Number(Range { min: 0.0001, max: 10.0, whole: false, slider: Slider::Log }),
        change: Change::Restarts,
        get: |s| s.noise().map(|noise| Value::Number(noise.sigma_min)),
        reason: LISTED,
        set: edit::sigma_min,
    },
    Control {
        key: "rho",
        name: "spacing",
        symbol: "ρ",
        group: Group::Noise,
        kind: Kind::Number(Range { min: 0.5, max: 20.0, whole: false, slider: Slider::Linear }),
        change: Change::Restarts,
        get: edit::get_rho,
        reason: "Only Karras levels are bent by a ρ; these follow from their βs or their schedule.",
        set: edit::rho,
    },
    Control {
        key: "levels",
        name: "levels",
        symbol: "N",
        group: Group::Noise,
        kind: Kind::Number(Range { min: 2.0, max: MAX_LEVELS as f64, whole: true, slider: Slider::Log }),
        change: Change::Restarts,
        get: |s| s.config.method.karras().map(|k| Value::Number(k.levels() as f64)),
        reason: "This model lists its βs, or is taught at every level: there are no levels to choose.",
        set: edit::levels,
    },
    Control {
        key: "betas",
        name: "noise per step",
        symbol: "β",
        group: Group::Noise,
        kind: Kind::Numbers,
        change: Change::Restarts,
        get: edit::get_betas,
        reason: "This model's levels come from σ_min, σ_max and ρ.",
        set: edit::betas,
    },
    Control {
        key: "weighting",
        name: "weighting",
        symbol: "w",
        group: Group::Training,
        kind: Kind::Choice(|| Weighting::ALL.map(|weighting| (weighting.key(), weighting.label())).to_vec()),
        change: Change::Restarts,
        get: method::get_weighting,
        reason: "The seed's loss counts every level alike.",
        set: method::weighting,
    },
    Control {
        key: "optimizer",
        name: "optimizer",
        symbol: "",
        group: Group::Training,
        kind: Kind::Choice(|| Optimizer::ALL.map(|optimizer| (optimizer.key(), optimizer.label())).to_vec()),
        change: Change::Restarts,
        get: |s| Some(Value::Choice(s.config.optimizer.key())),
        reason: "",
        set: edit::optimizer,
    },
    Control {
        key: "width",
        name: "hidden units",
        symbol: "w",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1.0, max: 256.0, whole: true, slider: Slider::Log }),
        change: Change::Restarts,
        get: |s| whole(s.config.width),
        reason: "",
        set: |s, v| edit::whole(v, &mut s.config.width),
    },
    Control {
        key: "rate",
        name: "learning rate",
        symbol: "η",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1e-7, max: 1e4, whole: false, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| Some(Value::Number(s.config.rate)),
        reason: "",
        set: |s, v| edit::number(v, &mut s.config.rate),
    },
    Control {
        key: "batch",
        name: "batch",
        symbol: "B",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1.0, max: 4096.0, whole: true, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| whole(s.config.batch),
        reason: "",
        set: |s, v| edit::whole(v, &mut s.config.batch),
    },
    Control {
        key: "iterations",
        name: "iterations",
        symbol: "",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1.0, max: 1e6, whole: true, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| whole(s.config.iterations),
        reason: "",
        set: |s, v| edit::whole(v, &mut s.config.iterations),
    },
    Control {
        key: "decay",
        name: "rate decay",
        symbol: "γ",
        group: Group::Training,
        kind: Kind::Number(Range { min: 0.01, max: 1.0, whole: false, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| Some(Value::Number(s.config.decay.map_or(1.0, |d| d.factor))),
        reason: "",
        set: edit::decay,
    },
    Control {
        key: "decay_every",
        name: "decays every",
        symbol: "",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1.0, max: 1e6, whole: true, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| s.config.decay.and_then(|d| whole(d.every)),
        reason: "The rate does not decay: γ is 1.",
        set: edit::decay_every,
    },
    Control {
        key: "ema",
        name: "weight average",
        symbol: "d",
        group: Group::Training,
        kind: Kind::Number(Range { min: 0.0, max: 0.9999, whole: false, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| Some(Value::Number(s.config.ema)),
        reason: "",
        set: |s, v| edit::number(v, &mut s.config.ema),
    },
    Control {
        key: "first_iterations",
        name: "first network's iterations",
        symbol: "",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1.0, max: 1e6, whole: true, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| edit::first(s).and_then(|(iterations, _)| whole(iterations)),
        reason: ONE_NETWORK,
        set: edit::first_iterations,
    },
    Control {
        key: "first_rate",
        name: "first network's rate",
        symbol: "",
        group: Group::Training,
        kind: Kind::Number(Range { min: 1e-7, max: 1e4, whole: false, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| edit::first(s).map(|(_, rate)| Value::Number(rate)),
        reason: ONE_NETWORK,
        set: edit::first_rate,
    },
    Control {
        key: "pace",
        name: "pace",
        symbol: "",
        group: Group::Training,
        kind: Kind::Choice(|| edit::PACES.map(|(key, label, _)| (key, label)).to_vec()),
        change: Change::Repaces,
        get: |s| Some(Value::Choice(edit::pace_key(s.pace))),
        reason: "",
        set: edit::pace,
    },
    Control {
        key: "sampler",
        name: "sampler",
        symbol: "",
        group: Group::Sampling,
        kind: Kind::Choice(|| Sampler::ALL.map(|sampler| (sampler.key(), sampler.label())).to_vec()),
        change: Change::Resamples,
        get: |s| Some(Value::Choice(s.config.method.sampler().key())),
        reason: "",
        set: method::sampler,
    },
    Control {
        key: "steps",
        name: "steps",
        symbol: "",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 2.0, max: MAX_LEVELS as f64, whole: true, slider: Slider::Log }),
        change: Change::Resamples,
        get: |s| whole(method::get_steps(s)),
        reason: "",
        set: method::steps,
    },
    Control {
        key: "eta",
        name: "fresh noise",
        symbol: "η",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 0.0, max: 1.0, whole: false, slider: Slider::Linear }),
        change: Change::Resamples,
        get: method::get_eta,
        reason: "Only DDIM has an η.",
        set: method::eta,
    },
    Control {
        key: "churn",
        name: "churn",
        symbol: "S",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 0.0, max: 80.0, whole: false, slider: Slider::Linear }),
        change: Change::Resamples,
        get: method::get_churn,
        reason: "Only Heun has churn.",
        set: method::churn,
    },
    Control {
        key: "seed",
        name: "seed",
        symbol: "",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 0.0, max: 999_999.0, whole: true, slider: Slider::None }),
        change: Change::Restarts,
        get: |s| Some(Value::Number(f64::from(s.config.seed))),
        reason: "",
        set: |s, v| edit::small(v, &mut s.config.seed),
    },
    Control {
        key: "samples",
        name: "samples",
        symbol: "",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 10.0, max: 100_000.0, whole: true, slider: Slider::Log }),
        change: Change::Resamples,
        get: |s| whole(s.config.samples),
        reason: "",
        set: |s, v| edit::whole(v, &mut s.config.samples),
    },
    Control {
        key: "draw",
        name: "draw",
        symbol: "",
        group: Group::Sampling,
        kind: Kind::Number(Range { min: 0.0, max: 999_999.0, whole: true, slider: Slider::None }),
        change: Change::Resamples,
        get: |s| Some(Value::Number(f64::from(s.config.draw))),
        reason: "",
        set: |s, v| edit::small(v, &mut s.config.draw),
    },
];

const LISTED: &str = "This model lists its βs; there is no σ to choose.";
const ONE_NETWORK: &str = "This model has one network for all levels.";

/// Schedules that levels can lie on: the continuous ones, and the seed's own lists.
fn schedules() -> Vec<(&'static str, &'static str)> {
    let listed = (method::BETAS, "the seed's βs");
    Schedule::ALL.map(|schedule| (schedule.key(), schedule.label())).into_iter().chain([listed]).collect()
}

fn whole(value: usize) -> Option<Value> {
    Some(Value::Number(value as f64))
}

/// The control of this key.
#[must_use]
pub fn control(key: &str) -> Option<&'static Control> {
    CONTROLS.iter().find(|control| control.key == key)
}

impl Control {
    /// The value as it stands in fields and links; none where the control does not apply.
    #[must_use]
    pub fn text(&self, settings: &Settings) -> Option<String> {
        Some(match (self.get)(settings)? {
            Value::Number(value) => number_text(value),
            Value::Numbers(values) => values.into_iter().map(number_text).collect::<Vec<_>>().join(","),
            Value::Choice(key) => key.to_owned(),
            Value::Text(text) => text,
        })
    }

    /// Reads a value from a person's text and sets it. What cannot be read is left as it is, what is out of range is
    /// clamped, and what no longer fits is moved. Returns what was mended, in words.
    pub fn apply(&self, settings: &mut Settings, text: &str) -> Option<String> {
        if (self.get)(settings).is_none() {
            return Some(format!("{} does not apply here: {}", self.key, self.reason));
        }
        match self.parse(text) {
            Ok((value, clamped)) => {
                let moved = (self.set)(settings, &value);
                moved.or(clamped)
            }
            Err(note) => Some(note),
        }
    }

    /// The place of a slider, from 0 to 1, for a value.
    #[must_use]
    pub fn slider_from_value(&self, value: f64) -> f64 {
        self.range().map_or(0.0, |range| range.slider_from_value(value))
    }

    /// The value that a slider at this place, from 0 to 1, stands for.
    #[must_use]
    pub fn value_from_slider(&self, place: f64) -> f64 {
        self.range().map_or(0.0, |range| range.value_from_slider(place))
    }

    /// The numbers it accepts, if it is a number field.
    #[must_use]
    pub fn range(&self) -> Option<Range> {
        match self.kind {
            Kind::Number(range) => Some(range),
            Kind::Numbers | Kind::Text | Kind::Choice(_) => None,
        }
    }

    /// A valid value and, where the text had to be mended, how.
    fn parse(&self, text: &str) -> Result<(Value, Option<String>), String> {
        match self.kind {
            Kind::Number(range) => {
                let value = read_number(text).ok_or_else(|| self.unreadable(text, "a number"))?;
                let clamped = range.nearest(value);
                let note = (clamped != value)
                    .then(|| format!("{} cannot be {}: took {}.", self.key, number_text(value), number_text(clamped)));
                Ok((Value::Number(clamped), note))
            }
            Kind::Numbers => {
                let most = text.split(',').take(MAX_LEVELS + 1);
                let values: Option<Vec<f64>> = most.map(read_number).collect();
                values.map(|v| (Value::Numbers(v), None)).ok_or_else(|| self.unreadable(text, "a list of numbers"))
            }
            Kind::Text => Ok((Value::Text(text.trim().to_owned()), None)),
            Kind::Choice(choices) => {
                let choice = choices().into_iter().find(|(key, _)| *key == text.trim());
                choice.map(|(key, _)| (Value::Choice(key), None)).ok_or_else(|| self.unreadable(text, "a choice"))
            }
        }
    }

    fn unreadable(&self, text: &str, wanted: &str) -> String {
        let shown: String = text.chars().take(24).collect();
        format!("{} was left as it is: “{shown}” is not {wanted} that it has.", self.key)
    }
}

impl Range {
    fn nearest(self, value: f64) -> f64 {
        let value = if self.whole { value.round() } else { value };
        value.max(self.min).min(self.max)
    }

    fn slider_from_value(self, value: f64) -> f64 {
        let (from, to, at) = (self.bend(self.min), self.bend(self.max), self.bend(value));
        ((at - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// Rounded to three digits, so that a dragged slider shows a number a person would choose.
    fn value_from_slider(self, place: f64) -> f64 {
        let (from, to) = (self.bend(self.min), self.bend(self.max));
        let bent = from + place.clamp(0.0, 1.0) * (to - from);
        let value = if self.slider == Slider::Log { bent.exp() } else { bent };
        self.nearest(plot::rounded(value))
    }

    fn bend(self, value: f64) -> f64 {
        if self.slider == Slider::Log { value.ln() } else { value }
    }
}

/// A finite number as people and programs write it: `0.5`, `-3`, `1e-4`.
pub(crate) fn read_number(text: &str) -> Option<f64> {
    text.trim().parse().ok().filter(|value: &f64| value.is_finite())
}

/// A number in the shortest form that reads back to it: `0.001`, `20000`, `1e-7`.
fn number_text(value: f64) -> String {
    let tiny = value != 0.0 && value.abs() < 1e-4;
    if tiny { format!("{value:e}") } else { format!("{value}") }
}

#[cfg(test)]
mod tests;
