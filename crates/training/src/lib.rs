//! The learning, on candle: small networks trained one iteration at a time, and what they have learned.
//!
//! | what | where | source |
//! |---|---|---|
//! | one iteration of training, and when it ends | [`Trainer`] | Ho et al. 2020, algorithm 1 |
//! | the network `f_θ(x, c)` and its start weights | [`Network`] | PyTorch's `nn.Linear` |
//! | a fresh batch: level, clean rows, noise | [`batch`] | Bouvier 2023, *intro-to-diffusion* |
//! | what is made small | [`loss`] | |
//! | the mean field of a batch | `field.rs` | Xu et al. 2023, eq. 5 |
//! | the running mean of the weights | [`Trainer::model`] | Polyak & Juditsky 1992; Ho et al. 2020, app. B |
//! | how weights move | [`gradient_step`], `optimizer.rs` | Kingma & Ba 2015; Loshchilov & Hutter 2019 (AdamW) |
//! | frozen weights, asked by a sampler | [`TrainedModel`] | |
//! | the same as a file, and out of one | [`weights`], [`weights_file`] | safetensors |
//!
//! Training is an iterator: the caller sets the pace. All noise and all start weights come from the seeded
//! streams, so two equal configurations give the same weights, bit for bit.
//!
//! A network for four spikes, trained to the end, and the points that it carries from noise to data:
//!
//! ```
//! use diffusion::{Config, Preset};
//! use training::Trainer;
//!
//! let config = Config { iterations: 200, samples: 50, ..Preset::SimpleMultimodal.config() };
//! let mut trainer = Trainer::new(&config)?;
//! let losses = trainer.by_ref().map(|iteration| iteration.map(|done| done.loss)).collect::<Result<Vec<_>, _>>()?;
//! let mean = |losses: &[f32]| losses.iter().sum::<f32>() / losses.len() as f32;
//! assert!(mean(&losses[150..]) < mean(&losses[..50]));
//! let states = trainer.model()?.states(&config)?;
//! assert!(states.len() == 21 && states.iter().all(|points| points.len() == 50 * 2));
//! # Ok::<(), training::TrainingError>(())
//! ```

mod activation;
pub mod batch;
pub mod bench;
mod ceiling;
mod conditioning;
mod cpu;
mod ema;
mod error;
mod exp;
mod field;
pub mod gradient_step;
mod kernels;
mod lanes;
pub mod loss;
mod muon;
mod network;
mod network_shape;
mod optimizer;
mod pass;
mod snapshot;
pub mod tape;
pub mod tensor_file;
mod train;
mod trained_model;
pub mod weights;
pub mod weights_file;

pub use error::TrainingError;
pub use network::{Backend, LayerTensors, Network};
pub use network_shape::{LayerShape, NetworkShape};
pub use snapshot::Snapshot;
pub use train::{IterationReport, SnapshotReader, Trainer, TrainerState};
pub use trained_model::TrainedModel;
pub use weights_file::{UnreadableWeights, WeightsFile};
