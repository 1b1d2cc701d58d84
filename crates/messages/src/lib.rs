//! What crosses between page and worker: commands one way, events the other, and the results they carry, as types.
//!
//! | to … | see |
//! |---|---|
//! | ask something of the worker | [`Command`] |
//! | receive what it says | [`Event`] |
//! | know what is shown, and how | [`View`], [`Layer`] |
//! | read what lies over the picture | [`overlay`] |
//! | read what a run is held against | [`result`] |
//! | take something away | [`export`] |
//! | bring data of one's own | [`import`] |
//! | bring weights | [`weights`] |
//! | go on with a run whose worker is no more | [`Resumption`] |
//! | turn a message into bytes and back | [`encode`], [`decode`] |
//!
//! A message is a few bytes and at most one array of numbers beside them, which the browser transfers without copying.

pub mod benchmark;
pub mod command;
pub mod event;
pub mod export;
pub mod import;
pub mod overlay;
pub mod result;
pub mod resumption;
pub mod view;
pub mod weights;
pub mod wire;

pub use benchmark::{BenchmarkRow, BenchmarkTime};
pub use command::{Command, ExactOf, PERFECT_SAMPLES, Pace, RunId, SampleRequest};
pub use event::Event;
pub use export::{ExportEvent, ExportKind, ExportRequest, FileForm, PictureStyle};
pub use import::{ImportEvent, ImportRequest};
pub use overlay::{Mark, MarkForm, MarkSubject, OverlayRequest};
pub use result::{ResultKind, RunResult, Unavailable};
pub use resumption::{Resumption, Sealed};
pub use view::{Cloud, Layer, LineView, SPEEDS, View};
pub use weights::{MAX_WEIGHTS_BYTES, WeightsEvent, WeightsRequest};
pub use wire::{decode, encode};
