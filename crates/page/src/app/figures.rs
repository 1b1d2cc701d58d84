//! The figures of the learned samples at the end of sampling, whatever level is shown.

use diffusion::Dataset;
use diffusion::evaluation::MAX_COUNTED;

use crate::results::{NOT_YET, figure_text};

use super::run::Phase;
use super::state::App;
use messages::RunId;

/// A figure on the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Metric {
    /// Its name for scripts.
    pub key: &'static str,
    /// Its name in words.
    pub name: String,
    /// A bare number, or a dash while it has no meaning yet.
    pub text: String,
    /// What the data themselves score.
    pub perfect: String,
}

const SPIKES: [&str; MAX_COUNTED] = [
    "spike_0", "spike_1", "spike_2", "spike_3", "spike_4", "spike_5", "spike_6", "spike_7", "spike_8", "spike_9",
    "spike_10", "spike_11", "spike_12", "spike_13", "spike_14", "spike_15",
];

/// Where the four spikes lie.
const CORNERS: [&str; 4] = ["↖", "↘", "↙", "↗"];

const AXES: [[(&str, &str); 2]; 2] =
    [[("mean_x", "mean x"), ("std_x", "std x")], [("mean_y", "mean y"), ("std_y", "std y")]];

impl App {
    /// The figures that apply, in the order of the page.
    pub fn metrics(&self) -> Vec<Metric> {
        let mixture = self.exact.mixture();
        let mut metrics = Vec::new();
        let spikes = if mixture.has_spikes() { mixture.components().len() } else { 0 };
        if mixture.dim() == 2 && spikes > 0 {
            metrics.push(Metric {
                key: "avg_sq_distance",
                name: "average squared distance".to_owned(),
                text: figure_text(self.last_figure(|figures| Some(figures.avg_sq_distance))),
                perfect: short(mixture.expected_sq_distance()),
            });
        }
        if spikes > 1 {
            let has_corners = self.settings.config.dataset == Dataset::FourSpikes;
            metrics.extend(mixture.components().iter().enumerate().map(|(spike, component)| Metric {
                key: SPIKES[spike],
                name: if has_corners { format!("share {}", CORNERS[spike]) } else { format!("share {}", spike + 1) },
                text: figure_text(self.last_figure(|figures| figures.shares.get(spike).copied())),
                perfect: short(component.weight),
            }));
        }
        (0..mixture.dim()).for_each(|axis| metrics.extend(self.moments(axis)));
        metrics
    }

    /// The figure of this name as it stands in the page, of a run that has ended: the losses, the figures of the samples,
    /// and what they are held against.
    pub fn final_figure(&self, key: &str) -> Option<f64> {
        let shown = self.metrics().into_iter().find(|metric| metric.key == key).map(|metric| metric.text);
        let text = match key {
            "loss" => Some(self.loss_text()),
            _ => shown.or_else(|| self.results.final_figure(key)),
        };
        plot::parse_number(&text?)
    }

    /// A run that has ended answers the lesson that asks about it.
    pub(super) fn answer_lesson(&mut self) {
        if self.phase() == Phase::Finished && self.shows_end() && self.run.is_of_link {
            let mut lessons = std::mem::take(&mut self.lessons);
            lessons.ended(&self.settings.config, |key| self.final_figure(key));
            self.lessons = lessons;
        }
    }

    /// The mean loss of the last tenth of the iterations so far.
    pub fn loss_text(&self) -> String {
        figure_text(self.loss())
    }

    /// Iterations per second.
    pub fn speed_text(&self) -> String {
        self.steps_per_second().map_or(NOT_YET.to_owned(), |speed| format!("{speed:.0}"))
    }

    /// Whether training has nothing to do until samples are made that are not here yet: some samplers take seconds.
    pub fn is_sampling(&self) -> bool {
        let wanted = (self.run(), self.requested.ticket);
        let are_missing = self.learned_of.as_ref().is_none_or(|of| {
            (of.run, of.ticket) != wanted || self.training_time().iteration().is_some_and(|chosen| chosen != of.step)
        });
        match self.phase() {
            // The first cloud comes before the first iteration.
            Phase::Training if self.step() > 0 => self.step() >= self.settings.config.total_iterations(),
            Phase::Training | Phase::Paused | Phase::Finished => are_missing,
            Phase::Loading | Phase::Failed | Phase::Measuring => false,
        }
    }

    /// The number of the run.
    pub fn run_number(&self) -> u32 {
        let RunId(run) = self.run();
        run
    }

    fn moments(&self, axis: usize) -> [Metric; 2] {
        let [mean, std] = AXES[axis];
        let (mixture, learned) = (self.exact.mixture(), self.last_figure(|figures| figures.moments.get(axis).copied()));
        let metric = |(key, name): (_, &str), learned: Option<f64>, exact| Metric {
            key,
            name: name.to_owned(),
            text: figure_text(learned),
            perfect: short(exact),
        };
        [
            metric(mean, learned.map(|moments| moments.mean), mixture.mean(axis)),
            metric(std, learned.map(|moments| moments.std), mixture.std(axis)),
        ]
    }

    fn last_figure<T>(&self, figure: impl Fn(&diffusion::evaluation::CloudStatistics) -> Option<T>) -> Option<T> {
        self.learned_is_current().then(|| self.learned.figures().last().and_then(figure)).flatten()
    }
}

/// What the data score, without the digits that say nothing: `0.25`, `1`, `2e-4`.
fn short(value: f64) -> String {
    let rounded = plot::rounded(value);
    if rounded.abs() < 1e-12 {
        "0".to_owned()
    } else if rounded.abs() < 1e-3 {
        format!("{rounded:e}")
    } else {
        format!("{rounded}")
    }
}
