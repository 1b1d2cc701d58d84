//! What the worker says, and what it changes. What an older run still had to say is dropped.

use diffusion::evaluation::CloudStatistics;
use messages::{Command, Event, ResultKind, RunResult};
use scene::{Arrival, Trajectory};

use super::msg::Effect;
use super::run::Phase;
use super::state::{App, SamplesOf};

impl App {
    pub(super) fn on_event(&mut self, event: Event, bulk: Vec<f32>, now: f64) -> Vec<Effect> {
        self.supervisor.received();
        match event {
            Event::Ready { build } => return self.on_ready(&build),
            Event::Export { ticket, event } => return self.on_export_event(ticket, event),
            Event::Exact { ticket, of, rows, dim } => {
                if let Some(trajectory) = Trajectory::from_values(dim, rows, bulk) {
                    self.on_exact(ticket, of, trajectory);
                }
            }
            Event::Import { ticket, event } => self.on_import_event(ticket, event),
            Event::Weights { ticket, event } => return self.on_weights_event(ticket, event),
            Event::Help(help) => self.help = help,
            Event::Progress { run, step, steps_per_second, loss } if run == self.run.id => {
                self.run.trained_until(now, step, steps_per_second, loss);
                self.add_losses(step, bulk);
            }
            Event::Result { run, step, result } if run == self.run.id => return self.on_result(step, result),
            Event::Snapshot { run, step } if run == self.run.id => self.on_snapshot(step),
            Event::TrainingState { run, step, state } if run == self.run.id => return self.keep_training(step, state),
            Event::Milestone { run, milestone } if run == self.run.id => self.run.milestones.add(milestone),
            Event::Samples { run, step, of_snapshot, ticket, rows, dim, figures }
                if (run, ticket) == (self.run.id, self.requested.ticket) =>
            {
                if let Some(trajectory) = Trajectory::from_values(dim, rows, bulk) {
                    self.on_samples(step, of_snapshot, trajectory, figures, now);
                }
            }
            Event::Overlay { run, ticket, marks } if run == self.run.id => self.on_overlay(ticket, marks),
            Event::Resting { run, step, finished, weights } if run == self.run.id => {
                return self.on_rest(step, finished, weights);
            }
            Event::Failed { run, reason } if run == self.run.id => self.fail_run(reason),
            Event::BenchRow { run, row, of } if run == self.run.id => {
                if let Some(report) = &mut self.benchmark {
                    report.add(row, of);
                }
            }
            Event::BenchDone { run } if run == self.run.id => self.run.phase = Phase::Finished,
            Event::Pong(_)
            | Event::Progress { .. }
            | Event::Snapshot { .. }
            | Event::TrainingState { .. }
            | Event::Milestone { .. }
            | Event::Samples { .. }
            | Event::Result { .. }
            | Event::Overlay { .. }
            | Event::Resting { .. }
            | Event::Failed { .. }
            | Event::Repeated { .. }
            | Event::Judged(_)
            | Event::BenchRow { .. }
            | Event::BenchDone { .. } => {}
        }
        vec![]
    }

    /// Those of the last iterations up to this one. A run that could not go on tells them from its first.
    fn add_losses(&mut self, step: usize, losses: Vec<f32>) {
        if step == losses.len() && self.run.kept.is_some() {
            self.begins_anew();
        }
        losses.into_iter().for_each(|loss| self.run.losses.push(loss));
        self.due.losses = true;
    }

    /// Training stands still at this iteration, with weights of this hash.
    fn on_rest(&mut self, step: usize, finished: bool, weights: String) -> Vec<Effect> {
        self.run.phase = if finished { Phase::Finished } else { Phase::Paused };
        (self.run.step, self.run.weights, self.run.steps_per_second) = (step, Some(weights), None);
        self.due.charts = true;
        self.run.rests();
        let recorded = self.record_run();
        self.keep_run().into_iter().chain(recorded).collect()
    }

    /// A result of this iteration takes the place of the last one of its kind.
    fn on_result(&mut self, step: usize, result: RunResult) -> Vec<Effect> {
        self.due.charts |=
            !matches!(result, RunResult::ErrorDecomposition(_) | RunResult::Score(_) | RunResult::Posterior(_));
        self.changed_results.push(result.kind());
        let is_of_end = self.run.phase == Phase::Finished && step == self.run.step;
        let judges = result.kind() == ResultKind::Metrics;
        self.results.add(result, (!is_of_end).then_some(step));
        if judges {
            self.keep_verdict();
        }
        let rests = matches!(self.run.phase, Phase::Finished | Phase::Paused) && step == self.run.step;
        if rests && judges { self.keep_run().into_iter().chain(self.record_run()).collect() } else { vec![] }
    }

    /// Shows those of this iteration, if they fit the run's data: others were not made by the worker that this page was built with.
    fn on_samples(
        &mut self,
        step: usize,
        of_snapshot: bool,
        trajectory: Trajectory,
        figures: Vec<CloudStatistics>,
        now: f64,
    ) {
        let data = self.settings.config.dataset.mixture();
        let fit = trajectory.states() == figures.len() && figures.iter().all(|figures| figures.fits(&data));
        if !fit || trajectory.dim() != data.dim() {
            return;
        }
        let arrival = if self.reduced_motion { Arrival::AtOnce } else { Arrival::Crossfade(now) };
        self.learned.refresh(trajectory, figures, arrival);
        self.learned_of = Some(SamplesOf {
            run: self.run.id,
            step,
            of_snapshot,
            ticket: self.requested.ticket,
            dataset: self.settings.config.dataset.clone(),
            method: self.requested.method.clone(),
        });
        self.overlays.refresh();
        self.redraw();
    }

    fn on_ready(&mut self, build: &str) -> Vec<Effect> {
        if build != self.build {
            self.outdated = true;
            self.supervisor.stop();
            self.fail_as_outdated();
            return vec![Effect::StopWorker];
        }
        self.supervisor.ready();
        (self.exact_request.is_sent, self.memoriser_request.is_sent) = (false, false);
        self.attention.has_begun = true;
        let waits = (!self.attention.works()).then_some(Effect::Send(Command::Work(false)));
        waits.into_iter().chain(self.begin()).collect()
    }
}
