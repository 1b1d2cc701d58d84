//! A browser comes up or says why not, and leaves nothing behind.

use chromium::{Chromium, Error, Options};
use std::{env, fs, path::PathBuf, process};

/// The profiles of this process that are still there.
fn profiles() -> Vec<PathBuf> {
    let start = format!("chromium-profile-{}-", process::id());
    let entries = fs::read_dir(env::temp_dir()).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with(&start)).collect()
}

fn launch(program: &str) -> Result<Chromium, Error> {
    Chromium::launch(Options { program: Some(program.into()), ..Options::default() })
}

/// One test, because its parts count the same profiles.
#[test]
fn nothing_is_left_behind() {
    let words = launch("false").map(drop).unwrap_err().to_string();
    assert_eq!(words, "Chromium is gone: it said nothing");
    let words = launch("/no/such/browser").map(drop).unwrap_err().to_string();
    assert!(words.starts_with("starting /no/such/browser: "), "{words}");
    assert_eq!(profiles(), [""; 0].map(PathBuf::from));

    let browser = Chromium::launch(Options::default()).unwrap();
    let page = browser.open("data:text/html,alive").unwrap();
    drop(browser);
    assert_eq!(page.evaluate("document.body.textContent").unwrap(), "alive", "a page keeps its browser");
    assert_eq!(profiles().len(), 1);
    drop(page);
    assert_eq!(profiles(), [""; 0].map(PathBuf::from));
}
