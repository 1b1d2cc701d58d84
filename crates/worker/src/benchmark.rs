//! Measuring how fast the worker is, run by run, so that commands are received in between.

use std::collections::VecDeque;

use training::bench::{BenchmarkCase, BenchmarkResult, BenchmarkRun, MedianTime, cases};
use training::{Backend, TrainingError};

use crate::emit::{Clock, EventSink, NextWakeUp};
use messages::{BenchmarkRow, BenchmarkTime, Event, RunId};

/// The cases that are still to be measured.
pub struct Benchmark {
    id: RunId,
    waiting: VecDeque<BenchmarkCase>,
    total: usize,
    present: Option<BenchmarkRun>,
}

impl Benchmark {
    /// All cases.
    pub fn new(id: RunId) -> Self {
        let waiting = VecDeque::from(cases());
        Self { id, total: waiting.len(), waiting, present: None }
    }

    /// One run of the present case. Nothing is left to do once all cases are measured, or one failed.
    pub fn step(&mut self, clock: Clock, emit: EventSink) -> NextWakeUp {
        match self.measure(clock) {
            Ok(Some(row)) => emit(&Event::BenchRow { run: self.id, row, of: self.total }, &[]),
            Ok(None) if self.present.is_none() => {
                emit(&Event::BenchDone { run: self.id }, &[]);
                return NextWakeUp::OnCommand;
            }
            Ok(None) => {}
            Err(error) => {
                emit(&Event::Failed { run: self.id, reason: error.to_string() }, &[]);
                return NextWakeUp::OnCommand;
            }
        }
        NextWakeUp::Now
    }

    /// The row of a case whose last run this was. Without a present case afterwards, and no row, all are measured.
    fn measure(&mut self, clock: Clock) -> Result<Option<BenchmarkRow>, TrainingError> {
        if self.present.is_none() {
            self.present = self.waiting.pop_front().map(|case| BenchmarkRun::new(case, Backend::Fused)).transpose()?;
        }
        let Some(present) = &mut self.present else { return Ok(None) };
        let Some(BenchmarkResult { case, time }) = present.step(clock)? else { return Ok(None) };
        self.present = None;
        let time = match time {
            MedianTime::UsPerStep(us) => BenchmarkTime::UsPerStep(us),
            MedianTime::Ms(ms) => BenchmarkTime::Ms(ms),
        };
        Ok(Some(BenchmarkRow { case, time }))
    }
}
