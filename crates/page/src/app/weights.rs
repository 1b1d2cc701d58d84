//! Weights out of a file, which become the page's run: first the worker says of which run they are, then the page reads that link,
//! and the worker holds them against it. Nothing changes before they are found to be its own.

use diffusion::config::Networks;
use diffusion::counts::MAX_ITERATIONS;
use messages::{Command, MAX_WEIGHTS_BYTES, Sealed, WeightsEvent, WeightsRequest};

use super::continuation::{DEPARTS, MOST_BYTES};
use super::msg::{Effect, WeightsMsg};
use super::run::Begin;
use super::state::App;
use crate::kept_run::KeptTraining;
use crate::link;
use crate::loss_curve::LossCurve;
use crate::runs::KnownRun;
use crate::settings::Settings;
use crate::supervisor::WorkerStatus;

impl App {
    pub(super) fn on_weights(&mut self, msg: WeightsMsg) -> Vec<Effect> {
        match msg {
            WeightsMsg::Unreadable => self.refuse_weights("The browser could not read the file."),
            WeightsMsg::Chosen { size } if size > MAX_WEIGHTS_BYTES as f64 => {
                self.refuse_weights(&format!("It is larger than {} MB.", MAX_WEIGHTS_BYTES >> 20));
            }
            WeightsMsg::Chosen { .. } => _ = self.weights.give_up(),
            WeightsMsg::Read(_) if self.supervisor.status() != WorkerStatus::Ready => {
                self.refuse_weights("The worker, which reads them, is not up yet. Try again in a moment.");
            }
            WeightsMsg::Read(bytes) => return vec![self.ask_for_weights(WeightsRequest::Open(bytes))],
        }
        vec![]
    }

    /// What the worker says of a file; of one that was given up for another, it is dropped.
    pub(super) fn on_weights_event(&mut self, ticket: u32, event: WeightsEvent) -> Vec<Effect> {
        if ticket != self.weights.ticket {
            return vec![];
        }
        match event {
            WeightsEvent::Failed { reason } => self.refuse_weights(&reason),
            WeightsEvent::Opened { link, iteration } => match settings_of(&link, iteration) {
                Err(reason) => self.refuse_weights(&reason),
                Ok(settings) => {
                    let config = Box::new(settings.config.clone());
                    self.weights.settings = Some(settings);
                    return vec![self.ask_for_weights(WeightsRequest::Take(config))];
                }
            },
            WeightsEvent::Taken { hash, state } => {
                let settings = self.weights.settings.take();
                self.weights.give_up();
                return settings.map_or(vec![], |settings| self.take_weights(settings, &hash, state));
            }
        }
        vec![]
    }

    fn ask_for_weights(&mut self, request: WeightsRequest) -> Effect {
        self.weights.is_with_worker = true;
        Effect::Send(Command::Weights { ticket: self.weights.ticket, request })
    }

    fn refuse_weights(&mut self, reason: &str) {
        self.weights.give_up();
        self.note = Some(["These weights were left out. ", reason].concat());
    }

    /// They are the page's run from now on. Of a run that the list has, more is known than its file says.
    fn take_weights(&mut self, settings: Settings, hash: &str, state: Sealed) -> Vec<Effect> {
        let is_theirs = |known: &&KnownRun| {
            let record = &known.record;
            known.has_weights(hash, &settings) && record.is_finished && record.run.is_of_build(&self.build)
        };
        if let Some(id) = self.runs.runs().iter().find(is_theirs).map(|known| known.record.id) {
            let effects = self.load_run(id);
            self.note = Some("The weights of the file are those of this run of the list.".to_owned());
            return effects;
        }
        let (step, is_large) = (settings.config.total_iterations(), state.size() > MOST_BYTES);
        let training = KeptTraining {
            step,
            losses: LossCurve::unknown(step),
            loss: None,
            is_of_link: false,
            seconds: 0.0,
            inside_since: None,
            state,
        };
        let effects = self.show_run(settings, Begin::Training, Some(training));
        let iterations = plot::grouped(step as u64);
        let kept = if is_large { " They are too large to be kept for a reload of the page." } else { "" };
        self.note = Some(format!("The weights of the file are shown, after {iterations} iterations.{DEPARTS}{kept}"));
        effects
    }
}

