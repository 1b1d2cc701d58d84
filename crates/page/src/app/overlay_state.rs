//! What the worker lays over the picture: what it was asked last, and its marks.

use messages::overlay::{Mark, OverlayRequest};
use scene::LaidOver;

/// What the overlays know beyond the clouds.
#[derive(Debug)]
pub struct Overlays {
    /// Where the posterior lens lies, in the units of the data.
    pub lens: [f64; 2],
    /// How often the learned cloud was refreshed: other weights, other answers.
    refreshes: u32,
    /// The number of the last request.
    ticket: u32,
    requested: Option<MadeRequest>,
    waits: bool,
    marks: Vec<Mark>,
    /// How far the picture reached that the marks were made for.
    half_extent: f64,
}

/// The last request that was made.
#[derive(Debug)]
struct MadeRequest {
    /// How often the learned cloud had been refreshed by then.
    refreshes: u32,
    request: OverlayRequest,
}

impl Default for Overlays {
    fn default() -> Self {
        // Between the spikes, where more than one of them is possible.
        Self {
            lens: [0.25, 0.4],
            refreshes: 0,
            ticket: 0,
            requested: None,
            waits: false,
            marks: vec![],
            half_extent: 1.0,
        }
    }
}

impl Overlays {
    /// The network has other weights.
    pub fn refresh(&mut self) {
        self.refreshes = self.refreshes.wrapping_add(1);
    }

    /// What was laid over the picture no longer belongs there.
    pub fn clear(&mut self) {
        self.marks.clear();
        self.requested = None;
        self.waits = false;
    }

    /// What is laid over the picture.
    pub fn laid_over(&self) -> LaidOver<'_> {
        LaidOver { marks: &self.marks, half_extent: self.half_extent }
    }

    /// The number of this request, if it is to be made now: one is on its way at a time, and none is made twice.
    pub fn request(&mut self, request: &OverlayRequest) -> Option<u32> {
        let last = self.requested.as_ref().filter(|last| last.refreshes == self.refreshes);
        if self.waits || last.is_some_and(|last| last.request == *request) {
            return None;
        }
        self.ticket = self.ticket.wrapping_add(1);
        self.requested = Some(MadeRequest { refreshes: self.refreshes, request: request.clone() });
        self.waits = true;
        Some(self.ticket)
    }

    /// Takes the marks of a request. True if they are those that are waited for.
    pub fn receive(&mut self, ticket: u32, marks: Vec<Mark>) -> bool {
        let awaited = self.waits && ticket == self.ticket;
        if awaited {
            self.waits = false;
            self.marks = marks;
            self.half_extent = self.requested.as_ref().map_or(self.half_extent, |made| made.request.half_extent);
        }
        awaited
    }
}
