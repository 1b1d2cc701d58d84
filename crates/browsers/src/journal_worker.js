// Around every worker of a test: it can be asked how much memory it has and for how long it worked without a pause, and
// is otherwise what it was. The worker sets its own handlers of messages, and takes no message that it does not know.
let longest = 0;
const timed = work => function (...given) {
    const began = performance.now();
    work.apply(this, given);
    longest = Math.max(longest, performance.now() - began);
};
const { setTimeout: soon } = self;
self.setTimeout = (work, wait) => soon.call(self, timed(work), wait);
// The attributes of a global object are its own, those of others their prototype's.
for (const place of [self, MessagePort.prototype]) {
    const { get, set } = Object.getOwnPropertyDescriptor(place, "onmessage");
    Object.defineProperty(place, "onmessage", {
        get,
        set(handler) {
            set.call(this, timed(handler));
        },
    });
}
const figures = {
    memory: () => self.memory.buffer.byteLength,
    slice: () => {
        const value = longest;
        longest = 0;
        return value;
    },
};
addEventListener("message", ({ data }) => {
    const figure = figures[data?.journal];
    if (figure) postMessage({ journal: data.journal, value: figure() });
});
await import(decodeURIComponent(location.search.slice(1)));
