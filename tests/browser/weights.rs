//! Weights that come back out of a file.

use diffusion::Config;
use page::link;
use serde_json::json;
use tests::trained;

use crate::playground::{Playground, weights_of};

const LINK: &str = "recipe=simple_multimodal&iterations=300&seed=9&rate=0.002";

/// A file with this link, whose weights another program has trained further: here, from another seed. With their hash.
fn file() -> (String, Vec<u8>) {
    let config = link::read(LINK).settings.config;
    let learned = trained(&Config { seed: 10, ..config }).expect("the link can be trained");
    let about = json!({"link": LINK, "iteration": 300, "network": {"activation": "relu"}});
    (learned.hash(), learned.to_safetensors(&about.to_string()).expect("a file"))
}

impl Playground {
    /// Opens a file of this content by the field for weights.
    #[track_caller]
    fn open_weights(&self, content: &[u8]) {
        self.give_file("#import-weights", "trained.safetensors", content);
    }
}

/// catches: weights that are trained instead of shown, a row or a reload that loses them, a run that cannot be compared
#[test]
fn weights_out_of_a_file_are_a_run_like_any_other() {
    let page = Playground::open_still("pace=max&iterations=100");
    page.until_phase("finished");
    let (hash, file) = file();
    page.open_weights(&file);
    page.until("said.run === '2' && said.phase === 'finished' && said.verdict !== 'unknown'");
    assert_eq!((page.said("weights"), page.said("step")), (hash.clone(), "300".to_owned()));
    assert_eq!((page.field("rate"), page.field("seed")), ("0.002".to_owned(), "9".to_owned()));
    assert!(page.said("note").contains("after 300 iterations"), "{}", page.said("note"));
    page.click_on("#tab-runs");
    page.until("document.querySelector('[data-run-row][aria-current]').dataset.hash === said.weights");
    page.click_on("#comparison [data-action=compare]");
    page.until(&format!("document.querySelector('#compared').dataset.weights === '{hash}'"));
    page.reload().expect("a reload");
    page.until(&format!("said.phase === 'finished' && said.weights === '{hash}'"));
    page.press("rewind");
    page.until(&format!("said.phase === 'finished' && said.weights === '{}'", weights_of(LINK)));
    page.give_file("#playground", "trained.safetensors", &file);
    page.until(&format!("said.phase === 'finished' && said.weights === '{hash}'"));
    assert!(page.said("note").contains("of the list"), "{}", page.said("note"));
}

/// catches: a page that a hostile file changes, or that falls silent
#[test]
fn a_file_of_no_use_gets_a_sentence_and_changes_nothing() {
    let page = Playground::open_still("pace=max&iterations=100");
    page.until_phase("finished");
    let before = page.said("weights");
    let (_, whole) = file();
    let not_a_number = [&whole[..whole.len() - 4], &f32::NAN.to_le_bytes()].concat();
    let endless = [&u64::MAX.to_le_bytes(), &whole[8..]].concat();
    for (content, words) in [
        (&b""[..], "no whole file"),
        (b"{}", "no whole file"),
        (&whole[..whole.len() / 2], "no whole file"),
        (&endless, "no whole file"),
        (&not_a_number, "no number"),
    ] {
        page.run("document.querySelector('[data-action=dismiss-note]').click()");
        page.until("!said.note");
        page.open_weights(content);
        page.until("said.note");
        let note = page.said("note");
        assert!(note.starts_with("These weights were left out.") && note.contains(words), "{note:?}, not {words:?}");
    }
    assert_eq!((page.said("run"), page.said("weights"), page.said("phase")), ("1".into(), before, "finished".into()));
}
