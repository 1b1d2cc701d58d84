//! A file that somebody takes away: who is asked to make it, and what is done with its pieces.

use messages::{Command, ExportEvent, ExportKind, ExportRequest, FileForm, PictureStyle};

use super::export_state::{ExportState, Maker};
use super::msg::{Effect, ExportEffect, ExportJob, ExportMsg};
use super::state::App;
use crate::supervisor::WorkerStatus;

impl App {
    pub(super) fn on_export(&mut self, msg: ExportMsg) -> Vec<Effect> {
        match msg {
            ExportMsg::Requested { kind, style } => self.begin_export(kind, style),
            ExportMsg::Cancelled if self.exporter.is_working() => {
                self.exporter.state = ExportState::Idle;
                vec![Effect::Send(Command::CancelExport), Effect::Export(ExportEffect::Forget)]
            }
            ExportMsg::Progress { ticket, state } if self.exporter.awaits(ticket) => {
                self.exporter.state = state;
                if self.exporter.is_working() { vec![] } else { vec![Effect::Export(ExportEffect::Forget)] }
            }
            ExportMsg::Cancelled | ExportMsg::Progress { .. } => vec![],
        }
    }

    /// What the worker says of a file; of one that was given up, it is dropped.
    pub(super) fn on_export_event(&mut self, ticket: u32, event: ExportEvent) -> Vec<Effect> {
        if !self.exporter.awaits(ticket) {
            return vec![];
        }
        match event {
            ExportEvent::Piece { share, bytes } => {
                self.exporter.state = ExportState::Working(share);
                vec![Effect::Export(ExportEffect::Keep(bytes))]
            }
            ExportEvent::Done { name, form } => {
                // The rest is done without the worker.
                self.exporter.maker = Maker::Page;
                vec![Effect::Export(match form {
                    FileForm::File => ExportEffect::Save { ticket, name },
                    FileForm::Pixels { width } => ExportEffect::SavePixels { ticket, name, width },
                    FileForm::Clouds { iterations } => ExportEffect::RecordLearning { ticket, iterations },
                })]
            }
            ExportEvent::Failed { reason } => {
                self.on_export(ExportMsg::Progress { ticket, state: ExportState::Failed(reason) })
            }
        }
    }

    fn begin_export(&mut self, kind: ExportKind, style: PictureStyle) -> Vec<Effect> {
        let maker = if kind.is_made_by_page() { Maker::Page } else { Maker::Worker };
        self.exporter.begin(maker);
        if maker == Maker::Worker && self.supervisor.status() != WorkerStatus::Ready {
            self.exporter.state = ExportState::Failed("The worker is not up yet: try again in a moment.".to_owned());
            return vec![Effect::Export(ExportEffect::Forget)];
        }
        let ticket = self.exporter.ticket;
        let job = ExportJob { ticket, style, name: kind.file_name(&self.settings.config, self.shown_snapshot()) };
        let of_page = match kind {
            ExportKind::Runs => return self.export_runs(ticket),
            ExportKind::Png => Some(ExportEffect::Picture(job)),
            ExportKind::Video => Some(ExportEffect::Video(job)),
            ExportKind::FilmVideo => Some(ExportEffect::PrepareLearning { job, state: self.timeline.state() }),
            ExportKind::Gif
            | ExportKind::Film
            | ExportKind::Sheet
            | ExportKind::Samples
            | ExportKind::Statistics
            | ExportKind::Weights
            | ExportKind::Python
            | ExportKind::Data => None,
        };
        let asked = (maker == Maker::Worker).then(|| Effect::Send(Command::Export(self.export_request(kind, style))));
        let of_page = [ExportEffect::Forget].into_iter().chain(of_page);
        of_page.map(Effect::Export).chain(asked).collect()
    }

    /// What the worker is asked to make.
    fn export_request(&self, kind: ExportKind, style: PictureStyle) -> ExportRequest {
        ExportRequest {
            ticket: self.exporter.ticket,
            kind,
            style,
            view: self.view.clone(),
            spike: self.spike,
            state: self.timeline.state(),
            link: self.link.clone(),
            is_of_link: self.run.is_of_link,
        }
    }

