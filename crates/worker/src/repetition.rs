//! One seed of several: trained to its end with no picture, then held against the exact answer.

use std::ops::Range;
use std::rc::Rc;

use diffusion::Config;
use diffusion::evaluation::{MetricScore, PerfectScores};
use messages::{Event, PERFECT_SAMPLES, RunId};
use training::{Trainer, TrainingError};

use crate::emit::EventSink;
use crate::evaluation::{FinalScores, ReferenceSamples, final_scores};
use crate::pieces::PiecewiseWork;
use crate::progress::Progress;

/// Trains one seed after the other. What perfect samples score is worked out once for all of them.
#[derive(Default)]
pub struct Repeater {
    reference: Rc<ReferenceSamples>,
    present: Option<Repetition>,
}

/// A seed on its way.
enum Repetition {
    /// Nothing of it is done yet.
    Waiting(Box<Beginning>),
    Training(Box<RepeatedTraining>),
    Measuring(RunId, String, PiecewiseWork<'static, Result<FinalScores, TrainingError>>),
}

struct Beginning {
    run: RunId,
    config: Config,
    perfect: Range<u32>,
    /// In milliseconds.
    since: f64,
}

struct RepeatedTraining {
    run: RunId,
    config: Config,
    perfect: Range<u32>,
    trainer: Trainer,
    progress: Progress,
}

impl Repeater {
    /// Begins this run at this time in milliseconds, and is to score these perfect samples; what was begun of another is left.
    pub fn begin(&mut self, run: RunId, config: Config, perfect: Range<u32>, now: f64) {
        let perfect = perfect.start.min(PERFECT_SAMPLES)..perfect.end.min(PERFECT_SAMPLES);
        self.present = Some(Repetition::Waiting(Box::new(Beginning { run, config, perfect, since: now })));
    }

    /// There is no run any more.
    pub fn forget(&mut self) {
        self.present = None;
    }

    /// The smallest piece of work there is; false when there is none.
    pub fn step(&mut self, now: f64, emit: EventSink) -> bool {
        let Some(present) = self.present.take() else { return false };
        let run = present.run();
        match present.step(&self.reference, now, emit) {
            Ok(next) => self.present = next,
            Err(error) => emit(&Event::Failed { run, reason: error.to_string() }, &[]),
        }
        true
    }
}

/// The p of all metrics together, seed by seed, beside these perfect samples; those of other data are left aside.
pub fn p_values(seeds: &[Vec<MetricScore>], perfect: &[Vec<MetricScore>]) -> Vec<f64> {
    let p = |scores: &Vec<MetricScore>| {
        let alike = perfect.iter().filter(|perfect| perfect.len() == scores.len());
        PerfectScores::of(alike.cloned().collect()).p_value(scores)
    };
    seeds.iter().map(p).collect()
}

impl Repetition {
    fn run(&self) -> RunId {
        match self {
            Self::Waiting(beginning) => beginning.run,
            Self::Measuring(run, ..) => *run,
            Self::Training(training) => training.run,
        }
    }

