//! The page without a browser: its state, its controls, its charts and tables.
//!
//! | to … | see |
//! |---|---|
//! | follow the page | [`app`]: `update(Msg, now) → effects` |
//! | add a control | [`controls`] |
//! | see what is said where choices do not suit each other | [`advice`] |
//! | change what a link holds | [`link`] |
//! | change which parts of the page a link shows, and what it asks | [`presentation`], [`question`] |
//! | change what can be shared | [`share`] |
//! | change what a lesson asks, which tabs there are | [`lessons`], [`tabs`] |
//! | see what is drawn beside the picture | [`charts`], [`distribution`], [`training_map`] |
//! | see what a run is held against | [`results`] |
//! | list runs, compare and take them away | [`runs`] |
//! | train several seeds, and compare them with those of another configuration | [`repeats`] |
//! | see when a worker is replaced, and what is kept of its run | [`supervisor`], [`kept_run`] |
//! | see what the benchmark says | [`benchmark`] |
//!
//! No web types, no clock: time comes in as an argument, in milliseconds.

pub mod advice;
pub mod app;
pub mod benchmark;
pub mod charts;
pub mod controls;
pub mod distribution;
pub mod kept_run;
pub mod lessons;
pub mod link;
pub mod loss_curve;
pub mod own_data;
pub mod presentation;
pub mod question;
pub mod repeats;
pub mod results;
pub mod runs;
pub mod settings;
pub mod share;
mod sketch;
pub mod supervisor;
pub mod tabs;
pub mod training_map;

pub use app::{Action, App, Effect, Msg, Phase};
