//! One configuration with several seeds.

use std::ops::Range;

use diffusion::Config;
use diffusion::evaluation::MetricScore;
use messages::PERFECT_SAMPLES;

use crate::loss_curve::LossCurve;
use crate::settings::{Settings, after};

/// How many seeds.
pub const SEEDS: usize = 8;

/// A configuration with several seeds, in their order.
#[derive(Debug)]
pub struct Repeat {
    settings: Settings,
    seeds: Vec<SeedRun>,
    /// The p of all figures of those that ended well, in their order, once they are judged.
    p: Option<Vec<f64>>,
}

/// One of them.
#[derive(Debug)]
pub struct SeedRun {
    /// The seed.
    pub seed: u32,
    /// Its losses so far.
    pub losses: LossCurve,
    /// The mean loss of the last tenth of the iterations so far.
    pub loss: Option<f64>,
    /// What came of it, or why nothing did.
    pub end: Option<Result<SeedResult, String>>,
}

/// What came of a seed.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedResult {
    /// The hash of its weights.
    pub weights: String,
    /// What its samples score.
    pub scores: Vec<MetricScore>,
    /// What its share of the perfect samples scores.
    pub perfect: Vec<Vec<MetricScore>>,
}

impl SeedRun {
    fn new(seed: u32) -> Self {
        Self { seed, losses: LossCurve::default(), loss: None, end: None }
    }

    /// What came of it, once it has ended well.
    pub fn result(&self) -> Option<&SeedResult> {
        self.end.as_ref()?.as_ref().ok()
    }
}

impl Repeat {
    /// Of these settings, whose seed is the first; nothing of it is done yet.
    pub fn new(settings: &Settings) -> Self {
        let seeds = std::iter::successors(Some(settings.config.seed), |seed| Some(after(*seed)));
        Self { settings: settings.clone(), seeds: seeds.take(SEEDS).map(SeedRun::new).collect(), p: None }
    }

    /// The settings with the first seed.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Their configuration.
    pub fn config(&self) -> &Config {
        &self.settings.config
    }

    /// The configuration of this place's seed.
    pub fn config_of(&self, place: usize) -> Config {
        Config { seed: self.seeds[place].seed, ..self.settings.config.clone() }
    }

    /// The numbers of the perfect samples that are scored with this place's seed.
    pub fn share_of_perfect(place: usize) -> Range<u32> {
        let (each, place) = (PERFECT_SAMPLES.div_ceil(SEEDS as u32), place as u32);
        (place * each).min(PERFECT_SAMPLES)..((place + 1) * each).min(PERFECT_SAMPLES)
    }

    /// The seeds.
    pub fn seeds(&self) -> &[SeedRun] {
        &self.seeds
    }

    /// Whether it is of this configuration, whatever the seed. How many samples the picture has, and which, is nothing to it.
    pub fn is_of(&self, config: &Config) -> bool {
        let Config { seed, draw, samples, .. } = self.settings.config;
        self.settings.config == Config { seed, draw, samples, ..config.clone() }
    }

    /// Whether its first seed is this configuration.
    pub fn begins_with(&self, config: &Config) -> bool {
        self.settings.config.seed == config.seed && self.is_of(config)
    }

    /// What is to be judged: all that ended well, once there is nothing left to train.
    pub fn to_judge(&self) -> Option<Judgement> {
        let is_due = self.p.is_none() && self.ended() == SEEDS;
        let (seeds, perfect): (Vec<_>, Vec<_>) =
            self.results().map(|(_, result)| (result.scores.clone(), result.perfect.clone())).unzip();
        (is_due && !seeds.is_empty()).then(|| Judgement { seeds, perfect: perfect.concat() })
    }

    /// The p of all figures of those that ended well, in their order.
    pub fn judge(&mut self, p: Vec<f64>) {
        self.p = Some(p);
    }

    /// The p of all figures of those that ended well, in their order; empty before they are judged.
    pub fn p(&self) -> &[f64] {
        self.p.as_deref().unwrap_or_default()
    }

