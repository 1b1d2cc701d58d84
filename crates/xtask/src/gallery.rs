//! Every chart, picture and state of the page as one file to look through, and what is recorded of them.

use crate::{args::Gallery, check, page};
use anyhow::Result;
use xshell::Shell;

/// Where the test writes all that it compares.
const PAGE: &str = "target/gallery/index.html";

/// Draws everything and compares it with the record, or records it.
///
/// # Errors
/// When something does not compile or run, and when something is not as recorded; the page is written all the same.
pub fn run(shell: &Shell, asked: &Gallery) -> Result<()> {
    let test = check::native(shell, &["--test", "gallery"]);
    let drawn = if asked.record { test.env("GALLERY_RECORD", "1") } else { test }.run();
    let page = shell.current_dir().join(PAGE);
    println!("\nThe gallery is {}", page.display());
    if asked.open {
        page::open(shell, &page.display().to_string())?;
    }
    Ok(drawn?)
}
