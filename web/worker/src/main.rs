//! The worker: training and sampling, away from the page's thread.

fn main() {
    web::worker::start();
}