/// The settings of a run that a file names by its link, with as many iterations as it says, where those can be had; else
/// why not.
fn settings_of(link: &str, iteration: usize) -> Result<Settings, String> {
    let linked = link::read(link);
    if let Some(note) = linked.note() {
        return Err(["The link in it cannot be read. ", &note].concat());
    }
    let mut settings = linked.settings;
    if settings.config.networks == Networks::Shared && (1..=MAX_ITERATIONS).contains(&iteration) {
        settings.config.iterations = iteration;
    }
    match iteration {
        0 => Err("Its network has not been trained.".to_owned()),
        _ if settings.config.total_iterations() == iteration => Ok(settings),
        _ => Err("It was written in the middle of a training, or has more iterations than this page takes.".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::tests::opened;
    use crate::app::{Action, Msg, Phase};
    use crate::runs::rows;
    use messages::Event;

    fn tell(app: &mut App, msg: WeightsMsg) -> Vec<Effect> {
        app.update(Msg::Weights(msg), 2.0)
    }

    fn says(app: &mut App, ticket: u32, event: WeightsEvent) -> Vec<Effect> {
        app.update(Msg::Event(Event::Weights { ticket, event }, vec![]), 3.0)
    }

    /// The ticket with which the worker is asked to read a file.
    fn asked_to_open(app: &mut App) -> u32 {
        tell(app, WeightsMsg::Chosen { size: 3.0 });
        match &tell(app, WeightsMsg::Read(vec![1, 2, 3]))[..] {
            [Effect::Send(Command::Weights { ticket, request: WeightsRequest::Open(bytes) })]
                if bytes == &[1, 2, 3] =>
            {
                *ticket
            }
            other => panic!("{other:?}"),
        }
    }

    fn taken(state: &Sealed) -> WeightsEvent {
        WeightsEvent::Taken { hash: "abc".to_owned(), state: state.clone() }
    }

    fn opened_as(link: &str, iteration: usize) -> WeightsEvent {
        WeightsEvent::Opened { link: link.to_owned(), iteration }
    }

    /// catches: a run that is trained instead of shown, one that says that its link gives its weights
    #[test]
    fn weights_become_the_run_once_the_worker_has_found_them_right() {
        let mut app = opened("");
        let ticket = asked_to_open(&mut app);
        let effects = says(&mut app, ticket, opened_as("recipe=single_DDPM&seed=9", 12_000));
        let [Effect::Send(Command::Weights { request: WeightsRequest::Take(config), .. })] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((config.seed, config.iterations), (9, 12_000), "trained further");
        assert_ne!(app.settings().config.seed, 9, "nothing has changed yet");
        let state = Sealed::new(&5);
        let effects = says(&mut app, ticket, taken(&state));
        let start = effects.iter().find_map(|effect| match effect {
            Effect::Send(Command::Start { config, resumption: Some(resumption), .. }) => Some((config, resumption)),
            _ => None,
        });
        let (config, resumption) = start.expect("a run begins");
        assert_eq!((config.seed, &resumption.state, app.step()), (9, &state, 12_000));
        assert!(!app.is_of_link() && app.loss().is_none(), "the losses are not known");
        let run = app.run();
        app.update(Msg::Event(Event::TrainingState { run, step: 12_000, state }, vec![]), 4.0);
        let rest = Event::Resting { run, step: 12_000, finished: true, weights: "abc".into() };
        app.update(Msg::Event(rest, vec![]), 4.0);
        let row = &rows(app.runs())[0];
        assert_eq!((app.phase(), row.weights.as_deref(), row.step), (Phase::Finished, Some("abc"), 12_000));
        // The same file once more is that row, of which more may be known.
        app.update(Msg::Act(Action::Rewind), 5.0);
        let ticket = asked_to_open(&mut app);
        says(&mut app, ticket, opened_as("recipe=single_DDPM&seed=9", 12_000));
        says(&mut app, ticket, taken(&Sealed::new(&6)));
        assert!(app.note().is_some_and(|note| note.contains("of the list")), "{:?}", app.note());
        assert!(rows(app.runs()).len() == 1 && rows(app.runs())[0].is_current);
    }

    /// catches: a file that was with a worker which is no more, and nobody says so; one that comes to another page
    #[test]
    fn a_file_that_is_lost_on_its_way_is_told() {
        let mut app = opened("");
        let ticket = asked_to_open(&mut app);
        app.update(Msg::Crashed, 3.0);
        assert!(app.note().is_some_and(|note| note.contains("Open the file of weights once more")), "{:?}", app.note());
        assert!(says(&mut app, ticket, opened_as("seed=9", 10)).is_empty());
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 4.0);
        let ticket = asked_to_open(&mut app);
        says(&mut app, ticket, opened_as("seed=9", 10));
        app.update(Msg::Opened("seed=3".to_owned()), 5.0);
        assert!(says(&mut app, ticket, taken(&Sealed::new(&1))).is_empty());
        assert_eq!(app.settings().config.seed, 3);
    }

    /// catches: a page that is changed by a file that is of no use, or by one that was given up
    #[test]
    fn a_file_of_no_use_gets_a_sentence_and_changes_nothing() {
        let mut app = opened("");
        let before = (app.run(), app.settings().clone());
        let said = |app: &mut App, event| {
            let ticket = asked_to_open(app);
            assert!(says(app, ticket, event).is_empty());
            app.note().unwrap_or_default().to_owned()
        };
        let reason = "It is no file.".to_owned();
        assert_eq!(said(&mut app, WeightsEvent::Failed { reason }), "These weights were left out. It is no file.");
        assert!(said(&mut app, opened_as("recipe=none", 10)).contains("cannot be read"));
        assert!(said(&mut app, opened_as("", 0)).contains("not been trained"));
        assert!(said(&mut app, opened_as("", MAX_ITERATIONS + 1)).contains("in the middle"));
        assert!(said(&mut app, opened_as("recipe=simple_DDPM", 7)).contains("in the middle"));
        tell(&mut app, WeightsMsg::Chosen { size: 1e12 });
        assert!(app.note().is_some_and(|note| note.contains("16 MB")));
        let ticket = asked_to_open(&mut app);
        assert!(says(&mut app, ticket, taken(&Sealed::new(&1))).is_empty(), "nothing was opened");
        tell(&mut app, WeightsMsg::Unreadable);
        assert!(says(&mut app, ticket, opened_as("seed=9", 10)).is_empty(), "it was given up");
        assert_eq!((app.run(), app.settings().clone()), before);
    }
}
