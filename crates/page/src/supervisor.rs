//! Keeping a worker alive: it may crash, run out of memory or fall silent, and is then replaced.

/// A ping goes out this often, in milliseconds.
const PING_MS: f64 = 1_500.0;
/// A worker that leaves a ping unanswered for so long counts as silent, in milliseconds. Slow is not silent: one
/// iteration of the largest network and batch takes seconds on a phone that has other things to do.
const SILENCE_MS: f64 = 12_000.0;
/// A new worker may take this long to come up, in milliseconds.
const START_MS: f64 = 30_000.0;
/// After so many restarts within [`WINDOW_MS`] there is no other.
const RESTARTS: usize = 3;
/// Long enough for workers that never come up, or that fall silent soon after they did.
const WINDOW_MS: f64 = 130_000.0;
/// Of the time between two ticks no more than this counts, in milliseconds: where the page itself was held up, asleep,
/// or its clock was set, that is no silence of the worker.
const LONGEST_TICK_MS: f64 = 2_000.0;

/// How the worker is, as the page sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkerStatus {
    /// It has not answered yet.
    Starting,
    /// Up.
    Ready,
    /// Replaced; the new one has not answered yet.
    Restarting,
    /// Given up.
    Stopped,
}

impl WorkerStatus {
    /// The word for it in the page.
    pub fn word(self) -> &'static str {
        match self {
            Self::Starting => "starting",
            Self::Ready => "ready",
            Self::Restarting => "restarting",
            Self::Stopped => "stopped",
        }
    }
}

/// What is to be done about the worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WatchdogAction {
    /// Ask whether it is there.
    Ping(u32),
    /// Replace it.
    Restart,
    /// Replace it no more.
    GiveUp,
}

/// Watches over one worker after another. All times are in milliseconds, from any beginning.
#[derive(Debug)]
pub struct Supervisor {
    status: WorkerStatus,
    was_ready: bool,
    visible: bool,
    /// When the last tick was.
    ticked_at: f64,
    /// How long the page has watched, in ticks that count.
    watched: f64,
    /// When, in watched time, the present status began.
    since: f64,
    /// When, in watched time, the last ping went out.
    pinged_at: f64,
    ping: u32,
    /// When, in watched time, the first ping went out that is still unanswered.
    unanswered_since: Option<f64>,
    restarts: Vec<f64>,
}

impl Supervisor {
    /// Over a worker that was started `now`.
    pub fn new(now: f64) -> Self {
        Self {
            status: WorkerStatus::Starting,
            was_ready: false,
            visible: true,
            ticked_at: now,
            watched: 0.0,
            since: 0.0,
            pinged_at: 0.0,
            ping: 0,
            unanswered_since: None,
            restarts: vec![],
        }
    }

    /// How the worker is.
    pub fn status(&self) -> WorkerStatus {
        self.status
    }

    /// Whether a worker was ever up.
    pub fn was_ready(&self) -> bool {
        self.was_ready
    }

    /// It came up.
    pub fn ready(&mut self) {
        self.was_ready = true;
        self.enter(WorkerStatus::Ready);
    }

    /// It said something, whatever it was.
    pub fn received(&mut self) {
        self.unanswered_since = None;
    }

    /// The page was hidden or shown. Timers of hidden pages are throttled, so nothing is concluded from silence then.
    pub fn set_visible(&mut self, visible: bool) {
        self.visible = visible;
        self.enter(self.status);
    }

    /// It crashed.
    pub fn crashed(&mut self, now: f64) -> Option<WatchdogAction> {
        (self.status != WorkerStatus::Stopped).then(|| self.replace(now))
    }

    /// It is of no use, and another one would not be.
    pub fn stop(&mut self) {
        self.enter(WorkerStatus::Stopped);
    }

    /// A person asks for a new worker after all.
    pub fn revive(&mut self) {
        self.restarts.clear();
        self.enter(WorkerStatus::Restarting);
    }

    /// Time has passed.
    pub fn tick(&mut self, now: f64) -> Option<WatchdogAction> {
        self.watched += (now - self.ticked_at).clamp(0.0, LONGEST_TICK_MS);
        self.ticked_at = now;
        let watched = self.watched;
        let is_silent = self.unanswered_since.is_some_and(|since| watched - since > SILENCE_MS);
        match self.status {
            _ if !self.visible => None,
            WorkerStatus::Stopped => None,
            WorkerStatus::Starting | WorkerStatus::Restarting => {
                (watched - self.since > START_MS).then(|| self.replace(now))
            }
            WorkerStatus::Ready if is_silent => Some(self.replace(now)),
            WorkerStatus::Ready if watched - self.pinged_at < PING_MS => None,
            WorkerStatus::Ready => {
                self.unanswered_since.get_or_insert(watched);
                (self.pinged_at, self.ping) = (watched, self.ping.wrapping_add(1));
                Some(WatchdogAction::Ping(self.ping))
            }
        }
    }

    fn replace(&mut self, now: f64) -> WatchdogAction {
        self.restarts.retain(|at| now - at < WINDOW_MS);
        self.restarts.push(now);
        if self.restarts.len() > RESTARTS {
            self.stop();
            return WatchdogAction::GiveUp;
        }
        self.enter(WorkerStatus::Restarting);
        WatchdogAction::Restart
    }

