// Starts the worker's program. Its files have fixed names, so the build in the query keeps an old one out of the cache.
const { search } = new URL(import.meta.url);

import("./worker.js" + search)
  .then(worker => worker.default({ module_or_path: new URL("./worker_bg.wasm" + search, import.meta.url) }))
  // Named, so that whoever inspects the worker can see how much memory it holds.
  .then(({ memory }) => { self.memory = memory; })
  // Thrown outside of the promise, it reaches the page as the worker's error event.
  .catch(error => setTimeout(() => { throw error; }));
