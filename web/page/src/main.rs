//! The page.

use rlsf::SmallGlobalTlsf;

/// Small in code, because the page is downloaded before anything moves; the worker keeps the usual one.
#[global_allocator]
static ALLOCATOR: SmallGlobalTlsf = SmallGlobalTlsf::new();

fn main() {
    web_page::shell::start();
}
