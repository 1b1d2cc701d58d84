//! The newest result of each kind, and whether it belongs to the present run.

use diffusion::Config;
use messages::result::ComparisonInputs;
use messages::{ResultKind, RunResult, Unavailable};

use super::cells::TableCell;
use super::table::table;

/// A result, and whether it belongs to the present run.
#[derive(Clone, Debug, PartialEq)]
pub struct KnownResult {
    /// The result.
    pub result: RunResult,
    /// Whether it belongs to an older run.
    pub stale: bool,
    /// The iteration that it is of, where the run had not ended.
    pub during: Option<usize>,
}

/// The newest result of each kind.
#[derive(Clone, Debug, Default)]
pub struct RunResults {
    known: Vec<KnownResult>,
    /// Whether the error decomposition was last asked for what a control was dragged to, and not for the run.
    elsewhere: bool,
}

impl RunResults {
    /// Puts a result in the place of the one before; `during` is the iteration of a run that has not ended.
    pub fn add(&mut self, result: RunResult, during: Option<usize>) {
        self.known.retain(|known| known.result.kind() != result.kind());
        self.known.push(KnownResult { result, stale: false, during });
    }

    /// The figure of this name as the tables of a run that has ended show it.
    pub fn final_figure(&self, name: &str) -> Option<String> {
        let known = self.known.iter().filter(|known| known.during.is_none() && !known.stale);
        let cells = known.flat_map(|known| table(&known.result).rows).flat_map(|row| row.cells);
        let named =
            |cell: &TableCell| cell.attributes.iter().any(|(key, value)| *key == "data-metric" && value == name);
        cells.into_iter().find(named).map(|cell| cell.text)
    }

    /// What is here belongs to an older run from now on, and a run of this configuration begins. Samplers that were
    /// compared on other data or other noise say nothing of it. Returns what there is.
    pub fn mark_stale(&mut self, config: &Config) -> Vec<ResultKind> {
        self.elsewhere = false;
        self.known.iter_mut().for_each(|known| known.stale = true);
        let inputs = ComparisonInputs::of(config);
        let is_of_others = |result: &RunResult| match result {
            RunResult::WorkPrecision(Ok(result)) => inputs.as_ref() != Some(&result.inputs),
            _ => false,
        };
        if self.known.iter().any(|known| is_of_others(&known.result)) {
            self.add(RunResult::WorkPrecision(Err(Unavailable::WhileTraining)), Some(0));
        }
        self.known.iter().map(|known| known.result.kind()).collect()
    }

    /// The run that had ended after this iteration goes on: what is known of its end is of an iteration on the way.
    /// Returns what there is.
    pub fn go_on(&mut self, step: usize) -> Vec<ResultKind> {
        self.known.iter_mut().for_each(|known| _ = known.during.get_or_insert(step));
        self.known.iter().map(|known| known.result.kind()).collect()
    }

    /// The newest result of a kind.
    pub fn get(&self, kind: ResultKind) -> Option<&KnownResult> {
        self.known.iter().find(|known| known.result.kind() == kind)
    }

    /// The newest result of a kind, if it is of the present run.
    pub fn present(&self, kind: ResultKind) -> Option<&RunResult> {
        self.get(kind).filter(|known| !known.stale).map(|known| &known.result)
    }

    /// Whether something is to be asked: of what a control is dragged to (`elsewhere`), or, where it was dragged back,
    /// of the run itself.
    pub fn consider(&mut self, elsewhere: bool) -> bool {
        let back = std::mem::replace(&mut self.elsewhere, elsewhere);
        elsewhere || back
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Preset;
    use messages::result::WorkPrecisionResult;

    /// catches: rows of the model before beside the next one, until it rests
    #[test]
    fn a_comparison_of_samplers_stays_with_its_data_and_noise() {
        let [config, other] = [Preset::SimpleMultimodal, Preset::Simple1Diffusion].map(Preset::config);
        let inputs = ComparisonInputs::of(&config).unwrap();
        let compared = RunResult::WorkPrecision(Ok(WorkPrecisionResult { inputs, curves: vec![], is_stand_in: true }));
        let mut results = RunResults::default();
        results.add(compared.clone(), None);
        let of = |results: &RunResults| results.get(ResultKind::WorkPrecision).cloned();
        assert_eq!(results.mark_stale(&config), [ResultKind::WorkPrecision]);
        assert_eq!(of(&results), Some(KnownResult { result: compared, stale: true, during: None }));
        results.mark_stale(&other);
        let waiting = RunResult::WorkPrecision(Err(Unavailable::WhileTraining));
        assert_eq!(of(&results), Some(KnownResult { result: waiting, stale: false, during: Some(0) }));
    }
}