    /// After the smallest piece of work there is; none when that was the last.
    fn step(self, reference: &Rc<ReferenceSamples>, now: f64, emit: EventSink) -> Result<Option<Self>, TrainingError> {
        match self {
            Self::Waiting(beginning) => {
                let Beginning { run, config, perfect, since } = *beginning;
                let (trainer, progress) = (Trainer::new(&config)?, Progress::new(since));
                Ok(Some(Self::Training(Box::new(RepeatedTraining { run, config, perfect, trainer, progress }))))
            }
            Self::Training(mut training) => {
                if let Some(step) = training.trainer.next() {
                    training.progress.add(step?.loss);
                    training.progress.report(training.run, now, emit);
                    return Ok(Some(Self::Training(training)));
                }
                training.progress.flush(training.run, now, emit);
                let RepeatedTraining { run, config, perfect, trainer, .. } = *training;
                let (learned, reference) = (trainer.model()?, Rc::clone(reference));
                let weights = learned.hash();
                let work = async move { final_scores(&config, &learned, perfect, &reference).await };
                Ok(Some(Self::Measuring(run, weights, PiecewiseWork::new(work))))
            }
            Self::Measuring(run, weights, mut work) => {
                let Some(scores) = work.step() else { return Ok(Some(Self::Measuring(run, weights, work))) };
                let FinalScores { own, perfect } = scores?;
                emit(&Event::Repeated { run, weights, scores: own, perfect }, &[]);
                Ok(None)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::emit::NextWakeUp;
    use crate::session::Session;
    use crate::test_clock::clock;
    use diffusion::Preset;
    use messages::{Command, Pace, RunResult};

    fn seeded(seed: u32) -> Box<Config> {
        Box::new(Config { seed, iterations: 90, samples: 50, ..Preset::SimpleMultimodal.config() })
    }

    /// All events that commands lead to, one command after the other, with the arrays beside them.
    fn told(commands: impl IntoIterator<Item = Command>, tick: f64) -> Vec<(Event, Vec<f32>)> {
        let (mut session, clock, mut seen) = (Session::default().with_evaluation(), clock(tick), vec![]);
        let mut emit = |event: &Event, bulk: &[f32]| seen.push((event.clone(), bulk.to_vec()));
        for command in commands {
            session.on_command(command, clock(), &mut emit);
            while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
        }
        seen
    }

    fn repeat(seed: u32) -> Command {
        let perfect = if seed == 1 { 0..150 } else { 150..PERFECT_SAMPLES };
        Command::Repeat { run: RunId(seed), config: seeded(seed), perfect }
    }

    fn losses(events: &[(Event, Vec<f32>)]) -> Vec<f32> {
        let progress = events.iter().filter(|(event, _)| matches!(event, Event::Progress { .. }));
        progress.flat_map(|(_, losses)| losses.clone()).collect()
    }

    fn repeated(events: &[(Event, Vec<f32>)], seed: u32) -> (&String, &Vec<MetricScore>, &Vec<Vec<MetricScore>>) {
        let of_seed = |(event, _): &(Event, Vec<f32>)| matches!(event, Event::Repeated { run, .. } if run.0 == seed);
        match events.iter().find(|told| of_seed(told)) {
            Some((Event::Repeated { weights, scores, perfect, .. }, _)) => (weights, scores, perfect),
            _ => panic!("seed {seed} has no end"),
        }
    }

    /// catches: a seed that is not the run of its link; figures of other samples, or a p of fewer or other perfect ones
    #[test]
    fn a_seed_ends_as_its_run_does() {
        let start = Command::Start { run: RunId(2), config: seeded(2), pace: Pace::Max, train: true, resumption: None };
        let ordinary = told([start], 0.01);
        let hash = ordinary.iter().find_map(|(event, _)| match event {
            Event::Resting { weights, .. } => Some(weights),
            _ => None,
        });
        let scored = ordinary.iter().rev().find_map(|(event, _)| match event {
            Event::Result { result: RunResult::Metrics(result), .. } => Some(result),
            _ => None,
        });
        let scored = scored.expect("a run is measured");
        for tick in [0.01, 3.0] {
            let events = told([1, 2].map(repeat), tick);
            let (weights, scores, second) = repeated(&events, 2);
            assert_eq!(Some(weights), hash);
            // The spread of spikes that no sample reached is no number, which equals nothing.
            let values = |scores: &[MetricScore]| scores.iter().map(|score| score.value.to_bits()).collect::<Vec<_>>();
            let of_run: Vec<_> = scored.metrics.iter().map(|metric| metric.value.to_bits()).collect();
            assert_eq!(values(scores), of_run);
            let perfect = [repeated(&events, 1).2.clone(), second.clone()].concat();
            let judged = told([Command::Judge { seeds: vec![scores.clone()], perfect }], tick);
            assert_eq!(judged, [(Event::Judged(vec![scored.verdict.p]), vec![])]);
            let mut seeds = events.split(|(event, _)| matches!(event, Event::Repeated { run: RunId(1), .. }));
            assert_eq!(losses(seeds.next_back().expect("the second seed")), losses(&ordinary));
        }
    }

    /// catches: a picture, or a network that is trained on though something else was asked for
    #[test]
    fn a_seed_has_no_picture_and_ends_with_the_next_command() {
        let events = told([repeat(1)], 0.01);
        let is_due = |event: &Event| matches!(event, Event::Progress { .. } | Event::Repeated { .. });
        assert!(events.iter().all(|(event, _)| is_due(event)), "{events:?}");
        let (mut session, clock, mut seen) = (Session::default(), clock(1.0), vec![]);
        let mut emit = |event: &Event, _: &[f32]| seen.push(event.clone());
        session.on_command(repeat(1), 0.0, &mut emit);
        session.work(&clock, 8.0, &mut emit);
        session.on_command(repeat(3), 9.0, &mut emit);
        while session.work(&clock, 8.0, &mut emit) != NextWakeUp::OnCommand {}
        let ended: Vec<_> = seen.iter().filter(|event| matches!(event, Event::Repeated { .. })).collect();
        assert!(matches!(ended[..], [Event::Repeated { run: RunId(3), .. }]), "{ended:?}");
    }

    /// catches: a seed that diverges and is waited for
    #[test]
    fn a_seed_that_cannot_go_on_says_so() {
        let config = Box::new(Config { rate: 1e30, ..*seeded(1) });
        let events = told([Command::Repeat { run: RunId(1), config, perfect: 0..3 }, repeat(2)], 0.01);
        let ends: Vec<_> = events.iter().filter(|(event, _)| !matches!(event, Event::Progress { .. })).collect();
        assert!(
            matches!(&ends[..], [(Event::Failed { run: RunId(1), .. }, _), (Event::Repeated { run: RunId(2), .. }, _)]),
            "{ends:?}"
        );
    }
}
