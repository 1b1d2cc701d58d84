// Laid into every page of a test: what it complains of, and a hold on its workers. A classic script, before all others.
window.journal = (() => {
    const complaints = [];
    const say = (kind, words) => complaints.push(`${kind}: ${words}`);
    for (const kind of ["error", "warn"]) {
        const original = console[kind];
        console[kind] = (...words) => {
            say(`console ${kind}`, words.map(String).join(" "));
            original.apply(console, words);
        };
    }
    addEventListener("error", event => {
        const file = event.target?.src ?? event.target?.href;
        say("error", file ? `${file} did not load` : `${event.message} (${event.filename}:${event.lineno})`);
    }, true);
    addEventListener("unhandledrejection", event => say("rejection", String(event.reason)));
    addEventListener("securitypolicyviolation", event => say("policy", `${event.violatedDirective} ${event.blockedURI}`));

    const workers = [];
    const newest = () => {
        const worker = workers.at(-1);
        if (!worker) throw new Error("the page has no worker");
        return worker;
    };
    const Original = window.Worker;
    window.Worker = class extends Original {
        constructor(address, options) {
            const inner = new URL(address, location.href);
            super(new URL(`./journal-worker.js?${encodeURIComponent(inner.href)}`, location.href), options);
            workers.push(this);
        }
        terminate() {
            workers.splice(workers.indexOf(this), 1);
            super.terminate();
            this.dispatchEvent(new Event("terminated"));
        }
    };
    let program;
    for (const name of ["instantiate", "instantiateStreaming"]) {
        const original = WebAssembly[name];
        WebAssembly[name] = async (...given) => {
            const made = await original.apply(WebAssembly, given);
            program = (made.instance ?? made).exports;
            return made;
        };
    }
    let hidden = false;
    Object.defineProperty(Document.prototype, "hidden", { get: () => hidden });
    Object.defineProperty(Document.prototype, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    return {
        complaints,
        /** Ends the newest worker, and the page is not told. */
        killWorker: () => Original.prototype.terminate.call(newest()),
        /** Ends the newest worker as a crash does, which the page is told. */
        crashWorker: () => {
            const worker = newest();
            Original.prototype.terminate.call(worker);
            worker.dispatchEvent(new ErrorEvent("error", { message: "crashed by a test" }));
        },
        /** What the newest worker says of itself: "memory", in bytes, or "slice", the longest so far in milliseconds. */
        workerFigure: figure => new Promise(resolve => {
            const worker = newest();
            const listening = new AbortController();
            const { signal } = listening;
            const settle = value => {
                listening.abort();
                resolve(value);
            };
            worker.addEventListener("message", ({ data }) => data?.journal === figure && settle(data.value), { signal });
            // It will not answer any more: the one that is the newest now does.
            worker.addEventListener("terminated", () => settle(window.journal.workerFigure(figure)), { signal });
            worker.postMessage({ journal: figure });
        }),
        /** Bytes of the memory of the page's own program. */
        pageMemory: () => program.memory.buffer.byteLength,
        /** Tells the page that it is hidden, or shown again. */
        setVisible: visible => {
            hidden = !visible;
            document.dispatchEvent(new Event("visibilitychange"));
        },
    };
})();
