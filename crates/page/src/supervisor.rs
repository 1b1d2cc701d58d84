//! Keeping a worker alive: it may crash, run out of memory or fall silent, and is then replaced.

/// A ping goes out this often, in milliseconds.
const PING_MS: f64 = 1_500.0;
/// So many pings may go unanswered before the worker counts as silent.
const UNANSWERED: u32 = 2;
/// A new worker may take this long to come up, in milliseconds.
const START_MS: f64 = 30_000.0;
/// So many restarts within [`WINDOW_MS`] are too many.
const RESTARTS: usize = 3;
/// One minute.
const WINDOW_MS: f64 = 60_000.0;

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
    since: f64,
    visible: bool,
    pinged_at: f64,
    ping: u32,
    unanswered: u32,
    restarts: Vec<f64>,
}

impl Supervisor {
    /// Over a worker that was started `now`.
    pub fn new(now: f64) -> Self {
        Self {
            status: WorkerStatus::Starting,
            was_ready: false,
            since: now,
            visible: true,
            pinged_at: now,
            ping: 0,
            unanswered: 0,
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
    pub fn ready(&mut self, now: f64) {
        self.was_ready = true;
        (self.status, self.pinged_at, self.unanswered) = (WorkerStatus::Ready, now, 0);
    }

    /// It said something, whatever it was.
    pub fn received(&mut self) {
        self.unanswered = 0;
    }

    /// The page was hidden or shown. Timers of hidden pages are throttled, so nothing is concluded from silence then.
    pub fn set_visible(&mut self, visible: bool, now: f64) {
        self.visible = visible;
        (self.pinged_at, self.unanswered, self.since) = (now, 0, now);
    }

    /// It crashed.
    pub fn crashed(&mut self, now: f64) -> Option<WatchdogAction> {
        (self.status != WorkerStatus::Stopped).then(|| self.replace(now))
    }

    /// A person asks for a new worker after all.
    pub fn revive(&mut self, now: f64) {
        self.restarts.clear();
        (self.status, self.since, self.unanswered) = (WorkerStatus::Restarting, now, 0);
    }

    /// Time has passed.
    pub fn tick(&mut self, now: f64) -> Option<WatchdogAction> {
        let (is_late, due) = (now - self.since > START_MS, now - self.pinged_at >= PING_MS);
        match self.status {
            _ if !self.visible => None,
            WorkerStatus::Stopped => None,
            WorkerStatus::Starting | WorkerStatus::Restarting => is_late.then(|| self.replace(now)),
            WorkerStatus::Ready if !due => None,
            WorkerStatus::Ready if self.unanswered >= UNANSWERED => Some(self.replace(now)),
            WorkerStatus::Ready => {
                (self.pinged_at, self.ping, self.unanswered) = (now, self.ping.wrapping_add(1), self.unanswered + 1);
                Some(WatchdogAction::Ping(self.ping))
            }
        }
    }

    fn replace(&mut self, now: f64) -> WatchdogAction {
        self.restarts.retain(|at| now - at < WINDOW_MS);
        self.restarts.push(now);
        if self.restarts.len() > RESTARTS {
            self.status = WorkerStatus::Stopped;
            return WatchdogAction::GiveUp;
        }
        (self.status, self.since, self.unanswered) = (WorkerStatus::Restarting, now, 0);
        WatchdogAction::Restart
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ready() -> Supervisor {
        let mut supervisor = Supervisor::new(0.0);
        supervisor.ready(100.0);
        supervisor
    }

    #[test]
    fn two_unanswered_pings_are_silence() {
        let mut supervisor = ready();
        let seen: Vec<WatchdogAction> =
            (1..200).filter_map(|i| supervisor.tick(100.0 + f64::from(i) * 50.0)).take(3).collect();
        assert_eq!(seen, [WatchdogAction::Ping(1), WatchdogAction::Ping(2), WatchdogAction::Restart]);
        assert_eq!(supervisor.status(), WorkerStatus::Restarting);
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
        supervisor.set_visible(false, 200.0);
        assert!((1..100).all(|i| supervisor.tick(f64::from(i) * 1e4).is_none()));
        supervisor.set_visible(true, 1e6);
        assert_eq!(supervisor.tick(1e6 + 100.0), None);
        assert_eq!(supervisor.tick(1e6 + PING_MS), Some(WatchdogAction::Ping(1)));
    }

    #[test]
    fn three_restarts_within_a_minute_are_the_last() {
        let mut supervisor = ready();
        for i in 1..=3 {
            assert_eq!(supervisor.crashed(f64::from(i) * 1e3), Some(WatchdogAction::Restart));
            supervisor.ready(f64::from(i) * 1e3 + 1.0);
        }
        assert_eq!(supervisor.crashed(5e3), Some(WatchdogAction::GiveUp));
        assert_eq!((supervisor.crashed(6e3), supervisor.tick(9e9)), (None, None));
        supervisor.revive(7e3);
        supervisor.ready(8e3);
        assert_eq!(supervisor.crashed(9e3), Some(WatchdogAction::Restart));
    }

    #[test]
    fn restarts_far_apart_go_on() {
        let mut supervisor = ready();
        for i in 1..20 {
            assert_eq!(supervisor.crashed(f64::from(i) * 25e3), Some(WatchdogAction::Restart));
        }
    }

    #[test]
    fn a_worker_that_never_comes_up_is_replaced() {
        let mut supervisor = Supervisor::new(0.0);
        assert_eq!(supervisor.tick(START_MS - 1.0), None);
        assert_eq!(supervisor.tick(START_MS + 1.0), Some(WatchdogAction::Restart));
    }
}