    /// Those seeds that ended well.
    pub fn results(&self) -> impl Iterator<Item = (&SeedRun, &SeedResult)> {
        self.seeds.iter().filter_map(|run| Some((run, run.result()?)))
    }

    /// How many seeds have ended.
    pub fn ended(&self) -> usize {
        self.seeds.iter().filter(|run| run.end.is_some()).count()
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> bool {
        self.ended() == SEEDS && self.to_judge().is_none()
    }

    /// The share of all iterations that are done, from 0 to 1.
    pub fn share(&self) -> f64 {
        let total = self.settings.config.total_iterations();
        let done = |run: &SeedRun| if run.end.is_some() { total } else { run.losses.iterations() };
        self.seeds.iter().map(done).sum::<usize>() as f64 / (SEEDS * total) as f64
    }

    /// The seed of this place begins, or begins again: nothing of it is done.
    pub fn begin_anew(&mut self, place: usize) {
        self.seeds[place] = SeedRun::new(self.seeds[place].seed);
    }

    /// The seed of this place went on: the mean loss of its last tenth, and its losses since the last time.
    pub fn add_losses(&mut self, place: usize, loss: f64, losses: Vec<f32>) {
        let run = &mut self.seeds[place];
        run.loss = Some(loss);
        losses.into_iter().for_each(|loss| run.losses.push(loss));
    }

    /// This came of the seed of this place.
    pub fn end(&mut self, place: usize, end: Result<SeedResult, String>) {
        self.seeds[place].end = Some(end);
    }

    /// `[iteration, median]` and `[iteration, least, most]` of the losses of all seeds that ended well.
    pub fn losses(&self) -> (Vec<[f64; 2]>, Vec<[f64; 3]>) {
        // They have all come equally far, so their curves have the same iterations.
        let curves: Vec<_> = self.results().map(|(run, _)| run.losses.means()).collect();
        let at = |i: usize| Some((curves[0][i][0], Spread::of(curves.iter().map(|curve| curve[i][1]))?));
        let spreads = (0..curves.iter().map(Vec::len).min().unwrap_or_default()).filter_map(at);
        spreads.map(|(x, Spread { median, low, high })| ([x, median], [x, low, high])).unzip()
    }
}

/// What the seeds score, and what perfect samples do.
#[derive(Clone, Debug, PartialEq)]
pub struct Judgement {
    /// Seed by seed.
    pub seeds: Vec<Vec<MetricScore>>,
    /// Sample by sample.
    pub perfect: Vec<Vec<MetricScore>>,
}

/// The middle of some numbers, and their ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// Half of them are less: of an even number, the mean of both in the middle.
    pub median: f64,
    /// The least.
    pub low: f64,
    /// The greatest.
    pub high: f64,
}

impl Spread {
    /// Of these; none where there are none, or one of them is no number.
    pub fn of(values: impl Iterator<Item = f64>) -> Option<Self> {
        let mut sorted: Vec<f64> = Vec::with_capacity(SEEDS);
        for value in values {
            if value.is_nan() {
                return None;
            }
            // Eight numbers: the standard library's sorting weighs too much for them.
            sorted.insert(sorted.iter().take_while(|known| **known < value).count(), value);
        }
        let (low, high) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[middle] } else { 0.5 * (sorted[middle - 1] + sorted[middle]) };
        Some(Self { median, low, high })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_of_an_even_number_lies_between_two() {
        let spread = |values: &[f64]| Spread::of(values.iter().copied()).map(|s| [s.median, s.low, s.high]);
        assert_eq!(spread(&[3.0, 1.0, 2.0]), Some([2.0, 1.0, 3.0]));
        assert_eq!(spread(&[4.0, 1.0, 2.0, 9.0]), Some([3.0, 1.0, 9.0]));
        assert_eq!((spread(&[]), spread(&[1.0, f64::NAN])), (None, None));
    }
}
