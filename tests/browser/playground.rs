//! The page with the words a test needs. Whatever goes wrong panics, and then prints what the page said.

use browsers::{Capability, Engine, Page, Visitor, Window};
use page::link;
use serde_json::Value;
use std::{
    ops::Deref,
    sync::{Arc, Mutex, PoisonError, Weak},
    thread,
    time::Duration,
};
use tests::{PageHost, trained};

/// Only a page that is wrong takes so long, however busy the machine is.
const LIMIT: Duration = Duration::from_secs(120);

/// Trains for longer than a test looks, two hundred iterations a second: most of the machine is the page's.
pub const ENDLESS: &str = "iterations=20000&pace=100";

/// A small laptop's: a larger one takes longer to paint.
const USUAL_WINDOW: Window = Window::desktop(1200, 800);

/// As a slow screen has: without a graphics card much of the time would go into frames that no test looks at.
const SLOW_SCREEN: &str = "
    const between = 1000 / 15;
    const atNextFrame = requestAnimationFrame.bind(window);
    let last = performance.now() - between;
    window.requestAnimationFrame = work => setTimeout(
        () => atNextFrame(time => {
            last = time;
            work(time);
        }),
        Math.max(0, last + between - performance.now()));";

/// Everything that the page says of itself.
const SAYS: &str = "JSON.stringify({hash: location.hash, ...playground.dataset,
    figures: Object.fromEntries([...document.querySelectorAll('[data-metric]')].map(
        element => [element.dataset.metric, element.textContent])),
    unsupported: document.querySelector('#unsupported').textContent})";

/// The playground, alone in its browser.
///
/// When it is dropped it must not have complained: no console error or warning, no uncaught error, no file missed.
pub struct Playground {
    page: Page,
    page_host: Arc<PageHost>,
    /// Where it was opened, without its hash.
    visit: String,
}

/// Whether the engine of this run can do what a test needs; says which test is left out where it cannot.
pub fn can(capability: Capability) -> bool {
    let engine = Engine::of_this_run();
    let can = engine.has(capability);
    if !can {
        leave_out(&format!("{} has no {capability:?}", engine.name()));
    }
    can
}

/// Whether this run is in Chromium; says which test is left out in the others.
///
/// For what our own program computes or decides with nothing of the browser's in it: that every engine computes the same
/// bits is a test of its own.
pub fn in_chromium() -> bool {
    let engine = Engine::of_this_run();
    if engine != Engine::Chromium {
        leave_out(&format!("{} computes the same as Chromium", engine.name()));
    }
    engine == Engine::Chromium
}

fn leave_out(reason: &str) {
    let test = thread::current().name().unwrap_or_default().to_owned();
    println!("{reason}: {test} is left out");
}

impl Playground {
    /// Opens the page with this hash.
    pub fn open(hash: &str) -> Self {
        Self::open_as(&Visitor::default(), USUAL_WINDOW, hash)
    }

    /// Opens the page with this hash on a screen that shows as many frames as there are.
    pub fn open_at_full_rate(hash: &str) -> Self {
        Self::load(&Visitor::default(), USUAL_WINDOW, hash)
    }

    /// Opens the page with this hash and stops its playback, which takes more of the machine than all else: for what has
    /// nothing to do with it.
    pub fn open_still(hash: &str) -> Self {
        let page = Self::open(hash);
        page.stop_playback();
        page
    }

    /// Opens the page in this window.
    pub fn open_in(window: Window, hash: &str) -> Self {
        Self::open_as(&Visitor::default(), window, hash)
    }

    /// Opens the page for this visitor.
    pub fn open_for(visitor: &Visitor, hash: &str) -> Self {
        Self::open_as(visitor, USUAL_WINDOW, hash)
    }

    fn open_as(visitor: &Visitor, window: Window, hash: &str) -> Self {
        let page = Self::load(visitor, window, hash);
        page.run(SLOW_SCREEN);
        page
    }

    fn load(visitor: &Visitor, window: Window, hash: &str) -> Self {
        let page_host = page_host();
        let page = page_host.blank(visitor).expect("a blank page");
        page.set_window(window).expect("a window");
        let visit = page_host.visit();
        let address = if hash.is_empty() { visit.clone() } else { format!("{visit}#{hash}") };
        page.navigate(&address).expect("the playground");
        let open = Self { page, page_host, visit };
        open.until("said.run");
        open
    }

    /// The address of the page, without its hash.
    pub fn address(&self) -> &str {
        &self.visit
    }

    /// Gives the page a file of this name and content: to a field for files, or as a drop onto anything else.
    #[track_caller]
    pub fn give_file(&self, to: &str, name: &str, content: &[u8]) {
        self.run(&format!(
            "const carried = new DataTransfer();
             carried.items.add(new File([new Uint8Array({content:?})], '{name}'));
             const place = document.querySelector('{to}');
             if (place.files) place.files = carried.files;
             const how = {{bubbles: true, cancelable: true, dataTransfer: carried}};
             place.dispatchEvent(place.files ? new Event('change', how) : new DragEvent('drop', how));"
        ));
    }

