//! Commands in, work in slices, events out: one run at a time, so that every command is received at once; or one of several
//! seeds, or the benchmark.
//!
//! Training, sampling and their pace are kept apart by their random streams: how the work is sliced, how often the
//! cloud is refreshed and when somebody pauses changes no bit of the weights.

use diffusion::Config;
use messages::{Command, Event, ExportEvent, Pace, Resumption, RunId};

use crate::benchmark::Benchmark;
use crate::emit::{Clock, EventSink, NextWakeUp};
use crate::evaluation::Evaluation;
use crate::exact::ExactTask;
use crate::export::{Export, FramePainter};
use crate::importer::Importer;
use crate::overlay::Overlay;
use crate::repetition::{Repeater, p_values};
use crate::run::Run;
use crate::weights_reader::WeightsReader;

/// Everything the worker knows.
#[derive(Default)]
pub struct Session {
    pub(crate) run: Option<Run>,
    export: Option<ExportInProgress>,
    frame_painter: Option<Box<dyn FramePainter>>,
    importer: Importer,
    weights_reader: WeightsReader,
    /// The clouds of exact denoisers that the page waits for: the distribution's, then that of the training points.
    exact: [Option<ExactTask>; 2],
    benchmark: Option<Benchmark>,
    repeater: Repeater,
    evaluation: Option<Evaluation>,
    overlay: Overlay,
    /// Nobody looks: training and evaluation wait.
    is_unseen: bool,
}

/// The file being made.
struct ExportInProgress {
    export: Export,
    /// When it is worked on next, in milliseconds.
    next: f64,
}

impl Session {
    /// A session that can paint the frames of a clip.
    #[must_use]
    pub fn with_frame_painter(frame_painter: Box<dyn FramePainter>) -> Self {
        Self { frame_painter: Some(frame_painter), ..Self::default() }
    }

    /// The same, holding every run against the exact answer in the time that training leaves.
    #[must_use]
    pub fn with_evaluation(self) -> Self {
        Self { evaluation: Some(Evaluation::default()), ..self }
    }

    /// Does what a command says. `now` is the time in milliseconds.
    pub fn on_command(&mut self, command: Command, now: f64, emit: EventSink) {
        self.make_way_for(&command);
        match (command, &mut self.run) {
            (Command::Ping(number), _) => emit(&Event::Pong(number), &[]),
            (Command::Export(request), Some(run)) => {
                self.export = Some(ExportInProgress { export: Export::new(request, run), next: now });
            }
            (Command::Export(request), None) => {
                self.export = None;
                let event = ExportEvent::Failed { reason: "There is no run to make a file of.".to_owned() };
                emit(&Event::Export { ticket: request.ticket, event }, &[]);
            }
            (Command::CancelExport, _) => self.export = None,
            (Command::CarryExact { ticket, of, seed, config }, _) => {
                self.exact[of as usize] = ExactTask::new(ticket, of, seed, &config);
            }
            (Command::Import { ticket, request }, _) => {
                emit(&Event::Import { ticket, event: self.importer.answer(request) }, &[]);
            }
            (Command::Weights { ticket, request }, _) => emit(&self.weights_reader.answer(ticket, request), &[]),
            (Command::Start { run, config, pace, train, resumption }, _) => {
                self.begin(run, *config, pace, resumption, now, emit);
                if let (false, Some(run)) = (train, &mut self.run) {
                    run.pause(now, emit);
                }
            }
            (Command::Bench(run), _) => self.benchmark = Some(Benchmark::new(run)),
            (Command::Repeat { run, config, perfect }, _) => self.repeater.begin(run, *config, perfect, now),
            (Command::Judge { seeds, perfect }, _) => emit(&Event::Judged(p_values(&seeds, &perfect)), &[]),
            (Command::Resume, Some(run)) => run.resume(now),
            (Command::Pause, Some(run)) => run.pause(now, emit),
            (Command::Work(works), run) => {
                self.is_unseen = !works;
                match run {
                    Some(run) if works => run.go_on(now),
                    // Some browsers throw pages away that nobody sees.
                    Some(run) if !run.rests() => run.save(now, emit),
                    _ => {}
                }
            }
            (Command::Pace(pace), Some(run)) => run.pacer.set(pace, now, run.trainer.iteration()),
            (Command::Sample(request), Some(run)) => run.redraw(request),
            (Command::ChooseSnapshot(iteration), Some(run)) => run.choose_snapshot(iteration),
            (Command::Overlay { ticket, request }, Some(run)) => self.overlay.begin(ticket, request, run.snapshot()),
            (Command::Consider(config), _) => {
                if let Some(evaluation) = &mut self.evaluation {
                    evaluation.consider(*config);
                }
            }
            (
                Command::Resume
                | Command::Pause
                | Command::Pace(_)
                | Command::Sample(_)
                | Command::ChooseSnapshot(_)
                | Command::Overlay { .. },
                None,
            ) => {}
        }
    }

