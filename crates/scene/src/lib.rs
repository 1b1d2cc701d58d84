//! What the picture shows and how: clouds on their timeline, painted as shapes. Knows no page and no worker.
//!
//! | to … | see |
//! |---|---|
//! | know what one moment shows | [`Scene`]; a whole run that stands still: [`SceneSnapshot`] |
//! | see the data and the exact cloud computed | [`ExactCloud`] |
//! | see how a refresh of the learned cloud fades in | [`LearnedCloud`] |
//! | follow the playback | [`Timeline`] |
//! | paint | [`Painter`], and in `picture/`: `plane.rs`, `line.rs`, `inset.rs`, `overlay.rs`, `paths.rs`, `caption.rs` |
//! | know what lies where in the picture | [`half_extent`], [`canvas_from_data`], [`data_from_canvas`], [`spike_at`] |
//!
//! Painting takes `&Scene` and changes nothing. No web types, no clock: time comes in as an argument, in milliseconds.

mod crossfade;
mod exact_cloud;
mod extent;
pub mod film;
mod learned_cloud;
mod painter;
mod picture;
mod scene;
mod state_statistics;
mod thumbnail;
mod timeline;
mod trajectory;

pub use exact_cloud::{ExactCloud, FRAME};
pub use extent::half_extent;
pub use learned_cloud::{Arrival, LearnedCloud};
pub use painter::Painter;
pub use picture::projection::{canvas_from_data, data_from_canvas, spike_at};
pub use picture::viewport::Viewport;
pub use scene::{EditedScene, LaidOver, LearnedScene, Scene, SceneSnapshot};
pub use state_statistics::StateStatistics;
pub use thumbnail::thumbnail;
pub use timeline::Timeline;
pub use trajectory::Trajectory;