    /// Everything that was asked for so far, in order.
    pub fn requests(&self) -> Vec<String> {
        self.page_host.requests(&self.visit)
    }

    /// The value of a JavaScript expression.
    #[track_caller]
    pub fn value(&self, expression: &str) -> Value {
        self.page.evaluate(expression).unwrap_or_else(|error| panic!("{error}"))
    }

    /// The words of a JavaScript expression.
    #[track_caller]
    pub fn words(&self, expression: &str) -> String {
        let value = self.value(expression);
        value.as_str().map_or_else(|| value.to_string(), str::to_owned)
    }

    /// Runs a script for what it does.
    #[track_caller]
    pub fn run(&self, script: &str) {
        self.page.run(script).unwrap_or_else(|error| panic!("{error}"));
    }

    /// What `data-…` of the playground says; empty when it says nothing.
    #[track_caller]
    pub fn said(&self, name: &str) -> String {
        self.words(&format!("playground.getAttribute('data-{name}') ?? ''"))
    }

    /// What `data-…` of the playground says, as a number.
    #[track_caller]
    pub fn count(&self, name: &str) -> u64 {
        let words = self.said(name);
        words.parse().unwrap_or_else(|_| panic!("data-{name} is “{words}”, which is no number"))
    }

    /// A figure of the page, in bare ASCII.
    #[track_caller]
    pub fn metric(&self, name: &str) -> f64 {
        let words = self.words(&format!("document.querySelector('[data-metric={name}]')?.textContent ?? 'absent'"));
        words.parse().unwrap_or_else(|_| panic!("the figure {name} is “{words}”, which is no number"))
    }

    /// What the control of this name holds.
    #[track_caller]
    pub fn field(&self, name: &str) -> String {
        self.words(&format!("document.querySelector('[name={name}]').value"))
    }

    /// The link, with its `#`.
    #[track_caller]
    pub fn hash(&self) -> String {
        self.words("location.hash")
    }

    /// What is painted on a canvas, as a number that changes with it.
    #[track_caller]
    pub fn painting(&self, canvas: &str) -> Value {
        self.value(&fingerprint(canvas))
    }

