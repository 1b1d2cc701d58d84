//! The picture: a cloud in the plane, or on a line, at the shown level.
//!
//! Dots go into a raster, everything else is shapes over it. A small inset magnifies one spike, because a standard
//! deviation of 0.01 is less than a pixel at full view.

pub mod caption;
pub mod clouds;
pub mod inset;
pub mod line;
pub mod overlay;
pub mod paths;
pub mod plane;
pub mod projection;
pub mod text;
pub mod ticks;
pub mod viewport;
