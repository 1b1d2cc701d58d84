//! The page without a network: it keeps one build, whole, and goes over to the next one whole.

use crate::playground::ENDLESS;
use browsers::{Browser, Engine, Page, StaticServer, Visitor};
use serde_json::json;
use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

/// Chromium looks for a new service worker a minute after a page was opened.
const LIMIT: Duration = Duration::from_secs(150);

const RUNS: &str = "/training|finished/.test(playground.dataset.phase) && Number(playground.dataset.step) > 0";

/// A host of a copy of the page, which may change.
struct Host {
    folder: PathBuf,
    server: StaticServer,
}

impl Host {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("playground-{name}-{}", std::process::id()));
        copy(&tests::dist(), &folder);
        let server = StaticServer::start(&folder, "/sub/path/", 0).expect("a server");
        Self { folder, server }
    }

    fn change(&self, file: &str, change: impl Fn(String) -> String) {
        let file = self.folder.join(file);
        let text = fs::read_to_string(&file).expect("a file of the page");
        fs::write(file, change(text)).expect("a changed file");
    }
}

impl Drop for Host {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("dist") {
        let (path, target) = entry.map(|entry| (entry.path(), to.join(entry.file_name()))).expect("an entry");
        if path.is_dir() { copy(&path, &target) } else { fs::copy(&path, &target).map(drop).expect("a copy") }
    }
}

#[track_caller]
fn is(page: &Page, condition: &str) {
    page.wait_until_or_tell(condition, "JSON.stringify({...playground.dataset, title: document.title})", LIMIT)
        .unwrap_or_else(|error| panic!("{error}"));
}

/// A page that runs, opened with this hash.
fn opened(browser: &Browser, host: &Host, hash: &str) -> Page {
    let page = browser.blank(&Visitor::default()).expect("a page");
    page.navigate(&format!("{}#{hash}", host.server.url())).expect("the page");
    is(&page, RUNS);
    page
}

/// A page that runs and is kept.
fn kept(browser: &Browser, host: &Host) -> Page {
    let page = opened(browser, host, ENDLESS);
    is(&page, "(await navigator.serviceWorker.getRegistration())?.active?.state === 'activated'");
    page
}

#[test]
fn after_one_visit_the_page_runs_without_its_host() {
    let browser = Browser::new(Engine::of_this_run()).expect("a browser");
    let mut host = Host::new("offline");
    let page = kept(&browser, &host);
    host.server.stop();
    assert_eq!(
        page.evaluate("fetch('./not-a-file').then(({status}) => status === 503, () => true)").expect("an answer"),
        true,
        "there is still a host"
    );
    page.reload().expect("a reload");
    is(&page, RUNS);
    is(&page, "Boolean(navigator.serviceWorker.controller)");
    page.run("document.querySelector('details.program > summary').click()").expect("a click");
    is(&page, "document.querySelector('details.program code').textContent.includes('fn main')");
}

const NEWER: &str = "The newer build";

/// The list of another build, of which the page has another title; the files are still those of the old one.
fn announce_newer(host: &Host, page: &Page) {
    let before = fs::read_to_string(host.folder.join("index.html")).expect("the page");
    let hash = |text: &str| {
        let digest = format!(
            "crypto.subtle.digest('SHA-256', new TextEncoder().encode({})).then(
                digest => btoa(String.fromCharCode(...new Uint8Array(digest))))",
            json!(text)
        );
        page.evaluate(&digest).expect("a hash").as_str().expect("words").to_owned()
    };
    let (before, after) = (hash(&before), hash(&newer(&before)));
    host.change("service-worker.js", |text| {
        let changed = text.replace(&before, &after).replacen("const BUILD = \"", "const BUILD = \"newer-", 1);
        assert!(text.contains(&before) && changed.contains("newer-"), "{text}");
        changed
    });
}

fn newer(page: &str) -> String {
    page.replace("<title>Diffusion Playground", &format!("<title>{NEWER}"))
}

const CACHES: &str = "caches.keys().then(names => names.filter(name => name.includes('diffusion-playground')).join())";

/// catches: a page of one build that is kept with the worker of another
#[test]
fn a_host_on_its_way_from_one_build_to_another_is_not_kept() {
    let browser = Browser::new(Engine::of_this_run()).expect("a browser");
    let host = Host::new("half");
    // A page for a frame leaves it to the test when its files are looked at.
    let page = opened(&browser, &host, "embed=1");
    announce_newer(&host, &page);
    page.run(
        "const { installing } = await navigator.serviceWorker.register('./service-worker.js');
         window.fate = installing?.state ?? 'redundant';
         installing?.addEventListener('statechange', () => { window.fate = installing.state; });",
    )
    .or_else(|_| page.run("window.fate = 'redundant'"))
    .expect("a look at the service worker");
    is(&page, "window.fate === 'redundant'");
    is(&page, &format!("await {CACHES} === ''"));
}

/// catches: a new build that is never shown, or that leaves the old one behind
#[test]
fn a_new_build_takes_the_place_of_the_old_one_whole() {
    let browser = Browser::new(Engine::of_this_run()).expect("a browser");
    let host = Host::new("newer");
    let page = kept(&browser, &host);
    // Of its first visit the page stands on its host; from the next on it is one of the build that is kept.
    page.reload().expect("a reload");
    is(&page, &format!("navigator.serviceWorker.controller && {RUNS}"));
    announce_newer(&host, &page);
    host.change("index.html", |page| newer(&page));
    page.run("navigator.serviceWorker.getRegistration().then(kept => kept.update())").expect("a look at the host");
    is(&page, "(await navigator.serviceWorker.getRegistration()).waiting?.state === 'installed'");
    is(&page, &format!("document.title !== '{NEWER}' && (await {CACHES}).includes(',')"));
    page.reload().expect("a reload");
    is(&page, &format!("document.title === '{NEWER}' && {RUNS}"));
    is(&page, &format!("(names => names.includes('newer-') && !names.includes(','))(await {CACHES})"));
    is(&page, "new URLSearchParams(location.hash.slice(1)).get('iterations') === '20000'");
}

#[test]
fn a_page_for_a_frame_keeps_nothing() {
    let browser = Browser::new(Engine::of_this_run()).expect("a browser");
    let host = Host::new("frame");
    let page = opened(&browser, &host, "embed=1");
    // A page of its own is kept after ten seconds.
    is(&page, "Number(playground.dataset.step) > 50 && performance.now() > 12000");
    let kept = "navigator.serviceWorker.getRegistrations().then(all => all.length)";
    assert_eq!(page.evaluate(kept).expect("a number"), 0);
    assert_eq!(page.evaluate("caches.keys().then(names => names.length)").expect("a number"), 0);
}
