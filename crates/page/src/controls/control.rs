//! What a control is: its key, its words, its range, and what a change of it costs.

use diffusion::process::MAX_LEVELS;

use super::number::{NotANumber, is_infinity, items, number_text, read_number};
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
    Head,
    /// "This data", in pictures.
    Data,
    /// In links and files alone: too long for a field.
    Packed,
    /// Beneath them.
    Distribution,
    /// Under the picture: from which noise to which.
    Range,
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
    /// Whether infinity is a value too.
    pub infinity: bool,
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
    pub symbol: fn(&Settings) -> &'static str,
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
    pub(super) set: fn(&mut Settings, &Value) -> Option<String>,
}

impl Control {
    /// The value as it stands in fields and links; none where the control does not apply.
    pub fn text(&self, settings: &Settings) -> Option<String> {
        Some(match (self.get)(settings)? {
            Value::Number(value) => number_text(value),
            Value::Numbers(values) => values.into_iter().map(number_text).collect::<Vec<_>>().join(","),
            Value::Choice(key) => key.to_owned(),
            Value::Text(text) => text,
        })
    }

    /// Sets a value of this control's kind. What is out of range is clamped, and what no longer fits is moved. Returns
    /// what was mended, in words.
    pub fn apply(&self, settings: &mut Settings, value: &Value) -> Option<String> {
        if (self.get)(settings).is_none() {
            return Some(format!("{} does not apply here: {}", self.name, self.reason));
        }
        if let (Kind::Number(range), Value::Number(number)) = (self.kind, value) {
            let nearest = range.nearest(*number);
            let clamped = (nearest != *number)
                .then(|| format!("{} cannot be {}: took {}.", self.name, number_text(*number), number_text(nearest)));
            return (self.set)(settings, &Value::Number(nearest)).or(clamped);
        }
        (self.set)(settings, value)
    }

    /// Reads a value from text and sets it. What cannot be read is left as it is. Returns what was mended, in words.
    pub fn apply_text(&self, settings: &mut Settings, text: &str) -> Option<String> {
        match self.read(text) {
            Ok(value) => self.apply(settings, &value),
            Err(unreadable) => Some(unreadable),
        }
    }

    /// The position of a slider, from 0 to 1, for a value.
    pub fn slider_from_value(&self, value: f64) -> f64 {
        self.range().map_or(0.0, |range| range.slider_from_value(value))
    }

    /// The value that a slider at this position, from 0 to 1, stands for.
    pub fn value_from_slider(&self, position: f64) -> f64 {
        self.range().map_or(0.0, |range| range.value_from_slider(position))
    }

    /// The numbers it accepts, if it is a number field.
    pub fn range(&self) -> Option<Range> {
        match self.kind {
            Kind::Number(range) => Some(range),
            Kind::Numbers | Kind::Text | Kind::Choice(_) => None,
        }
    }

    /// The value that a text says.
    ///
    /// # Errors
    /// Where it says none that this kind of control has, in words.
    pub fn read(&self, text: &str) -> Result<Value, String> {
        match self.kind {
            Kind::Number(Range { infinity: true, .. }) if is_infinity(text) => Ok(Value::Number(f64::INFINITY)),
            Kind::Number(_) => read_number(text).map(Value::Number).map_err(|why| self.no_number(text, why)),
            Kind::Numbers => {
                let read = |text| read_number(text).map_err(|why| self.no_number(text, why));
                items(text).into_iter().take(MAX_LEVELS + 1).map(read).collect::<Result<_, _>>().map(Value::Numbers)
            }
            Kind::Text => Ok(Value::Text(text.trim().to_owned())),
            Kind::Choice(choices) => {
                let choice = choices().into_iter().find(|(key, _)| key.eq_ignore_ascii_case(text.trim()));
                choice.map(|(key, _)| Value::Choice(key)).ok_or_else(|| self.left(text, "is not a choice that it has"))
            }
        }
    }

    fn no_number(&self, text: &str, why: NotANumber) -> String {
        self.left(text, &why.to_string())
    }

    /// That the control was left as it was, and why.
    fn left(&self, text: &str, why: &str) -> String {
        let shown: String = text.chars().take(24).collect();
        format!("{} was left as it is: “{shown}” {why}.", self.name)
    }
}

impl Range {
    /// Every number from `min` to `max`, without a slider.
    pub(crate) const fn real(min: f64, max: f64) -> Self {
        Self { min, max, whole: false, infinity: false, slider: Slider::None }
    }

    /// Every whole number from `min` to `max`, without a slider.
    pub(super) const fn whole(min: f64, max: f64) -> Self {
        Self { whole: true, ..Self::real(min, max) }
    }

    /// The same, and infinity.
    pub(super) const fn or_infinity(self) -> Self {
        Self { infinity: true, ..self }
    }

    /// The same with a slider.
    pub(crate) const fn with_slider(self, slider: Slider) -> Self {
        Self { slider, ..self }
    }

    /// The number of this range that lies nearest to a value.
    pub(super) fn nearest(self, value: f64) -> f64 {
        if self.infinity && value == f64::INFINITY {
            return value;
        }
        let value = if self.whole { value.round() } else { value };
        value.max(self.min).min(self.max)
    }

    /// The position of a slider, from 0 to 1, for a value.
    pub(crate) fn slider_from_value(self, value: f64) -> f64 {
        let [from, to, at] = [self.min, self.max, value].map(|value| self.bend(value));
        ((at - from) / (to - from)).clamp(0.0, 1.0)
    }

    /// The value that a slider at this position, from 0 to 1, stands for: rounded to three digits, so that a dragged
    /// slider shows a number a person would choose.
    pub(crate) fn value_from_slider(self, position: f64) -> f64 {
        let [from, to] = [self.min, self.max].map(|value| self.bend(value));
        let bent = from + position.clamp(0.0, 1.0) * (to - from);
        self.nearest(plot::rounded(if self.slider == Slider::Log { bent.exp() } else { bent }))
    }

    fn bend(self, value: f64) -> f64 {
        if self.slider == Slider::Log { value.ln() } else { value }
    }
}
