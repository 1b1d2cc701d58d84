//! The list of runs: when the page's run becomes a row of it, and what a person does with the rows.

use messages::result::MetricResult;
use messages::{ExportKind, ResultKind, RunResult};

use super::continuation::{DEPARTS, say_once};
use super::msg::{Effect, ExportEffect, RunMsg};
use super::run::{Begin, Phase};
use super::state::{App, SamplesOf};
use crate::kept_run::{KeptRun, KeptTraining, RecordId};
use crate::results::figure_text;
use crate::runs::{RecordedFigure, RunLedger, RunRecord, csv};
use crate::settings::Settings;

/// Said where the browser refuses another row.
const NO_ROOM: &str =
    "This browser keeps no more runs for your next visit: the list has them until the page is closed.";

/// Said of a row that is shown.
const OLDER: &str = "That run is of an older version of this page: it is trained again.";

impl App {
    /// The page with the runs of visits before, and the row that was pinned. Those of this visit are numbered from `first` on.
    pub fn with_runs(self, kept: Vec<RunRecord>, pinned: Option<RecordId>, first: u64) -> Self {
        Self { runs: RunLedger::new(kept, pinned, first), runs_changed: true, ..self }
    }

    /// The runs.
    pub fn runs(&self) -> &RunLedger {
        &self.runs
    }

    pub(super) fn on_run_msg(&mut self, msg: RunMsg) -> Vec<Effect> {
        match msg {
            RunMsg::Load(id) => return self.load_run(id),
            RunMsg::Pin(id) => {
                let before = self.pinned_row();
                let pinned = self.pin(id);
                return pinned.into_iter().chain(self.follow_pin(before)).collect();
            }
            RunMsg::Delete(id) => {
                let before = self.pinned_row();
                if self.runs.delete(id) {
                    self.show_runs();
                    let left = self.follow_pin(before);
                    return self.forget_gone().chain(left).collect();
                }
            }
            RunMsg::NotKept(id) => match self.runs.make_room_for(id) {
                Some(record) => {
                    self.show_runs();
                    return self.forget_gone().chain([Effect::KeepRecord(Box::new(record))]).collect();
                }
                None => say_once(&mut self.note, &mut self.says_no_room, NO_ROOM),
            },
        }
        self.forget_gone().collect()
    }

    /// Others are compared with this row, or with none.
    pub(super) fn pin(&mut self, id: Option<RecordId>) -> Vec<Effect> {
        self.runs.pin(id);
        self.show_runs();
        vec![Effect::KeepPin(id)]
    }

    /// The row of the page's run says how it stands now; where training rests or nobody looks, the device is to keep it.
    pub(super) fn record_run(&mut self) -> Vec<Effect> {
        let (phase, Some(training)) = (self.run.phase, self.run.kept.clone()) else { return vec![] };
        if training.step == 0 {
            return vec![];
        }
        let rests = matches!(phase, Phase::Finished | Phase::Paused);
        let is_measured = rests && self.is_measured();
        let is_judged = self.run.time.chosen().is_none() && (is_measured || !rests);
        let row = self.runs.current().and_then(|id| self.runs.get(id));
        if row.is_some_and(|known| known.record.iterations() > training.step) {
            // The run beside the page's own has come further with it.
            self.runs.show(None);
        }
        let (id, pinned) = (self.runs.row(), self.pinned_row());
        let record = RunRecord {
            id,
            run: KeptRun::new(&self.build, &self.settings, training),
            weights: self.run.weights.clone(),
            is_finished: phase == Phase::Finished,
            verdict: self.verdict().filter(|_| is_judged).copied(),
            figures: if is_measured { self.recorded_figures() } else { vec![] },
        };
        self.runs.set(record, &self.settings);
        self.show_runs();
        let keep = if rests || self.rests_unseen() { self.keep_row(id) } else { vec![] };
        self.forget_gone().chain(keep).chain(self.keep_moved_pin(pinned)).collect()
    }

    /// The row that is pinned.
    pub(super) fn pinned_row(&self) -> Option<RecordId> {
        self.runs.pinned().map(|known| known.record.id)
    }

    /// The pin goes with the weights of its row, which may have come to be another's.
    pub(super) fn keep_moved_pin(&self, before: Option<RecordId>) -> Option<Effect> {
        let pinned = self.pinned_row();
        (pinned != before).then_some(Effect::KeepPin(pinned))
    }

