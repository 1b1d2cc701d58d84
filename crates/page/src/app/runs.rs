//! The list of runs: when the page's run becomes a row of it, and what a person does with the rows.

use messages::ExportKind;

use super::msg::{Effect, ExportEffect, RunMsg};
use super::run::{Begin, Phase};
use super::state::App;
use crate::kept_run::{KeptRun, RecordId};
use crate::results::VerdictWords;
use crate::runs::{RecordedFigure, RunLedger, RunRecord, csv};
use crate::settings::Settings;

impl App {
    /// The page with the runs of visits before. Those of this one are numbered from `first` on.
    pub fn with_runs(self, kept: Vec<RunRecord>, first: u64) -> Self {
        Self { runs: RunLedger::new(kept, first), runs_changed: true, ..self }
    }

    /// The runs.
    pub fn runs(&self) -> &RunLedger {
        &self.runs
    }

    pub(super) fn on_run_msg(&mut self, msg: RunMsg) -> Vec<Effect> {
        match msg {
            RunMsg::Load(id) => return self.load_run(id),
            RunMsg::Pin(id) => return self.pin_run(Some(id)),
            RunMsg::Unpin => return self.pin_run(None),
            RunMsg::Delete(id) if self.runs.delete(id) => {
                self.show_runs();
                return vec![Effect::ForgetRecord(id)];
            }
            RunMsg::Delete(_) => {}
            RunMsg::NotKept => {
                let words = "This browser has no room for more runs: the last is on the list until the page is closed. \
                             Take some off under “Runs”.";
                self.note.get_or_insert_with(|| words.to_owned());
            }
        }
        vec![]
    }

    /// The row of the page's run says how it stands now; where training rests, the device is to keep it.
    pub(super) fn record_run(&mut self) -> Vec<Effect> {
        let (phase, Some(training)) = (self.run.phase, self.run.kept.clone()) else { return vec![] };
        let rests = matches!(phase, Phase::Finished | Phase::Paused);
        let run = KeptRun::new(&self.build, &self.link, training);
        let record = RunRecord {
            id: self.runs.row(),
            run,
            weights: self.run.weights.clone(),
            is_finished: phase == Phase::Finished,
            verdict: self.verdict().cloned(),
            figures: if rests { self.recorded_figures() } else { vec![] },
            is_pinned: false,
        };
        let settings = self.settings.clone();
        let gone = self.runs.set(record, &settings);
        self.show_runs();
        let keep = rests.then(|| self.runs.keep()).flatten();
        let keep = keep.map(|record| Effect::KeepRecord(Box::new(record)));
        gone.into_iter().map(Effect::ForgetRecord).chain(keep).collect()
    }

    /// Another run takes the place of the page's, whose row stays as it is.
    pub(super) fn leave_run(&mut self) -> Option<Effect> {
        self.runs.current()?;
        let left = self.runs.keep().map(|record| Effect::KeepRecord(Box::new(record)));
        self.runs.show(None);
        self.show_runs();
        left
    }

    /// The list is to be shown anew.
    pub(super) fn show_runs(&mut self) {
        self.runs_changed = true;
        self.due.losses |= self.runs.pinned().is_some();
    }

    /// The figures that a comparison holds against each other.
    fn recorded_figures(&self) -> Vec<RecordedFigure> {
        let VerdictWords { name, distance, .. } = VerdictWords::of(&self.results);
        let shown = self.metrics().into_iter().map(|metric| (metric.name, metric.text));
        let all = [("loss".to_owned(), self.loss_text()), (name, distance)].into_iter().chain(shown);
        all.map(|(name, text)| RecordedFigure { name, text }).collect()
    }

    /// The run of a row takes the place of the page's: as it stood, if it is of this build, or else from its beginning.
    fn load_run(&mut self, id: RecordId) -> Vec<Effect> {
        let Some(known) = self.runs.get(id).filter(|_| self.runs.current() != Some(id)) else { return vec![] };
        let (run, is_finished) = (known.record.run.clone(), known.record.is_finished);
        let before = self.settings.clone();
        self.settings = Settings { pace: before.pace, ..known.settings.clone() };
        self.note = None;
        self.settle(&before);
        let keep = self.keep_data(&before);
        let mut effects = if run.is_of_build(&self.build) {
            // One that was left in the middle of its training waits for whoever wants to go on.
            let begin = if is_finished { Begin::Training } else { Begin::Paused };
            self.restart_from(begin, Some(run.training))
        } else {
            self.note = Some("That run is of an older version of this page: it is trained again.".to_owned());
            self.restart(Begin::Training)
        };
        self.runs.show(Some(id));
        effects.extend(keep);
        effects
    }

    fn pin_run(&mut self, id: Option<RecordId>) -> Vec<Effect> {
        let changed = self.runs.pin(id);
        self.show_runs();
        changed.into_iter().map(|record| Effect::KeepRecord(Box::new(record))).collect()
    }

    /// The list of runs as a file.
    pub(super) fn export_runs(&self, ticket: u32) -> Vec<Effect> {
        let name = ExportKind::Runs.file_name(&self.settings.config, None);
        let keep = ExportEffect::Keep(csv(&self.runs).into_bytes());
        [keep, ExportEffect::Save { ticket, name }].map(Effect::Export).to_vec()
    }
}
