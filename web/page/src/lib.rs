//! The page's shell in the browser: thin glue between the page's elements, the worker and the app, which knows neither.
//!
//! | to … | see |
//! |---|---|
//! | follow a message from an element to the app and back | [`listen`], [`dispatch`], [`shell`], [`reflect`] |
//! | see how a control looks | [`panel`]; of data and programs [`pictures`] |
//! | see what is painted when | [`stage`], [`canvas`] |
//! | see how results are shown, and the list of runs | [`results`], [`runs`] |
//! | see where a help text opens | [`help`] |
//! | see how files are made and saved | [`export`], [`files`], [`video`] |
//! | see how a person's own data come in | [`import`] |
//! | see how lessons ask, and which tabs are at the front | [`lessons`], [`tabs`] |
//! | see how a lesson's program is fetched | [`programs`] |
//! | see what is shared, and how it is copied | [`share`] |
//! | see which parts a link shows, and its question | [`presentation`] |
//! | see how the benchmark is shown | [`benchmark`] |
//! | follow a message to the worker, and see what is kept of runs | [`worker_link`], [`keeping`] |

pub mod address;
pub mod benchmark;
pub mod browser;
pub mod canvas;
pub mod comparing;
pub mod dispatch;
pub mod dom;
pub mod editor;
pub mod export;
pub mod files;
pub mod folds;
pub mod help;
pub mod import;
pub mod keeping;
pub mod lessons;
pub mod listen;
pub mod panel;
pub mod pictures;
pub mod preferences;
pub mod presentation;
pub mod programs;
pub mod reading;
pub mod reflect;
pub mod results;
pub mod runs;
pub mod share;
pub mod shell;
pub mod stage;
pub mod tabs;
pub mod theme;
pub mod training_time;
pub mod video;
pub mod weights;
pub mod worker_link;