    /// The device is to keep this row as it is now, if it does not.
    pub(super) fn keep_row(&mut self, id: RecordId) -> Vec<Effect> {
        self.runs.keep(id).map(|record| Effect::KeepRecord(Box::new(record))).into_iter().collect()
    }

    /// Another run takes the place of the page's, whose row stays as it is.
    pub(super) fn leave_run(&mut self) -> Vec<Effect> {
        let left = self.runs.current().map_or(vec![], |row| self.keep_row(row));
        if self.runs.current().is_some() {
            self.runs.show(None);
            self.show_runs();
        }
        left
    }

    /// The list is to be shown anew, and what is known of several seeds, and with them what they lay under a chart.
    pub(super) fn show_runs(&mut self) {
        (self.runs_changed, self.due.losses) = (true, true);
    }

    pub(super) fn forget_gone(&mut self) -> impl Iterator<Item = Effect> + use<> {
        self.runs.take_gone().into_iter().map(Effect::ForgetRecord)
    }

    /// Whether cloud and figures are those of the run as it rests, and not of what is being dragged, sampled or gone back to.
    fn is_measured(&self) -> bool {
        let is_of_rest = |of: &SamplesOf| {
            (of.run, of.step, of.ticket) == (self.run.id, self.run.step, self.requested.ticket) && !of.of_snapshot
        };
        let metrics = self.results.get(ResultKind::Metrics).filter(|known| !known.stale);
        let are_of_rest = metrics.is_some_and(|known| known.during.is_none_or(|step| step == self.run.step));
        self.preview.is_none() && self.learned_of.as_ref().is_some_and(is_of_rest) && are_of_rest
    }

    /// The figures that a comparison holds against each other.
    fn recorded_figures(&self) -> Vec<RecordedFigure> {
        let mut figures = vec![("loss".to_owned(), self.loss_text())];
        if let Some(RunResult::Metrics(result)) = self.results.present(ResultKind::Metrics) {
            let text = |metric: &MetricResult| (metric.metric.label().to_owned(), figure_text(Some(metric.value)));
            figures.extend(result.metrics.iter().map(text));
        }
        // The rest is of the shown samples: from the run's own noise, or not worth a word.
        if self.in_common.noise_seed.is_none_or(|seed| seed == self.settings.config.seed) {
            figures.extend(self.metrics().into_iter().map(|metric| (metric.name, metric.text)));
        }
        figures.into_iter().map(|(name, text)| RecordedFigure { name, text }).collect()
    }

    /// The run of a row takes the place of the page's: as it stood, if it is of this build, or else trained again, which makes a
    /// row of its own.
    pub(super) fn load_run(&mut self, id: RecordId) -> Vec<Effect> {
        let Some(known) = self.runs.get(id).filter(|_| self.runs.current() != Some(id)) else { return vec![] };
        let RunRecord { run, is_finished, .. } = known.record.clone();
        let settings = known.settings.clone();
        if !run.is_of_build(&self.build) {
            let effects = self.show_run(settings, Begin::Training, None);
            self.note = Some([OLDER, if run.is_of_link() { "" } else { DEPARTS }].concat());
            return effects;
        }
        // One that was left in the middle of its training waits for whoever wants to go on.
        let begin = if is_finished { Begin::Training } else { Begin::Paused };
        let effects = self.show_run(settings, begin, Some(run.training));
        self.runs.show(Some(id));
        effects
    }

    /// A run of these settings takes the place of the page's, from where it stood, if that is known.
    pub(super) fn show_run(&mut self, settings: Settings, begin: Begin, kept: Option<KeptTraining>) -> Vec<Effect> {
        let before = self.settings.clone();
        self.settings = Settings { pace: before.pace, ..settings };
        self.note = None;
        self.own_data.set_first(&self.settings.config.dataset);
        self.settle(&before);
        self.restart_from(begin, kept)
    }

    /// The list of runs as a file.
    pub(super) fn export_runs(&self, ticket: u32) -> Vec<Effect> {
        let name = ExportKind::Runs.file_name(&self.settings.config, None);
        let keep = ExportEffect::Keep(csv(&self.runs).into_bytes());
        [ExportEffect::Forget, keep, ExportEffect::Save { ticket, name }].map(Effect::Export).to_vec()
    }
}
