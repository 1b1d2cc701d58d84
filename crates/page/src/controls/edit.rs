//! A change of a control: text becomes a value at the edge, and stays a value.

use diffusion::Preset;

use super::control::{Change, Control, Value};
use super::data::set_dataset;
use super::table::control;
use crate::own_data::OwnData;
use crate::settings::Settings;

/// A value for a control.
#[derive(Clone)]
pub struct Edit {
    control: &'static Control,
    value: Value,
}

impl std::fmt::Debug for Edit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Edit({}: {:?})", self.control.key, self.value)
    }
}

impl Edit {
    /// What somebody chose or typed for the control of this key.
    ///
    /// # Errors
    /// Where there is no such control, or the text is no value of it, in words.
    pub fn read(key: &str, text: &str) -> Result<Self, String> {
        let control = control(key).ok_or_else(|| format!("There is no control “{key}”."))?;
        Ok(Self { control, value: control.read(text)? })
    }

    /// Where the slider of the control of this key was moved to, from 0 to 1; none where there is no such control.
    pub fn slid(key: &str, position: f64) -> Option<Self> {
        let control = control(key)?;
        Some(Self { control, value: Value::Number(control.value_from_slider(position)) })
    }

    /// One step up or down from what stands in the field of a whole number; none for any other control or text.
    pub fn stepped(key: &str, text: &str, by: f64) -> Option<Self> {
        let control = control(key).filter(|control| control.range().is_some_and(|range| range.whole))?;
        let Ok(Value::Number(number)) = control.read(text) else { return None };
        Some(Self { control, value: Value::Number(control.range()?.nearest(number + by)) })
    }

    /// A preset's own values.
    pub fn preset(preset: Preset) -> Self {
        let control = control("recipe").expect("the preset is a control");
        Self { control, value: Value::Choice(preset.key()) }
    }

    /// Another seed.
    pub fn seed(seed: u32) -> Self {
        Self::number("seed", seed)
    }

    /// Another draw of start noise.
    pub fn draw(draw: u32) -> Self {
        Self::number("draw", draw)
    }

    /// So many iterations.
    pub fn iterations(iterations: usize) -> Self {
        Self::number("iterations", iterations as u32)
    }

    fn number(key: &str, number: u32) -> Self {
        let control = control(key).expect("seed, draw and iterations are controls");
        Self { control, value: Value::Number(number.into()) }
    }

    /// The key of its control.
    pub fn key(&self) -> &'static str {
        self.control.key
    }

    /// What it sets off.
    pub fn change(&self) -> Change {
        self.control.change
    }

    /// Whether it chooses a preset, which sets every other control.
    pub fn is_preset(&self) -> bool {
        self.control.key == "recipe"
    }

    /// As [`Self::apply`]; who chooses data of a kind of their own gets their last ones.
    pub fn apply_beside(&self, own: &OwnData, settings: &mut Settings) -> Option<String> {
        let was = settings.config.dataset.key();
        let note = self.apply(settings);
        let dataset = &settings.config.dataset;
        match own.of_kind(dataset).cloned().filter(|_| self.control.key == "dataset" && dataset.key() != was) {
            Some(own) => set_dataset(settings, own),
            None => note,
        }
    }

    /// Sets the value. Returns what was mended, in words.
    pub fn apply(&self, settings: &mut Settings) -> Option<String> {
        self.control.apply(settings, &self.value)
    }
}
