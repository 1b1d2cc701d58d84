//! Every control, once: its key in links, its words, its range, and what a change of it costs.
//!
//! | a change of … | … does |
//! |---|---|
//! | `recipe, dataset, spikes, points, bandwidth, method, target, preconditioning, schedule, weighting, training_spacing, targets, stratified, optimizer, ema, seed, sigma_min, sigma_max, rho, levels, betas, width, depth, activation, features, batch, iterations, rate, rate_schedule, decay, decay_every, warmup, first_iterations, first_rate` | [`Change::Restarts`] the run, when the control is let go; while it is dragged, levels, noised data and exact cloud follow |
//! | `samples, draw, sampler, steps, spacing, start, eta, churn, bug` | [`Change::Resamples`] from the weights as they are; where the network was not trained for what the sampler asks, another one is trained |
//! | `pace` | [`Change::Repaces`] what is going on |
//!
//! | to … | see |
//! |---|---|
//! | add or change a control | `table.rs` |
//! | know what a control is | `control.rs` |
//! | see how a value gets into the settings, and what gives way | `setters.rs`; where the method changes, `method.rs`; of the data, `data.rs` |
//! | follow a change from the page | `edit.rs` |

mod control;
mod data;
mod edit;
mod method;
mod number;
mod setters;
mod table;

pub use control::{Change, Control, Group, Kind, Range, Slider, Value};
pub(crate) use data::take_data;
pub use edit::Edit;
pub(crate) use number::number_text;
pub use number::read_number;
pub(crate) use setters::by_noise;
pub use table::{CONTROLS, absent, control};

#[cfg(test)]
mod tests;
