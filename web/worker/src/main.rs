//! The worker: training and sampling, away from the page's thread.

mod frame_painter;
mod worker_scope;

fn main() {
    worker_scope::start();
}
