//! Where the calls to a browser run, and how long one may take.

use std::{sync::OnceLock, time::Duration};

use tokio::runtime::Runtime;

/// Only a page that is wrong takes longer to load or to evaluate something.
pub const DEADLINE: Duration = Duration::from_secs(60);

/// Everything of the network runs here; whoever asks waits.
pub fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| Runtime::new().expect("a machine that runs a browser can start threads"))
}
