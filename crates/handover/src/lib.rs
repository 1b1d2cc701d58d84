//! A run as a PyTorch program that continues it, with the numbers by which it is held against the page.
//!
//! | file | what it holds |
//! |---|---|
//! | `program.rs` | `train.py` and `checks.py`: what of `python/` a configuration needs, of them |
//! | `template.rs`, `conditions.rs` | conditions in that Python; when each is true |
//! | `facts.rs` | a configuration, and what follows from it |
//! | `phrases.rs`, `spacing.rs` | what takes the place of names in capitals |
//! | `settings.rs`, `data.rs` | `config.json`, `data.safetensors` |
//! | `tape.rs`, `noise.rs` | the page's own numbers: its first batches, and its samples from given noise |
//! | `diffusers.rs` | the scheduler of diffusers that takes the same steps, where there is one |
//! | `readme.rs` | `README.md` |
//! | `bundle.rs` | all of it, piece by piece, as one zip |

mod archive;
mod bundle;
mod conditions;
mod data;
mod diffusers;
mod facts;
mod noise;
mod phrases;
mod program;
mod python_text;
mod readme;
mod settings;
mod spacing;
mod tape;
mod template;

pub use bundle::{Bundle, BundleError, BundleStep};
pub use program::PythonProgram;
pub use settings::About;