    /// Waits until a JavaScript condition holds. `said` is what the playground's `data-…` say.
    #[track_caller]
    pub fn until(&self, condition: &str) {
        let condition = format!("(said => {condition})(playground.dataset)");
        self.page.wait_until_or_tell(&condition, SAYS, LIMIT).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Waits until the link holds this: it is written a few times a second at most.
    #[track_caller]
    pub fn until_link_says(&self, words: &str) {
        self.until(&format!("location.hash.includes('{words}')"));
    }

    /// Waits until training is in this phase.
    #[track_caller]
    pub fn until_phase(&self, phase: &str) {
        self.until(&format!("said.phase === '{phase}'"));
    }

    /// Waits until a canvas looks different from what it was.
    #[track_caller]
    pub fn until_repainted(&self, canvas: &str, before: &Value) {
        self.until(&format!("{} !== {before}", fingerprint(canvas)));
    }

    /// Waits until a canvas looks as it did before.
    #[track_caller]
    pub fn until_painted(&self, canvas: &str, before: &Value) {
        self.until(&format!("{} === {before}", fingerprint(canvas)));
    }

    /// Waits until a canvas stands still: what two frames 100 ms apart show of it is the same.
    #[track_caller]
    pub fn until_still(&self, canvas: &str) {
        self.until(&format!(
            "(async () => {{
                const painted = () => new Promise(
                    done => requestAnimationFrame(() => done(document.querySelector('{canvas}').toDataURL())));
                const before = await painted();
                await new Promise(done => setTimeout(done, 100));
                return await painted() === before;
            }})()"
        ));
    }

    /// Lets time pass. Only for what must *not* happen meanwhile.
    pub fn linger(&self, milliseconds: u64) {
        thread::sleep(Duration::from_millis(milliseconds));
    }

    /// Brings the tab and the lesson that an element is in to the front, and waits until both have found their place.
    #[track_caller]
    pub fn bring_to_front(&self, selector: &str) {
        let moved = self.value(&format!(
            "(element => {{
                const lesson = element?.closest('[data-lesson][hidden]');
                if (lesson) {{
                    const menu = document.querySelector('[name=lesson]');
                    menu.value = lesson.dataset.lesson;
                    menu.dispatchEvent(new Event('change', {{bubbles: true}}));
                }}
                const panel = element?.closest('[data-panel]');
                const hidden = panel && !panel.checkVisibility();
                if (hidden) document.querySelector(`#tab-${{panel.dataset.panel}}`).click();
                return Boolean(lesson || hidden);
            }})(document.querySelector({}))",
            Value::from(selector)
        ));
        if moved == true {
            self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))");
        }
    }

    /// Clicks an element, in the tab and the lesson that it is in.
    #[track_caller]
    pub fn click_on(&self, selector: &str) {
        self.bring_to_front(selector);
        self.page.click(selector).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Taps an element with a finger.
    #[track_caller]
    pub fn touch(&self, selector: &str) {
        let rect = self.page.rect(selector).unwrap_or_else(|error| panic!("{selector}: {error}"));
        self.page.tap(rect.at(0.5, 0.5)).expect("a finger");
    }

    /// Clicks the button of this action.
    #[track_caller]
    pub fn press(&self, action: &str) {
        self.click_on(&format!("button[data-action={action}]"));
    }

    /// Presses a key wherever the focus is.
    #[track_caller]
    pub fn strike(&self, key: &str) {
        self.page.key(key).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Moves a slider to this value, which may be JavaScript of the element `slider`.
    #[track_caller]
    pub fn slide(&self, selector: &str, value: &str) {
        self.run(&format!(
            "(slider => {{
                slider.value = {value};
                slider.dispatchEvent(new Event('input', {{bubbles: true}}));
            }})(document.querySelector('{selector}'))"
        ));
    }

    /// Types a value into a number field and leaves it; a fold that hides the field is opened first.
    #[track_caller]
    pub fn enter(&self, name: &str, text: &str) {
        self.unfold(name);
        self.page.fill(&format!("[name={name}]"), text).unwrap_or_else(|error| panic!("{error}"));
    }

    /// Chooses from a menu; a fold that hides it is opened first.
    #[track_caller]
    pub fn choose(&self, name: &str, key: &str) {
        self.unfold(name);
        self.page.choose(name, key).unwrap_or_else(|error| panic!("{error}"));
    }

    #[track_caller]
    fn unfold(&self, name: &str) {
        self.bring_to_front(&format!("[name={name}]"));
        // Not by a click: what a tab shows may still be finding its place.
        self.run(&format!(
            "document.querySelectorAll('details:has([name={name}])').forEach(fold => {{ fold.open = true; }})"
        ));
    }

    /// Opens every fold.
    #[track_caller]
    pub fn unfold_all(&self) {
        self.run("document.querySelectorAll('details').forEach(fold => { fold.open = true; })");
    }

    /// Stops the animation of the picture, if it is on its way.
    #[track_caller]
    pub fn stop_playback(&self) {
        self.run("if (playground.dataset.playing === 'true') document.querySelector('[data-action=play]').click()");
    }

    /// Pauses training, and waits for its weights.
    #[track_caller]
    pub fn pause_training(&self) {
        self.until_phase("training");
        self.press("train");
        self.until_at_rest();
    }

    /// Waits until training stands still; the hash of its weights.
    #[track_caller]
    pub fn until_at_rest(&self) -> String {
        self.until("/paused|finished/.test(said.phase) && said.weights");
        self.said("weights")
    }

    /// Ends the worker as a crash does.
    #[track_caller]
    pub fn crash_worker(&self) {
        self.page.crash_worker().unwrap_or_else(|error| panic!("{error}"));
    }

    /// Ends the worker without a word to the page.
    #[track_caller]
    pub fn kill_worker(&self) {
        self.page.kill_worker().unwrap_or_else(|error| panic!("{error}"));
    }
}

impl Deref for Playground {
    type Target = Page;

    fn deref(&self) -> &Page {
        &self.page
    }
}

impl Drop for Playground {
    fn drop(&mut self) {
        let complaints = self.page.complaints().unwrap_or_else(|error| vec![error.to_string()]);
        if thread::panicking() {
            let says = self.page.evaluate(SAYS).unwrap_or_else(|error| error.to_string().into());
            eprintln!("the page said: {}\nand complained: {complaints:#?}", says.as_str().unwrap_or("nothing"));
        } else {
            assert!(complaints.is_empty(), "the page complained: {complaints:#?}");
        }
    }
}

/// The hash of the weights that a link ends with, as they are without a browser.
pub fn weights_of(link: &str) -> String {
    trained(&link::read(link).settings.config).expect("the link can be trained").hash()
}

/// The server and the browser that tests running at the same time share; the last to leave ends them.
pub fn page_host() -> Arc<PageHost> {
    static SHARED: Mutex<Weak<PageHost>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    shared.upgrade().unwrap_or_else(|| {
        let page_host = Arc::new(PageHost::new().expect("a browser, and the page built by `cargo xtask build`"));
        *shared = Arc::downgrade(&page_host);
        page_host
    })
}

fn fingerprint(canvas: &str) -> String {
    format!(
        "(text => {{
            let print = 0;
            for (let i = 0; i < text.length; i++) print = Math.imul(print, 31) + text.charCodeAt(i) | 0;
            return print;
        }})(document.querySelector('{canvas}').toDataURL())"
    )
}
