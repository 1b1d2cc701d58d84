//! A person's own data: from a file or a text over a preview to the data of the run.

use diffusion::Dataset;
use messages::Command;
use messages::import::{ImportEvent, ImportRequest, MAX_IMPORT_BYTES};

use super::import_state::{Import, ImportMsg, ImportState};
use super::msg::Effect;
use super::run::Begin;
use super::state::App;
use crate::controls::{self, Change};
use crate::settings::Settings;
use crate::supervisor::WorkerStatus;

impl App {
    pub(super) fn on_import(&mut self, msg: ImportMsg) -> Vec<Effect> {
        match msg {
            ImportMsg::Paste => {
                self.import = Import { is_pasting: true, ticket: self.import.ticket + 1, ..Import::default() }
            }
            ImportMsg::Chosen { size } if size > MAX_IMPORT_BYTES as f64 => {
                let most = MAX_IMPORT_BYTES >> 20;
                self.fail_import(&format!("They are larger than {most} MB: bring the part that counts."));
            }
            ImportMsg::Chosen { .. } => {
                let ticket = self.import.ticket + 1;
                self.import = Import { state: ImportState::Reading, ticket, ..Import::default() };
            }
            ImportMsg::Read(request) => return self.ask_for_points(request),
            ImportMsg::Choose(choice) => return self.ask_for_points(ImportRequest::Choose(choice)),
            ImportMsg::Unreadable => {
                self.fail_import("The browser could not read the file.");
            }
            ImportMsg::Cancel => self.import = Import { ticket: self.import.ticket + 1, ..Import::default() },
            ImportMsg::Accept => {
                if let ImportState::Preview(preview) = std::mem::take(&mut self.import.state) {
                    let ticket = self.import.ticket + 1;
                    self.import = Import { state: ImportState::Done, ticket, ..Import::default() };
                    return self.take_data(Dataset::Points(preview.points), Begin::Training);
                }
            }
        }
        vec![]
    }

    fn ask_for_points(&mut self, request: ImportRequest) -> Vec<Effect> {
        if self.supervisor.status() != WorkerStatus::Ready {
            self.fail_import("The worker, which reads them, is not up yet. Try again in a moment.");
            return vec![];
        }
        self.import.ticket += 1;
        // What is shown stays until there is something else.
        if !matches!((&request, &self.import.state), (ImportRequest::Choose(_), ImportState::Preview(_))) {
            self.import.state = ImportState::Reading;
        }
        vec![Effect::Send(Command::Import { ticket: self.import.ticket, request })]
    }

    /// What the worker found in a person's data; of a request that was given up, it is dropped.
    pub(super) fn on_import_event(&mut self, ticket: u32, event: ImportEvent) {
        let place = &mut self.import;
        match (event, &place.state) {
            _ if ticket != place.ticket => {}
            (ImportEvent::Preview(preview), _) => (place.state, place.refused) = (ImportState::Preview(preview), None),
            // The preview of the choice before stays.
            (ImportEvent::Failed { reason }, ImportState::Preview(_)) => place.refused = Some(reason),
            (ImportEvent::Failed { reason }, _) => self.fail_import(&reason),
        }
    }

    /// They cannot be read: says why, beside the field to paste into where there is one, else in a note.
    fn fail_import(&mut self, reason: &str) {
        self.import.fail(reason);
        if !self.import.is_pasting {
            self.note = Some(self.import.text());
        }
    }

    /// Own data are remembered from one visit to the next: nothing that a person made is lost. Those of somebody else's
    /// link, whatever is changed about them, do not take their place.
    pub(super) fn keep_data(&mut self, before: &Settings) -> Option<Effect> {
        let data = &self.settings.config.dataset;
        let own = self.own_data.of_kind(data);
        let both = own.and_then(Dataset::own_points).zip(data.own_points());
        let smoothed = both.map(|(own, points)| own.with_bandwidth(points.bandwidth()).as_ref() == Ok(points));
        // Spikes are typed: by nobody else.
        let is_own = smoothed.unwrap_or(before.config.dataset != *data);
        if !is_own || own == Some(data) {
            return None;
        }
        self.own_data.set(data);
        self.own_data.of_kind(data).cloned().map(Effect::KeepData)
    }