    /// Where something else begins, what a run or a benchmark still had to do is left.
    fn make_way_for(&mut self, command: &Command) {
        if let Command::Start { .. } | Command::Bench(_) | Command::Repeat { .. } = command {
            (self.run, self.benchmark) = (None, None);
            self.repeater.forget();
            self.evaluation.iter_mut().for_each(Evaluation::forget_considered);
        }
    }

    /// A run that goes on where one stood, or else from its beginning.
    fn begin(&mut self, run: RunId, config: Config, pace: Pace, from: Option<Resumption>, now: f64, emit: EventSink) {
        let resumed = from.as_ref().and_then(|from| Run::resumed(run, &config, pace, from, now, emit));
        if let (Some(_), Some(from), Some(evaluation)) = (&resumed, from, &mut self.evaluation) {
            evaluation.resume(run, from.inside_since);
        }
        self.run = resumed.or_else(|| Run::begin(run, config, pace, now, emit));
    }

    /// Works for about `budget` milliseconds, or until there is nothing to do. A run of the benchmark is not
    /// interrupted.
    pub fn work(&mut self, clock: Clock, budget: f64, emit: EventSink) -> NextWakeUp {
        if let Some(benchmark) = &mut self.benchmark {
            let next = benchmark.step(clock, emit);
            self.benchmark.take_if(|_| next == NextWakeUp::OnCommand);
            return next;
        }
        let end = clock() + budget;
        loop {
            let next = self.step(clock, emit);
            let now = clock();
            if next != NextWakeUp::Now || now >= end {
                if let Some(run) = &mut self.run {
                    run.progress.report(run.id, now, emit);
                }
                return next;
            }
        }
    }

    /// A piece of the exact cloud that the page waits for, then of what lies over the picture; else of the run, and of
    /// the file where there is one: it has half of the time, or all that the run leaves.
    fn step(&mut self, clock: Clock, emit: EventSink) -> NextWakeUp {
        if let Some(place) = self.exact.iter_mut().find(|place| place.is_some()) {
            place.take_if(|exact| !exact.step(emit));
            return NextWakeUp::Now;
        }
        if self.overlay.step(emit) {
            return NextWakeUp::Now;
        }
        let next = if self.is_unseen { NextWakeUp::OnCommand } else { self.work_on_run(clock, emit) };
        let began = clock();
        let Some(in_progress) = &mut self.export else { return next };
        if next != NextWakeUp::Now || began >= in_progress.next {
            let over = in_progress.export.step(self.frame_painter.as_deref_mut(), emit);
            let now = clock();
            in_progress.next = now + (now - began);
            if over {
                self.export = None;
            }
        }
        NextWakeUp::Now
    }

    /// A piece of the run, and of what it is held against. Who drags a control is answered first, also by a run that
    /// trains as fast as it can.
    fn work_on_run(&mut self, clock: Clock, emit: EventSink) -> NextWakeUp {
        if self.repeater.step(clock(), emit) {
            return NextWakeUp::Now;
        }
        let Some(run) = &mut self.run else { return NextWakeUp::OnCommand };
        let evaluation = self.evaluation.as_mut();
        if evaluation.is_some_and(|evaluation| evaluation.answer_considered(run.id, clock(), emit)) {
            return NextWakeUp::Now;
        }
        let next = run.step(clock(), emit);
        self.evaluate(next, clock, emit)
    }

    /// A piece of the evaluation, while the run has nothing to do until its next wake-up, or when it is the evaluation's
    /// turn; the next wake-up of both.
    fn evaluate(&mut self, next_of_run: NextWakeUp, clock: Clock, emit: EventSink) -> NextWakeUp {
        let (Some(evaluation), Some(run), now) = (&mut self.evaluation, &self.run, clock()) else { return next_of_run };
        if next_of_run == NextWakeUp::Now && !evaluation.has_its_turn(now) {
            return NextWakeUp::Now;
        }
        if evaluation.wants(run, now) {
            evaluation.begin(run.snapshot(), now);
        }
        let worked = evaluation.step(emit);
        evaluation.wait_its_turn(now, clock());
        if worked || evaluation.is_considering() { NextWakeUp::Now } else { next_of_run }
    }
}

#[cfg(test)]
mod tests;
