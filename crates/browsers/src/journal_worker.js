// Around every worker of a test: it can be asked how much memory it has, and is otherwise what it was. The worker sets
// its own handler of messages, and takes no message that it does not know.
addEventListener("message", event => {
    if (event.data?.journal === "memory") postMessage({ journalMemory: self.memory.buffer.byteLength });
});
await import(decodeURIComponent(location.search.slice(1)));