    /// From now on this is its status, and nothing is known of its silence.
    fn enter(&mut self, status: WorkerStatus) {
        (self.status, self.since) = (status, self.watched);
        (self.pinged_at, self.unanswered_since) = (self.watched, None);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Supervisor {
        let mut supervisor = Supervisor::new(0.0);
        supervisor.ready();
        supervisor
    }

    /// What is done when time passes in ticks of half a second.
    fn watch(supervisor: &mut Supervisor, from: f64, ticks: i32) -> Vec<WatchdogAction> {
        (1..=ticks).filter_map(|i| supervisor.tick(from + f64::from(i) * 500.0)).collect()
    }

    #[test]
    fn an_answer_that_does_not_come_for_twelve_seconds_is_silence() {
        let mut supervisor = ready();
        let seen = watch(&mut supervisor, 0.0, 28);
        let (last, pings) = seen.split_last().expect("something is done");
        assert_eq!(pings, (1..=9).map(WatchdogAction::Ping).collect::<Vec<_>>());
        assert_eq!((*last, supervisor.status()), (WatchdogAction::Restart, WorkerStatus::Restarting));
    }

    /// catches: a finished run thrown away because one piece of its work, or the page, was slow
    #[test]
    fn a_slow_worker_is_not_a_silent_one() {
        let mut supervisor = ready();
        for answer in 0..5 {
            let seen = watch(&mut supervisor, f64::from(answer) * 11_500.0, 23);
            assert!(!seen.contains(&WatchdogAction::Restart), "{seen:?}");
            supervisor.received();
        }
    }

    /// catches: a worker that is replaced because the machine slept or its clock was set, forwards or back
    #[test]
    fn a_page_that_was_frozen_concludes_nothing_from_the_time_it_slept() {
        let mut supervisor = ready();
        assert_eq!(supervisor.tick(2_000.0), Some(WatchdogAction::Ping(1)));
        assert_eq!(supervisor.tick(86_400_000.0), Some(WatchdogAction::Ping(2)));
        assert_eq!(supervisor.tick(-5e9), None);
        supervisor.received();
        assert_eq!(watch(&mut supervisor, -5e9, 3), [WatchdogAction::Ping(3)]);
    }

    #[test]
    fn a_worker_that_says_anything_at_all_is_not_restarted() {
        let mut supervisor = ready();
        for i in 1..500 {
            assert_ne!(supervisor.tick(100.0 + f64::from(i) * 100.0), Some(WatchdogAction::Restart));
            supervisor.received();
        }
    }

    #[test]
    fn a_hidden_page_concludes_nothing() {
        let mut supervisor = ready();
        supervisor.set_visible(false);
        assert!((1..100).all(|i| supervisor.tick(f64::from(i) * 1e4).is_none()));
        supervisor.set_visible(true);
        assert_eq!(supervisor.tick(1e6), Some(WatchdogAction::Ping(1)));
    }

    #[test]
    fn three_restarts_within_two_minutes_are_the_last() {
        let mut supervisor = ready();
        for i in 1..=3 {
            assert_eq!(supervisor.crashed(f64::from(i) * 1e3), Some(WatchdogAction::Restart));
            supervisor.ready();
        }
        assert_eq!(supervisor.crashed(5e3), Some(WatchdogAction::GiveUp));
        assert_eq!((supervisor.crashed(6e3), supervisor.tick(9e9)), (None, None));
        supervisor.revive();
        supervisor.ready();
        assert_eq!(supervisor.crashed(9e3), Some(WatchdogAction::Restart));
    }

    #[test]
    fn restarts_far_apart_go_on() {
        let mut supervisor = ready();
        for i in 1..20 {
            assert_eq!(supervisor.crashed(f64::from(i) * 50e3), Some(WatchdogAction::Restart));
        }
    }

    #[test]
    fn a_worker_that_never_comes_up_is_replaced_three_times() {
        let mut supervisor = Supervisor::new(0.0);
        assert_eq!(watch(&mut supervisor, 0.0, 60), []);
        let seen = watch(&mut supervisor, 30_000.0, 240);
        assert_eq!(
            seen,
            [WatchdogAction::Restart, WatchdogAction::Restart, WatchdogAction::Restart, WatchdogAction::GiveUp]
        );
    }

    /// catches: a run that begins anew for ever, because every worker takes a while to fall silent
    #[test]
    fn workers_that_fall_silent_one_after_the_other_are_given_up() {
        let mut supervisor = ready();
        let (mut now, mut restarts) = (0.0, 0);
        while supervisor.status() != WorkerStatus::Stopped {
            // Up after a second, well for eight, and then silent.
            let done = watch(&mut supervisor, now, 2);
            supervisor.ready();
            for _ in 0..16 {
                now += 500.0;
                supervisor.tick(now + 1_000.0);
                supervisor.received();
            }
            let silent = watch(&mut supervisor, now + 1_000.0, 28);
            now += 15_000.0;
            restarts += usize::from(done.iter().chain(&silent).any(|action| *action == WatchdogAction::Restart));
            assert!(restarts <= 3);
        }
        assert_eq!(restarts, 3);
    }
}
