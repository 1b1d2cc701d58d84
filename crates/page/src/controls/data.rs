//! How a choice of data changes the settings, and one's own data as text.

use diffusion::Dataset;
use diffusion::dataset::{InvalidPoints, Points, Spikes};
use diffusion::method::NoiseRange;
use diffusion::standard_method::StandardMethod;

use super::control::Value;
use super::method::{continuous, fit_variant, left, method};
use super::number::{items, read_number};
use super::setters::{choice, scalar};
use crate::settings::Settings;

pub fn dataset(settings: &mut Settings, value: &Value) -> Option<String> {
    set_dataset(settings, choice(value).and_then(Dataset::from_key)?)
}

pub fn set_dataset(settings: &mut Settings, dataset: Dataset) -> Option<String> {
    let was = settings.config.dataset.mixture();
    settings.config.dataset = dataset;
    fit_variant(&mut settings.config);
    settings.config.standard?;
    let (range, schedule) = (settings.config.method.noise_range()?, continuous(settings)?.schedule.schedule());
    // The old data's own range is nobody's choice.
    let own = StandardMethod::noise_range(schedule, &was, 0.0).sigma_max;
    let chosen = if range.sigma_max == own { 0.0 } else { range.sigma_max };
    let fitting = StandardMethod::noise_range(schedule, &settings.config.dataset.mixture(), chosen);
    settings.config.method.set_noise_range(NoiseRange { rho: range.rho, ..fitting }).err().map(|invalid| left(&invalid))
}

pub fn get_spikes(settings: &Settings) -> Option<Value> {
    let Dataset::Spikes(spikes) = &settings.config.dataset else { return None };
    Some(Value::Text(spikes.to_string()))
}

pub fn spikes(settings: &mut Settings, value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    match Spikes::read(items(text), |text| read_number(text).ok()) {
        Ok(spikes) => set_dataset(settings, Dataset::Spikes(spikes)),
        Err(invalid) => Some(format!("spikes were left as they are: {invalid}.")),
    }
}

pub fn get_points(settings: &Settings) -> Option<Value> {
    settings.own_points().map(|points| Value::Text(points.to_string()))
}

pub fn points(settings: &mut Settings, value: &Value) -> Option<String> {
    let Value::Text(text) = value else { return None };
    set_points(settings, Points::read(text))
}

pub fn get_bandwidth(settings: &Settings) -> Option<Value> {
    settings.own_points().map(|points| Value::Number(points.bandwidth()))
}

pub fn bandwidth(settings: &mut Settings, value: &Value) -> Option<String> {
    let points = settings.own_points()?.with_bandwidth(scalar(value)?);
    set_points(settings, points)
}

/// A person's own data, with a method that can learn them: those of the original programs are for spikes around 1.
pub fn take_data(settings: &mut Settings, data: &Dataset) -> Option<String> {
    let (count, what) = match data {
        Dataset::Spikes(spikes) => (spikes.spikes().len(), "spike"),
        others => (others.own_points().map_or(0, |points| points.rows().len()), "point"),
    };
    let words = format!("{} {what}{} of your own", plot::grouped(count as u64), if count == 1 { "" } else { "s" });
    let note = set_dataset(settings, data.clone());
    if settings.config.suits_data() {
        return note.or_else(|| Some(format!("The data are {words}.")));
    }
    method(settings, &Value::Choice(StandardMethod::Edm.key()));
    Some(format!("The data are {words}, learned by {}.", StandardMethod::Edm.label()))
}

fn set_points(settings: &mut Settings, points: Result<Points, InvalidPoints>) -> Option<String> {
    match points {
        Ok(points) => set_dataset(settings, Dataset::Points(points)),
        Err(invalid) => Some(format!("The points were left as they are: {invalid}.")),
    }
}
