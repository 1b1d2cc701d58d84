//! The page's side of a file that is being made, whether here or in the worker.

use super::{App, Effect};
use crate::supervisor::WorkerStatus;
use messages::Command;
use messages::{ExportEvent, ExportKind, ExportRequest, PictureStyle};

/// What happens to a file.
#[derive(Clone, Debug)]
pub enum ExportMsg {
    /// Somebody wants one.
    Wanted(ExportKind, PictureStyle),
    /// Somebody wants none any more.
    Cancelled,
    /// The page says how far the file of this ticket is.
    Told(u32, Export),
}

/// A file that the page makes itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Job {
    /// Its number: what is said of an older one is dropped.
    pub ticket: u32,
    /// How it looks.
    pub style: PictureStyle,
    /// What it is called.
    pub name: String,
}

/// What the browser is to do for a file.
#[derive(Clone, Debug, PartialEq)]
pub enum ExportEffect {
    /// Paint the picture as it is, and save it.
    Picture(Job),
    /// Record a video, and save it with its format added to the name.
    Video(Job),
    /// Keep these bytes: they follow those before.
    Keep(Vec<u8>),
    /// Save what was kept as the file of this ticket, under this name.
    Save(u32, String),
    /// Forget what was kept, and record no more.
    Forget,
}

/// How far the last file is.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Export {
    /// None was wanted yet, or the last was cancelled.
    #[default]
    Idle,
    /// It is being made: the share that is done.
    Working(f64),
    /// It is saved, under this name.
    Done(String),
    /// It could not be made: the reason.
    Failed(String),
}

impl Export {
    /// The word for it in the page.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Working(_) => "working",
            Self::Done(_) => "done",
            Self::Failed(_) => "failed",
        }
    }

    /// What a person is told of it.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Idle => String::new(),
            Self::Working(_) => "ExportEffect the file …".to_owned(),
            Self::Done(name) => format!("Saved as {name}."),
            Self::Failed(reason) => reason.clone(),
        }
    }
}

/// The present file, and who makes it.
#[derive(Debug, Default)]
pub(super) struct Exporter {
    ticket: u32,
    state: Export,
    by_worker: bool,
}

impl App {
    /// How far the last file is.
    #[must_use]
    pub fn export(&self) -> &Export {
        &self.exporter.state
    }

    pub(super) fn update_export(&mut self, msg: ExportMsg) -> Vec<Effect> {
        match msg {
            ExportMsg::Wanted(kind, style) => self.order(kind, style),
            ExportMsg::Cancelled => self.cancel_export(),
            ExportMsg::Told(ticket, state) if self.exporter.awaits(ticket) => {
                let over = !matches!(state, Export::Working(_));
                self.exporter.state = state;
                if over { vec![Effect::Export(ExportEffect::Forget)] } else { vec![] }
            }
            ExportMsg::Told(..) => vec![],
        }
    }

    /// ExportEvent from the worker; those of an order that was given up are dropped.
    pub(super) fn hear_of_export(&mut self, ticket: u32, news: ExportEvent) -> Vec<Effect> {
        if !self.exporter.awaits(ticket) {
            return vec![];
        }
        match news {
            ExportEvent::Piece { share, bytes } => {
                self.exporter.state = Export::Working(share);
                vec![Effect::Export(ExportEffect::Keep(bytes))]
            }
            ExportEvent::Done { name } => vec![Effect::Export(ExportEffect::Save(ticket, name))],
            ExportEvent::Failed { reason } => self.update_export(ExportMsg::Told(ticket, Export::Failed(reason))),
        }
    }

    /// The worker is gone, and with it the file that it was making.
    pub(super) fn lose_export(&mut self) {
        if self.exporter.by_worker && self.exporter.awaits(self.exporter.ticket) {
            self.exporter.state = Export::Failed("The worker stopped before the file was done.".to_owned());
        }
    }

    fn order(&mut self, kind: ExportKind, style: PictureStyle) -> Vec<Effect> {
        let by_worker = !matches!(kind, ExportKind::Video | ExportKind::Png);
        self.exporter = Exporter { ticket: self.exporter.ticket + 1, state: Export::Working(0.0), by_worker };
        if by_worker && self.supervisor.life() != WorkerStatus::Ready {
            self.exporter.state = Export::Failed("The worker is not up yet: try again in a moment.".to_owned());
            return vec![Effect::Export(ExportEffect::Forget)];
        }
        let job = Job { ticket: self.exporter.ticket, style, name: kind.file_name(&self.settings.config) };
        let effect = match kind {
            ExportKind::Png => Effect::Export(ExportEffect::Picture(job)),
            ExportKind::Video => Effect::Export(ExportEffect::Video(job)),
            ExportKind::Gif | ExportKind::Samples | ExportKind::Statistics | ExportKind::Weights => {
                Effect::Send(Command::Export(self.worker_order(kind, style)))
            }
        };
        vec![Effect::Export(ExportEffect::Forget), effect]
    }

