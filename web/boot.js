// Starts the app, or says in a sentence why it cannot. A classic script, so that it speaks where no module is run; the
// names of the app's files stand on its own tag.
(() => {
  "use strict";
  const { js, wasm } = document.currentScript.dataset;
  document.getElementById("late").remove();
  const main = document.getElementById("playground");
  const place = document.getElementById("unsupported");
  // So that nothing is shown that a frame of another page has no room for; the app reads the link itself.
  if (/[#&]embed=1(&|$)/.test(location.hash)) document.body.dataset.embed = "";

  /** After so long without an answer of the app the person is told what it waits for, in milliseconds. */
  const PATIENCE = 8000;

  /** A page that has run for so long is kept for later, in milliseconds. */
  const KEPT_AFTER = 10000;
  /** A file may take so long to be looked at, in milliseconds. */
  const LOOK = 1500;

  // The smallest modules that use a SIMD instruction, (func (result v128) i32.const 0 i8x16.splat i8x16.popcnt), and a
  // reference type, (func (param externref)).
  const SIMD = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11];
  const REFERENCE = [0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 1, 111, 0, 3, 2, 1, 0, 10, 4, 1, 2, 0, 11];
  const takes = bytes => WebAssembly.validate(new Uint8Array(bytes));

  const isStyled = () => getComputedStyle(document.documentElement).getPropertyValue("--page") !== "";
  const say = words => {
    place.textContent = words;
    // Without its style the page is long, and what is wrong has to be found.
    if (!isStyled()) document.body.prepend(place);
  };
  const fail = words => {
    say(words);
    main.dataset.phase = "failed";
    main.dataset.error = words;
  };
  const isLoading = () => main.dataset.phase === "loading";
  const name = address => new URL(address, document.baseURI).pathname.split("/").pop();

  /** Why the app cannot even be tried; empty where it can. */
  function obstacle() {
    if (location.protocol === "file:") {
      return "The playground was opened as a file, and browsers run its programs only from a web server. Serve its folder over HTTP, for instance with “python3 -m http.server”, and open that address.";
    }
    if (self.origin === "null") {
      return "The playground stands in a frame that is sandboxed without “allow-same-origin”, which keeps its programs out. Open it in a tab of its own.";
    }
    if (typeof WebAssembly !== "object") {
      return "WebAssembly is switched off in this browser: Lockdown Mode does that, and some companies’ policies do. The playground computes with it; allow it for this page, or open the page elsewhere. The text below can be read without it.";
    }
    const missing = Object.entries({
      "WebAssembly SIMD": () => takes(SIMD),
      "WebAssembly reference types": () => takes(REFERENCE),
      "workers": () => typeof Worker === "function",
      "the popover attribute": () => "popover" in HTMLElement.prototype,
      "the CSS function light-dark()": () => CSS.supports("color", "light-dark(red, red)"),
      "the CSS selector :has()": () => CSS.supports("selector(:has(a))"),
    }).filter(([, has]) => !has()).map(([feature]) => feature);
    return missing.length === 0 ? "" :
      `The playground needs a newer browser: this one lacks ${missing.join(" and ")}, which Chrome 123, Firefox 125, Safari 17.5 and newer ones have. The text below can be read without it.`;
  }

  /** What is wrong with a file of the page; empty where nothing is. */
  async function fault(address) {
    const file = name(address);
    try {
      const response = await fetch(address, { signal: AbortSignal.timeout(LOOK) });
      if (!response.ok) {
        return `“${file}” is not to be had (${response.status}); this may be an older copy of the page, so reload it`;
      }
      const kind = response.headers.get("content-type") ?? "no type";
      if (file.endsWith(".js") && !/javascript/.test(kind)) {
        return `“${file}” is sent as “${kind}”, which browsers do not run; its host has to send “text/javascript”`;
      }
      const bytes = await response.arrayBuffer();
      if (file.endsWith(".wasm") && !WebAssembly.validate(bytes)) return `“${file}” arrived damaged or cut short`;
      return "";
    } catch (error) {
      return error.name === "TimeoutError" ? `“${file}” has not arrived yet` : `“${file}” cannot be reached`;
    }
  }

  /** The files that are needed before the page moves, and those of its worker with the build that the page belongs to. */
  function files() {
    const loader = performance.getEntriesByType("resource").find(({ name }) => name.includes("/worker-loader.js"));
    const build = loader ? new URL(loader.name).search : "";
    return [js, wasm, ...["worker-loader.js", "worker.js", "worker_bg.wasm"].map(file => `./${file}${build}`)];
  }

  async function faults(addresses = files()) {
    return (await Promise.all(addresses.map(fault))).filter(words => words !== "");
  }

  const words = obstacle();
  if (words) return fail(words);

  // A worker is the one thing that the app starts by an address.
  const folder = new URL("./", document.baseURI).href;
  self.trustedTypes?.createPolicy("default", {
    createScriptURL: address => new URL(address, document.baseURI).href.startsWith(folder) ? address : null,
  });

  // Some windows have no service workers, or throw where one asks for them: there the page needs its host.
  const workers = (() => {
    try {
      // A page in a frame of another one asks for nothing.
      return "embed" in document.body.dataset ? undefined : navigator.serviceWorker;
    } catch {
      return undefined;
    }
  })();

  // Where a newer build is here as a whole, and no other page runs the one before, this page begins anew with it.
  workers?.getRegistration().then(registration => {
    if (!registration?.waiting) return;
    workers.addEventListener("controllerchange", () => location.reload(), { once: true });
    registration.waiting.postMessage("replace");
  }).catch(() => {});

  import(js)
    .then(app => app.default({ module_or_path: new URL(wasm, document.baseURI) }))
    .then(() => {
      // The page runs, and is kept for when there is no network: not before it has had the line and the processor to itself
      // for a while.
      setTimeout(() => workers?.register("./service-worker.js", { updateViaCache: "none" }).catch(() => {}), KEPT_AFTER);
    })
    .catch(async error => {
      console.error(error);
      const [first] = await faults();
      fail(`The playground could not be loaded: ${first ?? error.message}. Reload the page to try again; the text below can be read without it.`);
    });

  async function explainWait() {
    if (!isLoading()) return;
    // Nothing begins where nobody looks: only from then on it waits.
    if (main.dataset.resting === "true") return onceChanged("data-resting", wait);
    const [first] = await faults();
    if (!isLoading()) return;
    say(`The playground is still loading${first ? `: ${first}` : ", for a reason that the page cannot see"}. On a slow line, wait a little; else reload the page.`);
    onceChanged("data-phase", () => {
      // What began after all needs no excuse, what failed has its own words.
      if (main.dataset.phase !== "failed") say("");
    });
  }

  function onceChanged(name, act) {
    const before = main.getAttribute(name);
    new MutationObserver((_, observer) => {
      if (main.getAttribute(name) === before) return;
      observer.disconnect();
      act();
    }).observe(main, { attributes: true, attributeFilter: [name] });
  }

  const wait = () => setTimeout(explainWait, PATIENCE);
  wait();

  addEventListener("load", async () => {
    if (isStyled()) return;
    const [first] = await faults([document.querySelector("link[rel=stylesheet]").href]);
    say(`The page has no style: ${first ?? "its style sheet was refused"}. Reload the page to try again.`);
  });

  // The worker may fail long before that.
  new MutationObserver(async (_, observer) => {
    if (main.dataset.phase !== "failed" || main.dataset.worker !== "stopped") return;
    observer.disconnect();
    const [first] = await faults();
    if (first) say(`What computes could not be loaded: ${first}.`);
  }).observe(main, { attributes: true, attributeFilter: ["data-phase", "data-worker"] });
})();
