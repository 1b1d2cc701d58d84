//! The picture in words, for those who do not see it.

use plot::three_digits;

use super::run::Phase;
use super::state::App;

impl App {
    /// One or two sentences that say what the picture shows.
    pub fn summary(&self) -> String {
        let config = &self.settings().config;
        let (samples, data) = (config.samples, config.dataset.label());
        let (level, place, learned) = (self.level_caption(), self.step_caption(), self.how_it_went());
        format!("{samples} samples of {data} at {level}: {place}. {learned}")
    }

    /// What the caption says of the shown level: its noise.
    pub fn level_caption(&self) -> String {
        self.scene(0.0).level_caption()
    }

    /// What the caption says of the shown level: its place in sampling.
    pub fn step_caption(&self) -> String {
        self.scene(0.0).step_caption()
    }

    fn how_it_went(&self) -> String {
        let figures = self.learned.figures();
        let Some(end) = figures.last().filter(|_| self.learned_is_current()) else {
            return "No learned samples yet.".to_owned();
        };
        let training = match self.phase() {
            Phase::Finished if self.shown_snapshot().is_none() => "after training".to_owned(),
            _ => format!("after {} iterations", self.shown_iteration()),
        };
        if end.moments.len() == 1 {
            let (mean, std) = (three_digits(end.moments[0].mean), three_digits(end.moments[0].std));
            return format!("The learned samples end with mean {mean} and standard deviation {std} {training}.");
        }
        if !self.exact.mixture().has_spikes() {
            let spread = |axis: usize| three_digits(end.moments[axis].std);
            return format!(
                "The learned samples end with standard deviations {} and {} {training}.",
                spread(0),
                spread(1)
            );
        }
        let distance = three_digits(end.avg_sq_distance);
        let shares: Vec<String> = end.shares.iter().map(|share| format!("{:.0} %", share * 100.0)).collect();
        let shares = if shares.len() > 1 { format!(", shares {}", shares.join(", ")) } else { String::new() };
        format!(
            "The learned samples end with average squared distance {distance} from the nearest spike{shares} {training}."
        )
    }
}
