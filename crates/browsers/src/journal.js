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
        }
    };
    let hidden = false;
    Object.defineProperty(Document.prototype, "hidden", { get: () => hidden });
    Object.defineProperty(Document.prototype, "visibilityState", { get: () => (hidden ? "hidden" : "visible") });
    return {
        complaints,
        /** Ends the newest worker as a crash would: the page is not told. */
        killWorker: () => Original.prototype.terminate.call(newest()),
        /** Bytes of the newest worker's memory. */
        workerMemory: () => new Promise(resolve => {
            const worker = newest();
            const answered = ({ data }) => {
                if (typeof data?.journalMemory !== "number") return;
                worker.removeEventListener("message", answered);
                resolve(data.journalMemory);
            };
            worker.addEventListener("message", answered);
            worker.postMessage({ journal: "memory" });
        }),
        /** Tells the page that it is hidden, or shown again. */
        setVisible: visible => {
            hidden = !visible;
            document.dispatchEvent(new Event("visibilitychange"));
        },
    };
})();
