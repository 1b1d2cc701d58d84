//! The only thing that crosses the worker boundary: commands one way, events the other.
//!
//! A message is a few bytes of [`postcard`] and at most one array of numbers beside them, which the browser transfers
//! without copying. Both sides are built together, so the bytes need no versions; [`Event::Ready`] names the build.

use diffusion::metric::Figures;
use diffusion::{Config, Method};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::bench::Row;
use crate::export::{News, Order};
use crate::overlay::Look;
use crate::study::Sheet;

/// One run of one configuration. Events of an older run are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct RunId(pub u32);

impl RunId {
    /// The run after this one.
    #[must_use]
    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }
}

/// How fast training may go. It changes no arithmetic.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pace {
    /// As fast as it can.
    Max,
    /// A whole run takes about so many seconds, or longer if it must.
    Seconds(u32),
}

/// Which draw of how many samples is shown, and which way they went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draw {
    /// A number for this very wish: what comes of it carries the same.
    pub ticket: u32,
    /// The number of the draw; see [`diffusion::Stream`].
    pub draw: u32,
    /// How many points.
    pub samples: usize,
    /// By which method; only its way back may differ from the run's.
    pub method: Method,
}

impl Draw {
    /// What a configuration shows.
    #[must_use]
    pub fn of(config: &Config, ticket: u32) -> Self {
        Self { ticket, draw: config.draw, samples: config.samples, method: config.method.clone() }
    }
}

/// From the page to the worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Command {
    /// Forget everything and begin this run at iteration 0.
    Start {
        /// The new run.
        run: RunId,
        /// Its configuration.
        config: Box<Config>,
        /// How fast it may go.
        pace: Pace,
        /// Whether it trains at once or waits.
        train: bool,
    },
    /// Go on training, or pause.
    Train(bool),
    /// Change the pace.
    Pace(Pace),
    /// Sample anew from the weights as they are.
    Sample(Draw),
    /// A control is being dragged: say first what can be said of this configuration without a network.
    Consider(Box<Config>),
    /// Lay this over the picture, with the last good weights.
    Look {
        /// The number that the answer bears.
        ticket: u32,
        /// What to lay over.
        look: Look,
    },
    /// Make this file, and no other.
    Export(Order),
    /// Make no file.
    CancelExport,
    /// Forget everything and measure how fast this worker is, as this run.
    Bench(RunId),
    /// Answer with the same number.
    Ping(u32),
}

/// From the worker to the page.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Event {
    /// The worker is up.
    Ready {
        /// What it was built from; must be the page's own build.
        build: String,
    },
    /// What things are, for those who ask: the key of each, and its sentences.
    Words(Vec<(String, String)>),
    /// Training went on. Carries the losses of the iterations since the last such event.
    Progress {
        /// The run.
        run: RunId,
        /// Iterations done, over all networks.
        step: usize,
        /// Iterations per second, lately.
        steps_per_second: f64,
        /// The mean loss of the last tenth of the iterations so far.
        loss: f64,
    },
    /// The learned cloud. Carries its [`Trajectory`](crate::trajectory::Trajectory).
    Samples {
        /// The run.
        run: RunId,
        /// The iteration whose weights carried it.
        step: usize,
        /// The ticket of their draw.
        ticket: u32,
        /// How many points.
        rows: usize,
        /// Coordinates of a point.
        dim: usize,
        /// Its figures at every state of the walk, start noise first.
        figures: Vec<Figures>,
    },
    /// Training stands still: at the page's wish, or because all is done.
    Resting {
        /// The run.
        run: RunId,
        /// Iterations done.
        step: usize,
        /// Whether that was all of them.
        finished: bool,
        /// The hash of the weights.
        weights: String,
    },
    /// The run cannot go on.
    Failed {
        /// The run.
        run: RunId,
        /// Why, in words for the person who reads them.
        reason: String,
    },
    /// Something is proven of the run, or of what a control is being dragged to.
    Study {
        /// The run.
        run: RunId,
        /// A table, whole.
        sheet: Sheet,
    },
    /// The answer to [`Command::Look`], after its tables. Carries the [`Mark`](crate::overlay::Mark)s.
    Overlay {
        /// The run.
        run: RunId,
        /// The look's number.
        ticket: u32,
    },
    /// Of a file that was ordered.
    Export {
        /// The order's number.
        ticket: u32,
        /// What there is to say.
        news: News,
    },
    /// A case of the benchmark is measured.
    BenchRow {
        /// The run.
        run: RunId,
        /// What was measured.
        row: Row,
        /// How many cases there are.
        of: usize,
    },
    /// Every case of the benchmark is measured.
    BenchDone {
        /// The run.
        run: RunId,
    },
    /// The answer to [`Command::Ping`].
    Pong(u32),
}

/// The bytes of a message.
#[must_use]
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    postcard::to_stdvec(message).expect("messages are plain data, which always has a byte form")
}

/// The message in these bytes; none if they are not one.
#[must_use]
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use diffusion::Recipe;

    #[test]
    fn a_message_survives_the_crossing() {
        for recipe in Recipe::ALL {
            let start = Command::Start {
                run: RunId(3),
                config: Box::new(recipe.config()),
                pace: Pace::Seconds(10),
                train: true,
            };
            assert_eq!(decode::<Command>(&encode(&start)), Some(start));
        }
        assert_eq!(decode::<Command>(&[250, 1]), None);
    }
}
