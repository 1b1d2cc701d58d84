//! The built page in Chromium, Firefox or WebKit, as `BROWSER_ENGINE` says, under a sub-path of a plain static server,
//! as a person would use it.
//!
//! | topic | what it holds |
//! |---|---|
//! | `opening.rs` | what happens without a click, and what the page may ask the network for |
//! | `learning.rs` | training: pause, rewind, seeds, figures, and the same weights from the same link |
//! | `controls.rs` | sliders, fields and menus, and what each change sets off |
//! | `hosts.rs` | files that are missing, late, cut short or sent as something else: what is said |
//! | `frames.rs` | the page inside of another page |
//! | `links.rs` | the state in the address: back, reload, nonsense |
//! | `layers.rs` | the layers that explain the picture, and their tables |
//! | `lessons.rs` | lessons that ask, and the tabs beside the picture |
//! | `evaluation.rs` | what is held against the exact distribution |
//! | `sampling.rs` | the way from noise to data: scrubber, buttons, keys, layers, views |
//! | `training_time.rs` | back through the training: its slider, its playback, the map of both times |
//! | `continuation.rs` | runs that go on: in another worker, after a reload, with more iterations |
//! | `export.rs` | clips, pictures, tables and weights, read back from the disk |
//! | `runs.rs` | the list of runs: shown again, compared, kept for the next visit |
//! | `comparing.rs` | two runs side by side, from the same noise |
//! | `own_data.rs` | data of a person's own: from a file, a drop and a paste into the link, and back out |
//! | `weights.rs` | weights that come back out of a file |
//! | `recovery.rs` | killed workers, impossible rates, hidden pages, hasty hands |
//! | `bench.rs` | the benchmark, and what a run takes of the machine |
//! | `looks.rs` | accessibility, narrow windows, little motion, touch |
//! | `offline.rs` | no network, and a build that takes the place of another |
//! | `views.rs` | links that show a part of the page, stand at a level, ask a question, or fill a frame |
//! | `promptness.rs` | how soon: run alone |
//!
//! They use `playground.rs`: the page with the words a test needs.

mod bench;
mod comparing;
mod continuation;
mod controls;
mod editing;
mod evaluation;
mod export;
mod frames;
mod hosts;
mod layers;
mod learning;
mod lessons;
mod links;
mod looks;
mod offline;
mod opening;
mod own_data;
mod playground;
mod promptness;
mod recovery;
mod runs;
mod sampling;
mod training_time;
mod views;
mod weights;
