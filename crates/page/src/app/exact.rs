//! When the worker is asked for the clouds of exact denoisers, and what it answers.

use messages::{Cloud, Command, ExactOf};
use scene::Trajectory;

use super::exact_request::MemoriserOf;
use super::msg::Effect;
use super::state::App;
use crate::supervisor::WorkerStatus;

impl App {
    /// An exact cloud that is too large for the page is the worker's.
    pub(super) fn request_exact(&mut self) -> Option<Effect> {
        let is_due = self.exact.is_large() && !self.exact.is_done() && !self.exact_request.is_sent;
        if !is_due || self.supervisor.status() != WorkerStatus::Ready {
            return None;
        }
        self.exact_request.is_sent = true;
        Some(self.carry(self.exact_request.ticket, ExactOf::Distribution))
    }

    /// The cloud of the training points' own denoiser always is, as long as it is shown.
    pub(super) fn request_memoriser(&mut self) -> Option<Effect> {
        let has_points = self.settings().config.train_points > 0;
        let is_due = has_points && self.view.shows(Cloud::Memoriser) && !self.memoriser_request.is_sent;
        if !is_due || self.supervisor.status() != WorkerStatus::Ready {
            return None;
        }
        self.memoriser_request.is_sent = true;
        Some(self.carry(self.memoriser_request.ticket, ExactOf::TrainingSet))
    }

    /// Another cloud of the training points' own denoiser is due, if that of now is of other choices.
    pub(super) fn forget_memoriser(&mut self) {
        let config = &self.settings().config;
        let of = (config.train_points > 0).then(|| MemoriserOf::new(config));
        if self.memoriser_of != of {
            (self.memoriser, self.memoriser_request) = (None, self.memoriser_request.next());
            self.memoriser_of = of;
        }
    }

    fn carry(&self, ticket: u32, of: ExactOf) -> Effect {
        let config = Box::new(self.settings().config.clone());
        let seed = self.in_common.noise_seed.unwrap_or(config.seed);
        Effect::Send(Command::CarryExact { ticket, of, seed, config })
    }

    /// One has come, or one of a request before the last.
    pub(super) fn on_exact(&mut self, ticket: u32, of: ExactOf, trajectory: Trajectory) {
        let is_shown = match of {
            ExactOf::Distribution => ticket == self.exact_request.ticket && self.exact.receive(trajectory),
            ExactOf::TrainingSet if ticket == self.memoriser_request.ticket => {
                let own = self.exact.trajectory();
                let fits = (trajectory.dim(), trajectory.states()) == (own.dim(), own.states());
                self.memoriser = fits.then_some(trajectory);
                fits
            }
            ExactOf::TrainingSet => false,
        };
        if is_shown {
            self.redraw();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Msg;
    use crate::app::tests::opened;
    use crate::controls::Edit;
    use diffusion::dataset::Points;
    use messages::{Event, Layer};
    use scene::ExactCloud;

    /// What the next frame asks of the worker.
    fn asked(app: &mut App, kind: ExactOf) -> Option<(u32, Box<diffusion::Config>)> {
        app.update(Msg::Frame, 10.0).into_iter().find_map(|effect| match effect {
            Effect::Send(Command::CarryExact { ticket, of, config, .. }) if of == kind => Some((ticket, config)),
            _ => None,
        })
    }

    /// catches: a page that stands still over thousands of points, an answer for other data, a worker replaced in vain
    #[test]
    fn the_exact_cloud_of_many_points_is_the_workers() {
        let many: Vec<[f64; 2]> = (0..600).map(|i| [f64::from(i) / 200.0, 0.0]).collect();
        let link = format!("method=edm&dataset=points&points={}&samples=10", Points::new(1, &many).unwrap());
        let mut app = App::new("build", &link, 0.0);
        app.update(Msg::Visible(true), 0.0);
        assert_eq!(asked(&mut app, ExactOf::Distribution), None, "no worker is up");
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 1.0);
        let (ticket, config) = asked(&mut app, ExactOf::Distribution).expect("a request");
        assert_eq!(asked(&mut app, ExactOf::Distribution), None, "once");
        let mut elsewhere = ExactCloud::new(&config);
        while elsewhere.carry_large(usize::MAX) {}
        let mut say = |ticket| {
            let event = Event::Exact { ticket, of: ExactOf::Distribution, rows: 10, dim: 1 };
            app.update(Msg::Event(event, elsewhere.trajectory().values().to_vec()), 11.0);
            (0..99).for_each(|_| _ = app.update(Msg::Frame, 11.0));
            app.exact().is_done()
        };
        assert!(!say(ticket + 1));
        assert!(say(ticket));
        app.update(Msg::Commit(Edit::read("bandwidth", "0.2").unwrap()), 12.0);
        assert_eq!(asked(&mut app, ExactOf::Distribution).map(|(next, _)| next), Some(ticket + 1));
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 13.0);
        assert!(asked(&mut app, ExactOf::Distribution).is_some(), "of another worker");
    }

    /// catches: a memoriser of the data before, one that nobody looks at, one that is asked for in every frame
    #[test]
    fn the_cloud_of_the_training_points_is_asked_for_once_and_goes_with_them() {
        let mut app = opened("method=edm&samples=10");
        assert_eq!(asked(&mut app, ExactOf::TrainingSet), None, "every batch is drawn anew");
        app.update(Msg::Commit(Edit::read("train_points", "16").unwrap()), 2.0);
        let (ticket, config) = asked(&mut app, ExactOf::TrainingSet).expect("a request");
        assert_eq!(asked(&mut app, ExactOf::TrainingSet), None, "once");
        let mut cloud = ExactCloud::of_memoriser(config.seed, &config).expect("there are points");
        while cloud.carry_large(usize::MAX) {}
        let say = |app: &mut App, ticket| {
            let event = Event::Exact { ticket, of: ExactOf::TrainingSet, rows: 10, dim: 2 };
            app.update(Msg::Event(event, cloud.trajectory().values().to_vec()), 11.0);
            app.scene(11.0).memoriser.is_some()
        };
        assert_eq!([say(&mut app, ticket + 1), say(&mut app, ticket)], [false, true]);
        app.update(Msg::Commit(Edit::read("rate", "0.001").unwrap()), 11.5);
        assert!(app.scene(12.0).memoriser.is_some(), "it knows nothing of the network");
        app.update(Msg::Commit(Edit::read("seed", "8").unwrap()), 12.0);
        assert!(app.scene(12.0).memoriser.is_none());
        app.update(Msg::ShowLayer { layer: Layer::Memoriser, shown: false }, 13.0);
        assert_eq!(asked(&mut app, ExactOf::TrainingSet), None, "nobody looks");
        app.update(Msg::Commit(Edit::read("train_points", "3").unwrap()), 14.0);
        assert_eq!((app.settings().config.train_points, app.note()), (4, Some("train_points cannot be 3: took 4.")));
        app.update(Msg::ShowLayer { layer: Layer::Memoriser, shown: true }, 15.0);
        assert!(asked(&mut app, ExactOf::TrainingSet).is_some());
        app.update(Msg::Event(Event::Ready { build: "build".into() }, vec![]), 16.0);
        assert!(asked(&mut app, ExactOf::TrainingSet).is_some(), "of another worker");
    }
}