    fn worker_order(&self, kind: ExportKind, style: PictureStyle) -> ExportRequest {
        ExportRequest {
            ticket: self.exporter.ticket,
            kind,
            style,
            view: self.view.clone(),
            spike: self.spike,
            link: self.link.clone(),
        }
    }

    fn cancel_export(&mut self) -> Vec<Effect> {
        if !self.exporter.awaits(self.exporter.ticket) {
            return vec![];
        }
        self.exporter.state = Export::Idle;
        vec![Effect::Send(Command::CancelExport), Effect::Export(ExportEffect::Forget)]
    }
}

impl Exporter {
    /// Whether this is the ticket of a file in the making.
    fn awaits(&self, ticket: u32) -> bool {
        ticket == self.ticket && matches!(self.state, Export::Working(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use messages::Event;

    const LOOK: PictureStyle = PictureStyle { side: 400, dark: false };

    fn ready() -> App {
        let mut app = App::new("build", "", 0.0);
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
        app
    }

    fn tell(app: &mut App, msg: ExportMsg) -> Vec<Effect> {
        app.update(Msg::Export(msg), 2.0)
    }

    fn hear(app: &mut App, ticket: u32, news: ExportEvent) -> Vec<Effect> {
        app.update(Msg::Event(Event::Export { ticket, news }, vec![]), 3.0)
    }

    #[test]
    fn what_the_worker_makes_is_kept_piece_by_piece_and_saved() {
        let mut app = ready();
        let effects = tell(&mut app, ExportMsg::Wanted(ExportKind::Gif, LOOK));
        let [Effect::Export(ExportEffect::Forget), Effect::Send(Command::Export(order))] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((order.ticket, order.link.as_str()), (1, "recipe=simple_multimodal&seed=7"));
        let piece = hear(&mut app, 1, ExportEvent::Piece { share: 0.5, bytes: vec![1, 2] });
        assert_eq!(
            (piece, app.export()),
            (vec![Effect::Export(ExportEffect::Keep(vec![1, 2]))], &Export::Working(0.5))
        );
        let done = hear(&mut app, 1, ExportEvent::Done { name: "a.gif".into() });
        assert_eq!(done, [Effect::Export(ExportEffect::Save(1, "a.gif".into()))]);
        let forgotten = tell(&mut app, ExportMsg::Told(1, Export::Done("a.gif".into())));
        assert_eq!(forgotten, [Effect::Export(ExportEffect::Forget)]);
        assert_eq!((app.export().word(), app.export().words().as_str()), ("done", "Saved as a.gif."));
    }

    #[test]
    fn news_of_a_file_that_was_given_up_are_dropped() {
        let mut app = ready();
        tell(&mut app, ExportMsg::Wanted(ExportKind::Gif, LOOK));
        let effects = tell(&mut app, ExportMsg::Cancelled);
        assert_eq!(effects, [Effect::Send(Command::CancelExport), Effect::Export(ExportEffect::Forget)]);
        assert_eq!(hear(&mut app, 1, ExportEvent::Done { name: "a.gif".into() }), []);
        assert_eq!(app.export(), &Export::Idle);
        tell(&mut app, ExportMsg::Wanted(ExportKind::Samples, LOOK));
        tell(&mut app, ExportMsg::Told(1, Export::Done("late.mp4".into())));
        assert_eq!(hear(&mut app, 1, ExportEvent::Piece { share: 1.0, bytes: vec![] }), [], "of the order before");
        assert_eq!(app.export(), &Export::Working(0.0));
    }

    #[test]
    fn a_crash_ends_what_the_worker_made_and_not_what_the_page_makes() {
        for (kind, word) in [(ExportKind::Weights, "failed"), (ExportKind::Video, "working")] {
            let mut app = ready();
            tell(&mut app, ExportMsg::Wanted(kind, LOOK));
            app.update(Msg::Crashed, 4.0);
            assert_eq!(app.export().word(), word);
        }
        let mut early = App::new("build", "", 0.0);
        tell(&mut early, ExportMsg::Wanted(ExportKind::Gif, LOOK));
        assert!(early.export().words().contains("not up yet"));
    }
}