    /// A person's own data are those of the run from now on, with a method that can learn them.
    pub(super) fn take_data(&mut self, data: Dataset, begin: Begin) -> Vec<Effect> {
        let taken = self.change(Change::Restarts, begin, |settings| controls::take_data(settings, &data));
        self.own_data.set(&data);
        taken.into_iter().chain([Effect::KeepData(data)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::tests::opened;
    use crate::controls::Edit;
    use diffusion::dataset::{Points, Unit};
    use messages::Event;
    use messages::import::{ImportChoice, ImportColumn, ImportPreview, ImportSource, Scaling, TablePreview};

    fn tell(app: &mut App, msg: ImportMsg) -> Vec<Effect> {
        app.update(Msg::Import(msg), 2.0)
    }

    fn say(app: &mut App, ticket: u32, event: ImportEvent) {
        app.update(Msg::Event(Event::Import { ticket, event }, vec![]), 3.0);
    }

    fn request() -> ImportMsg {
        ImportMsg::Read(ImportRequest::Table(b"1,2".to_vec()))
    }

    fn points() -> Points {
        let units = Some([Unit { zero: 72.3, one: 13.9 }; 2]);
        Points::new(1, &[[0.0; 2], [0.5, 0.0], [1.0, 0.0]]).unwrap().with_units(units).unwrap()
    }

    fn preview() -> ImportEvent {
        let column = |name: &str| ImportColumn { name: name.to_owned(), has_numbers: true };
        let table = TablePreview {
            columns: vec![column("waiting"), column("duration")],
            first_rows: vec![vec!["80".into(), "4.0".into()]],
            choice: ImportChoice { x: 0, y: None, scaling: Scaling::Common },
            missing: 2,
            not_numbers: 0,
        };
        let (source, points) = (ImportSource::Table(table), points());
        ImportEvent::Preview(Box::new(ImportPreview { source, points, rows: 3 }))
    }

    fn key(app: &App) -> &'static str {
        app.settings().config.dataset.key()
    }

    #[test]
    fn points_of_a_file_are_shown_first_and_then_learned_by_a_method_that_can() {
        let mut app = opened("");
        tell(&mut app, ImportMsg::Chosen { size: 3.0 });
        let asked = tell(&mut app, request());
        assert!(matches!(asked[..], [Effect::Send(Command::Import { ticket: 2, .. })]), "{asked:?}");
        say(&mut app, 1, preview());
        assert_eq!(app.import().state, ImportState::Reading, "that was of a request before");
        say(&mut app, 2, preview());
        assert_eq!((app.import().state.word(), key(&app)), ("preview", "four_spikes"));
        let words = app.import().text();
        assert!(words.contains("3 points on a line") && words.contains("2 rows with nothing"), "{words}");
        assert!(words.contains("x = (waiting − 72.3) / 13.9"), "{words}");
        let effects = tell(&mut app, ImportMsg::Accept);
        assert!(matches!(effects[0], Effect::Send(Command::Start { .. })), "{effects:?}");
        assert!(
            effects.iter().any(|effect| matches!(effect, Effect::KeepData(Dataset::Points(kept)) if *kept == points()))
        );
        assert!(effects.iter().any(|effect| matches!(effect, Effect::WriteLink { step: true, .. })), "{effects:?}");
        assert_eq!((app.import().state.word(), app.settings().own_points()), ("done", Some(&points())));
        assert!(app.settings().config.suits_data() && app.note().is_some_and(|note| note.contains("EDM")));
    }

    #[test]
    fn own_data_stay_in_the_menu_while_others_are_chosen_and_links_opened() {
        let mut app = opened("method=edm").with_own_data([Dataset::Points(points())]);
        for away in ["moons", "points", "rings"] {
            app.update(Msg::Commit(Edit::read("dataset", away).unwrap()), 2.0);
            assert_eq!(key(&app), away);
        }
        let heart = format!("recipe=simple_multimodal&method=edm&dataset=points&points={}", Points::DEFAULT);
        app.update(Msg::Opened(heart), 3.0);
        assert_eq!(app.settings().own_points().map(Points::dim), Some(2));
        let effects = app.update(Msg::Commit(Edit::read("sampler", "ddim").unwrap()), 3.5);
        assert!(!effects.iter().any(|effect| matches!(effect, Effect::KeepData(_))), "they are somebody else's");
        app.update(Msg::Commit(Edit::read("dataset", "moons").unwrap()), 4.0);
        app.update(Msg::Commit(Edit::read("dataset", "points").unwrap()), 4.0);
        assert_eq!(app.settings().own_points(), Some(&points()));
        let effects = app.update(Msg::Commit(Edit::read("bandwidth", "0.25").unwrap()), 5.0);
        let kept = effects
            .iter()
            .any(|effect| matches!(effect, Effect::KeepData(Dataset::Points(kept)) if kept.bandwidth() == 0.25));
        assert!(kept, "{effects:?}");
    }

    #[test]
    fn what_cannot_be_read_says_why_and_changes_nothing() {
        let mut app = opened("");
        let before = app.settings().clone();
        tell(&mut app, ImportMsg::Chosen { size: 2e9 });
        assert!(app.note().is_some_and(|note| note.contains("larger than 8 MB")), "{:?}", app.note());
        tell(&mut app, ImportMsg::Paste);
        tell(&mut app, request());
        say(&mut app, 2, ImportEvent::Failed { reason: "there is no column of numbers.".into() });
        assert!(app.import().is_pasting && app.import().text().contains("no column of numbers"));
        assert_eq!((app.import().state.word(), app.settings()), ("failed", &before));
        say(&mut app, 2, preview());
        tell(&mut app, ImportMsg::Choose(ImportChoice { x: 1, y: Some(0), scaling: Scaling::None }));
        say(&mut app, 3, ImportEvent::Failed { reason: "unscaled.".into() });
        assert_eq!((app.import().state.word(), app.import().text().as_str()), ("preview", "Left as it is: unscaled."));
    }

    #[test]
    fn what_was_given_up_does_not_come_back() {
        let mut app = opened("");
        tell(&mut app, request());
        tell(&mut app, ImportMsg::Cancel);
        say(&mut app, 1, preview());
        assert_eq!(app.import(), &Import { ticket: 2, ..Import::default() });
        tell(&mut app, ImportMsg::Accept);
        assert_eq!(key(&app), "four_spikes");
        tell(&mut app, request());
        app.import.lose_worker();
        assert_eq!(app.import().state.word(), "failed");
        let mut early = App::new("build", "", 0.0);
        tell(&mut early, request());
        assert!(early.note().is_some_and(|note| note.contains("not up yet")));
    }
}
