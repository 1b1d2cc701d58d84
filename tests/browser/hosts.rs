//! Files that are missing, late, cut short or sent as something else: within ten seconds the page says which, and why.

use crate::playground::page_host;
use browsers::{Fault, Page, StaticServer, Visitor};
use std::{sync::Arc, time::Duration};
use tests::PageHost;

const LIMIT: Duration = Duration::from_secs(120);

/// Why it does not start, in the page's words.
const SAYS: &str = "document.querySelector('#unsupported').textContent";

/// A page whose host does something wrong with the files whose names begin like this, with all that it lives on.
struct Spoilt {
    page: Page,
    /// Whose browser it is.
    _page_host: Arc<PageHost>,
    server: StaticServer,
}

fn spoilt(begin: &str, fault: Fault) -> Spoilt {
    spoilt_at("", begin, fault)
}

fn spoilt_at(hash: &str, begin: &str, fault: Fault) -> Spoilt {
    let server = StaticServer::with_journal(&tests::dist(), "/sub/").expect("a server");
    server.spoil(begin, fault);
    let page_host = page_host();
    let page = page_host.blank(&Visitor::default()).expect("a page");
    page.navigate(&(server.visit() + hash)).expect("the page's address");
    Spoilt { page, _page_host: page_host, server }
}

#[track_caller]
fn says_within_ten_seconds(begin: &str, fault: Fault, words: &[&str]) {
    let Spoilt { page, .. } = &spoilt(begin, fault);
    let all = words.iter().map(|word| format!("{SAYS}.includes('{word}')")).collect::<Vec<_>>().join(" && ");
    page.wait_until_or_tell(&all, SAYS, LIMIT).unwrap_or_else(|error| panic!("{begin} {fault:?}: {error}"));
    let waited = page.evaluate("performance.now()").expect("a time").as_f64().expect("a number");
    assert!(waited < 12_000.0, "{begin} {fault:?}: said after {waited} ms");
    assert_eq!(page.evaluate("document.querySelector('#late') === null").expect("an answer"), true);
}

#[test]
fn a_file_that_is_missing_is_named() {
    says_within_ten_seconds("app-", Fault::Status(404), &["app-", ".js", "404"]);
    says_within_ten_seconds("worker_bg.wasm", Fault::Status(403), &["worker_bg.wasm", "403"]);
    says_within_ten_seconds("worker.js", Fault::Status(404), &["worker.js", "404"]);
    says_within_ten_seconds("style-", Fault::Status(404), &["style-", "404"]);
}

#[test]
fn a_file_that_is_sent_as_something_else_is_named_with_its_type() {
    says_within_ten_seconds("app-", Fault::Kind("text/plain"), &["app-", ".js", "text/plain"]);
    says_within_ten_seconds("worker-loader.js", Fault::Kind("text/plain"), &["worker-loader.js", "text/plain"]);
}

#[test]
fn a_program_that_is_cut_short_is_named() {
    says_within_ten_seconds("worker_bg.wasm", Fault::Half, &["worker_bg.wasm", "cut short"]);
}

#[test]
fn a_file_that_is_late_is_waited_for_and_the_words_go_when_it_comes() {
    let late = Fault::Late(Duration::from_secs(14));
    let Spoilt { page, .. } = &spoilt("worker_bg.wasm", late);
    let says = format!("{SAYS}.includes('worker_bg.wasm')");
    page.wait_until_or_tell(&says, SAYS, LIMIT).expect("words while it waits");
    page.wait_until("playground.dataset.phase === 'training'", LIMIT).expect("a run after all");
    assert_eq!(page.evaluate(SAYS).expect("words"), "");
}

/// A worker of another build is of no use to the page, however often it is started; the way out is a reload, which gets
/// all files anew.
#[test]
fn a_page_whose_host_has_a_newer_build_says_so_and_can_be_reloaded() {
    let Spoilt { page, server, .. } = &spoilt("worker_bg.wasm", Fault::AnotherBuild);
    page.wait_until("playground.dataset.phase === 'failed'", LIMIT).expect("a failure");
    let error = page.evaluate("playground.dataset.error").expect("words");
    assert!(error.as_str().is_some_and(|words| words.contains("newer version")), "{error}");
    assert_eq!(page.evaluate("playground.dataset.worker").expect("a word"), "stopped");
    assert_eq!(
        page.evaluate("document.querySelector('#failure button').textContent").expect("words"),
        "Reload the page"
    );
    server.mend();
    page.run("document.querySelector('#failure button').click()").expect("a click");
    page.wait_until("playground.dataset.phase === 'training'", LIMIT).expect("a run of the build that is there");
}

/// A machine that has no more memory ends the worker in the middle of its work, each time that it is started.
#[test]
fn a_run_that_needs_more_memory_than_there_is_says_what_needs_less_and_less_goes_on() {
    // Ten megabytes, and states of all samples that need sixteen.
    let little = Fault::LittleMemory(160);
    let Spoilt { page, .. } = &spoilt_at("#samples=10000&levels=200&width=512&pace=max", "worker_bg.wasm", little);
    // Four workers are started for it, one after the other.
    page.wait_until("playground.dataset.worker === 'stopped'", 3 * LIMIT).expect("a worker that is given up");
    let error = page.evaluate("playground.dataset.error").expect("words");
    assert!(error.as_str().is_some_and(|words| words.contains("Fewer samples or a narrower network")), "{error}");
    for (name, value) in [("samples", 1_000), ("width", 32)] {
        let change = format!(
            "const field = document.querySelector('[name={name}]');
             field.value = '{value}';
             field.dispatchEvent(new Event('change', {{ bubbles: true }}));"
        );
        page.run(&change).expect("a change");
    }
    page.wait_until("/training|finished/.test(playground.dataset.phase) && Number(playground.dataset.step) > 0", LIMIT)
        .expect("a run that fits");
    assert_eq!(page.evaluate("playground.dataset.error ?? ''").expect("words"), "");
}

#[test]
fn a_page_without_its_first_script_says_that_it_did_not_start() {
    let Spoilt { page, .. } = &spoilt("boot.js", Fault::Status(404));
    let shown = "document.querySelector('#late')?.checkVisibility({visibilityProperty: true})";
    assert_eq!(page.evaluate(shown).expect("an answer"), false, "not before it had its time");
    page.wait_until(shown, LIMIT).expect("a sentence");
}

#[test]
fn a_page_that_is_opened_as_a_file_says_so() {
    let page_host = page_host();
    let page = page_host.blank(&Visitor::default()).expect("a page");
    page.navigate(&format!("file://{}", tests::dist().join("index.html").display())).expect("a file");
    page.wait_until_or_tell(&format!("{SAYS}.includes('web server')"), SAYS, LIMIT).expect("a sentence");
}