    /// The worker is gone, and with it the file that it was making.
    pub(super) fn lose_export(&mut self) -> Option<Effect> {
        self.exporter.lose_worker().then_some(Effect::Export(ExportEffect::Forget))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::tests::opened;
    use messages::Event;

    fn requested(kind: ExportKind) -> ExportMsg {
        ExportMsg::Requested { kind, style: PictureStyle { side: 400, dark: false } }
    }

    fn tell(app: &mut App, msg: ExportMsg) -> Vec<Effect> {
        app.update(Msg::Export(msg), 2.0)
    }

    fn say(app: &mut App, ticket: u32, event: ExportEvent) -> Vec<Effect> {
        app.update(Msg::Event(Event::Export { ticket, event }, vec![]), 3.0)
    }

    #[test]
    fn what_the_worker_makes_is_kept_piece_by_piece_and_saved() {
        let mut app = opened("");
        let effects = tell(&mut app, requested(ExportKind::Gif));
        let [Effect::Export(ExportEffect::Forget), Effect::Send(Command::Export(request))] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((request.ticket, request.link.as_str()), (1, "recipe=simple_multimodal&seed=7"));
        let piece = say(&mut app, 1, ExportEvent::Piece { share: 0.5, bytes: vec![1, 2] });
        assert_eq!(
            (piece, app.export()),
            (vec![Effect::Export(ExportEffect::Keep(vec![1, 2]))], &ExportState::Working(0.5))
        );
        let done = say(&mut app, 1, ExportEvent::Done { name: "a.gif".into(), form: FileForm::File });
        assert_eq!(done, [Effect::Export(ExportEffect::Save { ticket: 1, name: "a.gif".into() })]);
        let forgotten = tell(&mut app, ExportMsg::Progress { ticket: 1, state: ExportState::Done("a.gif".into()) });
        assert_eq!(forgotten, [Effect::Export(ExportEffect::Forget)]);
        assert_eq!((app.export().word(), app.export().text().as_str()), ("done", "Saved as a.gif."));
    }

    /// catches: a video of the learning that is begun before its clouds are there, or lost with the worker that made them
    #[test]
    fn a_video_of_the_learning_is_sampled_by_the_worker_and_recorded_by_the_page() {
        let mut app = opened("seed=3");
        app.update(Msg::Scrub(5.0), 1.5);
        let effects = tell(&mut app, requested(ExportKind::FilmVideo));
        let [Effect::Export(ExportEffect::Forget), Effect::Export(prepared), Effect::Send(Command::Export(request))] =
            &effects[..]
        else {
            panic!("{effects:?}")
        };
        let style = PictureStyle { side: 400, dark: false };
        let job = ExportJob { ticket: 1, style, name: "simple_multimodal_seed3_learning".into() };
        assert_eq!((prepared, request.state), (&ExportEffect::PrepareLearning { job, state: 5 }, 5));
        let form = FileForm::Clouds { iterations: vec![0, 9] };
        let done = say(&mut app, 1, ExportEvent::Done { name: "a".into(), form });
        assert_eq!(done, [Effect::Export(ExportEffect::RecordLearning { ticket: 1, iterations: vec![0, 9] })]);
        app.update(Msg::Crashed, 4.0);
        assert_eq!(app.export().word(), "working");
    }

    #[test]
    fn what_is_said_of_a_file_that_was_given_up_is_dropped() {
        let mut app = opened("");
        tell(&mut app, requested(ExportKind::Gif));
        let effects = tell(&mut app, ExportMsg::Cancelled);
        assert_eq!(effects, [Effect::Send(Command::CancelExport), Effect::Export(ExportEffect::Forget)]);
        assert_eq!(say(&mut app, 1, ExportEvent::Done { name: "a.gif".into(), form: FileForm::File }), []);
        assert_eq!(app.export(), &ExportState::Idle);
        tell(&mut app, requested(ExportKind::Samples));
        tell(&mut app, ExportMsg::Progress { ticket: 1, state: ExportState::Done("late.mp4".into()) });
        assert_eq!(say(&mut app, 1, ExportEvent::Piece { share: 1.0, bytes: vec![] }), [], "of the request before");
        assert_eq!(app.export(), &ExportState::Working(0.0));
    }

    #[test]
    fn a_crash_ends_what_the_worker_made_and_not_what_the_page_makes() {
        for (kind, word) in [(ExportKind::Weights, "failed"), (ExportKind::Video, "working")] {
            let mut app = opened("");
            tell(&mut app, requested(kind));
            app.update(Msg::Crashed, 4.0);
            assert_eq!(app.export().word(), word);
        }
        let mut early = App::new("build", "", 0.0);
        tell(&mut early, requested(ExportKind::Gif));
        assert!(early.export().text().contains("not up yet"));
    }
}
