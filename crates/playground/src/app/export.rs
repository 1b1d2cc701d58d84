//! The page's side of a file that is being made, whether here or in the worker.

use super::{App, Effect};
use crate::export::{Look, News, Order, Wish};
use crate::protocol::Command;
use crate::supervisor::Life;

/// What happens to a file.
#[derive(Clone, Debug)]
pub enum ExportMsg {
    /// Somebody wants one.
    Wanted(Wish, Look),
    /// Somebody wants none any more.
    Cancelled,
    /// The page has made this share of it.
    Share(f64),
    /// The page has made it, under this name.
    Made(String),
    /// The page could not make it: the reason.
    Failed(String),
}

/// What the browser is to do for a file.
#[derive(Clone, Debug, PartialEq)]
pub enum Making {
    /// Paint the picture as it is, and save it under this name.
    Picture(Look, String),
    /// Record a video, and save it under this name, to which its format is added.
    Video(Look, String),
    /// Keep these bytes: they follow those before.
    Keep(Vec<u8>),
    /// Save what was kept under this name.
    Save(String),
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
            Self::Working(_) => "Making the file …".to_owned(),
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
            ExportMsg::Wanted(wish, look) => self.order(wish, look),
            ExportMsg::Cancelled => self.cancel_export(),
            ExportMsg::Share(share) => self.exporter.go_on(Export::Working(share)),
            ExportMsg::Made(name) => self.exporter.go_on(Export::Done(name)),
            ExportMsg::Failed(reason) => self.exporter.go_on(Export::Failed(reason)),
        }
    }

    /// News from the worker; those of an order that was given up are dropped.
    pub(super) fn hear_of_export(&mut self, ticket: u32, news: News) -> Vec<Effect> {
        if ticket != self.exporter.ticket || !matches!(self.exporter.state, Export::Working(_)) {
            return vec![];
        }
        let (state, making) = match news {
            News::Piece { share, bytes } => (Export::Working(share), Making::Keep(bytes)),
            News::Done { name } => (Export::Working(1.0), Making::Save(name)),
            News::Failed { reason } => (Export::Failed(reason), Making::Forget),
        };
        self.exporter.state = state;
        vec![Effect::Make(making)]
    }

    /// The worker is gone, and with it the file that it was making.
    pub(super) fn lose_export(&mut self) {
        if self.exporter.by_worker {
            self.exporter.go_on(Export::Failed("The worker stopped before the file was done.".to_owned()));
        }
    }

    fn order(&mut self, wish: Wish, look: Look) -> Vec<Effect> {
        let name = wish.file_name(&self.settings.config);
        self.exporter.ticket += 1;
        self.exporter.state = Export::Working(0.0);
        self.exporter.by_worker = !matches!(wish, Wish::Video | Wish::Png);
        let effect = match wish {
            Wish::Png => Effect::Make(Making::Picture(look, name)),
            Wish::Video => Effect::Make(Making::Video(look, name)),
            _ if self.supervisor.life() != Life::Ready => {
                self.exporter.state = Export::Failed("The worker is not up yet: try again in a moment.".to_owned());
                return vec![];
            }
            Wish::Gif | Wish::Samples | Wish::Statistics | Wish::Weights => {
                Effect::Send(Command::Export(self.worker_order(wish, look)))
            }
        };
        vec![Effect::Make(Making::Forget), effect]
    }

    fn worker_order(&self, wish: Wish, look: Look) -> Order {
        Order {
            ticket: self.exporter.ticket,
            wish,
            look,
            view: self.view.clone(),
            spike: self.spike,
            link: self.link.clone(),
        }
    }

    fn cancel_export(&mut self) -> Vec<Effect> {
        if !matches!(self.exporter.state, Export::Working(_)) {
            return vec![];
        }
        self.exporter.state = Export::Idle;
        vec![Effect::Send(Command::CancelExport), Effect::Make(Making::Forget)]
    }
}

impl Exporter {
    /// The next state of a file in the making; one that was given up stays so.
    fn go_on(&mut self, state: Export) -> Vec<Effect> {
        if matches!(self.state, Export::Working(_)) {
            self.state = state;
        }
        vec![]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::protocol::Event;

    const LOOK: Look = Look { side: 400, dark: false };

    fn ready() -> App {
        let mut app = App::new("build", "", 0.0);
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
        app
    }

    fn tell(app: &mut App, msg: ExportMsg) -> Vec<Effect> {
        app.update(Msg::Export(msg), 2.0)
    }

    fn hear(app: &mut App, ticket: u32, news: News) -> Vec<Effect> {
        app.update(Msg::Event(Event::Export { ticket, news }, vec![]), 3.0)
    }

    #[test]
    fn what_the_worker_makes_is_kept_piece_by_piece_and_saved() {
        let mut app = ready();
        let effects = tell(&mut app, ExportMsg::Wanted(Wish::Gif, LOOK));
        let [Effect::Make(Making::Forget), Effect::Send(Command::Export(order))] = &effects[..] else {
            panic!("{effects:?}")
        };
        assert_eq!((order.ticket, order.link.as_str()), (1, "recipe=simple_multimodal&seed=7"));
        let piece = hear(&mut app, 1, News::Piece { share: 0.5, bytes: vec![1, 2] });
        assert_eq!((piece, app.export()), (vec![Effect::Make(Making::Keep(vec![1, 2]))], &Export::Working(0.5)));
        let done = hear(&mut app, 1, News::Done { name: "a.gif".into() });
        assert_eq!(done, [Effect::Make(Making::Save("a.gif".into()))]);
        tell(&mut app, ExportMsg::Made("a.gif".into()));
        assert_eq!((app.export().word(), app.export().words().as_str()), ("done", "Saved as a.gif."));
    }

    #[test]
    fn news_of_a_file_that_was_given_up_are_dropped() {
        let mut app = ready();
        tell(&mut app, ExportMsg::Wanted(Wish::Gif, LOOK));
        let effects = tell(&mut app, ExportMsg::Cancelled);
        assert_eq!(effects, [Effect::Send(Command::CancelExport), Effect::Make(Making::Forget)]);
        assert_eq!(hear(&mut app, 1, News::Done { name: "a.gif".into() }), []);
        tell(&mut app, ExportMsg::Made("late.mp4".into()));
        assert_eq!(app.export(), &Export::Idle);
        tell(&mut app, ExportMsg::Wanted(Wish::Samples, LOOK));
        assert_eq!(hear(&mut app, 1, News::Piece { share: 1.0, bytes: vec![] }), [], "of the order before");
        assert_eq!(app.export(), &Export::Working(0.0));
    }

    #[test]
    fn a_crash_ends_what_the_worker_made_and_not_what_the_page_makes() {
        for (wish, word) in [(Wish::Weights, "failed"), (Wish::Video, "working")] {
            let mut app = ready();
            tell(&mut app, ExportMsg::Wanted(wish, LOOK));
            app.update(Msg::Crashed, 4.0);
            assert_eq!(app.export().word(), word);
        }
        let mut early = App::new("build", "", 0.0);
        tell(&mut early, ExportMsg::Wanted(Wish::Gif, LOOK));
        assert!(early.export().words().contains("not up yet"));
    }
}
