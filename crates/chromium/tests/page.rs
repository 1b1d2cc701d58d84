//! A served page in a real browser: what it evaluates, says, starts and takes.

use chromium::{Chromium, Error, Media, Options, Page, StaticServer, Viewport};
use std::{fs, path::PathBuf, time::Duration};

const SOON: Duration = Duration::from_secs(20);

const PAGE: &str = r#"<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>a page</title>
<link rel="icon" href="data:,">
<style>body { margin: 0 } #pad { width: 200px; height: 100px; background: grey; touch-action: none }</style>
<input name="field" value="old"><button>press</button><div id="pad"></div>
<script type="module">
  window.seen = [];
  for (const kind of ["pointerdown", "pointermove", "pointerup"])
    pad.addEventListener(kind, e => seen.push(`${e.pointerType} ${kind} ${e.offsetX}`));
  addEventListener("keydown", e => seen.push(`${e.code} ${e.key}`));
  document.querySelector("button").onclick = e => seen.push(`click ${e.isTrusted}`);
  document.querySelector("input").onchange = e => seen.push(`change ${e.target.value}`);
  document.onvisibilitychange = () => seen.push(document.visibilityState);
  new Worker("worker.js", { type: "module" });
</script>"#;

const WORKER: &str = "self.answer = 42; console.warn('from the worker'); fetch('data.json');";

struct Site {
    folder: PathBuf,
    server: StaticServer,
    browser: Chromium,
}

impl Site {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("chromium-page-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("index.html"), PAGE).unwrap();
        fs::write(folder.join("worker.js"), WORKER).unwrap();
        fs::write(folder.join("data.json"), "{}").unwrap();
        Self {
            server: StaticServer::start(&folder, "/below/", 0).unwrap(),
            browser: Chromium::launch(Options::default()).unwrap(),
            folder,
        }
    }

    fn open(&self) -> Page {
        self.browser.open(&self.server.url()).unwrap()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.folder).ok();
    }
}

fn seen(page: &Page) -> Vec<String> {
    let seen = page.evaluate("seen.splice(0)").unwrap();
    let words = seen.as_array().unwrap().iter();
    words.map(|word| word.as_str().unwrap().into()).collect()
}

#[test]
fn evaluates_and_collects_what_page_and_worker_say() -> Result<(), Error> {
    let site = Site::new("evaluates");
    let page = site.open();
    assert_eq!(page.evaluate("document.title")?, "a page");
    assert_eq!(page.evaluate("Promise.resolve(6 * 7)")?, 42);
    assert!(page.evaluate("undefined")?.is_null());
    let thrown = page.evaluate("(() => { throw new TypeError('no such luck') })()");
    assert!(thrown.unwrap_err().to_string().contains("TypeError: no such luck"));

    page.evaluate("console.log('fine'), console.error('not', {a: 1}, new Error('fine')), 0")?;
    page.evaluate("setTimeout(() => { throw new Error('later') }), 0")?;
    page.wait_until("performance.getEntriesByName(location.origin).length === 0", SOON)?;
    wait(|| page.complaints().len() >= 3);
    let complaints = page.complaints().join("\n");
    for part in [
        "console.error: not Object Error: fine",
        "uncaught: Error: later",
        "worker.js: console.warning: from the worker",
    ] {
        assert!(complaints.contains(part), "{part} is not in\n{complaints}");
    }
    assert!(!complaints.contains("log: fine"), "{complaints}");
    wait(|| page.requests().iter().any(|url| url.ends_with("/below/data.json")));
    assert_eq!(page.requests()[0], site.server.url());
    Ok(())
}

fn wait(done: impl Fn() -> bool) {
    for _ in 0..250 {
        if done() {
            return;
        }
        std::thread::sleep(SOON / 250);
    }
    panic!("it did not happen in time");
}

#[test]
fn a_worker_is_found_asked_and_killed() -> Result<(), Error> {
    let site = Site::new("worker");
    let page = site.open();
    wait(|| page.complaints().len() == 1); // so its script has begun
    let worker = page.workers().remove(0);
    assert!(worker.url().ends_with("/below/worker.js"), "{}", worker.url());
    assert_eq!(worker.evaluate("answer")?, 42);
    worker.kill()?;
    assert!(page.workers().is_empty());
    Ok(())
}

