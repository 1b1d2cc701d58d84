//! One configuration with eight seeds, and another beside it: is the difference more than luck?
//!
//! | to … | see |
//! |---|---|
//! | know which seeds there are, and how they ended | `repeat.rs` |
//! | see which worker trains which seed | `crew.rs` |
//! | see what is shown of them | `table.rs` |

mod crew;
mod repeat;
mod table;

use std::ops::Range;

use diffusion::Config;
use messages::{Command, RunId};

use crate::settings::Settings;
use crate::supervisor::WatchdogAction;

use crew::Crew;
use repeat::Judgement;
pub use repeat::{Repeat, SEEDS, SeedResult, SeedRun};
pub use table::{RepeatWords, repeat_figures, repeat_seeds};

/// The most configurations that are remembered.
const MOST: usize = 8;

/// All configurations that were repeated in this visit.
#[derive(Debug, Default)]
pub struct Repeats {
    /// The one that was wanted last at the end.
    list: Vec<Repeat>,
    /// The workers of the last one.
    crew: Crew,
    /// Why the last one went no further.
    error: Option<&'static str>,
}

impl Repeats {
    /// The one that was wanted last.
    pub fn last(&self) -> Option<&Repeat> {
        self.list.last()
    }

    /// Why the last one went no further.
    pub fn error(&self) -> Option<&str> {
        self.error
    }

    /// Whether seeds are being trained.
    pub fn works(&self) -> bool {
        self.crew.works()
    }

    /// The workers that are up.
    pub fn up(&self) -> impl Iterator<Item = usize> {
        self.crew.up()
    }

    /// What the last one is compared with, of the same data: that of the pinned run's configuration, if there is one, or the one before.
    pub fn other(&self, pinned: Option<&Config>) -> Option<&Repeat> {
        let (last, before) = self.list.split_last()?;
        let of_pinned = |repeat: &&Repeat| pinned.is_some_and(|config| repeat.is_of(config));
        let has_seeds = |repeat: &&Repeat| {
            let is_comparable = repeat.config().dataset == last.config().dataset && !repeat.is_of(last.config());
            is_comparable && repeat.results().next().is_some()
        };
        before.iter().rev().filter(has_seeds).find(of_pinned).or_else(|| before.iter().rev().find(has_seeds))
    }

    /// The last one, where it is of this configuration, whatever its seed.
    pub fn of(&self, config: &Config) -> Option<&Repeat> {
        self.last().filter(|repeat| repeat.is_of(config))
    }

    /// These settings are wanted with eight seeds, the first their own; what there is of them already stays. Whether there is
    /// something left to train.
    pub fn want(&mut self, settings: &Settings) -> bool {
        let known = self.list.iter().position(|repeat| repeat.begins_with(&settings.config));
        let repeat = known.map_or_else(|| Repeat::new(settings), |place| self.list.remove(place));
        self.list.push(repeat);
        if self.list.len() > MOST {
            self.list.remove(0);
        }
        self.error = None;
        self.last().is_some_and(|repeat| !repeat.is_done())
    }

    /// The workers for the seeds that are left: as many as the machine has cores, and no more than seeds.
    pub fn gather(&mut self, cores: usize, now: f64) -> Range<usize> {
        self.crew = self.last().map_or_else(Crew::default, |repeat| Crew::new(cores, repeat, now));
        self.crew.all()
    }

    /// What a worker that has nothing to do is asked for: the next seed, or at last to judge them; none where it is not needed any
    /// more.
    pub fn next(&mut self, worker: usize) -> Option<Command> {
        let repeat = self.list.last_mut()?;
        if let Some(place) = self.crew.next(worker, repeat) {
            repeat.begin_anew(place);
            let (run, config) = (RunId(place as u32), Box::new(repeat.config_of(place)));
            return Some(Command::Repeat { run, config, perfect: Repeat::share_of_perfect(place) });
        }
        let Judgement { seeds, perfect } = repeat.to_judge()?;
        self.crew.begin_to_judge(worker).then_some(Command::Judge { seeds, perfect })
    }

    /// A worker says the p of every seed that ended well; false where it was not asked.
    pub fn judge(&mut self, worker: usize, p: Vec<f64>) -> bool {
        let judges = self.crew.is_judge(worker);
        if let Some(repeat) = self.list.last_mut().filter(|_| judges) {
            repeat.judge(p);
        }
        judges
    }

    /// A worker came up.
    pub fn ready(&mut self, worker: usize) {
        self.crew.ready(worker);
    }

    /// A worker said something.
    pub fn received(&mut self, worker: usize) {
        self.crew.received(worker);
    }

    /// The page was shown or hidden.
    pub fn set_visible(&mut self, visible: bool) {
        self.crew.set_visible(visible);
    }

    /// What is to be done about a worker that crashed; its seed begins anew.
    pub fn crashed(&mut self, worker: usize, now: f64) -> Option<WatchdogAction> {
        let (action, lost) = self.crew.crashed(worker, now)?;
        self.begin_anew(lost);
        Some(action)
    }

    /// What is to be done about which worker, now that time has passed.
    pub fn tick(&mut self, now: f64) -> Vec<(usize, WatchdogAction)> {
        let due = self.crew.tick(now);
        due.iter().for_each(|(_, _, lost)| self.begin_anew(*lost));
        due.into_iter().map(|(worker, action, _)| (worker, action)).collect()
    }

    fn begin_anew(&mut self, lost: Option<usize>) {
        if let Some(repeat) = self.list.last_mut() {
            lost.into_iter().for_each(|place| repeat.begin_anew(place));
        }
    }

    /// A worker tells how its seed goes on: the mean loss of the last tenth, and those since it told last. Whether it is worth
    /// a word.
    pub fn add_losses(&mut self, worker: usize, RunId(place): RunId, loss: f64, losses: Vec<f32>) -> bool {
        let place = place as usize;
        let Some(repeat) = self.list.last_mut().filter(|_| self.crew.has(worker, place)) else { return false };
        let twentieths = |repeat: &Repeat| (20.0 * repeat.share()) as usize;
        let before = twentieths(repeat);
        repeat.add_losses(place, loss, losses);
        twentieths(repeat) != before
    }

    /// A worker has come to the end of its seed; false where it was another's.
    pub fn end(&mut self, worker: usize, RunId(place): RunId, end: Result<SeedResult, String>) -> bool {
        let place = place as usize;
        let has = self.crew.has(worker, place);
        if let Some(repeat) = self.list.last_mut().filter(|_| has) {
            repeat.end(place, end);
        }
        has
    }

    /// No seed is to be trained any more, for this reason if it was not a person's wish: the workers that still are to be ended.
    pub fn stop(&mut self, error: Option<&'static str>) -> Vec<usize> {
        self.error = error;
        if let Some(repeat) = self.list.last_mut() {
            (0..SEEDS).filter(|place| self.crew.trains(*place)).for_each(|place| repeat.begin_anew(place));
        }
        self.crew.dismiss()
    }
}