#[test]
fn a_wait_ends_with_words() {
    let site = Site::new("wait");
    let page = site.open();
    let limit = Duration::from_millis(200);
    let error = page.wait_until_or_tell("missing.thing", "1 + 1", limit).unwrap_err();
    assert_eq!(error.to_string(), "waited 0.2 s for missing.thing; last seen: 2");
}

#[test]
fn takes_a_mouse_a_finger_and_keys() -> Result<(), Error> {
    let site = Site::new("input");
    let page = site.open();
    let pad = page.rect("#pad")?;
    page.mouse_drag(pad.at(0.25, 0.5), pad.at(0.75, 0.5), 2)?;
    assert_eq!(
        seen(&page),
        [
            "mouse pointermove 50",
            "mouse pointerdown 50",
            "mouse pointermove 100",
            "mouse pointermove 150",
            "mouse pointerup 150"
        ]
    );
    page.touch_drag(pad.at(0.25, 0.5), pad.at(0.75, 0.5), 1)?;
    assert_eq!(seen(&page).first().unwrap(), "touch pointerdown 50");
    for key in [" ", "ArrowLeft", "t"] {
        page.key(key)?;
    }
    assert_eq!(seen(&page), ["Space  ", "ArrowLeft ArrowLeft", "KeyT t"]);
    page.click("button")?;
    page.fill("[name=field]", "new")?;
    assert_eq!(seen(&page), ["click true", "change new"]);
    page.evaluate("pad.style.cssText = 'position: fixed; inset: 0; width: auto; height: auto', 0")?;
    let covered = page.click("button").unwrap_err().to_string();
    assert!(covered.contains("button is covered by <div id=\"pad\""), "{covered}");
    assert!(page.click("blink").unwrap_err().to_string().contains("nothing matches blink"));
    Ok(())
}

#[test]
fn goes_to_and_fro() -> Result<(), Error> {
    let site = Site::new("history");
    let page = site.open();
    page.navigate(&format!("{}#there", site.server.url()))?;
    assert_eq!(page.evaluate("location.hash")?, "#there");
    page.evaluate("window.kept = true")?;
    page.back()?;
    assert_eq!(page.evaluate("location.hash + window.kept")?, "true");
    page.reload()?;
    assert!(page.evaluate("window.kept")?.is_null());
    assert!(page.navigate("http://127.0.0.1:9/").is_err());
    Ok(())
}

#[test]
fn shows_the_page_as_asked() -> Result<(), Error> {
    let site = Site::new("view");
    let page = site.open();
    page.viewport(Viewport::phone(390, 844))?;
    page.media(Media { dark: true, reduced_motion: true, ..Media::default() })?;
    let asked = "[innerWidth, devicePixelRatio, matchMedia('(prefers-color-scheme: dark)').matches,
        matchMedia('(prefers-reduced-motion)').matches, matchMedia('(pointer: coarse)').matches].join()";
    assert_eq!(page.evaluate(asked)?, "390,2,true,true,true");
    let file = site.folder.join("shot.png");
    page.viewport(Viewport::desktop(320, 200))?;
    page.evaluate("pad.style.height = '900px', 0")?;
    page.screenshot(&file, false)?;
    assert_eq!(png_size(&file), (320, 200));
    page.screenshot(&file, true)?;
    assert!(png_size(&file).1 > 900, "{:?}", png_size(&file));
    Ok(())
}

fn png_size(file: &PathBuf) -> (u32, u32) {
    let bytes = fs::read(file).unwrap();
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    (number(16), number(20))
}

#[test]
fn pages_are_strangers_and_both_are_alive() -> Result<(), Error> {
    let site = Site::new("two");
    let (one, two) = (site.open(), site.open());
    one.evaluate("localStorage.setItem('a', '1')")?;
    assert!(two.evaluate("localStorage.getItem('a')")?.is_null());
    for page in [&one, &two] {
        let frame = "new Promise(done => requestAnimationFrame(() => done(document.visibilityState)))";
        assert_eq!(page.evaluate(frame)?, "visible");
    }
    Ok(())
}

#[test]
fn hides_and_shows() -> Result<(), Error> {
    let site = Site::new("hides");
    let page = site.open();
    page.visible(false)?;
    page.visible(true)?;
    assert_eq!(seen(&page), ["hidden", "visible"]);
    Ok(())
}
